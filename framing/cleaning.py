r"""Repairs scraped text before extraction, and says line by line what it changed.

Extraction never changes a text; this step alone does, and only when it is called. A text is cut into lines
and each line is mended by itself, so a report row points at the line as it stood in the original:

``encoding``
    Mojibake, stray control characters, ligatures and decomposed accents, by ftfy (Speer 2019). Curly quotes
    stay curly and HTML entities stay as they are: ``&lt;b&gt;`` in an article about HTML is meant.
``whitespace``
    One kind of line end (``\n``), of space and none at the end of a line; no soft hyphens and zero-width
    characters (joiners inside emoji and non-Latin words stay); of several blank lines one, none at the ends.
``space_after_quote``
    ``by the deal,”Lukashenko said`` gets its space back. Only double marks, as a glued ``’`` is mostly an
    apostrophe; only where an opening mark stands before it in the line; never before a rest of a word
    (``“news”letter``, ``“stop and frisk”ed``, ``“The Wire”s``), punctuation or a bracket. Straight marks must
    alternate cleanly through the whole line, which inch marks (``6'2"``) do not, and then the line is left
    alone.
``furniture``
    Whole lines that belong to the page: advertising, sharing, sign-up, photo credits, copyright. The patterns
    are in ``lexicons/furniture.csv``. Doubtful and kept: what wire service contributed (it tells where a text
    comes from), ``This story has been updated`` (it is about the story), and any line above 300 characters.
``headline``
    The headline of another story, alone between two paragraphs of prose. Its shape decides: in capitals,
    seven words and more; or in the grammar of headlines, with a verb known to ``lexicons/cleaning.csv`` and
    two names. A sub-heading can have the same shape, so the step acts only when every such lone line of the
    article looks like a headline, and there are no more than ``max_headlines`` of them. Doubtful: a single
    sub-heading with names and a verb is dropped; a headline without a known verb, or among sub-headings, is
    kept.

References
----------
Speer, R. (2019). ftfy (Version 5.5). Zenodo. https://doi.org/10.5281/zenodo.2591652
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from framing.arguments import check_arguments
from framing.corpus import check_frame
from framing.lexicon import read_rows, word_list

if TYPE_CHECKING:
    import pandas as pd

STEPS = ("encoding", "whitespace", "space_after_quote", "furniture", "headline")

_LINE = re.compile(r"[^\n\r\x0b\x0c\u2028\u2029]*(?:\r\n|[\n\r\x0b\x0c\u2028\u2029])|[^\n\r\x0b\x0c\u2028\u2029]+")
_LINE_ENDS = "\n\r\x0b\x0c\u2028\u2029"
_SEPARATORS = re.compile(f"[{_LINE_ENDS}]")
_TYPOGRAPHIC = re.compile(r"[ -~‘’“”–—…•\u00a0]*")
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# A joiner between two non-ASCII characters shapes an emoji or a word; elsewhere it is waste.
_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u2060\ufeff]|(?<![^\x00-\x7f\s])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\s])"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_PROSE_END = re.compile(r"[.!?…][\"”’')\]]{0,3}$")
_BULLETS = " \t*•·⦁▪■►▶>|–—-_#()[]<"
_LONGEST_FURNITURE = 300
_SHORTEST_PROSE = 80
_LONGEST_HEADLINE = 130
_ITEM_NUMBER = re.compile(r"\d{1,3}[.)] ")
_CAPITAL_HEADLINE_WORDS = 7
_HEADLINE_WORDS = range(5, 17)
_MOST_PASSES = 10


@dataclass(frozen=True)
class Change:
    r"""One change to one line.

    Attributes
    ----------
    line : int
        Number of the line in the original, from 1. A line ends with ``\n``, ``\r\n``, ``\r``, a form feed,
        a vertical tab or a Unicode line or paragraph separator.
    action : str
        One of `STEPS`.
    before, after : str
        The line with its line end. ``after`` is empty when the line was dropped. Several changes to one line
        follow one another: ``before`` of the second is ``after`` of the first.
    """

    line: int
    action: str
    before: str
    after: str


@dataclass(frozen=True)
class Cleaned:
    """A cleaned text and the changes that lead to it, in the order of the lines."""

    text: str
    changes: tuple[Change, ...]


def clean(text: str, *, steps: Collection[str] = STEPS, max_headlines: int = 3) -> Cleaned:
    r"""Clean one text. Cleaning a cleaned text changes nothing.

    Parameters
    ----------
    text : str
        Any text, also an empty one.
    steps : collection of str, default `STEPS`
        Which steps to take; their order is fixed. With ``steps=()`` the text stays as it is.
    max_headlines : int, default 3
        With more lone lines than this in one article they count as its sub-headings and stay.

    Returns
    -------
    Cleaned
        ``apply_changes(text, cleaned.changes) == cleaned.text``.

    Raises
    ------
    ValueError
        For an unknown step.
    TypeError
        When ``text`` is no str.

    Examples
    --------
    >>> cleaned = clean("“It is over,”she said.\n\nShare this article")
    >>> cleaned.text
    '“It is over,” she said.\n'
    >>> [(change.line, change.action) for change in cleaned.changes]
    [(1, 'space_after_quote'), (2, 'whitespace'), (3, 'furniture')]
    """
    _check_steps(steps)
    if not isinstance(text, str):
        raise TypeError(f"clean takes a str, not {type(text).__name__}. For a DataFrame use clean_corpus(frame).")
    lines = _LINE.findall(text)
    changes: list[Change] = []

    def change(at: int, action: str, after: str) -> None:
        changes.append(Change(at + 1, action, lines[at], after))
        lines[at] = after

    for at, line in enumerate(lines):
        for action, after in _mend(line, steps):
            change(at, action, after)
    # A headline is judged by the lines that are left around it, so furniture goes first and blank lines last.
    for action, find in (
        ("furniture", _find_furniture),
        ("headline", lambda left: _find_headlines(left, max_headlines)),
        ("whitespace", _find_spare_blank_lines),
    ):
        for at in find(lines) if action in steps else ():
            change(at, action, "")
    return Cleaned("".join(lines), tuple(sorted(changes, key=lambda made: made.line)))


def apply_changes(text: str, changes: Iterable[Change]) -> str:
    r"""Redo the changes of a report on the original text: shows that the report is complete.

    Raises
    ------
    ValueError
        When a line is not what a change says stood there.

    Examples
    --------
    >>> apply_changes("one\ntwo\n", [Change(1, "furniture", "one\n", "")])
    'two\n'
    """
    lines = _LINE.findall(text)
    for change in changes:
        there = lines[change.line - 1] if 1 <= change.line <= len(lines) else None
        if there != change.before:
            raise ValueError(f"line {change.line} should be {change.before!r}; the text has {there!r} there.")
        lines[change.line - 1] = change.after
    return "".join(lines)


def clean_corpus(
    frame: pd.DataFrame, text: str = "text", *, steps: Collection[str] = STEPS, max_headlines: int = 3
) -> tuple[pd.DataFrame, pd.DataFrame]:
    r"""Clean every article of a corpus.

    Parameters
    ----------
    frame : DataFrame
        Articles, with a unique index; it is not changed.
    text : str, default "text"
        The column that holds the articles.
    steps, max_headlines
        As for `clean`.

    Returns
    -------
    cleaned : DataFrame
        ``frame`` with the cleaned texts.
    report : DataFrame
        One row a change, in the order of articles and lines: ``doc`` (label of the article), ``line`` (from
        1, in the original), ``action`` (one of `STEPS`), ``before``, ``after`` (missing when the line was
        dropped).

    Raises
    ------
    framing.corpus.CorpusError
        When ``frame`` cannot be extracted from: see `framing.corpus.check_frame`.
    ValueError
        For an unknown step.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"text": ["Rain fell. \nAdvertisement\nIt stopped."]}, index=["a"])
    >>> cleaned, report = clean_corpus(frame)
    >>> cleaned.loc["a", "text"]
    'Rain fell.\nIt stopped.'
    >>> report[["doc", "line", "action"]].values.tolist()
    [['a', 1, 'whitespace'], ['a', 2, 'furniture']]
    """
    check_arguments(clean_corpus, {"text": text, "steps": steps, "max_headlines": max_headlines})
    import pandas as pd

    _check_steps(steps)
    texts, labels = check_frame(frame, text)
    cleaned = [clean(article, steps=steps, max_headlines=max_headlines) for article in texts]
    rows = [
        (label, made.line, made.action, _shown(made.before), _shown(made.after))
        for label, article in zip(labels, cleaned, strict=True)
        for made in article.changes
    ]
    report = pd.DataFrame(rows, columns=["doc", "line", "action", "before", "after"])
    return frame.assign(**{text: [article.text for article in cleaned]}), report


def _shown(line: str) -> str | None:
    return line.removesuffix("\n") if line else None


def _check_steps(steps: Collection[str]) -> None:
    if isinstance(steps, str) or not set(steps) <= set(STEPS):
        raise ValueError(f"steps={steps!r} is not possible; steps is a list of some of {', '.join(STEPS)}.")


def _mend(line: str, steps: Collection[str]) -> Iterator[tuple[str, str]]:
    """Repeat the steps within a line until nothing changes, as a removed mark can bare more mojibake."""
    if line == "\n":
        return
    for _ in range(_MOST_PASSES):
        before = line
        for action, mend in _MENDERS.items():
            if action in steps and (after := mend(line)) != line:
                yield action, after
                line = after
        if line == before:
            return


def _mend_encoding(line: str) -> str:
    body = line.rstrip(_LINE_ENDS)
    if _TYPOGRAPHIC.fullmatch(body):
        return line
    import ftfy

    mended = ftfy.fix_text(body, _ftfy_settings())
    return _SEPARATORS.sub(" ", mended) + line[len(body) :]


@lru_cache
def _ftfy_settings():
    import ftfy

    return ftfy.TextFixerConfig(
        unescape_html=False, uncurl_quotes=False, fix_line_breaks=False, fix_character_width=False, explain=False
    )


def _mend_whitespace(line: str) -> str:
    body = _INVISIBLE.sub("", _SPACES.sub(" ", line.rstrip(_LINE_ENDS)))
    return body.rstrip(" \t") + ("\n" if line[-1:] in _LINE_ENDS else "")


def _mend_quotes(line: str) -> str:
    if "”" not in line and '"' not in line:
        return line
    cuts = [0, *sorted([*_glued_curly(line), *_glued_straight(line)]), len(line)]
    return " ".join(line[a:b] for a, b in pairwise(cuts))


_MENDERS: dict[str, Callable[[str], str]] = {
    "encoding": _mend_encoding,
    "whitespace": _mend_whitespace,
    "space_after_quote": _mend_quotes,
}


def _glued_curly(line: str) -> Iterator[int]:
    """Places after a ”, with an opening mark before it in the line, that need a space."""
    opened = None
    for mark in re.finditer("[“”]", line):
        if mark[0] == "“":
            opened = mark.end()
        elif opened is not None:
            if _is_glued(line, opened, mark.start()):
                yield mark.end()
            opened = None


def _glued_straight(line: str) -> list[int]:
    """Places after a closing straight mark that need a space; none unless the marks alternate cleanly."""
    places, opened = [], None
    for mark in re.finditer('"', line):
        at, after = mark.span()
        before = line[at - 1 : at]
        space_before = not before or before.isspace() or before in "([{“‘"
        space_after = after == len(line) or line[after].isspace() or line[after] in ".,;:!?)]}”’"
        if opened is None:
            if space_after and not space_before:
                return []
            opened = after
        else:
            if space_before and not space_after:
                return []
            if _is_glued(line, opened, at):
                places.append(after)
            opened = None
    return places


def _is_glued(line: str, opened: int, closing: int) -> bool:
    """Whether a new word follows the mark at ``closing``, which ends what starts at ``opened``."""
    following = _WORD.match(line, closing + 1)
    if following is None or opened == closing or line[closing - 1].isspace():
        return False
    word = following[0]
    # Scripts without letter case, as Chinese, put no space there.
    if not (word[0].isupper() or word[0].islower() or word[0].isdigit()):
        return False
    if word.lower() in word_list("cleaning", "suffix"):
        return False
    quoted = line[opened:closing]
    is_bare_word = quoted.isalnum()
    return not is_bare_word or word[0].isupper() or word.lower() in word_list("cleaning", "continues_sentence")


@lru_cache
def _furniture() -> re.Pattern[str]:
    rows = read_rows("furniture")
    return re.compile("|".join(f"(?:{row['pattern']})" for row in rows), re.IGNORECASE)


def _find_furniture(lines: list[str]) -> list[int]:
    return [at for at, line in enumerate(lines) if line != "\n" and _is_furniture(line.strip(_BULLETS + _LINE_ENDS))]


def _is_furniture(words: str) -> bool:
    is_short = 0 < len(words) <= _LONGEST_FURNITURE
    return is_short and _furniture().fullmatch(words.replace("’", "'")) is not None


def _find_headlines(lines: list[str], max_headlines: int) -> list[int]:
    left = [(at, line.strip()) for at, line in enumerate(lines) if line.strip()]
    lone = [
        (at, line)
        for (_, before), (at, line), (_, after) in zip(left, left[1:], left[2:], strict=False)
        if _is_lone_line(line) and _is_prose(before) and _is_prose(after)
    ]
    found = [at for at, line in lone if _looks_like_headline(line)]
    return found if len(found) == len(lone) <= max_headlines else []


def _is_lone_line(line: str) -> bool:
    return len(line) <= _LONGEST_HEADLINE and line[-1].isalnum()


def _is_prose(paragraph: str) -> bool:
    return len(paragraph) >= _SHORTEST_PROSE and _PROSE_END.search(paragraph[-5:]) is not None


def _looks_like_headline(line: str) -> bool:
    """Whether a lone line has the shape of a headline: one of two forms.

    In capitals throughout, of seven words and more (shorter ones are mostly sub-headings). Or in the grammar
    of headlines: 5 to 16 words, a present-tense verb from the list that is neither first nor last, two names
    or more besides the first word, no article, pronoun, modal or form of *be*.
    """
    words = _WORD.findall(line)
    is_item = _ITEM_NUMBER.match(line) is not None
    if len(words) not in _HEADLINE_WORDS or is_item or not (line[0].isalnum() or line[0] in "“‘\"'"):
        return False
    if line.isupper():
        return len(words) >= _CAPITAL_HEADLINE_WORDS
    lower = [word.lower().replace("’", "'") for word in words]
    return (
        not word_list("cleaning", "headline_verb").isdisjoint(lower[1:-1])
        and word_list("cleaning", "full_grammar").isdisjoint(lower)
        and sum(word[0].isupper() for word in words[1:]) >= 2
    )


def _find_spare_blank_lines(lines: list[str]) -> list[int]:
    """Find blank lines after a blank line, and at the start and the end."""
    spare, blanks, is_start = [], [], True
    for at, line in enumerate(lines):
        if line and not line.strip():
            blanks.append(at)
        elif line:
            spare += blanks if is_start else blanks[1:]
            blanks, is_start = [], False
    return spare + blanks

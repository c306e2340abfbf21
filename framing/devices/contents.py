"""Contents of attribution: what a cue says that its source said, thinks or wants.

The content stands to the right of the cue (``said that ...``), to its left (``..., Smith said.``), on both sides
(``"A," he said. "B"``), or inside quotation marks that run over several sentences. Where a content to the right ends
is decided at the places where it could: commas, coordinators, the next cue.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from framing.devices.cues import Cue, reporting_words
from framing.document import Document, Quotation
from framing.lexicon import read_rows
from framing.wordclass import word_classes

Range = tuple[int, int]

_ADDRESSED = frozenset(
    [
        "tell",
        "told",
        "tells",
        "telling",
        "ask",
        "asked",
        "asks",
        "asking",
        "inform",
        "informed",
        "remind",
        "reminded",
        "assure",
        "assured",
        "warn",
        "warned",
        "urge",
        "urged",
    ]
)
# Below 0, the odds of an end at one place alone: an end too late costs more than one too early, since what follows
# is often a sentence of its own. Chosen on the training articles.
_LEAST_END_ODDS = -0.4
_BETWEEN = frozenset(("have", "be", "modal", "do", "not", "negation", "-ly", "adverb", "to", "weekday", ",", "—", "–"))
_VERBAL = frozenset(
    ("be", "have", "modal", "do", "negation", "not", "to", "that", "-ed", "-s", "word", "preposition", "of")
)
_FINITE = frozenset(("be", "have", "modal", "do", "negation", "subject_contraction", "-ed", "-s"))
_END_MARKS = frozenset((".", ";", "?", "!"))
_END_PLACES = frozenset((
    ",", ";", ":", "—", "–", "(", ")", "coordinator", "subordinator", "preposition", "relative", "question", "quote",
    "in", "on", "at", "by", "with", "for", "about", "to", "as", "of", "against", "that", "weekday", "adverb",
))  # fmt: skip
_LEAD_IN = frozenset((",", ":", "—", "–", "-ly", "adverb", "weekday"))
_CLAUSAL = frozenset((",", "be", "have", "do", "modal", "subject_pronoun", "subject_contraction", "quote", "to"))
_PERIODS = frozenset(
    (name,)
    for name in [
        "week",
        "month",
        "year",
        "night",
        "day",
        "spring",
        "summer",
        "fall",
        "autumn",
        "winter",
        "morning",
    ]
)


def find_content(
    document: Document, cue: Cue, source: Range | None, following: list[Cue], limits: Range
) -> Range | None:
    """The content of a cue, as a token range that may hold the cue itself; None when there is none.

    Parameters
    ----------
    document : Document
    cue : Cue
    source : (int, int) or None
        Tokens of the source.
    following : list of Cue
        The cues after this one in its sentence.
    limits : (int, int)
        Tokens that an unquoted content lies in: the sentence, or the part of it inside the same quotation marks.
    """
    first, last = limits
    classes = document.once(word_classes)
    left, right = cue.first, cue.last
    if source and source[1] <= cue.first and all(classes[i] in _BETWEEN for i in range(source[1], cue.first)):
        left = source[0]
    if source and source[0] >= cue.last and source[0] - cue.last <= 2:
        right = source[1]
    if cue.part == "-ing" and left == cue.first:
        return _to_the_right(document, cue, right, following, limits)
    before = _quotation_before(document, left, first)
    if before is not None:
        start = _start_of_quoted(document, before, first)
        return start, _continuation(document, before, right, last)
    if (source and cue.part in ("preposition",)) or document.words[cue.head] == ":":
        return _around_preposition(document, cue, left, right, limits)
    if source and source[0] >= cue.last and left > first and classes[left - 1] == "as":
        comma = next((i for i in range(source[1], last) if classes[i] == ","), None)
        return _trim(document, comma, last) if comma and left - first < 3 else _trim(document, first, left - 1)
    inverted = source is not None and source[0] >= cue.last
    if inverted and _comma_before(document, left, first) and left - first > 2:
        return _trim(document, first, left)
    if _comma_before(document, left, first) and _goes_on_after(document, right, last):
        return _trim(document, first, last)
    speaks = cue.part in ("finite", "base") and reporting_words().get(document.words[cue.head]) is not None
    tail = speaks and classes[left] != "relative" and _tail(document, right, last)
    if tail and _comma_before(document, left, first) and _is_clause(document, first, left):
        return _trim(document, first, left)
    found = _to_the_right(document, cue, right, following, limits)
    return found if found or left - first < 3 else _trim(document, first, left)


def _trim(document: Document, start: int, end: int) -> Range | None:
    """A range without coordinators and marks at its edges."""
    classes = document.once(word_classes)
    while start < end and classes[start] in ("coordinator", ",", "—", "–", "mark", ".", ":"):
        start += 1
    while end > start and (
        classes[end - 1] in (",", ":", ";", "—", "–", "coordinator", "(")
        or (classes[end - 1] == "." and end == document.sentence_at(end - 1)[1])
    ):
        end -= 1
    return (start, end) if end > start else None


def _quotation_before(document: Document, left: int, first: int) -> Quotation | None:
    """The quotation that closes right before a source and cue, if one does."""
    classes = document.once(word_classes)
    at = left - 1
    if at >= 0 and classes[at] in (",", "—", "–"):
        at -= 1
    if at <= first or classes[at] != "quote":
        return None
    found = document.quotation_closing.get(at)
    if found is None:
        return None
    final = found.last - 1
    while final > found.first and classes[final] in ("single_quote", ")", "]"):
        final -= 1
    ends = document.tokens[final] in (",", "?", "!", "…", "...", "-", "—", "–", ".") or classes[left - 1] in (
        ",",
        "—",
        "–",
    )
    return found if ends else None


def _start_of_quoted(document: Document, quotation: Quotation, first: int) -> int:
    """Where a content that ends in a quotation starts: its mark, or its sentence if words of the writer precede."""
    mark = quotation.first - 1
    sentence = document.sentence_at(mark)[0]
    classes = document.once(word_classes)
    if sentence < mark and classes[mark - 1] not in (",", ":", "."):
        return max(sentence, min(first, mark))
    return mark


def _continuation(document: Document, before: Quotation, right: int, last: int) -> int:
    """Where a quoted content ends: with the quotation, or with another that goes on after source and cue.

    It goes on within the sentence (``"A," he said, "B."``), or with a sentence of the same paragraph that is all
    quotation (``"A," said Lee, a baker. "B."``).
    """
    classes = document.once(word_classes)
    paragraph_end = document.paragraph_at(before.first)[1]
    sentence_end = min(document.sentence_at(max(right - 1, 0))[1], paragraph_end)
    near = range(right, min(right + 15, sentence_end))
    mark = next((i for i in near if i in document.quotation_opening), None)
    if mark is not None and any(classes[i] in ("have", "be", "do", "modal") for i in range(right, mark)):
        return before.last + 1
    if mark is None and sentence_end < paragraph_end and sentence_end in document.quotation_opening:
        after = document.quotation_opening[sentence_end]
        if document.tokens[after.last - 1] != ",":
            mark = sentence_end
    if mark is None:
        return before.last + 1
    after = document.quotation_opening[mark]
    return after.last + 1 if after.closed else after.last


def _comma_before(document: Document, left: int, first: int) -> bool:
    return left - 1 > first and document.once(word_classes)[left - 1] in (",", "—", "–")


def _is_clause(document: Document, first: int, left: int) -> bool:
    """Whether what precedes a source could stand alone: it seems to have a verb, and is no side clause."""
    classes = document.once(word_classes)
    if classes[first] in ("subordinator", "as") and document.words[first] not in ("so", "until"):
        return False
    return left - first > 8 or any(classes[i] in _FINITE for i in range(first, left))


def _goes_on_after(document: Document, right: int, last: int) -> bool:
    """Whether a clause that source and cue interrupt goes on after them (``The plan, she said, would fail.``)."""
    classes = document.once(word_classes)
    return right + 2 < last and document.tokens[right] == "," and classes[right + 1] in _VERBAL


def _tail(document: Document, right: int, last: int) -> bool:
    """Whether nothing but adverbials stands between source and cue and the end of their sentence."""
    classes, words = document.once(word_classes), document.words
    at = right
    while at < last and classes[at] in ("-ly", "adverb", "weekday", "month", "digits"):
        at += 1
    if at >= last or classes[at] in _END_MARKS or classes[at] in ("quote", "—", "–", "-"):
        return True
    if classes[at] in ("in", "on", "at", "by", "about", "to", "as", "preposition", "of", ",", "subordinator"):
        return (last - at <= 14 and classes[at] != "to") or (words[at] == "," and last - at < 8)
    return False


def _around_preposition(document: Document, cue: Cue, left: int, right: int, limits: Range) -> Range | None:
    """The content of ``according to`` and of marks: what follows when it opens the sentence, else what precedes."""
    first, last = limits
    classes = document.once(word_classes)
    if document.words[cue.head] == ":":
        paragraph = document.paragraph_at(cue.first)
        return _trim(document, right, paragraph[1] if paragraph[0] > 0 and cue.first - paragraph[0] <= 6 else last)
    comma = next((i for i in range(right, last) if classes[i] == ","), right)
    if left - first <= 2:
        return _trim(document, comma, last)
    if left - first <= 8 and classes[comma] == "," and not _is_clause(document, first, left) and last - comma > 4:
        return _trim(document, first, last)
    return _trim(document, first, left)


def _to_the_right(document: Document, cue: Cue, right: int, following: list[Cue], limits: Range) -> Range | None:
    """The content after a cue: past an addressee and adverbials, up to its sentence, clause or phrase end."""
    last = limits[1]
    start = right
    if document.words[cue.head] in _ADDRESSED:
        start = _skip_addressee(document, start, last)
    before_next = min((other.first for other in following), default=last + 9)
    quotation = _quotation_after(document, start, min(start + 9, before_next), last)
    if quotation is not None:
        return quotation.first - 1, quotation.last + 1 if quotation.closed else quotation.last
    start = complement_start(document, start, last)
    return _trim(document, start, _clause_end(document, cue, start, following, last))


def complement_start(document: Document, start: int, last: int) -> int:
    """Past adverbials and marks between a cue and its complement (``announced last week the ...``)."""
    classes, words = document.once(word_classes), document.words
    if start < last and classes[start] in ("in", "on", "at", "to", "during"):
        for at in range(start + 1, min(last, start + 9)):
            if classes[at] == "that":
                return at
            if classes[at] in _CLAUSAL:
                break
    while start < last:
        if words[start] in ("last", "this", "next", "earlier") and words[start + 1 : start + 2] in _PERIODS:
            start += 2
        elif classes[start] in _LEAD_IN:
            start += 1
        else:
            break
    return start


def _skip_addressee(document: Document, start: int, last: int) -> int:
    """Past ``reporters on Monday`` in ``told reporters on Monday that``; where it cannot be told, no move."""
    classes = document.once(word_classes)
    for at in range(start, min(last, start + 14)):
        if classes[at] in ("that", "question", "quote", "to", ":") or (classes[at] == "," and at > start):
            return at
        if (
            at > start
            and classes[at] in ("subject_pronoun", "subject_contraction", "determiner")
            and classes[at - 1] not in ("of", "for", "in", "on", "at", "preposition", "with")
        ):
            return at
    return start


def _quotation_after(document: Document, start: int, stop: int, last: int) -> Quotation | None:
    """The quotation that is the content: opened before ``stop``, at once or after a comma, colon or adverbial."""
    classes = document.once(word_classes)
    for at in range(start, min(len(classes), stop)):
        if classes[at] == "quote":
            found = document.quotation_opening.get(at)
            if found is None:
                return None
            lead = classes[at - 1] in (",", ":") or at == start
            return found if lead and (found.last >= last - 2 or found.last - found.first > 6) else None
        if at >= last or classes[at] in ("that", "subject_pronoun", "have", "be", "modal", "do"):
            return None
    return None


def _clause_end(document: Document, cue: Cue, start: int, following: list[Cue], last: int) -> int:
    """Where a content to the right ends: the first place whose evidence for an end outweighs that against."""
    weights = end_weights()
    for at in end_places(document, start, last):
        score = sum(weights.get(name, 0.0) for name in end_features(document, cue, start, at, following, last))
        if score >= _LEAST_END_ODDS:
            return at
    return last


@cache
def end_weights() -> dict[str, float]:
    """Feature -> weight, from ``lexicons/attribution_ends.csv``."""
    return {row["feature"]: float(row["weight"]) for row in read_rows("attribution_ends")}


def end_places(document: Document, start: int, last: int) -> Iterator[int]:
    """Tokens before which a content that begins at ``start`` could end, its sentence's end excepted."""
    classes = document.once(word_classes)
    for at in range(start + 1, last):
        if classes[at] in _END_PLACES and not (at == last - 1 and classes[at] == "."):
            yield at


def end_features(document: Document, cue: Cue, start: int, at: int, following: list[Cue], last: int) -> list[str]:
    """The evidence for and against an end before token ``at``, as names of features."""
    classes, words = document.once(word_classes), document.words
    kind = (
        words[at]
        if classes[at] in ("coordinator", "subordinator", "preposition", "question", "relative", "adverb")
        else classes[at]
    )
    after = classes[at + 1] if at + 1 < last else "end"
    opening = classes[start]
    length = at - start
    size = "1" if length < 2 else "2-3" if length < 4 else "4-7" if length < 8 else "8-14" if length < 15 else "15+"
    taking_over = "none"
    for other in following:
        if other.first > at:
            if other.first - at <= 5:
                taking_over = other.part + (" at once" if other.first - at == 1 else "")
            break
    clause = (
        "clause"
        if any(classes[i] in ("be", "have", "modal", "do", "negation", "subject_contraction") for i in range(start, at))
        else "phrase"
    )
    rest = "short rest" if last - at < 5 else "long rest"
    return [
        "bias",
        f"at {kind}",
        f"at {kind} then {after}",
        f"at {kind} in {cue.part}",
        f"at {kind} opening {opening}",
        f"at {kind} {clause}",
        f"at {kind} length {size}",
        f"at {kind} {rest}",
        f"opening {opening}",
        f"part {cue.part}",
        f"class {cue.cue_class}",
        f"length {size}",
        f"takes over {taking_over}",
        f"at {classes[at]} takes over {taking_over}",
        clause,
    ]

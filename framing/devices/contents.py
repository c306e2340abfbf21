"""Contents of attribution: what a cue says that its source said, thinks or wants.

The content stands to the right of the cue (``said that ...``), to its left (``..., Smith said.``), on both sides
(``"A," he said. "B"``), or inside quotation marks that run over several sentences. Where a content to the right ends
is decided at the places where it could: commas, coordinators, the next cue.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from framing.devices.content_ends import Clause, clause_ends
from framing.devices.cues import Cue
from framing.devices.joined import Joined
from framing.devices.reporting import reporting_words
from framing.devices.source_types import Range
from framing.devices.sources import phrase_before
from framing.document import Document, Quotation
from framing.wordclass import word_classes

_ADDRESSED = frozenset((
    "tell", "told", "tells", "telling", "ask", "asked", "asks", "asking", "inform", "informed", "remind", "reminded",
    "assure", "assured", "warn", "warned", "urge", "urged",
))  # fmt: skip
_NEAR = 60
_MOST_PARAGRAPHS = 30
_BETWEEN = frozenset(("have", "be", "modal", "do", "not", "negation", "-ly", "adverb", "to", "weekday", ",", "—", "–"))
_VERBAL = frozenset(
    ("be", "have", "modal", "do", "negation", "not", "to", "that", "-ed", "-s", "word", "preposition", "of")
)
_GOING_ON = _VERBAL | {"quote", "coordinator", "subordinator"}
_FINITE = frozenset(("be", "have", "modal", "do", "negation", "subject_contraction", "-ed", "-s"))
_PASSIVE_PARTS = frozenset(("be", "have", "modal", "not", "negation", "-ly", "adverb", ","))
_SIDE_CLAUSES = frozenset(("subordinator", "as", "in", "on", "at", "preposition", "-ed", "-ing", "with"))
_END_MARKS = frozenset((".", ";", "?", "!"))
_LEAD_IN = frozenset((",", ":", "—", "–", "-ly", "adverb", "weekday"))
_CLAUSAL = frozenset((",", "quote", "be", "have", "do", "modal", "subject_pronoun", "subject_contraction", "to"))
_PERIODS = frozenset((
    "week", "month", "year", "night", "day", "spring", "summer", "fall", "autumn", "winter", "morning",
))  # fmt: skip


class Wanted(NamedTuple):
    """A cue whose content is sought.

    Attributes
    ----------
    owner : int
        The position of its document.
    cue : Cue
    source : (int, int) or None
        Tokens of the source.
    following : list of Cue
        The cues after this one in its sentence.
    limits : (int, int)
        Tokens that an unquoted content lies in: the sentence, or the part of it inside the same quotation marks.
    """

    owner: int
    cue: Cue
    source: Range | None
    following: list[Cue]
    limits: Range


def find_contents(text: Joined, wanted: Sequence[Wanted]) -> list[Range | None]:
    """The content of each cue, as a token range that may hold the cue itself; None when there is none."""
    found = [_find_content(text.documents[one.owner], one) for one in wanted]
    ends = iter(clause_ends(text, [one for one in found if isinstance(one, Clause)]))
    return [_close(text.documents[one.owner], one, next(ends)) if isinstance(one, Clause) else one for one in found]


def _find_content(document: Document, wanted: Wanted) -> Range | Clause | None:
    """The content of a cue, or the clause that it is, the end of which is still to be found."""
    cue, source, (first, last) = wanted.cue, wanted.source, wanted.limits
    classes = document.once(word_classes)
    left, right = cue.first, cue.last
    if source and source[1] <= cue.first and all(classes[i] in _BETWEEN for i in range(source[1], cue.first)):
        left = source[0]
    if source and source[0] >= cue.last and source[0] - cue.last <= 2:
        right = source[1]
    if cue.part == "-ing" and left == cue.first:
        return _to_the_right(document, wanted, right)
    before = _quotation_before(document, left, first)
    if before is not None:
        start = _start_of_quoted(document, before, first)
        return start, _continuation(document, before, right, last)
    if source and source[0] > cue.last - 1 and classes[source[0] - 1] == "by":
        subject = _skip_auxiliaries(document, cue.first - 1, first)
        undergoes = phrase_before(document, subject, first)
        if undergoes:
            return _trim(document, *undergoes)
    if (source and cue.part in ("preposition",)) or document.words[cue.head] == ":":
        return _around_preposition(document, cue, left, right, wanted.limits)
    if source and source[0] >= cue.last and left > first and classes[left - 1] == "as":
        comma = next((i for i in range(source[1], min(last, source[1] + _NEAR)) if classes[i] == ","), None)
        return _trim(document, comma, last) if comma and left - first < 3 else _trim(document, first, left - 1)
    if classes[first] in _SIDE_CLAUSES and _quotation_after(document, right, right + 2, last):
        return _to_the_right(document, wanted, right)
    if left - 1 > first and classes[left - 1] in (",", "—", "–"):
        inverted = source is not None and source[0] >= cue.last
        if inverted and left - first > 2:
            return _trim(document, first, left)
        if _goes_on_after(document, right, last):
            return _trim(document, first, _end_of_quoted(document, first, last, last))
        speaks = cue.part in ("finite", "base") and document.words[cue.head] in reporting_words()
        tail = speaks and classes[left] != "relative" and _tail(document, right, last)
        if tail and _is_clause(document, first, left):
            return _trim(document, first, left)
    return _to_the_right(document, wanted, right, None if left - first < 3 else (first, left))


def _skip_auxiliaries(document: Document, at: int, first: int) -> int:
    """The last token before a passive verb that is no auxiliary, adverb or mark of it."""
    classes, least = document.once(word_classes), max(first, at - _NEAR)
    while at > least and classes[at] in _PASSIVE_PARTS:
        at -= 1
    return at


def _trim(document: Document, start: int, end: int) -> Range | None:
    """A range without coordinators and marks at its edges."""
    classes, least, most = document.once(word_classes), end - _NEAR, start + _NEAR
    while start < min(end, most) and classes[start] in ("coordinator", ",", "—", "–", "mark", ".", ":"):
        start += 1
    while end > max(start, least) and (
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
    # A quotation that ends in a question or call may have ended the sentence before.
    if at <= first - 2 or classes[at] != "quote" or document.sentence_at(at)[0] == at:
        return None
    found = document.quotation_closing.get(at)
    if found is None:
        return None
    final = found.last - 1
    while final > found.first and classes[final] in ("single_quote", ")", "]"):
        final -= 1
    if at < first and document.tokens[final] not in ("?", "!"):
        return None
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
    after, ends = document.quotation_opening[mark], document.ends
    end = run_on(document, after)
    said_before, said_after = before.end - before.start, ends[end - 1] - after.start
    if after.start - before.end > said_before + said_after:
        return before.last + 1
    return end


def run_on(document: Document, quotation: Quotation) -> int:
    """The token after a quotation's closing mark, the paragraphs that it runs on in included."""
    for _ in range(_MOST_PARAGRAPHS):
        if quotation.closed:
            return quotation.last + 1
        following = document.quotation_opening.get(document.paragraph_at(quotation.last - 1)[1])
        if following is None or not following.continues:
            break
        quotation = following
    return quotation.last + quotation.closed


def _is_clause(document: Document, first: int, left: int) -> bool:
    """Whether what precedes a source could stand alone: it seems to have a verb, and is no side clause."""
    classes = document.once(word_classes)
    if classes[first] in ("subordinator", "as") and document.words[first] not in ("so", "until"):
        return False
    return left - first > 8 or any(classes[i] in _FINITE for i in range(first, left))


def _goes_on_after(document: Document, right: int, last: int) -> bool:
    """Whether a clause that source and cue interrupt goes on after them (``The plan, she said, would fail.``)."""
    classes = document.once(word_classes)
    return right + 2 < last and document.tokens[right] == "," and classes[right + 1] in _GOING_ON


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
    comma = next((i for i in range(right, min(last, right + _NEAR)) if classes[i] == ","), right)
    if left - first <= 2:
        return _trim(document, comma, last)
    opens = left - first <= 8 and last - comma > 4 and classes[comma] == ","
    if opens and not _is_clause(document, first, left):
        return _trim(document, first, last)
    return _trim(document, first, left)


def _to_the_right(
    document: Document, wanted: Wanted, right: int, otherwise: Range | None = None
) -> Range | Clause | None:
    """The content after a cue: past an addressee and adverbials, up to its sentence, clause or phrase end."""
    start, last, following = right, wanted.limits[1], wanted.following
    if document.words[wanted.cue.head] in _ADDRESSED:
        start = _skip_addressee(document, start, last)
    before_next = following[0].first if following else last + 9
    quotation = _quotation_after(document, start, min(start + 9, before_next), last)
    if quotation is not None:
        return quotation.first - 1, run_on(document, quotation)
    start = complement_start(document, start, last)
    if start < last:
        return Clause(wanted.owner, wanted.cue, wanted.source, start, following, last, otherwise)
    return _trim(document, *otherwise) if otherwise else None


def _close(document: Document, clause: Clause, end: int) -> Range | None:
    """The content that a clause with its end is, or what there is otherwise."""
    end = _end_of_quoted(document, clause.start, end, clause.last)
    found = _trim(document, clause.start, end)
    return found or (_trim(document, *clause.otherwise) if clause.otherwise else None)


def _end_of_quoted(document: Document, start: int, end: int, last: int) -> int:
    """Where a content ends that seems to end inside, or at the colon before, a quotation: with the quotation."""
    around = document.quotation_around(end - 1)
    if around and around.first > start and (end < around.last or around.last >= last):
        return run_on(document, around)
    if end == last and document.tokens[end - 1] == ":" and last in document.quotation_opening:
        return run_on(document, document.quotation_opening[last])
    return end


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
        if words[start] in ("last", "this", "next", "earlier") and " ".join(words[start + 1 : start + 2]) in _PERIODS:
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

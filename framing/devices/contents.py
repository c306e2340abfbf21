"""Contents of attribution: what a cue says that its source said, thinks or wants.

The content stands to the right of the cue (``said that ...``), to its left (``..., Smith said.``), on both sides
(``"A," he said. "B"``), or inside quotation marks that run over several sentences. Where a content to the right ends
is decided at the places where it could: commas, coordinators, the next cue.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from framing.devices.content_ends import Clauses, clause_ends
from framing.devices.cues import CUE_PARTS, Cue, Cues
from framing.devices.joined import CLASS_NUMBERS, NOWHERE, Ranges, counted_before, of_classes
from framing.devices.reporting import reporting_words
from framing.devices.source_types import Range
from framing.devices.sources import phrase_before
from framing.document import Document, Quotation
from framing.vocabulary import TypeTable
from framing.wordclass import word_classes

_ADDRESSED = frozenset((
    "tell", "told", "tells", "telling", "ask", "asked", "asks", "asking", "inform", "informed", "remind", "reminded",
    "assure", "assured", "warn", "warned", "urge", "urged",
))  # fmt: skip
_NEAR = 60
# How far behind its cue a quotation that is the content can begin, or the *that* of its clause.
_LEAD = 9
_MOST_PARAGRAPHS = 30
_BETWEEN = frozenset(("have", "be", "modal", "do", "not", "negation", "-ly", "adverb", "to", "weekday", ",", "—", "–"))
_VERBAL = frozenset(
    ("be", "have", "modal", "do", "negation", "not", "to", "that", "-ed", "-s", "word", "preposition", "of")
)
_GOING_ON = _VERBAL | {"quote", "coordinator", "subordinator"}
_FINITE = frozenset(("be", "have", "modal", "do", "negation", "subject_contraction", "-ed", "-s"))
_PASSIVE_PARTS = frozenset(("be", "have", "modal", "not", "negation", "-ly", "adverb", ","))
_SIDE_CLAUSES = frozenset(("subordinator", "as", "in", "on", "at", "preposition", "-ed", "-ing", "with"))
_END_MARKS = frozenset((".", ";", "?", "!", "quote", "—", "–", "-"))
_ADVERBIAL = frozenset(("-ly", "adverb", "weekday", "month", "digits"))
_OPENS_TAIL = frozenset(("in", "on", "at", "by", "about", "to", "as", "preposition", "of", ",", "subordinator"))
_LEAD_IN = frozenset((",", ":", "—", "–", "-ly", "adverb", "weekday"))
_CLAUSAL = frozenset((",", "quote", "be", "have", "do", "modal", "subject_pronoun", "subject_contraction", "to"))
_PERIODS = frozenset((
    "week", "month", "year", "night", "day", "spring", "summer", "fall", "autumn", "winter", "morning",
))  # fmt: skip
_EARLIER_OR_LATER = frozenset(("last", "this", "next", "earlier"))
_TRIMMED_AT_START = frozenset(("coordinator", ",", "—", "–", "mark", ".", ":"))
_TRIMMED_AT_END = frozenset((",", ":", ";", "—", "–", "coordinator", "("))

# The same classes, for arrays.
_IS_BETWEEN, _LEADS_IN = of_classes(*_BETWEEN), of_classes(*_LEAD_IN)
_IS_TRIMMED_AT_START, _IS_TRIMMED_AT_END = of_classes(*_TRIMMED_AT_START), of_classes(*_TRIMMED_AT_END)
_MAY_GO_ON = of_classes(*_ADVERBIAL, *_END_MARKS, *_OPENS_TAIL)
_IS_COMMA_OR_DASH = of_classes(",", "—", "–")
_OPENS_ADVERBIAL = of_classes("in", "on", "at", "to", "during")
# What a content that is a quotation does not stand behind, and its mark.
_IS_CLAUSAL = of_classes("quote", "that", "subject_pronoun", "have", "be", "modal", "do")
_QUOTE, _BY, _AS, _THAT, _STOP = (CLASS_NUMBERS[name] for name in ("quote", "by", "as", "that", "."))
_PREPOSITION, _ING = CUE_PARTS.index("preposition"), CUE_PARTS.index("-ing")
# What words are to contents.
_COLON, _TAKES_ADDRESSEE, _EARLIER = (1 << bit for bit in range(3))
_USES = TypeTable(
    lambda _, word: (
        (word == ":") * _COLON | (word in _ADDRESSED) * _TAKES_ADDRESSEE | (word in _EARLIER_OR_LATER) * _EARLIER
    ),
    np.int8,
)


class Wanted(NamedTuple):
    """A cue whose content is sought.

    Attributes
    ----------
    cue : Cue
    source : (int, int) or None
        Tokens of the source.
    left, right : int
        Where the cue, with a source right beside it, begins and ends.
    opening : int
        Where the next quotation opens, at ``right`` or after it.
    until : int
        Before which token a quotation that is the content has to begin: that of the next cue in the sentence, if any.
    limits : (int, int)
        Tokens that an unquoted content lies in: the sentence, or the part of it inside the same quotation marks.
    """

    cue: Cue
    source: Range | None
    left: int
    right: int
    opening: int
    until: int
    limits: Range


class Clause(NamedTuple):
    """A content without marks that begins at token ``start``; ``otherwise`` is it if nothing is left of this one."""

    start: int
    otherwise: Range | None


def find_contents(cues: Cues, sources: Ranges, limits: Ranges) -> Ranges:
    """The content of each cue, which may hold the cue itself; none where there is none.

    Parameters
    ----------
    cues : Cues
    sources : Ranges
        The source of each cue.
    limits : Ranges
        What an unquoted content lies in: the sentence, or the part of it inside the same quotation marks.
    """
    with_source = _with_source(cues, sources)
    starts, otherwise = _plain_clauses(cues, sources, with_source, limits)
    unclear = np.flatnonzero(starts == NOWHERE)
    wanted, offsets = _wanted(cues, sources, with_source, limits, unclear), cues.offsets[unclear]
    documents = map(cues.text.documents.__getitem__, cues.owners[unclear].tolist())
    found = list(map(_find_content, documents, wanted))
    clauses = [one if isinstance(one, Clause) else None for one in found]
    contents = Ranges(*np.full((2, len(starts)), NOWHERE))
    contents.put(
        unclear, Ranges.of([None if clause else one for one, clause in zip(found, clauses, strict=True)], offsets)
    )
    otherwise.put(unclear, Ranges.of([clause and clause.otherwise for clause in clauses], offsets))
    starts[unclear] = [
        clause.start + offset if clause else NOWHERE for clause, offset in zip(clauses, offsets.tolist(), strict=True)
    ]
    open_still = np.flatnonzero(starts != NOWHERE)
    clauses = Clauses(cues, open_still, sources.starts[open_still], starts[open_still], limits.ends[open_still])
    contents.put(open_still, _close(clauses, clause_ends(clauses), otherwise.at(open_still)))
    return contents


def _with_source(cues: Cues, sources: Ranges) -> Ranges:
    """The tokens of each cue, and of its source where nothing but auxiliaries and marks stands between them."""
    firsts, lasts = cues.firsts, cues.lasts
    apart = counted_before(~_IS_BETWEEN.take(cues.text.classes))
    before = sources.there & (sources.ends <= firsts) & (apart[firsts] == apart[sources.ends])
    after = (sources.starts >= lasts) & (sources.starts - lasts <= 2)
    return Ranges(np.where(before, sources.starts, firsts), np.where(after, sources.ends, lasts))


def _wanted(cues: Cues, sources: Ranges, with_source: Ranges, limits: Ranges, numbers: np.ndarray) -> Iterator[Wanted]:
    """What `_find_content` has to know of some cues."""
    offsets, ends = cues.offsets[numbers], limits.ends[numbers]
    following = np.append(cues.firsts[1:], len(cues.text.codes))[numbers]
    until = np.where(following < ends, following, ends + _LEAD)
    marks = cues.text.quotations.starts - 1
    opening = np.append(marks, len(cues.text.codes))[np.searchsorted(marks, with_source.ends[numbers])]
    return map(
        Wanted,
        map(cues.each.__getitem__, numbers.tolist()),
        sources.at(numbers).minus(offsets),
        *((column - offsets).tolist() for column in (*with_source.at(numbers), opening, until)),
        limits.at(numbers).minus(offsets),
    )


def _plain_clauses(cues: Cues, sources: Ranges, with_source: Ranges, limits: Ranges) -> tuple[np.ndarray, Ranges]:
    """Where contents begin that are clauses right after their cues, as far as arrays tell; what they are otherwise.

    `_find_content` would find the same; nothing is here that it would look at more closely.
    """
    text, firsts, (left, right), (low, high) = cues.text, cues.firsts, with_source, limits
    classes, uses = text.classes, text.values(_USES, cues.heads)
    inverted = sources.there & (sources.starts >= cues.lasts)
    participle = (cues.parts == _ING) & (left == firsts)
    at_left, at_right = classes[left - 1], classes[right]
    marked = _IS_COMMA_OR_DASH[at_left]
    quoted = classes[left - 1 - marked] == _QUOTE
    by = inverted & ((classes[sources.starts - 1] == _BY) | ((at_left == _AS) & (left > low)))
    prepositional = (sources.there & (cues.parts == _PREPOSITION)) | (uses & _COLON > 0)
    interrupts = marked & (left - 1 > low) & (_MAY_GO_ON[at_right] | (inverted & (left - low > 2)))
    that = _next(classes == _THAT, right)
    mark = _next(_IS_CLAUSAL.take(classes), right)
    unclear = ~participle & (quoted | by | prepositional | interrupts)
    unclear |= (
        (uses & _TAKES_ADDRESSEE > 0)
        | (right >= high)
        | _LEADS_IN[at_right]
        | (text.values(_USES, right) & _EARLIER > 0)
    )
    unclear |= (mark < right + _LEAD) & (text.classes.take(mark, mode="clip") == _QUOTE)
    unclear |= _OPENS_ADVERBIAL[at_right] & (that < right + _LEAD)
    other = ~participle & (left - low >= 3)
    otherwise = Ranges(np.where(other, low, NOWHERE), np.where(other, left, NOWHERE))
    return np.where(unclear, NOWHERE, right), otherwise


def _next(holds: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The first place at or after each of some places where something holds; behind all where there is none."""
    places = np.flatnonzero(holds)
    return np.append(places, len(holds))[np.searchsorted(places, at)]


def _find_content(document: Document, wanted: Wanted) -> Range | Clause | None:
    """The content of a cue, or the clause that it is, the end of which is still to be found."""
    cue, source, left, right, opening, _, (first, last) = wanted
    classes = document.once(word_classes)
    if cue.part == "-ing" and left == cue.first:
        return _to_the_right(document, wanted, right)
    before = _quotation_before(document, left, first)
    if before is not None:
        start = _start_of_quoted(document, before, first)
        return start, _continuation(document, before, right, opening)
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
    while start < min(end, most) and classes[start] in _TRIMMED_AT_START:
        start += 1
    while end > max(start, least) and (
        classes[end - 1] in _TRIMMED_AT_END or (classes[end - 1] == "." and end == document.sentence_at(end - 1)[1])
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


def _continuation(document: Document, before: Quotation, right: int, opening: int) -> int:
    """Where a quoted content ends: with the quotation, or with another that goes on after source and cue.

    It goes on within the sentence (``"A," he said, "B."``), or with a sentence of the same paragraph that is all
    quotation (``"A," said Lee, a baker. "B."``).
    """
    classes = document.once(word_classes)
    paragraph_end = document.paragraph_at(before.first)[1]
    sentence_end = min(document.sentence_at(max(right - 1, 0))[1], paragraph_end)
    mark = opening if opening < min(right + 15, sentence_end) else None
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
    while at < last and classes[at] in _ADVERBIAL:
        at += 1
    if at >= last or classes[at] in _END_MARKS:
        return True
    if classes[at] in _OPENS_TAIL:
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
    start, last = right, wanted.limits[1]
    if document.words[wanted.cue.head] in _ADDRESSED:
        start = _skip_addressee(document, start, last)
    quotation = _quotation_after(document, start, min(start + _LEAD, wanted.until), last)
    if quotation is not None:
        return quotation.first - 1, run_on(document, quotation)
    start = complement_start(document, start, last)
    if start < last:
        return Clause(start, otherwise)
    return _trim(document, *otherwise) if otherwise else None


def _close(clauses: Clauses, ends: np.ndarray, otherwise: Ranges) -> Ranges:
    """The contents that clauses with their ends are, or what there is otherwise."""
    found = _plain_contents(clauses, ends)
    unclear = np.flatnonzero(~found.there)
    offsets, owners = clauses.cues.offsets[clauses.numbers[unclear]], clauses.cues.owners[clauses.numbers[unclear]]
    documents = map(clauses.cues.text.documents.__getitem__, owners.tolist())
    places = ((column[unclear] - offsets).tolist() for column in (clauses.starts, ends, clauses.lasts))
    contents = list(map(_content, documents, *places, otherwise.at(unclear).minus(offsets)))
    found.put(unclear, Ranges.of(contents, offsets))
    return found


def _plain_contents(clauses: Clauses, ends: np.ndarray) -> Ranges:
    """The contents that `_content` would leave as they are, but for the full stop of their sentence."""
    text, starts = clauses.cues.text, clauses.starts
    classes, around = text.classes, text.quotations_around(ends - 1)
    stop = (classes[ends - 1] == _STOP) & (ends == text.sentences[1][clauses.cues.sentences[clauses.numbers]])
    trimmed = ends - stop
    unclear = (around.starts > starts) | _IS_TRIMMED_AT_START[classes[starts]] | (trimmed <= starts)
    unclear |= _IS_TRIMMED_AT_END[classes[trimmed - 1]] | _IS_TRIMMED_AT_END[classes[ends - 1]]
    return Ranges(np.where(unclear, NOWHERE, starts), np.where(unclear, NOWHERE, trimmed))


def _content(document: Document, start: int, end: int, last: int, otherwise: Range | None) -> Range | None:
    """The content from ``start`` that may end at ``end``, or what there is otherwise."""
    found = _trim(document, start, _end_of_quoted(document, start, end, last))
    return found or (_trim(document, *otherwise) if otherwise else None)


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
        for at in range(start + 1, min(last, start + _LEAD)):
            if classes[at] == "that":
                return at
            if classes[at] in _CLAUSAL:
                break
    while start < last:
        if words[start] in _EARLIER_OR_LATER and " ".join(words[start + 1 : start + 2]) in _PERIODS:
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

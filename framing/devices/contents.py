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
from framing.devices.joined import (
    CLASS_NUMBERS,
    NOWHERE,
    Joined,
    Ranges,
    counted_before,
    first_from,
    last_until,
    of_classes,
)
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
# How far behind its cue an addressee can reach, and a quotation begin that goes on after a quotation before it.
_LONGEST_ADDRESSEE, _SOON = 14, 15
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
_IS_COMMA_OR_DASH, _IS_COMMA_OR_COLON = of_classes(",", "—", "–"), of_classes(",", ":")
_OPENS_SIDE_CLAUSE, _IN_CLAUSE = of_classes(*_SIDE_CLAUSES), of_classes("that", *_CLAUSAL)
_OPENS_ADVERBIAL = of_classes("in", "on", "at", "to", "during")
# What a content that is a quotation does not stand behind, and its mark.
_IS_CLAUSAL = of_classes("quote", "that", "subject_pronoun", "have", "be", "modal", "do")
# What an addressee ends before; what opens a clause after one, unless a preposition stands before it.
_ENDS_ADDRESSEE = of_classes("that", "question", "quote", "to", ":")
_OPENS_CLAUSE = of_classes("subject_pronoun", "subject_contraction", "determiner")
_OF_ADDRESSEE = of_classes("of", "for", "in", "on", "at", "preposition", "with")
# What can stand between the last words of a quotation and its closing mark; what goes on after a mark before one.
_CLOSES_INSIDE, _GOES_ON = of_classes("single_quote", ")"), of_classes(",", ":", ".")
_QUOTE, _BY, _AS, _THAT, _STOP, _COMMA = (CLASS_NUMBERS[name] for name in ("quote", "by", "as", "that", ".", ","))
_PREPOSITION, _ING = CUE_PARTS.index("preposition"), CUE_PARTS.index("-ing")
# What words are to contents.
_COLON, _TAKES_ADDRESSEE, _EARLIER, _PERIOD, _CALLS, _ENDS_QUOTATION = (1 << bit for bit in range(6))
_USES = TypeTable(
    lambda token, word: (
        (word == ":") * _COLON
        | (word in _ADDRESSED) * _TAKES_ADDRESSEE
        | (word in _EARLIER_OR_LATER) * _EARLIER
        | (word in _PERIODS) * _PERIOD
        | (token in ("?", "!")) * _CALLS
        | (token in (",", "?", "!", "…", "...", "-", "—", "–", ".")) * _ENDS_QUOTATION
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
    limits : (int, int)
        Tokens that an unquoted content lies in: the sentence, or the part of it inside the same quotation marks.
    interrupts : bool
        Whether source and cue may interrupt the content or stand behind it.
    """

    cue: Cue
    source: Range | None
    left: int
    right: int
    limits: Range
    interrupts: bool


# What `_find_content` says of a content that follows its cue.
_FOLLOWS = "follows"


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
    text, with_source = cues.text, _with_source(cues, sources)
    left, right = with_source
    participle = (cues.parts == _ING) & (left == cues.firsts)
    contents = _quoted_before(cues, with_source, limits, ~participle)
    follows = ~contents.there
    opens_side = ~participle & _OPENS_SIDE_CLAUSE[text.classes[limits.starts]]
    opens_side &= _quotations_after(text, right, right + 2, limits.ends) != NOWHERE
    interrupts = _interrupt(cues, sources, with_source, limits) & ~opens_side
    looked_at = np.flatnonzero(follows & ~participle & (interrupts | _are_turned(cues, sources, with_source, limits)))
    documents = map(text.documents.__getitem__, cues.owners[looked_at].tolist())
    wanted = _wanted(cues, sources, with_source, limits, interrupts, looked_at)
    found = list(map(_find_content, documents, wanted))
    follows[looked_at] = [one is _FOLLOWS for one in found]
    ranges = Ranges.of([None if one is _FOLLOWS else one for one in found], cues.offsets[looked_at])
    contents.put(looked_at, ranges)
    [numbers] = follows.nonzero()
    before = (~participle & ~opens_side & (left - limits.starts >= 3))[numbers]
    otherwise = Ranges(*(np.where(before, edges[numbers], NOWHERE) for edges in (limits.starts, left)))
    _put_following(contents, numbers, cues, sources, right[numbers], limits.ends[numbers], otherwise)
    return contents


def _with_source(cues: Cues, sources: Ranges) -> Ranges:
    """The tokens of each cue, and of its source where nothing but auxiliaries and marks stands between them."""
    firsts, lasts = cues.firsts, cues.lasts
    apart = counted_before(~_IS_BETWEEN.take(cues.text.classes))
    before = sources.there & (sources.ends <= firsts) & (apart[firsts] == apart[sources.ends])
    after = (sources.starts >= lasts) & (sources.starts - lasts <= 2)
    return Ranges(np.where(before, sources.starts, firsts), np.where(after, sources.ends, lasts))


def _wanted(
    cues: Cues, sources: Ranges, with_source: Ranges, limits: Ranges, interrupts: np.ndarray, numbers: np.ndarray
) -> Iterator[Wanted]:
    """What `_find_content` has to know of some cues."""
    offsets = cues.offsets[numbers]
    return map(
        Wanted,
        map(cues.each.__getitem__, numbers.tolist()),
        sources.at(numbers).minus(offsets),
        *((column - offsets).tolist() for column in with_source.at(numbers)),
        limits.at(numbers).minus(offsets),
        interrupts[numbers].tolist(),
    )


def _quoted_before(cues: Cues, with_source: Ranges, limits: Ranges, wanted: np.ndarray) -> Ranges:
    """The contents of those ``wanted`` that end in a quotation right before source and cue; none for the others."""
    text, left, low = cues.text, with_source.starts, limits.starts
    classes, quotations, sentences = text.classes, text.quotations, text.sentences[0]
    marked = _IS_COMMA_OR_DASH[classes[left - 1]]
    at = left - 1 - marked
    # A quotation that ends in a question or call may have ended the sentence before.
    possible = wanted & (at >= low - 1) & (classes[at] == _QUOTE) & (sentences[text.sentences_at(at)] != at)
    contents = Ranges(*np.full((2, len(left)), NOWHERE))
    numbers = np.flatnonzero(possible)
    found = text.closed_by(at[numbers])
    numbers, found = numbers[found != NOWHERE], found[found != NOWHERE]
    first, last = quotations.starts[found], quotations.ends[found]
    final = np.maximum(first, last_until(~_CLOSES_INSIDE.take(classes), last - 1))
    uses = text.values(_USES, final)
    ends = ((uses & _ENDS_QUOTATION > 0) | marked[numbers]) & ((at[numbers] >= low[numbers]) | (uses & _CALLS > 0))
    numbers, found = numbers[ends], found[ends]
    starts = _starts_of_quoted(text, quotations.starts[found] - 1, low[numbers])
    contents.put(numbers, Ranges(starts, _continued(text, found, with_source.ends[numbers])))
    return contents


def _starts_of_quoted(text: Joined, marks: np.ndarray, low: np.ndarray) -> np.ndarray:
    """Where contents that end in quotations start: at their marks, or with their sentences if the writer's words do."""
    sentences = text.sentences[0][text.sentences_at(marks)]
    opened = (sentences < marks) & ~_GOES_ON[text.classes[marks - 1]]
    return np.where(opened, np.maximum(sentences, np.minimum(low, marks)), marks)


def _continued(text: Joined, found: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Where contents that are quotations before cues end: with these, or with others that go on after source and cue.

    One goes on within the sentence (``"A," he said, "B."``), or with a sentence of the same paragraph that is all
    quotation (``"A," said Lee, a baker. "B."``).
    """
    quotations, auxiliaries = text.quotations, text.before("have", "be", "do", "modal")
    first, last = quotations.starts[found], quotations.ends[found]
    paragraph_ends = text.paragraphs[1][np.searchsorted(text.paragraphs[0], first, "right") - 1]
    sentence_ends = np.minimum(text.sentences[1][text.sentences_at(right - 1)], paragraph_ends)
    after = np.searchsorted(quotations.starts - 1, right)
    marks = np.append(quotations.starts - 1, len(text.codes))[after]
    within = marks < np.minimum(right + _SOON, sentence_ends)
    verbal = within & (auxiliaries[np.where(within, marks, right)] > auxiliaries[right])
    whole = np.where(~within & (sentence_ends < paragraph_ends), text.opened_by(sentence_ends), NOWHERE)
    whole[text.classes[quotations.ends[whole] - 1] == _COMMA] = NOWHERE
    after = np.where(within & ~verbal, after, whole)
    on = np.flatnonzero(after != NOWHERE)
    ends, after, before = last + 1, after[on], found[on]
    on_ends = _run_on(text, after)
    inner = text.characters(quotations.at(before))
    outer = text.characters(Ranges(quotations.starts[after], on_ends))
    near = outer.starts - inner.ends <= (inner.ends - inner.starts) + (outer.ends - outer.starts)
    ends[on[near]] = on_ends[near]
    return ends


def _run_on(text: Joined, found: np.ndarray) -> np.ndarray:
    """The tokens after the closing marks of quotations, the paragraphs that these run on in included."""
    ends = text.quotations.ends[found] + 1
    for number in np.flatnonzero(~text.are_closed[found]).tolist():
        first = text.quotations.starts[found[number]]
        owner = text.owners(first)
        document, offset = text.documents[owner], text.offsets[owner]
        ends[number] = offset + run_on(document, document.quotation_opening[int(first - offset) - 1])
    return ends


def _are_turned(cues: Cues, sources: Ranges, with_source: Ranges, limits: Ranges) -> np.ndarray:
    """Whether cues may turn content and source around: passives, prepositions and marks, *as* before the verb."""
    classes, left = cues.text.classes, with_source.starts
    inverted = sources.there & (sources.starts >= cues.lasts)
    by = classes[sources.starts - 1] == _BY
    after_as = (classes[left - 1] == _AS) & (left > limits.starts)
    preposition = sources.there & (cues.parts == _PREPOSITION)
    return (inverted & (by | after_as)) | preposition | (cues.text.values(_USES, cues.heads) & _COLON > 0)


def _interrupt(cues: Cues, sources: Ranges, with_source: Ranges, limits: Ranges) -> np.ndarray:
    """Whether source and cue may interrupt their content or stand behind it."""
    classes, (left, right), low = cues.text.classes, with_source, limits.starts
    inverted = sources.there & (sources.starts >= cues.lasts)
    goes_on = _MAY_GO_ON[classes[right]] | (right >= limits.ends) | (inverted & (left - low > 2))
    return _IS_COMMA_OR_DASH[classes[left - 1]] & (left - 1 > low) & goes_on


def _put_following(
    contents: Ranges, numbers: np.ndarray, cues: Cues, sources: Ranges, right: np.ndarray, high: np.ndarray, otherwise
) -> None:
    """Put the contents of those cues that these follow: past addressees and adverbials, up to where they end.

    Parameters
    ----------
    contents : Ranges
    numbers : array of int
        The positions of the cues.
    cues : Cues
    sources : Ranges
    right, high : array of int
        Behind which tokens the contents of these cues stand, and at which they end at last.
    otherwise : Ranges
        What their contents are where nothing is left.
    """
    text = cues.text
    starts = right.copy()
    addressing = np.flatnonzero(text.values(_USES, cues.heads[numbers]) & _TAKES_ADDRESSEE)
    starts[addressing] = _after_addressees(text, starts[addressing], high[addressing])
    following = np.append(cues.firsts[1:], len(text.codes))[numbers]
    until = np.where(following < high, following, high + _LEAD)
    found = _quotations_after(text, starts, np.minimum(starts + _LEAD, until), high)
    quoted = found != NOWHERE
    found = found[quoted]
    contents.put(numbers[quoted], Ranges(text.quotations.starts[found] - 1, _run_on(text, found)))
    starts = complement_starts(text, starts, high)
    nothing = ~quoted & (starts >= high) & otherwise.there
    offsets, owners = cues.offsets[numbers[nothing]], cues.owners[numbers[nothing]].tolist()
    before = zip(owners, otherwise.at(nothing).minus(offsets), strict=True)
    contents.put(numbers[nothing], Ranges.of([_trim(text.documents[owner], *own) for owner, own in before], offsets))
    clausal = ~quoted & (starts < high)
    numbers = numbers[clausal]
    clauses = Clauses(cues, numbers, sources.starts[numbers], starts[clausal], high[clausal])
    contents.put(numbers, _close(clauses, clause_ends(clauses), otherwise.at(clausal)))


def _after_addressees(text: Joined, starts: np.ndarray, lasts: np.ndarray) -> np.ndarray:
    """Past ``reporters on Monday`` in ``told reporters on Monday that``; where it cannot be told, no move."""
    classes = text.classes
    opens = _OPENS_CLAUSE.take(classes)
    opens[1:] &= ~_OF_ADDRESSEE.take(classes[:-1])
    ends = np.minimum(
        first_from(_ENDS_ADDRESSEE.take(classes), starts), first_from(opens | (classes == _COMMA), starts + 1)
    )
    return np.where(ends < np.minimum(lasts, starts + _LONGEST_ADDRESSEE), ends, starts)


def _quotations_after(text: Joined, starts: np.ndarray, stops: np.ndarray, lasts: np.ndarray) -> np.ndarray:
    """The quotations that are contents: opened before ``stops``, at once or after a comma, colon or adverbial.

    Their positions among the quotations; `NOWHERE` where there is none.
    """
    classes, quotations = text.classes, text.quotations
    marks = first_from(_IS_CLAUSAL.take(classes), starts)
    near = (marks < stops) & ((marks <= lasts) | (marks == starts))
    found = np.where(near, text.opened_by(marks), NOWHERE)
    some = np.flatnonzero(found != NOWHERE)
    first, last, marks = quotations.starts[found[some]], quotations.ends[found[some]], marks[some]
    leads = (marks == starts[some]) | _IS_COMMA_OR_COLON[classes[marks - 1]]
    found[some[~(leads & ((last >= lasts[some] - 2) | (last - first > 6)))]] = NOWHERE
    return found


def complement_starts(text: Joined, starts: np.ndarray, lasts: np.ndarray) -> np.ndarray:
    """Past adverbials and marks between cues and their complements (``announced last week the ...``).

    Examples
    --------
    >>> text = Joined.of([Document.of("She announced on Monday last week that he left.")])
    >>> complement_starts(text, np.array([2, 4]), np.array([10, 10]))
    array([6, 6])
    """
    classes, uses = text.classes, text.values(_USES)
    leads_in, period, second = _LEADS_IN.take(classes), np.zeros(len(classes), bool), np.zeros(len(classes), bool)
    period[:-1] = (uses[:-1] & _EARLIER > 0) & (uses[1:] & _PERIOD > 0)
    second[1:] = period[:-1]
    # Who stands on the second word of a period does not see the first.
    stays = second[starts] & ~leads_in[starts] & ~period[starts]
    found = np.where(stays | (starts >= lasts), starts, first_from(~(leads_in | period | second), starts))
    clausal = first_from(_IN_CLAUSE.take(classes), starts + 1)
    that = classes.take(clausal, mode="clip") == _THAT
    adverbial = _OPENS_ADVERBIAL[classes[starts]] & that & (clausal < np.minimum(lasts, starts + _LEAD))
    return np.where(adverbial, clausal, found)


def _find_content(document: Document, wanted: Wanted) -> Range | str | None:
    """The content of a cue without a quotation right before it, or `_FOLLOWS` if it is what follows the cue."""
    cue, source, left, right, (first, last), interrupts = wanted
    classes = document.once(word_classes)
    if source and source[0] > cue.last - 1 and classes[source[0] - 1] == "by":
        subject = _skip_auxiliaries(document, cue.first - 1, first)
        undergoes = phrase_before(document, subject, first)
        if undergoes:
            return _trim(document, *undergoes)
    if (source and cue.part == "preposition") or document.words[cue.head] == ":":
        return _around_preposition(document, cue, left, right, wanted.limits)
    inverted = source is not None and source[0] >= cue.last
    if inverted and left > first and classes[left - 1] == "as":
        comma = next((i for i in range(source[1], min(last, source[1] + _NEAR)) if classes[i] == ","), None)
        return _trim(document, comma, last) if comma and left - first < 3 else _trim(document, first, left - 1)
    if interrupts:
        if inverted and left - first > 2:
            return _trim(document, first, left)
        if _goes_on_after(document, right, last):
            return _trim(document, first, _end_of_quoted(document, first, last, last))
        speaks = cue.part in ("finite", "base") and document.words[cue.head] in reporting_words()
        tail = speaks and classes[left] != "relative" and _tail(document, right, last)
        if tail and _is_clause(document, first, left):
            return _trim(document, first, left)
    return _FOLLOWS


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

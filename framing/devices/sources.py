"""Sources of attribution: the noun phrase that a cue names as the one who says, thinks or wants.

No parser: a noun phrase is walked from its edge next to the cue, by word classes. What decides is the place of the
cue: subject before a finite verb, after an inverted one, shared by coordinated and participial cues, owner of a
reporting noun, agent of a passive, complement of *according to*.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from framing.devices.cues import CUE_PARTS, Cue, Cues
from framing.devices.joined import CLASS_NUMBERS, NOWHERE, Joined, Ranges, last_until, of_classes
from framing.devices.source_types import Range, any_of, source_classes
from framing.document import Document
from framing.inflection import irregular_verbs
from framing.lexicon import word_list
from framing.wordclass import ClassedTable

_AUXILIARY = frozenset(("have", "be", "modal", "do", "not", "negation", "-ly", "adverb"))
_PRONOUN = frozenset(("subject_pronoun", "subject_contraction", "object_pronoun", "you", "i", "we", "relative"))
_NOUN = frozenset(("name", "word", "-s", "-ing", "digits", "number"))
_INSIDE = _NOUN | frozenset(("name's", "word's", "-ed", "-ly", "month"))
# What can stand before a participle that belongs to the noun after it (``the elected council``, ``newly elected``).
_BEFORE_PARTICIPLE = frozenset(
    ("determiner", "possessive", "number", "digits", "-ly", "name's", "word's", "of", "for", "by")
)
_OPENER = frozenset(("determiner", "possessive"))
_PHRASE = _INSIDE | _OPENER | _PRONOUN
_LINK = frozenset(("of", "for", "at", "with", "by", "in", "on"))
_MORE_LINKS = frozenset(("from", "about", "near", "inside", "outside", "within"))
_BEFORE_TO = frozenset(("close", "counsel", "deputies", "deputy", "counselor", "ambassador", "envoy"))
_STOP_AFTER = frozenset(
    (",", ".", ";", ":", "—", "–", "quote", "that", "question", "have", "be", "modal", "do", "?", "!")
)
# What follows ``said she`` where *she* opens the complement and is no inverted subject.
_COMPLEMENT_GOES_ON = frozenset(
    ("that", "to", "quote", "be", "have", "modal", "do", "negation", "not", "-ed", "-s", "word", "-ly", "adverb")
)
_INVERTED_SUBJECT = frozenset((
    "name", "determiner", "possessive", "subject_pronoun", "word", "-s", "number", "i", "we", "name's",
))  # fmt: skip
_BEFORE_INVERTED = frozenset(("", "quote", "single_quote", ",", "as", "—", "–"))
# Participles whose passive hides its source (``is alleged``, ``was told``).
_HIDING = frozenset((
    "alleged", "accused", "asked", "believed", "called", "claimed", "considered", "described", "estimated",
    "expected", "feared", "forecast", "informed", "known", "predicted", "projected", "quoted", "reported", "rumored",
    "rumoured", "said", "seen", "supposed", "suspected", "thought", "told", "understood", "urged", "warned",
))  # fmt: skip
# Verbs that a subject follows in the news without a quotation before them (``..., said Smith``).
_INVERTING = frozenset((
    "said", "says", "say", "wrote", "writes", "added", "adds", "asked", "explained", "noted", "recalled", "reported",
    "argued",
))  # fmt: skip


_PAST_OR_NOUN = frozenset((
    "left", "felt", "shot", "thought", "saw", "rose", "found", "spoke", "bore", "bound", "drove", "wound", "ground",
    "stole", "lay", "fed", "met", "fell", "bit", "dove", "lost", "paid", "built", "made", "held", "sold", "broke",
    "led", "kept", "bent", "dealt", "meant", "spent", "stuck", "struck", "sent", "wore", "bred", "burnt", "dug", "wove",
))  # fmt: skip
# The longest noun phrase, and how far a subject can be from its verb; bounds, as a text can be one sentence.
_LONGEST = 60
_FAR_SUBJECT = 120
_FAR_CUE = 40
# How far behind a passive verb the *by* of its agent can be.
_FAR_AGENT = 6

# The same classes, for arrays.
_IS_AUXILIARY, _IS_INSIDE, _IS_OPENER = of_classes(*_AUXILIARY), of_classes(*_INSIDE), of_classes(*_OPENER)
_PRECEDES_PARTICIPLE = of_classes(*_BEFORE_PARTICIPLE)
_ENDS_PHRASE = of_classes(*_INSIDE - {"number"})
# A pronoun to which nothing joins a phrase before it.
_STANDS_ALONE = of_classes("that", *_PRONOUN - {"object_pronoun"})
_CONTRACTION = CLASS_NUMBERS["subject_contraction"]
_NOUN_PART, _PREPOSITION_PART, _ING = map(CUE_PARTS.index, ("noun", "preposition", "-ing"))
# What tokens are to sources: parts of verbs, or what stands between two phrases of one noun phrase.
_IN_ING, _COLON, _NOUN_IN_LY, _HIDES, _NO, _LINKS, _JOINS = (1 << bit for bit in range(7))


@cache
def _uses_of_words() -> dict[str, int]:
    """What some words are to sources, whatever their classes."""
    uses = {":": _COLON, "no": _NO} | dict.fromkeys(_HIDING, _HIDES) | dict.fromkeys(_MORE_LINKS, _LINKS | _JOINS)
    return uses | dict.fromkeys(word_list("sources", "noun_in_ly"), _NOUN_IN_LY)


_USES_OF_CLASSES = dict.fromkeys((*_LINK, "to"), _LINKS | _JOINS) | dict.fromkeys(
    (".", ")", "coordinator", "mark"), _JOINS
)


def _use(_: str, word: str, own_class: str) -> int:
    return _uses_of_words().get(word, 0) | _USES_OF_CLASSES.get(own_class, 0) | (_IN_ING if word.endswith("ing") else 0)


_USES = ClassedTable(_use, np.int8)


def _links(document: Document, at: int) -> bool:
    """Whether a preposition can join two nouns of one phrase (``a mayor from Kent``, ``an adviser to the king``)."""
    word = document.words[at]
    if word == "to":
        before = document.words[at - 1] if at else ""
        return before in _BEFORE_TO or before in any_of("role", "anonymous")
    return document.once(source_classes)[at] in _LINK or word in _MORE_LINKS


def phrase_before(document: Document, end: int, first: int) -> Range | None:
    """The noun phrase whose last token is ``end``, not reaching before token ``first``."""
    classes, first = document.once(source_classes), max(first, end - _LONGEST)
    if end < first:
        return None
    if classes[end] in (",", "—", "–", ")"):
        return _phrase_with_apposition(document, end, first)
    if classes[end] in _PRONOUN or classes[end] == "that":
        linked = classes[end] == "object_pronoun" and end - 2 >= first and classes[end - 2] in _INSIDE
        return (_walk_left(document, end - 2, first) if linked and _links(document, end - 1) else end), end + 1
    if classes[end] in ("determiner", "possessive", "number"):
        start = end - (end > first and document.words[end - 1] == "no")
        return (start, end + 1) if document.words[end] not in ("the", "a", "an") else None
    if classes[end] not in _INSIDE:
        return None
    start = _walk_left(document, end, first)
    return start - (start > first and document.words[start - 1] == "no"), end + 1


def _walk_left(document: Document, at: int, first: int) -> int:
    """The first token of the noun phrase that holds token ``at``."""
    classes, tokens, first = document.once(source_classes), document.tokens, max(first, at - _LONGEST)
    start = at
    while at >= first:
        kind = classes[at]
        if kind in _OPENER:
            start = at
            if at - 2 >= first and classes[at - 2] in _INSIDE and _links(document, at - 1):
                at -= 2
                continue
            break
        if kind == "-ed" and at > first and classes[at - 1] not in _BEFORE_PARTICIPLE:
            break
        if kind in _INSIDE:
            start = at
            at -= 1
        elif (at - 1 >= first and classes[at - 1] in _INSIDE and _links(document, at)) or (
            kind == "."
            and at - 1 >= first
            and classes[at - 1] == "name"
            and document.starts[at] == document.ends[at - 1]
        ):
            at -= 1
        elif kind == ")":
            opening = next((i for i in range(at - 1, max(first, at - 6), -1) if tokens[i] == "("), None)
            if opening is None:
                break
            at = opening - 1
        elif kind in ("coordinator", "mark") and tokens[at] in ("and", "&", "/") and _joins(classes, at, first):
            at -= 1
        else:
            break
    return start


def _joins(classes: tuple[str, ...], at: int, first: int) -> bool:
    """Whether a coordinator stands between two nouns of one phrase."""
    return at - 1 >= first and classes[at - 1] in ("name", "-s", "word") and classes[at + 1] in (*_NOUN, *_OPENER)


def _phrase_with_apposition(document: Document, end: int, first: int) -> Range | None:
    """A phrase that ends in a comma, dash or bracket: what the apposition between the marks belongs to."""
    classes = document.once(source_classes)
    mark = "(" if classes[end] == ")" else classes[end]
    opening = next((i for i in range(end - 1, max(first, end - 26) - 1, -1) if classes[i] == mark), None)
    if opening is None or opening <= first:
        return None
    before = phrase_before(document, opening - 1, first) if classes[opening - 1] != mark else None
    if before and before[0] - 2 >= first and _is_apposition(classes, before):
        before = phrase_before(document, before[0] - 2, first)
    return (before[0], end) if before else None


def _is_apposition(classes: tuple[str, ...], phrase: Range) -> bool:
    """Whether a phrase between commas is an age or a description after a name (``Lee, 43, who won, said``)."""
    start, end = phrase
    return (
        classes[start - 2 : start] in (("name", ","), (")", ","))
        and classes[start] in ("digits", "determiner")
        and classes[end] == ","
    )


def phrase_after(document: Document, start: int, last: int) -> Range | None:
    """The noun phrase that starts at token ``start``, not reaching token ``last``."""
    classes, last = document.once(source_classes), min(last, start + _LONGEST)
    while start < last and classes[start] in ("-ly", "adverb"):
        start += 1
    if start >= last or classes[start] not in _PHRASE:
        return None
    if classes[start] in _PRONOUN:
        return start, start + 1
    at = start + 1
    while at < last and (
        classes[at] in _INSIDE
        or classes[at] in _OPENER
        or _links(document, at)
        or _abbreviation(document, at)
        or (
            document.tokens[at] in ("/", "-")
            and classes[at - 1] in _NOUN
            and at + 1 < last
            and classes[at + 1] in _NOUN
        )
    ):
        if document.tokens[at] in _past_forms():
            break
        if classes[at] in _OPENER and classes[at - 1] not in _LINK:
            break
        at += 1
    while at > start + 1 and (classes[at - 1] in _LINK or classes[at - 1] in ("-ly", "-ed")):
        at -= 1
    return start, at


@cache
def _past_forms() -> frozenset[str]:
    """Past forms of irregular verbs that are no nouns or adjectives as well: they end a subject (``Lee took``)."""
    past = {form for base, (forms, _) in irregular_verbs().items() for form in forms if form != base}
    return frozenset(past) - _PAST_OR_NOUN


def _abbreviation(document: Document, at: int) -> bool:
    """Whether a full stop belongs to the word before it (``Sen.``, ``J.``)."""
    before = document.words[at - 1]
    return document.tokens[at] == "." and (
        len(before) == 1 or before in word_list("abbreviations", "title") or "." in before
    )


class Earlier(NamedTuple):
    """The cues before one in its sentence.

    Attributes
    ----------
    cues : sequence of Cue
    sources : sequence of (int, int) or None
        The source of each.
    numbers : range
        Their positions among these, the nearest first.
    """

    cues: Sequence[Cue]
    sources: Sequence[Range | None]
    numbers: range


def find_sources(cues: Cues, limits: Ranges) -> Ranges:
    """The source of each cue; none where the text does not name one.

    Parameters
    ----------
    cues : Cues
    limits : Ranges
        What each source must lie in: the sentence, or the part of it inside the same quotation marks.
    """
    before = _before_verbs(cues, limits)
    found = _plain_subjects(cues, limits, before)
    sources, each = found.minus(cues.offsets), cues.each
    unclear = np.flatnonzero(~found.there)
    offsets, owners = cues.offsets[unclear], cues.owners[unclear].tolist()
    documents, own_limits = cues.text.documents, limits.at(unclear).minus(offsets)
    columns = (
        unclear.tolist(),
        cues.of_sentence[unclear].tolist(),
        owners,
        (before[unclear] - offsets).tolist(),
        own_limits,
    )
    for number, first, owner, own_before, within in zip(*columns, strict=True):
        earlier = Earlier(each, sources, range(number - 1, first - 1, -1))
        sources[number] = find_source(documents[owner], each[number], own_before, earlier, within)
    found.put(unclear, Ranges.of([sources[number] for number in columns[0]], offsets))
    return found


def _before_verbs(cues: Cues, limits: Ranges) -> np.ndarray:
    """The last token before each cue that is no auxiliary, adverb or mark of its verb, or the one before its limits."""
    text, firsts = cues.text, cues.firsts
    before = last_until(~_IS_AUXILIARY.take(text.classes), firsts - 1)
    before = np.maximum(before, np.maximum(firsts - 1 - _LONGEST, limits.starts - 1))
    return before + ((before + 1 < firsts) & (text.values(_USES, before + 1) & _NOUN_IN_LY > 0))


def _plain_subjects(cues: Cues, limits: Ranges, before: np.ndarray) -> Ranges:
    """The sources that are noun phrases right before a verb and its auxiliaries, as far as arrays tell.

    `find_source` would find the same; nothing here stands before a verb that it would look at more closely.
    """
    text, firsts, parts = cues.text, cues.firsts, cues.parts
    uses, be = text.values(_USES), text.before("be")
    governor, head = text.classes[before], uses[cues.heads]
    in_ing, with_be = head & _IN_ING > 0, be[firsts] > be[before + 1]
    progressive = in_ing & (with_be | (governor == _CONTRACTION))
    by = text.before("by")
    has_source = (by[np.minimum(limits.ends, cues.lasts + _FAR_AGENT)] == by[cues.lasts]) & (head & _HIDES == 0)
    verbs = (head & _COLON == 0) & (parts != _NOUN_PART) & (parts != _PREPOSITION_PART) & (before >= limits.starts)
    verbs &= (in_ing | ~with_be | has_source) & (progressive | (parts != _ING))
    starts = np.where(_STANDS_ALONE[governor], before, _phrase_starts(text, uses, before, limits.starts))
    starts[1:][(cues.sentences[1:] == cues.sentences[:-1]) & (firsts[:-1] >= starts[1:])] = NOWHERE
    plain = verbs & (starts != NOWHERE)
    return Ranges(np.where(plain, starts, NOWHERE), np.where(plain, before + 1, NOWHERE))


def _phrase_starts(text: Joined, uses: np.ndarray, ends: np.ndarray, least: np.ndarray) -> np.ndarray:
    """Where the noun phrases begin whose last tokens are ``ends``, none before ``least``: as `_walk_left` finds them.

    `NOWHERE` for what is no noun, and for a phrase to which another may be joined.
    """
    classes = text.classes
    participle = classes == CLASS_NUMBERS["-ed"]
    verbal = participle.copy()
    verbal[1:] &= ~_PRECEDES_PARTICIPLE.take(classes[:-1])
    edge = last_until(~_IS_INSIDE.take(classes) | verbal, ends)
    opened = _IS_OPENER[classes[edge]]
    starts = np.where(edge < least, least, edge + ~opened)
    unclear = np.where(opened, (uses[edge - 1] & _LINKS > 0) & (edge - 2 >= least), uses[edge] & _JOINS > 0)
    unclear |= participle[edge] & ((edge == least) | (edge == ends))
    unclear = (unclear & (edge >= least)) | (uses[starts - 1] & _NO > 0) | (starts <= ends - _LONGEST)
    return np.where(_ENDS_PHRASE[classes[ends]] & ~unclear, starts, NOWHERE)


def find_source(document: Document, cue: Cue, before: int, earlier: Earlier, limits: Range) -> Range | None:
    """The source of a cue, as a token range; None when the text does not name one.

    Parameters
    ----------
    document : Document
    cue : Cue
    before : int
        The last token before the cue that is no auxiliary, adverb or mark of its verb.
    earlier : Earlier
    limits : (int, int)
        Tokens that the source must lie in.
    """
    classes, words = document.once(source_classes), document.words
    first, last = limits
    if words[cue.head] == "according" or cue.part == "preposition":
        return phrase_after(document, cue.last, last)
    if words[cue.head] == ":":
        return phrase_before(document, cue.first - 1, first)
    if cue.part == "noun":
        return _owner(document, cue, limits)
    governor = classes[before] if before >= first else ""
    with_be, in_ing = "be" in classes[before + 1 : cue.first], words[cue.head].endswith("ing")
    progressive = in_ing and (with_be or governor == "subject_contraction")
    passive = not in_ing and (with_be or governor == "as")
    if passive:
        agent = next((i for i in range(cue.last, min(last, cue.last + _FAR_AGENT)) if classes[i] == "by"), None)
        if agent is not None:
            return phrase_after(document, agent + 1, last)
        if words[cue.head] in _HIDING:
            return None
    inverted = governor in _BEFORE_INVERTED and _inverted(document, cue, before, limits)
    if inverted:
        return inverted
    if before < first:
        return _sentence_subject(document, cue, limits) if cue.part == "-ing" else None
    if (
        classes[before] in ("coordinator", "to")
        or (cue.part == "-ing" and not progressive)
        or (classes[before] == "," and earlier.numbers)
    ):
        shared = _shared(document, cue, before, earlier, limits)
        if shared:
            return shared
    phrase = phrase_before(document, before, first)
    return _after_cues(document, phrase, earlier) if phrase else _sentence_subject(document, cue, limits)


def _after_cues(document: Document, phrase: Range, earlier: Earlier) -> Range:
    """What of a phrase follows the verbs of saying in it (``officials`` of ``the paper said officials``)."""
    start, end = phrase
    classes = document.once(source_classes)
    before = map(earlier.cues.__getitem__, earlier.numbers)
    verb = next((cue for cue in before if cue.part != "noun"), None)
    if verb is None or not start <= verb.first < verb.last < end or "," in classes[start:end]:
        return phrase
    return verb.last, end


def _inverted(document: Document, cue: Cue, before: int, limits: Range) -> Range | None:
    """``"...," said Smith``: nothing but a closing mark, a comma or nothing before the verb, and a phrase after it."""
    classes, words = document.once(source_classes), document.words
    first, last = limits
    plain = cue.last == cue.head + 1 < last and cue.part in ("finite", "base", "other")
    if not plain or before != cue.first - 1:
        return None
    if classes[cue.last] not in _INVERTED_SUBJECT:
        return None
    interrupted = before >= first and classes[before] in (",", "—", "–")
    if interrupted and words[cue.head] not in _INVERTING:
        return None
    phrase = phrase_after(document, cue.last, last)
    if phrase and interrupted and not _ends_clause(document, phrase, last):
        return None
    return phrase


def _ends_clause(document: Document, phrase: Range, last: int) -> bool:
    """Whether a phrase after a verb is its inverted subject, not the start of a complement with a verb of its own."""
    classes = document.once(source_classes)
    name = False
    for at in range(*phrase):
        if name and classes[at] in ("-ed", "-s", "word"):
            return False
        name = name or classes[at] == "name"
    return phrase[1] >= last or classes[phrase[1]] not in _COMPLEMENT_GOES_ON


def _owner(document: Document, cue: Cue, limits: Range) -> Range | None:
    """Who a reporting noun belongs to: ``Trump's claim``, ``his claim``, ``the claim by Trump``."""
    classes = document.once(source_classes)
    first, last = limits
    for at in range(cue.first - 1, max(first, cue.first - 5) - 1, -1):
        if classes[at] == "possessive":
            return at, at + 1
        if classes[at] in ("name's", "word's"):
            return _walk_left(document, at, first), at + 1
        if classes[at] not in _INSIDE:
            break
    if cue.last < last and classes[cue.last] in ("by", "from"):
        return phrase_after(document, cue.last + 1, last)
    return None


def _shared(document: Document, cue: Cue, before: int, earlier: Earlier, limits: Range) -> Range | None:
    """The source of the cue that this one is joined to (``said ... and added``, ``refused to say``)."""
    classes = document.once(source_classes)
    if classes[before] == "coordinator" and before - 1 >= limits[0] and classes[before + 1] in _PRONOUN:
        return None
    for number in earlier.numbers[:_FAR_CUE]:
        other, source = earlier.cues[number], earlier.sources[number]
        if other.first >= limits[0] and source is not None and other.part != "noun":
            return source
    return _sentence_subject(document, cue, limits)


def _sentence_subject(document: Document, cue: Cue, limits: Range) -> Range | None:
    """The first noun phrase of the sentence that is followed by a verb; a guess for a cue without a subject."""
    classes = document.once(source_classes)
    first, stop = limits[0], min(cue.first, limits[0] + _FAR_SUBJECT)
    at = first
    while at < stop:
        if classes[at] in _PRONOUN and classes[at] != "relative":
            return at, at + 1
        if classes[at] in _OPENER or classes[at] in ("name", "name's"):
            phrase = phrase_after(document, at, stop)
            if phrase and (
                at == first or classes[at - 1] not in ("in", "on", "at", "by", "with", "preposition", "to", "of")
            ):
                return phrase
            at = phrase[1] if phrase else at + 1
        else:
            at += 1
    return None

"""The evidence that a word is a cue of attribution: its own words and place, then the candidates beside it.

Every piece of evidence is a feature with a name that says what it is; a row of a table says how much it counts. The
features come in groups that a small key decides (a word and the class after it), and what a group adds up to is kept
by its key: a text repeats its keys much more often than it brings new ones.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from math import exp, fsum
from typing import NamedTuple

from framing.devices.reporting import CueTable, reporting_words
from framing.devices.weighing import Features, named, together, total
from framing.document import Document
from framing.lexicon import word_list
from framing.wordclass import word_classes

Piece = tuple[int, tuple, float]
Near = tuple[tuple[str, ...], tuple[str, ...]]

_AUXILIARY = frozenset(("have", "be", "modal", "do", "not", "negation", "-ly", "adverb"))
_PERSON = frozenset(("he", "she", "who", "i", "we", "they"))
_SUBJECT_KINDS = ("anonymous", "role", "collective", "document", "media", "organisation", "place")
# How far to look for a subject, for other candidates, for marks: tokens and candidates. Bounds, as a text can be one
# sentence.
_FAR_SUBJECT = 12
_NEAR_CANDIDATES = 12
_AROUND_CANDIDATES = 6
_FAR_CANDIDATE = 60
_FAR_MARK = 12
_NEAR_BASE = 4
_JOINTS = ("that", "coordinator", ",", "quote", "to", "relative", "subordinator", "subject_pronoun")
_JOINT = frozenset(_JOINTS)
_AUXILIARY_OR_TO = _AUXILIARY | {"to"}
_NO_CANDIDATE = -4.0
_LOWEST = -30.0
_BEGIN, _END = ("begin",) * 3, ("end",) * 3
# Log-odds of the first step below which no neighbours make a cue.
LEAST_OWN = -2.5


class Context(NamedTuple):
    """What the evidence of a document's candidates is computed from.

    ``places`` are the candidates' tokens, in order, ``bases`` their base log-odds, ``sentences`` their sentences,
    ``runs`` the positions among `places` of the candidates of their sentence, ``best`` the highest base there;
    ``openings`` and ``closings`` are the first tokens of the outermost quotations and those after their last.
    """

    document: Document
    classes: tuple[str, ...]
    places: list[int]
    bases: list[float]
    sentences: list[tuple[int, int]]
    runs: list[tuple[int, int]]
    best: list[float]
    openings: list[int]
    closings: list[int]


def context(document: Document, table: CueTable) -> Context:
    """The candidates of a document, and where its quotations are."""
    words, known = document.words, table.candidates
    places = [at for at, word in enumerate(words) if word in known]
    bases = [known[words[at]] for at in places]
    sentences, runs, best = [], [], []
    low = 0
    while low < len(places):
        sentence = document.sentence_at(places[low])
        high = bisect_right(places, sentence[1] - 1, low)
        sentences += [sentence] * (high - low)
        runs += [(low, high)] * (high - low)
        best += [max(bases[low:high])] * (high - low)
        low = high
    quotations = document.quotation_opening.values()
    openings, closings = [q.first for q in quotations], [q.last for q in quotations]
    return Context(document, document.once(word_classes), places, bases, sentences, runs, best, openings, closings)


def frames(around: Context, at: int) -> tuple[str, ...]:
    """The frames of a place: class after, class before, inside or outside quotation marks, word after, word before."""
    classes, words = around.classes, around.document.words
    first, last = around.document.sentence_at(at)
    quoted = marks_near(around.openings, around.closings, at, first, last) is None
    return (
        f"next {classes[at + 1] if at + 1 < last else 'end'}",
        f"before {classes[at - 1] if at > first else 'begin'}",
        "quoted" if quoted else "unquoted",
        f"then {words[at + 1] if at + 1 < last else 'end'}",
        f"after {words[at - 1] if at > first else 'begin'}",
    )


def _own(table: CueTable, word: str, before: str, after: str, quoted: bool) -> Features:
    """The word itself, how often it was a cue, and the classes beside it."""
    base, reporting = table.candidates[word], reporting_words().get(word)
    marks = "quoted" if quoted else "unquoted"
    return {
        "bias": 1.0,
        "base": base,
        "base squared": base * base,
        "shift next": table.shift(word, f"next {after}"),
        "shift before": table.shift(word, f"before {before}"),
        "shift quoted": table.shift(word, marks),
        f"next {after}": 1.0,
        f"before {before}": 1.0,
        marks: 1.0,
        f"lexicon {reporting.cue_class} {reporting.part}" if reporting else "lexicon none": 1.0,
        f"word: {word}": 1.0,
        f"word: {word}, then class {after}": 1.0,
        f"word: {word}, after class {before}": 1.0,
        f"between {before} and {after}": 1.0,
        f"ends in {word[-3:]}": 1.0,
    }


def _word_after(table: CueTable, word: str, after: str) -> Features:
    return {
        "shift then": table.shift(word, f"then {after}"),
        f"then: {after}": 1.0,
        f"word: {word}, then {after}": 1.0,
    }


def _word_before(table: CueTable, word: str, before: str) -> Features:
    return {
        "shift after": table.shift(word, f"after {before}"),
        f"before: {before}": 1.0,
        f"word: {word}, after {before}": 1.0,
    }


def _classes_after(_: CueTable, after: str, second: str) -> Features:
    return {f"then {after} and {second}": 1.0, f"second {second}": 1.0}


def _classes_before(_: CueTable, second: str, before: str) -> Features:
    return {f"after {second} and {before}": 1.0, f"second before {second}": 1.0}


def _further_words(place: str) -> Callable[[CueTable, str], Features]:
    return lambda _, word: {f"{place}: {word}": 1.0}


def _subject(_: CueTable, auxiliaries: tuple[str, ...], kind: str, noun: str) -> Features:
    """What stands before a verb and its auxiliaries."""
    return named(*(f"with {name}" for name in auxiliaries), f"subject {kind}", f"subject is {noun}")


def _rivals(_: CueTable, base: float, left: float, right: float, beside: tuple[bool, bool], best: bool) -> Features:
    """The likeliest candidates among the four tokens on either side."""
    return {"cue before": left, "cue after": right} | named(
        "better cue after" if right > base else "",
        "better cue before" if left > base else "",
        "cue just before" if beside[0] else "",
        "cue just after" if beside[1] else "",
        "best of sentence" if best else "",
    )


def _quotation(_: CueTable, opens: str, closes: str) -> Features:
    """Whether a quotation opens or closes near a candidate outside of quotations."""
    if not (opens or closes):
        return named("no quotation near")
    return named(opens and f"quotation opens {opens}", closes and f"quotation closed {closes}")


def _place(_: CueTable, part: str, *more: str) -> Features:
    return named(f"place {part}", *more)


# The groups of the first step in the order of their keys; a candidate inside a quotation lacks the last.
_PLACE_GROUPS = (
    _own,
    _word_after,
    _word_before,
    _classes_after,
    _classes_before,
    *map(_further_words, ("3 before", "2 before", "2 after", "3 after")),
    _subject,
    _rivals,
    _place,
    _quotation,
)


def marks_near(
    openings: Sequence[int], closings: Sequence[int], at: int, first: int, last: int
) -> tuple[str, str] | None:
    """How near a quotation opens after, and closed before, a token of a sentence; None for a token inside one."""
    number = bisect_right(openings, at)
    opens = closes = ""
    if number:
        since = at - closings[number - 1] + 1
        if since < 1:
            return None
        if since <= _FAR_MARK and at - since >= first - 2:
            closes = "just before" if since < 6 else "before"
    if number < len(openings):
        until = openings[number] - at
        if until <= _FAR_MARK and at + until < last:
            opens = "at once" if until < 4 else "soon"
    return opens, closes


def _keys(around: Context, k: int, near: Near) -> tuple[tuple, ...]:
    """The key of each group of `_PLACE_GROUPS` for the candidate at position ``k``."""
    document, at, base, (first, last) = around.document, around.places[k], around.bases[k], around.sentences[k]
    words, classes = near
    third, second, before, word, after, next_second, next_third = words[at - first : at - first + 7]
    far_before, class_before, _, class_after, far_after = classes[at - first + 1 : at - first + 6]
    marks = marks_near(around.openings, around.closings, at, first, last)
    keys = (
        (word, class_before, class_after, marks is None),
        (word, after),
        (word, before),
        (class_after, far_after),
        (far_before, class_before),
        (third,),
        (second,),
        (next_second,),
        (next_third,),
        _subject_key(document, around.classes, at, first),
        _rivals_key(around, k, base),
        _place_key(around, at, first, last),
    )
    return keys if marks is None else (*keys, marks)


def _nearby(around: Context) -> Iterator[Near]:
    """For each candidate, the words and classes of its sentence, filled up beyond its ends."""
    words, classes, ends = around.document.words, around.classes, (-1, -1)
    near = ((), ())
    for sentence in around.sentences:
        if sentence is not ends:
            ends, (first, last) = sentence, sentence
            near = (*_BEGIN, *words[first:last], *_END), (*_BEGIN, *classes[first:last], *_END)
        yield near


def _subject_key(document: Document, classes: tuple[str, ...], at: int, first: int) -> tuple[tuple[str, ...], str, str]:
    subject = at - 1
    least = max(first, at - _FAR_SUBJECT)
    while subject >= least and classes[subject] in _AUXILIARY:
        subject -= 1
    if subject < first:
        return classes[first:at], "begin", "none"
    return classes[subject + 1 : at], classes[subject], _subject_kind(document, subject)


def _rivals_key(around: Context, k: int, base: float) -> tuple:
    places, bases, at = around.places, around.bases, around.places[k]
    left = right = _NO_CANDIDATE
    just_before = just_after = False
    low, high = around.runs[k]
    if k > low and places[k - 1] >= at - _NEAR_BASE:
        just_before = places[k - 1] == at - 1
        left = max(bases[j] for j in range(max(low, k - _NEAR_BASE), k) if places[j] >= at - _NEAR_BASE)
    if k + 1 < high and places[k + 1] <= at + _NEAR_BASE:
        just_after = places[k + 1] == at + 1
        right = max(bases[j] for j in range(k + 1, min(high, k + 1 + _NEAR_BASE)) if places[j] <= at + _NEAR_BASE)
    return base, left, right, (just_before, just_after), base >= around.best[k]


def _place_key(around: Context, at: int, first: int, last: int) -> tuple[str, ...]:
    document, classes = around.document, around.classes
    return (
        "early" if at - first < 4 else "late" if last - at < 5 else "middle",
        "short sentence" if last - first < 8 else "",
        "capital" if document.tokens[at][:1].isupper() else "",
        "headline" if first == 0 else "",
        "as ... by" if _as_by(around, at) else "",
        "name before" if "name" in classes[max(first, at - 4) : at] else "",
        "name after" if "name" in classes[at + 1 : min(last, at + 4)] else "",
        *(_label(document, at) if document.words[at] == ":" else ()),
    )


def _label(document: Document, at: int) -> tuple[str, ...]:
    """Whether a colon ends a label at the start of its paragraph (``Lee: We will win``), and which kind."""
    first, last = document.paragraph_at(at)
    opens = ("colon opens quotation",) if at + 1 in document.quotation_opening else ()
    if not 0 < at - first <= 6 or last - at < 4:
        return opens
    capitals = all(document.tokens[i].isupper() for i in range(first, at) if document.tokens[i].isalpha())
    label = f"colon after label, {'headline' if first == 0 else 'paragraph'}"
    return (*opens, label, *(("colon after capitals",) if capitals else ()))


@cache
def _kinds_of_nouns() -> dict[str, str]:
    """Noun -> the kind of source it can be, from ``lexicons/sources.csv``; the first list that has it."""
    kinds: dict[str, str] = dict.fromkeys(_PERSON, "person")
    for kind in _SUBJECT_KINDS:
        for word in word_list("sources", kind):
            kinds.setdefault(word, kind)
    return kinds


def _subject_kind(document: Document, at: int) -> str:
    """What the word before a verb and its auxiliaries could be as a source."""
    kind = _kinds_of_nouns().get(document.words[at])
    return kind or ("name" if document.tokens[at][:1].isupper() else "unlisted")


def features(around: Context, table: CueTable) -> Iterator[Features]:
    """For each candidate, the evidence for and against it, by name."""
    groups = [partial(group, table) for group in _PLACE_GROUPS]
    for k, near in enumerate(_nearby(around)):
        yield together(groups, _keys(around, k, near))


def scores(around: Context, table: CueTable) -> list[float]:
    """The log-odds of each candidate by its `features`."""
    sums = table.sums("weights", _PLACE_GROUPS)
    return [total(sums, _keys(around, k, near)) for k, near in enumerate(_nearby(around))]


def _named(_: CueTable, *names: str) -> Features:
    return named(*names)


def _best(_: CueTable, side: str, distance: int, part: str, its_part: str, joints: frozenset, joined: bool) -> Features:
    """How the likeliest candidate on one side stands to this one, to be multiplied by its probability."""
    band = next((str(limit) for limit in (1, 2, 4, 9) if distance <= limit), "more")
    names = (
        f"best {side}",
        f"best {side}, distance {band}",
        f"best {side}, own part {part}",
        f"best {side}, its part {its_part}",
        f"best {side}, parts {part} and {its_part}",
        *(f"best {side}, between {joint}" for joint in _JOINTS if joint in joints),
        f"best {side}, only auxiliaries between" if joined else "",
    )
    return named(*names)


_BESIDE_GROUPS = (_named, _best)
_NAMED, _BEST = range(2)


def neighbours(around: Context, own: Sequence[float], table: CueTable) -> Iterator[Features]:
    """For each candidate, the evidence from its own score and from the other candidates of its sentence, by name.

    Parameters
    ----------
    around : Context
    own : sequence of float
        The log-odds of every candidate from the first step.
    table : CueTable
    """
    odds = probabilities(own)
    for k in range(len(own)):
        yield {
            name: weight * value
            for group, key, value in _beside(around, k, own, odds)
            for name, weight in _BESIDE_GROUPS[group](table, *key).items()
        }


def scores_beside(around: Context, own: Sequence[float], table: CueTable) -> list[float]:
    """The log-odds of each candidate by its `neighbours`; its own where that is too low for them to help."""
    sums, odds = table.sums("beside", _BESIDE_GROUPS), probabilities(own)
    found = []
    for k, score in enumerate(own):
        if score >= LEAST_OWN:
            score = 0.0
            for group, key, value in _beside(around, k, own, odds):
                score += sums[group][key] * value
        found.append(score)
    return found


def probabilities(own: Sequence[float]) -> list[float]:
    """Log-odds as probabilities."""
    return [1.0 / (1.0 + exp(-score)) if score > _LOWEST else 0.0 for score in own]


def _beside(around: Context, k: int, own: Sequence[float], odds: Sequence[float]) -> list[Piece]:
    """The pieces of evidence of the second step: a group, its key, and what it is multiplied by."""
    score, (first, last) = own[k], around.runs[k]
    near_first, near_last = max(0, k - _AROUND_CANDIDATES), min(len(own), k + 1 + _AROUND_CANDIDATES)
    pieces = [
        (
            _NAMED,
            (
                "bias",
                "alone" if last - first == 1 else "",
                "as ... by" if _as_by(around, around.places[k]) else "",
                "no candidate in the sentences around" if near_first >= first and near_last <= last else "",
            ),
            1.0,
        ),
        (_NAMED, ("own",), score),
        (_NAMED, ("sentences around",), fsum((*odds[near_first:first], *odds[last:near_last]))),
    ]
    if score > 0:
        pieces.append((_NAMED, ("own above 0",), score))
        if score > 2:
            pieces.append((_NAMED, ("own above 2",), score - 2.0))
    elif score < -2:
        pieces.append((_NAMED, ("own below -2",), score + 2.0))
    pieces += _side(around, k, "before", range(max(first, k - _NEAR_CANDIDATES), k), own, odds)
    pieces += _side(around, k, "after", range(k + 1, min(last, k + 1 + _NEAR_CANDIDATES)), own, odds)
    return pieces


def _side(
    around: Context, k: int, side: str, others: range, own: Sequence[float], odds: Sequence[float]
) -> list[Piece]:
    """The evidence from the candidates on one side: the likeliest of them, and the nearest."""
    if not others:
        return [(_NAMED, (f"none {side}",), 1.0)]
    best = max(others, key=own.__getitem__)
    nearest = others[-1] if side == "before" else others[0]
    places, likely = around.places, odds[best]
    near, (low, high) = abs(places[nearest] - places[k]), sorted((places[best], places[k]))
    between = around.classes[low + 1 : min(high, low + 1 + _FAR_CANDIDATE)]
    joints, joined = _JOINT.intersection(between), _AUXILIARY_OR_TO.issuperset(between)
    return [
        (_NAMED, (f"best {side} in fifth {int(likely * 5)}",), 1.0),
        (_NAMED, (f"best {side}, log-odds",), max(own[best], _LOWEST)),
        (_NAMED, (f"sum {side}",), min(fsum(odds[others.start : others.stop]), 3.0)),
        (_BEST, (side, min(high - low, 10), _part(around, k), _part(around, best), joints, joined), likely),
        (
            _NAMED,
            (f"nearest {side}", f"nearest {side}, distance {'1' if near < 2 else '3' if near < 4 else 'more'}"),
            odds[nearest],
        ),
    ]


def _as_by(around: Context, at: int) -> bool:
    """``as reported by``: the verb cannot be anything but a cue."""
    return around.classes[at - 1 : at] == ("as",) and around.classes[at + 1 : at + 2] == ("by",)


def _part(around: Context, k: int) -> str:
    reporting = reporting_words().get(around.document.words[around.places[k]])
    return reporting.part if reporting else "unlisted"

"""The evidence that a word is a cue of attribution: its own words and place, then the candidates beside it.

Every piece of evidence is a feature with a name that says what it is; a row of a table says how much it counts. The
features come in groups that a few parts decide (a word and the class after it). The candidates of several documents
are weighed at once, as arrays of the numbers of their parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import product
from math import exp
from typing import NamedTuple

import numpy as np

from framing.devices.joined import BEGIN, CLASS_NAMES, CLASS_NUMBERS, END, GAP, Joined, counted_before, stands_in
from framing.devices.reporting import CueTable, reporting_words
from framing.devices.weighing import Columns, Features, Group, features_at, named, total
from framing.document import Document
from framing.lexicon import word_list
from framing.vocabulary import CAPITALISED, TypeTable
from framing.wordclass import word_classes

_AUXILIARY = ("", "have", "be", "modal", "do", "not", "negation", "-ly", "adverb")
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
_NO_CANDIDATE = -4.0
_LOWEST = -30.0
# Log-odds of the first step below which no neighbours make a cue.
LEAST_OWN = -2.5
# How many candidates are weighed at once; a bound of the memory that they take.
_AT_ONCE = 1 << 15

_BEFORE, _AFTER = _SIDES = ("before", "after")
_FLAGS = (False, True)
_PLACES = ("early", "middle", "late")
_OPENS, _CLOSES = ("", "at once", "soon"), ("", "just before", "before")
_PARTS = ("unlisted", "base", "finite", "-ing", "noun")
_NOUNS = ("none", "name", "unlisted", "person", *_SUBJECT_KINDS)
_LABELS = tuple(
    (opens, label, capitals)
    for opens in ("", "colon opens quotation")
    for label in ("", "colon after label, headline", "colon after label, paragraph")
    for capitals in ("", "colon after capitals")
)
# The values that the parts of groups can have; of words, those that a table knows.
_VALUES = {
    "class": CLASS_NAMES,
    "flag": _FLAGS,
    "auxiliary": _AUXILIARY,
    "noun": _NOUNS,
    "place": _PLACES,
    "label": _LABELS,
    "opens": (*_OPENS, None),
    "closes": _CLOSES,
    "side": _SIDES,
    "part": _PARTS,
    "fifth": range(6),
    "distance": range(11),
    "joints": tuple(
        tuple(joint for joint, stands in zip(_JOINTS, stand, strict=True) if stands)
        for stand in product(_FLAGS, repeat=len(_JOINTS))
    ),
}


def _class_table(numbers: Mapping[str, int], dtype: type) -> np.ndarray:
    """A number for each word class, 0 for those not named."""
    return np.array([numbers.get(name, 0) for name in CLASS_NAMES], dtype)


_AUXILIARY_NUMBERS = _class_table({name: number for number, name in enumerate(_AUXILIARY)}, np.int8)
_NO_AUXILIARY = 1 << len(_JOINTS)
_JOINT_BITS = _class_table({name: 1 << k for k, name in enumerate(reversed(_JOINTS))}, np.int16)
_JOINT_BITS |= np.where(_AUXILIARY_NUMBERS.astype(bool) | (np.array(CLASS_NAMES) == "to"), 0, _NO_AUXILIARY).astype(
    np.int16
)
_AS, _BY = CLASS_NUMBERS["as"], CLASS_NUMBERS["by"]


@cache
def _kinds_of_nouns() -> dict[str, str]:
    """Noun -> the kind of source it can be, from ``lexicons/sources.csv``; the first list that has it."""
    kinds: dict[str, str] = dict.fromkeys(_PERSON, "person")
    for kind in _SUBJECT_KINDS:
        for word in word_list("sources", kind):
            kinds.setdefault(word, kind)
    return kinds


def _noun(token: str, word: str) -> int:
    """What the word before a verb and its auxiliaries could be as a source."""
    kind = _kinds_of_nouns().get(word)
    return _NOUNS.index(kind or ("name" if token[:1].isupper() else "unlisted"))


def _part(_: str, word: str) -> int:
    reporting = reporting_words().get(word)
    return _PARTS.index(reporting.part if reporting else "unlisted")


_NOUN_KINDS = TypeTable(_noun, np.int8)
_WORD_PARTS = TypeTable(_part, np.int8)
_IN_SMALL_LETTERS = TypeTable(lambda token, _: token.isalpha() and not token.isupper())


@dataclass(frozen=True, eq=False)
class Context:
    """What the evidence of the candidates of some documents is computed from.

    The arrays are of candidates: their ``places`` and base log-odds ``bases``, the tokens ``first`` to ``last`` of
    their sentence, the candidates ``low`` to ``high`` of it and the ``lowest`` to ``highest`` of their document, the
    ``best`` base of the sentence. ``openings`` and ``closings`` are the first tokens of the outermost quotations and
    those after their last.
    """

    text: Joined
    places: np.ndarray
    bases: np.ndarray
    first: np.ndarray
    last: np.ndarray
    low: np.ndarray
    high: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray
    best: np.ndarray
    openings: np.ndarray
    closings: np.ndarray

    @cached_property
    def joints(self) -> np.ndarray:
        """For each token a bit that says which joint it is, or that it is no auxiliary."""
        return _JOINT_BITS[self.text.classes]

    @cached_property
    def rivals(self) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
        """The bases and types of the likeliest candidates among the four tokens before each and after each.

        For none, minus infinity and `GAP`.
        """
        codes = self.text.codes[self.places]
        none = np.full_like(codes, self.text.vocabulary.number(GAP))
        before, after = ((np.full(len(codes), -np.inf), none.copy()) for _ in range(2))
        for step in range(1, _NEAR_BASE + 1):
            left, right = slice(None, -step), slice(step, None)
            near = (self.high[left] == self.high[right]) & (self.places[right] - self.places[left] <= _NEAR_BASE)
            for own, other, (best, code) in ((right, left, before), (left, right, after)):
                better = near & (self.bases[other] > best[own])
                best[own], code[own] = (
                    np.where(better, of_other[other], found[own])
                    for of_other, found in ((self.bases, best), (codes, code))
                )
        return before, after


def context(text: Joined, table: CueTable) -> Context:
    """The candidates of documents, and where their quotations are."""
    bases = text.values(table.bases)
    places = np.flatnonzero(bases > -np.inf)
    bases = bases[places]
    starts, ends = text.sentences
    sentence, owners = text.sentences_at(places), text.owners(places)
    low, high = _runs(sentence)
    firsts = np.flatnonzero(low == np.arange(len(low)))
    best = np.maximum.reduceat(bases, firsts).repeat(np.diff(firsts, append=len(low))) if len(low) else bases
    return Context(
        text, places, bases, starts[sentence], ends[sentence], low, high, *_runs(owners), best, *text.quotations
    )


def _runs(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each of some ascending values, where those equal to it begin and end."""
    return np.searchsorted(values, values, "left"), np.searchsorted(values, values, "right")


def _own_word(table: CueTable, word: str) -> Features:
    """The word itself, and how often it was a cue."""
    base, reporting = table.candidates[word], reporting_words().get(word)
    return {
        "bias": 1.0,
        "base": base,
        "base squared": base * base,
        f"lexicon {reporting.cue_class} {reporting.part}" if reporting else "lexicon none": 1.0,
        f"word: {word}": 1.0,
        f"ends in {word[-3:]}": 1.0,
    }


def _class_after(table: CueTable, word: str, after: str) -> Features:
    frame = f"next {after}"
    return {"shift next": table.shift(word, frame), frame: 1.0, f"word: {word}, then class {after}": 1.0}


def _class_before(table: CueTable, word: str, before: str) -> Features:
    frame = f"before {before}"
    return {"shift before": table.shift(word, frame), frame: 1.0, f"word: {word}, after class {before}": 1.0}


def _quoted(table: CueTable, word: str, quoted: bool) -> Features:
    frame = "quoted" if quoted else "unquoted"
    return {"shift quoted": table.shift(word, frame), frame: 1.0}


def _called(name: str, *parts: str) -> Group:
    """A feature whose name says the values of some parts."""
    return Group(lambda _, *values: {name.format(*values): 1.0}, parts)


def _word_after(table: CueTable, word: str, after: str) -> Features:
    return {"shift then": table.shift(word, f"then {after}"), f"then: {after}": 1.0, f"word: {word}, then {after}": 1.0}


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


def _subject(_: CueTable, kind: str, noun: str, *auxiliaries: str) -> Features:
    """What stands before a verb and its auxiliaries."""
    return named(*(name and f"with {name}" for name in auxiliaries), f"subject {kind}", f"subject is {noun}")


def _rivals(_: CueTable, *holds: bool) -> Features:
    """The likeliest candidates among the four tokens on either side."""
    names = "better cue after", "better cue before", "cue just before", "cue just after", "best of sentence"
    return named(*(name for name, one in zip(names, holds, strict=True) if one))


def _place(_: CueTable, place: str, *more: bool | tuple[str, ...]) -> Features:
    *flags, label = more
    names = ("short sentence", "capital", "headline", "as ... by", "name before", "name after")
    return named(f"place {place}", *(name for name, holds in zip(names, flags, strict=True) if holds), *label)


def _quotation(_: CueTable, opens: str | None, closes: str) -> Features:
    """Whether a quotation opens or closes near a candidate; None for a candidate inside one."""
    if opens is None:
        return {}
    if not (opens or closes):
        return named("no quotation near")
    return named(opens and f"quotation opens {opens}", closes and f"quotation closed {closes}")


# The groups of the first step, in the order of their columns. Each has few parts, of which there are few combinations.
_PLACE_GROUPS = (
    Group(_own_word, ("word",)),
    Group(_class_after, ("word", "class")),
    Group(_class_before, ("word", "class")),
    Group(_quoted, ("word", "flag")),
    _called("between {} and {}", "class", "class"),
    Group(_word_after, ("word", "word")),
    Group(_word_before, ("word", "word")),
    Group(_classes_after, ("class", "class")),
    Group(_classes_before, ("class", "class")),
    *(_called(f"{place}: {{}}", "word") for place in ("3 before", "2 before", "2 after", "3 after")),
    Group(_subject, ("class", "noun", *("auxiliary",) * _FAR_SUBJECT)),
    Group(lambda table, left: {"cue before": table.candidates.get(left, _NO_CANDIDATE)}, ("word",)),
    Group(lambda table, right: {"cue after": table.candidates.get(right, _NO_CANDIDATE)}, ("word",)),
    Group(_rivals, ("flag",) * 5),
    Group(_place, ("place", *("flag",) * 6, "label")),
    Group(_quotation, ("opens", "closes")),
)


# Codes of tokens -> the number of the word of each.
_WordNumbers = Callable[[np.ndarray], np.ndarray]


def _columns(around: Context, k: np.ndarray, words: _WordNumbers) -> tuple[Columns, ...]:
    """The columns of `_PLACE_GROUPS` for candidates ``k``; ``words`` gives a number for each code of a token."""
    at, first, last = around.places[k], around.first[k], around.last[k]
    near_words, near_classes = {}, {}
    for distance in (-3, -2, -1, 0, 1, 2, 3):
        beside = at + distance
        there = beside >= first if distance < 0 else beside < last
        word, own_class = ("begin", BEGIN) if distance < 0 else ("end", END)
        code = np.where(there, around.text.codes.take(beside, mode="clip"), around.text.vocabulary.number(word))
        near_words[distance] = words(code)
        near_classes[distance] = np.where(there, around.text.classes.take(beside, mode="clip"), own_class)
    opens, closes = _marks_near(around, at, first, last)
    word, before, after = near_words[0], near_classes[-1], near_classes[1]
    return (
        (word,),
        (word, after),
        (word, before),
        (word, opens == len(_OPENS)),
        (before, after),
        (word, near_words[1]),
        (word, near_words[-1]),
        (after, near_classes[2]),
        (near_classes[-2], before),
        *((near_words[distance],) for distance in (-3, -2, 2, 3)),
        _subject_columns(around, at, first),
        *_rivals_columns(around, k, words),
        _place_columns(around, k),
        (opens, closes),
    )


def _subject_columns(around: Context, at: np.ndarray, first: np.ndarray) -> Columns:
    auxiliaries: list[np.ndarray | int] = [0] * _FAR_SUBJECT
    subject, still = at - 1, np.arange(len(at))
    for distance in range(1, _FAR_SUBJECT + 1):
        number = _AUXILIARY_NUMBERS[around.text.classes.take(subject[still], mode="clip")]
        goes_on = (number > 0) & (subject[still] >= first[still])
        still = still[goes_on]
        if not len(still):
            break
        auxiliaries[-distance] = column = np.zeros(len(at), np.int8)
        column[still] = number[goes_on]
        subject[still] -= 1
    there = subject >= first
    kind = np.where(there, around.text.classes.take(subject, mode="clip"), BEGIN)
    noun = np.where(there, around.text.values(_NOUN_KINDS, subject), _NOUNS.index("none"))
    return kind, noun, *auxiliaries


def _rivals_columns(around: Context, k: np.ndarray, words: _WordNumbers) -> Sequence[Columns]:
    places, at, base = around.places, around.places[k], around.bases[k]
    (before, left), (after, right) = ((best[k], codes[k]) for best, codes in around.rivals)
    just_before = (k > around.low[k]) & (places[k - 1] == at - 1)
    just_after = (k + 1 < around.high[k]) & (places.take(k + 1, mode="clip") == at + 1)
    flags = after > base, before > base, just_before, just_after, base >= around.best[k]
    return (words(left),), (words(right),), flags


def _place_columns(around: Context, k: np.ndarray) -> Columns:
    at, first, last = around.places[k], around.first[k], around.last[k]
    names = around.text.names_before
    label = np.zeros(len(k), np.int8)
    colons = np.flatnonzero(around.text.codes[at] == around.text.vocabulary.number(":"))
    label[colons] = _labels(around, at[colons])
    return (
        np.where(at - first < 4, 0, np.where(last - at < 5, 2, 1)),
        last - first < 8,
        around.text.values(CAPITALISED, at),
        first == around.text.offsets[around.text.owners(at)],
        _as_by(around, at),
        names[at] > names[np.maximum(first, at - 4)],
        names[np.minimum(last, at + 4)] > names[at + 1],
        label,
    )


def _labels(around: Context, at: np.ndarray) -> np.ndarray:
    """Whether colons end a label at the start of their paragraph (``Lee: We will win``), and which kind: `_LABELS`."""
    text, (starts, ends) = around.text, around.text.paragraphs
    paragraph = np.searchsorted(starts, at, "right") - 1
    first, last = starts[paragraph], ends[paragraph]
    ends_label = (first < at) & (at - first <= 6) & (last - at >= 4)
    headline = first == text.offsets[text.owners(at)]
    # All letters before the colon are capitals, or there are none.
    not_capitals = counted_before(text.values(_IN_SMALL_LETTERS))
    capitals = ends_label & (not_capitals[at] == not_capitals[first])
    opens = stands_in(at + 2, around.openings)
    return (3 * opens + np.where(ends_label, 2 - headline, 0)) * 2 + capitals


def _marks_near(around: Context, at: np.ndarray, first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How near a quotation opens after, and closed before, candidates: numbers among the values of `_quotation`."""
    number = np.searchsorted(around.openings, at, "right")
    opening = np.append(around.openings, len(around.text.codes))[number]
    since = at + 1 - np.insert(around.closings, 0, -_FAR_MARK)[number]
    until = opening - at
    closed = (since >= 1) & (since <= _FAR_MARK) & (at - since >= first - 2)
    opened = (until <= _FAR_MARK) & (opening < last)
    opens = np.where(since < 1, len(_OPENS), np.where(opened, np.where(until < 4, 1, 2), 0))
    return opens, np.where(closed, np.where(since < 6, 1, 2), 0)


def frames(document: Document) -> Iterator[tuple[str, ...]]:
    """For each token its frames: class after, class before, whether in quotation marks, word after, word before."""
    classes, words = document.once(word_classes), document.words
    quoted = {token for q in document.quotation_opening.values() for token in range(q.first, q.last)}
    for first, last in document.sentences:
        near_classes, near_words = ("begin", *classes[first:last], "end"), ("begin", *words[first:last], "end")
        for at in range(first, last):
            place = at - first + 1
            yield (
                f"next {near_classes[place + 1]}",
                f"before {near_classes[place - 1]}",
                "quoted" if at in quoted else "unquoted",
                f"then {near_words[place + 1]}",
                f"after {near_words[place - 1]}",
            )


def features(around: Context, table: CueTable) -> Iterator[Features]:
    """For each candidate, the evidence for and against it, by name."""
    k = np.arange(len(around.places))
    columns = _columns(around, k, lambda codes: codes)
    groups = [Group(partial(features, table), parts) for features, parts in _PLACE_GROUPS]
    return features_at(groups, columns, _VALUES | {"word": around.text.vocabulary.words}, len(k))


def scores(around: Context, table: CueTable) -> np.ndarray:
    """The log-odds of each candidate by its `features`."""
    sums = table.sums("weights", _PLACE_GROUPS, _VALUES)

    def words(codes: np.ndarray) -> np.ndarray:
        # Looked up anew each time: what stands for the ends of a sentence may be a type that no text has had.
        return around.text.vocabulary.values(table.words.numbers)[codes]

    slices = np.split(np.arange(len(around.places)), range(_AT_ONCE, len(around.places), _AT_ONCE))
    return np.concatenate([total(sums, _columns(around, k, words)) for k in slices])


class _Piece(NamedTuple):
    """A piece of evidence of the second step: a group, its columns, what its weight is multiplied by, and for whom."""

    group: Group
    columns: Columns
    value: np.ndarray
    holds: np.ndarray


def _named(*names: str) -> Group:
    return Group(lambda _: named(*names), ())


def _alone(_: CueTable, alone: bool, as_by: bool, none_around: bool) -> Features:
    return named(
        "bias",
        "alone" if alone else "",
        "as ... by" if as_by else "",
        "no candidate in the sentences around" if none_around else "",
    )


def _likely(_: CueTable, side: str, fifth: int) -> Features:
    return named(f"best {side} in fifth {fifth}")


def _nearest(_: CueTable, side: str, distance: int) -> Features:
    band = "1" if distance < 2 else "3" if distance < 4 else "more"
    return named(f"nearest {side}", f"nearest {side}, distance {band}")


def _best(
    _: CueTable, side: str, distance: int, part: str, its_part: str, joints: tuple[str, ...], joined: bool
) -> Features:
    """How the likeliest candidate on one side stands to this one, to be multiplied by its probability."""
    band = next((str(limit) for limit in (1, 2, 4, 9) if distance <= limit), "more")
    return named(
        f"best {side}",
        f"best {side}, distance {band}",
        f"best {side}, own part {part}",
        f"best {side}, its part {its_part}",
        f"best {side}, parts {part} and {its_part}",
        *(f"best {side}, between {joint}" for joint in joints),
        f"best {side}, only auxiliaries between" if joined else "",
    )


_ALONE = Group(_alone, ("flag",) * 3)
_OWN, _OWN_ABOVE_0, _OWN_ABOVE_2, _OWN_BELOW = map(_named, ("own", "own above 0", "own above 2", "own below -2"))
_AROUND = _named("sentences around")
_NONE, _LOG_ODDS, _SUM = (
    {side: _named(name.format(side)) for side in _SIDES} for name in ("none {}", "best {}, log-odds", "sum {}")
)
_LIKELY = Group(_likely, ("side", "fifth"))
_BEST = Group(_best, ("side", "distance", "part", "part", "joints", "flag"))
_NEAREST = Group(_nearest, ("side", "distance"))


def neighbours(around: Context, own: np.ndarray, table: CueTable) -> Iterator[Features]:
    """For each candidate, the evidence from its own score and from the other candidates of its sentence, by name.

    Parameters
    ----------
    around : Context
    own : array of float
        The log-odds of every candidate from the first step.
    table : CueTable
    """
    k = np.arange(len(own))
    found: list[dict[str, float]] = [{} for _ in own]
    for piece in _beside(around, k, own, probabilities(own)):
        columns = [np.broadcast_to(column, k.shape) for column in piece.columns]
        for number in np.flatnonzero(piece.holds).tolist():
            parts = (
                _VALUES[part][int(column[number])] for part, column in zip(piece.group.parts, columns, strict=True)
            )
            for name, weight in piece.group.features(table, *parts).items():
                found[number][name] = weight * float(piece.value[number])
    yield from found


def scores_beside(around: Context, own: np.ndarray, table: CueTable) -> np.ndarray:
    """The log-odds of each candidate by its `neighbours`; its own where that is too low for them to help."""
    found, odds = own.copy(), probabilities(own)
    near = np.flatnonzero(own >= LEAST_OWN)
    for k in np.split(near, range(_AT_ONCE, len(near), _AT_ONCE)):
        score = np.zeros(len(k))
        for piece in _beside(around, k, own, odds):
            [sums] = table.sums("beside", [piece.group], _VALUES)
            score += np.where(piece.holds, sums.of(piece.columns) * piece.value, 0.0)
        found[k] = score
    return found


def probabilities(own: np.ndarray) -> np.ndarray:
    """Log-odds as probabilities."""
    # Not with numpy's exponential, which differs in the last bit between processors.
    powers = np.fromiter(map(exp, (-np.maximum(own, _LOWEST)).tolist()), np.float64, len(own))
    return np.where(own > _LOWEST, 1.0 / (1.0 + powers), 0.0)


def _sums(values: np.ndarray, *ranges: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """For each candidate, what the values in its ranges, none of them long, add up to, whatever their order.

    What rounding loses of each sum is added in the end (Neumaier 1974).
    """
    result, lost = np.zeros((2, len(ranges[0][0])))
    for start, stop in ranges:
        lengths = np.maximum(stop - start, 0).astype(np.int8)
        # The longest first, so that those that still go on stand together.
        order = np.argsort(-lengths, kind="stable")
        at, sums, errors = start[order], result[order], lost[order]
        for step, n_longer in enumerate(len(order) - np.bincount(lengths, minlength=1).cumsum()[:-1]):
            value, so_far = values[at[:n_longer] + step], sums[:n_longer]
            more = so_far + value
            added = more - so_far
            errors[:n_longer] += (so_far - (more - added)) + (value - added)
            sums[:n_longer] = more
        result[order], lost[order] = sums, errors
    return result + lost


def _beside(around: Context, k: np.ndarray, own: np.ndarray, odds: np.ndarray) -> Iterator[_Piece]:
    """The pieces of evidence of the second step for candidates ``k``, in the order in which they are added."""
    score, low, high = own[k], around.low[k], around.high[k]
    near_low = np.maximum(around.lowest[k], k - _AROUND_CANDIDATES)
    near_high = np.minimum(around.highest[k], k + 1 + _AROUND_CANDIDATES)
    always = np.ones(len(k), bool)
    none_around = (near_low >= low) & (near_high <= high)
    yield _Piece(_ALONE, (high - low == 1, _as_by(around, around.places[k]), none_around), always, always)
    yield _Piece(_OWN, (), score, always)
    yield _Piece(_AROUND, (), _sums(odds, (near_low, low), (high, near_high)), always)
    yield _Piece(_OWN_ABOVE_0, (), score, score > 0)
    yield _Piece(_OWN_ABOVE_2, (), score - 2.0, score > 2)
    yield _Piece(_OWN_BELOW, (), score + 2.0, score < -2)
    yield from _side(around, k, _BEFORE, np.maximum(low, k - _NEAR_CANDIDATES), k, own, odds)
    yield from _side(around, k, _AFTER, k + 1, np.minimum(high, k + 1 + _NEAR_CANDIDATES), own, odds)


def _side(
    around: Context, k: np.ndarray, side: str, start: np.ndarray, stop: np.ndarray, own: np.ndarray, odds: np.ndarray
) -> Iterator[_Piece]:
    """The evidence from the candidates on one side, ``start`` to ``stop``: the likeliest of them, and the nearest."""
    some, number, places = stop > start, _SIDES.index(side), around.places
    yield _Piece(_NONE[side], (), np.ones(len(k)), ~some)
    best = _likeliest(own, start, stop)
    likely = odds[best]
    nearest = (stop - 1 if side == _BEFORE else start).clip(0, len(places) - 1)
    near = np.abs(places[nearest] - places[k])
    between, distance = _between(around, np.minimum(places[best], places[k]), np.maximum(places[best], places[k]))
    part = around.text.values(_WORD_PARTS, places[k])
    its_part = around.text.values(_WORD_PARTS, places[best])
    yield _Piece(_LIKELY, (number, (likely * 5).astype(np.int64)), np.ones(len(k)), some)
    yield _Piece(_LOG_ODDS[side], (), np.maximum(own[best], _LOWEST), some)
    yield _Piece(_SUM[side], (), np.minimum(_sums(odds, (start, stop)), 3.0), some)
    joints, joined = between & (_NO_AUXILIARY - 1), between < _NO_AUXILIARY
    yield _Piece(_BEST, (number, distance, part, its_part, joints, joined), likely, some)
    yield _Piece(_NEAREST, (number, np.minimum(near, 10)), odds[nearest], some)


def _likeliest(own: np.ndarray, start: np.ndarray, stop: np.ndarray) -> np.ndarray:
    """The candidate with the highest log-odds in each range, of equal ones the first; any where the range is empty."""
    best = start.clip(0, len(own) - 1)
    for step in range(1, _NEAR_CANDIDATES):
        other = start + step
        there = np.flatnonzero(other < stop)
        if not len(there):
            break
        better = there[own[other[there]] > own[best[there]]]
        best[better] = other[better]
    return best


def _between(around: Context, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The joints and whether other than auxiliaries stand between two tokens, as bits; and how far apart they are."""
    start, stop = low + 1, np.minimum(high, low + 1 + _FAR_CANDIDATE)
    ranges = np.stack((start, stop), axis=1).ravel()
    found = np.bitwise_or.reduceat(around.joints, ranges)[::2] if len(ranges) else ranges
    return np.where(start < stop, found, 0), np.minimum(high - low, 10)


def _as_by(around: Context, at: np.ndarray) -> np.ndarray:
    """``as reported by``: the verb cannot be anything but a cue."""
    return (around.text.classes[at - 1] == _AS) & (around.text.classes[at + 1] == _BY)

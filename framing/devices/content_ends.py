"""Where a content to the right of its cue ends: at one of the places where it could, or with its sentence.

At each comma, coordinator, preposition or mark the evidence for and against an end is weighed, for the contents of
several documents at once. ``lexicons/attribution_ends.csv`` has the columns feature, weight and n, the coefficients of
a logistic regression (``tools/learn_attribution.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp

import numpy as np

from framing.devices.cues import CUE_CLASSES, CUE_PARTS, Cues
from framing.devices.joined import CLASS_NAMES, CLASS_NUMBERS, END, NOWHERE, Ranges, of_classes
from framing.devices.weighing import Columns, Features, Group, Sums, Words, features_at, named, total
from framing.lexicon import read_rows, word_list
from framing.vocabulary import WordTable
from framing.wordclass import ClassedTable

# How many tokens a content without quotation marks can have; a bound, as a text can be one sentence.
_LONGEST = 150
# Ends whose lengths are within this ratio are taken for the same when their odds are added: a content that is nearly
# right serves as well. Chosen on the training articles.
_SAME_LENGTH = 0.65
# Ends that are less likely than this, all together, are not looked at.
_UNLIKELY = 0.01
_END_PLACES = frozenset((
    ",", ";", ":", "—", "–", "(", ")", "coordinator", "subordinator", "preposition", "relative", "question", "quote",
    "in", "on", "at", "by", "with", "for", "about", "to", "as", "of", "against", "that", "weekday", "adverb",
))  # fmt: skip
_FINITE = ("be", "have", "modal", "do", "negation", "subject_contraction", "-ed", "-s")
_AUXILIARIES = ("be", "have", "modal", "do", "negation", "subject_contraction")
# Classes for which the word itself tells more: at the place, as the content's first, and before a place's next word.
_TELLING_PLACES = frozenset(("coordinator", "subordinator", "preposition", "question", "relative", "adverb"))
_TELLING_OPENINGS = frozenset((
    "that", "to", "determiner", "subject_pronoun", "question", "preposition", "of", "for", "on", "about", "with", "in",
))  # fmt: skip
_LISTS = _TELLING_PLACES | {"determiner", "subject_pronoun"}
_TELLING_NEXT = frozenset((",", "and", "but", "or", "as", "to", "for", "in", "with", "on", "at", "—", "-"))
_OPENS_SIDE = of_classes("subordinator", "as", "-ing", "in")
_IS_RELATIVE = WordTable(dict.fromkeys(("who", "that", "which"), True), False)
_SUBORDINATES = ClassedTable(lambda _, word, own_class: own_class in ("subordinator", "as") or word in ("if", "where"))
# Of several kinds that a clause could be, the first after *main*.
_CLAUSES = ("main", "relative", "participial", "subordinate", "after subordinator", "after relative")
_SIZES = (1, 3, 7, 14)
_FAR_VERB = 12
# How far before a cue and its source the word stands that opens their clause.
_NEAR_OPENING, _FAR_OPENING = 2, 8
_SOON = 5
# How many cues after its own in the sentence tell of where a content ends.
_MOST_FOLLOWING = 7


@dataclass(frozen=True, eq=False)
class Clauses:
    """Contents without marks, as columns.

    Attributes
    ----------
    cues : Cues
    numbers : array of int
        Which of the cues each belongs to.
    sources : array of int
        Where the source of each starts; `NOWHERE` if it has none.
    starts, lasts : array of int
        Where each begins, and at or before which token it ends.
    """

    cues: Cues
    numbers: np.ndarray
    sources: np.ndarray
    starts: np.ndarray
    lasts: np.ndarray


@cache
def _kinds() -> tuple[str, ...]:
    """Word classes, and the words of those in which the word tells more; the first stands for no place."""
    words = frozenset().union(*(word_list("word_classes", name) for name in _LISTS))
    return ("", *CLASS_NAMES, *sorted(words.difference(CLASS_NAMES)))


@cache
def _kind_numbers() -> dict[str, int]:
    return {kind: number for number, kind in enumerate(_kinds())}


def _kind_of_place(_: str, word: str, own_class: str) -> int:
    if own_class not in _END_PLACES:
        return 0
    return _kind_numbers()[word if own_class in _TELLING_PLACES else own_class]


def _kind_of_opening(_: str, word: str, own_class: str) -> int:
    return _kind_numbers()[word if own_class in _TELLING_OPENINGS else own_class]


_KIND, _OPENS = ClassedTable(_kind_of_place, np.int16), ClassedTable(_kind_of_opening, np.int16)
_TELLS_NEXT = ClassedTable(lambda *own: _kinds()[_kind_of_place(*own)] in _TELLING_NEXT)


def _content(opening: str, part: str, cue_class: str, head: str, clause: str) -> Features:
    return named("bias", f"opening {opening}", f"part {part}", f"class {cue_class}", f"cue {head}", clause)


def _beside(kind: str, before: str, after: str, second: str) -> Features:
    place = f"at {kind}"
    return named(place, f"{place} then {after}", f"{place} then {after} {second}", f"{place} after {before}")


def _of_cue(kind: str, part: str, cue_class: str, head: str) -> Features:
    return named(f"at {kind} in {part}", f"at {kind} in {part} {cue_class}", f"at {kind} of {head}")


def _of_opening(kind: str, opening: str, opens: str, verb: str) -> Features:
    return named(
        f"at {kind} opening {opening}", f"at {kind} opening {opens}, {'clause' if opening == 'that' else verb}"
    )


def _of_clause(kind: str, clause: str, after: str, begins: bool) -> Features:
    place = f"{clause} at {kind}"
    return named(place, f"{place} then {after}", f"{place} begins {begins}")


def _so_far(kind: str, verb: str, size: str, commas: int) -> Features:
    place = f"at {kind}"
    return named(verb, f"length {size}", f"{place} {verb}", f"{place} length {size}", f"{place} commas {commas}")


def _to_come(kind: str, here: str, rest: str, verb_after: bool, taking_over: str) -> Features:
    return named(
        f"takes over {taking_over}",
        f"at {kind} {rest} rest",
        f"at {kind} verb after {verb_after}",
        f"{here} takes over {taking_over}",
    )


def _next_word(kind: str, word: str) -> Features:
    return named(f"at {kind} then word {word}") if kind else {}


# The groups of evidence at a place, in the order of their columns.
_GROUPS = (
    Group(_content, ("class", "part", "cue class", "word", "clause")),
    Group(_beside, ("kind", "class", "class", "class")),
    Group(_of_cue, ("kind", "part", "cue class", "word")),
    Group(_of_opening, ("kind", "class", "kind", "verb")),
    Group(_of_clause, ("kind", "clause", "class", "flag")),
    Group(_so_far, ("kind", "verb", "size", "commas")),
    Group(_to_come, ("kind", "class", "rest", "flag", "taking over")),
    Group(_next_word, ("kind", "word")),
)


@cache
def _values() -> dict[str, Sequence]:
    """The values that the parts of groups can have, other than words."""
    return {
        "class": CLASS_NAMES,
        "part": CUE_PARTS,
        "cue class": CUE_CLASSES,
        "clause": _CLAUSES,
        "kind": _kinds(),
        "verb": ("phrase", "clause"),
        "flag": (False, True),
        "size": (*map(str, _SIZES), "more"),
        "commas": range(4),
        "rest": ("long", "short"),
        # Which cue comes right after a place: one that may start an attribution of its own.
        "taking over": ("none", *(part + near for part in CUE_PARTS for near in ("", " at once"))),
    }


@cache
def _sums() -> tuple[list[Sums], Words]:
    """The sums of `_GROUPS`, and the words that they know."""
    weights = {row["feature"]: float(row["weight"]) for row in read_rows("attribution_ends")}
    words = Words(weights)
    values = {**_values(), "word": words.known}
    return [Sums(weights, features, [values[part] for part in parts]) for features, parts in _GROUPS], words


def clause_ends(clauses: Clauses) -> np.ndarray:
    """The token before which each content ends: the place with the most probability of an end at or near it."""
    if not len(clauses.starts):
        return clauses.starts
    text, (sums, words) = clauses.cues.text, _sums()
    number, at, columns = _places(clauses, text.vocabulary.values(words.numbers))
    sizes = np.bincount(number, minlength=len(clauses.starts))
    seen, odds, before = _odds(total(sums, columns), sizes)
    ends = np.insert(
        at[np.arange(len(at)) - (sizes.cumsum() - sizes)[number] < seen[number]], seen.cumsum(), clauses.lasts
    )
    characters = text.characters(Ranges(clauses.starts.repeat(seen + 1), ends))
    return ends[_most_supported(characters.ends - characters.starts, seen + 1, odds, before)]


def _odds(weights: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How many places of each content are looked at, and for each of them and the end of its sentence the odds.

    The odds that it ends there, and what the odds before it add up to; ``sizes`` says how many places each has.
    """
    # Not with numpy's exponential, which differs in the last bit between processors.
    divisors = 1.0 + np.fromiter(map(exp, (-weights).tolist()), np.float64, len(weights))
    odds, before = np.empty(len(weights)), np.empty(len(weights))
    seen, low = sizes.copy(), sizes.cumsum() - sizes
    open_still, so_far = np.ones(len(sizes)), np.zeros(len(sizes))
    on, step = np.flatnonzero(sizes), 0
    while len(on):
        place = low[on] + step
        odds[place] = here = open_still[on] / divisors[place]
        before[place] = so_far[on]
        so_far[on] += here
        open_still[on] = rest = open_still[on] - here
        step += 1
        unlikely = rest < _UNLIKELY
        seen[on[unlikely]] = step
        on = on[~unlikely & (sizes[on] > step)]
    looked_at = np.arange(len(weights)) - low.repeat(sizes) < seen.repeat(sizes)
    stops = seen.cumsum()
    return seen, np.insert(odds[looked_at], stops, open_still), np.insert(before[looked_at], stops, so_far)


def _most_supported(lengths: np.ndarray, sizes: np.ndarray, odds: np.ndarray, before: np.ndarray) -> np.ndarray:
    """The end of each content around which most probability lies within the ratio `_SAME_LENGTH` of lengths.

    Of several with the same, the likeliest. ``sizes`` says how many ends each content has, ``before`` what the odds
    before each add up to.
    """
    # Contents apart from each other, so that one search does for all of them.
    content = np.repeat(np.arange(len(sizes)) << 40, sizes)
    places = content + lengths
    longest = np.searchsorted(places, content + np.floor(lengths / _SAME_LENGTH).astype(np.int64), "right") - 1
    shortest = np.searchsorted(places, content + np.ceil(lengths * _SAME_LENGTH).astype(np.int64), "left")
    support = before[longest] + odds[longest] - before[shortest]
    firsts = np.cumsum(sizes) - sizes
    # In billionths, as what differs by rounding alone is the same.
    billionths = np.rint(support * 1e9)
    best = billionths == np.maximum.reduceat(billionths, firsts).repeat(sizes)
    odds = np.where(best, odds, -np.inf)
    likeliest = np.flatnonzero(odds == np.maximum.reduceat(odds, firsts).repeat(sizes))
    return likeliest[np.searchsorted(likeliest, firsts)]


def end_evidence(clauses: Clauses) -> Iterator[tuple[int, Features]]:
    """The places where contents could end, among the tokens of all documents, each with the evidence by name."""
    vocabulary = clauses.cues.text.vocabulary
    _, at, columns = _places(clauses, np.arange(len(vocabulary.words)))
    values = {**_values(), "word": vocabulary.words}
    yield from zip(at.tolist(), features_at(_GROUPS, columns, values, len(at)), strict=True)


def _places(clauses: Clauses, words: np.ndarray) -> tuple[np.ndarray, np.ndarray, tuple[Columns, ...]]:
    """The places where contents could end: of which content each is, its token, and the columns of `_GROUPS`.

    ``words`` has a number for each type of the vocabulary.
    """
    starts = clauses.starts
    possible = clauses.cues.text.values(_KIND).nonzero()[0]
    low = np.searchsorted(possible, starts, "right")
    counts = np.maximum(np.searchsorted(possible, np.minimum(clauses.lasts, starts + _LONGEST)) - low, 0)
    number = np.repeat(np.arange(len(starts)), counts)
    at = possible[np.arange(len(number)) + np.repeat(low + counts - counts.cumsum(), counts)]
    return number, at, _columns(clauses, words, number, at)


def _columns(clauses: Clauses, words: np.ndarray, number: np.ndarray, at: np.ndarray) -> tuple[Columns, ...]:
    """The columns of `_GROUPS` at places ``at`` of contents ``number``."""
    cues, text, starts = clauses.cues, clauses.cues.text, clauses.starts
    of_content = (
        words[text.codes[cues.heads[clauses.numbers]]],
        cues.parts[clauses.numbers],
        cues.cue_classes[clauses.numbers],
        text.classes[starts],
        text.values(_OPENS, starts),
        *_sides(clauses),
    )
    head, part, cue_class, opening, opens, clause, begins = (column[number] for column in of_content)
    start, last = starts[number], clauses.lasts[number]
    auxiliaries, commas, finite = (text.before(*names) for names in (_AUXILIARIES, (",",), _FINITE))
    verb = auxiliaries[at] > auxiliaries[start]
    kind, here = text.values(_KIND, at), text.classes[at]
    after = np.where(at + 1 < last, text.classes[at + 1], END)
    second = np.where(at + 2 < last, text.classes[at + 2], END)
    next_kind = np.where(text.values(_TELLS_NEXT, at) & (at + 1 < last), kind, 0)
    return (
        (opening, part, cue_class, head, clause),
        (kind, text.classes[at - 1], after, second),
        (kind, part, cue_class, head),
        (kind, opening, opens, verb),
        (kind, clause, after, begins),
        (kind, verb, np.searchsorted(_SIZES, at - start), np.minimum(commas[at] - commas[start], 3)),
        (
            kind,
            here,
            last - at < 5,
            finite[np.minimum(last, at + _FAR_VERB)] > finite[at],
            _taking_over(clauses, number, at),
        ),
        (next_kind, words[text.codes[at + 1]]),
    )


def _taking_over(clauses: Clauses, number: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Which cue comes right after a place: one that may start an attribution of its own."""
    cues = clauses.cues
    found = np.searchsorted(cues.firsts, at, "right")
    first, part = np.append(cues.firsts, len(cues.text.codes))[found], np.append(cues.parts, 0)[found]
    near = first - at
    follows = (found - clauses.numbers[number] <= _MOST_FOLLOWING) & (first < clauses.lasts[number])
    return np.where(follows & (near <= _SOON), 1 + 2 * part + (near == 1), 0)


def _sides(clauses: Clauses) -> tuple[np.ndarray, np.ndarray]:
    """The kind of clause that a cue stands in, as far as its left side shows; whether its sentence opens with one."""
    cues, text, numbers = clauses.cues, clauses.cues.text, clauses.numbers
    at, has_source = cues.firsts[numbers], clauses.sources != NOWHERE
    first = text.sentences[0][cues.sentences[numbers]]
    left = np.where(has_source, np.minimum(clauses.sources, at), at)
    before = left[:, None] - np.arange(1, _FAR_OPENING + 1)
    inside = before >= first[:, None]
    before = np.where(inside, before, first[:, None])
    classes, just_before = text.classes[before], before[:, :_NEAR_OPENING]
    conditions = (
        has_source & text.values(_IS_RELATIVE, clauses.sources),
        cues.parts[numbers] == CUE_PARTS.index("-ing"),
        (inside[:, :_NEAR_OPENING] & text.values(_SUBORDINATES, just_before)).any(axis=1),
        (inside & (classes == CLASS_NUMBERS["subordinator"])).any(axis=1),
        (inside & (classes == CLASS_NUMBERS["relative"])).any(axis=1),
    )
    return np.select(conditions, range(1, len(_CLAUSES)), 0), _OPENS_SIDE[text.classes[first]]

"""Where a content to the right of its cue ends: at one of the places where it could, or with its sentence.

At each comma, coordinator, preposition or mark the evidence for and against an end is weighed, for the contents of
several documents at once. ``lexicons/attribution_ends.csv`` has the columns feature, weight and n, the coefficients of
a logistic regression (``tools/learn_attribution.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from math import exp
from typing import NamedTuple

import numpy as np

from framing.devices.cues import CUE_CLASSES, CUE_PARTS, Cue
from framing.devices.joined import CLASS_NAMES, END, Joined, of_classes
from framing.devices.source_types import Range
from framing.devices.weighing import Columns, Features, Group, Sums, Words, features_at, named, total
from framing.lexicon import read_rows, word_list
from framing.vocabulary import TypeTable
from framing.wordclass import word_class

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
_IS_RELATIVE = TypeTable(lambda _, word: word in ("who", "that", "which"))
_SUBORDINATES = TypeTable(
    lambda token, word: word in ("if", "where") or word_class(token, word) in ("subordinator", "as"), np.int8
)
# Of several kinds that a clause could be, the first after *main*.
_CLAUSES = ("main", "relative", "participial", "subordinate", "after subordinator", "after relative")
_SIZES = (1, 3, 7, 14)
_FAR_VERB = 12
_SOON = 5


class Clause(NamedTuple):
    """A content without marks that begins at token ``start`` and ends at or before ``last``.

    ``owner`` is the position of its document, ``following`` are the cues after its own in the sentence, ``otherwise``
    is the content if nothing is left of this one.
    """

    owner: int
    cue: Cue
    source: Range | None
    start: int
    following: Sequence[Cue]
    last: int
    otherwise: Range | None = None


@cache
def _kinds() -> tuple[str, ...]:
    """Word classes, and the words of those in which the word tells more; the first stands for no place."""
    words = frozenset().union(*(word_list("word_classes", name) for name in _LISTS))
    return ("", *CLASS_NAMES, *sorted(words.difference(CLASS_NAMES)))


@cache
def _kind_numbers() -> dict[str, int]:
    return {kind: number for number, kind in enumerate(_kinds())}


def _kind_of_place(token: str, word: str) -> int:
    own_class = word_class(token, word)
    kind = word if own_class in _TELLING_PLACES else own_class
    return _kind_numbers()[kind] if own_class in _END_PLACES else 0


def _kind_of_opening(token: str, word: str) -> int:
    own_class = word_class(token, word)
    return _kind_numbers()[word if own_class in _TELLING_OPENINGS else own_class]


_KIND, _OPENS = TypeTable(_kind_of_place, np.int16), TypeTable(_kind_of_opening, np.int16)
_TELLS_NEXT = TypeTable(lambda token, word: _kinds()[_kind_of_place(token, word)] in _TELLING_NEXT)


def _content(opening: str, part: str, cue_class: str, head: str, clause: str) -> Features:
    return named("bias", f"opening {opening}", f"part {part}", f"class {cue_class}", f"cue {head}", clause)


def _beside(kind: str, before: str, after: str, second: str) -> Features:
    place = f"at {kind}"
    return named(place, f"{place} then {after}", f"{place} then {after} {second}", f"{place} after {before}")


def _of_cue(kind: str, part: str, cue_class: str, head: str) -> Features:
    return named(f"at {kind} in {part}", f"at {kind} in {part} {cue_class}", f"at {kind} of {head}")


def _of_opening(kind: str, opening: str, opens: str, verb: str) -> Features:
    return named(
        f"at {kind} opening {opening}",
        f"at {kind} opening {opens}, {'clause' if opening == 'that' else verb}",
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


def clause_ends(text: Joined, clauses: Sequence[Clause]) -> list[int]:
    """The token before which each content ends: the place with the most probability of an end at or near it."""
    if not clauses:
        return []
    sums, words = _sums()
    number, at, columns = _places(text, clauses, text.vocabulary.values(words.numbers))
    weights = total(sums, columns).tolist()
    bounds = np.searchsorted(number, np.arange(len(clauses) + 1)).tolist()
    owners = [clause.owner for clause in clauses]
    at = (at - text.offsets[owners][number]).tolist()
    ends: list[int] = []
    odds: list[float] = []
    before: list[float] = []
    sizes, lengths = [], []
    for clause, low, high in zip(clauses, bounds, bounds[1:], strict=False):
        open_still, so_far, seen = 1.0, 0.0, high
        for place in range(low, high):
            here = open_still / (1.0 + exp(-weights[place]))
            odds.append(here)
            before.append(so_far)
            so_far += here
            open_still -= here
            if open_still < _UNLIKELY:
                seen = place + 1
                break
        odds.append(open_still)
        before.append(so_far)
        own = [*at[low:seen], clause.last]
        ends += own
        sizes.append(len(own))
        document = text.documents[clause.owner]
        start, token_ends = document.starts[clause.start], document.ends
        lengths += [token_ends[end - 1] - start for end in own]
    return _most_supported(ends, sizes, lengths, odds, before)


def _most_supported(
    ends: list[int], sizes: list[int], lengths: list[int], odds: list[float], before: list[float]
) -> list[int]:
    """The end of each content around which most probability lies within the ratio `_SAME_LENGTH` of lengths.

    Of several with the same, the likeliest. ``sizes`` says how many of the ``ends`` each content has, ``before`` what
    the odds before each add up to.
    """
    length, odds_of, odds_before = np.array(lengths), np.array(odds), np.array(before)
    # Contents apart from each other, so that one search does for all of them.
    content = np.repeat(np.arange(len(sizes)) << 40, sizes)
    places = content + length
    longest = np.searchsorted(places, content + np.floor(length / _SAME_LENGTH).astype(np.int64), "right") - 1
    shortest = np.searchsorted(places, content + np.ceil(length * _SAME_LENGTH).astype(np.int64), "left")
    support = odds_before[longest] + odds_of[longest] - odds_before[shortest]
    firsts = np.cumsum(sizes) - sizes
    # In billionths, as what differs by rounding alone is the same.
    billionths = np.rint(support * 1e9)
    best = billionths == np.maximum.reduceat(billionths, firsts).repeat(sizes)
    odds_of = np.where(best, odds_of, -np.inf)
    likeliest = np.flatnonzero(odds_of == np.maximum.reduceat(odds_of, firsts).repeat(sizes))
    return [ends[place] for place in likeliest[np.searchsorted(likeliest, firsts)].tolist()]


def end_evidence(text: Joined, clause: Clause) -> Iterator[tuple[int, Features]]:
    """The places where a content could end, each with the evidence for and against it, by name."""
    _, at, columns = _places(text, [clause], np.arange(len(text.vocabulary.words)))
    values = {**_values(), "word": text.vocabulary.words}
    evidence = features_at(_GROUPS, columns, values, len(at))
    yield from zip((at - text.offsets[clause.owner]).tolist(), evidence, strict=True)


def _places(
    text: Joined, clauses: Sequence[Clause], words: np.ndarray
) -> tuple[np.ndarray, np.ndarray, tuple[Columns, ...]]:
    """The places where contents could end: of which content each is, its token, and the columns of `_GROUPS`.

    ``words`` has a number for each type of the vocabulary.
    """
    offset = text.offsets[[clause.owner for clause in clauses]]
    start = offset + [clause.start for clause in clauses]
    last = offset + [clause.last for clause in clauses]
    possible = text.values(_KIND).nonzero()[0]
    low = np.searchsorted(possible, start, "right")
    counts = np.maximum(np.searchsorted(possible, np.minimum(last, start + _LONGEST)) - low, 0)
    number = np.repeat(np.arange(len(clauses)), counts)
    at = possible[np.arange(len(number)) + np.repeat(low + counts - counts.cumsum(), counts)]
    return number, at, _columns(text, clauses, words, number, at, start, last)


def _columns(
    text: Joined,
    clauses: Sequence[Clause],
    words: np.ndarray,
    number: np.ndarray,
    at: np.ndarray,
    start: np.ndarray,
    last: np.ndarray,
) -> tuple[Columns, ...]:
    """The columns of `_GROUPS` at places ``at`` of contents ``number``, which are from ``start`` to ``last``."""
    cues = [clause.cue for clause in clauses]
    offset = text.offsets[[clause.owner for clause in clauses]]
    head = words[text.codes[offset + [cue.head for cue in cues]]][number]
    part = np.array([CUE_PARTS.index(cue.part) for cue in cues])[number]
    cue_class = np.array([CUE_CLASSES.index(cue.cue_class) for cue in cues])[number]
    clause, begins = (column[number] for column in _sides(text, clauses, offset))
    opening, opens = text.classes[start][number], text.values(_OPENS, start)[number]
    auxiliaries, commas, finite = (text.before(*names) for names in (_AUXILIARIES, (",",), _FINITE))
    verb = auxiliaries[at] > auxiliaries[start][number]
    start, last = start[number], last[number]
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
            _taking_over(text, clauses, number, at),
        ),
        (next_kind, words[text.codes[at + 1]]),
    )


def _taking_over(text: Joined, clauses: Sequence[Clause], number: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Which cue comes right after a place: one that may start an attribution of its own."""
    following = [
        (n, cue.first + text.offsets[c.owner], CUE_PARTS.index(cue.part))
        for n, c in enumerate(clauses)
        for cue in c.following
    ]
    content, first, part = np.array([*following, (len(clauses), 0, 0)]).T
    # Contents apart from each other, so that one search does for all of them.
    found = np.searchsorted((content << 40) + first, (number << 40) + at, "right")
    near = first[found] - at
    there = (content[found] == number) & (near <= _SOON)
    return np.where(there, 1 + 2 * part[found] + (near == 1), 0)


def _sides(text: Joined, clauses: Sequence[Clause], offset: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The kind of clause that a cue stands in, as far as its left side shows; whether its sentence opens with one."""
    at = offset + [clause.cue.first for clause in clauses]
    has_source = np.array([clause.source is not None for clause in clauses])
    source = offset + [clause.source[0] if clause.source else clause.cue.first for clause in clauses]
    starts, _ = text.sentences
    first = starts[np.searchsorted(starts, at, "right") - 1]
    left = np.minimum(source, at)

    def stands(before: np.ndarray, reach: int) -> np.ndarray:
        return before[left] > before[np.maximum(first, left - reach)]

    conditions = (
        has_source & text.values(_IS_RELATIVE, source),
        np.array([clause.cue.part == "-ing" for clause in clauses]),
        stands(np.append(0, text.values(_SUBORDINATES).cumsum()), 2),
        stands(text.before("subordinator"), 8),
        stands(text.before("relative"), 8),
    )
    return np.select(conditions, range(1, len(_CLAUSES)), 0), _OPENS_SIDE[text.classes[first]]

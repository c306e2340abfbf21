"""Weighing evidence: features with readable names, whose weights stand in a table, summed once for each key.

A group of features is a function from a few parts (a word and the class after it) to the features that hold there.
A text repeats its combinations of parts much more often than it brings new ones, so what a group adds up to is kept by
a key, the numbers of the parts side by side in one integer, and looked up for many places at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat, starmap
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from framing.vocabulary import TypeTable, WordTable

Features = Mapping[str, float]
# For each part of a group, its number at every place, or one number for all places.
Columns = Sequence["np.ndarray | int"]

# The sums that a group may keep beyond those of one call; one takes 64 to 128 bytes. In 16,000 articles no group meets
# more than 190,000.
_MOST_SUMS = 400_000
_LEAST_SLOTS = 1 << 10
# A group whose keys have no more bits has a slot for each, 9 bytes.
_FEW_BITS = 19
# What a signed integer holds beside its sign: a negative number stands for a free slot.
_MOST_BITS = 63
_FREE = np.int64(-1)
# 2 ** 64 divided by the golden ratio spreads keys that lie close together (Knuth 1998, 6.4).
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


class Group(NamedTuple):
    """Features that some parts decide: ``features(*parts)``, and the name of the values that each part can have."""

    features: Callable[..., Features]
    parts: tuple[str, ...]


class Sums:
    """The key of a group -> the sum of its features by weight; filled as keys are met, and bounded.

    Keys are hashed into arrays, so that many are looked up at once.

    Parameters
    ----------
    weights : mapping of str to float
        A feature without a weight counts nothing.
    features : callable
        Takes the parts of a key, gives the features.
    values : sequence of sequences
        The values that each part can have; a part is given as a position among them.

    Raises
    ------
    ValueError
        If the parts have more values than a key of 63 bits can tell apart.

    Examples
    --------
    >>> weights = {"word: said": 2.0, "then: that": 0.5}
    >>> words = ["said", "that", "he"]
    >>> sums = Sums(weights, lambda word, after: named(f"word: {word}", f"then: {after}"), [words, words])
    >>> sums.of([np.array([0, 0, 2]), np.array([1, 2, 1])]).tolist()
    [2.5, 2.0, 0.5]
    """

    def __init__(self, weights: Features, features: Callable[..., Features], values: Sequence[Sequence]) -> None:
        self._weights, self._features, self._values = weights, features, values
        self._bits = [(len(each) - 1).bit_length() for each in values]
        if sum(self._bits) > _MOST_BITS:
            raise ValueError(
                f"The parts of a group have {[len(each) for each in values]} values, which take {sum(self._bits)} bits "
                f"of the {_MOST_BITS} that a key has; make two groups of it, or give its parts fewer values."
            )
        self._lock, self._size = Lock(), 0
        # Where there are few keys, each has the slot of its own number, and the table says only which are known.
        self._few = sum(self._bits) <= _FEW_BITS
        n_slots = 1 << sum(self._bits) if self._few else _LEAST_SLOTS
        # Keys and their sums, swapped together: a thread that reads has both of one age.
        self._table = np.zeros(n_slots, bool) if self._few else np.full(n_slots, _FREE), np.zeros(n_slots)

    def of(self, columns: Columns) -> np.ndarray:
        """The sums at many places, each part given by a column."""
        key: Any = np.zeros(1, np.int64)
        for bits, column in zip(self._bits, columns, strict=True):
            key = key << bits | column
        keys, sums = self._table
        slots = key if self._few else _slots(keys, key)
        known = keys.take(slots) if self._few else keys.take(slots) == key
        if not known.all():
            keys, sums = self._add(np.unique(key[~known]), key)
            slots = key if self._few else _slots(keys, key)
        return sums.take(slots)

    def _add(self, new: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Add the keys that are new among those wanted; gives the table that has them all.

        The next call may replace it.
        """
        with self._lock:
            keys, sums = self._table
            if self._few:
                new = new[~keys[new]]
                # The sum before its key, for a thread that reads meanwhile.
                sums[new] = self._sums_of(new)
                keys[new] = True
                return self._table
            new = new[keys[_slots(keys, new)] != new]
            self._size += len(new)
            if 4 * self._size > len(keys):
                held = np.flatnonzero(keys != _FREE)
                if self._size > _MOST_SUMS:
                    held = held[np.isin(keys[held], wanted)]
                self._size = len(held) + len(new)
                n_slots = 1 << (4 * self._size).bit_length()
                old, keys, sums = (keys[held], sums[held]), np.full(n_slots, _FREE), np.zeros(n_slots)
                _insert(keys, sums, *old)
            _insert(keys, sums, new, self._sums_of(new))
            self._table = keys, sums
            return self._table

    def _sums_of(self, keys: np.ndarray) -> np.ndarray:
        weight_of, sums = self._weights.get, []
        for features in starmap(self._features, self._parts_of(keys)):
            # A loop, as what sum() gives for the same floats differs between versions of Python.
            result = 0.0
            for name, value in features.items():
                result += weight_of(name, 0.0) * value
            sums.append(result)
        return np.array(sums, np.float64)

    def _parts_of(self, keys: np.ndarray) -> Iterable[tuple]:
        """The values of the parts of each key."""
        parts: list[Iterable] = []
        for bits, values in zip(reversed(self._bits), reversed(self._values), strict=True):
            parts.append(map(values.__getitem__, (keys & (1 << bits) - 1).tolist()))
            keys = keys >> bits
        return zip(*reversed(parts), strict=True) if parts else repeat((), len(keys))


def _slots(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Where each wanted key stands in a hash table, or the free slot at which the search for it ends."""
    most = len(keys) - 1
    shift = np.uint64(64 - most.bit_length())
    slots = (wanted.astype(np.uint64) * _SPREAD >> shift).astype(np.int64)
    there = keys[slots]
    on = np.flatnonzero((there != wanted) & (there != _FREE))
    while len(on):
        slots[on] = (slots[on] + 1) & most
        there = keys[slots[on]]
        on = on[(there != wanted[on]) & (there != _FREE)]
    return slots


def _insert(keys: np.ndarray, sums: np.ndarray, new: np.ndarray, values: np.ndarray) -> None:
    while len(new):
        slots, first = np.unique(_slots(keys, new), return_index=True)
        # The sum before its key, for a thread that reads meanwhile.
        sums[slots] = values[first]
        keys[slots] = new[first]
        new, values = np.delete(new, first), np.delete(values, first)


def total(sums: Iterable[Sums], columns: Iterable[Columns]) -> np.ndarray:
    """What the groups of some evidence add up to at many places, by the columns of each.

    Examples
    --------
    >>> weights, words = {"word: said": 2.0, "then: that": 0.5}, ["said", "that"]
    >>> groups = [lambda word: named(f"word: {word}"), lambda after: named(f"then: {after}")]
    >>> total([Sums(weights, group, [words]) for group in groups], [[np.array([0, 1])], [np.array([1, 0])]]).tolist()
    [2.5, 0.0]
    """
    result: Any = 0.0
    for known, group_columns in zip(sums, columns, strict=True):
        result = result + known.of(group_columns)
    return result


def features_at(
    groups: Sequence[Group], columns: Sequence[Columns], values: Mapping[str, Sequence], size: int
) -> Iterator[dict[str, float]]:
    """The features of all groups at each of ``size`` places, by the columns of each group: what `total` adds up.

    Examples
    --------
    >>> group = Group(lambda word: named(f"word: {word}"), ("word",))
    >>> list(features_at([group], [[np.array([1, 0])]], {"word": ["said", "that"]}, 2))
    [{'word: that': 1.0}, {'word: said': 1.0}]
    """
    listed = [[np.broadcast_to(column, size).tolist() for column in own] for own in columns]
    for place in range(size):
        found: dict[str, float] = {}
        for (features, parts), own in zip(groups, listed, strict=True):
            found.update(features(*(values[part][column[place]] for part, column in zip(parts, own, strict=True))))
        yield found


class Words:
    """The words that stand at the end of the names of some features, which is where every group has its words.

    Attributes
    ----------
    known : list of str
        These words, and before them a stand-in for all others, which no word is like as it has capitals.
    numbers : TypeTable
        The position of the word of each type in ``known``.

    Examples
    --------
    >>> Words(["word: said, then that", "class verb"]).known
    ['OTHER', 'said, then that', 'that', 'then that', 'verb']
    """

    def __init__(self, names: Iterable[str]) -> None:
        ends = {name[at + 1 :] for name in names for at, letter in enumerate(name) if letter == " "}
        self.known = ["OTHER", *sorted(ends)]
        numbers = {word: number for number, word in enumerate(self.known)}
        self.numbers: TypeTable = WordTable(numbers, 0, np.int32)


def named(*names: str) -> Features:
    """Features that hold, by name; an empty name is none.

    Examples
    --------
    >>> named("capital", "")
    {'capital': 1.0}
    """
    return dict.fromkeys(filter(None, names), 1.0)

"""Weighing evidence: features with readable names, whose weights stand in a table, summed once for each key.

A group of features is a function from a small key (a word and the class after it) to the features that hold there.
A text repeats its keys much more often than it brings new ones, so what a group adds up to is kept by its key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

Features = Mapping[str, float]
Group = Callable[..., Features]

_MOST_SUMS = 50_000


class Sums(dict):
    """The key of a group -> the sum of its features by weight; filled as keys are met, and bounded.

    Parameters
    ----------
    weights : mapping of str to float
        A feature without a weight counts nothing.
    group : callable
        Takes the parts of a key, gives the features.

    Examples
    --------
    >>> weights = {"word: said": 2.0, "then: that": 0.5}
    >>> sums = Sums(weights, lambda word, after: named(f"word: {word}", f"then: {after}"))
    >>> sums["said", "that"], sums["said", "he"]
    (2.5, 2.0)
    """

    def __init__(self, weights: Features, group: Group) -> None:
        super().__init__()
        self._weights, self._group = weights, group

    def __missing__(self, key: tuple) -> float:
        # A loop, as what sum() gives for the same floats differs between versions of Python.
        result = 0.0
        for name, value in self._group(*key).items():
            result += self._weights.get(name, 0.0) * value
        if len(self) >= _MOST_SUMS:
            self.clear()
        self[key] = result
        return result


def total(sums: Iterable[Sums], keys: Iterable[tuple]) -> float:
    """What the groups of some evidence add up to, by the key of each; groups at the end may have none.

    Examples
    --------
    >>> groups = [lambda word: named(f"word: {word}"), lambda after: named(f"then: {after}")]
    >>> total([Sums({"word: said": 2.0, "then: that": 0.5}, group) for group in groups], [("said",), ("that",)])
    2.5
    """
    result = 0.0
    for known, key in zip(sums, keys, strict=False):
        result += known[key]
    return result


def together(groups: Iterable[Group], keys: Iterable[tuple]) -> dict[str, float]:
    """The features of all groups, by the key of each: what `total` adds up.

    Examples
    --------
    >>> together([lambda word: named(f"word: {word}"), lambda after: named(f"then: {after}")], [("said",), ("that",)])
    {'word: said': 1.0, 'then: that': 1.0}
    """
    found: dict[str, float] = {}
    for group, key in zip(groups, keys, strict=False):
        found.update(group(*key))
    return found


def named(*names: str) -> Features:
    """Features that hold, by name; an empty name is none.

    Examples
    --------
    >>> named("capital", "")
    {'capital': 1.0}
    """
    return dict.fromkeys(filter(None, names), 1.0)

"""Chunks of text, which is what stands between white space, as numbers.

A text repeats few chunks many times. Most have at most sixteen characters of a small alphabet: a byte for each tells
them apart, and two integers hold these bytes. So the chunks of a text are found in a hash table made of arrays, all at
once, without a string for each. A chunk that is longer, has other characters or was not met before is looked up as a
string.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

# What a byte can stand for: white space, white space that ends a line, a character of no byte; then the characters that
# have one: those of Latin-1, and the marks and dashes of print.
_SPACE, _LINE_BREAK, _OTHER = range(3)
_LINE_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_BEYOND_LATIN = "‘’“”–—…•"
_LAST_SPACE = "\u3000"

_BYTES = 8
_LONGEST = 2 * _BYTES
_MASKS = np.array([(1 << 8 * n) - 1 for n in range(_BYTES + 1)], np.uint64)
# Odd numbers that spread keys which lie close together: 2 ** 64 divided by the golden ratio (Knuth 1998, 6.4), and
# another without pattern.
_SPREAD, _SPREAD_SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_LEAST_SLOTS = 1 << 12
# How many slots are tried for a key. A text can be made of keys that all want one slot: those that find none are looked
# up as strings.
_MOST_TRIED = 16


def _alphabet() -> np.ndarray:
    """The byte of each character, by its code point; what follows the last one has none."""
    points = range(ord(_LAST_SPACE) + 2)
    letters = [chr(point) for point in range(256) if chr(point).isprintable() and not chr(point).isspace()]
    alphabet = np.full(len(points), _OTHER, np.uint8)
    for byte, letter in enumerate([*letters, *_BEYOND_LATIN], _OTHER + 1):
        alphabet[ord(letter)] = byte
    for point in points:
        if chr(point).isspace():
            alphabet[point] = _LINE_BREAK if chr(point) in _LINE_BREAKS else _SPACE
    return alphabet


_ALPHABET = _alphabet()


class Column:
    """A numpy array that grows at its end; ``values`` is longer than what it holds."""

    def __init__(self, dtype: Any) -> None:
        self.values, self.size = np.zeros(1024, dtype), 0

    def extend(self, new: Sequence) -> None:
        """Put values at the end."""
        size = self.size + len(new)
        if size > len(self.values):
            grown = np.zeros(2 * size, self.values.dtype)
            grown[: self.size] = self.values[: self.size]
            self.values = grown
        self.values[self.size : size] = np.fromiter(new, self.values.dtype, len(new))
        self.size = size


class Chunked(NamedTuple):
    """Where the chunks of a text are, which they are, and where lines end; arrays of int.

    Attributes
    ----------
    numbers : array
        The number of each chunk.
    starts, ends : array
        Its characters.
    breaks : array
        The characters that end lines.
    """

    numbers: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    breaks: np.ndarray


class Chunks:
    """The chunks met so far, each with a number.

    Attributes
    ----------
    texts : list of str
        The chunk of each number.

    Examples
    --------
    >>> chunks = Chunks()
    >>> chunks.of("No, no, he said. No, no!").numbers.tolist()
    [0, 1, 2, 3, 0, 4]
    >>> chunks.texts
    ['No,', 'no,', 'he', 'said.', 'no!']
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.n_characters = 0
        self._numbers: dict[str, int] = {}
        self._lock = threading.Lock()
        self._table = _Table(_LEAST_SLOTS)

    def of(self, text: str) -> Chunked:
        """Take a text apart at its white space, as ``text.split()`` does."""
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "int32")
        # White space before the text, and so much behind it that all bytes of a key can be read from any place.
        letters = np.zeros(1 + len(points) + _LONGEST, np.uint8)
        _ALPHABET.take(points, mode="clip", out=letters[1 : 1 + len(points)])
        inside = letters > _LINE_BREAK
        edges = (inside[1:] != inside[:-1]).nonzero()[0]
        starts, ends = edges[::2], edges[1::2]
        first, second = _keys(letters[1:], starts, ends)
        numbers = self._table.find(first, second)
        unknown = (numbers < 0).nonzero()[0]
        if len(unknown):
            spelled = [text[a:b] for a, b in zip(starts[unknown].tolist(), ends[unknown].tolist(), strict=True)]
            numbers[unknown] = self._number(spelled, first[unknown], second[unknown])
        return Chunked(numbers, starts, ends, (letters == _LINE_BREAK).nonzero()[0] - 1)

    def _number(self, spelled: list[str], first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """The numbers of chunks by their strings, new ones where need be; those with keys are put into the table."""
        with self._lock:
            known = self._numbers
            for chunk in spelled:
                if chunk not in known:
                    self.texts.append(chunk)
                    known[chunk] = len(self.texts) - 1
                    self.n_characters += len(chunk)
            numbers = np.fromiter(map(known.__getitem__, spelled), np.int32, len(spelled))
            with_key = (first > 0).nonzero()[0]
            once = with_key[np.unique(numbers[with_key], return_index=True)[1]]
            self._table = self._table.with_keys(first[once], second[once], numbers[once])
        return numbers


def _keys(letters: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first and the second eight bytes of each chunk; 0 where these do not tell which it is."""
    # The eight bytes from each place on, as one integer.
    wide = np.ndarray((len(letters) - _BYTES + 1,), "<u8", letters, 0, (1,))
    lengths = ends - starts
    first = wide[starts] & _MASKS.take(np.minimum(lengths, _BYTES))
    second = np.zeros(len(first), np.uint64)
    long = (lengths > _BYTES).nonzero()[0]
    second[long] = wide[starts[long] + _BYTES] & _MASKS.take(np.minimum(lengths[long] - _BYTES, _BYTES))
    first[lengths > _LONGEST] = 0
    first[starts.searchsorted((letters == _OTHER).nonzero()[0], "right") - 1] = 0
    return first, second


class _Table:
    """Keys of two integers -> numbers, in arrays. A slot whose first key is 0 is free."""

    def __init__(self, n_slots: int) -> None:
        self._first, self._second = np.zeros(n_slots, np.uint64), np.zeros(n_slots, np.uint64)
        self._numbers = np.full(n_slots, -1, np.int32)
        self._size = 0

    def _slots(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        shift = np.uint64(64 - (len(self._first) - 1).bit_length())
        return ((first ^ second * _SPREAD_SECOND) * _SPREAD >> shift).astype(np.int64)

    def find(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """The number of each key; -1 of one that is not here."""
        slots = self._slots(first, second)
        there = self._first.take(slots)
        same = (there == first) & (self._second.take(slots) == second)
        numbers = np.where(same, self._numbers.take(slots), np.int32(-1))
        on = (~same & (there > 0) & (first > 0)).nonzero()[0]
        for tried in range(1, _MOST_TRIED):
            if not len(on):
                break
            at = (slots[on] + tried) & len(self._first) - 1
            there = self._first[at]
            same = (there == first[on]) & (self._second[at] == second[on])
            numbers[on[same]] = self._numbers[at[same]]
            on = on[~same & (there > 0)]
        return numbers

    def with_keys(self, first: np.ndarray, second: np.ndarray, numbers: np.ndarray) -> _Table:
        """A table that has more keys: this one, or a longer one where it would be more than half full."""
        table = self
        if 2 * (self._size + len(first)) > len(self._first):
            table = _Table(1 << (2 * (self._size + len(first))).bit_length())
            held = self._first.nonzero()[0]
            table._add(self._first[held], self._second[held], self._numbers[held])
        table._add(first, second, numbers)
        return table

    def _add(self, first: np.ndarray, second: np.ndarray, numbers: np.ndarray) -> None:
        slots = self._slots(first, second)
        for _ in range(_MOST_TRIED):
            if not len(slots):
                break
            free = (self._first[slots] == 0).nonzero()[0]
            self._numbers[slots[free]] = numbers[free]
            # Of several that want one slot, one has left its number.
            chosen = free[self._numbers[slots[free]] == numbers[free]]
            here = slots[chosen]
            # What tells that a slot is taken comes last, for a thread that reads meanwhile.
            self._second[here] = second[chosen]
            self._first[here] = first[chosen]
            self._size += len(chosen)
            left = np.ones(len(slots), bool)
            left[chosen] = False
            first, second, numbers = first[left], second[left], numbers[left]
            slots = slots[left] + 1 & len(self._first) - 1

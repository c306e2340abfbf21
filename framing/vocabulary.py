"""Word types as numbers, so that what holds of a type is found once and looked up for a whole text at a time.

A text repeats few types many times. A `Vocabulary` numbers the types that it meets; a `Document` then is an array of
these numbers, and a property of types (`TypeTable`) an array too. ``table.of(document)`` costs a few nanoseconds a
token, so that a device can find the few places worth a closer look without a walk over all words.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

if TYPE_CHECKING:
    from framing.document import Document

# How many characters a vocabulary may hold before the next document begins a new one: some 600,000 types.
_MOST_CHARACTERS = 5_000_000

# Letters, digits, and what scraping leaves inside words: soft hyphens, zero-width marks, combining accents.
_CHAR = r"[\w\u00ad\u0300-\u036f\u200b-\u200d\u2060]"
_TOKEN = re.compile(
    rf"""
    {_CHAR}+
    (?: ['’&‑-]{_CHAR}+                          # don't  O’Brien  AT&T  so-called
      | [.,:](?=\d){_CHAR}+                      # 3.5  1,000  10:30
      | (?<=\b[A-Za-z])\.[A-Za-z]\b              # U.S  p.m  (the last stop is a token of its own)
      | (?<=\.[A-Za-z])\.[A-Za-z]\b              # U.S.A
    )*
    | \.{{2,}} | -{{2,}} | '' | ``
    | [^\w\s]
    """,
    re.VERBOSE,
)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060"))
# NFKC makes of a hyphen that never breaks (U+2011) one that may (U+2010).
_APOSTROPHES = str.maketrans("’‘ʼ‑‐", "'''--")


def normalize(token: str) -> str:
    """The form of a token that lexicons use: lower case, straight apostrophes, no invisible characters.

    Examples
    --------
    >>> normalize("Don’t"), normalize("so\u00adcalled")
    ("don't", 'socalled')
    """
    if token.isascii():
        return token.lower()
    return unicodedata.normalize("NFKC", token.translate(_INVISIBLE)).translate(_APOSTROPHES).lower()


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in the form of lexicons, without their places.

    Examples
    --------
    >>> words_of("U.S. Senate")
    ('u.s', '.', 'senate')
    """
    return tuple(map(normalize, _TOKEN.findall(text)))


class _Column:
    """A numpy array that grows at its end; ``values`` is longer than what it holds."""

    def __init__(self, dtype: Any) -> None:
        self.values, self.size = np.zeros(1024, dtype), 0

    def extend(self, new: list) -> None:
        size = self.size + len(new)
        if size > len(self.values):
            grown = np.zeros(2 * size, self.values.dtype)
            grown[: self.size] = self.values[: self.size]
            self.values = grown
        self.values[self.size : size] = np.fromiter(new, self.values.dtype, len(new))
        self.size = size


class Vocabulary:
    """The word types met so far, each with a number.

    Attributes
    ----------
    tokens, words : list of str
        Each type as it stands in a text, and as lexicons know it (`normalize`).

    Examples
    --------
    >>> vocabulary = Vocabulary()
    >>> vocabulary.codes("No, no, he said.").tolist()
    [0, 1, 2, 1, 3, 4, 5]
    >>> vocabulary.tokens
    ['No', ',', 'no', 'he', 'said', '.']
    """

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}
        self._chunks = _Chunks(self)
        self._of_words = _Column("int32")
        self._tables: WeakKeyDictionary[TypeTable, _Column] = WeakKeyDictionary()
        self._lock = threading.RLock()
        self._characters = 0

    @property
    def is_full(self) -> bool:
        """Whether the next document should have another vocabulary."""
        return self._characters > _MOST_CHARACTERS

    def codes(self, text: str) -> np.ndarray:
        """The number of the type of each token of a text."""
        chunks = text.split()
        numbers = np.fromiter(map(self._chunks.__getitem__, chunks), np.int32, len(chunks))
        return self._chunks.types(numbers)

    def number(self, token: str) -> int:
        """The number of a type, a new one if need be."""
        found = self._numbers.get(token)
        if found is None:
            with self._lock:
                found = self._numbers.get(token)
                if found is None:
                    word = normalize(token)
                    found = len(self.tokens)
                    self.words.append(token if word == token else word)
                    self.tokens.append(token)
                    self._characters += len(token)
                    self._numbers[token] = found
                    if not word:  # of invisible characters alone; no token is empty
                        self._numbers.setdefault(word, found)
        return found

    def of_words(self, codes: np.ndarray) -> np.ndarray:
        """The numbers of the words that tokens stand for: those of ``The`` and ``the`` are the same."""
        column = self._of_words
        if column.size < len(self.tokens):
            with self._lock:
                while column.size < len(self.tokens):  # a word may be a new type
                    column.extend(list(map(self.number, self.words[column.size :])))
        return column.values.take(codes)

    def values(self, table: TypeTable) -> np.ndarray:
        """The values of a table by the numbers of types; as long as there are types, or longer."""
        column = self._tables.get(table)
        if column is None or column.size < len(self.tokens):
            with self._lock:
                column = self._tables.setdefault(table, _Column(table.dtype))
                new = slice(column.size, len(self.tokens))
                column.extend(list(map(table.measure, self.tokens[new], self.words[new])))
        return column.values


class _Chunks(dict):
    """What stands between white space -> its number; filled as texts are met. No token reaches beyond a chunk."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._new: list[list[int]] = []
        self._first, self._length, self._types = _Column("int32"), _Column("int32"), _Column("int32")

    def __missing__(self, chunk: str) -> int:
        vocabulary = self._vocabulary
        with vocabulary._lock:
            if chunk not in self:
                self._new.append([vocabulary.number(token) for token in _TOKEN.findall(chunk)])
                vocabulary._characters += len(chunk)
                self[chunk] = len(self)
            return self[chunk]

    def types(self, numbers: np.ndarray) -> np.ndarray:
        """The numbers of the types in chunks, one after the other."""
        if self._new:
            with self._vocabulary._lock:
                lengths = list(map(len, self._new))
                self._first.extend(list(accumulate(lengths, initial=self._types.size))[:-1])
                self._length.extend(lengths)
                self._types.extend(list(chain.from_iterable(self._new)))
                self._new.clear()
        lengths = self._length.values.take(numbers)
        ends = lengths.cumsum()
        total = int(ends[-1]) if len(ends) else 0
        shifts = self._first.values.take(numbers) - ends + lengths
        return self._types.values.take(shifts.repeat(lengths) + np.arange(total))


_current: Vocabulary | None = None


def current_vocabulary() -> Vocabulary:
    """The vocabulary for a new document: a new one when the last one is full, so that memory stays bounded."""
    global _current
    if _current is None or _current.is_full:
        _current = Vocabulary()
    return _current


class TypeTable:
    """A property of word types, found once a type.

    Parameters
    ----------
    measure : callable
        ``measure(token, word)`` gives the value for a type, ``word`` being ``normalize(token)``. It must depend on
        nothing else.
    dtype : numpy dtype
        What the values are: bool, int, float or object.

    Examples
    --------
    >>> from framing.document import Document
    >>> shouted = TypeTable(lambda token, word: len(token) > 3 and token.isupper())
    >>> document = Document.of("They NEVER listen.")
    >>> shouted.of(document).tolist(), shouted.places(document)
    ([False, True, False, False], [1])
    """

    def __init__(self, measure: Callable[[str, str], Any], dtype: Any = bool) -> None:
        self.measure, self.dtype = measure, dtype

    def of(self, document: Document) -> np.ndarray:
        """The value of each token."""
        return document.vocabulary.values(self).take(document.codes)

    def places(self, document: Document) -> list[int]:
        """The tokens whose value is true, in order."""
        return self.of(document).nonzero()[0].tolist()

"""Word types as numbers, so that what holds of a type is found once and looked up for a whole text at a time.

A text repeats few types many times. A `Vocabulary` numbers the types that it meets; a `Document` then is an array of
these numbers, and a property of types (`TypeTable`) an array too. ``table.of(document)`` costs a few nanoseconds a
token, so that a device can find the few places worth a closer look without a walk over all words.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate, chain, repeat
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from framing.chunks import Chunked, Chunks, Column

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


class Tokens(NamedTuple):
    """The tokens of a text, as arrays of int.

    Attributes
    ----------
    codes, starts : array
        The number of the type of each token, and its first character.
    chunk_ends : array
        How many tokens stand before the end of each chunk.
    """

    codes: np.ndarray
    starts: np.ndarray
    chunk_ends: np.ndarray


class Vocabulary:
    """The word types met so far, each with a number.

    Attributes
    ----------
    tokens, words : list of str
        Each type as it stands in a text, and as lexicons know it (`normalize`).
    chunks : Chunks
        What stands between white space in the texts.

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
        self.chunks = Chunks()
        # Of each type in each chunk, one chunk after the other: its number, and how many characters of the chunk stand
        # before it; and where the types of each chunk end.
        self._types, self._shifts, self._edges = (Column("int32") for _ in range(3))
        self._edges.extend([0])
        self._of_words = Column("int32")
        self._tables: WeakKeyDictionary[TypeTable, Column] = WeakKeyDictionary()
        self._of_chunks: WeakKeyDictionary[ChunkTable, tuple[Callable[[str], Any], Column]] = WeakKeyDictionary()
        self._lock = threading.RLock()
        self._characters = 0

    @property
    def is_full(self) -> bool:
        """Whether the next document should have another vocabulary."""
        return self._characters + self.chunks.n_characters > _MOST_CHARACTERS

    def codes(self, text: str) -> np.ndarray:
        """The number of the type of each token of a text."""
        return self.tokens_of(self.chunks.of(text)).codes

    def tokens_of(self, chunked: Chunked) -> Tokens:
        """The tokens of a text, which is taken apart into chunks: no token reaches beyond one."""
        self._take_apart_chunks()
        first = self._edges.values.take(chunked.numbers)
        counts = self._edges.values.take(chunked.numbers + 1) - first
        ends = counts.cumsum()
        which = (first - ends + counts).repeat(counts)
        which += np.arange(len(which))
        starts = chunked.starts.repeat(counts) + self._shifts.values.take(which)
        return Tokens(self._types.values.take(which), starts, ends)

    def _take_apart_chunks(self) -> None:
        """Find the types in new chunks."""
        if self._edges.size > len(self.chunks.texts):
            return
        with self._lock:
            new = [_TOKEN.findall(chunk) for chunk in self.chunks.texts[self._edges.size - 1 :]]
            edges = list(accumulate(map(len, new), initial=int(self._edges.values[self._edges.size - 1])))
            # Whoever was interrupted here before has left more than the edges say.
            self._types.size = self._shifts.size = edges[0]
            self._types.extend(list(map(self.number, chain.from_iterable(new))))
            self._shifts.extend([at for tokens in new for at in accumulate(map(len, tokens[:-1]), initial=0)])
            self._edges.extend(edges[1:])

    def number(self, token: str) -> int:
        """The number of a type, a new one if need be."""
        found = self._numbers.get(token)
        if found is None:
            with self._lock:
                found = self._numbers.get(token)
                if found is None:
                    word = normalize(token)
                    found = len(self.tokens)
                    # Over what may be left of somebody who was interrupted here.
                    self.words[found:] = [token if word == token else word]
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
                column = self._tables.setdefault(table, Column(table.dtype))
                column.extend(list(table.of_types(self, slice(column.size, len(self.tokens)))))
        return column.values

    def values_of_chunks(self, table: ChunkTable) -> np.ndarray:
        """The values of a table by the numbers of chunks; as long as there are chunks, or longer."""
        with self._lock:
            if table not in self._of_chunks:
                self._of_chunks[table] = table.begin(), Column(table.dtype)
            measure, column = self._of_chunks[table]
            column.extend(list(map(measure, self.chunks.texts[column.size :])))
        return column.values


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

    def of_types(self, vocabulary: Vocabulary, types: slice) -> Iterable:
        """The values of some types of a vocabulary, by their numbers."""
        return map(self.measure, vocabulary.tokens[types], vocabulary.words[types])

    def of(self, document: Document) -> np.ndarray:
        """The value of each token."""
        return document.vocabulary.values(self).take(document.codes)

    def places(self, document: Document) -> list[int]:
        """The tokens whose value is true, in order."""
        return self.of(document).nonzero()[0].tolist()


class TokenTable(TypeTable):
    """A property of word types that their tokens alone decide; fast with a function that is not written in Python.

    Examples
    --------
    >>> from framing.document import Document
    >>> TokenTable(str.isupper).places(Document.of("They NEVER listen."))
    [1]
    """

    def __init__(self, measure: Callable[[str], Any], dtype: Any = bool) -> None:
        super().__init__(lambda token, _: measure(token), dtype)
        self._measure_token = measure

    def of_types(self, vocabulary: Vocabulary, types: slice) -> Iterable:
        """The values of some types of a vocabulary, by their numbers."""
        return map(self._measure_token, vocabulary.tokens[types])


# Whether the first character is a capital letter.
CAPITALISED = TokenTable(lambda token: token[0].isupper())


class WordTable(TypeTable):
    """A property of word types that is listed for some words, with another value for all others.

    Examples
    --------
    >>> from framing.document import Document
    >>> WordTable({"never": 2, "rarely": 1}, 0, int).of(Document.of("They NEVER listen."))
    array([0, 2, 0, 0])
    """

    def __init__(self, listed: Mapping[str, Any], other: Any, dtype: Any = bool) -> None:
        super().__init__(lambda _, word: listed.get(word, other), dtype)
        self._listed, self._other = listed, other

    def of_types(self, vocabulary: Vocabulary, types: slice) -> Iterable:
        """The values of some types of a vocabulary, by their numbers."""
        return map(self._listed.get, vocabulary.words[types], repeat(self._other))


class ChunkTable:
    """A property of chunks, found once a chunk.

    Parameters
    ----------
    begin : callable
        ``begin()`` gives the measure for the chunks of one vocabulary: ``measure(chunk)`` gives the value for a chunk,
        and may depend on those before it.
    dtype : numpy dtype
        What the values are.

    Examples
    --------
    >>> from framing.document import Document
    >>> ChunkTable(lambda: len, int).of(Document.of("They never listen."))
    array([4, 5, 7])
    """

    def __init__(self, begin: Callable[[], Callable[[str], Any]], dtype: Any) -> None:
        self.begin, self.dtype = begin, dtype

    def of(self, document: Document) -> np.ndarray:
        """The value of each chunk."""
        return document.vocabulary.values_of_chunks(self).take(document.chunks)

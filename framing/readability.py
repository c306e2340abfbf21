"""How hard a text is to read, and how varied its words are: textstat's formulas, from one count a text.

The formulas are functions of a few counts: words, sentences, syllables, difficult words, characters.
textstat counts them anew for each formula. Here each kind of token is measured once, by textstat's own
functions, and remembered; a text is then a sum over its tokens. Values equal textstat's for English
(``en_US``), unrounded whatever `textstat.set_rounding_points` says.
"""

from __future__ import annotations

import re
import threading
from functools import cache
from typing import NamedTuple

import numpy as np

LANGUAGE = "en_US"
WINDOW = 100

_LONGEST_WORD = 1_000
_CACHED_CHARACTERS = 5_000_000
_WORD_CHARACTER = re.compile(r"\w")
# Above any number of tokens in a text, so that a type and a position fit in one integer and sort together.
_POSITIONS = 1 << 32


class Readability(NamedTuple):
    """The readability of one text, and the variety of its words.

    Attributes
    ----------
    flesch_reading_ease : float
        Higher is easier; news lies between 40 and 60 (Flesch 1948).
    flesch_kincaid_grade, gunning_fog, smog, ari, dale_chall : float
        Years of US schooling that the text asks for (Kincaid and others 1975, Gunning 1952, McLaughlin 1969,
        Smith and Senter 1967, Dale and Chall 1948). SMOG was calibrated on 30 sentences or more.
    words_per_sentence : float
        Words by sentences, as textstat counts them.
    type_token_ratio : float
        Different words by words, letter case aside, from 0 to 1. It falls with the length of the text: compare
        it among texts of one length only.
    mattr : float
        The mean type-token ratio of every window of 100 words in a row, from 0 to 1, which does not depend on
        the length of the text (Covington and McFall 2010). In a text of fewer words, the type-token ratio.
    """

    flesch_reading_ease: float
    flesch_kincaid_grade: float
    gunning_fog: float
    smog: float
    ari: float
    dale_chall: float
    words_per_sentence: float
    type_token_ratio: float
    mattr: float


COLUMNS = Readability._fields


class _Measured(NamedTuple):
    """What one token adds to the counts of a text: the columns of `_Tokens.measured`."""

    characters: float
    words: float
    syllables: float
    polysyllables: float
    complex_words: float
    unfamiliar_words: float
    ends_sentence: float
    word_before_end: float
    word_after_end: float


class _Tokens(dict):
    """Token, as white space parts them -> its row in `measured` and `types`; filled as tokens are met.

    Attributes
    ----------
    measured : ndarray of float, one row a token
        See `_Measured`. Floats, because numpy sums them fastest; they hold whole numbers.
    types : ndarray of int
        The word in the token, letter case and punctuation aside, as a number; -1 where there is none.
    characters : int
        How many characters the remembered tokens have, to bound the memory that they take.
    """

    def __init__(self) -> None:
        from textstat.backend.counts import count_syllables
        from textstat.backend.selections import list_words
        from textstat.backend.utils import get_pyphen
        from textstat.backend.validations import is_difficult_word

        super().__init__()
        self.count_syllables = count_syllables
        self.list_words = list_words
        self.is_difficult_word = is_difficult_word
        self.measured = np.zeros((1024, len(_Measured._fields)))
        self.types = np.zeros(1024, np.int64)
        self.characters = 0
        self._words: dict[str, tuple[int, tuple[int, ...]]] = {}
        self._lock = threading.Lock()
        # pyphen remembers each word that it has hyphenated, for ever.
        get_pyphen(LANGUAGE).hd.cache.clear()

    def __missing__(self, token: str) -> int:
        with self._lock:
            if token in self:
                return self[token]
            row = len(self)
            if row == len(self.types):
                self.measured = np.concatenate((self.measured, np.zeros_like(self.measured)))
                self.types = np.concatenate((self.types, np.zeros_like(self.types)))
            self.types[row], self.measured[row] = self._measure(token)
            self.characters += len(token)
            self[token] = row
            return row

    def _measure(self, token: str) -> tuple[int, _Measured]:
        before, end, rest = token.replace("!", ".").replace("?", ".").partition(".")
        after = rest.rpartition(".")[2]
        words = self.list_words(token)
        number, word_counts = self._measure_word(words[0]) if words else (-1, (0, 0, 0, 0, 0))
        return number, _Measured(
            len(token),
            *word_counts,
            bool(end),
            _WORD_CHARACTER.search(before) is not None,
            _WORD_CHARACTER.search(after) is not None,
        )

    def _measure_word(self, word: str) -> tuple[int, tuple[int, ...]]:
        """The number of a word, and its words (1), syllables, polysyllables, complex and unfamiliar words."""
        key = word.lower()
        if key not in self._words:
            # A blob of a million letters is no word, and hyphenating one takes seconds: its start stands for it.
            start = word[:_LONGEST_WORD]
            syllables = self.count_syllables(start, LANGUAGE) * len(word) // len(start)
            complex_word = self.is_difficult_word(start, 3, LANGUAGE)
            unfamiliar_word = self.is_difficult_word(start, 0, LANGUAGE)
            counts = (1, syllables, syllables >= 3, complex_word, unfamiliar_word)
            self._words[key] = (len(self._words), counts)
        return self._words[key]


@cache
def _load_tokens() -> _Tokens:
    return _Tokens()


def _known_tokens() -> _Tokens:
    if _load_tokens().characters > _CACHED_CHARACTERS:
        _load_tokens.cache_clear()
    return _load_tokens()


def readability(text: str) -> Readability:
    """Measure how hard a text is to read and how varied its words are.

    Parameters
    ----------
    text : str
        Any text; English, for the numbers to mean something.

    Returns
    -------
    Readability
        A named tuple of floats, its fields as in `COLUMNS`. Where a text has no words, the formulas are what
        textstat makes of it (0.0; ``smog`` 3.1291 unless the text is empty), ``words_per_sentence`` is 0.0, and
        ``type_token_ratio`` and ``mattr`` are missing (NaN).

    Raises
    ------
    TypeError
        If the text is not a string.

    Notes
    -----
    The formulas, with *complex* words of three syllables or more and *unfamiliar* words of any length, both
    without the words of Dale and Chall's list that fourth-graders know::

        Flesch reading ease  206.835 - 1.015 words / sentences - 84.6 syllables / words
        Flesch-Kincaid       0.39 words / sentences + 11.8 syllables / words - 15.59
        Gunning fog          0.4 (words / sentences + 100 complex / words)
        SMOG                 1.043 sqrt(30 polysyllables / sentences) + 3.1291
        ARI                  4.71 characters / tokens + 0.5 words / sentences - 21.43
        Dale-Chall           0.1579 (100 unfamiliar / words) + 0.0496 words / sentences
                             + 3.6365 if more than 5 % of the words are unfamiliar

    Counts are textstat's: words stand between white space; a sentence ends at each ``.``, ``!`` or ``?`` and
    does not count with fewer than three words, so that abbreviations cost little; syllables come from the CMU
    pronouncing dictionary, else from hyphenation patterns. One departure: the syllables of a "word" of more
    than 1,000 letters are those of its first 1,000, in proportion. Time is linear in the length of the text.

    References
    ----------
    Covington, M. A., and McFall, J. D. (2010). Cutting the Gordian knot: the moving-average type-token ratio
    (MATTR). Journal of Quantitative Linguistics 17(2), 94-100.

    Dale, E., and Chall, J. S. (1948). A formula for predicting readability. Educational Research Bulletin 27.

    Flesch, R. (1948). A new readability yardstick. Journal of Applied Psychology 32(3), 221-233.

    Gunning, R. (1952). The Technique of Clear Writing. McGraw-Hill.

    Kincaid, J. P., Fishburne, R. P., Rogers, R. L., and Chissom, B. S. (1975). Derivation of new readability
    formulas for Navy enlisted personnel. Research Branch Report 8-75.

    McLaughlin, G. H. (1969). SMOG grading: a new readability formula. Journal of Reading 12(8), 639-646.

    Smith, E. A., and Senter, R. J. (1967). Automated readability index. AMRL-TR-66-220.

    Examples
    --------
    >>> plain = readability("The dog ran to the old barn. It sat down by the door.")
    >>> official = readability("Municipal authorities subsequently reconsidered the controversial proposal.")
    >>> round(plain.flesch_kincaid_grade, 1), round(official.flesch_kincaid_grade, 1)
    (-1.1, 29.6)
    >>> plain.words_per_sentence
    6.5
    """
    if not isinstance(text, str):
        raise TypeError(f"A text must be a string; this one is a {type(text).__name__}: {text!r:.80}")
    known = _known_tokens()
    tokens = text.split()
    rows = np.fromiter(map(known.__getitem__, tokens), np.int64, len(tokens))
    measured = known.measured.take(rows, axis=0)
    types = known.types.take(rows)
    sentences = _count_sentences(measured) if text else 0
    counts = _Measured(*measured.sum(axis=0).tolist())
    return Readability(*_formulas(counts, len(tokens), sentences), *_type_token_ratios(types[types >= 0]))


def _count_sentences(measured: np.ndarray) -> int:
    """Stretches between ends of sentences that have three words or more; at least 1.

    An end inside a token parts it: in ``war.Then``, one word closes a sentence and one opens the next.
    """
    _, *_, ends_sentence, word_before_end, word_after_end = measured.T
    ends = ends_sentence.nonzero()[0]
    words_so_far = word_before_end.cumsum()
    at_end = words_so_far[ends]
    opened = np.concatenate(([0], at_end - word_after_end[ends]))
    closed = np.concatenate((at_end, words_so_far[-1:] if len(measured) else [0]))
    return max(1, int(np.count_nonzero(closed - opened >= 3)))


def _formulas(counts: _Measured, n_tokens: int, sentences: int) -> tuple[float, ...]:
    """The first seven fields of `Readability`; each operation in textstat's order, so that no bit differs."""
    smog = 1.043 * (30 * (counts.polysyllables / sentences)) ** 0.5 + 3.1291 if sentences else 0.0
    if not counts.words:
        return 0.0, 0.0, 0.0, smog, 0.0, 0.0, 0.0
    length = counts.words / sentences
    syllables = counts.syllables / counts.words
    unfamiliar = 100 * counts.unfamiliar_words / counts.words
    dale_chall = 0.1579 * unfamiliar + 0.0496 * length
    return (
        206.835 - 1.015 * length - 84.6 * syllables if syllables else 0.0,
        0.39 * length + 11.8 * syllables - 15.59 if syllables else 0.0,
        0.4 * (length + 100 * counts.complex_words / counts.words),
        smog,
        4.71 * (counts.characters / n_tokens) + 0.5 * length - 21.43,
        dale_chall + 3.6365 if unfamiliar > 5 else dale_chall,
        length,
    )


def _type_token_ratios(types: np.ndarray) -> tuple[float, float]:
    """The type-token ratio of a text, and the mean of those of its windows.

    A word that comes again inside a window takes one from the types of that window. So the mean needs no
    walk over windows: each word and its return, fewer than a window apart, are in so many windows together.
    """
    n = len(types)
    if not n:
        return np.nan, np.nan
    window = min(WINDOW, n)
    last_window = n - window
    keys = types * _POSITIONS + np.arange(n)
    keys.sort()
    distance = keys[1:] - keys[:-1]
    n_types = 1 + int(np.count_nonzero(distance >= n))
    near = distance < window
    again = keys[1:][near] % _POSITIONS
    before = again - distance[near]
    first_shared = np.maximum(again - window + 1, 0)
    repeats = int((np.minimum(before, last_window) - first_shared + 1).sum())
    tokens = window * (last_window + 1)
    return n_types / n, (tokens - repeats) / tokens

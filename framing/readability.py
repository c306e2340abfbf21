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
        Different words by words, letter case aside, from 0 to 1. It falls with the length of the text:
        compare it among texts of one length only.
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


# What one token adds to the counts of a text; 16 bytes, because numpy fetches rows of that size fastest.
_TOKEN = np.dtype(
    [
        ("word", np.int32),  # the word in the token as a number, letter case aside; -1 where there is none
        ("characters", np.uint32),
        ("syllables", np.uint32),
        ("complex", np.bool_),
        ("unfamiliar", np.bool_),
        ("before_end", np.bool_),  # whether a word stands before the first end of a sentence in the token
        ("after_end", np.int8),  # whether one stands after the last end; -1 where no sentence ends
    ]
)


class _Tokens(dict):
    """Token, as white space parts them -> its row in `measured`; filled as tokens are met.

    Attributes
    ----------
    measured : structured ndarray
        One row a token, see `_TOKEN`; longer than the number of tokens.
    characters : int
        How many characters the remembered tokens have, to bound the memory that they take.
    """

    def __init__(self) -> None:
        from textstat.backend.counts import count_syllables
        from textstat.backend.selections import list_words
        from textstat.backend.utils import get_pyphen
        from textstat.backend.validations import is_difficult_word

        super().__init__()
        self.measured = np.zeros(1024, _TOKEN)
        self.characters = 0
        self._words: dict[str, tuple[int, int, bool, bool]] = {}
        self._lock = threading.Lock()
        self._count_syllables = count_syllables
        self._list_words = list_words
        self._is_difficult_word = is_difficult_word
        # pyphen remembers each word that it has hyphenated, for ever.
        get_pyphen(LANGUAGE).hd.cache.clear()

    def __missing__(self, token: str) -> int:
        with self._lock:
            if token in self:
                return self[token]
            row = len(self)
            if row == len(self.measured):
                self.measured = np.concatenate((self.measured, np.zeros_like(self.measured)))
            self.measured[row] = self._measure(token)
            self.characters += len(token)
            self[token] = row
            return row

    def _measure(self, token: str) -> tuple[int | bool, ...]:
        """Return the row of a token."""
        words = self._list_words(token)
        word, syllables, complex_, unfamiliar = self._measure_word(words[0]) if words else (-1, 0, False, False)
        first, end, rest = token.replace("!", ".").replace("?", ".").partition(".")
        last = rest.rpartition(".")[2]
        before_end = _WORD_CHARACTER.search(first) is not None
        after_end = (_WORD_CHARACTER.search(last) is not None) if end else -1
        return word, len(token), syllables, complex_, unfamiliar, before_end, after_end

    def _measure_word(self, word: str) -> tuple[int, int, bool, bool]:
        """Return a word as a number, its syllables, and whether it is complex and unfamiliar."""
        key = word.lower()
        if key not in self._words:
            # A blob of a million letters is no word, and hyphenating it takes seconds: its start stands for it.
            start = word[:_LONGEST_WORD]
            syllables = self._count_syllables(start, LANGUAGE) * len(word) // len(start)
            complex_ = self._is_difficult_word(start, 3, LANGUAGE)
            unfamiliar = self._is_difficult_word(start, 0, LANGUAGE)
            self._words[key] = (len(self._words), syllables, complex_, unfamiliar)
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
        A named tuple of floats, its fields as in `COLUMNS`. Of a text without words the formulas make what
        textstat makes (0.0; ``smog`` 3.1291 unless the text is empty), ``words_per_sentence`` is 0.0, and
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
    (-1.3, 27.6)
    >>> plain.words_per_sentence
    6.5
    """
    if not isinstance(text, str):
        raise TypeError(f"A text must be a string; this one is of type {type(text).__name__}: {text!r:.80}")
    known = _known_tokens()
    tokens = text.split()
    rows = np.fromiter(map(known.__getitem__, tokens), np.int64, len(tokens))
    measured = known.measured.take(rows)
    words = measured["word"]
    words = words[words >= 0]
    sentences = _count_sentences(measured) if text else 0
    return Readability(*_formulas(measured, len(words), sentences), *_type_token_ratios(words))


def _count_sentences(measured: np.ndarray) -> int:
    """Count the stretches between ends of sentences that have three words or more; at least 1.

    An end inside a token parts it: in ``war.Then``, one word closes a sentence and one opens the next.
    """
    words_so_far = np.concatenate(([0], measured["before_end"].cumsum()))
    ends = (measured["after_end"] >= 0).nonzero()[0]
    at_ends = words_so_far[ends + 1]
    closed = np.concatenate((at_ends, words_so_far[-1:]))
    opened = np.concatenate(([0], at_ends - measured["after_end"][ends]))
    return max(1, int(np.count_nonzero(closed - opened >= 3)))


def _formulas(measured: np.ndarray, n_words: int, sentences: int) -> tuple[float, ...]:
    """Compute the first seven fields of `Readability`, in textstat's order of operations: no bit differs."""
    polysyllables = int(np.count_nonzero(measured["syllables"] >= 3))
    smog = 1.043 * (30 * (polysyllables / sentences)) ** 0.5 + 3.1291 if sentences else 0.0
    if not n_words:
        return 0.0, 0.0, 0.0, smog, 0.0, 0.0, 0.0
    length = n_words / sentences
    syllables = int(measured["syllables"].sum()) / n_words
    characters = int(measured["characters"].sum()) / len(measured)
    percent_complex = 100 * int(np.count_nonzero(measured["complex"])) / n_words
    percent_unfamiliar = 100 * int(np.count_nonzero(measured["unfamiliar"])) / n_words
    dale_chall = 0.1579 * percent_unfamiliar + 0.0496 * length
    return (
        206.835 - 1.015 * length - 84.6 * syllables if syllables else 0.0,
        0.39 * length + 11.8 * syllables - 15.59 if syllables else 0.0,
        0.4 * (length + percent_complex),
        smog,
        4.71 * characters + 0.5 * length - 21.43,
        dale_chall + 3.6365 if percent_unfamiliar > 5 else dale_chall,
        length,
    )


def _type_token_ratios(words: np.ndarray) -> tuple[float, float]:
    """Compute the type-token ratio of a text, and the mean of those of its windows; words come as numbers.

    A word that returns inside a window takes one from the types of that window. So the mean needs no walk
    over windows: it is enough to know how many windows hold both a word and its return.
    """
    n = len(words)
    if not n:
        return np.nan, np.nan
    # One integer holds word and position: sorting brings each word next to its return, and stays fast.
    keys = (words.astype(np.int64) << 32) + np.arange(n)
    keys.sort()
    distance = keys[1:] - keys[:-1]
    n_types = 1 + int(np.count_nonzero(distance >= n))
    window = min(WINDOW, n)
    near = (distance < window).nonzero()[0]
    again = keys[1:][near] & 0xFFFFFFFF
    before = again - distance[near]
    last_window = n - window
    shared = np.minimum(before, last_window) - np.maximum(again - window + 1, 0) + 1
    tokens = window * (last_window + 1)
    return n_types / n, (tokens - int(shared.sum())) / tokens

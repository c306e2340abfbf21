"""One text as an immutable `Document`: tokens, sentences, paragraphs and paired quotation marks, all as offsets.

Nothing here changes the text: every offset counts characters of the text as given, so that
``text[start:end]`` is always the words that a measure speaks of. Repairs are a step of their own
(`framing.cleaning`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import NamedTuple, TypeVar

import numpy as np

from framing.lexicon import word_list
from framing.vocabulary import CAPITALISED, TokenTable, TypeTable, Vocabulary, current_vocabulary, normalize

__all__ = ["DOUBLE_MARKS", "SINGLE_MARKS", "Document", "Quotation", "normalize"]

_Result, _Item = TypeVar("_Result"), TypeVar("_Item")

# What stands between texts that are taken apart together, and how many characters these have at most, if they are
# several.
_BETWEEN, _MOST_TOGETHER = " ", 1 << 20

DOUBLE_MARKS = frozenset(("“", "”", '"', "„", "«", "»", "‟", "''", "``", "＂"))
SINGLE_MARKS = frozenset(("‘", "’", "'", "‚", "‛"))
_MARKS = DOUBLE_MARKS | SINGLE_MARKS
_OPENING = frozenset(("“", "„", "«", "``", "‘", "‚"))
_CLOSING = frozenset(("”", "»", "‟"))
_SENTENCE_END = frozenset((".", "!", "?", "…", "..", "...", "....", "‽", "。", "！", "？"))
# How many apostrophes may stand between single marks; a bound that keeps the search for the closing one short.
_MOST_APOSTROPHES = 50
# How many shapes of marks and their neighbours are remembered.
_MOST_SHAPES = 4096
_AFTER_END = _MARKS | frozenset((")", "]", "}"))
_BEFORE_OPENING = _MARKS | frozenset(("(", "["))
_BRACKETS_AND_DASHES = frozenset("([{<—–-/|*:")
_ELISIONS = frozenset(("em", "til", "tis", "twas", "cause", "bout", "n", "round", "nuff", "ere"))


class Quotation(NamedTuple):
    """Text between a pair of quotation marks.

    Attributes
    ----------
    start, end : int
        Characters of the text inside the marks.
    first, last : int
        Tokens inside the marks, ``last`` exclusive; the marks themselves are not among them.
    single : bool
        Whether the marks are single.
    depth : int
        0 for a quotation in the text, 1 for one inside another.
    closed : bool
        Whether a closing mark was found. One that is not closed ends with its paragraph, or with its
        sentence where it did not open the paragraph.
    continues : bool
        Whether it goes on from a quotation that the paragraph before left open.
    """

    start: int
    end: int
    first: int
    last: int
    single: bool
    depth: int
    closed: bool
    continues: bool


# What holds of types of tokens.
_TOKEN = TokenTable(str, object)
_WORD = TypeTable(lambda token, word: word, object)
_LENGTH = TokenTable(len, "int64")
_IS_WORD = TypeTable(lambda token, word: any(map(str.isalnum, word)))
_IS_MARK = TokenTable(_MARKS.__contains__)
_IS_END = TokenTable(_SENTENCE_END.__contains__)
_IS_STOP = TokenTable(".".__eq__)
_IS_SMALL = TypeTable(lambda token, word: token[0].islower())
_MAY_BE_SHORT = TypeTable(
    lambda token, word: "." in word or (len(word) == 1 and word.isalpha()) or _is_abbreviation(word)
)


@dataclass(frozen=True, eq=False)
class Document:
    """One text and its parts, as offsets into that text.

    Build it with `Document.of`. Token ranges are ``(first, last)`` with ``last`` exclusive.

    Attributes
    ----------
    text : str
        The text as given.
    tokens, words : tuple of str
        Each token as it stands, and in the form that lexicons use (`normalize`).
    starts, ends : memoryview of int
        Characters of each token: ``text[starts[i]:ends[i]] == tokens[i]``.
    paragraphs, sentences : tuple of (int, int)
        Token ranges. A sentence never crosses a paragraph.
    vocabulary : Vocabulary
    codes : array of int
        The number of each token's type in the vocabulary; `framing.vocabulary.TypeTable` looks up what holds of it.
    edges : array of int, shape (2, n_tokens)
        ``starts`` and ``ends``.
    chunks : array of int
        The number of each chunk of text between white space; `framing.vocabulary.ChunkTable` looks up what holds of it.

    Examples
    --------
    >>> document = Document.of('Mr. Ito left at 5 p.m. “Why?” she asked.')
    >>> [document.text_of(first, last) for first, last in document.sentences]
    ['Mr. Ito left at 5 p.m.', '“Why?” she asked.']
    >>> [document.text[q.start:q.end] for q in document.quotations]
    ['Why?']
    """

    text: str
    tokens: tuple[str, ...]
    words: tuple[str, ...]
    starts: memoryview
    ends: memoryview
    paragraphs: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]
    vocabulary: Vocabulary = field(repr=False)
    codes: np.ndarray = field(repr=False)
    edges: np.ndarray = field(repr=False)
    chunks: np.ndarray = field(repr=False)
    _memo: dict = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, text: str) -> Document:
        """Take a text apart. Any string will do, the empty one included."""
        return next(cls.each_of([text]))

    @classmethod
    def each_of(cls, texts: Iterable[str]) -> Iterator[Document]:
        """Take texts apart, many at a time, which is faster than one by one."""
        for group in in_groups(texts, len, _MOST_TOGETHER):
            yield from cls._together(group)

    @classmethod
    def _together(cls, texts: Sequence[str]) -> Iterator[Document]:
        vocabulary = current_vocabulary()
        text = _BETWEEN.join(texts)
        chunked = vocabulary.chunks.of(text)
        tokens = vocabulary.tokens_of(chunked)
        both = np.array((tokens.starts, tokens.starts + vocabulary.values(_LENGTH).take(tokens.codes)))
        cuts, stops = _clear_cuts(vocabulary, tokens.codes, *both)
        after_breaks = tokens.starts.searchsorted(chunked.breaks)
        # Where each text begins among the characters of all, among the chunks, tokens, line breaks and end marks.
        characters = np.array([0, *accumulate(len(one) + len(_BETWEEN) for one in texts)])
        chunks = chunked.starts.searchsorted(characters)
        firsts = np.append(0, tokens.chunk_ends)[chunks]
        edges = chunked.breaks.searchsorted(characters), cuts.searchsorted(firsts), stops.searchsorted(firsts)
        ranges = zip(*map(list, map(pairwise, (characters, chunks, firsts, *edges))), strict=True)
        for one, (character, chunk, token, line, cut, stop) in zip(texts, ranges, strict=True):
            codes = tokens.codes[slice(*token)]
            yield cls._of_parts(
                one,
                vocabulary,
                chunked.numbers[slice(*chunk)],
                codes,
                both[:, slice(*token)] - character[0],
                (chunked.breaks[slice(*line)] - character[0]).tolist(),
                (after_breaks[slice(*line)] - token[0]).tolist(),
                (cuts[slice(*cut)] - token[0]).tolist(),
                (stops[slice(*stop)] - token[0]).tolist(),
            )

    @classmethod
    def _of_parts(
        cls,
        text: str,
        vocabulary: Vocabulary,
        chunks: np.ndarray,
        codes: np.ndarray,
        edges: np.ndarray,
        breaks: list[int],
        after_breaks: list[int],
        cuts: list[int],
        stops: list[int],
    ) -> Document:
        tokens = tuple(vocabulary.values(_TOKEN).take(codes).tolist())
        words = tuple(vocabulary.values(_WORD).take(codes).tolist())
        starts, ends = map(memoryview, edges)
        paragraphs = _paragraphs(text, len(tokens), breaks, after_breaks)
        sentences = _sentences(tokens, words, starts, ends, paragraphs, cuts, stops)
        return cls(text, tokens, words, starts, ends, paragraphs, sentences, vocabulary, codes, edges, chunks)

    def __reduce__(self) -> tuple:
        return Document.of, (self.text,)

    @cached_property
    def word_codes(self) -> np.ndarray:
        """The number of the type of each word; tokens that differ in capitals alone have the same."""
        return self.vocabulary.of_words(self.codes)

    def places_of(self, words: np.ndarray) -> np.ndarray:
        """Which tokens have one of some `word_codes`, as an array of bool."""
        listed = np.zeros(len(self.vocabulary.tokens), bool)
        listed[words] = True
        return listed[self.word_codes]

    @cached_property
    def quotations(self) -> tuple[Quotation, ...]:
        """Paired quotation marks, in the order of their opening marks."""
        return _quotations(self)

    @cached_property
    def quotation_opening(self) -> dict[int, Quotation]:
        """Outermost quotations by the token of their opening mark."""
        return {q.first - 1: q for q in self.quotations if not q.depth}

    @cached_property
    def quotation_closing(self) -> dict[int, Quotation]:
        """Outermost quotations that are closed, by the token of their closing mark."""
        return {q.last: q for q in self.quotations if q.closed and not q.depth}

    @cached_property
    def quotation_edges(self) -> list[int]:
        """Characters: where the first outermost quotation begins, where it ends, where the next one begins ..."""
        ends, outermost = self.ends, self.quotation_opening.values()
        return [edge for q in outermost for edge in (ends[q.first - 1], ends[q.last - 1])]

    def quotation_around(self, token: int) -> Quotation | None:
        """The outermost quotation that holds a token, if one does."""
        openings = self._quotation_openings
        at = bisect_right(openings, token) - 1
        found = self.quotation_opening[openings[at]] if at >= 0 else None
        return found if found and found.first <= token < found.last else None

    @cached_property
    def _quotation_openings(self) -> tuple[int, ...]:
        return tuple(self.quotation_opening)

    @cached_property
    def sentence_ends(self) -> np.ndarray:
        """The tokens at which sentences end, exclusive."""
        return np.fromiter(map(itemgetter(1), self.sentences), np.int64, len(self.sentences))

    @cached_property
    def _sentence_starts(self) -> tuple[int, ...]:
        return tuple(first for first, _ in self.sentences)

    @cached_property
    def _paragraph_starts(self) -> tuple[int, ...]:
        return tuple(first for first, _ in self.paragraphs)

    @cached_property
    def _words_before(self) -> np.ndarray:
        return np.append(0, _IS_WORD.of(self).cumsum())

    def text_of(self, first: int, last: int) -> str:
        """The text from token ``first`` up to, not including, token ``last``."""
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""

    def sentence_at(self, token: int) -> tuple[int, int]:
        """The token range of the sentence that holds a token."""
        return self.sentences[bisect_right(self._sentence_starts, token) - 1]

    def paragraph_number(self, token: int) -> int:
        """The position among `paragraphs` of the one that holds a token."""
        return bisect_right(self._paragraph_starts, token) - 1

    def paragraph_at(self, token: int) -> tuple[int, int]:
        """The token range of the paragraph that holds a token."""
        return self.paragraphs[self.paragraph_number(token)]

    def token_at(self, character: int) -> int:
        """The first token that ends after a character offset; ``len(tokens)`` when there is none."""
        return bisect_right(self.ends, character)

    def count_words(self, first: int, last: int) -> int:
        """How many tokens of a range are words or numbers, not marks."""
        return int(self._words_before[last] - self._words_before[first])

    def once(self, measure: Callable[[Document], _Result]) -> _Result:
        """``measure(document)``, computed at most once for this document."""
        try:
            return self._memo[measure]
        except KeyError:
            pass
        return self._memo.setdefault(measure, measure(self))

    def has(self, measure: Callable[[Document], object]) -> bool:
        """Whether `once` or `keep` was called with a measure."""
        return measure in self._memo

    def keep(self, measure: Callable[[Document], _Result], value: _Result) -> None:
        """Have `once` give a value for a measure that was taken of many documents at a time."""
        self._memo.setdefault(measure, value)

    def forget(self) -> None:
        """Drop what `once` gives. It may refer to the document, whose memory is then free only some time later."""
        self._memo.clear()


def in_groups(items: Iterable[_Item], size_of: Callable[[_Item], int], most: int) -> Iterator[list[_Item]]:
    """Items in their order, as many at a time as are not larger than ``most`` together, or one that is.

    Examples
    --------
    >>> list(in_groups(["a", "bc", "def", "ghijk"], len, 4))
    [['a', 'bc'], ['def'], ['ghijk']]
    """
    group: list[_Item] = []
    size = 0
    for item in items:
        own = size_of(item)
        if group and size + own > most:
            yield group
            group, size = [], 0
        group.append(item)
        size += own
    if group:
        yield group


def _is_wrap(text: str, line_start: int, line_end: int) -> bool:
    """Whether a single line break stands inside a sentence: no end mark before it, lower case after it."""
    if not text[line_end + 1 : line_end + 2].islower():
        return False
    before = text[max(line_start, line_end - 200) : line_end].rstrip()
    return bool(before) and before[-1] not in ".!?:;\"”’'"


def _paragraphs(text: str, n_tokens: int, breaks: list[int], following: list[int]) -> tuple[tuple[int, int], ...]:
    """Token ranges between line breaks; a break inside a sentence (hard-wrapped text) does not count."""
    edges, line_start = [0], 0
    for at, token in zip(breaks, following, strict=True):
        if token > edges[-1] and not _is_wrap(text, line_start, at):
            edges.append(token)
        line_start = at + 1
    if edges[-1] < n_tokens:
        edges.append(n_tokens)
    return tuple(pairwise(edges))


@cache
def _abbreviations() -> tuple[frozenset[str], ...]:
    return tuple(word_list("abbreviations", kind) for kind in ("title", "number", "other", "sentence_opener"))


def _is_abbreviation(word: str) -> bool:
    return any(word in listed for listed in _abbreviations()[:3])


def _ends_sentence(tokens, words, starts, ends, at: int, after: int) -> bool:
    """Whether the end mark at token ``at`` closes a sentence, ``after`` being the next token past closing marks."""
    following = after
    while following < len(tokens) and tokens[following] in _BEFORE_OPENING:
        following += 1
    if following == len(tokens):
        return True
    first = tokens[following][0]
    if not (first.isupper() or first.isdigit() or first in "•*#@$£€"):
        return first.isalpha() and not first.islower() and tokens[at] != "."
    glued = starts[after] == ends[after - 1]
    if tokens[at] != "." or at == 0 or after > at + 1:
        return not glued or after > at + 1 or first.isupper()
    before = words[at - 1]
    if glued:
        return first.isupper() and len(before) > 2 and before.isalpha()
    title, number, other, opener = _abbreviations()
    if before in title and ends[at - 1] == starts[at]:
        return False
    if before in number:
        return not first.isdigit()
    if "." in before or (len(before) == 1 and before.isalpha()) or before in other:
        return words[following] in opener
    return True


def _clear_cuts(
    vocabulary: Vocabulary, codes: np.ndarray, starts: np.ndarray, ends: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Tokens that open sentences by the types of the tokens beside an end mark, and the end marks that need a look.

    Behind an end mark and a space, a capital opens a sentence, unless what stands before may be an abbreviation; a
    small letter opens none. Where a text ends with a mark, what follows is of the next text, whose first token opens a
    sentence anyway.
    """
    stops = vocabulary.values(_IS_END).take(codes).nonzero()[0]
    following = np.minimum(stops + 1, len(codes) - 1)
    apart = starts[following] > ends[stops]
    abbreviated = vocabulary.values(_IS_STOP)[codes[stops]] & vocabulary.values(_MAY_BE_SHORT)[codes[stops - 1]]
    opens = apart & ~abbreviated & vocabulary.values(CAPITALISED)[codes[following]]
    small = vocabulary.values(_IS_SMALL)[codes[following]]
    return following[opens], stops[~opens & ~small]


def _sentences(tokens, words, starts, ends, paragraphs, cuts, stops: list[int]) -> tuple[tuple[int, int], ...]:
    """Token ranges of sentences: paragraphs cut after end marks and the closing marks that follow them."""
    cuts = {*cuts, *(first for first, _ in paragraphs)}
    for at in stops:
        after = at + 1
        while after < len(tokens) and tokens[after] in _AFTER_END and starts[after] == ends[after - 1]:
            if tokens[after] in _OPENING:
                break
            after += 1
        if after < len(tokens) and _ends_sentence(tokens, words, starts, ends, at, after):
            cuts.add(after)
    edges = sorted(cuts) + ([len(tokens)] if tokens else [])
    return tuple(pairwise(edges))


@lru_cache(maxsize=_MOST_SHAPES)
def _role(mark: str, before: str, after: str) -> str:
    """``open``, ``close`` or ``either``: what a double mark can do, from its shape and the characters beside it."""
    free_before = before.isspace() or before in _BRACKETS_AND_DASHES or before in _OPENING
    free_after = after.isspace() or not (after.isalnum() or after in "([$£€#@…‘“'.")
    if mark in _OPENING:
        return "close" if not free_before and free_after else "open"
    if mark in _CLOSING:
        return "open" if before.isspace() and not free_after else "close"
    if free_before and not after.isspace():
        return "open"
    if not free_before and free_after:
        return "close"
    return "either"


# A pair of marks: the tokens inside (the last exclusive), whether the marks are single, whether the second one was
# found, whether the first goes on from the paragraph before.
_Pair = tuple[int, int, bool, bool, bool]


def _quotations(document: Document) -> tuple[Quotation, ...]:
    marks, tokens = _IS_MARK.places(document), document.tokens
    found: list[Quotation] = []
    carried = False
    position = 0
    for first, last in document.paragraphs:
        if position == len(marks):
            break
        if marks[position] < last:
            stop = bisect_left(marks, last, position)
            here = marks[position:stop]
            doubles = [at for at in here if tokens[at] in DOUBLE_MARKS]
            pairs, carried = _pair_doubles(document, doubles, first, last, carried)
            if len(doubles) < len(here):
                pairs += _pair_singles(document, [at for at in here if tokens[at] in SINGLE_MARKS], pairs, first)
            found += _nest(document, pairs)
            position = stop
    return tuple(found)


def _unclosed_end(document: Document, mark: int, first: int, limit: int) -> int:
    """Where a quotation without a closing mark ends: with its paragraph if it opened it, else with its sentence."""
    if mark == first:
        return limit
    return min(limit, document.sentence_at(mark)[1])


def _pair_doubles(
    document: Document, marks: list[int], first: int, last: int, carried: bool
) -> tuple[list[_Pair], bool]:
    """Pair the double marks of one paragraph; also say whether its last quotation goes on in the next one."""
    text, tokens, starts, ends = document.text, document.tokens, document.starts, document.ends
    found: list[_Pair] = []
    opening = -1
    for at in marks:
        end = ends[at]
        role = _role(tokens[at], text[starts[at] - 1] if at > first else " ", text[end : end + 1] or " ")
        if opening < 0:
            if role != "close":
                opening = at
        elif role == "open":
            end = _unclosed_end(document, opening, first, at)
            found.append((opening + 1, end, False, False, carried and opening == first))
            opening = at
        else:
            found.append((opening + 1, at, False, True, carried and opening == first))
            opening = -1
    goes_on = False
    if opening >= 0:
        goes_on = _opens_with_mark(document, last)
        end = last if goes_on else _unclosed_end(document, opening, first, last)
        found.append((opening + 1, end, False, False, carried and opening == first))
    return [pair for pair in found if pair[0] < pair[1]], goes_on


def _opens_with_mark(document: Document, token: int) -> bool:
    """Whether the paragraph that starts at a token opens with a double mark."""
    if token == len(document.tokens) or document.tokens[token] not in DOUBLE_MARKS:
        return False
    end = document.ends[token]
    return _role(document.tokens[token], " ", document.text[end : end + 1] or " ") != "close"


@lru_cache(maxsize=_MOST_SHAPES)
def _may_open_single(mark: str, before: str, following: str) -> bool:
    """Whether a single mark that touches the next word can open a quotation, from what stands on its two sides."""
    if not following or mark == "’" or following in _ELISIONS or (following[0].isdigit() and following.endswith("s")):
        return False
    return before.isspace() or before in _BRACKETS_AND_DASHES or before in '"“„«'


def _opening_singles(document: Document, singles: list[int], first: int) -> list[bool]:
    text, tokens, words, starts, ends = document.text, document.tokens, document.words, document.starts, document.ends
    n = len(tokens)
    return [
        at + 1 < n
        and starts[at + 1] == ends[at]
        and _may_open_single(tokens[at], text[starts[at] - 1] if at > first else " ", words[at + 1])
        for at in singles
    ]


def _closes_single(document: Document, at: int) -> bool:
    """A mark that touches what stands before it and nothing that could go on the word."""
    if document.tokens[at] == "‘" or document.starts[at] != document.ends[at - 1]:
        return False
    end = document.ends[at]
    return not document.text[end : end + 1].isalnum()


def _could_be_apostrophe(document: Document, at: int) -> bool:
    """Dogs' tails, talkin' to: a plural or clipped word before, a lower-case word after."""
    before = document.words[at - 1]
    following = document.tokens[at + 1] if at + 1 < len(document.tokens) else ""
    return before.endswith(("s", "in")) and before.isalpha() and following[:1].islower()


def _pair_singles(document: Document, singles: list[int], doubles: list[_Pair], first: int) -> list[_Pair]:
    """Pair the single marks of one paragraph, each pair inside one double quotation or outside all of them."""
    opens = _opening_singles(document, singles, first)
    around = _positions_around(singles, doubles)
    found = []
    position = 0
    while position < len(singles):
        here = position
        position += 1
        if not opens[here]:
            continue
        closing = None
        for k in range(position, min(len(singles), position + _MOST_APOSTROPHES)):
            if around[k] != around[here]:
                if around[here] >= 0:
                    break
                continue
            if k > position and opens[k]:
                break
            if _closes_single(document, singles[k]):
                closing = k
                if not _could_be_apostrophe(document, singles[k]):
                    break
        if closing is not None and singles[here] + 1 < singles[closing]:
            found.append((singles[here] + 1, singles[closing], True, True, False))
            position = closing + 1
    return found


def _positions_around(singles: list[int], doubles: list[_Pair]) -> list[int]:
    """The position of the double quotation that holds each single mark; -1 where none does."""
    positions = []
    position = 0
    for at in singles:
        while position < len(doubles) and doubles[position][1] <= at:
            position += 1
        positions.append(position if position < len(doubles) and doubles[position][0] <= at else -1)
    return positions


def _nest(document: Document, pairs: list[_Pair]) -> list[Quotation]:
    """All quotations of a paragraph in order, with the depth of each."""
    starts, ends = document.starts, document.ends
    out: list[Quotation] = []
    open_ends: list[int] = []
    for first, last, single, closed, continues in sorted(pairs):
        while open_ends and open_ends[-1] <= first:
            open_ends.pop()
        depth = len(open_ends)
        out.append(Quotation(starts[first], ends[last - 1], first, last, single, depth, closed, continues))
        open_ends.append(last)
    return out

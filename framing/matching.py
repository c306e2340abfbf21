"""Matching a lexicon: where its cues stand in many documents, and which of them count there.

The cues are a tree of words, which is descended from all words of all documents at once; what stands beside a cue
(`beside`) is looked at for all of them at once too. A condition's Python is left for the few places that come through.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import update_wrapper
from itertools import accumulate, groupby
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from framing.document import Document
from framing.lexicon import Condition, Entry, Lexicon
from framing.vocabulary import Vocabulary, WordTable
from framing.wordclass import ClassedTable, class_at, word_at

_MOST_NEIGHBOURS = 62


class Match(NamedTuple):
    """A cue found in a document: the token range ``first`` to ``last`` (exclusive) and its entry."""

    first: int
    last: int
    entry: Entry


@dataclass(frozen=True)
class Neighbour:
    """What a token beside a cue must be: of one of some classes or one of some words; if ``excluded``, neither.

    A word counts, too, if it or the first part of a compound is one of the ``heads``: *two*, *two-thirds*.
    """

    classes: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    excluded: bool = False
    heads: frozenset[str] = frozenset()

    def stands_at(self, document: Document, at: int) -> bool:
        """Whether such a token stands in a place, which may lie before or behind the document."""
        word = word_at(document, at)
        named = word in self.words or class_at(document, at) in self.classes or _head(word) in self.heads
        return named != self.excluded


def _head(word: str) -> str:
    return word.partition("-")[0]


@dataclass(eq=False)
class Beside:
    """A condition that is asked only where neighbours of the cue are as they should be; the verdict is known elsewhere.

    Attributes
    ----------
    before, after : Neighbour or None
        What must stand just before the cue, and just after it.
    then : callable
        The condition.
    either : bool
        Whether one of the two is enough.
    otherwise : bool
        Whether the cue counts where they are not so.
    """

    before: Neighbour | None
    after: Neighbour | None
    then: Condition
    either: bool = False
    otherwise: bool = False

    def __post_init__(self) -> None:
        update_wrapper(self, self.then, updated=())

    def __call__(self, document: Document, first: int, last: int) -> bool | tuple[int, int]:
        """Whether a cue counts, or the token range that it should have."""
        enough = any if self.either else all
        sides = (self.before, first - 1), (self.after, last)
        stands = enough(neighbour.stands_at(document, at) for neighbour, at in sides if neighbour)
        return self.then(document, first, last) if stands else self.otherwise


def beside(before: Neighbour | None = None, after: Neighbour | None = None) -> Callable[[Condition], Beside]:
    """Ask that a neighbour stands just before a cue, or just after it, before a condition is asked; a decorator.

    Examples
    --------
    >>> @beside(after=Neighbour(frozenset(("digits",))))
    ... def before_number(document, first, last):
    ...     return True
    >>> document = Document.of("About 40 of them talked about it.")
    >>> before_number(document, 0, 1), before_number(document, 5, 6)
    (True, False)
    """
    return lambda then: Beside(before, after, then)


class Phrases:
    """Phrases as a tree of words, found at many places at once.

    Examples
    --------
    >>> phrases, vocabulary = Phrases([("to", "be"), ("be",)]), Vocabulary()
    >>> codes = vocabulary.codes("To be or not to be")
    >>> [column.tolist() for column in phrases.find(vocabulary, codes, np.array([6]))]
    [[0, 1, 4, 5], [2, 1, 2, 1], [0, 1, 0, 1]]
    """

    def __init__(self, phrases: Iterable[tuple[str, ...]]) -> None:
        numbers = {phrase: number for number, phrase in enumerate(phrases)}
        # The parts from which a phrase begins, each with a number above 0; and the words after a first one.
        parts = {phrase[:length]: 0 for phrase in numbers for length in range(1, len(phrase) + 1)}
        parts = {part: number for number, part in enumerate(parts, 1)}
        further = {word: number for number, word in enumerate(dict.fromkeys(w for part in parts for w in part[1:]), 1)}
        self._n_further = len(further) + 1
        steps = sorted(
            (parts[part[:-1]] * self._n_further + further[part[-1]], number)
            for part, number in parts.items()
            if len(part) > 1
        )
        self._steps, self._reached = np.array(steps, np.int64).reshape(-1, 2).T.copy()
        self._phrases = np.array([-1, *(numbers.get(part, -1) for part in parts)], np.int64)
        self._goes_on = np.zeros(len(parts) + 1, bool)
        self._goes_on[self._steps // self._n_further] = True
        first = {part[0]: number for part, number in parts.items() if len(part) == 1}
        self._first, self._further = WordTable(first, 0, np.int32), WordTable(further, 0, np.int32)
        self.longest = max(map(len, numbers), default=1)

    def opens_in(self, document: Document) -> bool:
        """Whether a phrase may begin in a document, by its first two words: most have none of a small lexicon."""
        vocabulary, codes = document.vocabulary, document.codes
        at = (part := self._first.of(document)).nonzero()[0]
        alone = self._phrases[part[at]] >= 0
        return bool((alone | (vocabulary.values(self._further).take(codes.take(at + 1, mode="clip")) > 0)).any())

    def find(
        self, vocabulary: Vocabulary, codes: np.ndarray, sentence_ends: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Where each phrase stands in one sentence, how many words it has, and which it is.

        From left to right, the longest first where several begin with one word.
        """
        at = (part := vocabulary.values(self._first).take(codes)).nonzero()[0]
        part, words = part[at], vocabulary.values(self._further)
        found = []
        for length in range(1, self.longest + 1):
            phrase = self._phrases[part]
            found.append((at, np.full_like(at, length), phrase))
            at, part = (column[self._goes_on[part]] for column in (at, part))
            word = words.take(codes.take(at + length, mode="clip"))
            at, part, word = (column[word > 0] for column in (at, part, word))
            step = part * self._n_further + word
            slot = self._steps.searchsorted(step)
            there = self._steps.take(slot, mode="clip") == step
            at, part = at[there], self._reached[slot[there]]
            inside = at + length < sentence_ends[sentence_ends.searchsorted(at, "right")]
            at, part = at[inside], part[inside]
        at, lengths, phrase = np.concatenate(found, axis=1)
        at, lengths, phrase = (column[phrase >= 0] for column in (at, lengths, phrase))
        order = (at * (self.longest + 1) - lengths).argsort(kind="stable")
        return at[order], lengths[order], phrase[order]


class Matcher:
    """A lexicon with the conditions under which its cues count.

    Parameters
    ----------
    lexicon : Lexicon
    conditions : mapping of str to callable
        ``conditions[name](document, first, last)`` answers whether the cue counts there, or with the token range that
        the span should have instead. A range that reaches back into the match before it is cut to begin after it.
        Without conditions every cue counts.

    Examples
    --------
    >>> matcher = Matcher(Lexicon.of("hearsay", {"said": ["<be> said to"]}), {})
    >>> [match[:2] for match in matcher.find(Document.of("It is said to rain."))]
    [(1, 4)]
    """

    def __init__(self, lexicon: Lexicon, conditions: Mapping[str, Condition]) -> None:
        self.lexicon = lexicon
        asked = [conditions[entry.condition] if entry.condition and conditions else None for entry in lexicon.entries]
        phrases = lexicon.entries_by_words
        # The entries of each phrase, up to the first that counts whatever stands beside it.
        entries = [
            own[: next((at for at, number in enumerate(own, 1) if asked[number] is None), len(own))]
            for own in phrases.values()
        ]
        self._phrases = Phrases(phrases)
        self._entries = np.array([number for own in entries for number in own], np.int64)
        self._n_entries = np.array(list(map(len, entries)), np.int64)
        self._first_entries = np.array(list(accumulate(map(len, entries), initial=0))[:-1], np.int64)
        asked = [one if one is None or isinstance(one, Beside) else Beside(None, None, one) for one in asked]
        self._tests = [one and one.then for one in asked]
        self._is_asked, self._either, self._otherwise = (
            np.array(column, bool)
            for column in ([one and getattr(one, name) for one in asked] for name in ("then", "either", "otherwise"))
        )
        self._before, self._after = (
            _Side([one and getattr(one, side) for one in asked], ~self._either) for side in ("before", "after")
        )

    def find(self, document: Document) -> Iterator[Match]:
        """Cues in a document, from left to right, without overlap, the longest that counts at each place."""
        if not self._phrases.opens_in(document):
            return
        for _, first, last, number in zip(*map(np.ndarray.tolist, self.find_in([document])), strict=True):
            yield Match(first, last, self.lexicon.entries[number])

    def find_in(self, documents: Sequence[Document]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """What `find` yields of each of many documents, which is faster than one by one.

        Returns
        -------
        tuple of array
            The position of the document, the first and the last token, and the position among the lexicon's
            ``entries``, of each match in order.
        """
        columns, n_before = [np.zeros((4, 0), np.int64)], 0
        for vocabulary, group in groupby(documents, key=attrgetter("vocabulary")):
            together = list(group)
            found = self._find_together(vocabulary, together)
            found[0] += n_before
            columns.append(found)
            n_before += len(together)
        return tuple(np.concatenate(columns, axis=1))

    def _find_together(self, vocabulary: Vocabulary, documents: Sequence[Document]) -> np.ndarray:
        ends = np.cumsum([len(document.codes) for document in documents])
        starts = np.append(0, ends[:-1])
        codes = np.concatenate([document.codes for document in documents])
        sentence_ends = np.concatenate(
            [document.sentence_ends + start for document, start in zip(documents, starts.tolist(), strict=True)]
        )
        at, length, phrase = self._phrases.find(vocabulary, codes, sentence_ends)
        counts = self._n_entries[phrase]
        rows = np.arange(len(phrase)).repeat(counts)
        number = self._first_entries[phrase][rows] + np.arange(len(rows)) - (counts.cumsum() - counts)[rows]
        first, entry = at[rows], self._entries[number]
        last, owner = first + length[rows], ends.searchsorted(first, "right")
        before = self._before.stands(vocabulary, codes, entry, first - 1, first > starts[owner])
        after = self._after.stands(vocabulary, codes, entry, last, last < ends[owner])
        near = np.where(self._either[entry], before | after, before & after)
        is_asked = self._is_asked[entry] & near
        found = np.array((first, last, entry, owner, is_asked))[:, near | self._otherwise[entry]]
        # A word that counts by itself and begins no other candidate counts unless a longer match covers it.
        only = np.diff(found[0], prepend=-1).astype(bool) & np.diff(found[0], append=len(codes)).astype(bool)
        alone = only & (found[1] == found[0] + 1) & ~found[4].astype(bool)
        plain, candidates = found[:3, alone], found[:, ~alone]
        matches = self._counting(documents, starts.tolist(), plain[0].tolist(), candidates)
        clear = plain[0] >= matches[1, matches[3, 1:].searchsorted(plain[0], "right")]
        first, last, entry = np.concatenate((plain[:, clear], matches[:3, 1:]), axis=1)
        order = first.argsort()
        owner = ends.searchsorted(first[order], "right")
        return np.array((owner, first[order] - starts[owner], last[order] - starts[owner], entry[order]))

    def _counting(
        self, documents: Sequence[Document], starts: Sequence[int], plain: Sequence[int], candidates: np.ndarray
    ) -> np.ndarray:
        """The first and last tokens, the entries and the places of the candidates that count, after a stand-in.

        Tokens are counted over all documents. No range reaches back over a place in ``plain``.
        """
        tests, matches, free = self._tests, [(0, 0, 0, 0)], 0
        for at, last, entry, owner, is_asked in zip(*candidates.tolist(), strict=True):
            if at < free:
                continue
            first = at
            if is_asked:
                start = starts[owner]
                verdict = tests[entry](documents[owner], at - start, last - start)
                if not verdict:
                    continue
                if isinstance(verdict, tuple):
                    first, last = start + verdict[0], start + verdict[1]
                    if first < at:
                        before = bisect_left(plain, at)
                        first = max(first, free, plain[before - 1] + 1 if before else 0)
            matches.append((first, last, entry, at))
            free = last
        return np.array(matches, np.int64).T


class _Side:
    """What the entries of a lexicon ask of the token on one side of them."""

    def __init__(self, neighbours: Sequence[Neighbour | None], for_none: np.ndarray) -> None:
        self._for_none = for_none
        bits = {each: 1 << number for number, each in enumerate(dict.fromkeys(filter(None, neighbours)))}
        if len(bits) > _MOST_NEIGHBOURS:
            raise ValueError(f"The conditions of a lexicon ask for {len(bits)} neighbours; at most {_MOST_NEIGHBOURS}.")
        self._wanted = np.array([bits[each] if each else 0 for each in neighbours], np.int64)
        self._excluded = np.array([each.excluded if each else False for each in neighbours])
        classes, words, heads = Counter(), Counter(), Counter()
        for each, bit in bits.items():
            classes.update(dict.fromkeys(each.classes, bit))
            words.update(dict.fromkeys(each.words, bit))
            heads.update(dict.fromkeys(each.heads, bit))

        def bits_of(_: str, word: str, kind: str) -> int:
            found = classes.get(kind, 0) | words.get(word, 0)
            return found | heads.get(_head(word), 0) if heads else found

        self._bits = ClassedTable(bits_of, np.int64)
        self._outside = bits_of("", "", "end")

    def stands(
        self, vocabulary: Vocabulary, codes: np.ndarray, entry: np.ndarray, beside: np.ndarray, inside: np.ndarray
    ) -> np.ndarray:
        """Whether the tokens ``beside`` cues, if ``inside`` their document, are what their entries ask for."""
        stands = self._for_none[entry]
        asking = self._wanted[entry].nonzero()[0]
        if len(asking):
            own = entry[asking]
            bits = vocabulary.values(self._bits).take(codes.take(beside[asking], mode="clip"))
            bits = np.where(inside[asking], bits, self._outside)
            stands[asking] = (bits & self._wanted[own] != 0) != self._excluded[own]
        return stands

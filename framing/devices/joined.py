"""Several documents as one sequence of tokens, so that what is done with arrays is done once for all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from framing.document import Document, in_groups
from framing.vocabulary import TypeTable, Vocabulary
from framing.wordclass import ClassedTable

# The word classes of `framing.wordclass`, and what stands before and behind a sentence.
CLASS_NAMES = (
    "begin", "end", "name", "name's", "word", "word's", "-ly", "-ing", "-ed", "-s", "digits", "adverb", "preposition",
    "number", "determiner", "possessive", "object_pronoun", "subordinator", "coordinator", "question", "relative",
    "subject_contraction", "subject_pronoun", "be", "have", "do", "modal", "negation", "weekday", "month", "that", "to",
    "as", "not", "of", "for", "on", "about", "against", "with", "by", "in", "at", "you", "i", "we", "quote",
    "single_quote", "mark", ",", ".", ":", ";", "?", "!", "(", ")", "-", "—", "–",
)  # fmt: skip
CLASS_NUMBERS = {name: number for number, name in enumerate(CLASS_NAMES)}
BEGIN, END = CLASS_NUMBERS["begin"], CLASS_NUMBERS["end"]
_CLASS = ClassedTable(lambda token, word, own_class: CLASS_NUMBERS[own_class], np.int8)
# What stands between documents, so that what is near in one is not near in the other: no cue, no name, no place for an
# end.
GAP = "."
_GAP_TOKENS = 2
_MOST_TOKENS = 1 << 16
NOWHERE = -1


class Ranges(NamedTuple):
    """Where token ranges start and end, among the tokens of all documents; `NOWHERE` for one that is not there."""

    starts: np.ndarray
    ends: np.ndarray

    @classmethod
    def of(cls, ranges: Sequence[tuple[int, int] | None], offsets: np.ndarray) -> Ranges:
        """Ranges given as tokens of documents that begin at ``offsets``; None for one that is not there."""
        both = np.array([one or (NOWHERE, NOWHERE) for one in ranges], np.int64).reshape(-1, 2)
        both += np.where(both[:, :1] == NOWHERE, 0, offsets[:, None])
        return cls(both[:, 0], both[:, 1])

    @property
    def there(self) -> np.ndarray:
        """Which of the ranges there are."""
        return self.starts >= 0

    def at(self, numbers: np.ndarray) -> Ranges:
        """Some of the ranges."""
        return Ranges(self.starts[numbers], self.ends[numbers])

    def put(self, numbers: np.ndarray, ranges: Ranges) -> None:
        """Put other ranges where some stand."""
        self.starts[numbers], self.ends[numbers] = ranges

    def minus(self, offsets: np.ndarray) -> list[tuple[int, int] | None]:
        """The ranges as tokens of documents that begin at ``offsets``; None for one that is not there."""
        found: list = list(zip((self.starts - offsets).tolist(), (self.ends - offsets).tolist(), strict=True))
        for number in np.flatnonzero(~self.there).tolist():
            found[number] = None
        return found


@dataclass(frozen=True, eq=False)
class Joined:
    """Documents with one vocabulary, one after the other, with a gap behind each.

    Attributes
    ----------
    documents : sequence of Document
    offsets : array of int
        Where each document begins.
    codes, classes : array of int
        The type and the word class, a position in `CLASS_NAMES`, of each token.
    """

    documents: Sequence[Document]
    offsets: np.ndarray
    codes: np.ndarray
    classes: np.ndarray

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Joined:
        """Join documents that have one vocabulary."""
        vocabulary = documents[0].vocabulary
        gap = np.full(_GAP_TOKENS, vocabulary.number(GAP), np.int32)
        codes = np.concatenate([part for document in documents for part in (document.codes, gap)])
        lengths = np.array([len(document.codes) + _GAP_TOKENS for document in documents])
        return cls(documents, lengths.cumsum() - lengths, codes, vocabulary.values(_CLASS)[codes])

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of all documents."""
        return self.documents[0].vocabulary

    def values(self, table: TypeTable, at: np.ndarray | slice = slice(None)) -> np.ndarray:
        """What holds of the types of tokens."""
        return self.vocabulary.values(table).take(self.codes[at])

    def owners(self, at: np.ndarray) -> np.ndarray:
        """The positions of the documents that tokens stand in."""
        return np.searchsorted(self.offsets, at, "right") - 1

    def ranges(self, ranges: Sequence[Sequence[tuple[int, int]]]) -> tuple[np.ndarray, np.ndarray]:
        """Where token ranges of each document start and end among the tokens of all."""
        both = np.fromiter(chain.from_iterable(chain.from_iterable(ranges)), np.int64).reshape(-1, 2)
        both += np.repeat(self.offsets, list(map(len, ranges)))[:, None]
        return both[:, 0], both[:, 1]

    def before(self, *names: str) -> np.ndarray:
        """For each token, how many of some word classes stand before it."""
        return counted_before(of_classes(*names).take(self.classes))

    def places(self, tokens: Sequence[Collection[int]]) -> np.ndarray:
        """Where tokens of each document stand among those of all."""
        return np.fromiter(chain.from_iterable(tokens), np.int64) + self.offsets.repeat(list(map(len, tokens)))

    def characters(self, ranges: Ranges) -> Ranges:
        """The characters of their documents at which token ranges start and end."""
        starts, ends = self._edges[0][ranges.starts], self._edges[1][ranges.ends - 1]
        return Ranges(np.where(ranges.there, starts, NOWHERE), np.where(ranges.there, ends, NOWHERE))

    @cached_property
    def _edges(self) -> np.ndarray:
        gap = np.zeros((2, _GAP_TOKENS), np.int64)
        return np.concatenate([part for document in self.documents for part in (document.edges, gap)], axis=1)

    @cached_property
    def sentences(self) -> tuple[np.ndarray, np.ndarray]:
        """Where each sentence starts and ends."""
        return self.ranges([document.sentences for document in self.documents])

    @cached_property
    def paragraphs(self) -> tuple[np.ndarray, np.ndarray]:
        """Where each paragraph starts and ends."""
        return self.ranges([document.paragraphs for document in self.documents])

    def sentences_at(self, at: np.ndarray) -> np.ndarray:
        """The positions among `sentences` of those that hold tokens."""
        return np.searchsorted(self.sentences[0], at, "right") - 1

    @cached_property
    def _quotations(self) -> np.ndarray:
        own = [document.quotation_opening.values() for document in self.documents]
        found = np.array([(q.first, q.last, q.closed) for quotations in own for q in quotations], np.int64)
        found = found.reshape(-1, 3).T
        found[:2] += self.offsets.repeat(list(map(len, own)))
        return found

    @cached_property
    def quotations(self) -> Ranges:
        """The tokens inside each outermost quotation."""
        return Ranges(*self._quotations[:2])

    @property
    def are_closed(self) -> np.ndarray:
        """Whether each outermost quotation has a closing mark."""
        return self._quotations[2] > 0

    def opened_by(self, marks: np.ndarray) -> np.ndarray:
        """The positions among `quotations` of those that tokens are the opening marks of; `NOWHERE` for none."""
        return _positions(self.quotations.starts - 1, marks)

    def closed_by(self, marks: np.ndarray) -> np.ndarray:
        """The positions among `quotations` of those that tokens are the closing marks of; `NOWHERE` for none."""
        found = _positions(self.quotations.ends, marks)
        return np.where(np.append(self.are_closed, False)[found], found, NOWHERE)

    def quotations_around(self, at: np.ndarray) -> Ranges:
        """The outermost quotation that holds each token, if one does."""
        if not len(self.quotations.starts):
            return Ranges(*np.full((2, len(at)), NOWHERE))
        number = np.searchsorted(self.quotations.starts, at, "right") - 1
        starts, ends = self.quotations.starts[number], self.quotations.ends[number]
        inside = (number >= 0) & (starts <= at) & (at < ends)
        return Ranges(np.where(inside, starts, NOWHERE), np.where(inside, ends, NOWHERE))

    @cached_property
    def names_before(self) -> np.ndarray:
        """How many names stand before each token."""
        return self.before("name")


def _positions(places: np.ndarray, sought: np.ndarray) -> np.ndarray:
    """The positions of numbers among others, which are in order; `NOWHERE` for one that is not among them."""
    return np.where(stands_in(sought, places), np.searchsorted(places, sought), NOWHERE)


def first_from(holds: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The first place at or after each of some places where something holds; behind all where there is none."""
    places = np.flatnonzero(holds)
    return np.append(places, len(holds))[np.searchsorted(places, at)]


def last_until(holds: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The last place at or before each of some places where something holds; -1 where there is none."""
    places = np.flatnonzero(holds)
    return np.append(places, -1)[np.searchsorted(places, at, "right") - 1]


def stands_in(at: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Which of some tokens are among places that are in order."""
    return places.take(np.searchsorted(places, at), mode="clip") == at if len(places) else np.zeros(len(at), bool)


def counted_before(holds: np.ndarray) -> np.ndarray:
    """For each place, in how many places before it something holds."""
    counts = np.zeros(len(holds), np.int32)
    np.cumsum(holds[:-1], out=counts[1:])
    return counts


def of_classes(*names: str) -> np.ndarray:
    """Whether each of `CLASS_NAMES` is among those named."""
    return np.array([name in names for name in CLASS_NAMES])


def joined(documents: Sequence[Document]) -> Iterator[Joined]:
    """Join documents, in their order: as many at a time as have one vocabulary and are not too long together."""
    for _, alike in groupby(documents, key=attrgetter("vocabulary")):
        yield from map(Joined.of, in_groups(alike, lambda document: len(document.codes), _MOST_TOKENS))

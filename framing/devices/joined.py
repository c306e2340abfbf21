"""Several documents as one sequence of tokens, so that what is done with arrays is done once for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from framing.document import Document
from framing.vocabulary import TypeTable, Vocabulary
from framing.wordclass import word_class

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
_CLASS = TypeTable(lambda token, word: CLASS_NUMBERS[word_class(token, word)], np.int8)
# What stands between documents, so that what is near in one is not near in the other: no cue, no name, no place for an
# end.
GAP = "."
_GAP_TOKENS = 2
_MOST_TOKENS = 1 << 16


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
        return self.vocabulary.values(table)[self.codes[at]]

    def owners(self, at: np.ndarray) -> np.ndarray:
        """The positions of the documents that tokens stand in."""
        return np.searchsorted(self.offsets, at, "right") - 1

    def ranges(self, ranges: Sequence[Sequence[tuple[int, int]]]) -> tuple[np.ndarray, np.ndarray]:
        """Where token ranges of each document start and end among the tokens of all."""
        both = np.array([pair for own in ranges for pair in own], np.int64).reshape(-1, 2)
        both += np.repeat(self.offsets, list(map(len, ranges)))[:, None]
        return both[:, 0], both[:, 1]

    def before(self, *names: str) -> np.ndarray:
        """For each token, how many of some word classes stand before it."""
        return np.append(0, of_classes(*names)[self.classes[:-1]].cumsum())

    @cached_property
    def sentences(self) -> tuple[np.ndarray, np.ndarray]:
        """Where each sentence starts and ends."""
        return self.ranges([document.sentences for document in self.documents])

    @cached_property
    def names_before(self) -> np.ndarray:
        """How many names stand before each token."""
        return self.before("name")


def of_classes(*names: str) -> np.ndarray:
    """Whether each of `CLASS_NAMES` is among those named."""
    return np.array([name in names for name in CLASS_NAMES])


def joined(documents: Sequence[Document]) -> Iterator[Joined]:
    """Join documents, in their order: as many at a time as have one vocabulary and are not too long together."""
    group: list[Document] = []
    size = 0
    for document in documents:
        if group and (document.vocabulary is not group[0].vocabulary or size + len(document.codes) > _MOST_TOKENS):
            yield Joined.of(group)
            group, size = [], 0
        group.append(document)
        size += len(document.codes)
    if group:
        yield Joined.of(group)

"""Spans: the places where a device was found, one by one or those of several documents in columns.

A corpus has far more spans than anything else: in columns they are counted, checked and put into a table without an
object for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from numbers import Integral
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from framing.document import Document
from framing.lexicon import Condition, Entry, Lexicon
from framing.matching import Matcher

if TYPE_CHECKING:
    from framing.devices import Device

SPAN_COLUMNS = ("doc", "device", "category", "start", "end", "text", "voice")
_NAMES_OF_COLUMNS = frozenset(SPAN_COLUMNS)
_NOTHING: Mapping[str, object] = MappingProxyType({})


class Span(NamedTuple):
    """A place where a device was found.

    Attributes
    ----------
    start, end : int
        Characters of the text as given.
    category : str
        One of the device's categories.
    details : mapping of str to object
        What else the device has to say; each key becomes a column of ``result.spans``.
    """

    start: int
    end: int
    category: str
    details: Mapping[str, object] = _NOTHING


class Details(NamedTuple):
    """What those spans have to say of themselves that say the same: which ``rows`` they are, and a column a key."""

    rows: np.ndarray
    columns: dict[str, Sequence]


class Spans(NamedTuple):
    """The spans of one device in several documents, in columns.

    Attributes
    ----------
    document : array of int
        The position of the document.
    start, end : array of int
        Characters of its text.
    category : array of int
        A position among the device's categories.
    details : tuple of Details
    """

    document: np.ndarray
    start: np.ndarray
    end: np.ndarray
    category: np.ndarray
    details: tuple[Details, ...] = ()


def in_columns(found: Sequence[Sequence[Span]], categories: Sequence[str], texts: Sequence[str]) -> Spans | None:
    """The spans in each of several texts, in columns; None if one may break the contract: `check_span` tells which.

    Examples
    --------
    >>> texts = ["They left.", "", "She stayed."]
    >>> in_columns([[Span(0, 4, "word")], [], [Span(4, 10, "word", {"length": 6})]], ["word"], texts)
    ... # doctest: +NORMALIZE_WHITESPACE
    Spans(document=array([0, 2]), start=array([0, 4]), end=array([ 4, 10]), category=array([0, 0]),
          details=(Details(rows=array([1]), columns={'length': [6]}),))
    """
    spans = list(chain.from_iterable(found))
    document = np.arange(len(found)).repeat(list(map(len, found)))
    if set(map(type, spans)) != {Span}:
        return None if spans else Spans(*[document] * 4)
    start, end, category, own = zip(*spans, strict=True)
    lengths = np.array(list(map(len, texts)))
    # Types first, then limits: a number may be none that an array can hold.
    if {*map(type, start), *map(type, end)} != {int} or set(map(type, category)) != {str}:
        return None
    if min(start) < 0 or max(end) > lengths.max() or not set(category) <= set(categories):
        return None
    numbers = {name: number for number, name in enumerate(categories)}
    starts, ends, kinds = np.array(start), np.array(end), np.array(list(map(numbers.__getitem__, category)))
    details = _details(own)
    if (starts >= ends).any() or (ends > lengths[document]).any():
        return None
    if any(not _NAMES_OF_COLUMNS.isdisjoint(one.columns) for one in details):
        return None
    return Spans(document, starts, ends, kinds, details)


def _details(details: Sequence[Mapping[str, object]]) -> tuple[Details, ...]:
    rows: dict[tuple[str, ...], list[int]] = {}
    for row, keys in enumerate(map(tuple, details)):
        if keys:
            rows.setdefault(keys, []).append(row)
    return tuple(
        Details(np.array(own), {key: [details[row][key] for row in own] for key in keys}) for keys, own in rows.items()
    )


@dataclass(frozen=True)
class Search:
    """The matches of a lexicon as spans: the `Device.find` of a device that is a lexicon alone.

    A class, so that worker processes can receive it.

    Attributes
    ----------
    lexicon : Lexicon
    conditions : mapping of str to callable
    describe : callable, optional
        ``describe(document, first, last, entry)`` gives the details of a match; None if it is no span after all. The
        further columns of the lexicon are the details otherwise.

    Examples
    --------
    >>> search = Search(Lexicon.of("war", {"combat": ["battle|fight"]}), {})
    >>> [span.start for span in search(Document.of("A fight."))]
    [2]
    >>> found = search.in_each([Document.of("A fight."), Document.of("No battle.")], ["combat"])
    >>> found.document.tolist(), found.start.tolist(), found.end.tolist()
    ([0, 1], [2, 3], [7, 9])
    """

    lexicon: Lexicon
    conditions: Mapping[str, Condition]
    describe: Callable[[Document, int, int, Entry], Mapping[str, object] | None] | None = None

    def __reduce__(self) -> tuple:
        return Search, (self.lexicon, self.conditions, self.describe)

    @cached_property
    def matcher(self) -> Matcher:
        """The lexicon, ready to be looked up."""
        return Matcher(self.lexicon, self.conditions)

    @cached_property
    def _categories(self) -> np.ndarray:
        """The position of each entry's category among those of the lexicon."""
        numbers = {name: number for number, name in enumerate(self.lexicon.categories)}
        return np.array([numbers[entry.category] for entry in self.lexicon.entries])

    @cached_property
    def _has_further_columns(self) -> bool:
        return any(entry.attributes for entry in self.lexicon.entries)

    def __call__(self, document: Document) -> Iterator[Span]:
        """The spans in one document."""
        for first, last, entry in self.matcher.find(document):
            details = self.describe(document, first, last, entry) if self.describe else entry.attributes
            if details is not None:
                yield Span(document.starts[first], document.ends[last - 1], entry.category, details)

    def in_each(self, documents: Sequence[Document], categories: Sequence[str]) -> Spans:
        """The spans in many documents, which is faster than one by one."""
        found, entries = self.matcher.find_in(documents), self.lexicon.entries
        if self.describe:
            details = [
                self.describe(documents[owner], first, last, entries[number])
                for owner, first, last, number in zip(*map(np.ndarray.tolist, found), strict=True)
            ]
            if None in details:
                kept = [row for row, own in enumerate(details) if own is not None]
                found, details = tuple(column[kept] for column in found), [details[row] for row in kept]
        else:
            details = [entries[number].attributes for number in found[3].tolist()] if self._has_further_columns else []
        document, first, last, entry = found
        starts, ends = np.concatenate([np.zeros((2, 0), np.int64), *(each.edges for each in documents)], axis=1)
        n_before = np.append(0, np.cumsum([len(each.tokens) for each in documents], dtype=np.int64))[document]
        category = np.array([categories.index(name) for name in self.lexicon.categories])[self._categories[entry]]
        return Spans(document, starts[n_before + first], ends[n_before + last - 1], category, _details(details))


def check_span(device: Device, span: Span, text: str) -> Span:
    """The same span in plain types; a `ValueError` says how it breaks the contract of devices, if it does."""
    if not isinstance(span, Span):
        raise ValueError(f"Device {device.name!r} gave {span!r:.80}; it must give framing.Span(start, end, category).")
    if not (isinstance(span.start, Integral) and isinstance(span.end, Integral)):
        raise ValueError(
            f"Device {device.name!r} gave the span {span.start!r} to {span.end!r}; offsets must be whole numbers."
        )
    if not 0 <= span.start < span.end <= len(text):
        raise ValueError(
            f"Device {device.name!r} gave the span {span.start} to {span.end} in a text of {len(text)} characters; "
            "it must lie inside the text and not be empty."
        )
    if span.category not in device.categories:
        raise ValueError(
            f"Device {device.name!r} gave the category {span.category!r}, but names only {list(device.categories)}."
        )
    for name in span.details:
        if name in SPAN_COLUMNS:
            raise ValueError(
                f"Device {device.name!r} gave the detail {name!r}, but spans have a column {name!r} already."
            )
    category = device.categories[device.categories.index(span.category)]
    return Span(int(span.start), int(span.end), category, span.details)

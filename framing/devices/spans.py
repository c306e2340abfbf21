"""Spans: the places where a device was found, one by one or those of several documents in columns.

A corpus has far more spans than anything else: in columns they are counted, checked and put into a table without an
object for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from numbers import Integral
from operator import le, lt
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from framing.document import Document
from framing.lexicon import Condition, Lexicon

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


def in_columns(found: Sequence[Sequence[Span]], categories: Sequence[str]) -> Spans:
    """The spans of each of several documents, in columns.

    Examples
    --------
    >>> in_columns([[Span(0, 3, "word")], [], [Span(4, 8, "word", {"length": 4})]], ["word"])
    ... # doctest: +NORMALIZE_WHITESPACE
    Spans(document=array([0, 2]), start=array([0, 4]), end=array([3, 8]), category=array([0, 0]),
          details=(Details(rows=array([1]), columns={'length': [4]}),))
    """
    spans = list(chain.from_iterable(found))
    start, end, category, details = zip(*spans, strict=True) if spans else ((), (), (), ())
    numbers = {name: number for number, name in enumerate(categories)}
    columns = (start, end, map(numbers.__getitem__, category))
    return Spans(
        np.arange(len(found)).repeat(list(map(len, found))),
        *(np.fromiter(column, np.int64, len(spans)) for column in columns),
        _details(details),
    )


def _details(details: Sequence[Mapping[str, object]]) -> tuple[Details, ...]:
    rows: dict[tuple[str, ...], list[int]] = {}
    for row, detail in enumerate(details):
        if detail:
            rows.setdefault(tuple(detail), []).append(row)
    return tuple(
        Details(np.array(own), {key: [details[row][key] for row in own] for key in keys}) for keys, own in rows.items()
    )


@dataclass(frozen=True)
class Search:
    """The matches of a lexicon as spans: the `Device.find` of a device that is a lexicon alone.

    A class, so that worker processes can receive it.

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

    def __call__(self, document: Document) -> Iterator[Span]:
        """The spans in one document."""
        for first, last, entry in self.lexicon.find(document, self.conditions):
            yield Span(document.starts[first], document.ends[last - 1], entry.category, entry.attributes)

    def in_each(self, documents: Sequence[Document], categories: Sequence[str]) -> Spans:
        """The spans in many documents, which is faster than one by one."""
        document, first, last, entry = self.lexicon.find_in(documents, self.conditions)
        starts, ends = np.concatenate([np.zeros((2, 0), np.int64), *(each.edges for each in documents)], axis=1)
        n_before = np.append(0, np.cumsum([len(each.tokens) for each in documents], dtype=np.int64))[document]
        numbers = {name: number for number, name in enumerate(categories)}
        category = np.array([numbers[each.category] for each in self.lexicon.entries], np.int64)[entry]
        details = _details([self.lexicon.entries[number].attributes for number in entry.tolist()])
        return Spans(document, starts[n_before + first], ends[n_before + last - 1], category, details)


def hold(device: Device, found: Sequence[Sequence[Span]], texts: Sequence[str]) -> bool:
    """Whether spans in several texts hold to the contract, all at once; `check_span` tells what this cannot."""
    spans = list(chain.from_iterable(found))
    if set(map(type, spans)) != {Span}:
        return not spans
    starts, ends, categories, details = zip(*spans, strict=True)
    lengths = chain.from_iterable(map(repeat, map(len, texts), map(len, found)))
    return (
        {*map(type, starts), *map(type, ends)} == {int}
        and min(starts) >= 0
        and all(map(le, ends, lengths))
        and all(map(lt, starts, ends))
        and all(map(device.categories.__contains__, categories))
        and all(map(_NAMES_OF_COLUMNS.isdisjoint, filter(None, details)))
    )


def check_span(device: Device, span: Span, text: str) -> None:
    """Raise a `ValueError` that says how a span breaks the contract of devices, if it does."""
    plain = type(span) is Span and type(span.start) is type(span.end) is int and 0 <= span.start < span.end <= len(text)
    if plain and span.category in device.categories and _NAMES_OF_COLUMNS.isdisjoint(span.details):
        return
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

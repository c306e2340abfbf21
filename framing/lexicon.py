"""Lexicons: cues with their category and the condition under which they count, read from ``lexicons/*.csv``.

A lexicon is a file that a domain expert edits. Its columns:

``cue``
    Words separated by spaces. ``a|b`` stands for either word, a final ``?`` makes a word optional, ``<be>``
    stands for any word of that group in ``lexicons/groups.csv``: ``<be> widely? believed|thought to``.
``category``
    The category that a match belongs to.
``condition``
    The name of a condition in the device's Python file; empty when the cue always counts.
``note``, ``reference``
    For the reader; the source in the literature.

Further columns become the entry's ``attributes``.

The environment variable ``FRAMING_LEXICONS`` names a folder whose files are read instead.
"""

from __future__ import annotations

import csv
import io
import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from importlib import resources
from itertools import chain, groupby, product
from math import prod
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from framing.arguments import check_arguments
from framing.vocabulary import TypeTable, Vocabulary, words_of

if TYPE_CHECKING:
    from framing.document import Document

# Edited copies, or those of an earlier run, take the package's place without a change to the package.
LEXICONS = Path(os.environ.get("FRAMING_LEXICONS") or str(resources.files("framing") / "lexicons"))
_COLUMNS = ("cue", "category", "condition", "note", "reference")
_MOST_FORMS = 5_000
_ALONE = 1 << 62

Condition = Callable[["Document", int, int], "bool | tuple[int, int]"]


class LexiconError(ValueError):
    """A lexicon file that cannot be used: says which file, which row and what would be right."""


@dataclass(frozen=True)
class Entry:
    """One row of a lexicon."""

    cue: str
    category: str
    condition: str = ""
    note: str = ""
    reference: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


class Match(NamedTuple):
    """A cue found in a document: the token range ``first`` to ``last`` (exclusive) and its entry."""

    first: int
    last: int
    entry: Entry


@dataclass(frozen=True)
class Lexicon:
    """The entries of one lexicon, ready to be looked up.

    Examples
    --------
    >>> from framing.document import Document
    >>> lexicon = Lexicon("doubt", (Entry("<be> said to", "hearsay"),))
    >>> [lexicon_match[:2] for lexicon_match in lexicon.find(Document.of("It is said to rain."))]
    [(1, 4)]
    """

    name: str
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, name: str, cues: Mapping[str, Sequence[str]]) -> Lexicon:
        """A lexicon from the cues of each category, checked as a file is.

        Raises
        ------
        LexiconError
            For no cues, cues that are no list, an empty or repeated cue, or an unknown word group.

        Examples
        --------
        >>> Lexicon.of("war", {"combat": ["battle|fight"], "peace": ["truce"]}).categories
        ('combat', 'peace')
        """
        entries, seen = [], {}
        for category, listed in cues.items():
            where = f"{name}, category {category!r}"
            if isinstance(listed, str) or not isinstance(listed, Iterable):
                raise LexiconError(f"{where}: cues must be a list, [{listed!r}], not {type(listed).__name__}.")
            for cue in listed:
                if not isinstance(cue, str) or not cue.strip():
                    raise LexiconError(f"{where}: a cue must be words; found {cue!r}.")
                entries.append(Entry(cue, category))
                _check_forms(entries[-1], where, seen)
        if not entries:
            raise LexiconError(f"{name} has no cues; pass {{'category': ['cue', 'other cue']}}.")
        return cls(name, tuple(entries))

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories, in the order in which the file introduces them."""
        return tuple(dict.fromkeys(entry.category for entry in self.entries))

    @cached_property
    def _by_form(self) -> dict[tuple[str, ...], tuple[int, ...]]:
        """The words of a cue -> the entries that have it, by their positions among `entries`."""
        table: dict[tuple[str, ...], tuple[int, ...]] = {}
        for number, entry in enumerate(self.entries):
            for form in cue_forms(entry.cue):
                table[form] = (*table.get(form, ()), number)
        return table

    @cached_property
    def _lengths(self) -> dict[str, dict[str, tuple[int, ...]]]:
        """First word -> second word, or "" for any other -> how many words cues have that begin so, the most first."""
        found: dict[str, dict[str, set[int]]] = {}
        for form in self._by_form:
            seconds = found.setdefault(form[0], {"": set()})
            seconds.setdefault(form[1] if len(form) > 1 else "", set()).add(len(form))
        return {
            first: {second: tuple(sorted(own | seconds[""], reverse=True)) for second, own in seconds.items()}
            for first, seconds in found.items()
        }

    @cached_property
    def _plain(self) -> TypeTable:
        """The entry of a word that is a cue by itself, whatever stands beside it; -1 for other words."""
        alone = {form[0]: numbers[0] for form, numbers in self._by_form.items() if len(form) == 1}
        plain = {word: number for word, number in alone.items() if not self.entries[number].condition}
        return TypeTable(partial(_value, plain, -1), "int32")

    @cached_property
    def _opening_and_second(self) -> tuple[TypeTable, TypeTable]:
        """Bits of a word as the first of a cue, and as the second; where they share none, no cue stands.

        A first word has one of 62 bits, which all of its second words have. One that is a cue by itself has a bit that
        every word has.
        """
        first: dict[str, int] = {}
        second: dict[str, int] = {}
        for number, (word, seconds) in enumerate(self._lengths.items()):
            first[word] = 1 << number % 62 | (_ALONE if seconds[""] else 0)
            for following in seconds:
                second[following] = second.get(following, _ALONE) | 1 << number % 62
        return TypeTable(partial(_value, first, 0), "int64"), TypeTable(partial(_value, second, _ALONE), "int64")

    def find(self, document: Document, conditions: Mapping[str, Condition] | None = None) -> Iterator[Match]:
        """Cues in a document, from left to right, without overlap, the longest that counts at each place.

        Parameters
        ----------
        document : Document
        conditions : mapping of str to callable, optional
            ``conditions[name](document, first, last)`` answers whether the cue counts there, or with the
            token range that the span should have instead. A range that reaches back into the match before it
            is cut to begin after it. Without conditions every cue counts.

        Yields
        ------
        Match
        """
        words, free = (*document.words, ""), 0
        for at in self._bits(document.vocabulary, document.codes, slice(-1, None)).nonzero()[0].tolist():
            match = self._longest_at(document, words, at, conditions) if at >= free else None
            if match:
                first, last, number = match
                yield Match(max(first, free), last, self.entries[number])
                free = last

    def find_in(
        self, documents: Sequence[Document], conditions: Mapping[str, Condition] | None = None
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """What `find` yields of each of many documents, which is faster for cues of one word without a condition.

        Returns
        -------
        tuple of array
            The position of the document, the first and the last token, and the position among `entries`, of each match
            in order.
        """
        columns, n_before = [], 0
        for vocabulary, group in groupby(documents, key=attrgetter("vocabulary")):
            together = list(group)
            ends = np.cumsum([len(document.codes) for document in together])
            starts = np.append(0, ends[:-1])
            codes = np.concatenate([document.codes for document in together])
            bits = self._bits(vocabulary, codes, ends[ends > 0] - 1)
            places = bits.nonzero()[0]
            entries = np.where(bits[places] == _ALONE, vocabulary.values(self._plain).take(codes[places]), -1)
            matches = self._merged(places, entries, together, starts, conditions)
            owners = np.searchsorted(ends, matches[0], "right")
            columns.append(np.array((n_before + owners, *(matches[:2] - starts[owners]), matches[2])))
            n_before += len(together)
        return tuple(np.concatenate([np.zeros((4, 0), np.int64), *columns], axis=1))

    def _merged(
        self,
        places: np.ndarray,
        entries: np.ndarray,
        documents: Sequence[Document],
        starts: np.ndarray,
        conditions: Mapping[str, Condition] | None,
    ) -> np.ndarray:
        """First and last tokens and entries of all matches, tokens counted over documents that ``starts`` begin.

        At a place that has an entry the word stands by itself, whatever is beside it, unless a longer cue covers it.
        """
        plain, undecided = places[entries >= 0], places[entries < 0]
        owners = np.searchsorted(starts, undecided, "right") - 1
        standing = plain.tolist()
        matched, found_at, free, owner, words = [(0, 0, 0)], [], 0, -1, ()
        for place, its_owner, start in zip(undecided.tolist(), owners.tolist(), starts[owners].tolist(), strict=True):
            if place < free:
                continue
            if its_owner != owner:
                owner, document = its_owner, documents[its_owner]
                words = (*document.words, "")
            match = self._longest_at(document, words, place - start, conditions)
            if match:
                first = start + match[0]
                if first < place:  # no further back than to the match before
                    before = bisect_left(standing, place)
                    first = max(first, free, standing[before - 1] + 1 if before else 0)
                free = start + match[1]
                matched.append((first, free, match[2]))
                found_at.append(place)
        matches = np.array(matched).T
        clear = plain >= matches[1, np.searchsorted(found_at, plain, "right")]
        alone = np.array((plain[clear], plain[clear] + 1, entries[entries >= 0][clear]))
        both = np.concatenate((matches[:, 1:], alone), axis=1)
        return both[:, both[0].argsort()]

    def _longest_at(
        self, document: Document, words: tuple[str, ...], at: int, conditions: Mapping[str, Condition] | None
    ) -> tuple[int, int, int] | None:
        """The longest match that counts at a token: its tokens and its entry.

        ``words`` are those of the document and an empty one.
        """
        seconds = self._lengths[words[at]]
        for length in seconds.get(words[at + 1], seconds[""]):
            last = at + length
            numbers = self._by_form.get(words[at:last])
            if numbers is None or (length > 1 and last > document.sentence_at(at)[1]):
                continue
            for number in numbers:
                condition = self.entries[number].condition
                if not condition or not conditions:
                    return at, last, number
                verdict = conditions[condition](document, at, last)
                if verdict:
                    return (*verdict, number) if isinstance(verdict, tuple) else (at, last, number)
        return None

    def _bits(self, vocabulary: Vocabulary, codes: np.ndarray, ends: np.ndarray | slice) -> np.ndarray:
        """Bits of each token, 0 where no cue can begin by its word and the next one, which ``ends`` have not."""
        opening, second = map(vocabulary.values, self._opening_and_second)
        bits = opening.take(codes)
        bits[:-1] &= second.take(codes[1:])
        bits[ends] &= _ALONE
        return bits


def _value(known: Mapping[str, int], other: int, token: str, word: str) -> int:
    return known.get(word, other)


def cue_forms(cue: str) -> list[tuple[str, ...]]:
    """Every sequence of words that a cue stands for, as `Document.words` has them.

    Raises
    ------
    LexiconError
        If there are more than 5,000.

    Examples
    --------
    >>> cue_forms("more|less or so?")
    [('more', 'or', 'so'), ('more', 'or'), ('less', 'or', 'so'), ('less', 'or')]
    >>> cue_forms("U.S. Senate")
    [('u.s', '.', 'senate')]
    """
    slots = []
    for element in cue.split():
        optional = element.endswith("?")
        words: list[str] = []
        for choice in element.removesuffix("?").split("|"):
            words += sorted(word_list("groups", choice[1:-1])) if choice.startswith("<") else [choice]
        slots.append([words_of(word) for word in ([*words, ""] if optional else words)])
    if prod(map(len, slots)) > _MOST_FORMS:
        raise LexiconError(f"{cue!r} stands for {prod(map(len, slots))} forms; split it, at most {_MOST_FORMS}.")
    forms = [tuple(chain.from_iterable(form)) for form in product(*slots)]
    return [form for form in dict.fromkeys(forms) if form]


def read_lexicon(source: str | Path) -> Lexicon:
    """Read a lexicon: one that comes with the package by name, or a CSV file of your own by path.

    Parameters
    ----------
    source : str or Path
        ``"hedges"`` for ``framing/lexicons/hedges.csv``; anything with the ending ``.csv`` is a path.

    Raises
    ------
    LexiconError
        Names the file and row of a missing column, an empty cue or category, a cue listed twice under one
        condition, or an unknown word group.

    Examples
    --------
    >>> sorted(read_lexicon("hedges").categories)
    ['approximator', 'epistemic', 'hearsay', 'shield', 'vague_source']
    """
    check_arguments(read_lexicon, locals())
    name, text = _read(source)
    rows = csv.DictReader(io.StringIO(text))
    missing = [column for column in ("cue", "category") if column not in (rows.fieldnames or ())]
    if missing:
        raise LexiconError(f"{name} has no column {missing[0]!r}; it has {rows.fieldnames}. Needed: cue, category.")
    entries, seen = [], {}
    for row in rows:
        where = f"{name}, line {rows.line_num}"
        if None in row or None in row.values():
            raise LexiconError(f"{where}: {rows.fieldnames} are the columns, but the row has other cells: {row}.")
        if not row["cue"].strip() or not row["category"].strip():
            raise LexiconError(
                f"{where}: cue and category must not be empty; found {row['cue']!r}, {row['category']!r}."
            )
        extra = {key: value for key, value in row.items() if key not in _COLUMNS}
        entry = Entry(*(row.get(column, "").strip() for column in _COLUMNS), extra)
        _check_forms(entry, where, seen)
        entries.append(entry)
    if not entries:
        raise LexiconError(f"{name} has no entries below its header.")
    return Lexicon(Path(name).stem, tuple(entries))


def _check_forms(entry: Entry, where: str, seen: dict[tuple, str]) -> None:
    try:
        forms = cue_forms(entry.cue)
    except KeyError as error:
        raise LexiconError(f"{where}: {entry.cue!r} names an unknown word group: {error.args[0]}") from None
    except LexiconError as error:
        raise LexiconError(f"{where}: {error}") from None
    for form in forms:
        key = (form, entry.condition)
        if key in seen:
            raise LexiconError(f"{where}: {' '.join(form)!r} stands already at {seen[key]} with the same condition.")
        seen[key] = where


def _read(source: str | Path) -> tuple[str, str]:
    if str(source).endswith(".csv"):
        try:
            return str(source), Path(source).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise LexiconError(f"{source} is not UTF-8 at byte {error.start}; save it as CSV UTF-8.") from None
    file = LEXICONS / f"{source}.csv"
    if not file.is_file():
        there = sorted(f.name.removesuffix(".csv") for f in LEXICONS.glob("*.csv"))
        raise LexiconError(
            f"No lexicon {source!r} comes with framing; there are {there}. A file of your own ends in .csv."
        )
    return f"{source}.csv", file.read_text(encoding="utf-8")


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of ``lexicons/<name>.csv`` as they stand."""
    return list(csv.DictReader(io.StringIO(_read(name)[1])))


@lru_cache
def _word_lists(name: str) -> dict[str, frozenset[str]]:
    label, text = _read(name)
    lists: dict[str, set[str]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        lists.setdefault(row["list"], set()).update(row["words"].split())
    if not lists:
        raise LexiconError(f"{label} needs the columns list, words.")
    return {key: frozenset(words) for key, words in lists.items()}


@lru_cache
def word_list(name: str, kind: str) -> frozenset[str]:
    """A list of words from ``lexicons/<name>.csv`` (columns ``list``, ``words``, ``note``).

    Examples
    --------
    >>> "mr" in word_list("abbreviations", "title")
    True
    """
    lists = _word_lists(name)
    if kind not in lists:
        raise KeyError(f"{name}.csv has no list {kind!r}; it has {sorted(lists)}")
    return lists[kind]

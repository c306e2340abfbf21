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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib import resources
from itertools import chain, product
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from framing.arguments import check_arguments
from framing.vocabulary import words_of

if TYPE_CHECKING:
    from framing.document import Document
    from framing.matching import Match

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


@dataclass(frozen=True)
class Lexicon:
    """The entries of one lexicon.

    Examples
    --------
    >>> from framing.document import Document
    >>> lexicon = Lexicon("doubt", (Entry("<be> said to", "hearsay"),))
    >>> [lexicon_match[:2] for lexicon_match in lexicon.find(Document.of("It is said to rain."))]
    [(1, 4)]
    """

    name: str
    entries: tuple[Entry, ...]

    def __reduce__(self) -> tuple:
        # Without what is found when it is first used, which weighs more than the entries.
        return Lexicon, (self.name, self.entries)

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

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The categories, in the order in which the file introduces them."""
        return tuple(dict.fromkeys(entry.category for entry in self.entries))

    def find(self, document: Document, conditions: Mapping[str, Condition] | None = None) -> Iterator[Match]:
        """Cues in a document, from left to right, without overlap, the longest that counts at each place.

        For more than one document take a `framing.matching.Matcher`, as this makes one each time; it says what
        conditions are.
        """
        from framing.matching import Matcher  # which needs lexicons itself

        return Matcher(self, conditions or {}).find(document)

    @cached_property
    def entries_by_words(self) -> dict[tuple[str, ...], tuple[int, ...]]:
        """The words of each cue -> the entries that have it, by their positions among `entries`."""
        table: dict[tuple[str, ...], tuple[int, ...]] = {}
        for number, entry in enumerate(self.entries):
            for form in cue_forms(entry.cue):
                table[form] = (*table.get(form, ()), number)
        return table


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
    return list(_forms(cue))


@cache
def _forms(cue: str) -> tuple[tuple[str, ...], ...]:
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
    return tuple(form for form in dict.fromkeys(forms) if form)


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

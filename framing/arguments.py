"""Checks what a public function was given against what it says it takes: an error that names the argument."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from numbers import Integral, Real
from types import NoneType
from typing import Any

_CURES = {
    "Result": "framing.extract gives one",
    "CodingSample": "framing.sample_for_coding gives one",
    "Gold": "framing.read_golds gives them",
}
_CLASSES = frozenset((*_CURES, "pd.DataFrame", "pd.Series", "Figure", "Axes", "Device", "Lexicon"))
_TYPES: dict[str, type | tuple[type, ...]] = {
    "None": NoneType,
    "int": Integral,
    "float": Real,
    "Path": os.PathLike,
    "os.PathLike": os.PathLike,
    "Mapping": Mapping,
}
# It may stand in an article and in the name of a file, and in no name of ours, as pandas cannot hold it.
_HALF_A_CHARACTER, _NO_FILE = re.compile("[\ud800-\udfff]"), re.compile("[\0\ud800-\udc7f\udd00-\udfff]")
# By name, so that pandas is loaded by whoever has a table.
_TABLES = frozenset(("DataFrame", "Series"))
_TRUTH = frozenset(("bool", "bool_"))


def check_arguments(function: Callable, given: Mapping[str, Any]) -> None:
    """Raise a ValueError if an argument is of no type that the function's annotation names.

    Parameters
    ----------
    function : callable
        Its annotations are str, as with ``from __future__ import annotations``.
    given : mapping of str to object
        The arguments by name: ``locals()`` in the first line of the function.

    Raises
    ------
    ValueError
        Names the function, the argument, what it takes and what was given.

    Examples
    --------
    >>> def halve(n: int | None) -> float:
    ...     check_arguments(halve, locals())
    >>> halve.__annotations__ = {"n": "int | None"}
    >>> halve("four")
    Traceback (most recent call last):
    ...
    ValueError: halve takes n as int or None, not 'four' (str).
    """
    for name, annotation in function.__annotations__.items():
        kinds = re.split(r" \| (?![^\[]*\])", annotation)
        if name not in given:
            continue
        names_a_file = "Path" in annotation and isinstance(given[name], str) and not _NO_FILE.search(given[name])
        if not names_a_file and not any(_is(given[name], kind) for kind in kinds):
            taken = " or ".join(kind.removeprefix("os.") for kind in kinds)
            cure = "".join(f" {_CURES[kind]}." for kind in kinds[:1] if kind in _CURES)
            value = given[name]
            shown = f"{value!r:.60} ({type(value).__name__})" if isinstance(value, (str, int, float)) else _a(value)
            raise ValueError(f"{function.__name__} takes {name} as {taken}, not {shown}.{cure}")


def _a(value: Any) -> str:
    return "None" if value is None else f"a {type(value).__name__}"


def _is(value: Any, kind: str) -> bool:
    """Whether a value is of a kind; kinds that are not known here, as ``object``, hold everything."""
    outer, _, inner = kind.removesuffix("]").partition("[")
    names = {base.__name__ for base in type(value).__mro__}
    if outer in ("Sequence", "Collection"):
        several = isinstance(value, Collection) and not isinstance(value, (str, bytes, Mapping))
        return (
            several
            and _TABLES.isdisjoint(names)
            and all(any(_is(one, part) for part in inner.split(" | ")) for one in value)
        )
    if outer == "Iterable":
        return isinstance(value, Iterable) and not isinstance(value, (str, bytes))
    if outer == "Hashable":
        return isinstance(value, Hashable) and "NAType" not in names
    if outer == "str":
        return isinstance(value, str) and _HALF_A_CHARACTER.search(value) is None
    if outer == "bool":
        return not _TRUTH.isdisjoint(names)
    if outer in _TYPES:
        # A truth value is an int to Python alone.
        return isinstance(value, _TYPES[outer]) and _TRUTH.isdisjoint(names)
    return outer not in _CLASSES or outer.removeprefix("pd.") in names

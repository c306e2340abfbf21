"""Two versions of a table, cell by cell: rows matched by their key, numbers that moved, texts that changed."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

__all__ = ["CELLS", "NUMBERS", "compare_tables"]

NUMBERS = ("row", "column", "old", "new", "difference", "relative")
CELLS = ("row", "column", "change", "old", "new")


def compare_tables(old: pd.DataFrame, new: pd.DataFrame, tolerance: float = 0.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare two versions of a table, cell by cell.

    Rows are matched by their key: the leading columns that hold no numbers, as many as tell the rows apart; where these
    do not suffice, whole numbers such as a year as well; and where nothing does, the order of the rows.

    Parameters
    ----------
    old, new : DataFrame
    tolerance : float
        The relative change, of the larger of the two numbers, up to which a number has not moved.

    Returns
    -------
    numbers : DataFrame
        ``row`` (its key), ``column``, ``old``, ``new``, ``difference`` (new - old), ``relative`` (difference over the
        size of the old number, infinite from 0).
    cells : DataFrame
        ``row``, ``column``, ``change``, ``old``, ``new``: a row or column ``added`` or ``removed``, or a
        text ``changed``.

    Examples
    --------
    >>> old = pd.DataFrame({"outlet": ["A", "B"], "rate": [2.0, 1.0]})
    >>> new = pd.DataFrame({"outlet": ["C", "A"], "rate": [1.0, 2.5]})
    >>> numbers, cells = compare_tables(old, new)
    >>> numbers.values.tolist()
    [['A', 'rate', 2.0, 2.5, 0.5, 0.25]]
    >>> cells[["row", "change"]].values.tolist()
    [['B', 'removed'], ['C', 'added']]
    """
    shared = [column for column in old if column in new]
    numeric = [c for c in shared if all(_is_number(side[c]) for side in (old, new))]
    keys = _key_columns(old, new, shared, numeric)
    cells = [("", column, "removed", "", "") for column in old if column not in new]
    cells += [("", column, "added", "", "") for column in new if column not in old]
    labelled = [side.set_axis(_labels(side, keys)) for side in (old, new)]
    for at, change in enumerate(("removed", "added")):
        missing = ~labelled[at].index.isin(labelled[1 - at].index)
        cells += [(_row_name(label), "", change, "", "") for label in labelled[at].index[missing]]
    both = labelled[0].index[labelled[0].index.isin(labelled[1].index)]
    first, second = (side.loc[both] for side in labelled)
    names = [_row_name(label) for label in both]
    numbers = []
    for column in (column for column in shared if column not in keys):
        if column in numeric:
            values = (side[column].to_numpy("float64", na_value=np.nan) for side in (first, second))
            numbers.append(_moved(names, column, *values, tolerance))
        else:
            rows = zip(names, _texts(first[column]), _texts(second[column]), strict=True)
            cells += [(name, column, "changed", before, after) for name, before, after in rows if before != after]
    moved = pd.concat(list(filter(len, numbers)) or [pd.DataFrame(columns=list(NUMBERS))], ignore_index=True)
    return moved, pd.DataFrame(cells, columns=list(CELLS))


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _key_columns(old: pd.DataFrame, new: pd.DataFrame, shared: list[str], numeric: list[str]) -> list[str]:
    """The leading columns that tell rows apart in both tables."""
    texts = [column for column in shared if column not in numeric]
    whole = [c for c in numeric if all(pd.api.types.is_integer_dtype(side[c]) for side in (old, new))]
    for at in range(1, len(texts + whole) + 1):
        keys = (texts + whole)[:at]
        if any(side.duplicated(keys).any() for side in (old, new)):
            continue
        first, second = (set(side[keys].itertuples(index=False, name=None)) for side in (old, new))
        # Counts may tell rows apart by chance; those that identify are much the same in both tables.
        if at <= len(texts) or 2 * len(first & second) >= min(len(first), len(second)):
            return keys
    return texts


def _labels(table: pd.DataFrame, keys: list[str]) -> pd.Index:
    """A label a row: the cells of its key, and its number among those of the same key where it is not the first."""
    labels, seen = [], Counter()
    for key in zip(*(_texts(table[key]) for key in keys), strict=True) if keys else [()] * len(table):
        labels.append((*key, seen[key]))
        seen[key] += 1
    return pd.Index(labels, tupleize_cols=False, dtype="object")


def _texts(column: pd.Series) -> list[str]:
    return column.astype("object").where(column.notna(), "").map(str).tolist()


def _row_name(label: tuple) -> str:
    *cells, number = label
    return (", ".join(cells) or "row") + (f" [{number + 1}]" if number or not cells else "")


def _moved(names: list[str], column: str, old: np.ndarray, new: np.ndarray, tolerance: float) -> pd.DataFrame:
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        difference = new - old
        near = np.abs(difference) <= tolerance * np.maximum(np.abs(old), np.abs(new))
        moved = ~(near | (old == new) | (np.isnan(old) & np.isnan(new)))
        relative = difference / np.abs(old)
    table = {"row": names, "column": column, "old": old, "new": new, "difference": difference, "relative": relative}
    return pd.DataFrame(table)[moved]

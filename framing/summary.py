"""What a comparison found, told to a reader: a sentence a measure, the surest first, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from framing.arguments import check_arguments
from framing.lexicon import read_rows
from framing.randomization import LEVEL
from framing.validity import ANY, codebook

__all__ = ["findings", "how_well_measured"]

SHIPPED = "articles"
_MOST_GROUPS = 3
_COLUMNS = ("measure", "group", "reference", "n_articles", "n_clusters", "ratio", "ratio_low", "ratio_high", "p", "q")


def findings(table: pd.DataFrame, labels: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Tell what a table of `framing.compare` found, measure by measure.

    Measures in which a group differs from its reference (q < .05) come first, the one whose interval is farthest from
    no difference before the others; then those in which nothing can be told, in the order of the table.

    Parameters
    ----------
    table : DataFrame
        From `framing.compare`.
    labels : mapping of str to str, optional
        What to call the measures; by default their names with spaces for underscores.

    Returns
    -------
    DataFrame
        One row a measure: ``measure``, ``differs`` (whether any group does), ``sentence``, ``uncertainty`` (the
        intervals, what was tested, and how well the measure itself is measured).

    Raises
    ------
    ValueError
        If a column of `framing.compare` is missing.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> hedges, leans = [2, 3, 1, 2, 2, 5, 6, 4, 7, 6], ["left"] * 5 + ["right"] * 5
    >>> features = pd.DataFrame({"n_words": 500, "hedge": hedges, "lean": leans})
    >>> told = framing.findings(framing.compare(features, by="lean", reference="left"))
    >>> told["sentence"].tolist()
    ['Hedge: right has 2.8 times as many as left']
    """
    check_arguments(findings, locals())
    missing = [name for name in _COLUMNS if name not in table]
    if missing:
        raise ValueError(f"The table has no column {missing[0]!r}; pass what framing.compare gives.")
    rows = []
    for measure, part in table.groupby("measure", sort=False):
        name = (labels or {}).get(measure, measure.replace("_", " "))
        others = part[part["group"] != part["reference"]]
        sure = others[others["q"] < 1 - LEVEL]
        sure = sure.iloc[np.argsort(-_distance(sure), kind="stable")]
        told = _told(sure) if len(sure) else "no difference between the groups can be told from chance"
        sentence = f"{name[:1].upper()}{name[1:]}: {told}"
        uncertainty = f"{_intervals(sure if len(sure) else others)} {how_well_measured(measure, name)}"
        rows.append((measure, len(sure) > 0, sentence, uncertainty, _distance(sure).max(initial=0)))
    found = pd.DataFrame(rows, columns=["measure", "differs", "sentence", "uncertainty", "distance"])
    order = np.lexsort((np.arange(len(found)), -found["distance"], ~found["differs"]))
    return found.iloc[order].drop(columns="distance").reset_index(drop=True)


def _distance(rows: pd.DataFrame) -> np.ndarray:
    """How far the interval of a ratio stays from 1, on the scale of logarithms; 0 where there is no interval."""
    with np.errstate(divide="ignore"):
        low, high = np.log(rows["ratio_low"].to_numpy(float)), np.log(rows["ratio_high"].to_numpy(float))
    return np.nan_to_num(np.maximum(low, -high), nan=0.0, posinf=0.0)


def _told(sure: pd.DataFrame) -> str:
    shown = [f"{row.group} has {_times(row.ratio, row.reference)}" for row in sure.head(_MOST_GROUPS).itertuples()]
    if len(sure) > len(shown):
        shown.append(f"{len(sure) - len(shown)} more groups differ")
    return "; ".join(shown)


def _times(ratio: float, reference: object) -> str:
    if ratio == 0:
        return f"none, unlike {reference}"
    if not np.isfinite(ratio):
        return f"some, and {reference} none"
    if ratio >= 2:
        return f"{ratio:.1f} times as many as {reference}"
    return f"{abs(ratio - 1):.0%} {'fewer' if ratio < 1 else 'more'} than {reference}"


def _intervals(rows: pd.DataFrame) -> str:
    shown = [
        f"{row.ratio_low:.2f} to {row.ratio_high:.2f} ({row.group})".replace("to inf", "to no end")
        for row in rows.head(_MOST_GROUPS).itertuples()
        if row.ratio_low == row.ratio_low
    ]
    units = "articles" if (rows["n_clusters"] == rows["n_articles"]).all() else "clusters of articles"
    q = f"the smallest q is {rows['q'].min():.3f}" if rows["q"].notna().any() else "too few articles for any test"
    what = f"95% intervals of the ratio to {rows['reference'].iloc[0]}: {', '.join(shown)}" if shown else "No interval"
    return f"{what}; {q}, by permutation of {units}."


def how_well_measured(measure: str, name: str | None = None) -> str:
    """Say how often a measure is right and how much it finds, by the codebook, for a reader without statistics.

    Parameters
    ----------
    measure : str
        A column of counts, such as ``"hedge"`` or ``"quote_scare"``.
    name : str, optional
        What to call it; by default its name with spaces for underscores.

    Returns
    -------
    str
        A sentence. A device as a whole has the figures of its category-free gold, ``attribution`` those of cues.

    Examples
    --------
    >>> how_well_measured("war_words")
    'How well war words are measured is not known: code a sample by hand (framing.sample_for_coding).'
    """
    check_arguments(how_well_measured, locals())
    name = name or measure.replace("_", " ")
    book = codebook()
    device = max((name for name in set(book["device"]) if f"{measure}_".startswith(f"{name}_")), key=len, default="")
    own = book[book["device"] == device]
    category = measure.removeprefix(device).removeprefix("_")
    if category or device == "attribution":
        row = next(iter(own[own["category"] == (category or "cue")].to_dict("records")), None)
    else:
        row = _as_a_whole(device, list(own["gold"]))
    if row is None or not row["n"] or row["precision"] != row["precision"] or row["recall"] != row["recall"]:
        return f"How well {name} are measured is not known: code a sample by hand (framing.sample_for_coding)."
    return (
        f"Of 100 {name} that are counted, {100 * row['precision']:.0f} are right ({_percent(row, 'precision')}); of "
        f"100 in coded text, {100 * row['recall']:.0f} are counted ({_percent(row, 'recall')}; n = {row['n']:,}, "
        f"{row['gold']})."
    )


def _percent(row: Mapping, name: str) -> str:
    return f"{100 * row[f'{name}_low']:.0f} to {100 * row[f'{name}_high']:.0f}"


def _as_a_whole(device: str, golds: list[str]) -> dict | None:
    """The figures of a device whatever the category: of the gold that its categories were measured on, or another."""
    measured = [row for row in read_rows("validity") if row["device"] == device and row["category"] == ANY]
    # The articles that ship were written for the devices, and say little of how these do on others.
    rows = [row for row in measured if row["gold"] in golds or row["gold"] != SHIPPED]
    for row in sorted(rows, key=lambda row: row["gold"] not in golds):
        figures = {name: float(value) for name, value in row.items() if name.startswith(("precision", "recall"))}
        return {**figures, "n": int(row["n_gold"]), "gold": row["gold"]}
    return None

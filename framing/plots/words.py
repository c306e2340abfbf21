"""Charts of words: who gets to speak and how, which name a thing gets, which terms tell groups apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from framing.comparison import group_rates
from framing.plots.axes import BLUE, GREY, INTERVAL, SKY, VERMILION, dots, finish, looks, name_rows, need, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_KINDS = {"direct": (BLUE, ""), "mixed": (SKY, "////"), "indirect": ("#dddddd", "")}


def who_speaks(
    counts: pd.DataFrame,
    *,
    verbs: pd.DataFrame | None = None,
    cluster: str | None = None,
    seed: int = 0,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Who gets to speak: the share of each type of source, divided by direct and indirect speech, with its cues.

    Parameters
    ----------
    counts : DataFrame
        ``source_type``, ``kind`` (direct, mixed, indirect) and ``n``, such as ``data/cue_counts.parquet``.
    verbs : DataFrame, optional
        What `framing.distinguishing` found with the type of source as the group: the three cues that are most typical
        of a type are written beside its bar, as far as q < .05.
    cluster : str, optional
        A column whose values are drawn as one, the outlet for one: each share then has a 95% interval.
    seed : int
        Of the bootstrap.
    title : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"source_type": ["named", "named", "role"], "kind": ["direct", "indirect", "indirect"],
    ...                        "n": [30, 50, 20]})
    >>> [label.get_text() for label in who_speaks(counts).get_yticklabels()]
    ['role  (n = 20)', 'named  (n = 80)']
    """
    need(counts, ["source_type", "kind", "n", *([cluster] if cluster else [])])
    wide = counts.pivot_table(index="source_type", columns="kind", values="n", aggfunc="sum", observed=True)
    wide = wide.reindex(columns=list(_KINDS)).fillna(0)
    wide = wide.iloc[np.argsort(wide.sum(axis=1), kind="stable")]
    shares, places = 100 * wide / wide.to_numpy().sum(), np.arange(len(wide))
    ax = new_axes(ax, 8, 1.4 + 0.36 * len(wide))
    left = np.zeros(len(wide))
    for kind, (colour, hatch) in _KINDS.items():
        part = shares[kind].to_numpy()
        ax.barh(places, part, left=left, color=colour, hatch=hatch, edgecolor="white", height=0.68, label=kind)
        left += part
    ends = left
    if cluster:
        low, high = _share_intervals(counts, list(wide.index), cluster, seed)
        ax.hlines(places, low, high, color="black", linewidth=1.4)
        ends = np.fmax(left, high)
    for place, (name, end) in enumerate(zip(wide.index, ends, strict=True)):
        if verbs is not None:
            own = verbs[(verbs["group"] == name) & (verbs["z"] > 0) & (verbs["q"] < 0.05)].nlargest(3, "z")
            ax.annotate(
                ", ".join(own["term"]), (end, place), (5, 0), textcoords="offset points", va="center", style="italic",
                fontsize="small", parse_math=False,
            )  # fmt: skip
    ax.set_xlim(0, ends.max() * (1.4 if verbs is not None else 1.05))
    name_rows(ax, [f"{name}  (n = {n:,.0f})" for name, n in wide.sum(axis=1).items()])
    ax.set_xlabel(f"% of attributions{f', {INTERVAL}' if cluster else ''}")
    ax.legend(frameon=False, loc="lower right")
    return finish(ax, title, "x")


def _share_intervals(counts: pd.DataFrame, types: list[str], cluster: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Low and high of the percentage of each type: a rate among attributions, clusters drawn as one."""
    units = counts.pivot_table(index=cluster, columns="source_type", values="n", aggfunc="sum", observed=True).fillna(0)
    units.columns = units.columns.astype(str)
    table = units.assign(n_words=units.sum(axis=1))
    rates = group_rates(table, pd.Series("all", index=table.index), types, seed=seed)
    return rates["low"].to_numpy() / 10, rates["high"].to_numpy() / 10


def name_shares(
    table: pd.DataFrame,
    *,
    group: str = "group",
    order: Sequence[str] | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Which name a contested thing gets: the share of each name among all of its concept, by group.

    Parameters
    ----------
    table : DataFrame
        ``concept``, ``name``, ``side``, ``share``, ``low``, ``high``, ``n_spans`` and the groups, as
        `framing.label_shares` gives them, or rows of ``data/label_shares.csv``; a few concepts at a time.
    group : str
        The column of the groups: ``"lean"`` of the table that ships.
    order : sequence of str, optional
        The groups.
    title : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes
        The side that prefers a name, by the literature, stands in brackets; n counts its uses in all groups.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"concept": "estate_tax", "name": ["death tax"] * 2, "side": "right",
    ...                       "group": ["left", "right"], "share": [0.1, 0.5], "low": [0.0, 0.3], "high": [0.2, 0.7],
    ...                       "n_spans": [2, 10]})
    >>> [label.get_text() for label in name_shares(table).get_yticklabels()]
    ['death tax [right]  (n = 12)']
    """
    need(table, ["concept", "name", "side", "share", "low", "high", "n_spans", group])
    names = table.groupby(["concept", "name", "side"], sort=False)["n_spans"].sum().reset_index().iloc[::-1]
    places = dict(zip(zip(names["concept"], names["name"], strict=True), np.arange(len(names)), strict=True))
    levels = list(order) if order is not None else list(dict.fromkeys(table[group].astype(str)))
    look = looks(levels)
    ax = new_axes(ax, 7.5, 1.2 + 0.16 * len(names) * (len(levels) + 0.6))
    for at, level in enumerate(look):
        own = table[table[group].astype(str) == level]
        shift = 0.5 * ((len(look) - 1) / 2 - at) / max(len(look) - 1, 1)
        rows = np.array([places[key] for key in zip(own["concept"], own["name"], strict=True)]) + shift
        dots(ax, 100 * own[["share", "low", "high"]], rows, *look[level], level)
    name_rows(ax, [f"{row.name} [{row.side}]  (n = {row.n_spans:,})" for row in names.itertuples(index=False)])
    concepts = names["concept"].to_numpy()
    for line in np.flatnonzero(concepts[1:] != concepts[:-1]):
        ax.axhline(line + 0.5, color=GREY, linewidth=0.8)
    ax.set_xlim(0, max(1.02 * 100 * table["high"].max(), 1))
    ax.set_xlabel(f"% of all names of the thing, {INTERVAL}")
    ax.legend(
        frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.6 / ax.figure.get_figheight()), ncols=len(look)
    )
    return finish(ax, title, "x")


def distinguishing_terms(
    table: pd.DataFrame,
    group: str,
    *,
    n_terms: int = 12,
    other: str = "the others",
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The terms that a group uses more, above, and less, below, than the others, with 95% intervals.

    Parameters
    ----------
    table : DataFrame
        ``term``, ``group``, ``n``, ``n_other``, ``log_odds``, ``low``, ``high``, ``z``, ``q``, as
        `framing.distinguishing` gives them.
    group : str
        One of its groups.
    n_terms : int
        Terms on each side, by z.
    other : str
        What to call what the group is compared with.
    title : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes
        Filled where q < .05, hollow where it is not.

    Raises
    ------
    ValueError
        If a column is missing or the group is not in the table.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> counts = pd.DataFrame({"term": ["say", "claim"] * 2, "group": ["A", "A", "B", "B"], "n": [900, 100, 980, 20]})
    >>> ax = distinguishing_terms(framing.distinguishing(counts), "A")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['say  (900 : 980)', 'claim  (100 : 20)']
    """
    need(table, ["term", "group", "n", "n_other", "log_odds", "low", "high", "z", "q"])
    own = table[table["group"] == group]
    if own.empty:
        raise ValueError(f"There is no group {group!r} in the table; it has {sorted(set(table['group']), key=str)}.")
    own = own.sort_values("z", kind="stable")
    rows = pd.concat([own[own["z"] < 0].head(n_terms), own[own["z"] >= 0].tail(n_terms)])
    places, told = np.arange(len(rows)), (rows["q"] < 0.05).to_numpy()
    more = (rows["z"] > 0).to_numpy()
    ax = new_axes(ax, 7, 1.2 + 0.25 * len(rows))
    figures = np.log2(np.e) * rows[["log_odds", "low", "high"]]
    for side, colour, marker in ((more, VERMILION, "^"), (~more, BLUE, "o")):
        for sure in (True, False):
            chosen = side & (told == sure)
            dots(ax, figures[chosen], places[chosen], colour, marker, hollow=not sure)
    ax.axvline(0, color=GREY, linewidth=1)
    ends = np.ceil(np.nanmax(np.abs(figures.to_numpy())) + 1e-9)
    ticks = np.arange(-ends, ends + 1)
    ax.set_xticks(ticks, [f"{2**tick:g}" if tick >= 0 else f"1/{2**-tick:g}" for tick in ticks])
    ax.set_xlim(1.05 * np.nanmin(figures), 1.05 * np.nanmax(figures))
    name_rows(ax, [f"{row.term}  ({row.n:,} : {row.n_other:,})" for row in rows.itertuples()])
    ax.set_xlabel(
        f"odds in {group} against {other}, {INTERVAL}\nin brackets: uses in {group} : in {other}; hollow: q ≥ .05"
    )
    return finish(ax, title, "x")

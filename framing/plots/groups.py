"""Charts that compare groups: rates and rate ratios with intervals, two measures, the same event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from framing.comparison import PER, group_rates
from framing.plots.axes import (
    BLUE,
    GREY,
    INTERVAL,
    PER_WORDS,
    VERMILION,
    dots,
    finish,
    looks,
    looks_of_rows,
    name_dots,
    name_rows,
    need,
    new_axes,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_RATIO_TICKS = (0.1, 0.2, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 5, 10)
_NEAR_TICKS = (0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8)


def rates_by_group(
    table: pd.DataFrame,
    *,
    figure: str = "rate",
    rows: str = "group",
    colour_by: str | None = None,
    sort: bool = True,
    labels: Mapping[str, str] | None = None,
    title: str | None = None,
    xlabel: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Rates, or rate ratios, of groups: a dot with its 95% interval a row, the number of articles in its label.

    Parameters
    ----------
    table : DataFrame
        ``group``, ``n_articles``, ``rate``, ``low``, ``high``, of one measure, as `group_rates` gives them; of ratios
        ``ratio``, ``ratio_low``, ``ratio_high`` and ``reference``, as `framing.compare` does.
    figure : str
        ``"rate"``, or ``"ratio"``: on a logarithmic axis with a line at 1; the reference itself is left out, and an
        interval without end has an arrow.
    rows : str
        The column that names the rows: ``"measure"`` where a table has several measures of one group.
    colour_by : str, optional
        A column that colour and marker show, ``lean`` for one.
    sort : bool
        Highest on top; else the order of the table.
    labels : mapping of str to str, optional
        What to call the rows.
    title, xlabel : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a column is missing, nothing is to be drawn, or `figure` is neither.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"group": ["A", "B"], "n_articles": [9, 8], "rate": [2.0, 3.0],
    ...                       "low": [1.5, 2.5], "high": [2.5, 3.5]})
    >>> [label.get_text() for label in rates_by_group(table).get_yticklabels()]
    ['A  (n = 9)', 'B  (n = 8)']
    """
    if figure not in ("rate", "ratio"):
        raise ValueError(f"figure is {figure!r}; it must be 'rate' or 'ratio'.")
    columns = ["rate", "low", "high"] if figure == "rate" else ["ratio", "ratio_low", "ratio_high"]
    need(table, [rows, "n_articles", *columns, *([] if figure == "rate" else ["group", "reference"])])
    shown = table if figure == "rate" else table[table["group"] != table["reference"]]
    shown = shown.sort_values(columns[0], kind="stable") if sort else shown.iloc[::-1]
    ax = new_axes(ax, 7, 0.9 + 0.27 * len(shown))
    figures = shown[columns]
    if figure == "ratio":
        figures = _on_ratio_axis(ax, figures)
        xlabel = xlabel or f"times the rate of {', '.join(dict.fromkeys(shown['reference'].astype(str)))}, {INTERVAL}"
    places = np.arange(len(shown))
    for level, colour, marker, own in looks_of_rows(shown, colour_by):
        dots(ax, figures[own], places[own], colour, marker, level)
    names = [(labels or {}).get(name, name) for name in shown[rows]]
    name_rows(ax, [f"{name}  (n = {n:,})" for name, n in zip(names, shown["n_articles"], strict=True)])
    ax.set_xlabel(xlabel or f"{PER_WORDS}, {INTERVAL}")
    if colour_by:
        ax.legend(frameon=False, loc="lower right")
    return finish(ax, title, "x")


def _on_ratio_axis(ax: Axes, figures: pd.DataFrame) -> pd.DataFrame:
    """Make the axis logarithmic, with a line at 1; ends without limit are cut at its edge and have an arrow."""
    from matplotlib.ticker import NullFormatter, NullLocator

    ends = figures.to_numpy(float)
    finite = np.append(ends[np.isfinite(ends) & (ends > 0)], 1.0)
    low, high = finite.min() / 1.1, finite.max() * 1.1
    ticks = [tick for tick in (_NEAR_TICKS if high < 2.2 * low else _RATIO_TICKS) if low <= tick <= high]
    ax.set_xscale("log")
    ax.set_xlim(low, high)
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.axvline(1, color=GREY, linewidth=1)
    for edge, beyond, arrow in ((low, ends[:, 1] <= 0, "<"), (high, np.isinf(ends[:, 2]), ">")):
        rows = np.flatnonzero(beyond)
        ax.plot(np.full(len(rows), edge), rows, arrow, color=GREY, clip_on=False, markersize=5)
    return figures.clip(low, high)


def small_multiples(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    order: Sequence[str] | None = None,
    columns: int = 3,
    unit: str = PER_WORDS,
    what: str = "articles",
    title: str | None = None,
) -> Figure:
    """Rates of several measures by group, one small chart a measure, each with an axis of its own from zero.

    Parameters
    ----------
    table : DataFrame
        ``measure``, ``group``, ``n_articles``, ``rate``, ``low``, ``high``.
    labels : mapping of str to str, optional
        What to call each measure.
    order : sequence of str, optional
        The groups from top to bottom.
    columns : int
        Charts in a row.
    unit, what : str
        Unit of the rates, and what ``n_articles`` counts.
    title : str, optional

    Returns
    -------
    Figure
    """
    import matplotlib.pyplot as plt

    need(table, ["measure", "group", "n_articles", "rate", "low", "high"])
    measures = list(dict.fromkeys(table["measure"]))
    groups = list(order) if order is not None else list(dict.fromkeys(table["group"]))
    rows = -(-len(measures) // columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(3.1 * columns, rows * (0.75 + 0.3 * len(groups))), layout="constrained", squeeze=False
    )
    look = looks(groups)
    for ax, measure in zip(axes.flat, measures, strict=False):
        part = table[table["measure"] == measure].set_index("group").reindex(groups)
        for place, group in enumerate(reversed(groups)):
            colour, marker = look[group]
            dots(ax, part.loc[[group], ["rate", "low", "high"]], np.array([place]), colour, marker, width=2)
        name_rows(ax, groups[::-1])
        ax.set_xlim(0, part["high"].max() * 1.08)
        finish(ax, (labels or {}).get(measure, measure), "x")
        ax.tick_params(labelleft=ax in axes[:, 0])
    for ax in axes.flat[len(measures) :]:
        ax.set_visible(False)
    n = table.drop_duplicates("group").set_index("group")["n_articles"].reindex(groups)
    counts = ", ".join(f"{group} n = {count:,.0f}" for group, count in n.items())
    figure.supxlabel(f"{unit}, {INTERVAL} ({counts} {what})", fontsize="small")
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize="medium", fontweight="bold")
    return figure


def scatter_groups(
    table: pd.DataFrame,
    x: str,
    y: str,
    *,
    colour_by: str | None = None,
    labels: Mapping[str, str] | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Groups as dots: one measure against another, with the intervals of both; every dot is named where there is room.

    Parameters
    ----------
    table : DataFrame
        ``measure``, ``group``, ``n_articles``, ``rate``, ``low``, ``high`` with both measures.
    x, y : str
        Measures.
    colour_by : str, optional
        A column that colour and marker show.
    labels : mapping of str to str, optional
        What to call the measures.
    title : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a measure is not in the table.
    """
    need(table, ["measure", "group", "n_articles", "rate", "low", "high"])
    for measure in (x, y):
        if measure not in set(table["measure"]):
            raise ValueError(f"There is no measure {measure!r} in the table; it has {sorted(set(table['measure']))}.")
    across, up = (table[table["measure"] == m].set_index("group") for m in (x, y))
    up = up.reindex(across.index)
    ax = new_axes(ax, 8, 6)
    for level, colour, marker, own in looks_of_rows(across, colour_by):
        h, v = across[own], up[own]
        ax.hlines(v["rate"], h["low"], h["high"], color=colour, linewidth=0.8, alpha=0.5)
        ax.vlines(h["rate"], v["low"], v["high"], color=colour, linewidth=0.8, alpha=0.5)
        ax.scatter(h["rate"], v["rate"], s=12 + h["n_articles"] ** 0.5 * 2, c=colour, marker=marker, label=level)
    name = labels or {}
    ax.set_xlabel(f"{name.get(x, x)} {PER_WORDS}")
    ax.set_ylabel(f"{name.get(y, y)} {PER_WORDS}")
    if colour_by:
        ax.legend(frameon=False, loc="best")
    finish(ax, title, "both")
    places = (axis["rate"].to_numpy() for axis in (across, up))
    name_dots(ax, *places, across.index.tolist(), across["n_articles"].to_numpy())
    return ax


def slopes_by_event(
    features: pd.DataFrame,
    measure: str,
    *,
    by: str = "source",
    event: str = "event",
    order: Sequence[str] | None = None,
    label: str | None = None,
    seed: int = 0,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The same events told by several groups: a thin line an event, the rate over all events with its interval.

    Parameters
    ----------
    features : DataFrame
        One row an article, with ``n_words``, the counts, the group and the event.
    measure : str
        A column of counts.
    by, event : str
        The columns of the group and of the event.
    order : sequence of str, optional
        The groups from left to right; by default all, sorted. Events that one of them lacks are left out.
    label : str, optional
        What to call the measure.
    seed : int
        Of the bootstrap over events.
    title : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes
        A line is solid where the last group has the higher rate of the event, dashed where it has the lower.

    Raises
    ------
    ValueError
        If a column is missing or no event has an article of every group.

    Examples
    --------
    >>> import pandas as pd
    >>> features = pd.DataFrame({"event": [1, 1, 2, 2], "source": ["A", "B", "A", "B"], "n_words": 500,
    ...                          "hedge": [1, 3, 2, 2]})
    >>> slopes_by_event(features, "hedge").get_ylabel()
    'hedge per 1,000 words'
    """
    need(features, [by, event, "n_words", measure])
    sums = features.groupby([event, by], observed=True)[["n_words", measure]].sum()
    rates = (PER * sums[measure] / sums["n_words"]).unstack()
    order = list(rates.columns) if order is None else list(order)
    rates = rates.reindex(columns=order).dropna()
    if rates.empty or len(order) < 2:
        raise ValueError(f"No event has articles of each of {order}, or these are fewer than two groups.")
    matched = features[features[event].isin(rates.index) & features[by].isin(order)]
    mean = group_rates(matched, by, measure, cluster=event, seed=seed).set_index("group").loc[order]
    ax = new_axes(ax, 1.6 + 1.7 * len(order), 4.6)
    rise = np.sign(rates[order[-1]] - rates[order[0]])
    for sign, colour, style, word in ((1, BLUE, "-", "more"), (-1, VERMILION, "--", "less"), (0, GREY, ":", "as much")):
        own = rates[rise == sign]
        lines = ax.plot(own.T.to_numpy(), style, color=colour, linewidth=0.9, alpha=0.55)
        if lines:
            lines[0].set_label(f"{order[-1]} {word} ({len(own)})")
    places = np.arange(len(order))
    ax.plot(places, mean["rate"], "-o", color="black", linewidth=2.2, label=f"all events, {INTERVAL}")
    ax.vlines(places, mean["low"], mean["high"], color="black", linewidth=2.2)
    ax.set_xticks(places, order, parse_math=False)
    ax.set_xlim(-0.25, len(order) - 0.75)
    ax.set_ylim(bottom=0)
    ax.set_xlabel(f"n = {len(rates):,} events, {len(matched):,} articles")
    ax.set_ylabel(f"{label or measure} {PER_WORDS}")
    ax.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, fontsize="small")
    return finish(ax, title, "y")

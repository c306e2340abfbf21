"""Charts: one function each, drawn with matplotlib on an Axes that the caller may pass.

Intervals are drawn and numbers of articles shown; colours are Okabe and Ito's, and where colour tells groups apart a
marker does so too. Tables come from `framing.comparison.group_rates`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from framing.extract import Result

BLUE, VERMILION, GREEN, GREY, ORANGE, SKY, PURPLE = (
    "#0072B2", "#D55E00", "#009E73", "#6b6b6b", "#E69F00", "#56B4E9", "#CC79A7",
)  # fmt: skip
LEANS = {"left": (BLUE, "o"), "center": (GREY, "s"), "right": (VERMILION, "^")}
_CYCLE = ((BLUE, "o"), (VERMILION, "^"), (GREEN, "s"), (ORANGE, "D"), (PURPLE, "v"), (SKY, "P"), (GREY, "X"))
PER_WORDS = "per 1,000 words"


def _axes(ax: Axes | None, width: float, height: float) -> Axes:
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def _finish(ax: Axes, title: str | None, grid: str) -> Axes:
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis=grid, color="#dddddd", linewidth=0.7)
    ax.set_axisbelow(True)
    if title:
        ax.set_title(title, loc="left", fontsize="medium", fontweight="bold", wrap=True)
    return ax


def _looks(levels: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Colour and marker of each level: those of the leans, or the next of the cycle."""
    if set(levels) <= set(LEANS):
        return {level: LEANS[level] for level in LEANS if level in levels}
    return {level: _CYCLE[at % len(_CYCLE)] for at, level in enumerate(dict.fromkeys(levels))}


def _need(table: pd.DataFrame, columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in table]
    if missing:
        raise ValueError(
            f"The table has no column {missing[0]!r}; it has {list(table.columns)}, and needs {list(columns)}."
        )


def rates_by_group(
    table: pd.DataFrame,
    *,
    colour_by: str | None = None,
    sort: bool = True,
    title: str | None = None,
    xlabel: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Rates of one measure by group: a dot with its 95% interval a row, the number of articles in its label.

    Parameters
    ----------
    table : DataFrame
        ``group``, ``n_articles``, ``rate``, ``low``, ``high``, of one measure, as `group_rates` gives them.
    colour_by : str, optional
        A column that colour and marker show, ``lean`` for one.
    sort : bool
        Highest rate on top; else the order of the table.
    title, xlabel : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"group": ["A", "B"], "n_articles": [9, 8], "rate": [2.0, 3.0],
    ...                       "low": [1.5, 2.5], "high": [2.5, 3.5]})
    >>> [label.get_text() for label in rates_by_group(table).get_yticklabels()]
    ['A  (n = 9)', 'B  (n = 8)']
    """
    _need(table, ["group", "n_articles", "rate", "low", "high"])
    rows = table.sort_values("rate", kind="stable") if sort else table.iloc[::-1]
    ax = _axes(ax, 7, 0.9 + 0.27 * len(rows))
    places = np.arange(len(rows))
    levels = rows[colour_by].tolist() if colour_by else [""] * len(rows)
    for level, (colour, marker) in (_looks(levels) if colour_by else {"": (BLUE, "o")}).items():
        own = np.array([item == level for item in levels])
        part = rows[own]
        ax.hlines(places[own], part["low"], part["high"], color=colour, linewidth=1.6)
        ax.plot(
            part["rate"],
            places[own],
            marker,
            color=colour,
            markersize=6,
            label=level or None,
            linestyle="none",
        )
    ax.set_yticks(places, [f"{g}  (n = {n:,})" for g, n in zip(rows["group"], rows["n_articles"], strict=True)])
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_xlabel(xlabel or f"{PER_WORDS}, 95% interval")
    if colour_by:
        ax.legend(frameon=False, loc="lower right")
    return _finish(ax, title, "x")


def small_multiples(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    order: Sequence[str] | None = None,
    columns: int = 3,
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
    title : str, optional

    Returns
    -------
    Figure
    """
    import matplotlib.pyplot as plt

    _need(table, ["measure", "group", "n_articles", "rate", "low", "high"])
    measures = list(dict.fromkeys(table["measure"]))
    groups = list(order) if order is not None else list(dict.fromkeys(table["group"]))
    rows = -(-len(measures) // columns)
    figure, axes = plt.subplots(
        rows,
        columns,
        figsize=(3.1 * columns, rows * (0.75 + 0.3 * len(groups))),
        layout="constrained",
        squeeze=False,
    )
    looks = _looks(groups)
    for ax, measure in zip(axes.flat, measures, strict=False):
        part = table[table["measure"] == measure].set_index("group").reindex(groups)
        for place, group in enumerate(reversed(groups)):
            colour, marker = looks[group]
            row = part.loc[group]
            ax.hlines(place, row["low"], row["high"], color=colour, linewidth=2)
            ax.plot(row["rate"], place, marker, color=colour, markersize=6)
        ax.set_yticks(range(len(groups)), list(reversed(groups)))
        ax.set_ylim(-0.6, len(groups) - 0.4)
        ax.set_xlim(0, part["high"].max() * 1.08)
        _finish(ax, (labels or {}).get(measure, measure), "x")
        ax.tick_params(labelleft=ax in axes[:, 0])
    for ax in axes.flat[len(measures) :]:
        ax.set_visible(False)
    n = table.drop_duplicates("group").set_index("group")["n_articles"].reindex(groups)
    counts = ", ".join(f"{group} n = {count:,.0f}" for group, count in n.items())
    figure.supxlabel(f"{PER_WORDS}, 95% interval ({counts} articles)", fontsize="small")
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
    _need(table, ["measure", "group", "n_articles", "rate", "low", "high"])
    for measure in (x, y):
        if measure not in set(table["measure"]):
            raise ValueError(f"There is no measure {measure!r} in the table; it has {sorted(set(table['measure']))}.")
    across, up = (table[table["measure"] == m].set_index("group") for m in (x, y))
    up = up.reindex(across.index)
    ax = _axes(ax, 8, 6)
    levels = across[colour_by].tolist() if colour_by else [""] * len(across)
    for level, (colour, marker) in (_looks(levels) if colour_by else {"": (BLUE, "o")}).items():
        own = [item == level for item in levels]
        h, v = across[own], up[own]
        ax.hlines(v["rate"], h["low"], h["high"], color=colour, linewidth=0.8, alpha=0.5)
        ax.vlines(h["rate"], v["low"], v["high"], color=colour, linewidth=0.8, alpha=0.5)
        ax.scatter(
            h["rate"],
            v["rate"],
            s=12 + h["n_articles"] ** 0.5 * 2,
            c=colour,
            marker=marker,
            label=level or None,
        )
    name = labels or {}
    ax.set_xlabel(f"{name.get(x, x)} {PER_WORDS}")
    ax.set_ylabel(f"{name.get(y, y)} {PER_WORDS}")
    if colour_by:
        ax.legend(frameon=False, loc="best")
    _finish(ax, title, "both")
    _name_dots(
        ax,
        across["rate"].to_numpy(),
        up["rate"].to_numpy(),
        across.index.tolist(),
        across["n_articles"].to_numpy(),
    )
    return ax


def _name_dots(ax: Axes, xs: np.ndarray, ys: np.ndarray, names: list[str], weights: np.ndarray) -> None:
    """Write names beside dots, the largest groups first, each where it covers no other name; the rest stay unnamed."""
    figure = ax.get_figure()
    figure.draw_without_rendering()
    taken: list = [ax.get_legend().get_window_extent()] if ax.get_legend() else []
    inside = ax.get_window_extent()
    for at in np.argsort(-weights, kind="stable"):
        for dx, dy, ha, va in (
            (6, 0, "left", "center"),
            (-6, 0, "right", "center"),
            (0, 7, "center", "bottom"),
            (0, -7, "center", "top"),
        ):
            text = ax.annotate(
                names[at], (xs[at], ys[at]), (dx, dy), textcoords="offset points", ha=ha, va=va, fontsize=7.5
            )
            box = text.get_window_extent()
            fits = inside.x0 <= box.x0 and box.x1 <= inside.x1 and inside.y0 <= box.y0 and box.y1 <= inside.y1
            if fits and not any(box.overlaps(other) for other in taken):
                taken.append(box)
                break
            text.remove()


def places_in_article(result: Result, doc: object, *, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Where in one article each device stands: a row a device, a stroke a span, as wide as the span.

    Parameters
    ----------
    result : Result
    doc : hashable
        The article's label.
    title : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes
        Places are characters from the start of the article.
    """
    spans = result.spans[result.spans["doc"] == doc]
    said = result.attributions[result.attributions["doc"] == doc].dropna(subset=["content_start"])
    rows = {name: list(zip(part["start"], part["end"], strict=True)) for name, part in spans.groupby("device")}
    rows["attributed"] = [(int(a), int(b)) for a, b in zip(said["content_start"], said["content_end"], strict=True)]
    ax = _axes(ax, 8, 0.9 + 0.45 * len(rows))
    for place, ranges in enumerate(rows.values()):
        colour = _CYCLE[place % len(_CYCLE)][0]
        ax.broken_barh([(a, max(b - a, 4)) for a, b in ranges], (place - 0.33, 0.66), facecolors=colour, alpha=0.75)
    ax.set_yticks(range(len(rows)), [f"{name}  (n = {len(ranges)})" for name, ranges in rows.items()])
    ax.set_xlim(0, len(result.texts.loc[doc]))
    ax.set_xlabel("characters from the start of the article")
    return _finish(ax, title, "x")


def counts_by_category(
    counts: pd.Series, *, title: str | None = None, xlabel: str = "spans", ax: Axes | None = None
) -> Axes:
    """Counts as horizontal bars with their numbers, in the order given, the first on top.

    Parameters
    ----------
    counts : Series
        Counts, indexed by what they count.
    title, xlabel : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = _axes(ax, 6.5, 0.8 + 0.3 * len(counts))
    places = np.arange(len(counts))[::-1]
    ax.barh(places, counts.to_numpy(), color=BLUE, height=0.65)
    for place, count in zip(places, counts, strict=True):
        ax.annotate(f"{count:,}", (count, place), (4, 0), textcoords="offset points", va="center", fontsize="small")
    ax.set_yticks(places, counts.index)
    ax.set_xlim(0, max(counts.max(), 1) * 1.12)
    ax.set_xlabel(xlabel)
    return _finish(ax, title, "x")


def precision_recall_by_category(table: pd.DataFrame, *, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Precision and recall of each category with their 95% intervals, a row a category, coded items in its label.

    Parameters
    ----------
    table : DataFrame
        ``device``, ``category``, ``precision``, ``recall``, their ``_low`` and ``_high``, and ``n``: rows of
        `framing.codebook`. Rows without either are left out.
    title : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    figures = [f"{name}{end}" for name in ("precision", "recall") for end in ("", "_low", "_high")]
    _need(table, ["device", "category", *figures, "n"])
    rows = table.dropna(subset=["precision", "recall"], how="all").iloc[::-1]
    ax = _axes(ax, 7.5, 1.1 + 0.34 * len(rows))
    places = np.arange(len(rows))
    for name, shift, (colour, marker) in (("precision", 0.15, _CYCLE[0]), ("recall", -0.15, _CYCLE[1])):
        ax.hlines(places + shift, rows[f"{name}_low"], rows[f"{name}_high"], color=colour, linewidth=1.6)
        ax.plot(rows[name], places + shift, marker, color=colour, markersize=5.5, label=name, linestyle="none")
    names = zip(rows["device"], rows["category"], rows["n"], strict=True)
    ax.set_yticks(places, [f"{device}: {category}  (n = {n:,})" for device, category, n in names])
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_xlim(0, 1.02)
    ax.set_xlabel("share, 95% interval (bootstrap over articles)")
    ax.legend(frameon=False, loc="lower left")
    return _finish(ax, title, "x")

"""Charts of spans: where they stand in an article, how many there are, how often they are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from framing.plots.axes import BLUE, CYCLE, INTERVAL, dots, finish, name_rows, need, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from framing.extract import Result


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
    ax = new_axes(ax, 8, 0.9 + 0.45 * len(rows))
    for place, ranges in enumerate(rows.values()):
        colour = CYCLE[place % len(CYCLE)][0]
        ax.broken_barh([(a, max(b - a, 4)) for a, b in ranges], (place - 0.33, 0.66), facecolors=colour, alpha=0.75)
    ax.set_yticks(range(len(rows)), [f"{name}  (n = {len(ranges)})" for name, ranges in rows.items()])
    ax.set_xlim(0, len(result.texts.loc[doc]))
    ax.set_xlabel("characters from the start of the article")
    return finish(ax, title, "x")


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
    ax = new_axes(ax, 6.5, 0.8 + 0.3 * len(counts))
    places = np.arange(len(counts))[::-1]
    ax.barh(places, counts.to_numpy(), color=BLUE, height=0.65)
    for place, count in zip(places, counts, strict=True):
        ax.annotate(f"{count:,}", (count, place), (4, 0), textcoords="offset points", va="center", fontsize="small")
    ax.set_yticks(places, counts.index)
    ax.set_xlim(0, max(counts.max(), 1) * 1.12)
    ax.set_xlabel(xlabel)
    return finish(ax, title, "x")


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
    need(table, ["device", "category", *figures, "n"])
    rows = table.dropna(subset=["precision", "recall"], how="all").iloc[::-1]
    ax = new_axes(ax, 7.5, 1.1 + 0.34 * len(rows))
    places = np.arange(len(rows))
    for name, shift, (colour, marker) in (("precision", 0.15, CYCLE[0]), ("recall", -0.15, CYCLE[1])):
        dots(ax, rows[[name, f"{name}_low", f"{name}_high"]], places + shift, colour, marker, name, size=5.5)
    names = zip(rows["device"], rows["category"], rows["n"], strict=True)
    name_rows(ax, [f"{device}: {category}  (n = {n:,})" for device, category, n in names])
    ax.set_xlim(0, 1.02)
    ax.set_xlabel(f"share, {INTERVAL} (bootstrap over articles)")
    ax.legend(frameon=False, loc="lower left")
    return finish(ax, title, "x")

"""What all charts share: axes, colours and markers, dots with intervals, names beside dots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLUE, VERMILION, GREEN, GREY, ORANGE, SKY, PURPLE = (
    "#0072B2", "#D55E00", "#009E73", "#6b6b6b", "#E69F00", "#56B4E9", "#CC79A7",
)  # fmt: skip
LEANS = {"left": (BLUE, "o"), "center": (GREY, "s"), "right": (VERMILION, "^")}
CYCLE = ((BLUE, "o"), (VERMILION, "^"), (GREEN, "s"), (ORANGE, "D"), (PURPLE, "v"), (SKY, "P"), (GREY, "X"))
PER_WORDS = "per 1,000 words"
INTERVAL = "95% interval"


def new_axes(ax: Axes | None, width: float, height: float) -> Axes:
    """The Axes that was passed, or one in a new figure of that size in inches."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def finish(ax: Axes, title: str | None, grid: str) -> Axes:
    """The frame, grid and title that every chart has."""
    ax.spines[["top", "right"]].set_visible(False)
    if grid:
        ax.grid(axis=grid, color="#dddddd", linewidth=0.7)
    ax.set_axisbelow(True)
    if title:
        ax.set_title(title, loc="left", fontsize="medium", fontweight="bold", wrap=True)
    return ax


def looks(levels: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Colour and marker of each level: those of the leans, or the next of the cycle."""
    if set(levels) <= set(LEANS):
        return {level: LEANS[level] for level in LEANS if level in levels}
    return {level: CYCLE[at % len(CYCLE)] for at, level in enumerate(dict.fromkeys(levels))}


def looks_of_rows(table: pd.DataFrame, column: str | None) -> Iterator[tuple[str | None, str, str, np.ndarray]]:
    """Each level of a column with its colour, its marker and which rows have it; without a column, one for all."""
    if column is None:
        yield None, BLUE, "o", np.ones(len(table), dtype=bool)
        return
    levels = table[column].astype(str)
    for level, (colour, marker) in looks(levels.tolist()).items():
        yield level, colour, marker, (levels == level).to_numpy()


def dots(
    ax: Axes,
    figures: pd.DataFrame,
    places: np.ndarray,
    colour: str,
    marker: str,
    label: str | None = None,
    hollow: bool = False,
    width: float = 1.6,
    size: float = 6,
) -> None:
    """Dots on their intervals, a row each; the first three columns are the figure, low and high."""
    value, low, high = (figures.iloc[:, at].to_numpy(float) for at in range(3))
    ax.hlines(places, low, high, color=colour, linewidth=width)
    face = "white" if hollow else colour
    ax.plot(value, places, marker, color=colour, mfc=face, markersize=size, label=label, linestyle="none")


def name_rows(ax: Axes, names: Sequence[str]) -> None:
    """Names of the rows from the bottom up, as they are written: a dollar sign opens no formula."""
    ax.set_yticks(np.arange(len(names)), list(names), parse_math=False)
    ax.set_ylim(-0.6, len(names) - 0.4)


def need(table: pd.DataFrame, columns: Sequence[str]) -> None:
    """Refuse a table that lacks a column, or has no row."""
    missing = [column for column in columns if column not in table]
    if missing:
        raise ValueError(
            f"The table has no column {missing[0]!r}; it has {list(table.columns)}, and needs {list(columns)}."
        )
    if table.empty:
        raise ValueError("The table has no row; there is nothing to draw.")


def name_dots(
    ax: Axes, xs: np.ndarray, ys: np.ndarray, names: list[str], weights: np.ndarray, *, outward: bool = False
) -> None:
    """Write names beside dots, the largest groups first, each where it covers no other name; the rest stay unnamed.

    Names of arrows stand outward, in italics: on the left of those that point to the left.
    """
    figure = ax.get_figure()
    figure.draw_without_rendering()
    taken = [text.get_window_extent() for text in ax.texts if text.get_text()]
    taken += [ax.get_legend().get_window_extent()] if ax.get_legend() else []
    inside = ax.get_window_extent()
    sides = [(6, 0, "left", "center"), (-6, 0, "right", "center"), (0, 7, "center", "bottom"), (0, -7, "center", "top")]
    look = {"fontsize": 7.5, "style": "italic" if outward else "normal", "parse_math": False}
    for at in np.argsort(-weights, kind="stable"):
        turned = outward and xs[at] < 0
        for dx, dy, ha, va in [sides[1], sides[0], *sides[2:]] if turned else sides:
            place = {"xytext": (dx, dy), "textcoords": "offset points", "ha": ha, "va": va}
            text = ax.annotate(names[at], (xs[at], ys[at]), **place, **look)
            box = text.get_window_extent()
            fits = inside.x0 <= box.x0 and box.x1 <= inside.x1 and inside.y0 <= box.y0 and box.y1 <= inside.y1
            if fits and not any(box.overlaps(other) for other in taken):
                taken.append(box)
                break
            text.remove()

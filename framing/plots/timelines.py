"""Charts of change over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from framing.plots.axes import BLUE, GREY, INTERVAL, PER_WORDS, finish, looks, need, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def timeline(
    table: pd.DataFrame,
    *,
    changes: pd.DataFrame | None = None,
    events: Mapping[str, str] | None = None,
    label: str | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Rates over time: a line with its 95% band a group, change points as steps, events as marks.

    Parameters
    ----------
    table : DataFrame
        ``date``, ``n_articles``, ``rate``, ``low``, ``high``, ``few``, and ``group`` if there are several, of one
        measure, as `framing.over_time` gives them. Periods with few articles are hollow and have no band.
    changes : DataFrame, optional
        What `framing.change_points` found in the table: the rate before and after as a step, and the interval of the
        date as a bar at the foot.
    events : mapping of str to str, optional
        Names of events and their dates.
    label : str, optional
        What to call the measure.
    title : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"date": pd.date_range("2016-01-01", periods=3, freq="MS"), "n_articles": [30, 40, 9],
    ...                       "rate": [2.0, 3.0, 2.5], "low": [1.5, 2.5, 1.0], "high": [2.5, 3.5, 4.0],
    ...                       "few": [False, False, True]})
    >>> timeline(table, label="hedges").get_ylabel()
    'hedges per 1,000 words'
    """
    from matplotlib.dates import date2num

    need(table, ["date", "n_articles", "rate", "low", "high", "few"])
    ax = new_axes(ax, 8.5, 3.8)
    groups = looks(table["group"].astype(str).tolist()) if "group" in table else {None: (BLUE, "o")}
    for place, (group, (colour, marker)) in enumerate(groups.items()):
        line = (table if group is None else table[table["group"].astype(str) == group]).sort_values("date")
        name = f"{'' if group is None else f'{group}, '}n = {line['n_articles'].sum():,}"
        ax.plot(line["date"], line["rate"], color=colour, linewidth=1.1, alpha=0.8)
        for few, face in ((False, colour), (True, "white")):
            own = line[line["few"] == few]
            ax.plot(own["date"], own["rate"], marker, color=colour, mfc=face, markersize=4, label=None if few else name)
        sure = ~line["few"]
        ax.fill_between(
            line["date"], line["low"].where(sure), line["high"].where(sure), color=colour, alpha=0.18, linewidth=0
        )
        if changes is not None and len(changes):
            own = changes if group is None else changes[changes["group"].astype(str) == group]
            _draw_steps(ax, line, own, colour, 0.015 + 0.025 * place)
    bottom, top = ax.get_ylim()
    ax.set_ylim(max(0, bottom - 0.12 * (top - bottom)), top + (0.35 * (top - bottom) if events else 0))
    for name, date in (events or {}).items():
        day = date2num(pd.Timestamp(date))
        ax.axvline(day, color=GREY, linewidth=0.9, linestyle=":")
        ax.annotate(
            name, (day, 0.99), xytext=(2, 0), textcoords="offset points", fontsize=7, rotation=90,
            xycoords=ax.get_xaxis_transform(), va="top", parse_math=False,
        )  # fmt: skip
    ax.set_ylabel(f"{label or 'rate'} {PER_WORDS}")
    few = "; hollow: few articles" if table["few"].any() else ""
    ax.set_xlabel(f"band: {INTERVAL}{few}", fontsize="small")
    ax.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=len(groups), fontsize="small")
    return finish(ax, title, "y")


def _draw_steps(ax: Axes, line: pd.DataFrame, changes: pd.DataFrame, colour: str, foot: float) -> None:
    """The rate of each segment as a thick line, and where each change may have been as a bar at the foot."""
    edges = [line["date"].iloc[0], *changes["date"], line["date"].iloc[-1]]
    rates = [*changes["rate_before"], *changes["rate_after"].tail(1)]
    for start, end, rate in zip(edges, edges[1:], rates, strict=False):
        ax.hlines(rate, start, end, color=colour, linewidth=2.6)
    across = ax.get_xaxis_transform()
    ax.hlines(
        [foot] * len(changes), changes["earliest"], changes["latest"], color=colour, linewidth=3, transform=across
    )
    ax.plot(changes["date"], [foot] * len(changes), "|", color=colour, markersize=9, mew=2, transform=across)

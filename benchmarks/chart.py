"""Draw benchmarks/speed.png and .svg: words a second beside the peers', and how time grows with the corpus.

python benchmarks/chart.py [results.csv [speed]]
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from run import RESULTS, slopes

from framing.plots.axes import BLUE, CYCLE, GREY, finish, name_rows


def draw_peers(table: pd.DataFrame, ax: Axes) -> None:
    """A bar a tool, with its words a second on a scale of powers of ten."""
    rows = table[table["benchmark"] == "peers"].assign(speed=lambda rows: rows["words"] / rows["seconds"])
    rows = rows.sort_values("speed")
    ours = rows["what"].str.startswith("framing")
    ax.barh(range(len(rows)), rows["speed"], color=ours.map({True: BLUE, False: GREY}).tolist(), height=0.6)
    for place, speed in enumerate(rows["speed"]):
        ax.annotate(f"{float(f'{speed:.2g}'):,.0f}", (speed, place), (4, 0), textcoords="offset points", va="center")
    name_rows(ax, [f"{what}*" if isinstance(note, str) else what for what, note in rows[["what", "note"]].to_numpy()])
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.set_xlim(rows["speed"].min() / 3, rows["speed"].max() * 8)
    ax.set_xlabel("words a second of one processor core (log scale)\n* not run here: figure of others, see README")
    speeds = rows.set_index("what")["speed"]
    times = speeds["framing, all devices"] / speeds[~ours.to_numpy()].min()
    finish(ax, f"All devices together: {times:.0f} times as fast\nas what builds on a parser", "x")


def draw_growth(table: pd.DataFrame, ax: Axes) -> None:
    """Seconds by articles, a line a function, with the power that it grows with."""
    rows = table[table["benchmark"] == "growth"]
    powers = slopes(table)
    for (what, power), (colour, marker) in zip(powers.items(), CYCLE, strict=False):
        own = rows[rows["what"] == what]
        ax.plot(own["articles"], own["seconds"], marker=marker, color=colour, label=f"{what}: articles^{power:.2f}")
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlabel("articles (log scale)")
    ax.set_ylabel("seconds of one processor core (log scale)")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.yaxis.set_major_formatter("{x:g}")
    ax.legend(frameon=False, fontsize="small", loc="upper left", bbox_to_anchor=(1, 1))
    finish(ax, f"Time grows with articles^{powers.min():.2f} to ^{powers.max():.2f}", "both")


def main() -> None:
    """Read the results, draw, save."""
    table = pd.read_csv(sys.argv[1] if len(sys.argv) > 1 else RESULTS)
    path = Path(sys.argv[2]) if len(sys.argv) > 2 else RESULTS.with_name("speed")
    figure, axes = plt.subplots(1, 2, figsize=(12, 4.2), layout="constrained")
    draw_peers(table, axes[0])
    draw_growth(table, axes[1])
    with mpl.rc_context({"svg.hashsalt": "framing", "svg.fonttype": "path"}):
        figure.savefig(path.with_suffix(".png"), dpi=160, metadata={"Software": None})
        figure.savefig(path.with_suffix(".svg"), metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main()

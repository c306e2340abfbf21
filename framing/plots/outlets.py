"""Charts of many measures of many outlets at once: a heat map with clustering, a map of principal components."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from framing.plots.axes import GREY, PER_WORDS, finish, looks_of_rows, name_dots, need, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Half to double fills the scale of colours; what lies beyond is written in the cell.
_DOUBLINGS = 1.5


def heat_map(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    unit: str = PER_WORDS,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Measures by outlet as a heat map: how far each rate is from that of all, like outlets side by side.

    Rows and columns are ordered by hierarchical clustering (average linkage of the log ratios, leaves in optimal order:
    Bar-Joseph, Gifford and Jaakkola 2001) of scipy; the tree of the rows is drawn.

    Parameters
    ----------
    table : DataFrame
        ``measure``, ``group``, ``n_articles``, ``n_words``, ``rate``, ``low``, ``high``, as `group_rates` gives them,
        of at least two groups.
    labels : mapping of str to str, optional
        What to call the measures.
    unit : str
        Of the rates.
    title : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes
        Colour is the logarithm of the ratio to the rate of all groups together; the number in a cell is the rate,
        bold where its 95% interval excludes the rate of all.

    Raises
    ------
    ValueError
        If a column is missing, or there are fewer than two groups.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"measure": "hedge", "group": ["A", "B"], "n_articles": 9, "n_words": 500,
    ...                       "rate": [2.0, 4.0], "low": [1.5, 2.5], "high": [2.5, 5.5]})
    >>> [text.get_text() for text in heat_map(table).texts]
    ['4.0', '2.0']
    """
    from scipy.cluster.hierarchy import dendrogram, leaves_list, linkage

    need(table, ["measure", "group", "n_articles", "n_words", "rate", "low", "high"])
    wide = {name: table.pivot(index="group", columns="measure", values=name) for name in ("rate", "low", "high")}
    if len(wide["rate"]) < 2:
        raise ValueError(f"There is one group, {wide['rate'].index[0]!r}; a heat map compares at least two.")
    size = table.drop_duplicates("group").set_index("group").reindex(wide["rate"].index)
    average = wide["rate"].mul(size["n_words"], axis=0).sum() / size["n_words"].sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.log2(wide["rate"] / average).clip(-_DOUBLINGS, _DOUBLINGS).fillna(0.0)
    tree = linkage(ratios, "average", optimal_ordering=True)
    across = leaves_list(linkage(ratios.T, "average", optimal_ordering=True)) if ratios.shape[1] > 1 else [0]
    down = leaves_list(tree)[::-1]
    told = ((wide["low"] > average) | (wide["high"] < average)).iloc[down, across].to_numpy()
    ax = new_axes(ax, 4.2 + 0.62 * len(across), 2.0 + 0.27 * len(down))
    cells = ratios.iloc[down, across].to_numpy()
    image = ax.imshow(cells, cmap="PuOr", vmin=-_DOUBLINGS, vmax=_DOUBLINGS, aspect="auto")
    for (row, column), rate in np.ndenumerate(wide["rate"].iloc[down, across].to_numpy()):
        colour = "white" if abs(cells[row, column]) > 0.75 * _DOUBLINGS else "black"
        weight = "bold" if told[row, column] else "normal"
        ax.text(
            column,
            row,
            f"{rate:.{int(rate < 100)}f}",
            color=colour,
            weight=weight,
            ha="center",
            va="center",
            fontsize=7,
        )
    names = [f"{group}  (n = {n:,})" for group, n in size["n_articles"].iloc[down].items()]
    ax.set_yticks(np.arange(len(down)), names, fontsize="small", parse_math=False)
    ax.set_xticks(
        np.arange(len(across)),
        [(labels or {}).get(name, name) for name in ratios.columns[across]],
        rotation=40, ha="right", rotation_mode="anchor", fontsize="small", parse_math=False,
    )  # fmt: skip
    beside = ax.inset_axes([1.01, 0, 0.12, 1])
    dendrogram(tree, orientation="right", no_labels=True, link_color_func=lambda _: GREY, ax=beside)
    beside.set_axis_off()
    bar = ax.figure.colorbar(image, ax=ax, shrink=0.5, pad=0.03, ticks=[-1, 0, 1])
    bar.ax.set_yticklabels(["half", "as all", "double"], fontsize="small")
    bar.set_label(f"against all; cells: {unit},\nbold: 95% interval excludes all", fontsize="small")
    finish(ax, title, "")
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    return ax


def outlet_map(
    table: pd.DataFrame,
    *,
    colour_by: str | None = None,
    labels: Mapping[str, str] | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Outlets as dots on the first two principal components of their rates, measures as arrows (a biplot).

    The square roots of rates, which even out the variance of counts, are standardised; components are scikit-learn's
    (Gabriel 1971, *Biometrika* 58). An arrow points where its measure grows; its length is its correlation with the
    two components, and the circle is a correlation of 1.

    Parameters
    ----------
    table : DataFrame
        ``measure``, ``group``, ``n_articles``, ``rate``, as `group_rates` gives them: at least three groups and two
        measures that vary. Groups of few articles lie at the edge by chance; leave them out.
    colour_by : str, optional
        A column that colour and marker show.
    labels : mapping of str to str, optional
        What to call the measures.
    title : str, optional
    ax : Axes, optional

    Returns
    -------
    Axes
        Distances mean likeness as far as the two components go, whose share of the variance stands at the axes.

    Raises
    ------
    ValueError
        If a column is missing, a group lacks a rate, or there are fewer than three groups or two measures that vary.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"measure": ["hedge"] * 3 + ["quote"] * 3, "group": ["A", "B", "C"] * 2,
    ...                       "n_articles": 9, "rate": [1.0, 2.0, 3.0, 4.0, 9.0, 5.0]})
    >>> outlet_map(table).get_xlabel()
    'first component (65% of the variance)'
    """
    from matplotlib.patches import Circle
    from sklearn.decomposition import PCA

    need(table, ["measure", "group", "n_articles", "rate"])
    rates = table.pivot(index="group", columns="measure", values="rate")
    if rates.isna().any(axis=None):
        raise ValueError(f"The group {rates.index[rates.isna().any(axis=1)][0]!r} lacks a rate of a measure.")
    roots = np.sqrt(rates.loc[:, rates.nunique() > 1])
    if len(roots) < 3 or roots.shape[1] < 2:
        raise ValueError(
            f"{len(roots)} groups and {roots.shape[1]} measures that vary are too few; 3 and 2 are needed."
        )
    standard = (roots - roots.mean()) / roots.std(ddof=0)
    model = PCA(n_components=2, svd_solver="full")
    places = model.fit_transform(standard)
    loadings = model.components_.T * model.explained_variance_**0.5
    # The sign of a component is arbitrary; fixed, the map looks the same on every machine.
    signs = np.sign(loadings[np.abs(loadings).argmax(axis=0), [0, 1]])
    places, loadings = places * signs, loadings * signs * ((len(roots) - 1) / len(roots)) ** 0.5
    reach = 1.1 * np.quantile(np.hypot(*places.T), 0.9)
    ax = new_axes(ax, 8.2, 7)
    rows = table.drop_duplicates("group").set_index("group").reindex(roots.index)
    for level, colour, marker, own in looks_of_rows(rows, colour_by):
        sizes = 12 + rows["n_articles"][own] ** 0.5 * 2
        ax.scatter(*places[own].T, s=sizes, c=colour, marker=marker, label=level, alpha=0.85)
    ax.add_patch(Circle((0, 0), reach, fill=False, edgecolor="#bbbbbb", linewidth=0.8, linestyle=":"))
    for x, y in reach * loadings:
        ax.annotate("", (x, y), (0, 0), arrowprops={"arrowstyle": "->", "color": "black", "linewidth": 0.9})
    for side, axis, share in zip(
        ("first", "second"), (ax.xaxis, ax.yaxis), model.explained_variance_ratio_, strict=True
    ):
        axis.set_label_text(f"{side} component ({share:.0%} of the variance)")
    ax.set_aspect("equal", adjustable="datalim")
    ax.margins(0.12)
    if colour_by:
        ax.legend(frameon=False, loc="best")
    finish(ax, title, "both")
    arrows = [(labels or {}).get(name, name) for name in roots.columns]
    name_dots(ax, *(reach * loadings).T, arrows, np.hypot(*loadings.T), outward=True)
    name_dots(ax, *places.T, list(roots.index), rows["n_articles"].to_numpy())
    return ax

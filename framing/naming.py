"""Who uses which name: the shares of the contested names of each concept, compared between groups of articles."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd

from framing.arguments import check_arguments
from framing.extract import Result

_Z = NormalDist().inv_cdf(0.975)
_FEW = {1: 12.7062, 2: 4.3027, 3: 3.1824, 4: 2.7764}
_NEEDED = ("doc", "category", "name", "side")


def label_shares(
    spans: Result | pd.DataFrame,
    by: str | pd.Series,
    frame: pd.DataFrame | None = None,
    *,
    of: str = "name",
    cluster: str | pd.Series | None = None,
    min_spans: int = 1,
) -> pd.DataFrame:
    """Share of each name among all names of its concept, in each group, with 95% intervals.

    Rates of labels mix two things: how much a group writes about a concept, and what it calls it. The share is the
    second alone. The names in one article are not independent of each other, nor are the articles of one outlet:
    the interval is Wilson's (1927) with the effective number of spans, which is the number divided by the design
    effect of the clusters and, for few clusters, by the squared ratio of Student's to the normal quantile (Korn
    and Graubard 1998; Dean and Pagano 2015). Clusters are articles, or what `cluster` names. Where all clusters
    agree on a share of 0 or 1 there is no design effect to see, and the clusters are counted instead of the spans.

    Parameters
    ----------
    spans : Result or DataFrame
        What `framing.extract` found with the device ``label``, or its spans: all of them, or a choice, such as those
        in the writer's own voice.
    by : str or Series
        The group of each article: a column of `frame`, else of the features of the result, or a Series with the
        articles' index. An article without a group is left out.
    frame : DataFrame, optional
        The corpus, one row an article, with the index that it had in `framing.extract`.
    of : str
        ``"name"``, or ``"side"`` for the share of all names that one side prefers.
    cluster : str or Series, optional
        What is drawn as one, as `by` is given; the article by default. Name the outlet if groups are of outlets.
    min_spans : int
        A concept is left out of a group that has fewer spans of it.

    Returns
    -------
    DataFrame
        One row a concept, group and name that occurs in any group, in the order of concept, name and group:
        ``concept``, ``name`` (unless of sides), ``side``, ``group``, ``share``, ``low``, ``high`` (0 to 1),
        ``n_spans`` (of the name), ``n_concept`` (of all names of the concept), ``n_articles`` (with the concept),
        ``n_clusters``. With a single cluster there is no interval.

    Raises
    ------
    ValueError
        If the spans lack a column or are none of labels, if a column or an article is not found, or if an article
        with a group has no cluster.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> frame = pd.DataFrame({
    ...     "text": ["The estate tax rose.", "The death tax rose.", "The estate tax fell.", "The estate tax stays."],
    ...     "lean": ["left", "right", "right", "left"],
    ... })
    >>> result = framing.extract(frame, devices=["label"])
    >>> table = label_shares(result, "lean", frame)
    >>> table[["concept", "name", "side", "group", "share", "n_spans"]].values.tolist()[:2]
    [['estate_tax', 'death tax', 'right', 'left', 0.0, 0], ['estate_tax', 'death tax', 'right', 'right', 0.5, 1]]
    """
    check_arguments(label_shares, locals())
    if of not in ("name", "side"):
        raise ValueError(f"of is {of!r}; it must be 'name' or 'side'.")
    features = spans.features if isinstance(spans, Result) else None
    labels = _label_spans(spans.spans if isinstance(spans, Result) else spans)
    tables = [table for table in (frame, features) if table is not None]
    labels["group"] = of_articles(labels["doc"], by, tables, "by")
    labels["cluster"] = labels["doc"] if cluster is None else of_articles(labels["doc"], cluster, tables, "cluster")
    labels = labels[labels["group"].notna()]
    lost = labels["cluster"].isna()
    if lost.any():
        raise ValueError(
            f"{lost.sum()} spans have no cluster, the first in the article {labels.loc[lost, 'doc'].iloc[0]!r}; "
            "give every article one, its own where it stands alone."
        )
    rows = []
    for concept, mine in labels.groupby("concept", sort=True):
        parts = mine[["name", "side"] if of == "name" else ["side"]].drop_duplicates().sort_values(of)
        for part in parts.itertuples(index=False):
            for group, members in mine.groupby("group", sort=True):
                if len(members) >= min_spans:
                    hits = members[of] == getattr(part, of)
                    numbers = (int(hits.sum()), len(members), members["doc"].nunique(), members["cluster"].nunique())
                    rows.append((concept, *part, group, *_share(hits, members["cluster"]), *numbers))
    names = ("name", "side") if of == "name" else ("side",)
    numbers = ("n_spans", "n_concept", "n_articles", "n_clusters")
    return pd.DataFrame(rows, columns=["concept", *names, "group", "share", "low", "high", *numbers])


def share_difference(one: tuple[float, float, float], other: tuple[float, float, float]) -> tuple[float, float, float]:
    """Difference of two independent shares and its interval, from the shares and theirs (Newcombe 1998, method 10).

    Parameters
    ----------
    one, other : tuple of float
        Share, low and high of each.

    Returns
    -------
    tuple of float
        ``one`` minus ``other``, low, high.

    Examples
    --------
    >>> [round(number, 2) for number in share_difference((0.8, 0.7, 0.9), (0.5, 0.4, 0.6))]
    [0.3, 0.16, 0.44]
    """
    (p, p_low, p_high), (q, q_low, q_high) = one, other
    return p - q, p - q - sqrt((p - p_low) ** 2 + (q_high - q) ** 2), p - q + sqrt((p_high - p) ** 2 + (q - q_low) ** 2)


def _label_spans(spans: pd.DataFrame) -> pd.DataFrame:
    missing = [column for column in _NEEDED if column not in spans]
    if missing:
        raise ValueError(
            f"The spans have no column {missing[0]!r}; they have {list(spans.columns)}. "
            "Pass what extract(frame, devices=['label']) gave, with at least one label in it."
        )
    labels = spans[spans["device"] == "label"] if "device" in spans else spans
    return labels[list(_NEEDED)].rename(columns={"category": "concept"})


def of_articles(docs: pd.Series, column: str | pd.Series, tables: list[pd.DataFrame], argument: str) -> pd.Series:
    """A property of its article for each span."""
    if not isinstance(column, pd.Series):
        holders = [table for table in tables if column in table]
        if not holders:
            there = [list(table.columns)[:20] for table in tables]
            raise ValueError(
                f"No table has a column {column!r} for {argument}; there are {there}. Pass frame=, your corpus, "
                f"or the column itself: {argument}=frame[{column!r}]."
            )
        column = holders[0][column]
    if not column.index.is_unique:
        raise ValueError(
            f"The index of {argument} has duplicates, the first {column.index[column.index.duplicated()][0]!r}."
        )
    unknown = ~docs.isin(column.index)
    if unknown.any():
        raise ValueError(
            f"{argument} has no article {docs[unknown].iloc[0]!r}, nor {docs[unknown].nunique() - 1} others of the "
            "spans; pass the corpus with the index that it had in extract."
        )
    return docs.map(column)


def _share(hits: pd.Series, clusters: pd.Series) -> tuple[float, float, float]:
    """A share and its interval: Wilson's, with the effective number of spans of clustered ones."""
    codes, labels = pd.factorize(clusters)
    whole, part = np.bincount(codes), np.bincount(codes, weights=hits.to_numpy())
    n, m = int(whole.sum()), len(labels)
    share = float(part.sum() / n)
    if m < 2:
        return share, np.nan, np.nan
    # Sorted, so that the sum does not depend on the order of the articles.
    variance = m / (m - 1) * np.sort((part - share * whole) ** 2).sum() / n**2
    effective = share * (1 - share) / variance if variance > 0 else (m if share in (0.0, 1.0) else n)
    effective = min(effective, n) * (_Z / _student_quantile(m - 1)) ** 2
    centre = (share + _Z**2 / (2 * effective)) / (1 + _Z**2 / effective)
    half = _Z / (1 + _Z**2 / effective) * sqrt(share * (1 - share) / effective + _Z**2 / (4 * effective**2))
    return share, max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))


def _student_quantile(degrees: int) -> float:
    """The 97.5% quantile of Student's t: as tabled, above 4 by its expansion (Abramowitz and Stegun 1964, 26.7.5)."""
    if degrees in _FEW:
        return _FEW[degrees]
    z, d = _Z, degrees
    return (
        z
        + (z**3 + z) / (4 * d)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * d**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * d**3)
    )

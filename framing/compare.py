"""Compare groups of articles: rates per 1,000 words with bootstrap intervals over articles or clusters."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

PER = 1000
LEVEL = 0.95
# Cells of one block of bootstrap weights (8 bytes each): memory stays bounded however large a group is.
_BLOCK = 2_000_000


def group_rates(
    features: pd.DataFrame,
    by: str | pd.Series,
    measures: str | Sequence[str],
    *,
    n_boot: int = 1000,
    seed: int = 0,
    min_articles: int = 1,
    cluster: str | pd.Series | None = None,
) -> pd.DataFrame:
    """Rates per 1,000 words of groups of articles, with 95% bootstrap intervals.

    The rate of a group is 1,000 times its sum of counts over its sum of words, so a long article weighs more than
    a short one. The interval is the percentile bootstrap of that ratio (Efron and Tibshirani 1993, chapter 13):
    articles are drawn with replacement within the group. Words of one article are not independent of each other,
    which is why articles are drawn and not words; where articles are not independent either (wire copy, one
    event), name their `cluster` and whole clusters are drawn.

    Parameters
    ----------
    features : DataFrame
        One row an article, with ``n_words`` and the counts: ``result.features``, or the shipped table.
    by : str or Series
        The group of each article: a column of `features`, or a Series with the same index.
    measures : str or sequence of str
        Columns of counts.
    n_boot : int
        Bootstrap samples of each group.
    seed : int
        Each group has a stream of random numbers of its own, made from the seed and its label. So an interval
        depends neither on the order of the rows nor on which other groups and measures are asked for.
    min_articles : int
        Groups with fewer articles are left out; ``table.attrs["note"]`` then says how many.
    cluster : str or Series, optional
        The cluster of each article: a column of `features`, or a Series with the same index.

    Returns
    -------
    DataFrame
        One row a measure and group, in the order of `measures` and of the sorted labels: ``measure``, ``group``,
        ``n_articles``, ``n_words``, ``rate``, ``low``, ``high`` (all three per 1,000 words); with `cluster`, also
        ``n_clusters``. A group without words has no rate; one with a single article (or cluster) has no interval.
        With few articles, ten or so, a percentile interval is too narrow.

    Raises
    ------
    ValueError
        If a column is missing, a Series has another index, a count is missing, negative or no number, a cluster
        is missing, or no group is left.

    Examples
    --------
    >>> import pandas as pd
    >>> features = pd.DataFrame({"n_words": [400, 600, 500], "hedge": [2, 1, 5], "outlet": ["A", "A", "B"]})
    >>> table = group_rates(features, "outlet", ["hedge"])
    >>> table[["group", "n_articles", "n_words", "rate"]].values.tolist()
    [['A', 2, 1000, 3.0], ['B', 1, 500, 10.0]]
    """
    names = [measures] if isinstance(measures, str) else list(measures)
    _check_numbers(features, names, n_boot)
    groups = _column(features, by, "by")
    counts = features[["n_words", *names]].to_numpy(dtype=float)
    codes, labels = pd.factorize(groups, sort=True)
    clusters = None
    if cluster is not None:
        clusters, _ = pd.factorize(_column(features, cluster, "cluster"), sort=True)
        if (clusters < 0).any():
            raise ValueError(
                f"{(clusters < 0).sum()} articles have no cluster, the first is {features.index[clusters < 0][0]!r}; "
                "give every article one, its own where it stands alone."
            )
    sizes = np.bincount(codes[codes >= 0], minlength=len(labels))
    kept = [code for code in range(len(labels)) if sizes[code] >= min_articles]
    if not kept:
        raise ValueError(
            f"No group has {min_articles} articles; the largest of {len(labels)} has {max(sizes, default=0)}."
        )
    rows = []
    for code in kept:
        members = np.flatnonzero(codes == code)
        units = counts[members] if clusters is None else _sum_by(clusters[members], counts[members])
        estimates = _ratios(units, n_boot, _generator(seed, labels[code]))
        words = counts[members, 0].sum()
        for position, (name, estimate) in enumerate(zip(names, estimates, strict=True)):
            rows.append((position, name, labels[code], len(members), int(words), *estimate, len(units)))
    columns = ["position", "measure", "group", "n_articles", "n_words", "rate", "low", "high", "n_clusters"]
    table = pd.DataFrame(rows, columns=columns).sort_values("position", kind="stable", ignore_index=True)
    table = table.drop(columns=["position"] if cluster is not None else ["position", "n_clusters"])
    note = _note(sizes, min_articles, int((codes < 0).sum()))
    if note:
        table.attrs["note"] = note
    return table


def _check_numbers(features: pd.DataFrame, names: list[str], n_boot: int) -> None:
    if not names:
        raise ValueError("measures is empty; name at least one column of counts.")
    if n_boot < 1:
        raise ValueError(f"n_boot is {n_boot}; draw at least one sample, better 1,000.")
    for name in ["n_words", *names]:
        if name not in features:
            raise ValueError(f"features has no column {name!r}; it has {list(features.columns)}.")
        column = features[name]
        if not pd.api.types.is_numeric_dtype(column):
            raise ValueError(f"Column {name!r} holds {column.dtype}, not counts.")
        wrong = (column.isna() | (column < 0)).to_numpy()
        if wrong.any():
            raise ValueError(
                f"Column {name!r} has {wrong.sum()} values that are missing or negative, the first at "
                f"{features.index[wrong][0]!r}; counts are 0 or more."
            )


def _column(features: pd.DataFrame, column: str | pd.Series, argument: str) -> pd.Series:
    """A column of the features by name, or a Series that has their index."""
    if isinstance(column, pd.Series):
        if not column.index.equals(features.index):
            raise ValueError(
                f"The Series passed as {argument} has another index than features; pass "
                f"{argument}=series.reindex(features.index)."
            )
        return column
    if column not in features:
        raise ValueError(
            f"features has no column {column!r} for {argument}; it has {list(features.columns)}. "
            f"A column of another table is passed itself: {argument}=frame[{column!r}]."
        )
    return features[column]


def _generator(seed: int, label: object) -> np.random.Generator:
    digest = hashlib.sha256(str(label).encode("utf-8", "replace")).digest()
    return np.random.Generator(np.random.PCG64([seed, int.from_bytes(digest[:16], "big")]))


def _sum_by(codes: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Sums of the rows of each code, in the order of the codes."""
    _, positions = np.unique(codes, return_inverse=True)
    return np.column_stack([np.bincount(positions, weights=column) for column in counts.T])


def _ratios(units: np.ndarray, n_boot: int, generator: np.random.Generator) -> list[tuple[float, float, float]]:
    """Rate, low and high of each measure; units are rows of words and counts."""
    words, measures = units[:, 0], units[:, 1:]
    # Units are put in the order of their values, so that the same units give the same samples in any order of rows;
    # each measure by itself, so that they do so whatever other measures there are.
    ordered = [words[np.argsort(words)], *(column[np.lexsort((column, words))] for column in measures.T)]
    sums = _bootstrap_sums(np.column_stack(ordered), n_boot, generator)
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = PER * measures.sum(axis=0) / words.sum()
        samples = PER * sums[:, 1:] / sums[:, :1]
    if len(units) < 2 or not words.any():
        return [(rate, np.nan, np.nan) for rate in rates]
    low, high = np.nanquantile(samples, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return list(zip(rates, low, high, strict=True))


def _bootstrap_sums(units: np.ndarray, n_boot: int, generator: np.random.Generator) -> np.ndarray:
    """Column sums of bootstrap samples of the rows, shape (n_boot, columns).

    scipy.stats.bootstrap calls a statistic on resampled copies of the data and takes minutes for 37,554 articles;
    sums need only how often each row was drawn, and one product with the rows. Counts are whole numbers, so their
    sums are exact and the same on every machine.
    """
    n = len(units)
    block = max(1, _BLOCK // n)
    sums = np.empty((n_boot, units.shape[1]))
    for first in range(0, n_boot, block):
        size = min(block, n_boot - first)
        drawn = generator.integers(n, size=(size, n))
        drawn += n * np.arange(size)[:, None]
        times = np.bincount(drawn.ravel(), minlength=size * n).reshape(size, n)
        sums[first : first + size] = times.astype(float) @ units
    return sums


def _note(sizes: np.ndarray, min_articles: int, unlabelled: int) -> str:
    """What was left out, for a footnote; empty where nothing was."""
    small = sizes[sizes < min_articles]
    parts = []
    if len(small):
        parts.append(
            f"{len(small)} of {len(sizes)} groups have fewer than {min_articles} articles ({small.sum():,} in all)"
        )
    if unlabelled:
        parts.append(f"{unlabelled:,} articles have no group")
    return f"Left out: {'; '.join(parts)}." if parts else ""

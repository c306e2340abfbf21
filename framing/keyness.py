"""Words that distinguish: the cues, sources and names that one group of articles uses more than the others."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

import numpy as np
import pandas as pd

from framing.arguments import check_arguments
from framing.comparison import q_values
from framing.extract import Result
from framing.naming import of_articles
from framing.randomization import LEVEL


class _Side(NamedTuple):
    """One side of a comparison: counts of each cluster and term (sparse), of each cluster, of each term."""

    cells: object
    clusters: np.ndarray
    terms: np.ndarray


def distinguishing(
    counts: Result | pd.DataFrame,
    by: str | pd.Series = "group",
    of: str | None = None,
    *,
    reference: Hashable | None = None,
    cluster: str | pd.Series | None = None,
    prior: float = 500.0,
    min_n: int = 10,
) -> pd.DataFrame:
    """Terms that distinguish groups: log-odds ratios with an informative Dirichlet prior.

    The log-odds of a term in a group are compared with those in the other groups; each count is raised by `prior`
    words divided like all words together, which shrinks rare terms towards no difference (Monroe, Colaresi and Quinn
    2008, "Fightin' Words", *Political Analysis* 16, equations 15 to 22).

    Monroe's variance takes every word to be independent of every other. The words of one article or outlet are not,
    and one outlet's habit then looks like that of its whole group. With `cluster` the variance is that of the
    infinitesimal jackknife over clusters (Efron 1982, chapter 6), never below Monroe's, and intervals and tests use
    Student's t with the effective number of clusters of the smaller side (Kish 1965) minus one. When the 180 outlets
    of 3,000 articles were split in two by chance 60 times, 15% of 341 cues had p < .05 without clusters, and 3.5% with.

    Parameters
    ----------
    counts : Result or DataFrame
        What `framing.extract` found, or a table of counts: a row a term and group (and cluster), with ``n``.
    by : str or Series
        Of a result: the group of each article, a Series with the articles' index or a column of the features. Of a
        table: its column of groups. What has no group is left out.
    of : str, optional
        Of a result: a column of its attributions (``cue``, ``source``, ``speaker``, ``source_type`` ...) or a device,
        whose words are counted in lower case (of ``label``, the names); ``"cue"`` by default. Of a table: its column
        of terms, ``"term"`` by default. What has no term is left out.
    reference : label, optional
        The group that each other is compared with; by default each is compared with all others together.
    cluster : str or Series, optional
        What is independent of each other, given like `by`. Of a result, the article by default.
    prior : float
        Words that the prior is worth. More shrink more.
    min_n : int
        Terms with fewer uses in the two sides together are counted among all words, and left out of the table.

    Returns
    -------
    DataFrame
        One row a group and term, the most typical of a group first: ``term``, ``group``, ``n`` (uses in the group),
        ``n_other`` (uses in what it is compared with), ``per_1000`` (uses among 1,000 of all terms of the group),
        ``log_odds`` (the natural logarithm of the ratio of the odds), ``low``, ``high`` (95%), ``z``, ``p`` and
        ``q`` (Benjamini and Hochberg 1995, over the table); with clusters, ``n_clusters`` (of the group that use the
        term) and ``dispersion`` (the clustered variance over Monroe's). With fewer than two clusters on either side
        there is no interval.

    Raises
    ------
    ValueError
        If a column or an article is not found, a count is missing or negative, an article or row has no cluster, or
        there are not two groups.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"term": ["say", "claim", "say", "claim"], "group": ["A", "A", "B", "B"],
    ...                        "n": [900, 100, 980, 20]})
    >>> distinguishing(counts)[["term", "group", "n", "n_other", "per_1000", "log_odds"]].round(2).values.tolist()[:2]
    [['claim', 'A', 100, 20, 100.0, 1.01], ['say', 'A', 900, 980, 900.0, -1.01]]
    """
    check_arguments(distinguishing, locals())
    if not prior > 0:
        raise ValueError(f"prior is {prior!r}; it must be above 0 words.")
    table = _of_result(counts, by, of, cluster) if isinstance(counts, Result) else _of_table(counts, by, of, cluster)
    groups = sorted(set(table["group"]), key=str)
    if len(groups) < 2 or (reference is not None and reference not in groups):
        raise ValueError(f"Nothing can be compared with reference {reference!r}; the groups are {groups}.")
    terms, clusters = (pd.factorize(table[name], sort=True) for name in ("term", "cluster"))
    rows = []
    for group in groups:
        if group == reference:
            continue
        own = (table["group"] == group).to_numpy()
        other = ~own if reference is None else (table["group"] == reference).to_numpy()
        shape = (len(clusters[1]), len(terms[1]))
        sides = [_side(table["n"].to_numpy(), clusters[0], terms[0], chosen, shape) for chosen in (own, other)]
        compared = _compare_sides(*sides, prior, clustered=len(clusters[1]) > 1).assign(term=terms[1], group=group)
        rows.append(compared[compared["n"] + compared["n_other"] >= max(min_n, 1)])
    found = pd.concat(rows).sort_values(["z", "term"], ascending=[False, True], kind="stable")
    found = found.iloc[np.argsort(pd.Categorical(found["group"], groups).codes, kind="stable")].reset_index(drop=True)
    found["q"] = q_values(found["p"])
    columns = ["term", "group", "n", "n_other", "per_1000", "log_odds", "low", "high", "z", "p", "q"]
    return found[columns + (["n_clusters", "dispersion"] if "dispersion" in found else [])]


def _of_result(result: Result, by: str | pd.Series, of: str | None, cluster: str | pd.Series | None) -> pd.DataFrame:
    of = of or "cue"
    if of in result.attributions:
        docs, words = result.attributions["doc"], result.attributions[of]
    else:
        spans = result.spans[result.spans["device"] == of]
        if spans.empty:
            raise ValueError(
                f"The result has no {of!r}; its attributions have {list(result.attributions.columns[1:])}, "
                f"its devices with a span are {sorted(set(result.spans['device']))}."
            )
        docs, words = spans["doc"], spans["name" if of == "label" else "text"]
    table = pd.DataFrame({"term": words.astype("object").str.lower(), "n": 1})
    table["group"] = of_articles(docs, by, [result.features], "by")
    table["cluster"] = docs if cluster is None else of_articles(docs, cluster, [result.features], "cluster")
    return _complete(table)


def _of_table(counts: pd.DataFrame, by: str | pd.Series, of: str | None, cluster: str | None) -> pd.DataFrame:
    columns = {"term": of or "term", "group": by, "n": "n"} | ({} if cluster is None else {"cluster": cluster})
    for argument, name in columns.items():
        if not isinstance(name, str) or name not in counts:
            raise ValueError(
                f"counts has no column {name!r} for the {argument}; it has {list(counts.columns)}. "
                "Name the columns: by= that of the groups, of= that of the terms, cluster= that of the clusters."
            )
    table = pd.DataFrame({argument: counts[name] for argument, name in columns.items()})
    wrong = (table["n"].isna() | (table["n"] < 0)).to_numpy()
    if wrong.any():
        raise ValueError(
            f"Column 'n' has {wrong.sum()} counts that are missing or negative, the first at "
            f"{counts.index[wrong][0]!r}; counts are 0 or more."
        )
    return _complete(table if cluster is not None else table.assign(cluster=0))


def _complete(table: pd.DataFrame) -> pd.DataFrame:
    """Rows with term and group; each must have its cluster."""
    table = table[table["term"].notna() & table["group"].notna()]
    lost = table["cluster"].isna()
    if lost.any():
        raise ValueError(
            f"{lost.sum()} rows have no cluster, the first at {table.index[lost][0]!r}; "
            "give each one, its own where it stands alone."
        )
    return table


def _side(n: np.ndarray, clusters: np.ndarray, terms: np.ndarray, chosen: np.ndarray, shape: tuple[int, int]) -> _Side:
    from scipy.sparse import coo_array

    cells = coo_array((n[chosen].astype(float), (clusters[chosen], terms[chosen])), shape=shape).tocsr()
    return _Side(cells, cells.sum(axis=1), cells.sum(axis=0))


def _compare_sides(own: _Side, other: _Side, prior: float, clustered: bool) -> pd.DataFrame:
    """Log-odds ratios of all terms with their intervals and tests, in the order of the terms."""
    from scipy import stats

    alpha = prior * (own.terms + other.terms) / (own.terms.sum() + other.terms.sum())
    uses = [side.terms + alpha for side in (own, other)]
    rest = [side.terms.sum() + prior - used for side, used in zip((own, other), uses, strict=True)]
    with np.errstate(divide="ignore", invalid="ignore"):
        log_odds = np.log(uses[0] / rest[0]) - np.log(uses[1] / rest[1])
        variance = 1 / uses[0] + 1 / uses[1]
        columns = {"n": own.terms, "n_other": other.terms, "per_1000": 1000 * own.terms / own.terms.sum()}
        table = pd.DataFrame(columns | {"log_odds": log_odds}).astype({"n": int, "n_other": int})
        reference = stats.norm()
        if clustered:
            jackknife = _jackknife_variance(own, other, uses, rest)
            table["n_clusters"] = (own.cells > 0).sum(axis=0)
            table["dispersion"] = jackknife / variance
            variance = np.maximum(variance, jackknife)
            effective = min(side.clusters.sum() ** 2 / (side.clusters**2).sum() for side in (own, other))
            reference = stats.t(effective - 1 if effective > 1 + 1e-9 else np.nan)
        error = np.sqrt(variance)
        half = reference.ppf((1 + LEVEL) / 2) * error
        table["low"], table["high"] = log_odds - half, log_odds + half
        table["z"] = log_odds / error
        table["p"] = 2 * reference.sf(np.abs(table["z"]))
    return table


def _jackknife_variance(own: _Side, other: _Side, uses: list[np.ndarray], rest: list[np.ndarray]) -> np.ndarray:
    """Variance of each log-odds ratio from the influence of each cluster on it.

    A cluster with y uses of a term among its m words moves the log-odds of its side by y / uses - (m - y) / rest. The
    sums of squares are those of sparse products, so that clusters times terms never stand in memory.
    """
    from scipy.sparse import diags_array

    of_use = [1 / used + 1 / others for used, others in zip(uses, rest, strict=True)]
    moved = own.cells @ diags_array(of_use[0]) - other.cells @ diags_array(of_use[1])
    words = np.column_stack([-own.clusters, other.clusters])
    weights = np.stack([1 / rest[0], 1 / rest[1]])
    squares = moved.multiply(moved).sum(axis=0) + 2 * (weights * (moved.T @ words).T).sum(axis=0)
    squares += np.einsum("it,ij,jt->t", weights, words.T @ words, weights)
    total = moved.sum(axis=0) + words.sum(axis=0) @ weights
    n = int(((own.clusters + other.clusters) > 0).sum())
    return n / (n - 1) * np.maximum(squares - total**2 / n, 0)

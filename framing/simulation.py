"""What a comparison can find in a corpus: real articles, split at random, with differences planted of a known size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.arguments import check_arguments
from framing.comparison import column_of, compare, names_of
from framing.progress import steps
from framing.randomization import LEVEL


def power(
    features: pd.DataFrame,
    measures: str | Sequence[str],
    ratios: Sequence[float] = (1.0, 1.25, 1.5, 2.0),
    *,
    within: str | None = None,
    cluster: str | None = None,
    adjust: str | Sequence[str] | None = None,
    share: float = 0.5,
    n_simulations: int = 500,
    n_permutations: int = 499,
    seed: int = 0,
    progress: bool = False,
) -> pd.DataFrame:
    """How often `framing.compare` finds a difference of a known size between groups made at random.

    Clusters, or articles, are put into two groups at random, within each stratum where they lie in one; so nothing
    but the planted ratio sets the groups apart. It is planted by thinning: of the counts of one group each span is
    kept with the probability that makes the ratio, so that counts stay whole, and as uneven as those of real articles.

    Parameters
    ----------
    features : DataFrame
        As for `framing.compare`.
    measures : str or sequence of str
        Columns of counts.
    ratios : sequence of float
        Planted ratios of the group's rate to the reference's, above 0. At 1 what is found is an error of type I.
    within, cluster, adjust
        As for `framing.compare`; columns.
    share : float
        Share of clusters (articles) in the group.
    n_simulations, n_permutations, seed : int
        Random splits; permutations of each comparison.
    progress : bool
        Show a progress bar.

    Returns
    -------
    DataFrame
        One row a measure and ratio: ``measure``, ``ratio``, ``n_simulations``, ``found`` (share of splits with p below
        .05: power, or the rate of errors of type I), ``covered`` (share of splits in which the interval holds the
        planted ratio), both with their 95% intervals (``_low``, ``_high``; Wilson 1927), and ``width``, the median
        of the upper over the lower end.

    Raises
    ------
    ValueError
        As `framing.compare`; also for a share outside of 0 to 1 or a ratio that is not above 0.

    Examples
    --------
    >>> import pandas as pd
    >>> features = pd.DataFrame({"n_words": 500, "hedge": [2, 3, 1, 2, 2, 4, 3, 2, 1, 3] * 4})
    >>> table = power(features, "hedge", ratios=[1.0, 3.0], n_simulations=20, n_permutations=99)
    >>> table["found"].is_monotonic_increasing
    True
    """
    check_arguments(power, locals())
    from statsmodels.stats.proportion import proportion_confint

    if not 0 < share < 1 or not all(ratio > 0 for ratio in ratios):
        raise ValueError(f"share is {share} and ratios are {list(ratios)}; a share is between 0 and 1, ratios above 0.")
    if not len(ratios):
        raise ValueError("ratios is empty; name one ratio or more, such as 1.5.")
    names = names_of(measures)
    for name, argument in [*((one, "measures") for one in names), (within, "within"), (cluster, "cluster")]:
        if name is not None:
            column_of(features, name, argument)
    features = sums_of_clusters(features, names, within, cluster, adjust)
    tables = []
    for number in steps(range(n_simulations), "framing.power", "simulations", progress):
        generator = np.random.default_rng([seed, number])
        group = random_groups(features, within, cluster, share, generator)
        for ratio in ratios:
            planted = plant(features, names, ratio, group, generator)
            options = {"within": within, "cluster": cluster, "adjust": adjust, "seed": number, "n_boot": 1}
            table = compare(planted, group, names, "reference", n_permutations=n_permutations, **options)
            tables.append(table[table["group"] == "group"].assign(planted=ratio))
    runs = pd.concat(tables)
    runs["covered"] = runs["planted"].between(runs["ratio_low"] * (1 - 1e-3), runs["ratio_high"] * (1 + 1e-3))
    runs["found"] = runs["p"] <= 1 - LEVEL
    runs["width"] = runs["ratio_high"] / runs["ratio_low"]
    table = runs.groupby(["measure", "planted"], sort=False).agg(
        n_simulations=("found", "size"), found=("found", "mean"), covered=("covered", "mean"), width=("width", "median")
    )
    for name in ("found", "covered"):
        hits = table[name] * table["n_simulations"]
        table[f"{name}_low"], table[f"{name}_high"] = proportion_confint(hits, table["n_simulations"], method="wilson")
    table = table.reset_index(names=["measure", "ratio"])
    figures = [f"{name}{end}" for name in ("found", "covered") for end in ("", "_low", "_high")]
    return table[["measure", "ratio", "n_simulations", *figures, "width"]]


def sums_of_clusters(
    features: pd.DataFrame,
    measures: Sequence[str],
    within: str | None,
    cluster: str | None,
    adjust: str | Sequence[str] | None = None,
) -> pd.DataFrame:
    """Sums of each cluster by stratum and covariates, all that a comparison of whole clusters needs of articles."""
    if cluster is None:
        return features
    covariates = names_of(adjust)
    keys = list(dict.fromkeys([cluster, *([within] if within else []), *covariates]))
    return features.groupby(keys, observed=True)[["n_words", *measures]].sum().reset_index()


def random_groups(
    features: pd.DataFrame, within: str | None, cluster: str | None, share: float, generator: np.random.Generator
) -> pd.Series:
    """``group`` or ``reference`` for each row: whole clusters at random, by stratum if each lies in one."""
    units = pd.Series(range(len(features))) if cluster is None else features[cluster].reset_index(drop=True)
    strata = pd.Series(0, index=units.index) if within is None else features[within].reset_index(drop=True)
    drawn = pd.DataFrame({"unit": units, "stratum": strata}).drop_duplicates()
    if drawn["unit"].duplicated().any():
        drawn = drawn.drop_duplicates("unit").assign(stratum=0)
    drawn["place"] = generator.random(len(drawn))
    by_stratum = drawn.groupby("stratum", observed=True)["place"]
    chosen = by_stratum.rank() <= np.maximum(1, np.round(share * by_stratum.transform("size")))
    members = units.isin(drawn.loc[chosen, "unit"])
    return pd.Series(np.where(members, "group", "reference"), index=features.index)


def plant(
    features: pd.DataFrame, measures: list[str], ratio: float, group: pd.Series, generator: np.random.Generator
) -> pd.DataFrame:
    """The features with the counts of the group thinned to a ratio below 1, of the reference to one above."""
    thinned = (group == ("group" if ratio < 1 else "reference")).to_numpy()
    counts = features[measures].to_numpy(dtype=int)
    kept = generator.binomial(counts, min(ratio, 1 / ratio))
    planted = np.where(thinned[:, None], kept, counts)
    return features.assign(**dict(zip(measures, planted.T, strict=True)))

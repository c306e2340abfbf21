"""Compare groups by counts that a machine made, corrected for its errors by a sample of articles that people coded."""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from framing.arguments import check_arguments
from framing.comparison import PER, check_numbers, column_of, names_of
from framing.randomization import LEVEL

# Fewer coded clusters than this and the interval would be too narrow: see data/measurement_error_simulations.csv.
FEW = 10
# Clusters that are left out at one time, so that memory stays bounded with many covariates.
_BLOCK = 2000
_COLUMNS = ["measure", "group", "reference", "n_articles", "n_words", "n_coded", "rate", "low", "high", "ratio",
            "ratio_low", "ratio_high", "p", "raw_rate", "raw_ratio", "bias", "finding"]  # fmt: skip


class _Estimates(NamedTuple):
    """Estimates on the log scale, and what each cluster contributes to their error.

    ``raw`` and ``values`` have shape (p,), ``shifts`` (clusters, p): the covariance is shifts' shifts.
    """

    raw: np.ndarray
    values: np.ndarray
    shifts: np.ndarray
    degrees: float


def correct(
    features: pd.DataFrame,
    coded: pd.DataFrame,
    by: str | pd.Series,
    measures: str | Sequence[str] | None = None,
    reference: Hashable | None = None,
    *,
    cluster: str | pd.Series | None = None,
    adjust: str | Sequence[str] | None = None,
    share: str | pd.Series | None = None,
    differential: bool = True,
) -> pd.DataFrame:
    """Rates per 1,000 words of groups of articles and their ratios, corrected for the errors of the measure.

    A machine counted all articles; people coded some of them, drawn at random, and their counts are taken for the
    truth. The machine tells how the coded articles differ from the others, the coders how the machine errs. With the
    machine's rate of all articles, and the machine's and the coders' rates of the coded articles of the group,

        rate = coders' coded * (machine's all / machine's coded) ** power

    The power, from 0 to 1, is the one with the smallest variance: 0 throws the machine away where it is useless, 1
    trusts that it errs in proportion. Whatever it is, the rate is that of the coders' counts, because the
    machine's two rates differ by chance only: no model of the errors is assumed. Each group is corrected by its own
    coded articles, so that a measure may err more in one group than in another.

    Parameters
    ----------
    features : DataFrame
        One row an article, all that are to be compared: ``n_words`` and the machine's counts.
    coded : DataFrame
        The coders' counts: one row a coded article under its label in `features`, one column a measure, as
        `framing.coded_counts` makes it. The articles must have been drawn at random within each group; the shares
        that were drawn of the groups may differ. A missing count is an article that was not coded for that measure.
    by : str or Series
        The group of each article: a column of `features`, or a Series with the same index.
    measures : str or sequence of str, optional
        By default all columns of `coded` that `features` has.
    reference : optional
        The group that the others are compared with; by default the one with most articles.
    cluster : str or Series, optional
        Articles that are not independent of each other (an outlet, an event), as `by` is given.
    adjust : str or sequence of str, optional
        Columns of `features` to hold constant: ``ratio`` and ``raw_ratio`` are then of a Poisson regression with
        words as exposure, as in `correct_coefficients`; rates stay as they are.
    share : str or Series, optional
        The share of articles like this one that was drawn to be coded, 0 to 1, where it differs within groups.
    differential : bool
        Whether the measure may err more in one group than in another. With ``False`` one equation is fitted to the
        coded articles of all groups together, machine = a * words + r * coders, and solved for each group:
        (machine's rate - a) / r, with a the false alarms per word and r the share found (Rogan and Gladen 1978).
        Groups without coded articles then get a rate and intervals are narrower; but where the measure does err
        more in one group, or finds a smaller share where there is much, the result is wrong and nothing in it
        shows. Only for groups that were coded by the same words about the same things.

    Returns
    -------
    DataFrame
        One row a measure and group: ``measure``, ``group``, ``reference``, ``n_articles``, ``n_words``, ``n_coded``,
        ``rate``, ``low``, ``high`` (per 1,000 words, 95%), ``ratio``, ``ratio_low``, ``ratio_high``, ``p`` (that
        the ratio is 1), ``raw_rate``, ``raw_ratio`` (of the machine alone), ``bias`` (``raw_rate`` - ``rate``),
        ``finding`` (plain words).

    Raises
    ------
    ValueError
        If a column or group is missing, an index has duplicates, a coded article is not in `features`, a count is
        negative, or covariates cannot be told apart in the coded articles.

    Warns
    -----
    UserWarning
        Names the groups with fewer than ten coded clusters (articles, without `cluster`), or in which the coders
        found nothing: they have no interval, and neither have the ratios to them.

    See Also
    --------
    correct_coefficients : the same for any regression.

    Notes
    -----
    This is prediction-powered inference (Angelopoulos, Bates, Fannjiang, Jordan and Zrnic 2023, *Science* 382, 669)
    with power tuning (Angelopoulos, Duchi and Zrnic 2023, PPI++), on the log scale, where the rectifier of a rate is
    a ratio and no rate can fall below 0; in sampling theory, double sampling (Chen and Chen 2000, *JRSS B* 62, 449).
    The interval is Student's with a delete-one-cluster jackknife over the coded clusters in which the power is
    tuned anew each time, added to the cluster-robust variance of the rest; degrees of freedom come from the effective
    number of coded clusters, (sum of words)^2 / sum of squared words (Kish 1965). In trials, taking the tuned power as
    known covered less, and a studentised bootstrap as often with 20 coded articles or more. How often the intervals
    hold the truth stands in ``data/measurement_error_simulations.csv``: with 15 to 30 coded articles a group, too
    seldom where a few articles hold most of what the machine misses. Code 100. Articles are a sample of what the
    group might have written, as in `group_rates`; for these articles and no others the intervals are too wide.

    TeBlunthuis, Hase and Chan (2024, *Communication Methods and Measures* 18, 278; the R package
    misclassificationmodels) maximise a likelihood: a model of the outcome and one of the error given the
    truth and the covariates. It uses the coded articles better where both models are right, differential error
    included if it is modelled, and is biased where one is wrong; it is made for classes. This asks for a random
    sample instead and models no error.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> rng = np.random.default_rng(1)
    >>> n_words, outlet = rng.integers(300, 900, 600), np.repeat(["A", "B"], 300)
    >>> truth = rng.poisson(n_words * 0.010)
    >>> found = rng.binomial(truth, np.where(outlet == "A", 0.9, 0.6))
    >>> features = pd.DataFrame({"n_words": n_words, "outlet": outlet, "hedge": found})
    >>> coded = pd.DataFrame({"hedge": truth}).groupby(outlet).sample(50, random_state=1)
    >>> table = correct(features, coded, "outlet", reference="A")
    >>> print(table[["group", "rate", "raw_rate", "ratio", "ratio_low", "ratio_high"]].round(2).to_string(index=False))
    group  rate  raw_rate  ratio  ratio_low  ratio_high
        A 10.16      9.13   1.00        NaN         NaN
        B  9.99      5.92   0.98       0.88         1.1
    """
    check_arguments(correct, locals())
    names = _measures(features, coded, measures)
    articles = _layout(features, by, cluster, share)
    if adjust is not None and not differential:
        raise ValueError("adjust needs differential=True: a regression is corrected by the coded articles alone.")
    labels = list(articles["group"].cat.categories)
    reference = articles["group"].value_counts().sort_index().idxmax() if reference is None else reference
    if reference not in labels:
        raise ValueError(f"There is no group {reference!r} for reference; the groups are {labels}.")
    rows = []
    for name in names:
        counted = _counts(articles, features, coded, name)
        silent = _silent(counted, name, pooled=not differential)
        rates = _rates(counted) if differential else _pooled_rates(counted)
        others = _adjusted(counted, features, adjust, reference, silent) if adjust is not None else rates
        for label, part in counted.groupby("group", observed=False):
            ratio = _difference(others[label], others[reference])
            rows.append((name, label, reference, *_row(part, rates[label], ratio, label, reference, silent)))
    return pd.DataFrame(rows, columns=_COLUMNS)


def correct_coefficients(
    features: pd.DataFrame,
    coded: pd.DataFrame,
    predictors: str | Sequence[str],
    measures: str | Sequence[str] | None = None,
    *,
    cluster: str | pd.Series | None = None,
    share: str | pd.Series | None = None,
) -> pd.DataFrame:
    """Coefficients of a Poisson regression of counts, with words as exposure, corrected for the errors of the measure.

    Parameters
    ----------
    features, coded, measures, cluster, share
        As in `correct`. The coded articles must have been drawn at random from all, or their `share` be given.
    predictors : str or sequence of str
        Columns of `features`: numbers as they are, anything else as one term a value but the first.

    Returns
    -------
    DataFrame
        One row a measure and term: ``measure``, ``term``, ``n_articles``, ``n_coded``, ``coefficient`` (of the log
        of the rate), ``low``, ``high`` (95%), ``p`` (that it is 0), ``raw_coefficient`` (of the machine alone).

    Raises
    ------
    ValueError
        As `correct`; or if predictors are missing or cannot be told apart in the coded articles.

    Notes
    -----
    Three fits by statsmodels: the coders' counts and the machine's in the coded articles, the machine's in all. The
    coefficient is coders' + power * (machine's of all - machine's of the coded), with a power for each coefficient
    (Chen and Chen 2000; PPI++). Articles need not be Poisson: the variance is as in `correct`, clusters and
    overdispersion included, with one-step deletions of the coded clusters (Pregibon 1981).

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> rng = np.random.default_rng(1)
    >>> n_words, year = rng.integers(300, 900, 2000), rng.integers(0, 9, 2000)
    >>> truth = rng.poisson(n_words * 0.010 * np.exp(0.05 * year))
    >>> found = rng.binomial(truth, 0.9 - 0.04 * year)
    >>> features = pd.DataFrame({"n_words": n_words, "year": year, "hedge": found})
    >>> coded = pd.DataFrame({"hedge": truth}).sample(200, random_state=1)
    >>> table = correct_coefficients(features, coded, "year")
    >>> table.round(3)[["term", "coefficient", "low", "high", "raw_coefficient"]].values.tolist()
    [['year', 0.058, 0.047, 0.069, 0.001]]
    """
    check_arguments(correct_coefficients, locals())
    names = _measures(features, coded, measures)
    articles = _layout(features, pd.Series("all", features.index), cluster, share)
    rows = []
    for name in names:
        counted = _counts(articles, features, coded, name)
        design = _design(features, predictors, counted)
        known = not _silent(counted, name, pooled=True)
        found = _estimate(counted, design.to_numpy())
        for place, term in enumerate(design.columns[1:], 1):
            value, low, high, p = _interval(found, place, known)
            numbers = (len(counted), int(counted["human"].notna().sum()), value, low, high, p, found.raw[place])
            rows.append((name, term, *numbers))
    columns = ["measure", "term", "n_articles", "n_coded", "coefficient", "low", "high", "p", "raw_coefficient"]
    return pd.DataFrame(rows, columns=columns)


def _measures(features: pd.DataFrame, coded: pd.DataFrame, measures: str | Sequence[str] | None) -> list[str]:
    """The measures asked for, after a look at the numbers and the labels of both tables."""
    names = [name for name in coded if name in features and name != "n_words"] if measures is None else measures
    names = names_of(names)
    check_numbers(features, names, 1)
    for where, table in (("features", features), ("coded", coded)):
        if not table.index.is_unique:
            raise ValueError(f"{where} has {table.index[table.index.duplicated()][0]!r} more than once in its index.")
    unknown = coded.index.difference(features.index)
    if len(unknown):
        raise ValueError(f"features has no article {unknown[0]!r}, nor {len(unknown) - 1} others of the coded ones.")
    for name in names:
        if name not in coded:
            raise ValueError(f"coded has no column {name!r}; it has {list(coded.columns)}.")
        if not pd.api.types.is_numeric_dtype(coded[name]) or (coded[name] < 0).any():
            raise ValueError(f"Column {name!r} of coded must hold counts, 0 or more; missing where not coded.")
    return names


def _layout(
    features: pd.DataFrame, by: str | pd.Series, cluster: str | pd.Series | None, share: str | pd.Series | None
) -> pd.DataFrame:
    """Words, group, cluster and share of each article that has words and a group, in the order of the labels."""
    table = pd.DataFrame({"words": features["n_words"].astype(float), "group": column_of(features, by, "by")})
    table["cluster"] = np.arange(len(table)) if cluster is None else column_of(features, cluster, "cluster")
    table["share"] = np.nan if share is None else column_of(features, share, "share").astype(float)
    # Sums of fractions depend on their order in the last digit; results must not depend on that of the rows.
    table = table.iloc[np.argsort(table.index.map(str), kind="stable")]
    table = table[table["group"].notna() & (table["words"] > 0)]
    if table.empty:
        raise ValueError("No article has words and a group.")
    if table["cluster"].isna().any():
        raise ValueError(f"The article {table.index[table['cluster'].isna()][0]!r} has no cluster; give it its own.")
    if share is not None and not table["share"].between(0, 1, inclusive="right").all():
        raise ValueError("share must be above 0 and at most 1, the share of such articles that was drawn.")
    group = pd.Categorical(table["group"], sorted(table["group"].unique()))
    return table.assign(group=group, cluster=pd.factorize(table["cluster"])[0])


def _counts(articles: pd.DataFrame, features: pd.DataFrame, coded: pd.DataFrame, name: str) -> pd.DataFrame:
    """The layout with the machine's and the coders' counts, and what each coded article weighs."""
    table = articles.assign(
        machine=features[name].reindex(articles.index).astype(float),
        human=coded[name].reindex(articles.index).astype(float),
    )
    groups = table.groupby("group", observed=True)["human"]
    drawn = table["share"].fillna(groups.transform("count") / groups.transform("size"))
    return table.assign(weight=1 / drawn.where(table["human"].notna()))


def _silent(counted: pd.DataFrame, name: str, *, pooled: bool) -> set:
    """The groups of which the coded articles say nothing, after a warning that names them."""
    coded = counted[counted["human"].notna()]
    coded = coded.assign(group=pd.Categorical(["all"] * len(coded), ["all"])) if pooled else coded
    groups = coded.groupby("group", observed=False)
    clusters, found = groups["cluster"].nunique(), groups["human"].sum()
    silent = clusters.index[(clusters < FEW) | (found == 0)]
    if len(silent):
        said = "; ".join(f"{group}: {clusters[group]} coded, {found[group]:g} found" for group in silent)
        warnings.warn(
            f"{name!r} has no interval where coders saw fewer than {FEW} articles or clusters, or found none: {said}. "
            "Code more there" + ("." if pooled else ", or pass differential=False and read what it assumes."),
            stacklevel=3,
        )
    return set(counted["group"].cat.categories if pooled and len(silent) else silent)


def _rates(counted: pd.DataFrame) -> dict[object, _Estimates]:
    """Log rates per word of each group, corrected by its own coded articles."""
    n_clusters = counted["cluster"].max() + 1
    parts = counted.groupby("group", observed=False)
    return {label: _estimate(part, np.ones((len(part), 1)), n_clusters) for label, part in parts}


def _estimate(counted: pd.DataFrame, design: np.ndarray, n_clusters: int | None = None) -> _Estimates:
    """Power-tuned estimates of the coefficients of a design, with the shifts of its clusters."""
    words, machine, human, weight = (counted[name].to_numpy() for name in ("words", "machine", "human", "weight"))
    clusters, coded = counted["cluster"].to_numpy(), np.isfinite(human)
    shape = (n_clusters or clusters.max() + 1, design.shape[1])
    raw = _poisson(design, machine, words, np.ones(len(words)), clusters, shape)
    if not human[coded].any():
        return _Estimates(
            raw[0], np.full(shape[1], -np.inf if coded.any() else np.nan), np.zeros((1, shape[1])), np.nan
        )
    drawn = words[coded], weight[coded], clusters[coded], shape
    if np.linalg.matrix_rank(design[coded]) < shape[1]:
        raise ValueError(
            f"The {coded.sum()} coded articles do not tell {shape[1]} coefficients apart: a value of a covariate is in "
            "none of them, or two covariates are the same there. Code more, or merge rare values."
        )
    values, shifts = _poisson(design[coded], human[coded], *drawn)
    codes, size = np.unique(clusters[coded]), np.bincount(clusters[coded], weights=weight[coded] * words[coded])
    if machine[coded].any():
        theirs = _poisson(design[coded], machine[coded], *drawn)
        apart, moves = raw[0] - theirs[0], raw[1] - theirs[1]
        power, powers = _powers(shifts, moves, codes)
        values, shifts = values + power * apart, shifts + powers * moves + (power - powers) * apart
    shifts[codes] *= np.sqrt(1 - 1 / len(codes))
    return _Estimates(raw[0], values, shifts, max(1.0, size.sum() ** 2 / (size**2).sum() - shape[1]))


def _poisson(
    design: np.ndarray,
    counts: np.ndarray,
    words: np.ndarray,
    weight: np.ndarray,
    clusters: np.ndarray,
    shape: tuple[int, int],
) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients of a Poisson regression, and how much each cluster has moved them."""
    if shape[1] == 1:
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.log([(weight * counts).sum() / (weight * words).sum()])
    else:
        from statsmodels.genmod.families import Poisson
        from statsmodels.genmod.generalized_linear_model import GLM

        values = GLM(counts, design, family=Poisson(), exposure=words, freq_weights=weight).fit().params
    expected = words * np.exp(design @ values)
    return values, _deletions(design, weight * (counts - expected), weight * expected, clusters, shape)


def _deletions(
    design: np.ndarray, residuals: np.ndarray, curvature: np.ndarray, clusters: np.ndarray, shape: tuple[int, int]
) -> np.ndarray:
    """How much each cluster has moved the coefficients: fitted with it, less one Newton step without it."""
    codes, places = np.unique(clusters, return_inverse=True)
    scores = _sums(places, design * residuals[:, None], len(codes))
    information = (design.T * curvature) @ design
    order, shifts = np.argsort(places, kind="stable"), np.zeros(shape)
    for first in range(0, len(codes), _BLOCK):
        block = slice(first, first + _BLOCK)
        rows = order[slice(*np.searchsorted(places[order], [block.start, block.stop]))]
        squares = (design[rows, :, None] * (design[rows] * curvature[rows, None])[:, None, :]).reshape(len(rows), -1)
        own = _sums(places[rows] - first, squares, 0).reshape(-1, *information.shape)
        left = np.linalg.pinv(information - own, hermitian=True)
        shifts[codes[block]] = np.einsum("cij,cj->ci", left, scores[block])
    return shifts


def _sums(codes: np.ndarray, values: np.ndarray, n: int) -> np.ndarray:
    return np.column_stack([np.bincount(codes, weights=column, minlength=n) for column in values.T])


def _powers(shifts: np.ndarray, moves: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The power of each coefficient with the smallest variance, and what it is without each coded cluster."""
    products, squares = shifts * moves, moves**2
    without = np.zeros((len(shifts), 1))
    without[codes] = 1
    with np.errstate(divide="ignore", invalid="ignore"):
        power = -products.sum(axis=0) / squares.sum(axis=0)
        powers = -(products.sum(axis=0) - without * products) / (squares.sum(axis=0) - without * squares)
    return np.nan_to_num(power.clip(0, 1)), np.nan_to_num(powers.clip(0, 1))


def _pooled_rates(counted: pd.DataFrame) -> dict[object, _Estimates]:
    """Log rates per word of each group, if false alarms per word and the share found are the same in all."""
    n_clusters = counted["cluster"].max() + 1
    coded = counted[counted["human"].notna()]
    words, machine, human, weight = (coded[name].to_numpy() for name in ("words", "machine", "human", "weight"))
    design = np.column_stack([words, human])
    alarms, found = np.linalg.pinv((design.T * (weight / words)) @ design) @ (design.T @ (weight * machine / words))
    residuals = machine - alarms * words - found * human
    clusters, shape = coded["cluster"].to_numpy(), (n_clusters, 2)
    shifts = _deletions(design, weight * residuals / words, weight / words, clusters, shape)
    size = np.bincount(clusters, weights=weight * words)
    degrees = max(1.0, size.sum() ** 2 / (size**2).sum() - 2)
    rates = {}
    for label, part in counted.groupby("group", observed=False):
        rate = part["machine"].sum() / part["words"].sum()
        own = ((part["machine"] - rate * part["words"]) / part["words"].sum()).to_numpy()[:, None]
        own = _sums(part["cluster"].to_numpy(), own, n_clusters)
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.log([(rate - alarms) / found])
            moved = (own - shifts[:, :1]) / (rate - alarms) - shifts[:, 1:] / found
            rates[label] = _Estimates(np.log([rate]), values, moved, degrees)
    return rates


def _adjusted(
    counted: pd.DataFrame, features: pd.DataFrame, adjust: str | Sequence[str], reference: object, silent: set
) -> dict[object, _Estimates]:
    """Log rates of each group against the reference, with covariates held constant."""
    labels = [label for label in counted["group"].cat.categories if label not in silent and label != reference]
    nothing = _Estimates(np.array([np.nan]), np.array([np.nan]), np.zeros((1, 1)), np.nan)
    others = dict.fromkeys(counted["group"].cat.categories, nothing)
    if reference in silent or not labels:
        return others
    counted = counted[counted["group"].isin([reference, *labels])]
    groups = pd.DataFrame({label: (counted["group"] == label).astype(float) for label in labels})
    design = pd.concat([groups, _design(features, adjust, counted)], axis=1)
    found = _estimate(counted, design.to_numpy())
    for place, label in enumerate(labels):
        at = [place]
        others[label] = _Estimates(found.raw[at], found.values[at], found.shifts[:, at], found.degrees)
    return others | {reference: _Estimates(np.zeros(1), np.zeros(1), np.zeros((1, 1)), np.inf)}


def _design(features: pd.DataFrame, columns: str | Sequence[str], counted: pd.DataFrame) -> pd.DataFrame:
    """An intercept and the covariates of the counted articles: numbers centred, other values as terms."""
    names = names_of(columns)
    if not names:
        raise ValueError("predictors is empty; name one column of features or more.")
    table = pd.DataFrame({name: column_of(features, name, "adjust or predictors") for name in names}).loc[counted.index]
    lost = table.isna().any(axis=1)
    if lost.any():
        raise ValueError(
            f"{lost.sum()} articles lack one of {names}, the first is {table.index[lost][0]!r}; drop them."
        )
    dates = [name for name in names if pd.api.types.is_datetime64_any_dtype(table[name])]
    if dates:
        raise ValueError(f"Column {dates[0]!r} holds dates; give a number (days, years) or a period as text.")
    numbers = [name for name in names if pd.api.types.is_numeric_dtype(table[name])]
    others = [name for name in names if name not in numbers]
    table = table.astype(dict.fromkeys(numbers, float) | dict.fromkeys(others, str))
    design = pd.get_dummies(table, columns=others, drop_first=True, dtype=float)
    # Centred, so that the fit is stable for years; only the intercept changes.
    design[numbers] -= design[numbers].mean()
    design.insert(0, "intercept", 1.0)
    return design


def _difference(one: _Estimates, other: _Estimates) -> _Estimates:
    """The log ratio of two rates, with the degrees of freedom of Welch (1947)."""
    shifts = one.shifts - other.shifts
    parts = [(found.shifts**2).sum() for found in (one, other)]
    with np.errstate(divide="ignore", invalid="ignore"):
        degrees = sum(parts) ** 2 / (parts[0] ** 2 / one.degrees + parts[1] ** 2 / other.degrees)
        return _Estimates(one.raw - other.raw, one.values - other.values, shifts, degrees)


def _interval(found: _Estimates, place: int, known: bool) -> tuple[float, float, float, float]:
    """Value, low and high on the log scale, and p that the value is 0."""
    from scipy.stats import t

    value, error = found.values[place], np.sqrt((found.shifts[:, place] ** 2).sum())
    if not known or not np.isfinite(value) or not error > 0:
        return value, np.nan, np.nan, np.nan
    half = t.ppf((1 + LEVEL) / 2, found.degrees) * error
    return value, value - half, value + half, 2 * t.sf(abs(value) / error, found.degrees)


def _row(
    part: pd.DataFrame, rate: _Estimates, ratio: _Estimates, label: object, reference: object, silent: set
) -> list:
    with np.errstate(over="ignore"):
        rates = PER * np.exp(_interval(rate, 0, label not in silent)[:3])
        raw_rate, raw_ratio = PER * np.exp(rate.raw[0]), np.exp(ratio.raw[0])
        *ratios, p = _interval(ratio, 0, not silent & {label, reference})
        ratios = np.exp(ratios)
    if label == reference:
        ratios, raw_ratio, p = np.array([1.0, np.nan, np.nan]), 1.0, np.nan
    counts = len(part), int(part["words"].sum()), int(part["human"].notna().sum())
    return [*counts, *rates, *ratios, p, raw_rate, raw_ratio, raw_rate - rates[0],
            _finding(label, reference, ratios, raw_ratio)]  # fmt: skip


def _finding(label: object, reference: object, ratios: np.ndarray, raw_ratio: float) -> str:
    ratio, low, high = ratios
    if label == reference:
        return "the reference"
    if np.isnan(low):
        return f"{label} against {reference}: too little was coded to say"
    said = f"({low:.2f} to {high:.2f}); {raw_ratio:.2f} by the machine alone"
    if low <= 1 <= high:
        return f"no difference between {label} and {reference} is shown: {ratio:.2f} times {said}"
    return f"{label} has {ratio:.2f} times the rate of {reference} {said}"

"""Change over time: rates by period with intervals, and the points at which they change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.arguments import check_arguments
from framing.comparison import check_numbers, column_of, generator_of, group_rates, names_of
from framing.progress import steps
from framing.randomization import LEVEL

PERIODS = {"week": "W", "month": "M", "quarter": "Q", "year": "Y"}
# With fewer articles a percentile interval is too narrow, and with fewer clusters it means little.
FEW_ARTICLES, FEW_CLUSTERS = 20, 5


def over_time(
    features: pd.DataFrame,
    date: str | pd.Series,
    measures: str | Sequence[str],
    every: str = "month",
    *,
    by: str | pd.Series | None = None,
    within: str | pd.Series | None = None,
    cluster: str | pd.Series | None = None,
    n_boot: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Rates per 1,000 words by period, with 95% intervals.

    Rate and interval of a period are those of `framing.group_rates`. A corpus changes its make-up over time,
    and a rate moves when outlets or topics come and go. With `within` the make-up is held fixed: a Poisson regression
    gives each stratum (outlet, topic) a rate of its own times one factor a period, and the words of each article are
    counted in proportion to the rate of its stratum (indirect standardisation with model-based rates, Breslow and Day
    1987, *Statistical Methods in Cancer Research* II, chapters 2 and 4). The rate is then the one that a period would
    have with the make-up of the whole corpus. The rates of the strata are held at their estimates when the intervals
    are drawn. In simulations with 10 to 100 outlets the interval held the true rate in 93% to 96% where articles were
    independent, and in 86% to 89% where outlets drifted and were the clusters: read the latter as too narrow.

    Parameters
    ----------
    features : DataFrame
        One row an article, with ``n_words`` and the counts.
    date : str or Series
        Dates: a column of `features`, or a Series with the same index. Articles without one are left out.
    measures : str or sequence of str
        Columns of counts.
    every : str
        ``"week"`` (from Monday), ``"month"``, ``"quarter"`` or ``"year"``.
    by : str or Series, optional
        Groups, each with a line of its own. Articles without one are left out.
    within : str or Series, optional
        Strata that are held fixed, in each group by itself. Articles without one are left out. Memory grows with the
        square of their number: some 2,000 are the most.
    cluster : str or Series, optional
        What is drawn as one by the bootstrap; by default the article.
    n_boot, seed : int
        As in `group_rates`.

    Returns
    -------
    DataFrame
        One row a measure, group and period with an article, in the order of `measures`, groups and time: ``measure``,
        ``group`` (with `by`), ``date`` (the first day of the period), ``n_articles``, ``n_words``, ``rate``, ``low``,
        ``high`` (per 1,000 words), ``n_clusters`` (with `cluster`), and ``few``: fewer than 20 articles or 5 clusters,
        too few for the interval to be trusted. ``attrs["note"]`` says how many articles were left out.

    Raises
    ------
    ValueError
        As `group_rates`; also if `every` is no period, the dates are no dates, or no article is left.

    Examples
    --------
    >>> import pandas as pd
    >>> features = pd.DataFrame({"n_words": [400, 600, 500], "hedge": [2, 1, 5],
    ...                          "date": pd.to_datetime(["2016-01-05", "2016-01-30", "2016-02-01"])})
    >>> over_time(features, "date", "hedge")[["date", "n_articles", "rate", "few"]].astype(str).values.tolist()
    [['2016-01-01', '2', '3.0', 'True'], ['2016-02-01', '1', '10.0', 'True']]
    """
    check_arguments(over_time, locals())
    names = names_of(measures)
    check_numbers(features, names, n_boot)
    design = pd.DataFrame({"date": period_starts(column_of(features, date, "date"), every)})
    for argument, column in {"group": by, "within": within, "cluster": cluster}.items():
        if column is not None:
            design[argument] = column_of(features, column, argument)
    kept = design.drop(columns="cluster", errors="ignore").notna().all(axis=1)
    if not kept.any():
        raise ValueError(f"No article is left: of {len(design)}, {design['date'].notna().sum()} have a date.")
    counts, design = features.loc[kept, ["n_words", *names]], design[kept]
    tables = []
    for group, own in design.groupby("group") if by is not None else [(None, design)]:
        for name in names:
            part = _exposed(counts.loc[own.index], name, own)
            labels = own["date"].astype(str)
            table = group_rates(part, labels, [name], n_boot=n_boot, seed=seed, cluster=own.get("cluster"))
            table["n_words"] = counts.loc[own.index, "n_words"].groupby(labels).sum().to_numpy()
            tables.append(table.rename(columns={"group": "date"}).assign(group=group))
    table = pd.concat(tables, ignore_index=True)
    table["date"] = pd.to_datetime(table["date"])
    clusters = table["n_clusters"] if cluster is not None else FEW_CLUSTERS
    table["few"] = (table["n_articles"] < FEW_ARTICLES) | (clusters < FEW_CLUSTERS)
    table = table.iloc[np.argsort(pd.Categorical(table["measure"], names).codes, kind="stable")]
    columns = ["measure", "group", "date", "n_articles", "n_words", "rate", "low", "high", "n_clusters", "few"]
    table = table[[name for name in columns if name in table and (name != "group" or by is not None)]]
    table = table.reset_index(drop=True)
    if not kept.all():
        table.attrs["note"] = f"Left out: {(~kept).sum():,} articles have no date, group or stratum."
    return table


def period_starts(dates: pd.Series, every: str) -> pd.Series:
    """The first day of the period of each date."""
    if every not in PERIODS:
        raise ValueError(f"every is {every!r}; it must be one of {list(PERIODS)}.")
    if not pd.api.types.is_datetime64_any_dtype(dates):
        raise ValueError(
            f"The dates are of type {dates.dtype}; pass dates, as framing.read_corpus or pd.to_datetime do."
        )
    return dates.dt.tz_localize(None).dt.to_period(PERIODS[every]).dt.start_time


def _exposed(counts: pd.DataFrame, name: str, design: pd.DataFrame) -> pd.DataFrame:
    """Counts and words of each article; with strata, words in proportion to the rate of the article's stratum."""
    part = counts[["n_words", name]].astype(float)
    if "within" not in design or not part[name].any():
        return part
    from scipy.sparse import hstack
    from sklearn.linear_model import PoissonRegressor
    from sklearn.preprocessing import OneHotEncoder

    cells = part.groupby([design["within"].to_numpy(), design["date"].to_numpy()], observed=True).sum()
    # A stratum or period without a count has no finite effect, and would keep the fit from converging.
    level = [cells[name].groupby(level=at).transform("sum") > 0 for at in (0, 1)]
    cells = cells[level[0] & level[1] & (cells["n_words"] > 0)]
    strata, periods = (pd.factorize(cells.index.get_level_values(at), sort=True) for at in (0, 1))
    # Sparse, since dense columns of 500 outlets take ten seconds a measure.
    encoders = OneHotEncoder(), OneHotEncoder(drop="first")
    columns = [one.fit_transform(codes[:, None]) for one, (codes, _) in zip(encoders, (strata, periods), strict=True)]
    model = PoissonRegressor(alpha=0, fit_intercept=False, solver="newton-cholesky", tol=1e-8)
    model.fit(hstack(columns).tocsr(), cells[name] / cells["n_words"], sample_weight=cells["n_words"])
    rate = pd.Series(np.exp(model.coef_[: len(strata[1])]), index=strata[1])
    expected = part["n_words"] * design["within"].map(rate).astype(float).fillna(0.0)
    part["n_words"] = expected * (part["n_words"].sum() / expected.sum())
    return part


def change_points(
    table: pd.DataFrame,
    *,
    penalty: float | None = None,
    min_periods: int = 3,
    n_permutations: int = 999,
    seed: int = 0,
    progress: bool = False,
) -> pd.DataFrame:
    """Points at which a rate changes for good, how large the change is, and how sure.

    Each line is cut where the weighted sum of squares around the means of the segments, plus the penalty of each cut,
    is least, by PELT (Killick, Fearnhead and Eckley 2012, *JASA* 107) of ``ruptures`` (Truong, Oudre and Vayatis 2020,
    *Signal Processing* 167). Periods weigh as their words; the unit is the variance of a period, taken from the
    differences of neighbours (Rice 1984), which a change point hardly inflates.

    Parameters
    ----------
    table : DataFrame
        What `over_time` gave: ``measure``, ``group`` if there are any, ``date``, ``n_words``, ``rate``.
    penalty : float, optional
        What one more change point must gain, in variances of a period. By default three times the logarithm of the
        number of periods, after the modified BIC of Zhang and Siegmund (2007, *Biometrics* 63).
    min_periods : int
        Periods that a segment has at least.
    n_permutations : int
        Random orders for p and bootstrap samples for the place of a change.
    seed : int
        Each line has its own stream of random numbers.
    progress : bool
        Show a progress bar.

    Returns
    -------
    DataFrame
        One row a change point: ``measure``, ``group``, ``date`` (of the first period after it), ``earliest`` and
        ``latest`` (95% interval of that date: residuals of the two neighbouring segments are drawn anew, and the best
        cut is looked for); ``rate_before``, ``before_low``, ``before_high``, the same ``after``, and ``difference``,
        ``difference_low``, ``difference_high`` (per 1,000 words, weighted least squares); ``n_before``, ``n_after``
        (periods); ``p``: how often periods of the two segments in random order have a cut as good, wherever it is. No
        row where nothing changes.

    Raises
    ------
    ValueError
        If a column is missing, a line has a period twice, or the penalty or `min_periods` is not above 0.

    Notes
    -----
    Intervals and p take periods to be independent of each other; one long story over several months breaks that. The
    rates beside a chosen cut differ more than the truth does, since the cut was chosen for it. A slow drift comes out
    as steps. Periods without words are left out. In simulated lines that do not change, with unequal periods and heavy
    tails, a change was found in 4% of those of 36 periods and in 2% of those of 108; where one was planted and one was
    found, its interval of dates held it in 91% to 96%.

    Examples
    --------
    >>> import pandas as pd
    >>> months = pd.date_range("2015-01-01", periods=12, freq="MS")
    >>> rates = [3.0, 3.2, 2.9, 3.1, 3.0, 2.8, 5.1, 5.0, 4.8, 5.2, 5.0, 4.9]
    >>> table = pd.DataFrame({"measure": "hedge", "date": months, "n_words": 9000, "rate": rates})
    >>> change = change_points(table).iloc[0]
    >>> str(change["date"].date()), [round(float(rate), 2) for rate in change[["rate_before", "rate_after"]]]
    ('2015-07-01', [3.0, 5.0])
    """
    check_arguments(change_points, locals())
    if not min_periods > 0 or (penalty is not None and not penalty > 0):
        raise ValueError(f"penalty is {penalty!r} and min_periods {min_periods!r}; both must be above 0.")
    missing = [column for column in ("measure", "date", "n_words", "rate") if column not in table]
    if missing:
        raise ValueError(f"The table has no column {missing[0]!r}; it has {list(table.columns)}. Pass over_time(...).")
    keys = ["measure", "group"] if "group" in table else ["measure"]
    rows = []
    lines = table.groupby(keys, sort=False, observed=True)
    for label, line in steps(lines, "framing.change_points", "lines", progress, total=lines.ngroups):
        line = line[(line["n_words"] > 0) & line["rate"].notna()].sort_values("date")
        if line["date"].duplicated().any():
            raise ValueError(f"The line {label} has {line['date'][line['date'].duplicated()].iloc[0]} twice.")
        generator = generator_of(seed, label)
        rows += [
            {**dict(zip(keys, label, strict=True)), **row}
            for row in _changes(line, penalty, min_periods, n_permutations, generator)
        ]
    rates = [f"{side}{end}" for side in ("before", "after") for end in ("", "_low", "_high")]
    rates = [f"rate_{name}" if name in ("before", "after") else name for name in rates]
    columns = [*keys, "date", "earliest", "latest", *rates]
    columns += ["difference", "difference_low", "difference_high", "n_before", "n_after", "p"]
    return pd.DataFrame(rows, columns=columns)


def _changes(
    line: pd.DataFrame, penalty: float | None, min_periods: int, n_permutations: int, generator: np.random.Generator
) -> list[dict]:
    rates, words = line["rate"].to_numpy(float), line["n_words"].to_numpy(float)
    weights, dates = words / words.mean() if len(words) else words, line["date"].to_numpy()
    if len(line) < 2 * min_periods:
        return []
    ends = _segment(rates, weights, penalty or 3 * np.log(len(line)), min_periods)
    if len(ends) < 2:
        return []
    segments = np.repeat(np.arange(len(ends)), np.diff([0, *ends]))
    means, steps = _segment_rates(rates, weights, segments)
    rows = []
    for at, cut in enumerate(ends[:-1]):
        first, last = ([0, *ends][at], ends[at + 1])
        p, earliest, latest = _how_sure(
            rates[first:last], weights[first:last], cut - first, min_periods, n_permutations, generator
        )
        sides = dict(zip(("rate_before", "before_low", "before_high"), means[at], strict=True))
        sides |= dict(zip(("rate_after", "after_low", "after_high"), means[at + 1], strict=True))
        sides |= dict(zip(("difference", "difference_low", "difference_high"), steps[at], strict=True))
        place = {"date": dates[cut], "earliest": dates[first + earliest], "latest": dates[first + latest]}
        rows.append({**place, **sides, "n_before": cut - first, "n_after": last - cut, "p": p})
    return rows


def _segment(rates: np.ndarray, weights: np.ndarray, penalty: float, min_periods: int) -> list[int]:
    """Ends of the segments by PELT with a weighted sum of squares, which ruptures has no cost for."""
    import ruptures
    from ruptures.base import BaseCost

    differences = np.diff(rates) / np.sqrt(1 / weights[1:] + 1 / weights[:-1])
    variance = np.mean(differences**2)
    if variance == 0:
        return [len(rates)]
    sums = np.cumsum(
        np.column_stack([weights, weights * (rates - rates.mean()), weights * (rates - rates.mean()) ** 2]), axis=0
    )
    sums = np.vstack([np.zeros(3), sums])

    class WeightedSquares(BaseCost):
        model, min_size = "weighted squares", min_periods

        def fit(self, signal: np.ndarray) -> WeightedSquares:
            self.signal = signal
            return self

        def error(self, start: int, end: int) -> float:
            weight, first, second = sums[end] - sums[start]
            return (second - first**2 / weight) / variance

    search = ruptures.Pelt(custom_cost=WeightedSquares(), min_size=min_periods, jump=1)
    return [int(end) for end in search.fit(rates).predict(pen=penalty)]


def _segment_rates(rates: np.ndarray, weights: np.ndarray, segments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean, low and high of each segment, and of each step between neighbours."""
    import statsmodels.api as sm

    n = segments[-1] + 1
    fit = sm.WLS(rates, np.eye(n)[segments], weights=weights).fit()
    means = np.column_stack([fit.params, fit.conf_int(1 - LEVEL)])
    steps = fit.t_test(np.eye(n)[1:] - np.eye(n)[:-1])
    return means, np.column_stack([np.atleast_1d(steps.effect), steps.conf_int(1 - LEVEL)])


def _how_sure(
    rates: np.ndarray, weights: np.ndarray, cut: int, min_periods: int, n: int, generator: np.random.Generator
) -> tuple[float, int, int]:
    """The p of the cut between two segments, and the first and last place of its 95% interval."""
    spread = np.sqrt(weights)
    alone = spread * (rates - np.average(rates, weights=weights))
    shuffled = generator.permuted(np.tile(alone, (n, 1)), axis=1) / spread
    found = _gains(rates[None], weights, min_periods).max()
    p = (1 + (_gains(shuffled, weights, min_periods).max(axis=1) >= found * (1 - 1e-9)).sum()) / (n + 1)
    side = np.arange(len(rates)) >= cut
    means = np.where(side, *(np.average(rates[s], weights=weights[s]) for s in (side, ~side)))
    residuals = spread * (rates - means)
    drawn = means + residuals[generator.integers(len(rates), size=(n, len(rates)))] / spread
    places = min_periods + _gains(drawn, weights, min_periods).argmax(axis=1)
    earliest, latest = np.quantile(places, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], method="nearest")
    return float(p), int(earliest), int(latest)


def _gains(lines: np.ndarray, weights: np.ndarray, min_periods: int) -> np.ndarray:
    """What each cut takes from the weighted sum of squares of each line, shape (lines, cuts)."""
    before = np.cumsum(weights)[min_periods - 1 : len(weights) - min_periods]
    after = weights.sum() - before
    sums = np.cumsum(lines * weights, axis=1)
    first = sums[:, min_periods - 1 : len(weights) - min_periods]
    return before * after / (before + after) * (first / before - (sums[:, -1:] - first) / after) ** 2

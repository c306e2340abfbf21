"""Randomization tests of rate ratios, and the intervals that their inversion gives: matched, clustered or adjusted.

The statistic is the score of a Poisson model with strata as fixed effects and words as exposure: the counts of the
group, less those expected if its rate were the assumed multiple of the reference's in every stratum. It is divided by
its cluster-robust standard error under that assumption, and compared with itself under permuted labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from math import lgamma
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array

LEVEL = 0.95
# Ratios beyond these are reported as 0 and as infinite.
_LARGEST = np.log(1e5)
_HALVINGS = 18
# Cells of one block of permuted labels (8 bytes each): memory stays bounded however many articles there are.
_BLOCK = 2_000_000


@dataclass(frozen=True, eq=False)
class Contrast:
    """A group against a reference: who is in it, and what may be permuted.

    Attributes
    ----------
    group : array of bool, shape (n_articles,)
        Whether an article belongs to the group; else to the reference.
    words : array, shape (n_articles,)
    stratum, cluster : array of int, shape (n_articles,)
        Codes from 0. Within a stratum rates are compared; clusters are independent of each other.
    """

    group: np.ndarray
    words: np.ndarray
    stratum: np.ndarray
    cluster: np.ndarray

    @classmethod
    def of(cls, group: np.ndarray, words: np.ndarray, stratum: np.ndarray, cluster: np.ndarray) -> Contrast:
        """Where most words are in clusters of one group, groups are made of clusters; one that has both is split."""
        sizes = np.bincount(2 * cluster + group, weights=words, minlength=2 * cluster.max() + 2).reshape(-1, 2)
        crossed = (sizes > 0).all(axis=1)
        if sizes[crossed].sum() <= words.sum() / 2:
            cluster = _codes(cluster, group)
        return cls(group, words, stratum, _codes(cluster))

    def units(self) -> tuple[np.ndarray, np.ndarray]:
        """What carries a label that may be permuted, and the block in which it may: a code an article, of each.

        Where groups are made of clusters, these are permuted, within the stratum if each lies in one. Where clusters
        are crossed with groups, articles are permuted within cluster and stratum.
        """
        if _codes(self.cluster, self.group).max() > self.cluster.max():
            return np.arange(len(self.words)), _codes(self.cluster, self.stratum)
        inside = _codes(self.cluster, self.stratum).max() == self.cluster.max()
        return self.cluster, self.stratum if inside else np.zeros_like(self.stratum)


def _codes(*columns: np.ndarray) -> np.ndarray:
    """A code from 0 for each combination, in their order."""
    return np.unique(np.column_stack(columns), axis=0, return_inverse=True)[1].ravel()


@dataclass(frozen=True, eq=False)
class Residuals:
    """Residuals of the counts of each measure when its ratio is assumed: ``base + scale(log ratio) * slope``.

    Attributes
    ----------
    base, slope : array, shape (n_articles, n_measures)
    estimate : array, shape (n_measures,)
        Logarithm of the estimated ratio.
    adjusted : bool
        Whether they come from a regression, and the scale is linear in the logarithm.
    """

    base: np.ndarray
    slope: np.ndarray
    estimate: np.ndarray
    adjusted: bool = False

    def scale(self, log_ratio: np.ndarray) -> np.ndarray:
        """How much of the slope is in the residuals when these logarithms of ratios are assumed."""
        if not self.adjusted:
            return np.exp(-log_ratio)
        return np.clip(self.estimate, -_LARGEST, _LARGEST) - log_ratio


def stratified_residuals(contrast: Contrast, counts: np.ndarray) -> Residuals:
    """Residuals around the rates of the strata; the estimate is the Mantel-Haenszel rate ratio.

    Counts of the group are divided by the assumed ratio; then group and reference have one rate in each stratum.
    The ratio at which the score is 0 is that of Mantel and Haenszel for person-time data (Greenland and Robins 1985,
    *Biometrics* 41), which stays consistent when strata are many and small; without strata it is the ratio of rates.

    Parameters
    ----------
    contrast : Contrast
    counts : array, shape (n_articles, n_measures)

    Returns
    -------
    Residuals
    """
    words = np.bincount(contrast.stratum, weights=contrast.words)
    share = contrast.words / words[contrast.stratum]
    parts = []
    for members in (~contrast.group, contrast.group):
        own = counts * members[:, None]
        expected = np.column_stack([np.bincount(contrast.stratum, weights=column) for column in own.T])
        parts.append(own - share[:, None] * expected[contrast.stratum])
    base, slope = parts
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = np.log(slope[contrast.group].sum(axis=0)) - np.log(-base[contrast.group].sum(axis=0))
    return Residuals(base, slope, estimate)


def regression_residuals(contrast: Contrast, counts: np.ndarray, covariates: np.ndarray) -> Residuals:
    """Residuals of a Poisson regression on covariates; the estimate is its coefficient of the group.

    Under an assumed ratio the residuals of the model without the group are, to first order, those of the model with
    it plus the distance of the assumed from the estimated coefficient times what of the group the covariates leave
    unexplained (Freedman and Lane 1983, carried over to the score of a generalized linear model).

    Parameters
    ----------
    contrast : Contrast
    counts : array, shape (n_articles, n_measures)
    covariates : array, shape (n_articles, n_covariates)
        Without a constant.

    Returns
    -------
    Residuals

    Raises
    ------
    ValueError
        If the covariates leave nothing of the group unexplained.
    """
    import statsmodels.api as sm

    group = contrast.group.astype(float)
    # Articles that are alike in all regressors have one expected rate: the regression is the same on their sums.
    alike, rows = np.unique(np.column_stack([group, np.ones(len(group)), covariates]), axis=0, return_inverse=True)
    rows, rest = rows.ravel(), alike[:, 1:]
    words = np.bincount(rows, weights=contrast.words)
    if (sm.WLS(alike[:, 0], rest, weights=words).fit().resid ** 2 @ words) < 1e-8 * words.sum():
        raise ValueError("The covariates of adjust tell the group from its reference in every article; leave out one.")
    base, slope = np.zeros(counts.shape), np.zeros(counts.shape)
    # Where group or reference has no count at all, the coefficient is infinite and nothing bounds it.
    estimate = stratified_residuals(contrast, counts).estimate
    for column in np.flatnonzero(np.isfinite(estimate)):
        measure = counts[:, column]
        summed = np.bincount(rows, weights=measure)
        fit = sm.GLM(summed, alike, family=sm.families.Poisson(), offset=np.log(words)).fit()
        left = sm.WLS(alike[:, 0], rest, weights=fit.mu).fit().resid
        expected = contrast.words * (fit.mu / words)[rows]
        estimate[column] = fit.params[0]
        base[:, column], slope[:, column] = measure - expected, expected * left[rows]
    return Residuals(base, slope, estimate, adjusted=True)


def n_relabellings(group: np.ndarray, block: np.ndarray) -> float:
    """Number of ways to permute the labels of units within blocks."""
    sizes = np.bincount(block)
    chosen = np.bincount(block, weights=group)
    ways = sum(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) for n, k in zip(sizes, chosen, strict=True))
    # Whole, as it is compared with a number of permutations; finite, however many there are.
    return float(np.rint(np.exp(min(ways, 700))))


def randomization_test(
    contrast: Contrast, residuals: Residuals, n_permutations: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
    """Test the ratio 1 by permutation, and invert the test at every other ratio for an interval.

    Returns
    -------
    p, low, high : array, shape (n_measures,)
        p values, and the ends of the intervals of the ratio; 0 and infinite where no end is found, missing where
        group or reference has no count at all.
    possible : bool
        Whether there are labellings enough for p to fall below 5%. If not, the three are missing.
    """
    n_measures = residuals.base.shape[1]
    units, blocks = contrast.units()
    first = np.unique(units, return_index=True)[1]
    labels, blocks = contrast.group[first], blocks[first]
    n_clusters = [len(np.unique(contrast.cluster[own])) for own in (contrast.group, ~contrast.group)]
    if min(n_clusters) < 2 or n_relabellings(labels, blocks) < 2 / (1 - LEVEL):
        missing = np.full(n_measures, np.nan)
        return missing, missing, missing, False
    sums = _permuted_sums(contrast, residuals, units, labels, blocks, n_permutations, generator)
    p = _p_values(sums, residuals.scale(np.zeros(n_measures)))
    start = np.clip(residuals.estimate, -_LARGEST, _LARGEST)
    low, high = (_limit(sums, residuals, start, end) for end in (-_LARGEST, _LARGEST))
    # Without a count on one side the scores of all its clusters have one sign at every ratio: no ratio can be told
    # from another.
    p = np.where(np.isnan(residuals.estimate), np.nan, p)
    low, high = (np.where(np.isfinite(residuals.estimate), np.exp(end), np.nan) for end in (low, high))
    return p, low, high, True


def _permuted_sums(
    contrast: Contrast,
    residuals: Residuals,
    units: np.ndarray,
    labels: np.ndarray,
    blocks: np.ndarray,
    n_permutations: int,
    generator: np.random.Generator,
) -> np.ndarray:
    """Scores and their variances under permuted labels, the true ones first: shape (5, 1 + n_permutations, n_measures).

    Both are polynomials of the residuals' scale: score base, slope; variance constant, linear, quadratic.
    """
    if contrast.stratum.max() == 0 and units is contrast.cluster:
        sum_up, tables = _sums_of_one_stratum, _unit_tables(contrast, residuals)
    else:
        sum_up, tables = _sums_of_strata, _strata_tables(contrast, residuals, units)
    if n_relabellings(labels, blocks) <= n_permutations + 1:
        return sum_up(*tables, _all_labellings(labels, blocks).astype(float))
    size = max(1, _BLOCK // len(labels))
    parts = [sum_up(*tables, labels[None].astype(float))]
    for start in range(0, n_permutations, size):
        drawn = _permute(labels, blocks, min(size, n_permutations - start), generator)
        parts.append(sum_up(*tables, drawn.astype(float)))
    return np.concatenate(parts, axis=1)


def _all_labellings(labels: np.ndarray, blocks: np.ndarray) -> np.ndarray:
    """Every way to permute the labels within their blocks, the true one first."""
    members = [np.flatnonzero(blocks == block) for block in range(blocks.max() + 1)]
    ways = [combinations(block, int(labels[block].sum())) for block in members]
    table = np.array([np.isin(np.arange(len(labels)), np.concatenate(chosen)) for chosen in product(*ways)])
    return table[np.argsort((table != labels).any(axis=1), kind="stable")]


def _permute(labels: np.ndarray, blocks: np.ndarray, n: int, generator: np.random.Generator) -> np.ndarray:
    """Labels permuted within their blocks, shape (n, n_units); blocks of one size at a time."""
    drawn = np.tile(labels, (n, 1))
    order = np.argsort(blocks, kind="stable")
    sizes = np.bincount(blocks)
    starts = np.cumsum(sizes) - sizes
    for size in np.unique(sizes[sizes > 1]):
        members = order[starts[sizes == size][:, None] + np.arange(size)]
        drawn[:, members] = generator.permuted(np.tile(labels[members], (n, 1, 1)), axis=2)
    return drawn


def _unit_tables(contrast: Contrast, residuals: Residuals) -> tuple[np.ndarray, ...]:
    columns = (contrast.words / contrast.words.sum(), *residuals.base.T, *residuals.slope.T)
    sums = np.column_stack([np.bincount(contrast.cluster, weights=column) for column in columns])
    return sums[:, 0], *np.split(sums[:, 1:], 2, axis=1)


def _sums_of_one_stratum(words: np.ndarray, base: np.ndarray, slope: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    share = (drawn @ words)[:, None]
    variances = []
    for squares in (base * base, base * slope, slope * slope):
        # The sum over clusters of the square of residual times (label less share of the group), multiplied out.
        variances.append((1 - 2 * share) * (drawn @ squares) + share**2 * squares.sum(axis=0))
    return np.stack([drawn @ base, drawn @ slope, *variances])


def _strata_tables(contrast: Contrast, residuals: Residuals, units: np.ndarray) -> tuple[csr_array, list, list]:
    """Share of each unit in the words of a stratum, and residuals by cluster and unit, by cluster and stratum."""
    from scipy.sparse import csr_array

    def table(values: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> csr_array:
        return csr_array((values, (rows, columns)), shape=(rows.max() + 1, columns.max() + 1))

    words = np.bincount(contrast.stratum, weights=contrast.words)
    shares = table(contrast.words / words[contrast.stratum], contrast.stratum, units)
    base, slope = (
        [(table(column, contrast.cluster, units), table(column, contrast.cluster, contrast.stratum)) for column in part]
        for part in (residuals.base.T, residuals.slope.T)
    )
    return shares, base, slope


def _sums_of_strata(shares: csr_array, base: list, slope: list, drawn: np.ndarray) -> np.ndarray:
    labels = drawn.T
    expected = shares @ labels
    columns = []
    for parts in zip(base, slope, strict=True):
        one, other = (by_unit @ labels - by_stratum @ expected for by_unit, by_stratum in parts)
        squares = [(a * b).sum(axis=0) for a, b in ((one, one), (one, other), (other, other))]
        columns.append([one.sum(axis=0), other.sum(axis=0), *squares])
    return np.moveaxis(np.array(columns), 0, -1)


def _p_values(sums: np.ndarray, scale: np.ndarray) -> np.ndarray:
    base, slope, constant, linear, quadratic = sums
    score = base + scale * slope
    variance = constant + 2 * scale * linear + scale**2 * quadratic
    # Zero up to rounding: nothing varies, nothing is told.
    known = variance > 1e-12 * (constant + scale**2 * quadratic)
    statistic = np.divide(score**2, variance, out=np.zeros_like(score), where=known)
    return (statistic >= statistic[0] * (1 - 1e-9)).mean(axis=0)


def _limit(sums: np.ndarray, residuals: Residuals, start: np.ndarray, end: float) -> np.ndarray:
    """The last logarithm of a ratio, from the estimate towards the end, that the test does not reject."""
    inside, outside = start.copy(), np.full(len(start), end)
    endless = _p_values(sums, residuals.scale(outside)) > 1 - LEVEL
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        kept = _p_values(sums, residuals.scale(middle)) > 1 - LEVEL
        inside, outside = np.where(kept, middle, inside), np.where(kept, outside, middle)
    return np.where(endless, np.inf * np.sign(end), inside)

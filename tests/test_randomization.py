"""Known answers of rates, ratios and randomization tests: small tables whose labellings are written out one by one."""

from itertools import combinations, product
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, t

from framing import comparison, randomization
from framing.comparison import FewClustersWarning, compare, group_rates
from framing.randomization import Contrast, n_relabellings, randomization_test, stratified_residuals


def labellings(units, blocks, labels):
    """Every way to permute the labels of units within blocks, as labels of articles, the true one first."""
    members = [np.unique(units[blocks == block]) for block in np.unique(blocks)]
    chosen = [combinations(own, len(np.unique(units[labels & np.isin(units, own)]))) for own in members]
    ways = [np.isin(units, np.concatenate(way)) for way in product(*chosen)]
    return sorted(ways, key=lambda way: (way != labels).any())


def p_by_hand(frame, ways, ratio=1.0):
    """Share of the labellings whose squared score, over its cluster-robust variance, is as large as the true one's."""
    words, labels = frame["words"].to_numpy(float), np.array(ways, dtype=float)
    counts = frame["counts"].to_numpy() / np.where(frame["group"] == "A", ratio, 1)
    stratum, cluster = (pd.get_dummies(frame[name], dtype=float).to_numpy() for name in ("stratum", "cluster"))
    residual = counts - words * (stratum @ ((counts @ stratum) / (words @ stratum)))
    share = (labels * words) @ stratum / (words @ stratum)
    parts = (labels - share @ stratum.T) * residual @ cluster
    statistics = parts.sum(axis=1) ** 2 / (parts**2).sum(axis=1)
    return np.mean(statistics >= statistics[0] * (1 - 1e-9))


def design(group, cluster, stratum, counts, words):
    columns = {"group": list(group), "cluster": cluster, "stratum": stratum, "counts": counts, "words": words}
    return pd.DataFrame(columns)


WORDS = np.array([310, 520, 700, 450, 260, 900, 610, 330, 480, 750, 540, 420, 380, 660, 290, 580])
COUNTS = np.array([9, 11, 16, 14, 4, 21, 15, 5, 6, 9, 8, 3, 7, 6, 2, 8])
EIGHT = np.repeat(np.arange(8), 2)
TWELVE = np.repeat(np.arange(12), [2, 1, 1] * 4)
# Name -> the articles, and the units and blocks in which labels are permuted.
DESIGNS = {
    "outlets of one group each": (design("AAAAAAAABBBBBBBB", EIGHT, 0, COUNTS, WORDS), EIGHT, np.zeros(16, int)),
    "outlets that cover both topics": (
        design("AAAAAAAABBBBBBBB", EIGHT, np.tile([0, 1], 8), COUNTS, WORDS),
        EIGHT,
        np.zeros(16, int),
    ),
    "outlets that cover one topic each": (
        design("AAAABBBBAAAABBBB", TWELVE, np.repeat([0, 1], 8), COUNTS, WORDS),
        TWELVE,
        np.repeat([0, 1], 8),
    ),
    "articles in topics of unequal size": (
        design("AABBBAABBBBAAAAB", np.arange(16), np.repeat([0, 1, 2], [5, 6, 5]), COUNTS, WORDS),
        np.arange(16),
        np.repeat([0, 1, 2], [5, 6, 5]),
    ),
    "events of one article of each group": (
        design("AB" * 8, EIGHT, 0, COUNTS + np.tile([2, 0], 8), WORDS),
        np.arange(16),
        EIGHT,
    ),
    "events that both groups cover": (
        design("AABB" * 4, np.repeat(np.arange(4), 4), 0, COUNTS, WORDS),
        np.arange(16),
        np.repeat(np.arange(4), 4),
    ),
}


def compared(frame, **options):
    columns = {"n_words": frame["words"], "hedge": frame["counts"]}
    given = frame.rename(columns={"group": "lean"}).assign(**columns)
    within = "stratum" if frame["stratum"].nunique() > 1 else None
    return compare(given, "lean", "hedge", "B", within, "cluster", n_boot=2, **options).iloc[0]


@pytest.mark.parametrize("name", DESIGNS)
def test_p_and_the_ends_of_the_interval_are_those_of_all_labellings_written_out(name):
    frame, units, blocks = DESIGNS[name]
    ways = labellings(units, blocks, (frame["group"] == "A").to_numpy())
    row = compared(frame, n_permutations=len(ways) - 1)
    assert row["p"] == pytest.approx(p_by_hand(frame, ways))
    for end, outwards in ((row["ratio_low"], 0.998), (row["ratio_high"], 1.002)):
        assert p_by_hand(frame, ways, end / outwards) > 0.05 >= p_by_hand(frame, ways, end * outwards)


@pytest.mark.parametrize("name", DESIGNS)
def test_permutations_drawn_by_lot_come_near_to_all_of_them(name):
    frame, units, blocks = DESIGNS[name]
    frame = frame.assign(counts=frame["counts"] + np.where(frame["group"] == "A", 0, 1))
    ways = labellings(units, blocks, (frame["group"] == "A").to_numpy())
    exact = p_by_hand(frame, ways)
    drawn = compared(frame, n_permutations=len(ways) - 2)["p"]
    assert drawn * (len(ways) - 1) == pytest.approx(round(drawn * (len(ways) - 1)))
    assert abs(drawn - exact) < 4 * np.sqrt(exact * (1 - exact) / len(ways)) + 1 / len(ways)


def test_permutations_are_drawn_in_blocks_of_bounded_size_with_the_same_result(monkeypatch):
    frame = DESIGNS["outlets of one group each"][0]
    whole = compared(frame, n_permutations=60)
    sizes = []
    permute = randomization._permute
    monkeypatch.setattr(randomization, "_permute", lambda *given: sizes.append(given[2]) or permute(*given))
    for cells, expected in ((80, [10] * 6), (8 * 25, [25, 25, 10]), (7, [1] * 60)):
        monkeypatch.setattr(randomization, "_BLOCK", cells)
        assert compared(frame, n_permutations=60)[["p", "ratio_low"]].equals(whole[["p", "ratio_low"]])
        assert sizes == expected
        sizes.clear()


@pytest.mark.parametrize(
    ("group", "block", "ways"), [("AABB", [0] * 4, 6), ("AABBABB", [0] * 4 + [1] * 3, 18), ("AB", [0, 1], 1)]
)
def test_labels_can_be_permuted_in_as_many_ways_as_binomials_say(group, block, ways):
    assert n_relabellings(np.array(list(group)) == "A", np.array(block)) == pytest.approx(ways)


def test_very_many_labellings_are_a_finite_number():
    assert 1e300 < n_relabellings(np.arange(9000) % 2 == 0, np.zeros(9000, int)) < np.inf


@pytest.mark.parametrize(
    ("n_group", "n_reference", "possible"),
    [(3, 3, False), (3, 4, False), (2, 7, False), (2, 8, True), (4, 4, True), (1, 60, False), (60, 1, False)],
)
def test_with_fewer_than_40_labellings_or_two_clusters_nothing_can_be_told(n_group, n_reference, possible):
    n = n_group + n_reference
    group = np.arange(n) < n_group
    contrast = Contrast.of(group, np.full(n, 500.0), np.zeros(n, int), np.arange(n))
    residuals = stratified_residuals(contrast, (5 + np.arange(n) % 4)[:, None].astype(float))
    p, low, high, enough = randomization_test(contrast, residuals, 99, np.random.default_rng(0))
    assert enough is possible
    assert np.isfinite(p[0]) == possible and np.isnan([low[0], high[0]]).all() == (not possible)


@pytest.mark.parametrize(("shared", "n_clusters"), [(300, 4), (301, 3)])
def test_a_cluster_of_both_groups_is_split_where_it_has_no_more_than_half_of_the_words(shared, n_clusters):
    words = np.array([shared / 2, shared / 2, 150.0, 150.0])
    contrast = Contrast.of(np.array([True, False, True, False]), words, np.zeros(4, int), np.array([0, 0, 1, 2]))
    assert contrast.cluster.max() + 1 == n_clusters


def test_a_contrast_and_its_residuals_stay_as_they_are():
    contrast = Contrast.of(np.array([True, False]), np.array([100.0, 200.0]), np.zeros(2, int), np.arange(2))
    with pytest.raises(AttributeError, match="cannot assign to field 'words'"):
        contrast.words = None
    with pytest.raises(AttributeError, match="cannot assign to field 'estimate'"):
        stratified_residuals(contrast, np.ones((2, 1))).estimate = None


def test_an_interval_without_an_end_says_so():
    counts = np.array([0, 0, 0, 40, 3, 5, 4, 6])
    frame = design("AAAABBBB", np.arange(8), 0, counts, np.full(8, 500))
    ways = labellings(np.arange(8), np.zeros(8, int), (frame["group"] == "A").to_numpy())
    row = compared(frame)
    assert p_by_hand(frame, ways, 1e-5) > 0.05 and row["ratio_low"] == 0
    other = compared(frame.assign(group=list("BBBBAAAA")))
    assert other["ratio_high"] == np.inf and other["ratio"] == pytest.approx(1 / row["ratio"])


def test_equal_rates_in_every_article_cannot_be_told_apart():
    row = compared(design("AAAABBBB", np.arange(8), 0, WORDS[:8] // 10, WORDS[:8] // 10 * 100))
    assert (row["p"], row["dispersion"]) == (1, pytest.approx(0))
    assert row["ratio"] == pytest.approx(1)
    assert row["ratio_low"] <= 1 + 1e-6 and row["ratio_high"] >= 1 - 1e-6


def test_the_ratio_within_strata_is_that_of_mantel_and_haenszel():
    frame = design("ABAB", range(4), [0, 0, 1, 1], [6, 4, 9, 2], [200, 300, 500, 100])
    with pytest.warns(FewClustersWarning):
        ratio = compared(frame)["ratio"]
    assert ratio == pytest.approx((6 * 300 / 500 + 9 * 100 / 600) / (4 * 200 / 500 + 2 * 500 / 600))


def test_dispersion_is_chi_squared_over_its_degrees_of_freedom():
    # 6 counts in 400 words: 1.5, 1.5 and 3 are expected; 0.25 / 1.5 + 2.25 / 1.5 + 1 / 3 = 2, over 2 degrees.
    frame = design("AAABB", range(5), 0, [1, 3, 2, 1, 1], [100, 100, 200, 100, 100])
    with pytest.warns(FewClustersWarning):
        assert compared(frame)["dispersion"] == pytest.approx(1)


def test_an_article_without_words_changes_no_ratio_and_no_test():
    frame = DESIGNS["outlets of one group each"][0].iloc[::2]
    empty = design("AB", [8, 9], 0, 0, 0)
    one, other = compared(frame), compared(pd.concat([frame, empty], ignore_index=True))
    columns = ["rate", "ratio", "ratio_low", "ratio_high", "p", "dispersion"]
    assert other[columns].tolist() == pytest.approx(one[columns].tolist())
    assert other["n_articles"] == one["n_articles"] + 1


def test_numbers_are_standardised_and_categories_are_columns_against_the_first():
    frame = pd.DataFrame({"length": [1, 2, 3], "year": 2020, "desk": ["x", "y", "y"]})
    table = comparison._covariates(frame, ["length", "year", "desk"])
    assert table.to_numpy().tolist() == [[-1, 0, 0], [0, 0, 1], [1, 0, 1]]


def test_the_unit_of_a_covariate_changes_nothing():
    frame = DESIGNS["outlets of one group each"][0].assign(length=WORDS % 7, metres=WORDS % 7 * 1000.0 + 5e4)
    one, other = (compared(frame, adjust=name) for name in ("length", "metres"))
    columns = ["ratio", "ratio_low", "ratio_high", "p"]
    assert one[columns].tolist() == pytest.approx(other[columns].tolist())


def test_a_regression_has_no_more_strata_than_can_be_fitted(monkeypatch):
    frame = DESIGNS["outlets that cover both topics"][0].assign(length=WORDS % 7)
    monkeypatch.setattr(comparison, "_MOST_STRATA", 2)
    assert np.isfinite(compared(frame, adjust="length")["ratio"])
    monkeypatch.setattr(comparison, "_MOST_STRATA", 1)
    with pytest.raises(ValueError, match="A regression with 2 strata is too large"):
        compared(frame, adjust="length")


# Rates of groups.


def test_two_articles_have_the_interval_of_their_own_rates():
    """One half of the samples draw both, one quarter each of the two alone: both tails lie in these."""
    row = group_rates(pd.DataFrame({"n_words": 500, "hedge": [1, 4], "g": "A"}), "g", "hedge").iloc[0]
    assert row[["rate", "low", "high"]].tolist() == [5, 2, 8]


@pytest.mark.parametrize(("words", "degrees"), [([500] * 10, 9), ([300, 100], 0.6), ([1000, 1], 0.01)])
def test_percentiles_are_set_wider_by_students_t(words, degrees):
    tail = norm.cdf(t.ppf(0.025, degrees) * np.sqrt((degrees + 1) / degrees))
    assert comparison._expanded_tail(np.array(words, dtype=float)) == pytest.approx(tail)


def test_bootstrap_samples_are_drawn_in_blocks_of_bounded_size_with_the_same_sums(monkeypatch):
    units = np.column_stack([WORDS, COUNTS]).astype(float)
    whole = comparison._bootstrap_sums(units, 50, np.random.default_rng(1))
    assert whole.shape == (50, 2)
    assert whole.mean(axis=0) == pytest.approx(units.sum(axis=0), rel=0.1)
    for cells, sizes in ((16 * 20, [20, 20, 10]), (15, [1] * 50), (16 * 50, [50])):
        monkeypatch.setattr(comparison, "_BLOCK", cells)
        drawn, generator = [], np.random.default_rng(1)
        spy = SimpleNamespace(integers=lambda n, size, g=generator, d=drawn: d.append(size) or g.integers(n, size=size))
        assert (comparison._bootstrap_sums(units, 50, spy) == whole).all()
        assert drawn == [(size, 16) for size in sizes]


def test_a_group_of_one_article_or_without_words_has_no_interval():
    frame = pd.DataFrame({"n_words": [100, 0, 0, 50, 50], "hedge": [1, 0, 0, 1, 2], "g": list("ABBCC")})
    table = group_rates(frame, "g", "hedge").set_index("group")
    assert table["rate"].fillna(-1).tolist() == [10, -1, 30]
    assert table["low"].notna().tolist() == [False, False, True]


def test_the_note_counts_small_groups_and_articles_without_a_group():
    frame = pd.DataFrame({"n_words": 100, "hedge": 1, "g": ["A", "A", "B", "C", None, "D", "D", "D"]})
    table = group_rates(frame, "g", "hedge", min_articles=2)
    assert table["group"].tolist() == ["A", "D"]
    assert table.attrs["note"] == (
        "Left out: 2 of 4 groups have fewer than 2 articles (2 in all); 1 articles have no group."
    )
    assert "note" not in group_rates(frame.dropna(), "g", "hedge").attrs
    with pytest.raises(ValueError, match="No group has 4 articles; the largest of 4 has 3"):
        group_rates(frame, "g", "hedge", min_articles=4)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("hedge", -1, "'hedge' has 1 values that are missing or negative, the first at 1"),
        ("n_words", np.nan, "'n_words' has 1 values that are missing or negative, the first at 1"),
        ("place", None, "1 articles have no cluster, the first is 1"),
    ],
)
def test_a_count_or_cluster_that_is_none_is_refused(column, value, message):
    frame = pd.DataFrame({"n_words": [100, 100], "hedge": [0, 1], "g": "A", "place": ["x", "y"]})
    frame[column] = [frame[column].iloc[0], value]
    with pytest.raises(ValueError, match=message):
        group_rates(frame, "g", "hedge", cluster="place")


def test_one_sample_is_enough_and_one_group_is_not():
    frame = pd.DataFrame({"n_words": 100, "hedge": [0, 1], "g": "A"})
    assert len(group_rates(frame, "g", "hedge", n_boot=1)) == 1
    with pytest.raises(ValueError, match="Nothing can be compared with reference None; the groups are"):
        compare(frame, "g", "hedge")


def test_q_leaves_out_what_was_not_tested():
    q = comparison.q_values(pd.Series([0.01, np.nan, 0.04, 0.03]))
    assert q[[0, 2, 3]].tolist() == pytest.approx([0.03, 0.04, 0.04]) and np.isnan(q[1])
    assert np.isnan(comparison.q_values(pd.Series([np.nan]))).all()


FINDINGS = [
    ({}, "hedge 50% more than B (20% to 80% more), q = .010"),
    ({"ratio_low": 0.9}, "hedge 50% more than B (10% less to 80% more), q = .010"),
    ({"ratio": 0.5, "ratio_low": 0.4, "ratio_high": 0.8}, "hedge 50% less than B (60% to 20% less), q = .010"),
    ({"ratio": 2, "ratio_low": 1.5, "ratio_high": 3}, "hedge 2.0 times B (50% more to 3.0 times), q = .010"),
    ({"ratio": 1.99, "ratio_high": np.inf}, "hedge 99% more than B (20% more to infinite times), q = .010"),
    ({"ratio": 3, "ratio_low": 2, "ratio_high": 4}, "hedge 3.0 times B (2.0 to 4.0 times), q = .010"),
    ({"q": 0.001}, "hedge 50% more than B (20% to 80% more), q = .001"),
    ({"q": 0.0009}, "hedge 50% more than B (20% to 80% more), q < .001"),
    ({"q": 0.049}, "hedge 50% more than B (20% to 80% more), q = .049"),
    ({"q": 0.06}, "hedge cannot be told from B (20% to 80% more), q = .060"),
    ({"q": 1 - randomization.LEVEL}, "hedge cannot be told from B (20% to 80% more), q = .050"),
    ({"ratio": 0}, "hedge: none in A, q = .010"),
    ({"ratio": np.inf}, "hedge: none in B, q = .010"),
    ({"ratio": 0, "q": 0.3}, "hedge: none in A, which is within chance, q = .300"),
    ({"ratio": np.inf, "q": 1 - randomization.LEVEL}, "hedge: none in B, which is within chance, q = .050"),
    ({"ratio": np.nan}, "hedge: none in either"),
    ({"p": np.nan}, "hedge: too few articles or clusters to say"),
    ({"group": "B"}, "the reference"),
]


@pytest.mark.parametrize(("change", "finding"), FINDINGS, ids=[str(change) for change, _ in FINDINGS])
def test_a_finding_says_how_much_and_how_sure(change, finding):
    row = {"measure": "hedge", "group": "A", "reference": "B", "ratio": 1.5, "ratio_low": 1.2, "ratio_high": 1.8}
    assert comparison._finding(SimpleNamespace(**(row | {"p": 0.01, "q": 0.01} | change))) == finding

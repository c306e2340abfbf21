"""Rates of groups with bootstrap intervals, their ratios, and the tests of those."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from timing import seconds

import framing
from framing.comparison import FewClustersWarning, compare, group_rates

DATA = Path(framing.__file__).parents[1] / "data"


@pytest.fixture
def features():
    rng = np.random.default_rng(3)
    n = 400
    words = rng.integers(200, 900, n)
    group = np.array(["A", "B"])[np.arange(n) % 2]
    counts = rng.poisson(words * np.where(group == "A", 0.004, 0.008))
    return pd.DataFrame(
        {"n_words": words, "hedge": counts, "quote": counts * 2, "outlet": group, "event": np.arange(n) // 10}
    )


def test_a_rate_is_the_sum_of_counts_over_the_sum_of_words(features):
    table = group_rates(features, "outlet", "hedge").set_index("group")
    part = features[features["outlet"] == "A"]
    assert table.loc["A", "rate"] == pytest.approx(1000 * part["hedge"].sum() / part["n_words"].sum())
    assert table.loc["A", ["n_articles", "n_words"]].tolist() == [200, part["n_words"].sum()]


def test_intervals_hold_the_rate_and_tell_planted_rates_apart(features):
    table = group_rates(features, "outlet", "hedge").set_index("group")
    assert (table["low"] < table["rate"]).all()
    assert (table["rate"] < table["high"]).all()
    assert table.loc["A", "high"] < table.loc["B", "low"]


def test_an_interval_covers_the_true_rate_about_as_often_as_it_says():
    rng = np.random.default_rng(5)
    hits = 0
    for trial in range(200):
        words = rng.integers(200, 900, 60)
        frame = pd.DataFrame({"n_words": words, "hedge": rng.poisson(words * 0.005), "g": "x"})
        row = group_rates(frame, "g", "hedge", n_boot=300, seed=trial).iloc[0]
        hits += row["low"] <= 5.0 <= row["high"]
    assert 180 <= hits <= 200


def test_the_same_seed_gives_the_same_intervals_in_any_order_of_rows(features):
    one = group_rates(features, "outlet", ["hedge", "quote"], seed=1)
    other = group_rates(features.sample(frac=1, random_state=2), "outlet", ["hedge", "quote"], seed=1)
    pd.testing.assert_frame_equal(one, other)
    assert not one["low"].equals(group_rates(features, "outlet", ["hedge", "quote"], seed=2)["low"])


def test_drawing_whole_clusters_widens_an_interval_where_articles_of_one_are_alike():
    words = np.full(200, 500)
    counts = np.repeat(np.arange(10), 20)
    frame = pd.DataFrame({"n_words": words, "hedge": counts, "g": "x", "event": counts})
    alone = group_rates(frame, "g", "hedge").iloc[0]
    together = group_rates(frame, "g", "hedge", cluster="event").iloc[0]
    assert together["high"] - together["low"] > 2 * (alone["high"] - alone["low"])
    assert together["n_clusters"] == 10


def test_small_groups_are_left_out_and_counted(features):
    features = pd.concat([features, features.head(1).assign(outlet="C")])
    table = group_rates(features, "outlet", "hedge", min_articles=2)
    assert set(table["group"]) == {"A", "B"}
    assert "1 of 3 groups have fewer than 2 articles" in table.attrs["note"]


ERRORS = [
    ({"by": "lean"}, "no column 'lean' for by; it has"),
    ({"measures": "hegde"}, "no column 'hegde'"),
    ({"measures": []}, "measures is empty"),
    ({"measures": "outlet"}, "holds .*, not counts"),
    ({"n_boot": 0}, "n_boot is 0"),
    ({"min_articles": 1000}, "No group has 1000 articles"),
    ({"by": pd.Series([1])}, "another index"),
]


@pytest.mark.parametrize(("change", "message"), ERRORS, ids=[message for _, message in ERRORS])
def test_a_wrong_argument_says_what_is_there(features, change, message):
    with pytest.raises(ValueError, match=message):
        group_rates(features, **({"by": "outlet", "measures": "hedge"} | change))


# Ratios.


@pytest.fixture
def outlets():
    """Twelve outlets of two leans and three topics; the right hedges less, and covers other topics."""
    rng = np.random.default_rng(8)
    n = 600
    outlet = rng.integers(12, size=n)
    lean = np.where(outlet < 6, "left", "right")
    topic = np.where(rng.random(n) < np.where(lean == "left", 0.8, 0.3), "health", "sport")
    words = rng.integers(200, 900, n)
    rate = (
        0.006 * np.where(topic == "health", 3, 1) * np.where(lean == "left", 1, 0.8) * rng.lognormal(0, 0.1, 12)[outlet]
    )
    counts = {"hedge": rng.poisson(words * rate), "quote": rng.poisson(words * 0.01)}
    columns = {"outlet": outlet, "lean": lean, "topic": topic, "n_words": words, **counts}
    return pd.DataFrame(columns, index=[f"article {i}" for i in range(n)])


def test_a_ratio_is_that_of_the_rates(outlets):
    table = compare(outlets, "lean", "hedge", "left", cluster="outlet").set_index("group")
    assert table.loc["right", "ratio"] == pytest.approx(table.loc["right", "rate"] / table.loc["left", "rate"])
    assert table.loc["left", "finding"] == "the reference"
    rates = group_rates(outlets, "lean", "hedge", cluster="outlet")
    assert table["low"].tolist() == rates["low"].tolist()


def test_without_a_reference_each_group_is_compared_with_the_rest(outlets):
    one = compare(outlets, "topic", "hedge", n_permutations=99).set_index("group")
    other = compare(outlets, "topic", "hedge", "sport", n_permutations=99).set_index("group")
    assert set(one["reference"]) == {"the rest"}
    assert one.loc["health", "ratio"] == pytest.approx(other.loc["health", "ratio"])
    assert one.loc["sport", "ratio"] == pytest.approx(1 / one.loc["health", "ratio"])


def test_strata_take_away_what_topics_do(outlets):
    crude = compare(outlets, "lean", "hedge", "left", cluster="outlet").iloc[1]
    within = compare(outlets, "lean", "hedge", "left", within="topic", cluster="outlet").iloc[1]
    assert crude["ratio_high"] < 0.8 < within["ratio_high"]
    assert within["ratio_low"] < 0.8


def test_a_ratio_that_holds_in_every_stratum_is_found_exactly():
    words = np.array([100, 200, 300, 500, 700, 1100])
    counts = words // 100 * np.array([2, 1, 6, 3, 8, 4])
    frame = pd.DataFrame({"n_words": words, "hedge": counts, "event": [1, 1, 2, 2, 3, 3], "outlet": list("ABABAB")})
    with pytest.warns(FewClustersWarning):
        assert compare(frame, "outlet", "hedge", "B", within="event")["ratio"].iloc[0] == pytest.approx(2)


def test_adjusting_gives_the_coefficient_of_a_poisson_regression(outlets):
    table = compare(outlets, "lean", "hedge", "left", cluster="outlet", adjust=["topic", "quote"]).iloc[1]
    design = np.column_stack([np.ones(600), outlets["lean"] == "right", outlets["topic"] == "sport", outlets["quote"]])
    model = sm.GLM(outlets["hedge"], design.astype(float), family=sm.families.Poisson(), exposure=outlets["n_words"])
    assert table["ratio"] == pytest.approx(np.exp(model.fit().params.iloc[1]))
    assert table["ratio_low"] < table["ratio"] < table["ratio_high"]


def test_a_group_without_a_count_has_no_interval_in_a_regression(outlets):
    outlets = outlets.assign(scare=np.where(outlets["lean"] == "left", 0, outlets["quote"]))
    row = compare(outlets, "lean", "scare", "left", cluster="outlet", adjust="topic").iloc[1]
    assert (row["ratio"], row["p"]) == (np.inf, 1)
    assert row[["ratio_low", "ratio_high"]].isna().all()


def test_adjusting_for_strata_and_comparing_within_them_agree(outlets):
    one = compare(outlets, "lean", "hedge", "left", cluster="outlet", adjust="topic").iloc[1]
    other = compare(outlets, "lean", "hedge", "left", cluster="outlet", within="topic").iloc[1]
    assert one["ratio"] == pytest.approx(other["ratio"], rel=0.03)
    for column in ("ratio_low", "ratio_high"):
        assert one[column] == pytest.approx(other[column], rel=0.1)


def test_dispersion_is_that_of_a_quasi_poisson_regression(outlets):
    table = compare(outlets, "lean", "hedge", "left", n_permutations=99)
    part = outlets[outlets["lean"] == "right"]
    model = sm.GLM(part["hedge"], np.ones(len(part)), family=sm.families.Poisson(), exposure=part["n_words"])
    assert table["dispersion"].iloc[1] == pytest.approx(model.fit(scale="X2").scale)


def test_q_is_that_of_benjamini_and_hochberg_over_the_table(outlets):
    table = compare(outlets, "topic", ["hedge", "quote"], n_permutations=99)
    assert table["q"].tolist() == pytest.approx(multipletests(table["p"], method="fdr_bh")[1].tolist())


def test_few_clusters_are_permuted_in_every_way_once():
    words, counts = np.full(8, 100.0), np.array([9, 4, 7, 5, 2, 3, 6, 1])
    frame = pd.DataFrame({"n_words": words, "hedge": counts, "g": list("AAAABBBB")})
    # Equal words: the score is the sum of the group's counts, and its variance the same for all labels.
    sums = [abs(sum(counts[list(chosen)]) - counts.sum() / 2) for chosen in combinations(range(8), 4)]
    expected = np.mean(np.array(sums) >= sums[0])
    assert compare(frame, "g", "hedge", "B")["p"].iloc[0] == pytest.approx(expected)


def test_labels_are_permuted_within_clusters_that_are_crossed_with_groups():
    """In each event A has one hedge more than B: 2 of 2 ** 8 ways to label are as far apart."""
    hedges = np.repeat([1, 9, 4, 30, 2, 5, 7, 3], 2) + np.tile([1, 0], 8)
    frame = pd.DataFrame({"n_words": 500, "hedge": hedges, "outlet": list("AB") * 8, "event": np.repeat(range(8), 2)})
    assert compare(frame, "outlet", "hedge", "B", within="event")["p"].iloc[0] == pytest.approx(2 / 256)
    assert compare(frame, "outlet", "hedge", "B", cluster="event")["p"].iloc[0] == pytest.approx(2 / 256)
    assert compare(frame, "outlet", "hedge", "B")["p"].iloc[0] > 0.5


def test_an_outlet_that_has_both_groups_is_taken_for_two(outlets):
    outlets.loc[outlets.index[outlets["outlet"] == 0][:5], "lean"] = "right"
    table = compare(outlets, "lean", "hedge", "left", cluster="outlet").set_index("group")
    assert table.loc["right", "n_clusters"] == 7
    assert table.loc["right", "p"] < 0.05


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(100, 900)), min_size=12, max_size=20), st.integers(0, 3))
def test_an_interval_leaves_out_1_where_p_is_below_5_percent(articles, seed):
    counts, words = zip(*articles, strict=True)
    frame = pd.DataFrame({"n_words": words, "hedge": counts, "g": ["A", "B"] * 6 + ["A"] * (len(counts) - 12)})
    row = compare(frame, "g", "hedge", "B", seed=seed, n_boot=1, n_permutations=99).iloc[0]
    if not 0 < row["ratio"] < np.inf:
        assert np.isnan(row["ratio_low"]) and np.isnan(row["ratio_high"])
    elif np.isfinite(row["p"]):
        assert row["ratio_low"] <= row["ratio"] * (1 + 1e-9)
        assert row["ratio"] <= row["ratio_high"] * (1 + 1e-9)
        assert (row["ratio_low"] > 1 or row["ratio_high"] < 1) == (row["p"] <= 0.05)


@pytest.mark.parametrize("options", [{}, {"within": "topic"}, {"cluster": "outlet"}, {"adjust": "topic"}], ids=str)
def test_order_of_rows_and_other_measures_change_nothing(outlets, options):
    one = compare(outlets, "lean", ["hedge", "quote"], n_permutations=99, **options)
    other = compare(outlets.sample(frac=1, random_state=1), "lean", ["hedge", "quote"], n_permutations=99, **options)
    pd.testing.assert_frame_equal(one, other)
    alone = compare(outlets, "lean", "quote", n_permutations=99, **options)
    columns = [column for column in one if column not in ("q", "finding")]
    pd.testing.assert_frame_equal(one[columns].iloc[2:].reset_index(drop=True), alone[columns])


def test_all_counts_that_occur_are_compared_by_default(outlets):
    outlets = outlets.assign(n_sentences=9, scare=0, smog=8.5)
    assert set(compare(outlets, "lean", cluster="outlet")["measure"]) == {"hedge", "quote"}


def test_a_group_with_one_cluster_is_named_in_the_warning(outlets):
    alone = outlets["lean"].where(outlets["outlet"] != 3, "other")
    with pytest.warns(FewClustersWarning, match=r"'other' \(\d+ articles, 1 clusters\)"):
        table = compare(outlets, alone, "hedge", "left", cluster="outlet").set_index("group")
    assert np.isnan(table.loc["other", "p"])
    assert table.loc["other", "finding"] == "hedge: too few articles or clusters to say"
    assert table.loc["right", "p"] < 0.05


def test_findings_say_how_much_and_whether_it_can_be_told(outlets):
    outlets = outlets.assign(only=np.where(outlets["lean"] == "left", 0, outlets["quote"]), never=0)
    names = ["hedge", "quote", "only", "never"]
    table = compare(outlets, "lean", names, "left", cluster="outlet")
    findings = table[table["group"] == "right"].set_index("measure")["finding"]
    assert "% less than left (" in findings["hedge"]
    assert "quote cannot be told from left (" in findings["quote"]
    assert findings["only"].startswith("only: none in left, q")
    assert findings["never"] == "never: none in either"


def test_articles_without_group_or_stratum_are_left_out_and_counted(outlets):
    outlets["topic"] = outlets["topic"].astype(object).where(np.arange(600) > 9, None)
    table = compare(outlets, "lean", "hedge", within="topic", cluster="outlet")
    assert table["n_articles"].sum() == 590
    assert "10 articles have no group or no stratum" in table.attrs["note"]


@pytest.fixture
def constructed():
    """The 24 constructed articles with what was planted in them, and the counts' names."""
    articles = pd.read_csv(DATA / "articles" / "index.csv", index_col="id")
    planted = pd.read_csv(DATA / "articles" / "planted.csv")
    planted["measure"] = planted["device"] + "_" + planted["category"]
    counts = planted.pivot_table(index="id", columns="measure", values="n", fill_value=0).astype(int)
    return articles.join(counts), list(counts)


def found_against_wire(features, measures):
    table = compare(features, "style", measures, "wire", within="event")
    # Six events allow 64 ways to label two outlets: no p can be below 2 / 64.
    assert table["p"].min() == pytest.approx(2 / 64)
    return {(row.measure, row.group) for row in table.itertuples() if row.q <= 0.05}


def test_what_was_planted_in_the_constructed_articles_is_found_and_nothing_else(constructed):
    """So many spans an article were planted: with words set equal, counts an article are compared."""
    features, measures = constructed
    mean = features.groupby("style")[measures].mean()
    planted = {(m, g) for m in measures for g in mean.index if mean.loc[g, m] != mean.loc["wire", m]}
    assert found_against_wire(features.assign(n_words=1000), measures) == planted
    assert len(planted) == 30


def test_per_1000_words_what_is_found_differs_the_same_way_in_every_event(constructed):
    """Articles of the broadsheet are longer: one more in them is no more, and as many are fewer, by their words."""
    features, measures = constructed
    rates = features[measures].div(features["n_words"], axis=0).set_index([features["event"], features["style"]])
    sign = np.sign(rates - rates.xs("wire", level="style").reindex(rates.index, level="event"))
    same = sign.groupby("style").sum().abs() == 6
    assert found_against_wire(features, measures) == {(m, g) for m in measures for g in same.index if same.loc[g, m]}


def test_two_hundred_measures_of_37554_articles_take_seconds():
    features = pd.read_parquet(DATA / "allsides_features.parquet")
    tables = []
    assert seconds(lambda: tables.append(compare(features, "lean", reference="center", cluster="source"))) < 20
    assert tables[0]["measure"].nunique() > 200


COMPARE_ERRORS = [
    ({"reference": "up"}, "reference 'up'; the groups are"),
    ({"by": pd.Series("x", index=range(600))}, "another index"),
    ({"within": "event"}, "no column 'event' for within"),
    ({"adjust": "day"}, "no column 'day' for adjust"),
    ({"adjust": "gap"}, "'gap' is missing in 600 articles, the first is 'article 0'"),
    ({"adjust": "topic", "within": "words"}, "A regression with .* strata is too large"),
    ({"adjust": "lean"}, "tell the group from its reference"),
    ({"measures": "topic"}, "not counts"),
    ({"n_permutations": 0}, "n_permutations is 0"),
]


@pytest.mark.parametrize(("change", "message"), COMPARE_ERRORS, ids=[message for _, message in COMPARE_ERRORS])
def test_a_wrong_comparison_says_what_is_wrong(outlets, change, message):
    with pytest.raises(ValueError, match=message):
        compare(outlets.assign(gap=np.nan, words=outlets["n_words"]), **({"by": "lean", "measures": "hedge"} | change))


def test_an_index_with_duplicates_is_refused(outlets):
    with pytest.raises(ValueError, match="'article 0' twice"):
        compare(pd.concat([outlets, outlets.head(1)]), "lean", "hedge")


def errs_more_on_the_right():
    """Articles of equal rates whose machine finds nine tenths on the left and half on the right, and a coded sample."""
    rng = np.random.default_rng(5)
    n_words, lean = rng.integers(300, 900, 800), np.repeat(["left", "right"], 400)
    truth = rng.poisson(n_words * 0.01)
    found = rng.binomial(truth, np.where(lean == "left", 0.9, 0.5))
    topic = np.tile(["war", "tax"], 400)
    features = pd.DataFrame({"n_words": n_words, "lean": lean, "topic": topic, "hedge": found, "quote": truth})
    return features, pd.DataFrame({"hedge": truth}).groupby(lean).sample(100, random_state=1)


@pytest.mark.parametrize("within", [None, "topic"])
def test_a_difference_that_the_machine_made_does_not_survive_its_correction(within):
    features, coded = errs_more_on_the_right()
    raw = compare(features, "lean", ["hedge", "quote"], "left", within).set_index(["measure", "group"])
    mended = compare(features, "lean", ["hedge", "quote"], "left", within, coded=coded).set_index(["measure", "group"])
    was, now = raw.loc["hedge", "right"], mended.loc["hedge", "right"]
    assert was["q"] < 0.01 and was["ratio"] < 0.65
    assert now["p"] > 0.05 and now["ratio_low"] < 1 < now["ratio_high"]
    assert now["raw_ratio"] == pytest.approx(was["ratio"], rel=0.01) and now["n_coded"] == 100
    assert "cannot be told from left" in now["finding"]
    assert mended.loc["quote", "right"]["n_coded"] == 0
    shared = ["rate", "low", "high", "ratio", "ratio_low", "ratio_high", "p"]
    pd.testing.assert_series_equal(mended.loc["quote", "right"][shared], raw.loc["quote", "right"][shared])


def test_a_correction_needs_a_reference_and_a_coded_measure():
    features, coded = errs_more_on_the_right()
    with pytest.raises(ValueError, match="needs a reference"):
        compare(features, "lean", "hedge", coded=coded)
    with pytest.raises(ValueError, match=r"needs a column of \['quote'\]; coded has \['hedge'\]"):
        compare(features, "lean", "quote", "left", coded=coded)

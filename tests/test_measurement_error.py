"""Comparisons corrected for the errors of the measure."""

import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

import framing
from framing.measurement_error import FEW, correct, correct_coefficients

ROOT = Path(__file__).resolve().parents[1]


def articles(seed=3, n=600, recall=(0.9, 0.5)):
    rng = np.random.default_rng(seed)
    outlet = np.array(["A", "B"])[np.arange(n) % 2]
    words = rng.integers(300, 1500, n)
    year = rng.integers(0, 9, n)
    truth = rng.poisson(words * 0.010 * np.exp(0.03 * year))
    found = rng.binomial(truth, np.where(outlet == "A", *recall)) + rng.poisson(words * 0.0005)
    index = pd.Index([f"a{number}" for number in range(n)], name="id")
    features = {"n_words": words, "outlet": outlet, "year": year, "event": np.arange(n) // 6, "hedge": found}
    return pd.DataFrame(features, index), pd.DataFrame({"hedge": truth}, index)


def sample(truth, features, n=80, seed=0):
    return truth.groupby(features["outlet"]).sample(n, random_state=seed)


@pytest.fixture(scope="module")
def corpus():
    features, truth = articles()
    return features, truth, sample(truth, features)


def test_an_error_that_differs_between_groups_is_corrected(corpus):
    features, truth, coded = corpus
    row = correct(features, coded, "outlet", reference="A").set_index("group").loc["B"]
    mine = features["outlet"] == "B"
    assert row["raw_ratio"] < 0.7
    assert row["ratio_low"] < 1 < row["ratio_high"]
    assert row["low"] < 1000 * truth["hedge"][mine].sum() / features["n_words"][mine].sum() < row["high"]
    assert row["finding"].startswith("no difference between B and A is shown")


def test_rates_and_ratios_agree_and_the_bias_is_what_was_moved(corpus):
    features, _, coded = corpus
    table = correct(features, coded, "outlet", reference="A").set_index("group")
    assert table.loc["B", "ratio"] == pytest.approx(table.loc["B", "rate"] / table.loc["A", "rate"])
    np.testing.assert_allclose(table["bias"], table["raw_rate"] - table["rate"])
    np.testing.assert_allclose(
        table["raw_rate"],
        [1000 * part["hedge"].sum() / part["n_words"].sum() for _, part in features.groupby("outlet")],
    )


def test_a_machine_without_error_gives_its_own_rate_and_an_interval_as_if_all_were_coded(corpus):
    features, truth, _ = corpus
    features = features.assign(hedge=truth["hedge"])
    few = correct(features, sample(truth, features, 20), "outlet").set_index("group")
    everything = correct(features, truth, "outlet").set_index("group")
    np.testing.assert_allclose(few["rate"], everything["rate"], rtol=0.002)
    np.testing.assert_allclose(few["high"] - few["low"], everything["high"] - everything["low"], rtol=0.15)


def test_a_machine_that_counts_noise_is_set_aside(corpus):
    features, truth, coded = corpus
    noise = features.assign(hedge=np.random.default_rng(0).poisson(20, len(features)))
    row = correct(noise, coded, "outlet").iloc[0]
    mine = coded.index[features.loc[coded.index, "outlet"] == "A"]
    alone = 1000 * truth.loc[mine, "hedge"].sum() / features.loc[mine, "n_words"].sum()
    assert row["rate"] == pytest.approx(alone, rel=0.06)
    assert row["low"] < alone < row["high"]


def test_a_good_machine_makes_the_interval_narrower_than_the_coded_articles_alone(corpus):
    features, _, coded = corpus
    both = correct(features, coded, "outlet").iloc[0]
    alone = framing.correct(features.loc[coded.index].assign(hedge=coded["hedge"]), coded, "outlet").iloc[0]
    assert both["high"] - both["low"] < 0.75 * (alone["high"] - alone["low"])


def test_the_order_of_rows_and_other_measures_change_nothing(corpus):
    features, _, coded = corpus
    features, coded = features.assign(quote=features["hedge"] * 2), coded.assign(quote=coded["hedge"] + 1)
    one = correct(features, coded, "outlet", ["hedge", "quote"], cluster="event", adjust="year")
    shuffled = features.sample(frac=1, random_state=1), coded.sample(frac=1, random_state=2)
    pd.testing.assert_frame_equal(
        one, correct(*shuffled, "outlet", ["hedge", "quote"], cluster="event", adjust="year"), check_exact=True
    )
    alone = correct(features, coded, "outlet", "quote", cluster="event", adjust="year")
    pd.testing.assert_frame_equal(one[one["measure"] == "quote"].reset_index(drop=True), alone, check_exact=True)


@settings(max_examples=25, deadline=None)
@given(times=st.integers(2, 50), seed=st.integers(0, 10))
def test_counting_everything_twice_doubles_the_rates_and_leaves_the_ratios(times, seed):
    features, truth = articles(seed, 120)
    coded = sample(truth, features, 20)
    one, more = (
        correct(features.assign(hedge=features["hedge"] * k), coded * k, "outlet", reference="A") for k in (1, times)
    )
    np.testing.assert_allclose(more[["rate", "low", "high"]], times * one[["rate", "low", "high"]], rtol=1e-9)
    np.testing.assert_allclose(more[["ratio", "ratio_low", "p"]], one[["ratio", "ratio_low", "p"]], rtol=1e-9)


def test_clusters_of_like_articles_widen_the_interval(corpus):
    features, truth, coded = corpus
    level = np.random.default_rng(1).gamma(2, 0.5, 100)[features["event"]]
    truth = truth.assign(hedge=np.round(truth["hedge"] * level))
    features, coded = features.assign(hedge=truth["hedge"]), truth.loc[coded.index]
    alone, together = (correct(features, coded, "outlet", cluster=name).iloc[0] for name in (None, "event"))
    assert together["high"] - together["low"] > 1.3 * (alone["high"] - alone["low"])


def test_groups_that_share_clusters_are_compared_within_them():
    rng = np.random.default_rng(4)
    event = np.repeat(np.arange(60), 2)
    level = rng.gamma(1, 1, 60)[event]
    truth = pd.DataFrame({"hedge": rng.poisson(20 * level)})
    features = pd.DataFrame({"n_words": 1000, "outlet": ["A", "B"] * 60, "event": event, "hedge": truth["hedge"]})
    apart, within = (correct(features, truth, "outlet", cluster=name).iloc[1] for name in (None, "event"))
    assert np.log(within["ratio_high"] / within["ratio_low"]) < 0.6 * np.log(apart["ratio_high"] / apart["ratio_low"])


def test_a_group_with_few_coded_articles_is_named_and_gets_no_interval(corpus):
    features, _, coded = corpus
    in_b = features.loc[coded.index, "outlet"] == "B"
    for kept in (0, FEW - 1):
        coded_few = pd.concat([coded[~in_b], coded[in_b].head(kept)])
        with pytest.warns(UserWarning, match=rf"B: {kept} coded"):
            table = correct(features, coded_few, "outlet", adjust="year").set_index("group")
        assert table.loc["B", ["low", "high", "ratio_low", "ratio_high", "p"]].isna().all()
        assert table.loc["A", ["low", "high"]].notna().all()
        assert table.loc["B", "finding"].endswith("too little was coded to say")
        assert table["n_coded"].tolist() == [80, kept]


def test_articles_of_one_cluster_do_not_count_as_many(corpus):
    features, _, coded = corpus
    with pytest.warns(UserWarning, match="A: 1 coded.*B: 1 coded"):
        assert correct(features, coded, "outlet", cluster="outlet")["low"].isna().all()


def test_where_coders_found_nothing_there_is_no_interval(corpus):
    features, _, coded = corpus
    nothing = coded.assign(hedge=coded["hedge"].where(features["outlet"].loc[coded.index] == "A", 0))
    with pytest.warns(UserWarning, match="B: 80 coded, 0 found"):
        row = correct(features, nothing, "outlet").set_index("group").loc["B"]
    assert row["rate"] == 0
    assert np.isnan(row["low"])


def test_a_machine_that_found_nothing_leaves_the_coders_rate(corpus):
    features, _, coded = corpus
    row = correct(features.assign(hedge=0), coded, "outlet").iloc[0]
    assert row["raw_rate"] == 0
    assert row["low"] < row["rate"] < row["high"]


def test_without_differential_error_groups_borrow_coded_articles_from_each_other():
    features, truth = articles(recall=(0.7, 0.7))
    coded = sample(truth, features, 150)
    coded = coded[features.loc[coded.index, "outlet"] == "A"]
    row = correct(features, coded, "outlet", reference="A", differential=False).set_index("group").loc["B"]
    assert row["n_coded"] == 0
    assert row["low"] < 1000 * truth["hedge"].sum() / features["n_words"].sum() < row["high"]
    assert row["ratio_low"] < 1 < row["ratio_high"]


def test_false_alarms_are_taken_off_before_a_rate_is_compared():
    rng = np.random.default_rng(2)
    words = rng.integers(400, 1200, 3000)
    rate = np.where(np.arange(3000) % 2, 0.012, 0.004)
    truth = pd.DataFrame({"hedge": rng.poisson(words * rate)})
    found = rng.binomial(truth["hedge"], 0.8) + rng.poisson(words * 0.004)
    features = pd.DataFrame({"n_words": words, "outlet": np.array(["A", "B"])[np.arange(3000) % 2], "hedge": found})
    coded = sample(truth, features, 200)
    row = correct(features, coded, "outlet", reference="A", differential=False).set_index("group").loc["B"]
    assert row["raw_ratio"] < 2
    assert row["ratio_low"] < 3 < row["ratio_high"]


def test_a_covariate_that_differs_between_groups_is_held_constant():
    rng = np.random.default_rng(8)
    outlet = np.array(["A", "B"])[np.arange(2000) % 2]
    topic = np.where(rng.random(2000) < np.where(outlet == "A", 0.2, 0.8), "war", "tax")
    truth = pd.DataFrame({"hedge": rng.poisson(8 * np.where(topic == "war", 2, 1))})
    found = rng.binomial(truth["hedge"], np.where(topic == "war", 0.5, 0.9))
    features = pd.DataFrame({"n_words": 1000, "outlet": outlet, "topic": topic, "hedge": found})
    coded = sample(truth, features, 150)
    plain, held = (correct(features, coded, "outlet", reference="A", adjust=name).iloc[1] for name in (None, ["topic"]))
    assert plain["ratio_low"] > 1.2
    assert held["ratio_low"] < 1 < held["ratio_high"]
    assert held["rate"] == plain["rate"]


def test_coefficients_of_a_group_alone_are_its_log_ratio(corpus):
    features, _, coded = corpus
    term = correct_coefficients(features, coded, "outlet").iloc[0]
    row = correct(features, coded, "outlet", reference="A").iloc[1]
    assert term["term"] == "outlet_B"
    assert term["raw_coefficient"] == pytest.approx(np.log(row["raw_ratio"]))
    assert term["coefficient"] == pytest.approx(np.log(row["ratio"]), abs=0.02)
    assert term["high"] - term["low"] == pytest.approx(np.log(row["ratio_high"] / row["ratio_low"]), rel=0.1)


def test_a_sample_drawn_with_unequal_shares_needs_and_uses_them():
    rng = np.random.default_rng(6)
    words = rng.integers(300, 1500, 4000)
    long = words > 900
    truth = pd.DataFrame({"hedge": rng.poisson(words * np.where(long, 0.020, 0.005))})
    features = pd.DataFrame({"n_words": words, "outlet": "A", "hedge": rng.poisson(5, 4000)})
    share = pd.Series(np.where(long, 0.02, 0.2))
    coded = truth[rng.random(4000) < share]
    right = 1000 * truth["hedge"].sum() / words.sum()
    with_share, without = (correct(features, coded, "outlet", share=given).iloc[0] for given in (share, None))
    assert with_share["low"] < right < with_share["high"]
    assert without["high"] < right


def test_a_missing_count_is_an_article_that_was_not_coded_for_the_measure(corpus):
    features, _, coded = corpus
    gaps = coded.astype(float).copy()
    gaps.iloc[::3] = np.nan
    pd.testing.assert_frame_equal(correct(features, gaps, "outlet"), correct(features, gaps.dropna(), "outlet"))


ERRORS = [
    ({"by": "lean"}, "no column 'lean' for by"),
    ({"measures": "hegde"}, "no column 'hegde'"),
    ({"measures": "year"}, "coded has no column 'year'; it has"),
    ({"reference": "C"}, "no group 'C' for reference; the groups are"),
    ({"adjust": "lean"}, "no column 'lean' for adjust"),
    ({"adjust": "year", "differential": False}, "adjust needs differential=True"),
    ({"share": "year"}, "share must be above 0"),
    ({"cluster": "gap"}, "has no cluster"),
    ({"adjust": "gap"}, "lack one of"),
    ({"adjust": "rare"}, "do not tell 3 coefficients apart"),
    ({"adjust": "day"}, "holds dates"),
]


@pytest.mark.parametrize(("change", "message"), ERRORS, ids=[message for _, message in ERRORS])
def test_a_wrong_argument_says_what_is_there(corpus, change, message):
    features, _, coded = corpus
    uncoded = features.index.difference(coded.index)[0]
    features = features.assign(
        gap=features["year"].where(features["year"] > 0),
        rare=np.where(features.index == uncoded, "rare", "usual"),
        day=pd.Timestamp("2020-01-01"),
    )
    with pytest.raises((ValueError, KeyError), match=message):
        correct(features, coded, **({"by": "outlet"} | change))


def test_wrong_tables_are_told_apart(corpus):
    features, _, coded = corpus
    with pytest.raises(ValueError, match="features has no article 'b1', nor 0 others"):
        correct(features, coded.rename(index={coded.index[0]: "b1"}), "outlet")
    with pytest.raises(ValueError, match=f"coded has '{coded.index[0]}' more than once"):
        correct(features, pd.concat([coded, coded.head(1)]), "outlet")
    with pytest.raises(ValueError, match="'hedge' of coded must hold counts"):
        correct(features, -coded, "outlet")


# --- the counts of coders ---------------------------------------------------------------------------------------------


def test_gold_of_whole_articles_becomes_counts_of_each():
    gold = framing.read_golds(ROOT / "data" / "articles")[0]
    counts = framing.coded_counts(gold)
    planted = pd.read_csv(ROOT / "data" / "articles" / "planted.csv")
    hedges = planted[planted["device"] == "hedge"].groupby("id")["n"].sum().reindex(counts.index, fill_value=0)
    assert counts["hedge"].tolist() == hedges.tolist()
    features = framing.extract(gold.texts[["text"]], devices=["hedge"]).features
    assert {"hedge", "hedge_epistemic"} <= {*counts} & {*features}


def test_a_coding_file_of_whole_articles_becomes_counts_of_each():
    frame = pd.DataFrame({"text": ["It may rain. Some day it will pour.", "All is well.", "It might snow."]})
    coding = framing.sample_for_coding(framing.extract(frame), n=100, devices=["hedge"])
    label = ["epistemic" if kind == "span" else "none" for kind in coding.items["kind"]]
    items = coding.items.assign(label=label)
    items.loc[items["passage"].str.startswith("Some day"), "label"] = "approximator;approximator"
    counts = framing.coded_counts(coding, items)
    assert counts.loc[0].to_dict() == {"hedge": 3, "hedge_approximator": 2, "hedge_epistemic": 1}
    assert counts["hedge"].tolist() == [3, 0, 1]
    with pytest.raises(ValueError, match="is labelled 'epistemc'"):
        framing.coded_counts(coding, items.replace({"label": {"epistemic": "epistemc"}}))
    with pytest.raises(ValueError, match="needs labels"):
        framing.coded_counts(coding)
    items.loc[items["doc"] == 2, "label"] = ""
    assert framing.coded_counts(coding, items).index.tolist() == [0, 1]


def test_a_coding_file_of_some_items_is_refused():
    frame = pd.DataFrame({"text": ["It may rain. It may snow. It may hail."] * 4})
    coding = framing.sample_for_coding(framing.extract(frame), n=2, devices=["hedge"])
    with pytest.raises(ValueError, match="4 items of a stratum of 12"):
        framing.coded_counts(coding, coding.items.assign(label="none"))


# --- simulations and the real example ---------------------------------------------------------------------------------


WRONG_RAW = {
    "random": ["rate left", "rate right"],
    "differential": ["rate right", "ratio", "coefficient of group"],
    "length and topic": ["rate left", "rate right", "coefficient of topic"],
    "truth and covariate": ["rate left", "rate right", "coefficient of topic"],
}


def test_corrected_intervals_hold_the_truth_where_raw_ones_do_not():
    simulation = runpy.run_path(str(ROOT / "tools" / "simulate_measurement_error.py"))
    n = 15
    table = simulation["simulate"](n, n_coded=(100,)).set_index(["error", "method", "estimand"])
    held = table["coverage"].sort_index() * n
    least = binom.ppf(0.001, n, 0.95)
    for error, wrong in WRONG_RAW.items():
        assert (held[error, "corrected"] >= least).all(), held[error, "corrected"]
        assert (held[error, "raw"][wrong] < least).all(), held[error, "raw"]
    assert held["differential", "differential=False", "ratio"] < least


def test_the_simulations_that_ship_say_what_the_documentation_says():
    table = pd.read_csv(ROOT / "data" / "measurement_error_simulations.csv")
    full = table[table["n_coded"] == 100].set_index(["error", "method", "estimand"])
    assert (full["replications"] >= 1000).all()
    assert full.xs("corrected", level="method")["coverage"].between(0.93, 0.97).all()
    for error, wrong in WRONG_RAW.items():
        assert (full.loc[(error, "raw")].loc[wrong, "coverage"] < 0.9).all()


def test_the_rates_of_a_word_list_are_corrected_to_what_coders_counted():
    table = pd.read_csv(ROOT / "data" / "attribution_counts_coded.csv", index_col="id")
    sums = table.groupby("outlet").sum()
    truth = 1000 * sums["coded_attribution"] / sums["n_words"]
    human = table[["coded_attribution"]].set_axis(["say_words"], axis=1)
    raw = correct(table, table[["say_words"]], "outlet").set_index("group")
    assert not ((raw["low"] <= truth) & (truth <= raw["high"])).any()
    held = 0
    for seed in range(5):
        rows = correct(table, human.groupby(table["outlet"]).sample(15, random_state=seed), "outlet").set_index("group")
        held += ((rows["low"] <= truth) & (truth <= rows["high"])).sum()
    assert held >= binom.ppf(0.001, 35, 0.95)

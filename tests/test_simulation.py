"""Comparisons hold: errors of type I, coverage and power in random splits of the shipped articles.

The fast version of data/simulations.csv. Bounds are those that a true 5% (95%) crosses once in 1,000 runs of a measure.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

import framing
from framing.comparison import compare
from framing.simulation import plant, power, random_groups, sums_of_clusters

DATA = Path(framing.__file__).parents[1] / "data"
MEASURES = ["hedge", "quote", "loaded"]
N = 80
LOW, HIGH = binom.ppf([0.0005, 0.9995], N, 0.05) / N


@pytest.fixture(scope="module")
def features():
    return pd.read_parquet(DATA / "allsides_features.parquet")


@pytest.fixture(scope="module")
def halves(features):
    return power(features, MEASURES, [1.0, 1.5], cluster="source", n_simulations=N, n_permutations=99)


def test_no_more_is_found_than_5_percent_where_there_is_nothing(halves):
    found = halves.loc[halves["ratio"] == 1, "found"]
    assert found.between(LOW, HIGH).all()
    assert found.mean() == pytest.approx(0.05, abs=3.3 * np.sqrt(0.05 * 0.95 / N))


def test_intervals_hold_the_planted_ratio_95_times_in_100(halves):
    assert (1 - halves["covered"]).between(LOW, HIGH).all()


def test_what_is_planted_is_found_more_often_where_outlets_vary_less(halves):
    planted = halves[halves["ratio"] == 1.5].set_index("measure")["found"]
    assert planted["hedge"] > 0.95
    assert 0.5 < planted["loaded"] < planted["hedge"]


def test_one_outlet_in_ten_against_the_rest_is_no_exception(features):
    table = power(features, MEASURES, [1.0], cluster="source", share=0.1, n_simulations=N, n_permutations=99)
    assert table["found"].between(LOW, HIGH).all()


def test_the_same_holds_within_topics(features):
    some = features[features["topic"].isin(features["topic"].value_counts().index[5:15])]
    table = power(some, "hedge", [1.0], cluster="source", within="topic", n_simulations=N, n_permutations=99)
    assert LOW <= table["found"].iloc[0] <= HIGH


def test_articles_taken_for_independent_find_differences_where_there_are_none(features):
    """What the simulation is there to catch, it catches."""
    found = []
    for number in range(6):
        group = random_groups(features, None, "source", 0.5, np.random.default_rng(number))
        table = compare(features, group, "hedge", "reference", n_boot=1, n_permutations=39)
        found.append(table["p"].iloc[0] <= 0.05)
    assert np.mean(found) >= 0.5


def test_clusters_are_moved_whole_and_strata_split_in_their_share(features):
    group = random_groups(features, None, "source", 0.3, np.random.default_rng(1))
    clusters = pd.DataFrame({"source": features["source"], "group": group}).drop_duplicates()
    assert clusters["source"].is_unique
    assert (clusters["group"] == "group").sum() == round(0.3 * len(clusters))
    group = random_groups(features, "topic", None, 0.3, np.random.default_rng(1))
    share = (group == "group").groupby(features["topic"], observed=True).agg(["sum", "size"])
    assert ((share["sum"] - 0.3 * share["size"]).abs() <= 1).all()


@pytest.mark.parametrize("ratio", [0.5, 1.25])
def test_planting_makes_the_ratio_by_taking_away(features, ratio):
    group = random_groups(features, None, None, 0.5, np.random.default_rng(1))
    planted = plant(features, ["hedge"], ratio, group, np.random.default_rng(2))
    left = planted["hedge"].groupby(group).sum() / features["hedge"].groupby(group).sum()
    assert left["group"] / left["reference"] == pytest.approx(ratio, rel=0.01)
    assert left.max() == 1


def test_sums_of_clusters_compare_as_their_articles_do(features):
    some = features[features["source"].isin(features["source"].value_counts().index[30:60])]
    options = {"within": "topic", "cluster": "source", "n_boot": 1, "n_permutations": 99}
    sums = sums_of_clusters(some, MEASURES, "topic", "source")
    half = {source: at % 2 for at, source in enumerate(sorted(some["source"].unique()))}
    one = compare(some, some["source"].astype(str).map(half), MEASURES, 0, **options)
    other = compare(sums, sums["source"].astype(str).map(half), MEASURES, 0, **options)
    columns = ["ratio", "ratio_low", "ratio_high", "p"]
    pd.testing.assert_frame_equal(one[columns], other[columns])


@pytest.mark.parametrize("change", [{"share": 1.0}, {"ratios": [0.0]}])
def test_a_share_or_ratio_out_of_range_is_named(features, change):
    with pytest.raises(ValueError, match="a share is between 0 and 1, ratios above 0"):
        power(features, "hedge", **change)


def test_the_shipped_simulations_hold():
    """500 splits a row: errors of type I within 3% to 7% and coverage within 93% to 97%, over designs and measures."""
    table = pd.read_csv(DATA / "simulations.csv")
    ours = table[(table["method"] == "compare") & table["found"].notna()]
    null, n = ours[ours["ratio"] == 1], ours["n_simulations"]
    assert null.groupby("design")["found"].mean().between(0.03, 0.07).all()
    assert ours.groupby("design")["covered"].mean().between(0.93, 0.97).all()
    assert (null["found"] * null["n_simulations"] <= binom.ppf(0.9995, null["n_simulations"], 0.05)).all()
    assert (ours["covered"] * n >= binom.ppf(0.0005, n, 0.95) - 1e-9).all()
    assert table.loc[table["method"] != "compare", "found"].mean() > 0.1

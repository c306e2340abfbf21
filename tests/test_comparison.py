"""Rates of groups with bootstrap intervals."""

import numpy as np
import pandas as pd
import pytest

from framing.comparison import group_rates


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

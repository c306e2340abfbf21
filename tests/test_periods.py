"""Rates over time, with the make-up of the corpus held fixed or not, and the points at which they change."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.comparison import group_rates
from framing.periods import change_points, over_time


@pytest.fixture
def features():
    rng = np.random.default_rng(7)
    n = 900
    date = pd.Timestamp("2015-01-01") + pd.to_timedelta(rng.integers(0, 365, n), unit="D")
    words = rng.integers(200, 900, n)
    return pd.DataFrame(
        {
            "n_words": words,
            "hedge": rng.poisson(words * 0.008),
            "quote": rng.poisson(words * 0.004),
            "date": date,
            "lean": rng.choice(["left", "right"], n),
            "source": rng.choice(list("abcdefgh"), n),
        }
    )


def line(rates, words=9000):
    months = pd.date_range("2012-01-01", periods=len(rates), freq="MS")
    return pd.DataFrame({"measure": "hedge", "date": months, "n_words": words, "rate": rates})


def test_a_period_has_the_rate_and_interval_of_its_articles(features):
    table = over_time(features, "date", "hedge")
    month = features[features["date"].dt.month == 3]
    row = table[table["date"] == "2015-03-01"].iloc[0]
    assert row["rate"] == pytest.approx(1000 * month["hedge"].sum() / month["n_words"].sum())
    assert (row["n_articles"], row["n_words"]) == (len(month), month["n_words"].sum())
    same = group_rates(month.assign(period="2015-03-01"), "period", "hedge").iloc[0]
    assert (row["low"], row["high"]) == (same["low"], same["high"])


@pytest.mark.parametrize(("every", "n", "first"), [("week", 53, "2014-12-29"), ("quarter", 4, "2015-01-01")])
def test_periods_are_named_by_their_first_day(features, every, n, first):
    table = over_time(features, "date", "hedge", every, n_boot=10)
    assert len(table) == n
    assert table["date"].iloc[0] == pd.Timestamp(first)
    assert table["date"].is_monotonic_increasing


def test_measures_groups_and_order_of_rows_leave_a_figure_as_it_is(features):
    table = over_time(features, "date", ["hedge", "quote"], "quarter", by="lean", within="source", cluster="source")
    other = over_time(
        features.sample(frac=1, random_state=1),
        "date",
        "quote",
        "quarter",
        by="lean",
        within="source",
        cluster="source",
    )
    quotes = table[table["measure"] == "quote"].reset_index(drop=True)
    pd.testing.assert_frame_equal(quotes, other, rtol=1e-9)
    assert list(table.columns[:3]) == ["measure", "group", "date"]


def test_articles_without_a_date_or_group_are_left_out_and_counted(features):
    features.loc[[0, 1], "date"] = pd.NaT
    features.loc[2, "lean"] = None
    table = over_time(features, "date", "hedge", "year", by="lean", n_boot=10)
    assert table["n_articles"].sum() == 897
    assert table.attrs["note"] == "Left out: 3 articles have no date, group or stratum."


def test_periods_with_few_articles_or_clusters_are_flagged(features):
    assert not over_time(features, "date", "hedge", n_boot=10)["few"].any()
    assert over_time(features, "date", "hedge", "week", n_boot=10)["few"].any()
    few = over_time(features[features["source"].isin(list("abcd"))], "date", "hedge", "year", cluster="source")
    assert few["few"].all()


def test_holding_outlets_fixed_takes_out_a_change_of_make_up():
    rng = np.random.default_rng(0)
    year = np.repeat([2014, 2015], 400)
    source = np.where(rng.random(800) < np.where(year == 2014, 0.8, 0.2), "few hedges", "many hedges")
    hedges = rng.poisson(500 * np.where(source == "few hedges", 0.004, 0.012))
    features = pd.DataFrame({"n_words": 500, "hedge": hedges, "source": source})
    date = pd.Series(pd.to_datetime(year.astype(str)), index=features.index)
    raw = over_time(features, date, "hedge", "year")["rate"]
    held = over_time(features, date, "hedge", "year", within="source")["rate"]
    assert raw[1] / raw[0] > 1.5
    assert held[1] / held[0] == pytest.approx(1, abs=0.07)


def test_intervals_cover_the_rate_that_a_period_would_have_with_the_make_up_of_the_whole_corpus():
    hits = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        year = np.repeat([2014, 2015], 300)
        source = rng.choice(10, 600, p=np.arange(1, 11) / 55)
        rate = 0.006 * np.exp(rng.normal(0, 0.6, 10))[source]
        hedges = rng.poisson(500 * rate * np.where(year == 2015, 1.5, 1))
        features = pd.DataFrame({"n_words": 500, "hedge": hedges, "source": source})
        date = pd.Series(pd.to_datetime(year.astype(str)), index=features.index)
        table = over_time(features, date, "hedge", "year", within="source", n_boot=200, seed=seed)
        truth = 1000 * rate.mean() * np.array([1, 1.5])
        hits += ((table["low"] <= truth) & (truth <= table["high"])).sum()
    assert 108 <= hits <= 120


def test_rates_with_outlets_held_fixed_are_those_of_a_poisson_regression(features):
    import statsmodels.formula.api as smf
    from statsmodels.api import families

    table = over_time(features, "date", "hedge", "quarter", within="source", n_boot=10)
    data = features.assign(quarter=features["date"].dt.quarter)
    fit = smf.glm("hedge ~ C(source) + C(quarter)", data, family=families.Poisson(), exposure=data["n_words"]).fit()
    np.testing.assert_allclose(
        table["rate"][1:] / table["rate"][0], np.exp(fit.params.filter(like="quarter")), rtol=1e-5
    )


def test_a_period_without_a_count_does_not_keep_strata_from_being_held(features):
    features.loc[features["date"].dt.month == 1, "hedge"] = 0
    features.loc[features["source"] == "a", "hedge"] = 0
    table = over_time(features, "date", "hedge", within="source", n_boot=10)
    assert table["rate"].iloc[0] == 0
    assert table["rate"].notna().all()


def test_a_planted_change_is_found_where_it_is():
    rng = np.random.default_rng(1)
    table = line(np.repeat([6.0, 9.0], 30) + rng.normal(0, 0.8, 60))
    row = change_points(table).iloc[0]
    assert abs((row["date"] - pd.Timestamp("2014-07-01")).days) <= 62
    assert row["earliest"] <= row["date"] <= row["latest"]
    assert row["before_low"] < row["rate_before"] < row["before_high"] < row["after_low"] < row["rate_after"]
    assert row["difference"] == pytest.approx(row["rate_after"] - row["rate_before"])
    assert row["p"] == pytest.approx(0.001)
    assert row["n_before"] + row["n_after"] == 60


def test_lines_that_do_not_change_seldom_have_a_change_point():
    rng = np.random.default_rng(2)
    tables = [line(6 + rng.normal(size=60)).assign(group=group) for group in range(150)]
    assert change_points(pd.concat(tables), n_permutations=1)["group"].nunique() <= 9


def test_a_period_of_few_words_weighs_little():
    rates = np.r_[np.full(10, 5.0), [15.0, 15.0, 15.0], np.full(10, 5.0)] + np.resize([0.1, -0.1], 23)
    assert len(change_points(line(rates))) == 2
    words = np.r_[np.full(10, 90_000), [30, 30, 30], np.full(10, 90_000)]
    assert change_points(line(rates, words)).empty


def test_a_higher_penalty_finds_no_more_changes():
    rng = np.random.default_rng(3)
    table = line(np.repeat([5.0, 7.0, 6.0], 20) + rng.normal(0, 0.7, 60))
    found = [len(change_points(table, penalty=penalty, n_permutations=9)) for penalty in (1, 8, 30, 1000)]
    assert found == sorted(found, reverse=True)
    assert found[-1] == 0 < found[0]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(0, 40))
def test_segments_are_as_long_as_asked_for_and_the_order_of_rows_does_not_matter(seed, n):
    rng = np.random.default_rng(seed)
    table = line(rng.normal(5, 1, n) + 3 * (np.arange(n) > n / 2), rng.integers(1000, 9000, n))
    found = change_points(table, min_periods=4, penalty=2.0, n_permutations=19)
    assert (found[["n_before", "n_after"]] >= 4).all(axis=None)
    shuffled = table.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(
        found, change_points(shuffled, min_periods=4, penalty=2.0, n_permutations=19), check_dtype=False
    )


def test_a_flat_line_and_a_short_one_have_no_change_point():
    assert change_points(line([5.0] * 30)).empty
    assert change_points(line([1.0, 9.0])).empty
    assert list(change_points(line([1.0, 9.0]))) == list(change_points(line(np.repeat([1.0, 9.0, 2.0], 9))))


ERRORS = [
    ({"every": "day"}, "every is 'day'; it must be one of"),
    ({"date": "source"}, "The dates are of type .*; pass dates"),
    ({"date": "day"}, "no column 'day' for date"),
    ({"measures": "hegde"}, "no column 'hegde'"),
    ({"by": pd.Series([1])}, "another index"),
]


@pytest.mark.parametrize(("change", "message"), ERRORS, ids=[message for _, message in ERRORS])
def test_a_wrong_argument_says_what_is_there(features, change, message):
    with pytest.raises(ValueError, match=message):
        over_time(features, **({"date": "date", "measures": "hedge"} | change))


def test_a_wrong_table_of_periods_says_what_is_wrong():
    with pytest.raises(ValueError, match="no column 'rate'; it has"):
        change_points(line([1.0]).drop(columns="rate"))
    with pytest.raises(ValueError, match="has 2012-01-01 00:00:00 twice"):
        change_points(pd.concat([line([1.0] * 9), line([2.0] * 9)]))
    with pytest.raises(ValueError, match="penalty is 0"):
        change_points(line([1.0]), penalty=0)


def test_articles_without_any_date_are_said_to_be_none(features):
    with pytest.raises(ValueError, match="No article is left: of 900, 0 have a date"):
        over_time(features.assign(date=pd.NaT), "date", "hedge")

"""Articles about the same event."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing import events
from framing.events import _average_linkage, b_cubed, match_events

ARTICLES = Path(__file__).parents[1] / "data" / "articles"


@pytest.fixture(scope="module")
def told():
    index = pd.read_csv(ARTICLES / "index.csv").set_index("id")
    return index.assign(text=[(ARTICLES / file).read_text("utf-8") for file in index["file"]])


def test_the_six_constructed_events_are_found_and_nothing_else(told):
    assert b_cubed(match_events(told), told["event"])["f1"] == 1


def test_an_event_is_named_after_its_first_article_and_a_single_article_after_itself(told):
    alone = told.loc[["ferry_wire", "ferry_tabloid"]].assign(text=["Fog at the harbour.", "A new mayor was sworn in."])
    assert match_events(alone).tolist() == ["ferry_wire", "ferry_tabloid"]
    assert set(match_events(told)) == set(told.groupby("event").apply(lambda rows: min(rows.index)))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), undated=st.integers(0, 24))
def test_every_article_has_one_event_that_the_order_of_rows_does_not_change(told, seed, undated):
    frame = told.copy()
    frame.loc[frame.sample(undated, random_state=seed).index, "date"] = None
    events = match_events(frame)
    assert events.index.equals(frame.index) and events.notna().all()
    assert (events[events] == events.unique()[pd.factorize(events)[0]]).all()
    other = match_events(frame.sample(frac=1, random_state=seed))
    pd.testing.assert_series_equal(other.reindex(events.index), events)


def test_articles_whose_dates_are_missing_or_messy_are_found_by_their_words(told):
    messy = told.assign(date=told["date"].where(np.arange(len(told)) % 3 > 0, "last week"))
    assert b_cubed(match_events(messy), told["event"])["f1"] == 1
    assert b_cubed(match_events(told.drop(columns="date"), date=None), told["event"])["f1"] > 0.95


def test_dates_are_read_as_elsewhere_in_the_package(told):
    days = pd.to_datetime(told["date"])
    pd.testing.assert_series_equal(match_events(told.assign(date=days)), match_events(told))
    written = told.assign(date=days.dt.strftime("%d/%m/%Y"))
    pd.testing.assert_series_equal(match_events(written, day_first=True), match_events(told))


@pytest.mark.parametrize(("days", "joins"), [(0, True), (2, True), (7, False), (30, False)])
def test_the_same_words_are_the_same_event_only_within_some_days(days, joins):
    sentences = ["A ferry caught fire off Skelling."] * 2 + ["The mayor resigned.", "The mayor of Grange resigned."]
    dates = pd.Timestamp("2019-03-11") + pd.to_timedelta([0, days, 0, 0], unit="D")
    events = match_events(pd.DataFrame({"text": sentences, "date": dates}))
    assert (events[0] == events[1]) == joins
    assert events[2] == events[3] == 2


def test_an_article_about_something_else_long_after_changes_no_event(told):
    other = pd.DataFrame({"text": ["The orchid show drew a record crowd."], "date": ["2031-01-01"]}, index=["zz"])
    events = match_events(pd.concat([told, other]))
    pd.testing.assert_series_equal(events.drop("zz"), match_events(told), check_names=False)
    assert events["zz"] == "zz"


def test_events_serve_as_a_column_of_the_features(told):
    features = framing.extract(told, devices=["hedge"]).features.assign(event=match_events(told))
    assert features.groupby("event").size().tolist() == [4] * 6


def test_a_chain_of_stories_does_not_become_one_event():
    from scipy.sparse import csr_matrix

    chain = np.zeros((6, 6))
    for at in range(5):
        chain[at, at + 1] = chain[at + 1, at] = 0.4 - at / 100
    assert len(set(_average_linkage(csr_matrix(chain), 0.3))) == 3


def test_average_linkage_is_that_of_scipy():
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.sparse import csr_matrix
    from scipy.spatial.distance import squareform

    likeness = np.random.default_rng(2).random((40, 40)) ** 2
    likeness = (likeness + likeness.T) / 2
    np.fill_diagonal(likeness, 0)
    for threshold in (0.3, 0.4, 0.6):
        theirs = fcluster(linkage(squareform(1 - likeness, checks=False), "average"), 1 - threshold, "distance")
        ours = _average_linkage(csr_matrix(likeness), threshold)
        assert b_cubed(pd.Series(ours), pd.Series(theirs))["f1"] == 1


@pytest.mark.parametrize("dated", [True, False])
def test_pairs_that_share_a_telling_word_have_the_whole_similarity_and_others_none(told, dated, monkeypatch):
    vectors = events._vectors(told["text"].tolist())
    days = np.arange(len(told)) / 10 if dated else np.full(len(told), np.nan)
    whole = events._similarities(vectors, days, 0.05, 7, 0.6).toarray()
    monkeypatch.setattr(events, "_TELLING", 4)
    fewer = events._similarities(vectors, days, 0.05, 7, 0.6).toarray()
    found = fewer > 0
    assert 0 < found.sum() < (whole > 0).sum()
    np.testing.assert_allclose(fewer[found], whole[found], rtol=1e-6)


def test_the_nearest_of_two_that_are_as_near_is_the_first_and_a_group_like_no_other_has_none():
    from scipy.sparse import csr_matrix

    likeness = csr_matrix([[0, 4, 4, 0], [4, 0, 9, 0], [4, 9, 0, 0], [0, 0, 0, 0.0]])
    nearest, highest = events._nearest(likeness, np.array([1, 2, 2, 1]))
    assert nearest.tolist()[:3] == [1, 2, 1]
    assert highest.tolist() == [2, 2.25, 2.25, 0]


def test_words_that_many_articles_have_are_those_of_each_window(told, monkeypatch):
    monkeypatch.setattr(events, "_BLOCK", 4)
    monkeypatch.setattr(events, "_TELLING", 3)
    vectors = events._vectors(told["text"].tolist())
    words, n = vectors.toarray(), len(told)
    days = np.append(np.arange(n - 5) * 1.5, [np.nan] * 5)
    expected, windows = np.zeros((n, n)), set()
    for at, first, last in events._blocks(days, 7):
        common = (words[first:last] > 0).sum(axis=0) > 3
        windows.add(tuple(common))
        for i in range(at, min(at + 4, n)):
            for j in range(max(first, i + 1), last):
                apart = days[j] - days[i]
                weight = 0.6 if np.isnan(apart) else max(0, 1 - apart / 8)
                telling, whole = (weight * words[i] @ (words[j] * part) for part in (~common, True))
                if telling >= 0.01 * (0.5 if common.any() else 1) and whole >= 0.01:
                    expected[i, j] = expected[j, i] = whole
    assert len(windows) > 4
    similar = events._similarities(vectors, days, 0.01, 7, 0.6).toarray()
    np.testing.assert_allclose(similar, expected, rtol=1e-5)


@pytest.mark.parametrize("date", [None, "2019-03-11"])
def test_each_article_has_a_bounded_number_of_candidates_however_many_there_are(date):
    # Each text shares a word of its own with the next, and two words with all.
    texts = [f"harbour fire {at:03}ship {at + 1:03}ship" for at in range(600)]
    vectors = events._vectors(texts)
    day = np.nan if date is None else 17966.0
    similar = events._similarities(vectors, np.full(len(texts), day), 0.05, 7, 0.6)
    assert set(np.diff(similar.indptr)) == {1, 2}


def test_b_cubed_of_many_groups_takes_no_table_of_all_pairs_of_groups():
    groups = pd.Series(np.arange(20_000))
    assert b_cubed(groups, groups) == {"precision": 1, "recall": 1, "f1": 1}


def test_b_cubed_is_one_for_the_truth_and_tells_splitting_from_joining():
    truth = pd.Series([1, 1, 2, 2])
    assert b_cubed(truth, truth) == {"precision": 1, "recall": 1, "f1": 1}
    assert b_cubed(pd.Series([1, 1, 1, 1]), truth)["precision"] == 0.5
    assert b_cubed(pd.Series([1, 2, 3, 4]), truth)["recall"] == 0.5
    with pytest.raises(ValueError, match="the same articles"):
        b_cubed(truth, truth[:2])


def test_a_frame_without_articles_has_no_events(told):
    assert len(match_events(told[:0])) == 0
    assert match_events(told[:1]).tolist() == [told.index[0]]


def test_texts_without_a_word_in_common_are_no_event():
    frame = pd.DataFrame({"text": ["", "...", "Rain."], "date": "2020-01-01"})
    assert match_events(frame).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"date": "day"}, "no column 'day' for the date; it has"),
        ({"text": "body"}, "no column 'body'"),
        ({"threshold": 0}, "threshold is 0"),
        ({"undated": 2}, "undated 2"),
        ({"window": -1}, "window is -1 days"),
        ({"lead": 0}, "lead 0 characters"),
    ],
)
def test_a_wrong_option_says_what_would_be_right(told, options, message):
    with pytest.raises(ValueError, match=message):
        match_events(told, **options)

"""Shares of the issue frames."""

import numpy as np
import pandas as pd
import pytest

import framing
from framing.devices.issue_frames import CATEGORIES


@pytest.fixture
def features():
    texts = {
        "court": "The judge read the ruling. The tax stayed.",
        "none": "The cat slept on the sill.",
        "empty": "",
    }
    return framing.extract(pd.Series(texts).to_frame("text"), devices=["issue_frame"]).features


def test_shares_divide_the_issue_frame_words_of_an_article(features):
    shares = framing.frame_shares(features)
    assert list(shares.columns) == list(CATEGORIES)
    assert shares.loc["court", ["legality", "economic", "health"]].tolist() == pytest.approx([2 / 3, 1 / 3, 0])


def test_the_shares_of_an_article_add_up_to_one(features):
    assert framing.frame_shares(features).loc["court"].sum() == pytest.approx(1)


def test_an_article_without_an_issue_frame_has_missing_shares(features):
    assert framing.frame_shares(features).loc[["none", "empty"]].isna().all(axis=None)


def test_shares_keep_the_index_and_leave_the_counts_alone(features):
    before = features.copy()
    assert framing.frame_shares(features).index.equals(features.index)
    pd.testing.assert_frame_equal(features, before)


def test_a_table_without_articles_has_shares_without_rows(features):
    assert framing.frame_shares(features.head(0)).shape == (0, len(CATEGORIES))


def test_a_missing_column_is_named_with_what_to_pass(features):
    with pytest.raises(ValueError, match=r"no column 'issue_frame_health'.*devices=\['issue_frame'"):
        framing.frame_shares(features.drop(columns="issue_frame_health"))


def test_counts_below_zero_are_refused(features):
    with pytest.raises(ValueError, match="below zero"):
        framing.frame_shares(features.assign(issue_frame_health=-1))


def test_a_missing_count_makes_no_share_of_its_own(features):
    shares = framing.frame_shares(features.astype("float64").assign(issue_frame_health=np.nan))
    assert shares.loc["court", "legality"] == pytest.approx(2 / 3)
    assert np.isnan(shares.loc["court", "health"])

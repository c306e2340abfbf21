"""Near-copies."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.copies import near_copies

ARTICLES = Path(__file__).parents[1] / "data" / "articles"
NUMBERS = [f"{tens}{ones}" for tens in ("alpha", "beta", "gamma", "delta") for ones in range(50)]


def words(start, n, step=7):
    """So many words in an order of their own."""
    return " ".join(NUMBERS[(start * 31 + at * step) % len(NUMBERS)] + str(start) for at in range(n))


@pytest.fixture(scope="module")
def articles():
    return pd.DataFrame({"text": {path.stem: path.read_text("utf-8") for path in sorted(ARTICLES.glob("*.txt"))}})


def with_copies(articles):
    """Three edited copies: another headline and capitals, a new last sentence, a paragraph left out."""
    text = articles["text"]
    body = text["ferry_wire"].partition("\n\n")[2]
    edited = {
        "copy_headline": f"Fire stops ferry\n\n{body.upper()}",
        "copy_ending": f"{text['ferry_wire']} More follows on our pages tomorrow.",
        "copy_shorter": text["ferry_official"].rpartition("\n\n")[0],
    }
    return pd.concat([articles, pd.DataFrame({"text": edited})])


def test_independent_reports_of_one_event_are_no_copies(articles):
    assert near_copies(articles).is_unique


def test_edited_copies_join_their_original_and_nothing_else(articles):
    groups = near_copies(with_copies(articles))
    assert groups["copy_headline"] == groups["copy_ending"] == groups["ferry_wire"] == "copy_ending"
    assert groups["copy_shorter"] == groups["ferry_official"]
    assert groups.nunique() == len(articles)


def test_a_text_inside_a_longer_one_is_a_copy_only_when_asked_for():
    frame = pd.DataFrame({"text": [words(1, 150), f"{words(1, 150)} {words(2, 200)}", words(3, 100)]})
    assert near_copies(frame).is_unique
    assert near_copies(frame, contained=0.8).tolist() == [0, 0, 2]


def test_a_disclaimer_longer_than_the_articles_joins_none_of_them():
    notice = words(99, 200)
    frame = pd.DataFrame({"text": [f"{words(at, 80)} {notice}" for at in range(40)]})
    assert near_copies(frame).is_unique
    assert near_copies(frame, boilerplate=1000).nunique() == 1


def test_a_story_that_many_print_is_no_boilerplate():
    story = words(5, 200)
    frame = pd.DataFrame({"text": [f"{words(at + 50, 8)} {story}" for at in range(30)]})
    assert near_copies(frame).nunique() == 1


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000))
def test_every_article_has_one_group_that_the_order_of_rows_does_not_change(articles, seed):
    frame = with_copies(articles)
    groups = near_copies(frame)
    assert groups.index.equals(frame.index) and groups.notna().all()
    other = near_copies(frame.sample(frac=1, random_state=seed))
    pd.testing.assert_series_equal(other.reindex(groups.index), groups)


def test_another_article_and_another_seed_change_no_group(articles):
    frame = with_copies(articles)
    groups = near_copies(frame)
    other = pd.DataFrame({"text": ["The orchid show drew a record crowd."]}, index=["zz"])
    pd.testing.assert_series_equal(near_copies(pd.concat([frame, other])).drop("zz"), groups)
    pd.testing.assert_series_equal(near_copies(frame, seed=8), groups)


def test_short_and_empty_texts_are_copies_only_if_they_say_the_same():
    frame = pd.DataFrame({"text": ["", " ", "Fog.", "fog", "Rain today.", "Today rain."]})
    assert near_copies(frame).tolist() == [0, 1, 2, 2, 4, 5]
    assert len(near_copies(frame[:0])) == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"threshold": 0}, "threshold is 0; .*between 0 and 1"),
        ({"contained": 1.5}, "contained is 1.5"),
        ({"shingle": 0}, "shingle is 0"),
        ({"boilerplate": 1}, "boilerplate 1"),
        ({"text": "body"}, "no column 'body'"),
    ],
)
def test_a_wrong_option_says_what_would_be_right(articles, options, message):
    with pytest.raises(ValueError, match=message):
        near_copies(articles, **options)

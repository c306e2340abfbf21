"""The contract of extract: columns, offsets, determinism, devices, errors."""

import os
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.devices.attribution import Attribution

CORPUS = Path(__file__).parents[2] / "shared" / "corpora" / "allsides.parquet"
TEXTS = {
    "a": "The mayor said that the dam may burst. “It will hold,” Ann Lee insisted.\n\n"
    "Critics say the so-called “repair” failed.",
    "b": "Nothing here.",
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


def check(result):
    """What must hold for every result."""
    texts = result.texts
    for row in result.spans.itertuples():
        assert 0 <= row.start < row.end <= len(texts.loc[row.doc])
        assert texts.loc[row.doc][row.start : row.end] == row.text
    for row in result.attributions.to_dict("records"):
        text = texts.loc[row["doc"]]
        assert text[row["cue_start"] : row["cue_end"]] == row["cue"]
        if pd.notna(row["source_start"]):
            assert text[row["source_start"] : row["source_end"]] == row["source"]
        if pd.notna(row["content_start"]):
            assert 0 <= row["content_start"] < row["content_end"] <= len(text)


def same(one, other):
    for table in ("features", "spans", "attributions"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table), check_exact=True)


def test_features_have_a_row_an_article_under_the_same_index(frame, result):
    assert result.features.index.equals(frame.index)
    first = result.features.loc["a"]
    assert (first["n_words"], first["n_sentences"], first["n_paragraphs"], first["n_quoted_words"]) == (
        20,
        3,
        2,
        4,
    )
    assert (
        first["hedge"],
        first["hedge_epistemic"],
        first["hedge_hearsay"],
        first["hedge_vague_source"],
    ) == (3, 1, 1, 1)
    assert (result.features.loc[["empty", "blank"], "n_words"] == 0).all()


def test_a_device_counts_what_its_categories_count(result):
    for device in ("hedge", "quote"):
        parts = [c for c in result.features if c.startswith(f"{device}_")]
        assert (result.features[parts].sum(axis=1) == result.features[device]).all()
        assert result.features[device].sum() == (result.spans["device"] == device).sum()


def test_spans_and_attributions_have_the_columns_of_the_contract(result):
    assert list(result.spans.columns[:6]) == ["doc", "device", "category", "start", "end", "text"]
    assert list(result.attributions.columns) == ["doc", *Attribution._fields]
    check(result)


def test_missing_parts_are_missing_values(frame):
    table = framing.extract(pd.DataFrame({"text": ["It is alleged that he lied."]})).attributions
    assert table["source"].isna().all()
    assert table["source_start"].isna().all()
    assert str(table["source_start"].dtype) == "Int64"


def test_an_empty_corpus_gives_empty_tables_with_all_columns(result):
    empty = framing.extract(pd.DataFrame({"text": pd.Series([], dtype="str")}))
    assert list(empty.features.columns) == list(result.features.columns)
    assert list(empty.attributions.columns) == list(result.attributions.columns)
    assert len(empty.spans) == 0


@pytest.mark.parametrize(
    "text",
    [
        "word",
        "“",
        "5",
        "\x00",
        "e\u0301",
        "\u202eabc",
        "said",
        "—",
        "U.S.",
        "“said“said“",
        "\ud83d",
        "x" * 5000,
    ],
)
def test_odd_texts_go_through(text):
    check(framing.extract(pd.DataFrame({"text": pd.Series([text], dtype=object)})))


def test_a_megabyte_on_one_line_goes_through():
    text = ("She said that the “new” dam may hold, critics say, and he left. " * 17_000)[:1_000_000]
    result = framing.extract(pd.DataFrame({"text": [text]}))
    assert result.features.loc[0, "n_words"] > 180_000
    spans = result.spans
    assert all(text[a:b] == t for a, b, t in zip(spans["start"], spans["end"], spans["text"], strict=True))


def test_the_same_input_gives_the_same_output(frame, result):
    same(result, framing.extract(frame))


def test_several_processes_and_a_progress_bar_change_nothing(frame, capsys):
    many = pd.concat([frame] * 30, ignore_index=True)
    same(framing.extract(many), framing.extract(many, n_jobs=2, progress=True))
    assert "framing.extract" in capsys.readouterr().err


def test_the_frame_is_left_as_it_was(frame):
    before = frame.copy(deep=True)
    framing.extract(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_only_the_devices_asked_for_are_run(frame):
    result = framing.extract(frame, devices=["hedge"])
    assert set(result.spans["device"]) == {"hedge"}
    assert "quote" not in result.features
    assert "smog" not in result.features
    assert len(result.attributions) == 0


def test_any_column_can_hold_the_texts():
    assert framing.extract(pd.DataFrame({"body": ["It may rain."]}), text="body").features.loc[0, "hedge"] == 1


@framing.device("shouting", ["word"])
def shouting(document):
    for token, start, end in zip(document.tokens, document.starts, document.ends, strict=True):
        if len(token) > 3 and token.isupper():
            yield framing.Span(start, end, "word", {"length": len(token)})


def test_a_device_of_ones_own_works_like_a_built_in_one():
    frame = pd.DataFrame({"text": ["They NEVER listen.", "They listen."] * 70})
    result = framing.extract(frame, devices=[shouting, "hedge"], n_jobs=2)
    assert result.features["shouting_word"].tolist() == [1, 0] * 70
    assert result.spans["length"].tolist() == [5] * 70
    check(result)


def test_a_lexicon_of_ones_own_is_a_device(tmp_path):
    path = tmp_path / "war.csv"
    path.write_text("cue,category\nbattle|fight,combat\nwar of words,combat\n", encoding="utf-8")
    war = framing.lexicon_device("war", path)
    result = framing.extract(pd.DataFrame({"text": ["A battle, a war of words."]}), devices=[war])
    assert result.spans["text"].tolist() == ["battle", "war of words"]


ERRORS = [
    ({"devices": ["hegde"]}, r"no device 'hegde'; built in are \['hedge', 'quote'\]"),
    ({"devices": ["hedge", "hedge"]}, "'hedge' is asked for 2 times"),
    ({"devices": "hedge"}, r"pass devices=\['hedge'\]"),
    ({"text": "Text"}, "no column 'Text'.*'text'"),
]


@pytest.mark.parametrize(("options", "message"), ERRORS)
def test_a_wrong_option_says_what_would_be_right(options, message, frame):
    with pytest.raises(ValueError, match=message):
        framing.extract(frame, **options)


def test_a_duplicate_index_is_refused_with_the_label():
    with pytest.raises(framing.CorpusError, match="'x'"):
        framing.extract(pd.DataFrame({"text": ["a", "b"]}, index=["x", "x"]))


@pytest.mark.parametrize("value", [None, 5, float("nan"), b"bytes"])
def test_a_text_that_is_no_string_is_refused_with_its_place(value):
    with pytest.raises(framing.CorpusError, match="'bad'"):
        framing.extract(pd.DataFrame({"text": pd.Series(["a", value], index=["good", "bad"], dtype=object)}))


def test_a_device_that_points_outside_the_text_is_named():
    @framing.device("wild", ["span"])
    def wild(document):
        yield framing.Span(0, 99, "span")

    with pytest.raises(ValueError, match="'wild' gave the span 0 to 99 in a text of 4 characters"):
        framing.extract(pd.DataFrame({"text": ["Word"]}), devices=[wild])


def test_a_device_that_gives_an_unknown_category_is_named():
    @framing.device("odd", ["this"])
    def odd(document):
        yield framing.Span(0, 1, "that")

    with pytest.raises(ValueError, match=r"'odd' gave the category 'that', but names only \['this'\]"):
        framing.extract(pd.DataFrame({"text": ["Word"]}), devices=[odd])


@pytest.mark.parametrize(("name", "categories"), [("no name", ["a"]), ("x", []), ("x", ["a", "a"])])
def test_a_device_with_a_bad_name_or_categories_is_refused(name, categories):
    with pytest.raises(ValueError, match=r"name|categories"):
        framing.device(name, categories)(lambda document: ())


def test_rates_are_per_thousand_words_and_leave_the_rest_alone():
    table = pd.DataFrame({"n_words": [500, 0], "hedge": [3, 0], "smog": [9.5, 0.0], "source": ["A", "B"]})
    rated = framing.rates(table)
    assert rated["hedge"].iloc[0] == 6.0
    assert pd.isna(rated["hedge"].iloc[1])
    assert rated[["n_words", "smog", "source"]].equals(table[["n_words", "smog", "source"]])
    assert framing.rates(table, per=100)["hedge"].iloc[0] == 0.6
    with pytest.raises(ValueError, match="no column 'n_words'; it has"):
        framing.rates(table[["hedge"]])


PIECES = st.sampled_from(
    [
        "“",
        "”",
        '"',
        "'",
        "’",
        " ",
        ".",
        ",",
        "\n\n",
        "said",
        "may",
        "Lee",
        "that",
        "so-called",
        "40",
        "critics",
    ]
)


@settings(max_examples=60)
@given(st.lists(st.text(max_size=80) | st.lists(PIECES, max_size=40).map(" ".join), max_size=4))
def test_the_contract_holds_for_any_texts(texts):
    frame = pd.DataFrame({"text": pd.Series(texts, dtype=object)})
    result = framing.extract(frame)
    check(result)
    same(result, framing.extract(frame))


@pytest.mark.skipif(not CORPUS.exists(), reason="needs ../shared/corpora/allsides.parquet")
def test_the_contract_holds_for_real_articles():
    articles = pd.read_parquet(CORPUS, columns=["id", "text"]).set_index("id")
    if not os.environ.get("FRAMING_ALL"):
        articles = articles.sample(150, random_state=7)
    result = framing.extract(articles)
    check(result)
    same(result, framing.extract(articles))

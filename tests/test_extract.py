"""extract and rates: tables and their dtypes, options, indexes, kinds of text columns, and errors that say where."""

import sys

import pandas as pd
import pyarrow as pa
import pytest
from joblib.externals.loky.backend.reduction import dumps

import framing
from framing.devices import find_device
from framing.devices.attribution import ATTRIBUTION_COUNTS, Attribution
from framing.readability import COLUMNS as READABILITY

SIZES = ["n_words", "n_sentences", "n_paragraphs", "n_quoted_words"]
STORY = (
    "The mayor said that the dam may burst. “It will hold,” Ann Lee insisted.\n\n"
    "Critics say the so-called “repair” failed."
)
TEXTS = {"story": STORY, "plain": "Nothing here.", "empty": ""}


@pytest.fixture(scope="module")
def frame():
    return pd.DataFrame({"text": TEXTS})


@pytest.fixture(scope="module")
def result(frame):
    return framing.extract(frame)


def extract_story(**options):
    return framing.extract(pd.DataFrame({"text": [STORY]}), **options)


# Tables -------------------------------------------------------------------------------------------------------


def test_features_count_words_and_devices(result):
    story = result.features.loc["story"]
    assert story[SIZES].tolist() == [20, 3, 2, 4]
    hedges = ["hedge", "hedge_epistemic", "hedge_hearsay", "hedge_vague_source", "hedge_shield"]
    assert story[hedges].tolist() == [3, 1, 1, 1, 0]
    assert story["attribution"] == len(result.attributions)


def test_features_have_the_columns_of_the_contract_in_order(result):
    devices = []
    for device in map(find_device, framing.built_in_devices()):
        devices += [device.name, *(f"{device.name}_{category}" for category in device.categories)]
    assert list(result.features.columns) == [*SIZES, *devices, *ATTRIBUTION_COUNTS, *READABILITY]


def test_counts_are_whole_numbers_and_readability_is_not(result):
    dtypes = result.features.dtypes.astype(str)
    assert set(dtypes[list(READABILITY)]) == {"float64"}
    assert set(dtypes.drop(list(READABILITY))) == {"int64"}


def test_spans_have_the_columns_of_the_contract(result):
    dtypes = result.spans.dtypes.astype(str).to_dict()
    assert list(dtypes)[:6] == ["doc", "device", "category", "start", "end", "text"]
    assert [dtypes[name] for name in ("device", "category", "text")] == ["str"] * 3
    assert dtypes["start"] == dtypes["end"] == "int64"


def test_attributions_have_the_columns_of_the_contract(result):
    dtypes = result.attributions.dtypes.astype(str).to_dict()
    assert list(dtypes) == ["doc", *Attribution._fields]
    assert {dtypes[name] for name in dtypes if name.endswith(("_start", "_end"))} == {"Int64"}
    assert {dtypes[name] for name in dtypes if not name.endswith(("_start", "_end"))} == {"str"}


def test_missing_parts_are_missing_values():
    table = framing.extract(pd.DataFrame({"text": ["It was claimed that the dam holds."]})).attributions
    assert table["cue"].tolist() == ["claimed"]
    parts = ["source", "source_start", "source_end", "source_type", "speaker"]
    assert table[parts].isna().all(axis=None)
    assert str(table["source_start"].dtype) == "Int64"


@pytest.mark.parametrize("texts", [[], ["Rain."]], ids=["no article", "no span"])
def test_tables_without_rows_keep_columns_and_dtypes(texts, result):
    bare = framing.extract(pd.DataFrame({"text": pd.Series(texts, dtype="str")}))
    assert bare.features.dtypes.equals(result.features.dtypes)
    assert len(bare.features) == len(texts)
    for table in ("spans", "attributions"):
        empty, full = getattr(bare, table).drop(columns="doc"), getattr(result, table).drop(columns="doc")
        assert len(empty) == 0
        assert list(empty.columns) == list(full.columns)[: len(empty.columns)]
        assert empty.dtypes.equals(full.dtypes[empty.columns])
        assert {"start", "end"} <= set(empty.columns) or "cue_start" in empty


def test_a_result_says_how_large_it_is(result):
    assert repr(result).startswith("<framing.Result of 3 articles (features: 3, spans: ")


# Frames -------------------------------------------------------------------------------------------------------

INDEXES = {
    "words": pd.Index(["x", "y"]),
    "numbers out of order": pd.Index([7, 3]),
    "a named index": pd.Index(["x", "y"], name="id"),
    "days": pd.date_range("2020-01-30", periods=2),
    "categories": pd.CategoricalIndex(["y", "x"]),
    "words and numbers": pd.Index(["x", 1], dtype=object),
    "pairs": pd.Index([("x", 1), ("y", 2)], tupleize_cols=False),
    "the default": pd.RangeIndex(2),
}


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES.keys())
def test_any_unique_index_is_kept_and_names_the_article_of_each_row(index):
    frame = pd.DataFrame({"text": ["Ann said it may rain.", "Bo said it might snow."]}, index=index)
    result = framing.extract(frame)
    pd.testing.assert_index_equal(result.features.index, index)
    pd.testing.assert_index_equal(result.texts.index, index)
    for table in (result.spans, result.attributions):
        assert table["doc"].tolist() == list(index)
        assert table["doc"].dtype == index.dtype
    assert result.spans["text"].tolist() == ["may", "might"]


DTYPES = ["str", "object", "category", "string", "string[python]", pd.ArrowDtype(pa.string())]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_texts_may_stand_in_a_column_of_any_dtype_that_holds_strings(dtype, frame, result):
    other = framing.extract(frame.astype({"text": dtype}))
    for table in ("features", "spans", "attributions"):
        pd.testing.assert_frame_equal(getattr(result, table), getattr(other, table), check_exact=True)
    pd.testing.assert_series_equal(result.texts, other.texts)


def test_any_column_can_hold_the_texts():
    result = framing.extract(pd.DataFrame({"body": ["It may rain."], "text": [5]}), text="body")
    assert result.features.loc[0, "hedge"] == 1
    assert result.texts.name == "body"


def test_the_frame_is_left_as_it_was(frame):
    before = frame.copy(deep=True)
    result = framing.extract(frame)
    result.features.index.name = result.texts.index.name = "changed"
    pd.testing.assert_frame_equal(frame, before)


# Options ------------------------------------------------------------------------------------------------------

ALL = ["hedge", "quote", "attribution", "readability"]


@pytest.mark.parametrize("name", ALL)
def test_a_device_alone_measures_what_it_measures_among_others(name, result, frame):
    alone = framing.extract(frame, devices=[name])
    pd.testing.assert_frame_equal(alone.features, result.features[alone.features.columns])
    assert len(alone.features.columns) > len(SIZES)
    assert alone.spans["text"].tolist() == result.spans.loc[result.spans["device"] == name, "text"].tolist()
    assert len(alone.attributions) == (len(result.attributions) if name == "attribution" else 0)


def test_columns_of_devices_stand_in_the_order_asked_for():
    names = [name for name in extract_story(devices=["quote", "hedge"]).features if name in ("hedge", "quote")]
    assert names == ["quote", "hedge"]


def test_no_device_leaves_the_sizes():
    assert list(extract_story(devices=[]).features.columns) == SIZES


def test_one_batch_needs_no_second_process(result, frame):
    pd.testing.assert_frame_equal(framing.extract(frame, n_jobs=2).spans, result.spans)


def test_processes_send_findings_back_for_a_cache_only(frame, monkeypatch, tmp_path):
    module, sent = sys.modules["framing.extract"], []

    def recorded(*args, run=module._run, **options):
        for done in run(*args, **options):
            sent.append(len(dumps(done)))
            yield done

    monkeypatch.setattr(module, "_run", recorded)
    framing.extract(frame, ["hedge", "readability"])
    framing.extract(frame, ["hedge", "readability"], cache=tmp_path)
    assert 0 < sent[0] < sent[1]


WRONG_OPTIONS = [
    (
        {"devices": ["hegde"]},
        r"no device 'hegde'; built in are \['hedge'.*\].*'attribution' and 'readability'",
    ),
    ({"devices": ["hedge", "hedge"]}, "'hedge' is asked for 2 times"),
    ({"devices": ["hedge", find_device("hedge")]}, "'hedge' is asked for 2 times"),
    ({"devices": ["attribution"] * 3}, "'attribution' is asked for 3 times"),
    ({"devices": "hedge"}, r"pass devices=\['hedge'\]"),
    ({"devices": find_device("hedge")}, r"must be a list, not one device: pass devices=\[hedge\]"),
    ({"devices": [len]}, "is neither the name of a device nor a device; make a function one with @framing.device"),
    ({"devices": [["hedge"]]}, r"\['hedge'\] is neither the name of a device nor a device"),
    ({"text": "Text"}, "no column 'Text'; it has 'text'.*Pass text='text'"),
    ({"text": "body"}, "no column 'body'; it has 'text'"),
]


@pytest.mark.parametrize(("options", "message"), WRONG_OPTIONS)
def test_a_wrong_option_says_what_would_be_right(options, message):
    with pytest.raises(ValueError, match=message):
        extract_story(**options)


# Errors -------------------------------------------------------------------------------------------------------


def test_a_duplicate_index_is_refused_with_the_label():
    with pytest.raises(framing.CorpusError, match=r"index.*must be unique.*'x'.*reset_index"):
        framing.extract(pd.DataFrame({"text": ["a", "b", "c"]}, index=["x", "y", "x"]))


def test_an_index_of_several_levels_is_refused():
    index = pd.MultiIndex.from_tuples([("x", 1), ("y", 2)])
    with pytest.raises(framing.CorpusError, match=r"index of the frame has 2 levels.*reset_index"):
        framing.extract(pd.DataFrame({"text": ["a", "b"]}, index=index))


@pytest.mark.parametrize("value", [None, 5, float("nan"), pd.NA, b"bytes", ["list"]], ids=repr)
def test_a_text_that_is_no_string_is_refused_with_its_place(value):
    frame = pd.DataFrame({"body": pd.Series(["a", value], index=["good", "bad"], dtype=object)})
    with pytest.raises(framing.CorpusError, match=r"column 'body'.*label 'bad'"):
        framing.extract(frame, text="body")


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_a_missing_text_is_refused_whatever_the_dtype(dtype):
    frame = pd.DataFrame({"text": pd.Series(["a", None], index=["good", "bad"], dtype=dtype)})
    with pytest.raises(framing.CorpusError, match=r"label 'bad' it is missing"):
        framing.extract(frame)


@pytest.mark.parametrize(("corpus", "kind"), [(["text"], "a list"), ("text", "a str"), (pd.Series(["t"]), "a Series")])
def test_what_is_no_frame_is_refused(corpus, kind):
    with pytest.raises(framing.CorpusError, match=f"needs a DataFrame with one article a row, not {kind}"):
        framing.extract(corpus)


def test_a_column_named_twice_is_refused():
    with pytest.raises(framing.CorpusError, match="column 'text' 2 times"):
        framing.extract(pd.DataFrame([["a", "b"]], columns=["text", "text"]))


# Rates --------------------------------------------------------------------------------------------------------


def test_rates_are_per_thousand_words():
    table = pd.DataFrame({"n_words": [500, 2000], "hedge": [3, 0]})
    assert framing.rates(table)["hedge"].tolist() == [6.0, 0.0]
    assert framing.rates(table, per=100)["hedge"].tolist() == [0.6, 0.0]


def test_marks_without_words_have_missing_rates_and_no_infinite_ones():
    features = framing.extract(pd.DataFrame({"text": ["“!”"]})).features
    assert features.loc[0, ["n_words", "quote"]].tolist() == [0, 1]
    assert pd.isna(framing.rates(features).loc[0, "quote"])


def test_an_article_without_words_has_missing_rates(result):
    rated = framing.rates(result.features)
    assert rated.loc["empty", ["hedge", "quote_scare", "attribution"]].isna().all()
    assert rated.loc["story", "hedge"] == 3 / 20 * 1000


def test_rates_leave_sizes_readability_and_words_as_they_are(result):
    table = result.features.assign(source=["A", "B", "C"], date=pd.date_range("2020-01-01", periods=3))
    rated = framing.rates(table)
    kept = [*SIZES, *READABILITY, "source", "date"]
    pd.testing.assert_frame_equal(rated[kept], table[kept])
    assert list(rated.columns) == list(table.columns)
    assert rated.index.equals(table.index)


def test_rates_leave_truth_values_as_they_are():
    table = pd.DataFrame({"n_words": [500, 100], "hedge": [1, 0], "is_opinion": [True, False]})
    assert framing.rates(table)["is_opinion"].tolist() == [True, False]


def test_rates_take_columns_with_any_name():
    assert framing.rates(pd.DataFrame({"n_words": [500], 7: [1]}))[7].tolist() == [2.0]


def test_rates_leave_the_table_of_counts_as_it_was(result):
    before = result.features.copy(deep=True)
    framing.rates(result.features)
    pd.testing.assert_frame_equal(result.features, before)


def test_rates_without_words_to_count_say_so():
    with pytest.raises(ValueError, match=r"no column 'n_words'; it has \['hedge'\]"):
        framing.rates(pd.DataFrame({"hedge": [3]}))

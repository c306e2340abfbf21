"""What ships in data/: the source article is untouched, the constructed articles hold what they are said to hold."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest

import framing

DATA = Path(__file__).parents[1] / "data"
SOURCE = DATA / "000_3b75d2818966ca8b.txt"
ARTICLES = DATA / "articles"


@pytest.fixture(scope="module")
def index():
    return pd.read_csv(ARTICLES / "index.csv").set_index("id")


@pytest.fixture(scope="module")
def annotations():
    return pd.read_csv(ARTICLES / "annotations.csv")


@pytest.fixture(scope="module")
def found(index):
    texts = {name: (ARTICLES / file).read_text("utf-8") for name, file in index["file"].items()}
    return framing.extract(pd.DataFrame({"text": texts}))


def planted(annotations, index, device, category=None):
    """Planted counts by style, summed over the six events."""
    rows = annotations[(annotations["device"] == device) & (category is None or annotations["category"] == category)]
    return (
        rows["id"]
        .map(index["style"])
        .value_counts()
        .reindex(["wire", "broadsheet", "tabloid", "official"], fill_value=0)
    )


def test_the_source_article_is_as_it_came():
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()
    assert digest == "dbb0b31473bc48a23c56a39ce7048ddc367e2a949cfca60024ef2d65ac6a54eb"


def test_there_are_six_events_in_four_styles_each(index):
    assert len(index) == 24
    assert (index.groupby("event")["style"].nunique() == 4).all()
    assert {path.name for path in ARTICLES.glob("*.txt")} == set(index["file"])


def test_every_annotation_is_the_text_at_its_place(index, annotations):
    for row in annotations.itertuples():
        text = (ARTICLES / index.loc[row.id, "file"]).read_text("utf-8")
        assert text[row.start : row.end] == row.text


def test_planted_counts_follow_from_the_annotations(annotations):
    counts = pd.read_csv(ARTICLES / "planted.csv").set_index(["id", "device", "category"])["n"]
    again = annotations.groupby(["id", "device", "category"]).size().reindex(counts.index, fill_value=0)
    pd.testing.assert_series_equal(counts, again, check_names=False)


def test_the_planted_differences_are_those_of_the_datasheet(index, annotations):
    assert planted(annotations, index, "hedge").tolist() == [6, 42, 6, 0]
    assert planted(annotations, index, "quote", "scare").tolist() == [0, 0, 18, 0]
    assert planted(annotations, index, "attribution").tolist() == [24, 36, 24, 18]
    assert planted(annotations, index, "cue", "doubting").tolist() == [0, 0, 18, 0]
    assert planted(annotations, index, "passive", "agentless").tolist() == [6, 0, 0, 24]


MEASURES = [
    ("hedge", "hedge", None),
    ("hedge_hearsay", "hedge", "hearsay"),
    ("quote_partial", "quote", "partial"),
    ("quote_scare", "quote", "scare"),
    ("cue_doubting", "cue", "doubting"),
    ("cue_endorsing", "cue", "endorsing"),
]


@pytest.mark.parametrize(("column", "device", "category"), MEASURES)
def test_the_measures_put_the_style_with_the_most_planted_first(column, device, category, index, annotations, found):
    truth = planted(annotations, index, device, category)
    counts = found.features[column].groupby(index["style"]).sum()
    assert counts.idxmax() in truth.index[truth == truth.max()]


def test_the_feature_table_has_counts_and_identifiers_only():
    table = pd.read_parquet(DATA / "allsides_features.parquet")
    assert len(table) == 37_554
    assert table.index.name == "id"
    assert table.index.is_unique
    assert not {"text", "title", "url"} & set(table.columns)
    words = [column for column in table if not pd.api.types.is_numeric_dtype(table[column])]
    assert set(words) == {"source", "lean", "topic", "date"}
    assert (DATA / "allsides_features.parquet").stat().st_size < 6_000_000


def test_the_feature_table_has_the_columns_that_extract_gives(found):
    table = pd.read_parquet(DATA / "allsides_features.parquet")
    assert list(table.columns[4:]) == list(found.features.columns)


def test_the_feature_table_is_described():
    assert all(name in (DATA / "README.md").read_text("utf-8") for name in ("allsides_features.parquet", SOURCE.name))


def test_predictions_of_lean_hold_out_whole_outlets_and_no_word_of_an_article():
    predictions = pd.read_csv(DATA / "lean_predictions.csv", index_col="id")
    features = pd.read_parquet(DATA / "allsides_features.parquet", columns=["source", "lean"])
    assert list(predictions) == ["fold", "model", "truth", "predicted"]
    assert predictions.index.is_unique and set(predictions.index) == set(features.index)
    features = features.loc[predictions.index].astype(str)
    assert (predictions["truth"] == features["lean"]).all()
    assert set(predictions["predicted"]) == {"left", "center", "right"}
    assert set(predictions["model"]) == {"bag_of_words"}
    assert (predictions["fold"].groupby(features["source"]).nunique() == 1).all()


def test_the_events_have_three_outlets_each_and_no_word_of_an_article(found):
    events = pd.read_parquet(DATA / "events_features.parquet")
    assert len(events) == 213 and events.index.is_unique
    assert (events.groupby("event")["source"].nunique() == 3).all()
    words = {column for column in events if not pd.api.types.is_numeric_dtype(events[column])}
    assert words == {"event", "source", "date"}
    assert list(events.columns[6:]) == list(found.features.columns)
    assert (events["human_lexical_found"] <= events["human_lexical"]).all()


def test_events_and_copies_of_the_corpus_are_ids_of_its_articles():
    groups = pd.read_parquet(DATA / "allsides_events.parquet")
    ids = pd.read_parquet(DATA / "allsides_features.parquet", columns=[]).index
    assert set(groups.index) == set(ids)
    assert groups.isin(set(ids)).all(axis=None)
    assert (DATA / "allsides_events.parquet").stat().st_size < 2_000_000


def test_the_counts_of_cues_are_single_words_of_several_outlets():
    counts = pd.read_parquet(DATA / "cue_counts.parquet")
    assert list(counts) == ["source", "lean", "cue", "cue_class", "source_type", "kind", "n"]
    assert not counts.duplicated(list(counts)[:-1]).any()
    named = counts[counts["cue"] != "(other)"].groupby("cue", observed=True)
    assert named["n"].sum().min() >= 20
    assert named["source"].nunique().min() >= 5
    assert all(cue.isalpha() and cue.islower() for cue in named.groups)
    assert "cue_counts.parquet" in (DATA / "README.md").read_text("utf-8")

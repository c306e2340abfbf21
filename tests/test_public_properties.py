"""Every public name: what holds of it for any sensible input, and a sentence of ours for any other."""

import inspect
import shutil
import traceback
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

import framing
from framing.gold import Annotation, make_gold
from framing.testing import STORY

PACKAGE = str(Path(framing.__file__).parent)
FRAME = pd.DataFrame(
    {
        "text": [STORY, "It may rain, Ann Lee said. Critics say “no.”", "It rains.", "Perhaps; Bo Dahl was told so."],
        "paper": ["A", "A", "B", "B"],
        "date": pd.to_datetime(["2020-01-05", "2020-01-06", "2020-02-07", "2020-03-08"]),
    },
    index=list("abcd"),
)
RESULT = framing.extract(FRAME)
FEATURES = RESULT.features.join(FRAME[["paper", "date"]])
CODED = RESULT.features[["hedge"]]
SAMPLE = framing.sample_for_coding(RESULT, n=2, devices=["hedge"])
WHOLE = framing.sample_for_coding(RESULT, n=1000, devices=["hedge"])
LABELS = SAMPLE.items.assign(label="none")
MONTHS = framing.over_time(FEATURES, "date", "hedge", n_boot=20)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # that four articles are few
    COMPARED = framing.compare(FEATURES, "paper", "hedge", n_boot=20, n_permutations=19)
GOLD = make_gold(
    "mine",
    ["hedge"],
    [(id, text, id, "A", True) for id, text in FRAME["text"].items()],
    [Annotation("b", "hedge", "epistemic", 3, 6)],
)

# A call that is right, by the name of each public function and class. What is left out is not asked for nonsense: it
# starts processes, would fetch from the network, or says how much is drawn.
CALLS = {
    "Device": {"name": "mine", "categories": ("a",), "find": lambda document: ()},
    "FramingVectorizer": {"devices": ["hedge"], "measures": ["hedge"], "per": 1000},
    "Lexicon": None,
    "LexiconDevice": {"name": "mine", "lexicon": {"a": ["may"]}, "conditions": None},
    "actors": {"result": RESULT},
    "agreement": {"coders": [LABELS, LABELS]},
    "b_cubed": {"found": FRAME["paper"], "truth": FRAME["paper"]},
    "cache_table": {"folder": "cache"},
    "change_points": {"table": MONTHS, "penalty": 1.0, "min_periods": 3},
    "clean": {"text": STORY, "steps": ["whitespace"], "max_headlines": 3},
    "clean_corpus": {"frame": FRAME, "text": "text", "steps": ["whitespace"], "max_headlines": 3},
    "clear_cache": {"folder": "cache"},
    "code": {"sample": RESULT, "path": "coding.csv", "n": 2, "devices": ["hedge"], "by": FRAME["paper"]},
    "codebook": {"device": "hedge"},
    "coded_counts": {"coded": WHOLE, "labels": WHOLE.items.assign(label="none"), "devices": ()},
    "compare": {
        "features": FEATURES, "by": "paper", "measures": "hedge", "reference": "A", "within": None, "cluster": None,
        "adjust": None, "coded": None,
    },
    "concordance": {"result": RESULT, "device": "hedge", "category": "epistemic", "width": 20, "n": 2},
    "correct": {
        "features": FEATURES, "coded": CODED, "by": "paper", "measures": "hedge", "reference": "A", "cluster": None,
        "adjust": None, "share": None,
    },
    "correct_coefficients": {
        "features": FEATURES.assign(x=[0.0, 1.0, 1.0, 3.0]), "coded": CODED, "predictors": "x", "measures": "hedge",
        "cluster": None, "share": None,
    },
    "device": {"name": "mine", "categories": ["a"]},
    "diff_runs": {"old": "one", "new": "other", "tolerance": 0.0, "corpus": None, "text": "text"},
    "distinguishing": {
        "counts": RESULT, "by": FRAME["paper"], "of": None, "reference": "A", "cluster": None, "prior": 500.0,
        "min_n": 1,
    },
    "explore": {"result": RESULT, "features": FRAME},
    "extract": {"frame": FRAME, "devices": ["hedge"], "text": "text"},
    "extract_to": {
        "source": "news.jsonl", "folder": "tables", "devices": ["hedge"], "text": "text", "id": "id", "articles": 2,
        "characters": 1000,
    },
    "fetch_data": {"name": "no_such_data", "to": "data"},
    "findings": {"table": COMPARED, "labels": {"hedge": "hedges"}},
    "frame_shares": {"features": FEATURES},
    "group_rates": {"features": FEATURES, "by": "paper", "measures": "hedge", "min_articles": 1, "cluster": None},
    "how_well_measured": {"measure": "hedge", "name": "hedges"},
    "label_shares": {
        "spans": RESULT, "by": FRAME["paper"], "frame": None, "of": "name", "cluster": None, "min_spans": 1,
    },
    "match_events": {
        "frame": FRAME, "text": "text", "date": "date", "threshold": 0.15, "window": 7, "undated": 0.6, "lead": 2000,
    },
    "mistakes": {"gold": GOLD, "devices": ["hedge"]},
    "near_copies": {
        "frame": FRAME, "text": "text", "threshold": 0.5, "contained": None, "shingle": 5, "boilerplate": 10,
    },
    "over_time": {
        "features": FEATURES, "date": "date", "measures": "hedge", "every": "month", "by": "paper", "within": None,
        "cluster": None,
    },
    "passages": {"result": RESULT, "measure": "hedge", "docs": ["a"], "width": 20, "n": 2},
    "power": {
        "features": FEATURES, "measures": "hedge", "ratios": (1.5,), "within": None, "cluster": None, "adjust": None,
        "share": 0.5,
    },
    "public_datasets": {"to": "data"},
    "rates": {"features": FEATURES, "per": 1000},
    "read_batches": {"source": "news.jsonl", "text": "text", "id": "id", "articles": 2, "characters": 1000},
    "read_corpus": {"path": "news.csv", "text": "text", "id": None, "encoding": None, "sep": None, "about": None},
    "read_golds": {"folder": "gold"},
    "read_lexicon": {"source": "hedges"},
    "read_parts": {"folder": "done", "table": None, "corpus": None},
    "sample_for_coding": {"result": RESULT, "n": 2, "devices": ["hedge"], "by": FRAME["paper"], "context": 20},
    "save_figure": {"figure": Figure(), "name": "chart", "finding": None, "uncertainty": None, "passages": None},
    "save_table": {"frame": FRAME, "name": "table"},
    "score_coding": {"sample": SAMPLE, "coded": LABELS, "devices": (), "by": False},
    "show": {"result": RESULT, "doc": "a", "devices": ["hedge"], "path": None},
    "validate": {"gold": GOLD, "devices": ["hedge"], "by": None},
    "write_coding_csv": {"sample": SAMPLE, "path": "coding.csv"},
}  # fmt: skip
FEW = {"n_boot": 20, "n_permutations": 19, "n_simulations": 3, "cache": False}
JUNK = (
    None, True, -1, 0, 3, 0.5, 1e308, float("nan"), float("inf"), "", "word", "text", "\ud83d", "=1", b"bytes",
    [], ["word"], [None], [3], ["hedge", "hedge"], (), {}, {"a": 1}, {"a": ["may"]}, object(), lambda: 0, int,
    pd.NaT, pd.NA,
    pd.DataFrame(), pd.DataFrame({"text": [3]}), pd.DataFrame({"text": ["It may."]}), pd.Series(dtype=float),
    pd.Series(["x"], index=["a"]), np.array([1.0]), np.float64(2), Path("no/where"), RESULT, FRAME, SAMPLE,
)  # fmt: skip


def call(public, changed=None):
    given = {**CALLS[public], **(changed or {})}
    takes = inspect.signature(getattr(framing, public)).parameters
    few = {key: value for key, value in FEW.items() if key in takes}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = getattr(framing, public)(**given, **few)
        if public == "FramingVectorizer":
            made.fit_transform(FRAME["text"].tolist())
        if public == "read_batches":
            return list(made)
        return made(lambda document: ()) if public == "device" else made


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A corpus and the tables that `extract_to` made of it."""
    folder = tmp_path_factory.mktemp("done")
    FRAME[["text"]].rename_axis("id").reset_index().to_json(folder / "news.jsonl", orient="records", lines=True)
    framing.extract_to(folder / "news.jsonl", folder / "done", ["hedge"])
    return folder


@pytest.fixture
def project(done, tmp_path, monkeypatch):
    """A folder with what the calls read."""
    shutil.copytree(done, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    FRAME.rename_axis("id").to_csv("news.csv")


RIGHT = [name for name, given in CALLS.items() if given and name not in ("diff_runs", "fetch_data", "read_golds")]


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_call_is_right(project, name):
    call(name)


@pytest.mark.parametrize("name", [name for name, given in CALLS.items() if given])
def test_nonsense_is_answered_with_a_sentence_of_ours(project, name):
    for argument in CALLS[name]:
        for junk in JUNK:
            try:
                call(name, {argument: junk})
            except (ValueError, TypeError, OSError) as error:
                raised = traceback.extract_tb(error.__traceback__)[-1].filename
                told = f"{name}({argument}={junk!r:.60}): {type(error).__name__}: {error}"
                # The system's own sentence names the file.
                assert raised.startswith(PACKAGE) or isinstance(error, OSError), told
                assert len(str(error)) > 15, told
            except Exception as error:
                error.add_note(f"{name}({argument}={junk!r:.60})")
                raise


OTHERS = {
    "ClusterError": lambda error: issubclass(error, OSError),
    "CorpusError": lambda error: issubclass(error, ValueError),
    "Document": lambda cls: cls.of(STORY).text == STORY,
    "FewClustersWarning": lambda warning: issubclass(warning, UserWarning),
    "Gold": lambda cls: isinstance(GOLD, cls),
    "GoldError": lambda error: issubclass(error, ValueError),
    "Lexicon": lambda cls: cls.of("war", {"a": ["may"]}).categories == ("a",),
    "LexiconError": lambda error: issubclass(error, ValueError),
    "Parts": lambda cls: cls.__module__ == "framing.parts",
    "Result": lambda cls: isinstance(RESULT, cls),
    "Span": lambda cls: cls(0, 1, "a")[:3] == (0, 1, "a"),
    "built_in_devices": lambda names: set(names()) <= set(RESULT.features),
    "testing": lambda module: module.STORY == STORY,
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_function_of_arguments_is_what_it_says(name):
    assert OTHERS[name](getattr(framing, name))


def test_every_public_name_is_covered():
    assert sorted({*CALLS, *OTHERS}) == sorted(framing.__all__)
    assert {name for name, given in CALLS.items() if given is None} <= set(OTHERS)


# What holds of any sensible input ------------------------------------------------------------------------------

WORDS = ["It may rain", "Ann Lee said", "critics say", "“no”", "reportedly", "was seen by Bo", ",", ".", "\n\n", "é"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), min_size=1, max_size=4)
COUNTS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 900)), min_size=4, max_size=12)


@settings(max_examples=8)
@given(TEXTS)
def test_what_is_found_in_articles_can_be_shown_counted_and_coded(tmp_path_factory, texts):
    texts = [*texts, "It may “rain”, Ann Lee said."]  # so that there is something to code
    frame = pd.DataFrame({"text": texts})
    result = framing.extract(frame, cache=False)
    assert result.features.index.equals(frame.index)
    for span in result.spans.itertuples():
        assert texts[span.doc][span.start : span.end] == span.text
    rates = framing.rates(result.features)
    counted = rates["hedge"] * result.features["n_words"] / 1000
    assert np.allclose(counted.fillna(0), result.features["hedge"])
    assert len(framing.concordance(result, "hedge")) == result.features["hedge"].sum()
    assert len(framing.passages(result, "attribution")) == len(result.attributions)
    assert framing.frame_shares(result.features).fillna(0).to_numpy().min(initial=0) >= 0
    assert (framing.actors(result).select_dtypes("number").fillna(0).to_numpy() >= 0).all()
    assert framing.show(result, 0).body.count("<mark") >= 0
    cleaned, report = framing.clean_corpus(frame)
    assert framing.clean_corpus(cleaned)[1].empty and set(report["doc"]) <= set(frame.index)
    assert framing.near_copies(frame).index.equals(frame.index)
    sample = framing.sample_for_coding(result, n=2, devices=["hedge", "quote"])
    assert sample.items["item"].is_unique and sample.items["item"].equals(sample.key["item"])
    path = tmp_path_factory.mktemp("coding") / "coding.csv"
    framing.write_coding_csv(sample, path)
    assert len(pd.read_csv(path)) == len(sample.items)


@settings(max_examples=15)
@given(COUNTS)
def test_intervals_hold_their_rate_and_shares_of_groups_add_up(counts):
    features = pd.DataFrame(counts, columns=["hedge", "n_words"])
    features["paper"] = ["A", "B"] * (len(features) // 2) + ["A"] * (len(features) % 2)
    features["date"] = pd.date_range("2020-01-01", periods=len(features), freq="20D")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rates = framing.group_rates(features, "paper", "hedge", n_boot=30)
        series = framing.over_time(features, "date", "hedge", n_boot=30)
        compared = framing.compare(features, "paper", "hedge", n_boot=30, n_permutations=19)
        cuts = framing.change_points(series, n_permutations=19)
    assert rates["n_articles"].sum() == series["n_articles"].sum() == len(features)
    for table in (rates, series):
        known = table.dropna(subset=["low", "high"])
        assert (known["low"] <= known["rate"] + 1e-9).all() and (known["rate"] <= known["high"] + 1e-9).all()
    assert compared["p"].dropna().between(0, 1).all()
    assert isinstance(cuts, pd.DataFrame) and len(framing.findings(compared)) <= len(compared)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12))
def test_the_same_groups_agree_wholly_and_others_in_part(pairs):
    found, truth = (pd.Series(list(column)) for column in zip(*pairs, strict=True))
    assert framing.b_cubed(found, found) == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    one, other = framing.b_cubed(found, truth), framing.b_cubed(truth, found)
    assert np.isclose(one["precision"], other["recall"]) and 0 < one["f1"] <= 1

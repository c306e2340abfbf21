"""The commands: what they write, and that a mistake of the user is one line and exit code 2."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from typer.testing import CliRunner

from framing.cli import app
from framing.feature_table import feature_table

ROOT = Path(__file__).resolve().parents[1]

SENTENCES = [
    "The council may vote on Monday, the mayor said.",
    "“We are ready,” said Ada Quill.",
    "It rained.",
]


@pytest.fixture
def corpus(tmp_path):
    frame = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "source": ["North", "South", "North"],
            "lean": ["left", "right", "left"],
            "date": ["2020-01-02", "2020-01-03", None],
            "title": ["One", "Two", "Three"],
            "text": SENTENCES,
        }
    )
    path = tmp_path / "corpus.csv"
    frame.to_csv(path, index=False)
    return path


def call(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_extract_writes_three_tables(corpus, tmp_path):
    answer = call("extract", corpus, "-o", tmp_path / "tables")
    assert answer.exit_code == 0, answer.output
    features, spans, attributions = (
        pd.read_csv(tmp_path / "tables" / f"{name}.csv") for name in ("features", "spans", "attributions")
    )
    assert features["id"].tolist() == ["a", "b", "c"]
    assert features["source"].tolist() == ["North", "South", "North"]
    assert "text" not in features and features["hedge"].tolist() == [1, 0, 0]
    texts = dict(zip("abc", SENTENCES, strict=True))
    assert [texts[row.doc][row.start : row.end] for row in spans.itertuples()] == spans["text"].tolist()
    assert set(attributions["doc"]) == {"a", "b"}


def test_a_column_of_the_corpus_named_like_a_feature_is_kept_apart(tmp_path):
    path = tmp_path / "corpus.csv"
    pd.DataFrame({"text": SENTENCES, "hedge": ["x", "y", "z"]}).to_csv(path, index=False)
    assert call("extract", path, "-o", tmp_path / "tables").exit_code == 0
    features = pd.read_csv(tmp_path / "tables" / "features.csv")
    assert features[["corpus_hedge", "hedge"]].values.tolist() == [["x", 1], ["y", 0], ["z", 0]]


def test_a_warning_about_the_corpus_is_a_plain_line(tmp_path):
    path = tmp_path / "corpus.csv"
    pd.DataFrame({"text": SENTENCES, "date": "the day after"}).to_csv(path, index=False)
    answer = call("extract", path, "-o", tmp_path / "tables")
    assert answer.exit_code == 0
    assert "the day after" in answer.stderr and "UserWarning" not in answer.stderr


def test_extract_runs_the_devices_asked_for_and_writes_parquet(corpus, tmp_path):
    answer = call("extract", corpus, "-o", tmp_path / "tables", "-d", "hedge", "--format", "parquet")
    assert answer.exit_code == 0, answer.output
    assert set(pd.read_parquet(tmp_path / "tables" / "spans.parquet")["device"]) == {"hedge"}


def test_extract_is_the_same_twice(corpus, tmp_path):
    for name in ("first", "second"):
        call("extract", corpus, "-o", tmp_path / name)
    for table in ("features.csv", "spans.csv", "attributions.csv"):
        assert (tmp_path / "first" / table).read_bytes() == (tmp_path / "second" / table).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--text", "body"], "body"),
        (["-d", "hedges"], "hedges"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(corpus, tmp_path, arguments, told):
    answer = call("extract", corpus, "-o", tmp_path / "tables", *arguments)
    assert answer.exit_code == 2
    assert told in answer.stderr and answer.stderr.startswith("framing: ")
    assert answer.stderr.count("\n") == 1


def test_a_missing_file_is_one_line_and_exit_code_2(tmp_path):
    answer = call("extract", tmp_path / "nowhere.csv", "-o", tmp_path / "tables")
    assert answer.exit_code == 2
    assert "nowhere.csv" in answer.stderr and answer.stderr.count("\n") == 1


def test_features_keeps_identifiers_and_counts_and_no_words(corpus, tmp_path):
    out = tmp_path / "made" / "features.parquet"
    answer = call("features", corpus, "-o", out, "-j", "1")
    assert answer.exit_code == 0, answer.output
    table = pd.read_parquet(out)
    assert table.index.tolist() == ["a", "b", "c"]
    assert list(table.columns[:3]) == ["source", "lean", "date"]
    assert not {"title", "text"} & set(table.columns)
    assert table["hedge"].tolist() == [1, 0, 0] and table["hedge"].dtype == "int32"
    assert table["date"].isna().tolist() == [False, False, True]


def test_features_writes_the_same_bytes_twice(corpus, tmp_path):
    for name in ("first", "second"):
        call("features", corpus, "-o", tmp_path / name, "-j", "1")
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_a_feature_table_does_not_depend_on_how_the_corpus_is_cut(monkeypatch):
    frame = pd.DataFrame({"source": list("ABCDE"), "text": [*SENTENCES, "Perhaps.", ""]})
    whole = feature_table(frame)
    monkeypatch.setattr("framing.feature_table.ARTICLES_AT_ONCE", 2)
    pd.testing.assert_frame_equal(feature_table(frame), whole)


def test_run_prints_where_the_report_is(tmp_path):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("outlets = 1", metadata={"tags": ["parameters"]})]
    )
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.cells.append(nbformat.v4.new_code_cell("1 / (outlets - 3)"))
    nbformat.write(notebook, tmp_path / "00_divide.ipynb")
    options = [tmp_path, "-o", tmp_path / "reports", "--quiet"]
    good = call("run", *options, "--name", "good", "-p", "outlets=2")
    assert good.exit_code == 0, good.output
    assert str(tmp_path / "reports" / "good" / "index.html") in good.stdout
    bad = call("run", *options, "--name", "bad", "-p", "outlets=3")
    assert bad.exit_code == 1
    assert "00_divide.ipynb: cell [3] failed with ZeroDivisionError" in bad.stderr
    assert str(tmp_path / "reports" / "bad" / "index.html") in bad.stderr


@pytest.mark.parametrize("parameter", ["outlets", "=3", "out lets=3"])
def test_a_parameter_without_name_or_value_is_refused(tmp_path, parameter):
    answer = call("run", tmp_path, "-p", parameter)
    assert answer.exit_code == 2
    assert "write NAME=VALUE" in answer.stderr


def test_the_package_runs_as_a_module():
    answer = subprocess.run([sys.executable, "-m", "framing", "--help"], capture_output=True, text=True, check=True)
    for command in ("run", "extract", "features"):
        assert command in answer.stdout


def test_validate_measures_the_devices_against_gold_and_writes_the_table(tmp_path):
    answer = call("validate", "--gold", ROOT / "data" / "articles", "--out", tmp_path / "figures.csv")
    assert answer.exit_code == 0, answer.output
    assert "hearsay" in answer.stdout
    assert {"precision", "recall", "f1", "n_gold"} <= set(pd.read_csv(tmp_path / "figures.csv"))


def test_validate_says_where_it_found_no_gold(tmp_path):
    answer = call("validate", "--gold", tmp_path)
    assert answer.exit_code == 2
    assert str(tmp_path) in answer.stderr


DEVICES = """
from __future__ import annotations

from dataclasses import dataclass

import framing

@dataclass
class Least:
    letters: int

LEAST = Least(4)

def is_loud(token):
    return len(token) >= LEAST.letters and token.isupper()

@framing.device("shouting", ["word"])
def loud(document):
    for token, start, end in zip(document.tokens, document.starts, document.ends):
        if is_loud(token):
            yield framing.Span(start, end, "word")
"""


@pytest.fixture
def devices(tmp_path):
    (tmp_path / "devices.py").write_text(DEVICES)
    (tmp_path / "war-words.csv").write_text("cue,category\nbattle|fight,combat\n")
    return tmp_path


@pytest.fixture
def loud_corpus(tmp_path):
    pd.DataFrame({"text": ["They NEVER fight.", "They may go."] * 70}).to_csv(tmp_path / "loud.csv", index=False)
    return tmp_path / "loud.csv"


@pytest.mark.parametrize("jobs", [1, 2])
def test_devices_out_of_a_file_and_a_lexicon_run_beside_a_built_in_one(devices, loud_corpus, jobs):
    options = ["-d", "hedge", "-d", f"{devices}/devices.py:loud", "--lexicon", devices / "war-words.csv", "-j", jobs]
    answer = call("extract", loud_corpus, "-o", devices / "tables", *options)
    assert answer.exit_code == 0, answer.output
    features = pd.read_csv(devices / "tables" / "features.csv")
    assert features[["hedge", "shouting_word", "war_words_combat"]].sum().tolist() == [70, 70, 70]
    assert "quote" not in features


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["-d", "{}/nowhere.py:loud"], "There is no file {}/nowhere.py"),
        (["-d", "{}/devices.py:louder"], "has no device 'louder'; it has ['loud']. Write {}/devices.py:NAME."),
        (["-d", "{}/devices.py"], "has no device ''; it has ['loud']"),
        (["-d", "{}/devices.py:is_loud"], "is no device but a function; make a function one with @framing.device"),
        (["-d", "{}/broken.py:loud"], "broken.py cannot be run: ZeroDivisionError: division by zero."),
        (["-d", "{}/devices.py:loud", "-d", "{}/devices.py:loud"], "Device 'shouting' is asked for 2 times"),
        (["--lexicon", "{}/nowhere.csv"], "nowhere.csv"),
        (["--lexicon", "{}/corpus.csv"], "corpus.csv has no column 'cue'"),
    ],
)
def test_a_wrong_device_is_one_line_and_exit_code_2(devices, corpus, options, told):
    (devices / "broken.py").write_text("1 / 0\n")
    answer = call("extract", corpus, "-o", devices / "tables", *(option.format(devices) for option in options))
    assert answer.exit_code == 2
    assert told.format(devices) in answer.stderr and answer.stderr.count("\n") == 1
    assert not (devices / "tables").exists()

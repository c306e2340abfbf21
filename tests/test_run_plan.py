"""What a run is asked to do: a TOML file, what is given beside it, and from where their paths are taken."""

import json

import pytest
from test_runs import write_notebook
from typer.testing import CliRunner

from framing.cli import app
from framing.run_plan import run_plan

CONFIG = """
notebooks = "books"
name = "may"

[parameters]
corpus = "texts/*.txt"
by = "paper"
limit = 3
"""


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(CONFIG)
    return path


def test_paths_of_a_file_are_taken_from_where_it_lies(config, tmp_path):
    plan = run_plan(config)
    assert plan["notebooks"] == str(tmp_path / "books") and plan["name"] == "may" and plan["out"] == "reports"
    assert plan["parameters"] == {"corpus": "../texts/*.txt", "by": "paper", "limit": 3, "about": ""}


def test_what_is_given_beside_the_file_counts(config, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = {"corpus": "other.csv", "by": None, "limit": 4, "about": "more.csv"}
    plan = run_plan(config, name="june", out=None, parameters=given)
    assert plan["name"] == "june"
    assert plan["parameters"] == {"corpus": "../other.csv", "by": "paper", "limit": 4, "about": "../more.csv"}


def test_without_anything_the_shipped_notebooks_run():
    assert run_plan() == {"notebooks": "notebooks", "out": "reports", "name": None, "parameters": {}}


def test_a_notebook_alone_has_its_folder_as_the_place_of_paths():
    plan = run_plan(notebooks="deep/er/one.ipynb", parameters={"corpus": "deep/a.csv"})
    assert plan["parameters"]["corpus"] == "../a.csv"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("corpus = 'a.csv'", r"has an option 'corpus'; it may have notebooks, out, name, parameters.*\[parameters\]"),
        ("name = 3", "name is 3; it must be a str"),
        ("parameters = 'a'", "parameters is 'a'; it must be a table"),
        ("name = ", "is no TOML"),
        ("[parameters]\ncorpus = 3", "corpus is 3; it must be a path"),
    ],
)
def test_a_file_that_is_wrong_is_refused(tmp_path, text, message):
    (tmp_path / "bad.toml").write_text(text)
    with pytest.raises(ValueError, match=message):
        run_plan(tmp_path / "bad.toml")


def test_a_corpus_of_ones_own_runs_from_a_terminal(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_notebook(tmp_path / "notebooks", "00_own", "print(sorted(__import__('os').listdir(corpus)), by, about)",
                   parameters="corpus = ''\nby = ''\nabout = 'shipped.csv'")  # fmt: skip
    write_notebook(tmp_path / "notebooks", "01_shipped", "1")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("It may rain.")
    done = CliRunner().invoke(app, ["run", "--corpus", "texts", "--by", "paper", "--name", "one", "-q", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["left_out"] == ["01_shipped.ipynb"]
    manifest = json.loads((tmp_path / told["manifest"]).read_text("utf-8"))
    assert manifest["parameters"] == {"corpus": "../texts", "by": "paper", "about": ""}
    assert set(manifest["inputs"]) == {"notebooks/00_own.ipynb", "texts/a.txt"}
    assert "['a.txt'] paper" in (tmp_path / "reports/one/00_own/00_own.ipynb").read_text("utf-8")

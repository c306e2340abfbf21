"""The commands as one types them: codebook and show, JSON, completion, pipes, and exit codes."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from typer.main import get_command
from typer.testing import CliRunner

import framing
from framing.cli import app
from framing.runs import sha256

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = ROOT / "data" / "articles"
WIDTHS = (60, 80, 140)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("FRAMING_CACHE", str(tmp_path / "cache"))
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def corpus(tmp_path):
    texts = ["The mayor reportedly left. It may rain.", "“We are ready,” said Ada Quill.", "It rained."]
    frame = pd.DataFrame({"id": ["north-1", "south-2", "east-3"], "source": ["North", "South", "East"], "text": texts})
    frame.to_csv(tmp_path / "corpus.csv", index=False)
    return tmp_path / "corpus.csv"


def call(*arguments, **environment):
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=environment)


def command(*arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "framing", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        **options,
    )


def commands(group=None, name="framing"):
    """The full names of all commands."""
    for child, one in (group or get_command(app)).commands.items():
        yield from commands(one, f"{name} {child}") if hasattr(one, "commands") else [f"{name} {child}"]


# --- codebook -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_the_codebook_fits_the_terminal_and_cuts_no_number(width):
    shown = call("codebook", COLUMNS=str(width)).stdout
    assert max(map(len, shown.splitlines())) <= width
    book = framing.codebook("quote").set_index("category")
    row = next(line for line in shown.splitlines() if re.match(r"quote +scare ", line))
    figures = ["f1"] if "Too narrow for: precision, recall" in shown else ["precision", "recall", "f1"]
    assert figures[:1] == (["f1"] if width < 80 else ["precision"])
    for name in figures:
        low, figure, high = (f"{book.loc['scare', f'{name}{end}']:.2f}" for end in ("_low", "", "_high"))
        assert f"{figure} {low}–{high}" in row
    assert row.endswith(f" {book.loc['scare', 'n']}")


def test_the_codebook_names_every_device_and_what_was_not_measured():
    shown = call("codebook").stdout
    assert all(re.search(rf"^{device} ", shown, re.MULTILINE) for device in framing.codebook()["device"].unique())
    assert "certainty (2): booster, absolute" in shown


@pytest.mark.parametrize("width", WIDTHS)
def test_a_device_is_described_in_full(width):
    shown = call("codebook", "hedge", "passive", COLUMNS=str(width)).stdout
    assert max(map(len, shown.splitlines())) <= width
    words = " ".join(shown.split())
    for device in ("hedge", "passive"):
        for row in framing.codebook(device).to_dict("records"):
            said = ("definition", "example", "counter_example", "reference", "gold", "caution")
            assert all(" ".join(row[name].split()) in words for name in said)
    assert "F1 0.97 0.94–1.00; 72 coded in hedges" in words


def test_an_unknown_device_is_exit_code_2_with_those_that_there_are():
    answer = call("codebook", "hedges")
    assert answer.exit_code == 2 and "no device 'hedges'" in answer.stderr and "'hedge', 'quote'" in answer.stderr
    assert answer.stderr.count("\n") == 1 and not answer.stdout


def test_the_whole_codebook_is_there_as_json_and_csv(tmp_path):
    answer = call("codebook", "--json", "--out", tmp_path / "book.csv")
    book = framing.codebook()
    written = pd.read_csv(tmp_path / "book.csv", keep_default_na=False)
    assert written["definition"].tolist() == book["definition"].tolist() and list(written) == list(book)
    told = json.loads(answer.stdout)
    assert len(told) == len(book) and told[0]["f1"] == book["f1"][0]
    assert {row["f1"] for row in told if row["n"] == 0 and row["gold"] == "not measured"} == {None}


def test_a_device_of_a_file_has_its_entry(tmp_path):
    code = (
        "import framing\n@framing.device('shout', ['word'])\ndef loud(document):\n    'Words in capitals.'\n    yield\n"
    )
    (tmp_path / "mine.py").write_text(code)
    assert "shout: word\n  Words in capitals." in call("codebook", f"{tmp_path}/mine.py:loud").stdout


# --- show ---------------------------------------------------------------------------------------------------------


def test_an_article_of_a_corpus_is_shown_with_what_is_known_of_it(corpus):
    answer = call("show", corpus, "--id", "north-1", "-d", "hedge")
    assert answer.exit_code == 0, answer.output
    assert answer.stdout.startswith("north-1 - North\n\nThe mayor [hedge: reportedly] left. It [hedge: may] rain.\n")
    assert re.search(r"^hedge +2 +285\.71$", answer.stdout, re.MULTILINE) and "\x1b" not in answer.stdout


def test_several_files_are_shown_one_after_the_other():
    shown = call("show", ARTICLES / "dam_wire.txt", ARTICLES / "dam_tabloid.txt").stdout
    assert shown.index("dam_wire\n") < shown.index("dam_tabloid\n") and shown.count("per 1,000 words") == 2


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "holds 3 articles; choose with --id. Some of their ids: 'north-1', 'south-2', 'east-3'."),
        (["--id", "north1"], "There is no article 'north1'"),
        (["--id", "north1"], "Near it: 'north-1'."),
        (["--id", "999"], "Some of its 3 ids: 'north-1', 'south-2', 'east-3'."),
        (["--id", "north-1", "-d", "hedges"], "There is no device 'hedges'; built in are"),
        (["--id", "north-1", "--id", "east-3", "--html", "page.html"], "--html writes one article"),
        (["--kwic", "hedge", "--html", "page.html"], "ask for one of them"),
        (["--kwic", "hedge_hersay"], "Near it: ['hedge_hearsay']"),
        (["--kwic", "999"], "Devices are ['attribution', 'hedge', "),
    ],
)
def test_a_wrong_choice_is_one_line_and_exit_code_2(corpus, options, told):
    answer = call("show", corpus, *options)
    assert answer.exit_code == 2 and told in answer.stderr
    assert answer.stderr.count("\n") == 1 and not answer.stdout


def test_a_page_is_written(corpus, tmp_path):
    answer = call("show", corpus, "--id", "north-1", "-d", "hedge", "--html", tmp_path / "page.html")
    assert answer.exit_code == 0 and str(tmp_path / "page.html") in answer.stdout
    page = (tmp_path / "page.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>") and "hedge: hearsay" in page and "quote" not in page


def test_json_has_spans_and_features(corpus):
    told = json.loads(call("show", corpus, "--id", "south-2", "--id", "north-1", "--json").stdout)
    assert [one["id"] for one in told] == ["south-2", "north-1"]
    assert told[1]["features"]["hedge"] == 2 and told[0]["attributions"][0]["source"] == "Ada Quill"
    assert [span["text"] for span in told[1]["spans"] if span["device"] == "hedge"] == ["reportedly", "may"]
    assert told[0]["attributions"][0]["speaker"] == "Ada Quill"


@pytest.mark.parametrize(
    ("name", "keywords"),
    [
        ("hedge", ["reportedly", "may"]),
        ("hedge_hearsay", ["reportedly"]),
        ("hedge_shield", []),
        ("attribution", ["said"]),
        ("cue_neutral", ["said"]),
        ("cue_doubting", []),
    ],
)
def test_keywords_are_shown_in_context(corpus, name, keywords):
    answer = call("show", corpus, "--kwic", name)
    assert answer.exit_code == 0, answer.output
    assert re.findall(r"\[(.*?)\]", answer.stdout) == keywords
    assert answer.stderr == f"Passages: {len(keywords)}, in {len(keywords) and 1} of 3 articles.\n"
    assert [row["text"] for row in json.loads(call("show", corpus, "--kwic", name, "--json").stdout)] == keywords


def test_keywords_of_a_device_of_a_file_are_shown(corpus, tmp_path):
    code = "import framing\n@framing.device('wet', ['rain'])\ndef wet(document):\n    at = document.text.find('rain')\n"
    (tmp_path / "mine.py").write_text(f"{code}    return [framing.Span(at, at + 4, 'rain')] if at >= 0 else []\n")
    shown = call("show", corpus, "-d", f"{tmp_path}/mine.py:wet", "--kwic", "wet_rain").stdout
    assert re.findall(r"\[(.*?)\]", shown) == ["rain", "rain"]


@pytest.mark.parametrize("option", [[], ["--kwic", "hedge"], ["--json"], ["--id", "none"]])
def test_an_article_cannot_command_the_terminal(tmp_path, option):
    evil = "\x1b]0;owned\x07 \u202egnp.exe \x9b31m"
    pd.DataFrame({"id": [f"a{evil}"], "title": [evil], "text": [f"It may {evil} rain."]}).to_json(
        tmp_path / "corpus.jsonl", orient="records", lines=True
    )
    output = call("show", tmp_path / "corpus.jsonl", *option).output
    assert "u202e" in output and not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", output)


# --- for programs -------------------------------------------------------------------------------------------------


def test_extract_tells_counts_files_and_digests_as_json(corpus, tmp_path):
    answer = call("extract", corpus, "-o", tmp_path / "tables", "-d", "hedge", "--json")
    told = json.loads(answer.stdout)
    assert (told["articles"], told["spans"], told["attributions"]) == (3, 2, 0) and told["seconds"] > 0
    assert [Path(one["file"]).name for one in told["files"]] == ["features.csv", "spans.csv", "attributions.csv"]
    assert all(one["sha256"] == sha256(Path(one["file"])) for one in told["files"])
    assert [one["rows"] for one in told["files"]] == [3, 2, 0]


def test_a_glob_that_the_shell_has_expanded_is_a_corpus(tmp_path):
    answer = call("extract", *sorted(ARTICLES.glob("dam_*.txt")), "-o", tmp_path / "tables", "-d", "hedge")
    assert answer.exit_code == 0 and answer.stdout.startswith("4 articles, "), answer.output
    ids = ["dam_broadsheet", "dam_official", "dam_tabloid", "dam_wire"]
    assert pd.read_csv(tmp_path / "tables" / "features.csv")["id"].tolist() == ids


def test_validate_tells_figures_as_json_and_fits_the_terminal():
    told = json.loads(call("validate", "--gold", ARTICLES, "--json").stdout)
    [hearsay] = [row for row in told if row["category"] == "hearsay"]
    assert hearsay["device"] == "hedge" and hearsay["recall"] == 1
    assert {row["recall"] for row in told if row["n_gold"] == 0} == {None}
    shown = call("validate", "--gold", ARTICLES, COLUMNS="60").stdout
    assert max(map(len, shown.splitlines())) <= 60 and "Too narrow for: n_found, ratio" in shown


def test_the_cache_fits_the_terminal(corpus, tmp_path):
    call("extract", corpus, "-o", tmp_path / "tables")
    shown = call("cache", COLUMNS="40").stdout.splitlines()
    assert max(map(len, shown[:-1])) <= 40 and any(re.match(r"attribution +3 ", line) for line in shown)


def test_the_version_is_told():
    assert call("--version").stdout == f"framing {framing.__version__}\n"


@pytest.mark.parametrize("name", list(commands()))
def test_the_help_of_a_command_shows_how_to_call_it(name):
    answer = call(*name.split()[1:], "--help")
    assert answer.exit_code == 0
    examples = [line for line in answer.stdout.splitlines() if line.startswith(f"  {name}")]
    assert examples and max(map(len, examples)) <= 90


def test_exit_codes_are_told_in_the_help():
    assert "Exit codes: 0 fine; 1 it ran and found trouble" in call("--help").stdout


def test_ctrl_c_is_130_and_one_line_that_says_what_is_kept(corpus, tmp_path, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("framing.commands.extract.extract", stop)
    answer = call("extract", corpus, "-o", tmp_path / "tables")
    assert answer.exit_code == 130 and "kept in the cache" in answer.stderr and not answer.stdout
    monkeypatch.setattr("framing.validity.validate", stop)
    answer = call("validate", "--gold", ARTICLES)
    assert answer.exit_code == 130 and answer.stderr.strip() == "framing: stopped. Nothing was changed."


def test_an_extraction_that_is_stopped_keeps_what_is_done(tmp_path):
    corpus = tmp_path / "corpus.csv"
    pd.DataFrame({"text": [f"The mayor may leave in {n} days." for n in range(20_000)]}).to_csv(corpus)
    running = command("extract", corpus, "-o", tmp_path / "tables")
    for _ in range(600):
        if len(framing.cache_table(tmp_path / "cache")):
            break
        time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    told = running.communicate(timeout=60)
    assert running.returncode == 130, told
    assert told == ("", "\n" + told[1].strip() + "\n") and told[1].count("framing:") == 1
    table = framing.cache_table(tmp_path / "cache").set_index("device")
    assert 0 < table.loc["hedge", "entries"] < 20_000 and not (tmp_path / "tables").exists()


def test_a_reader_that_has_seen_enough_causes_no_traceback():
    running = command("codebook", "--json")
    running.stdout.close()
    assert running.stderr.read() == "" and running.wait(60) == 1


def test_a_terminal_is_written_to_in_colour_and_in_its_width(tmp_path):
    pty, termios = pytest.importorskip("pty"), pytest.importorskip("termios")
    (tmp_path / "one.txt").write_text("It may rain. " * 20)
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 50))
    arguments = [sys.executable, "-m", "framing", "show", tmp_path / "one.txt", "-d", "hedge"]
    environment = os.environ | {"TERM": "xterm-256color"}
    subprocess.run(arguments, stdout=theirs, stderr=subprocess.DEVNULL, env=environment, cwd=ROOT, check=True)
    shown = os.read(ours, 10_000).decode()
    os.close(theirs)
    os.close(ours)
    assert len(re.findall(r"\x1b\[[0-9;]+mmay\x1b\[0m", shown)) == 20 and "[hedge:" not in shown
    assert 40 < max(map(len, re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines())) <= 50


# --- completion ---------------------------------------------------------------------------------------------------


def completed(words, **environment):
    """What bash offers for the last of the words."""
    environment |= {"_FRAMING_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    return CliRunner().invoke(app, [], prog_name="framing", env=environment).stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("framing cod", ["codebook"]),
        ("framing codebook h", ["hedge"]),
        ("framing codebook hedge sou", ["source"]),
        ("framing extract a.csv -d attr", ["attribution"]),
        ("framing show a.txt --device pa", ["passive"]),
        ("framing show a.txt --kwic hedge_h", ["hedge_hearsay"]),
        ("framing show a.txt --kwic cue_a", ["cue_affective", "cue_according"]),
        ("framing data get ud", ["ud_ewt", "ud_gum"]),
        ("framing extract a.csv --format p", ["parquet"]),
    ],
)
def test_the_shell_completes_names(words, offered):
    assert completed(words) == offered


def test_the_shell_completes_runs_and_no_other_folders(tmp_path, monkeypatch):
    for name in ("after", "before", "half"):
        (tmp_path / "reports" / name).mkdir(parents=True)
    for name in ("after", "before"):
        (tmp_path / "reports" / name / "manifest.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    assert completed("framing diff ") == ["after", "before"]
    assert completed("framing diff after b") == ["before"]
    (tmp_path / "reports").rename(tmp_path / "others")
    assert completed("framing diff ") == []
    assert completed("framing diff --reports others a") == ["after"]


def test_the_shell_asks_the_command_itself():
    asked = {"_FRAMING_COMPLETE": "complete_bash", "COMP_WORDS": "framing data get b", "COMP_CWORD": "3"}
    running = command(env=os.environ | asked)
    assert running.communicate(timeout=60) == ("babe\nbasil\n", "")


def test_each_name_is_one_line_for_fish():
    asked = {"_FRAMING_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    words = {"_TYPER_COMPLETE_ARGS": "framing data get "}
    lines = CliRunner().invoke(app, [], prog_name="framing", env=asked | words).stdout.splitlines()
    assert [line.split("\t")[0] for line in lines] == framing.public_datasets().index.tolist()


def test_the_completion_script_can_be_shown(monkeypatch):
    monkeypatch.setattr("typer.completion._get_shell_name", lambda: "bash")
    answer = CliRunner().invoke(app, ["--show-completion"], prog_name="framing")
    assert answer.exit_code == 0 and "complete -o default -F _framing_completion framing" in answer.stdout

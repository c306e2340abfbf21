"""Comparing two runs: what is found, what is no change, what the page escapes, and the exit codes."""

import hashlib
import json
import re
import shutil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from test_runs import write_notebook
from typer.testing import CliRunner

from framing.cli import app
from framing.run_diff import diff_runs, format_diff
from framing.runs import LEXICON_COPIES, run_notebooks
from framing.table_diff import compare_tables

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"
RATES = pd.DataFrame({"outlet": ["A", "B", "C"], "n": [10, 20, 30], "rate": [2.0, 0.5, 1.0]})
HEDGES = "cue,category,condition\nmay,epistemic,\nsome|many,approximator,\n"


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make_run(folder, table=RATES, lexicon=HEDGES, rises=1, **changes):
    """A run without notebooks: what one leaves, made by hand."""
    (folder / "00_draw").mkdir(parents=True)
    (folder / LEXICON_COPIES).mkdir()
    (folder / LEXICON_COPIES / "hedges.csv").write_text(lexicon)
    table.to_csv(folder / "00_draw" / "rates.csv", index=False)
    figure = Figure(figsize=(2, 1))
    figure.add_subplot().plot([0, rises])
    figure.savefig(folder / "00_draw" / "rise.png", metadata={"Software": None})
    saved = [("figure", "00_draw/rise.png"), ("table", "00_draw/rates.csv")]
    entry = {
        "notebook": "00_draw.ipynb",
        "seconds": np.random.default_rng().random(),
        "seeds": [],
        "error": None,
        "saved": [{"kind": kind, "files": {path: digest(folder / path)}} for kind, path in saved],
    }
    manifest = {
        "manifest_version": 2,
        "run": folder.name,
        "commit": None,
        "framing": "1.0",
        "python": "3.12.1",
        "platform": "Linux",
        "parameters": {},
        "inputs": {"data/counts.csv": "a" * 64},
        "code": {"framing/extract.py": "b" * 64},
        "lexicons": {"hedges.csv": digest(folder / LEXICON_COPIES / "hedges.csv")},
        "packages": {"pandas": "3.0.0"},
        "notebooks": [entry],
    }
    (folder / "manifest.json").write_text(json.dumps({**manifest, **changes}))
    return folder


def call(*arguments):
    return CliRunner().invoke(app, ["diff", *map(str, arguments)])


@pytest.fixture
def first(tmp_path):
    return make_run(tmp_path / "first")


def test_two_runs_that_are_the_same_give_an_empty_diff_and_exit_code_0(first, tmp_path):
    second = make_run(tmp_path / "second")
    found = diff_runs(first, second)
    assert not found and all(table.empty for table in found.tables.values())
    answer = call(first, second, "--html", tmp_path / "page.html", "--csv", tmp_path / "tables")
    assert answer.exit_code == 0 and "are the same" in answer.stdout
    assert "Nothing: the same inputs" in (tmp_path / "page.html").read_text()
    assert pd.read_csv(tmp_path / "tables" / "numbers.csv").empty


def test_a_number_that_moved_is_told_with_its_difference(first, tmp_path):
    second = make_run(tmp_path / "second", RATES.assign(rate=[2.5, 0.5, 0.1], n=[10, 20, 33]))
    found = diff_runs(first, second)
    assert found.numbers[["row", "column", "old", "new"]].values.tolist() == [
        ["C", "rate", 1.0, 0.1],
        ["A", "rate", 2.0, 2.5],
        ["C", "n", 30, 33],
    ]
    assert np.allclose(found.numbers["difference"], [-0.9, 0.5, 3])
    assert np.allclose(found.numbers["relative"], [-0.9, 0.25, 0.1])
    assert found.settings[["kind", "name"]].values.tolist() == [["table", "00_draw/rates.csv"]]
    answer = call(first, second)
    assert answer.exit_code == 1 and "-90.0%" in answer.stdout


def test_a_move_within_the_tolerance_is_none(first, tmp_path):
    second = make_run(tmp_path / "second", RATES.assign(rate=[2.01, 0.5, 1.0]))
    assert not diff_runs(first, second, tolerance=0.01)
    assert diff_runs(first, second, tolerance=0.004)
    assert call(first, second, "--tolerance", "0.01").exit_code == 0


def test_numbers_that_come_and_go_stand_first_and_growth_from_zero_next():
    old = pd.DataFrame({"outlet": list("ABC"), "rate": [0.0, np.nan, 1.0]})
    new = pd.DataFrame({"outlet": list("CBA"), "rate": [9.0, 4.0, 1.0]})
    numbers, cells = compare_tables(old, new)
    assert numbers["row"].tolist() == ["A", "B", "C"] and cells.empty
    assert np.isinf(numbers["relative"][0]) and np.isnan(numbers["relative"][1])


def test_a_year_tells_rows_apart_where_texts_do_not():
    old = pd.DataFrame({"year": [2019, 2020, 2020], "outlet": ["A", "A", "B"], "n": [5, 6, 7]})
    new = pd.DataFrame({"year": [2020, 2020, 2021], "outlet": ["A", "B", "A"], "n": [6, 8, 9]})
    numbers, cells = compare_tables(old, new)
    assert numbers[["row", "old", "new"]].values.tolist() == [["B, 2020", 7, 8]]
    assert cells[["row", "change"]].values.tolist() == [["A, 2019", "removed"], ["A, 2021", "added"]]


def test_counts_do_not_become_a_key_by_chance():
    numbers, cells = compare_tables(pd.DataFrame({"n": [1, 2]}), pd.DataFrame({"n": [3, 4]}))
    assert numbers[["row", "old", "new"]].values.tolist() == [["row [1]", 1, 3], ["row [2]", 2, 4]]
    assert cells.empty


def test_a_text_that_changed_is_no_new_row():
    old = pd.DataFrame({"outlet": ["A", "B"], "verdict": ["higher", None]})
    new = pd.DataFrame({"outlet": ["A", "B"], "verdict": ["lower", None]})
    numbers, cells = compare_tables(old, new)
    assert numbers.empty
    assert cells.values.tolist() == [["A", "verdict", "changed", "higher", "lower"]]


def test_columns_that_came_or_went_are_told():
    _, cells = compare_tables(RATES, RATES.drop(columns="n").assign(share=1.0))
    assert cells[["column", "change"]].values.tolist() == [["n", "removed"], ["share", "added"]]


tables = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 3), st.floats(allow_nan=True, allow_infinity=True)), max_size=6
).map(lambda rows: pd.DataFrame(rows, columns=["outlet", "n", "rate"]))


@given(tables, tables, st.randoms())
def test_a_table_is_the_same_as_itself_and_changes_are_the_reverse_the_other_way(old, new, chance):
    assert all(part.empty for part in compare_tables(old, old))
    (moved, cells), (back, other_cells) = compare_tables(old, new), compare_tables(new, old)
    reverse = back.rename(columns={"old": "new", "new": "old"})[["row", "column", "old", "new"]]
    forth = moved[["row", "column", "old", "new"]]
    assert sorted(map(repr, forth.values.tolist())) == sorted(map(repr, reverse.values.tolist()))
    assert len(cells) == len(other_cells)


def test_inputs_code_parameters_versions_and_figures_are_compared(first, tmp_path):
    second = make_run(
        tmp_path / "second",
        rises=2,
        inputs={"data/more.csv": "c" * 64},
        code={"framing/extract.py": "d" * 64},
        parameters={"outlets": 20},
        python="3.13.0",
        packages={"pandas": "3.0.1"},
    )
    assert diff_runs(first, second).settings.drop(columns=["old", "new"]).values.tolist() == [
        ["input", "data/counts.csv", "removed"],
        ["input", "data/more.csv", "added"],
        ["code", "framing/extract.py", "changed"],
        ["parameter", "outlets", "added"],
        ["version", "python", "changed"],
        ["package", "pandas", "changed"],
        ["figure", "00_draw/rise.png", "changed"],
    ]


def test_lexicon_rows_come_go_and_change(first, tmp_path):
    edited = "cue,category,condition\nmay,epistemic,modal\nmight,epistemic,\n"
    found = diff_runs(first, make_run(tmp_path / "second", lexicon=edited)).lexicon_rows
    assert found.drop(columns="lexicon").values.tolist() == [
        ["may", "changed", "condition", "", "modal"],
        ["some|many", "removed", "", "some|many, approximator", ""],
        ["might", "added", "", "", "might, epistemic"],
    ]


def test_of_a_long_list_of_words_those_that_differ_are_told(tmp_path):
    words = [f"word{n}" for n in range(40)]
    runs = [
        make_run(tmp_path / name, lexicon=f"list,words,note\nbe,{' '.join(chosen)},forms\n")
        for name, chosen in (("first", words[1:]), ("second", words[:-1]))
    ]
    assert diff_runs(*runs).lexicon_rows[["row", "column", "old", "new"]].values.tolist() == [
        ["be", "words", "word39", "word0"]
    ]


def test_the_page_and_the_terminal_are_safe_from_what_tables_and_articles_say(tmp_path):
    names = [ATTACK, "\x1b[2Jgone", "‮left"]
    first = make_run(tmp_path / "first", RATES.assign(outlet=names), parameters={ATTACK: 1})
    second = make_run(tmp_path / "second", RATES.assign(outlet=names, rate=5.0), f"{HEDGES}{ATTACK},a,\n")
    page = diff_runs(first, second).to_html(tmp_path / "page.html").read_text("utf-8")
    assert "<script" not in page and "<img src=x" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 3
    answer = call(first, second)
    assert "\x1b" not in answer.stdout and "\u202e" not in answer.stdout and "gone" in answer.stdout


def test_a_page_fetches_nothing_and_shows_both_pictures(first, tmp_path):
    second = make_run(tmp_path / "second", rises=2)
    page = diff_runs(first, second).to_html(tmp_path / "page.html").read_text("utf-8")
    sources = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert [source[:22] for source in sources if source[0] != "#"] == ["data:image/png;base64,"] * 2


def test_json_is_read_by_a_program(first, tmp_path):
    second = make_run(tmp_path / "second", RATES.assign(rate=[1 / 3, np.nan, 1.0]))
    answer = call(first, second, "--json")
    assert answer.exit_code == 1
    told = json.loads(answer.stdout)
    assert set(told) == {"old", "new", "settings", "lexicon_rows", "numbers", "cells"}
    assert [one["new"] for one in told["numbers"]] == [None, 1 / 3]


def test_the_tables_are_written_as_csv(first, tmp_path):
    second = make_run(tmp_path / "second", RATES.assign(rate=[2.5, 0.5, 1.0]))
    call(first, second, "--csv", tmp_path / "tables")
    assert pd.read_csv(tmp_path / "tables" / "numbers.csv").values.tolist() == [
        ["00_draw/rates.csv", "A", "rate", 2.0, 2.5, 0.5, 0.25]
    ]
    assert not (tmp_path / "tables" / "spans.csv").exists()


def test_runs_are_found_by_name_in_the_folder_for_reports(first, tmp_path):
    make_run(tmp_path / "second")
    assert call("first", "second", "--reports", tmp_path).exit_code == 0


def test_tables_in_the_terminal_keep_to_its_width_and_say_what_is_left_out(tmp_path):
    table = pd.DataFrame({"outlet": [f"{'long ' * 20}{n}" for n in range(30)], "rate": 1.0})
    found = diff_runs(make_run(tmp_path / "a", table), make_run(tmp_path / "b", table.assign(rate=2.0)))
    shown = format_diff(found, width=80, n=5)
    assert max(map(len, shown.splitlines())) <= 80 and "... 25 more" in shown


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda run: shutil.rmtree(run), "There is no run"),
        (lambda run: (run / "manifest.json").unlink(), "is no run: it has no manifest.json"),
        (lambda run: (run / "manifest.json").write_text("{"), "cannot be read"),
        (lambda run: (run / "manifest.json").write_text("[]"), "cannot be read"),
        (lambda run: (run / "manifest.json").write_text("{}"), "is of version 1, and this framing compares version 2"),
        (lambda run: (run / "manifest.json").write_text('{"manifest_version": 2}'), "lacks a part: KeyError"),
        (lambda run: (run / "00_draw" / "rates.csv").unlink(), "lacks 00_draw/rates.csv"),
    ],
)
def test_runs_that_cannot_be_compared_are_one_line_and_exit_code_2(first, tmp_path, spoil, told):
    second = make_run(tmp_path / "second", RATES.assign(rate=1.0))
    spoil(second)
    answer = call(first, second)
    assert answer.exit_code == 2, answer.output
    assert told in answer.stderr and answer.stderr.count("\n") == 1


def test_a_manifest_cannot_name_files_outside_of_its_run(first, tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    saved = [{"kind": "table", "files": {"../secret.csv": digest_of}} for digest_of in ("1" * 64, "2" * 64)]
    entry = {"notebook": "00.ipynb", "seeds": [], "error": None}
    runs = [
        make_run(tmp_path / name, notebooks=[{**entry, "saved": [one]}]) for name, one in zip("ab", saved, strict=True)
    ]
    with pytest.raises(ValueError, match="outside of the run"):
        diff_runs(*runs)


def test_a_tolerance_below_zero_is_refused(first):
    with pytest.raises(ValueError, match="tolerance must be 0 or more"):
        diff_runs(first, first, tolerance=-1)


COUNTS = """
import framing
import pandas as pd

texts = pd.DataFrame({"text": ["They may fight.", "A battle, some say."]})
war = framing.LexiconDevice("war", lexicon)
features = framing.extract(texts, devices=["hedge", war]).features
framing.save_table(features[["hedge", "war"]].sum().rename_axis("device").reset_index(name="n"), "counts")
"""


@pytest.fixture(scope="module")
def real_runs(tmp_path_factory):
    """Two runs of a notebook: the second with more in a lexicon of the user's and less in one of the package's."""
    folder = tmp_path_factory.mktemp("project")
    write_notebook(folder / "notebooks", "00_count", COUNTS, parameters="lexicon = ''")
    (folder / "war.csv").write_text("cue,category\nfight,combat\n")
    (folder / "more.csv").write_text("cue,category\nfight,combat\nbattle,combat\n")
    copies = None
    runs = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("war", "more"):
            if copies:
                patch.setenv("FRAMING_LEXICONS", str(copies))
                patch.setattr("framing.runs.LEXICONS", copies)
            options = {"name": name, "parameters": {"lexicon": f"../{name}.csv"}, "progress": False}
            runs.append(run_notebooks(folder / "notebooks", folder / "reports", **options))
            copies = shutil.copytree(runs[0] / LEXICON_COPIES, folder / "copies", dirs_exist_ok=True)
            hedges = (copies / "hedges.csv").read_text("utf-8").splitlines(keepends=True)
            (copies / "hedges.csv").write_text("".join(line for line in hedges if not line.startswith("may,")), "utf-8")
    corpus = pd.DataFrame({"text": [f"It may rain in battle, {ATTACK} said.", "They fight."]})
    corpus.to_csv(folder / "corpus.csv", index=False)
    return runs, folder / "corpus.csv"


def test_a_changed_lexicon_is_told_with_the_numbers_that_it_moved(real_runs):
    (old, new), _ = real_runs
    found = diff_runs(old, new)
    assert found.numbers[["row", "old", "new"]].values.tolist() == [["war", 1, 2], ["hedge", 2, 1]]
    assert found.lexicon_rows[["lexicon", "row", "change"]].values.tolist() == [
        ["hedges.csv", "may", "removed"],
        ["own/lexicon.csv", "battle", "added"],
    ]
    assert set(found.settings["kind"]) == {"input", "lexicon", "parameter", "table"}
    assert found.spans is None
    assert not diff_runs(old, old)


def test_a_changed_lexicon_is_told_with_the_spans_gained_and_lost_in_context(real_runs, tmp_path):
    (old, new), corpus = real_runs
    found = diff_runs(old, new, corpus=corpus)
    assert found.spans[["device", "category", "change", "doc", "left", "text"]].values.tolist() == [
        ["hedge", "epistemic", "lost", "corpus:1", "It", "may"],
        ["lexicon", "combat", "gained", "corpus:1", "It may rain in", "battle"],
    ]
    assert found.span_counts().values.tolist() == [["hedge", "epistemic", 0, 1], ["lexicon", "combat", 1, 0]]
    page = found.to_html(tmp_path / "page.html").read_text("utf-8")
    assert "<script" not in page and "rain in" in page


def test_a_recorded_lexicon_that_does_not_fit_the_code_is_told(real_runs, tmp_path):
    (old, new), corpus = real_runs
    broken = shutil.copytree(new, tmp_path / "broken")
    (broken / LEXICON_COPIES / "hedges.csv").write_text("cue\nmay\n")
    with pytest.raises(ValueError, match=r"The lexicons of .*broken cannot be tried on .*no column 'category'"):
        diff_runs(broken, old, corpus=corpus)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280])
def test_the_page_shows_its_pictures_and_fetches_nothing(browser, first, tmp_path, width, scheme):
    second = make_run(tmp_path / "second", RATES.assign(rate=9.0, outlet=["A", "B", ATTACK]), HEDGES[:-4], rises=2)
    path = diff_runs(first, second).to_html(tmp_path / "page.html")
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    complaints, requests = [], []
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.resolve().as_uri(), wait_until="networkidle")
    widths = page.evaluate("Array.from(document.images, image => image.naturalWidth)")
    scrolls = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.close()
    assert len(widths) == 2 and min(widths) > 0
    assert complaints == [] and scrolls <= 0
    assert [url for url in requests if not url.startswith(("file://", "data:"))] == []

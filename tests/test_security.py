"""What an article, a file or an archive says is never run: not in a page, a notebook, a spreadsheet or Python."""

import ast
import csv
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from payloads import PAYLOADS, dangerous, hostile_articles
from test_run_diff import make_run
from test_widgets import pages
from typer.testing import CliRunner

import framing
from framing import cli, public_data
from framing.coding import safe_cell
from framing.public_data import FetchError, _unpack
from framing.report import index_page, passages_page
from framing.run_diff import diff_runs

PACKAGE = Path(framing.__file__).parent


@pytest.fixture(scope="module")
def frame():
    return hostile_articles()


@pytest.fixture(scope="module")
def result(frame):
    return framing.extract(frame)


def harm(browser, path):
    """What a page does that it should not: dialogs, requests, errors, and elements that could run or fetch."""
    page, done = browser.new_page(), []
    page.on("dialog", lambda asked: (done.append(f"dialog {asked.message}"), asked.dismiss()))
    page.on("request", lambda asked: done.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None)
    page.on("pageerror", lambda error: done.append(str(error)))
    page.goto(path.resolve().as_uri(), wait_until="load")
    for element in page.locator("[title], summary").all()[:5]:
        element.hover(force=True, timeout=5_000)
    page.wait_for_timeout(100)
    done += page.evaluate(dangerous())
    assert page.evaluate("document.body.innerText").count("alert(1)") > 3
    page.close()
    return done


def as_outputs(parts, path):
    """Pieces of HTML put into a page as JupyterLab does it, which runs no script element but every other thing."""
    data = json.dumps(list(parts)).replace("<", "\\u003c")
    script = "<script>for (const part of %s) document.body.appendChild(document.createElement('div')).innerHTML = part"
    path.write_text(
        f"<!DOCTYPE html><meta charset='utf-8'><body>{script % data};document.currentScript.remove()</script>",
        encoding="utf-8",
    )
    return path


def shown(result, frame, folder):
    return as_outputs((framing.show(result, doc)._repr_html_() for doc in frame.index), folder / "shown.html")


def saved(result, frame, folder):
    joined = framing.extract(pd.DataFrame({"text": ["\n".join(frame["text"])]}, index=["".join(PAYLOADS)]))
    framing.show(joined, joined.texts.index[0], path=folder / "saved.html")
    return folder / "saved.html"


def summed_up(result, frame, folder):
    twice = pd.concat([frame, frame.set_axis(frame.index + "again")])
    return as_outputs([result._repr_html_(), framing.extract(twice)._repr_html_()] * 2, folder / "summed_up.html")


def explored(result, frame, folder):
    explorer = framing.explore(result, frame)
    parts = []
    for group in ("paper", PAYLOADS[4]):
        explorer.group.value = group
        for row in range(len(explorer.rows.options)):
            explorer.rows.value = row
            parts += pages(explorer.widget)
    return as_outputs(parts, folder / "explored.html")


def coded(result, frame, folder):
    coder, parts = framing.code(result, folder / "coding.csv", n=15), []
    for at in range(min(coder.place.max, 40)):
        coder.place.value = at + 1
        parts += pages(coder.widget)
    return as_outputs(parts, folder / "coded.html")


def passages_of(result, frame, folder):
    table = framing.passages(result, "hedge").assign(group=lambda found: found["doc"].map(frame["paper"]))
    path = folder / "passages.html"
    path.write_text(passages_page(table, "".join(PAYLOADS), "anchor"), encoding="utf-8")
    return path


def reported(result, frame, folder):
    table = pd.DataFrame({name: [*PAYLOADS] for name in PAYLOADS[:6]})
    table.to_csv(folder / "table.csv", index=False)
    every = "".join(PAYLOADS)
    told = {"title": every, "finding": every, "uncertainty": every}
    files = {"table.csv": "", "chart.png": "", "chart.svg": "", "chart_passages.html": ""}
    of_table = {"kind": "table", "name": "table", "title": every, "rows": 2, "files": {"table.csv": ""}}
    figure = {"kind": "figure", "name": "chart", "files": files, **told}
    notebook = dict.fromkeys(("title", "lead", "error"), every) | {"seconds": 1.0, "peak_memory": 1.0}
    notebook |= {"notebook": f"{PAYLOADS[2]}.ipynb", "saved": [figure, of_table]}
    manifest = dict.fromkeys(("run", "started", "framing", "commit", "python"), every)
    manifest |= {"parameters": dict(zip(PAYLOADS, PAYLOADS, strict=True)), "notebooks": [notebook], "inputs": {}}
    path = folder / "index.html"
    path.write_text(index_page(folder, manifest), encoding="utf-8")
    return path


def differing(result, frame, folder):
    table = pd.DataFrame({"outlet": PAYLOADS, "rate": range(len(PAYLOADS)), "told": PAYLOADS})
    changed = table.assign(rate=table["rate"] + 1, told=[f"{payload} changed" for payload in PAYLOADS])
    runs = []
    for name, own, payload in [("old", table, PAYLOADS[2]), ("new", changed, PAYLOADS[10])]:
        lexicon = f"cue,category,condition,note\nmay,epistemic,,{payload}\n"
        about = {"parameters": {PAYLOADS[0]: f"{name} {payload}"}, "platform": f"{name} {payload}"}
        runs.append(make_run(folder / name, own, lexicon, **about))
    return diff_runs(*runs).to_html(folder / "diff.html")


@pytest.mark.parametrize("make", [shown, saved, summed_up, explored, coded, passages_of, reported, differing])
def test_nothing_in_an_article_or_a_table_runs_in_a_page(browser, result, frame, tmp_path, make):
    assert harm(browser, make(result, frame, tmp_path)) == []


def test_the_browser_would_tell_of_a_script_that_runs(browser, tmp_path):
    (tmp_path / "a.html").write_text("<body>" + "alert(1) " * 4 + PAYLOADS[2] + PAYLOADS[0] + PAYLOADS[4])
    found = harm(browser, tmp_path / "a.html")
    assert "dialog 1" in found and "SCRIPT" in found and "IMG onerror=alert(1)" in found


# Python -----------------------------------------------------------------------------------------------------

CALLS = {
    "eval", "exec", "compile", "__import__", "import_module", "system", "popen", "run_path", "run_module", "Popen",
    "run", "call", "check_output", "check_call", "spawn", "read_pickle", "to_pickle", "extractall", "mktemp",
}  # fmt: skip
MODULES = {"pickle", "dill", "cloudpickle", "marshal", "shelve", "subprocess", "runpy", "ctypes", "code", "xml", "yaml"}
# Where code is run or loaded, and why that is no way in for an article.
ALLOWED = {
    ("__init__.py", "import_module"): "the package's own modules, by names that stand in the file",
    ("devices/__init__.py", "import_module"): "built-in devices, and those of the user's own module in a worker",
    (
        "cluster.py",
        "pickle",
    ): "jobs and answers between this process and the workers of a Dask cluster that the user named",
    ("commands/extract.py", "runpy"): "the file of devices that the user names on the command line",
    ("commands/extract.py", "run_path"): "the same",
    ("runs.py", "subprocess"): "git describe, a list of words that are ours, without a shell",
    ("runs.py", "run"): "the same",
    ("run_diff.py", "subprocess"): "this very program, a list without a shell; paths stand behind --",
    ("run_diff.py", "run"): "the same",
}


def found_in(path):
    """Calls and imports of a module that could run what they are given."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
            yield from (name.split(".")[0] for name in names if name.split(".")[0] in MODULES)
        if isinstance(node, ast.Call):
            owner = (
                node.func.value.id
                if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
                else ""
            )
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            # A pattern is compiled by re, and notebooks are called by names of their own.
            if name in CALLS and owner != "re":
                yield name
            if any(keyword.arg == "shell" for keyword in node.keywords):
                yield "shell"
            if any(keyword.arg == "allow_pickle" for keyword in node.keywords):
                yield "allow_pickle"


def test_code_is_run_in_a_few_places_only():
    places = {(path.relative_to(PACKAGE).as_posix(), name) for path in PACKAGE.rglob("*.py") for name in found_in(path)}
    assert places == set(ALLOWED)


@pytest.mark.parametrize("code", ["import pickle", "from os import system\nsystem('x')", "eval('1')", "f(shell=True)"])
def test_a_new_place_would_be_seen(tmp_path, code):
    (tmp_path / "a.py").write_text(code)
    assert list(found_in(tmp_path / "a.py"))


# Spreadsheets -------------------------------------------------------------------------------------------------

LINK = '=HYPERLINK("http://attack.invalid")'
FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", LINK, "=cmd|' /C x'!A0"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_cell_for_coders_does_not_compute(formula, tmp_path):
    assert safe_cell(formula) == f"'{formula}"
    texts = [f"{formula} may rain, she said."]
    result = framing.extract(pd.DataFrame({"text": texts}, index=[formula]))
    framing.write_coding_csv(framing.sample_for_coding(result), tmp_path / "coding.csv")
    with (tmp_path / "coding.csv").open(encoding="utf-8-sig", newline="") as lines:
        cells = [cell for row in csv.reader(lines) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert any(formula.strip() in cell for cell in cells)


def test_the_help_says_that_tables_are_raw():
    answer = CliRunner().invoke(cli.app, ["extract", "--help"], terminal_width=100)
    assert "formula" in " ".join(answer.stdout.split())


# Archives -----------------------------------------------------------------------------------------------------


def archive(path, member, kind, target=""):
    content = b"text"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as out:
            info = zipfile.ZipInfo(member)
            info.external_attr = (0o120777 if target else 0o644) << 16
            out.writestr(info, target or content)
    else:
        with tarfile.open(path, "w") as out:
            info = tarfile.TarInfo(member)
            info.size = 0 if target else len(content)
            info.type, info.linkname = (tarfile.SYMTYPE, target) if target else (tarfile.REGTYPE, "")
            out.addfile(info, io.BytesIO(content))
    return path


@pytest.mark.parametrize("kind", ["zip", "tar"])
@pytest.mark.parametrize("member", ["../out.txt", "/out.txt", "a/../../out.txt", "..\\out.txt", "a/.out.txt"])
def test_an_archive_writes_nothing_outside_its_folder(tmp_path, kind, member):
    folder = tmp_path / "in" / "side"
    folder.mkdir(parents=True)
    with pytest.raises(FetchError):
        _unpack(archive(tmp_path / "data", member, kind), folder, ["*.txt"])
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["data"]


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_link_in_an_archive_leads_nowhere(tmp_path, kind):
    (tmp_path / "in").mkdir()
    secret = tmp_path / "secret"
    secret.write_text("secret")
    try:
        _unpack(archive(tmp_path / "data", "a.txt", kind, target=str(secret)), tmp_path / "in", ["*.txt"])
    except FetchError:
        assert kind == "tar"
    assert not [path for path in (tmp_path / "in").rglob("*") if path.is_symlink() or path.read_text() == "secret"]


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_an_archive_that_swells_is_left_alone(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(public_data, "_MOST_UNPACKED", 10_000)
    (tmp_path / "in").mkdir()
    (tmp_path / "a.txt").write_bytes(bytes(3_000_000))
    if kind == "zip":
        with zipfile.ZipFile(tmp_path / "data", "w", zipfile.ZIP_DEFLATED) as out:
            out.write(tmp_path / "a.txt", "a.txt")
    else:
        with tarfile.open(tmp_path / "data", "w:gz") as out:
            out.add(tmp_path / "a.txt", "a.txt")
    with pytest.raises(FetchError, match="unpacks to more than 100 times its size"):
        _unpack(tmp_path / "data", tmp_path / "in", ["*.txt"])
    assert (tmp_path / "in" / "a.txt").stat().st_size < 1_500_000

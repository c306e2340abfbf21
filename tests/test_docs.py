"""What the documents for newcomers tell to type is typed here, and what comes out is what they say."""

import ast
import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from joblib.externals.loky import get_reusable_executor

import framing

ROOT = Path(__file__).parents[1]
DOCUMENTS = ["docs/getting_started.md", "docs/how_to.md"]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LANGUAGES = {"bash", "python", "text"}
# Programs that a reader may have to install; a block that needs one is left out where it is missing.
PROGRAMS = {"jq"}


def blocks_of(document):
    """Language, text and line of each fenced block."""
    text = (ROOT / document).read_text("utf-8")
    return [(found[1], found[2], text[: found.start()].count("\n") + 1) for found in BLOCK.finditer(text)]


def run_shell(block, folder):
    """What a shell prints, in a terminal of 80 columns."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "80", "JUPYTER_PLATFORM_DIRS": "1"}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(["bash", "-e"], input=block, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def run_python(block, names, capsys):
    """What Python prints, and the value of the last line, as a notebook shows it."""
    tree = ast.parse(block)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    capsys.readouterr()
    exec(compile(tree, "block", "exec"), names)
    value = None if last is None else eval(compile(ast.Expression(last.value), "block", "eval"), names)
    printed = capsys.readouterr().out
    return printed if value is None else f"{printed}{value!r}\n"


def in_lines(text):
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines()) + "\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder as a clone looks to its reader, with a cache of its own."""
    for name in ("notebooks", "data/articles"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*checkpoints*"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    # Processes of an earlier test look for modules elsewhere.
    get_reusable_executor().shutdown(wait=True)
    monkeypatch.setenv("FRAMING_CACHE", str(tmp_path / "cache"))
    for name in ("FRAMING_LEXICONS", "FRAMING_DATA", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_block_of_a_document_runs_and_prints_what_the_document_says(document, project, capsys):
    names, printed, left_out = {"__name__": "document"}, "", False
    for language, block, line in blocks_of(document):
        if language == "text":
            want, got = in_lines(block), in_lines(printed)
            same = doctest.OutputChecker().check_output(want, got, doctest.ELLIPSIS)
            assert left_out or same, f"{document}, line {line}, says\n{want}\nand what came is\n{got}"
            continue
        left_out = any(name in block.split() and not shutil.which(name) for name in PROGRAMS)
        if left_out:
            continue
        with pd.option_context("display.width", 80, "display.max_columns", 20, "display.max_colwidth", 50):
            printed = run_shell(block, project) if language == "bash" else run_python(block, names, capsys)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_block_has_a_language_that_is_run_or_compared(document):
    languages = [language for language, _, _ in blocks_of(document)]
    assert set(languages) == LANGUAGES
    assert (ROOT / document).read_text("utf-8").count("```") == 2 * len(languages)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_and_named_files_of_a_document_are_there(document):
    text = (ROOT / document).read_text("utf-8")
    links = [
        (ROOT / document).parent / link.split("#")[0] for link in re.findall(r"\]\((?!https?:)([^)#][^)]*)\)", text)
    ]
    named = [ROOT / name for name in re.findall(r"`((?:docs|notebooks|data|framing|tools)/[\w/.]+)`", text)]
    assert links and named
    assert [path for path in [*links, *named] if not path.exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_functions_that_a_document_names_are_there(document):
    names = set(re.findall(r"`framing\.((?:\w+\.)*\w+)", (ROOT / document).read_text("utf-8")))
    for name in names:
        here = framing
        for part in name.split("."):
            here = getattr(here, part)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_headings_that_a_document_links_to_are_there(document):
    text = (ROOT / document).read_text("utf-8")
    headings = re.findall(r"^#+ (.*)$", BLOCK.sub("", text), re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors

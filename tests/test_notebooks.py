"""`make run` on a clean clone gives what was committed, to the pixel, and the same on another clone, to the byte."""

import base64
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SAVED = {".png", ".svg", ".csv", ".parquet", ".html"}
LIMIT = 120


@pytest.fixture(scope="module", autouse=True)
def font_cache():
    """On a new machine the first chart builds a list of fonts, and would say so in the notebook."""
    import matplotlib.font_manager

    assert matplotlib.font_manager.fontManager.ttflist


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cell):
    """What a reader sees of a cell: its text by kind, and the pixels of its pictures."""
    printed, displayed = {}, []
    for output in cell.outputs:
        if output.output_type == "stream":
            printed[output.name] = printed.get(output.name, "") + output.text
        elif output.output_type == "error":
            displayed.append({"error": f"{output.ename}: {output.evalue}"})
        else:
            displayed.append(
                {kind: pixels(data) if kind == "image/png" else data for kind, data in output.data.items()}
            )
    return printed, displayed


def pixels(encoded):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGBA"))


def shown_bytes(cell):
    return [{"text": output.get("text"), **output.get("data", {})} for output in cell.outputs]


def assert_same(one, other, where):
    (printed, displayed), (committed_print, committed_display) = one, other
    assert printed == committed_print, where
    assert [sorted(data) for data in displayed] == [sorted(data) for data in committed_display], where
    for data, committed in zip(displayed, committed_display, strict=True):
        for kind in data:
            if kind == "image/png":
                assert data[kind].shape == committed[kind].shape, f"{where}: size of the picture"
                assert np.array_equal(data[kind], committed[kind]), f"{where}: {kind}"
            else:
                assert data[kind] == committed[kind], f"{where}: {kind}"


def test_there_are_notebooks():
    assert NOTEBOOKS


def clone(folder):
    """A clean clone with what is not committed yet on top, so that a change can be tried before it is."""
    git = ["git", "-c", "safe.directory=*"]
    subprocess.run([*git, "clone", "--quiet", "--no-hardlinks", ROOT, folder], check=True)
    listed = [*git, "ls-files", "-z", "--modified", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The reports of `make run` in two clean clones that agree in as little as may be, side by side."""
    if not (ROOT / ".git").exists() or not all(map(shutil.which, ("git", "make"))):
        pytest.skip("there is no git repository to clone, or no git or make")
    base = tmp_path_factory.mktemp("clones")
    started = []
    for name, seed, zone in (("one", "1", "America/Lima"), ("another", "22", "Asia/Tokyo")):
        folder = clone(base / name / "framing")
        # The environment is the one at hand, and the code that of the clone.
        venv = ["-o", f"{sys.prefix}/.ready", f"VENV={sys.prefix}", "ARGS=--name seen --quiet"]
        own = {
            "PYTHONPATH": str(folder),
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "FRAMING_CACHE": str(base / name / "cache"),
        }
        log = (base / f"{name}.log").open("w")
        run = subprocess.Popen(
            ["make", *venv, "run"], cwd=folder, env={**os.environ, **own}, stdout=log, stderr=subprocess.STDOUT
        )
        started.append((run, folder / "reports" / "seen", base / f"{name}.log"))
    for run, _, log in started:
        assert run.wait() == 0, log.read_text()
    return [report for _, report, _ in started]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_gives_what_was_committed(path, runs):
    committed = nbformat.read(path, as_version=4)
    executed = nbformat.read(runs[0] / path.stem / path.name, as_version=4)
    pairs = zip(code_cells(executed), code_cells(committed), strict=True)
    for number, (cell, before) in enumerate(pairs, start=1):
        assert_same(shown(cell), shown(before), f"{path.name}, code cell {number}")


def test_two_runs_on_two_clones_give_the_same_figures_tables_and_passages_to_the_byte(runs):
    files = [
        {path.relative_to(report).as_posix(): path for path in report.rglob("*.*") if path.suffix in SAVED}
        for report in runs
    ]
    assert sorted(files[0]) == sorted(files[1])
    assert {Path(name).suffix for name in files[0]} == SAVED and len(files[0]) > 100
    unlike = [name for name in files[0] if files[0][name].read_bytes() != files[1][name].read_bytes()]
    # A notebook's page says when it was made, and the first page and the list of what went in do.
    timed = {"index.html", *(f"{path.stem}/{path.stem}.html" for path in NOTEBOOKS)}
    assert [name for name in unlike if name not in timed] == []


def test_two_runs_show_the_same_in_every_cell(runs):
    for path in NOTEBOOKS:
        one, other = (code_cells(nbformat.read(report / path.stem / path.name, as_version=4)) for report in runs)
        assert [shown_bytes(cell) for cell in one] == [shown_bytes(cell) for cell in other], path.name


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_takes_less_than_two_minutes(path, runs):
    manifest = json.loads((runs[0] / "manifest.json").read_text("utf-8"))
    [entry] = [entry for entry in manifest["notebooks"] if entry["notebook"] == path.name]
    # Two runs share the machine with the other tests: what counts is the time of the processor, where it is known.
    assert (entry["processor_seconds"] or entry["seconds"]) < LIMIT


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_committed_notebook_was_run_once_from_top_to_bottom(path):
    cells = [cell for cell in code_cells(nbformat.read(path, as_version=4)) if cell.source.strip()]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_committed_notebook_shows_no_warning_and_no_error(path):
    for number, cell in enumerate(code_cells(nbformat.read(path, as_version=4)), start=1):
        printed, displayed = shown(cell)
        assert "stderr" not in printed, f"{path.name}, code cell {number}: {printed['stderr']}"
        assert not any("error" in data for data in displayed), f"{path.name}, code cell {number}"

"""Every notebook runs from top to bottom in a fresh kernel and gives what was committed, to the pixel."""

import base64
import io
import time
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from PIL import Image

from framing.runs import kernel_manager

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
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


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_gives_what_was_committed(path):
    committed = nbformat.read(path, as_version=4)
    executed = nbformat.read(path, as_version=4)
    began = time.monotonic()
    NotebookClient(
        executed,
        kernel_manager_class=kernel_manager(),
        timeout=LIMIT,
        resources={"metadata": {"path": str(FOLDER)}},
    ).execute()
    assert time.monotonic() - began < LIMIT
    pairs = zip(code_cells(executed), code_cells(committed), strict=True)
    for number, (cell, before) in enumerate(pairs, start=1):
        assert_same(shown(cell), shown(before), f"{path.name}, code cell {number}")


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

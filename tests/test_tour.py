"""The tour of the README: its pictures are taken here, in a real JupyterLab and of a real report.

`FRAMING_TOUR=docs/tour python -m pytest tests/test_tour.py` takes those that are committed anew.
"""

import os
import shutil
from pathlib import Path

import nbformat
import numpy as np
import pytest
from lab import ROOT, run_all, running_lab
from PIL import Image

from framing.runs import run_notebooks

CELLS = [
    """import framing

articles = framing.read_corpus("data/articles/*.txt", about="data/articles/index.csv")
result = framing.extract(articles)
result""",
    'framing.show(result, "ferry_tabloid", devices=["hedge", "quote", "loaded", "attribution"])',
    "framing.explore(result, articles)",
    'framing.code(result, "coding.csv", devices=["hedge"], n=20)',
]
PICTURES = ("result", "article", "explorer", "coding", "report", "passages")


@pytest.fixture(scope="module")
def tour(browser, tmp_path_factory):
    """The pictures by name: cells of a notebook with what they show, and pages of a report."""
    folder = tmp_path_factory.mktemp("tour")
    shutil.copytree(ROOT / "data" / "articles", folder / "work" / "data" / "articles")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "work" / "tour.ipynb")
    page = browser.new_page(viewport={"width": 1250, "height": 1500})
    with running_lab(folder / "work", folder / "places") as address:
        run_all(page, address("tour.ipynb"), len(CELLS))
        page.locator(".framing-widget img").first.wait_for()
        page.get_by_label("device").first.select_option("quote")
        page.get_by_label("category").first.select_option("scare")
        page.get_by_label("group").first.select_option("source")
        rows = page.locator(".widget-select select")
        rows.locator("option", has_text="The Daily Torch").wait_for(state="attached")
        rows.select_option(index=1)
        page.locator(".framing-widget mark").first.wait_for()
        for name, cell in zip(PICTURES, page.locator(".jp-CodeCell").all(), strict=False):
            cell.scroll_into_view_if_needed()
            cell.screenshot(path=folder / f"{name}.png")
    report = run_notebooks(ROOT / "notebooks" / "11_your_articles.ipynb", folder / "reports", "tour", progress=False)
    page.set_viewport_size({"width": 1000, "height": 1100})
    for name, file in (("report", "index.html"), ("passages", "11_your_articles/quote_scare_passages.html")):
        page.goto((report / file).as_uri())
        page.screenshot(path=folder / f"{name}.png")
    page.close()
    if keep := os.environ.get("FRAMING_TOUR"):
        for name in PICTURES:
            (ROOT / keep).mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / f"{name}.png", ROOT / keep / f"{name}.png")
    return folder


def looked_at_from_afar(path):
    return np.asarray(Image.open(path).convert("L").resize((32, 32)), dtype=float)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_the_tour_shows_what_a_user_sees(tour, name):
    committed = ROOT / "docs" / "tour" / f"{name}.png"
    # Fonts differ between machines, and the time of a run is in the picture: what counts is what stands where.
    unlike = np.abs(looked_at_from_afar(tour / f"{name}.png") - looked_at_from_afar(committed)).mean()
    assert unlike < 12, f"docs/tour/{name}.png is out of date; take it anew, as the head of {Path(__file__).name} says"

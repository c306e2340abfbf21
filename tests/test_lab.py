"""What users do in JupyterLab, in a real one: each notebook run, a result explored, items coded and found again."""

import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from lab import ROOT, run_all, running_lab
from payloads import PAYLOADS, dangerous

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CELLS = [
    """import framing, pandas as pd
texts = ["It may rain.", "It rains, <img src=x onerror=alert(1)> said.", "It might rain; critics say so."] * 8
frame = pd.DataFrame({"text": [f"{text} Story {at}." for at, text in enumerate(texts)], "paper": list("ABC") * 8})
result = framing.extract(frame)
result""",
    "framing.explore(result, frame)",
    "framing.code(result, 'ann.csv', devices=['hedge'], n=5)",
]
HOSTILE = [
    f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})",
    """import framing, payloads
frame = payloads.hostile_articles()
result = framing.extract(frame)
result""",
    "framing.show(result, frame.index[-7])",
    "framing.show(result, frame.index[2])",
    "framing.explore(result, frame)",
    "framing.code(result, 'hostile.csv', n=5)",
]
DRAWN = """n => Array.from(document.querySelectorAll('.jp-OutputArea-output img'))
    .filter(image => image.naturalWidth > 0).length >= n"""
KEYS = "input[placeholder='click here and type']"


@pytest.fixture(scope="module")
def project(browser, tmp_path_factory):
    """A copy of what a user opens, with a notebook of widgets, and the JupyterLab on it."""
    folder = tmp_path_factory.mktemp("lab")
    for name in ("notebooks", "data", "framing/lexicons"):
        shutil.copytree(ROOT / name, folder / "work" / name)
    for name, own in [("widgets", CELLS), ("hostile", HOSTILE)]:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in own])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, folder / "work" / f"{name}.ipynb")
    with running_lab(folder / "work", folder / "places") as address:
        yield address, folder / "work"


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1300, "height": 1400})
    page.alerts = []
    # The browser's own question before it leaves a page is no alert.
    page.on("dialog", lambda asked: (page.alerts.append(asked.message) if asked.type == "alert" else 0, asked.accept()))
    yield page
    page.close()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_its_figures(project, page, path):
    address, _ = project
    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    pictures = sum("image/png" in output.get("data", {}) for cell in code for output in cell.outputs)
    run_all(page, address(f"notebooks/{path.name}"), len(code))
    # The last ones may still be on their way to the page.
    page.wait_for_function(DRAWN, arg=pictures)
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert page.alerts == []


def n_coded(folder):
    return pd.read_csv(folder / "ann.csv")["label"].notna().sum()


def test_a_group_is_explored_and_five_items_are_coded_and_found_again(project, page):
    address, folder = project
    run_all(page, address("widgets.ipynb"), len(CELLS))
    page.locator(KEYS).wait_for()
    assert page.locator(".framing-result .bar").count() > 5
    page.get_by_label("group").first.select_option("paper")
    rows = page.locator(".widget-select select")
    rows.locator("option", has_text="C: ").wait_for(state="attached")
    assert page.locator(".framing-widget img").first.evaluate("image => image.naturalWidth") > 0
    rows.select_option(index=2)
    page.get_by_text("passages. ").wait_for()
    assert page.locator(".framing-widget mark", has_text="might").count() > 0
    page.locator(KEYS).click()
    for n in range(1, 6):
        page.keyboard.press("n")
        page.get_by_text(f"{n} of ", exact=False).first.wait_for()
    assert n_coded(folder) == 5
    page.get_by_role("button", name="none (n)").click()
    page.get_by_text("6 of ").first.wait_for()
    page.keyboard.press("n")
    page.get_by_text("7 of ").first.wait_for()
    run_all(page, address("widgets.ipynb"), len(CELLS))
    page.get_by_text("7 of ").first.wait_for()
    assert n_coded(folder) == 7
    assert page.alerts == [] and page.locator("img[src='x']").count() == 0


def test_an_article_cannot_script_the_notebook(project, page):
    address, _ = project
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "attack.invalid" in request.url else None)
    run_all(page, address("hostile.ipynb"), len(HOSTILE))
    page.locator(KEYS).wait_for()
    page.get_by_label("group").first.select_option("paper")
    page.locator(".widget-select select").select_option(index=1)
    page.get_by_text("passages. ").wait_for()
    page.locator(".framing-article mark").first.hover()
    page.wait_for_timeout(300)  # JupyterLab sets formulas a little later
    assert page.locator(".framing-article").last.inner_text().count(PAYLOADS[2]) > 3
    assert page.evaluate(dangerous(".framing-article *, .framing-result *, .framing-widget *")) == []
    assert page.alerts == [] and asked == []

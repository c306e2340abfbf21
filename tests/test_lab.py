"""The widgets used in a real JupyterLab, in a browser: a group, its passages, items coded and found after a reload."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
CELLS = [
    """import framing, pandas as pd
texts = ["It may rain.", "It rains, <img src=x onerror=alert(1)> said.", "It might rain; critics say so."] * 8
frame = pd.DataFrame({"text": [f"{text} Story {at}." for at, text in enumerate(texts)], "paper": list("ABC") * 8})
result = framing.extract(frame)
result""",
    "framing.explore(result, frame)",
    "framing.code(result, 'ann.csv', devices=['hedge'], n=5)",
]
KEYS = "input[placeholder='click here and type']"


@pytest.fixture
def lab(tmp_path):
    """The address of a JupyterLab of its own, on a folder with one notebook."""
    folder = tmp_path / "work"
    folder.mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "widgets.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR")
    own = {name: str(tmp_path / name) for name in (*places, "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")}
    token = secrets.token_hex(8)
    options = [f"--ServerApp.port={port}", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--LabApp.news_url=None", *options],
        env={**os.environ, **own, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(150):
            try:
                urlopen(f"http://127.0.0.1:{port}/api", timeout=1)
                break
            except URLError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/lab/tree/widgets.ipynb?token={token}", folder
    finally:
        server.terminate()
        server.wait(30)


def run_all(page, address):
    page.goto(address)
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=60_000)
    for _ in range(20):
        page.wait_for_timeout(1_000)
        # A kernel that is still starting drops what it was asked to run.
        if not page.get_by_text("[1]:", exact=True).count() and not page.get_by_text("[*]:", exact=True).count():
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        if page.locator(KEYS).count():
            break
    page.locator(KEYS).wait_for()


def n_coded(folder):
    return pd.read_csv(folder / "ann.csv")["label"].notna().sum()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_group_is_explored_and_five_items_are_coded_and_found_again(lab):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    address, folder = lab
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1300, "height": 1400})
        alerts = []
        # The browser's own question before it leaves a page is no alert.
        page.on("dialog", lambda asked: (alerts.append(asked.message) if asked.type == "alert" else 0, asked.accept()))
        run_all(page, address)
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
        run_all(page, address + "&reset")
        page.get_by_text("7 of ").first.wait_for()
        assert n_coded(folder) == 7
        assert alerts == [] and page.locator("img[src='x']").count() == 0
        browser.close()

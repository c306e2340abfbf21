"""A real JupyterLab in a headless Chromium, for tests that do what a user does."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[1]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PLACES = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")
# Cells out of sight are drawn too, so that a test can look at them.
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false"},
}


@contextmanager
def running_lab(folder, places):
    """A JupyterLab on a folder, whose settings are its own; gives the address of a file in it."""
    settings = places / "settings"
    own = {name: str(places / name) for name in PLACES}
    own |= {"JUPYTERLAB_SETTINGS_DIR": str(settings), "PYTHONPATH": str(ROOT)}
    for name, values in SETTINGS.items():
        file = settings / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(8)
    options = [f"--ServerApp.port={port}", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--LabApp.news_url=None", *options],
        # The backend that the suite sets for itself would show no figure in a notebook.
        env={**{name: value for name, value in os.environ.items() if name != "MPLBACKEND"}, **own},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                urlopen(f"http://127.0.0.1:{port}/api", timeout=1)
                break
            except URLError:
                time.sleep(0.2)
        yield lambda file: f"http://127.0.0.1:{port}/lab/tree/{file}?token={token}&reset"
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def running_browser():
    """A Chromium; without one, or without playwright, the test is skipped."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


NUMBERED = """n => Array.from(document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt'))
    .filter(prompt => /^\\[\\d+\\]:$/.test(prompt.innerText.trim())).length == n"""


def run_all(page, address, n_cells, seconds=180):
    """Open a notebook, forget what it holds, and run its cells from top to bottom, as from the menus."""
    page.goto(address)
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=90_000)
    # A notebook whose kernel is still starting would ask which one is meant.
    page.get_by_text("| Idle").wait_for(timeout=90_000)
    _choose(page, "Edit", "Clear Outputs of All Cells")
    page.wait_for_function(NUMBERED, arg=0)
    _choose(page, "Run", "Run All Cells")
    page.wait_for_function(NUMBERED, arg=n_cells, timeout=1000 * seconds)


def _choose(page, menu, item):
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=item, exact=True).click()

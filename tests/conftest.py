"""Settings for the whole suite: no window for charts, the same random examples every time."""

import os

import pytest
from hypothesis import HealthCheck, settings
from lab import running_browser
from timing import seconds as seconds_of

from framing.document import Document

os.environ.setdefault("MPLBACKEND", "Agg")
# A shared machine is slow at times; an example that is slow is no failure.
settings.register_profile("framing", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("framing")


@pytest.fixture(autouse=True)
def outside_of_a_run(monkeypatch):
    """Tests that run inside a report's kernel must not add to that report."""
    monkeypatch.delenv("FRAMING_RUN_DIR", raising=False)
    monkeypatch.delenv("FRAMING_RUN_CACHE", raising=False)


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path_factory):
    """Tests leave the user's cache alone, and find nothing in it."""
    monkeypatch.setenv("FRAMING_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium; where there is none, the test is skipped with a reason."""
    with running_browser() as browser:
        yield browser


@pytest.fixture
def seconds():
    """The processor's seconds that a function takes for a text; the best of three, as a machine is busy at times."""

    def best_of_three(find, text):
        # Each time a new document: it keeps what was found in it.
        return min(seconds_of(lambda document: list(find(document)), Document.of(text)) for _ in range(3))

    return best_of_three

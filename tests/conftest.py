"""Settings for the whole suite: no window for charts, the same random examples every time."""

import os

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("MPLBACKEND", "Agg")
# A shared machine is slow at times; an example that is slow is no failure.
settings.register_profile("framing", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("framing")


@pytest.fixture(autouse=True)
def outside_of_a_run(monkeypatch):
    """Tests that run inside a report's kernel must not add to that report."""
    monkeypatch.delenv("FRAMING_RUN_DIR", raising=False)

"""The benchmarks run from their one command, and their chart is drawn from what they write."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "benchmarks"


def run(script, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"}
    command = [sys.executable, FOLDER / script, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("benchmarks")
    path = folder / "results.csv"
    corpus = folder / "no_corpus.parquet"
    said = run("run.py", "--only", "peers", "growth", "--articles", "74", "--corpus", corpus, "--output", path)
    return said, path


def test_what_ships_is_enough_to_measure(measured):
    said, path = measured
    table = pd.read_csv(path)
    assert set(table["benchmark"]) == {"peers", "growth"}
    assert (table["articles"] <= 74).all() and (table["seconds"] > 0).all()
    assert "words a second" in said


def test_a_peer_that_is_not_measured_here_names_its_source(measured):
    peers = pd.read_csv(measured[1]).query("benchmark == 'peers'").set_index("what")["note"]
    assert peers.filter(like="framing").isna().all()
    assert peers[["TextDescriptives", "textacy"]].isna().all() or peers["textacy"].startswith("about 2,000 words")


def test_other_benchmarks_stay_in_the_results(measured):
    _, path = measured
    peers = pd.read_csv(path).query("benchmark == 'peers'")
    run("run.py", "--only", "growth", "--articles", "37", "--corpus", "none", "--output", path)
    table = pd.read_csv(path)
    pd.testing.assert_frame_equal(table.query("benchmark == 'peers'").reset_index(drop=True), peers)
    assert table.query("benchmark == 'growth'")["articles"].max() == 37


def test_in_the_figures_that_are_shipped_nothing_grows_much_faster_than_n_log_n():
    table = pd.read_csv(FOLDER / "results.csv").query("benchmark == 'growth'")
    assert {"extract", "compare", "match_events", "near_copies"} == set(table["what"])
    for what, rows in table.groupby("what"):
        power = np.polyfit(np.log(rows["articles"]), np.log(rows["seconds"]), 1)[0]
        assert power < 1.25, what


def test_the_chart_is_drawn_from_the_results(tmp_path):
    run("chart.py", FOLDER / "results.csv", tmp_path / "speed")
    assert (tmp_path / "speed.png").stat().st_size > 10_000
    assert "<svg" in (tmp_path / "speed.svg").read_text("utf-8")

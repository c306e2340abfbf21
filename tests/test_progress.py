"""Long work shows how far it is if asked to, and finds the same."""

import numpy as np
import pandas as pd
import pytest

import framing


@pytest.fixture(scope="module")
def features():
    generator = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "n_words": 400,
            "hedge": generator.poisson(3, 40),
            "paper": ["Torch", "Courier"] * 20,
            "date": pd.date_range("2020-01-01", periods=40, freq="W"),
            "text": [f"Ferry number {number % 5} caught fire off the pier." for number in range(40)],
        }
    )


def over_months(features, progress):
    table = framing.over_time(features.drop(columns="text"), "date", "hedge", n_boot=50)
    return framing.change_points(table, n_permutations=50, progress=progress)


LONG = {
    "compare": lambda table, progress: framing.compare(
        table, "paper", "hedge", n_boot=50, n_permutations=50, progress=progress
    ),
    "power": lambda table, progress: framing.power(
        table, "hedge", [2.0], n_simulations=3, n_permutations=50, progress=progress
    ),
    "change_points": over_months,
    "match_events": lambda table, progress: framing.match_events(table, progress=progress).to_frame(),
    "near_copies": lambda table, progress: framing.near_copies(table, progress=progress).to_frame(),
}


@pytest.mark.parametrize("name", LONG)
def test_a_bar_goes_to_its_end_and_changes_no_number(features, capsys, name):
    silent = LONG[name](features, False)
    assert capsys.readouterr().err == ""
    pd.testing.assert_frame_equal(LONG[name](features, True), silent)
    shown = capsys.readouterr().err
    assert f"framing.{name}: 100%" in shown


def test_validation_shows_the_articles_that_it_reads(capsys):
    framing.validate("data/articles", ["hedge"], n_boot=10, progress=True)
    assert "24/24" in capsys.readouterr().err

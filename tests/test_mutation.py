"""What tests/mutation.csv says of the tests: how many faults, planted by tools/mutate.py, they notice."""

from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
FLOOR = 0.8
MODULES = [
    "framing/document.py",
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "framing" / "devices").glob("*.py")),
    "framing/comparison.py",
    "framing/randomization.py",
]


@pytest.fixture(scope="module")
def table():
    return pd.read_csv(ROOT / "tests" / "mutation.csv", index_col="module")


@pytest.mark.parametrize("module", MODULES)
def test_the_tests_notice_four_of_five_faults_in_a_module(table, module):
    row = table.loc[module]
    assert row["killed"] + row["equivalent"] + row["survived"] == row["mutants"]
    assert row["rate"] == pytest.approx(row["killed"] / (row["killed"] + row["survived"]), abs=0.001)
    assert row["rate"] >= FLOOR


def test_six_hundred_faults_were_planted(table):
    assert table.loc["all", "mutants"] == table["mutants"].drop("all").sum() >= 600
    assert table.loc["all", "low"] >= FLOOR


def test_a_mutant_that_changes_nothing_is_listed_once_with_the_reason():
    listed = pd.read_csv(ROOT / "tests" / "equivalent_mutants.csv")
    assert not listed.duplicated(["module", "before", "after"]).any()
    assert listed.notna().all(axis=None)

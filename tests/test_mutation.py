"""What tests/mutation.csv says of the tests: how many faults, planted by tools/mutate.py, they notice."""

from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
FLOOR = 0.8


@pytest.fixture(scope="module")
def table():
    return pd.read_csv(ROOT / "tests" / "mutation.csv", index_col="module")


def test_the_tests_notice_four_fifths_of_the_faults_in_each_module(table):
    modules = table.drop("all")
    assert (modules["killed"] + modules["equivalent"] + modules["survived"] == modules["mutants"]).all()
    rate = modules["killed"] / (modules["killed"] + modules["survived"])
    assert (modules["rate"] - rate).abs().max() < 0.001
    assert modules.index[modules["rate"] < FLOOR].tolist() == []


def test_the_measured_modules_are_those_of_the_text_and_of_the_comparison(table):
    names = ("document", "vocabulary", "chunks", "matching", "comparison", "randomization")
    allowed = {f"framing/{name}.py" for name in names}
    devices = {path.relative_to(ROOT).as_posix() for path in (ROOT / "framing" / "devices").glob("*.py")}
    assert set(table.index) - {"all"} <= allowed | devices


def test_a_mutant_that_changes_nothing_is_listed_once_with_the_reason():
    listed = pd.read_csv(ROOT / "tests" / "equivalent_mutants.csv")
    assert not listed.duplicated(["module", "before", "after"]).any()
    assert listed.notna().all(axis=None)

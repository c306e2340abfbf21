"""The devices' scores on the dev gold never fall below `floors.json`, and the floors only go up.

After a change that improves a device, from the project's root:

    python tests/test_scores.py --raise

writes what is measured, rounded down to three decimals, where it is above the floor, and never lowers one.
A new floor for another figure of the scorer is a line in `floors.json`; its value may start at 0.
"""

import importlib.util
import json
import math
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "shared" / "bench"
FLOORS_FILE = Path(__file__).with_name("floors.json")
FLOORS = json.loads(FLOORS_FILE.read_text())

needs_gold = pytest.mark.skipif(not (BENCH / "score.py").exists(), reason="the gold is not beside this project")


def measure(device):
    """The scorer's figures for a device, as `score.py` prints them."""
    specification = importlib.util.spec_from_file_location("bench_score", BENCH / "score.py")
    scorer = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(scorer)
    return scorer.DEVICES[device](BENCH / "gold")


def raised(floors, measured):
    """The floors with each figure that is measured higher put up to it, rounded down to three decimals."""
    return {
        device: {name: max(floor, math.floor(measured[device][name] * 1000) / 1000) for name, floor in figures.items()}
        for device, figures in floors.items()
    }


@needs_gold
@pytest.mark.parametrize("device", FLOORS)
def test_a_score_does_not_fall_below_its_floor(device):
    measured = measure(device)
    assert {name: measured[name] for name in FLOORS[device] if measured[name] < FLOORS[device][name]} == {}


def test_no_floor_is_below_what_the_project_started_from():
    least = {"hedges": {"f1": 0.75}, "quotes": {"macro_f1": 0.60}, "attributions": {"end_to_end_f1": 0.42}}
    for device, figures in least.items():
        for name, value in figures.items():
            assert FLOORS[device][name] >= value


def test_raising_the_floors_lowers_none():
    floors = {"hedges": {"f1": 0.8, "recall": 0.5}}
    assert raised(floors, {"hedges": {"f1": 0.7, "recall": 0.61678}}) == {"hedges": {"f1": 0.8, "recall": 0.616}}


def raise_floors():
    """Measure, report, and write the floors that went up; 1 if a score is below its floor."""
    measured = {device: measure(device) for device in FLOORS}
    floors = raised(FLOORS, measured)
    fallen = False
    for device, figures in FLOORS.items():
        for name, floor in figures.items():
            value = measured[device][name]
            fallen |= value < floor
            print(f"{device} {name}: measured {value:.4f}, floor {floor:.3f} -> {floors[device][name]:.3f}")
    if fallen:
        print("A score is below its floor; nothing was written.")
        return 1
    FLOORS_FILE.write_text(json.dumps(floors, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    if sys.argv[1:] != ["--raise"]:
        sys.exit("usage: python tests/test_scores.py --raise")
    sys.exit(raise_floors())

"""What `tools/fuzz.py` feeds to the package, for a moment and from a fixed seed; and what it found before."""

import importlib.util
import random
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
SCRIPT = TESTS.parent / "tools" / "fuzz.py"
SPEC = importlib.util.spec_from_file_location("fuzz", SCRIPT)
fuzz = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fuzz)

CASES = sorted(path for path in (TESTS / "fuzz_cases").glob("*/*.hex") if path.is_file())
RUNS = {"text": 80, "clean": 300, "readers": 200, "view": 20}


@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_made_up_bytes_break_nothing(target):
    assert fuzz.run_at_random(target, runs=RUNS[target]) == RUNS[target]


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_once_is_mended(path):
    fuzz.TARGETS[path.parent.name](bytes.fromhex(path.read_text("ascii")))


@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_the_same_seed_gives_the_same_bytes(target):
    one, other = (
        [fuzz.mutated(fuzz.seeds(target)[0], chance) for _ in range(20)] for chance in map(random.Random, (5, 5))
    )
    assert one == other and len(set(one)) > 10


def test_a_finding_tells_its_bytes(monkeypatch):
    def break_down(data):
        raise ZeroDivisionError

    monkeypatch.setitem(fuzz.TARGETS, "text", break_down)
    with pytest.raises(ZeroDivisionError) as caught:
        fuzz.run_at_random("text", runs=1)
    assert isinstance(caught.value.data, bytes) and "text was given" in caught.value.__notes__[0]


def test_without_atheris_the_script_says_so(tmp_path):
    (tmp_path / "atheris.py").write_text("raise ImportError")
    command = [sys.executable, str(SCRIPT), "clean", "--seconds", "0.2", "--findings", str(tmp_path / "found")]
    environment = {"PYTHONPATH": f"{tmp_path}:{TESTS.parent}", "PATH": ""}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert "atheris is not installed: changes at random" in done.stdout and "nothing found" in done.stdout


def test_an_unknown_target_is_named():
    done = subprocess.run([sys.executable, str(SCRIPT), "nonsense"], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "no target 'nonsense'; there are text, clean, readers, view" in done.stderr

"""Mutation testing: plant small faults in a module, one at a time, and count those that its tests notice.

    pip install --target .mutation "cosmic-ray ==8.7.*"
    PYTHONPATH=.mutation python tools/mutate.py                                     # writes tests/mutation.csv
    PYTHONPATH=.mutation python tools/mutate.py framing/document.py --sample 100    # some modules; rewrites their rows

The faults (mutants) are cosmic-ray's: another operator, another comparison, a condition turned round, a number one
higher or lower, a loop that never runs. In each module places are drawn by lot, and at each place one of its faults.
Left out is what no test could notice: in annotations, in `strict=` of `zip`, in caches, `is` for `==` of small values.

Each mutant is tested in a process of its own, forked from one that has imported pandas and the rest. It runs the tests
of its module (`TESTS`) and the examples of its docstrings, the quickest first, until one fails. Tests of time and of
several processes, and those above `SLOWEST` seconds, do not take part: on a busy machine they fail for no fault of the
code. A mutant that takes several times as long as all tests together counts as killed.

Survivors are printed. One that cannot change what the module does is listed in tests/equivalent_mutants.csv, by the
line as it is and as the mutant has it; the rate is that of the others that were killed, with Wilson's interval.
"""

import argparse
import csv
import importlib.machinery
import importlib.util
import json
import os
import random
import resource
import sys
import tempfile
from collections import defaultdict
from contextlib import redirect_stdout
from functools import cache
from importlib import import_module
from io import StringIO
from pathlib import Path
from time import process_time

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, settings
from scipy.stats import binomtest, norm

try:
    tree, mutating, plugins = (import_module(f"cosmic_ray.{name}") for name in ("ast", "mutating", "plugins"))
except ModuleNotFoundError:
    sys.exit('This tool needs cosmic-ray, which nothing else does: pip install "cosmic-ray ==8.7.*"')

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tests" / "mutation.csv"
EQUIVALENT = ROOT / "tests" / "equivalent_mutants.csv"
SLOWEST = 2.0
SAME_FOR_SMALL_VALUES = ("Eq_Is", "NotEq_IsNot", "Is_Eq", "IsNot_NotEq")


def tests_of(name, *files):
    """The test files, and what is found of this in the articles of the reference."""
    test = f"test_what_is_found_in_the_articles_is_what_was_found_before[{name}]"
    return [*(f"tests/test_{file}.py" for file in files), f"tests/test_reference.py::{test}"]


_ATTRIBUTION = tests_of(
    "attribution",
    *("attribution", "attribution_categories", "content_ends", "contents", "cues", "evidence", "joined"),
    *("source_types", "speakers", "voices"),
)
TESTS = {
    "framing/document.py": [*tests_of("parts", "document", "quotes"), *tests_of("attribution")],
    "framing/vocabulary.py": [*tests_of("parts", "vocabulary", "document")],
    "framing/chunks.py": [*tests_of("parts", "chunks", "vocabulary", "document")],
    "framing/matching.py": tests_of("hedge", "matching", "issue_frames"),
    "framing/devices/__init__.py": tests_of("label", "devices"),
    "framing/devices/spans.py": tests_of("hedge", "spans", "matching", "extract"),
    **{
        f"framing/devices/{name}.py": _ATTRIBUTION
        for name in (
            "attribution",
            "content_ends",
            "contents",
            "cues",
            "evidence",
            "joined",
            "reporting",
            "source_types",
            "sources",
            "speakers",
        )
    },
    "framing/devices/voices.py": tests_of("quote", "voices"),
    "framing/devices/weighing.py": tests_of("loaded", "loaded", "quotes", "joined", "weighing"),
    **{
        f"framing/devices/{file}.py": tests_of(device, file)
        for device, file in {
            **{name: name for name in ("certainty", "distancing", "loaded", "presupposition")},
            **{"hedge": "hedges", "issue_frame": "issue_frames", "label": "labels", "passive": "passives"},
            "quote": "quotes",
        }.items()
    },
    "framing/comparison.py": ["tests/test_randomization.py", "tests/test_comparison.py"],
    "framing/randomization.py": ["tests/test_randomization.py", "tests/test_comparison.py"],
}


def changes_nothing(node):
    """Annotations, which nothing evaluates; `strict=` where lengths are the same; caches, which only save time."""
    if node.type == "decorator":
        return "cache" in node.get_code()
    while parent := node.parent:
        if (
            parent.type == "tfpdef"
            or (parent.type == "annassign" and parent.children[1] is node)
            or (parent.type == "funcdef" and parent.annotation is node)
            or (parent.type == "argument" and parent.children[0].get_code().strip() == "strict")
        ):
            return True
        node = parent
    return False


def places(code):
    """Where the code can be mutated -> the mutants of that place, each an operator and its occurrence."""
    nodes = list(tree.ast_nodes(tree.get_ast(code)))
    found = defaultdict(list)
    for name in plugins.operator_names():
        if plugins.get_operator(name).arguments() or name.endswith(SAME_FOR_SMALL_VALUES):
            continue
        operator, occurrence = plugins.get_operator(name)(), 0
        for node in nodes:
            for position in operator.mutation_positions(node):
                if not changes_nothing(node):
                    found[position].append((name, occurrence))
                occurrence += 1
    return dict(sorted(found.items()))


def draw(code, size, lot):
    """Yield line number, the line as it is, as the mutant has it, the mutant's code; of `size` places drawn by lot."""
    mutable = places(code)
    for position in sorted(lot.sample(list(mutable), min(size, len(mutable)))):
        name, occurrence = lot.choice(mutable[position])
        mutant = mutating.mutate_code(code, plugins.get_operator(name)(), occurrence)
        yield (position[0][0], *difference(code, mutant), mutant)


def difference(code, mutant):
    """What the two have not in common, as whole lines."""
    old, new = code.splitlines(), mutant.splitlines()
    first = next(i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
    last = next(i for i, (a, b) in enumerate(zip(old[::-1], new[::-1], strict=False)) if a != b)
    return tuple(" ".join(map(str.strip, lines[first : len(lines) - last])) for lines in (old, new))


class Mutant(importlib.machinery.SourceFileLoader):
    """Finds and loads one module, from other code than its file has."""

    def __init__(self, path, code):
        name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        super().__init__(name, str(ROOT / path))
        self.code = code

    def find_spec(self, name, path=None, target=None):
        if name == self.name:
            return importlib.util.spec_from_file_location(name, self.path, loader=self)
        return None

    def exec_module(self, module):
        exec(compile(self.code, self.path, "exec", dont_inherit=True), module.__dict__)


class QuickestFirst:
    """Orders the tests by how long they took when nothing was mutated; notes how long they take."""

    def __init__(self, seconds):
        self.before, self.seconds = seconds, {}

    def pytest_collection_modifyitems(self, items):
        about_time = ("time", "seconds", "processes", "process", "fast")
        items[:] = [
            item
            for item in sorted(items, key=lambda item: self.before.get(item.nodeid, 0))
            if self.before.get(item.nodeid, 0) < SLOWEST
            and "seconds" not in item.fixturenames
            and not set(about_time) & set(item.name.partition("[")[0].split("_"))
        ]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        start = process_time()
        result = yield
        self.seconds[item.nodeid] = process_time() - start
        return result


def start(path, code, seconds, folder, limit):
    """Fork a process that tests the code; its id."""
    if pid := os.fork():
        return pid
    status = 70
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
        os.dup2(os.open(folder / "output.txt", os.O_WRONLY | os.O_CREAT), 1)
        os.dup2(1, 2)
        mutant = Mutant(path, code)
        sys.meta_path.insert(0, mutant)
        # Before pytest sets its own finder in front, which would read the file of a module that holds tests.
        import_module(mutant.name)
        settings.register_profile(
            "mutation",
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        order = QuickestFirst(seconds)
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-profile=mutation"]
        status = pytest.main(
            [*options, f"--basetemp={folder / 'tmp'}", *TESTS[path.as_posix()], str(path)], plugins=[order]
        )
        (folder / "seconds.json").write_text(json.dumps(order.seconds))
    finally:
        os._exit(status)


def baseline(path, code):
    """Seconds of each test on the code as it is, which must pass."""
    with tempfile.TemporaryDirectory() as folder:
        pid = start(path, code, {}, Path(folder), 600)
        if status := os.waitpid(pid, 0)[1]:
            output = Path(folder, "output.txt").read_text()
            sys.exit(f"The tests of {path} fail (status {status}) before anything is mutated:\n{output[-3000:]}")
        return json.loads(Path(folder, "seconds.json").read_text())


def survivors(path, mutants, jobs):
    """Yield those of the mutants that all tests pass."""
    seconds = baseline(path, (ROOT / path).read_text())
    taking_part = sum(s for s in seconds.values() if s < SLOWEST)
    print(f"{path}: {len(seconds)} tests, {taking_part:.1f} s", flush=True)
    limit = int(20 + 4 * taking_part)
    running, waiting = {}, list(mutants)[::-1]
    while waiting or running:
        while waiting and len(running) < jobs:
            folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
            mutant = waiting.pop()
            running[start(path, mutant[-1], seconds, Path(folder.name), limit)] = mutant, folder
        pid, status = os.wait()
        mutant, folder = running.pop(pid)
        folder.cleanup()
        if status == 0:
            yield mutant


@cache
def known_equivalents():
    with EQUIVALENT.open(newline="", encoding="utf-8") as file:
        return {(row["module"], row["before"], row["after"]) for row in csv.DictReader(file)}


def measure(path, size, seed, jobs):
    """The row of one module."""
    code = (ROOT / path).read_text()
    mutants = list(draw(code, size, random.Random(f"{seed} {path}")))
    equivalent = survived = 0
    for number, before, after, _ in survivors(path, mutants, jobs):
        if (path.as_posix(), before, after) in known_equivalents():
            equivalent += 1
        else:
            survived += 1
            print(f"  {path}:{number}\n    - {before}\n    + {after}", flush=True)
    killed = len(mutants) - equivalent - survived
    low, high = binomtest(killed, killed + survived).proportion_ci(method="wilson")
    return {
        "module": path.as_posix(),
        "seed": seed,
        "places": len(places(code)),
        "mutants": len(mutants),
        "killed": killed,
        "equivalent": equivalent,
        "survived": survived,
        "rate": round(killed / (killed + survived), 3),
        "low": round(low, 3),
        "high": round(high, 3),
    }


def overall(rows):
    """The row of all modules: rates weighted by the places that each module has."""
    weight = rows["places"] / rows["places"].sum()
    rate = (weight * rows["rate"]).sum()
    # Laplace's estimate within a module: a module whose sample was killed to the last mutant has a variance too.
    n = rows["killed"] + rows["survived"]
    within = (rows["killed"] + 1) / (n + 2)
    margin = norm.ppf(0.975) * (weight**2 * within * (1 - within) / n).sum() ** 0.5
    sums = rows[["places", "mutants", "killed", "equivalent", "survived"]].sum().to_dict()
    rates = {"rate": rate, "low": rate - margin, "high": rate + margin}
    return {"module": "all", "seed": "", **sums, **{name: round(value, 3) for name, value in rates.items()}}


def write(rows):
    """Put the rows into the table, in place of what it says of the same modules."""
    old = pd.read_csv(TABLE, dtype={"seed": str}).to_dict("records") if TABLE.exists() else []
    merged = {row["module"]: row for row in [*old, *rows]}
    table = pd.DataFrame([merged[module] for module in TESTS if module in merged])
    table = pd.concat([table, pd.DataFrame([overall(table)])])
    table.to_csv(TABLE, index=False)
    return table


def import_all():
    """Import what tests need, pytest's plugins too; but the package and its tests anew for each mutant."""
    before = set(sys.modules)
    with redirect_stdout(StringIO()):
        pytest.main(
            ["--collect-only", "-q", "-p", "no:cacheprovider", *{test for tests in TESTS.values() for test in tests}]
        )
    for name in set(sys.modules) - before:
        if (getattr(sys.modules[name], "__file__", None) or "").startswith(f"{ROOT}{os.sep}"):
            del sys.modules[name]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("modules", nargs="*", default=list(TESTS), help="paths; all of TESTS by default")
    parser.add_argument("--sample", type=int, default=26, help="mutants of a module")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2, help="mutants tested at the same time")
    options = parser.parse_args()
    if unknown := set(options.modules) - set(TESTS):
        parser.error(f"no tests are named for {', '.join(sorted(unknown))}; TESTS has {', '.join(TESTS)}")
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    import_all()
    for module in options.modules:
        table = write([measure(Path(module), options.sample, options.seed, options.jobs)])
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()

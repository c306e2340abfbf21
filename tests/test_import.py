"""Importing framing loads nothing that is not needed yet, and the first result comes soon."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Processor seconds, as another process may hold up this one; the least of a few runs.
RUNS = 2
HEAVY = {"matplotlib", "sklearn", "scipy", "statsmodels", "dask", "distributed", "joblib", "IPython", "ipywidgets"}
EXTRACT = """
import framing, pandas
result = framing.extract(pandas.DataFrame({"text": ["The plan is supposedly finished, officials said."]}))
assert result.features["hedge_hearsay"].tolist() == [1]
"""


def run(code):
    """The answer of a fresh process: what the code prints as JSON."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def loaded(code):
    """Packages that code loads, without those of Python and this one."""
    return set(
        run(f"""
import json, sys
before = set(sys.modules)
{code}
tops = {{name.partition(".")[0] for name in set(sys.modules) - before}}
print(json.dumps(sorted(tops - sys.stdlib_module_names - {{"framing"}})))
""")
    )


def seconds(code):
    return min(run(f"import json, time\n{code}\nprint(json.dumps(time.process_time()))") for _ in range(RUNS))


def test_importing_framing_loads_numpy_alone():
    assert loaded("import framing") == {"numpy"}


def test_whoever_asks_what_framing_has_loads_numpy_alone():
    answer = loaded("import framing; dir(framing); framing.Document.of('It may rain.'); framing.__version__")
    assert answer == {"numpy"}


def test_extracting_loads_no_package_of_charts_statistics_or_processes():
    packages = loaded(EXTRACT)
    assert {"numpy", "pandas", "textstat"} <= packages
    assert not packages & HEAVY


def test_importing_framing_takes_less_than_importing_pandas():
    assert seconds("import framing") < min(0.5, seconds("import pandas"))


def test_the_first_result_comes_in_two_seconds_on_a_machine_that_loads_pandas_in_half_a_second():
    assert seconds(EXTRACT) < 4 * max(0.5, seconds("import pandas"))


@pytest.mark.parametrize(
    "order",
    [
        "import framing, pandas",
        "import pandas, framing",
        "import framing, pandas.api.types",
        "from framing import extract; import importlib.util; importlib.util.find_spec('pandas'); import pandas",
        "import framing; framing.read_corpus; import numpy; from pandas import DataFrame; import pandas",
    ],
)
def test_a_frame_has_its_accessor_whichever_is_imported_first(order):
    code = f"""
import json
{order}
frame = pandas.DataFrame({{"text": ["It may rain."]}})
print(json.dumps(frame.framing.extract(["hedge"]).features["hedge"].tolist()))
"""
    assert run(code) == [1]


def test_looking_for_pandas_does_not_load_it_and_once_it_is_loaded_nothing_waits_for_it():
    code = """
import importlib.util, json, sys
import framing
assert importlib.util.find_spec("pandas") and "pandas" not in sys.modules
import pandas
print(json.dumps([type(finder).__module__ for finder in sys.meta_path]))
"""
    assert "framing.accessor" not in run(code)

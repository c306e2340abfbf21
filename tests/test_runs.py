"""Running notebooks: what lands in the report, what happens when one fails, that no page needs a network."""

import csv
import hashlib
import json
import re
import sys

import nbformat
import pandas as pd
import pytest
from matplotlib.figure import Figure

from framing.runs import RunError, kernel_manager, run_notebooks, save_figure, save_table

DRAWS = """
import matplotlib.pyplot as plt
import pandas as pd
from framing.runs import save_figure, save_table

limit = limit if "limit" in globals() else 3
figure, axes = plt.subplots()
axes.scatter(range(limit), range(limit))
axes.set_title("Rates <b>rise</b>")
save_figure(figure, "rise")
save_table(pd.DataFrame({"outlet": ["<script>alert(1)</script>", "B"], "rate": [1 / 3, 2.0]}), "by_outlet");
"""


def write_notebook(folder, name, *sources, parameters=None):
    cells = [nbformat.v4.new_markdown_cell(f"# What {name} asks\n\nA [lead](x.html) of `one` line.")]
    if parameters:
        cells.append(nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    cells += [nbformat.v4.new_code_cell(source) for source in sources]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    return path


def run(folder, **options):
    return run_notebooks(folder / "notebooks", folder / "reports", progress=False, **options)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """One report of two notebooks, shared by the tests that only look at it."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "data").mkdir()
    (folder / "data" / "counts.csv").write_text("n\n1\n")
    write_notebook(folder / "notebooks", "00_draw", "limit = 4\nseed = 7", DRAWS)
    write_notebook(folder / "notebooks", "01_words", "print('read', open('../data/counts.csv').read().split())")
    return run(folder, name="first")


def test_a_report_holds_pages_figures_and_tables(finished):
    made = {path.relative_to(finished).as_posix() for path in finished.rglob("*") if path.is_file()}
    made -= {path.relative_to(finished).as_posix() for path in (finished / "manifest_lexicons").iterdir()}
    draw = {
        f"00_draw/{name}"
        for name in ("00_draw.html", "00_draw.ipynb", "rise.png", "rise.svg", "by_outlet.csv", "by_outlet.parquet")
    }
    assert made == {"index.html", "manifest.json", *draw, "01_words/01_words.html", "01_words/01_words.ipynb"}


def test_every_link_of_the_index_leads_to_a_file(finished):
    page = (finished / "index.html").read_text("utf-8")
    links = re.findall(r'(?:href|src)="([^"]+)"', page)
    assert "00_draw/rise.svg" in links
    inside = {link.removeprefix("#") for link in links if link.startswith("#")}
    assert inside <= set(re.findall(r'id="([^"]+)"', page))
    assert [link for link in links if not link.startswith("#") and not (finished / link).is_file()] == []


def test_the_index_escapes_what_came_from_articles(finished):
    page = (finished / "index.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "Rates &lt;b&gt;rise&lt;/b&gt;" in page


def test_the_index_introduces_a_notebook_by_its_title_and_first_paragraph(finished):
    page = (finished / "index.html").read_text("utf-8")
    assert "What 00_draw asks" in page
    assert "A lead of one line." in page


def test_no_page_of_a_report_fetches_anything(finished):
    fetching = re.compile(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["']?(?:https?:)?//|\bimport\(|@import""")
    for page in finished.rglob("*.html"):
        assert fetching.search(page.read_text("utf-8")) is None, page


def test_the_manifest_tells_versions_inputs_and_outputs(finished):
    manifest = json.loads((finished / "manifest.json").read_text("utf-8"))
    assert set(manifest["inputs"]) == {
        "notebooks/00_draw.ipynb",
        "notebooks/01_words.ipynb",
        "data/counts.csv",
    }
    assert manifest["packages"]["pandas"] == pd.__version__
    draw, words = manifest["notebooks"]
    assert [saved["name"] for saved in draw["saved"]] == ["rise", "by_outlet"]
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for saved in draw["saved"] for digest in saved["files"].values())
    assert words["error"] is None and words["seconds"] > 0


def test_the_manifest_tells_code_lexicons_seeds_memory_and_every_output(finished):
    manifest = json.loads((finished / "manifest.json").read_text("utf-8"))
    assert {"framing/runs.py", "framing/devices/hedges.py"} <= set(manifest["code"])
    assert {"hedges.csv", "groups.csv"} <= set(manifest["lexicons"])
    for name, digest in manifest["lexicons"].items():
        assert hashlib.sha256((finished / "manifest_lexicons" / name).read_bytes()).hexdigest() == digest
    draw, words = manifest["notebooks"]
    assert draw["seeds"] == ["seed=7"] and words["seeds"] == []
    assert draw["peak_memory"] > words["peak_memory"] > 10 if sys.platform == "linux" else True
    assert draw["processor_seconds"] > words["processor_seconds"] > 0 if sys.platform == "linux" else True
    written = {path.relative_to(finished).as_posix() for path in finished.rglob("*") if path.is_file()}
    assert set(manifest["outputs"]) == written - {"manifest.json"}


def test_a_lexicon_that_a_parameter_names_is_kept_with_the_report(tmp_path):
    write_notebook(tmp_path / "notebooks", "00_takes", "1", parameters="lexicon = ''\ncorpus = ''")
    (tmp_path / "war.csv").write_text("category,cue\ncombat,fight\n")
    (tmp_path / "corpus.csv").write_text("text\nA fight.\n")
    report = run(tmp_path, parameters={"lexicon": "../war.csv", "corpus": "../corpus.csv"})
    manifest = json.loads((report / "manifest.json").read_text("utf-8"))
    assert [name for name in manifest["lexicons"] if name.startswith("own/")] == ["own/lexicon.csv"]
    assert (report / "manifest_lexicons" / "own" / "lexicon.csv").read_text() == "category,cue\ncombat,fight\n"


def test_a_notebook_runs_in_its_own_folder(finished):
    notebook = nbformat.read(finished / "01_words" / "01_words.ipynb", as_version=4)
    assert notebook.cells[-1].outputs[0].text == "read ['n', '1']\n"


def test_latest_leads_to_the_newest_report(finished):
    assert (finished.parent / "latest").resolve() == finished.resolve()


def test_the_same_notebook_leaves_the_same_figures_and_tables(tmp_path):
    write_notebook(tmp_path / "notebooks", "00_draw", DRAWS)
    first, second = run(tmp_path, name="first"), run(tmp_path, name="second")
    for name in ("rise.png", "rise.svg", "by_outlet.csv"):
        assert (first / "00_draw" / name).read_bytes() == (second / "00_draw" / name).read_bytes()
    assert (tmp_path / "reports" / "latest").resolve() == second.resolve()


def test_a_failed_notebook_is_named_and_the_others_still_run(tmp_path):
    write_notebook(tmp_path / "notebooks", "00_bad", "kept = 1", "raise KeyError('no such <outlet>')")
    write_notebook(tmp_path / "notebooks", "01_good", DRAWS)
    with pytest.raises(
        RunError, match=r"00_bad\.ipynb: cell \[2\] failed with KeyError: 'no such <outlet>'"
    ) as failure:
        run(tmp_path, name="partial")
    report = failure.value.report
    assert (report / "01_good" / "rise.png").is_file()
    page = (report / "index.html").read_text("utf-8")
    assert "no such &lt;outlet&gt;" in page and "1 failed" in page
    assert "What 00_bad asks" in page
    assert "KeyError" in (report / "00_bad" / "00_bad.html").read_text("utf-8")


def test_a_kernel_that_dies_is_reported_as_such(tmp_path):
    write_notebook(tmp_path / "notebooks", "00_dies", "import os; os._exit(1)")
    with pytest.raises(RunError, match=r"00_dies\.ipynb: the kernel died"):
        run(tmp_path)


def test_a_parameter_reaches_only_the_notebooks_that_take_it(tmp_path):
    write_notebook(tmp_path / "notebooks", "00_takes", "print(limit)", parameters="limit = 3")
    write_notebook(tmp_path / "notebooks", "01_not", "print('limit' in globals())")
    report = run(tmp_path, parameters={"limit": 7})
    outputs = [
        nbformat.read(report / name / f"{name}.ipynb", as_version=4).cells[-1].outputs[0].text
        for name in ("00_takes", "01_not")
    ]
    assert outputs == ["7\n", "False\n"]


def test_a_corpus_runs_only_the_notebooks_that_take_one(tmp_path):
    write_notebook(
        tmp_path / "notebooks", "00_takes", "print(corpus, by)", parameters="corpus = 'a.csv'\nby = 'source'"
    )
    write_notebook(tmp_path / "notebooks", "01_by_only", "print(by)", parameters="by = 'lean'")
    (tmp_path / "texts").mkdir()
    for name in "ab":
        (tmp_path / "texts" / f"{name}.txt").write_text("It may rain.")
    report = run(tmp_path, parameters={"corpus": "../texts/*.txt", "by": "event"})
    assert (report / "00_takes").is_dir() and not (report / "01_by_only").exists()
    manifest = json.loads((report / "manifest.json").read_text("utf-8"))
    assert manifest["left_out"] == ["01_by_only.ipynb"]
    assert set(manifest["inputs"]) == {"notebooks/00_takes.ipynb", "texts/a.txt", "texts/b.txt"}


FINDS = """
import framing, pandas as pd
from matplotlib.figure import Figure
texts = ["It may rain, <b>she</b> said. It might snow.", "It might rain."]
result = framing.extract(pd.DataFrame({"text": texts}, index=["one", "two"]))
found = framing.passages(result, "hedge").assign(group=["<i>A</i>", "A", "B"])
figure = Figure()
figure.suptitle("Rain")
framing.save_figure(figure, "rain", finding="It <may> rain", uncertainty="Very & little", passages=found)
framing.save_figure(Figure(), "plain");
"""


def test_a_finding_stands_on_the_first_page_with_its_uncertainty_and_its_passages(tmp_path):
    write_notebook(tmp_path / "notebooks", "00_rain", FINDS)
    report = run(tmp_path)
    page = (report / "index.html").read_text("utf-8")
    assert '<a href="#00_rain-rain">It &lt;may&gt; rain</a>' in page and 'id="00_rain-rain"' in page
    assert "Very &amp; little" in page and 'href="00_rain/rain_passages.html"' in page
    assert "<figcaption>plain" in page and "<figcaption>Rain" not in page
    behind = (report / "00_rain" / "rain_passages.html").read_text("utf-8")
    assert "3 of 3 passages" in behind and 'href="../index.html#00_rain-rain"' in behind
    assert '<td class="text">may</td>' in behind and "&lt;b&gt;she&lt;/b&gt;" in behind
    assert "<h2>&lt;i&gt;A&lt;/i&gt;" in behind and "<b>" not in behind


def test_passages_without_their_columns_are_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("FRAMING_RUN_DIR", str(tmp_path))
    with pytest.raises(ValueError, match=r"passages has no column 'doc'; it has \['a'\]"):
        save_figure(Figure(), "none", uncertainty="much", passages=pd.DataFrame({"a": [1]}))


def test_a_table_is_kept_as_parquet_with_its_types(tmp_path, monkeypatch):
    monkeypatch.setenv("FRAMING_RUN_DIR", str(tmp_path))
    days = pd.to_datetime(["2020-01-31", None])
    frame = pd.DataFrame({"day": days, 7: [0.1 + 0.2, 1], "mixed": ["a", 1]}, index=pd.Index(["A", "B"], name="outlet"))
    save_table(frame, "typed")
    back = pd.read_parquet(tmp_path / "typed.parquet")
    assert back["day"].tolist()[0] == days[0] and back["7"].tolist() == [0.1 + 0.2, 1]
    assert back["mixed"].tolist() == ["a", "1"] and back["outlet"].tolist() == ["A", "B"]


def test_a_parameter_that_no_notebook_takes_is_refused_before_anything_runs(tmp_path):
    write_notebook(tmp_path / "notebooks", "00_takes", "1", parameters="limit = 3")
    with pytest.raises(ValueError, match="no notebook takes a parameter 'limits'; they take 'limit'"):
        run(tmp_path, parameters={"limits": 7})
    assert not (tmp_path / "reports").exists()


def test_an_existing_report_is_never_overwritten(tmp_path):
    write_notebook(tmp_path / "notebooks", "00_one", "1")
    run(tmp_path, name="kept")
    with pytest.raises(FileExistsError, match="kept exists"):
        run(tmp_path, name="kept")


@pytest.mark.parametrize("name", ["", "a/b", "..", ".hidden", "latest"])
def test_a_report_cannot_be_named_like_a_path(tmp_path, name):
    write_notebook(tmp_path / "notebooks", "00_one", "1")
    with pytest.raises(ValueError, match="cannot name a report"):
        run(tmp_path, name=name)


def test_one_notebook_can_run_alone(tmp_path):
    path = write_notebook(tmp_path / "notebooks", "00_one", "1")
    write_notebook(tmp_path / "notebooks", "01_other", "1")
    report = run_notebooks(path, tmp_path / "reports", progress=False)
    assert (report / "00_one").is_dir() and not (report / "01_other").exists()


def test_the_kernel_is_this_python_even_where_a_backend_is_set(tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "Agg")
    source = "import sys, matplotlib\nprint(sys.executable)\nprint(matplotlib.get_backend())"
    write_notebook(tmp_path / "notebooks", "00_where", source)
    executed = nbformat.read(run(tmp_path) / "00_where" / "00_where.ipynb", as_version=4)
    python, backend = executed.cells[-1].outputs[0].text.split()
    assert python == sys.executable
    assert backend.endswith("inline")
    assert kernel_manager()().kernel_spec.language == "python"


def test_nothing_is_written_outside_of_a_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    figure, frame = Figure(), pd.DataFrame({"a": [1]})
    assert save_figure(figure, "plain") is figure
    assert save_table(frame, "plain") is frame
    assert list(tmp_path.iterdir()) == []


def test_a_figure_may_be_given_by_its_axes(tmp_path, monkeypatch):
    monkeypatch.setenv("FRAMING_RUN_DIR", str(tmp_path))
    axes = Figure().add_subplot()
    assert save_figure(axes, "by_axes") is axes
    assert (tmp_path / "by_axes.png").read_bytes().startswith(b"\x89PNG")
    assert b"<dc:date>" not in (tmp_path / "by_axes.svg").read_bytes()


def test_a_named_index_is_kept_in_a_table_and_a_numbered_one_is_not(tmp_path, monkeypatch):
    monkeypatch.setenv("FRAMING_RUN_DIR", str(tmp_path))
    frame = pd.DataFrame({"rate": [0.1 + 0.2]}, index=pd.Index(["A"], name="outlet"))
    save_table(frame, "named")
    save_table(frame.reset_index(drop=True), "numbered")
    rows = [list(csv.reader((tmp_path / f"{name}.csv").open())) for name in ("named", "numbered")]
    assert rows == [[["outlet", "rate"], ["A", "0.3"]], [["rate"], ["0.3"]]]


def test_a_name_saved_twice_in_a_notebook_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("FRAMING_RUN_DIR", str(tmp_path))
    save_table(pd.DataFrame({"a": [1]}), "rates")
    with pytest.raises(ValueError, match=r"rates\.csv was saved before"):
        save_table(pd.DataFrame({"a": [2]}), "rates")


@pytest.mark.parametrize("name", ["rates.csv", "../rates", "", "a b"])
def test_a_name_with_an_ending_or_a_folder_is_refused(name):
    with pytest.raises(ValueError, match="is no name for a saved file"):
        save_table(pd.DataFrame({"a": [1]}), name)

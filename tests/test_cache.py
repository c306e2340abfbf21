"""The cache of extraction: the same results with and without; only what is new is computed; nothing breaks it."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import warnings
import zlib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import tables_are_the_same
from typer.testing import CliRunner

import framing
from framing.cache import FILE, Cache, cache_folder, cache_limit, cache_size, cache_table, clear_cache
from framing.cli import app
from framing.devices.voices import WRITER, voice_at
from framing.document import Document
from framing.extract import _voices

ROOT = Path(__file__).resolve().parents[1]
# Two surrogates side by side, which are two characters, in a quotation, an agent and a source.
SURROGATES = {
    "pair": "“The dam \ud83d\ude00 may burst,” said \ud83d\ude00 Lee. It was built by \ud83d\ude00 Ito.",
    "lone": "Ann \udc80 Lee said it may rain. The “so-called \ud800” plan was rejected.",
    "empty": "",
}


@pytest.fixture(scope="module")
def articles():
    texts = {path.stem: path.read_text("utf-8") for path in sorted((ROOT / "data" / "articles").glob("*.txt"))}
    return pd.DataFrame({"text": texts})


@pytest.fixture(scope="module")
def plain(articles):
    return framing.extract(articles)


def assert_same(one, other):
    tables_are_the_same(one, other)
    for name in ("features", "spans", "attributions"):
        mine, theirs = (getattr(result, name).to_csv(errors="surrogatepass") for result in (one, other))
        assert mine == theirs


@pytest.fixture
def computed(monkeypatch):
    """How often each device has looked at an article."""
    counts = {}
    spans = framing.extract.__globals__["_spans"]

    def counted(device, document):
        counts[device.name] = counts.get(device.name, 0) + 1
        return spans(device, document)

    monkeypatch.setitem(framing.extract.__globals__, "_spans", counted)
    return counts


def run_python(code, *arguments, path=ROOT, **environment):
    return subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(path), **environment},
        cwd=path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


# The same results ----------------------------------------------------------------------------------------------


def test_results_with_and_without_the_cache_are_the_same(articles, plain, tmp_path, computed):
    assert_same(framing.extract(articles, cache=tmp_path), plain)
    assert set(computed.values()) == {len(articles)}
    computed.clear()
    assert_same(framing.extract(articles, cache=tmp_path), plain)
    assert not computed


def test_results_in_several_processes_are_the_same(articles, plain, tmp_path, computed):
    framing.extract(articles.iloc[::5], cache=tmp_path)
    more = pd.concat([articles, articles.add_prefix("").rename("{}_again".format)])
    assert_same(framing.extract(more, cache=tmp_path, n_jobs=2), framing.extract(more))
    computed.clear()
    assert_same(framing.extract(articles.iloc[::-1], cache=tmp_path), framing.extract(articles.iloc[::-1]))
    assert set(computed.values()) == {len(articles)}, "with the cache nothing, without it every article"


def test_lone_surrogates_come_back_as_they_were(tmp_path, computed):
    frame = pd.DataFrame({"text": pd.Series(SURROGATES, dtype=object)})
    assert_same(framing.extract(frame, cache=tmp_path), framing.extract(frame))
    computed.clear()
    again = framing.extract(frame, cache=tmp_path)
    assert not computed
    assert_same(again, framing.extract(frame))
    assert "\ud83d\ude00" in "".join(again.spans["text"])


@settings(max_examples=40)
@given(st.lists(st.text(st.sampled_from("“”\"'‘’ .,\nmaysidAL\ud800\udc00é"), max_size=60), max_size=3))
def test_any_text_gives_the_same_from_the_cache(texts):
    frame = pd.DataFrame({"text": pd.Series(texts, dtype=object)})
    framing.extract(frame, cache=True)
    assert_same(framing.extract(frame, cache=True), framing.extract(frame))


@given(
    st.lists(st.sampled_from(["“", "”", '"', "‘", "’", " ", ". ", "\n", "Ann Lee said", "it may", ","]), max_size=40)
)
def test_voices_by_quotation_are_the_voices_at_every_character(parts):
    document = Document.of("".join(parts))
    edges, voices = document.quotation_edges, _voices(document)
    assert edges == sorted(set(edges)) and len(edges) == 2 * len(voices)
    for at in range(len(document.text)):
        place = sum(edge <= at for edge in edges)
        assert (voices[place // 2] if place % 2 else WRITER) == voice_at(document, at)


def test_a_device_is_found_again_whatever_others_are_asked_for(articles, tmp_path, computed):
    framing.extract(articles, ["hedge", "attribution"], cache=tmp_path)
    computed.clear()
    result = framing.extract(articles, ["loaded", "hedge"], cache=tmp_path)
    assert computed == {"loaded": len(articles)}
    assert_same(result, framing.extract(articles, ["loaded", "hedge"]))


def test_details_that_json_would_change_are_not_kept(tmp_path):
    @framing.device("odd", ["tuple", "number", "nothing"])
    def odd(document):
        yield framing.Span(0, 1, "tuple", {"why": (1, 2)} if "t" in document.text else {"why": float("nan")})
        yield framing.Span(1, 2, "number", {"how": 1.0, "if": True, "n": 1, "none": None})

    frame = pd.DataFrame({"text": ["It rains.", "If so."]})
    for _ in range(2):
        assert_same(framing.extract(frame, [odd], cache=tmp_path), framing.extract(frame, [odd]))
    assert cache_table(tmp_path).set_index("device").loc["odd", "entries"] == 1


# Only what is new ----------------------------------------------------------------------------------------------


def test_added_articles_alone_are_computed(articles, plain, tmp_path, computed):
    framing.extract(articles.iloc[:20], cache=tmp_path)
    computed.clear()
    assert_same(framing.extract(articles, cache=tmp_path), plain)
    assert computed == dict.fromkeys(framing.built_in_devices(), len(articles) - 20)


COUNT = """
import json, sys, pandas as pd, framing
counts, names = {}, framing.extract.__globals__
for name in ("_spans", "_attributions", "readability_of", "_sizes", "_voices"):
    def counted(*arguments, name=name, measure=names[name]):
        label = arguments[0].name if name == "_spans" else name
        counts[label] = counts.get(label, 0) + 1
        return measure(*arguments)
    names[name] = counted
frame = pd.DataFrame({"text": ["“It may rain,” said Ann Lee.", "It was reportedly rejected by a furious mayor."]})
result = framing.extract(frame, cache=sys.argv[1])
print(json.dumps([counts, result.spans["text"].tolist()]))
"""


def test_a_changed_lexicon_row_costs_the_devices_that_read_it(tmp_path):
    shutil.copytree(ROOT / "framing", tmp_path / "framing", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "framing" / "lexicons", tmp_path / "before")

    def change(lexicon, row):
        with (tmp_path / "framing" / "lexicons" / f"{lexicon}.csv").open("a", encoding="utf-8") as file:
            file.write(row + "\n")

    def computed():
        counts, spans = json.loads(run_python(COUNT, tmp_path / "cache", path=tmp_path))
        return set(counts), spans

    everything, _ = computed()
    assert everything >= {*framing.built_in_devices(), "_attributions", "readability_of", "_sizes", "_voices"}
    assert computed()[0] == set()
    header = (tmp_path / "before" / "hedges.csv").read_text("utf-8").splitlines()[0].split(",")
    change("hedges", ",".join({"cue": "furious", "category": "shield"}.get(name, "") for name in header))
    changed, spans = computed()
    assert changed == {"hedge"} and spans.count("furious") == 2
    (tmp_path / "framing" / "lexicons" / "hedges.csv").write_bytes((tmp_path / "before" / "hedges.csv").read_bytes())
    assert computed()[0] == set(), "a lexicon that is as it was finds what was kept"
    change("certainty_contexts", "")
    assert computed()[0] == {"certainty"}
    change("reporting_nouns", "")
    assert computed()[0] == {"quote", "distancing", "_attributions", "_voices"}


# Parallel, killed, full, damaged, read-only --------------------------------------------------------------------

MANY = """
import sys, pandas as pd, framing
text = "“It may rain,” said Ann Lee. It was reportedly rejected by a furious mayor."
frame = pd.DataFrame({"text": [f"{number}. {text * 4}" for number in range(int(sys.argv[2]))]})
framing.extract(frame, cache=sys.argv[1])
"""


def start(folder, articles):
    command = [sys.executable, "-W", "error::UserWarning", "-c", MANY, str(folder), str(articles)]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})


def entries(folder):
    table = cache_table(folder).set_index("device")
    return int(table["entries"].get("hedge", 0))


def test_processes_that_run_at_once_share_a_cache(tmp_path):
    workers = [start(tmp_path, 300) for _ in range(2)]
    assert [worker.wait(120) for worker in workers] == [0, 0]
    assert entries(tmp_path) == 300
    hits = cache_table(tmp_path)["hits"].sum()
    assert start(tmp_path, 300).wait(120) == 0
    assert cache_table(tmp_path)["hits"].sum() == hits + 300 * (len(framing.built_in_devices()) + 4)


def test_what_was_kept_before_a_kill_is_found_after_it(tmp_path):
    worker = start(tmp_path, 100_000)
    deadline = time.monotonic() + 60
    while not ((tmp_path / FILE).exists() and entries(tmp_path) > 100):
        assert worker.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    kept = entries(tmp_path)
    base = sqlite3.connect(tmp_path / FILE)
    assert base.execute("pragma integrity_check").fetchall() == [("ok",)]
    base.close()
    assert start(tmp_path, 100).wait(120) == 0
    table = cache_table(tmp_path).set_index("device")
    assert entries(tmp_path) == kept and table.loc["hedge", "hits"] == 100


def fill(cache, numbers, size=900):
    noise = "".join(chr(0x4E00 + (i * 7919) % 20000) for i in range(size))
    for number in numbers:
        cache.put([(str(number), "hedge", [noise[number % size :] + noise[: number % size]])], {"hedge": "f"})


def found(cache, numbers):
    return [number for number in numbers if cache.get([str(number)], {"hedge": "f"})[0]]


def test_over_the_limit_the_entries_that_were_longest_unused_go(tmp_path, monkeypatch):
    clock = iter(range(0, 10**9, 10**5))
    monkeypatch.setattr("framing.cache.time.time", lambda: float(next(clock)))
    with Cache(tmp_path, 300_000) as cache:
        fill(cache, range(100))
    with Cache(tmp_path, 300_000) as cache:
        assert found(cache, range(10)) == list(range(10))
    with Cache(tmp_path, 300_000) as cache:
        fill(cache, range(100, 200))
    assert cache_size(tmp_path) <= 300_000
    with Cache(tmp_path, 300_000) as cache:
        kept = found(cache, range(200))
    assert set(kept) >= {*range(10), *range(100, 200)} and 10 not in kept


def test_a_corpus_larger_than_the_limit_is_kept_in_part_and_a_warning_says_so(tmp_path):
    with pytest.warns(UserWarning, match="FRAMING_CACHE_MB"), Cache(tmp_path, 300_000) as cache:
        fill(cache, range(300))
        kept = found(cache, range(300))
    assert kept == list(range(len(kept))) and 20 < len(kept) < 300
    assert cache_size(tmp_path) < 330_000


@pytest.mark.parametrize("value", ["0", "-1", "much", "nan", "inf"])
def test_a_limit_that_is_no_number_of_megabytes_is_refused(monkeypatch, value):
    monkeypatch.setenv("FRAMING_CACHE_MB", value)
    with pytest.raises(ValueError, match="must be a number of megabytes above 0"):
        cache_limit()


def spoil_all(path):
    path.write_bytes(b"no database, but long enough to be read as one. " * 1000)


def spoil_the_middle(path):
    content = bytearray(path.read_bytes())
    content[4096 : len(content) // 2] = b"\xff" * (len(content) // 2 - 4096)
    path.write_bytes(content)


def cut(path):
    path.write_bytes(path.read_bytes()[:5000])


def replace_by_a_foreign_one(path):
    path.unlink()
    base = sqlite3.connect(path)
    base.execute("create table entry (something text)")
    base.close()


@pytest.mark.parametrize("spoil", [spoil_all, spoil_the_middle, cut, replace_by_a_foreign_one])
def test_a_damaged_cache_is_made_anew_with_a_warning(articles, plain, tmp_path, computed, spoil):
    framing.extract(articles, cache=tmp_path)
    spoil(tmp_path / FILE)
    with pytest.warns(UserWarning, match="made anew"):
        assert_same(framing.extract(articles, cache=tmp_path), plain)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        framing.extract(articles, cache=tmp_path)
        computed.clear()
        assert_same(framing.extract(articles, cache=tmp_path), plain)
    assert not computed


@pytest.mark.parametrize(
    "value",
    [
        *(b"", b"\x00" * 20, "text", 5, None),
        *map(zlib.compress, (b"{", b"\xff", b"7", b'{"a": 1}', b'["a"]', b"[[1, 2]]", b"[[null]]")),
        *map(zlib.compress, (b'[[0, 99999, "epistemic"]]', b'[[0, 1, "direct", 5]]')),
    ],
)
def test_an_entry_that_is_none_is_computed_anew(tmp_path, value):
    frame = pd.DataFrame({"text": ["“It may rain,” said Ann Lee.", "Perhaps."]})
    framing.extract(frame, cache=tmp_path)
    with sqlite3.connect(tmp_path / FILE) as base:
        base.execute("update entry set value = ?", (value,))
    base.close()
    with pytest.warns(UserWarning, match="damaged"):
        assert_same(framing.extract(frame, cache=tmp_path), framing.extract(frame))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_same(framing.extract(frame, cache=tmp_path), framing.extract(frame))


def test_a_folder_that_cannot_be_made_costs_the_cache_and_not_the_run(tmp_path):
    (tmp_path / "file").write_text("")
    frame = pd.DataFrame({"text": ["It may rain."]})
    with pytest.warns(UserWarning, match="goes on without"):
        result = framing.extract(frame, cache=tmp_path / "file" / "cache")
    assert_same(result, framing.extract(frame))


def test_a_cache_that_may_not_be_written_costs_the_cache_and_not_the_run(tmp_path, monkeypatch):
    frame = pd.DataFrame({"text": ["It may rain."]})
    framing.extract(frame, cache=tmp_path)
    connect = sqlite3.connect
    read_only = f"file:{tmp_path / FILE}?mode=ro"
    monkeypatch.setattr(
        "framing.cache.sqlite3.connect", lambda path, **options: connect(read_only, uri=True, **options)
    )
    more = pd.DataFrame({"text": ["It may rain.", "Perhaps."]})
    with pytest.warns(UserWarning, match="readonly"):
        assert_same(framing.extract(more, cache=tmp_path), framing.extract(more))
    monkeypatch.undo()
    assert entries(tmp_path) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_costs_the_cache_and_not_the_run(tmp_path):
    tmp_path.chmod(0o500)
    frame = pd.DataFrame({"text": ["It may rain."]})
    with pytest.warns(UserWarning, match="goes on without"):
        assert_same(framing.extract(frame, cache=tmp_path), framing.extract(frame))
    tmp_path.chmod(0o700)


# Where it is, and what the command says ------------------------------------------------------------------------


def test_nothing_is_written_unasked(articles):
    clear_cache()
    framing.extract(articles.iloc[:2])
    articles.iloc[:2].framing.extract(cache=False)
    assert cache_size() == 0
    articles.iloc[:2].framing.extract(cache=True)
    assert cache_size() > 0


def test_the_folder_is_the_users_cache_unless_told_otherwise(monkeypatch, tmp_path):
    assert cache_folder() == Path(os.environ["FRAMING_CACHE"])
    monkeypatch.delenv("FRAMING_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "framing"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache" / "framing"


def call(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_commands_keep_what_they_find_and_cache_shows_and_clears_it(tmp_path, monkeypatch):
    monkeypatch.setenv("FRAMING_CACHE", str(tmp_path / "cache"))
    corpus = tmp_path / "corpus.csv"
    pd.DataFrame({"text": ["It may rain.", "“No,” she said."]}).to_csv(corpus, index=False)
    assert call("extract", corpus, "-o", tmp_path / "none", "--no-cache").exit_code == 0
    assert call("features", corpus, "-o", tmp_path / "none.parquet", "-j", 1, "--no-cache").exit_code == 0
    assert not (tmp_path / "cache").exists() and json.loads(call("cache", "--json").stdout)["devices"] == []
    assert call("extract", corpus, "-o", tmp_path / "first").exit_code == 0
    assert call("features", corpus, "-o", tmp_path / "first.parquet", "-j", 1).exit_code == 0
    assert (tmp_path / "first.parquet").read_bytes() == (tmp_path / "none.parquet").read_bytes()
    shown = json.loads(call("cache", "--json").stdout)
    assert shown["folder"] == str(tmp_path / "cache") and 0 < shown["bytes"] < shown["limit_bytes"]
    [hedge] = [row for row in shown["devices"] if row["device"] == "hedge"]
    assert (hedge["entries"], hedge["hits"]) == (2, 2) and hedge["bytes"] > 0
    assert "attribution" in call("cache").stdout and str(tmp_path / "cache") in call("cache").stdout
    assert json.loads(call("cache", "clear", "--json").stdout)["freed_bytes"] > 0
    assert json.loads(call("cache", "--json").stdout)["bytes"] == 0


def test_a_damaged_cache_is_told_by_the_command_and_can_be_cleared(tmp_path):
    spoil_all(tmp_path / FILE)
    shown = call("cache", "--folder", tmp_path)
    assert shown.exit_code == 2 and "framing cache clear" in shown.stderr and shown.stderr.count("\n") == 1
    assert call("cache", "clear", "--folder", tmp_path).exit_code == 0
    assert call("cache", "--folder", tmp_path).exit_code == 0


@pytest.mark.parametrize(("option", "expected"), [([], "kept"), (["--no-cache"], "nothing kept")])
def test_notebooks_that_run_have_the_cache_unless_told_otherwise(tmp_path, monkeypatch, option, expected):
    import nbformat

    monkeypatch.setenv("FRAMING_CACHE", str(tmp_path / "cache"))
    code = "import framing, pandas as pd\nframing.extract(pd.DataFrame({'text': ['It may rain.']}))"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, tmp_path / "one.ipynb")
    answer = call("run", tmp_path / "one.ipynb", "-o", tmp_path / "reports", "--quiet", *option)
    assert answer.exit_code == 0, answer.output
    assert ("kept" if cache_size() else "nothing kept") == expected
    assert "FRAMING_RUN_CACHE" not in os.environ

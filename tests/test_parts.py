"""Extraction from and to disk: the same as in memory, in bounded memory, and the same bytes after a kill."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import fsspec
import pandas as pd
import pytest
from properties import tables_are_the_same
from typer.testing import CliRunner

import framing
from framing import CorpusError, Span, device, extract_to, read_batches, read_parts
from framing.batches import find_files, survey_corpus
from framing.cli import app

ROOT = Path(__file__).resolve().parents[1]
DEVICES = ["hedge", "quote", "attribution", "readability"]


@pytest.fixture(scope="module")
def articles():
    frame = framing.read_corpus(ROOT / "data" / "articles" / "*.txt", about=ROOT / "data" / "articles" / "index.csv")
    return frame.drop(columns=[name for name in frame if name not in ("text", "source", "date", "title", "topic")])


@pytest.fixture(scope="module")
def corpus(articles, tmp_path_factory):
    """A folder of three files: Parquet, jsonl, and packed jsonl whose articles lack columns."""
    folder = tmp_path_factory.mktemp("corpus")
    rows = articles.reset_index()
    rows[:10].to_parquet(folder / "a.parquet", row_group_size=4, index=False)
    rows[10:18].to_json(folder / "b.jsonl", orient="records", lines=True, date_format="iso")
    with gzip.open(folder / "c.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": row.id, "text": row.text}) + "\n\n" for row in rows[18:].itertuples())
    return folder


@pytest.fixture(scope="module")
def plain(corpus):
    return framing.extract(framing.read_corpus(corpus))


@pytest.fixture(scope="module")
def tables(corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    return extract_to(corpus, folder, articles=5)


def assert_same(one, other):
    tables_are_the_same(one, other)
    pd.testing.assert_series_equal(one.texts, other.texts)


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()}


def write_jsonl(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


# --- the same as in memory ----------------------------------------------------------------------------------------


def test_all_tables_are_those_of_the_whole_corpus_in_memory(tables, plain):
    assert (tables.articles, tables.batches, tables.resumed) == (24, 6, 0)
    assert (tables.spans, tables.attributions) == (len(plain.spans), len(plain.attributions))
    assert_same(read_parts(tables.folder), plain)


def test_features_have_the_known_columns_of_the_corpus(tables, corpus):
    features, known = read_parts(tables.folder, "features"), framing.read_corpus(corpus)
    assert list(features)[:5] == ["source", "date", "title", "topic", "n_words"]
    pd.testing.assert_frame_equal(features[["source", "date", "title", "topic"]], known.drop(columns="text"))


def test_other_programs_read_the_parts_as_one_table(tables):
    for name in ("features", "spans", "attributions"):
        whole = pd.read_parquet(Path(tables.folder) / name)
        own = read_parts(tables.folder, name)
        assert len(whole) == len(own) and set(own) <= set(whole)


def test_a_first_batch_without_details_keeps_those_of_later_ones(tmp_path):
    rows = [{"id": "a", "text": "It rained."}, {"id": "b", "text": "The dam was built by the army. It may burst."}]
    source = write_jsonl(tmp_path / "news.jsonl", rows)
    extract_to(source, tmp_path / "tables", articles=1)
    whole = pd.read_parquet(tmp_path / "tables" / "spans")
    assert whole.loc[whole["device"] == "passive", "agent"].tolist() == ["the army"]
    assert_same(read_parts(tmp_path / "tables"), framing.extract(framing.read_corpus(source)))


def test_several_processes_write_the_same_bytes(corpus, tmp_path):
    for jobs in (1, 2):
        extract_to(corpus, tmp_path / str(jobs), ["hedge"], articles=5, n_jobs=jobs)
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


def test_corpus_and_tables_may_be_on_any_file_system(corpus, plain):
    memory = fsspec.filesystem("memory")
    for path in corpus.iterdir():
        memory.pipe_file(f"/news/{path.name}", path.read_bytes())
    done = extract_to("memory://news/*", "memory://tables", ["hedge"], articles=7)
    assert done.articles == 24 and memory.exists("/tables/spans/part-00000.parquet")
    found = read_parts("memory://tables")
    assert found.spans["text"].tolist() == plain.spans.loc[plain.spans["device"] == "hedge", "text"].tolist()
    assert extract_to("memory://news/*", "memory://tables", ["hedge"], articles=7).resumed == done.batches


# --- batches ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.parquet", "b.jsonl", "c.jsonl.gz", ""])
@pytest.mark.parametrize("size", [1, 3, 100])
def test_batches_are_the_corpus_as_it_is_read_whole(corpus, name, size):
    frames = list(read_batches(corpus / name, articles=size))
    whole = framing.read_corpus(corpus / name)
    pd.testing.assert_frame_equal(pd.concat(frames), whole[list(frames[0])])
    assert all(len(frame) <= size for frame in frames)


def test_a_batch_has_so_many_characters_and_a_longer_article_is_alone(tmp_path):
    lengths = [10, 10, 10, 50, 10, 25, 5]
    rows = [{"id": str(at), "text": "x" * length} for at, length in enumerate(lengths)]
    frames = list(read_batches(write_jsonl(tmp_path / "a.jsonl", rows), characters=30))
    assert [frame["text"].str.len().tolist() for frame in frames] == [[10, 10, 10], [50], [10], [25, 5]]


def test_batches_are_read_in_any_order(corpus):
    from framing.batches import read_batch

    survey = survey_corpus(corpus / "a.parquet", articles=3)
    forwards = [read_batch(batch, survey) for batch in survey.batches]
    for number in (3, 0, 2, 2, 1, 3):
        pd.testing.assert_frame_equal(read_batch(survey.batches[number], survey), forwards[number])


def test_files_come_in_the_order_of_read_corpus(tmp_path):
    for name in ("b/one.jsonl", "b.jsonl", "a.jsonl", "b/.hidden.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write_jsonl(tmp_path / name, [{"text": name}])
    names = [file.name for file in find_files(tmp_path)]
    assert names == ["a.jsonl", "b/one.jsonl", "b.jsonl"]
    assert [file.name for file in find_files(tmp_path / "b" / ".hidden.jsonl")] == [".hidden.jsonl"]
    assert list(next(read_batches(tmp_path / "b")).index) == ["one:1"]


def test_articles_without_an_id_are_numbered_over_batches_as_in_read_corpus(tmp_path):
    source = write_jsonl(tmp_path / "news.jsonl", [{"text": f"It rained {at}."} for at in range(5)])
    labels = [label for frame in read_batches(source, articles=2) for label in frame.index]
    assert labels == framing.read_corpus(source).index.tolist()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the most memory that a process had is read there")
@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_reading_takes_a_small_part_of_the_memory_that_the_corpus_takes(tmp_path, kind):
    """The corpus of 74 MB is one row group, as pandas writes it; what libraries keep is filled first."""
    code = """
import re, sys, pathlib, framing
import framing.batches, pyarrow.parquet, pyarrow.dataset
for frame in framing.read_batches(sys.argv[1], characters=500_000):
    pass
def most():
    return int(re.search("VmHWM:[^0-9]+([0-9]+) kB", pathlib.Path("/proc/self/status").read_text())[1])
before = most()
frames = framing.read_batches(sys.argv[2], characters=500_000)
total = sum(frame["text"].str.len().sum() for frame in frames)
print(total, (most() - before) * 1024)
"""
    small, large = tmp_path / f"small.{kind}", tmp_path / f"large.{kind}"
    for path, size in ((small, 2_500), (large, 12_000)):
        rows = [{"id": f"{at}", "text": f"{at} It rained in the valley. " * 220} for at in range(size)]
        pd.DataFrame(rows).to_parquet(path) if kind == "parquet" else write_jsonl(path, rows)
    done = subprocess.run(
        [sys.executable, "-c", code, small, large], cwd=ROOT, capture_output=True, text=True, check=True
    )
    total, grown = map(int, done.stdout.split())
    assert total > 70e6 and grown < total / 2


# --- mistakes -----------------------------------------------------------------------------------------------------


def test_an_id_that_occurs_in_two_files_is_told_with_both_places(tmp_path):
    one = write_jsonl(tmp_path / "one.jsonl", [{"id": str(at), "text": "It rained."} for at in range(200)])
    pd.DataFrame({"id": ["x", "150"], "text": "It rained."}).to_parquet(tmp_path / "two.parquet")
    with pytest.raises(CorpusError, match=f"1 id occurs more than once: '150' at {one}, line 151 and .*two.*, row 2"):
        extract_to(tmp_path / "*", tmp_path / "out", ["hedge"], articles=10)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.jsonl", b'{"Text": "It rained."}\n', "has no column 'text'; it has 'Text'. Pass text='Text'."),
        ("a.jsonl", b'{"text": "It rained."}\n{"text": 5}\n', "line 2: column 'text' holds an int"),
        ("a.jsonl", b'{"text": "It rained."}\n{"text": \n', "line 2.*not valid JSON"),
        ("a.jsonl", b'{"text": "It rained."}\n[1]\n', "line 2: there should be one JSON object"),
        ("a.jsonl", b'{"text": "caf\xe9"}\n', "line 1: byte 0xe9 is not in UTF-8"),
        ("a.jsonl", b"", "is empty"),
        ("a.jsonl.gz", b"no gzip", "line 1 or later"),
        ("a.parquet", b"no parquet", "no sound Parquet file"),
        ("a.csv", b"text\nIt rained.\n", "Read it whole with framing.read_corpus, or save it as Parquet"),
    ],
    ids=["column", "no str", "json", "list", "encoding", "empty", "gzip", "parquet", "csv"],
)
def test_a_mistake_is_told_with_its_place_before_anything_is_measured(tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CorpusError, match=told):
        extract_to(tmp_path / name, tmp_path / "tables")
    assert not (tmp_path / "tables").exists()


def test_a_parquet_file_without_the_text_names_its_columns(tmp_path):
    pd.DataFrame({"id": ["a"], "body": ["It rained."]}).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(CorpusError, match="has no column 'text'; it has 'id', 'body'"):
        extract_to(tmp_path / "a.parquet", tmp_path / "tables")
    assert extract_to(tmp_path / "a.parquet", tmp_path / "tables", ["hedge"], text="body").articles == 1


@pytest.mark.parametrize("source", ["nowhere.jsonl", "nothing://news", "*.parquet"])
def test_a_corpus_that_is_not_there_is_told(tmp_path, monkeypatch, source):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=r"no file or folder|cannot be opened|holds no file"):
        extract_to(source, tmp_path / "tables")


def test_empty_texts_and_bad_dates_are_counted_in_one_warning_each(tmp_path):
    rows = [{"id": str(at), "text": "", "date": "last May"} for at in range(5)]
    with pytest.warns(UserWarning) as told:
        extract_to(write_jsonl(tmp_path / "a.jsonl", rows), tmp_path / "tables", ["hedge"], articles=1)
    messages = [str(one.message) for one in told]
    assert len(messages) == 2
    assert messages[0].startswith("5 of 5 texts are empty or blank") and messages[1].startswith("5 of 5 dates name no")


# --- a run that was stopped ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "Ctrl-C"])
def test_a_run_that_was_stopped_goes_on_and_ends_with_the_same_bytes(corpus, tmp_path, how):
    code = """
import sys, time, framing, framing.parts
put = framing.parts._put
framing.parts._put = lambda *given: (time.sleep(0.05), put(*given))
framing.extract_to(sys.argv[1], sys.argv[2], ["hedge", "quote"], articles=1)
"""
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    extract_to(corpus, whole, ["hedge", "quote"], articles=1)
    run = subprocess.Popen([sys.executable, "-c", code, corpus, killed], cwd=ROOT, stderr=subprocess.DEVNULL)
    while run.poll() is None and len(list(killed.glob("features/part-*"))) < 3:
        time.sleep(0.01)
    os.kill(run.pid, how)
    assert run.wait() == -how
    there = len(list(killed.glob("features/part-*")))
    assert 3 <= there < 24
    assert how == signal.SIGKILL or not list(killed.glob("*/.part-*"))
    (killed / "spans" / ".part-00020.parquet.0a1b2c").write_bytes(b"half")
    with pytest.raises(ValueError, match=r"is not finished: .* of 24 batches are missing"):
        read_parts(killed)
    done = extract_to(corpus, killed, ["hedge", "quote"], articles=1)
    assert there - 1 <= done.resumed <= there and done.articles == 24
    assert contents(killed) == contents(whole)


@pytest.mark.parametrize("damage", [lambda data: data[:-20], lambda data: b"", None], ids=["cut", "empty", "gone"])
def test_a_damaged_part_is_made_anew(corpus, tmp_path, damage):
    extract_to(corpus, tmp_path, ["hedge"], articles=8)
    before, part = contents(tmp_path), tmp_path / "spans" / "part-00001.parquet"
    part.write_bytes(damage(part.read_bytes())) if damage else part.unlink()
    done = extract_to(corpus, tmp_path, ["hedge"], articles=8)
    assert done.resumed == done.batches - 1
    assert contents(tmp_path) == before


def test_a_part_of_another_batch_is_made_anew(corpus, tmp_path):
    extract_to(corpus, tmp_path, ["hedge"], articles=8)
    before = contents(tmp_path)
    (tmp_path / "spans" / "part-00001.parquet").write_bytes(before[Path("spans/part-00000.parquet")])
    extract_to(corpus, tmp_path, ["hedge"], articles=8)
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"devices": ["quote"]}, r"holds a run of \['hedge'\], not of \['quote'\]"),
        ({"articles": 9}, "holds a run with batch_limits="),
        ({"id": "title"}, "holds a run with id=None, not 'title'"),
    ],
    ids=["devices", "limits", "id"],
)
def test_the_folder_of_another_run_is_refused(corpus, tmp_path, given, told):
    source = corpus / "a.parquet"
    extract_to(source, tmp_path, ["hedge"], articles=8)
    before = contents(tmp_path)
    with pytest.raises(ValueError, match=told):
        extract_to(source, tmp_path, **{"devices": ["hedge"], "articles": 8, **given})
    assert contents(tmp_path) == before


def test_the_folder_of_another_version_of_a_device_is_refused(corpus, tmp_path):
    extract_to(corpus, tmp_path, ["hedge"])
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["measures"]["hedge"] = "0" * 32
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ValueError, match="another version of 'hedge'"):
        extract_to(corpus, tmp_path, ["hedge"])


def test_a_device_that_nobody_can_tell_is_measured_but_not_resumed(corpus, tmp_path):
    @device("listed", ["word"])
    def listed(document):
        if document.text.startswith(os.environ.get("NO_SUCH_NAME", "The")):
            yield Span(0, 3, "word")

    assert extract_to(corpus, tmp_path, [listed]).articles == 24
    with pytest.raises(ValueError, match="nothing tells whether 'listed' is what it was"):
        extract_to(corpus, tmp_path, [listed])


def test_a_corpus_that_changed_is_refused(tmp_path):
    rows = [{"id": str(at), "text": "It may rain.", "title": "Rain"} for at in range(6)]
    more = {"id": "9", "text": "It may hail."}
    source = write_jsonl(tmp_path / "a.jsonl", rows)
    extract_to(source, tmp_path / "tables", ["hedge"], articles=2)
    for changed in ([*rows[:5], {**rows[5], "title": "Snow"}], rows[:4], [*rows, more]):
        write_jsonl(source, changed)
        with pytest.raises(CorpusError, match="The corpus is not the one of"):
            extract_to(source, tmp_path / "tables", ["hedge"], articles=2)
        with pytest.raises(CorpusError, match="The corpus is not the one of"):
            read_parts(tmp_path / "tables")
    write_jsonl(source, rows).rename(tmp_path / "moved.jsonl")
    (tmp_path / "news").mkdir()
    found = read_parts(tmp_path / "tables", corpus=(tmp_path / "moved.jsonl").rename(tmp_path / "news" / "a.jsonl"))
    assert found.texts.tolist() == ["It may rain."] * 6


def test_a_corpus_that_changes_while_it_is_read_is_told(tmp_path):
    source = write_jsonl(tmp_path / "a.jsonl", [{"id": str(at), "text": "It may rain."} for at in range(4)])
    frames = read_batches(source, articles=2)
    next(frames)
    write_jsonl(source, [{"id": str(at), "text": "It may snow."} for at in range(4)])
    with pytest.raises(CorpusError, match="has changed while it was read"):
        next(frames)


def test_a_folder_with_tables_of_nobody_is_refused(corpus, tmp_path):
    (tmp_path / "spans").mkdir()
    with pytest.raises(ValueError, match=r"has tables but no manifest\.json"):
        extract_to(corpus, tmp_path)
    with pytest.raises(ValueError, match=r"has no manifest\.json"):
        read_parts(tmp_path)
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(ValueError, match="is no manifest"):
        extract_to(corpus, tmp_path)


def test_tables_inside_of_the_corpus_are_refused(tmp_path):
    write_jsonl(tmp_path / "a.jsonl", [{"text": "It may rain."}])
    with pytest.raises(ValueError, match="lies in the corpus"):
        extract_to(tmp_path, tmp_path / "tables", ["hedge"])
    assert extract_to(tmp_path / "a.jsonl", tmp_path / "tables", ["hedge"]).articles == 1


def test_an_error_of_a_device_names_the_article_and_keeps_what_is_done(corpus, tmp_path):
    @device("odd", ["word"])
    def odd(document):
        if "clinic" in document.text:
            raise RuntimeError("out of order")
        return []

    labels = framing.read_corpus(corpus)["text"].str.contains("clinic")
    with pytest.raises(RuntimeError) as told:
        extract_to(corpus, tmp_path, [odd], articles=1)
    assert told.value.__notes__ == [f"This happened in the article {labels.idxmax()!r}."]
    assert len(list((tmp_path / "features").iterdir())) == labels.tolist().index(True)


# --- the command --------------------------------------------------------------------------------------------------


def test_the_figures_of_the_document_are_those_measured():
    code = [sys.executable, "tools/measure_scale.py", "docs/scale.csv", "--sizing"]
    table = subprocess.run(code, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert table.count("\n") >= 3 and table in (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")


def call(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_command_writes_parts_and_goes_on(corpus, tmp_path):
    arguments = ["extract", corpus, "--parts", tmp_path / "tables", "-d", "hedge"]
    done = call(*arguments)
    assert done.exit_code == 0 and done.stdout.startswith("24 articles, ") and "were there" not in done.stdout
    assert call(*arguments).stdout.rstrip().endswith("3 of 3 batches were there")
    told = json.loads(call(*arguments, "--json").stdout)
    assert (told["articles"], told["batches"], told["resumed"]) == (24, 3, 3)


@pytest.mark.parametrize("options", [[], ["--out", "a", "--parts", "b"]], ids=["none", "both"])
def test_the_command_needs_one_folder(corpus, options):
    answer = call("extract", corpus, *options)
    assert answer.exit_code == 2 and answer.stderr.startswith("framing: Name one folder: --out")


def test_nothing_of_dask_is_imported_before_it_is_used(tmp_path):
    write_jsonl(tmp_path / "a.jsonl", [{"text": "It may rain."}])
    code = (
        "import sys, framing, framing.cli, framing.cluster; framing.extract_to(*sys.argv[1:], ['hedge']); "
        "sys.exit(not {'dask', 'distributed'}.isdisjoint(sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path / "a.jsonl", tmp_path / "tables"], cwd=ROOT, check=True)

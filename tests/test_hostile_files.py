"""Files that are broken, made to harm, or no files: a clear error, never a hang, a crash or half a result."""

import errno
import gzip
import io
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from matplotlib.figure import Figure
from typer.testing import CliRunner

import framing
from framing import cli, corpus, runs
from framing.commands.codebook import codebook
from framing.corpus import CorpusError, read_corpus
from framing.validity import write_figures
from framing.whole_files import written_whole

FRAME = pd.DataFrame({"text": ["It may rain, officials said.", "It rains."], "source": ["A", "B"]})
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are of Unix")


@pytest.fixture
def small_limit(monkeypatch):
    monkeypatch.setattr(corpus, "_MOST_UNPACKED", 100_000)


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def parquet(frame=FRAME):
    out = io.BytesIO()
    frame.to_parquet(out)
    return out.getvalue()


# Reading ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [0.0, 0.01, 0.2, 0.5, 0.9, 0.99])
def test_a_parquet_file_that_was_cut_short_is_refused(tmp_path, kept):
    whole = parquet()
    with pytest.raises(CorpusError, match=r"cut\.parquet is (empty|not what its ending says)"):
        read_corpus(write(tmp_path / "cut.parquet", whole[: int(kept * len(whole))]))


@pytest.mark.parametrize("place", [0.02, 0.1, 0.3, 0.6, 0.8, 0.97])
def test_a_parquet_file_with_wrong_bytes_is_refused_or_read(tmp_path, place):
    content = bytearray(parquet())
    at = int(place * len(content))
    content[at : at + 8] = b"\xff" * 8
    try:
        assert len(read_corpus(write(tmp_path / "wrong.parquet", bytes(content)))) > 0
    except CorpusError as error:
        assert "wrong.parquet" in str(error)


def test_a_gzip_bomb_is_refused_before_it_fills_the_memory(tmp_path, small_limit):
    path = write(tmp_path / "bomb.csv.gz", gzip.compress(b"text\n" + b"a" * 5_000_000))
    with pytest.raises(CorpusError, match=r"bomb\.csv\.gz unpacks to more than"):
        read_corpus(path)


def test_a_gzip_bomb_is_not_unpacked_beyond_the_limit(tmp_path, small_limit, monkeypatch):
    asked = []
    read = gzip.GzipFile.read
    monkeypatch.setattr(gzip.GzipFile, "read", lambda self, size=-1: asked.append(size) or read(self, size))
    with pytest.raises(CorpusError, match="unpacks to more"):
        read_corpus(write(tmp_path / "bomb.txt.gz", gzip.compress(b" " * 5_000_000)))
    assert asked == [max(100_000, 100 * (tmp_path / "bomb.txt.gz").stat().st_size) + 1]


def test_a_large_gzip_file_of_news_is_read(tmp_path, small_limit):
    text = "".join(f"It may rain {n} times in Lee, officials said. " for n in range(20_000))
    path = write(tmp_path / "news.txt.gz", gzip.compress(text.encode()))
    assert len(text) > 500_000 and read_corpus(path)["text"].tolist() == [text]


def test_a_parquet_bomb_is_refused_before_it_fills_the_memory(tmp_path, small_limit):
    table = pa.table({"text": pa.DictionaryArray.from_arrays(pa.array([0] * 5_000, pa.int8()), ["a" * 10_000])})
    pq.write_table(table.cast(pa.schema({"text": pa.string()})), tmp_path / "bomb.parquet", compression="zstd")
    assert (tmp_path / "bomb.parquet").stat().st_size < 20_000
    with pytest.raises(CorpusError, match=r"bomb\.parquet unpacks to more than"):
        read_corpus(tmp_path / "bomb.parquet")


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_a_table_with_a_column_without_end_is_refused(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(corpus, "_MOST_COLUMNS", 20)
    names = ["text", *(f"column_{n}" for n in range(20))]
    wide = pd.DataFrame([["a"] * 21], columns=names)
    content = {
        "csv": wide.to_csv(index=False),
        "jsonl": "".join(json.dumps({"text": "a", name: 1}) + "\n" for name in names[1:]),
        "parquet": parquet(wide),
    }
    with pytest.raises(CorpusError, match="has 21 columns; it can have 20"):
        read_corpus(write(tmp_path / f"wide.{kind}", content[kind]))


@pytest.mark.parametrize("row", ['"It rained', 'It "rained"', '"It" rained'])
def test_a_csv_file_with_a_wrong_quotation_mark_is_refused_or_read_as_it_stands(tmp_path, row):
    path = write(tmp_path / "news.csv", f"id,text\na,{row}\nb,It rains.\n")
    if row == 'It "rained"':
        assert read_corpus(path)["text"].tolist() == [row, "It rains."]
    else:
        with pytest.raises(CorpusError, match=r"news\.csv, line 2: a broken row"):
            read_corpus(path)


def test_a_file_of_two_encodings_is_refused_with_the_line(tmp_path):
    content = "text\n“It rains”\n".encode() + "“It rains”\n".encode("cp1252")
    with pytest.raises(CorpusError, match=r"mixed\.csv, line 3: byte 0x93 at offset 20 is not in 'UTF-8'"):
        read_corpus(write(tmp_path / "mixed.csv", content))


@pytest.mark.parametrize("ending", ["csv", "jsonl", "txt", "json"])
def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path, ending):
    content = {"csv": "text\nIt rains.\n", "txt": "It rains.", "jsonl": '{"text": "It rains."}\n'}
    text = content.get(ending, '[{"text": "It rains."}]')
    assert read_corpus(write(tmp_path / f"a.{ending}", "\ufeff" + text))["text"].tolist() == ["It rains."]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "txt", "json"])
def test_nul_bytes_are_refused(tmp_path, ending):
    with pytest.raises(CorpusError, match="holds NUL characters"):
        read_corpus(write(tmp_path / f"a.{ending}", b"text\nIt\0rains.\n"))


@pytest.mark.parametrize("ending", ["csv", "jsonl", "txt"])
def test_one_line_of_a_megabyte_is_read_and_measured(tmp_path, ending):
    text = "word " * 200_000
    content = {"csv": f"text\n{text}\n", "jsonl": json.dumps({"text": text}), "txt": text}[ending]
    frame = read_corpus(write(tmp_path / f"a.{ending}", content))
    assert framing.extract(frame, devices=["certainty"]).features["n_words"].tolist() == [200_000]


@needs_pipes
@pytest.mark.parametrize("asked", ["pipe.csv", "", "*.csv"], ids=["path", "folder", "glob"])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path, asked):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(CorpusError, match=r"pipe\.csv is a pipe, not a file"):
        read_corpus(tmp_path / asked)


def test_a_socket_and_a_device_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.csv")
        with pytest.raises(CorpusError, match="is a socket, not a file"):
            read_corpus("socket.csv")
    with pytest.raises(CorpusError, match="is a device, not a file"):
        read_corpus(os.devnull)


@pytest.mark.parametrize("asked", ["loop.csv", "", "*.csv"], ids=["path", "folder", "glob"])
def test_a_link_to_itself_is_refused(tmp_path, asked):
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    with pytest.raises(CorpusError, match=r"loop\.csv cannot be read: Too many levels of symbolic links"):
        read_corpus(tmp_path / asked)


def test_a_link_that_leads_nowhere_is_refused(tmp_path):
    write(tmp_path / "a.txt", "It rains.")
    (tmp_path / "b.txt").symlink_to("gone.txt")
    with pytest.raises(CorpusError, match=r"b\.txt cannot be read: No such file"):
        read_corpus(tmp_path)


def test_folders_that_lead_to_each_other_are_read_once(tmp_path):
    (tmp_path / "one").mkdir()
    write(tmp_path / "one" / "a.txt", "It rains.")
    (tmp_path / "one" / "round").symlink_to(tmp_path, target_is_directory=True)
    assert read_corpus(tmp_path)["text"].tolist() == ["It rains."]


@pytest.mark.parametrize("kind", ["txt", "parquet"])
def test_a_file_that_may_not_be_read_is_named(tmp_path, monkeypatch, kind):
    path = write(tmp_path / f"secret.{kind}", parquet() if kind == "parquet" else "It rains.")

    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr(pq, "ParquetFile", refuse)
    with pytest.raises(CorpusError, match=rf"secret\.{kind} cannot be read: Permission denied"):
        read_corpus(path)


def test_a_folder_that_may_not_be_read_is_no_empty_folder(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    write(tmp_path / "a.txt", "It rains.")
    scan = os.scandir

    def refuse(path):
        if str(path).endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(CorpusError, match="closed cannot be read: Permission denied"):
        read_corpus(tmp_path)


@pytest.mark.parametrize("path", ["a" * 300 + ".csv", "no\0where.csv", "~nobody-of-this-name/a.csv", ""])
def test_a_path_that_cannot_be_is_a_corpus_error(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CorpusError):
        read_corpus(path)


# Writing ----------------------------------------------------------------------------------------------------


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_what_fails_in_the_middle_leaves_the_old_file(tmp_path):
    path = write(tmp_path / "table.csv", "old")
    with pytest.raises(KeyError), written_whole(path) as part:
        part.write_text("half")
        raise KeyError
    assert path.read_text() == "old" and files(tmp_path) == ["table.csv"]


def test_a_full_disk_names_the_file_that_was_meant(tmp_path):
    with pytest.raises(OSError, match=r"No space left.*table\.csv"), written_whole(tmp_path / "table.csv") as part:
        part.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert files(tmp_path) == []


def test_a_new_file_has_the_rights_of_the_old_one(tmp_path):
    path = write(tmp_path / "table.csv", "old")
    path.chmod(0o640)
    with written_whole(path) as part:
        part.write_text("new")
    assert path.read_text() == "new" and path.stat().st_mode & 0o777 == 0o640


def test_a_file_that_is_read_only_stays(tmp_path, monkeypatch):
    path = write(tmp_path / "table.csv", "old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError, match="read-only"), written_whole(path) as part:
        part.write_text("new")
    assert path.read_text() == "old"


def test_a_link_leads_to_the_file_that_is_written(tmp_path):
    path = write(tmp_path / "table.csv", "old")
    (tmp_path / "link.csv").symlink_to("table.csv")
    with written_whole(tmp_path / "link.csv") as part:
        part.write_text("new")
    assert (tmp_path / "link.csv").is_symlink() and path.read_text() == "new"


@needs_pipes
def test_a_pipe_is_written_to(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    heard = []
    reader = threading.Thread(target=lambda: heard.append((tmp_path / "pipe").read_text()))
    reader.start()
    with written_whole(tmp_path / "pipe") as part:
        part.write_text("through")
    reader.join(10)
    assert heard == ["through"] and (tmp_path / "pipe").is_fifo()


def fill_the_disk(monkeypatch, after=0):
    """Let what writes fail as on a full disk, when it has written something; the first ``after`` tables are written."""
    left = [after]

    def full(write_to):
        def failing(self, target, *arguments, **options):
            write_to(self, target, *arguments, **options)
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, "No space left on device")

        return failing

    for owner, name in [(pd.DataFrame, "to_csv"), (pd.DataFrame, "to_parquet"), (Figure, "savefig")]:
        monkeypatch.setattr(owner, name, full(getattr(owner, name)))
    write_text = Path.write_text

    def failing(self, text, *arguments, **options):
        write_text(self, text[: len(text) // 2], *arguments, **options)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", failing)


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_on_a_full_disk_extract_replaces_none_of_its_tables(tmp_path, monkeypatch, kind, after):
    source = write(tmp_path / "news.csv", FRAME.to_csv(index=False))
    out = tmp_path / "tables"
    out.mkdir()
    for name in ("features", "spans", "attributions"):
        write(out / f"{name}.{kind}", "old")
    fill_the_disk(monkeypatch, after)
    answer = CliRunner().invoke(cli.app, ["extract", str(source), "-o", str(out), "-f", kind, "--no-cache"])
    assert answer.exit_code == 2 and "No space left on device" in answer.stderr
    assert {path.read_text() for path in out.iterdir()} == {"old"} and len(list(out.iterdir())) == 3


WRITERS = {
    "show": lambda folder: framing.show(framing.extract(FRAME), 0, path=folder / "a.html"),
    "coding": lambda folder: framing.write_coding_csv(
        framing.sample_for_coding(framing.extract(FRAME), n=2), folder / "coding.csv"
    ),
    "figure": lambda folder: framing.save_figure(Figure(), "chart"),
    "table": lambda folder: framing.save_table(FRAME, "table"),
    "figures of validity": lambda folder: write_figures(FRAME, folder / "validity.csv"),
    "codebook": lambda folder: codebook(["hedge"], folder / "codebook.csv"),
}


@pytest.mark.parametrize("name", WRITERS)
def test_on_a_full_disk_nothing_half_written_is_left(tmp_path, monkeypatch, name):
    monkeypatch.setenv(runs.RUN_DIR, str(tmp_path))
    fill_the_disk(monkeypatch)
    with pytest.raises(OSError, match="No space left on device"):
        WRITERS[name](tmp_path)
    assert files(tmp_path) == []


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_writers_write_where_there_is_room(tmp_path, monkeypatch, name):
    monkeypatch.setenv(runs.RUN_DIR, str(tmp_path))
    WRITERS[name](tmp_path)
    assert files(tmp_path) and not [path for path in files(tmp_path) if ".part" in path]


RUN_ONCE = """
import sys
from framing.runs import _make_report_folder
from pathlib import Path
input()
try:
    print(_make_report_folder(Path(sys.argv[1]), "same").name)
except FileExistsError as error:
    print(error)
"""


def test_of_two_processes_that_write_the_same_run_one_is_told_so(tmp_path):
    started = [
        subprocess.Popen(
            [sys.executable, "-c", RUN_ONCE, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for one in started:
        one.stdin.write("\n")
        one.stdin.flush()
    answers = sorted((one.communicate(timeout=120)[0].strip() for one in started), key=len)
    assert answers[0] == "same"
    assert answers[1].endswith("same exists, and a report is never overwritten. Pick another name.")


def test_two_writers_of_one_file_do_not_share_what_is_half_written(tmp_path):
    path = tmp_path / "table.csv"
    with written_whole(path) as one, written_whole(path) as other:
        one.write_text("one")
        other.write_text("other")
    assert one != other and path.read_text() == "one" and files(tmp_path) == ["table.csv"]

"""Public data: what is fetched is whole, is what it was, and stays in its folder, whatever server or archive do."""

import hashlib
import io
import json
import tarfile
import threading
import zipfile
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import framing
from framing import downloading, public_data
from framing.cli import app
from framing.public_data import FetchError, LicenceError, fetch_data, public_datasets, read_record

PIECE = 10 * downloading._CHUNK
CONLLU = b"""# sent_id = 1
# text = It was built.
1\tIt\tit\tPRON\t_\t_\t3\tnsubj:pass\t_\t_
2\twas\tbe\tAUX\t_\t_\t3\taux:pass\t_\t_
3\tbuilt\tbuild\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No
4\t.\t.\tPUNCT\t_\t_\t3\tpunct\t_\t_

"""
LARGE = b"".join(f"# line {number}\n".encode() for number in range(40_000)) + CONLLU
BABE = b"""text;news_link;outlet;topic;type;label_bias;label_opinion;biased_words
The vile plan failed.;http://a.example/1;North;;;Biased;;['vile']
"""
BASIL = {
    "BASIL-HEAD/README.md": b"About",
    "BASIL-HEAD/articles/2010/e_1.json": b'{"source": "fox", "body-paragraphs": [["It was a vile plan."]]}',
    "BASIL-HEAD/annotations/2010/e_1_ann.json": json.dumps(
        {"phrase-level-annotations": [{"id": "p0", "start": 9, "end": 13, "txt": "vile", "bias": "lex"}]}
    ).encode(),
    "__MACOSX/BASIL-HEAD/articles/2010/._e_1.json": b"junk",
}


class Server(ThreadingHTTPServer):
    """Serves one file, as badly as it is told to."""

    def __init__(self, content):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = content
        self.version = '"1"'
        self.statuses = deque()  # answers that come before the file
        self.cuts = deque()  # after how many bytes the next connections drop
        self.always_cut = None
        self.ranges = True
        self.type = "application/octet-stream"
        self.chunked = False  # as of an archive that is made on request
        self.moved = False
        self.asked = []  # the Range of each request
        self.sent = 0
        self.url = f"http://127.0.0.1:{self.server_port}/en_gum-ud-dev.conllu"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server, body = self.server, self.server.content
        if server.moved and not self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", f"/moved{self.path}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        server.asked.append(self.headers.get("Range"))
        if server.statuses:
            self.send_error(server.statuses.popleft())
            return
        start = 0
        if server.ranges and self.headers.get("If-Range") == server.version and self.headers.get("Range"):
            start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        if start and start >= len(body):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(body)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        if server.version:
            self.send_header("ETag", server.version)
        self.send_header("Content-Type", server.type)
        if server.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        cut = server.cuts.popleft() if server.cuts else server.always_cut
        rest = body[start:] if cut is None else body[start : start + cut]
        if server.chunked:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(rest), rest) + (b"0\r\n\r\n" if cut is None else b""))
        else:
            self.wfile.write(rest)
        self.close_connection = True
        server.sent += len(rest)

    def log_message(self, *_):
        pass


@pytest.fixture
def serve(monkeypatch, tmp_path):
    """Start a server of some bytes and make it the address of a data set."""
    monkeypatch.setattr(downloading.time, "sleep", lambda seconds: None)
    servers = []

    def start(content=CONLLU, name="ud_gum", sha256=""):
        server = Server(content)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        point_to(server.url, name, sha256)
        return server

    def point_to(url, name, sha256=""):
        row = {**public_data.asdict(public_data.find_dataset(name)), "url": url, "sha256": sha256}
        table = tmp_path / "table.csv"
        pd.DataFrame([row]).to_csv(table, index=False)
        monkeypatch.setattr(public_data, "TABLE", table)

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def fetch(folder, name="ud_gum", **options):
    return fetch_data(name, to=folder, accept_licence=True, **options)


def call(*arguments, answer=None):
    return CliRunner().invoke(app, ["data", *map(str, arguments)], input=answer)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def make_zip(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def make_tar(path, members, links=()):
    with tarfile.open(path, "w:gz") as archive:
        for name, target in links:
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, target
            archive.addfile(link)
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def files_below(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# --- the table ----------------------------------------------------------------------------------------------------


def test_every_data_set_has_terms_an_address_files_and_a_reader():
    table = public_datasets()
    assert not (table[["title", "licence", "citation", "url", "files"]] == "").any(axis=None)
    assert table["url"].str.startswith("https://").all()
    assert set(table["reader"]) == {"read_corpus", "read_golds"}
    assert table["sha256"].str.fullmatch("[0-9a-f]{64}|").all()
    assert set(table["address_tried"]) <= {"yes", "no"}


def test_an_unknown_name_is_answered_with_the_known_ones(tmp_path):
    with pytest.raises(ValueError, match=r"no public data set 'bable'.*'babe'"):
        fetch(tmp_path, "bable")


def test_the_terms_are_shown_before_the_first_use_and_nothing_is_asked_of_the_server(serve, tmp_path):
    server = serve()
    with pytest.raises(LicenceError, match="CC BY-NC-SA"):
        fetch_data("ud_gum", to=tmp_path / "data")
    assert not server.asked and not (tmp_path / "data").exists()


def test_terms_that_changed_are_shown_again(serve, tmp_path):
    serve()
    fetch(tmp_path)
    assert fetch_data("ud_gum", to=tmp_path).is_dir()
    record = read_record("ud_gum", tmp_path) | {"licence": "other"}
    (tmp_path / "ud_gum.json").write_text(json.dumps(record))
    with pytest.raises(LicenceError):
        fetch_data("ud_gum", to=tmp_path)


# --- downloads ----------------------------------------------------------------------------------------------------


def test_a_download_is_recorded_and_read(serve, tmp_path):
    serve()
    folder = fetch(tmp_path)
    assert [gold.devices for gold in framing.read_golds(folder)] == [("passive",)]
    record = read_record("ud_gum", tmp_path)
    assert record["sha256"] == sha256(CONLLU)
    assert record["files"] == {"en_gum-ud-dev.conllu": sha256(CONLLU)}
    assert files_below(tmp_path) == ["table.csv", "ud_gum.json", "ud_gum/en_gum-ud-dev.conllu"]


def test_what_is_there_is_not_fetched_again(serve, tmp_path):
    server = serve()
    assert fetch(tmp_path) == fetch(tmp_path)
    assert len(server.asked) == 1


def test_a_dropped_connection_goes_on_where_it_stopped(serve, tmp_path):
    server = serve(LARGE, sha256=sha256(LARGE))
    server.cuts.extend([PIECE, 2 * PIECE])
    assert (fetch(tmp_path) / "en_gum-ud-dev.conllu").read_bytes() == LARGE
    assert server.asked == [None, f"bytes={PIECE}-", f"bytes={3 * PIECE}-"]
    assert server.sent == len(LARGE)


def test_a_moved_file_is_followed_and_gone_on_with(serve, tmp_path):
    server = serve(LARGE)
    server.moved = True
    server.cuts.append(PIECE)
    assert (fetch(tmp_path) / "en_gum-ud-dev.conllu").read_bytes() == LARGE
    assert server.asked == [None, f"bytes={PIECE}-"]


def test_an_archive_made_on_request_that_breaks_off_is_not_taken_for_whole(serve, tmp_path):
    server = serve(LARGE)
    server.chunked, server.version, server.ranges = True, None, False
    server.cuts.extend([PIECE, 2 * PIECE])
    assert (fetch(tmp_path) / "en_gum-ud-dev.conllu").read_bytes() == LARGE
    assert server.asked == [None, None, None]


def test_a_connection_that_drops_often_is_borne_as_long_as_there_is_progress(serve, tmp_path):
    server = serve(LARGE)
    server.always_cut = PIECE
    assert (fetch(tmp_path) / "en_gum-ud-dev.conllu").read_bytes() == LARGE
    assert len(server.asked) == -(-len(LARGE) // PIECE) > downloading.ResumingDownloader.attempts


def test_the_next_call_goes_on_where_the_last_one_gave_up(serve, tmp_path):
    server = serve(LARGE)
    server.cuts.extend([PIECE, 0, 0, 0, 0])
    with pytest.raises(FetchError, match=f"breaks off. The next call goes on after {PIECE:,} bytes"):
        fetch(tmp_path)
    assert not (tmp_path / "ud_gum").exists()
    server.asked.clear()
    assert (fetch(tmp_path) / "en_gum-ud-dev.conllu").read_bytes() == LARGE
    assert server.asked == [f"bytes={PIECE}-"]


def test_a_server_that_ignores_range_is_read_from_the_beginning(serve, tmp_path):
    server = serve(LARGE)
    server.ranges = False
    server.cuts.extend([PIECE, 2 * PIECE])
    assert (fetch(tmp_path) / "en_gum-ud-dev.conllu").read_bytes() == LARGE


def test_a_server_that_ignores_range_and_always_drops_is_given_up(serve, tmp_path):
    server = serve(LARGE)
    server.ranges, server.always_cut = False, PIECE
    with pytest.raises(FetchError, match="breaks off"):
        fetch(tmp_path)
    assert len(server.asked) == downloading.ResumingDownloader.attempts + 1


@pytest.mark.parametrize("version", ['"2"', None])
def test_halves_of_two_versions_are_never_joined(serve, tmp_path, version):
    server = serve(LARGE)
    server.cuts.extend([PIECE, 0, 0, 0, 0])
    with pytest.raises(FetchError):
        fetch(tmp_path)
    server.content, server.version = LARGE.replace(b"line", b"LINE"), version
    assert (fetch(tmp_path) / "en_gum-ud-dev.conllu").read_bytes() == server.content


def test_without_a_mark_of_the_version_it_begins_again(serve, tmp_path):
    server = serve(LARGE)
    server.version = 'W/"1"'
    server.cuts.append(PIECE)
    assert (fetch(tmp_path) / "en_gum-ud-dev.conllu").read_bytes() == LARGE
    assert server.asked == [None, None]


def test_a_download_that_was_whole_when_the_process_died_is_taken(serve, tmp_path):
    server = serve(LARGE)
    folder = tmp_path / ".ud_gum.download"
    folder.mkdir()
    (folder / "en_gum-ud-dev.conllu.part").write_bytes(LARGE)
    (folder / "en_gum-ud-dev.conllu.version").write_text('"1"')
    assert (fetch(tmp_path) / "en_gum-ud-dev.conllu").read_bytes() == LARGE
    assert server.sent == 0


def test_a_part_longer_than_the_file_is_thrown_away(serve, tmp_path):
    serve(CONLLU)
    folder = tmp_path / ".ud_gum.download"
    folder.mkdir()
    (folder / "en_gum-ud-dev.conllu.part").write_bytes(CONLLU + b"more")
    (folder / "en_gum-ud-dev.conllu.version").write_text('"1"')
    assert (fetch(tmp_path) / "en_gum-ud-dev.conllu").read_bytes() == CONLLU


def test_a_server_error_is_tried_again_and_a_missing_file_is_not(serve, tmp_path):
    server = serve()
    server.statuses.extend([500, 503])
    fetch(tmp_path / "a")
    assert len(server.asked) == 3
    server.statuses.extend([404] * 9)
    with pytest.raises(FetchError, match=r"answers 404 Not Found.*--from PATH"):
        fetch(tmp_path / "b")
    assert len(server.asked) == 4


def test_a_server_that_keeps_failing_is_named_with_its_answer(serve, tmp_path):
    server = serve()
    server.statuses.extend([500] * 9)
    with pytest.raises(FetchError, match=r"127.0.0.1:\d+ answers 500"):
        fetch(tmp_path)


def test_without_a_connection_the_error_says_so_and_what_helps(serve, tmp_path):
    server = serve()
    server.shutdown()
    server.server_close()
    with pytest.raises(FetchError, match=r"ud_gum: there is no connection to 127.0.0.1:\d+. With a copy on disk: .*"):
        fetch(tmp_path)


def test_a_web_page_is_not_taken_for_data(serve, tmp_path):
    server = serve(b"<html>Sign in to the network</html>")
    server.type = "text/html; charset=utf-8"
    with pytest.raises(FetchError, match="web page"):
        fetch(tmp_path)
    assert files_below(tmp_path) == ["table.csv"]


# --- digests ------------------------------------------------------------------------------------------------------


def test_bytes_other_than_those_pinned_are_refused_and_not_kept(serve, tmp_path):
    server = serve(CONLLU, sha256=sha256(CONLLU))
    server.content = CONLLU.replace(b"built", b"burnt")
    with pytest.raises(FetchError, match=f"expected {sha256(CONLLU)} but got {sha256(server.content)}"):
        fetch(tmp_path)
    assert files_below(tmp_path) == ["table.csv"]
    server.content = CONLLU
    assert fetch(tmp_path).is_dir()


def test_without_a_pinned_digest_the_first_copy_is_trusted_and_another_refused(serve, tmp_path):
    server = serve()
    folder = fetch(tmp_path)
    server.content = CONLLU.replace(b"built", b"burnt")
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(FetchError, match=r"not what it was: 1 of 1 files .*en_gum-ud-dev.conllu"):
        fetch(tmp_path)
    assert not folder.exists() and read_record("ud_gum", tmp_path)["sha256"] == sha256(CONLLU)
    server.content = CONLLU
    assert (fetch(tmp_path) / "en_gum-ud-dev.conllu").read_bytes() == CONLLU


def test_a_pinned_digest_holds_for_a_copy_on_disk_too(serve, tmp_path):
    serve(CONLLU, sha256=sha256(CONLLU))
    copy = tmp_path / "en_gum-ud-dev.conllu"
    copy.write_bytes(CONLLU + b"\n")
    with pytest.raises(FetchError, match="not the ud_gum that is pinned"):
        fetch(tmp_path / "data", source=copy)


def test_a_folder_that_was_changed_is_reported_and_left_alone(serve, tmp_path):
    serve()
    file = fetch(tmp_path) / "en_gum-ud-dev.conllu"
    file.write_bytes(b"mine")
    with pytest.raises(FileExistsError, match="was changed since"):
        fetch(tmp_path)
    assert file.read_bytes() == b"mine"


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "ud_gum").mkdir()
    with pytest.raises(FileExistsError, match="did not put it there"):
        fetch(tmp_path, source=tmp_path)


# --- copies on disk and archives ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["zip", "tar", "folder"])
def test_a_copy_on_disk_gives_the_same_files_as_archive_and_as_folder(tmp_path, kind):
    if kind == "folder":
        copy = tmp_path / "clone"
        for name, content in BASIL.items():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes(content)
    else:
        copy = {"zip": make_zip, "tar": make_tar}[kind](tmp_path / "copy", BASIL)
    folder = fetch(tmp_path / "data", "basil", source=copy)
    assert files_below(folder) == ["annotations/2010/e_1_ann.json", "articles/2010/e_1.json"]
    [gold] = framing.read_golds(folder)
    assert gold.name == "BASIL" and len(gold.annotations) == 1


def test_a_second_copy_in_another_form_is_the_same_data(tmp_path):
    fetch(tmp_path / "data", "basil", source=make_zip(tmp_path / "a.zip", BASIL))
    fetch(tmp_path / "data", "basil", source=make_tar(tmp_path / "a.tgz", BASIL))
    changed = BASIL | {"BASIL-HEAD/articles/2010/e_1.json": b"{}"}
    with pytest.raises(FetchError, match="not what it was"):
        fetch(tmp_path / "data", "basil", source=make_zip(tmp_path / "b.zip", changed))


def test_what_read_corpus_makes_of_the_articles(tmp_path):
    article = {"ID": "x1", "content_original": "It may rain.", "content": "it may rain .", "bias_text": "left"}
    copy = tmp_path / "repository" / "data" / "jsons" / "x1.json"
    copy.parent.mkdir(parents=True)
    copy.write_text(json.dumps(article | {"source": "North", "topic": "weather", "date": "2020-01-02"}))
    folder = fetch(tmp_path, "allsides", source=copy.parent)  # the inner folder will do
    assert framing.read_corpus(folder).loc["x1", ["text", "lean"]].tolist() == ["It may rain.", "left"]


def test_a_single_file_on_disk_is_read(tmp_path):
    copy = tmp_path / "final_labels_SG2.csv"
    copy.write_bytes(BABE)
    [gold] = framing.read_golds(fetch(tmp_path, "babe", source=copy))
    assert gold.annotations[["start", "end"]].values.tolist() == [[4, 8]]


def test_a_copy_without_the_files_says_which_were_looked_for(tmp_path):
    with pytest.raises(FetchError, match=r"holds no file like articles/\*/\*.json"):
        fetch(tmp_path / "data", "basil", source=make_zip(tmp_path / "a.zip", {"README.md": b"About"}))
    with pytest.raises(FileNotFoundError, match="nowhere"):
        fetch(tmp_path / "data", "basil", source=tmp_path / "nowhere")


def test_a_copy_that_holds_the_data_twice_is_refused(tmp_path):
    twice = BASIL | {"old/articles/2010/e_1.json": b"{}"}
    with pytest.raises(FetchError, match=r"holds articles/2010/e_1.json twice"):
        fetch(tmp_path / "data", "basil", source=make_zip(tmp_path / "a.zip", twice))


ESCAPES = ["../articles/2010/e.json", "/articles/2010/e.json", "articles/../../e.json", "..\\articles/2010/e.json"]


@pytest.mark.parametrize("make", [make_zip, make_tar])
@pytest.mark.parametrize("name", ESCAPES)
def test_an_archive_with_a_member_that_leads_out_is_refused_whole(tmp_path, make, name):
    copy = make(tmp_path / "copy", BASIL | {name: b"bad"})
    with pytest.raises(FetchError, match="leads out of its folder"):
        fetch(tmp_path / "data", "basil", source=copy)
    assert files_below(tmp_path) == ["copy"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["..", ".", "", "articles", "2010", "a.json", "\\", "c:", "x\\..\\y.json"]), min_size=1)
)
def test_no_name_in_an_archive_writes_outside_its_folder(tmp_path_factory, parts):
    around = tmp_path_factory.mktemp("around")
    copy = make_tar(around / "copy", {"/".join([*parts, "articles/2010/a.json"]): b"x"})
    try:
        folder = fetch(around / "data", "basil", source=copy)
    except FetchError:
        assert files_below(around) == ["copy"]
    else:
        assert files_below(folder) == ["articles/2010/a.json"]
        assert files_below(around) == ["copy", "data/basil.json", "data/basil/articles/2010/a.json"]


def test_links_in_a_tar_are_not_followed(tmp_path):
    (tmp_path / "outside").mkdir()
    links = [("articles", str(tmp_path / "outside")), ("annotations/2010/secret_ann.json", "/etc/passwd")]
    folder = fetch(tmp_path / "data", "basil", source=make_tar(tmp_path / "copy", BASIL, links))
    assert files_below(tmp_path / "outside") == []
    assert files_below(folder) == ["annotations/2010/e_1_ann.json", "articles/2010/e_1.json"]


@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_a_broken_archive_leaves_nothing_behind(tmp_path, make):
    copy = make(tmp_path / "copy", BASIL | {"x/articles/2010/large.json": bytes(range(256)) * 3000})
    content = copy.read_bytes()
    middle = len(content) // 2
    for broken in [content[:middle], content[:middle] + b"\0\0\0\0" + content[middle + 4 :]]:
        copy.write_bytes(broken)
        with pytest.raises(FetchError, match=r"is no whole archive|holds no file like"):
            fetch(tmp_path / "data", "basil", source=copy)
        assert files_below(tmp_path) == ["copy"]


# --- the command --------------------------------------------------------------------------------------------------


def test_list_shows_terms_and_which_are_here(serve, tmp_path):
    serve()
    assert "Not here yet." in call("list", "--to", tmp_path).output
    fetch(tmp_path)
    answer = call("list", "--to", tmp_path)
    assert answer.exit_code == 0 and "CC BY-NC-SA" in answer.output
    assert f"In {tmp_path / 'ud_gum'}" in " ".join(answer.output.split())  # a long path has a line of its own
    [row] = json.loads(call("list", "--to", tmp_path, "--json").stdout)
    assert row["name"] == "ud_gum" and row["here"] == str(tmp_path / "ud_gum")


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 2), ("", 2)])
def test_get_shows_the_terms_and_asks(serve, tmp_path, answer, code):
    server = serve()
    told = call("get", "ud_gum", "--to", tmp_path, "-q", answer=answer)
    assert told.exit_code == code
    assert "CC BY-NC-SA 4.0" in told.stderr and "Do you accept" in told.stderr
    assert len(server.asked) == (code == 0) and (tmp_path / "ud_gum").exists() == (code == 0)
    again = call("get", "ud_gum", "--to", tmp_path, "-q", answer="")
    assert ("Do you accept" in again.stderr) == (code != 0)


def test_get_says_what_it_trusts_and_how_to_go_on(serve, tmp_path):
    serve()
    told = call("get", "ud_gum", "--to", tmp_path, "--yes", "-q")
    assert told.exit_code == 0 and sha256(CONLLU) in told.stdout
    assert "the first copy is trusted" in told.stdout and "framing.read_golds(" in told.stdout
    told = call("get", "ud_gum", "--to", tmp_path, "--json", "-q")
    told = json.loads(told.stdout)
    assert (told["folder"], told["files"]) == (str(tmp_path / "ud_gum"), 1)


def test_get_says_nothing_of_trust_where_a_digest_is_pinned(serve, tmp_path):
    serve(CONLLU, sha256=sha256(CONLLU))
    told = call("get", "ud_gum", "--to", tmp_path, "--yes", "-q")
    assert told.exit_code == 0 and "trusted" not in told.stdout


def test_exit_codes_tell_a_failed_fetch_from_a_mistake(serve, tmp_path):
    server = serve()
    assert call("get", "bable", "--to", tmp_path).exit_code == 2
    assert call("get", "ud_gum", "--to", tmp_path, "--yes", "--from", tmp_path / "nowhere").exit_code == 2
    server.statuses.extend([404] * 9)
    told = call("get", "ud_gum", "--to", tmp_path, "--yes", "-q")
    assert told.exit_code == 1 and told.stderr.startswith("framing: ud_gum:") and told.stderr.count("\n") == 1


def test_the_folder_of_data_sets_can_stand_in_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv(public_data.FOLDER, str(tmp_path / "sets"))
    copy = tmp_path / "final_labels_SG2.csv"
    copy.write_bytes(BABE)
    told = call("get", "babe", "--from", copy, "--yes")
    assert told.exit_code == 0 and (tmp_path / "sets" / "babe" / copy.name).is_file()

"""A Dask cluster of separate processes: the same results, also when a worker is killed in the middle."""

import os
import signal
import threading
import time
from pathlib import Path

import pandas as pd
import pytest
from distributed import Client, LocalCluster
from properties import tables_are_the_same
from typer.testing import CliRunner

import framing
import framing.cluster
from framing import ClusterError, Span, device, extract_to, read_parts
from framing.cli import app

ROOT = Path(__file__).resolve().parents[1]
DEVICES = ["hedge", "quote", "attribution"]


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as running:
        yield running


@pytest.fixture(scope="module")
def articles():
    return framing.read_corpus(ROOT / "data" / "articles" / "*.txt")


@pytest.fixture(scope="module")
def corpus(articles, tmp_path_factory):
    """A folder of Parquet and jsonl."""
    folder, rows = tmp_path_factory.mktemp("corpus"), articles.reset_index()
    rows[:12].to_parquet(folder / "a.parquet", index=False)
    rows[12:].to_json(folder / "b.jsonl", orient="records", lines=True)
    return folder


@device("slow", ["word"])
def slow(document):
    """The first word, after so long that a worker can be killed meanwhile."""
    time.sleep(0.1)
    yield Span(document.starts[0], document.ends[0], "word")


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()}


def assert_same(one, other):
    tables_are_the_same(one, other)
    pd.testing.assert_series_equal(one.texts, other.texts)


def processes(cluster):
    return {name: worker.pid for name, worker in cluster.workers.items()}


def kill_a_worker(cluster, when):
    """Kill a worker as soon as the work has begun; a thread to wait for, and what was killed."""
    killed = []

    def wait_and_kill():
        while not when():
            time.sleep(0.01)
        killed.append(processes(cluster)[0])
        os.kill(killed[0], signal.SIGKILL)

    thread = threading.Thread(target=wait_and_kill)
    thread.start()
    return thread, killed


def is_at_work(cluster):
    return cluster.scheduler.workers and all(len(worker.processing) for worker in cluster.scheduler.workers.values())


def test_a_frame_gives_the_same_on_a_cluster(cluster, articles):
    many = pd.concat([articles.add_suffix(f"-{at}", axis=0) for at in range(3)])
    found = framing.extract(many, DEVICES, engine="dask", scheduler=cluster.scheduler_address)
    assert_same(found, framing.extract(many, DEVICES))


def test_a_corpus_gives_the_same_bytes_on_a_cluster(cluster, corpus, tmp_path):
    extract_to(corpus, tmp_path / "here", DEVICES, articles=5)
    with Client(cluster, set_as_default=False) as client:
        done = extract_to(corpus, tmp_path / "there", DEVICES, articles=5, engine="dask", scheduler=client)
    assert (done.articles, done.resumed) == (24, 0)
    assert contents(tmp_path / "there") == contents(tmp_path / "here")


def test_a_killed_worker_costs_no_article_and_doubles_none(cluster, corpus, tmp_path):
    where = tmp_path / "killed"
    began = lambda: len(list(where.glob("features/part-*"))) >= 2  # noqa: E731 - a condition
    thread, killed = kill_a_worker(cluster, began)
    done = extract_to(corpus, where, [slow], articles=1, engine="dask", scheduler=cluster.scheduler_address)
    thread.join()
    assert done.articles == done.spans == 24 and killed[0] not in processes(cluster).values()
    features = read_parts(where, "features")
    assert features["slow"].tolist() == [1] * 24 and features.index.is_unique
    extract_to(corpus, tmp_path / "whole", [slow], articles=1)
    assert contents(where) == contents(tmp_path / "whole")


def test_a_frame_is_whole_though_a_worker_was_killed(cluster, articles):
    many = pd.concat([articles.add_suffix(f"-{at}", axis=0) for at in range(6)])
    thread, killed = kill_a_worker(cluster, lambda: is_at_work(cluster))
    found = framing.extract(many, [slow], engine="dask", scheduler=cluster.scheduler_address)
    thread.join()
    assert killed and found.features.index.equals(many.index) and found.features["slow"].eq(1).all()
    assert found.spans["doc"].tolist() == many.index.tolist()


def test_a_batch_that_kills_its_worker_is_named(articles):
    def die(document):
        os._exit(1)

    lethal, many = device("lethal", ["word"])(die), pd.concat([articles, articles.add_suffix("-2", axis=0)])
    # A cluster of its own, as its worker is dead in the end.
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0") as doomed:
        doomed.scheduler.allowed_failures = 0
        with pytest.raises(ClusterError, match=r"Batch \d killed 1 workers, .* --memory-limit 2GB"):
            framing.extract(many, [lethal], engine="dask", scheduler=doomed.scheduler_address)


def test_an_error_on_a_worker_names_the_article(cluster, articles):
    def fail(document):
        raise RuntimeError("out of order")

    many = pd.concat([articles.add_suffix(f"-{at}", axis=0) for at in range(2)])
    with pytest.raises(RuntimeError, match="out of order") as told:
        framing.extract(many, [device("odd", ["word"])(fail)], engine="dask", scheduler=cluster.scheduler_address)
    assert "This happened in the article" in told.value.__notes__[0]


def test_a_worker_with_other_code_is_refused(cluster, corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(framing.cluster, "_fingerprints", lambda: {"hedge": "another"})
    with pytest.raises(ClusterError, match="finds 'hedge' with other code, lexicons or versions"):
        extract_to(corpus, tmp_path, ["hedge"], engine="dask", scheduler=cluster.scheduler_address)


def test_text_that_looks_like_a_task_is_text(cluster):
    frame = pd.DataFrame({"text": ["framing-0", "('framing', 0)", "__import__('os').abort()", "It may rain."] * 20})
    found = framing.extract(frame, ["hedge"], engine="dask", scheduler=cluster.scheduler_address)
    assert_same(found, framing.extract(frame, ["hedge"]))


def test_the_command_runs_on_a_cluster(cluster, corpus, tmp_path):
    arguments = [str(corpus), "-d", "hedge", "--scheduler", cluster.scheduler_address]
    done = CliRunner().invoke(app, ["extract", *arguments, "--parts", str(tmp_path / "parts")])
    assert done.exit_code == 0 and done.stdout.startswith("24 articles, "), done.output
    extract_to(corpus, tmp_path / "here", ["hedge"])
    assert contents(tmp_path / "parts") == contents(tmp_path / "here")


def test_a_client_in_use_is_taken_and_left_open(cluster, corpus, tmp_path):
    with Client(cluster) as client:
        extract_to(corpus, tmp_path, ["hedge"], engine="dask")
        assert client.status == "running"


def test_without_workers_the_cure_is_told(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(framing.cluster, "CONNECT_SECONDS", 0.5)
    with (
        LocalCluster(n_workers=0, dashboard_address=":0") as empty,
        Client(empty, set_as_default=False) as client,
        pytest.raises(ClusterError, match=r"has no worker\. Start some: dask worker"),
    ):
        extract_to(corpus, tmp_path / "tables", engine="dask", scheduler=client)
    assert not (tmp_path / "tables").exists()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "carrier://pigeon"], ids=["nobody", "unknown"])
def test_a_scheduler_that_does_not_answer_is_told(corpus, tmp_path, monkeypatch, address):
    monkeypatch.setattr(framing.cluster, "CONNECT_SECONDS", 0.5)
    answer = CliRunner().invoke(
        app, ["extract", str(corpus), "--parts", str(tmp_path / "tables"), "--scheduler", address]
    )
    assert answer.exit_code == 2
    assert answer.stderr.startswith(f"framing: No Dask scheduler answers at '{address}'")
    assert not (tmp_path / "tables").exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"engine": "spark"}, r"no engine 'spark'; there are \['processes', 'dask'\]"),
        ({"scheduler": "tcp://127.0.0.1:9"}, "pass engine='dask'"),
        ({"engine": "dask", "scheduler": 5}, "an address such as 'tcp://10.0.0.1:8786' or a Client, not 5"),
    ],
    ids=["engine", "no engine", "scheduler"],
)
def test_a_wrong_engine_is_told(articles, corpus, tmp_path, given, told):
    with pytest.raises(ValueError, match=told):
        extract_to(corpus, tmp_path / "tables", ["hedge"], **given)
    with pytest.raises(ValueError, match=told):
        framing.extract(pd.concat([articles, articles.add_suffix("-2", axis=0)]), ["hedge"], **given)

"""Extraction from and to disk: a corpus of any size measured batch by batch, each batch a part of three Parquet tables.

The folder of a run::

    manifest.json                      what was asked, fingerprints of the measures, the batches and their digests
    features/part-00000.parquet        one row an article
    spans/part-00000.parquet           one row a span
    attributions/part-00000.parquet    one row an attribution

A part is written under another name and renamed when it is whole, and says of which batch and measures it is. So a run
that was stopped at any moment goes on with the batches that lack a part, and ends with the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import uuid
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from framing.arguments import check_arguments
from framing.batches import ARTICLES, CHARACTERS, Batch, Survey, file_system, read_batch, survey_corpus
from framing.cluster import check_engine, connected, run_on_cluster
from framing.corpus import CorpusError
from framing.devices import Device
from framing.devices.spans import SPAN_COLUMNS
from framing.extract import _VOICE, Result, _Plan, _plan, _strings, extract

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from distributed import Client

TABLES = ("features", "spans", "attributions")
MANIFEST = "manifest.json"
_FORMAT = 1
_KEY, _DETAILS = b"framing.batch", b"framing.details"


@dataclass(frozen=True)
class Parts:
    """A finished run of `extract_to`.

    Attributes
    ----------
    folder : str
    articles, spans, attributions : int
        Rows of the tables.
    batches : int
        Parts of each table.
    resumed : int
        Batches that were there already.
    """

    folder: str
    articles: int
    spans: int
    attributions: int
    batches: int
    resumed: int


@dataclass(frozen=True)
class _Work:
    """What is the same for all batches: where the articles are, what to measure, where the parts go."""

    survey: Survey
    devices: tuple[str | Device, ...] | None
    folder: str
    details: pa.Schema
    measures: str

    def key(self, batch: Batch) -> str:
        """What a part is of: the articles and the measures."""
        return hashlib.sha256(f"{self.measures} {batch.digest}".encode()).hexdigest()


def _part(table: str, number: int) -> str:
    return f"{table}/part-{number:05}.parquet"


def extract_to(
    source: str | os.PathLike | Iterable[str | os.PathLike],
    folder: str | os.PathLike,
    devices: Sequence[str | Device] | None = None,
    *,
    text: str = "text",
    id: str | None = None,
    n_jobs: int = 1,
    progress: bool = False,
    engine: str | None = None,
    scheduler: str | Client | None = None,
    articles: int = ARTICLES,
    characters: int = CHARACTERS,
) -> Parts:
    """Measure a corpus that need not fit into memory, and write the tables as Parquet, a part a batch.

    The same call goes on with a run that was stopped, and ends with the same bytes as one that was not. Two runs must
    not write into one folder at once.

    Parameters
    ----------
    source : str, path or list of them
        Parquet and jsonl files, folders or globs; paths or addresses of any file system that fsspec knows, such as
        ``"s3://bucket/corpus/*.parquet"``.
    folder : str or path
        Where the tables go; made if need be. Also an address.
    devices, text, id, n_jobs, progress, engine, scheduler
        As for `framing.extract` and `framing.read_corpus`. Workers of a cluster must reach ``source`` and ``folder``.
    articles, characters : int
        What a batch holds at most; one article of more characters is a batch of its own.

    Returns
    -------
    Parts
        The folder and the counts. ``features`` has the known columns of the corpus (``source``, ``lean``, ``date``,
        ``title``, ``topic``, ``url``; one named like a feature becomes ``corpus_...``), then the counts; all tables are
        read with `read_parts`, or with ``pandas.read_parquet(folder / "features")``.

    Raises
    ------
    CorpusError
        For whatever is wrong with any article, before the first is measured; if the corpus changed since the run began.
    ClusterError
        If the cluster cannot be reached, or cannot do the work.
    ValueError
        If the folder is of another run, or of other versions of devices; if a device or the engine is unknown.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> here = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (here / "news.jsonl").write_text('{"id": "a", "text": "It may rain."}')
    >>> extract_to(here / "news.jsonl", here / "tables", devices=["hedge"]).spans
    1
    >>> read_parts(here / "tables").spans[["doc", "text"]].values.tolist()
    [['a', 'may']]
    """
    check_arguments(extract_to, locals())
    plan, limits = _plan(devices), {"articles": articles, "characters": characters}
    with connected(scheduler, n_jobs) if check_engine(engine, scheduler) else nullcontext() as client:
        system, root = file_system(folder)
        _refuse_inside(source, root)
        earlier = _read_manifest(system, root)
        if earlier is None and any(system.exists(f"{root}/{table}") for table in TABLES):
            raise ValueError(f"{root} has tables but no {MANIFEST}, so nobody knows of what. Name another folder.")
        survey = survey_corpus(source, text=text, id=id, progress=progress, **limits)
        manifest = _manifest(source, survey, plan, limits)
        if earlier is None:
            for table in TABLES:
                system.makedirs(f"{root}/{table}", exist_ok=True)
            _put(system, f"{root}/{MANIFEST}", (json.dumps(manifest, indent=1) + "\n").encode())
        else:
            _refuse_other(earlier, manifest, root)
        chosen = None if devices is None else tuple(devices)
        address = system.unstrip_protocol(root).removeprefix("file://")
        work = _Work(survey, chosen, address, _detail_types(chosen), json.dumps(manifest["measures"]))
        counts = _finished(system, root, work, survey.batches)
        resumed = len(counts)
        waiting = [number for number in range(len(survey.batches)) if number not in counts]
        alike = replace(work, survey=replace(survey, batches=()))
        jobs = [(number, (alike, number, survey.batches[number])) for number in waiting]
        run = run_on_cluster(client, _write_parts, jobs) if client else _run_here(jobs, n_jobs)
        counts |= _shown(run, survey, list(counts), progress)
        _sweep(system, root)
    return Parts(os.fspath(folder), *map(sum, zip(*counts.values(), strict=True)), len(counts), resumed)


def read_parts(
    folder: str | os.PathLike, table: str | None = None, *, corpus: str | os.PathLike | Iterable | None = None
) -> Result | pd.DataFrame:
    """Read what `extract_to` wrote.

    Parameters
    ----------
    folder : str or path
    table : {"features", "spans", "attributions"}, optional
        One table, as it was written. By default all of them and the texts, which must fit into memory.
    corpus : str, path or list of them, optional
        Where the corpus is, if it is no more where it was; only for the texts.

    Returns
    -------
    Result or DataFrame
        What `framing.extract` gives for the whole corpus; or one table, of which ``features`` has the known columns of
        the corpus before the counts.

    Raises
    ------
    ValueError
        If the folder holds no finished run.
    CorpusError
        If the corpus is not there, or has changed.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> here = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (here / "news.jsonl").write_text('{"id": "a", "source": "North", "text": "It may rain."}')
    >>> _ = extract_to(here / "news.jsonl", here / "tables", devices=["hedge"])
    >>> read_parts(here / "tables", "features")[["source", "hedge"]].values.tolist()
    [['North', 1]]
    """
    check_arguments(read_parts, locals())
    if table not in (None, *TABLES):
        raise ValueError(f"There is no table {table!r}; there are {list(TABLES)}.")
    system, root = file_system(folder)
    manifest = _read_manifest(system, root)
    if manifest is None:
        raise ValueError(f"{root} has no {MANIFEST}: no run of framing.extract_to began there.")
    if table is not None:
        return _read_table(system, root, table, manifest)
    features = _read_table(system, root, "features", manifest).drop(columns=manifest["corpus_columns"])
    survey = survey_corpus(
        manifest["source"] if corpus is None else corpus,
        **{name: manifest[name] for name in ("text", "id")},
        **manifest["batch_limits"],
    )
    _refuse_changed(manifest["batches"], _told(survey), root)
    texts = [text for batch in survey.batches for text in read_batch(batch, survey)["text"].tolist()]
    spans, said = (_read_table(system, root, name, manifest) for name in TABLES[1:])
    return Result(features, spans, said, _strings(texts).set_axis(features.index).rename("text"))


# The manifest ---------------------------------------------------------------------------------------------


def _manifest(source: Any, survey: Survey, plan: _Plan, limits: dict[str, int]) -> dict[str, Any]:
    sources = [source] if isinstance(source, (str, os.PathLike)) else list(source)
    return {
        "format": _FORMAT,
        "source": [os.fspath(one) for one in sources],
        "text": survey.text,
        "id": survey.id,
        "batch_limits": limits,
        "measures": _fingerprints(plan),
        "corpus_columns": [_corpus_column(name, plan.columns) for name in survey.about],
        "articles": survey.articles,
        "batches": _told(survey),
    }


def _fingerprints(plan: _Plan) -> dict[str, str | None]:
    """The measures asked for, each with its fingerprint; None where nothing can tell what decides it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        told = plan.fingerprints()
    return {name: told.get(name) for name in (*plan.names, _VOICE)}


def _corpus_column(name: str, features: Iterable[str]) -> str:
    return f"corpus_{name}" if name in features else name


def _refuse_inside(source: Any, root: str) -> None:
    for one in [source] if isinstance(source, (str, os.PathLike)) else source:
        system, path = file_system(one)
        if f"{root}/".startswith(f"{path}/") and system.isdir(path):
            raise ValueError(
                f"{root} lies in the corpus {path}, which would have its own tables in it. Name another folder."
            )


def _told(survey: Survey) -> list[dict[str, Any]]:
    return [
        {"file": b.name, "row": b.start.row, "articles": b.articles, "characters": b.characters, "digest": b.digest}
        for b in survey.batches
    ]


def _read_manifest(system: Any, root: str) -> dict[str, Any] | None:
    path = f"{root}/{MANIFEST}"
    if not system.exists(path):
        return None
    try:
        manifest = json.loads(system.cat_file(path))
        return manifest if manifest["format"] == _FORMAT else {"format": manifest["format"]}
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{path} is no manifest of framing.extract_to. Name another folder.") from None


def _refuse_other(earlier: dict[str, Any], manifest: dict[str, Any], root: str) -> None:
    """Raise if a folder holds another run than the one that is asked for."""
    another = "Name another folder, or remove this one."
    if earlier["format"] != _FORMAT:
        raise ValueError(f"{root} was written in format {earlier['format']}, and this is {_FORMAT}. {another}")
    had, asked = ([name for name in run["measures"] if " " not in name] for run in (earlier, manifest))
    if had != asked:
        raise ValueError(f"{root} holds a run of {had}, not of {asked}. {another}")
    for name, digest in manifest["measures"].items():
        if digest is None:
            raise ValueError(
                f"{root} cannot be gone on with: nothing tells whether {name!r} is what it was, as it uses what no "
                f"fingerprint sees. {another}"
            )
        if digest != earlier["measures"][name]:
            raise ValueError(
                f"{root} holds a run of another version of {name!r}: its code, lexicons, Python or packages have "
                f"changed since. {another}"
            )
    for name in ("text", "id", "batch_limits"):
        if earlier[name] != manifest[name]:
            raise ValueError(f"{root} holds a run with {name}={earlier[name]!r}, not {manifest[name]!r}. {another}")
    _refuse_changed(earlier["batches"], manifest["batches"], root)


def _refuse_changed(earlier: list[dict], now: list[dict], root: str) -> None:
    if earlier == now:
        return
    for number, (was, found) in enumerate(zip(earlier, now, strict=False)):
        if was != found:
            where = f"the first difference is in batch {number}, {found['file']} from row {found['row'] + 1:,} on"
            break
    else:
        where = f"it had {len(earlier):,} batches and has {len(now):,}"
    raise CorpusError(f"The corpus is not the one of {root}: {where}. Name another folder, or bring the corpus back.")


# Parts ----------------------------------------------------------------------------------------------------


def _run_here(jobs: list[tuple[int, tuple]], n_jobs: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    if n_jobs == 1 or len(jobs) < 2:
        return map(_numbered, jobs)
    from joblib import Parallel, delayed

    return Parallel(n_jobs=n_jobs, return_as="generator_unordered")(map(delayed(_numbered), jobs))


def _numbered(job: tuple[int, tuple]) -> tuple[int, tuple[int, ...]]:
    return job[0], _write_parts(*job[1])


def _shown(run: Iterable, survey: Survey, done: Iterable[int], progress: bool) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The batches of a run as they come, with a bar that begins with those that are done."""
    from tqdm.auto import tqdm

    sizes = [batch.articles for batch in survey.batches]
    bar = {"total": sum(sizes), "initial": sum(sizes[number] for number in done), "unit": " articles"}
    with tqdm(**bar, desc="framing.extract_to", disable=not progress) as shown:
        for number, count in run:
            shown.update(sizes[number])
            yield number, count


def _write_parts(work: _Work, number: int, batch: Batch) -> tuple[int, ...]:
    """Measure a batch and write its parts; their rows. The same bytes whenever and wherever it is done."""
    frame = read_batch(batch, work.survey)
    result = extract(frame, work.devices, cache=False)
    about = frame[list(work.survey.about)].rename(columns=lambda name: _corpus_column(name, result.features.columns))
    tables = {
        "features": _arrow(result.features.join(about)[[*about, *result.features]].reset_index()),
        "spans": _span_part(result.spans, work.details),
        "attributions": _arrow(result.attributions),
    }
    system, root = file_system(work.folder)
    key = {_KEY: work.key(batch).encode()}
    for name, table in tables.items():
        _put(system, f"{root}/{_part(name, number)}", _parquet({**table.schema.metadata, **key}, table))
    return tuple(table.num_rows for table in tables.values())


def _arrow(table: pd.DataFrame, schema: pa.Schema | None = None) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_pandas(table, schema=schema, preserve_index=False)


def _span_part(spans: pd.DataFrame, details: pa.Schema) -> pa.Table:
    """Spans with the details that every part has, of one type in all parts; the metadata have the order of their own.

    A reader of Parquet takes the columns of the first part for those of all.
    """
    own = [name for name in spans if name not in SPAN_COLUMNS]
    table = _arrow(spans[list(SPAN_COLUMNS)])
    for name in dict.fromkeys([*details.names, *own]):
        values = spans[name] if name in own else [None] * len(spans)
        table = table.append_column(name, _detail(name, values, details))
    return table.replace_schema_metadata({**table.schema.metadata, _DETAILS: json.dumps(own).encode()})


def _detail(name: str, values: Any, details: pa.Schema) -> pa.Array:
    import pyarrow as pa

    wanted = details.field(name).type if name in details.names else None
    try:
        return pa.array(values, type=wanted, from_pandas=True)
    except pa.ArrowException:
        pass
    try:
        return pa.array(values, from_pandas=True)
    except pa.ArrowException as error:
        raise ValueError(f"Parquet cannot hold what devices give as the detail {name!r}: {error}.") from None


def _detail_types(devices: Sequence[str | Device] | None) -> pa.Schema:
    """The details of the devices and their types, as in the text in which every built-in device finds something."""
    import pandas as pd

    from framing.testing import STORY

    spans = extract(pd.DataFrame({"text": [STORY]}, index=["story"]), devices, cache=False).spans
    return _arrow(spans[[name for name in spans if name not in SPAN_COLUMNS]]).schema.remove_metadata()


def _parquet(metadata: dict[bytes, bytes], table: pa.Table) -> bytes:
    import pyarrow.parquet as pq

    content = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(metadata), content, compression="zstd")
    return content.getvalue()


def _put(system: Any, path: str, content: bytes) -> None:
    """Write a file so that at no moment a part of it stands under its name."""
    folder, _, name = path.rpartition("/")
    beside = f"{folder}/.{name}.{uuid.uuid4().hex[:12]}"
    try:
        system.pipe_file(beside, content)
        system.mv(beside, path)
    except BaseException:
        if system.exists(beside):
            system.rm_file(beside)
        raise


def _sweep(system: Any, root: str) -> None:
    """Remove what writers that were killed have left."""
    for table in TABLES:
        for path in system.ls(f"{root}/{table}", detail=False):
            if path.rpartition("/")[2].startswith(".part-"):
                system.rm_file(path)


def _finished(system: Any, root: str, work: _Work, batches: Sequence[Batch]) -> dict[int, tuple[int, ...]]:
    """The batches of which all parts are there and whole: number -> rows."""
    system.invalidate_cache()
    there = [set(system.ls(f"{root}/{table}", detail=False)) for table in TABLES]
    found = {}
    for number, batch in enumerate(batches):
        paths = [f"{root}/{_part(table, number)}" for table in TABLES]
        if all(path in names for path, names in zip(paths, there, strict=True)):
            rows = [_rows(system, path, work.key(batch)) for path in paths]
            if None not in rows:
                found[number] = tuple(rows)
    return found


def _rows(system: Any, path: str, key: str) -> int | None:
    """The rows of a part; None if it is damaged, or of another batch."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with system.open(path, "rb") as file:
            about = pq.read_metadata(file)
    except (pa.ArrowException, OSError):
        return None
    return about.num_rows if (about.metadata or {}).get(_KEY) == key.encode() else None


def _read_table(system: Any, root: str, name: str, manifest: dict[str, Any]) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts, missing = [], []
    for number in range(len(manifest["batches"])):
        path = f"{root}/{_part(name, number)}"
        if not system.exists(path):
            missing.append(number)
        elif not missing:
            with system.open(path, "rb") as file:
                parts.append(pq.read_table(file))
    if missing:
        raise ValueError(
            f"{root} is not finished: {len(missing):,} of {len(manifest['batches']):,} batches are missing, the first "
            f"is {missing[0]}. Call framing.extract_to again as before, and it goes on."
        )
    if name == "spans":
        return _read_spans(parts)
    table = pa.concat_tables(parts).to_pandas()
    return table.set_index("id") if name == "features" else table


def _read_spans(parts: list[pa.Table]) -> pd.DataFrame:
    """The spans of all parts, their details in the order and of the types that `framing.extract` gives them."""
    import pyarrow as pa

    table = pa.concat_tables([part.select(list(SPAN_COLUMNS)) for part in parts]).to_pandas()
    for name in dict.fromkeys(name for part in parts for name in json.loads(part.schema.metadata[_DETAILS])):
        columns = [part[name].to_pylist() if name in part.column_names else [None] * len(part) for part in parts]
        table[name] = _strings([value for column in columns for value in column], dtype=None)
    return table

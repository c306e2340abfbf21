"""`framing extract` and `framing features`: from articles to tables."""
# ruff: noqa: D301 - typer keeps the lines of a paragraph that begins with a backspace as they are.

from __future__ import annotations

import re
import runpy
import time
from contextlib import ExitStack
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from framing.commands import AsJson, Cached, Devices, Jobs, Lexicons, TextColumn, print_json, show_progress
from framing.corpus import read_corpus
from framing.devices import Device, LexiconDevice
from framing.extract import extract
from framing.feature_table import feature_table
from framing.runs import sha256
from framing.whole_files import written_whole

if TYPE_CHECKING:
    from framing.parts import Parts


class Format(StrEnum):
    """File formats that `framing extract` writes."""

    csv = "csv"
    parquet = "parquet"


def extract_files(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH", help="Csv, jsonl, parquet, txt, html or json files, folders or globs."),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The folder for the three tables; made if need be.")
    ] = None,
    parts: Annotated[
        str | None,
        typer.Option(
            metavar="FOLDER",
            help="Instead of --out: tables in Parquet parts, of Parquet or jsonl of any size. Resumes.",
        ),
    ] = None,
    text: TextColumn = "text",
    device: Devices = None,
    lexicon: Lexicons = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="The tables' file format.")] = Format.csv,
    jobs: Jobs = 1,
    cache: Cached = True,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Run on a Dask cluster: tcp://10.0.0.1:8786")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure articles and write three tables into a folder.

    The tables are features, spans and attributions; files of these names that are in the folder are replaced.
    features has one row an article: the corpus's own columns except the text (one named like a feature becomes
    corpus_...), then the counts.

    CSV is raw data, words of articles as they stand: a spreadsheet takes a cell that begins with = + - or @ for a
    formula. Read it with Python or R, or import it as text.

    A device of your own is the name that it has in a Python file; the file is run, so name none that you do not
    trust. A lexicon is a device named like its file. With either, only what you name is run.

    With --parts the corpus may be larger than memory, and paths may be addresses such as s3://bucket/news/*.parquet;
    the same command goes on with a run that was stopped. See docs/scale.md.

    \b
    framing extract articles.csv -o tables
    framing extract pages/*.html -o tables -d hedge -d quote -f parquet -j 2
    framing extract articles.csv -o tables -d my_devices.py:shouting -l war.csv
    framing extract articles.csv -o tables --json | jq .spans
    framing extract news/*.parquet --parts tables -j 4
    framing extract s3://b/news --parts s3://b/tables --scheduler tcp://host:8786
    """
    started = time.perf_counter()
    if (out is None) == (parts is None):
        raise ValueError("Name one folder: --out for three tables, or --parts for tables in parts.")
    devices = chosen_devices(device, lexicon)
    run = {"n_jobs": jobs, "progress": show_progress(), "scheduler": scheduler, "engine": scheduler and "dask"}
    if parts is not None:
        from framing.parts import extract_to

        _tell_parts(extract_to(paths, parts, devices, text=text, **run), started, as_json)
        return
    frame = read_corpus(paths, text=text)
    result = extract(frame, devices, cache=cache, **run)
    about = frame.drop(columns="text")
    about = about.rename(columns={column: f"corpus_{column}" for column in about if column in result.features})
    features = pd.concat([about, result.features], axis=1).reset_index()
    out.mkdir(parents=True, exist_ok=True)
    named = {"features": features, "spans": result.spans, "attributions": result.attributions}
    tables = {out / f"{name}.{format.value}": table for name, table in named.items()}
    with ExitStack() as all_or_none:
        for file, table in tables.items():
            _write_table(table, all_or_none.enter_context(written_whole(file)))
    files = [
        {"file": str(file), "rows": len(table), "sha256": sha256(file) if as_json else ""}
        for file, table in tables.items()
    ]
    counts = {"articles": len(frame), "spans": len(result.spans), "attributions": len(result.attributions)}
    if as_json:
        print_json({**counts, "seconds": round(time.perf_counter() - started, 3), "files": files})
    else:
        typer.echo(f"{', '.join(f'{n:,} {name}' for name, n in counts.items())} in {out}")


def _tell_parts(done: Parts, started: float, as_json: bool) -> None:
    if as_json:
        print_json({**asdict(done), "seconds": round(time.perf_counter() - started, 3)})
        return
    counts = ", ".join(f"{getattr(done, name):,} {name}" for name in ("articles", "spans", "attributions"))
    there = f"; {done.resumed:,} of {done.batches:,} batches were there" if done.resumed else ""
    typer.echo(f"{counts} in {done.folder}{there}")


def chosen_devices(names: list[str] | None, lexicons: list[Path] | None = None) -> list[str | Device] | None:
    """The devices that options name: built in, in a Python file, of a lexicon; None where they name none."""
    return [*map(_device, names or []), *map(_lexicon_device, lexicons or [])] or None


def _device(name: str) -> str | Device:
    """A built-in device's name as it is; the device that ``file.py:name`` stands for."""
    file, colon, attribute = name.rpartition(":")
    if name.endswith(".py"):
        file, attribute = name, ""
    elif not colon or not file.endswith(".py"):
        return name
    names = _run_file(file)
    devices = [key for key, value in names.items() if isinstance(value, Device)]
    if attribute not in names:
        raise ValueError(f"{file} has no device {attribute!r}; it has {devices}. Write {file}:NAME.")
    if attribute not in devices:
        raise ValueError(
            f"{attribute!r} in {file} is no device but a {type(names[attribute]).__name__}; "
            "make a function one with @framing.device(name, categories)."
        )
    return names[attribute]


def _run_file(file: str) -> dict[str, object]:
    """The names that a Python file defines; no module is made of it, so its functions travel to workers by value."""
    if not Path(file).is_file():
        raise ValueError(f"There is no file {file}, where a device was to be found.")
    try:
        return runpy.run_path(file)
    except Exception as error:
        raise ValueError(f"{file} cannot be run: {type(error).__name__}: {error}.") from error


def _lexicon_device(file: Path) -> LexiconDevice:
    return LexiconDevice(re.sub(r"\W", "_", file.stem), file)


def _write_table(table: pd.DataFrame, path: Path) -> None:
    if path.suffix == ".csv":
        table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
    else:
        table.to_parquet(path, index=False, compression="zstd")


def features(
    corpus: Annotated[Path, typer.Argument(help="The texts, with columns source, lean, topic, date, text.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The Parquet file to write.")] = Path(
        "data/allsides_features.parquet"
    ),
    jobs: Jobs = -1,
    cache: Cached = True,
) -> None:
    """Remake the feature table that ships with framing.

    It has counts and identifiers of each article, and none of its words.

    \b
    framing features ../shared/corpora/allsides.parquet
    """
    table = feature_table(read_corpus(corpus), n_jobs=jobs, progress=show_progress(), cache=cache)
    out.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(out) as part:
        table.to_parquet(part, compression="zstd", compression_level=19)
    typer.echo(f"{len(table):,} articles, {len(table.columns)} columns, {out.stat().st_size / 1e6:.1f} MB in {out}")

"""The package from a terminal: run the notebooks, extract features, remake the shipped feature table."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import textwrap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from framing import public_data, run_diff, validity
from framing.cache import cache_folder, cache_limit, cache_size, cache_table, clear_cache
from framing.corpus import read_corpus
from framing.devices import Device, LexiconDevice
from framing.extract import RUN_CACHE, extract
from framing.readability import COLUMNS as READABILITY
from framing.run_plan import run_plan
from framing.runs import MANIFEST, RunError, environment, run_notebooks

__all__ = ["app", "feature_table"]

# What the shipped table says of an article besides counts; no words of it.
IDENTIFIERS = ("source", "lean", "topic", "date")
# Spans are not kept for the feature table, so memory need not grow with the corpus.
ARTICLES_AT_ONCE = 2000

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Measure how news is framed. Each command explains itself: framing extract --help",
)

data = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Corpora and gold of others: see what there is, fetch it once, check it ever after.",
)
app.add_typer(data, name="data")

Jobs = Annotated[int, typer.Option("--jobs", "-j", help="Processes to use; -1 for all cores.")]
Cached = Annotated[
    bool, typer.Option("--cache/--no-cache", help="Keep what is found, and compute nothing twice; see: framing cache.")
]
DataFolder = Annotated[
    Path | None,
    typer.Option("--to", help="The folder of data sets; by default $FRAMING_DATA, or one in the user's cache."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for a program.")]


class Format(StrEnum):
    """File formats that `framing extract` writes."""

    csv = "csv"
    parquet = "parquet"


@contextmanager
def _plain_messages() -> Iterator[None]:
    """Turn what the user can mend (files, columns, names) into a line and exit code 2; print warnings."""
    try:
        with warnings.catch_warnings():
            warnings.showwarning = lambda message, *_: typer.echo(f"framing: {message}", err=True)
            yield
    except RunError as failure:
        typer.echo(f"framing: {failure}\nThe partial report is in {failure.report / 'index.html'}", err=True)
        raise typer.Exit(1) from failure
    except public_data.FetchError as failure:
        typer.echo(f"framing: {' '.join(str(failure).split())}", err=True)
        raise typer.Exit(1) from failure
    except (ValueError, OSError) as mistake:
        typer.echo(f"framing: {' '.join(str(mistake).split())}", err=True)
        raise typer.Exit(2) from mistake


@app.command()
def run(
    notebooks: Annotated[
        Path | None, typer.Argument(help="A folder of notebooks, or one notebook; by default the folder notebooks.")
    ] = None,
    corpus: Annotated[
        str | None,
        typer.Option("--corpus", "-c", help="Articles of yours: a file, folder or glob. Runs what takes a corpus."),
    ] = None,
    by: Annotated[str | None, typer.Option(help="The corpus's column of groups; folder: the files' folders.")] = None,
    about: Annotated[str | None, typer.Option(help="A table that tells more of the articles, by id or file.")] = None,
    reference: Annotated[str | None, typer.Option(help="The group with which the others are compared.")] = None,
    within: Annotated[str | None, typer.Option(help="The corpus's column that is held equal, such as event.")] = None,
    config: Annotated[
        Path | None, typer.Option("--config", help="A TOML file with these options, and a table [parameters].")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The folder for reports; by default reports.")] = None,
    name: Annotated[str | None, typer.Option(help="The report's name; by default time and commit.")] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="Replaces a notebook's parameter; repeatable."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bars.")] = False,
    cache: Cached = True,
    as_json: AsJson = False,
) -> None:
    """Execute notebooks from top to bottom and write a report: findings, pages, figures, tables, and what went in.

    With a corpus of yours the notebooks about it run, and those about the shipped tables are left out. A TOML file may
    hold all that is given here; what is given here counts. Its paths are taken from where it lies. Exit code 1 if a
    notebook failed; the report then says which, and where.

    \b
    framing run
    framing run notebooks/01_outlets.ipynb --name outlets
    framing run --corpus my.parquet --by source
    framing run --corpus 'texts/*.txt' --about texts/index.csv --by paper --reference Agency
    framing run --config mine.toml
    """
    with _plain_messages():
        given = {"corpus": corpus, "about": about, "by": by, "reference": reference, "within": within}
        given |= dict(_parse_parameter(text) for text in parameter or [])
        plan = run_plan(config, notebooks=notebooks, out=out, name=name, parameters=given)
        # The notebooks' kernels, which inherit the environment, cache what they extract.
        with environment(RUN_CACHE, str(cache_folder().resolve()) if cache else ""):
            report = run_notebooks(**plan, progress=not quiet)
    manifest = json.loads((report / MANIFEST).read_text(encoding="utf-8"))
    if as_json:
        told = {"report": str(report), "index": str(report / "index.html"), "manifest": str(report / MANIFEST)}
        typer.echo(json.dumps({**told, "left_out": manifest["left_out"]}))
        return
    if manifest["left_out"]:
        typer.echo(f"Left out, as they take no corpus: {', '.join(manifest['left_out'])}", err=True)
    typer.echo(f"The report is in {report / 'index.html'}")


def _parse_parameter(text: str) -> tuple[str, object]:
    name, equals, value = text.partition("=")
    if not (equals and name.isidentifier()):
        raise ValueError(f"{text!r} is no parameter: write NAME=VALUE, such as outlets=20 or source=Reuters.")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value


@app.command()
def diff(
    run_a: Annotated[Path, typer.Argument(help="The earlier run: a report's folder, or its name in --reports.")],
    run_b: Annotated[Path, typer.Argument(help="The later run.")],
    tolerance: Annotated[float, typer.Option("--tolerance", "-t", help="A relative change up to this is none.")] = 0.0,
    corpus: Annotated[
        str | None, typer.Option("--corpus", "-c", help="Articles in which to find the spans gained and lost.")
    ] = None,
    text: Annotated[str, typer.Option(help="The corpus's column with the article's text.")] = "text",
    html: Annotated[Path | None, typer.Option(help="Write a page.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the tables as CSV files into this folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the tables as JSON.")] = False,
    rows: Annotated[int, typer.Option("--rows", "-n", min=1, help="Rows of each table to print.")] = 20,
    reports: Annotated[Path, typer.Option(help="The folder for reports.")] = Path("reports"),
    jobs: Jobs = 1,
) -> None:
    """Compare two runs: inputs, code, lexicon rows, every number that moved, and the spans behind a changed lexicon.

    Exit code 0 if the runs are the same, 1 if they differ, 2 if they cannot be compared.

    \b
    framing diff before after
    framing diff reports/before reports/after --tolerance 0.001 --html changes.html
    framing diff before after --corpus articles.parquet --html changes.html --csv changes
    framing diff before after --json | jq '.numbers[0]'
    """
    with _plain_messages():
        folders = [run if run.is_dir() else reports / run for run in (run_a, run_b)]
        found = run_diff.diff_runs(*folders, tolerance=tolerance, corpus=corpus, text=text, n_jobs=jobs)
        if html:
            found.to_html(html)
        if csv:
            found.to_csv(csv)
    typer.echo(
        found.to_json() if as_json else run_diff.format_diff(found, shutil.get_terminal_size((100, 24)).columns, rows)
    )
    raise typer.Exit(1 if found else 0)


@app.command("extract")
def extract_files(
    path: Annotated[str, typer.Argument(help="A csv, jsonl, parquet, txt, html or json file, a folder, or a glob.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the three tables; made if need be.")],
    text: Annotated[str, typer.Option(help="The column with the article's text.")] = "text",
    device: Annotated[
        list[str] | None,
        typer.Option(
            "--device",
            "-d",
            metavar="NAME|FILE.py:NAME",
            help="A device to run, built in or in a Python file of yours; repeatable. By default all built-in ones.",
        ),
    ] = None,
    lexicon: Annotated[
        list[Path] | None,
        typer.Option("--lexicon", "-l", help="A CSV of cues and categories to run as a device; repeatable."),
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="The tables' file format.")] = Format.csv,
    jobs: Jobs = 1,
    cache: Cached = True,
) -> None:
    """Extract features, spans and attributions from articles, as three tables in a folder.

    features has one row an article: the corpus's own columns except the text (one named like a feature
    becomes corpus_...), then the counts. Files of these names that are in the folder are replaced.

    A device of your own is the name that it has in a Python file; the file is run, so name none that you do not
    trust. A lexicon is a device named like its file. With either, only what you name is run.

    \b
    framing extract articles.csv -o tables
    framing extract 'pages/*.html' -o tables -d hedge -d quote --format parquet -j 2
    framing extract articles.csv -o tables -d hedge -d my_devices.py:shouting --lexicon war_words.csv
    """
    with _plain_messages():
        devices = [_device(name) for name in device or []] + [_lexicon_device(file) for file in lexicon or []]
        frame = read_corpus(path, text=text)
        result = extract(frame, devices or None, n_jobs=jobs, progress=True, cache=cache)
        about = frame.drop(columns="text")
        about = about.rename(columns={column: f"corpus_{column}" for column in about if column in result.features})
        features = pd.concat([about, result.features], axis=1).reset_index()
        out.mkdir(parents=True, exist_ok=True)
        for name, table in [
            ("features", features),
            ("spans", result.spans),
            ("attributions", result.attributions),
        ]:
            _write_table(table, out / f"{name}.{format.value}")
    typer.echo(f"{len(frame)} articles, {len(result.spans)} spans, {len(result.attributions)} attributions in {out}")


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


@app.command()
def features(
    corpus: Annotated[Path, typer.Argument(help="The texts, with columns source, lean, topic, date, text.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The Parquet file to write.")] = Path(
        "data/allsides_features.parquet"
    ),
    jobs: Jobs = -1,
    cache: Cached = True,
) -> None:
    """Remake the shipped feature table: counts and identifiers of each article, and none of its words.

    \b
    framing features ../shared/corpora/allsides.parquet
    """
    with _plain_messages():
        table = feature_table(read_corpus(corpus), n_jobs=jobs, progress=True, cache=cache)
        out.parent.mkdir(parents=True, exist_ok=True)
        table.to_parquet(out, compression="zstd", compression_level=19)
    typer.echo(f"{len(table)} articles, {len(table.columns)} columns, {out.stat().st_size / 1e6:.1f} MB in {out}")


@app.command()
def validate(
    gold: Annotated[list[Path], typer.Option("--gold", "-g", help="A folder with gold; repeatable.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A CSV file for the table.")] = None,
    by: Annotated[str | None, typer.Option(help="Measure groups apart: outlet.")] = None,
    jobs: Jobs = 1,
) -> None:
    """Measure the devices against gold: precision, recall and F1 with intervals.

    The folder may hold PolNeAR, BABE, BASIL, CoNLL-U or stand-off annotation, laid out as their publishers do.

    \b
    framing validate --gold data/articles
    framing validate --gold ../shared/bench/gold --by outlet --out validity.csv
    """
    with _plain_messages():
        table = validity.validate(gold, by=by, n_jobs=jobs)
        if out:
            validity.write_figures(table, out)
    typer.echo(validity.format_figures(table))


@data.command("list")
def list_data(to: DataFolder = None, as_json: AsJson = False) -> None:
    """List the public data sets: what they are, their terms, and which are here.

    \b
    framing data list
    framing data list --json
    """
    with _plain_messages():
        table = public_data.public_datasets(to)
    if as_json:
        typer.echo(json.dumps(table.reset_index().to_dict("records"), indent=1, ensure_ascii=False))
        return
    for name, row in table.iterrows():
        about = [row["title"], f"Terms: {row['licence']}", f"In {row['here']}" if row["here"] else "Not here yet."]
        typer.echo(f"{name}\n" + "\n".join(textwrap.indent(textwrap.fill(line, 100), "    ") for line in about))


@data.command("get")
def get_data(
    name: Annotated[str, typer.Argument(help="A name from framing data list.")],
    source: Annotated[
        Path | None, typer.Option("--from", help="A copy on disk, file or folder, instead of a download.")
    ] = None,
    to: DataFolder = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Accept the terms without being asked.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch a public data set, or take it from a copy on disk, and check it.

    The terms are shown, and asked about, before the first use. A download that broke off goes on where it stopped.
    Exit code 1 if the data could not be fetched or are not what they should be; 2 if the terms were not accepted, or
    something in the command is wrong.

    \b
    framing data get ud_ewt
    framing data get polnear --from Downloads/PolNeAR-master.zip --to corpora --yes
    """
    with _plain_messages():
        dataset = public_data.find_dataset(name)
        known = public_data.read_record(name, to)
        if not yes and known.get("licence") != dataset.licence:
            yes = _ask_for_consent(dataset)
        folder = public_data.fetch_data(name, source=source, to=to, accept_licence=yes, progress=not quiet)
        record = public_data.read_record(name, to)
    if as_json:
        about = record | {"files": len(record["files"]), "folder": str(folder), "record": f"{folder}.json"}
        typer.echo(json.dumps(about, indent=1, ensure_ascii=False))
        return
    typer.echo(f"{name} from {record['from']} is in {folder}; files: {len(record['files'])}, digests in {folder}.json")
    if record["sha256"]:
        typer.echo(f"SHA-256 of what was fetched: {record['sha256']}")
    if not dataset.sha256:
        typer.echo(
            f"No digest of {name} is pinned: the first copy is trusted, and later ones must have the same files."
        )
    typer.echo(f"Cite: {dataset.citation}\nRead it with framing.{dataset.reader}({str(folder)!r})")


def _ask_for_consent(dataset: public_data.Dataset) -> bool:
    typer.echo(f"{dataset.title}\nTerms: {dataset.licence}\nCite: {dataset.citation}", err=True)
    try:
        return typer.confirm("Do you accept these terms?", err=True)
    except typer.Abort:  # nobody is there to answer
        return False


class Act(StrEnum):
    """What `framing cache` does."""

    show = "show"
    clear = "clear"


@app.command("cache")
def look_at_cache(
    act: Annotated[Act, typer.Argument(help="Show what the cache holds, or remove it.")] = Act.show,
    folder: Annotated[Path | None, typer.Option(help="The cache's folder; by default the one that is in use.")] = None,
    as_json: AsJson = False,
) -> None:
    """Look at what extraction has kept, device by device, or clear it.

    Hits are results that were found instead of computed. The folder is the one that the environment variable
    FRAMING_CACHE names, else framing in the user's cache folder; FRAMING_CACHE_MB limits its size.

    \b
    framing cache
    framing cache --json
    framing cache clear
    """
    with _plain_messages():
        where = cache_folder(folder)
        if act is Act.clear:
            freed = clear_cache(folder)
            told = {"folder": str(where), "freed_bytes": freed}
            typer.echo(json.dumps(told) if as_json else f"{freed / 1e6:,.1f} MB freed in {where}")
            return
        table, size = cache_table(folder), cache_size(folder)
    if as_json:
        devices = table.to_dict(orient="records")
        typer.echo(json.dumps({"folder": str(where), "bytes": size, "limit_bytes": cache_limit(), "devices": devices}))
        return
    if len(table):
        typer.echo(table.to_string(index=False, formatters=dict.fromkeys(table.columns[1:], "{:,}".format)))
    typer.echo(f"{size / 1e6:,.1f} MB of at most {cache_limit() / 1e6:,.0f} MB in {where}")


def feature_table(
    frame: pd.DataFrame, n_jobs: int = 1, progress: bool = False, cache: bool | str | Path | None = None
) -> pd.DataFrame:
    """Measure a corpus and keep what may be published: counts, readability and identifiers, in small types.

    Parameters
    ----------
    frame : DataFrame
        Articles, as `framing.read_corpus` gives them, with a column ``text``.
    n_jobs : int, default 1
        Processes to use; -1 for all cores. The table does not depend on it.
    progress : bool, default False
        Whether to show a progress bar.
    cache : bool, str or Path, optional
        As in `framing.extract`.

    Returns
    -------
    DataFrame
        Same index. Those of ``source``, ``lean``, ``topic`` (categories) and ``date`` that the frame has,
        then the features: counts as 32-bit integers, readability as 32-bit floats with two decimals.

    Raises
    ------
    CorpusError
        If `framing.extract` refuses the frame.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"source": ["A"], "title": ["T"], "text": ["It may rain."]})
    >>> table = feature_table(frame)
    >>> table[["source", "n_words", "hedge"]].values.tolist()
    [['A', 3, 1]]
    >>> "title" in table
    False
    """
    from tqdm.auto import tqdm

    about = frame[[column for column in IDENTIFIERS if column in frame]]
    about = about.astype({column: "category" for column in about if column != "date"})
    parts = []
    for at in tqdm(range(0, max(len(frame), 1), ARTICLES_AT_ONCE), unit="batch", disable=not progress):
        parts.append(extract(frame.iloc[at : at + ARTICLES_AT_ONCE], n_jobs=n_jobs, cache=cache).features)
    measured = pd.concat(parts)
    # Not the smallest integers: sums of two columns of those would overflow in a notebook, and silently.
    types = {column: "float32" if column in READABILITY else "int32" for column in measured}
    rounded = measured.round({column: 2 for column in READABILITY if column in measured})
    return pd.concat([about, rounded.astype(types)], axis=1)

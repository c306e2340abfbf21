"""The package from a terminal: run the notebooks, extract and show features, look up what they mean.

Each command is a function in `framing.commands`; running notebooks and comparing runs are here.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from framing import __version__, public_data, run_diff
from framing.cache import cache_folder
from framing.commands import AsJson, Cached, Jobs, completion
from framing.commands.cache import look_at_cache
from framing.commands.codebook import codebook, validate
from framing.commands.data import data
from framing.commands.extract import extract_files, features
from framing.commands.show import show
from framing.extract import RUN_CACHE
from framing.run_plan import run_plan
from framing.runs import MANIFEST, RunError, environment, run_notebooks
from framing.terminal import terminal_width, visible

__all__ = ["app"]

KEPT = {
    "run": "What is done is kept: the report's folder has the notebooks so far, the cache what they extracted.",
    "extract": "What is done is kept in the cache, or with --parts in the folder: the same command goes on from there.",
    "features": "What is done is kept in the cache (not with --no-cache): the same command goes on from there.",
    "data": "What was downloaded is kept: the same command goes on from there.",
}
EPILOG = """Exit codes: 0 fine; 1 it ran and found trouble (a notebook failed, two runs differ, a download broke
off); 2 a mistake in the command or in what it reads, told in one line; 130 stopped with Ctrl-C.

Results go to the standard output, messages and progress to the standard error. A program reads --json.

\b
framing show article.txt
framing extract articles.csv --out tables
framing codebook hedge
framing --install-completion
"""


class Commands(TyperGroup):
    """The commands, whose mistakes are messages and whose output can be cut short."""

    def invoke(self, context: typer.Context) -> object:
        """Run the command; what the terminal cannot encode is shown as an escape."""
        for stream in (sys.stdout, sys.stderr):
            with suppress(AttributeError):
                stream.reconfigure(errors="backslashreplace")
        try:
            with _plain_messages():
                return super().invoke(context)
        except KeyboardInterrupt:
            kept = KEPT.get(context.invoked_subcommand, "Nothing was changed.")
            typer.echo(f"\nframing: stopped. {kept}", err=True)
            raise typer.Exit(130) from None


@contextmanager
def _plain_messages() -> Iterator[None]:
    """Turn what the user can mend (files, columns, names) into a line and exit code 2; print warnings."""
    try:
        with warnings.catch_warnings():
            warnings.showwarning = lambda message, *_: typer.echo(f"framing: {visible(message)}", err=True)
            yield
    except BrokenPipeError:  # the reader has seen enough, such as head
        raise
    except RunError as failure:
        typer.echo(f"framing: {failure}\nThe partial report is in {failure.report / 'index.html'}", err=True)
        raise typer.Exit(1) from failure
    except public_data.FetchError as failure:
        typer.echo(f"framing: {_one_line(failure)}", err=True)
        raise typer.Exit(1) from failure
    except (ValueError, OSError) as mistake:
        typer.echo(f"framing: {_one_line(mistake)}", err=True)
        raise typer.Exit(2) from mistake


def _one_line(message: object) -> str:
    return visible(" ".join(str(message).split()))


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Measure how news is framed. Each command explains itself: framing extract --help",
    epilog=EPILOG,
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"framing {__version__}")
        raise typer.Exit


@app.callback()
def framing(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Measure how news is framed. Each command explains itself: framing extract --help."""


app.command("extract")(extract_files)
app.command()(show)


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
    run_a: Annotated[
        Path,
        typer.Argument(
            help="The earlier run: a report's folder, or its name in --reports.", autocompletion=completion.runs
        ),
    ],
    run_b: Annotated[Path, typer.Argument(help="The later run.", autocompletion=completion.runs)],
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
    """Compare two runs, number by number.

    What differs of inputs, code and lexicon rows, every number that moved, and the spans behind a changed lexicon.
    Exit code 0 if the runs are the same, 1 if they differ, 2 if they cannot be compared.

    \b
    framing diff before after
    framing diff reports/before reports/after --tolerance 0.001
    framing diff before after --corpus articles.parquet --html changes.html
    framing diff before after --json | jq '.numbers[0]'
    """
    folders = [run if run.is_dir() else reports / run for run in (run_a, run_b)]
    found = run_diff.diff_runs(*folders, tolerance=tolerance, corpus=corpus, text=text, n_jobs=jobs)
    if html:
        found.to_html(html)
    if csv:
        found.to_csv(csv)
    typer.echo(found.to_json() if as_json else run_diff.format_diff(found, terminal_width(), rows))
    raise typer.Exit(1 if found else 0)


app.command()(codebook)
app.command()(validate)
app.add_typer(data, name="data")
app.command("cache")(look_at_cache)
app.command()(features)

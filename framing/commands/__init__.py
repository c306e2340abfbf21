"""The commands, a file each, and the options that they share; `framing.cli` puts them together."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing.commands import completion

if TYPE_CHECKING:
    import pandas as pd

Jobs = Annotated[int, typer.Option("--jobs", "-j", help="Processes to use; -1 for all cores.")]
Cached = Annotated[
    bool, typer.Option("--cache/--no-cache", help="Keep what is found, and compute nothing twice; see: framing cache.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for a program.")]
TextColumn = Annotated[str, typer.Option(help="The column with the article's text.")]
Devices = Annotated[
    list[str] | None,
    typer.Option(
        "--device",
        "-d",
        metavar="NAME|FILE.py:NAME",
        help="A device to run, built in or in a Python file of yours; repeatable. By default all built-in ones.",
        autocompletion=completion.measures,
    ),
]
Lexicons = Annotated[
    list[Path] | None,
    typer.Option("--lexicon", "-l", help="A CSV of cues and categories to run as a device; repeatable."),
]


def print_json(value: object) -> None:
    """Print what a program reads, in ASCII: no character of an article can command a terminal."""
    typer.echo(json.dumps(value, indent=1, default=str))


def records(table: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of a table for JSON, what is missing as null."""
    return table.astype("object").where(table.notna(), None).to_dict("records")


def show_progress() -> bool:
    """Whether somebody is there to see a bar: it goes to the standard error, if that is a terminal."""
    return sys.stderr.isatty()

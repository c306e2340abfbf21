"""`framing codebook` and `framing validate`: what the categories mean, and how far their counts can be trusted."""
# ruff: noqa: D301 - typer keeps the lines of a paragraph that begins with a backspace as they are.

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing import terminal, validity
from framing.commands import AsJson, Jobs, completion, print_json, records, show_progress
from framing.commands.extract import chosen_devices
from framing.whole_files import written_whole

if TYPE_CHECKING:
    import pandas as pd

_NAMED_AT_MOST = 20


def codebook(
    devices: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DEVICE",
            help="Devices to describe in full, built in or FILE.py:NAME; by default a table of all.",
            autocompletion=completion.entries,
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A CSV file for the whole codebook.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what each category means and how far to trust it.

    Definitions, examples, and precision, recall and F1 against human judgement. A figure has its 95% interval behind
    it; n counts the coded items that it was measured on. Not every category was measured.

    \b
    framing codebook
    framing codebook hedge quote
    framing codebook --out codebook.csv
    framing codebook label --json | jq -r '.[].definition'
    """
    import pandas as pd

    books = [validity.codebook(one) for one in chosen_devices(devices) or [None]]
    book = pd.concat(books, ignore_index=True)
    if out:
        with written_whole(out) as part:
            book.to_csv(part, index=False, lineterminator="\n", encoding="utf-8")
    if as_json:
        print_json(records(book))
    elif devices:
        typer.echo("\n\n".join(_entries(one, terminal.terminal_width()) for one in books))
    else:
        typer.echo(_overview(book, terminal.terminal_width()))
    if out and not as_json:
        typer.echo(f"{len(book)} categories in {out}", err=True)


def _overview(book: pd.DataFrame, width: int) -> str:
    """A row a category that was measured; the others are named below."""
    known = book["gold"] != validity.NOT_MEASURED
    measured = book[known]
    table = measured[["device", "category"]].copy()
    for name in ("precision", "recall", "f1"):
        table["F1" if name == "f1" else name] = [_figure(row, name) for row in measured.to_dict("records")]
    table["n"] = measured["n"]
    parts = [terminal.format_table(table, width, wrap=["category"], first_to_go=["precision", "recall"])]
    parts.append("\nNot measured:")
    for device, own in book[~known].groupby("device", sort=False):
        named = ", ".join(own["category"][:_NAMED_AT_MOST]) + (", ..." if len(own) > _NAMED_AT_MOST else "")
        parts.append(textwrap.fill(f"{device} ({len(own)}): {named}", width, subsequent_indent="  "))
    return "\n".join([*parts, "", "Definitions and examples: framing codebook DEVICE"])


def _figure(row: dict, name: str) -> str:
    """A figure and its interval: ``0.97 0.94–1.00``."""
    low, figure, high = (
        "-" if row[key] != row[key] else f"{row[key]:.2f}" for key in (f"{name}_low", name, f"{name}_high")
    )
    return figure if low == high == "-" else f"{figure} {low}–{high}"


def _entries(book: pd.DataFrame, width: int) -> str:
    """The categories of one device in full."""
    lines = []
    for row in book.to_dict("records"):
        lines += [terminal.visible(f"{row['device']}: {row['category']}"), _paragraph("", row["definition"], width)]
        for label, name in (("is", "example"), ("is not", "counter_example"), ("after", "reference")):
            lines += [_paragraph(label, row[name], width)] if row[name] else []
        figures = ", ".join(f"{name} {_figure(row, name.lower())}" for name in ("precision", "recall", "F1"))
        known = f"{figures}; {row['n']:,} coded in {row['gold']}"
        lines += [_paragraph("figures", row["gold"] if row["gold"] == validity.NOT_MEASURED else known, width), ""]
    cautions = dict.fromkeys(filter(None, book["caution"]))
    return "\n".join([*lines, *(_paragraph("caution", caution, width) for caution in cautions)]).rstrip()


def _paragraph(label: str, text: str, width: int) -> str:
    begin = f"  {label:9}" if label else "  "
    lines = {"initial_indent": begin, "subsequent_indent": " " * len(begin), "break_on_hyphens": False}
    return textwrap.fill(terminal.visible(text), width, **lines)


def validate(
    gold: Annotated[list[Path], typer.Option("--gold", "-g", help="A folder with gold; repeatable.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A CSV file for the table.")] = None,
    by: Annotated[str | None, typer.Option(help="Measure groups apart: outlet.")] = None,
    jobs: Jobs = 1,
    as_json: AsJson = False,
) -> None:
    """Measure the devices against gold of yours.

    The table has precision, recall, F1 with its 95% interval, and the ratio of what was found to what was coded. The
    folder may hold PolNeAR, BABE, BASIL, CoNLL-U or stand-off annotation, laid out as their publishers do.

    \b
    framing validate --gold data/articles
    framing validate --gold ../shared/bench/gold --by outlet --out validity.csv
    framing validate --gold data/articles --json | jq '.[0].f1'
    """
    table = validity.validate(gold, by=by, n_jobs=jobs, progress=show_progress())
    if out:
        validity.write_figures(table, out)
    if as_json:
        print_json(records(table))
    else:
        typer.echo(validity.format_figures(table, terminal.terminal_width()))

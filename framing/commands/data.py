"""`framing data`: corpora and gold of others."""
# ruff: noqa: D301 - typer keeps the lines of a paragraph that begins with a backspace as they are.

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Annotated

import typer

from framing import public_data
from framing.commands import AsJson, completion, print_json, records
from framing.terminal import terminal_width

data = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Corpora and gold of others: see what there is, fetch it once, check it ever after.",
)

DataFolder = Annotated[
    Path | None,
    typer.Option("--to", help="The folder of data sets; by default $FRAMING_DATA, or one in the user's cache."),
]


@data.command("list")
def list_data(to: DataFolder = None, as_json: AsJson = False) -> None:
    """List the public data sets: what they are, their terms, and which are here.

    \b
    framing data list
    framing data list --json
    """
    table = public_data.public_datasets(to)
    if as_json:
        print_json(records(table.reset_index()))
        return
    width = terminal_width()
    for name, row in table.iterrows():
        about = [row["title"], f"Terms: {row['licence']}", f"In {row['here']}" if row["here"] else "Not here yet."]
        indent = {
            "initial_indent": "    ",
            "subsequent_indent": "    ",
            "break_on_hyphens": False,
            "break_long_words": False,
        }
        typer.echo("\n".join([name, *(textwrap.fill(line, width, **indent) for line in about)]))


@data.command("get")
def get_data(
    name: Annotated[str, typer.Argument(help="A name from framing data list.", autocompletion=completion.data_sets)],
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
    framing data get polnear --from PolNeAR-master.zip --to corpora --yes
    """
    dataset = public_data.find_dataset(name)
    known = public_data.read_record(name, to)
    if not yes and known.get("licence") != dataset.licence:
        yes = _ask_for_consent(dataset)
    folder = public_data.fetch_data(name, source=source, to=to, accept_licence=yes, progress=not quiet)
    record = public_data.read_record(name, to)
    if as_json:
        about = record | {"files": len(record["files"]), "folder": str(folder), "record": f"{folder}.json"}
        print_json(about)
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

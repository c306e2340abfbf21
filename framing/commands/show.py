"""`framing show`: articles with their spans marked, and keywords in context."""
# ruff: noqa: D301 - typer keeps the lines of a paragraph that begins with a backspace as they are.

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing import terminal, view
from framing.commands import AsJson, Cached, Devices, Jobs, TextColumn, completion, print_json, records, show_progress
from framing.commands.extract import chosen_devices
from framing.corpus import read_corpus
from framing.devices import Device, built_in_devices, find_device
from framing.devices.attribution import ATTRIBUTION_COUNTS
from framing.extract import extract

if TYPE_CHECKING:
    import pandas as pd

    from framing.extract import Result


def show(
    articles: Annotated[
        list[str], typer.Argument(metavar="ARTICLE", help="Text or html files, or one corpus with --id.")
    ],
    id: Annotated[list[str] | None, typer.Option("--id", help="An article's id in the corpus; repeatable.")] = None,
    device: Devices = None,
    kwic: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Keywords in context instead: all passages of a device, or of a category such as hedge_hearsay.",
            autocompletion=completion.passages,
        ),
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with the article.")] = None,
    text: TextColumn = "text",
    jobs: Jobs = 1,
    cache: Cached = True,
    as_json: AsJson = False,
) -> None:
    """Show an article with its spans marked and counted.

    The counts are given for 1,000 words as well. In a terminal each device has its colour; elsewhere, and with
    NO_COLOR set, spans stand in brackets with the device's name. FORCE_COLOR=1 keeps the colours in a pipe, for
    less -R.

    \b
    framing show article.txt
    framing show articles.csv --id north-17 -d hedge -d loaded
    framing show articles.csv --kwic hedge_hearsay | head -20
    framing show article.txt --html article.html
    framing show article.txt --json | jq '.[0].features.hedge'
    """
    if kwic and html:
        raise ValueError("--html writes an article, and --kwic shows passages; ask for one of them.")
    devices = chosen_devices(device)
    keyword = _keyword(kwic, devices) if kwic else None
    frame = _choose(read_corpus(articles, text=text), articles, id, any_number=kwic is not None)
    if html and len(frame) > 1:
        raise ValueError(f"--html writes one article, and these are {len(frame)}; choose one with --id.")
    measures = [keyword[0]] if keyword else devices
    result = extract(frame, measures, n_jobs=jobs, progress=show_progress() and len(frame) > 100, cache=cache)
    if keyword:
        _show_passages(result, *keyword, as_json)
        return
    if html:
        view.show(result, frame.index[0], path=html)
    if as_json:
        print_json([_as_object(result, doc) for doc in frame.index])
    elif html:
        typer.echo(f"The page is {html}")
    else:
        width, colours = terminal.terminal_width(), terminal.in_colour()
        pages = (f"{_heading(row)}\n\n{terminal.format_article(result, row.name, width, colours)}"
                 for _, row in frame.iterrows())  # fmt: skip
        typer.echo("\n\n\n".join(pages), color=colours)


def _choose(frame: pd.DataFrame, paths: list[str], ids: list[str] | None, any_number: bool) -> pd.DataFrame:
    """The articles of these ids, or all where each path is one article; any number of them for passages."""
    where, some = " ".join(paths), ", ".join(map(repr, frame.index[:5]))
    for id in ids or []:
        if id not in frame.index:
            near = get_close_matches(id, frame.index[:100_000], n=3)
            hint = f"Near it: {', '.join(map(repr, near))}." if near else f"Some of its {len(frame):,} ids: {some}."
            raise ValueError(f"There is no article {id!r} in {where}. {hint}")
    if ids:
        return frame.loc[list(dict.fromkeys(ids))]
    if len(frame) > len(paths) and not any_number:
        raise ValueError(f"{where} holds {len(frame):,} articles; choose with --id. Some of their ids: {some}.")
    return frame


def _heading(row: pd.Series) -> str:
    about = [str(row[name]) for name in ("title", "source") if name in row and row[name] == row[name]]
    day = [f"{row['date']:%Y-%m-%d}"] if "date" in row and row["date"] == row["date"] else []
    return " - ".join(map(terminal.visible, [row.name, *about, *day]))


def _keyword(name: str, devices: list[str | Device] | None) -> tuple[str | Device, str | None]:
    """The device and category that a name of a column of counts stands for; ``cue`` for the cues of attributions."""
    known: dict[str, tuple[str | Device, str | None]] = {"attribution": ("attribution", None)}
    known |= {column: ("attribution", column[4:]) for column in ATTRIBUTION_COUNTS if column.startswith("cue_")}
    for one in [*map(find_device, built_in_devices()), *(own for own in devices or [] if isinstance(own, Device))]:
        known |= {one.name: (one, None)} | {f"{one.name}_{category}": (one, category) for category in one.categories}
    if name not in known:
        near = get_close_matches(name, known, n=3)
        hint = f"Near it: {near}." if near else f"Devices are {[key for key, pair in known.items() if not pair[1]]}."
        raise ValueError(f"There is no device or category {name!r}. {hint}")
    return known[name]


def _show_passages(result: Result, device: str | Device, category: str | None, as_json: bool) -> None:
    width, colours = terminal.terminal_width(), terminal.in_colour()
    table = view.concordance(result, device if isinstance(device, str) else device.name, width=width)
    if category:
        table = table[table["category"] == category]
    if as_json:
        print_json(records(table))
        return
    if len(table):
        typer.echo(terminal.format_passages(table, width, colours), color=colours)
    typer.echo(f"Passages: {len(table):,}, in {table['doc'].nunique():,} of {len(result.texts):,} articles.", err=True)


def _as_object(result: Result, doc: str) -> dict[str, object]:
    """What was found in one article."""
    tables = {name: getattr(result, name) for name in ("spans", "attributions")}
    found = {name: records(table[table["doc"] == doc].drop(columns="doc")) for name, table in tables.items()}
    return {"id": doc, "features": records(result.features.loc[[doc]])[0], **found}

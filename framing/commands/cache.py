"""`framing cache`: what extraction has kept."""
# ruff: noqa: D301 - typer keeps the lines of a paragraph that begins with a backspace as they are.

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from framing import terminal
from framing.cache import cache_folder, cache_limit, cache_size, cache_table, clear_cache
from framing.commands import AsJson, print_json, records


class Act(StrEnum):
    """What `framing cache` does."""

    show = "show"
    clear = "clear"


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
    where = cache_folder(folder)
    if act is Act.clear:
        freed = clear_cache(folder)
        told = {"folder": str(where), "freed_bytes": freed}
        if as_json:
            print_json(told)
        else:
            typer.echo(f"{freed / 1e6:,.1f} MB freed in {where}")
        return
    table, size = cache_table(folder), cache_size(folder)
    if as_json:
        told = {"folder": str(where), "bytes": size, "limit_bytes": cache_limit(), "devices": records(table)}
        print_json(told)
        return
    if len(table):
        typer.echo(terminal.format_table(table, terminal.terminal_width(), wrap=["device"], first_to_go=["bytes"]))
    typer.echo(f"{size / 1e6:,.1f} MB of at most {cache_limit() / 1e6:,.0f} MB in {where}")

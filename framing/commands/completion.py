"""What the shell offers after the tabulator key; what is heavy is loaded only then."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten

import typer


def measures() -> list[str]:
    """What `framing.extract` takes by name."""
    from framing.devices import built_in_devices

    return [*built_in_devices(), "attribution", "readability"]


def entries() -> list[str]:
    """Devices of the codebook."""
    from framing.validity import codebook

    return list(codebook()["device"].unique())


def passages() -> list[str]:
    """Devices and their categories, named as the columns of counts: ``hedge``, ``hedge_hearsay``."""
    from framing.validity import codebook

    book = codebook()
    # Attributions are found by their cues.
    book = book[~book["device"].isin(["attribution", "source"])]
    return ["attribution", *book["device"].unique(), *(book["device"] + "_" + book["category"])]


def data_sets() -> list[tuple[str, str]]:
    """Public data, each with its title, short enough for one line: a shell would take the next for another name."""
    from framing.public_data import public_datasets

    return [(name, shorten(title, 50, placeholder=" ...")) for name, title in public_datasets()["title"].items()]


def runs(context: typer.Context) -> list[str]:
    """Reports in the folder for reports, the newest last."""
    from framing.runs import MANIFEST

    folder = Path(context.params.get("reports") or "reports")
    return sorted(path.parent.name for path in folder.glob(f"*/{MANIFEST}"))

"""The pages of a report: what was found, for someone who was not there, and the passages behind a finding."""

from __future__ import annotations

import csv
import re
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from framing.view import sendable

if TYPE_CHECKING:
    import pandas as pd
    from jinja2 import Template

PASSAGE_COLUMNS = ("doc", "left", "text", "right")
PREVIEW_ROWS, PREVIEW_COLUMNS = 6, 8


def page_template(name: str) -> Template:
    """A page of ``framing/templates``, in which what is filled in is escaped."""
    from jinja2 import Environment, PackageLoader

    pages = Environment(loader=PackageLoader("framing"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return pages.get_template(name)


def index_page(report: Path, manifest: dict[str, Any]) -> str:
    """The report's first page: the findings in order, then every notebook with its tables and other figures.

    A finding is a figure that was saved with its uncertainty.
    """
    numbers = iter(range(1, 10**6))
    notebooks = []
    for entry in manifest["notebooks"]:
        stem = Path(entry["notebook"]).stem
        saved = [{**one, **_places(one["files"])} for one in entry["saved"]]
        shown = {"findings": [], "figures": [], "tables": []}
        for one in saved:
            if one["kind"] == "table":
                shown["tables"].append({**one, "preview": _preview(report / one["csv"])})
            elif one["uncertainty"] is None:
                shown["figures"].append(one)
            else:
                anchor = anchor_of(stem, one["name"])
                shown["findings"].append({**one, "number": next(numbers), "anchor": anchor})
        notebooks.append({**entry, "stem": stem, **shown})
    page = page_template("report.html").render(
        **{**manifest, "notebooks": notebooks},
        title=notebooks[0]["title"] if len(notebooks) == 1 else "What was found",
        n_parts=sum(bool(entry["findings"]) for entry in notebooks),
        n_findings=sum(len(entry["findings"]) for entry in notebooks),
        n_failed=sum(entry["error"] is not None for entry in notebooks),
    )
    return sendable(page)


def anchor_of(notebook: str, figure: str) -> str:
    """Where a finding stands on the report's first page."""
    return f"{notebook}-{figure}"


def _places(files: dict[str, str]) -> dict[str, str]:
    return {Path(path).suffix.removeprefix(".").replace("html", "passages"): path for path in files}


def _preview(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(islice(csv.reader(lines), PREVIEW_ROWS + 1))
    return [[_shorten(cell) for cell in row[:PREVIEW_COLUMNS]] for row in rows]


def _shorten(cell: str) -> str:
    return f"{float(cell):.4g}" if re.fullmatch(r"-?[0-9]+\.[0-9]{3,}", cell) else cell


def passages_page(passages: pd.DataFrame, finding: str, anchor: str) -> str:
    """A page of passages in context, by the column ``group`` if there is one.

    Parameters
    ----------
    passages : DataFrame
        ``doc``, ``left``, ``text``, ``right``, as `framing.passages` gives them, and ``group``, if need be.
        ``passages.attrs["total"]``, if there, says how many there are in all.
    finding : str
        What they stand behind.
    anchor : str
        Of the finding, on the report's first page.

    Raises
    ------
    ValueError
        If a column is missing.
    """
    missing = [name for name in PASSAGE_COLUMNS if name not in passages]
    if missing:
        raise ValueError(
            f"passages has no column {missing[0]!r}; it has {list(passages.columns)}. Pass what framing.passages gives."
        )
    rows = passages.to_dict("records")
    groups = {None: rows} if "group" not in passages else {
        name: list(own) for name, own in groupby(rows, key=lambda row: row["group"])
    }  # fmt: skip
    page = page_template("passages.html").render(
        rows=rows,
        groups=groups if rows else {},
        total=max(passages.attrs.get("total", 0), len(rows)),
        finding=finding,
        anchor=anchor,
    )
    return sendable(page)

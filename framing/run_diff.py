"""What changed between two runs: inputs, code, lexicon rows, the numbers of every table, and the spans behind them."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from framing.arguments import check_arguments
from framing.report import page_template
from framing.runs import LEXICON_COPIES, MANIFEST, MANIFEST_VERSION
from framing.table_diff import CELLS, NUMBERS, compare_tables
from framing.whole_files import written_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["RunDiff", "diff_runs"]

SETTINGS = ("kind", "name", "change", "old", "new")
LEXICON_ROWS = ("lexicon", "row", "change", "column", "old", "new")
SPANS = ("device", "category", "change", "doc", "start", "end", "left", "text", "right")
TITLES = {
    "settings": "What went in, and what came out",
    "lexicon_rows": "Rows of lexicons",
    "numbers": "Numbers that moved",
    "cells": "Rows, columns and texts of tables",
    "spans": "Spans gained and lost",
}
_SPAN_KEY = ["doc", "start", "end", "device", "category"]
# Longer cells of a lexicon are lists of words, of which only those that differ tell a reader something.
_LONG_CELL = 60


@dataclass(frozen=True)
class RunDiff:
    """What differs between two runs, as tables; all are empty for two runs that are the same.

    Attributes
    ----------
    old, new : Path
        The folders of the runs.
    settings : DataFrame
        What went in and what came out whole: ``kind`` (``input``, ``code``, ``lexicon``, ``parameter``, ``package``,
        ``version``, ``seeds``, ``error``, ``figure``, ``table``), ``name``, ``change`` (``added``, ``removed``,
        ``changed``), ``old`` and ``new`` (values; of files the first characters of the digest).
    lexicon_rows : DataFrame
        ``lexicon``, ``row`` (its first cell), ``change``, ``column``, ``old``, ``new``. A changed row has a line for
        each cell; of a long list of words only those that differ are given.
    numbers : DataFrame
        ``table`` and the columns of `framing.table_diff.compare_tables`: ``row``, ``column``, ``old``, ``new``,
        ``difference``, ``relative``. The largest relative change first, after numbers that came or went.
    cells : DataFrame
        Further changes of tables, ``table``, ``row``, ``column``, ``change``, ``old``, ``new``: a row or column
        ``added`` or ``removed``, or a text ``changed``.
    spans : DataFrame or None
        ``device`` (``attribution_cue`` for cues), ``category``, ``change`` (``gained``, ``lost``), ``doc``, ``start``,
        ``end``, and the words in context: ``left``, ``text``, ``right``. None where no corpus was given or no lexicon
        differs.
    """

    old: Path
    new: Path
    settings: pd.DataFrame
    lexicon_rows: pd.DataFrame
    numbers: pd.DataFrame
    cells: pd.DataFrame
    spans: pd.DataFrame | None = None

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name, without spans where there are none to speak of."""
        named = {field.name: getattr(self, field.name) for field in fields(self)[2:]}
        return {name: table for name, table in named.items() if table is not None}

    def __bool__(self) -> bool:
        return any(len(table) for table in self.tables.values())

    def to_json(self) -> str:
        """The tables as lists of records; missing and infinite numbers are null."""
        told: dict[str, object] = {"old": str(self.old), "new": str(self.new)}
        for name, table in self.tables.items():
            finite = table.astype("object").where(table.notna() & ~table.isin([np.inf, -np.inf]), None)
            told[name] = finite.to_dict("records")
        return json.dumps(told, indent=1, default=str)

    def to_csv(self, folder: str | Path) -> Path:
        """Write each table as a CSV file of its name; returns the folder."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in self.tables.items():
            with written_whole(folder / f"{name}.csv") as part:
                table.to_csv(part, index=False, lineterminator="\n", encoding="utf-8")
        return folder

    def to_html(self, path: str | Path, examples: int = 5) -> Path:
        """Write a page that needs no other file and no network; returns its path.

        Parameters
        ----------
        path : str or Path
        examples : int
            At most so many spans gained and so many lost are shown for each category.
        """
        figures = self.settings[(self.settings["kind"] == "figure") & (self.settings["change"] == "changed")]["name"]
        pictures = {name: [_data_address(_inside(run, name)) for run in (self.old, self.new)] for name in figures}
        tables = {**self.tables, "spans": self.span_counts()}
        page = page_template("diff.html").render(
            diff=self, tables=tables, titles=TITLES, cell=_cell, pictures=pictures, examples=self._examples(examples)
        )
        with written_whole(path) as part:
            part.write_text(page, encoding="utf-8", errors="replace", newline="\n")
        return Path(path)

    def _examples(self, n: int) -> list[dict]:
        """The first spans gained and the first lost of each category."""
        spans = _frame([], SPANS) if self.spans is None else self.spans
        return spans.groupby(["device", "category", "change"]).head(n).to_dict("records")

    def span_counts(self) -> pd.DataFrame:
        """Spans gained and lost: ``device``, ``category``, ``gained``, ``lost``; the most changes first."""
        spans = _frame([], SPANS) if self.spans is None else self.spans
        counts = pd.crosstab([spans["device"], spans["category"]], spans["change"])
        counts = counts.reindex(columns=["gained", "lost"], fill_value=0)
        return counts.iloc[np.argsort(-counts.sum(axis=1).to_numpy(), kind="stable")].reset_index()


def diff_runs(
    old: str | Path,
    new: str | Path,
    *,
    tolerance: float = 0.0,
    corpus: str | Path | None = None,
    text: str = "text",
    n_jobs: int = 1,
) -> RunDiff:
    """Compare two runs of `framing run`.

    How the rows of a table are matched: `framing.table_diff.compare_tables`. The bytes of executed notebooks, times and
    memory are not compared, as they differ each time.

    Parameters
    ----------
    old, new : str or Path
        The folders of two runs.
    tolerance : float
        The relative change, of the larger of the two numbers, up to which a number has not moved.
    corpus : str or Path, optional
        Articles (see `framing.read_corpus`) on which the lexicons of both runs are tried where they differ: all
        built-in devices, the cues of attributions, and the lexicons that parameters named, each a device. It is today's
        code that runs, so that the lexicons alone make the difference.
    text : str
        The corpus's column of texts.
    n_jobs : int
        Processes to use on the corpus; -1 for all cores.

    Returns
    -------
    RunDiff
        False in a condition if the runs are the same.

    Raises
    ------
    FileNotFoundError
        If a folder is no run.
    ValueError
        If a manifest is broken or of another version, the tolerance is negative, or a recorded lexicon does not fit
        today's code.

    Examples
    --------
    >>> diff_runs("reports/first", "reports/none")
    Traceback (most recent call last):
    ...
    FileNotFoundError: There is no run reports/first. Name the folder of a report that `framing run` made.
    """
    check_arguments(diff_runs, locals())
    if not tolerance >= 0:
        raise ValueError(f"tolerance must be 0 or more, a share such as 0.01; it is {tolerance}.")
    old, new = Path(old), Path(new)
    before, after = _read_manifest(old), _read_manifest(new)
    settings = _frame(_settings(before, after), SETTINGS)
    rows = [line for name in _changed(settings, "lexicon") for line in _lexicon_rows(old, new, name)]
    numbers, cells = [], []
    for name in _changed(settings, "table"):
        compared = compare_tables(_read_table(old, name), _read_table(new, name), tolerance)
        for table, found in zip((numbers, cells), compared, strict=True):
            found.insert(0, "table", name)
            table.append(found)
    moved = pd.concat(list(filter(len, numbers)) or [_frame([], ("table", *NUMBERS))])
    order = moved["relative"].abs().astype("float64").fillna(np.inf).to_numpy()
    moved = moved.iloc[np.lexsort((-order, moved["relative"].notna()))].reset_index(drop=True)
    changed = pd.concat(list(filter(len, cells)) or [_frame([], ("table", *CELLS))], ignore_index=True)
    # A table of which no number moved beyond the tolerance is the same table.
    within = set(_changed(settings, "table")) - {*moved["table"], *changed["table"]}
    settings = settings[~((settings["kind"] == "table") & settings["name"].isin(within))].reset_index(drop=True)
    spans = None
    if corpus is not None and "lexicon" in set(settings["kind"]):
        spans = _compare_spans(old, new, corpus, text, n_jobs)
    return RunDiff(old, new, settings, _frame(rows, LEXICON_ROWS), moved, changed, spans)


def _frame(rows: list, columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns))


def _changed(settings: pd.DataFrame, kind: str) -> list[str]:
    chosen = settings["kind"].eq(kind) & (settings["change"].eq("changed") | (kind == "lexicon"))
    return settings.loc[chosen, "name"].tolist()


def _read_manifest(run: Path) -> dict:
    if not run.is_dir():
        raise FileNotFoundError(f"There is no run {run}. Name the folder of a report that `framing run` made.")
    path = run / MANIFEST
    if not path.is_file():
        raise FileNotFoundError(f"{run} is no run: it has no {MANIFEST}. Name the folder of a report of `framing run`.")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        version = manifest.get("manifest_version", 1)
    except (ValueError, AttributeError) as error:
        raise ValueError(f"{path} cannot be read ({error}); make the run again.") from error
    if version != MANIFEST_VERSION:
        raise ValueError(
            f"{path} is of version {version}, and this framing compares version {MANIFEST_VERSION}; "
            "make both runs with the same framing."
        )
    return manifest


def _settings(before: dict, after: dict) -> Iterator[tuple]:
    """What differs of two manifests."""
    first, second = _facts(before), _facts(after)
    for kind in first:
        for name in sorted({*first[kind], *second[kind]}):
            old, new = (_plain(facts[kind].get(name)) for facts in (first, second))
            if old != new:
                yield kind, name, "added" if old is None else "removed" if new is None else "changed", old, new


def _facts(manifest: dict) -> dict[str, dict[str, object]]:
    """Kind -> name -> what must be equal in two equal runs."""
    try:
        notebooks = {Path(entry["notebook"]).stem: entry for entry in manifest["notebooks"]}
        saved = [(one["kind"], one["files"]) for entry in notebooks.values() for one in entry["saved"]]
        # One file stands for each: a figure's PNG rather than its SVG; a table's CSV, which rounds, not its Parquet.
        chosen = {"figure": {}, "table": {}}
        for kind, files in saved:
            path = next(path for path in files if path.endswith((".png", ".csv")))
            chosen[kind][path] = _short(files)[path]
        return {
            "input": _short(manifest["inputs"]),
            "code": _short(manifest["code"]),
            "lexicon": _short(manifest["lexicons"]),
            "parameter": manifest["parameters"],
            "seeds": {name: ", ".join(entry["seeds"]) or None for name, entry in notebooks.items()},
            "version": {name: manifest[name] for name in ("framing", "commit", "python", "platform")},
            "package": manifest["packages"],
            "error": {name: entry["error"] for name, entry in notebooks.items()},
            **chosen,
        }
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        run = manifest.get("run")
        raise ValueError(f"The {MANIFEST} of {run!r} lacks a part: {error!r}; make the run again.") from error


def _short(digests: Mapping[str, str]) -> dict[str, str]:
    return {path: digest[:12] for path, digest in digests.items()}


def _plain(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _inside(run: Path, name: str) -> Path:
    """The file of a run; a manifest from elsewhere must not make us show other files."""
    path = (run / name).resolve()
    if not path.is_relative_to(run.resolve()):
        raise ValueError(f"The {MANIFEST} of {run} names {name!r}, which is outside of the run.")
    return path


def _lexicon_rows(old: Path, new: Path, name: str) -> Iterator[tuple]:
    """Rows of a lexicon that came, went or changed; those that begin alike are one row that changed."""
    before, after = (_read_rows(_inside(run, f"{LEXICON_COPIES}/{name}")) for run in (old, new))
    columns = list(dict.fromkeys(column for side in (before, after) for row in side[:1] for column in row))
    rows = [Counter(tuple(row.get(column, "") for column in columns) for row in side) for side in (before, after)]
    gone, come = (list((rows[at] - rows[1 - at]).elements()) for at in (0, 1))
    for length in range(len(columns) - 1, 0, -1):
        starts = [Counter(row[:length] for row in side) for side in (gone, come)]
        alike = {start for start, n in starts[0].items() if n == starts[1][start] == 1}
        successors = {row[:length]: row for row in come if row[:length] in alike}
        for row in (row for row in gone if row[:length] in alike):
            for column, before_cell, after_cell in zip(columns, row, successors[row[:length]], strict=True):
                if before_cell != after_cell:
                    yield name, row[0], "changed", column, *_differing_words(before_cell, after_cell)
        gone, come = ([row for row in side if row[:length] not in alike] for side in (gone, come))
    for row in gone:
        yield name, row[0], "removed", "", ", ".join(filter(None, row)), ""
    for row in come:
        yield name, row[0], "added", "", "", ", ".join(filter(None, row))


def _read_rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(lines)]


def _differing_words(old: str, new: str) -> tuple[str, str]:
    if min(len(old), len(new)) <= _LONG_CELL or set(old.split()) == set(new.split()):
        return old, new
    words = old.split(), new.split()
    return tuple(" ".join(word for word in words[at] if word not in set(words[1 - at])) for at in (0, 1))


def _read_table(run: Path, name: str) -> pd.DataFrame:
    path = _inside(run, name)
    if not path.is_file():
        raise FileNotFoundError(f"{run} lacks {name}, which its {MANIFEST} names; the run is not whole.")
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    return pd.read_csv(path, keep_default_na=False, na_values=[""], low_memory=False)


def _compare_spans(old: Path, new: Path, corpus: str | Path, text: str, n_jobs: int) -> pd.DataFrame:
    """Spans that only one run's lexicons find in a corpus, in context."""
    from framing.corpus import read_corpus
    from framing.extract import Result
    from framing.view import concordance

    texts = read_corpus(corpus, text=text)["text"]
    before, after = (_find_spans(run, corpus, text, n_jobs) for run in (old, new))
    both = before.merge(after, on=_SPAN_KEY, how="outer", indicator="change")
    both["change"] = both["change"].map({"left_only": "lost", "right_only": "gained"}).astype("object")
    spans = both[both["change"].notna()].sort_values(["device", "category", "change", "doc", "start"], kind="stable")
    parts = []
    for device, own in spans.groupby("device"):
        shown = concordance(Result(pd.DataFrame(), own, pd.DataFrame(), texts), device)
        parts.append(shown.assign(device=device, change=own["change"].to_numpy()))
    return pd.concat(parts, ignore_index=True)[list(SPANS)] if parts else _frame([], SPANS)


def _find_spans(run: Path, corpus: str | Path, text: str, n_jobs: int) -> pd.DataFrame:
    """The spans that a run's lexicons give with today's code, in a process of its own, as lexicons are read once."""
    from framing.devices import built_in_devices

    devices = [option for name in (*built_in_devices(), "attribution") for option in ("-d", name)]
    own = [option for path in sorted((run / LEXICON_COPIES / "own").glob("*.csv")) for option in ("-l", str(path))]
    with tempfile.TemporaryDirectory() as folder:
        options = ["-o", folder, "--text", text, "--format", "parquet", "-j", str(n_jobs)]
        answer = subprocess.run(
            [sys.executable, "-m", "framing", "extract", *options, *devices, *own, "--", str(corpus)],
            env={**os.environ, "FRAMING_LEXICONS": str((run / LEXICON_COPIES).resolve())},
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if answer.returncode:
            message = (answer.stderr.strip().splitlines() or ["no message"])[-1].removeprefix("framing: ")
            raise ValueError(f"The lexicons of {run} cannot be tried on {corpus}: {message}")
        spans, said = (pd.read_parquet(Path(folder) / f"{name}.parquet") for name in ("spans", "attributions"))
    names = {"cue_class": "category", "cue_start": "start", "cue_end": "end"}
    cues = said.rename(columns=names).dropna(subset=["start", "end"]).assign(device="attribution_cue")
    found = pd.concat([spans[_SPAN_KEY], cues[_SPAN_KEY]], ignore_index=True)
    return found.astype({"start": "int64", "end": "int64"}).drop_duplicates()


def _data_address(path: Path) -> str | None:
    """A picture as part of the page that shows it."""
    return f"data:image/png;base64,{b64encode(path.read_bytes()).decode()}" if path.is_file() else None


def format_diff(diff: RunDiff, width: int = 100, n: int = 20) -> str:
    """The tables for a terminal: at most ``n`` rows of each, cut to ``width`` characters.

    Examples
    --------
    >>> empty = pd.DataFrame()
    >>> format_diff(RunDiff(Path("a"), Path("b"), empty, empty, empty, empty))
    'a and b are the same.'
    """
    parts = []
    for name, table in diff.tables.items():
        if len(table):
            shown = diff.span_counts() if name == "spans" else table
            more = f"\n... {len(shown) - n} more" if len(shown) > n else ""
            parts.append(f"{TITLES[name]}: {len(table)}\n{_format_table(shown.head(n), width)}{more}")
    return "\n\n".join(parts) or f"{diff.old} and {diff.new} are the same."


def _format_table(table: pd.DataFrame, width: int) -> str:
    """Texts are cut to fit, numbers never; differences, which old and new tell as well, are left out before that."""
    rows = [list(table.columns), *([_cell(*pair) for pair in row.items()] for row in table.to_dict("records"))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    is_number = [pd.api.types.is_numeric_dtype(table[column]) for column in table]
    least = [w if number else min(w, 6) for w, number in zip(widths, is_number, strict=True)]
    for column in ("difference", "relative"):
        if column in table and sum(least) + 2 * len(least) > width:
            return f"{_format_table(table.drop(columns=column), width)}\n  Too narrow for: {column}"
    while sum(widths) + 2 * len(widths) > width and widths != least:
        widest = max(range(len(widths)), key=lambda at: (widths[at] > least[at]) * widths[at])
        widths[widest] -= 1
    lines = (
        "  ".join(
            (cell if len(cell) <= w else cell[: w - 1] + "…").ljust(w) for cell, w in zip(row, widths, strict=True)
        )
        for row in rows
    )
    return "\n".join(f"  {line}".rstrip() for line in lines)


def _cell(column: str, value: object) -> str:
    """A cell as one reads it; no control character of an article reaches the terminal."""
    if isinstance(value, float):
        form = "+.1%" if column == "relative" else "+.4g" if column == "difference" else ".6g"
        return "" if np.isnan(value) else format(value, form).replace("inf", "∞")
    return "" if value is None else re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+", " ", str(value))

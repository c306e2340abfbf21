"""Each device against gold: precision, recall and F1 with intervals, where it errs, and the codebook that says so.

A span that a device found is right if it shares a character with a coded span, of the same category where the category
is asked for. Contents of attributions are long, so that any overlap would do: they are right if the characters that
found and coded content share are at least half of those in either (Jaccard), each coded content counting once.
``whole`` is the attribution from end to end: its content is right and its source overlaps the coded one.

The unit of the bootstrap is the article, since mistakes in one article are not independent of each other.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from framing.arguments import check_arguments
from framing.devices import Device, built_in_devices
from framing.extract import Result, extract
from framing.gold import Gold, read_golds
from framing.lexicon import read_rows
from framing.whole_files import written_whole

if TYPE_CHECKING:
    from pathlib import Path

LEVEL = 0.95
ANY = "any"
OVERLAP = 0.5
FIGURES = ("precision", "recall", "f1", "ratio")
NOT_MEASURED = "not measured"
_OF_ATTRIBUTION = ("attribution", "cue", "source")
_COUNTS = ["found_right", "found", "coded_found", "coded"]
_FOUND_COLUMNS = ["id", "device", "category", "start", "end", "part", "group"]

Characters = frozenset[int]


class _Mark(NamedTuple):
    """A found or coded span, its stretches put together."""

    category: str | None
    group: int
    characters: Characters


def validate(
    gold: Gold | str | os.PathLike | Iterable[Gold | str | os.PathLike],
    devices: Sequence[str | Device] | None = None,
    *,
    by: str | pd.Series | None = None,
    n_boot: int = 1000,
    seed: int = 0,
    n_jobs: int = 1,
    progress: bool = False,
) -> pd.DataFrame:
    """Measure devices against gold.

    Parameters
    ----------
    gold : Gold or path, or several of them
        A path is read with `framing.gold.read_golds`: every gold below it counts.
    devices : sequence of str or Device, optional
        Names of devices and devices of your own, whose name the gold must use. By default every built-in one
        that the gold has codes for.
    by : str or Series, optional
        Measure groups of texts apart: a column of ``gold.texts`` (``outlet``), or a Series over their ids.
    n_boot : int
        Bootstrap samples, of articles with replacement.
    seed : int
        The same seed gives the same intervals, whatever else is measured.
    n_jobs : int
        Processes for the extraction.
    progress : bool
        Show a progress bar.

    Returns
    -------
    DataFrame
        One row a gold, group (with `by`), device and category: ``category`` is ``any`` for a device as a whole, and
        for attributions also the part: ``cue``, ``source``, ``content``, ``whole``. ``part`` says what was compared.
        ``precision``, ``recall``, ``f1`` and ``ratio`` have their 95% interval in ``precision_low``,
        ``precision_high`` and so on: percentiles of the bootstrap, and the exact interval where everything or
        nothing is right. ``n_gold``, ``n_found`` and ``n_articles`` count. ``ratio`` is n_found / n_gold: by how much
        a count is too high or too low; where it differs between groups, a comparison of their counts is biased.
        What cannot be said (precision where nothing was found; an interval from one article) is missing.

    Raises
    ------
    ValueError
        If no device can be measured on the gold, or `by` does not fit.
    GoldError
        If gold cannot be read.

    Examples
    --------
    >>> from framing.gold import read_standoff
    >>> table = validate(read_standoff("data/articles"), ["hedge"], n_boot=100).set_index("category")
    >>> int(table.loc["hearsay", "n_gold"]), float(table.loc["hearsay", "recall"])
    (12, 1.0)
    """
    check_arguments(validate, locals())
    golds = _golds(gold)
    tables = [count_matches(one, devices, by=by, n_jobs=n_jobs, progress=progress) for one in golds]
    counts = pd.concat([table for table in tables if len(table)] or [pd.DataFrame()])
    if counts.empty:
        coded = sorted({device for one in golds for device in one.devices})
        asked = [_name(device) for device in devices] if devices is not None else [*built_in_devices(), "attribution"]
        raise ValueError(f"The gold has codes for {coded} and none for {asked}; there is nothing to measure.")
    return figures(counts, n_boot=n_boot, seed=seed)


def _golds(gold: Gold | str | os.PathLike | Iterable[Gold | str | os.PathLike]) -> list[Gold]:
    several = [gold] if isinstance(gold, (Gold, str, os.PathLike)) else gold
    return [one for part in several for one in ([part] if isinstance(part, Gold) else read_golds(part))]


def _name(device: str | Device) -> str:
    return device.name if isinstance(device, Device) else device


def _measured(gold: Gold, devices: Sequence[str | Device] | None) -> list[str | Device]:
    """What to ask of `extract` for a gold; cues and sources come with attributions."""
    coded = {"attribution" if device in _OF_ATTRIBUTION else device for device in gold.devices}
    asked = [*built_in_devices(), "attribution"] if devices is None else devices
    return [device for device in asked if _name(device) in coded]


def count_matches(
    gold: Gold,
    devices: Sequence[str | Device] | None = None,
    *,
    by: str | pd.Series | None = None,
    n_jobs: int = 1,
    progress: bool = False,
) -> pd.DataFrame:
    """What was found and coded in each article, in counts that add up.

    Parameters
    ----------
    gold, devices, by, n_jobs, progress
        As for `validate`.

    Returns
    -------
    DataFrame
        One row an article, device and category: ``gold``, ``group`` (with `by`), ``article``, ``device``,
        ``category``, ``part``; ``found_right`` of the ``found`` spans are right, ``coded_found`` of the
        ``coded`` ones were found. Articles with nothing have a row of zeros.
    """
    asked = _measured(gold, devices)
    if not asked:
        return pd.DataFrame()
    spans = found_spans(extract(gold.texts, asked, n_jobs=n_jobs, progress=progress))
    found, coded = _by_text(spans), _by_text(gold.annotations)
    wanted = [device for device in gold.devices if device in {*map(_name, asked), *_with_attribution(asked)}]
    keys = _keys(gold.annotations, spans, wanted)
    groups = _groups(gold.texts, by)
    rows = []
    for id, article, exhaustive in zip(gold.texts.index, gold.texts["article"], gold.texts["exhaustive"], strict=True):
        for key in keys:
            counted = _count(key, found.get(id, {}), coded.get(id, {}), exhaustive)
            rows.append((gold.name, groups[id], article, *key, *counted))
    columns = ["gold", "group", "article", "device", "category", "part", *_COUNTS]
    table = pd.DataFrame.from_records(rows, columns=columns)
    table = table[table["group"].notna()]
    table = table.groupby(columns[:-4], sort=False, as_index=False, dropna=False)[_COUNTS].sum()
    return table if by is not None else table.drop(columns="group")


def _with_attribution(asked: list[str | Device]) -> tuple[str, ...]:
    return _OF_ATTRIBUTION if "attribution" in asked else ()


def _groups(texts: pd.DataFrame, by: str | pd.Series | None) -> pd.Series:
    if by is None:
        return pd.Series("", index=texts.index)
    if isinstance(by, pd.Series):
        return by.reindex(texts.index).astype("object")
    if by not in texts:
        raise ValueError(f"The gold's texts have no column {by!r}; they have {list(texts.columns)}.")
    return texts[by]


def found_spans(result: Result) -> pd.DataFrame:
    """Everything in a result in the columns of ``Gold.annotations``, attributions with their three parts.

    Returns
    -------
    DataFrame
        ``id``, ``device``, ``category``, ``start``, ``end``, ``part``, ``group``. Of each attribution: device
        ``attribution`` (its kind) at ``cue``, ``source`` and ``content``; ``cue`` (its class) at the cue;
        ``source`` (its type) at the source.
    """
    spans = result.spans.rename(columns={"doc": "id"}).assign(part="span", group=range(len(result.spans)))
    tables = [spans[_FOUND_COLUMNS]]
    said = result.attributions.rename(columns={"doc": "id"}).assign(group=range(len(result.attributions)))
    for device, category, part in (
        ("attribution", "kind", "cue"),
        ("attribution", "kind", "source"),
        ("attribution", "kind", "content"),
        ("cue", "cue_class", "cue"),
        ("source", "source_type", "source"),
    ):
        there = said.dropna(subset=[f"{part}_start"])
        place = {"category": there[category], "start": there[f"{part}_start"], "end": there[f"{part}_end"]}
        tables.append(there[["id", "group"]].assign(device=device, part=part, **place)[_FOUND_COLUMNS])
    return pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)


def _by_text(spans: pd.DataFrame) -> dict[object, dict[tuple[str, str], list[_Mark]]]:
    """Text -> (device, part) -> marks."""
    stretches: dict[tuple, tuple[str | None, set[int]]] = {}
    for id, device, category, start, end, part, group in spans[_FOUND_COLUMNS].itertuples(index=False):
        known = None if pd.isna(category) else category
        stretches.setdefault((id, device, part, group), (known, set()))[1].update(range(int(start), int(end)))
    table: dict[object, dict[tuple[str, str], list[_Mark]]] = {}
    for (id, device, part, group), (category, characters) in stretches.items():
        mark = _Mark(category, group, frozenset(characters))
        table.setdefault(id, {}).setdefault((device, part), []).append(mark)
    return table


def _keys(coded: pd.DataFrame, found: pd.DataFrame, devices: list[str]) -> list[tuple[str, str, str]]:
    """Device, category and part of every row to come; categories only where the gold has some."""
    keys = []
    for device in devices:
        codes = coded[coded["device"] == device]
        parts = sorted(set(codes["part"])) or ["span"]
        for part in parts:
            keys.append((device, part if device == "attribution" else ANY, part))
        if device == "attribution" and {"source", "content"} <= set(parts):
            keys.append((device, "whole", "whole"))
        # The category belongs to the span or to its cue, which is what is counted.
        part = "cue" if "cue" in parts else parts[0]
        if codes["category"].notna().any():
            both = (table.loc[table["device"] == device, "category"].dropna() for table in (codes, found))
            keys += [(device, category, part) for category in sorted(set().union(*both))]
    return keys


def _count(key: tuple[str, str, str], found: dict, coded: dict, exhaustive: bool) -> tuple[int, int, int, int]:
    device, category, part = key
    if part == "whole":
        return _count_whole(found, coded)
    ours, theirs = found.get((device, part), []), coded.get((device, part), [])
    if not exhaustive:
        ours = _nearest(ours, theirs)
    if category not in (ANY, part):
        ours, theirs = ([mark for mark in marks if mark.category == category] for marks in (ours, theirs))
    if part == "content":
        right = len(_pairs(ours, theirs))
        return right, len(ours), right, len(theirs)
    all_ours, all_theirs = _union(ours), _union(theirs)
    right = sum(not mark.characters.isdisjoint(all_theirs) for mark in ours)
    return right, len(ours), sum(not mark.characters.isdisjoint(all_ours) for mark in theirs), len(theirs)


def _union(marks: list[_Mark]) -> Characters:
    return frozenset().union(*(mark.characters for mark in marks))


def _nearest(ours: list[_Mark], theirs: list[_Mark]) -> list[_Mark]:
    """The found span nearest to each coded one that it touches: what else was found, nobody coded."""
    chosen = []
    for mark in theirs:
        touching = [one for one in ours if not one.characters.isdisjoint(mark.characters)]
        if touching:
            chosen.append(min(touching, key=lambda one: _distance(one.characters, mark.characters)))
    return list(dict.fromkeys(chosen))


def _distance(one: Characters, other: Characters) -> int:
    return abs(min(one) - min(other)) + abs(max(one) - max(other))


def _pairs(ours: list[_Mark], theirs: list[_Mark]) -> list[tuple[_Mark, _Mark]]:
    """Found and coded contents that belong together, the most alike first, each once."""
    alike = [
        (len(one.characters & other.characters) / len(one.characters | other.characters), b, a)
        for a, one in enumerate(ours)
        for b, other in enumerate(theirs)
        if not one.characters.isdisjoint(other.characters)
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for jaccard, b, a in sorted(alike, reverse=True):
        if jaccard >= OVERLAP and b not in pairs and a not in taken:
            pairs[b] = a
            taken.add(a)
    return [(ours[a], theirs[b]) for b, a in pairs.items()]


def _count_whole(found: dict, coded: dict) -> tuple[int, int, int, int]:
    ours, theirs = found.get(("attribution", "content"), []), coded.get(("attribution", "content"), [])
    sources = [{mark.group: mark for mark in marks.get(("attribution", "source"), [])} for marks in (found, coded)]
    right = 0
    for one, other in _pairs(ours, theirs):
        said, meant = sources[0].get(one.group), sources[1].get(other.group)
        right += bool(said and meant and not said.characters.isdisjoint(meant.characters))
    return right, len(ours), right, len(theirs)


def figures(counts: pd.DataFrame, *, n_boot: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Precision, recall, F1 and ratio with their intervals from counts of articles.

    Parameters
    ----------
    counts : DataFrame
        As `count_matches` gives them; several may be put together.
    n_boot, seed : int

    Returns
    -------
    DataFrame
        As `validate`.
    """
    if n_boot < 1:
        raise ValueError(f"n_boot is {n_boot}; draw at least one sample, better 1,000.")
    above = [column for column in ("gold", "group") if column in counts]
    rows = []
    for labels, part in counts.groupby(above, sort=False):
        articles = sorted(set(part["article"]), key=str)
        generator = np.random.default_rng([seed, zlib.crc32("\0".join(map(str, labels)).encode())])
        n = len(articles)
        times = generator.multinomial(n, np.full(n, 1 / n), size=n_boot)
        for key, own in part.groupby(["device", "category", "part"], sort=False):
            units = own.groupby("article")[_COUNTS].sum().reindex(articles, fill_value=0).to_numpy()
            rows.append((*labels, *key, *_estimate(units, times), *np.rint(units.sum(axis=0)[[3, 1]]).astype(int), n))
    measured = [f"{name}{end}" for name in FIGURES for end in ("", "_low", "_high")]
    columns = [*above, "device", "category", "part", *measured, "n_gold", "n_found", "n_articles"]
    return pd.DataFrame.from_records(rows, columns=columns)


def _estimate(units: np.ndarray, times: np.ndarray) -> list[float]:
    """Each figure with the ends of its interval."""
    points, samples = _ratios(units.sum(axis=0)), _ratios(times @ units)
    rows = [[float(value), *_quantiles(value, drawn, len(units))] for value, drawn in zip(points, samples, strict=True)]
    # Resampling articles without a mistake gives no mistake, and so an interval of no width. What can be said then is
    # how large an error would still be likely to show nowhere: the exact interval, an article counted once.
    for row, denominator in zip(rows[:2], (1, 3), strict=True):
        likely = ((1 - LEVEL) / 2) ** (1 / max(1, np.count_nonzero(units[:, denominator])))
        if row[0] == 1:
            row[1] = float(likely)
        elif row[0] == 0:
            row[2] = float(1 - likely)
    if rows[2][0] in (0, 1):
        for end in (1, 2):
            precision, recall = rows[0][end], rows[1][end]
            rows[2][end] = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return [number for row in rows for number in row]


def _quantiles(value: float, drawn: np.ndarray, n: int) -> tuple[float, float]:
    known = drawn[np.isfinite(drawn)]
    if n < 2 or not len(known) or not np.isfinite(value):
        return np.nan, np.nan
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _ratios(sums: np.ndarray) -> tuple[np.ndarray, ...]:
    """Precision, recall, F1 and ratio of one or many rows of counts; missing where there is nothing to divide by."""
    found_right, found, coded_found, coded = np.moveaxis(sums.astype(float), -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        precision, recall = found_right / found, coded_found / coded
        f1 = np.where(found_right + coded_found == 0, 0.0, 2 * precision * recall / (precision + recall))
        ratio = np.where(coded == 0, np.nan, found / coded)
    return precision, recall, np.where(found + coded == 0, np.nan, f1), ratio


def mistakes(gold: Gold, devices: Sequence[str | Device] | None = None, *, n_jobs: int = 1) -> pd.DataFrame:
    """Where a device and the gold differ, as places in the texts.

    Parameters
    ----------
    gold, devices, n_jobs
        As for `validate`.

    Returns
    -------
    DataFrame
        One row a mistake: ``id``, ``device``, ``kind`` (``missed``; ``spurious``; ``mislabelled``: found, but of
        another category), ``coded`` and ``found`` (categories), ``start``, ``end`` (characters). Of attributions,
        the cues.
    """
    check_arguments(mistakes, locals())
    asked = _measured(gold, devices)
    spans = found_spans(extract(gold.texts, asked, n_jobs=n_jobs))
    found, coded = _by_text(spans), _by_text(gold.annotations)
    names = {*map(_name, asked), *_with_attribution(asked)}
    rows = []
    for id, exhaustive in gold.texts["exhaustive"].items():
        for device in gold.devices:
            for part in ("span", "cue") if device in names else ():
                ours, theirs = found.get(id, {}).get((device, part), []), coded.get(id, {}).get((device, part), [])
                rows += [
                    (id, device, *row) for row in _differences(ours if exhaustive else _nearest(ours, theirs), theirs)
                ]
    table = pd.DataFrame.from_records(rows, columns=["id", "device", "kind", "coded", "found", "start", "end"])
    return table.sort_values(["device", "id", "start"], kind="stable", ignore_index=True)


def _differences(ours: list[_Mark], theirs: list[_Mark]) -> Iterator[tuple]:
    for mark in theirs:
        touching = [one for one in ours if not one.characters.isdisjoint(mark.characters)]
        place = (min(mark.characters), max(mark.characters) + 1)
        if not touching:
            yield ("missed", mark.category, None, *place)
        elif mark.category is not None and mark.category not in {one.category for one in touching}:
            yield ("mislabelled", mark.category, touching[0].category, *place)
    coded = _union(theirs)
    for one in ours:
        if one.characters.isdisjoint(coded):
            yield ("spurious", None, one.category, min(one.characters), max(one.characters) + 1)


def codebook(device: str | Device | None = None) -> pd.DataFrame:
    """What each category means, and how far its counts can be trusted.

    Parameters
    ----------
    device : str or Device, optional
        Only its categories. One of your own has the first line of its function's docstring, or the notes, cues and
        references of its lexicon; `validate` measures it against gold.

    Returns
    -------
    DataFrame
        One row a category: ``device``, ``category``; ``definition``, ``example`` and ``counter_example`` (the
        words in question in square brackets), ``reference``; ``precision``, ``recall``, ``f1``, each with
        ``_low`` and ``_high`` (95%, bootstrap over articles), ``n`` (coded items); ``gold`` (what it was measured
        on, or "not measured"), ``caution``.
        A device whose gold has no categories has the figures of the device as a whole in each of its rows.
        ``attribution`` has the parts ``cue``, ``source``, ``content`` and ``whole`` besides its kinds, ``cue``
        and ``source`` are the classes of cues and the types of sources.

    Raises
    ------
    ValueError
        For an unknown device, listing those that there are.

    Examples
    --------
    >>> codebook("hedge")[["category", "example"]].values.tolist()[3]
    ['vague_source', 'The plan will not work, [critics say].']
    """
    check_arguments(codebook, locals())
    own = isinstance(device, Device) and device.name not in built_in_devices()
    measured = {(row["gold"], row["device"], row["category"]): row for row in read_rows("validity")}
    rows = []
    for entry in _own_entries(device) if own else (*read_rows("codebook"), *_label_entries()):
        key = entry["gold"], entry["device"]
        row = measured.get((*key, entry["category"])) or measured.get((*key, ANY))
        numbers = [float(row[name]) if row and row[name] else np.nan for name in _CODEBOOK_FIGURES]
        known = [int(row["n_gold"]), entry["gold"]] if row else [0, NOT_MEASURED]
        rows.append([*(entry[name] for name in _CODEBOOK_WORDS), *numbers, *known, entry["caution"] if row else ""])
    table = pd.DataFrame(rows, columns=[*_CODEBOOK_WORDS, *_CODEBOOK_FIGURES, "n", "gold", "caution"])
    if device is None or own:
        return table
    if _name(device) not in set(table["device"]):
        raise ValueError(f"The codebook has no device {device!r}; it has {list(table['device'].unique())}.")
    return table[table["device"] == _name(device)].reset_index(drop=True)


def _own_entries(device: Device) -> Iterator[dict[str, str]]:
    """The entries of a device that does not come with the package, a category each."""
    lexicon = getattr(device.find, "lexicon", None)
    doc = (getattr(device.find, "__doc__", None) or "").strip().partition("\n")[0] if lexicon is None else ""
    for category in device.categories:
        entries = [entry for entry in lexicon.entries if entry.category == category] if lexicon else []
        notes, references = ("; ".join(dict.fromkeys(filter(None, found))) for found in (
            (entry.note for entry in entries), (entry.reference for entry in entries)
        ))  # fmt: skip
        yield {
            "device": device.name,
            "category": category,
            "definition": notes or doc,
            "example": " ".join(f"[{entry.cue}]" for entry in entries),
            "counter_example": "",
            "reference": references,
            "gold": "",
            "caution": "",
        }


def _label_entries() -> Iterator[dict[str, str]]:
    """The entries of the contested labels, a concept each, from ``lexicons/labels.csv``."""
    concepts: dict[str, list[dict[str, str]]] = {}
    for row in read_rows("labels"):
        concepts.setdefault(row["category"], []).append(row)
    for concept, rows in concepts.items():
        sides = {row["name"]: row["side"] for row in rows}
        named = ", ".join(f"{name} ({side})" for name, side in sides.items())
        yield {
            "device": "label",
            "category": concept,
            "definition": f"Names that compete for one thing ({concept.replace('_', ' ')}): {named}.",
            "example": f"The speaker said [{next(iter(sides))}].",
            "counter_example": "",
            "reference": "; ".join(dict.fromkeys(row["reference"] for row in rows)),
            "gold": "",
            "caution": "",
        }


_CODEBOOK_WORDS = ("device", "category", "definition", "example", "counter_example", "reference")
_CODEBOOK_FIGURES = tuple(f"{name}{end}" for name in ("precision", "recall", "f1") for end in ("", "_low", "_high"))


def format_figures(table: pd.DataFrame, width: int = 100) -> str:
    """A table of `validate` for a terminal: two decimals, and the interval of F1; what is too wide for it is left out.

    Examples
    --------
    >>> counts = pd.DataFrame({"gold": "mine", "article": ["a"], "device": "hedge", "category": "any", "part": "span",
    ...                        "found_right": [3], "found": [4], "coded_found": [3], "coded": [6]})
    >>> print(format_figures(figures(counts)))
    gold  device  category  precision  recall    f1  interval  ratio  n_gold  n_found
    mine  hedge   any            0.75    0.50  0.60  -          0.67       6        4
    """
    from framing.terminal import format_table

    names = [name for name in ("gold", "group", "device", "category", *FIGURES, "n_gold", "n_found") if name in table]
    shown = table[names].copy()
    ends = zip(table["f1_low"], table["f1_high"], strict=True)
    interval = ["-" if np.isnan(low) else f"{low:.2f}–{high:.2f}" for low, high in ends]
    shown.insert(names.index("f1") + 1, "interval", interval)
    return format_table(
        shown, width, wrap=("gold", "group", "category"), first_to_go=("n_found", "ratio", "precision", "recall")
    )


def write_figures(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table of `validate` as CSV, with four decimals: numbers and names, no words of a text."""
    with written_whole(path) as part:
        table.to_csv(part, index=False, float_format="%.4f", lineterminator="\n", encoding="utf-8")

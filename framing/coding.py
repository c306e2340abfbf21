"""Human coding: a random sample for coders who do not see what was found, their agreement, and the error it shows.

Two kinds of items are drawn from a result. A ``span`` is something that a device found; the coder says what it is, or
``none``. A ``sentence`` is any sentence, with what was found in ⟦double brackets⟧; the coder names the category of
everything else of the device in it, or ``none``. What a device found is right or wrong by the first kind, what it
missed shows in the second, and each true case is in one and only one of them. No item says which category was found.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framing.arguments import check_arguments
from framing.devices import Device, find_device
from framing.devices.attribution import CUE_CLASSES, KINDS, SOURCE_TYPES
from framing.document import Document
from framing.extract import Result
from framing.gold import Gold
from framing.validity import LEVEL, found_spans
from framing.view import sendable
from framing.whole_files import written_whole

NONE = "none"
_OTHER_CATEGORIES = {"attribution": KINDS, "cue": CUE_CLASSES, "source": SOURCE_TYPES}
_PARTS = {"attribution": "cue", "cue": "cue", "source": "source"}
_MOST_UNNAMED = 0.01
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ITEM_COLUMNS = ["item", "doc", "device", "kind", "context_left", "passage", "context_right", "label"]
_KEY_COLUMNS = ["item", "doc", "device", "kind", "category", "group", "start", "end", "stratum_size"]


@dataclass(frozen=True, eq=False)
class CodingSample:
    """Items to code, and the key to them.

    Attributes
    ----------
    items : DataFrame
        What the coders get: ``item``, ``doc``, ``device``, ``kind`` (``span`` or ``sentence``), ``context_left``,
        ``passage``, ``context_right``, and ``label``, which is empty.
    key : DataFrame
        What they do not get: ``item``, ``doc``, ``device``, ``kind``, ``category`` (as found; missing for
        sentences), ``group``, ``start``, ``end`` (characters), ``stratum_size``: how many there are in the result
        of which this one was drawn.
    """

    items: pd.DataFrame
    key: pd.DataFrame


def sample_for_coding(
    result: Result,
    n: int = 25,
    devices: Sequence[str | Device] | None = None,
    by: pd.Series | None = None,
    *,
    seed: int = 0,
    context: int = 200,
) -> CodingSample:
    """Draw a stratified random sample of what was found and of the sentences in which it was looked for.

    Parameters
    ----------
    result : Result
        What `framing.extract` gave.
    n : int
        Spans to draw of each category of each device (and group); all where there are fewer. Of sentences, as many
        are drawn as of spans of the device, and at least `n`: what is missed is rare among them.
    devices : sequence of str or Device, optional
        Names of devices in the result, ``attribution``, ``cue`` (classes of cues) and ``source`` (types of
        sources); devices of your own themselves. By default every one with spans in the result, and
        ``attribution``.
    by : Series, optional
        A group for each article (``frame["source"]``), to draw from each group apart.
    seed : int
        The same seed draws the same items.
    context : int
        Characters to show on either side.

    Returns
    -------
    CodingSample
        Items in random order. Line ends are shown as spaces.

    Raises
    ------
    ValueError
        If `n` is below 1, a device has nothing in the result, or `by` does not fit.

    Notes
    -----
    Strata are drawn from with equal numbers, so that rare categories are seen often enough; `score_coding` gives
    each item the weight of what it stands for (Horvitz and Thompson 1952), and so speaks of the corpus.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> texts = ["It may rain. Critics say it will not.", "The sky is blue."]
    >>> sample = sample_for_coding(framing.extract(pd.DataFrame({"text": texts})), devices=["hedge"])
    >>> sorted(sample.items["passage"])
    ['Critics say', 'It ⟦may⟧ rain.', 'The sky is blue.', 'may', '⟦Critics say⟧ it will not.']
    """
    check_arguments(sample_for_coding, locals())
    if n < 1:
        raise ValueError(f"n is {n}; draw at least one item of each stratum.")
    found = _found(result)
    if found.empty:
        raise ValueError("The result has no spans and no attributions; there is nothing to code.")
    names = _asked(found, devices)
    if not names:
        raise ValueError("devices is empty; name one of the result or more, or leave it out for all.")
    groups = _check_groups(result, by)
    found["group"] = found["id"].map(groups)
    sentences = pd.DataFrame.from_records(
        [(id, start, end) for id, text in result.texts.items() for start, end in _sentences(text)],
        columns=["id", "start", "end"],
    )
    sentences["group"] = sentences["id"].map(groups)
    generator = np.random.default_rng(seed)
    drawn = []
    for name in names:
        spans = found[found["device"] == name].assign(kind="span")
        for group in sorted(set(groups), key=str):
            own = [part for _, part in spans[spans["group"] == group].groupby("category", sort=True)]
            chosen = [_draw(part, n, generator) for part in own]
            size = max(n, sum(map(len, chosen)))
            pool = sentences[sentences["group"] == group].assign(device=name, category=None, kind="sentence")
            drawn += [*chosen, _draw(pool, size, generator)]
    key = pd.concat([part.astype({"category": "object"}) for part in drawn], ignore_index=True)
    key = key.iloc[generator.permutation(len(key))].rename(columns={"id": "doc"}).reset_index(drop=True)
    key.insert(0, "item", range(1, len(key) + 1))
    return CodingSample(_items(key, result.texts, found, context), key[_KEY_COLUMNS])


def _found(result: Result) -> pd.DataFrame:
    """The spans to be coded: those of devices, and of attributions the part that holds what was counted."""
    found = found_spans(result)
    keep = [_PARTS.get(device, "span") == part for device, part in zip(found["device"], found["part"], strict=True)]
    return found.loc[keep, ["id", "device", "category", "start", "end"]].reset_index(drop=True)


def _asked(found: pd.DataFrame, devices: Sequence[str | Device] | None) -> list[str]:
    there = list(dict.fromkeys(found["device"]))
    if devices is None:
        return [name for name in there if name not in ("cue", "source")]
    names = [device.name if isinstance(device, Device) else device for device in devices]
    for name in names:
        if name not in there:
            raise ValueError(f"The result has nothing of the device {name!r}; it has {there}.")
    return names


def _check_groups(result: Result, by: pd.Series | None) -> pd.Series:
    if by is None:
        return pd.Series("", index=result.texts.index)
    if not isinstance(by, pd.Series) or not by.index.equals(result.texts.index):
        raise ValueError("by must be a Series with the index of the articles, such as frame['source'].")
    if by.isna().any():
        raise ValueError(f"{int(by.isna().sum())} articles have no group, the first is {by.index[by.isna()][0]!r}.")
    return by.astype("object")


def _sentences(text: str) -> list[tuple[int, int]]:
    document = Document.of(text)
    return [(document.starts[first], document.ends[last - 1]) for first, last in document.sentences]


def _draw(stratum: pd.DataFrame, n: int, generator: np.random.Generator) -> pd.DataFrame:
    chosen = np.sort(generator.choice(len(stratum), size=min(n, len(stratum)), replace=False))
    return stratum.iloc[chosen].assign(stratum_size=len(stratum))


def _items(key: pd.DataFrame, texts: pd.Series, found: pd.DataFrame, context: int) -> pd.DataFrame:
    places: dict[tuple, list[tuple[int, int]]] = {}
    for id, device, start, end in found[["id", "device", "start", "end"]].itertuples(index=False):
        places.setdefault((id, device), []).append((int(start), int(end)))
    rows = []
    for row in key.itertuples(index=False):
        text = texts.loc[row.doc]
        passage = text[row.start : row.end]
        if row.kind == "sentence":
            passage = _bracketed(text, row.start, row.end, places.get((row.doc, row.device), []))
        around = text[max(0, row.start - context) : row.start], passage, text[row.end : row.end + context]
        rows.append((row.item, row.doc, row.device, row.kind, *(" ".join(part.split()) for part in around), ""))
    return pd.DataFrame(rows, columns=_ITEM_COLUMNS, dtype="object").astype({"item": "int64"})


def _bracketed(text: str, low: int, high: int, places: list[tuple[int, int]]) -> str:
    """A sentence with what was found in it in double brackets."""
    inside = sorted((max(low, start), min(high, end)) for start, end in places if start < high and low < end)
    parts, at = [], low
    for start, end in inside:
        if end > at:
            parts += [text[at : max(at, start)], "⟦", text[max(at, start) : end], "⟧"]
            at = end
    return "".join([*parts, text[at:high]])


def write_coding_csv(sample: CodingSample, path: str | os.PathLike) -> None:
    """Write the items for the coders, and beside them the key, which they should not open (``..._key.csv``).

    A cell that a spreadsheet would take for a formula gets a leading apostrophe: a text that begins with ``=`` must
    not compute. The key is raw data: its labels of articles stay as they are.

    Parameters
    ----------
    sample : CodingSample
    path : str or path
        The CSV file for the items, UTF-8 with a byte order mark, which spreadsheets need to read it as such.
    """
    check_arguments(write_coding_csv, locals())
    path = Path(path)
    if not path.stem:
        raise ValueError(f"path={str(path)!r} names no file; pass one such as 'coding.csv'.")
    _write_csv(sample.key, path.with_name(f"{path.stem}_key.csv"), encoding="utf-8")
    write_items(sample.items.map(safe_cell), path)


def safe_cell(cell: object) -> object:
    """A cell with an apostrophe in front if a spreadsheet would take it for a formula, and without half characters."""
    return sendable(f"'{cell}" if cell.startswith(_FORMULA) else cell) if isinstance(cell, str) else cell


def write_items(items: pd.DataFrame, path: Path) -> None:
    """Write the items for coders, cells as they are; a reader of the file finds the old items or the new ones."""
    # Every string is quoted: a lone carriage return in one would end the row.
    _write_csv(items, path, quoting=csv.QUOTE_NONNUMERIC, encoding="utf-8-sig", errors="replace")


def _write_csv(table: pd.DataFrame, path: Path, **options: Any) -> None:
    with written_whole(path) as part:
        table.to_csv(part, index=False, lineterminator="\n", **options)


def _key(sample: CodingSample | pd.DataFrame) -> pd.DataFrame:
    key = sample.key if isinstance(sample, CodingSample) else sample
    if missing := [name for name in _KEY_COLUMNS if name not in key]:
        raise ValueError(
            f"The key has no column {missing[0]!r}; it has {list(key.columns)}. Pass the sample or its key."
        )
    return key


def coded_labels(coded: pd.DataFrame | str | os.PathLike) -> pd.Series:
    """Item -> label, written alike: lower case, several in the order of the alphabet; missing where there is none."""
    where = "The coded table"
    if not isinstance(coded, pd.DataFrame):
        where, coded = str(coded), pd.read_csv(coded, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    for column in ("item", "label"):
        if column not in coded:
            raise ValueError(f"{where} has no column {column!r}; it has {list(coded.columns)}.")
    labels = coded["label"].map(normal_label, na_action="ignore").astype("object").where(lambda label: label != "")
    labels = labels.set_axis(pd.Index(coded["item"].astype("int64"), name="item"))
    if not labels.index.is_unique:
        raise ValueError(f"{where} has the item {labels.index[labels.index.duplicated()][0]} more than once.")
    return labels


def normal_label(label: object) -> str:
    """A label in lower case, several in the order of the alphabet."""
    return ";".join(sorted(part.strip().lower() for part in str(label).split(";") if part.strip()))


def score_coding(
    sample: CodingSample | pd.DataFrame,
    coded: pd.DataFrame | str | os.PathLike,
    *,
    devices: Sequence[Device] = (),
    by: bool = False,
    n_boot: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Precision and recall in the corpus, estimated from a coded sample.

    Parameters
    ----------
    sample : CodingSample, or its key
        The key as read from its file will do: ``pd.read_csv("coding_key.csv")``.
    coded : DataFrame or path
        The items with the column ``label`` filled in: one category or ``none`` for a span; for a sentence every
        category that stands outside the brackets, separated by ``;`` and repeated where it is there twice, or
        ``none``. Items without a label are left out; the others of their stratum stand for them.
    devices : sequence of Device
        Devices of your own that were sampled, for the names of their categories.
    by : bool
        Whether to estimate each group of the sample apart.
    n_boot, seed : int
        Bootstrap samples for the intervals; items are drawn within their strata.

    Returns
    -------
    DataFrame
        One row a device and category (and ``group``): ``precision``, ``recall``, ``f1`` with their 95% intervals
        (``_low``, ``_high``), ``found`` (spans of the category in the result), ``true`` (estimated number of cases
        in the corpus), ``n_coded`` (items coded).

    Raises
    ------
    ValueError
        For an item that the sample has not, or a label that is no category of its device.

    Notes
    -----
    An item of a stratum of N, of which n were coded, weighs N / n. With w the weights, precision of a category is the
    weighted share of spans found as it that were coded so; its true cases are the weighted spans that were coded so,
    whatever they were found as, and the weighted cases in sentences outside of what was found.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> result = framing.extract(pd.DataFrame({"text": ["It may rain. Some day it will pour."]}))
    >>> sample = sample_for_coding(result, devices=["hedge"])
    >>> coded = sample.items.assign(label=["epistemic" if kind == "span" else "none" for kind in sample.items["kind"]])
    >>> score_coding(sample, coded)[["category", "precision", "recall", "true"]].head(1)
        category  precision  recall  true
    0  epistemic        1.0     1.0   1.0
    """
    check_arguments(score_coding, locals())
    key = _key(sample)
    labels = coded_labels(coded)
    unknown = labels.index.difference(key["item"])
    if len(unknown):
        raise ValueError(f"The sample has no item {unknown[0]}; it has {key['item'].min()} to {key['item'].max()}.")
    key = key.assign(
        label=key["item"].map(labels), group=key["group"].astype("object").where(key["group"].notna(), "").astype(str)
    )
    key = key[key["label"].notna()].reset_index(drop=True)
    categories = {name: categories_of(name, devices) for name in sorted(set(key["device"]))}
    _check_labels(key, categories)
    strata = key.groupby(["device", "kind", "category", "group"], dropna=False, sort=True).ngroup().to_numpy()
    weights = key["stratum_size"].to_numpy(float) / np.bincount(strata)[strata]
    generator = np.random.default_rng(seed)
    times = np.zeros((n_boot + 1, len(key)))
    times[0] = 1
    for stratum in range(strata.max(initial=-1) + 1):
        members = np.flatnonzero(strata == stratum)
        times[1:, members] = generator.multinomial(len(members), np.full(len(members), 1 / len(members)), size=n_boot)
    rows = []
    for device, names in categories.items():
        for group in sorted(set(key["group"])) if by else [None]:
            own = ((key["device"] == device) & (by is False or key["group"] == group)).to_numpy()
            for name in names:
                row = _score(key[own], weights[own], times[:, own], name)
                rows.append((device, *([group] if by else []), name, *row, int(own.sum())))
    estimated = [f"{name}{end}" for name in ("precision", "recall", "f1") for end in ("", "_low", "_high")]
    columns = ["device", *(["group"] if by else []), "category", *estimated, "found", "true", "n_coded"]
    return pd.DataFrame(rows, columns=columns)


def categories_of(name: str, devices: Iterable[Device]) -> tuple[str, ...]:
    """The categories of what can be coded: a device, a device of your own, ``attribution``, ``cue`` or ``source``."""
    own = {device.name: device.categories for device in devices}
    return own.get(name) or _OTHER_CATEGORIES.get(name) or find_device(name).categories


def _check_labels(key: pd.DataFrame, categories: dict[str, tuple[str, ...]]) -> None:
    for item, device, kind, label in key[["item", "device", "kind", "label"]].itertuples(index=False):
        parts = label.split(";")
        if not {*parts} <= {*categories[device], NONE} or (len(parts) > 1 and (kind == "span" or NONE in parts)):
            allowed = f"one of {[*categories[device], NONE]}"
            several = "" if kind == "span" else ", or several categories separated by ';'"
            raise ValueError(f"Item {item} is labelled {label!r}; a {kind} of {device!r} needs {allowed}{several}.")


def _score(key: pd.DataFrame, weights: np.ndarray, times: np.ndarray, category: str) -> list[float]:
    span = (key["kind"] == "span").to_numpy()
    found = span & (key["category"] == category).to_numpy(dtype=bool)
    cases = key["label"].map(lambda label: label.split(";").count(category)).to_numpy(float)
    weighted = times * weights
    right, total, true = weighted @ (found * cases), weighted @ found.astype(float), weighted @ cases
    with np.errstate(divide="ignore", invalid="ignore"):
        precision, recall = right / total, right / true
        f1 = 2 * right / (total + true)
    row: list[float] = []
    for values in (precision, recall, f1):
        known = values[1:][np.isfinite(values[1:])]
        certain = len(known) and np.isfinite(values[0])
        ends = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) if certain else (np.nan, np.nan)
        row += [float(values[0]), *map(float, ends)]
    return [*row, round(float(total[0])), float(true[0])]


def coded_counts(
    coded: Gold | CodingSample | pd.DataFrame,
    labels: pd.DataFrame | str | os.PathLike | None = None,
    devices: Sequence[Device] = (),
) -> pd.DataFrame:
    """What people counted in each article, for `framing.correct`.

    Parameters
    ----------
    coded : Gold, or CodingSample or its key
        Texts coded by others; or a sample for which every item of whole articles was drawn, so that their counts are
        known: ``sample_for_coding(extract(frame.sample(100)), n=10**6)``.
    labels : DataFrame or path
        The items of the sample with ``label`` filled in, as `score_coding` takes them. Articles with items that have
        no label are left out.
    devices : sequence of Device
        Devices of your own that were sampled, for the names of their categories.

    Returns
    -------
    DataFrame
        One row a text, under its id or label, with a column a device (``hedge``) and a category
        (``hedge_epistemic``), as in ``result.features``. Texts of a gold that were not coded in full are left out,
        and so are the categories of a device where more than 1% of its annotations have none.

    Raises
    ------
    ValueError
        If the sample holds only some of the items of its articles, has no labels, or one that is no category.

    Examples
    --------
    >>> import framing
    >>> coded_counts(framing.read_golds("data/articles")[0])[["hedge", "hedge_epistemic"]].sum().tolist()
    [54, 18]
    """
    check_arguments(coded_counts, locals())
    if isinstance(coded, Gold):
        marks = coded.annotations.drop_duplicates(["id", "device", "group"]).rename(columns={"id": "doc"})
        docs = coded.texts.index[coded.texts["exhaustive"].to_numpy(dtype=bool)]
        lost = marks["category"].isna().groupby(marks["device"]).mean()
        unnamed = set(lost.index[lost > _MOST_UNNAMED])
        marks, names = marks[marks["doc"].isin(docs)], coded.devices
    else:
        key = _key(coded)
        strata = key.groupby(["device", "kind", "category", "group"], dropna=False)["stratum_size"]
        short = key[strata.transform("size") < key["stratum_size"]]
        if len(short):
            raise ValueError(
                f"The sample holds {len(short)} items of a stratum of {short['stratum_size'].iloc[0]}; counts of an "
                "article need all of its items. Draw them with sample_for_coding(extract(some_articles), n=10**6)."
            )
        if labels is None:
            raise ValueError("A sample needs labels: its items with the column 'label' filled in, or their file.")
        key = key.assign(label=key["item"].map(coded_labels(labels)))
        docs = pd.Index(key["doc"].unique()).difference(key.loc[key["label"].isna(), "doc"]).sort_values()
        marks = key[key["doc"].isin(docs)]
        _check_labels(marks, {name: categories_of(name, devices) for name in set(marks["device"])})
        marks = marks.assign(category=marks["label"].str.split(";"))
        marks, names, unnamed = marks.explode("category"), dict.fromkeys(key["device"]), set()
        marks = marks[marks["category"] != NONE]
    named = marks[~marks["device"].isin(unnamed) & marks["category"].notna()]
    columns = pd.concat([marks["device"], named["device"] + "_" + named["category"].astype("object")])
    table = pd.crosstab(pd.concat([marks["doc"], named["doc"]]).to_numpy(), columns.to_numpy())
    table = table.reindex(index=docs, columns=sorted({*table.columns, *names}), fill_value=0)
    return table.rename_axis(index=docs.name, columns=None)


@dataclass(frozen=True, eq=False)
class Agreement:
    """How far coders agree.

    Attributes
    ----------
    alpha, low, high : float
        Krippendorff's alpha for nominal labels and its 95% interval; missing where all labels are the same.
    percent : float
        Share of pairs of labels of one item that are equal, 0 to 1.
    kappa : DataFrame
        Cohen's kappa of each pair of coders: ``coder``, ``other``, ``kappa``, ``n_items``.
    confusion : DataFrame
        How often which label met which: rows the earlier coder's label, columns the later one's, over all pairs.
    n_items, n_coders : int
        Items with at least two labels, and coders.
    """

    alpha: float
    low: float
    high: float
    percent: float
    kappa: pd.DataFrame
    confusion: pd.DataFrame
    n_items: int
    n_coders: int


def agreement(
    coders: pd.DataFrame | Sequence[pd.DataFrame | str | os.PathLike], *, n_boot: int = 1000, seed: int = 0
) -> Agreement:
    """Agreement of coders on the same items.

    Parameters
    ----------
    coders : DataFrame, or sequence of DataFrame or path
        A table of labels, one row an item and one column a coder; or the coders' tables or CSV files, each with
        ``item`` and ``label``. Missing labels are allowed; items with fewer than two do not count.
    n_boot, seed : int
        Bootstrap samples of items for the interval of alpha.

    Returns
    -------
    Agreement

    Raises
    ------
    ValueError
        If there are fewer than two coders, or no item has two labels.

    Notes
    -----
    Alpha is 1 - D_o / D_e, observed over expected disagreement (Krippendorff 2018, chapter 12). Both are sums over
    items, so that the bootstrap over items (Zapf and others 2016) needs only their sums; no package is used for it.
    Cohen's kappa (1960) takes each coder's own distribution of labels for chance.

    Examples
    --------
    >>> import pandas as pd
    >>> found = agreement(pd.DataFrame({"A": ["x", "x", "y", "y"], "B": ["x", "x", "y", "x"]}))
    >>> round(found.alpha, 3), found.percent
    (0.533, 0.75)
    """
    check_arguments(agreement, locals())
    table = _label_table(coders)
    pairs = list(combinations(table.columns, 2))
    if not pairs:
        raise ValueError(f"Agreement needs two coders or more; there is {table.shape[1]}.")
    table = table[table.notna().sum(axis=1) >= 2]
    if table.empty:
        raise ValueError("No item has labels of two coders; do the tables have items in common?")
    labels = sorted(set(table.stack().dropna()))
    counts = np.stack([(table == label).sum(axis=1).to_numpy() for label in labels], axis=1).astype(float)
    alpha, low, high = _alpha(counts, n_boot, seed)
    met = {pair: pd.crosstab(table[pair[0]], table[pair[1]]).reindex(labels, fill_value=0) for pair in pairs}
    met = {pair: part.reindex(columns=labels, fill_value=0) for pair, part in met.items()}
    confusion = sum(met.values()).rename_axis(index="earlier coder", columns="later coder")
    kappas = [(*pair, _kappa(part.to_numpy(float)), int(part.to_numpy().sum())) for pair, part in met.items()]
    kappa = pd.DataFrame(kappas, columns=["coder", "other", "kappa", "n_items"])
    percent = float(np.trace(confusion.to_numpy()) / confusion.to_numpy().sum())
    return Agreement(alpha, low, high, percent, kappa, confusion, len(table), table.shape[1])


def _label_table(coders: pd.DataFrame | Sequence) -> pd.DataFrame:
    if not isinstance(coders, pd.DataFrame):
        tables = [coded_labels(one).rename(f"coder {number}") for number, one in enumerate(coders, 1)]
        return pd.concat(tables, axis=1) if tables else pd.DataFrame()
    return coders.apply(lambda column: column.map(normal_label, na_action="ignore").astype("object")).replace("", None)


def _alpha(counts: np.ndarray, n_boot: int, seed: int) -> tuple[float, float, float]:
    """Alpha and its interval from how often each item got each label."""
    labels = counts.sum(axis=1)
    # Pairs of unequal labels in an item, each label counted once whatever the number of coders.
    unequal = (labels**2 - (counts**2).sum(axis=1)) / (labels - 1)
    units = np.column_stack([unequal, labels, counts])
    times = np.random.default_rng(seed).multinomial(len(units), np.full(len(units), 1 / len(units)), size=n_boot)
    sums = np.vstack([units.sum(axis=0), times @ units])
    n, totals = sums[:, 1], sums[:, 2:]
    with np.errstate(divide="ignore", invalid="ignore"):
        alphas = 1 - (n - 1) * sums[:, 0] / (n**2 - (totals**2).sum(axis=1))
    alpha, known = float(alphas[0]), alphas[1:][np.isfinite(alphas[1:])]
    if not np.isfinite(alpha) or len(units) < 2 or not len(known):
        return alpha if np.isfinite(alpha) else np.nan, np.nan, np.nan
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return alpha, float(low), float(high)


def _kappa(met: np.ndarray) -> float:
    n = met.sum()
    expected = float((met.sum(axis=0) * met.sum(axis=1)).sum() / n**2) if n else 1.0
    return (float(np.trace(met) / n) - expected) / (1 - expected) if expected < 1 else np.nan

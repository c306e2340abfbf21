"""Run devices over a corpus: one row of counts an article, one row a span, one row an attribution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

import pandas as pd

from framing.corpus import check_frame
from framing.devices import Device, Span, built_in_devices, find_device
from framing.devices.attribution import ATTRIBUTION_COUNTS, Attribution, attributions, count_attributions
from framing.document import Document
from framing.readability import COLUMNS as READABILITY
from framing.readability import readability

_SIZES = ("n_words", "n_sentences", "n_paragraphs", "n_quoted_words")
_SPAN_COLUMNS = ("doc", "device", "category", "start", "end", "text")
_OFFSETS = tuple(name for name in Attribution._fields if name.endswith(("_start", "_end")))
_BATCH = 64


@dataclass(frozen=True, eq=False)
class Result:
    """What `extract` found.

    Attributes
    ----------
    features : DataFrame
        One row an article, the frame's index. ``n_words``, ``n_sentences``, ``n_paragraphs``, ``n_quoted_words``
        (words inside quotation marks); a count for every device (``hedge``) and every category
        (``hedge_hearsay``); counts of attributions; readability.
    spans : DataFrame
        One row a span: ``doc`` (index label), ``device``, ``category``, ``start``, ``end`` (characters),
        ``text``, and what the devices add of their own. Ordered by article, then place.
    attributions : DataFrame
        One row an attribution: ``doc`` and the fields of `framing.devices.attribution.Attribution`. Parts that
        the text lacks are missing values.
    texts : Series
        The texts as given, same index.
    """

    features: pd.DataFrame
    spans: pd.DataFrame
    attributions: pd.DataFrame
    texts: pd.Series

    def __repr__(self) -> str:
        shapes = ", ".join(f"{f.name}: {len(getattr(self, f.name)):,}" for f in fields(self)[:3])
        return f"<framing.Result of {len(self.texts):,} articles ({shapes} rows)>"


@dataclass(frozen=True)
class _Plan:
    """Which measures to take; sent to worker processes."""

    devices: tuple[Device, ...]
    attribution: bool
    readability: bool

    @property
    def columns(self) -> list[str]:
        names = list(_SIZES)
        for device in self.devices:
            names += [device.name, *(f"{device.name}_{category}" for category in device.categories)]
        names += ATTRIBUTION_COUNTS if self.attribution else ()
        return names + list(READABILITY if self.readability else ())


class _Measured(NamedTuple):
    """One article's row of features, its spans as ``(device, span)``, and its attributions."""

    features: tuple
    spans: list
    attributions: tuple


def extract(
    frame: pd.DataFrame,
    devices: Sequence[str | Device] | None = None,
    *,
    text: str = "text",
    n_jobs: int = 1,
    progress: bool = False,
) -> Result:
    """Measure every article of a corpus.

    Parameters
    ----------
    frame : DataFrame
        One row an article, with a column of texts and a unique index.
    devices : sequence of str or Device, optional
        Names of built-in devices, ``"attribution"``, ``"readability"``, and devices of your own. All built-in
        ones by default.
    text : str
        The column that holds the texts.
    n_jobs : int
        Processes to use; -1 for all cores. The result does not depend on it.
    progress : bool
        Show a progress bar.

    Returns
    -------
    Result
        Counts are counts; `rates` turns them into rates per 1,000 words.

    Raises
    ------
    CorpusError
        If the column is missing, the index has duplicates, or a text is no string.
    ValueError
        If a device is unknown, given twice, or yields a span outside the text or of a category it did not name.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> frame = pd.DataFrame({"text": ["The mayor reportedly left. “I may return,” she said."]}, index=["a"])
    >>> result = framing.extract(frame)
    >>> result.features.loc["a", ["n_words", "hedge", "hedge_hearsay"]].tolist()
    [9, 2, 1]
    >>> result.attributions[["source", "cue"]].values.tolist()
    [['she', 'said']]
    """
    texts, index = check_frame(frame, text=text)
    plan = _plan(devices)
    batches = [texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH)]
    measured = [one for batch in _run(plan, batches, n_jobs, len(texts), progress) for one in batch]
    return Result(
        _feature_table(plan, measured, index),
        _span_table(measured, texts, index),
        _attribution_table(measured, index),
        _strings(texts).set_axis(index).rename(text),
    )


def _plan(devices: Sequence[str | Device] | None) -> _Plan:
    if isinstance(devices, str):
        raise ValueError(f"devices must be a list, not one name: pass devices=[{devices!r}].")
    asked = [*built_in_devices(), "attribution", "readability"] if devices is None else list(devices)
    names = [item.name if isinstance(item, Device) else item for item in asked]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"Device {name!r} is asked for {names.count(name)} times; name each device once.")
    special = ("attribution", "readability")
    found = tuple(find_device(item) for item in asked if item not in special)
    return _Plan(found, "attribution" in asked, "readability" in asked)


def _run(plan: _Plan, batches: list, n_jobs: int, total: int, progress: bool) -> Iterator[list[_Measured]]:
    """Batches in order, measured here or in worker processes."""
    if n_jobs == 1 or len(batches) < 2:
        done: Iterable = (_measure_batch(plan, batch) for batch in batches)
    else:
        from joblib import Parallel, delayed

        done = Parallel(n_jobs=n_jobs, return_as="generator")(delayed(_measure_batch)(plan, b) for b in batches)
    if not progress:
        yield from done
        return
    from tqdm.auto import tqdm

    with tqdm(total=total, unit=" articles", desc="framing.extract") as bar:
        for batch in done:
            yield batch
            bar.update(len(batch))


def _measure_batch(plan: _Plan, texts: Sequence[str]) -> list[_Measured]:
    return [_measure(plan, text) for text in texts]


def _measure(plan: _Plan, text: str) -> _Measured:
    document = Document.of(text)
    row: list = [
        document.count_words(0, len(document.tokens)),
        len(document.sentences),
        len(document.paragraphs),
        sum(document.count_words(q.first, q.last) for q in document.quotations if not q.depth),
    ]
    spans: list[tuple[str, Span]] = []
    for device in plan.devices:
        found = list(device.find(document))
        counts = dict.fromkeys(device.categories, 0)
        for span in found:
            _check_span(device, span, text)
            counts[span.category] += 1
        row += [len(found), *counts.values()]
        spans += [(device.name, span) for span in found]
    spans.sort(key=lambda pair: (pair[1].start, pair[1].end, pair[0]))
    who_says_what: tuple[Attribution, ...] = ()
    if plan.attribution:
        who_says_what = document.once(attributions)
        row += count_attributions(who_says_what)
    if plan.readability:
        row += readability(text)
    return _Measured(tuple(row), spans, who_says_what)


def _check_span(device: Device, span: Span, text: str) -> None:
    if not 0 <= span.start < span.end <= len(text):
        raise ValueError(
            f"Device {device.name!r} gave the span {span.start} to {span.end} in a text of {len(text)} characters; "
            "it must lie inside the text and not be empty."
        )
    if span.category not in device.categories:
        raise ValueError(
            f"Device {device.name!r} gave the category {span.category!r}, but names only {list(device.categories)}."
        )


def _feature_table(plan: _Plan, measured: list[_Measured], index: pd.Index) -> pd.DataFrame:
    table = pd.DataFrame.from_records([m.features for m in measured], columns=plan.columns).set_axis(index)
    return table.astype({name: "float64" if name in READABILITY else "int64" for name in plan.columns})


def _strings(values: list) -> pd.Series:
    """Strings as pandas' own string type; as objects where a lone surrogate, which it cannot hold, is among them."""
    try:
        return pd.Series(values, dtype="str")
    except UnicodeEncodeError:
        return pd.Series(values, dtype="object")


def _labels(counts: Iterable[int], index: pd.Index) -> pd.Index:
    return index.repeat(pd.array(list(counts), dtype="int64"))


def _span_table(measured: list[_Measured], texts: list[str], index: pd.Index) -> pd.DataFrame:
    rows = [
        (device, span.category, span.start, span.end, text[span.start : span.end])
        for one, text in zip(measured, texts, strict=True)
        for device, span in one.spans
    ]
    table = pd.DataFrame.from_records(rows, columns=list(_SPAN_COLUMNS[1:]))
    table = table.astype({"device": "str", "category": "str", "start": "int64", "end": "int64"})
    table["text"] = _strings(table["text"].tolist())
    table.insert(0, "doc", _labels((len(m.spans) for m in measured), index))
    details = [span.details for one in measured for _, span in one.spans]
    for key in dict.fromkeys(key for detail in details for key in detail):
        table[key] = [detail.get(key) for detail in details]
    return table


def _attribution_table(measured: list[_Measured], index: pd.Index) -> pd.DataFrame:
    rows = [one for article in measured for one in article.attributions]
    table = pd.DataFrame.from_records(rows, columns=list(Attribution._fields))
    table = table.astype({name: "Int64" if name in _OFFSETS else "object" for name in Attribution._fields})
    for name in (name for name in Attribution._fields if name not in _OFFSETS):
        table[name] = _strings(table[name].tolist())
    table.insert(0, "doc", _labels((len(m.attributions) for m in measured), index))
    return table


def rates(features: pd.DataFrame, per: int = 1000) -> pd.DataFrame:
    """Rates per 1,000 words from counts.

    Parameters
    ----------
    features : DataFrame
        ``result.features``, or any table of counts with a column ``n_words``.
    per : int
        Words that a rate refers to.

    Returns
    -------
    DataFrame
        Same index. Counts are divided by ``n_words`` and multiplied by ``per``; sizes (``n_words`` ...),
        readability, and columns that hold no numbers stay as they are. An article without words has missing
        rates.

    Raises
    ------
    ValueError
        If there is no column ``n_words``.

    Examples
    --------
    >>> import pandas as pd
    >>> rates(pd.DataFrame({"n_words": [500], "hedge": [3]}))["hedge"].tolist()
    [6.0]
    """
    if "n_words" not in features:
        raise ValueError(f"features has no column 'n_words'; it has {list(features.columns)}. Pass result.features.")
    kept = {*_SIZES, *READABILITY}
    counts = [c for c in features.columns if c not in kept and pd.api.types.is_numeric_dtype(features[c])]
    words = features["n_words"].where(features["n_words"] > 0)
    return features.assign(**{column: features[column].div(words) * per for column in counts})

"""Run devices over a corpus: one row of counts an article, one row a span, one row an attribution."""

from __future__ import annotations

import gc
import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, fields
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from framing.arguments import check_arguments
from framing.corpus import check_frame
from framing.devices import Device, Span, built_in_devices, find_device
from framing.devices.attribution import ATTRIBUTION_COUNTS, Attribution, attribute, attributions, count_attributions
from framing.devices.loaded import weigh_loaded
from framing.devices.quotes import judge_quotes
from framing.devices.spans import Details, Search, Spans, check_span, in_columns
from framing.devices.voices import WRITER, quoted_voices
from framing.document import Document
from framing.fingerprint import fingerprints
from framing.readability import COLUMNS as READABILITY
from framing.readability import Readability, readability_of

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client

    from framing.cache import Cache

_SIZES = ("n_words", "n_sentences", "n_paragraphs", "n_quoted_words")
_OFFSETS = tuple(name for name in Attribution._fields if name.endswith(("_start", "_end")))
_BATCH = 32
# How many articles are looked up in the cache at once; SQLite takes 32,766 variables in one query.
_LOOKED_UP = 500
# Measures that are no devices; a name with a space is none that a device can have.
_SIZE, _VOICE = "text sizes", "quoted voices"
# What is found in many articles at once, and is then at hand for the measure of each.
_AT_ONCE: dict[str, tuple[Callable[[Sequence[Document]], None], ...]] = {
    "quote": (judge_quotes,),
    "loaded": (weigh_loaded,),
    "attribution": (judge_quotes, attribute),
}
# More characters than a text can have.
_FAR = 1 << 40
# What a signed integer holds beside its sign.
_MOST_BITS = 63
# Set by `framing run` for the notebooks: the folder of the cache.
RUN_CACHE = "FRAMING_RUN_CACHE"


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
        ``text``, ``voice`` (``writer``, or the speaker in whose reported words it stands inside quotation marks;
        ``unknown`` where none is named), and what the devices add of their own. Ordered by article, then place.
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

    def _repr_html_(self) -> str:
        from framing.view import result_page

        return result_page(self)


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

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Each category of each device."""
        return [(device.name, category) for device in self.devices for category in device.categories]

    @property
    def measures(self) -> dict[str, Callable[[Document], Any]]:
        """What is taken of every article beside spans: name -> measure."""
        taken: dict[str, Callable[[Document], Any]] = {_SIZE: _sizes}
        taken |= {"attribution": _attributions} if self.attribution else {}
        return taken | ({"readability": readability_of} if self.readability else {})

    @property
    def names(self) -> list[str]:
        """The names of all measures."""
        sizes, *others = self.measures
        return [sizes, *(device.name for device in self.devices), *others]

    def fingerprints(self) -> dict[str, str]:
        decide: dict[str, str | Device] = {_SIZE: "framing.document", _VOICE: "framing.devices.voices"}
        decide |= {device.name: device for device in self.devices}
        decide |= {"attribution": "framing.devices.attribution"} if self.attribution else {}
        return fingerprints(decide | ({"readability": "framing.readability"} if self.readability else {}))


class _Block(NamedTuple):
    """What was found in some articles, in columns, which take less memory and time than rows of objects.

    Attributes
    ----------
    places : list of int
        The articles, by their places in the corpus.
    features : array, one row an article
    spans : array of int
        Five rows: ``place`` (of the article), ``kind`` (a number in `_Plan.kinds`), ``start``, ``end``, ``voice`` (a
        number in ``voices``), in no order but that of each device.
    voices : list of str
    details : list of Details
        What the spans of each device have of their own.
    n_attributions : list of int, one an article
    attributions : list of tuple
        The columns of their attributions: one a field of `Attribution`.
    """

    places: list[int]
    features: np.ndarray
    spans: np.ndarray
    voices: list[str]
    details: list[Details]
    n_attributions: list[int]
    attributions: list[tuple]


def extract(
    frame: pd.DataFrame,
    devices: Sequence[str | Device] | None = None,
    *,
    text: str = "text",
    n_jobs: int = 1,
    progress: bool = False,
    cache: bool | str | Path | None = None,
    engine: str | None = None,
    scheduler: str | Client | None = None,
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
    cache : bool, str or Path, optional
        Keep what is found on disk and look it up the next time (`framing.cache`): in a folder, or with True in
        `framing.cache.cache_folder`. The result does not depend on it. By default nothing is written, but in the
        notebooks of `framing run`, which has a cache.
    engine : {"processes", "dask"}, optional
        What runs the work: processes of this machine (the default), or a Dask cluster. The result does not depend on
        it. For a corpus that does not fit into memory see `framing.extract_to`.
    scheduler : str or distributed.Client, optional
        The address of the cluster's scheduler, such as ``"tcp://10.0.0.1:8786"``, or a client of it. By default the
        client in use, else a cluster of ``n_jobs`` processes of this machine.

    Returns
    -------
    Result
        Counts are counts; `rates` turns them into rates per 1,000 words.

    Raises
    ------
    CorpusError
        If the column is missing, the index has duplicates, or a text is no string.
    ClusterError
        If the cluster cannot be reached, or its workers have other code.
    ValueError
        If a device or the engine is unknown, if a device is given twice, if its columns have the names of others, or if
        it yields what is no span, or a span outside the text, of a category it did not name or with a detail named as a
        column.

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
    check_arguments(extract, {"text": text, "n_jobs": n_jobs, "progress": progress, "cache": cache})
    texts, index = check_frame(frame, text=text)
    plan = _plan(devices)
    runner = _engine(engine, scheduler, n_jobs)
    blocks = _measure(plan, texts, index, runner, progress, os.environ.get(RUN_CACHE) if cache is None else cache)
    with _collector_paused():
        return Result(
            _feature_table(plan, blocks, index),
            _span_table(plan, blocks, texts, index),
            _attribution_table(blocks, index),
            _strings(texts).set_axis(index).rename(text),
        )


def _plan(devices: Sequence[str | Device] | None) -> _Plan:
    if isinstance(devices, str):
        raise ValueError(f"devices must be a list, not one name: pass devices=[{devices!r}].")
    if isinstance(devices, Device):
        raise ValueError(f"devices must be a list, not one device: pass devices=[{devices.name}].")
    asked = [*built_in_devices(), "attribution", "readability"] if devices is None else list(devices)
    names = [item.name if isinstance(item, Device) else item for item in asked]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"Device {name!r} is asked for {names.count(name)} times; name each device once.")
    special = ("attribution", "readability")
    found = tuple(find_device(item) for item in asked if item not in special)
    plan = _Plan(found, "attribution" in asked, "readability" in asked)
    for column, times in Counter(plan.columns).items():
        if times > 1:
            raise ValueError(f"Two measures would give the column {column!r}; rename your device or category.")
    return plan


def _measure(plan: _Plan, texts: list, index: pd.Index, runner: _Runner, progress: bool, cache: Any) -> list[_Block]:
    """Every article measured: what the cache lacks of it, here, in worker processes or on a cluster."""
    with _store(cache) if cache else nullcontext() as store, _bar(len(texts)) if progress else nullcontext() as bar:
        keys = plan.fingerprints() if store else {}
        known: list[dict] = _known(plan, store, keys, texts) if store else [{} for _ in texts]
        names = set(plan.names)
        gaps = [place for place, found in enumerate(known) if not found.keys() >= names or _is_unheard(plan, found)]
        whole = sorted(set(range(len(texts))).difference(gaps))
        blocks = [_known_block(plan, whole, [texts[i] for i in whole], [known[i] for i in whole])]
        if progress:
            bar.update(len(whole))
        batches = [gaps[at : at + _BATCH] for at in range(0, len(gaps), _BATCH)]
        keep = store is not None
        jobs = (
            (plan, batch, [texts[i] for i in batch], list(index[batch]), [known[i] for i in batch], keep)
            for batch in batches
        )
        for batch, (block, fresh) in zip(batches, runner(jobs) if len(batches) > 1 else _run(jobs), strict=True):
            blocks.append(block)
            if store:
                store.put(
                    _entries((texts[i], *pair) for i, new in zip(batch, fresh, strict=True) for pair in new), keys
                )
            if progress:
                bar.update(len(batch))
    return blocks


_Runner = Callable[[Iterable[tuple]], Iterator[tuple[_Block, list]]]


def _run(jobs: Iterable[tuple], n_jobs: int = 1) -> Iterator[tuple[_Block, list]]:
    if n_jobs == 1:
        return (_measure_batch(*job) for job in jobs)
    from joblib import Parallel, delayed

    return Parallel(n_jobs=n_jobs, return_as="generator")(delayed(_measure_batch)(*job) for job in jobs)


def _engine(engine: str | None, scheduler: str | Client | None, n_jobs: int) -> _Runner:
    if engine is None and scheduler is None:
        return partial(_run, n_jobs=n_jobs)
    from framing.cluster import check_engine, connected, in_order, run_on_cluster

    def on_cluster(jobs: Iterable[tuple]) -> Iterator[tuple[_Block, list]]:
        with connected(scheduler, n_jobs) as client:
            yield from in_order(run_on_cluster(client, _measure_batch, enumerate(jobs)))

    return on_cluster if check_engine(engine, scheduler) else partial(_run, n_jobs=n_jobs)


def _store(cache: bool | str | Path) -> Cache:
    from framing.cache import Cache, cache_folder, cache_limit

    return Cache(cache_folder(None if cache is True else cache), cache_limit())


def _bar(total: int) -> Any:
    from tqdm.auto import tqdm

    return tqdm(total=total, unit=" articles", desc="framing.extract")


def _known(plan: _Plan, store: Cache, keys: dict[str, str], texts: list[str]) -> list[dict]:
    """What the cache has of each article; an entry that does not hold to the contract is none."""
    known = []
    devices = {device.name: device for device in plan.devices}
    for at in range(0, len(texts), _LOOKED_UP):
        part = texts[at : at + _LOOKED_UP]
        for text, entries in zip(part, store.get(part, keys), strict=True):
            found = {}
            for name, entry in entries.items():
                try:
                    found[name] = _decode(name, entry, devices.get(name), text)
                except (TypeError, ValueError, AttributeError):
                    store.warn_of_damage()
            if len(found.get(_VOICE, ())) * 2 != len(found.get(_SIZE, ((), ()))[1]):
                found.pop(_VOICE, None)
            known.append(found)
    return known


def _known_block(plan: _Plan, places: list[int], texts: list[str], known: list[dict]) -> _Block:
    """Articles of which the cache has everything."""
    spans = [in_columns([one[device.name] for one in known], device.categories, texts) for device in plan.devices]
    table = _rows(plan, spans)
    return _tabulate(plan, places, known, table, _quoted(known, table), spans)


def _decode(name: str, entry: Any, device: Device | None, text: str) -> Any:
    if device:
        found = [Span(*row) for row in entry]
        for span in found:
            check_span(device, span, text)
        return found
    if name == "attribution":
        said = tuple(Attribution(*row) for row in entry)
        for one in said:
            for part, value in zip(one._fields, one, strict=True):
                if value is not None and type(value) is not (int if part in _OFFSETS else str):
                    raise ValueError(f"{value!r} is no {part}")
        return said
    if name == "readability":
        return Readability(*map(float, entry))
    if name == _SIZE:
        counts, edges = entry
        return tuple(map(int, counts)), list(map(int, edges))
    return [str(voice) for voice in entry]


def _entries(fresh: Iterable[tuple[str, str, Any]]) -> Iterator[tuple[str, str, Any]]:
    """Those of the findings that JSON gives back as they are."""
    for text, name, found in fresh:
        spans = [one for one in found if isinstance(one, Span)]
        if all(_is_plain(span) for span in spans):
            yield text, name, [[*span[:3], *([dict(span.details)] if span.details else [])] for span in spans] or found


def _is_plain(span: Span) -> bool:
    values = span.details.values()
    return (
        type(span.start) is type(span.end) is int
        and {type(span.category), *map(type, span.details)} == {str}
        and {type(value) for value in values} <= {str, int, float, bool, type(None)}
    )


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Look for no garbage in work that leaves none: over and over it would go through all lexicons."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_collector_paused()
def _measure_batch(
    plan: _Plan, places: list[int], texts: list[str], labels: list, known: list[dict], keep: bool
) -> tuple[_Block, list[list[tuple[str, Any]]]]:
    """Each article measured, and, to `keep`, what of that was not known.

    Device by device, which is a fifth faster than one by one, as a device keeps its words in the processor's cache.
    What nobody keeps is not sent from one process to another.
    """
    documents = list(Document.each_of(texts))
    found = [dict(one) for one in known]

    def each(name: str, measure: Callable[[Document], Any]) -> None:
        missing = [number for number, one in enumerate(found) if name not in one]
        for many_at_once in _AT_ONCE.get(name, ()):
            _together(many_at_once, documents, labels, missing)
        with _naming(labels) as at:
            for at[0], (document, one) in enumerate(zip(documents, found, strict=True)):
                if name not in one:
                    one[name] = measure(document)

    spans = []
    for device in plan.devices:
        if isinstance(device.find, Search) and not keep and not any(device.name in one for one in found):
            search = partial(device.find.in_each, categories=device.categories)
            spans.append(_together(search, documents, labels, range(len(documents))))
        else:
            each(device.name, partial(_spans, device))
            spans.append(_in_columns(device, texts, [one[device.name] for one in found], labels))
    for name, measure in plan.measures.items():
        each(name, measure)
    table = _rows(plan, spans)
    quoted = _quoted(found, table)
    unheard = [number for number in np.unique(table[0][quoted % 2 > 0]).tolist() if _VOICE not in found[number]]
    for many_at_once in _AT_ONCE["attribution"]:
        _together(many_at_once, documents, labels, unheard)
    with _naming(labels) as at:
        for at[0] in unheard:
            found[at[0]][_VOICE] = _voices(documents[at[0]])
    for document in documents:
        document.forget()
    fresh = [
        [(name, new) for name, new in one.items() if keep and name not in before]
        for one, before in zip(found, known, strict=True)
    ]
    return _tabulate(plan, places, found, table, quoted, spans), fresh


@contextmanager
def _naming(labels: list) -> Iterator[list[int]]:
    """Say of an error in which article it happened: the one whose place was last put into the list."""
    at = [0]
    try:
        yield at
    except Exception as error:
        error.add_note(f"This happened in the article {labels[at[0]]!r}.")
        raise


def _together(
    measure: Callable[[list[Document]], Any], documents: list[Document], labels: list, numbers: Sequence[int]
) -> Any:
    """Measure some of the articles all at once; say of an error in which of them it happened."""
    try:
        return measure([documents[number] for number in numbers])
    except Exception as error:
        together = error
    with _naming(labels) as at:
        for at[0] in numbers:
            measure([documents[at[0]]])
    raise together


def _is_unheard(plan: _Plan, found: dict) -> bool:
    """Whether of a measured article the voices of quotations are missing, and a span stands in one."""
    edges = found[_SIZE][1]
    return _VOICE not in found and any(
        bisect_right(edges, span.start) % 2 for device in plan.devices for span in found[device.name]
    )


def _in_columns(device: Device, texts: list[str], found: list[list[Span]], labels: list) -> Spans:
    """The spans of a device in some articles, held to the contract."""
    columns = in_columns(found, device.categories, texts)
    if columns is None:
        plain = []
        with _naming(labels) as at:
            for at[0], (text, own) in enumerate(zip(texts, found, strict=True)):
                plain.append([check_span(device, span, text) for span in own])
        columns = in_columns(plain, device.categories, texts)
    return columns


def _rows(plan: _Plan, spans: Sequence[Spans]) -> np.ndarray:
    """The article, the kind, the start and the end of each span, in four rows; the devices one after the other."""
    tables, n_kinds = [np.empty((4, 0), np.int64)], 0
    for device, own in zip(plan.devices, spans, strict=True):
        tables.append(np.array((own.document, own.category + n_kinds, own.start, own.end)))
        n_kinds += len(device.categories)
    return np.concatenate(tables, axis=1)


def _quoted(found: list[dict], table: np.ndarray) -> np.ndarray:
    """How many edges of quotations stand before each span: an odd number before one that is quoted.

    The edges of all articles are counted, one article after the other.
    """
    edges = [number * _FAR + edge for number, one in enumerate(found) for edge in one[_SIZE][1]]
    return np.searchsorted(np.array(edges, np.int64), table[0] * _FAR + table[2], "right")


def _tabulate(
    plan: _Plan, places: list[int], found: list[dict], table: np.ndarray, quoted: np.ndarray, spans: Sequence[Spans]
) -> _Block:
    """The measures of some articles in columns."""
    heard = [one.get(_VOICE) or [WRITER] * (len(one[_SIZE][1]) // 2) for one in found]
    said = [one.get("attribution", ()) for one in found]
    rows = list(chain.from_iterable(said))
    n_before = np.cumsum([0, *(len(own.start) for own in spans)]).tolist()
    details = [(before, one) for before, own in zip(n_before, spans, strict=False) for one in own.details]
    return _Block(
        places,
        _counts(plan, found, table, said),
        np.array((np.array(places, np.int64)[table[0]], *table[1:], (quoted + 1) // 2 * (quoted % 2))),
        [WRITER, *chain.from_iterable(heard)],
        [one._replace(rows=one.rows + before) for before, one in details],
        list(map(len, said)),
        list(zip(*rows, strict=True)) if rows else [()] * len(Attribution._fields),
    )


def _counts(plan: _Plan, found: list[dict], spans: np.ndarray, said: list[tuple[Attribution, ...]]) -> np.ndarray:
    """The row of features of each article."""
    kinds, n = len(plan.kinds), len(found)
    counts = np.bincount(spans[0] * kinds + spans[1], minlength=n * kinds).reshape(n, kinds)
    parts, at = [np.array([one[_SIZE][0] for one in found]).reshape(n, len(_SIZES))], 0
    for device in plan.devices:
        own = counts[:, at : at + len(device.categories)]
        parts += [own.sum(axis=1, keepdims=True), own]
        at += len(device.categories)
    if plan.attribution:
        parts.append(np.array([count_attributions(one) for one in said]).reshape(n, len(ATTRIBUTION_COUNTS)))
    if plan.readability:
        parts.append(np.array([one["readability"] for one in found]).reshape(n, len(READABILITY)))
    # Counts pass through floats unchanged.
    return np.concatenate(parts, axis=1, dtype="float64")


def _sizes(document: Document) -> tuple[tuple[int, ...], list[int]]:
    """The sizes of a text, and where it is quoted."""
    counts = (
        document.count_words(0, len(document.tokens)),
        len(document.sentences),
        len(document.paragraphs),
        sum(document.count_words(q.first, q.last) for q in document.quotations if not q.depth),
    )
    return counts, document.quotation_edges


def _voices(document: Document) -> list[str]:
    return document.once(quoted_voices)


def _attributions(document: Document) -> tuple[Attribution, ...]:
    return document.once(attributions)


def _spans(device: Device, document: Document) -> list[Span]:
    """What a device finds."""
    found = device.find(document)
    if not isinstance(found, Iterable):
        raise ValueError(f"Device {device.name!r} gave {found!r:.80}; it must yield or return framing.Span's.")
    return list(found)


def _feature_table(plan: _Plan, blocks: list[_Block], index: pd.Index) -> pd.DataFrame:
    import pandas as pd

    # One block for each type: pandas is slow with hundreds of single columns, and warns whoever adds a column to them.
    values = np.empty((len(index), len(plan.columns)))
    for block in blocks:
        values[block.places] = block.features
    whole = np.array([name not in READABILITY for name in plan.columns], dtype=bool)
    columns = pd.Index(plan.columns)
    parts = (values[:, whole].astype("int64"), columns[whole]), (values[:, ~whole], columns[~whole])
    return pd.concat([pd.DataFrame(part, index, names) for part, names in parts], axis=1)[list(columns)]


def _strings(values: list, dtype: str | None = "str") -> pd.Series:
    """Strings as pandas' own string type; as objects where a lone surrogate, which it cannot hold, is among them."""
    import pandas as pd
    import pyarrow as pa

    try:
        # pandas alone takes three times as long.
        return pd.Series(pa.array(values, pa.large_string()) if dtype else values, dtype=dtype)
    except UnicodeEncodeError:
        return pd.Series(values, dtype="object")


def _span_table(plan: _Plan, blocks: list[_Block], texts: list[str], index: pd.Index) -> pd.DataFrame:
    import pandas as pd

    place, kind, start, end, voice = np.concatenate([block.spans for block in blocks], axis=1)
    n_voices = np.cumsum([0, *(len(block.voices) for block in blocks[:-1])])
    voice += n_voices.repeat([block.spans.shape[1] for block in blocks])
    devices = pd.array([device for device, _ in plan.kinds], dtype="str")
    categories = pd.array([category for _, category in plan.kinds], dtype="str")
    ranks = np.unique([device for device, _ in plan.kinds], return_inverse=True)[1]
    order = _order(place, start, end - start, ranks[kind])
    place, kind, start, end = place[order], kind[order], start[order], end[order]
    columns = {
        "doc": index.take(place),
        "device": devices.take(kind),
        "category": categories.take(kind),
        "start": start,
        "end": end,
        "text": _strings([texts[i][a:b] for i, a, b in zip(*map(np.ndarray.tolist, (place, start, end)), strict=True)]),
        "voice": _strings([name for block in blocks for name in block.voices]).array.take(voice[order]),
    }
    return pd.DataFrame(columns | _details(blocks, order))


def _order(*columns: np.ndarray) -> np.ndarray:
    """The order of rows by the first column, then by the next, and so on.

    Where all columns have room in one integer this takes a tenth of the time.
    """
    bits = [int(column.max(initial=0)).bit_length() for column in columns]
    if sum(bits) > _MOST_BITS:
        return np.lexsort(columns[::-1])
    key = np.zeros(len(columns[0]), np.int64)
    for width, column in zip(bits, columns, strict=True):
        key = key << width | column
    return key.argsort(kind="stable")


def _details(blocks: list[_Block], order: np.ndarray) -> dict[str, Any]:
    """What spans have of their own, a column a key; missing where a span lacks it. Keys as they come in the table."""
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    known: dict[str, tuple[list[np.ndarray], list]] = {}
    first: dict[str, tuple[int, int]] = {}
    n_spans = 0
    for block in blocks:
        for details in block.details:
            rows = rank[details.rows + n_spans]
            for number, (key, column) in enumerate(details.columns.items()):
                places, values = known.setdefault(key, ([], []))
                places.append(rows)
                values += column
                place = int(rows.min()), number
                first[key] = min(first.get(key, place), place)
        n_spans += block.spans.shape[1]
    columns = {}
    for key in sorted(known, key=first.__getitem__):
        places, values = known[key]
        at = np.full(len(order), len(values))
        at[np.concatenate(places)] = np.arange(len(values))
        # The last value is missing, so that pandas sees which type the whole column has.
        values += [None] * (len(values) < len(order))
        kinds = set(map(type, values))
        column = _strings(values, dtype="str" if str in kinds and kinds <= {str, type(None)} else None)
        columns[key] = column.take(at).reset_index(drop=True)
    return columns


def _attribution_table(blocks: list[_Block], index: pd.Index) -> pd.DataFrame:
    import pandas as pd
    import pyarrow as pa

    whole = {pa.int64(): pd.Int64Dtype()}
    article = np.array([place for block in blocks for place in block.places], np.int64)
    article = article.repeat([n for block in blocks for n in block.n_attributions])
    order = article.argsort(kind="stable")
    columns = {"doc": index.take(article[order])}
    for name, parts in zip(
        Attribution._fields, zip(*(block.attributions for block in blocks), strict=True), strict=True
    ):
        own = list(chain.from_iterable(parts))
        column = pa.array(own, pa.int64()).to_pandas(types_mapper=whole.get) if name in _OFFSETS else _strings(own)
        columns[name] = column.take(order).reset_index(drop=True)
    return pd.DataFrame(columns)


def count_columns(features: pd.DataFrame) -> list[str]:
    """Names of the columns that count: numbers other than sizes and readability, in their order."""
    return list(features.select_dtypes("number").columns.difference([*_SIZES, *READABILITY], sort=False))


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
        readability, and columns that hold no numbers, truth values among them, stay as they are. An article
        without words has missing rates.

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
    check_arguments(rates, locals())
    if "n_words" not in features:
        raise ValueError(f"features has no column 'n_words'; it has {list(features.columns)}. Pass result.features.")
    words = features["n_words"].where(features["n_words"] > 0)
    rated = features.copy()
    for column in count_columns(features):
        rated[column] = features[column].div(words) * per
    return rated

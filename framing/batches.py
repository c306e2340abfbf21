"""Reads a Parquet or jsonl corpus of any size in batches: frames of so many articles and characters at most.

A corpus is gone over twice. `survey_corpus` checks every article, finds ids that occur twice, and settles where each
batch begins and ends; it keeps 8 bytes an article and no text. `read_batch` reads one batch, in any process and in any
order. Files are opened with fsspec, so that a path may name a bucket: ``s3://bucket/corpus/*.parquet``.
"""

from __future__ import annotations

import hashlib
import json
import os
import warnings
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from framing.arguments import check_arguments
from framing.corpus import (
    KNOWN_COLUMNS,
    CorpusError,
    _check,
    _Checked,
    _from_allsides,
    _Options,
    _parse_json,
    _refuse_duplicates,
    _Rows,
)

if TYPE_CHECKING:
    import pandas as pd

ARTICLES = 500
"""Articles of a batch, at most."""
CHARACTERS = 4_000_000
"""Characters of a batch, at most; a longer article is a batch of its own."""

_KINDS = (".parquet", ".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_CHUNK = 64
_LONGEST_LINE = 2**28
_SHOWN = 3
_PIECE = 2**20


class Place(NamedTuple):
    """Where an article stands in its file: how many stand before it, and in jsonl its first byte and line."""

    row: int = 0
    byte: int = 0
    line: int = 0


@dataclass(frozen=True)
class Batch:
    """Neighbouring articles of one file.

    Attributes
    ----------
    file : str
        Its path or address.
    name : str
        Its path below what the caller named.
    start : Place
    articles, characters : int
    digest : str
        Of ids, texts and the known columns, so that a change of the corpus is seen.
    """

    file: str
    name: str
    start: Place
    articles: int
    characters: int
    digest: str


@dataclass(frozen=True)
class Survey:
    """A corpus that was gone over once: its batches, in order, and how to read them.

    Attributes
    ----------
    batches : tuple of Batch
    about : tuple of str
        Those of `framing.corpus.KNOWN_COLUMNS` that the corpus has.
    text : str
    id : str or None
    """

    batches: tuple[Batch, ...]
    about: tuple[str, ...]
    text: str
    id: str | None

    @property
    def articles(self) -> int:
        """Articles of the corpus."""
        return sum(batch.articles for batch in self.batches)


class _File(NamedTuple):
    address: str
    name: str
    kind: str


def read_batches(
    source: str | os.PathLike | Iterable[str | os.PathLike],
    *,
    text: str = "text",
    id: str | None = None,
    articles: int = ARTICLES,
    characters: int = CHARACTERS,
    progress: bool = False,
) -> Iterator[pd.DataFrame]:
    r"""Read a corpus that need not fit into memory, a frame at a time.

    Parameters
    ----------
    source : str, path or list of them
        Parquet and jsonl files (``.jsonl``, ``.ndjson``, also ``.gz``), folders, globs, on any file system of fsspec.
    text, id : str
        The columns, as in `framing.read_corpus`.
    articles, characters : int
        What a frame holds at most; an article of more characters is a frame of its own.
    progress : bool
        Show a bar while the corpus is checked.

    Yields
    ------
    DataFrame
        As `framing.read_corpus` gives it, with index ``id``, ``text`` and those of ``source``, ``lean``, ``date``,
        ``title``, ``topic`` and ``url`` that the corpus has; no other columns.

    Raises
    ------
    CorpusError
        Before the first frame: for whatever is wrong with any article, and for an id that occurs twice.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "news.jsonl"
    >>> _ = file.write_text('{"id": "a", "text": "It rained."}\n{"id": "b", "text": "It may rain."}\n')
    >>> [frame.index.tolist() for frame in read_batches(file, articles=1)]
    [['a'], ['b']]
    """
    check_arguments(read_batches, locals())
    survey = survey_corpus(source, text=text, id=id, articles=articles, characters=characters, progress=progress)
    for batch in survey.batches:
        yield read_batch(batch, survey)


def survey_corpus(
    source: str | os.PathLike | Iterable[str | os.PathLike],
    *,
    text: str = "text",
    id: str | None = None,
    articles: int = ARTICLES,
    characters: int = CHARACTERS,
    progress: bool = False,
) -> Survey:
    """Check a corpus and settle its batches; parameters as for `read_batches`."""
    if not (isinstance(articles, int) and articles > 0 and isinstance(characters, int) and characters > 0):
        raise ValueError(f"A batch has at least 1 article and 1 character, not {articles!r} and {characters!r}.")
    from tqdm.auto import tqdm

    options = _options(text, id)
    batches: list[Batch] = []
    known: set[str] = set()
    digests, empty, bad_dates = array("Q"), _Examples(), _Examples()
    files = find_files(source)
    with tqdm(unit=" articles", desc="framing: checking the corpus", disable=not progress) as bar:
        for file in files:
            packer = _Packer(file, articles, characters)
            for checked, starts in _chunks(file, options):
                packer.add(checked.frame, starts)
                digests.extend(map(_id_digest, checked.frame.index))
                known.update(checked.frame.columns)
                blank = [not value.strip() for value in checked.frame["text"].tolist()]
                empty.add(place for place, is_blank in zip(checked.places, blank, strict=True) if is_blank)
                bad_dates.add(f"{value!r} ({place})" for value, place in checked.bad_dates)
                bar.update(len(checked.places))
            batches += packer.batches()
    _refuse_twice(files, options, digests)
    survey = Survey(tuple(batches), tuple(name for name in KNOWN_COLUMNS if name in known), text, id)
    if empty.count:
        _warn(f"{empty.count:,} of {survey.articles:,} texts are empty or blank; they are kept: {empty}.")
    if bad_dates.count:
        _warn(f"{bad_dates.count:,} of {survey.articles:,} dates name no certain day and are now missing: {bad_dates}.")
    return survey


def read_batch(batch: Batch, survey: Survey) -> pd.DataFrame:
    """One batch of a survey, as a frame.

    Raises
    ------
    CorpusError
        If the file is no more what it was when it was surveyed.
    """
    import pandas as pd

    options = _options(survey.text, survey.id)
    file = _File(batch.file, batch.name, _kind(batch.name))
    frames, left, place = [], batch.articles, batch.start
    changed = CorpusError(f"{batch.file} has changed while it was read. Start again when it is at rest.")
    with _reading(file, survey) as rows:
        while left:
            found, places = rows.read(place, min(left, _CHUNK))
            if not found.places:
                raise changed
            frames.append(_known_columns(_check(found, options).frame, survey.about))
            left, place = left - len(found.places), places[-1]
    frame = pd.concat(frames) if len(frames) > 1 else frames[0]
    if _digest(frame) != batch.digest:
        raise changed
    return frame


def find_files(source: str | os.PathLike | Iterable[str | os.PathLike]) -> list[_File]:
    """The files that paths, addresses, folders and globs stand for, in the order of `framing.read_corpus`."""
    asked = [source] if isinstance(source, (str, os.PathLike)) else list(source)
    found: dict[str, _File] = {}
    for one in asked:
        for file in _expand(os.fspath(one)):
            found.setdefault(file.address, file)
    if not found:
        raise CorpusError(f"{', '.join(map(repr, map(os.fspath, asked))) or 'An empty list'} holds no file to stream.")
    return list(found.values())


def file_system(path: str | os.PathLike) -> tuple[Any, str]:
    """The file system of a path or address, and the path in it.

    Raises
    ------
    ValueError
        If the kind of address is not known, or the package that reads it is missing.
    """
    import fsspec

    try:
        return fsspec.url_to_fs(os.fspath(path))
    except (ImportError, ValueError) as error:
        raise ValueError(f"{os.fspath(path)!r} cannot be opened: {error}.") from None


def _expand(source: str) -> Iterator[_File]:
    system, path = file_system(source)
    if system.isfile(path):
        base, paths = str(PurePosixPath(path).parent), [path]
        if not _kind(path):
            raise CorpusError(
                f"framing streams {', '.join(_KINDS)}, and {path} is none of them. "
                "Read it whole with framing.read_corpus, or save it as Parquet."
            )
    elif system.isdir(path):
        base, paths = path, system.find(path)
    elif any(sign in path for sign in "*?["):
        parts = PurePosixPath(path).parts
        fixed = next(at for at, part in enumerate(parts) if any(sign in part for sign in "*?["))
        base, paths = str(PurePosixPath(*parts[:fixed])), [file for file in system.glob(path) if system.isfile(file)]
    else:
        raise CorpusError(f"There is no file or folder {source!r}.")
    for file in sorted(map(PurePosixPath, paths)):
        name = file.relative_to(base)
        if _kind(file.name) and (len(paths) == 1 or not any(part.startswith(".") for part in name.parts)):
            yield _File(system.unstrip_protocol(str(file)).removeprefix("file://"), name.as_posix(), _kind(file.name))


def _kind(path: str) -> str:
    return next((kind for kind in _KINDS if path.lower().endswith(kind)), "")


# Packing articles into batches ----------------------------------------------------------------------------


class _Packer:
    """Puts the articles of a file into batches."""

    def __init__(self, file: _File, articles: int, characters: int) -> None:
        self._file, self._articles, self._characters = file, articles, characters
        self._done: list[Batch] = []
        self._begin(Place())

    def _begin(self, start: Place) -> None:
        self._start, self._count, self._size, self._hash = start, 0, 0, hashlib.blake2b(digest_size=16)

    def add(self, frame: pd.DataFrame, starts: Sequence[Place]) -> None:
        lengths = frame["text"].str.len().tolist()
        for length, start, row in zip(lengths, starts, _told(frame), strict=True):
            full = self._count == self._articles or self._size + length > self._characters
            if full and self._count:
                self._close()
                self._begin(start)
            elif not self._count:
                self._start = start
            self._count, self._size = self._count + 1, self._size + length
            self._hash.update(row)

    def _close(self) -> None:
        digest = self._hash.hexdigest()
        self._done.append(Batch(self._file.address, self._file.name, self._start, self._count, self._size, digest))

    def batches(self) -> list[Batch]:
        if self._count:
            self._close()
        return self._done


def _told(frame: pd.DataFrame) -> Iterator[bytes]:
    """What a digest takes in of each article."""
    columns = [frame.index.tolist(), frame["text"].tolist()]
    names = [name for name in KNOWN_COLUMNS if name in frame]
    columns += [frame[name].astype("object").where(frame[name].notna(), None).tolist() for name in names]
    for row in zip(*columns, strict=True):
        more = {name: str(value) for name, value in zip(names, row[2:], strict=True) if value is not None}
        yield json.dumps([*row[:2], more]).encode()


def _digest(frame: pd.DataFrame) -> str:
    told = hashlib.blake2b(digest_size=16)
    for row in _told(frame):
        told.update(row)
    return told.hexdigest()


def _known_columns(frame: pd.DataFrame, about: Sequence[str]) -> pd.DataFrame:
    """The text and the known columns of the corpus, also those that these articles lack."""
    for name in about:
        if name not in frame:
            frame[name] = None
            frame[name] = frame[name].astype("datetime64[us]" if name == "date" else "str")
    return frame[["text", *about]]


# Ids ------------------------------------------------------------------------------------------------------


def _id_digest(label: str) -> int:
    return int.from_bytes(hashlib.blake2b(label.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _refuse_twice(files: list[_File], options: _Options, digests: array) -> None:
    """Raise for ids that occur twice; where two digests are the same, the ids themselves are compared."""
    import numpy as np
    import pandas as pd

    ordered = np.frombuffer(digests, dtype="uint64")
    ordered.sort()
    twice = set(ordered[1:][ordered[1:] == ordered[:-1]].tolist())
    if not twice:
        return
    labels, places = [], []
    for file in files:
        for checked, _ in _chunks(file, options):
            for label, place in zip(checked.frame.index, checked.places, strict=True):
                if _id_digest(label) in twice:
                    labels.append(label)
                    places.append(place)
    _refuse_duplicates(pd.Index(labels), places)


# Reading rows ---------------------------------------------------------------------------------------------


class _Reader(Protocol):
    def read(self, start: Place, articles: int) -> tuple[_Rows, list[Place]]:
        """Up to so many articles from a place on; their places, and the place after the last one."""

    def close(self) -> None:
        """Close the file."""


class _ParquetReader:
    """Reads a Parquet file from any row on; never more than a page of each column and a few rows are in memory."""

    def __init__(self, file: _File, options: _Options) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._file = file
        system, path = file_system(file.address)
        self._handle = system.open(path, "rb")
        try:
            self._parquet = pq.ParquetFile(self._handle, pre_buffer=False, buffer_size=_PIECE)
        except (pa.ArrowInvalid, OSError) as error:
            self._handle.close()
            reason = str(error).splitlines()[0]
            raise CorpusError(f"{file.address} is no sound Parquet file ({reason}).") from None
        about = self._parquet.metadata
        sizes = [about.row_group(at).num_rows for at in range(about.num_row_groups)]
        self._firsts = [0, *accumulate(sizes)]
        wanted = {options.text, options.id or "id", "text", "ID", *KNOWN_COLUMNS}
        self._columns = [name for name in self._parquet.schema_arrow.names if name in wanted]
        if options.text not in self._columns or (options.id and options.id not in self._columns):
            self._columns = None  # so that the check names what is there
        self._at, self._ahead, self._stream = 0, None, None

    def close(self) -> None:
        self._handle.close()

    def read(self, start: Place, articles: int) -> tuple[_Rows, list[Place]]:
        import pyarrow as pa

        row = start.row
        try:
            table = self._take(row, articles)
        except (pa.ArrowException, OSError) as error:
            raise CorpusError(f"{self._file.address}, row {row + 1} or later: it cannot be read ({error}).") from None
        frame, count = table.to_pandas(ignore_metadata=True), table.num_rows
        names, places = _numbers(self._file, row, count), [Place(row + at) for at in range(count + 1)]
        spots = [f"{self._file.address}, row {row + at + 1}" for at in range(count)]
        return _Rows(frame, spots, names, self._file.address), places

    def _take(self, row: int, count: int) -> Any:
        import pyarrow as pa

        group = bisect_right(self._firsts, row) - 1
        if row < self._at or self._firsts[group] > self._at or self._stream is None:
            groups = range(group, len(self._firsts) - 1)
            self._stream = self._parquet.iter_batches(_CHUNK, row_groups=groups, columns=self._columns)
            self._at, self._ahead = self._firsts[group], None
        parts = []
        while count and (ahead := self._ahead or next(self._stream, None)) is not None:
            skipped = min(row - self._at, ahead.num_rows)
            part = ahead.slice(skipped, count)
            used = skipped + part.num_rows
            self._ahead = ahead.slice(used) if used < ahead.num_rows else None
            self._at += used
            if part.num_rows:
                parts.append(part)
                row, count = row + part.num_rows, count - part.num_rows
        return pa.Table.from_batches(parts, parts[0].schema if parts else self._parquet.schema_arrow)


class _JsonlReader:
    """Reads lines from any byte on; of a ``.gz`` file, the bytes are those of what it holds."""

    def __init__(self, file: _File, options: _Options) -> None:
        self._file, self._options = file, options
        system, path = file_system(file.address)
        self._handle = system.open(path, "rb", compression="gzip" if file.kind.endswith(".gz") else None)

    def close(self) -> None:
        self._handle.close()

    def read(self, start: Place, articles: int) -> tuple[_Rows, list[Place]]:
        try:
            return self._read(start, articles)
        except (EOFError, zlib.error, OSError) as error:
            raise CorpusError(
                f"{self._file.address}, line {start.line + 1} or later: cannot be read ({error})."
            ) from None

    def _read(self, start: Place, articles: int) -> tuple[_Rows, list[Place]]:
        rows, spots, places, place, size = [], [], [], start, 0
        if self._handle.tell() != start.byte:
            self._handle.seek(start.byte)
        while len(rows) < articles and size < _PIECE and (line := self._handle.readline(_LONGEST_LINE)):
            spot = f"{self._file.address}, line {place.line + 1}"
            after = Place(place.row, place.byte + len(line), place.line + 1)
            if line.strip():
                rows.append(self._article(line, spot))
                spots.append(spot)
                places.append(place)
                after, size = after._replace(row=place.row + 1), size + len(line)
            place = after
        names = _numbers(self._file, start.row, len(rows))
        return _Rows(rows, spots, names, self._file.address), [*places, place]

    def _article(self, line: bytes, spot: str) -> dict[str, Any]:
        if len(line) == _LONGEST_LINE:
            raise CorpusError(f"{spot}: longer than {_LONGEST_LINE >> 20} MiB, which is no article.")
        try:
            text = line.decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise CorpusError(
                f"{spot}: byte {line[error.start]:#04x} is not in UTF-8. Streamed jsonl must be; convert the file."
            ) from None
        value = _parse_json(text, spot, is_line=True)
        if not isinstance(value, dict):
            raise CorpusError(f"{spot}: there should be one JSON object, {{...}}, not {type(value).__name__}.")
        return _from_allsides(value, self._options)


def _numbers(file: _File, first: int, count: int) -> list[str]:
    """The ids of articles without one, as `framing.read_corpus` gives them."""
    stem = file.name[: -len(file.kind)]
    return [f"{stem}:{first + at}" for at in range(1, count + 1)]


def _open(file: _File, options: _Options) -> _Reader:
    return (_ParquetReader if file.kind == ".parquet" else _JsonlReader)(file, options)


def _chunks(file: _File, options: _Options) -> Iterator[tuple[_Checked, list[Place]]]:
    """All articles of a file, some at a time, checked; and the place of each."""
    reader, place = _open(file, options), Place()
    try:
        while (found := reader.read(place, _CHUNK))[0].places:
            rows, places = found
            yield _check(rows, options), places[:-1]
            place = places[-1]
    finally:
        reader.close()
    if not place.row:
        raise CorpusError(f"{file.address} is empty: it has no article.")


# The reader that this process used last: batches mostly follow each other, and it goes on where it stands.
_KEPT: list[tuple[tuple, _Reader]] = []


@contextmanager
def _reading(file: _File, survey: Survey) -> Iterator[_Reader]:
    system, path = file_system(file.address)
    info = system.info(path)
    version = [str(info.get(name)) for name in ("size", "mtime", "ino", "ETag", "etag", "updated", "created")]
    key = (file, survey.text, survey.id, *version)
    try:
        known, reader = _KEPT.pop()
    except IndexError:
        known = reader = None
    if known != key:
        if reader:
            reader.close()
        reader = _open(file, _options(survey.text, survey.id))
    try:
        yield reader
    except BaseException:
        reader.close()
        raise
    _KEPT.append((key, reader))


def _options(text: str, id: str | None) -> _Options:
    return _Options(text, id, encoding=None, sep=None, day_first=None)


class _Examples:
    """Counts what is odd, and keeps the first few."""

    def __init__(self) -> None:
        self.count, self._first = 0, []

    def add(self, some: Iterable[str]) -> None:
        for one in some:
            self.count += 1
            if self.count <= _SHOWN:
                self._first.append(one)

    def __str__(self) -> str:
        more = f" and {self.count - _SHOWN:,} more" if self.count > _SHOWN else ""
        return ", ".join(self._first) + more


def _warn(message: str) -> None:
    warnings.warn(message, UserWarning, stacklevel=4)

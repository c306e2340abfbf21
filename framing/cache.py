"""The cache of extraction: what each device found in each text, so that nothing is computed twice.

An entry is known by the digest of a text and by the fingerprint of a measure (`framing.fingerprint`). So articles that
are added cost themselves alone, and a changed lexicon costs the devices that read it.

The entries lie in one SQLite file, as compressed JSON: nothing that is read from it is run.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import time
import warnings
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from framing.arguments import check_arguments

if TYPE_CHECKING:
    import pandas as pd

FILE = "extracted-1.sqlite3"  # the number is that of the tables below
_ENDINGS = ("-wal", "-shm", "")
_TABLES = """
create table measure (id integer primary key, device text, fingerprint text unique, hits integer default 0);
create table entry (text blob, measure integer, used real, value blob, unique (text, measure));
"""
# Reading renews the time of last use only where it is older, so that most reruns write nothing.
_HOUR = 3600
_MALFORMED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


def cache_folder(folder: str | Path | None = None) -> Path:
    """The folder of the cache: the one given, else ``$FRAMING_CACHE``, else ``framing`` in the user's cache folder.

    Examples
    --------
    >>> cache_folder("here").name
    'here'
    """
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(folder or os.environ.get("FRAMING_CACHE") or Path(home) / "framing").expanduser()


def cache_limit() -> int:
    """How many bytes the cache may take: ``$FRAMING_CACHE_MB`` million, 2,000 million where that is not set.

    Raises
    ------
    ValueError
        If the variable holds no number above 0.
    """
    given = os.environ.get("FRAMING_CACHE_MB") or "2000"
    try:
        limit = int(float(given) * 1e6)
    except (ValueError, OverflowError):
        limit = 0
    if limit <= 0:
        raise ValueError(f"FRAMING_CACHE_MB is {given!r}; it must be a number of megabytes above 0, such as 500.")
    return limit


class Cache:
    """Entries in a folder, for one run of `framing.extract`; several processes may use the folder at once.

    A cache that cannot be read or written warns once and finds or keeps nothing: it never stops a run. One that is
    no database, or is damaged, is made anew.

    Parameters
    ----------
    folder : Path
        Made if need be.
    limit : int
        Bytes. Beyond it the entries that were longest unused go. What this run keeps does not push out what it kept
        before: it stops to keep, so that a corpus that is larger than the limit is found again in part.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Cache(Path(folder), 10**6) as cache:
    ...     cache.put([("It may rain.", "hedge", [[3, 6, "epistemic"]])], {"hedge": "f"})
    ...     cache.get(["It may rain.", "It rains."], {"hedge": "f"})
    [{'hedge': [[3, 6, 'epistemic']]}, {}]
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self.path, self.limit = folder / FILE, limit
        self.began = time.time()
        self._full = self._warned = False
        self._hits: Counter[int] = Counter()
        self._ids: dict[tuple[str, str], int] = {}
        self._base: sqlite3.Connection | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            try:
                self._base = _connect(self.path)
            except sqlite3.DatabaseError as error:
                self._make_anew(error)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._close)

    def get(self, texts: Sequence[str], measures: Mapping[str, str]) -> list[dict[str, object]]:
        """What is known of each text: name of the measure -> its entry. ``measures``: name -> fingerprint."""
        return self._do(self._get, texts, measures) or [{} for _ in texts]

    def put(self, entries: Iterable[tuple[str, str, object]], measures: Mapping[str, str]) -> None:
        """Keep entries, ``(text, name of the measure, what JSON can hold)``, all of them or none."""
        self._do(self._put, entries, measures)

    def warn_of_damage(self) -> None:
        """Say, once, that an entry is damaged."""
        if not self._warned:
            warnings.warn(f"Entries of the cache {self.path} are damaged and are made anew.", stacklevel=2)
        self._warned = True

    def _do(self, act, *arguments):
        """Act on the database; None where there is none, or where it fails."""
        if self._base is None:
            return None
        try:
            return act(*arguments)
        except sqlite3.Error as error:
            try:
                self._make_anew(error)
            except (OSError, sqlite3.Error) as stronger:
                self._give_up(stronger)
            return None

    def _make_anew(self, error: sqlite3.Error) -> None:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _MALFORMED:
            raise error
        warnings.warn(f"The cache {self.path} is damaged ({error}) and is made anew.", stacklevel=2)
        if self._base is not None:
            self._base.close()
        self._base, self._ids = None, {}
        for ending in _ENDINGS:
            Path(f"{self.path}{ending}").unlink(missing_ok=True)
        self._base = _connect(self.path)

    def _give_up(self, error: Exception) -> None:
        warnings.warn(f"The cache {self.path} cannot be used, so this run goes on without: {error}.", stacklevel=2)
        if self._base is not None:
            self._base.close()
        self._base = None

    def _id(self, name: str, fingerprint: str) -> int:
        if (name, fingerprint) not in self._ids:
            with self._base as base:
                base.execute("insert or ignore into measure (device, fingerprint) values (?, ?)", (name, fingerprint))
            [found] = self._base.execute("select id from measure where fingerprint = ?", (fingerprint,))
            self._ids[name, fingerprint] = found[0]
        return self._ids[name, fingerprint]

    def _get(self, texts: Sequence[str], measures: Mapping[str, str]) -> list[dict[str, object]]:
        names = {self._id(name, fingerprint): name for name, fingerprint in measures.items()}
        places: dict[bytes, list[int]] = {}
        for place, text in enumerate(texts):
            places.setdefault(_digest(text), []).append(place)
        found: list[dict[str, object]] = [{} for _ in texts]
        which = f"text in ({_marks(places)}) and measure in ({_marks(names)})"
        oldest = self.began
        for text, measure, used, value in self._base.execute(
            f"select text, measure, used, value from entry where {which}", (*places, *names)
        ):
            try:
                entry = json.loads(zlib.decompress(value).decode("utf-8", "surrogatepass"))
            except (zlib.error, ValueError, TypeError, RecursionError):
                self.warn_of_damage()
                continue
            oldest = min(oldest, used)
            self._hits[measure] += len(places[text])
            for place in places[text]:
                found[place][names[measure]] = entry
        if oldest < self.began - _HOUR:
            with self._base as base:
                base.execute(f"update entry set used = ? where {which}", (self.began, *places, *names))
        return found

    def _put(self, entries: Iterable[tuple[str, str, object]], measures: Mapping[str, str]) -> None:
        if self._full:
            return
        now = time.time()
        rows = [
            (_digest(text), self._id(name, measures[name]), now, _pack(entry))
            for text, name, entry in entries
            if name in measures
        ]
        with self._base as base:
            base.executemany("insert or replace into entry values (?, ?, ?, ?)", rows)
        if _size(self._base) > self.limit:
            self._make_room()

    def _make_room(self) -> None:
        """Drop a tenth, or more if need be, of what was longest unused before this run."""
        while (size := _size(self._base)) > 0.9 * self.limit:
            count = self._base.execute("select count(*) from entry").fetchone()[0]
            most = int(count * max(0.1, 1 - 0.9 * self.limit / size)) + 1
            with self._base as base:
                gone = base.execute(
                    "delete from entry where rowid in (select rowid from entry where used < ? order by used limit ?)",
                    (self.began, most),
                ).rowcount
            self._base.execute("pragma incremental_vacuum").fetchall()
            if not gone:
                break
        self._full = _size(self._base) > self.limit
        if self._full:
            warnings.warn(
                f"The cache {self.path} has reached its limit of {self.limit / 1e6:,.0f} MB, so the rest of this run "
                "is not kept. Set FRAMING_CACHE_MB to a higher number of megabytes.",
                stacklevel=2,
            )

    def _close(self) -> None:
        with self._base as base:
            rows = [(hits, measure) for measure, hits in self._hits.items()]
            base.executemany("update measure set hits = hits + ? where id = ?", rows)
        self._base.close()


def _connect(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=60)
    try:
        base.execute("pragma auto_vacuum = incremental")
        base.execute("pragma journal_mode = wal")
        base.execute("pragma synchronous = normal")  # a crash of the machine may cost entries, never the file
        if not base.execute("select count(*) from sqlite_master").fetchone()[0]:
            base.executescript(f"begin immediate; {_TABLES.replace('table', 'table if not exists')} commit;")
        base.execute("select id, device, fingerprint, hits from measure limit 1")
        base.execute("select text, measure, used, value from entry limit 1")
    except sqlite3.Error:
        base.close()
        raise
    return base


def _marks(values: Iterable) -> str:
    return ", ".join("?" for _ in values)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _pack(entry: object) -> bytes:
    # Escapes would make one character of two surrogates that stand side by side.
    text = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def _size(base: sqlite3.Connection) -> int:
    pages, free, size = (
        base.execute(f"pragma {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def cache_table(folder: str | Path | None = None) -> pd.DataFrame:
    """What the cache holds.

    Parameters
    ----------
    folder : str or Path, optional
        By default `cache_folder`.

    Returns
    -------
    DataFrame
        One row a measure: ``device``, ``entries`` (articles, each once for every version of the measure), ``bytes``
        (of the entries), ``hits`` (entries that were found instead of computed). Ordered by ``bytes``. Without rows
        where there is no cache.

    Raises
    ------
    ValueError
        If the cache is damaged.
    """
    check_arguments(cache_table, locals())
    import pandas as pd

    path, columns = cache_folder(folder) / FILE, ["device", "entries", "bytes", "hits"]
    if not path.is_file():
        return pd.DataFrame(columns=columns)
    query = """
        select device, sum(entries), sum(bytes), sum(hits) from measure left join
        (select measure, count(*) as entries, sum(length(value)) as bytes from entry group by measure) on measure = id
        group by device having sum(entries) > 0 order by sum(bytes) desc, device"""
    try:
        base = _connect(path)
        rows = base.execute(query).fetchall()
        base.close()
    except sqlite3.Error as error:
        raise ValueError(f"The cache {path} cannot be read: {error}. Clear it: framing cache clear") from error
    return pd.DataFrame(rows, columns=columns)


def cache_size(folder: str | Path | None = None) -> int:
    """Bytes that the cache takes on the disk."""
    return sum(path.stat().st_size for path in _files(folder))


def clear_cache(folder: str | Path | None = None) -> int:
    """Remove the cache, and nothing else in its folder; return the bytes that were freed."""
    check_arguments(clear_cache, locals())
    freed = cache_size(folder)
    for path in _files(folder):
        path.unlink()
    return freed


def _files(folder: str | Path | None) -> list[Path]:
    paths = (Path(f"{cache_folder(folder) / FILE}{ending}") for ending in _ENDINGS)
    return [path for path in paths if path.is_file()]

"""Public data: corpora and gold of others, listed in ``public_data.csv``, fetched once and checked ever after.

Nothing of it ships with framing. A folder of data sets holds, for each, a folder of its name and beside it
``<name>.json``: the terms that were accepted, where the files came from, and the SHA-256 digest of each. Where the
table pins the digest of a download, no other is taken. Where it does not, the first is trusted, and later ones, from
wherever, must have the same files.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from functools import partial
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

from framing.arguments import check_arguments
from framing.runs import sha256
from framing.whole_files import written_whole

if TYPE_CHECKING:
    import pandas as pd

TABLE = resources.files("framing") / "public_data.csv"
FOLDER = "FRAMING_DATA"
"""The environment variable that names the folder of data sets."""

_CHUNK = 2**20
# What an archive may hold: so many times its size, or so much where that is more.
_MOST_TIMES, _MOST_UNPACKED = 100, 2**30
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, RuntimeError)


class FetchError(OSError):
    """Data that could not be fetched, or that are not what they should be: says what happened and what helps."""


class LicenceError(ValueError):
    """Data whose terms were not accepted: says what they are and how to accept them."""


@dataclass(frozen=True)
class Dataset:
    """One row of ``public_data.csv``.

    Attributes
    ----------
    name, title, licence, citation, url : str
    sha256 : str
        Digest of what the url gives; empty where it is not known.
    files : str
        Patterns, separated by spaces, of the files that are kept: ``articles/*/*.json``.
    reader : str
        The function of framing that reads the folder: ``read_corpus`` or ``read_golds``.
    address_tried : str
        ``yes`` or ``no``: whether whoever wrote the row fetched the data from that address.
    """

    name: str
    title: str
    licence: str
    citation: str
    url: str
    sha256: str
    files: str
    reader: str
    address_tried: str


def find_dataset(name: str) -> Dataset:
    """The row of a data set.

    Raises
    ------
    ValueError
        If there is none of that name.

    Examples
    --------
    >>> find_dataset("babe").reader
    'read_golds'
    """
    known = _datasets()
    if name not in known:
        raise ValueError(f"There is no public data set {name!r}; there are {list(known)}.")
    return known[name]


def _datasets() -> dict[str, Dataset]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {row["name"]: Dataset(**row) for row in csv.DictReader(lines)}


def public_datasets(to: str | os.PathLike | None = None) -> pd.DataFrame:
    """The data sets that `fetch_data` knows.

    Parameters
    ----------
    to : str or path, optional
        The folder of data sets to look in, as for `fetch_data`.

    Returns
    -------
    DataFrame
        One row a data set, indexed by ``name``: the other attributes of `Dataset`, and ``here``, its folder, empty
        if it was not fetched.

    Examples
    --------
    >>> public_datasets().index.tolist()
    ['allsides', 'babe', 'basil', 'polnear', 'ud_ewt', 'ud_gum']
    """
    check_arguments(public_datasets, locals())
    import pandas as pd

    root = data_folder(to)
    columns = [field.name for field in fields(Dataset)]
    table = pd.DataFrame([asdict(one) for one in _datasets().values()], columns=columns).set_index("name")
    table["here"] = [str(root / name) if (root / name).is_dir() else "" for name in table.index]
    return table


def data_folder(to: str | os.PathLike | None = None) -> Path:
    """The folder of data sets: the one named, that in ``FRAMING_DATA``, or one in the user's cache."""
    import pooch

    return Path(to or os.environ.get(FOLDER) or pooch.os_cache("framing")).expanduser().absolute()


def fetch_data(
    name: str,
    *,
    source: str | os.PathLike | None = None,
    to: str | os.PathLike | None = None,
    accept_licence: bool = False,
    progress: bool = False,
) -> Path:
    r"""Fetch a public data set, or take it from a copy on disk, and check it.

    A download that breaks off goes on where it stopped, in the same call or a later one. Of archives only the files
    of the data set are unpacked.

    Parameters
    ----------
    name : str
        See `public_datasets`.
    source : str or path, optional
        A copy on disk, instead of a download: the file as published (zip, tar, csv, conllu), or a folder that holds
        its files at any depth.
    to : str or path, optional
        The folder of data sets; by default that in the environment variable ``FRAMING_DATA``, or one in the
        user's cache.
    accept_licence : bool, default False
        Whether you accept the terms. Needed the first time, and when they change.
    progress : bool, default False
        Whether to show a progress bar.

    Returns
    -------
    Path
        The folder ``to/name``, for the reader that `public_datasets` names. What is there and unchanged is not
        fetched again.

    Raises
    ------
    ValueError
        If there is no such data set.
    LicenceError
        If the terms were not accepted.
    FileNotFoundError
        If there is no such copy on disk.
    FileExistsError
        If the folder is there, but not from here, or its files were changed.
    FetchError
        If there is no connection, the server refuses, the bytes are not those pinned or recorded, or an archive is
        broken, lacks the files, or has a member that leads out of it.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "en_gum-ud-dev.conllu").write_text("# text = It rained.\n")
    >>> fetch_data("ud_gum", source=folder, to=folder / "data", accept_licence=True).name
    'ud_gum'
    >>> [file.name for file in fetch_data("ud_gum", to=folder / "data").iterdir()]
    ['en_gum-ud-dev.conllu']
    """
    check_arguments(fetch_data, locals())
    dataset, root = find_dataset(name), data_folder(to)
    record, folder = read_record(name, root), root / name
    if not (accept_licence or record.get("licence") == dataset.licence):
        raise LicenceError(
            f"{dataset.title}. Terms: {dataset.licence} They must be accepted before the first use: "
            "pass accept_licence=True, or --yes to framing data get."
        )
    if folder.exists():
        _refuse_foreign_folder(folder, record)
        if source is None:
            return folder
    root.mkdir(parents=True, exist_ok=True)
    downloads = root / f".{name}.download"
    unpacked = root / f".{name}.unpacked"
    shutil.rmtree(unpacked, ignore_errors=True)
    file = _download(dataset, downloads, progress) if source is None else _find_copy(source)
    try:
        digest = None if file.is_dir() else sha256(file)
        if digest and dataset.sha256 and digest != dataset.sha256:
            raise FetchError(f"{file} is not the {name} that is pinned: SHA-256 {digest}, not {dataset.sha256}.")
        files = _unpack(file, unpacked, dataset.files.split())
        _refuse_other_files(name, files, record, root)
        origin = {"from": dataset.url if source is None else "a copy on disk", "sha256": digest}
        _write_record(name, root, asdict(dataset) | origin | {"files": files})
        shutil.rmtree(folder, ignore_errors=True)
        unpacked.rename(folder)
    finally:
        shutil.rmtree(downloads, ignore_errors=True)
        shutil.rmtree(unpacked, ignore_errors=True)
    return folder


def read_record(name: str, to: str | os.PathLike | None = None) -> dict[str, Any]:
    """What was recorded when a data set was fetched: its row, ``from``, ``sha256`` and ``files``; {} if it was not."""
    path = _record_path(name, data_folder(to))
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _record_path(name: str, root: Path) -> Path:
    return root / f"{name}.json"


def _write_record(name: str, root: Path, record: dict[str, Any]) -> None:
    with written_whole(_record_path(name, root)) as part:
        part.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _refuse_foreign_folder(folder: Path, record: dict[str, Any]) -> None:
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    if not record:
        raise FileExistsError(f"{folder} exists, and framing did not put it there. Move it away, or pass another to=.")
    wrong = [path for path, digest in record["files"].items() if path not in there or sha256(there[path]) != digest]
    if wrong:
        raise FileExistsError(
            f"{folder} was changed since it was fetched: {len(wrong)} of {len(record['files'])} files, such as "
            f"{wrong[0]}. Move the folder away, and it will be fetched again."
        )


def _refuse_other_files(name: str, files: dict[str, str], record: dict[str, Any], root: Path) -> None:
    """Trust on first use: whatever comes later must be what came first."""
    known = record.get("files", files)
    other = sorted(path for path in known.keys() | files.keys() if known.get(path) != files.get(path))
    if other:
        raise FetchError(
            f"{name} is not what it was: {len(other)} of {len(known.keys() | files.keys())} files are other than "
            f"recorded in {_record_path(name, root)}, such as {other[0]}. Nothing was replaced. If you know why they "
            f"changed and trust the new ones, delete that file and {root / name}, and fetch it again."
        )


def _find_copy(source: str | os.PathLike) -> Path:
    path = Path(source).expanduser().resolve()
    if not path.exists():
        raise FileNotFoundError(f"There is no {path} to take the data from.")
    return path


# --- unpacking ----------------------------------------------------------------------------------------------------


def _unpack(source: Path, folder: Path, patterns: list[str]) -> dict[str, str]:
    """Copy the files that fit a pattern below ``folder``; return the SHA-256 digest of each by its path there.

    A path counts from its right end, so that it does not matter in which folder of the archive the data begin.
    """
    digests: dict[str, str] = {}
    room = float("inf") if source.is_dir() else max(_MOST_UNPACKED, _MOST_TIMES * source.stat().st_size)
    try:
        for member, open_member in _members(source):
            if member.is_absolute() or ".." in member.parts or "\\" in str(member):
                raise FetchError(f"{source.name} has a member that leads out of its folder: {member}. Do not trust it.")
            depth = next((len(PurePosixPath(pattern).parts) for pattern in patterns if member.match(pattern)), 0)
            inner = PurePosixPath(*member.parts[len(member.parts) - depth :])
            if not depth or any(part.startswith(".") for part in inner.parts):
                continue
            if str(inner) in digests:
                raise FetchError(f"{source} holds {inner} twice, the second time as {member}. Name the inner folder.")
            target = folder / inner
            target.parent.mkdir(parents=True, exist_ok=True)
            with open_member() as content, target.open("xb") as file:
                while part := content.read(_CHUNK):
                    room -= len(part)
                    if room < 0:
                        raise FetchError(
                            f"{source.name} unpacks to more than {_MOST_TIMES} times its size. Do not trust it."
                        )
                    file.write(part)
            digests[str(inner)] = sha256(target)
    except _BROKEN as error:
        raise FetchError(f"{source} is no whole archive: {error}.") from error
    if not digests:
        raise FetchError(f"{source} holds no file like {' or '.join(patterns)}, so it is not the data, or not all.")
    return dict(sorted(digests.items()))


def _members(source: Path) -> Iterator[tuple[PurePosixPath, Callable[[], IO[bytes]]]]:
    """Regular files of a folder or archive, each with what opens it; links and devices of a tar are left out."""
    if source.is_dir():
        for path in sorted(source.rglob("*")):
            if path.is_file():
                yield PurePosixPath(*path.parts[1:]), partial(path.open, "rb")
    elif zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            for member in archive.infolist():
                if not member.is_dir():
                    yield PurePosixPath(member.filename), partial(archive.open, member)
    elif tarfile.is_tarfile(source):
        with tarfile.open(source) as archive:
            for member in archive:
                if member.isreg():
                    yield PurePosixPath(member.name), partial(archive.extractfile, member)
            # The checksum of a compressed tar stands behind its last member, and is checked when it is read.
            while archive.fileobj.read(_CHUNK):
                pass
    else:
        yield PurePosixPath(source.name), partial(source.open, "rb")


# --- downloading --------------------------------------------------------------------------------------------------


def _download(dataset: Dataset, folder: Path, progress: bool) -> Path:
    import pooch
    import requests

    from framing.downloading import ResumingDownloader

    file = dataset.url.rpartition("/")[2]
    download = ResumingDownloader(folder / f"{file}.part", progress=progress)
    host = urlsplit(dataset.url).netloc
    cure = f"With a copy on disk: framing data get {dataset.name} --from PATH; its address is {dataset.url}"
    # It would tell the user to pin the digest in a call that is ours.
    pooch.get_logger().setLevel("WARNING")
    try:
        return Path(pooch.retrieve(dataset.url, dataset.sha256 or None, file, folder, downloader=download))
    except requests.HTTPError as error:
        status = f"{error.response.status_code} {error.response.reason}"
        raise FetchError(f"{dataset.name}: {host} answers {status}. {cure}") from error
    except requests.RequestException as error:
        fault = f"there is no connection to {host}."
        if download.size:
            fault = f"the connection to {host} breaks off. The next call goes on after {download.size:,} bytes."
        raise FetchError(f"{dataset.name}: {fault} {cure}") from error
    except ValueError as error:
        raise FetchError(f"{dataset.name}: {error} {cure}") from error

"""Writes a file whole or not at all: who runs out of disk, or is killed, leaves what was there before."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def written_whole(path: str | os.PathLike) -> Iterator[Path]:
    """Give a file beside the one that is meant to write to; take its place when all is written.

    Parameters
    ----------
    path : str or path
        The file to write. A link is followed; what is no file, as a pipe, is written to as it is.

    Yields
    ------
    Path
        A file of the same ending in the same folder. If the writing fails it is removed, and ``path`` is as it was.

    Raises
    ------
    OSError
        If the file cannot be written; names ``path``.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with written_whole(Path(folder, "table.csv")) as part:
    ...         _ = part.write_text("hedge")
    ...     [file.name for file in Path(folder).iterdir()]
    ['table.csv']
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        yield target
        return
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "It is read-only", os.fspath(path))
    # Short, as a name has at most 255 bytes; by chance, so that two processes do not share one.
    part = target.with_name(f".{secrets.token_hex(6)}.part{target.suffix[:20]}")
    try:
        yield part
        with suppress(FileNotFoundError):
            shutil.copymode(target, part)
        part.replace(target)
    except OSError as error:
        if error.errno is not None and error.filename in (None, str(part)):
            error.filename = os.fspath(path)
        raise
    finally:
        part.unlink(missing_ok=True)

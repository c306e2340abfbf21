"""Download a file through bad connections: what has come is kept, and the next attempt goes on from there."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from requests import Response

# Small, because a connection that breaks off takes the chunk with it that was not full yet.
_CHUNK = 2**13
_PASSING_STATUSES = {408, 429, 500, 502, 503, 504}
_LONGEST_PAUSE = 30.0


@dataclass(frozen=True)
class ResumingDownloader:
    """A downloader for pooch that goes on where a broken download stopped; pooch's own begin again.

    It goes on only if the server says by ``If-Range`` that the file is still the one that was begun (RFC 9110,
    13.1.5): halves of two versions are never joined. It tries again for as long as there is progress.

    Attributes
    ----------
    part : Path
        The file for what has come so far.
    attempts : int, default 4
        Failures in a row without a byte of progress after which it gives up.
    pause : float, default 1.0
        Seconds to wait after the first failure; doubled after each further one, up to 30.
    timeout : float, default 30.0
        Seconds to wait for a sign of the server.
    progress : bool, default False
    """

    part: Path
    attempts: int = 4
    pause: float = 1.0
    timeout: float = 30.0
    progress: bool = False

    @property
    def size(self) -> int:
        """Bytes that have come so far."""
        return self.part.stat().st_size if self.part.exists() else 0

    @property
    def _version(self) -> Path:
        return self.part.with_suffix(".version")

    def __call__(self, url: str, output_file: str, pooch: Any) -> None:
        """Download a file; called by pooch."""
        import requests

        furthest, failures = self.size, 0
        while True:
            try:
                self._go_on(url)
                break
            except requests.RequestException as error:
                status = getattr(error.response, "status_code", None)
                failures = 0 if self.size > furthest else failures + 1
                furthest = max(furthest, self.size)
                if (status and status not in _PASSING_STATUSES) or failures == self.attempts:
                    raise
                time.sleep(min(self.pause * 2 ** max(failures - 1, 0), _LONGEST_PAUSE))
        self.part.replace(output_file)
        self._version.unlink(missing_ok=True)

    def _go_on(self, url: str) -> None:
        import requests

        have, headers = self.size, {"Accept-Encoding": "identity"}
        if have and self._version.exists():
            headers |= {"Range": f"bytes={have}-", "If-Range": self._version.read_text(encoding="ascii")}
        with requests.get(url, headers=headers, stream=True, timeout=self.timeout) as answer:
            if answer.status_code == 416 and answer.headers.get("Content-Range") == f"bytes */{have}":
                return
            resumed = answer.headers.get("Content-Range", "").startswith(f"bytes {have}-")
            if answer.status_code == 416 or (answer.status_code == 206 and not resumed):
                self._version.unlink(missing_ok=True)
                raise requests.ConnectionError("The server sends another part than was asked for.")
            answer.raise_for_status()
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                raise ValueError(f"{url} answers with a web page, such as a sign-in to a network, not with data.")
            if answer.status_code != 206:
                have = 0
                self._note_version(answer)
            self._write(answer, have)

    def _note_version(self, answer: Response) -> None:
        tag = answer.headers.get("ETag", "W/")
        version = answer.headers.get("Last-Modified", "") if tag.startswith("W/") else tag
        self._version.unlink(missing_ok=True)
        if version and "Content-Encoding" not in answer.headers:
            with suppress(UnicodeEncodeError):
                self._version.write_text(version, encoding="ascii")

    def _write(self, answer: Response, have: int) -> None:
        import requests
        from tqdm.auto import tqdm

        length = None if "Content-Encoding" in answer.headers else answer.headers.get("Content-Length")
        total = have + int(length) if length else None
        bar = tqdm(total=total, initial=have, unit="B", unit_scale=True, disable=not self.progress)
        with bar, self.part.open("ab" if have else "wb") as file:
            for chunk in answer.iter_content(_CHUNK):
                file.write(chunk)
                bar.update(len(chunk))
        if total is not None and self.size != total:
            raise requests.ConnectionError(f"{self.size} of {total} bytes came.")

"""Feed made-up bytes to the text layer, the cleaning, the readers and the HTML view, and look at what comes out.

    python tools/fuzz.py text --seconds 600
    python tools/fuzz.py readers clean view text --seconds 600 --findings found

With atheris (`pip install atheris`, in a venv of its own) the bytes follow the branches of the code that they have
reached. Without it they are changed at random, which finds less; the script says so. A finding ends the run of its
target with a traceback, and the bytes are kept in the folder of findings: mend what they show, and move them
as hexadecimal digits to tests/fuzz_cases/TARGET/NAME.hex, where tests/test_fuzz.py reads them for ever after.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENDINGS = ("csv", "tsv", "jsonl", "json", "txt", "html", "parquet", "csv.gz", "jsonl.gz", "txt.gz")
LONGEST = 2_000
_WORDS = (
    "said", "according to", "“", "”", "‘", "’", '"', "'", "``", "''", "reportedly", "so-called", "may", "not", "he",
    "Alice Lee", "Mr.", "U.S.", "critics", "was", "by", "that", ",", ".", "?", "—", ":", "(", ")", "$", "1,000",
    "\n", "\n\n", "\r\n", "\u2028", "\x85", "\u00ad", "\u200b", "\u200d", "\u202e", "\ufeff", "e\u0301", "ﬁ", "Ａ",
    "\U0001f469\u200d\U0001f467", "İ", "ß", "â€™", "<b>", "&lt;", "<script>", "illegal alien", "never", "ADVERTISEMENT",
    "{", "}", "[", "]", "\\ud800", "\0", "text,id", '{"text": "', "<html>", "<p>", "PAR1", "\x1f\x8b", "2020-05-01",
)  # fmt: skip


def text_of(data: bytes) -> str:
    """Bytes as text; those that are no UTF-8 become lone surrogates, as Python reads them from the names of files."""
    return data.decode("utf-8", "surrogateescape")


def text(data: bytes) -> None:
    """A document's parts lie in the text and in order; every span and attribution is in place; twice alike."""
    from framing.devices import built_in_devices, find_device
    from framing.devices.attribution import attributions
    from framing.document import Document
    from framing.readability import readability

    given = text_of(data)
    document, again = Document.of(given), Document.of(given)
    places = list(zip(document.starts, document.ends, strict=True))
    assert all(given[start:end] == token for (start, end), token in zip(places, document.tokens, strict=True))
    assert all(end <= start for (_, end), (start, _) in pairwise(places))
    for parts in (document.paragraphs, document.sentences):
        assert [token for first, last in parts for token in range(first, last)] == list(range(len(places)))
    for quotation in document.quotations:
        assert 0 <= quotation.start < quotation.end <= len(given) and quotation.depth >= 0
    for name in built_in_devices():
        device = find_device(name)
        spans = list(device.find(document))
        assert all(0 <= s.start < s.end <= len(given) and s.category in device.categories for s in spans), name
        assert all(one.end <= next_one.start for one, next_one in pairwise(spans)) or name == "quote", name
        assert spans == list(device.find(again)), name
    said = document.once(attributions)
    assert said == again.once(attributions)
    for one in said:
        assert given[one.cue_start : one.cue_end] == one.cue
        assert one.source is None or given[one.source_start : one.source_end] == one.source
        assert one.content_start is None or 0 <= one.content_start < one.content_end <= len(given)
    readability(given)


def clean(data: bytes) -> None:
    """The report leads from the text to the cleaned one, and cleaning that changes nothing."""
    from framing.cleaning import apply_changes
    from framing.cleaning import clean as cleaned

    given = text_of(data)
    once = cleaned(given)
    assert apply_changes(given, once.changes) == once.text
    again = cleaned(once.text)
    assert again.text == once.text, (once.text, again.text)


def readers(data: bytes) -> None:
    """A file of any kind is read into a checked frame, or refused with a CorpusError; the first byte tells the kind."""
    from framing.corpus import CorpusError, check_frame, read_corpus

    ending = ENDINGS[data[0] % len(ENDINGS)] if data else "txt"
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder, f"file.{ending}")
        path.write_bytes(data[1:])
        try:
            frame = read_corpus(path)
        except CorpusError as error:
            assert "file." in str(error)
            return
    check_frame(frame)
    assert frame.index.is_unique and frame["text"].map(type).eq(str).all()


class _Page(HTMLParser):
    """The tags of a page, and the text of its paragraphs."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self._inside = tag if tag in ("style", "p", "h2", "ul") else self._inside

    def handle_endtag(self, tag: str) -> None:
        self._inside = "" if tag == self._inside else self._inside

    def handle_data(self, data: str) -> None:
        if self._inside == "p":
            self.text.append(data)


def view(data: bytes) -> None:
    """The page of an article has our tags alone, and its words are those of the article."""
    import pandas as pd

    import framing

    given = text_of(data)
    label = pd.Index([given[:20]], dtype="object")
    result = framing.extract(pd.DataFrame({"text": pd.Series([given], index=label, dtype="object")}))
    html = framing.show(result, given[:20])._repr_html_()
    page = _Page()
    page.feed(html)
    page.close()
    assert page.tags <= {"style", "div", "h2", "ul", "li", "mark", "b", "p"}, page.tags
    assert page.attributes <= {"class", "style", "title"}, page.attributes
    if page.text != ["No spans."]:
        shown, words = ("".join("".join(part).split()) for part in (page.text, framing.view.sendable(given)))
        assert words in (shown, shown.removeprefix("Nospans.")), (words, shown)
    framing.view.result_page(result).encode()
    for device in framing.view.devices_of(result):
        if device in result.features:
            framing.concordance(result, device)


TARGETS: dict[str, Callable[[bytes], None]] = {"text": text, "clean": clean, "readers": readers, "view": view}


def seeds(target: str) -> list[bytes]:
    """Where to begin: a story that has something for every device, the words it is made of, a file of every kind."""
    from framing.testing import STORY

    texts = [STORY[at : at + 400] for at in range(0, len(STORY), 300)] + [" ".join(_WORDS)]
    if target != "readers":
        return [one.encode("utf-8", "surrogatepass") for one in texts]
    return [bytes([kind]) + content for kind, ending in enumerate(ENDINGS) for content in _files(ending)]


def _files(ending: str) -> list[bytes]:
    import gzip
    import io

    import pandas as pd

    frame = pd.DataFrame({"id": ["a", "b"], "text": ["It may “rain”.", "It rains."], "date": ["2020-05-01", ""]})
    packed = io.BytesIO()
    frame.to_parquet(packed)
    plain = {
        "csv": frame.to_csv(index=False).encode(),
        "tsv": frame.to_csv(index=False, sep="\t").encode(),
        "jsonl": frame.to_json(orient="records", lines=True).encode(),
        "json": frame.to_json(orient="records").encode(),
        "txt": "It may “rain”.\n".encode(),
        "html": b"<html><head><title>Rain</title></head><body><article><p>It may rain.</p></article></body></html>",
        "parquet": packed.getvalue(),
    }
    kind, _, gz = ending.partition(".")
    return [gzip.compress(plain[kind], mtime=0) if gz else plain[kind]]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few changes: parts taken out, doubled, moved, words put in, single bytes changed."""
    for _ in range(chance.randint(1, 6)):
        at, to = sorted(chance.randint(0, len(data)) for _ in range(2))
        match chance.randrange(5):
            case 0:
                data = data[:at] + data[to:]
            case 1:
                data = data[:to] + data[at:to] * chance.randint(1, 4) + data[to:]
            case 2:
                data = data[:at] + chance.randbytes(chance.randint(1, 4)) + data[at:]
            case 3 | 4:
                data = data[:at] + chance.choice(_WORDS).encode() + data[at:]
    return data[:LONGEST]


def run_at_random(target: str, *, seconds: float = float("inf"), runs: float = float("inf"), seed: int = 0) -> int:
    """Run a target on changed seeds for a time or a number of runs; returns how many there were.

    Raises
    ------
    Exception
        What the target raises, with the bytes as a note and in the attribute ``data``.
    """
    chance, known, done, end = random.Random(seed), seeds(target), 0, time.monotonic() + seconds
    while done < runs and time.monotonic() < end:
        data = mutated(chance.choice(known), chance)
        try:
            TARGETS[target](data)
        except Exception as error:
            error.add_note(f"{target} was given {data!r}")
            error.data = data
            raise
        done += 1
    return done


def _run_guided(target: str, seconds: float, findings: Path) -> None:
    """Hand the target to atheris, in this process, which it ends."""
    import atheris

    # All that is loaded when first used is loaded here, as what is imported later would not tell its branches.
    with atheris.instrument_imports(include=["framing"]):
        import framing.cleaning
        import framing.view

        for name in framing.built_in_devices():
            framing.devices.find_device(name)
    work = Path(tempfile.mkdtemp())
    (work / "seeds").mkdir()
    for number, data in enumerate(seeds(target)):
        (work / "seeds" / str(number)).write_bytes(data)
    entries = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in _WORDS)
    (work / "words").write_text("".join(f'"{entry}"\n' for entry in entries), encoding="ascii")
    options = {
        "max_total_time": int(seconds),
        "max_len": LONGEST,
        "timeout": 60,
        "rss_limit_mb": 4096,
        "dict": work / "words",
        "artifact_prefix": f"{findings / target}-",
        "print_final_stats": 1,
    }
    atheris.Setup(
        [sys.argv[0], *(f"-{key}={value}" for key, value in options.items()), str(work / "seeds")], TARGETS[target]
    )
    atheris.Fuzz()


def main() -> None:
    """Read the command line, run each target in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", help=f"{', '.join(TARGETS)}; all by default")
    parser.add_argument("--seconds", type=float, default=60, help="for each target (60)")
    parser.add_argument("--findings", type=Path, default=Path("fuzz_findings"), help="folder for what fails")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    unknown = sorted(set(asked.targets) - set(TARGETS))
    if unknown:
        parser.error(f"there is no target {unknown[0]!r}; there are {', '.join(TARGETS)}")
    asked.findings.mkdir(parents=True, exist_ok=True)
    if asked.inside:
        _run_guided(asked.targets[0], asked.seconds, asked.findings)
    try:
        import atheris  # noqa: F401
    except ImportError:
        print("atheris is not installed: changes at random, not guided by coverage. pip install atheris", flush=True)
        guided = False
    else:
        guided = True
    failed = []
    for target in asked.targets or TARGETS:
        if guided:
            options = [target, "--seconds", str(asked.seconds), "--findings", str(asked.findings), "--inside"]
            failed += [target] if subprocess.run([sys.executable, __file__, *options], check=False).returncode else []
            continue
        try:
            print(f"{target}: {run_at_random(target, seconds=asked.seconds):,} runs, nothing found", flush=True)
        except Exception as error:
            traceback.print_exc()
            digest = hashlib.sha256(error.data).hexdigest()[:16]
            (asked.findings / f"{target}-crash-{digest}").write_bytes(error.data)
            failed.append(target)
    if failed:
        sys.exit(f"found something in {', '.join(failed)}: see {asked.findings}")


if __name__ == "__main__":
    main()

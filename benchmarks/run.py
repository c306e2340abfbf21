"""Measure how fast framing is, beside what one would use instead, and how its time grows with the corpus.

    python benchmarks/run.py [--only imports jobs growth peers readability] [--corpus PATH] [--articles N]

Written are the rows of what was measured to ``benchmarks/results.csv`` (those of other benchmarks stay), printed the
ratios. Seconds are those of the processor, of this process and of its children, as a machine does other work too; only
`jobs` has the time on the clock beside. Without a corpus at hand the articles that ship serve, repeated.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

import framing
from framing.readability import readability

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpora" / "allsides.parquet"
RESULTS = Path(__file__).with_name("results.csv")
COLUMNS = ["benchmark", "what", "articles", "words", "seconds", "wall", "note"]
# What textstat calls the first seven measures of `framing.readability.COLUMNS`.
FORMULAS = (
    "flesch_reading_ease", "flesch_kincaid_grade", "gunning_fog", "smog_index", "automated_readability_index",
    "dale_chall_readability_score", "words_per_sentence",
)  # fmt: skip
# Words a second of peers that are not installed where this runs, and who measured them.
ELSEWHERE = {
    "TextDescriptives": (
        2_000,
        "spacy",
        "about 2,000 words a second on one core (bench README: spaCy's small pipeline and what builds on it)",
    ),
    "textacy": (
        2_000,
        "spacy",
        "about 2,000 words a second on one core (bench README: spaCy's small pipeline and what builds on it)",
    ),
}
MEASURES = ["hedge", "quote", "attribution", "loaded"]
ARTICLES = 37_554
# Parts of the corpus at which growth is measured.
PARTS = (37, 9, 3, 1)
FRESH = """
import json, sys, time
{before}
began = time.process_time()
{code}
print(json.dumps(time.process_time() - began))
"""
WARM = "Rain again, zzyx."
NEW_WORDS = """
import pandas
from framing.readability import readability
texts = pandas.read_parquet({path!r})["text"].tolist()
readability({warm!r})
"""
FIRST = "import framing, pandas; framing.extract(pandas.DataFrame({'text': ['It may rain, they said.']}))"


def read_articles(corpus: Path, n: int) -> pd.DataFrame:
    """`n` articles: drawn from a corpus, or those that ship, repeated under other ids and last words."""
    if corpus.exists():
        frame = pd.read_parquet(corpus, columns=["id", "text", "date"]).set_index("id")
        return frame.sample(min(n, len(frame)), random_state=1)
    frame = framing.read_corpus(ROOT / "data" / "articles" / "*.txt")
    some = frame.iloc[np.arange(n) % len(frame)]
    texts = [f"{text}\n\nCopy {at}." for at, text in enumerate(some["text"])]
    return some.assign(text=texts, date=None).set_axis([f"a{at}" for at in range(n)])


def count_words(frame: pd.DataFrame) -> int:
    """Words as white space parts them."""
    return int(frame["text"].str.split().str.len().sum())


def processor(work: Callable[[], object], runs: int = 1) -> float:
    """Processor seconds of this process; the least of some runs."""
    times = []
    for _ in range(runs):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def fresh(code: str, before: str = "", runs: int = 3) -> float:
    """Processor seconds of code in a new process, of which `before` is not counted; the least of some runs."""
    script = FRESH.format(code=code, before=before)
    done = [
        subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
        for _ in range(runs)
    ]
    return min(json.loads(one.stdout) for one in done)


def row(benchmark: str, what: str, seconds: float, frame: pd.DataFrame | None = None, **more: object) -> dict:
    """A row of the results."""
    about = {} if frame is None else {"articles": len(frame), "words": count_words(frame)}
    return {"benchmark": benchmark, "what": what, "seconds": round(seconds, 4)} | about | more


def imports(frame: pd.DataFrame) -> Iterator[dict]:
    """What an import and a first result take in a new process."""
    for what, code in {
        "import pandas": "import pandas",
        "import framing": "import framing",
        "import textstat, first formula": "import textstat; textstat.flesch_reading_ease('It may rain.')",
        "import framing, first result": FIRST,
    }.items():
        yield row("imports", what, fresh(code))


def readability_(frame: pd.DataFrame) -> Iterator[dict]:
    """Seven formulas by textstat, and nine measures by framing, with words that are new and with words met before."""
    import textstat

    some, texts = frame[:500], frame["text"][:500].tolist()
    formulas = [getattr(textstat, name) for name in FORMULAS]
    # What both load is not counted.
    for one in (*formulas, readability):
        one(WARM)
    theirs: list[list[float]] = []
    yield row(
        "readability", "textstat", processor(lambda: theirs.extend([[f(t) for f in formulas] for t in texts])), some
    )
    with tempfile.TemporaryDirectory() as folder:
        some[["text"]].to_parquet(f"{folder}/some.parquet")
        before = NEW_WORDS.format(path=f"{folder}/some.parquet", warm=WARM)
        yield row("readability", "framing, new words", fresh("list(map(readability, texts))", before), some)
    ours = [readability(text)[: len(FORMULAS)] for text in texts]
    again = processor(lambda: list(map(readability, texts)), 3)
    apart = f"largest difference {np.abs(np.array(theirs) - np.array(ours)).max():g}"
    yield row("readability", "framing, known words", again, some, note=apart)


def jobs(frame: pd.DataFrame) -> Iterator[dict]:
    """One process and two; of two, the seconds of the parent and of its children."""
    framing.extract(frame[:2])
    for n_jobs in (1, 2):
        own, children, clock = time.process_time(), _children(), time.perf_counter()
        framing.extract(frame, n_jobs=n_jobs)
        own, children, clock = time.process_time() - own, _children() - children, time.perf_counter() - clock
        yield row("jobs", f"{n_jobs}: parent", own, frame, wall=round(clock, 2))
        if n_jobs > 1:
            yield row("jobs", f"{n_jobs}: children", children, frame, wall=round(clock, 2))


def _children() -> float:
    import psutil

    every = psutil.Process().children(recursive=True)
    return sum(sum(child.cpu_times()[:2]) for child in every)


def growth(frame: pd.DataFrame) -> Iterator[dict]:
    """Functions of a corpus, at sizes up to the whole one."""
    counts = pd.read_parquet(ROOT / "data" / "allsides_features.parquet").sample(len(frame), random_state=1)
    works: dict[str, Callable[[pd.DataFrame], object]] = {
        "extract": framing.extract,
        "compare": lambda part: framing.compare(counts[: len(part)], "lean", MEASURES, cluster="source"),
        "match_events": framing.match_events,
        "near_copies": framing.near_copies,
    }
    for what, work in works.items():
        work(frame[:50])
        for part in PARTS:
            some = frame[: max(20, len(frame) // part)]
            yield row("growth", what, processor(partial(work, some)), some)


def peers(frame: pd.DataFrame) -> Iterator[dict]:
    """Words a second of framing and of what one would use instead; of what is not installed, figures from elsewhere."""
    import textstat

    some = frame[:200]
    framing.extract(some[:2])
    formulas = [getattr(textstat, name) for name in FORMULAS]
    yield row("peers", "framing, all devices", processor(lambda: framing.extract(some), 2), some)
    yield row("peers", "framing, hedges", processor(lambda: framing.extract(some, ["hedge"]), 2), some)
    yield row("peers", "framing, readability", processor(lambda: framing.extract(some, ["readability"]), 2), some)
    yield row("peers", "textstat, 7 formulas", processor(lambda: [f(t) for t in some["text"] for f in formulas]), some)
    for name, (speed, package, source) in ELSEWHERE.items():
        if importlib.util.find_spec(name.lower()) and importlib.util.find_spec(package):
            yield row("peers", name, _spacy(name, some[:20]), some[:20])
        else:
            print(f"{name} is not installed here; its figure is {source}.")
            words = count_words(some)
            yield row("peers", name, words / speed, some, note=source)


def _spacy(name: str, some: pd.DataFrame) -> float:
    """Processor seconds of a peer that builds on spaCy's small English pipeline."""
    import spacy

    pipeline = spacy.load("en_core_web_sm")
    texts = some["text"].tolist()
    if name == "TextDescriptives":
        pipeline.add_pipe("textdescriptives/readability")
        return processor(lambda: list(pipeline.pipe(texts)))
    from textacy.extract import direct_quotations

    def quotations() -> None:
        for document in pipeline.pipe(texts):
            # It refuses a text with an odd number of quotation marks.
            try:
                list(direct_quotations(document))
            except ValueError:
                continue

    return processor(quotations)


BENCHMARKS = {"imports": imports, "readability": readability_, "peers": peers, "jobs": jobs, "growth": growth}


def slopes(table: pd.DataFrame) -> pd.Series:
    """The power of the number of articles that the time of each function grows with: 1 is in proportion."""
    rows = table[(table["benchmark"] == "growth") & (table["seconds"] > 0)]
    logs = np.log(rows[["articles", "seconds"]].astype(float)).assign(what=rows["what"])
    fits = {what: np.polyfit(one["articles"], one["seconds"], 1)[0] for what, one in logs.groupby("what", sort=False)}
    return pd.Series(fits, dtype=float)


def ratios(table: pd.DataFrame) -> list[str]:
    """What the figures come to, a sentence each."""
    seconds = table.set_index(["benchmark", "what"])["seconds"].groupby(level=[0, 1]).last()
    said = []
    if "imports" in seconds:
        said += [f"{what}: {value:.2f} s" for what, value in seconds["imports"].items()]
    if "readability" in seconds:
        own = seconds["readability"]
        said += [f"readability, {what}: {own['textstat'] / own[what]:.1f} times as fast as textstat"
                 for what in own.index if what != "textstat"]  # fmt: skip
    if "jobs" in seconds:
        own = seconds["jobs"]
        said.append(
            f"n_jobs=2: at most {bound(*own[['1: parent', '2: parent', '2: children']]):.2f} times as fast as 1"
        )
    if "peers" in seconds:
        speeds = table[table["benchmark"] == "peers"].set_index("what").eval("words / seconds")
        said += [f"{what}: {speed:,.0f} words a second" for what, speed in speeds.items()]
    return said + [f"{what} grows with articles ** {slope:.2f}" for what, slope in slopes(table).items()]


def bound(one: float, parent: float, children: float) -> float:
    """How many times as fast two processes can be, if the parent works alone before and after its two children."""
    return one / (parent + children / 2)


def main() -> None:
    """Measure, write, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=list(BENCHMARKS), default=list(BENCHMARKS))
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--articles", type=int, help="of `jobs` (4,000) and at most of `growth` (37,554)")
    parser.add_argument("--output", type=Path, default=RESULTS)
    given = parser.parse_args()
    table = pd.read_csv(given.output) if given.output.exists() else pd.DataFrame(columns=COLUMNS)
    for name in given.only:
        n = given.articles or {"jobs": 4_000, "growth": ARTICLES}.get(name, 500)
        measured = pd.DataFrame(BENCHMARKS[name](read_articles(given.corpus, n)), columns=COLUMNS)
        others = table[table["benchmark"] != name]
        table = measured if others.empty else pd.concat([others, measured], ignore_index=True)
        table = table.astype({"articles": "Int64", "words": "Int64"})
        table.to_csv(given.output, index=False, lineterminator="\n")
    print(f"{os.cpu_count()} cores; Python {sys.version.split()[0]}", *ratios(table), sep="\n")


if __name__ == "__main__":
    main()

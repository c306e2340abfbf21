"""Measure what the cache saves, and write docs/cache.csv, docs/cache.png and docs/cache.svg.

python tools/measure_cache.py [path/to/allsides.parquet] [number of articles]

Four times `framing extract` with every device, a process each: with an empty cache, again, with 100 more articles, and
with another list of hedges. Processor time, so that what else the machine does counts little.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

from framing import read_corpus
from framing.lexicon import LEXICONS
from framing.plots.axes import BLUE, GREY, finish, name_rows

MORE = 100
CORPUS = Path("../shared/corpora/allsides.parquet")
STEPS = ("first run", "run again", f"with {MORE} more articles", "with another list of hedges")


def articles_to_measure(corpus: Path, n: int) -> pd.DataFrame:
    """`n` articles and 100 more: drawn from a corpus, or those that ship, repeated under other ids and last words."""
    if corpus.exists():
        return pd.read_parquet(corpus, columns=["id", "text"]).sample(n + MORE, random_state=1)
    texts = read_corpus("data/articles/*.txt")["text"].tolist()
    return pd.DataFrame({"text": [f"{texts[at % len(texts)]}\n\nCopy {at}." for at in range(n + MORE)]}).assign(
        id=[f"a{at}" for at in range(n + MORE)]
    )


def measure(articles: pd.DataFrame) -> pd.DataFrame:
    """Seconds of processor time of each step: ``step``, ``n_articles``, ``seconds``."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        articles[:-MORE].to_parquet(folder / "some.parquet")
        articles.to_parquet(folder / "more.parquet")
        shutil.copytree(LEXICONS, folder / "lexicons")
        with (folder / "lexicons" / "hedges.csv").open("a", encoding="utf-8") as lines:
            lines.write("by some counts,hearsay,,,\n")
        runs = [("some", LEXICONS), ("some", LEXICONS), ("more", LEXICONS), ("more", folder / "lexicons")]
        seconds = [_seconds(folder, corpus, lexicons) for corpus, lexicons in runs]
    n = [len(articles) - MORE] * 2 + [len(articles)] * 2
    return pd.DataFrame({"step": STEPS, "n_articles": n, "seconds": seconds})


def _seconds(folder: Path, corpus: str, lexicons: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "framing", "extract", f"{folder}/{corpus}.parquet", "-o", f"{folder}/tables"]
    places = {"FRAMING_CACHE": f"{folder}/cache", "FRAMING_LEXICONS": str(lexicons)}
    subprocess.run(command, check=True, env={**os.environ, **places})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2)


def draw(table: pd.DataFrame, path: Path) -> None:
    """A bar a step, with its seconds."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    rows = table[::-1]
    figure, ax = plt.subplots(figsize=(7.5, 3.1), layout="constrained")
    ax.barh(range(len(rows)), rows["seconds"], color=[BLUE] * (len(rows) - 1) + [GREY], height=0.6)
    for place, seconds in enumerate(rows["seconds"]):
        ax.annotate(f"{seconds:.1f} s", (seconds, place), (4, 0), textcoords="offset points", va="center")
    name_rows(ax, rows["step"].tolist())
    ax.set_xlim(0, table["seconds"].max() * 1.12)
    n, cores = table["n_articles"].iloc[0], os.cpu_count()
    ax.set_xlabel(
        f"seconds of processor time\n({n:,} articles, all devices, one process; {cores} cores, busy with other work)"
    )
    first, again = table["seconds"].iloc[:2]
    finish(ax, f"With the cache, a rerun takes {again / first:.0%} of the time", "x")
    with mpl.rc_context({"svg.hashsalt": "framing", "svg.fonttype": "path"}):
        figure.savefig(path.with_suffix(".png"), dpi=160, metadata={"Software": None})
        figure.savefig(path.with_suffix(".svg"), metadata={"Date": None, "Creator": None})


def main() -> None:
    """Measure, print and draw."""
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    table = measure(articles_to_measure(corpus, int(sys.argv[2]) if len(sys.argv) > 2 else 2000))
    table.to_csv("docs/cache.csv", index=False, lineterminator="\n")
    draw(table, Path("docs/cache"))
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()

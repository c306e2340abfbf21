"""Which words of reporting go with which kinds of source, outlet by outlet: counts, no text.

    python tools/count_cues.py CORPUS [--sample N]

CORPUS is a parquet file with the columns ``id``, ``text``, ``source`` (the outlet) and ``lean``. Written is
``data/cue_counts.parquet``: one row an outlet, cue, class of the cue, type of source and kind of speech, and ``n``, how
often. A cue is counted by its lemma if our lexicon of reporting words has it, else by its first word, and only the cues
with at least 20 uses by at least 5 outlets are named: ``(other)`` holds the rest, so that shares of types of source are
of all attributions.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pandas as pd

import framing
from framing.devices.reporting import reporting_words

CHUNK = 4000
LEAST_USES, LEAST_OUTLETS = 20, 5
OTHER = "(other)"
TABLE = Path(__file__).resolve().parent.parent / "data" / "cue_counts.parquet"
KEYS = ["source", "lean", "cue", "cue_class", "source_type", "kind"]


def attributions_of(corpus: pd.DataFrame) -> pd.DataFrame:
    """Outlet, lean, cue and its class, type of source and kind of each attribution; in chunks, to bound the memory."""
    tables = []
    for at in range(0, len(corpus), CHUNK):
        found = framing.extract(corpus.iloc[at : at + CHUNK], devices=["attribution"]).attributions
        tables.append(found[["doc", "cue", "cue_class", "source_type", "kind"]])
        print(f"{min(at + CHUNK, len(corpus)):,} of {len(corpus):,} articles", flush=True)
    table = pd.concat(tables, ignore_index=True)
    table["source_type"] = table["source_type"].fillna("none")
    return table.join(corpus[["source", "lean"]], on="doc").drop(columns="doc")


def lemma_of(cue: str) -> str:
    """The lemma of a cue's first word; a cue that is no plain word is one of the others."""
    word = re.match(r"[a-z]+(?![\w’'-])", cue.lower())
    if word is None:
        return OTHER
    known = reporting_words().get(word[0])
    return known.lemma.split("_")[0] if known else word[0]


def count_cues(table: pd.DataFrame) -> pd.DataFrame:
    """Uses by outlet, cue, class, type of source and kind, the rare cues together."""
    table = table.assign(cue=table["cue"].map(lemma_of))
    uses = table.groupby("cue")["source"].agg(["size", "nunique"])
    named = uses.index[(uses["size"] >= LEAST_USES) & (uses["nunique"] >= LEAST_OUTLETS)]
    table["cue"] = table["cue"].where(table["cue"].isin(named), OTHER)
    counts = table.groupby(KEYS, observed=True).size().rename("n").astype("int32").reset_index()
    return counts.astype(dict.fromkeys(KEYS, "category"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sample", type=int, help="count in that many articles, drawn with a fixed seed")
    asked = parser.parse_args()
    corpus = pd.read_parquet(asked.corpus, columns=["id", "text", "source", "lean"]).set_index("id")
    if asked.sample:
        corpus = corpus.sample(asked.sample, random_state=0)
    counts = count_cues(attributions_of(corpus))
    counts.to_parquet(TABLE, index=False, compression="zstd")
    print(f"{counts['n'].sum():,} attributions, {counts['cue'].nunique()} cues, {len(counts):,} rows")


if __name__ == "__main__":
    main()

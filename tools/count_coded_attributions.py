"""Count the attributions of each article of PolNeAR as its coders did, as the measure does, and by a word list.

    python tools/count_coded_attributions.py GOLD

GOLD is a folder with ``attributions_train.jsonl.gz`` and ``attributions_dev.jsonl.gz``. Written is
``data/attribution_counts_coded.csv``, numbers and names only.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pandas as pd

from framing import Span, coded_counts, device, extract, read_golds

ROOT = Path(__file__).resolve().parents[1]
MEASURES = ["attribution", "attribution_mixed"]


@device("say_words", categories=["say"])
def say_words(document):
    """Forms of *say* and *tell*, what a word list would count as attributions."""
    for match in re.finditer(r"\b(?:said|says?|told|tells?)\b", document.text, re.IGNORECASE):
        yield Span(match.start(), match.end(), "say")


def main() -> None:
    """Read, count, write."""
    cli = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    cli.add_argument("gold", type=Path)
    folder = cli.parse_args().gold
    parts = []
    for name in ("train", "dev"):
        gold = read_golds(folder / f"attributions_{name}.jsonl.gz")[0]
        machine = extract(gold.texts[["text"]], devices=["attribution", say_words]).features
        human = coded_counts(gold)[MEASURES].add_prefix("coded_")
        parts.append(pd.concat([gold.texts["outlet"], machine[["n_words", *MEASURES, "say_words"]], human], axis=1))
    table = pd.concat(parts).sort_index()
    # The publisher's ids hold words of the titles, which may not ship: outlet, date and a number in their order do.
    days = table.index.map(lambda id: "_".join(id.split("_")[:2])).to_series(index=table.index)
    table.index = pd.Index(days + "_" + (days.groupby(days).cumcount() + 1).astype(str), name="id")
    table.to_csv(ROOT / "data" / "attribution_counts_coded.csv", lineterminator="\n")


if __name__ == "__main__":
    main()

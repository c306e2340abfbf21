"""Which articles are about the same event, which are copies of each other, and what the copies change.

    python tools/match_events.py GOLD CORPUS

GOLD is the folder with ``events.jsonl.gz`` (BASIL: 71 events, each told by three outlets), CORPUS a parquet file with
the columns ``id``, ``text`` and ``date``. Written to ``data/`` are, without a word of any text:

- ``events_features.parquet``: the features of the articles of BASIL with their event, source, and what human annotators
  marked: the number of lexical and of informational spans, and of lexical ones in which `loaded` marks a word;
- ``allsides_events.parquet``: the event and the group of near-copies of each article of the corpus;
- ``near_copies_effect.csv``: rates of the main measures by lean, with and without the copies. They are taken from
  ``allsides_features.parquet``, which is to be remade first.

Printed are how well the events of BASIL are found, and how sensitive that is to the threshold and the window.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

import pandas as pd

import framing
from framing.comparison import group_rates

DATA = Path(__file__).resolve().parent.parent / "data"
OUTLETS = {"fox": "Fox News", "nyt": "New York Times", "hpo": "HuffPost"}
MEASURES = [
    "hedge",
    "hedge_hearsay",
    "quote",
    "quote_scare",
    "attribution",
    "cue_doubting",
    "loaded",
    "passive_agentless",
]


def read_basil(folder: Path) -> pd.DataFrame:
    """Articles with event, source, date, text, and the numbers of spans that humans marked."""
    with gzip.open(folder / "events.jsonl.gz", "rt", encoding="utf-8") as lines:
        frame = pd.DataFrame([json.loads(line) for line in lines]).set_index("id")
    for kind in ("lexical", "informational"):
        frame[f"human_{kind}"] = frame[kind].map(len)
    frame["source"] = frame["source"].str.lower().map(OUTLETS)
    return frame


def lexical_spans_found(basil: pd.DataFrame, spans: pd.DataFrame) -> pd.Series:
    """How many of the spans that humans marked as lexical bias hold a word that `loaded` marks, by article."""
    places = spans[spans["device"] == "loaded"].groupby("doc")[["start", "end"]].apply(lambda rows: rows.to_numpy())
    found = {}
    for id, text, phrases in basil[["text", "lexical"]].itertuples():
        starts = [(text.find(phrase), len(phrase)) for phrase in phrases if phrase in text]
        marked = places.get(id, [])
        found[id] = sum(any(a < at + n and at < b for a, b in marked) for at, n in starts)
    return pd.Series(found)


def sensitivity(basil: pd.DataFrame) -> pd.DataFrame:
    """B-cubed F1 by window (rows, days) and threshold (columns)."""
    thresholds = (0.07, 0.09, 0.11, 0.13, 0.15, 0.17, 0.19, 0.21, 0.23)
    rows = {
        window: [
            framing.b_cubed(framing.match_events(basil, threshold=at, window=window), basil["event"])["f1"]
            for at in thresholds
        ]
        for window in (3, 5, 7, 14)
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=thresholds)


def effect(features: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Rates by lean of all articles, of one of each group of near-copies, and of one that no other contains."""
    choices = {
        "all articles": features,
        "one of each group of near-copies": features[~groups["copy_group"].duplicated().reindex(features.index)],
        "and of each group of part copies": features[~groups["part_copy_group"].duplicated().reindex(features.index)],
    }
    tables = [
        group_rates(chosen, "lean", MEASURES, cluster="source").assign(articles=name)
        for name, chosen in choices.items()
    ]
    columns = ["articles", "measure", "group", "n_articles", "n_words", "rate", "low", "high"]
    return pd.concat(tables)[columns].rename(columns={"group": "lean"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("corpus", type=Path)
    given = parser.parse_args()
    basil = read_basil(given.gold)
    print(framing.b_cubed(framing.match_events(basil), basil["event"]))
    print(sensitivity(basil).round(3).to_string())
    result = framing.extract(basil)
    described = basil[["event", "source", "date", "human_lexical", "human_informational"]].assign(
        date=pd.to_datetime(basil["date"]), human_lexical_found=lexical_spans_found(basil, result.spans)
    )
    described.join(result.features).to_parquet(DATA / "events_features.parquet")

    corpus = pd.read_parquet(given.corpus, columns=["id", "text", "date"]).set_index("id")
    groups = pd.DataFrame(
        {
            "event": framing.match_events(corpus),
            "copy_group": framing.near_copies(corpus),
            "part_copy_group": framing.near_copies(corpus, contained=0.8),
        }
    )
    counted = pd.read_parquet(DATA / "allsides_features.parquet")
    effect(counted, groups).round(4).to_csv(DATA / "near_copies_effect.csv", index=False)
    groups.drop(columns="part_copy_group").to_parquet(DATA / "allsides_events.parquet", compression="zstd")
    for name in groups:
        grouped = groups[name].duplicated(keep=False)
        outlets = counted["source"].astype(str).reindex(groups.index)[grouped].groupby(groups[name][grouped])
        print(
            f"{name}: {grouped.sum():,} of {len(groups):,} articles in {outlets.ngroups:,} groups; of more than one "
            f"outlet {(outlets.nunique() > 1).sum():,} groups, {(outlets.transform('nunique') > 1).sum():,} articles"
        )


if __name__ == "__main__":
    main()

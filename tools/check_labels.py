"""Do outlets of the left and of the right use the names that the literature says each side prefers?

    python tools/check_labels.py CORPUS

CORPUS is a parquet file with the columns ``id``, ``text``, ``source`` and ``lean`` (left, center, right). Written is
``data/label_shares.csv``: for each concept, name and lean the share of the name among all names of the concept, with
its 95% interval clustered by source. Printed is, for each concept, the share of the names of the left among those of
both sides, in outlets of the left minus in those of the right: above zero is what the literature says. A concept
that only one side has a name for is taken with its neutral names, and its sign turned for a name of the right.
The sides stand in the lexicon and are not fitted: a concept that comes out wrong is a finding, not a mistake to mend.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

import framing
from framing.naming import label_shares, share_difference

CHUNK = 4000
LEAST = 30
TABLE = Path(__file__).resolve().parent.parent / "data" / "label_shares.csv"
COLUMNS = ["concept", "name", "side", "lean", "share", "low", "high", "n_spans", "n_articles"]


def label_spans(corpus: pd.DataFrame) -> pd.DataFrame:
    """The labels of a corpus, measured in chunks so that memory stays bounded."""
    chunks = (corpus.iloc[at : at + CHUNK] for at in range(0, len(corpus), CHUNK))
    return pd.concat([framing.extract(chunk, devices=["label"]).spans for chunk in chunks], ignore_index=True)


def differences(spans: pd.DataFrame, corpus: pd.DataFrame) -> pd.DataFrame:
    """One row a concept: in outlets of the left minus of the right, the share of names that the left prefers."""
    sided = spans[spans["side"].isin(["left", "right"])]
    both = sided.groupby("category")["side"].nunique().eq(2)
    named = spans["category"].isin(sided["category"])
    chosen = spans[
        named & (spans["side"].isin(["left", "right"]) | ~spans["category"].map(both).fillna(False).astype(bool))
    ]
    shares = label_shares(chosen, "lean", corpus, of="side", cluster="source", min_spans=LEAST)
    rows = []
    for concept, table in shares.groupby("concept"):
        side = "left" if "left" in set(table["side"]) else "right"
        mine = table[table["side"] == side].set_index("group")
        if not {"left", "right"} <= set(mine.index):
            continue
        of = {lean: tuple(mine.loc[lean, ["share", "low", "high"]]) for lean in ("left", "right")}
        pair = (of["left"], of["right"]) if side == "left" else (of["right"], of["left"])
        difference, low, high = share_difference(*pair)
        verdict = "expected" if low > 0 else "wrong" if high < 0 else "undecided"
        counts = [int(mine.loc[lean, "n_concept"]) for lean in ("left", "right")]
        rows.append(
            (concept, bool(both[concept]), of["left"][0], of["right"][0], *counts, difference, low, high, verdict)
        )
    columns = [
        "concept",
        "both_sides",
        "left_outlets",
        "right_outlets",
        "n_left",
        "n_right",
        "difference",
        "low",
        "high",
    ]
    return pd.DataFrame(rows, columns=[*columns, "verdict"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    corpus = pd.read_parquet(parser.parse_args().corpus, columns=["id", "text", "source", "lean"]).set_index("id")
    spans = label_spans(corpus)
    shares = label_shares(spans, "lean", corpus, cluster="source").rename(columns={"group": "lean"})
    shares[COLUMNS].round(4).to_csv(TABLE, index=False)
    table = differences(spans, corpus)
    print(table.sort_values("difference", ascending=False).to_string(index=False, float_format="%.3f"))
    print(f"{len(spans):,} labels in {spans['doc'].nunique():,} of {len(corpus):,} articles")
    print(pd.crosstab(table["both_sides"], table["verdict"], margins=True).to_string())


if __name__ == "__main__":
    main()

"""Measure again how far each measure can be trusted, and write the figures that ship.

    python tools/measure_validity.py GOLD CORPUS

GOLD is a folder with the gold that `framing.gold.read_golds` knows, ``quotes.jsonl`` among it; CORPUS is the parquet
file of articles that ``tools/learn_quotes.py`` takes. Written are, numbers and names only:

- ``framing/lexicons/validity.csv``, the figures of `framing.codebook`;
- ``data/validity_by_group.csv``, the same by outlet and by lean.

The weights for quotations were learned from the very quotations of the gold, so what the device gives for them says
little. They are measured a second time, as ``quotes held out``: in ten-fold cross-validation, repeated ten times, each
quotation labelled with weights that were learned without its article. Loaded words likewise, as ``loaded held out``: in
the five folds of ``tools/learn_loaded.py``, on the biased sentences, as the benchmark's scorer does.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import learn_loaded
import learn_quotes
import numpy as np
import pandas as pd

from framing.devices import loaded
from framing.gold import Gold, read_golds
from framing.validity import count_matches, figures, write_figures

ROOT = Path(__file__).resolve().parents[1]
HELD_OUT = "quotes held out"
HELD_OUT_LOADED = "loaded held out"
_COLUMNS = ["gold", "article", "device", "category", "part", "found_right", "found", "coded_found", "coded"]
# Ratings of AllSides, as in data/allsides_features.parquet, for the outlets as PolNeAR names them.
LEANS = {
    "breitbart": "right",
    "huff-post": "left",
    "nyt": "left",
    "politico": "left",
    "usa-today": "center",
    "wash-post": "left",
    "west-journal": "right",
}


def held_out(gold: Gold, folder: Path, corpus: Path) -> pd.DataFrame:
    """Counts of the quotations of the gold, each labelled without its article, averaged over the repetitions."""
    coded, more = learn_quotes.read_gold(folder), learn_quotes.read_codes(corpus)
    seen = Counter(name for one in (*coded, *more) for name in one.evidence)
    kept = frozenset(name for name, n in seen.items() if n >= learn_quotes.LEAST_N)
    coded, more = ([one._replace(evidence=one.evidence & kept) for one in part] for part in (coded, more))
    rng = np.random.default_rng(0)
    articles = sorted(set(gold.texts["article"]))
    counts: Counter[tuple] = Counter()
    for _ in range(learn_quotes.REPEATS):
        fold = dict(zip(articles, rng.permutation(len(articles)) % learn_quotes.FOLDS, strict=True))
        for k in range(learn_quotes.FOLDS):
            vectorizer, model = learn_quotes.learn([one for one in coded if fold[one.article] != k] + more)
            test = [one for one in coded if fold[one.article] == k]
            matrix = vectorizer.transform([dict.fromkeys(one.evidence, 1.0) for one in test])
            for one, label in zip(test, model.predict(matrix), strict=True):
                counts[one.article, label, "found"] += 1
                counts[one.article, one.label, "coded"] += 1
                counts[one.article, label, "right"] += label == one.label
    rows = []
    for article in articles:
        for label in learn_quotes.LABELS:
            right, found, all_coded = (
                counts[article, label, kind] / learn_quotes.REPEATS for kind in ("right", "found", "coded")
            )
            rows.append((HELD_OUT, article, "quote", label, "span", right, found, right, all_coded))
    return pd.DataFrame(rows, columns=_COLUMNS)


def held_out_loaded(folder: Path, corpus: Path) -> pd.DataFrame:
    """Counts of the loaded words of biased sentences, each sentence measured with weights learned without it."""
    gold = learn_loaded.read_gold(folder)
    table = learn_loaded.Table(gold, learn_loaded.read_words(corpus))
    fold = np.random.default_rng(0).permutation(len(gold)) % learn_loaded.FOLDS
    counts = {number: [0, 0, 0, len(one.marked)] for number, one in enumerate(gold) if one.biased and one.marked}
    for k in range(learn_loaded.FOLDS):
        place, sentence, _ = learn_loaded.learn_company(gold, table, fold != k)
        vocabulary = loaded.Vocabulary({}, {}, place, sentence)
        for one in learn_loaded.find(gold, fold == k, learn_loaded.known(*table.learn_words(fold != k))):
            if one.number not in counts:
                continue
            evidence = loaded.evidence(one.candidates, vocabulary, loaded.STANCE, loaded.LENGTH)
            chosen = (evidence > loaded.THRESHOLD) & one.counts
            document = gold[one.number].document
            units = [unit for unit, is_chosen in zip(one.candidates.units, chosen, strict=True) if is_chosen]
            spans = [(document.starts[first], document.ends[last - 1]) for first, last, _ in units]
            found_right = int((chosen & one.marked).sum())
            coded_found = sum(any(a < d and c < b for a, b in spans) for c, d in gold[one.number].marked)
            counts[one.number][:3] = [found_right, len(spans), coded_found]
    rows = [(HELD_OUT_LOADED, number, "loaded", "any", "span", *row) for number, row in counts.items()]
    return pd.DataFrame(rows, columns=_COLUMNS)


def lean_of_articles(golds: list[Gold]) -> pd.Series:
    """The lean of the outlet of each article of the gold, where it is known."""
    features = pd.read_parquet(ROOT / "data" / "allsides_features.parquet", columns=["lean"])
    known = features["lean"].astype("object").to_dict()
    about = pd.concat([gold.texts[["article", "outlet"]] for gold in golds]).drop_duplicates("article")
    lean = about["article"].map(known).fillna(about["outlet"].map(LEANS))
    return lean.set_axis(about["article"])


def by_group(counts: pd.DataFrame, name: str, groups: pd.Series) -> pd.DataFrame:
    """Figures of groups of articles."""
    own = counts.assign(group=counts["article"].map(groups.to_dict()))
    table = figures(own[own["group"].notna()])
    table.insert(1, "by", name)
    return table[table["n_gold"] > 0]


def main() -> None:
    """Read, count, write."""
    cli = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    cli.add_argument("gold", type=Path)
    cli.add_argument("corpus", type=Path)
    args = cli.parse_args()
    golds = [*read_golds(args.gold), *read_golds(ROOT / "data" / "articles")]
    counts = {gold.name: count_matches(gold) for gold in golds}
    counts[HELD_OUT] = held_out(next(gold for gold in golds if gold.name == "quotes"), args.gold, args.corpus)
    counts[HELD_OUT_LOADED] = held_out_loaded(args.gold, args.corpus)
    together = pd.concat([table for table in counts.values() if len(table)], ignore_index=True)
    write_figures(figures(together), ROOT / "framing" / "lexicons" / "validity.csv")
    polnear = [gold for gold in golds if gold.name.startswith("PolNeAR")]
    outlets = pd.concat([gold.texts.set_index("article")["outlet"] for gold in polnear])
    parts = [
        by_group(together[together["gold"].isin([gold.name for gold in polnear])], "outlet", outlets),
        by_group(together[together["gold"].isin(["hedges", HELD_OUT, "PolNeAR dev", "PolNeAR train"])], "lean",
                 lean_of_articles(golds)),
    ]  # fmt: skip
    write_figures(pd.concat(parts), ROOT / "data" / "validity_by_group.csv")


if __name__ == "__main__":
    main()

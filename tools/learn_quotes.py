"""Learn how much each piece of evidence counts for each function of quotation marks, from coded quotations.

    python tools/learn_quotes.py GOLD CORPUS

GOLD is a folder with ``quotes.jsonl``: one coded quotation a line, with ``text``, ``start``, ``end``, ``label`` and
``article``. CORPUS is a parquet file with the columns ``id`` and ``text``; ``tools/quote_codes.csv`` holds the codes
of further quotations in its articles, without their text: article, start, end, label, how it was drawn (``random``:
one short quotation of an article with no reporting verb near; ``unsure``: short quotations that earlier weights took
for scare quotes or could not decide), and a digest of the article. They were coded once, by a language model as
the gold was, under the guidelines of the gold; no article is in both. Of the last 700 one in six was doubtful to the
coder; the gold left such items out, this file keeps them.

Written is ``framing/lexicons/quote_weights.csv``: feature, n, and a weight for each function. Printed are accuracy
and F1 on the gold quotations whose article took no part in learning, over repeated ten-fold cross-validation: the
honest figures. What a scorer gives on the gold afterwards is higher.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score

from framing.devices.quotes import CATEGORIES, features, surroundings
from framing.document import Document

LABELS = CATEGORIES[:-1]
LEAST_N = 12
STRENGTH = 0.7
# A quotation of the gold counts as so many further ones: both readings of it agreed, the others were read once.
GOLD_WEIGHT = 2
# Between none and full balance: scare quotes and titles are rare, and a macro F1 counts every class alike.
BALANCE = {"direct": 1.0, "partial": 1.0, "scare": 2.6, "mention": 1.4, "title": 2.0}
REPEATS, FOLDS = 10, 10
CONTEXT = 1500
HERE = Path(__file__).resolve().parent
TABLE = HERE.parent / "framing" / "lexicons" / "quote_weights.csv"


class Coded(NamedTuple):
    """The evidence, label and article of one coded quotation, and how much it counts."""

    evidence: frozenset[str]
    label: str
    article: str
    weight: int = 1


def code(text: str, start: int, end: int, label: str, article: str) -> Coded | None:
    """The evidence for the quotation that stands at ``start`` to ``end``; None where no quotation is found."""
    document = Document.of(text)
    near = [n for n, q in enumerate(document.quotations) if q.start < end and start < q.end]
    if not near or label not in LABELS:
        return None
    found = min(near, key=lambda n: abs(document.quotations[n].start - start) + abs(document.quotations[n].end - end))
    return Coded(frozenset(features(surroundings(document), found)), label, article)


def read_gold(folder: Path) -> list[Coded]:
    """The quotations of the gold."""
    rows = map(json.loads, (folder / "quotes.jsonl").read_text(encoding="utf-8").splitlines())
    found = [code(r["text"], r["start"], r["end"], r["label"], r["article"]) for r in rows]
    return [one._replace(weight=GOLD_WEIGHT) for one in found if one]


def read_codes(corpus: Path) -> list[Coded]:
    """The further quotations, each in as much context as those of the gold have."""
    with (HERE / "quote_codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = {row["article"] for row in rows}
    table = pd.read_parquet(corpus, columns=["id", "text"])
    texts = {name: text for name, text in zip(table["id"], table["text"], strict=True) if name in wanted}
    found = []
    for row in rows:
        text, start, end = texts[row["article"]], int(row["start"]), int(row["end"])
        if hashlib.sha256(text.encode()).hexdigest()[:12] != row["digest"]:
            raise SystemExit(f"{corpus}: article {row['article']} is not the text that was coded.")
        low = max(0, start - CONTEXT - 1)
        window = text[low : end + CONTEXT + 1]
        found.append(code(window, start - low, end - low, row["label"], row["article"]))
    return [one for one in found if one]


def learn(coded: list[Coded]) -> tuple[DictVectorizer, LogisticRegression]:
    """Fit the weights."""
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([dict.fromkeys(sorted(one.evidence), 1.0) for one in coded])
    model = LogisticRegression(C=STRENGTH, max_iter=5000, fit_intercept=False, class_weight=BALANCE)
    labels = np.array([one.label for one in coded], dtype=object)
    return vectorizer, model.fit(matrix, labels, sample_weight=[one.weight for one in coded])


def cross_validate(gold: list[Coded], more: list[Coded]) -> dict[str, float]:
    """Mean figures on held-out gold articles; ``more`` only ever helps to learn."""
    rng = np.random.default_rng(0)
    articles = sorted({one.article for one in gold})
    truth = [one.label for one in gold]
    results: dict[str, list[float]] = {}
    for _ in range(REPEATS):
        fold = dict(zip(articles, rng.permutation(len(articles)) % FOLDS, strict=True))
        guess = [""] * len(gold)
        for k in range(FOLDS):
            vectorizer, model = learn([one for one in gold if fold[one.article] != k] + more)
            test = [i for i, one in enumerate(gold) if fold[one.article] == k]
            matrix = vectorizer.transform([dict.fromkeys(gold[i].evidence, 1.0) for i in test])
            for i, label in zip(test, model.predict(matrix), strict=True):
                guess[i] = label
        each = f1_score(truth, guess, average=None, labels=list(LABELS))
        for name, value in (
            ("accuracy", accuracy_score(truth, guess)),
            ("macro F1", each.mean()),
            *zip(LABELS, each, strict=True),
        ):
            results.setdefault(name, []).append(value)
    return {name: round(float(np.mean(values)), 3) for name, values in results.items()}


def write_table(coded: list[Coded], seen: Counter) -> None:
    """Learn from all quotations and write the weights."""
    vectorizer, model = learn(coded)
    column = {label: list(model.classes_).index(label) for label in LABELS}
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("feature", "n", *LABELS))
        for at, name in enumerate(vectorizer.get_feature_names_out()):
            out.writerow((name, seen[name], *(f"{model.coef_[column[label], at]:.3f}" for label in LABELS)))


def main() -> None:
    """Read, cross-validate with and without the further quotations, learn from all, write."""
    cli = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    cli.add_argument("gold", type=Path)
    cli.add_argument("corpus", type=Path)
    args = cli.parse_args()
    gold, more = read_gold(args.gold), read_codes(args.corpus)
    if {one.article for one in gold} & {one.article for one in more}:
        raise SystemExit("An article is both in the gold and among the further codes.")
    seen = Counter(name for one in (*gold, *more) for name in one.evidence)
    kept = frozenset(name for name, n in seen.items() if n >= LEAST_N)
    gold, more = ([one._replace(evidence=one.evidence & kept) for one in part] for part in (gold, more))
    print(f"{len(gold)} gold quotations alone, held out: {cross_validate(gold, [])}")
    print(f"with {len(more)} further ones to learn from: {cross_validate(gold, more)}")
    write_table(gold + more, seen)


if __name__ == "__main__":
    main()

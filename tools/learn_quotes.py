"""Learn how much each piece of evidence counts for each function of quotation marks, from coded quotations.

    python tools/learn_quotes.py GOLD

GOLD is a folder with ``quotes.jsonl``: one coded quotation a line, with ``text``, ``start``, ``end``, ``label`` and
``article``. Written is ``framing/lexicons/quote_weights.csv``: feature, n, and a weight for each function. Printed
are accuracy and F1 of quotations whose article took no part in learning, over repeated ten-fold cross-validation:
the honest figures. What a scorer gives on the same file afterwards is higher.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score

from framing.devices.quotes import CATEGORIES, features, surroundings
from framing.document import Document

LABELS = CATEGORIES[:-1]
LEAST_N = 5
STRENGTH = 0.25
REPEATS, FOLDS = 10, 10
TABLE = Path(__file__).resolve().parents[1] / "framing" / "lexicons" / "quote_weights.csv"


def read(path: Path) -> tuple[list[set[str]], list[str], list[str]]:
    """The evidence, label and article of each coded quotation that the document layer finds."""
    evidence, labels, articles = [], [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        document = Document.of(row["text"])
        near = [q for q in document.quotations if q.start < row["end"] and row["start"] < q.end]
        if not near or row["label"] not in LABELS:
            continue
        found = min(near, key=lambda q: abs(q.start - row["start"]) + abs(q.end - row["end"]))
        evidence.append(features(surroundings(document), found))
        labels.append(row["label"])
        articles.append(row["article"])
    return evidence, labels, articles


def matrix(evidence: list[set[str]], vectorizer: DictVectorizer, fit: bool = False):
    rows = [dict.fromkeys(sorted(names), 1.0) for names in evidence]
    return vectorizer.fit_transform(rows) if fit else vectorizer.transform(rows)


def learner() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=5000, fit_intercept=False, class_weight=WEIGHTS)


# Between none and full balance: scare quotes and titles are rare, and a macro F1 counts every class alike.
WEIGHTS = {"direct": 1.0, "partial": 1.0, "scare": 2.0, "mention": 1.2, "title": 2.0}


def cross_validate(evidence, labels, articles) -> dict[str, float]:
    rng = np.random.default_rng(0)
    names = sorted(set(articles))
    y = np.array(labels, dtype=object)
    results: dict[str, list[float]] = {}
    for _ in range(REPEATS):
        fold = dict(zip(names, rng.permutation(len(names)) % FOLDS, strict=True))
        of = np.array([fold[a] for a in articles])
        guess = np.empty(len(y), dtype=object)
        for k in range(FOLDS):
            train, test = np.flatnonzero(of != k), np.flatnonzero(of == k)
            vectorizer = DictVectorizer()
            model = learner().fit(matrix([evidence[i] for i in train], vectorizer, fit=True), y[train])
            guess[test] = model.predict(matrix([evidence[i] for i in test], vectorizer))
        each = f1_score(y, guess, average=None, labels=list(LABELS))
        results.setdefault("accuracy", []).append(accuracy_score(y, guess))
        results.setdefault("macro F1", []).append(each.mean())
        for label, value in zip(LABELS, each, strict=True):
            results.setdefault(label, []).append(value)
    return {name: float(np.mean(values)) for name, values in results.items()}


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    cli.add_argument("gold", type=Path)
    evidence, labels, articles = read(cli.parse_args().gold / "quotes.jsonl")
    seen = Counter(name for names in evidence for name in names)
    evidence = [{name for name in names if seen[name] >= LEAST_N} for names in evidence]
    print(
        len(labels),
        "quotations;",
        {k: round(v, 3) for k, v in cross_validate(evidence, labels, articles).items()},
    )
    vectorizer = DictVectorizer()
    model = learner().fit(matrix(evidence, vectorizer, fit=True), labels)
    column = {label: list(model.classes_).index(label) for label in LABELS}
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("feature", "n", *LABELS))
        for at, name in enumerate(vectorizer.get_feature_names_out()):
            out.writerow((name, seen[name], *(f"{model.coef_[column[label], at]:.2f}" for label in LABELS)))


if __name__ == "__main__":
    main()

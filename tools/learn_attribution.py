"""Learn the tables of attribution, from coded articles: cues, their weights, and where contents end.

    python tools/learn_attribution.py GOLD

GOLD is a folder with ``attributions_train.jsonl.gz``: one article a line, ``text`` and ``attributions``, each with
``cue`` and ``content`` as lists of character ranges (PolNeAR, training part). Written are counts of single words
and weights:

    framing/lexicons/attribution_cues.csv      cue, frame, n, rate
    framing/lexicons/attribution_weights.csv   feature, weight
    framing/lexicons/attribution_ends.csv      feature, weight, n

The rates that a candidate's features see during training come from the other four fifths of the articles, so that
the weights know how far a rate can be trusted. The printed F1 is of articles not used for their own score.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from framing.devices.contents import complement_start, end_features, end_places
from framing.devices.cues import (
    Context,
    CueTable,
    context,
    cue_table,
    features,
    find_cues,
    frames,
    reporting_words,
)
from framing.document import Document
from framing.lexicon import word_list
from framing.wordclass import word_classes

FOLDS = 5
LEAST_FRAME = 8
LEAST_END = 15
LEXICONS = Path(__file__).resolve().parents[1] / "framing" / "lexicons"
_CLOSED = (
    "determiner", "possessive", "subject_pronoun", "object_pronoun", "subject_contraction", "relative", "question",
    "preposition", "coordinator", "subordinator", "be", "have", "do", "modal", "negation", "adverb", "number",
)  # fmt: skip


class Coded:
    """One coded article: its document and, for each token, the number of the attribution whose cue it is in."""

    def __init__(self, row: dict) -> None:
        self.document = Document.of(row["text"])
        self.attributions = row["attributions"]
        self.cue_of = [0] * len(self.document.tokens)
        self.n_cues = 0
        for number, attribution in enumerate(row["attributions"], start=1):
            self.n_cues += bool(attribution["cue"])
            for start, end in attribution["cue"]:
                token = self.document.token_at(start)
                while token < len(self.cue_of) and self.document.starts[token] < end:
                    self.cue_of[token] = number
                    token += 1


def read(path: Path) -> list[Coded]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [Coded(json.loads(line)) for line in lines]


def count(articles: list[Coded]) -> dict[tuple[str, str], tuple[int, float]]:
    """``(word, frame) -> (n, rate)`` for words that are cues often enough to be candidates."""
    totals: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for article in articles:
        document = article.document
        quoted = frozenset(i for q in document.quotations if not q.depth for i in range(q.first, q.last))
        around = Context(document, document.once(word_classes), {}, {}, quoted)
        for at, word in enumerate(document.words):
            for frame in ("", *frames(around, at)):
                cell = totals[word, frame]
                cell[0] += 1
                cell[1] += article.cue_of[at] > 0
    closed = frozenset().union(*(word_list("word_classes", name) for name in _CLOSED))
    kept = {
        word
        for (word, frame), (n, cues) in totals.items()
        if not frame and cues >= 2 and cues / n >= 0.03 and (word[:1].isalpha() or word == ":") and word not in closed
    }
    return {
        (word, frame): (n, round(cues / n, 3))
        for (word, frame), (n, cues) in sorted(totals.items())
        if (word in kept and (not frame or n >= LEAST_FRAME)) or (not frame and word in reporting_words())
    }


def candidates(articles: list[Coded], table: CueTable) -> Iterator[tuple[Coded, int, dict[str, float]]]:
    for article in articles:
        around = context(article.document, table)
        for at in around.candidates:
            yield article, at, features(around, at, table)


def cue_f1(found: list[tuple[Coded, int]], articles: list[Coded]) -> float:
    """Overlap F1 of cues, neighbouring words counted as one cue."""
    tokens: dict[int, set[int]] = defaultdict(set)
    for article, at in found:
        tokens[id(article)].add(at)
    predicted = right = n_gold = hit = 0
    for article in articles:
        mine = tokens[id(article)]
        last = None
        for at in sorted(mine):
            if last != at - 1:
                predicted += 1
                right += article.cue_of[at] > 0 or (at + 1 in mine and article.cue_of[at + 1] > 0)
            last = at
        n_gold += article.n_cues
        hit += len({article.cue_of[at] for at in mine} - {0})
    precision, recall = right / max(predicted, 1), hit / max(n_gold, 1)
    return 2 * precision * recall / max(precision + recall, 1e-9)


def end_examples(articles: list[Coded]) -> Iterator[tuple[list[str], bool]]:
    """Places where a content could end, up to where it does: the evidence at each, and whether it is the end."""
    for article in articles:
        document = article.document
        cues = find_cues(document)
        for number, cue in enumerate(cues):
            gold = article.cue_of[cue.head]
            if not gold or not article.attributions[gold - 1]["content"]:
                continue
            content = article.attributions[gold - 1]["content"]
            first = document.token_at(min(content)[0])
            end = document.token_at(max(content)[1] - 1) + 1
            last = document.sentence_at(cue.first)[1]
            start = complement_start(document, cue.last, last)
            if not cue.last <= first <= start + 2 or end <= start:
                continue
            following = [c for c in cues[number + 1 : number + 8] if c.first < last]
            for at in end_places(document, start, last):
                if at > end + 1:
                    break
                yield end_features(document, cue, start, at, following, last), at >= end
                if at >= end:
                    break


def learn_ends(articles: list[Coded]) -> None:
    evidence, labels = zip(*end_examples(articles), strict=True)
    seen = Counter(name for names in evidence for name in names)
    known = {name for name, n in seen.items() if n >= LEAST_END}
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([{name: 1.0 for name in names if name in known} for names in evidence])
    learner = LogisticRegression(C=0.2, max_iter=5000, fit_intercept=False).fit(matrix, labels)
    weights = dict(zip(vectorizer.get_feature_names_out(), learner.coef_[0], strict=True))
    print(
        f"{len(labels)} places, {sum(labels)} of them ends; {np.mean(learner.predict(matrix) == labels):.3f} told right"
    )
    rows = ((name, f"{weight:.2f}", seen[name]) for name, weight in sorted(weights.items()) if abs(weight) >= 0.05)
    write("attribution_ends", ("feature", "weight", "n"), rows)


def write(name: str, header: tuple[str, ...], rows: Iterable[tuple]) -> None:
    with (LEXICONS / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def learn_cues(articles: list[Coded]) -> None:
    rows, labels, places, fold_of = [], [], [], []
    for fold in range(FOLDS):
        table = CueTable(count([a for k, a in enumerate(articles) if k % FOLDS != fold]))
        for article, at, evidence in candidates([a for k, a in enumerate(articles) if k % FOLDS == fold], table):
            rows.append(evidence)
            labels.append(article.cue_of[at] > 0)
            places.append((article, at))
            fold_of.append(fold)
    vectorizer = DictVectorizer()
    matrix, labels, fold_of = vectorizer.fit_transform(rows), np.array(labels), np.array(fold_of)
    learner = LogisticRegression(C=0.5, max_iter=5000, fit_intercept=False)
    held_out = np.zeros(len(labels))
    for fold in range(FOLDS):
        train = fold_of != fold
        held_out[~train] = learner.fit(matrix[train], labels[train]).decision_function(matrix[~train])
    scores = {
        threshold: cue_f1([p for p, s in zip(places, held_out, strict=True) if s >= threshold], articles)
        for threshold in np.arange(-1.0, 0.6, 0.1).round(2)
    }
    threshold = max(scores, key=scores.get)
    print(f"{len(articles)} articles, {len(labels)} candidates; cue F1 of held-out articles {scores[threshold]:.3f}")
    weights = dict(zip(vectorizer.get_feature_names_out(), learner.fit(matrix, labels).coef_[0], strict=True))
    listed = [(name, f"{weight:.3f}") for name, weight in sorted(weights.items())]
    write("attribution_weights", ("feature", "weight"), [("threshold", threshold), *listed])
    table = count(articles)
    write("attribution_cues", ("cue", "frame", "n", "rate"), ((*key, *value) for key, value in table.items()))


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    cli.add_argument("gold", type=Path)
    articles = read(cli.parse_args().gold / "attributions_train.jsonl.gz")
    learn_cues(articles)
    cue_table.cache_clear()
    learn_ends(articles)


if __name__ == "__main__":
    main()

"""Learn the tables of attribution, from coded articles: cues, their weights, and where contents end.

    python tools/learn_attribution.py GOLD

GOLD is a folder with ``attributions_train.jsonl.gz``: one article a line, ``text`` and ``attributions``, each with
``cue`` and ``content`` as lists of character ranges (PolNeAR, training part). Written are counts of single words
and weights:

    framing/lexicons/attribution_cues.csv         cue, frame, n, rate
    framing/lexicons/attribution_weights.csv      feature, weight: a candidate and its place
    framing/lexicons/attribution_neighbours.csv   feature, weight: the other candidates of its sentence
    framing/lexicons/attribution_ends.csv         feature, weight, n

What a step of the scoring sees of the step before (rates, then scores) comes from the other four fifths of the
articles, so that its weights know how far that can be trusted. The printed F1 is of articles not used for their own
score. Features of a candidate that an L1 penalty sets to zero are left out, which keeps the table short.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from framing.devices.attribution import find_limits
from framing.devices.content_ends import Clauses, end_evidence
from framing.devices.contents import complement_starts
from framing.devices.cues import find_cues
from framing.devices.evidence import context, features, frames, neighbours
from framing.devices.joined import Joined
from framing.devices.reporting import CueTable, cue_table, reporting_words
from framing.devices.sources import find_sources
from framing.devices.weighing import Features
from framing.document import Document
from framing.lexicon import word_list

FOLDS = 5
LEAST_FRAME = 8
LEAST_CUE = 8
LEAST_END = 15
# Of thresholds with the same F1 the highest: a false cue brings a false source and content with it.
PLATEAU = 0.001
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
        for at, (word, own_frames) in enumerate(zip(document.words, frames(document), strict=True)):
            for frame in ("", *own_frames):
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


def end_examples(articles: list[Coded]) -> Iterator[tuple[Features, bool]]:
    """Places where a content could end, up to where it does: the evidence at each, and whether it is the end."""
    for article in articles:
        document = article.document
        cues = find_cues(Joined.of([document]))
        limits = find_limits(cues)
        sources = find_sources(cues, limits)
        starts = complement_starts(cues.text, cues.lasts, limits.ends)
        for number, (cue, start) in enumerate(zip(cues.each, starts.tolist(), strict=True)):
            gold = article.cue_of[cue.head]
            if not gold or not article.attributions[gold - 1]["content"]:
                continue
            content = article.attributions[gold - 1]["content"]
            first = document.token_at(min(content)[0])
            end = document.token_at(max(content)[1] - 1) + 1
            if not cue.last - 1 <= first <= start + 2 or end <= start:
                continue
            own = np.array([number])
            for at, found in end_evidence(Clauses(cues, own, sources.starts[own], np.array([start]), limits.ends[own])):
                if at > end + 1:
                    break
                yield found, at >= end
                if at >= end:
                    break


def learn_ends(articles: list[Coded]) -> None:
    evidence, labels = zip(*end_examples(articles), strict=True)
    names, matrix = vectorize(evidence, LEAST_END)
    learner = LogisticRegression(C=0.2, solver="liblinear", max_iter=300, fit_intercept=False, random_state=0).fit(
        matrix, labels
    )
    print(f"{len(labels)} places, {sum(labels)} of them ends; {learner.score(matrix, labels):.3f} told right")
    each = zip(names, learner.coef_[0], matrix.getnnz(axis=0), strict=True)
    rows = ((name, f"{weight:.2f}", n) for name, weight, n in each if abs(weight) >= 0.05)
    write("attribution_ends", ("feature", "weight", "n"), rows)


def write(name: str, header: tuple[str, ...], rows: Iterable[tuple]) -> None:
    with (LEXICONS / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


class Candidates:
    """The candidates of coded articles with the fold of each article: evidence, place and whether each is a cue."""

    def __init__(self, articles: list[Coded]) -> None:
        evidence, labels, folds = [], [], []
        self.articles, self.contexts = articles, []
        tables = [CueTable(count([a for k, a in enumerate(articles) if k % FOLDS != fold])) for fold in range(FOLDS)]
        for k, article in enumerate(articles):
            fold = k % FOLDS
            table = tables[fold]
            around = context(Joined.of([article.document]), table)
            evidence += features(around, table)
            labels += [article.cue_of[at] > 0 for at in around.places.tolist()]
            folds += [fold] * len(around.places)
            self.contexts.append(around)
        self.names, self.matrix = vectorize(evidence, LEAST_CUE)
        self.labels, self.folds = np.array(labels), np.array(folds)

    def neighbours(self, scores: np.ndarray) -> list[Features]:
        """The evidence of the second step, from scores of the first."""
        found, at, nothing = [], 0, CueTable({})
        for around in self.contexts:
            found += neighbours(around, scores[at : at + len(around.places)], nothing)
            at += len(around.places)
        return found

    def f1(self, scores: np.ndarray, threshold: float) -> float:
        """Cue F1 of the candidates at and above a threshold."""
        owners = [(a, at) for a, c in zip(self.articles, self.contexts, strict=True) for at in c.places.tolist()]
        return cue_f1([owner for owner, s in zip(owners, scores, strict=True) if s >= threshold], self.articles)


def vectorize(evidence: Iterable[Features], least: int) -> tuple[np.ndarray, csr_matrix]:
    """Names of the features that occur at least so often, and the matrix of their values."""
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(evidence)
    kept = np.flatnonzero(matrix.getnnz(axis=0) >= least)
    matrix = matrix[:, kept]
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    return vectorizer.get_feature_names_out()[kept], matrix


def fit(matrix: csr_matrix, labels: np.ndarray, *, sparse: bool) -> np.ndarray:
    """Weights of a logistic regression; with ``sparse``, of the features that an L1 penalty keeps."""
    kept = np.arange(matrix.shape[1])
    if sparse:
        chooser = LogisticRegression(
            C=0.6, l1_ratio=1, solver="liblinear", max_iter=300, fit_intercept=False, random_state=0
        )
        kept = np.flatnonzero(chooser.fit(matrix, labels).coef_[0])
    learner = LogisticRegression(
        C=0.07 if sparse else 1.0, solver="liblinear", max_iter=300, fit_intercept=False, random_state=0
    )
    weights = np.zeros(matrix.shape[1])
    weights[kept] = learner.fit(matrix[:, kept], labels).coef_[0]
    return weights


def held_out(matrix: csr_matrix, candidates: Candidates, *, sparse: bool) -> np.ndarray:
    """The score of every candidate by weights that were learned without its fold."""
    scores = np.zeros(len(candidates.labels))
    for fold in range(FOLDS):
        test = candidates.folds == fold
        scores[test] = matrix[test] @ fit(matrix[~test], candidates.labels[~test], sparse=sparse)
    return scores


def learn_cues(articles: list[Coded]) -> None:
    candidates = Candidates(articles)
    first = held_out(candidates.matrix, candidates, sparse=True)
    names, beside = vectorize(candidates.neighbours(first), 1)
    second = held_out(beside, candidates, sparse=False)
    for step, scores in (("words and places", first), ("with neighbours", second)):
        f1 = {t: candidates.f1(scores, t) for t in np.arange(-1.0, 0.6, 0.1).round(2)}
        threshold = max(t for t in f1 if f1[t] >= max(f1.values()) - PLATEAU)
        print(f"{len(articles)} articles, {len(scores)} candidates; held-out cue F1, {step}: {f1[threshold]:.3f}")
    weights = fit(candidates.matrix, candidates.labels, sparse=True)
    write_weights("attribution_weights", candidates.names, weights)
    write_weights("attribution_neighbours", names, fit(beside, candidates.labels, sparse=False), threshold)
    write("attribution_cues", ("cue", "frame", "n", "rate"), ((*key, *value) for key, value in count(articles).items()))


def write_weights(name: str, names: np.ndarray, weights: np.ndarray, threshold: float | None = None) -> None:
    rows = [(feature, f"{weight:.3f}") for feature, weight in zip(names, weights, strict=True) if weight]
    write(name, ("feature", "weight"), [*([("threshold", threshold)] if threshold is not None else []), *rows])


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    cli.add_argument("gold", type=Path)
    articles = read(cli.parse_args().gold / "attributions_train.jsonl.gz")
    learn_cues(articles)
    cue_table.cache_clear()
    learn_ends(articles)


if __name__ == "__main__":
    main()

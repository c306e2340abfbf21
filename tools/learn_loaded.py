#!/usr/bin/env python3
"""Learn the weights of loaded words, and print the figures of sentences that took no part.

    python tools/learn_loaded.py ../shared/bench/gold ../shared/corpora/allsides.parquet

Three sources: the sentences and words that human raters marked (the gold), the lexicon (`framing/lexicons/loaded.csv`),
and articles without any labels. From the articles come the company that words keep (PPMI and singular vectors, Levy,
Goldberg and Dagan 2015), by which words that no rater saw borrow from those that one did, and how much more frequent a
word is in outlets that argue than in wire reports. Names have no weight, nor has a word that one outlet alone favours.

Writes `framing/lexicons/loaded_words.csv` (word, category, weight, stance, n) and `loaded_weights.csv`.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.utils.extmath import randomized_svd

from framing.devices import loaded
from framing.devices.joined import Joined
from framing.document import Document

LEXICONS = Path(__file__).resolve().parents[1] / "framing" / "lexicons"
ARTICLES, CHARACTERS = 22_000, 9_000
LEAST_N, LEAST_N_LISTED, LEAST_GOLD, LEAST_N_TRAIT = 60, 12, 3, 5
CONTEXTS, DIMENSIONS, WINDOW = 10_000, 100, 4
# Inverse strength of the ridge penalty: words, stances, outlets.
RIDGE_WORD, RIDGE_STANCE, RIDGE_OUTLET = 1.2, 0.5, 0.3
# The scale of named features, of vectors, and of the outlets' coefficients, which the penalties see.
PLAIN, COMPANY, OUTLET = 1.4, 1.0, 2.0
FOLDS = 5
# What a gain in the F1 of words is worth in AUC, when threshold and shares are chosen.
WORTH = 0.1
GRID = list(product((-2.3, -2.1, -1.9), (0.6, 0.8, 1.0), (0.4,)))
ARGUING = (
    "Townhall", "National Review", "Salon", "Newsmax", "Reason", "Breitbart News", "Guest Writer - Right",
    "Guest Writer - Left", "The Daily Caller", "American Spectator", "Daily Beast", "TheBlaze.com", "Slate",
    "Vanity Fair", "Daily Kos", "The Daily Wire", "Mother Jones", "Media Matters", "CNN - Editorial",
    "New York Times - Opinion", "Fox News Opinion", "New York Magazine", "NewsBusters", "The Intercept",
    "ThinkProgress",
)  # fmt: skip
REPORTING = (
    "Reuters", "Associated Press", "NPR Online News", "BBC News", "USA TODAY", "Bloomberg", "CNBC", "The Hill",
    "Wall Street Journal - News", "Christian Science Monitor", "New York Times - News", "ABC News", "CBS News",
)  # fmt: skip


class Words(NamedTuple):
    """What the unlabelled articles say of words: how frequent, in what company, in which outlets."""

    n: dict[str, int]
    vectors: dict[str, np.ndarray]
    outlets: dict[str, float]
    names: frozenset[str]


# --- articles without labels -------------------------------------------------------------------------------------


def read_words(corpus: Path) -> Words:
    """Count, embed and place the words of a corpus of articles."""
    table = pd.read_parquet(corpus, columns=["source", "text"])
    tokens = [Document.of(text[:CHARACTERS]) for text in table["text"].sample(ARTICLES, random_state=0)]
    counts = Counter(word for document in tokens for word in document.words)
    frequent = [word for word, n in counts.most_common() if n >= LEAST_N_LISTED and word[:1].isalpha()][:30_000]
    number = {word: i for i, word in enumerate(frequent)}
    names = _names(tokens, number)
    vectors = _vectors([[number.get(word, -1) for word in document.words] for document in tokens], len(frequent))
    outlets = _outlets(table, number, names)
    of = {word: vectors[i] for word, i in number.items()}
    return Words(dict(counts), of, {w: outlets[i] for w, i in number.items()}, frozenset(names))


def _names(documents: list[Document], number: dict[str, int]) -> set[str]:
    """Words that mostly have a capital inside sentences."""
    upper, lower = Counter(), Counter()
    for document in documents:
        opening = {first for first, _ in document.sentences}
        for i, (token, word) in enumerate(zip(document.tokens, document.words, strict=True)):
            if i not in opening and word in number:
                (upper if token[0].isupper() else lower)[word] += 1
    return {word for word in number if upper[word] > 1.5 * lower[word]}


def _vectors(documents: list[list[int]], size: int) -> np.ndarray:
    """Singular vectors of the positive pointwise mutual information of words and the words around them, unit length."""
    gap = [-1] * WINDOW
    together = sp.csr_matrix((size, CONTEXTS), dtype=np.float32)
    for at in range(0, len(documents), 2000):
        ids = np.array([i for document in documents[at : at + 2000] for i in (*document, *gap)])
        for distance in range(1, WINDOW + 1):
            for left, right in ((ids[:-distance], ids[distance:]), (ids[distance:], ids[:-distance])):
                both = (left >= 0) & (right >= 0) & (right < CONTEXTS)
                weight = np.full(both.sum(), 1 / distance, np.float32)
                together += sp.coo_matrix((weight, (left[both], right[both])), shape=together.shape).tocsr()
    pairs = together.tocoo()
    kept = pairs.data > 0.6
    row, column, value = pairs.row[kept], pairs.col[kept], pairs.data[kept]
    of_word = np.bincount(row, value, size) + 1e-9
    of_context = (np.bincount(column, value, CONTEXTS) + 1e-9) ** 0.75
    information = np.log(value / of_word[row] / (of_context / of_context.sum())[column])
    kept = information > 0
    matrix = sp.csr_matrix((information[kept], (row[kept], column[kept])), shape=together.shape)
    left, strength, _ = randomized_svd(matrix, n_components=DIMENSIONS, n_iter=3, random_state=0)
    vectors = left * np.sqrt(strength)
    return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)


def _outlets(table: pd.DataFrame, number: dict[str, int], names: set[str]) -> np.ndarray:
    """Coefficients that tell a sentence of an arguing outlet from one of a reporting outlet."""
    rows, columns, labels, n_rows = [], [], [], 0
    favours: dict[tuple[bool, str], Counter] = {}
    for argues, sources in ((True, ARGUING), (False, REPORTING)):
        for source in sources:
            texts = table.loc[table["source"] == source, "text"]
            for text in texts.sample(min(len(texts), 600), random_state=0):
                document = Document.of(text[:5000])
                for first, last in document.sentences:
                    seen = {
                        number[word]
                        for i, word in enumerate(document.words[first:last], first)
                        if word in number and (i == first or not document.tokens[i][0].isupper())
                    }
                    favours.setdefault((argues, source), Counter()).update(seen)
                    if 8 <= last - first <= 60:
                        columns += sorted(seen)
                        rows += [n_rows] * len(seen)
                        labels.append(argues)
                        n_rows += 1
    dropped = np.array([word in names for word in number])
    for side in (True, False):
        counts = np.array([[c[i] for i in range(len(number))] for (of, _), c in favours.items() if of == side])
        dropped |= (counts.sum(0) > 15) & (counts.max(0) > 0.4 * counts.sum(0))
    matrix = sp.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(n_rows, len(number)))
    matrix = (matrix @ sp.diags((~dropped).astype(np.float32))).tocsr()
    per_sentence = 1 / np.sqrt(np.asarray(matrix.sum(1)).ravel().clip(1))
    model = LogisticRegression(C=RIDGE_OUTLET, max_iter=200).fit(sp.diags(per_sentence) @ matrix, labels)
    return np.where(dropped, 0.0, model.coef_[0])


# --- the gold ----------------------------------------------------------------------------------------------------


class Sentence(NamedTuple):
    """A coded sentence: whether raters found it biased, and the character spans of the words that they marked."""

    document: Document
    biased: bool
    marked: tuple[tuple[int, int], ...]


def read_gold(folder: Path) -> list[Sentence]:
    """The coded sentences; a word is marked where it first stands, as the scorer has it."""
    found = []
    for row in map(json.loads, (folder / "loaded.jsonl").read_text(encoding="utf-8").splitlines()):
        low = row["text"].lower()
        places = [(low.find(word.lower()), len(word)) for word in row["words"]]
        marked = tuple((at, at + length) for at, length in places if at >= 0)
        found.append(Sentence(Document.of(row["text"]), row["biased"], marked))
    return found


def is_marked(sentence: Sentence, first: int, last: int) -> bool:
    """Whether raters marked a token range of a sentence that they found biased."""
    start, end = sentence.document.starts[first], sentence.document.ends[last - 1]
    return sentence.biased and any(start < b and a < end for a, b in sentence.marked)


class Table:
    """The features of every word type, and of the gold's tokens and sentences as sums of them."""

    def __init__(self, gold: list[Sentence], words: Words) -> None:
        in_gold = Counter(word for one in gold for word in set(one.document.words))
        coded = {word for word, n in in_gold.items() if n >= LEAST_GOLD and word[:1].isalpha()}
        frequent = {word for word in words.vectors if words.n[word] >= LEAST_N or word in loaded.cues()}
        self.listed = sorted((coded | frequent) - (words.names - set(loaded.cues())))
        types = sorted({*self.listed, *(w for w in in_gold if w[:1].isalpha() or loaded.mark(w))})
        self.number = {word: i for i, word in enumerate(types)}
        self.words, listed = words, set(self.listed)
        names: dict[str, int] = {}
        rows, columns, values = [], [], []
        for i, word in enumerate(types):
            features = [loaded.mark(word)] if loaded.mark(word) else list(loaded.traits(word))
            features.append(f"word {word}" if word in listed and in_gold[word] >= LEAST_GOLD else "")
            features.append("another word" if word not in listed and not loaded.mark(word) else "")
            for feature in filter(None, features):
                rows.append(i)
                columns.append(names.setdefault(feature, len(names)))
                values.append(PLAIN)
        self.features = names
        simple = sp.csr_matrix((values, (rows, columns)), shape=(len(types), len(names)))
        empty = np.zeros(DIMENSIONS)
        self.vectors = sp.csr_matrix(
            COMPANY * np.array([words.vectors.get(w, empty) if w in listed else empty for w in types])
        )
        self.types = sp.hstack([simple, self.vectors]).tocsr()
        self.outlets = OUTLET * np.array(
            [words.outlets.get(w, 0.0) if w in listed and w not in words.names else 0.0 for w in types]
        )
        self._count(gold)

    def _count(self, gold: list[Sentence]) -> None:
        token_type, token_of, stance_type, stance_of = [], [], [], []
        marked, listed = [], set(self.listed)
        for k, one in enumerate(gold):
            for i, word in enumerate(one.document.words):
                token = one.document.tokens[i]
                if word[:1].isalpha() and (word in listed or word in loaded.cues() or not token[0].isupper()):
                    token_type.append(self.number[word])
                    token_of.append(k)
                    marked.append(is_marked(one, i, i + 1))
                named = word in self.words.names or (i > 0 and token[0].isupper())
                if not named and (loaded.mark(word) or word[:1].isalpha()):
                    stance_type.append(self.number[word])
                    stance_of.append(k)
        self.token_of, self.marked = np.array(token_of), np.array(marked)
        self.tokens = self.types[token_type]
        n = np.array([max(1, one.document.count_words(0, len(one.document.words))) for one in gold])
        spread = sp.csr_matrix(
            (1 / np.sqrt(n[stance_of]), (stance_of, stance_type)), shape=(len(gold), len(self.number))
        )
        self.sentences = sp.hstack([spread @ self.types, sp.csr_matrix((spread @ self.outlets)[:, None])]).tocsr()
        self.biased = np.array([one.biased for one in gold])

    def learn_words(self, train: np.ndarray) -> tuple[dict, dict, dict, dict]:
        """Weights and stances of listed words and of traits, from the sentences of a mask."""
        inside = train[self.token_of]
        word = LogisticRegression(C=RIDGE_WORD, max_iter=300).fit(self.tokens[inside], self.marked[inside])
        side = LogisticRegression(C=RIDGE_STANCE, max_iter=300).fit(self.sentences[train], self.biased[train])
        weights = self.types @ word.coef_[0] + word.intercept_[0]
        stances = self.types @ side.coef_[0][:-1] + self.outlets * side.coef_[0][-1]
        shared = {feature: i for feature, i in self.features.items() if not feature.startswith("word ")}
        of_word = {feature: PLAIN * word.coef_[0][i] for feature, i in shared.items()}
        of_stance = {feature: PLAIN * side.coef_[0][i] for feature, i in shared.items()}
        of_word["another word"] = of_word.get("another word", 0.0) + word.intercept_[0]
        at = [self.number[w] for w in self.listed]
        return (
            dict(zip(self.listed, np.round(weights[at], 2).tolist(), strict=True)),
            {
                w: 0.0 if w in self.words.names else round(float(stances[i]), 2)
                for w, i in zip(self.listed, at, strict=True)
            },
            {feature: round(float(value), 2) for feature, value in of_word.items()},
            {feature: round(float(value), 2) for feature, value in of_stance.items()},
        )


def known(words, stances, of_word, of_stance, place=(), sentence=()) -> loaded.Vocabulary:
    """The vocabulary that the device would read from the tables."""
    return loaded.Vocabulary(
        loaded._Weights(words, of_word), loaded._Stances(stances, of_stance), np.array(place), np.array(sentence)
    )


# --- place and sentence ------------------------------------------------------------------------------------------


def linear(rows: np.ndarray, labels: list[bool]) -> np.ndarray:
    """The intercept and coefficients of a logistic regression."""
    model = LogisticRegression(C=1.0, max_iter=1000).fit(rows, labels)
    return np.round([model.intercept_[0], *model.coef_[0]], 3)


class Found(NamedTuple):
    """Candidates of a coded sentence; ``marked`` says which of them raters marked, ``counts`` which senses count."""

    number: int
    candidates: loaded.Candidates
    marked: list[bool]
    counts: list[bool]


def find(gold: list[Sentence], which: np.ndarray, vocabulary: loaded.Vocabulary) -> list[Found]:
    """The candidates of the sentences of a mask; sentences without one are left out."""
    out = []
    for k in np.flatnonzero(which).tolist():
        found = loaded.candidates(Joined.of([gold[k].document]), vocabulary)
        if found:
            marked = [is_marked(gold[k], first, last) for first, last, _ in found.units]
            out.append(Found(k, found, marked, [loaded.counts(gold[k].document, *unit) for unit in found.units]))
    return out


def learn_company(gold: list[Sentence], table: Table, train: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[Found]]:
    """Weights of place and sentence; the words of each sentence are weighed by what the others taught."""
    part = np.random.default_rng(1).integers(0, FOLDS, len(gold))
    found: list[Found] = []
    for k in range(FOLDS):
        vocabulary = known(*table.learn_words(train & (part != k)))
        found += find(gold, train & (part == k), vocabulary)
    place = linear(np.vstack([f.candidates.place for f in found]), [label for f in found for label in f.marked])
    shown = np.vstack([f.candidates.shown for f in found])
    return place, linear(shown, [gold[f.number].biased for f in found for _ in f.candidates.shown]), found


def measure(gold, which: np.ndarray, found: list[Found], place, sentence, settings) -> tuple[float, float]:
    """AUC of the rate for biased sentences and the F1 of words in them, as the scorer computes both."""
    threshold, stance, length = settings
    vocabulary = loaded.Vocabulary({}, {}, place, sentence)
    n_spans = np.zeros(len(gold))
    n_found = hit_found = hit_gold = 0
    for k, candidates, marked, counts in found:
        chosen = (loaded.evidence(candidates, vocabulary, stance, length) > threshold) & counts
        n_spans[k] = chosen.sum()
        one = gold[k]
        if one.biased and one.marked:
            n_found += chosen.sum()
            hit_found += (chosen & marked).sum()
            starts, ends = one.document.starts, one.document.ends
            spans = [(starts[a], ends[b - 1]) for (a, b, _), c in zip(candidates.units, chosen, strict=True) if c]
            hit_gold += sum(any(a < d and c < b for a, b in spans) for c, d in one.marked)
    n_gold = sum(len(gold[k].marked) for k in np.flatnonzero(which) if gold[k].biased)
    n_words = np.array([max(1, one.document.count_words(0, len(one.document.words))) for one in gold])
    precision, recall = hit_found / max(1, n_found), hit_gold / max(1, n_gold)
    biased = np.array([one.biased for one in gold])
    auc = roc_auc_score(biased[which], (n_spans / n_words)[which])
    return auc, 2 * precision * recall / max(1e-9, precision + recall)


def choose(gold, which, found, place, sentence) -> tuple[float, float, float]:
    """The settings that do best on sentences whose words were weighed by others."""
    worth = {}
    for settings in GRID:
        auc, f1 = measure(gold, which, found, place, sentence, settings)
        worth[settings] = auc + WORTH * f1
    return max(worth, key=worth.get)


def cross_validate(gold: list[Sentence], table: Table) -> None:
    """Print AUC and F1 by fold: words, places and sentences are learned on the other folds.

    Once with the settings of the device, once with those that do best on the other folds.
    """
    fold = np.random.default_rng(0).permutation(len(gold)) % FOLDS
    fixed, chosen = [], []
    for k in range(FOLDS):
        train = fold != k
        place, sentence, found = learn_company(gold, table, train)
        settings = choose(gold, train, found, place, sentence)
        test = find(gold, ~train, known(*table.learn_words(train)))
        fixed.append(measure(gold, ~train, test, place, sentence, (loaded.THRESHOLD, loaded.STANCE, loaded.LENGTH)))
        chosen.append(measure(gold, ~train, test, place, sentence, settings))
        print("fold {}: AUC {:.3f}, word F1 {:.3f}".format(k, *fixed[-1]), flush=True)
        print("  with the settings {}: AUC {:.3f}, word F1 {:.3f}".format(settings, *chosen[-1]), flush=True)
    print("held out: AUC {:.3f}, word F1 {:.3f}".format(*np.mean(fixed, axis=0)))
    print("held out, settings chosen in the fold: AUC {:.3f}, word F1 {:.3f}".format(*np.mean(chosen, axis=0)))


# --- the tables --------------------------------------------------------------------------------------------------


def categories(table: Table) -> dict[str, str]:
    """The lexicon's category of each listed word; for others that of the lexicon's words whose company is alike."""
    cues = loaded.cues()
    known_words = [word for word in table.listed if word in cues]
    at = [table.number[word] for word in known_words]
    model = LogisticRegression(C=1.0, max_iter=500, class_weight="balanced")
    model.fit(table.vectors[at], [cues[word].category for word in known_words])
    guess = model.predict(table.vectors[[table.number[word] for word in table.listed]])
    return {w: cues[w].category if w in cues else str(g) for w, g in zip(table.listed, guess, strict=True)}


def write_tables(gold: list[Sentence], table: Table) -> None:
    """Learn from all sentences and write the two tables; settings go into the device by hand."""
    everything = np.ones(len(gold), bool)
    place, sentence, found = learn_company(gold, table, everything)
    print("settings on all sentences (threshold, stance, length):", choose(gold, everything, found, place, sentence))
    words, stances, of_word, of_stance = table.learn_words(everything)
    category = categories(table)
    with (LEXICONS / "loaded_words.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("word", "category", "weight", "stance", "n"))
        for word in sorted(words):
            out.writerow((word, category[word], words[word], stances[word], table.words.n.get(word, 0)))
    in_gold = Counter(
        t for one in gold for w in one.document.words for t in (*loaded.traits(w), "another word") if w[:1].isalpha()
    )
    in_gold |= Counter(loaded.mark(w) for one in gold for w in one.document.words if loaded.mark(w))
    both = (("word", of_word), ("stance", of_stance))
    rows = [(of, feature, weight, in_gold[feature]) for of, weights in both for feature, weight in weights.items()]
    rows = sorted(row for row in rows if row[-1] >= LEAST_N_TRAIT)
    for of, names, weights, seen in (
        ("place", loaded.PLACE, place, np.vstack([f.candidates.place for f in found])),
        ("sentence", loaded.SENTENCE, sentence, np.vstack([f.candidates.shown for f in found])),
    ):
        n = [len(seen), *np.count_nonzero(seen, axis=0).tolist()]
        rows += zip([of] * len(n), ("any", *names), weights.tolist(), n, strict=True)
    with (LEXICONS / "loaded_weights.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("of", "feature", "weight", "n"))
        out.writerows(rows)


def main() -> None:
    """Read, cross-validate, learn from all, write."""
    cli = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    cli.add_argument("gold", type=Path)
    cli.add_argument("corpus", type=Path)
    args = cli.parse_args()
    gold = read_gold(args.gold)
    table = Table(gold, read_words(args.corpus))
    cross_validate(gold, table)
    write_tables(gold, table)


if __name__ == "__main__":
    main()

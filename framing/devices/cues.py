"""Cues of attribution: the words that tie a content to its source (``said``, ``according to``, ``the claim``).

Any word that reports can also do other work (*found* a wallet, *state* law), so a word is a cue by the balance of
evidence, weighed in two steps, each the sum of readable parts:

1. the word itself: how often it was a cue in the coded articles, over all and in this frame
   (`framing.devices.reporting`), its class in our lexicon, the words and word classes around it, its subject,
   quotation marks: ``lexicons/attribution_weights.csv``;
2. the other candidates of its sentence, with their scores from the first step: who stands before and after it, how
   near, and what stands between (*said he thinks that*): ``lexicons/attribution_neighbours.csv``.

Both tables have the columns feature and weight, the coefficients of a logistic regression. The coded articles are the
training part of PolNeAR (Newell, Margolin and Ruths 2018). Nothing of their text is here, only counts of single words
and weights. ``tools/learn_attribution.py`` makes the tables again.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from framing.devices.evidence import context, scores, scores_beside
from framing.devices.joined import Joined
from framing.devices.reporting import cue_table, reporting_nouns, reporting_words
from framing.document import Document
from framing.lexicon import read_rows, word_list
from framing.wordclass import word_classes

CUE_CLASSES = ("neutral", "endorsing", "doubting", "affective", "mental", "according")
CUE_PARTS = ("finite", "base", "-ing", "noun", "preposition", "other")

_DASHES = frozenset(("—", "–", "―", "-", "--"))
# Log-odds of a word and its place from which it is a cue whatever stands beside it: chains (*X reported that Y said*)
# are too rare in the coded articles for the second step to know them.
CERTAIN = 1.5
# How many words of one sentence can be cues; a bound, as a text can be one sentence.
_MOST_CUES = 500
# What follows a preposition that opens a phrase of time, or a clause.
_NO_COMPLEMENT = frozenset(("weekday", "month", "digits", ",", ".", "that", "quote"))


class Cue(NamedTuple):
    """A cue: tokens ``first`` to ``last`` (exclusive), its decisive word ``head``, and what it is.

    ``part`` is one of `CUE_PARTS`, ``cue_class`` of `CUE_CLASSES`; ``score`` the log-odds that it is a cue.
    """

    first: int
    last: int
    head: int
    part: str
    cue_class: str
    score: float


@cache
def _particles() -> dict[str, frozenset[str]]:
    """Lemma -> the words that can follow it in a cue of several words (``point out``, ``call for``)."""
    table: dict[str, set[str]] = {"according": {"to"}}
    for row in read_rows("reporting_verbs"):
        for lemma in row["verbs"].split():
            verb, _, particle = lemma.partition("_")
            if particle:
                table.setdefault(verb, set()).add(particle)
    return {verb: frozenset(particles) for verb, particles in table.items()}


def _shape(word: str) -> str:
    """The part that the ending of an unlisted word suggests."""
    return "-ing" if word.endswith("ing") else "finite" if word.endswith("ed") else "other"


def _follows_determiner(classes: tuple[str, ...], head: int) -> bool:
    """Whether a determiner or owner stands before a word, an adjective between them allowed."""
    at = head - 1
    if at > 0 and classes[at] in ("word", "-ed", "-s", "-ing"):
        at -= 1
    return at >= 0 and classes[at] in ("determiner", "possessive", "name's", "word's")


def _takes_preposition(document: Document, at: int) -> bool:
    """Whether the token ``at`` belongs to the cue before it (``spoke about``) and opens no phrase of time or place."""
    words = document.words
    word = words[at] if at + 1 < len(words) else ""
    governed = word in word_list("word_classes", "governed") or (
        word in word_list("word_classes", "governed_after_listed")
        and words[at - 1] not in word_list("word_classes", "plain_reporting")
    )
    if not (governed or word == "to") or document.sentence_at(at)[0] > at - 1:
        return False
    after = document.once(word_classes)[at + 1]
    if word == "to":
        return after in ("determiner", "possessive", "name", "-ing")
    return after not in _NO_COMPLEMENT


@cache
def _particles_of(word: str) -> frozenset[str]:
    """The words that can follow a word in a cue of several words."""
    entry = reporting_words().get(word)
    return _particles().get(entry.lemma.split("_")[0] if entry else word, frozenset())


def make_cue(document: Document, head: int, score: float = 0.0) -> Cue:
    """The cue whose decisive word is the token ``head``."""
    words = document.words
    word, entry, last = words[head], reporting_words().get(words[head]), head + 1
    if last < len(words) and words[last] in _particles_of(word):
        last += 1
    if word == "according":
        return Cue(head, last, head, "preposition", "according", score)
    if last == head + 1 and _takes_preposition(document, last):
        last += 1
    part = entry.part if entry else _shape(word)
    if (entry is None or word in reporting_nouns()) and _follows_determiner(document.once(word_classes), head):
        part = "noun"
    return Cue(head, last, head, part, entry.cue_class if entry else "neutral", score)


def _of_manner(document: Document, at: int) -> bool:
    """``according to plan``: no source but a measure."""
    return " ".join(document.words[at + 2 : at + 3]) in word_list("word_classes", "measure")


def find_cues(text: Joined, threshold: float | None = None) -> list[list[Cue]]:
    """The cues of each of some documents, in order.

    Parameters
    ----------
    text : Joined
    threshold : float, optional
        Log-odds from which a candidate counts; by default the one in the table of weights.
    """
    table = cue_table()
    around = context(text, table)
    first = scores(around, table)
    second = scores_beside(around, first, table)
    least = table.beside["threshold"] if threshold is None else threshold
    likely = np.flatnonzero((second >= least) | (first >= CERTAIN))
    sentence = around.first[likely]
    likely = likely[np.arange(len(likely)) - np.searchsorted(sentence, sentence) < _MOST_CUES]
    found: list[list[tuple[int, float]]] = [[] for _ in text.documents]
    owners = text.owners(around.places[likely])
    places = around.places[likely] - text.offsets[owners]
    words = [document.words for document in text.documents]
    for owner, at, score in zip(owners.tolist(), places.tolist(), second[likely].tolist(), strict=True):
        kept = found[owner]
        if words[owner][at] == "according" and _of_manner(text.documents[owner], at):
            continue
        if not kept or kept[-1][0] != at - 1:
            kept.append((at, score))
        elif kept[-1][1] < score:
            kept[-1] = (at, score)
    return [
        sorted([*(make_cue(document, at, score) for at, score in kept), *_credit_lines(document)])
        for document, kept in zip(text.documents, found, strict=True)
    ]


def _credit_lines(document: Document) -> list[Cue]:
    """Dashes between a quotation and the name of its author: ``"..." — Ann Lee`` at the end of a paragraph."""
    classes, tokens, cues = document.once(word_classes), document.tokens, []
    for closing in document.quotation_closing:
        at = closing + 1
        if at + 1 >= len(tokens) or tokens[at] not in _DASHES or classes[at + 1] != "name":
            continue
        last = document.paragraph_at(at)[1]
        if last - at <= 10 and all(
            classes[i] in ("name", ",", ".", "of", "digits", "(", ")") for i in range(at + 1, last)
        ):
            cues.append(Cue(at, at + 1, at, "preposition", "neutral", 2.0))
    return cues

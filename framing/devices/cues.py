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

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np

from framing.devices.evidence import context, scores, scores_beside
from framing.devices.joined import CLASS_NUMBERS, Joined, of_classes
from framing.devices.reporting import cue_table, reporting_nouns, reporting_words
from framing.document import Document
from framing.lexicon import read_rows, word_list
from framing.vocabulary import TypeTable
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
_NO_COMPLEMENT = of_classes("weekday", "month", "digits", ",", ".", "that", "quote")
# What follows a *to* that belongs to the cue before it.
_AFTER_TO = of_classes("determiner", "possessive", "name", "-ing")
_DETERMINER = of_classes("determiner", "possessive", "name's", "word's")
_ADJECTIVE = of_classes("word", "-ed", "-s", "-ing")
_OF_CREDIT = frozenset(("name", ",", ".", "of", "digits", "(", ")"))
# The log-odds that a dash before the name of an author is a cue.
_CREDIT = 2.0


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


@cache
def _particles_of(word: str) -> frozenset[str]:
    """The words that can follow a word in a cue of several words."""
    entry = reporting_words().get(word)
    return _particles().get(entry.lemma.split("_")[0] if entry else word, frozenset())


# What a word can be to a cue that it is the head of, or that stands beside it.
(
    _ACCORDING, _PARTICLES, _MAYBE_NOUN, _PLAIN_REPORTING, _GOVERNED, _GOVERNED_AFTER_LISTED, _TO, _MEASURE, _DASH,
) = (1 << bit for bit in range(9))  # fmt: skip


@cache
def _uses_of_words() -> dict[str, int]:
    """What words are that are more to a cue than `_MAYBE_NOUN`."""
    lists = {
        _PLAIN_REPORTING: word_list("word_classes", "plain_reporting"),
        _GOVERNED: word_list("word_classes", "governed"),
        _GOVERNED_AFTER_LISTED: word_list("word_classes", "governed_after_listed"),
        _MEASURE: word_list("word_classes", "measure"),
        _ACCORDING: {"according"},
        _TO: {"to"},
    }
    return {
        word: sum(use for use, words in lists.items() if word in words)
        | bool(_particles_of(word)) * _PARTICLES
        | (word not in reporting_words() or word in reporting_nouns()) * _MAYBE_NOUN
        for word in {*reporting_words(), *_particles()}.union(*lists.values())
    }


def _uses(token: str, word: str) -> int:
    return _uses_of_words().get(word, _MAYBE_NOUN) | (token in _DASHES) * _DASH


def _part(_: str, word: str) -> int:
    entry = reporting_words().get(word)
    return CUE_PARTS.index(entry.part if entry else _shape(word))


def _cue_class(_: str, word: str) -> int:
    entry = reporting_words().get(word)
    return CUE_CLASSES.index(entry.cue_class if entry else "neutral")


_USES, _PART, _CUE_CLASS = TypeTable(_uses, np.int16), TypeTable(_part, np.int8), TypeTable(_cue_class, np.int8)


@dataclass(frozen=True, eq=False)
class Cues:
    """The cues of several documents, in order, as columns.

    Attributes
    ----------
    text : Joined
    firsts, lasts, heads : array of int
        The tokens of each cue, and its decisive one, among those of all documents.
    parts, cue_classes : array of int
        Positions in `CUE_PARTS` and `CUE_CLASSES`.
    scores : array of float
        Log-odds of each that it is a cue.
    """

    text: Joined
    firsts: np.ndarray
    lasts: np.ndarray
    heads: np.ndarray
    parts: np.ndarray
    cue_classes: np.ndarray
    scores: np.ndarray

    @cached_property
    def owners(self) -> np.ndarray:
        """The position of the document of each cue."""
        return self.text.owners(self.heads)

    @cached_property
    def offsets(self) -> np.ndarray:
        """Where the document of each cue begins."""
        return self.text.offsets[self.owners]

    @cached_property
    def sentences(self) -> np.ndarray:
        """The position of the sentence of each cue."""
        return self.text.sentences_at(self.firsts)

    @cached_property
    def of_sentence(self) -> np.ndarray:
        """The first cue of the sentence of each cue."""
        return np.searchsorted(self.sentences, self.sentences)

    @cached_property
    def each(self) -> list[Cue]:
        """Every cue by itself, its tokens those of its document."""
        places = ((column - self.offsets).tolist() for column in (self.firsts, self.lasts, self.heads))
        parts = map(CUE_PARTS.__getitem__, self.parts.tolist())
        classes = map(CUE_CLASSES.__getitem__, self.cue_classes.tolist())
        return list(map(Cue, *places, parts, classes, self.scores.tolist()))


def _columns(text: Joined, heads: np.ndarray, log_odds: np.ndarray) -> Sequence[np.ndarray]:
    """The columns of `Cues` for some decisive words."""
    uses, beside = text.values(_USES, heads), text.values(_USES, heads + 1)
    according = uses & _ACCORDING > 0
    longer = _takes_preposition(text, heads + 1, uses, beside) & ~according
    words, codes = text.vocabulary.words, text.codes
    for number in np.flatnonzero(uses & _PARTICLES).tolist():
        head = heads[number]
        longer[number] |= words[codes[head + 1]] in _particles_of(words[codes[head]])
    noun = (uses & _MAYBE_NOUN > 0) & _follow_determiner(text, heads)
    part, cue_class = text.values(_PART, heads), text.values(_CUE_CLASS, heads)
    part = np.where(according, CUE_PARTS.index("preposition"), np.where(noun, CUE_PARTS.index("noun"), part))
    cue_class = np.where(according, CUE_CLASSES.index("according"), cue_class)
    return heads, heads + 1 + longer, heads, part, cue_class, log_odds


def _takes_preposition(text: Joined, at: np.ndarray, before: np.ndarray, uses: np.ndarray) -> np.ndarray:
    """Whether the tokens ``at`` belong to the cue before them (``spoke about``) and open no phrase of time or place."""
    to = uses & _TO > 0
    governed = (uses & _GOVERNED > 0) | ((uses & _GOVERNED_AFTER_LISTED > 0) & (before & _PLAIN_REPORTING == 0))
    possible = np.flatnonzero(governed | to)
    place = at[possible]
    opens_sentence = text.sentences[0][text.sentences_at(place)] == place
    # Behind a text stands a full stop, which is no complement.
    complement = text.classes[place + 1]
    fits = np.where(to[possible], _AFTER_TO[complement], ~_NO_COMPLEMENT[complement])
    found = np.zeros(len(at), bool)
    found[possible] = fits & ~opens_sentence
    return found


def _follow_determiner(text: Joined, heads: np.ndarray) -> np.ndarray:
    """Whether a determiner or owner stands before words, an adjective between them allowed."""
    before = text.classes[heads - 1]
    return _DETERMINER[np.where(_ADJECTIVE[before], text.classes[heads - 2], before)]


def find_cues(text: Joined, threshold: float | None = None) -> Cues:
    """The cues of some documents.

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
    likely = likely[~_of_manner(text, around.places[likely])]
    likely = likely[_outweigh(around.places[likely], second[likely])]
    columns = _columns(text, around.places[likely], second[likely])
    credit = _credit_lines(text)
    if len(credit):
        columns = [np.append(*both) for both in zip(columns, _columns_of_credit(credit), strict=True)]
        order = np.lexsort(columns[1::-1])
        columns = [column[order] for column in columns]
    return Cues(text, *columns)


def _of_manner(text: Joined, at: np.ndarray) -> np.ndarray:
    """``according to plan``: no source but a measure."""
    return (text.values(_USES, at) & _ACCORDING > 0) & (text.values(_USES, at + 2) & _MEASURE > 0)


def _outweigh(places: np.ndarray, log_odds: np.ndarray) -> np.ndarray:
    """Which candidates stay where they stand side by side: of two the likelier."""
    stay = np.ones(len(places), bool)
    for second in (np.flatnonzero(np.diff(places) == 1) + 1).tolist():
        if stay[second - 1]:
            stay[second - 1 if log_odds[second - 1] < log_odds[second] else second] = False
    return stay


def _credit_lines(text: Joined) -> np.ndarray:
    """Dashes between a quotation and the name of its author: ``"..." — Ann Lee`` at the end of a paragraph."""
    dashes = np.flatnonzero(text.values(_USES) & _DASH)
    dashes = dashes[text.classes[dashes + 1] == CLASS_NUMBERS["name"]]
    owners = text.owners(dashes)
    own = zip(owners.tolist(), (dashes - text.offsets[owners]).tolist(), strict=True)
    return dashes[np.array([_is_credit_line(text.documents[owner], at) for owner, at in own], bool)]


def _columns_of_credit(dashes: np.ndarray) -> tuple[np.ndarray, ...]:
    """The columns of `Cues` for credit lines."""
    part, cue_class = CUE_PARTS.index("preposition"), CUE_CLASSES.index("neutral")
    same = (np.full(len(dashes), value) for value in (part, cue_class, _CREDIT))
    return dashes, dashes + 1, dashes, *same


def _is_credit_line(document: Document, at: int) -> bool:
    """Whether a dash stands between a quotation and the name of its author."""
    if at - 1 not in document.quotation_closing:
        return False
    last = document.paragraph_at(at)[1]
    return last - at <= 10 and all(map(_OF_CREDIT.__contains__, document.once(word_classes)[at + 1 : last]))

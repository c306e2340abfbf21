"""Cues of attribution: the words that tie a content to its source (``said``, ``according to``, ``the claim``).

Any word that reports can also do other work (*found* a wallet, *state* law), so a word is a cue by the balance of
evidence. Every candidate gets a score, the sum of readable parts:

- how often the word was a cue in the coded articles, over all and in this frame (what stands before and after it):
  ``lexicons/attribution_cues.csv``, columns cue, frame, n, rate;
- its class in our lexicon of reporting verbs and nouns (``lexicons/reporting_verbs.csv``, ``reporting_nouns.csv``);
- its surroundings: subject, auxiliaries, complement, quotation marks, other cues nearby:
  ``lexicons/attribution_weights.csv``, columns feature, weight, the coefficients of a logistic regression.

The coded articles are the training part of PolNeAR (Newell, Margolin and Ruths 2018). Nothing of their text is
here, only counts of single words. ``tools/learn_attribution.py`` makes both tables again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from math import log
from typing import NamedTuple

from framing.document import Document
from framing.inflection import plural, verb_forms
from framing.lexicon import read_rows, word_list
from framing.wordclass import word_classes

PRIOR_N = 4.0
_SHRINK = 6.0
_AUXILIARY = frozenset(("have", "be", "modal", "do", "not", "negation", "-ly", "adverb"))
_PERSON = frozenset(("he", "she", "who", "i", "we", "they"))
_DASHES = frozenset(("—", "–", "―", "-", "--"))
_SUBJECT_KINDS = ("anonymous", "role", "collective", "document", "media", "organisation", "place")


class ReportingWord(NamedTuple):
    """A form of a verb or noun of our reporting lexicon."""

    lemma: str
    cue_class: str
    part: str


@cache
def reporting_words() -> dict[str, ReportingWord]:
    """Every form of a reporting verb or noun -> its lemma, cue class, and ``base``, ``finite``, ``-ing`` or ``noun``.

    A verb of several words is listed under the first (``point out`` under ``point``). Where two lemmas share a
    form, the group that stands first in the file has it.

    Examples
    --------
    >>> reporting_words()["claimed"]
    ReportingWord(lemma='claim', cue_class='doubting', part='finite')
    """
    words: dict[str, ReportingWord] = {}
    for row in read_rows("reporting_verbs"):
        for lemma in row["verbs"].split():
            forms = verb_forms(lemma.split("_")[0])
            for form in sorted(forms.past | forms.participle | {forms.third}):
                words.setdefault(form, ReportingWord(lemma, row["cue_class"], "finite"))
            for form in sorted(forms.gerund):
                words.setdefault(form, ReportingWord(lemma, row["cue_class"], "-ing"))
            words.setdefault(forms.base, ReportingWord(lemma, row["cue_class"], "base"))
    for row in read_rows("reporting_nouns"):
        for noun in row["nouns"].split():
            words.setdefault(noun, ReportingWord(noun, row["cue_class"], "noun"))
            words.setdefault(plural(noun), ReportingWord(noun, row["cue_class"], "noun"))
    return words


@cache
def reporting_nouns() -> frozenset[str]:
    """The forms of reporting nouns, those that are forms of verbs too among them (``claim``, ``reports``)."""
    nouns = {noun for row in read_rows("reporting_nouns") for noun in row["nouns"].split()}
    return frozenset(nouns | {plural(noun) for noun in nouns})


def _logit(p: float) -> float:
    return log(p / (1.0 - p))


@dataclass(frozen=True)
class CueTable:
    """How often words were cues: ``rates[word, frame] = (n, rate)``, the frame "" for all places.

    ``weights`` holds the coefficient of each feature.
    """

    rates: Mapping[tuple[str, str], tuple[int, float]]
    weights: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def _base(self) -> dict[str, float]:
        return {word: _logit(self._rate(word)) for word, frame in self.rates if not frame} | {
            word: _logit(self._rate(word)) for word in reporting_words() if (word, "") not in self.rates
        }

    @cached_property
    def _lemma_rates(self) -> dict[str, tuple[float, float]]:
        """Lemma -> (n, cues) over the forms of reporting words."""
        totals: dict[str, tuple[float, float]] = {}
        for form, word in reporting_words().items():
            n, rate = self.rates.get((form, ""), (0, 0.0))
            had, cues = totals.get(word.lemma, (0.0, 0.0))
            totals[word.lemma] = (had + n, cues + n * rate)
        return totals

    def _rate(self, word: str) -> float:
        """The rate of a word, shrunk to that of its lemma, or to a low prior when it is no reporting word."""
        n, rate = self.rates.get((word, ""), (0, 0.0))
        prior = 0.03
        if word in reporting_words():
            lemma_n, lemma_cues = self._lemma_rates[reporting_words()[word].lemma]
            prior = (lemma_cues + 0.15 * PRIOR_N) / (lemma_n + PRIOR_N)
        return (n * rate + prior * PRIOR_N) / (n + PRIOR_N)

    @cached_property
    def candidates(self) -> frozenset[str]:
        """Words that are cues in at least one of 25 places, or that our lexicon lists."""
        return frozenset(word for word, base in self._base.items() if base >= _logit(0.04))

    def base(self, word: str) -> float:
        """Log-odds that a candidate is a cue, whatever surrounds it."""
        return self._base[word]

    @cached_property
    def _frames(self) -> dict[tuple[str, str], float]:
        shifts = {}
        for (word, frame), (n, rate) in self.rates.items():
            if frame and word in self._base:
                base = self._rate(word)
                shifts[word, frame] = _logit((n * rate + _SHRINK * base) / (n + _SHRINK)) - self._base[word]
        return shifts

    def shift(self, word: str, frame: str) -> float:
        """How a frame changes the log-odds of a word; 0 for a frame that was not seen often enough."""
        return self._frames.get((word, frame), 0.0)


@cache
def cue_table() -> CueTable:
    """The tables that come with the package."""
    rates = {(r["cue"], r["frame"]): (int(r["n"]), float(r["rate"])) for r in read_rows("attribution_cues")}
    weights = {r["feature"]: float(r["weight"]) for r in read_rows("attribution_weights")}
    return CueTable(rates, weights)


class Context(NamedTuple):
    """What the features of a document's candidates are computed from."""

    document: Document
    classes: tuple[str, ...]
    candidates: Mapping[int, float]
    best: Mapping[int, float]
    quoted: frozenset[int]


def context(document: Document, table: CueTable) -> Context:
    """The candidates of a document with their base log-odds, the best of each sentence, the tokens inside marks."""
    words, known = document.words, table.candidates
    candidates = {i: table.base(word) for i, word in enumerate(words) if word in known}
    best: dict[int, float] = {}
    for i, base in candidates.items():
        sentence = document.sentence_at(i)[0]
        best[sentence] = max(base, best.get(sentence, base))
    quoted = {i for q in document.quotations if not q.depth for i in range(q.first, q.last)}
    return Context(document, document.once(word_classes), candidates, best, frozenset(quoted))


def frames(around: Context, at: int) -> tuple[str, ...]:
    """The frames of a place: class after, class before, inside or outside quotation marks, word after, word before."""
    first, last = around.document.sentence_at(at)
    classes = around.classes
    after = classes[at + 1] if at + 1 < last else "end"
    before = classes[at - 1] if at > first else "begin"
    words = around.document.words
    return (
        f"next {after}",
        f"before {before}",
        "quoted" if at in around.quoted else "unquoted",
        "then " + (words[at + 1] if at + 1 < last else "end"),
        "after " + (words[at - 1] if at > first else "begin"),
    )


def features(around: Context, at: int, table: CueTable) -> dict[str, float]:
    """The evidence for and against a candidate, by name."""
    document, classes, candidates = around[:3]
    word = document.words[at]
    first, last = document.sentence_at(at)
    base = candidates[at]
    next_frame, before_frame, quoted_frame, then_frame, after_frame = frames(around, at)
    out = {
        "bias": 1.0,
        "base": base,
        "base squared": base * base,
        "shift next": table.shift(word, next_frame),
        "shift before": table.shift(word, before_frame),
        "shift quoted": table.shift(word, quoted_frame),
        "shift then": table.shift(word, then_frame),
        "shift after": table.shift(word, after_frame),
        next_frame: 1.0,
        before_frame: 1.0,
        quoted_frame: 1.0,
    }
    out["second " + (classes[at + 2] if at + 2 < last else "end")] = 1.0
    out["second before " + (classes[at - 2] if at - 1 > first else "begin")] = 1.0
    reporting = reporting_words().get(word)
    out["lexicon " + (f"{reporting.cue_class} {reporting.part}" if reporting else "none")] = 1.0
    subject = at - 1
    while subject >= first and classes[subject] in _AUXILIARY:
        out["with " + classes[subject]] = 1.0
        subject -= 1
    out["subject " + (classes[subject] if subject >= first else "begin")] = 1.0
    out["subject is " + (_subject_kind(document, subject) if subject >= first else "none")] = 1.0
    left = [candidates[i] for i in range(max(first, at - 4), at) if i in candidates]
    right = [candidates[i] for i in range(at + 1, min(last, at + 5)) if i in candidates]
    out["cue before"] = max(left, default=-4.0)
    out["cue after"] = max(right, default=-4.0)
    if right and out["cue after"] > base:
        out["better cue after"] = 1.0
    if left and out["cue before"] > base:
        out["better cue before"] = 1.0
    if at - 1 in candidates:
        out["cue just before"] = 1.0
    if at + 1 in candidates:
        out["cue just after"] = 1.0
    if base >= around.best[first]:
        out["best of sentence"] = 1.0
    out.update(_quotation_features(around, at, first, last))
    out["place " + ("early" if at - first < 4 else "late" if last - at < 5 else "middle")] = 1.0
    if last - first < 8:
        out["short sentence"] = 1.0
    if document.tokens[at][:1].isupper():
        out["capital"] = 1.0
    if first == 0:
        out["headline"] = 1.0
    if after_frame == "after as" and then_frame == "then by":
        out["as ... by"] = 1.0
    if word == ":":
        out.update(_label_features(document, at))
    if "name" in classes[max(first, at - 4) : at]:
        out["name before"] = 1.0
    if "name" in classes[at + 1 : min(last, at + 4)]:
        out["name after"] = 1.0
    return out


def _label_features(document: Document, at: int) -> dict[str, float]:
    """Whether a colon ends a label at the start of its paragraph (``Lee: We will win``), and which kind."""
    first, last = document.paragraph_at(at)
    out = {"colon opens quotation": 1.0} if at + 1 in document.quotation_opening else {}
    if not 0 < at - first <= 6 or last - at < 4:
        return out
    capitals = all(document.tokens[i].isupper() for i in range(first, at) if document.tokens[i].isalpha())
    place = "headline" if first == 0 else "paragraph"
    return out | {f"colon after label, {place}": 1.0, "colon after capitals": float(capitals)}


@cache
def _kinds_of_nouns() -> dict[str, str]:
    """Noun -> the kind of source it can be, from ``lexicons/sources.csv``; the first list that has it."""
    kinds: dict[str, str] = {}
    for kind in _SUBJECT_KINDS:
        for word in word_list("sources", kind):
            kinds.setdefault(word, kind)
    return kinds


def _subject_kind(document: Document, at: int) -> str:
    """What the word before a verb and its auxiliaries could be as a source."""
    word = document.words[at]
    if word in _PERSON:
        return "person"
    return _kinds_of_nouns().get(word, "name" if document.tokens[at][:1].isupper() else "unlisted")


def _quotation_features(around: Context, at: int, first: int, last: int) -> dict[str, float]:
    """Whether a quotation opens or closes near a candidate, in its sentence or just before it."""
    if at in around.quoted:
        return {}
    out: dict[str, float] = {}
    quoted = around.quoted
    opens = next((d for d in range(1, 13) if at + d < last and at + d in quoted), None)
    closes = next((d for d in range(1, 13) if at - d >= first - 2 and at - d in quoted), None)
    if opens is not None:
        out["quotation opens " + ("at once" if opens < 4 else "soon")] = 1.0
    if closes is not None:
        out["quotation closed " + ("just before" if closes < 6 else "before")] = 1.0
    if closes is None and opens is None:
        out["no quotation near"] = 1.0
    return out


class Cue(NamedTuple):
    """A cue: tokens ``first`` to ``last`` (exclusive), its decisive word ``head``, and what it is.

    ``part`` is ``finite``, ``base``, ``-ing``, ``noun``, ``preposition`` or ``other``; ``score`` the log-odds that
    it is a cue.
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


def make_cue(document: Document, head: int, score: float = 0.0) -> Cue:
    """The cue whose decisive word is the token ``head``."""
    word, classes = document.words[head], document.once(word_classes)
    entry = reporting_words().get(word)
    lemma = entry.lemma.split("_")[0] if entry else word
    last = head + 1
    if last < len(document.words) and document.words[last] in _particles().get(lemma, ()):
        last += 1
    if word == "according":
        return Cue(head, last, head, "preposition", "according", score)
    part = entry.part if entry else _shape(word)
    if (entry is None or word in reporting_nouns()) and _follows_determiner(classes, head):
        part = "noun"
    return Cue(head, last, head, part, entry.cue_class if entry else "neutral", score)


def find_cues(document: Document, threshold: float | None = None) -> list[Cue]:
    """The cues of a document, in order.

    Parameters
    ----------
    document : Document
    threshold : float, optional
        Log-odds from which a candidate counts; by default the one in the table of weights.
    """
    table = cue_table()
    around = context(document, table)
    least = table.weights["threshold"] if threshold is None else threshold
    weights = table.weights
    kept: list[tuple[int, float]] = []
    for at in around.candidates:
        score = sum(weights.get(name, 0.0) * value for name, value in features(around, at, table).items())
        if score < least:
            continue
        if kept and kept[-1][0] == at - 1:
            if kept[-1][1] < score:
                kept[-1] = (at, score)
            continue
        kept.append((at, score))
    found = [make_cue(document, at, score) for at, score in kept]
    return sorted([*found, *_credit_lines(document)])


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

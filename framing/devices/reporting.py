"""Words that report: our lexicon of reporting verbs and nouns, and how often words were cues in coded articles.

``lexicons/reporting_verbs.csv`` and ``reporting_nouns.csv`` hold the words with their classes,
``lexicons/attribution_cues.csv`` the rates: columns cue, frame, n, rate; the frame is empty for all places together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from math import inf, log
from typing import NamedTuple

import numpy as np

from framing.devices.weighing import Features, Group, Sums, Words
from framing.inflection import plural, verb_forms
from framing.lexicon import read_rows
from framing.vocabulary import TypeTable, WordTable

PRIOR_N = 4.0
_SHRINK = 6.0


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

    ``weights`` holds the coefficient of each feature of a word and its place, ``beside`` those of its neighbours.
    """

    rates: Mapping[tuple[str, str], tuple[int, float]]
    weights: Features = field(default_factory=dict)
    beside: Features = field(default_factory=dict)
    _sums: dict[Group, Sums] = field(default_factory=dict, repr=False, compare=False)

    def sums(self, weights: str, groups: Sequence[Group], values: Mapping[str, Sequence]) -> list[Sums]:
        """The sums of groups of features, which take this table first, by ``weights`` or ``beside``."""
        return [self._sums[group] if group in self._sums else self._add(weights, group, values) for group in groups]

    def _add(self, weights: str, group: Group, values: Mapping[str, Sequence]) -> Sums:
        known = {**values, "word": self.words.known}
        self._sums[group] = sums = Sums(
            getattr(self, weights), partial(group.features, self), [known[part] for part in group.parts]
        )
        return sums

    @cached_property
    def words(self) -> Words:
        """The words that some feature names, and the candidates."""
        return Words(
            [*self.weights, *(frame for _, frame in self.rates), *(f"word: {word}" for word in self.candidates)]
        )

    @cached_property
    def bases(self) -> TypeTable:
        """The log-odds of the word of each type that it is a cue; minus infinity for those that are no candidates."""
        return WordTable(self.candidates, -inf, np.float64)

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
    def candidates(self) -> dict[str, float]:
        """Words that are cues in at least one of 25 places -> log-odds that they are, whatever surrounds them."""
        return {word: base for word, base in self._base.items() if base >= _logit(0.04)}

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
    weights, beside = (
        {r["feature"]: float(r["weight"]) for r in read_rows(name)}
        for name in ("attribution_weights", "attribution_neighbours")
    )
    return CueTable(rates, weights, beside)

"""Loaded language: words that carry the writer's judgement where a plainer word would report the same thing.

Three categories: ``negative`` and ``positive`` words (*regime*, *slammed*, *heroic*), and ``intensifier`` (*utterly*,
*sheer*). They follow the resources of Appraisal (Martin and White 2005: judgement, appreciation, affect, graduation),
the lexicon of biased language of Recasens, Danescu-Niculescu-Mizil and Jurafsky (2013), subjective language (Wiebe et
al. 2004), loaded words (Bolinger 1980) and the ideological square (van Dijk 1998).

Whether a word is loaded is a matter of degree and of company. Three kinds of evidence are added up, each of them in a
file that can be read:

- the word: ``loaded.csv`` names 2,900 lemmas by group, with polarity, strength and the sense in which they do not
  count; ``loaded_words.csv`` gives words the weight that they, and words of the same company, had for human raters,
  and the stance of the sentences that they stand in;
- its place: in quotation marks, beside other loaded words, before or after them (``loaded_weights.csv``);
- its sentence: judgement comes in clusters, so a word that could be loaded counts sooner in a sentence that argues
  than in one that reports. Names have no stance: who is spoken of must not decide.

``tools/learn_loaded.py`` learned the two tables from sentences in which human raters had marked words.

A word is a span when the sum passes `THRESHOLD`. ``strength`` is 1 to 3, ``group`` that of the lexicon, ``evidence``
the sum (log odds), so that a reader can argue.

Doubtful cases, decided: words of crime, war, illness and weather do not count where they name just that (*a bomb
attack*, *breast cancer*); *communist* not in the name of a party or state; a topic (*abortion*, *police*) is not
loaded because people quarrel over it; a word in quotation marks needs far more evidence, since raters seldom took it
for the writer's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from framing.devices import Device, Span
from framing.devices.joined import Joined, joined
from framing.document import Document
from framing.inflection import plural, verb_forms
from framing.lexicon import LexiconError, cue_forms, read_rows, word_list
from framing.vocabulary import CAPITALISED, TypeTable
from framing.wordclass import word_classes

# Evidence (log odds) from which a word is a span; how much the stance of the sentence and its length count.
THRESHOLD, STANCE, LENGTH = -2.1, 0.8, 0.4
# Below this weight no place can make a word loaded.
CANDIDATE = -3.8
# The same for words that the lexicon lacks.
LEARNED_CANDIDATE = -3.0
# Tokens of a usual sentence; bounds of the stance of a sentence and of the sum behind it.
_USUAL_LENGTH = 28
_MOST_STANCE, _MOST_SUM = 2.0, 4.0
# Other loaded words count by the logarithm of their number and a few more.
_FEW = 0.05
_NO_WORD, _LEAST_NEIGHBOUR = -9.0, -6.0
_ENDINGS = (
    "able", "al", "ed", "er", "ers", "ful", "gate", "ic", "ing", "ism", "ist", "ists", "ity", "ive", "ized", "izing",
    "less", "ly", "mania", "ness", "ous", "phobic", "tion",
)  # fmt: skip


# Endings by which a rare word can be judged: of verbs, adverbs, adjectives and of attitudes; and compounds.
_TELLING = frozenset(
    (
        "-able", "-ed", "-ful", "-gate", "-ing", "-ism", "-ist", "-ists", "-ity", "-ized", "-izing", "-less", "-ly",
        "-mania", "-ness", "-ous", "-phobic", "compound",
    )
)  # fmt: skip
_CLOSED = (
    "determiner", "possessive", "subject_pronoun", "subject_contraction", "object_pronoun", "relative", "question",
    "preposition", "coordinator", "subordinator", "be", "have", "do", "modal", "negation", "adverb", "weekday", "month",
    "number",
)  # fmt: skip


class Cue(NamedTuple):
    """What ``loaded.csv`` says of a word form."""

    category: str
    group: str
    part: str
    strength: int
    condition: str


def adverb(adjective: str) -> str:
    """The adverb of an adjective by rule.

    Examples
    --------
    >>> adverb("tragic"), adverb("horrible"), adverb("angry"), adverb("brutal")
    ('tragically', 'horribly', 'angrily', 'brutally')
    """
    if adjective.endswith("ic"):
        return adjective + "ally"
    if adjective.endswith("le") and adjective[-3:-2] not in tuple("aeiou"):
        return adjective[:-1] + "y"
    return adjective[:-1] + "ily" if adjective.endswith("y") else adjective + "ly"


_FORMS: Mapping[str, Callable[[str], set[str]]] = {
    "verb": lambda lemma: set(verb_forms(lemma).all),
    "noun": lambda lemma: {lemma, plural(lemma)},
    "adjective": lambda lemma: {lemma, adverb(lemma)},
    "adverb": lambda lemma: {lemma},
}


@cache
def cues() -> dict[str, Cue]:
    """Every form of the lexicon's words; where two lemmas share a form, the first in the file has it."""
    table: dict[str, Cue] = {}
    for row in read_rows("loaded"):
        if row["condition"] and row["condition"] not in CONDITIONS:
            raise LexiconError(f"loaded.csv: {row['cue']!r} has the unknown condition {row['condition']!r}.")
        if row["part"] != "phrase":
            for lemma in row["cue"].split("|"):
                table.setdefault(lemma, _cue(row))
    for lemma, cue in list(table.items()):
        for form in set().union(*(_FORMS[part](lemma) for part in cue.part.split())):
            table.setdefault(form, cue)
    return table


@cache
def phrases() -> dict[str, list[tuple[int, tuple[str, ...], Cue]]]:
    """Each word of the lexicon's phrases -> the phrases that it stands in: its position, the words, the cue."""
    table: dict[str, list[tuple[int, tuple[str, ...], Cue]]] = {}
    for row in read_rows("loaded"):
        if row["part"] == "phrase":
            for form in cue_forms(row["cue"]):
                for position, word in enumerate(form):
                    table.setdefault(word, []).append((position, form, _cue(row)))
    return table


def _cue(row: Mapping[str, str]) -> Cue:
    return Cue(row["category"], row["group"], row["part"], int(row["strength"]), row["condition"])


def traits(word: str) -> tuple[str, ...]:
    """What a word shows by itself: its group and strength in the lexicon, its ending, the parts of a compound.

    Examples
    --------
    >>> traits("wokeism")
    ('epithet noun', 'negative 2', '-ism')
    """
    found = []
    cue = cues().get(word)
    if cue:
        found += [f"{cue.group} {cue.part}", f"{cue.category} {cue.strength}"]
    if word.endswith(_ENDINGS):
        found += [f"-{ending}" for ending in _ENDINGS if word.endswith(ending) and len(word) > len(ending) + 2]
    if "-" in word:
        opening, *_, closing = word.split("-")
        found += ["compound", f"{opening}-x", f"x-{closing}"]
    return tuple(found)


@cache
def _closed_classes() -> frozenset[str]:
    return frozenset().union(*(word_list("word_classes", kind) for kind in _CLOSED))


# --- the word ----------------------------------------------------------------------------------------------------


class _Weights(TypeTable):
    """How much a token counts as loaded by itself (log odds).

    A rare word, which the table lacks, is judged by its traits if it has any that tell. Words of the closed classes,
    and words with little weight, count only where the lexicon has them.
    """

    def __init__(self, known: Mapping[str, float], of_traits: Mapping[str, float]) -> None:
        super().__init__(self._weight, float)
        self._known, self._of_traits = known, of_traits

    def _weight(self, token: str, word: str) -> float:
        weight, in_lexicon = _NO_WORD, word in cues()
        if word in self._known:
            weight = self._known[word]
        elif in_lexicon or (word[:1].isalpha() and not token[0].isupper()):
            found = traits(word)
            if in_lexicon or not _TELLING.isdisjoint(found):
                weight = self._of_traits["another word"] + sum(self._of_traits.get(trait, 0.0) for trait in found)
        if not in_lexicon and (weight < LEARNED_CANDIDATE or word in _closed_classes()):
            weight = min(weight, CANDIDATE)
        return weight


class _Stances(TypeTable):
    """How much a token speaks for a sentence that argues; names have no stance, marks and numbers have one."""

    def __init__(self, known: Mapping[str, float], of_traits: Mapping[str, float]) -> None:
        super().__init__(self._stance, float)
        self._known, self._of_traits = known, of_traits

    def _stance(self, token: str, word: str) -> float:
        if not token[:1].isalpha():
            return self._of_traits.get(mark(word), 0.0)
        if word in self._known:
            return 0.0 if token[0].isupper() else self._known[word]
        if not token[0].isupper():
            return self._of_traits["another word"] + sum(self._of_traits.get(t, 0.0) for t in traits(word))
        return 0.0


def mark(word: str) -> str:
    """The name under which a token that is no word has a stance: ``a number``, ``?``, ``!``, or none."""
    return "a number" if word[:1].isdigit() else word if word in ("?", "!") else ""


class Vocabulary(NamedTuple):
    """The weights of words, of their places and of sentences."""

    weights: _Weights
    stances: _Stances
    place: np.ndarray
    sentence: np.ndarray


@cache
def vocabulary() -> Vocabulary:
    """The weights that come with the package."""
    rows, tables = read_rows("loaded_words"), {}
    for row in read_rows("loaded_weights"):
        tables.setdefault(row["of"], {})[row["feature"]] = float(row["weight"])
    return Vocabulary(
        _Weights({row["word"]: float(row["weight"]) for row in rows}, tables["word"]),
        _Stances({row["word"]: float(row["stance"]) for row in rows}, tables["stance"]),
        np.array([tables["place"][name] for name in ("any", *PLACE)]),
        np.array([tables["sentence"][name] for name in ("any", *SENTENCE)]),
    )


@cache
def _learned_categories() -> dict[str, str]:
    return {row["word"]: row["category"] for row in read_rows("loaded_words")}


# --- the place and the sentence ----------------------------------------------------------------------------------

PLACE = (
    "weight of the word", "chance of the word", "stance of the sentence", "other loaded words",
    "weight of the next word", "weight of the word before", "in quotation marks", "capital", "phrase",
)  # fmt: skip
SENTENCE = ("stance of its words", "strongest word", "loaded words", "loaded words a word")


class Candidates(NamedTuple):
    """The words and phrases of some documents that could be loaded, with their evidence.

    Attributes
    ----------
    first, last : array of int
        The tokens of each in its document; document after document.
    cues : array of Cue or None
        What the lexicon says of each.
    owner : array of int
        For each the position of its document.
    place : array, one row a candidate and one column a name in `PLACE`
    sentence : array of int
        For each the row of its sentence in ``shown``.
    shown : array, one row a sentence with candidates and one column a name in `SENTENCE`
    n_tokens : array
        Length of each of these sentences.
    """

    first: np.ndarray
    last: np.ndarray
    cues: np.ndarray
    owner: np.ndarray
    place: np.ndarray
    sentence: np.ndarray
    shown: np.ndarray
    n_tokens: np.ndarray

    @property
    def units(self) -> Iterator[tuple[int, int, Cue | None]]:
        """First and last token and the cue of each."""
        return zip(self.first.tolist(), self.last.tolist(), self.cues.tolist(), strict=True)


def candidates(text: Joined, known: Vocabulary) -> Candidates | None:
    """The words that could be loaded and the evidence on each; None if there are none."""
    weight_of = text.values(known.weights)
    first, last, found = _units(text, (weight_of > CANDIDATE).nonzero()[0])
    if not len(first):
        return None
    begins, ends = text.sentences
    every = begins.searchsorted(first, "right") - 1
    opens = np.ones(len(first), bool)
    np.not_equal(every[1:], every[:-1], out=opens[1:])
    opening, sentence = opens.nonzero()[0], opens.cumsum() - 1
    rows = every[opening]
    begin, end = begins[rows], ends[rows]
    n = end - begin
    stance = (_stance(text, known)[rows] / np.sqrt(n)).clip(-_MOST_SUM, _MOST_SUM)
    weight = weight_of[first]
    is_phrase = last - first > 1
    for at in is_phrase.nonzero()[0].tolist():
        weight[at] = weight_of[first[at] : last[at]].max()
    chance = 1 / (1 + np.exp(-weight))
    total = np.bincount(sentence, chance)
    place = np.empty((len(first), len(PLACE)))
    place[:, 0] = weight
    place[:, 1] = chance
    place[:, 2] = stance[sentence]
    place[:, 3] = np.log(_FEW + np.maximum(total[sentence] - chance, 0.0))
    following = np.where(last < end[sentence], weight_of[last], _NO_WORD)
    place[:, 4] = np.maximum(following - _LEAST_NEIGHBOUR, 0.0)
    before = np.where(first > begin[sentence], weight_of[first - 1], _NO_WORD)
    place[:, 5] = np.maximum(before - _LEAST_NEIGHBOUR, 0.0)
    place[:, 6] = _quoted(text)[first]
    place[:, 7] = text.values(CAPITALISED, first)
    place[:, 8] = is_phrase
    strongest = np.maximum.reduceat(weight, opening)
    shown = np.column_stack((stance, strongest, np.log(_FEW + total), 10 * total / n))
    owner = text.owners(first)
    offset = text.offsets[owner]
    return Candidates(first - offset, last - offset, found, owner, place, sentence, shown, n)


_CUE = TypeTable(lambda token, word: cues().get(word), object)
_OF_PHRASE = TypeTable(lambda token, word: word in phrases())


def _units(text: Joined, places: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The words and phrases that could be loaded, apart: where they begin and end, and their cues."""
    first, last, found = places.copy(), places + 1, text.values(_CUE, places)
    apart = np.ones(len(places), bool)
    free = 0
    for number, begin, end, cue in _phrases_at(text, places):
        # The place before is a unit, or part of the phrase before.
        if begin >= max(free, places[number - 1] + 1 if number else 0):
            first[number], last[number], found[number], free = begin, end, cue, end
            apart[number + 1 : places.searchsorted(end)] = False
    return first[apart], last[apart], found[apart]


def _phrases_at(text: Joined, places: np.ndarray) -> Iterator[tuple[int, int, int, Cue]]:
    """The lexicon's phrases that hold the tokens at some places: the number of the place, the phrase and its cue."""
    numbers = text.values(_OF_PHRASE, places).nonzero()[0]
    at = places[numbers]
    begins, ends = text.sentences
    sentence, owner = begins.searchsorted(at, "right") - 1, text.owners(at)
    parts = (numbers, at, begins[sentence], ends[sentence], owner, text.offsets[owner])
    for number, here, first, last, own, offset in zip(*(part.tolist() for part in parts), strict=True):
        words = text.documents[own].words
        for position, form, cue in phrases()[words[here - offset]]:
            begin = here - position
            end = begin + len(form)
            if first <= begin and end <= last and words[begin - offset : end - offset] == form:
                yield number, begin, end, cue


def _stance(text: Joined, known: Vocabulary) -> np.ndarray:
    """The stances of the words of each sentence, added up; the capital that opens it makes no name."""
    stances, openings = text.values(known.stances), text.sentences[0]
    words = text.vocabulary.of_words(text.codes[openings])
    stances[openings] = text.vocabulary.values(known.stances)[words]
    # Each sentence, and what stands between it and the next.
    return np.add.reduceat(stances, np.column_stack(text.sentences).ravel())[::2]


def _quoted(text: Joined) -> np.ndarray:
    """Whether each token stands in quotation marks."""
    outermost = [[(q.first, q.last) for q in document.quotations if not q.depth] for document in text.documents]
    first, last = text.ranges(outermost)
    edges = np.zeros(len(text.codes), np.int8)
    edges[first] = 1
    edges[last] -= 1
    return edges.cumsum(dtype=np.int8)


def evidence(found: Candidates, known: Vocabulary, stance: float = STANCE, length: float = LENGTH) -> np.ndarray:
    """The evidence (log odds) that each candidate is loaded where it stands.

    Parameters
    ----------
    found : Candidates
    known : Vocabulary
    stance, length : float
        How much the stance of the sentence and the logarithm of its length count.
    """
    argues = (known.sentence[0] + found.shown @ known.sentence[1:]).clip(-_MOST_STANCE, _MOST_STANCE)
    common = stance * argues + length * np.log(found.n_tokens / _USUAL_LENGTH)
    return known.place[0] + found.place @ known.place[1:] + common[found.sentence]


# --- the sense ---------------------------------------------------------------------------------------------------


def _near(document: Document, first: int, last: int, kind: str, reach: int = 4) -> bool:
    """Whether a word of a list stands within a few tokens."""
    listed, words = word_list("loaded_contexts", kind), document.words
    # Most words have none near, in their sentence or another.
    if listed.isdisjoint(words[max(0, first - reach) : last + reach]):
        return False
    begin, end = document.sentence_at(first)
    return not (
        listed.isdisjoint(words[max(begin, first - reach) : first])
        and listed.isdisjoint(words[last : min(end, last + reach)])
    )


def _in_name(document: Document, first: int) -> bool:
    """Whether a word with a capital has a neighbour with one: *the Justice Department*."""
    tokens = document.tokens
    if not tokens[first][0].isupper() or (document.words[first] != tokens[first].lower()):
        return False
    begin, end = document.sentence_at(first)
    before = first - 1 > begin and tokens[first - 1][0].isupper()
    return before or (first + 1 < end and tokens[first + 1][0].isupper())


def literal_violence(document: Document, first: int, last: int) -> bool:
    """*attacked the plan*; not crime, war or accident told as such (*a bomb attack*, *killed two people*)."""
    return not _near(document, first, last, "violence")


def literal_disease(document: Document, first: int, last: int) -> bool:
    """*a cancer on the party*; not medicine (*breast cancer*, *plague vaccine*)."""
    return not _near(document, first, last, "medicine")


def literal_weather(document: Document, first: int, last: int) -> bool:
    """*a flood of lies*; not weather, fire and water (*a flood warning*, *flood waters*)."""
    return not _near(document, first, last, "weather")


def named_war(document: Document, first: int, last: int) -> bool:
    """*a war on Christmas*; not an armed conflict or a name (*the Civil War*, *war in Iraq*)."""
    return not _in_name(document, first) and not _near(document, first, last, "armed_conflict")


def political_name(document: Document, first: int, last: int) -> bool:
    """*a Marxist mob*; not the name of a party, a state or a time (*the Communist Party*, *Nazi Germany*)."""
    return not _near(document, first, last, "party_or_state", reach=2)


def before_quality(document: Document, first: int, last: int) -> bool:
    """*so utterly wrong*, *highly misleading*; an adverb of degree only before what it can raise."""
    classes = document.once(word_classes)
    return last < len(classes) and classes[last] in ("word", "-ly", "-ed", "-ing", "-s")


def quality_of_noun(document: Document, first: int, last: int) -> bool:
    """*a great leader*; not part of a name or a fixed phrase (*the Justice Department*, *a kind of*, *real estate*)."""
    following = document.words[last] if last < len(document.words) else ""
    return not _in_name(document, first) and following not in word_list("loaded_contexts", "fixed_phrase")


CONDITIONS: dict[str, Callable[[Document, int, int], bool]] = {
    condition.__name__: condition
    for condition in (
        literal_violence, literal_disease, literal_weather, named_war, political_name, before_quality, quality_of_noun,
    )
}  # fmt: skip


def find_loaded(document: Document) -> tuple[Span, ...]:
    """The loaded words of a document, from left to right.

    Examples
    --------
    >>> text = "The disgraced minister peddled yet another ludicrous hoax. The council met on Monday."
    >>> [(text[s.start:s.end], s.category) for s in find_loaded(Document.of(text))]
    [('disgraced', 'negative'), ('peddled', 'negative'), ('ludicrous', 'negative'), ('hoax', 'negative')]
    """
    weigh_loaded([document])
    return document.once(find_loaded)


def weigh_loaded(documents: Sequence[Document]) -> None:
    """Find the loaded words of many documents, which is faster than one by one; `find_loaded` then has them."""
    for text in joined([document for document in documents if not document.has(find_loaded)]):
        for document, own in zip(text.documents, _spans(text), strict=True):
            document.keep(find_loaded, tuple(own))


def _spans(text: Joined) -> list[list[Span]]:
    """The loaded words of each of joined documents."""
    spans: list[list[Span]] = [[] for _ in text.documents]
    found = candidates(text, vocabulary())
    if found is None:
        return spans
    sums = evidence(found, vocabulary())
    likely = (sums > THRESHOLD).nonzero()[0]
    parts = (found.owner, found.first, found.last, found.cues, found.place[:, 0], sums.round(2))
    for owner, first, last, cue, weight, value in zip(*(part[likely].tolist() for part in parts), strict=True):
        document = text.documents[owner]
        category, group, _, strength, condition = cue or _learned(document.words[first], weight)
        if not condition or CONDITIONS[condition](document, first, last):
            details = {"strength": strength, "group": group, "evidence": value}
            spans[owner].append(Span(document.starts[first], document.ends[last - 1], category, details))
    return spans


def _learned(word: str, weight: float) -> Cue:
    """What raters taught of a word that the lexicon lacks; its strength is 3 if they marked it more often than not."""
    strength = 3 if weight > 0 else 2 if weight > -1.5 else 1
    return Cue(_learned_categories().get(word, "negative"), "learned", "", strength, "")


def counts(document: Document, first: int, last: int, cue: Cue | None) -> bool:
    """Whether a word is used in a sense in which it can be loaded."""
    return not (cue and cue.condition) or CONDITIONS[cue.condition](document, first, last)


DEVICE = Device("loaded", ("positive", "negative", "intensifier"), find_loaded)

"""Quotations: why a text stands in quotation marks.

Six functions, after the literature on quotation (Cappelen and Lepore 1997; Washington 1992 on mention; Predelli 2003
and Gutzmann and Stei 2011 on scare quotes; Meibauer 2015):

- ``direct``: a full clause or more of somebody's words, with a speaker;
- ``partial``: a fragment of somebody's words, woven into the writer's sentence;
- ``scare``: the marks signal distance: irony, doubt, "so-called";
- ``mention``: a name, slogan, label or term that is introduced or spoken of as a word;
- ``title``: the title of a work, programme, article or bill;
- ``other``: none of these; in practice a quotation without a word in it.

The evidence is gathered from the span, its sentence, the quotations nearby and the article. Each piece is a feature
named in this file; the words that it turns on stand in ``lexicons/quotes.csv``, well-known programmes, works, slogans
and terms in ``lexicons/quote_phrases.csv``. How much a feature counts for each function is a row of
``lexicons/quote_weights.csv``: the coefficients of a multinomial logistic regression that ``tools/learn_quotes.py``
learned from coded quotations. Every span carries the probability of its label and the features that speak most for
it, so that a reader can argue.

Doubtful cases, decided: words that echo somebody but are doubted are ``scare``; a slogan on a sign or hat, a *yes* or
*no* that names a vote, and the name of a campaign or a group are ``mention``; a speech, play or event with a name of
its own is ``title``. Scare quotes are the least certain of the six: irony is often visible only to those who know
the facts. ``score`` says how certain a label is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from math import exp, fsum
from typing import TYPE_CHECKING, NamedTuple

from framing.devices import Device, Span
from framing.devices.reporting import reporting_words
from framing.document import Document, Quotation
from framing.lexicon import read_rows, word_list
from framing.vocabulary import TypeTable
from framing.wordclass import word_classes

if TYPE_CHECKING:
    import numpy as np

CATEGORIES = ("direct", "partial", "scare", "mention", "title", "other")

_LENGTHS = {1: "one word", 2: "two words", 3: "three words", 6: "four to six words", 12: "seven to twelve words"}
_LONG = 7
# Tokens after which a quotation is long whatever follows, and its kind is plain.
_ENOUGH = 20
_FINITE = frozenset(("be", "have", "modal", "do", "negation", "subject_contraction"))
_SUBJECT = frozenset(("subject_pronoun", "i", "we", "you", "subject_contraction"))
_OWNER = frozenset(("possessive", "name's", "word's"))
_NOUN = frozenset(("word", "-s", "name", "-ing"))
_FINAL_MARKS = frozenset(".,?!…;:")
_STOPS = frozenset((".", "?", "!", "…", "...", "?!"))
_ADJECTIVE = ("ful", "less", "ous", "ive", "able", "ible", "al", "ic", "ent", "ant")
_PERSON = frozenset(("i", "my", "me", "we", "our", "us", "you", "your", "i'm", "i've", "we're", "we've", "it's"))
_GLOSS = frozenset(("(", "[", "—", "–", "-"))
_FUNCTION = frozenset(
    "preposition of to for on about against with by in at as determiner possessive coordinator".split()  # noqa: SIM905
)

# Classes of the words that stand next to a quotation, in groups; other classes say too little.
_GROUPS = {
    kind: group
    for group, kinds in {
        "preposition": "for on about against with by in at preposition of to",
        "owner": "name's word's possessive",
        "noun or adjective": "-s word -ing number digits",
        "participle": "-ed",
        "mark": "— – - ; mark ( ) single_quote quote",
        "auxiliary": "be have modal do negation not",
        "determiner": "determiner",
        "coordinator": "coordinator",
        "name": "name weekday month",
    }.items()
    for kind in kinds.split()
} | {",": "comma", "start": "nothing", "end": "nothing"}


@cache
def _listed(kind: str) -> frozenset[str]:
    return word_list("quotes", kind)


@cache
def _phrases() -> dict[tuple[str, ...], str]:
    """Well-known titles and terms -> ``title`` or ``mention``."""
    return {tuple(row["phrase"].split()): row["function"] for row in read_rows("quote_phrases")}


@cache
def _watched() -> dict[str, int]:
    """Words that count wherever they stand outside quotation marks -> what they count for, a bit for each letter."""
    kinds: dict[str, int] = {}
    for bit, name in enumerate(("voice", "said", "polemic", "counter")):
        for word in _listed(name):
            kinds[word] = kinds.get(word, 0) | 1 << bit
    for word, entry in reporting_words().items():
        if entry.part in ("finite", "base") and entry.cue_class != "mental":
            kinds[word] = kinds.get(word, 0) | 1 << _LETTERS.index("r")
    return kinds


_LETTERS = "vspcr"
_WATCHED = TypeTable(lambda token, word: _watched().get(word, 0), "int8")


class Surroundings(NamedTuple):
    """What the features of a document's quotations are computed from, gathered once.

    Attributes
    ----------
    document : Document
    classes : tuple of str
        `framing.wordclass.word_classes` of the document.
    reporting, polemic, counter : list of int
        Tokens outside quotation marks that report, abuse or contradict.
    quoted : mapping
        Short quoted phrase -> how often it is quoted.
    again : mapping
        Short quoted phrase -> ``unmarked`` and ``longer``: whether it also stands without marks or in a longer
        quotation.
    loose : bytes
        For each token, 1 if its word stands outside all quotations.
    tone : frozenset of str
        The features of the whole article.
    """

    document: Document
    classes: tuple[str, ...]
    reporting: list[int]
    polemic: list[int]
    counter: list[int]
    quoted: Mapping[tuple[str, ...], int]
    again: Mapping[tuple[str, ...], set[str]]
    loose: bytes
    tone: frozenset[str]


def surroundings(document: Document) -> Surroundings:
    """Gather what the features need; ask for it with ``document.once(surroundings)``."""
    import numpy as np

    words, inside = document.words, np.zeros(len(document.words), "int8")
    outermost = [q for q in document.quotations if not q.depth]
    long = sum(q.last - q.first > _LONG for q in outermost)
    for q in outermost:
        inside[q.first : q.last] = 2 if q.last - q.first > _LONG else 1
    kinds = _WATCHED.of(document)
    kinds[inside > 0] = 0
    where = {letter: (kinds & 1 << bit).nonzero()[0].tolist() for bit, letter in enumerate(_LETTERS)}
    outside = max(1, len(words) - np.count_nonzero(inside))
    per = {letter: len(places) / outside for letter, places in where.items()}
    about = {
        "the writer speaks of I, we and you": per["v"] > 0.02,
        "an article that rarely says said": per["s"] < 0.003,
        "an article of fighting words": per["p"] > 0.004,
        "many short quotations, hardly a longer one": long <= 1 and len(outermost) - long >= 4,
    }
    tone = frozenset(name for name, holds in about.items() if holds)
    quoted = Counter(phrase for q in document.quotations if (phrase := _phrase(document, q)))
    again, classes = _repeated(document, inside, quoted), document.once(word_classes)
    loose = document.places_of(document.word_codes[inside == 0]).tobytes()
    return Surroundings(document, classes, where["r"], where["p"], where["c"], quoted, again, loose, tone)


def _phrase(document: Document, q: Quotation) -> tuple[str, ...]:
    """The words of a short quotation without the marks at its end; empty for a longer one."""
    if q.last - q.first > _LONG:
        return ()
    last = q.last
    while last > q.first and document.words[last - 1] in _FINAL_MARKS:
        last -= 1
    return document.words[q.first : last]


def _repeated(document: Document, inside: np.ndarray, quoted: Collection[tuple[str, ...]]) -> dict[tuple, set[str]]:
    """Where quoted phrases of up to four words stand again."""
    short, words = {phrase for phrase in quoted if len(phrase) <= 4}, document.words
    openings = [q.first for q in document.quotations if _phrase(document, q) in short]
    places = (document.places_of(document.word_codes[openings]) & (inside != 1)).nonzero()[0].tolist()
    lengths = sorted({len(phrase) for phrase in short})
    found: dict[tuple[str, ...], set[str]] = {}
    for i in places:
        for n in lengths:
            if words[i : i + n] in short:
                found.setdefault(words[i : i + n], set()).add("longer" if inside[i] else "unmarked")
    return found


def features(around: Surroundings, number: int) -> list[str]:
    """The names of the evidence that the quotation ``document.quotations[number]`` shows, each once."""
    document = around.document
    q = document.quotations[number]
    tokens = [i for i in range(q.first, min(q.last, q.first + _ENOUGH)) if document.words[i][:1].isalnum()]
    out = ["any", *around.tone]
    if not tokens:
        return out
    shape = _shape(around, q, tokens)
    out += [*shape, *_sentence(around, q, number, shape), *_article(around, q, tokens)]
    return _combined(out)


def _shape(around: Surroundings, q: Quotation, tokens: list[int]) -> list[str]:
    """Length, capitals, clause and closing mark of the words inside the marks."""
    document, n = around.document, len(tokens)
    out = [next((name for most, name in _LENGTHS.items() if n <= most), "more than twelve words")]
    final = document.tokens[q.last - 1]
    if final in _STOPS:
        out.append("ends with a full stop" if final == "." else "ends with ? or !")
    elif final == ",":
        out.append("ends with a comma")
    kinds = {around.classes[i] for i in tokens}
    if kinds & _FUNCTION and n > 1:
        out.append("has an article, preposition or and")
    if kinds & _FINITE:
        out.append("has a finite verb")
        if kinds & _SUBJECT:
            out.append("has a subject and a verb")
            if around.classes[tokens[0]] in _SUBJECT:
                out.append("opens with its subject")
    capitals = len([i for i in tokens if document.tokens[i][:1].isupper()])
    first = document.tokens[tokens[0]][:1]
    if first.isupper():
        out.append("opens with a capital")
    if capitals >= max(2, 0.6 * n):
        out.append("title case")
    elif n == 1 and capitals:
        out.append("one capitalised word")
    elif not capitals:
        out.append("lower case")
    known = _phrases().get(_phrase(document, q))
    if known == "title" and (first.isupper() or first.isdigit()):
        out.append("a well-known title")
    elif known == "mention":
        out.append("a well-known term")
    return out + _vocabulary(around, tokens) if n <= 4 else out


def _vocabulary(around: Surroundings, tokens: list[int]) -> list[str]:
    """What kind of words a short quotation has."""
    document, words, classes, n = around.document, around.document.words, around.classes, len(tokens)
    out = []
    first = words[tokens[0]]
    if n == 1 and first in _listed("vote"):
        out.append("a vote")
    if any(words[i] in _listed("judgement") for i in tokens):
        out.append("a word of judgement or feeling")
    last_word, last_class = words[tokens[-1]], classes[tokens[-1]]
    if last_word.endswith(_ADJECTIVE):
        out.append("ends like an adjective")
    if n <= 3 and last_class == "-s":
        out.append("ends in a plural")
    if n == 1 and len(last_word) < 5:
        out.append("a short word")
    if n > 1 and classes[tokens[0]] == "word" and last_class in ("word", "-s"):
        out.append("begins and ends with plain words")
    if n <= 3 and any(words[i] in _listed("worth") and (n == 1 or document.tokens[i].islower()) for i in tokens):
        out.append("a word of worth or standing")
    if n > 1 and (first in _listed("intensifier") or classes[tokens[0]] == "-ly"):
        out.append("opens with an intensifier")
    if classes[tokens[0]] in ("determiner", "possessive"):
        out.append("opens with a determiner")
    elif classes[tokens[0]] in ("-ed", "-ing"):
        out.append("opens with a verb form")
    if any("-" in words[i] for i in tokens):
        out.append("hyphenated")
    return out


def _sentence(around: Surroundings, q: Quotation, number: int, shape: list[str]) -> list[str]:
    """The words before and after, cues of speech and naming, and the quotations nearby."""
    document, classes, words = around.document, around.classes, around.document.words
    opening, after = max(q.first - 1, 0), q.last + 1 if q.closed else q.last
    first = document.sentence_at(opening)[0]
    last = max(document.sentence_at(min(q.last, len(words) - 1))[1], after)
    before_class = classes[opening - 1] if opening > first else "start"
    after_class = classes[after] if after < last else "end"
    sides = ((before_class, "just before"), (after_class, "just after"))
    out = [f"{_GROUPS[kind]} {side}" for kind, side in sides if kind in _GROUPS]
    out += _naming(around, first, opening, before_class)
    out += _work(around, first, opening, after, last, shape)
    if (before_class in _OWNER or before_class == "determiner") and after_class in _NOUN:
        out.append("between determiner and noun")
    if q.last - q.first <= 6 and not _listed("bearer").isdisjoint(words[after : min(last, after + 2)]):
        out.append("rule, group, tax or the like after")
    if after < len(words) and (words[after] in _GLOSS or words[after] in _listed("gloss")):
        out.append("a gloss after")
    out += _cues(around, first, opening, after, last)
    out += _speaker(around, first, opening, after, last)
    out += _place(document, q, first, opening, after, last)
    out += _neighbours(document, q, number, first, last)
    return out


def _speaker(around: Surroundings, first: int, opening: int, after: int, last: int) -> list[str]:
    """Who could be speaking, and signs that the sentence reports or that the writer speaks."""
    classes, words = around.classes, around.document.words
    before, near = classes[max(first, opening - 25) : opening], set(words[max(first, opening - 6) : opening])
    out = ["a name before"] if "name" in before else []
    if "name" in before[-4:]:
        out.append("a name close before")
    if not {"he", "she"}.isdisjoint(words[max(first, opening - 25) : opening]):
        out.append("he or she before")
    if not near.isdisjoint(("would", "could")):
        out.append("would or could before")
    if not near.isdisjoint(("no", "never", "nothing", "not")) or "negation" in before[-6:]:
        out.append("a negation before")
    if not {"was", "were", "been"}.isdisjoint(words[max(first, opening - 3) : opening]):
        out.append("was or were close before")
    beside = (*words[max(first, opening - 25) : opening], *words[after : min(last, after + 25)])
    if not _PERSON.isdisjoint(beside):
        out.append("I, we, you or it's in the sentence")
    if _between(around.reporting, last, last + 30):
        out.append("a reporting verb after the sentence")
    return out


def _place(document: Document, q: Quotation, first: int, opening: int, after: int, last: int) -> list[str]:
    """Where in its sentence and paragraph the quotation stands, and in which marks."""
    begins, ends = document.paragraph_at(opening)
    out = ["opens the paragraph"] if opening == begins else []
    if last - after <= 1:
        out.append("ends the sentence")
    if q.single:
        out.append("single marks")
    if q.depth:
        out.append("inside another quotation")
    if ends - begins <= 30 and document.tokens[ends - 1] not in ".?!”\"’'":
        out.append("in a heading")
    return out


def _naming(around: Surroundings, first: int, opening: int, before_class: str) -> list[str]:
    """Words just before the opening mark that name, gloss, doubt or point."""
    words, out = around.document.words, []
    last_word = words[opening - 1] if opening > first else ""
    three = words[max(first, opening - 3) : opening]
    eight = words[max(first, opening - 8) : opening]
    naming = _listed("naming")
    if last_word in naming or (before_class in ("determiner", "as") and not naming.isdisjoint(three[-2:])):
        out.append("a naming verb just before")
    elif not naming.isdisjoint(eight):
        out.append("a naming verb before, its object between")
    if last_word in _listed("term"):
        out.append("term, word, slogan or sign just before")
    elif not _listed("term").isdisjoint(three):
        out.append("term, word, slogan or sign before")
    if not _listed("so-called").isdisjoint(eight):
        out.append("so-called or the like before")
    if last_word in _listed("demonstrative"):
        out.append("this, these or such before")
    if last_word in ("a", "an", "the"):
        out.append("the before" if last_word == "the" else "a or an before")
    if last_word == "to":
        out.append("to just before")
    if before_class == "be":
        out.append("be just before")
    if last_word in ("as", "a", "an", "the") and not _listed("as_verb").isdisjoint(
        words[max(first, opening - 14) : opening]
    ):
        out.append("hailed, dismissed or the like as before")
    return out


def _work(around: Surroundings, first: int, opening: int, after: int, last: int, shape: list[str]) -> list[str]:
    """Words for works and broadcasters around a quotation that could be a title."""
    words = around.document.words
    three = words[max(first, opening - 3) : opening]
    named = bool(three) and three[-1] in _listed("naming")
    work_before = not _listed("work_before").isdisjoint(words[max(first, opening - 10) : opening] if named else three)
    if "lower case" in shape and not words[opening + 1][:1].isdigit():
        return ["a word for a work before, no capital"] if work_before else []
    out = ["a word for a work before"] if work_before else []
    if not _listed("work_after").isdisjoint(words[after : min(last, after + 3)]):
        out.append("a word for a work after")
    if not _listed("broadcaster").isdisjoint(three):
        out.append("a broadcaster before")
    return out


def _between(places: list[int], low: int, high: int) -> list[int]:
    return places[bisect_left(places, low) : bisect_left(places, high)]


def _cues(around: Surroundings, first: int, opening: int, after: int, last: int) -> list[str]:
    """Reporting verbs outside quotation marks in the sentence, and the tone of its other words."""
    words, out = around.document.words, []
    low, high = max(first, opening - 25), min(last, after + 25)
    before, behind = _between(around.reporting, low, opening), _between(around.reporting, after, high)
    if before:
        distance = opening - before[-1]
        out.append(
            "a reporting verb " + ("just before" if distance < 3 else "before" if distance < 9 else "far before")
        )
    if behind:
        out.append("a reporting verb " + ("just after" if behind[0] - after < 5 else "far after"))
    if not before and not behind:
        out.append("no reporting verb near")
    elif any(words[i] in _listed("plain_speech") for i in (*before, *behind)):
        out.append("said, told or wrote in the sentence")
    if _between(around.polemic, low, opening) or _between(around.polemic, after, high):
        out.append("fighting words in the sentence")
    if _between(around.counter, low, opening) or _between(around.counter, after, high):
        out.append("actually, in reality or the like in the sentence")
    return out


def _neighbours(document: Document, q: Quotation, number: int, first: int, last: int) -> list[str]:
    """Quotations beside this one in its sentence."""
    beside = [
        o
        for o in document.quotations[max(0, number - 3) : number + 4]
        if o is not q and o.depth == q.depth and first <= o.first < last
    ]
    out = ["a long quotation in the sentence"] if any(o.last - o.first > _LONG for o in beside) else []
    if any(o.last - o.first <= 5 and abs(o.first - q.first) <= 14 for o in beside):
        out.append("another short quotation near")
    previous = [o for o in document.quotations[max(0, number - 3) : number] if not o.depth and o.last <= q.first]
    if previous and previous[-1].last - previous[-1].first > _LONG and q.first - previous[-1].last <= 40:
        out.append("a long quotation shortly before")
    return out


def _article(around: Surroundings, q: Quotation, tokens: list[int]) -> list[str]:
    """Whether the same words stand elsewhere in the article."""
    phrase = _phrase(around.document, q)
    out = ["quoted more than once"] if around.quoted.get(phrase, 0) > 1 else []
    again = around.again.get(phrase, ())
    if "unmarked" in again:
        out.append("comes back without marks")
    if "longer" in again:
        out.append("stands in a longer quotation too")
    content = [i for i in tokens if len(around.document.words[i]) > 4]
    if content and all(around.loose[i] for i in content):
        out.append("all its words stand without marks too")
    return out


def _combined(names: list[str]) -> list[str]:
    """Pieces of evidence that say more together than each alone."""
    if "term, word, slogan or sign just before" in names:
        # A word that is spoken of says nothing by its worth.
        names = [name for name in names if name != "a word of worth or standing"]
    known = set(names)
    if {"nothing just before", "ends with a comma", "a reporting verb just after"} <= known:
        names.append("the sentence opens with it, a comma and a reporting verb follow")
    if "no reporting verb near" in known:
        if "a word of worth or standing" in known:
            names.append("a word of worth, no reporting verb")
        if "the writer speaks of I, we and you" in known:
            names.append("an opinionated writer, no reporting verb")
        if "lower case" in known and ("one word" in known or "two words" in known):
            names.append("short, lower case, no reporting verb")
    return names


@cache
def weights() -> dict[str, tuple[float, ...]]:
    """Feature -> weight for each of `CATEGORIES` but ``other``, from ``lexicons/quote_weights.csv``."""
    return {row["feature"]: tuple(float(row[c]) for c in CATEGORIES[:-1]) for row in read_rows("quote_weights")}


def classify(evidence: Collection[str], table: Mapping[str, tuple[float, ...]]) -> tuple[str, float, list[str]]:
    """The function that evidence speaks for most, its probability, and the features that speak most for it.

    Examples
    --------
    >>> classify(["one word", "a vote"], {"one word": (0, 0, 1, 1, 0), "a vote": (0, 0, 0, 2, 0)})
    ('mention', 0.778, ['a vote', 'one word'])
    """
    known = [(name, table[name]) for name in evidence if name in table]
    # Summed exactly, so that the order of the evidence cannot decide a tie.
    totals = [fsum(column) for column in zip(*(row for _, row in known), strict=True)] or [0.0] * 5
    best = totals.index(max(totals))
    probability = 1.0 / sum(exp(total - totals[best]) for total in totals)
    speaking = sorted((-row[best], name) for name, row in known if row[best] >= 0.1 and name != "any")
    return CATEGORIES[best], round(probability, 3), [name for _, name in speaking[:3]]


def find_quotes(document: Document) -> Iterator[Span]:
    """The quotations of a document with their function, in the order of their opening marks.

    Yields
    ------
    Span
        The text inside the marks; ``details`` has ``score``, the probability of the category, and ``reasons``,
        the features that speak most for it.

    Examples
    --------
    >>> text = "“We are leaving,” said Ann Lee. She voted “no.”"
    >>> [(text[s.start:s.end], s.category) for s in find_quotes(Document.of(text))]
    [('We are leaving,', 'direct'), ('no.', 'mention')]
    """
    if not document.quotations:
        return
    around, table = document.once(surroundings), weights()
    for number, q in enumerate(document.quotations):
        if not document.count_words(q.first, q.last):
            yield Span(q.start, q.end, "other", {"score": 1.0, "reasons": "no word inside"})
            continue
        category, probability, reasons = classify(features(around, number), table)
        yield Span(q.start, q.end, category, {"score": probability, "reasons": "; ".join(reasons)})


def functions(document: Document) -> tuple[Span, ...]:
    """The spans of `find_quotes`, one for each of ``document.quotations``; ask for it with ``document.once``."""
    return tuple(find_quotes(document))


def _find(document: Document) -> tuple[Span, ...]:
    return document.once(functions)


DEVICE = Device("quote", CATEGORIES, _find)

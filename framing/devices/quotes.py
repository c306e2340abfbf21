"""Quotations: why a text stands in quotation marks.

Six functions, after the literature on quotation (Cappelen and Lepore 1997; Predelli 2003; Meibauer 2015; Washington
1992 on mention; Gutzmann and Stei 2011 on scare quotes):

- ``direct``: a full clause or more of somebody's words, with a speaker;
- ``partial``: a fragment of somebody's words, woven into the writer's sentence;
- ``scare``: the marks signal distance: irony, doubt, "so-called";
- ``mention``: a name, slogan, label or term that is introduced or spoken of as a word;
- ``title``: the title of a work, programme, article or bill;
- ``other``: none of these; in practice a quotation without a word in it.

Evidence is gathered from the span, its sentence, the article and the quotations nearby. Each piece is a named
feature in this file; how much each counts for each function is a row of ``lexicons/quote_weights.csv``, the
coefficients of a multinomial logistic regression learned from coded quotations by ``tools/learn_quotes.py``. Every
span carries the probability of its label and the features that speak most for it, so that a reader can argue.

Doubtful cases, decided: words that echo somebody but are doubted are ``scare``; a slogan that is chanted is
``mention``; a full sentence after *a sign that read* is ``mention``; *yes* and *no* votes are ``mention``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from math import exp
from typing import NamedTuple

from framing.devices import Device, Span
from framing.devices.attribution import Attribution, attributions
from framing.devices.cues import reporting_words
from framing.document import Document, Quotation
from framing.lexicon import read_rows, word_list
from framing.wordclass import word_classes

CATEGORIES = ("direct", "partial", "scare", "mention", "title", "other")

_FINITE = frozenset(("be", "have", "modal", "do", "negation", "subject_contraction"))
_SUBJECT = frozenset(("subject_pronoun", "i", "we", "you", "subject_contraction"))
_NOUN = frozenset(("word", "-s", "name", "-ing"))


class Surroundings(NamedTuple):
    """What the features of a document's quotations are computed from, gathered once."""

    document: Document
    classes: tuple[str, ...]
    quoted: Mapping[tuple[str, ...], int]
    unquoted: frozenset[tuple[str, ...]]
    credits: Mapping[int, Attribution]


def surroundings(document: Document) -> Surroundings:
    """The repeated and the attributed words of a document."""
    words = document.words
    quotations = [q for q in document.quotations if q.last - q.first <= 6]
    phrases = Counter(_phrase(document, q) for q in quotations)
    wanted: dict[str, set[tuple[str, ...]]] = {}
    for phrase in phrases:
        if phrase:
            wanted.setdefault(phrase[0], set()).add(phrase)
    inside = {i for q in quotations for i in range(q.first, q.last)}
    unquoted = {
        phrase
        for i, word in enumerate(words)
        if word in wanted and i not in inside
        for phrase in wanted[word]
        if words[i : i + len(phrase)] == phrase
    }
    return Surroundings(document, document.once(word_classes), phrases, frozenset(unquoted), _credits(document))


def _credits(document: Document) -> dict[int, Attribution]:
    """Quotations, by their first token, with the attribution that has the shortest content around each."""
    starts = [q.start for q in document.quotations]
    credits: dict[int, Attribution] = {}
    for one in document.once(attributions):
        if one.content_start is None:
            continue
        inside = slice(bisect_left(starts, one.content_start), bisect_left(starts, one.content_end))
        for q in document.quotations[inside]:
            if q.end <= one.content_end and not q.start <= one.cue_start < q.end:
                other = credits.get(q.first)
                if other is None or _length(one) < _length(other):
                    credits[q.first] = one
    return credits


def _length(attribution: Attribution) -> int:
    return attribution.content_end - attribution.content_start


def _phrase(document: Document, quotation: Quotation) -> tuple[str, ...]:
    """The words of a quotation without a mark at its end."""
    words = document.words[quotation.first : quotation.last]
    return words[:-1] if words and words[-1] in (".", ",", "?", "!", "…") else words


def _listed(kind: str) -> frozenset[str]:
    return word_list("quotes", kind)


def features(around: Surroundings, quotation: Quotation) -> set[str]:
    """The names of the evidence that a quotation shows."""
    out = {"any"}
    out |= _of_span(around, quotation)
    out |= _of_sentence(around, quotation)
    out |= _of_article(around, quotation)
    return out


def _of_span(around: Surroundings, q: Quotation) -> set[str]:
    document, classes = around.document, around.classes
    tokens = [i for i in range(q.first, q.last) if classes[i] != "mark" and document.words[i][:1].isalnum()]
    kinds = [classes[i] for i in tokens]
    n = len(tokens)
    out = {
        "length "
        + (
            "1"
            if n < 2
            else "2"
            if n == 2
            else "3"
            if n == 3
            else "4 to 6"
            if n < 7
            else "7 to 12"
            if n < 13
            else "13 or more"
        )
    }
    final = document.tokens[q.last - 1]
    if final in (".", "?", "!", "…", "..."):
        out.add("ends with a stop" if final == "." else "ends with ? or !")
    elif final == ",":
        out.add("ends with a comma")
    if not tokens:
        return out
    first = document.tokens[tokens[0]]
    capitals = sum(document.tokens[i][:1].isupper() for i in tokens)
    if first[:1].isupper():
        out.add("opens with a capital")
    if n > 1 and capitals >= max(2, 0.6 * n):
        out.add("title case")
    if n == 1 and first[:1].isupper():
        out.add("one capitalised word")
    if any(kind in _FINITE for kind in kinds):
        out.add("has a finite verb")
    if any(kind in _SUBJECT for kind in kinds):
        out.add("has a subject pronoun")
    if kinds[0] in ("i", "we", "subject_contraction"):
        out.add("opens in the first person")
    if document.tokens[q.first] in ("#", "@"):
        out.add("hashtag")
    if n <= 4:
        words = [document.words[i] for i in tokens]
        if any(word in _listed("evaluative") for word in words):
            out.add("word of worth or status")
        if any(word in _listed("euphemism") for word in words):
            out.add("euphemism or fighting word")
        if any(word in _listed("vote") for word in words) or words in (["yes"], ["no"], ["yes", "no"]):
            out.add("a vote")
        if kinds == ["word"] or kinds == ["-ed"]:
            out.add("one lower-case word")
        if n > 1 and not capitals:
            out.add("short, all lower case")
    return out


def _window(document: Document, first: int, last: int, low: int, high: int) -> set[str]:
    return set(document.words[max(first, low) : min(last, high)])


def _of_sentence(around: Surroundings, q: Quotation) -> set[str]:
    document, classes = around.document, around.classes
    words = document.words
    opening, closing = q.first - 1, q.last
    first = document.sentence_at(max(opening, 0))[0]
    last = document.sentence_at(min(q.last, len(words) - 1))[1]
    before = classes[opening - 1] if opening > first else "start"
    after_at = closing + 1 if q.closed else closing
    after = classes[after_at] if after_at < last else "end"
    out = {f"before: {_group(before)}", f"after: {_group(after)}"}
    near = _window(document, first, last, opening - 3, opening)
    wide = _window(document, first, last, opening - 8, opening)
    behind = _window(document, first, last, after_at, after_at + 5)
    last_word = words[opening - 1] if opening > first else ""
    if near & _listed("naming"):
        out.add("naming verb before")
    if near & _listed("naming_noun"):
        out.add("term, word or phrase before")
    if near & _listed("known_as"):
        out.add("known as, short for or meaning")
    if near & _listed("title_noun") or behind & _listed("title_noun"):
        out.add("word for a work near")
    if near & _listed("broadcaster"):
        out.add("broadcaster before")
    if wide & _listed("distance"):
        out.add("distancing word before")
    if wide & _listed("speech_act"):
        out.add("verb of judging or arguing before")
    if last_word == "as":
        out.add("as before")
    if before in ("determiner", "possessive", "name's", "word's", "number") and after in _NOUN:
        out.add("between determiner and noun")
    if any(_reports(word) for word in wide):
        out.add("reporting verb before")
    if any(_reports(word) for word in behind):
        out.add("reporting verb after")
    sentence = set(words[first:opening]) | set(words[after_at:last])
    if not any(_reports(word) for word in sentence):
        out.add("no reporting verb in the sentence")
    if sentence & {"said", "says", "say", "told", "wrote", "tweeted"}:
        out.add("said, told or wrote in the sentence")
    if sentence & {"he", "she", "his", "her", "they", "their"}:
        out.add("a person is spoken of in the sentence")
    if not out & {"reporting verb before", "reporting verb after"} and "name" not in classes[first:opening]:
        out.add("no name before, no reporting verb near")
    if opening == document.paragraph_at(max(opening, 0))[0]:
        out.add("opens the paragraph")
    return out


def _group(kind: str) -> str:
    """The classes that stand next to a quotation, in fewer groups."""
    return _GROUPS.get(kind, kind)


_GROUPS = (
    dict.fromkeys(
        ("of", "for", "on", "about", "against", "with", "by", "in", "at", "preposition", "as", "to"),
        "preposition",
    )
    | dict.fromkeys(("name's", "word's", "possessive"), "owner")
    | dict.fromkeys(("-s", "word", "-ing", "number", "digits"), "word")
    | dict.fromkeys(("-ly", "adverb"), "adverb")
    | dict.fromkeys(("—", "–", "-", ";", "mark", "(", ")", "single_quote"), "mark")
    | dict.fromkeys(("be", "have", "modal", "do", "negation", "not"), "auxiliary")
    | dict.fromkeys(("subject_pronoun", "object_pronoun", "i", "we", "you", "subject_contraction"), "pronoun")
    | dict.fromkeys(("relative", "question", "subordinator"), "conjunction")
    | dict.fromkeys((".", "?", "!"), "stop")
    | dict.fromkeys(("weekday", "month"), "name")
)


@cache
def _reports(word: str) -> bool:
    entry = reporting_words().get(word)
    return entry is not None and entry.part in ("finite", "base") and entry.cue_class != "mental"


def _of_article(around: Surroundings, q: Quotation) -> set[str]:
    document = around.document
    out = set()
    if q.last - q.first <= 6:
        phrase = _phrase(document, q)
        if around.quoted[phrase] > 1:
            out.add("quoted more than once")
        if phrase in around.unquoted:
            out.add("comes back without marks")
    if q.depth:
        out.add("inside another quotation")
    if q.single:
        out.add("single marks")
    if q.continues:
        out.add("goes on from the paragraph before")
    sentence = document.sentence_at(max(q.first - 1, 0))
    others = [o for o in document.quotations_in(*sentence) if o is not q and not o.depth]
    if any(o.last - o.first > 7 for o in others):
        out.add("a long quotation in the sentence")
    if any(o.last - o.first <= 4 and abs(o.first - q.first) <= 12 for o in others):
        out.add("another short quotation near")
    attribution = around.credits.get(q.first)
    if attribution is None:
        out.add("nobody credited")
    else:
        out.add("credited to a source" if attribution.source else "credited, source hidden")
        out.add(f"credited, {attribution.cue_class} cue")
        if attribution.kind == "direct":
            out.add("is itself the content")
    return out


@cache
def weights() -> dict[str, dict[str, float]]:
    """Feature -> category -> weight, from ``lexicons/quote_weights.csv``."""
    table: dict[str, dict[str, float]] = {}
    for row in read_rows("quote_weights"):
        table[row["feature"]] = {category: float(row[category]) for category in CATEGORIES[:-1]}
    return table


def classify(evidence: set[str], table: Mapping[str, Mapping[str, float]]) -> tuple[str, float, list[str]]:
    """The function that evidence speaks for most, its probability, and the features that speak most for it."""
    known = sorted(name for name in evidence if name in table)
    scores = {category: sum(table[name][category] for name in known) for category in CATEGORIES[:-1]}
    best = max(scores, key=scores.get)
    total = sum(exp(score - scores[best]) for score in scores.values())
    speaking = sorted(known, key=lambda name: (-table[name][best], name))
    return best, 1.0 / total, [name for name in speaking if name != "any" and table[name][best] > 0.1][:3]


def find_quotes(document: Document) -> Iterator[Span]:
    """The quotations of a document with their function, in the order of their opening marks.

    Yields
    ------
    Span
        The text inside the marks; ``details`` has ``score``, the probability of the category, and ``reasons``.

    Examples
    --------
    >>> text = "“We are leaving,” said Ann Lee. The so-called “reform” failed."
    >>> [(text[s.start:s.end], s.category) for s in find_quotes(Document.of(text))]
    [('We are leaving,', 'direct'), ('reform', 'scare')]
    """
    if not document.quotations:
        return
    around, table = surroundings(document), weights()
    for quotation in document.quotations:
        if not document.count_words(quotation.first, quotation.last):
            yield Span(quotation.start, quotation.end, "other", {"score": 1.0, "reasons": "no word inside"})
            continue
        category, probability, reasons = classify(features(around, quotation), table)
        details = {"score": round(probability, 3), "reasons": "; ".join(reasons)}
        yield Span(quotation.start, quotation.end, category, details)


DEVICE = Device("quote", CATEGORIES, find_quotes)

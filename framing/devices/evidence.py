"""The evidence that a word is a cue of attribution: its own words and place, then the candidates beside it.

Every piece of evidence is a feature with a name that says what it is; a row of a table says how much it counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import exp
from typing import NamedTuple

from framing.devices.reporting import CueTable, reporting_words
from framing.document import Document
from framing.lexicon import word_list
from framing.wordclass import word_classes

_AUXILIARY = frozenset(("have", "be", "modal", "do", "not", "negation", "-ly", "adverb"))
_PERSON = frozenset(("he", "she", "who", "i", "we", "they"))
_SUBJECT_KINDS = ("anonymous", "role", "collective", "document", "media", "organisation", "place")
# How far to look for a subject, and for other candidates: tokens and candidates. Bounds, as a text can be one sentence.
_FAR_SUBJECT = 12
_NEAR_CANDIDATES = 12
_FAR_CANDIDATE = 60
_PLACES = ((0, "3 before"), (1, "2 before"), (2, "before"), (4, "then"), (5, "2 after"), (6, "3 after"))
_JOINTS = ("that", "coordinator", ",", "quote", "to", "relative", "subordinator", "subject_pronoun")


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
    while subject >= max(first, at - _FAR_SUBJECT) and classes[subject] in _AUXILIARY:
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
    out.update(_word_features(document, classes, at, first, last))
    out["place " + ("early" if at - first < 4 else "late" if last - at < 5 else "middle")] = 1.0
    if last - first < 8:
        out["short sentence"] = 1.0
    if document.tokens[at][:1].isupper():
        out["capital"] = 1.0
    if first == 0:
        out["headline"] = 1.0
    if _as_by(around, at):
        out["as ... by"] = 1.0
    if word == ":":
        out.update(_label_features(document, at))
    if "name" in classes[max(first, at - 4) : at]:
        out["name before"] = 1.0
    if "name" in classes[at + 1 : min(last, at + 4)]:
        out["name after"] = 1.0
    return out


def _word_features(document: Document, classes: tuple[str, ...], at: int, first: int, last: int) -> dict[str, float]:
    """The words at and around a candidate, and the pairs of word classes around it."""
    words = document.words
    near = [words[i] if first <= i < last else "end" for i in range(at - 3, at + 4)]
    kinds = [classes[i] if first <= i < last else "end" for i in range(at - 2, at + 3)]
    word = near[3]
    names = [f"{place}: {near[k]}" for k, place in _PLACES]
    names += [
        f"word: {word}",
        f"word: {word}, then {near[4]}",
        f"word: {word}, after {near[2]}",
        f"word: {word}, then class {kinds[3]}",
        f"word: {word}, after class {kinds[1]}",
        f"between {kinds[1]} and {kinds[3]}",
        f"then {kinds[3]} and {kinds[4]}",
        f"after {kinds[0]} and {kinds[1]}",
        f"ends in {word[-3:]}",
    ]
    return dict.fromkeys(names, 1.0)


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


def neighbours(around: Context, places: Sequence[int], scores: Sequence[float]) -> list[dict[str, float]]:
    """For each candidate, the evidence from its own score and from the other candidates of its sentence.

    Parameters
    ----------
    around : Context
    places : sequence of int
        The candidates' tokens, in order.
    scores : sequence of float
        Their log-odds from `features`.
    """
    sentence_at = around.document.sentence_at
    odds = [1.0 / (1.0 + exp(-score)) if score > -30 else 0.0 for score in scores]
    sentences = [sentence_at(at)[0] for at in places]
    parts = [_part(around, at) for at in places]
    found = []
    for k, score in enumerate(scores):
        low = k
        while low > max(0, k - _NEAR_CANDIDATES) and sentences[low - 1] == sentences[k]:
            low -= 1
        high = k + 1
        while high < min(len(places), k + 1 + _NEAR_CANDIDATES) and sentences[high] == sentences[k]:
            high += 1
        out = {
            "bias": 1.0,
            "own": score,
            "own above 0": max(score, 0.0),
            "own above 2": max(score - 2.0, 0.0),
            "own below -2": min(score + 2.0, 0.0),
        }
        for side, others in (("before", range(low, k)), ("after", range(k + 1, high))):
            out.update(_side(around, places, scores, odds, parts, k, side, others))
        if high - low == 1:
            out["alone"] = 1.0
        if _as_by(around, places[k]):
            out["as ... by"] = 1.0
        paragraph = [
            odds[j]
            for j in range(max(0, k - 6), min(len(places), k + 7))
            if sentences[j] != sentences[k] and abs(places[j] - places[k]) < 80
        ]
        out["sentences around"] = sum(paragraph)
        if not paragraph:
            out["no candidate in the sentences around"] = 1.0
        found.append(out)
    return found


def _as_by(around: Context, at: int) -> bool:
    """``as reported by``: the verb cannot be anything but a cue."""
    return around.classes[at - 1 : at] == ("as",) and around.classes[at + 1 : at + 2] == ("by",)


def _part(around: Context, at: int) -> str:
    reporting = reporting_words().get(around.document.words[at])
    return reporting.part if reporting else "unlisted"


def _side(
    around: Context,
    places: Sequence[int],
    scores: Sequence[float],
    odds: Sequence[float],
    parts: Sequence[str],
    k: int,
    side: str,
    others: range,
) -> dict[str, float]:
    """The evidence from the candidates on one side: the likeliest of them, and the nearest."""
    if not others:
        return {f"none {side}": 1.0}
    best = max(others, key=scores.__getitem__)
    nearest = others[-1] if side == "before" else others[0]
    likely, distance, near = odds[best], abs(places[best] - places[k]), abs(places[nearest] - places[k])
    band = next((str(limit) for limit in (1, 2, 4, 9) if distance <= limit), "more")
    out = {
        f"best {side}": likely,
        f"best {side}, log-odds": max(scores[best], -30.0),
        f"sum {side}": min(sum(odds[j] for j in others), 3.0),
        f"best {side} in fifth {int(likely * 5)}": 1.0,
        f"best {side}, distance {band}": likely,
        f"best {side}, own part {parts[k]}": likely,
        f"best {side}, its part {parts[best]}": likely,
        f"best {side}, parts {parts[k]} and {parts[best]}": likely,
        f"nearest {side}": odds[nearest],
        f"nearest {side}, distance {'1' if near < 2 else '3' if near < 4 else 'more'}": odds[nearest],
    }
    low, high = sorted((places[best], places[k]))
    between = frozenset(around.classes[low + 1 : high]) if high - low < _FAR_CANDIDATE else frozenset(("far",))
    out.update((f"best {side}, between {joint}", likely) for joint in _JOINTS if joint in between)
    if between <= _AUXILIARY | {"to"}:
        out[f"best {side}, only auxiliaries between"] = likely
    return out

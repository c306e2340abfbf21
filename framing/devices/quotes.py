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
it, so that a reader can argue. The quotations of many articles are judged at once, each feature being an array with a
truth value a quotation.

Doubtful cases, decided: words that echo somebody but are doubted are ``scare``; a slogan on a sign or hat, a *yes* or
*no* that names a vote, and the name of a campaign or a group are ``mention``; a speech, play or event with a name of
its own is ``title``. Scare quotes are the least certain of the six: irony is often visible only to those who know
the facts. ``score`` says how certain a label is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from math import fsum
from typing import NamedTuple

import numpy as np

from framing.devices import Device, Span
from framing.devices.joined import Joined, joined
from framing.devices.reporting import reporting_words
from framing.document import Document, Quotation
from framing.lexicon import read_rows, word_list
from framing.wordclass import ClassedTable

CATEGORIES = ("direct", "partial", "scare", "mention", "title", "other")

_LONG = 7
# Tokens after which a quotation is long whatever follows, and its kind is plain.
_ENOUGH = 20
# How far from its marks the words of a sentence count; how far behind the sentence a reporting verb does.
_FAR, _FARTHER = 25, 30
# How many documents are judged at once, which bounds the memory for what stands again in each.
_TOGETHER = 64
_FINAL_MARKS = frozenset(".,?!…;:")
_ADJECTIVE = ("ful", "less", "ous", "ive", "able", "ible", "al", "ic", "ent", "ant")

# What counts of words, by lists of their own and by their classes.
_LISTS = (
    "as_verb", "bearer", "broadcaster", "counter", "demonstrative", "gloss", "intensifier", "judgement", "naming",
    "plain_speech", "polemic", "said", "so-called", "term", "voice", "vote", "work_after", "work_before", "worth",
)  # fmt: skip
_WORDS = {
    "he or she": "he she",
    "would": "would could",
    "no": "no never nothing not",
    "was": "was were been",
    "person": "i my me we our us you your i'm i've we're we've it's",
    "the": "the",
    "a": "a an",
    "to": "to",
    "gloss": "( [ — – -",
}
# Classes of the words that stand next to a quotation, in groups; other classes say too little.
_GROUPS = {
    "preposition": "for on about against with by in at preposition of to",
    "owner": "name's word's possessive",
    "noun or adjective": "-s word -ing number digits",
    "participle": "-ed",
    "mark": "— – - ; mark ( ) single_quote quote",
    "auxiliary": "be have modal do negation not",
    "determiner": "determiner",
    "coordinator": "coordinator",
    "name": "name weekday month",
    "comma": ",",
}
_CLASSES = {
    **_GROUPS,
    "function": "preposition of to for on about against with by in at as determiner possessive coordinator",
    "finite": "be have modal do negation subject_contraction",
    "subject": "subject_pronoun i we you subject_contraction",
    "noun": "word -s name -ing",
    "as": "as",
    "be": "be",
    "no": "negation",
    "possessive": "possessive",
    "a name": "name",
    "-ing": "-ing",
    "-ly": "-ly",
    "-s": "-s",
    "plain": "word",
}
_SHAPES = ("word", "capital", "small worth", "digit", "five letters", "adjective", "hyphen")
_MARKS = {
    "full stop": frozenset("."),
    "stop": frozenset(("?", "!", "…", "...", "?!")),
    "closes a line": frozenset(".?!”\"’'"),
}
_BITS = {name: 1 << bit for bit, name in enumerate(dict.fromkeys([
    *_LISTS, *_WORDS, *_CLASSES, *_SHAPES, *_MARKS, "reports", "plain report"
]))}  # fmt: skip
# What counts only outside quotation marks.
_OUTSIDE = sum(_BITS[name] for name in ("voice", "said", "polemic", "counter", "reports", "plain report"))


@cache
def _listed(kind: str) -> frozenset[str]:
    return word_list("quotes", kind)


@cache
def _phrases() -> dict[tuple[str, ...], str]:
    """Well-known titles and terms -> ``title`` or ``mention``."""
    return {tuple(row["phrase"].split()): row["function"] for row in read_rows("quote_phrases")}


@cache
def _known() -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """What counts of words, of classes and of marks: the sum of its bits."""
    words, classes, marks = Counter(), Counter(), Counter()
    for name in dict.fromkeys((*_LISTS, *_WORDS)):
        listed = _listed(name) if name in _LISTS else frozenset()
        for word in listed.union(_WORDS.get(name, "").split()):
            words[word] |= _BITS[name]
    for word, entry in reporting_words().items():
        if entry.part in ("finite", "base") and entry.cue_class != "mental":
            words[word] |= _BITS["reports"] | (_BITS["plain report"] if word in _listed("plain_speech") else 0)
    for name, kinds in _CLASSES.items():
        for kind in kinds.split():
            classes[kind] |= _BITS[name]
    for name, listed in _MARKS.items():
        for mark in listed:
            marks[mark] |= _BITS[name]
    return dict(words), dict(classes), dict(marks)


_WORD, _CAPITAL, _SMALL_WORTH, _DIGIT, _FIVE_LETTERS, _IS_ADJECTIVE, _HYPHEN = (_BITS[name] for name in _SHAPES)


def _type_bits(token: str, word: str, own_class: str) -> int:
    words, classes, marks = _known()
    bits, first = words.get(word, 0) | classes.get(own_class, 0) | marks.get(token, 0), word[:1]
    if first.isalnum():
        bits |= _WORD | _DIGIT if first.isdigit() else _WORD
    if token[:1].isupper():
        bits |= _CAPITAL
    elif word in _listed("worth") and token.islower():
        bits |= _SMALL_WORTH
    if len(word) > 4:
        bits |= _FIVE_LETTERS
    if word.endswith(_ADJECTIVE):
        bits |= _IS_ADJECTIVE
    if "-" in word:
        bits |= _HYPHEN
    return bits


_TYPE_BITS = ClassedTable(_type_bits, "int64")


def _any(bits: np.ndarray, *names: str) -> np.ndarray:
    """Whether one of some things holds."""
    return bits & sum(_BITS[name] for name in names) != 0


class _Quoted(NamedTuple):
    """Quotations of joined documents in arrays.

    ``owner`` is the position of the document, ``first`` and ``last`` the tokens inside the marks, ``begin`` and ``end``
    the sentence, in which the tokens ``opening`` to ``after`` (exclusive) are the quotation with its marks.
    """

    owner: np.ndarray
    first: np.ndarray
    last: np.ndarray
    single: np.ndarray
    depth: np.ndarray
    begin: np.ndarray
    end: np.ndarray
    opening: np.ndarray
    after: np.ndarray
    limit: np.ndarray


def _quoted(text: Joined) -> _Quoted:
    owner = np.arange(len(text.documents)).repeat([len(document.quotations) for document in text.documents])
    fields = chain.from_iterable(chain.from_iterable(document.quotations for document in text.documents))
    _, _, first, last, single, depth, closed, _ = np.fromiter(fields, np.int64).reshape(-1, len(Quotation._fields)).T
    first, last = first + text.offsets[owner], last + text.offsets[owner]
    limit = (text.offsets + [len(document.tokens) for document in text.documents])[owner]
    opening, after = first - 1, last + closed
    begins, ends = text.sentences
    begin = begins[np.searchsorted(begins, opening, "right") - 1]
    end = np.maximum(ends[np.searchsorted(begins, np.minimum(last, limit - 1), "right") - 1], after)
    return _Quoted(owner, first, last, single > 0, depth, begin, end, opening, after, limit)


def _near(bits: np.ndarray, at: np.ndarray, step: int, most: int, limit: np.ndarray) -> np.ndarray:
    """What holds of the tokens from a place on, in row ``n`` of the nearest ``n``, up to a limit (exclusive)."""
    places = at + step * np.arange(most)[:, None]
    found = np.zeros((most + 1, len(at)), np.int64)
    found[1:] = np.where((limit - places) * step > 0, bits.take(places, mode="clip"), 0)
    return np.bitwise_or.accumulate(found, axis=0, out=found)


Shown = dict[str, np.ndarray]


def surroundings(document: Document) -> Shown:
    """The evidence on the quotations of a document: name -> whether it holds, a truth value a quotation."""
    return _evidence(Joined.of([document]))


def features(around: Shown, number: int) -> list[str]:
    """The names of the evidence that the quotation ``document.quotations[number]`` shows, each once.

    Examples
    --------
    >>> features(surroundings(Document.of("The so-called “experts” left.")), 0)[-2:]
    ['a word of worth, no reporting verb', 'short, lower case, no reporting verb']
    """
    return [name for name, holds in around.items() if holds[number]]


def _inside(q: _Quoted, n_tokens: int) -> np.ndarray:
    """Whether each token stands in quotation marks: 1 in a short quotation, 2 in a longer one."""
    outermost = q.depth == 0
    first, last = q.first[outermost], q.last[outermost]
    kinds = np.where(last - first > _LONG, 2, 1)
    edges = np.zeros(n_tokens, np.int8)
    edges[first] = kinds
    edges[last] -= kinds
    return edges.cumsum(dtype=np.int8)


def _evidence(text: Joined) -> Shown:
    """The evidence on the quotations of joined documents."""
    q, bits = _quoted(text), text.values(_TYPE_BITS)
    inside = _inside(q, len(bits))
    bits[inside > 0] &= ~_OUTSIDE
    places = q.first + np.arange(_ENOUGH)[:, None]
    words = np.where(places < q.last, bits.take(places, mode="clip"), 0)
    words[~_any(words, "word")] = 0
    before = _near(bits, q.opening - 1, -1, _FAR, q.begin - 1)
    behind = _near(bits, q.after, 1, _FAR, q.end)
    shown = _shape(words, bits[q.last - 1])
    shown |= _sides(q, before, behind)
    shown |= _naming(before)
    shown |= _work(before, behind, shown["lower case"] & ~_any(bits[q.first], "digit"))
    shown |= _sentence(q, bits, before, behind)
    shown |= _place(text, q, bits)
    shown |= _neighbours(q)
    shown |= _said_again(text, q, inside)
    titled = shown["opens with a capital"] | _any(_first(words), "digit")
    shown["a well-known title"] = shown["a well-known title"] & titled
    content = _any(words, "five letters")
    loose = content.copy()
    loose[content] = _stand_loose(text, inside, places[content])
    shown["all its words stand without marks too"] = content.any(axis=0) & (loose == content).all(axis=0)
    tone = _tone(text, q, bits, inside)
    tone = {name: holds[q.owner] for name, holds in tone.items()}
    worded = words.any(axis=0)
    return (
        {"any": np.ones(len(worded), bool)}
        | tone
        | {name: holds & worded for name, holds in _combined(shown | tone).items() if name not in tone}
    )


def _tone(text: Joined, q: _Quoted, bits: np.ndarray, inside: np.ndarray) -> Shown:
    """What holds of whole articles, a truth value a document."""
    n = len(text.documents)
    n_tokens = np.array([len(document.tokens) for document in text.documents])
    outside = np.maximum(1, n_tokens - np.add.reduceat(inside > 0, text.offsets, dtype=np.int64))
    telling = _any(bits, "voice", "said", "polemic").nonzero()[0]
    owner, told = text.owners(telling), bits[telling]

    def rate(name: str) -> np.ndarray:
        return np.bincount(owner[_any(told, name)], minlength=n) / outside

    outermost = q.depth == 0
    quotations = np.bincount(q.owner, outermost, n)
    long = np.bincount(q.owner, outermost & (q.last - q.first > _LONG), n)
    return {
        "the writer speaks of I, we and you": rate("voice") > 0.02,
        "an article that rarely says said": rate("said") < 0.003,
        "an article of fighting words": rate("polemic") > 0.004,
        "many short quotations, hardly a longer one": (long <= 1) & (quotations - long >= 4),
    }


def _stand_loose(text: Joined, inside: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Whether the words of some tokens stand outside quotation marks too, in the same article."""
    words = text.vocabulary.of_words(text.codes)
    numbers = np.zeros(len(text.vocabulary.tokens), np.int32)
    numbers[words[places]] = np.arange(1, len(places) + 1)
    number = numbers[words]
    loose = ((number > 0) & (inside == 0)).nonzero()[0]
    found = np.zeros((len(text.documents), len(places) + 1), bool)
    found[text.owners(loose), number[loose]] = True
    return found[text.owners(places), number[places]]


def _said_again(text: Joined, q: _Quoted, inside: np.ndarray) -> Shown:
    """Whether the words of short quotations are known or stand again in their article."""
    short = (q.last - q.first <= _LONG).nonzero()[0]
    owners, first, last = q.owner[short], q.first[short], q.last[short]
    offsets = text.offsets[owners]
    phrases = [
        (owner, _phrase(text.documents[owner].words, begin, end))
        for owner, begin, end in zip(
            owners.tolist(), (first - offsets).tolist(), (last - offsets).tolist(), strict=True
        )
    ]
    quoted, again = Counter(phrases), _repeated(text, first, inside, phrases)
    rows = []
    for key in phrases:
        known, here = _phrases().get(key[1]), again[key]
        rows.append((known == "title", known == "mention", bool(key[1]) and quoted[key] > 1, 1 in here, 2 in here))
    found = np.zeros((5, len(q.first)), bool)
    found[:, short] = np.array(rows, bool).reshape(-1, 5).T
    return {
        "a well-known title": found[0],
        "a well-known term": found[1],
        "quoted more than once": found[2],
        "comes back without marks": found[3],
        "stands in a longer quotation too": found[4],
    }


def _phrase(words: tuple[str, ...], first: int, last: int) -> tuple[str, ...]:
    """The words of a quotation without the marks at its end."""
    while last > first and words[last - 1] in _FINAL_MARKS:
        last -= 1
    return words[first:last]


def _repeated(
    text: Joined, first: np.ndarray, inside: np.ndarray, phrases: list[tuple[int, tuple[str, ...]]]
) -> dict[tuple[int, tuple[str, ...]], set[int]]:
    """Where quoted phrases of up to four words stand again in their article: 1 without marks, 2 in a longer quotation.

    ``first`` are the tokens at which the phrases begin.
    """
    lengths = np.array([len(phrase) for _, phrase in phrases])
    words = text.vocabulary.of_words(text.codes)
    # What opens a phrase alone or before a word that is the second of one.
    alone, opening, second = np.zeros((3, len(text.vocabulary.tokens)), bool)
    alone[words[first[lengths == 1]]] = True
    longer = first[(lengths > 1) & (lengths <= 4)]
    opening[words[longer]] = True
    second[words[longer + 1]] = True
    begins = opening[words]
    begins[:-1] &= second[words[1:]]
    places = ((begins | alone[words]) & (inside != 1)).nonzero()[0]
    lengths_of: dict[tuple[int, tuple[str, ...]], set[int]] = {}
    for owner, phrase in phrases:
        if 0 < len(phrase) <= 4:
            lengths_of.setdefault((owner, phrase[:1]), set()).add(len(phrase))
    found: dict[tuple[int, tuple[str, ...]], set[int]] = {key: set() for key in phrases}
    owners = text.owners(places)
    columns = (places - text.offsets[owners], owners, inside[places])
    for at, owner, kind in zip(*(column.tolist() for column in columns), strict=True):
        words = text.documents[owner].words
        for length in lengths_of.get((owner, words[at : at + 1]), ()):
            key = owner, words[at : at + length]
            if key in found:
                found[key].add(2 if kind else 1)
    return found


def _first(words: np.ndarray) -> np.ndarray:
    """What holds of the first word of each quotation."""
    return np.take_along_axis(words, (words != 0).argmax(axis=0)[None], axis=0)[0]


def _shape(words: np.ndarray, final: np.ndarray) -> Shown:
    """Length, capitals, clause, closing mark and kind of the words inside the marks."""
    n = np.count_nonzero(words, axis=0)
    first, last, every = _first(words), _first(words[::-1]), np.bitwise_or.reduce(words, axis=0)
    capitals = np.count_nonzero(_any(words, "capital"), axis=0)
    finite, single, few = _any(every, "finite"), n == 1, n <= 3
    clause = finite & _any(every, "subject")
    title = capitals >= np.maximum(2, 0.6 * n)
    determined = _any(first, "determiner", "possessive")
    return {
        "one word": single,
        "two words": n == 2,
        "three words": n == 3,
        "four to six words": (n > 3) & (n <= 6),
        "seven to twelve words": (n > 6) & (n <= 12),
        "more than twelve words": n > 12,
        "ends with a full stop": _any(final, "full stop"),
        "ends with ? or !": _any(final, "stop"),
        "ends with a comma": _any(final, "comma"),
        "has an article, preposition or and": _any(every, "function") & ~single,
        "has a finite verb": finite,
        "has a subject and a verb": clause,
        "opens with its subject": clause & _any(first, "subject"),
        "opens with a capital": _any(first, "capital"),
        "title case": title,
        "one capitalised word": ~title & single & (capitals > 0),
        "lower case": ~title & (capitals == 0),
    } | {
        name: holds & (n <= 4)
        for name, holds in {
            "a vote": single & _any(first, "vote"),
            "a word of judgement or feeling": _any(every, "judgement"),
            "ends like an adjective": _any(last, "adjective"),
            "ends in a plural": few & _any(last, "-s"),
            "a short word": single & ~_any(last, "five letters"),
            "begins and ends with plain words": ~single & _any(first, "plain") & _any(last, "plain", "-s"),
            "a word of worth or standing": few & (_any(every, "small worth") | single & _any(every, "worth")),
            "opens with an intensifier": ~single & _any(first, "intensifier", "-ly"),
            "opens with a determiner": determined,
            "opens with a verb form": ~determined & _any(first, "participle", "-ing"),
            "hyphenated": _any(every, "hyphen"),
        }.items()
    }


def _sides(q: _Quoted, before: np.ndarray, behind: np.ndarray) -> Shown:
    """The classes of the words just before and after."""
    shown = {}
    for side, word, nothing in (("before", before[1], q.opening <= q.begin), ("after", behind[1], q.after >= q.end)):
        shown |= {f"{group} just {side}": _any(word, group) for group in _GROUPS}
        shown[f"nothing just {side}"] = nothing
    shown["between determiner and noun"] = _any(before[1], "owner", "determiner") & _any(behind[1], "noun")
    return shown


def _naming(before: np.ndarray) -> Shown:
    """Words just before the opening mark that name, gloss, doubt or point."""
    last = before[1]
    naming = _any(last, "naming") | _any(last, "determiner", "as") & _any(before[2], "naming")
    term = _any(last, "term")
    return {
        "a naming verb just before": naming,
        "a naming verb before, its object between": ~naming & _any(before[8], "naming"),
        "term, word, slogan or sign just before": term,
        "term, word, slogan or sign before": ~term & _any(before[3], "term"),
        "so-called or the like before": _any(before[8], "so-called"),
        "this, these or such before": _any(last, "demonstrative"),
        "the before": _any(last, "the"),
        "a or an before": _any(last, "a"),
        "to just before": _any(last, "to"),
        "be just before": _any(last, "be"),
        "hailed, dismissed or the like as before": _any(last, "as", "a", "the") & _any(before[14], "as_verb"),
    }


def _work(before: np.ndarray, behind: np.ndarray, small: np.ndarray) -> Shown:
    """Words for works and broadcasters around a quotation that could be a title."""
    work = np.where(_any(before[1], "naming"), _any(before[10], "work_before"), _any(before[3], "work_before"))
    return {
        "a word for a work before, no capital": work & small,
        "a word for a work before": work & ~small,
        "a word for a work after": _any(behind[3], "work_after") & ~small,
        "a broadcaster before": _any(before[3], "broadcaster") & ~small,
    }


def _sentence(q: _Quoted, bits: np.ndarray, before: np.ndarray, behind: np.ndarray) -> Shown:
    """Who could be speaking, and signs that the sentence reports or that the writer speaks."""
    all_before, all_behind = before[_FAR], behind[_FAR]
    beside = all_before | all_behind
    reporting = _any(bits, "reports").nonzero()[0]
    farther = np.searchsorted(reporting, (q.end, np.minimum(q.end + _FARTHER, q.limit)))
    close, closer = (_any(before[n], "reports") for n in (8, 2))
    follows = _any(behind[5], "reports")
    return {
        "rule, group, tax or the like after": _any(behind[2], "bearer") & (q.last - q.first <= 6),
        "a gloss after": (q.after < q.limit) & _any(bits.take(q.after, mode="clip"), "gloss"),
        "a name before": _any(all_before, "a name"),
        "a name close before": _any(before[4], "a name"),
        "he or she before": _any(all_before, "he or she"),
        "would or could before": _any(before[6], "would"),
        "a negation before": _any(before[6], "no"),
        "was or were close before": _any(before[3], "was"),
        "I, we, you or it's in the sentence": _any(beside, "person"),
        "a reporting verb after the sentence": farther[0] < farther[1],
        "a reporting verb just before": closer,
        "a reporting verb before": close & ~closer,
        "a reporting verb far before": _any(all_before, "reports") & ~close,
        "a reporting verb just after": follows,
        "a reporting verb far after": _any(all_behind, "reports") & ~follows,
        "no reporting verb near": ~_any(beside, "reports"),
        "said, told or wrote in the sentence": _any(beside, "plain report"),
        "fighting words in the sentence": _any(beside, "polemic"),
        "actually, in reality or the like in the sentence": _any(beside, "counter"),
    }


def _place(text: Joined, q: _Quoted, bits: np.ndarray) -> Shown:
    """Where in its sentence and paragraph a quotation stands, and in which marks."""
    begins, ends = text.ranges([document.paragraphs for document in text.documents])
    paragraph = np.searchsorted(begins, q.opening, "right") - 1
    begin, end = begins[paragraph], ends[paragraph]
    return {
        "opens the paragraph": q.opening == begin,
        "ends the sentence": q.end - q.after <= 1,
        "single marks": q.single,
        "inside another quotation": q.depth > 0,
        "in a heading": (end - begin <= 30) & ~_any(bits[end - 1], "closes a line"),
    }


def _neighbours(q: _Quoted) -> Shown:
    """Quotations beside each one in its sentence, and before it."""
    n, length = len(q.first), q.last - q.first
    is_long, is_short = length > _LONG, length <= 5
    long, short, before = np.zeros((3, n), bool)
    for shift in (3, 2, 1):
        left, right = slice(None, -shift), slice(shift, None)
        alike = (q.owner[left] == q.owner[right]) & (q.depth[left] == q.depth[right])
        near = q.first[right] - q.first[left] <= 14
        for here, there in ((left, right), (right, left)):
            beside = alike & (q.begin[here] <= q.first[there]) & (q.first[there] < q.end[here])
            long[here] |= beside & is_long[there]
            short[here] |= beside & is_short[there] & near
        # The nearest one decides.
        outside = (q.owner[left] == q.owner[right]) & (q.depth[left] == 0) & (q.last[left] <= q.first[right])
        closely = is_long[left] & (q.first[right] - q.last[left] <= 40)
        before[right] = np.where(outside, closely, before[right])
    return {
        "a long quotation in the sentence": long,
        "another short quotation near": short,
        "a long quotation shortly before": before,
    }


def _combined(shown: Shown) -> Shown:
    """Pieces of evidence that say more together than each alone, beside the pieces."""
    # A word that is spoken of says nothing by its worth.
    worth = shown["a word of worth or standing"] & ~shown["term, word, slogan or sign just before"]
    silent = shown["no reporting verb near"]
    opens = shown["nothing just before"] & shown["ends with a comma"] & shown["a reporting verb just after"]
    few = shown["one word"] | shown["two words"]
    return shown | {
        "a word of worth or standing": worth,
        "the sentence opens with it, a comma and a reporting verb follow": opens,
        "a word of worth, no reporting verb": worth & silent,
        "an opinionated writer, no reporting verb": shown["the writer speaks of I, we and you"] & silent,
        "short, lower case, no reporting verb": few & shown["lower case"] & silent,
    }


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
    weighing = _Weighing.of({name: table[name] for name in evidence if name in table})
    [(category, probability, reasons)] = weighing.judge(np.ones((1, len(weighing.names)), bool))
    return category, probability, reasons


class _Weighing(NamedTuple):
    """A table of weights: names, weights by name and function, and for each function the names that speak for it."""

    names: list[str]
    weights: np.ndarray
    speaking: list[list[int]]

    @classmethod
    def of(cls, table: Mapping[str, tuple[float, ...]]) -> _Weighing:
        names = list(table)
        rows = np.array(list(table.values()), float).reshape(-1, len(CATEGORIES) - 1)
        telling = [at for at, name in enumerate(names) if name != "any"]
        speaking = [
            sorted((at for at in telling if column[at] >= 0.1), key=lambda at, column=column: (-column[at], names[at]))
            for column in rows.T
        ]
        return cls(names, rows, speaking)

    def judge(self, holds: np.ndarray) -> Iterable[tuple[str, float, list[str]]]:
        """What `classify` gives, for many quotations: whether each piece of evidence holds, a row a quotation."""
        totals = holds @ self.weights
        best, most = totals.argmax(axis=1), totals.max(axis=1, keepdims=True)
        for tied in (np.count_nonzero(totals > most - 1e-9, axis=1) > 1).nonzero()[0]:
            # Summed exactly, so that the order of the evidence cannot decide a tie.
            best[tied] = np.argmax([fsum(column) for column in self.weights[holds[tied]].T])
        chances = 1 / np.exp(totals - most).sum(axis=1)
        reasons: list[list[str]] = [[] for _ in best]
        for function, columns in enumerate(self.speaking):
            rows = (best == function).nonzero()[0]
            speaks = holds[np.ix_(rows, columns)]
            speaks &= speaks.cumsum(axis=1) <= 3
            for row, at in zip(*(part.tolist() for part in speaks.nonzero()), strict=True):
                reasons[rows[row]].append(self.names[columns[at]])
        categories = [CATEGORIES[function] for function in best.tolist()]
        return zip(categories, chances.round(3).tolist(), reasons, strict=True)


@cache
def _weighing() -> _Weighing:
    return _Weighing.of(weights())


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
    yield from document.once(functions)


def judge_quotes(documents: Sequence[Document]) -> None:
    """Judge the quotations of many documents, which is faster than one by one; `functions` then has them."""
    asked = [document for document in documents if document.quotations and not document.has(functions)]
    groups = (asked[at : at + _TOGETHER] for at in range(0, len(asked), _TOGETHER))
    for text in chain.from_iterable(map(joined, groups)):
        shown, weighing = _evidence(text), _weighing()
        judged = weighing.judge(np.column_stack([shown[name] for name in weighing.names]))
        for document in text.documents:
            spans = [_span(document, *one) for one in zip(document.quotations, judged, strict=False)]
            document.keep(functions, tuple(spans))


def _span(document: Document, q: Quotation, judged: tuple[str, float, list[str]]) -> Span:
    if not document.words[q.first][:1].isalnum() and not document.count_words(q.first, q.last):
        return Span(q.start, q.end, "other", {"score": 1.0, "reasons": "no word inside"})
    category, probability, reasons = judged
    return Span(q.start, q.end, category, {"score": probability, "reasons": "; ".join(reasons)})


def functions(document: Document) -> tuple[Span, ...]:
    """The spans of `find_quotes`, one for each of ``document.quotations``; ask for it with ``document.once``."""
    judge_quotes([document])
    return document.once(functions) if document.quotations else ()


def _find(document: Document) -> tuple[Span, ...]:
    return document.once(functions)


DEVICE = Device("quote", CATEGORIES, _find)

"""Distancing without quotation marks: names that the writer uses and does not accept.

Two categories, beside the scare quotes of `framing.devices.quotes` (Predelli 2003; Gutzmann and Stei 2011):

- ``so_called``: a word says that the name is not the writer's (*so-called*, *self-styled*, *what passes for*);
- ``sneer_capitals``: capitals make a proper name of common words, and so mock them as a doctrine or a caste
  (*the Very Serious People*, *the Wrong Side of History*).

The span is the words distanced, without the cue; ``cue`` is the cue, missing for capitals. The cues stand in
``lexicons/distancing.csv``, the words that sneer capitals are made of in ``lexicons/distancing_words.csv``: a word of
worth, importance or degree, then a general noun of people or views. Lower case is the norm for each of them.

Doubtful cases, decided: words in quotation marks are the business of `quote`, and so is everything inside a
quotation, where the distance is somebody else's. In the news *so-called* introduces a term (*the so-called Dreamers*)
three times as often as it doubts one. It counts as doubt where the words claim a worth or a standing (*reform*,
*experts*) or somebody's name is thrown back (*these so-called*, *your so-called*), and where no gloss follows. Names of
works, bodies and groups, headings, acronyms spelt out,
words that open a sentence and a run that comes back three times are no sneer capitals. Nor are capitals on words of
other kinds: *Big Government* is mocked in one text and a term in the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from framing.devices import Device, Span, check_conditions
from framing.devices.reporting import reporting_words
from framing.document import Document
from framing.inflection import irregular_pasts
from framing.lexicon import read_lexicon, word_list
from framing.matching import Matcher
from framing.vocabulary import TypeTable
from framing.wordclass import word_classes

_INSIDE_PHRASE = frozenset(("word", "-s", "-ing", "-ed", "-ly", "name", "digits", "number"))
# Nouns in -s that other nouns follow: the so-called news media.
_NO_PLURAL = frozenset(("news", "politics", "sports", "arms", "economics", "ethics", "crisis", "women's", "men's"))
_POINTING = frozenset(("these", "this", "those", "your", "their", "his", "her", "some", "such"))
_GLOSS = frozenset(("—", "–", "-", "--", "(", "[", "because", "named"))
_LONGEST = 5
_HEADING = 0.5
_OFTEN = 3
_JOINS_NAMES = frozenset(("of", "for", "and", "in", "on", "to", "&", "(", "'s", "-", "at", "against"))


def before_name(document: Document, first: int, last: int) -> bool:
    """*the so called reform*; not *she so called it*."""
    return first > 0 and document.once(word_classes)[first - 1] in ("determiner", "possessive", "of", "preposition")


CONDITIONS = {condition.__name__: condition for condition in (before_name,)}
LEXICON = read_lexicon("distancing")
check_conditions(LEXICON, CONDITIONS)
CUES = Matcher(LEXICON, CONDITIONS)


@cache
def _listed(kind: str) -> frozenset[str]:
    return word_list("distancing_words", kind)


@cache
def _claimed() -> frozenset[str]:
    return (_listed("claimed") | word_list("quotes", "worth")) - _listed("no_claim")


@cache
def _verbs() -> frozenset[str]:
    """Forms that end a noun phrase before them: the so-called experts *say*, the so-called deal *fell*."""
    said = {word for word, entry in reporting_words().items() if entry.part == "finite"}
    return irregular_pasts() | said


def _in_quotation(document: Document, first: int, last: int) -> bool:
    return any(document.quotation_around(token) is not None for token in (first, last - 1))


def _noun_phrase(document: Document, first: int) -> int:
    """The end of the noun phrase whose modifiers or head begin at a token: its first plural, or what cannot go on."""
    words, classes, sentence_end = document.words, document.once(word_classes), document.sentence_at(first)[1]
    at = first
    while at < min(sentence_end, first + _LONGEST) and classes[at] in _INSIDE_PHRASE:
        if at > first and (classes[at] in ("-ed", "-ing", "-ly") or words[at] in ("most", "more")):
            break
        if at > first and words[at] in _verbs() and classes[at] != "name":
            break
        at += 1
        if classes[at - 1] == "-s" and words[at - 1] not in _NO_PLURAL and not words[at - 1].endswith("ss"):
            break
    if at + 1 < sentence_end and words[at] == "of" and classes[at - 1] == classes[at + 1] == "name":
        at += 2
    return at


def _is_doubted(document: Document, cue: int, first: int, end: int) -> bool:
    """Whether *so-called* doubts the words after it: they claim something or point at somebody, with no gloss."""
    words = document.words
    following = words[end : end + 2]
    if following[:1] and (following[0] in _GLOSS or following == (",", "which") or following == (",", "or")):
        return False
    capitals = any(token[0].isupper() for token in document.tokens[first:end])
    claims = any(word in _claimed() for word in words[first:end])
    points = cue > 0 and words[cue - 1] in _POINTING
    return claims if capitals else claims or points


def _after_cue(document: Document) -> Iterator[tuple[int, int, str]]:
    """What stands after *so-called* and the like, with the cue."""
    for first, last, _ in CUES.find(document):
        if last >= len(document.words) or last >= document.sentence_at(first)[1]:
            continue
        cue_end = last
        while last + 1 < len(document.words) and document.words[last] in ("the", "a", "an", "their", "our", "its"):
            last += 1
        end = _noun_phrase(document, last)
        if end == last or _in_quotation(document, first, end):
            continue
        cue = " ".join(document.words[first:cue_end])
        if cue not in ("so-called", "so called") or _is_doubted(document, first, last, end):
            yield last, end, cue


def _capital(token: str) -> bool:
    return token[0].isupper() and not token.isupper()


def _run(document: Document, start: int) -> int | None:
    """The end of a run of sneer capitals that begins at a token, or None."""
    tokens, words, end = document.tokens, document.words, start
    while end < min(len(tokens), start + _LONGEST) and words[end] in _listed("worth") and _capital(tokens[end]):
        end += 1
    if end == start or end == len(tokens) or words[end] not in _listed("kind") or not _capital(tokens[end]):
        return None
    end += 1
    if words[end : end + 1] == ("of",) and words[end + 1 : end + 2] and words[end + 1] in _listed("after_of"):
        end += 2
    return end


def _is_of_name(document: Document, start: int, end: int) -> bool:
    """Whether a run is part of a name: capitals before its determiner or after it, or a common noun that it names."""
    classes, tokens = document.once(word_classes), document.tokens
    before = [at for at in range(max(document.sentence_at(start)[0] + 1, start - 3), start - 1) if len(tokens[at]) > 2]
    if any(tokens[at][0].isupper() for at in before):
        return True
    if end < len(tokens) and classes[end] in ("word", "-s") and document.words[end] not in _verbs():
        return True
    following = tokens[end : end + 3]
    if following[:1] and following[0].lower() in _JOINS_NAMES:
        following = tuple(token for token in following[1:] if token.lower() not in ("the", "a", "an"))
    return bool(following) and following[0][0].isupper()


def _is_heading(document: Document, start: int, end: int) -> bool:
    """Whether most of the longer words around a run have capitals too."""
    first, last = document.sentence_at(start)
    near = (*document.tokens[max(first + 1, start - 15) : start], *document.tokens[end : min(last, end + 15)])
    long = [token for token in near if len(token) > 3 and token.isalpha()]
    return sum(token[0].isupper() for token in long) > _HEADING * len(long) or len(long) < 2


_CAPITAL_OF_WORTH = TypeTable(lambda token, word: token[:1].isupper() and word in _listed("worth"))


def _capitals(document: Document) -> Iterator[tuple[int, int]]:
    """Runs of sneer capitals after a determiner, in the middle of a sentence."""
    tokens, words, free, found = document.tokens, document.words, 0, []
    for start in _CAPITAL_OF_WORTH.places(document):
        if start < free or start == 0 or tokens[start - 1] not in _listed("before_run"):
            continue
        end = _run(document, start)
        if end is None or document.sentence_at(start)[0] >= start - 1 or "_".join(words[start:end]) in _listed("name"):
            continue
        free = end
        if not (
            _is_of_name(document, start, end)
            or _is_heading(document, start, end)
            or _in_quotation(document, start, end)
        ):
            found.append((start, end))
    often = Counter(words[start:end] for start, end in found)
    yield from ((start, end) for start, end in found if often[words[start:end]] < _OFTEN)


def find_distancing(document: Document) -> Iterator[Span]:
    """The words that a document distances without quotation marks, from left to right.

    Yields
    ------
    Span
        The words distanced; ``details`` has ``cue``.

    Examples
    --------
    >>> text = "The so-called reform pleased the Very Serious People of the capital."
    >>> [(text[s.start:s.end], s.category) for s in find_distancing(Document.of(text))]
    [('reform', 'so_called'), ('Very Serious People', 'sneer_capitals')]
    """
    found = [(first, last, "so_called", {"cue": cue}) for first, last, cue in _after_cue(document)]
    found += [(first, last, "sneer_capitals", {"cue": None}) for first, last in _capitals(document)]
    free = 0
    for first, last, category, details in sorted(found, key=lambda one: one[:2]):
        if first >= free:
            yield Span(document.starts[first], document.ends[last - 1], category, details)
            free = last


DEVICE = Device("distancing", ("so_called", "sneer_capitals"), find_distancing)

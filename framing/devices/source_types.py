"""Types of source: a person by name or by role, a body, a document, a medium, people unnamed, a group, a pronoun.

The head of the phrase decides: its last noun before any preposition, comma or relative clause. Where the head is a
quantity (*a group of senators*, *62 percent of voters*), what is counted decides. A capital at the start of a
sentence tells nothing; there a word is a name unless our lists have it, the article spells it small elsewhere, or it
ends like a noun of people in the plural (*Engineers*).

Doubtful cases, and what was decided: a definite role is someone the reader knows (*the official*, *the two officials*:
``role``), an indefinite or plural one is not (*one official*, *officials*: ``anonymous``). *Most people*, *nobody* are
``collective``, *some people* are ``anonymous``. A place that speaks is its government: ``organisation``.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from framing.document import Document
from framing.lexicon import word_list
from framing.vocabulary import TypeTable
from framing.wordclass import word_class, word_classes

Range = tuple[int, int]

PRONOUN_CLASSES = frozenset((
    "subject_pronoun", "subject_contraction", "object_pronoun", "relative", "you", "i", "we", "possessive", "that",
))  # fmt: skip
_AFTER_HEAD = frozenset((
    "of", "for", "at", "from", "in", "with", "by", "on", "about", "to", "preposition", ",", "(", "—", "–", "relative",
    "subject_pronoun",
))  # fmt: skip
_AFTER_NOUN = frozenset(("of", "by", "with", "for"))
_NAME = ("name", "name's")
_COUNTING = ("determiner", "number", "digits", "possessive")
_DEFINITE = frozenset(("the", "this", "that", "these", "those", "both"))
_ALL_OR_NONE = frozenset(("most", "all", "every", "each", "no", "few"))
_MONTH_OR_NAME = frozenset(("may", "april", "june", "august", "jan", "march"))
_BEFORE_MONTH = frozenset(("in", "of", "on", "by", "until", "since", "subordinator", "preposition", "digits"))
_NUMBERS = ("number", "digits")
# Endings of nouns for people, in the plural; surnames that end so are listed.
_PEOPLE = ("ers", "ors", "ists", "ants", "ents", "ees", "ians", "eans", "cans", "men", "women", "mates", "ites")
# Endings of nouns for a person by what he or she does.
_AGENT = ("er", "or", "eer", "ist", "man", "woman", "person")


def listed(kind: str) -> frozenset[str]:
    """The words of a list in ``lexicons/sources.csv``."""
    return word_list("sources", kind)


@cache
def any_of(*kinds: str) -> frozenset[str]:
    """The words of several of those lists."""
    return frozenset().union(*map(listed, kinds))


def _common_words() -> frozenset[str]:
    """Nouns of our lists, which are no names although they are capitalised at the start of a sentence."""
    return any_of("anonymous", "role", "collective", "document", "media")


def bare(word: str) -> str:
    """A word without the ending of an owner."""
    return word[:-2] if word.endswith("'s") else word[:-1] if word.endswith("s'") else word


_IS_MONTH = TypeTable(lambda token, word: word in _MONTH_OR_NAME and word_class(token, word) == "month")
_IS_NAME = TypeTable(lambda token, word: word_class(token, word) in _NAME)
IS_OWNER = TypeTable(lambda token, word: word_class(token, word) == "name's")
_IS_SMALL = TypeTable(lambda _, word: word.islower())


def source_classes(document: Document) -> tuple[str, ...]:
    """Word classes, with *May* or *June* a name where the article gives that name to a person.

    Ask for it with ``document.once``.
    """
    classes, months = document.once(word_classes), document.once(_months_as_names)
    if not months:
        return classes
    changed = list(classes)
    for i in months:
        changed[i] = "name"
    return tuple(changed)


def _months_as_names(document: Document) -> list[int]:
    """The tokens that have the name of a month and are the name of a person."""
    months = _IS_MONTH.places(document)
    if not months:
        return months
    classes, tokens, words = document.once(word_classes), document.tokens, document.words
    before_name = any_of("female_name", "male_name", "title", "role")
    names = {tokens[i] for i in months if i and tokens[i].istitle() and words[i - 1] in before_name}
    return [
        i
        for i in months
        if tokens[i] in names and classes[i - 1] not in _BEFORE_MONTH and classes[i + 1 : i + 2] != ("digits",)
    ]


def name_places(document: Document) -> np.ndarray:
    """The tokens that are names, in order; ask for it with ``document.once``."""
    places, months = _IS_NAME.of(document).nonzero()[0], document.once(_months_as_names)
    return np.sort(np.append(places, months)) if months else places


def openers(document: Document) -> np.ndarray:
    """Whether each token opens a sentence or a quotation; ask for it with ``document.once``."""
    opening = np.zeros(len(document.codes), bool)
    opening[[first for first, _ in document.sentences]] = True
    opening[[quotation.first for quotation in document.quotations]] = True
    return opening


def spelled_small(document: Document) -> frozenset[int]:
    """The names at openings that the article has in small letters elsewhere; ask for it with ``document.once``."""
    names = document.once(name_places)
    names = names[document.once(openers)[names]]
    small = document.vocabulary.of_words(document.codes[names])
    spelled = np.sort(document.codes)
    there = spelled.take(spelled.searchsorted(small), mode="clip") == small
    return frozenset(names[there & document.vocabulary.values(_IS_SMALL)[small]].tolist())


def inside_sentences(document: Document) -> frozenset[str]:
    """Names as they stand inside sentences, where a capital tells; ask for it with ``document.once``."""
    names = document.once(name_places)
    inside = names[~(document.once(openers)[names] | document.vocabulary.values(IS_OWNER)[document.codes[names]])]
    return frozenset(map(document.tokens.__getitem__, inside.tolist()))


def opens_sentence(document: Document, at: int) -> bool:
    """Whether a token is capitalised only because a sentence or a quotation begins with it."""
    return document.sentence_at(at)[0] == at or at - 1 in document.quotation_opening


def source_type(document: Document, source: Range | None) -> str | None:
    """What kind of source a phrase is: one of ``SOURCE_TYPES``, or None where there is no source.

    Examples
    --------
    >>> [source_type(Document.of(text), (0, 2)) for text in ("The governor", "Two officials", "Ann Lee", "a report")]
    ['role', 'anonymous', 'named', 'document']
    """
    return _typed(document, source).kind if source else None


class _Typed(NamedTuple):
    """The type of a phrase, and where in it the name stands that its speaker has, if it is a name."""

    kind: str
    first: int
    last: int


def name_in(document: Document, source: Range) -> Range:
    """The tokens of a source that name who it is: the name after an office, else its head."""
    typed = _typed(document, source)
    return source[0] + typed.first, source[0] + typed.last


def _typed(document: Document, source: Range) -> _Typed:
    known = document.once(_types)
    found = known.get(source)
    if found is None:
        known[source] = found = _typed_anywhere(document, source)
    return found


def _typed_anywhere(document: Document, source: Range) -> _Typed:
    """The type of a phrase, known from other articles if its tokens alone decide it."""
    if not document.once(_telling_places).isdisjoint(range(*source)):
        return _typed_here(document, source)
    phrase = document.tokens[source[0] : source[1]]
    found = _phrases.get(phrase)
    if found is None:
        found = _typed_here(document, source)
        if len(phrase) <= _LONGEST_PHRASE and not any(map(_in_capitals, map(_without_owner, phrase))):
            if len(_phrases) >= _MOST_PHRASES:
                _phrases.clear()
            _phrases[phrase] = found
    return found


def _types(_: Document) -> dict[Range, _Typed]:
    """The types of the sources that were asked for."""
    return {}


# Phrase -> its type, where that depends on nothing but its tokens.
_phrases: dict[tuple[str, ...], _Typed] = {}
_MOST_PHRASES = 50_000
_LONGEST_PHRASE = 12


def _telling_places(document: Document) -> frozenset[int]:
    """Names that are none elsewhere, or may be none here: at openings, and months."""
    names = document.once(name_places)
    opening = names[document.once(openers)[names]]
    return frozenset(opening.tolist()).union(document.once(_months_as_names))


def _typed_here(document: Document, source: Range) -> _Typed:
    classes, words = document.once(source_classes), document.words
    first, last = source
    if last - first == 1 and classes[first] in PRONOUN_CLASSES:
        word = words[first]
        return _Typed(next((kind for kind in ("anonymous", "collective") if word in listed(kind)), "pronoun"), 0, 1)
    named = named_part(document, source)
    if named:
        return _Typed("named", named[0] - first, named[1] - first)
    return _Typed(_type_of(document, source), 0, head_end(document, source) - first)


def _type_of(document: Document, source: Range) -> str:
    classes, words = document.once(source_classes), document.words
    first, last = _counted(document, source)
    end = _before_coordinator(document, first, head_end(document, (first, last)))
    phrase = [bare(word) for word in words[first:end] if word != "."]
    if not phrase:
        return "role"
    named = [i for i in range(first, end) if classes[i] in _NAME and not _small(document, i)]
    if named and named[-1] >= end - 1 - (document.tokens[end - 1] == "."):
        return _type_of_named(document, first, end, phrase)
    return _type_of_common(document, source[0], first, end, phrase)


def named_part(document: Document, source: Range) -> Range | None:
    """The person's name after an office or role: *their lawyer, Ann Lee*, *Speaker of the House Ann Lee*; else None."""
    classes, words, (first, last) = document.once(source_classes), document.words, source
    if last - first == 1 and classes[first] in PRONOUN_CLASSES:
        return None
    at = head_end(document, source)
    offices = any_of("role", "title")
    if at >= last or words[at - 1] not in offices:
        return None
    of_office = words[at] == "of"
    start = at + 1 + (of_office and words[at + 1] == "the")
    if not of_office:
        start = next((i + 1 for i in range(at, last) if classes[i] == ","), last)
    end = start
    while end < last and (classes[end] in _NAME or (document.tokens[end] == "." and end > start)):
        end += 1
    if of_office:
        return (start, end) if end - start > 2 and _gives_name(document, start + 1, end) else None
    whole = end == last or classes[end] == ","
    names = [words[i] for i in range(start, end)]
    if not whole or len(names) < 2 or names[-1] in listed("place") or any(_is_body(word) for word in names):
        return None
    return start, end


def head_end(document: Document, source: Range) -> int:
    """Where the head of a phrase ends: before its first preposition, comma, bracket or relative clause."""
    classes, (first, last) = document.once(source_classes), source
    for at in range(first + 1, last):
        if classes[at] in _AFTER_HEAD:
            return at
    return last


def _counted(document: Document, source: Range) -> Range:
    """What a quantity counts: ``senators`` in ``a group of senators``; else the phrase itself."""
    words, last = document.words, source[1]
    at = head_end(document, source)
    quantity = at < last - 1 and words[at] in ("of", "in") and words[at - 1] in listed("quantity")
    return (at + 1, last) if quantity else source


def _before_coordinator(document: Document, first: int, end: int) -> int:
    """The end of the first of two joined phrases, where each has a determiner or only the first is a name."""
    classes, words = document.once(source_classes), document.words
    for at in range(first + 1, end - 1):
        if words[at] == "and" and (
            classes[at + 1] in ("determiner", "possessive", *_NUMBERS)
            or (classes[at - 1] in _NAME and classes[at + 1] not in _NAME and not _small(document, at - 1))
        ):
            return at
    return end


def _small(document: Document, at: int) -> bool:
    """Whether a capitalised word is a common noun that opens its sentence."""
    if not opens_sentence(document, at):
        return False
    word = bare(document.words[at])
    if word in _common_words():
        return True
    if document.tokens[at] in document.once(inside_sentences):
        return False
    after = document.once(source_classes)[at + 1] if at + 1 < len(document.words) else ""
    people = word.endswith(_PEOPLE) and word not in listed("surname") and after not in _NAME
    return people or _spells_small(document, word) or (after in _AFTER_NOUN and word not in listed("place"))


def _spells_small(document: Document, word: str) -> bool:
    """Whether the article has a word in small letters."""
    return word.islower() and word in document.once(_spellings)


def _spellings(document: Document) -> frozenset[str]:
    return frozenset(document.tokens)


def _type_of_named(document: Document, first: int, end: int, phrase: list[str]) -> str:
    """The type of a phrase whose head is capitalised."""
    classes = document.once(source_classes)
    head, the = phrase[-1], phrase[0] == "the"
    if _ends_in_name(document, first, end):
        return "named"
    if _gives_name(document, first, end) and not _is_body(head):
        return "named"
    if head in listed("collective") or (head.endswith(_PEOPLE) and len(phrase) > 1 and classes[first] in _COUNTING):
        return "organisation" if head in ("states", "nations") else "collective"
    if head.endswith("s") and head in listed("anonymous"):
        return "anonymous"
    medium = head in listed("media") or (head in listed("media_name") and len(phrase) > 1)
    if medium or "news" in phrase:
        return "media"
    for kind in ("document", "role", "organisation"):
        if head in listed(kind):
            return kind
    if any(_is_body(word) for word in phrase) or head in listed("place") or _is_acronym(document, first, end):
        return "organisation"
    if all(word in listed("title") or word in ("the", "a") for word in phrase):
        return "role"
    name_start = next(i for i in range(first, end) if classes[i] in _NAME)
    before = bare(document.words[name_start - 1]) if name_start > first else ""
    for kind in ("media", "document", "organisation"):
        if before in listed(kind):
            return kind
    return "organisation" if the and before != "late" else "named"


def _gives_name(document: Document, first: int, end: int) -> bool:
    """Whether a given name stands in a phrase before its last word."""
    classes, given = document.once(source_classes), any_of("female_name", "male_name")
    return any(classes[i] == "name" and document.words[i] in given for i in range(first, end - 1))


def _ends_in_name(document: Document, first: int, end: int) -> bool:
    """Whether a phrase is an office or role and then a person's name (``Interior Minister Otto Lang``)."""
    words, classes = document.words, document.once(source_classes)
    last = next((i for i in range(end - 1, first - 1, -1) if words[i] in listed("title") or _is_role(document, i)), end)
    tail = [bare(words[i]) for i in range(last + 1, end) if words[i] != "."]
    if not tail or len(tail) > 4 or (words[first] == "the" and words[last] in listed("party")):
        return False
    return classes[end - 1] in _NAME and not any(
        _is_body(word) or (word.endswith("s") and word in listed("collective")) for word in tail
    )


def _is_role(document: Document, at: int) -> bool:
    """Whether a word is a role and no surname that reads like one (*Baker*, *Judge*)."""
    word, small = document.words[at], document.once(source_classes)[at] not in _NAME
    if small and word.endswith(_AGENT) and word not in any_of("document", "media", "organisation"):
        return True
    return word in listed("role") and (small or opens_sentence(document, at) or word in listed("party"))


def _is_body(word: str) -> bool:
    return word in listed("organisation") and word not in listed("title")


def _is_acronym(document: Document, first: int, end: int) -> bool:
    """Whether the last name is in capitals, and no word that the article spells in small letters too."""
    last = next(i for i in range(end - 1, first - 1, -1) if document.once(source_classes)[i] in _NAME)
    token = _without_owner(document.tokens[last])
    return _in_capitals(token) and token.capitalize() not in document.once(inside_sentences)


def _without_owner(token: str) -> str:
    return token[:-2] if token.endswith(("'s", "’s")) else token


def _in_capitals(token: str) -> bool:
    return len(token) > 1 and token.isupper()


def _type_of_common(document: Document, opening: int, first: int, end: int, phrase: list[str]) -> str:
    """The type of a phrase whose head is a common noun."""
    classes = document.once(source_classes)
    head, before = phrase[-1], phrase[:-1]
    if "news" in before and head in listed("organisation"):
        return "media"
    if head in ("paper", "papers"):
        medium = before[:1] in (["the"], ["local"], ["daily"]) and not any(
            word in listed("organisation") for word in before
        )
        return "media" if medium else "document"
    definite = bool(before) and (
        before[0] in _DEFINITE or any(classes[i] in ("possessive", "name's", "word's") for i in range(first, end - 1))
    )
    if (
        before
        and (before[0] in _ALL_OR_NONE or before[-1] in listed("quantity") or before[-1].isdigit())
        and (head in ("people", "one"))
    ):
        return "collective"
    if head in listed("anonymous"):
        known = definite and (head in listed("role") or _counts(document, first, end))
        return "role" if known and (head in listed("role") or singular(head) in listed("role")) else "anonymous"
    for kind in ("document", "media", "role", "collective", "organisation"):
        if head in listed(kind):
            return kind
    one = singular(head)
    if one != head:
        kinds = (kind for kind in ("document", "media", "organisation") if one in listed(kind))
        return next(kinds, "collective")
    if head.endswith(_PEOPLE) or head in ("percent", "%"):
        return "collective"
    if head.endswith(_AGENT):
        return "role"
    for word in reversed(before):
        for kind in ("anonymous", "document", "media", "organisation", "collective"):
            if word in listed(kind) and word not in _ALL_OR_NONE:
                return kind
    return "role"


def _counts(document: Document, first: int, end: int) -> bool:
    """Whether a number stands in a phrase after its first word (``the two officials``), or it opens with *both*."""
    classes = document.once(source_classes)
    return document.words[first] == "both" or any(classes[i] in _NUMBERS for i in range(first + 1, end - 1))


def singular(word: str) -> str:
    """A noun without its plural ending; a word that has none as it is.

    Examples
    --------
    >>> [singular(word) for word in ("agencies", "firms", "churches", "boss", "news")]
    ['agency', 'firm', 'church', 'boss', 'news']
    """
    if not word.endswith("s") or word.endswith(("ss", "us", "is")) or word == "news":
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word[:-1]

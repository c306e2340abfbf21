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

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np

from framing.devices.joined import CLASS_NUMBERS, Joined, of_classes
from framing.document import Document
from framing.lexicon import word_list
from framing.vocabulary import TypeTable
from framing.wordclass import ClassedTable, word_classes

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


_IS_MONTH = ClassedTable(lambda _, word, own_class: own_class == "month" and word in _MONTH_OR_NAME)
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


# What the article can tell of a token of a phrase, beyond what the token is: that it is capitalised where a sentence
# or an outermost quotation opens; that it is a common noun there; that it is a month's name and a person's; that it is
# in capitals and a name elsewhere.
_OPENS, _COMMON, _MONTH, _NAME_ELSEWHERE = (1 << bit for bit in range(4))

# What holds of a type at the opening of a sentence, without the ending of an owner.
_LISTED_COMMON, _LISTED_PLACE, _LIKE_PEOPLE = (1 << bit for bit in range(3))


def _at_opening(_: str, word: str) -> int:
    word = bare(word)
    return (
        (word in _common_words()) * _LISTED_COMMON
        | (word in listed("place")) * _LISTED_PLACE
        | (word.endswith(_PEOPLE) and word not in listed("surname")) * _LIKE_PEOPLE
    )


_AT_OPENING = TypeTable(_at_opening, np.int8)
_IN_CAPITALS = TypeTable(lambda token, _: _in_capitals(_without_owner(token)))
_IS_NAME, _IS_AFTER_NOUN = of_classes(*_NAME), of_classes(*_AFTER_NOUN)
_NAME_CLASS, _OWNER_CLASS = CLASS_NUMBERS["name"], CLASS_NUMBERS["name's"]


@dataclass(frozen=True, eq=False)
class Names:
    """The names in some documents, and what their places tell of them.

    Attributes
    ----------
    text : Joined
    months : array of int
        The names that are those of months.
    places : array of int
        The tokens that are names, in order.
    openings : array of bool
        Whether each opens a sentence or a quotation.
    outermost : array of bool
        Whether each opens a sentence or a quotation that lies in no other.
    owners : array of int
        The position of the document of each.
    """

    text: Joined
    months: np.ndarray
    places: np.ndarray
    openings: np.ndarray
    outermost: np.ndarray
    owners: np.ndarray

    @classmethod
    def of(cls, text: Joined) -> Names:
        """Find the names."""
        months = [document.once(_months_as_names) for document in text.documents]
        months = np.repeat(text.offsets, list(map(len, months))) + np.array(list(chain(*months)), np.int64)
        places = ((text.classes == _NAME_CLASS) | (text.classes == _OWNER_CLASS)).nonzero()[0]
        if len(months):
            places = np.sort(np.append(places, months))
        quotations = [document.quotations for document in text.documents]
        first = np.array([quotation.first for own in quotations for quotation in own], np.int64)
        first += np.repeat(text.offsets, list(map(len, quotations)))
        inner = np.array([quotation.depth > 0 for own in quotations for quotation in own], bool)
        opens = np.zeros(len(text.codes), np.int8)
        opens[first] = 1
        opens[first[~inner]] = 2
        opens[text.sentences[0]] = 2
        opens = opens[places]
        return cls(text, months, places, opens > 0, opens > 1, text.owners(places))

    @cached_property
    def is_owner(self) -> np.ndarray:
        """Whether each name has the ending of an owner."""
        return self.text.classes[self.places] == _OWNER_CLASS

    def open_sentences(self, at: np.ndarray) -> np.ndarray:
        """Whether tokens are names that open a sentence or an outermost quotation."""
        return _among(at, self.places[self.outermost])

    def bare_words(self, at: np.ndarray) -> np.ndarray:
        """The numbers of the types of words without the ending of an owner."""
        text, vocabulary = self.text, self.text.vocabulary
        codes = text.codes[at]
        words = vocabulary.of_words(codes)
        for number in (text.classes[at] == _OWNER_CLASS).nonzero()[0].tolist():
            words[number] = vocabulary.number(bare(vocabulary.words[codes[number]]))
        return words

    @cached_property
    def spelled_small(self) -> tuple[np.ndarray, np.ndarray]:
        """Whether the document has each name at an opening in small letters, and has so without the owner's ending."""
        text, at, owners = self.text, self.places[self.openings], self.owners[self.openings]
        words = np.append(text.vocabulary.of_words(text.codes[at]), self.bare_words(at))
        sought = np.zeros(len(text.vocabulary.tokens), bool)
        sought[words] = True
        found = sought[text.codes].nonzero()[0]
        small = _among(keys(np.tile(owners, 2), words), np.sort(keys(text.owners(found), text.codes[found])))
        whole, without_ending = np.split(small & text.vocabulary.values(_IS_SMALL)[words], 2)
        return whole, without_ending

    @cached_property
    def _inside(self) -> np.ndarray:
        """The names as they stand inside sentences, where a capital tells, by document."""
        inside = ~(self.openings | self.is_owner)
        return np.sort(keys(self.owners[inside], self.text.codes[self.places[inside]]))

    def stand_inside(self, owners: np.ndarray, codes: np.ndarray) -> np.ndarray:
        """Whether some types are names inside the sentences of documents, where a capital tells."""
        return _among(keys(owners, codes), self._inside)

    @cached_property
    def facts(self) -> tuple[np.ndarray, np.ndarray]:
        """Tokens of which their places tell something, in order, and what they tell."""
        text, told = self.text, np.zeros(len(self.text.codes), np.int8)
        told[self.places[self.outermost]] = _OPENS | self._common() * _COMMON
        told[self.months] |= _MONTH
        shouted = self.places[text.values(_IN_CAPITALS, self.places)]
        told[shouted[self._names_elsewhere(shouted)]] |= _NAME_ELSEWHERE
        places = told.nonzero()[0]
        return places, told[places]

    def _common(self) -> np.ndarray:
        """Whether capitalised words that open a sentence or an outermost quotation are common nouns."""
        text, at = self.text, self.places[self.outermost]
        kinds, after = text.values(_AT_OPENING, at), text.classes[at + 1]
        before_name = _IS_NAME[after] | np.isin(at + 1, self.months)
        tells = (
            ((kinds & _LIKE_PEOPLE > 0) & ~before_name)
            | self.spelled_small[1][self.outermost[self.openings]]
            | (_IS_AFTER_NOUN[after] & (kinds & _LISTED_PLACE == 0))
        )
        return (kinds & _LISTED_COMMON > 0) | (tells & ~self.stand_inside(self.owners[self.outermost], text.codes[at]))

    def _names_elsewhere(self, at: np.ndarray) -> np.ndarray:
        """Whether words in capitals are names with one capital inside sentences."""
        vocabulary = self.text.vocabulary
        codes, back = np.unique(self.text.codes[at], return_inverse=True)
        capitalized = [vocabulary.number(_without_owner(vocabulary.tokens[code]).capitalize()) for code in codes]
        return self.stand_inside(self.text.owners(at), np.array(capitalized, np.int64)[back])


def keys(owners: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """A number for each pair of a document and a type."""
    return (owners.astype(np.int64) << 32) | codes


def _among(sought: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Whether numbers are among others, which are in order."""
    if not len(keys):
        return np.zeros(len(sought), bool)
    return keys.take(keys.searchsorted(sought), mode="clip") == sought


class Typed(NamedTuple):
    """The type of a phrase, and where in it the name stands that its speaker has, if it is a name."""

    kind: str
    first: int
    last: int


# Phrase and what the article tells of its tokens -> its type, which depends on nothing else.
_phrases: dict[tuple[tuple[str, ...], tuple[tuple[int, int], ...]], Typed] = {}
_MOST_PHRASES = 50_000
_LONGEST_PHRASE = 12


def source_type(document: Document, source: Range | None) -> str | None:
    """What kind of source a phrase is: one of ``SOURCE_TYPES``, or None where there is no source.

    Examples
    --------
    >>> [source_type(Document.of(text), (0, 2)) for text in ("The governor", "Two officials", "Ann Lee", "a report")]
    ['role', 'anonymous', 'named', 'document']
    """
    if source is None:
        return None
    known = document.once(_types)
    if source not in known:
        known[source] = _typed_alone(document, source)
    return known[source].kind


def _typed_alone(document: Document, source: Range) -> Typed:
    first, last = source
    pronoun = _PRONOUN_TYPE.measure(document.tokens[first], document.words[first]) if last - first == 1 else None
    if pronoun:
        return pronoun
    places, facts = document.once(names_of).facts
    told = slice(*places.searchsorted(source))
    return _typed(document, source, tuple(zip((places[told] - first).tolist(), facts[told].tolist(), strict=True)))


def find_types(names: Names, sources: Sequence[Sequence[Range]]) -> list[list[Typed]]:
    """The types of the sources of each document."""
    text = names.text
    first, last = text.ranges(sources)
    pronouns = np.where(last - first == 1, text.values(_PRONOUN_TYPE, first), None).tolist()
    told, ends = _told(names, first, last)
    rows = zip(pronouns, [0, *ends], ends, strict=False)
    return [
        [
            pronoun or _typed(document, source, tuple(told[begin:end]))
            for source, (pronoun, begin, end) in zip(own, rows, strict=False)
        ]
        for document, own in zip(text.documents, sources, strict=True)
    ]


def _told(names: Names, first: np.ndarray, last: np.ndarray) -> tuple[list[tuple[int, int]], list[int]]:
    """What the documents tell of the tokens of ranges, by their positions in these, and where that of each ends."""
    places, facts = names.facts
    low, high = places.searchsorted(first), places.searchsorted(last)
    lengths = high - low
    ends = lengths.cumsum()
    within = np.arange(lengths.sum()) + (low - ends + lengths).repeat(lengths)
    positions = places[within] - first.repeat(lengths)
    return list(zip(positions.tolist(), facts[within].tolist(), strict=True)), ends.tolist()


def _types(_: Document) -> dict[Range, Typed]:
    """The types of the sources that were asked for."""
    return {}


def names_of(document: Document) -> Names:
    """The names of one document; ask for them with ``document.once``."""
    return Names.of(Joined.of([document]))


def _pronoun_type(_: str, word: str, own_class: str) -> Typed | None:
    if own_class not in PRONOUN_CLASSES:
        return None
    return Typed(next((kind for kind in ("anonymous", "collective") if word in listed(kind)), "pronoun"), 0, 1)


_PRONOUN_TYPE = ClassedTable(_pronoun_type, object)


class _Phrase(NamedTuple):
    """The words of a source, and what the article tells of them by their positions."""

    tokens: tuple[str, ...]
    words: tuple[str, ...]
    classes: tuple[str, ...]
    told: dict[int, int]

    def tells(self, at: int, fact: int) -> bool:
        """Whether the article tells a fact of a word."""
        return self.told.get(at, 0) & fact > 0

    def is_name(self, at: int) -> bool:
        """Whether a word is a name, not a common noun that is capitalised because it opens a sentence."""
        return self.classes[at] in _NAME and not self.tells(at, _COMMON)


def _typed(document: Document, source: Range, told: tuple[tuple[int, int], ...]) -> Typed:
    """The type of a phrase that is no pronoun, known from other articles if they told the same of it."""
    tokens = document.tokens[slice(*source)]
    found = _phrases.get((tokens, told))
    if found is None:
        classes = document.once(source_classes)[slice(*source)]
        found = _type_of(_Phrase(tokens, document.words[slice(*source)], classes, dict(told)))
        if len(tokens) <= _LONGEST_PHRASE:
            if len(_phrases) >= _MOST_PHRASES:
                _phrases.clear()
            _phrases[tokens, told] = found
    return found


def _type_of(phrase: _Phrase) -> Typed:
    named = _named_part(phrase)
    if named:
        return Typed("named", *named)
    return Typed(_kind_of(phrase), 0, _head_end(phrase, 0))


def _kind_of(phrase: _Phrase) -> str:
    first = _counted(phrase)
    end = _before_coordinator(phrase, first, _head_end(phrase, first))
    words = [bare(word) for word in phrase.words[first:end] if word != "."]
    if not words:
        return "role"
    named = [i for i in range(first, end) if phrase.is_name(i)]
    if named and named[-1] >= end - 1 - (phrase.tokens[end - 1] == "."):
        return _kind_of_named(phrase, first, end, words)
    return _kind_of_common(phrase, first, end, words)


def _named_part(phrase: _Phrase) -> Range | None:
    """The person's name after an office or role: *their lawyer, Ann Lee*, *Speaker of the House Ann Lee*; else None."""
    tokens, words, classes, _ = phrase
    at, last = _head_end(phrase, 0), len(words)
    if at >= last or words[at - 1] not in any_of("role", "title"):
        return None
    of_office = words[at] == "of"
    start = at + 1 + (words[at : at + 2] == ("of", "the"))
    if not of_office:
        start = next((i + 1 for i in range(at, last) if classes[i] == ","), last)
    end = start
    while end < last and (classes[end] in _NAME or (tokens[end] == "." and end > start)):
        end += 1
    if of_office:
        return (start, end) if end - start > 2 and _gives_name(phrase, start + 1, end) else None
    whole = end == last or classes[end] == ","
    names = words[start:end]
    if not whole or len(names) < 2 or names[-1] in listed("place") or any(map(_is_body, names)):
        return None
    return start, end


def _head_end(phrase: _Phrase, first: int) -> int:
    """Where the head of a phrase ends: before its first preposition, comma, bracket or relative clause."""
    classes = phrase.classes
    return next((at for at in range(first + 1, len(classes)) if classes[at] in _AFTER_HEAD), len(classes))


def _counted(phrase: _Phrase) -> int:
    """Where that which a quantity counts begins: ``senators`` in ``a group of senators``; else 0."""
    words, at = phrase.words, _head_end(phrase, 0)
    quantity = at < len(words) - 1 and words[at] in ("of", "in") and words[at - 1] in listed("quantity")
    return at + 1 if quantity else 0


def _before_coordinator(phrase: _Phrase, first: int, end: int) -> int:
    """The end of the first of two joined phrases, where each has a determiner or only the first is a name."""
    classes = phrase.classes
    for at in range(first + 1, end - 1):
        if phrase.words[at] == "and" and (
            classes[at + 1] in ("determiner", "possessive", *_NUMBERS)
            or (phrase.is_name(at - 1) and classes[at + 1] not in _NAME)
        ):
            return at
    return end


def _kind_of_named(phrase: _Phrase, first: int, end: int, words: list[str]) -> str:
    """The type of a phrase whose head is capitalised."""
    classes = phrase.classes
    head, the = words[-1], words[0] == "the"
    if _ends_in_name(phrase, first, end):
        return "named"
    if _gives_name(phrase, first, end) and not _is_body(head):
        return "named"
    if head in listed("collective") or (head.endswith(_PEOPLE) and len(words) > 1 and classes[first] in _COUNTING):
        return "organisation" if head in ("states", "nations") else "collective"
    if head.endswith("s") and head in listed("anonymous"):
        return "anonymous"
    medium = head in listed("media") or (head in listed("media_name") and len(words) > 1)
    if medium or "news" in words:
        return "media"
    for kind in ("document", "role", "organisation"):
        if head in listed(kind):
            return kind
    if any(map(_is_body, words)) or head in listed("place") or _is_acronym(phrase, first, end):
        return "organisation"
    if all(word in listed("title") or word in ("the", "a") for word in words):
        return "role"
    name_start = next(i for i in range(first, end) if classes[i] in _NAME)
    before = bare(phrase.words[name_start - 1]) if name_start > first else ""
    for kind in ("media", "document", "organisation"):
        if before in listed(kind):
            return kind
    return "organisation" if the and before != "late" else "named"


def _gives_name(phrase: _Phrase, first: int, end: int) -> bool:
    """Whether a given name stands in a phrase before its last word."""
    given = any_of("female_name", "male_name")
    return any(phrase.classes[i] == "name" and phrase.words[i] in given for i in range(first, end - 1))


def _ends_in_name(phrase: _Phrase, first: int, end: int) -> bool:
    """Whether a phrase is an office or role and then a person's name (``Interior Minister Otto Lang``)."""
    words = phrase.words
    last = next((i for i in range(end - 1, first - 1, -1) if words[i] in listed("title") or _is_role(phrase, i)), end)
    tail = [bare(words[i]) for i in range(last + 1, end) if words[i] != "."]
    if not tail or len(tail) > 4 or (words[first] == "the" and words[last] in listed("party")):
        return False
    return phrase.classes[end - 1] in _NAME and not any(
        _is_body(word) or (word.endswith("s") and word in listed("collective")) for word in tail
    )


def _is_role(phrase: _Phrase, at: int) -> bool:
    """Whether a word is a role and no surname that reads like one (*Baker*, *Judge*)."""
    word, small = phrase.words[at], phrase.classes[at] not in _NAME
    if small and word.endswith(_AGENT) and word not in any_of("document", "media", "organisation"):
        return True
    return word in listed("role") and (small or phrase.tells(at, _OPENS) or word in listed("party"))


def _is_body(word: str) -> bool:
    return word in listed("organisation") and word not in listed("title")


def _is_acronym(phrase: _Phrase, first: int, end: int) -> bool:
    """Whether the last name is in capitals, and no word that the article spells in small letters too."""
    last = next(i for i in range(end - 1, first - 1, -1) if phrase.classes[i] in _NAME)
    return _in_capitals(_without_owner(phrase.tokens[last])) and not phrase.tells(last, _NAME_ELSEWHERE)


def _without_owner(token: str) -> str:
    return token[:-2] if token.endswith(("'s", "’s")) else token


def _in_capitals(token: str) -> bool:
    return len(token) > 1 and token.isupper()


def _kind_of_common(phrase: _Phrase, first: int, end: int, words: list[str]) -> str:
    """The type of a phrase whose head is a common noun."""
    head, before = words[-1], words[:-1]
    if "news" in before and head in listed("organisation"):
        return "media"
    if head in ("paper", "papers"):
        medium = before[:1] in (["the"], ["local"], ["daily"]) and not any(
            word in listed("organisation") for word in before
        )
        return "media" if medium else "document"
    owned = ("possessive", "name's", "word's")
    definite = bool(before) and (
        before[0] in _DEFINITE or any(phrase.classes[i] in owned for i in range(first, end - 1))
    )
    if (
        before
        and (before[0] in _ALL_OR_NONE or before[-1] in listed("quantity") or before[-1].isdigit())
        and (head in ("people", "one"))
    ):
        return "collective"
    if head in listed("anonymous"):
        known = definite and (head in listed("role") or _counts(phrase, first, end))
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


def _counts(phrase: _Phrase, first: int, end: int) -> bool:
    """Whether a number stands in a phrase after its first word (``the two officials``), or it opens with *both*."""
    return phrase.words[first] == "both" or any(phrase.classes[i] in _NUMBERS for i in range(first + 1, end - 1))


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

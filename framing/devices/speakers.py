"""Speakers: the one name in the article that the words of a source stand for.

Names are runs of capitalised words without their titles. A surname goes with the full name that the article gives;
a pronoun with the nearest earlier speaker of its gender; an office (*the president*) with the person whom the
article gave that office; *who* with the name before it; *I* in a quotation with whoever is quoted. What cannot be
told is left out: a missing speaker is no error, a wrong one is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import compress
from typing import NamedTuple

import numpy as np

from framing.devices.source_types import (
    IS_OWNER,
    PRONOUN_CLASSES,
    Range,
    any_of,
    bare,
    inside_sentences,
    listed,
    name_in,
    name_places,
    openers,
    opens_sentence,
    source_classes,
    source_type,
    spelled_small,
)
from framing.document import Document
from framing.vocabulary import TypeTable

_SINGULAR = {
    "he": "m",
    "his": "m",
    "him": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "herself": "f",
    "hers": "f",
}
_FIRST_PERSON = frozenset(
    ("i", "we", "my", "our", "me", "us", "i'm", "we're", "i've", "we've", "i'd", "we'd", "i'll", "we'll")
)
_CONTRACTIONS = {"he's": "he", "he'd": "he", "he'll": "he", "she's": "she", "she'd": "she", "she'll": "she"}
# How far back an antecedent may stand; two bounds, as a hostile text can be one paragraph.
_NEAR_PARAGRAPHS = 3
_NEAR_SOURCES = 60


@dataclass(slots=True, eq=False)
class Person:
    """Someone the article names: the fullest form, as words and as tokens, and what is known of office and gender."""

    document: Document = field(repr=False)
    words: tuple[str, ...]
    form: Range
    roles: frozenset[str]
    gender: str

    @property
    def name(self) -> str:
        """The fullest form as it stands in the text, without the ending of an owner."""
        name = self.document.text_of(*self.form)
        return name[:-2] if name.endswith(("'s", "’s")) else name


class Mention(NamedTuple):
    """A run of name tokens ``first`` to ``last``, the words of the name, whether a title is with them, and whose."""

    first: int
    last: int
    words: tuple[str, ...]
    titled: bool
    person: Person


# What the type of a token can be in a run of names or beside one; of a stop, whether it belongs to the word before it.
_PARTICLE, _STOP, _ABBREVIATED, _ROLE, _OFFICE, _COMMA = (1 << bit for bit in range(6))
_OFFICES_REACH = 9


def _beside_names(token: str, word: str) -> int:
    title, role = word in listed("title"), word in listed("role")
    return (
        (word in listed("particle")) * _PARTICLE
        | (token == ".") * _STOP
        | (len(word) == 1 or title) * _ABBREVIATED
        | role * _ROLE
        | (title or role) * _OFFICE
        | (token == ",") * _COMMA
    )


_NO_ROLES: frozenset[str] = frozenset()
_BESIDE_NAMES = TypeTable(_beside_names, np.int8)


def _name_runs(document: Document, sources: Set[int]) -> tuple[np.ndarray, np.ndarray]:
    """Where capitalised names begin and end, initials and particles included.

    A single word that opens a sentence counts only if it is capitalised inside a sentence as well, or is a source
    with a name: ``sources`` holds the tokens at which those begin.
    """
    names = document.once(name_places)
    joins, opening = _joins_names(document, names), document.once(openers)[names]
    starts = np.append(True, ~joins)[: len(names)]
    small, dropped = document.once(spelled_small), []
    for number in opening.nonzero()[0].tolist() if small else ():
        if starts[number] and names[number] in small:
            dropped.append(number)
            starts[number + 1 : number + 2] = True
    kept = starts.copy()
    kept[dropped] = False
    [begins] = starts.nonzero()
    first, last = names[begins], names[np.append(begins, len(names))[1:] - 1] + 1
    kept, inside = kept[begins], document.once(inside_sentences)
    for number in (kept & opening[begins] & (last - first == 1)).nonzero()[0].tolist():
        at = int(first[number])
        kept[number] = document.tokens[at] in inside or at in sources
    return first[kept], last[kept]


def _joins_names(document: Document, names: np.ndarray) -> np.ndarray:
    """Whether each name but the last is of one run with the next: an initial's stop or a particle may stand between."""
    left, right = names[:-1], names[1:]
    kinds, gaps = document.vocabulary.values(_BESIDE_NAMES), right - left
    between = kinds[document.codes[right - 1]]
    ends_in_stop = (between & _STOP > 0) & (kinds[document.codes[left]] & _ABBREVIATED > 0)
    near = (gaps == 1) | ((gaps == 2) & ((between & _PARTICLE > 0) | ends_in_stop))
    return near & ~document.vocabulary.values(IS_OWNER)[document.codes[left]]


@dataclass
class Cast:
    """The people of one article, filled from start to end.

    Of mention ``i`` the tokens are ``starts[i]`` to ``ends[i]``; ``people`` are by first and last word, ``holders`` of
    a role are mentions in order.
    """

    document: Document
    people: dict[str, list[Person]] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    forms: list[_Form] = field(default_factory=list)
    titled: list[bool] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    holders: dict[str, list[int]] = field(default_factory=dict)

    def meet(self, first: np.ndarray, last: np.ndarray) -> None:
        """Add runs of name tokens, each a new person or another form of one already met."""
        words, kinds = self.document.words, _BESIDE_NAMES.of(self.document)
        before = (first > 0) & (kinds[first - 1] & _OFFICE > 0)
        roles = np.append(0, (kinds & _ROLE > 0).cumsum())
        after = kinds.take(last, mode="clip") & _COMMA > 0
        after &= roles[np.minimum(last + _OFFICES_REACH, len(kinds))] > roles[last]
        columns = [column.tolist() for column in (first, last, before, after)]
        forms = [_form(words[start:end]) for start, end in zip(*columns[:2], strict=True)]
        named = [bool(form.words) for form in forms]
        self.starts, self.ends, *beside, self.forms = (list(compress(column, named)) for column in (*columns, forms))
        for number, (form, office_before, office_after) in enumerate(zip(self.forms, *beside, strict=True)):
            self._meet(number, form, office_before, office_after)

    def _meet(self, number: int, form: _Form, office_before: bool, office_after: bool) -> None:
        _, titles, words, gender = form
        if office_before:
            titles += self._titles_before(self.starts[number])
        person = self._known(words, _gender_of(titles, ()) if titles else "")
        if person is None:
            person = Person(self.document, words, self._range(number), _NO_ROLES, "")
            self.people.setdefault(words[-1], []).append(person)
            if words[0] != words[-1]:
                self.people.setdefault(words[0], []).append(person)
        elif len(words) > len(person.words):
            person.words, person.form = words, self._range(number)
        self.titled.append(bool(titles))
        self.persons.append(person)
        if office_after:
            titles += self._offices_after(self.ends[number])
        if titles:
            person.roles |= listed("role").intersection(titles)
            gender = _gender_of(titles, words)
        if gender and not person.gender:
            person.gender = gender
        for role in person.roles:
            self.holders.setdefault(role, []).append(number)

    def _range(self, number: int) -> Range:
        """The tokens of a mention without its titles."""
        return self.starts[number] + self.forms[number].n_titles, self.ends[number]

    @cached_property
    def mentions(self) -> list[Mention]:
        """The mentions, from the first to the last."""
        return [
            Mention(first, last, form.words, titled, person)
            for first, last, form, titled, person in zip(
                self.starts, self.ends, self.forms, self.titled, self.persons, strict=True
            )
        ]

    def _titles_before(self, first: int) -> tuple[str, ...]:
        """Titles and roles right before a token, from right to left."""
        words, at = self.document.words, first - 1
        classes, offices = self.document.once(source_classes), any_of("title", "role")
        while at >= 0 and words[at] in offices and classes[at] in ("word", "name"):
            at -= 1
        return words[at + 1 : first][::-1]

    def _offices_after(self, last: int) -> tuple[str, ...]:
        """Offices in the apposition after a name and the comma at token ``last``."""
        words, classes, end = self.document.words, self.document.once(source_classes), last + 1
        while end < min(last + _OFFICES_REACH, len(words)) and classes[end] not in (",", ".", "quote", "relative"):
            end += 1
        return tuple(filter(listed("role").__contains__, words[last + 1 : end]))

    def _known(self, words: tuple[str, ...], gender: str) -> Person | None:
        """The person that a form names, met last of those of whom it could be; of a gender if one is told."""
        people = self.people.get(words[-1])
        if people is None:
            return None
        for person in reversed(people[-_NEAR_SOURCES:]):
            if (person.words == words or _goes_with(words, person.words)) and (
                not gender or person.gender in ("", gender)
            ):
                return person
        return None

    def nearest(self, at: int, gender: str = "") -> Person | None:
        """The person named last before a token, of a gender if one is asked for, within a few paragraphs."""
        limit = self.document.paragraph_number(at) - _NEAR_PARAGRAPHS
        stop = self.before(at)
        for number in range(stop - 1, max(0, stop - _NEAR_SOURCES) - 1, -1):
            if self.document.paragraph_number(self.starts[number]) < limit:
                return None
            if _agrees(self.persons[number], gender):
                return self.persons[number]
        return None

    def before(self, at: int) -> int:
        """How many mentions end before or at a token."""
        return bisect_right(self.ends, at)

    def within(self, first: int, last: int) -> list[Person]:
        """Who is mentioned inside a token range."""
        return self.persons[bisect_left(self.starts, first) : self.before(last)]


class _Form(NamedTuple):
    """A run of names taken apart: how many words are titles and their marks, these titles, the name, the gender."""

    n_titles: int
    titles: tuple[str, ...]
    words: tuple[str, ...]
    gender: str


@lru_cache(maxsize=1 << 16)
def _form(run: tuple[str, ...]) -> _Form:
    n_titles = next((at for at in range(len(run), 0, -1) if bare(run[at - 1]) in listed("title")), 0)
    n_titles += run[n_titles : n_titles + 1] == (".",)
    titles = tuple(word for word in run[:n_titles] if word != ".")
    words = tuple(bare(word) for word in run[n_titles:] if word != ".")
    return _Form(n_titles, titles, words, _gender_of(titles, words))


def _goes_with(words: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether two forms can name one person: the same surname, and no other given name."""
    if words[-1] != known[-1]:
        return len(words) == 1 and len(known) > 1 and words[0] == known[0]
    return (
        len(words) == 1
        or len(known) == 1
        or (words[0][0] == known[0][0] and (len(words[0]) == 1 or words[0] == known[0]))
    )


@lru_cache(maxsize=1 << 16)
def _gender_of(titles: tuple[str, ...], words: tuple[str, ...]) -> str:
    if not titles and len(words) < 2:
        return ""
    for kind, gender in (("female", "f"), ("male", "m")):
        if len(words) > 1 and words[0] in listed(f"{kind}_name"):
            return gender
        if not listed(f"{kind}_title").isdisjoint(titles):
            return gender
    return ""


def _agrees(person: Person, gender: str) -> bool:
    if not gender:
        return True
    if any(word in any_of("organisation", "media") for word in person.words):
        return False
    return person.gender in ("", gender)


def cast_of(document: Document, named: Set[int] = frozenset()) -> Cast:
    """The people of a document, from its first word to its last.

    Parameters
    ----------
    document : Document
    named : set of int
        Tokens at which sources with a name begin; they count as names although they open a sentence.

    Examples
    --------
    >>> cast = cast_of(Document.of("Mayor Ann Lee left. Lee said that Bo Dahl would stay."))
    >>> [(mention.person.name, mention.titled) for mention in cast.mentions]
    [('Ann Lee', True), ('Ann Lee', False), ('Bo Dahl', False)]
    """
    cast = Cast(document)
    cast.meet(*_name_runs(document, named))
    return cast


def speakers(document: Document, sources: Sequence[Range | None], contents: Sequence[Range | None]) -> list[str | None]:
    """The name that each source stands for; None where the article does not tell.

    Parameters
    ----------
    document : Document
    sources, contents : sequences of (int, int) or None
        Token ranges, in the order of the cues.
    """
    if not any(sources):
        return [None] * len(sources)
    opening = [source for source in sources if source and opens_sentence(document, source[0])]
    cast = cast_of(document, {source[0] for source in opening if source_type(document, source) == "named"})
    resolved: list[Person | None] = []
    for number, source in enumerate(sources):
        resolved.append(_resolve(cast, source, number, sources, resolved))
    for number, source in enumerate(sources):
        if source is not None and document.words[source[0]] in _FIRST_PERSON and source[1] - source[0] == 1:
            resolved[number] = _quoted_speaker(source, number, contents, resolved)
    return [person.name if person else None for person in resolved]


def _resolve(cast: Cast, source: Range | None, number: int, sources, resolved) -> Person | None:
    if source is None:
        return None
    document = cast.document
    word = _CONTRACTIONS.get(document.words[source[0]], document.words[source[0]])
    if source[1] - source[0] == 1 and document.once(source_classes)[source[0]] in PRONOUN_CLASSES:
        if word in _SINGULAR:
            return _antecedent(cast, source[0], _SINGULAR[word], number, sources, resolved)
        if word in ("who", "whom"):
            before = cast.nearest(source[0])
            edge = source[0] - (document.tokens[source[0] - 1] == ",")
            return before if before and cast.ends[cast.before(source[0]) - 1] == edge else None
        return None
    kind = source_type(document, source)
    if kind in ("named", "organisation", "media"):
        inside = cast.within(*name_in(document, source))
        return inside[-1] if inside else None
    if kind == "role":
        role = next((w for w in reversed(document.words[source[0] : source[1]]) if w in listed("role")), None)
        offices = listed("head_of_state") if role == "leader" else {role}
        if document.words[source[0]] in ("a", "an", "another"):
            return None
        earlier = []
        for office in offices:
            held = cast.holders.get(office, [])
            before = bisect_right(held, source[0], key=cast.ends.__getitem__)
            earlier += held[before - 1 : before] if before else []
        return cast.persons[max(earlier)] if earlier else None
    return None


def _antecedent(cast: Cast, at: int, gender: str, number: int, sources, resolved) -> Person | None:
    """Whom ``he`` or ``she`` stands for: a person of the sentence, else the last speaker, else the last name."""
    document = cast.document
    limit = document.paragraph_number(at) - _NEAR_PARAGRAPHS
    sentence = document.sentence_at(at)[0]
    in_sentence = [person for person in cast.within(sentence, at) if _agrees(person, gender)]
    if in_sentence and in_sentence[0].gender:
        return in_sentence[0]
    for earlier in range(number - 1, max(-1, number - 1 - _NEAR_SOURCES), -1):
        source, person = sources[earlier], resolved[earlier]
        if source is None or person is None:
            continue
        if document.paragraph_number(source[0]) < limit:
            break
        if _agrees(person, gender):
            return person
    return cast.nearest(at, gender)


def _quoted_speaker(source: Range, number: int, contents, resolved) -> Person | None:
    """The speaker of the shortest content around a first-person source."""
    near = range(max(0, number - _NEAR_SOURCES), min(len(contents), number + _NEAR_SOURCES))
    around = [
        (contents[other][1] - contents[other][0], other)
        for other in near
        if contents[other] and contents[other][0] <= source[0] < contents[other][1] and resolved[other] is not None
    ]
    return resolved[min(around)[1]] if around else None

"""Speakers: the one name in the article that the words of a source stand for.

Names are runs of capitalised words without their titles. A surname goes with the full name that the article gives;
a pronoun with the nearest earlier speaker of its gender; an office (*the president*) with the person whom the
article gave that office; *who* with the name before it; *I* in a quotation with whoever is quoted. What cannot be
told is left out: a missing speaker is no error, a wrong one is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from framing.devices.joined import Joined
from framing.devices.source_types import (
    Names,
    Range,
    Typed,
    any_of,
    bare,
    find_types,
    keys,
    listed,
    names_of,
    source_classes,
)
from framing.document import Document
from framing.vocabulary import TypeTable

_SINGULAR = {"he": "m", "his": "m", "him": "m", "himself": "m", "she": "f", "her": "f", "herself": "f", "hers": "f"}
_FIRST_PERSON = frozenset(
    ("i", "we", "my", "our", "me", "us", "i'm", "we're", "i've", "we've", "i'd", "we'd", "i'll", "we'll")
)
_CONTRACTIONS = {"he's": "he", "he'd": "he", "he'll": "he", "she's": "she", "she'd": "she", "she'll": "she"}
_RELATIVE = ("who", "whom")
# How far back an antecedent may stand; two bounds, as a hostile text can be one paragraph.
_NEAR_PARAGRAPHS = 3
_NEAR_SOURCES = 60


@dataclass(slots=True, eq=False)
class Person:
    """Someone the article names: the fullest form, as words and as tokens, and what is known of office and gender."""

    document: Document = field(repr=False)
    words: tuple[str, ...]
    form: Range
    roles: frozenset[str] = frozenset()
    gender: str = ""
    _is_body: bool | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The fullest form as it stands in the text, without the ending of an owner."""
        name = self.document.text_of(*self.form)
        return name[:-2] if name.endswith(("'s", "’s")) else name

    @property
    def is_body(self) -> bool:
        """Whether the name is that of an organisation or medium; to be asked when all forms of it are known."""
        if self._is_body is None:
            self._is_body = not any_of("organisation", "media").isdisjoint(self.words)
        return self._is_body


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


# What can stand with a mention: a title in the run of names, an office before it, one in an apposition after it.
_TITLED, _AFTER_OFFICE, _BEFORE_OFFICE = (1 << bit for bit in range(3))
_NAMED = frozenset(("named", "organisation", "media"))
_BESIDE_NAMES = TypeTable(_beside_names, np.int8)
_IS_TITLE = TypeTable(lambda _, word: bare(word) in listed("title"))


def _name_runs(names: Names, sources: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where capitalised names begin and end, initials and particles included.

    A single word that opens a sentence counts only if it is capitalised inside a sentence as well, or is a source
    with a name: ``sources`` are the tokens at which those begin.
    """
    text, places = names.text, names.places
    starts = np.append(True, ~_joins_next(names))[: len(places)]
    [opening] = names.openings.nonzero()
    dropped = []
    for number in opening[names.spelled_small[0]].tolist():
        if starts[number]:
            dropped.append(number)
            starts[number + 1 : number + 2] = True
    kept = starts.copy()
    kept[dropped] = False
    [begins] = starts.nonzero()
    first, last = places[begins], places[np.append(begins, len(places))[1:] - 1] + 1
    [alone] = (names.openings[begins] & (last - first == 1)).nonzero()
    at = first[alone]
    kept = kept[begins]
    kept[alone] &= names.stand_inside(names.owners[begins[alone]], text.codes[at]) | np.isin(at, sources)
    return first[kept], last[kept]


def _joins_next(names: Names) -> np.ndarray:
    """Whether each name but the last is of one run with the next: an initial's stop or a particle may stand between."""
    text, left, right = names.text, names.places[:-1], names.places[1:]
    gaps, between = right - left, text.values(_BESIDE_NAMES, right - 1)
    ends_in_stop = (between & _STOP > 0) & (text.values(_BESIDE_NAMES, left) & _ABBREVIATED > 0)
    near = (gaps == 1) | ((gaps == 2) & ((between & _PARTICLE > 0) | ends_in_stop))
    return near & ~names.is_owner[:-1]


@dataclass
class Cast:
    """The people of one article; whose a mention is, is found when it is asked for.

    Of mention ``i`` the tokens are ``starts[i]`` to ``ends[i]``, and ``beside[i]`` tells where titles and offices can
    be. The mentions that could be of one person with it, or with one that could be, are in order those of ``grouped``
    from ``groups[i]`` to ``group_ends[i]``.
    """

    document: Document
    starts: list[int]
    ends: list[int]
    beside: list[int]
    grouped: list[int]
    groups: list[int]
    group_ends: list[int]
    persons: list[Person | None] = field(init=False)
    titled: list[bool] = field(init=False)
    _held: dict[str, list[int]] = field(default_factory=dict)
    _holders: dict[str, list[int]] = field(default_factory=dict)
    _first_agreeing: dict[tuple[int, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.persons, self.titled = [None] * len(self.starts), [False] * len(self.starts)

    def form(self, number: int) -> _Form:
        """The words of a mention, taken apart."""
        return _form(self.document.words[self.starts[number] : self.ends[number]])

    def person(self, number: int) -> Person:
        """Whose a mention is."""
        if self.persons[number] is None:
            self._meet(self.grouped[self.groups[number] : self.group_ends[number]])
        return self.persons[number]

    def _meet(self, numbers: Sequence[int]) -> None:
        """Tell of mentions, in order, whose they are: a new person's, or another form for one already met."""
        people: dict[str, list[Person]] = {}
        known: dict[tuple[str, ...], Person] = {}
        words, starts, ends, persons, held = self.document.words, self.starts, self.ends, self.persons, self._held
        for number in numbers:
            run, beside = words[starts[number] : ends[number]], self.beside[number]
            person = known.get(run) if beside <= _TITLED else None
            if person is None:
                person = self._newly_met(number, run, people, known)
            elif beside:
                self.titled[number] = True
            persons[number] = person
            if person.roles:
                for role in person.roles:
                    held.setdefault(role, []).append(number)

    def _newly_met(
        self, number: int, run: tuple[str, ...], people: dict[str, list[Person]], known: dict[tuple[str, ...], Person]
    ) -> Person:
        """Whose a mention is, unless it is ``known`` to be that of a run like it after which nobody has come or grown.

        A run that tells a gender is known to be of a person whose gender that is already, which is not told anew.
        """
        (n_titles, titles, words, roles, told, gender), beside = _form(run), self.beside[number]
        if beside & _AFTER_OFFICE:
            titles += self._titles_before(self.starts[number])
            told = _gender_of(titles, ())
        person = _named(people[words[-1]], words, told) if words[-1] in people else None
        if person is None:
            person = Person(self.document, words, (self.starts[number] + n_titles, self.ends[number]))
            people.setdefault(words[-1], []).append(person)
            if words[0] != words[-1]:
                people.setdefault(words[0], []).append(person)
            known.clear()
        elif len(words) > len(person.words):
            person.words, person.form = words, (self.starts[number] + n_titles, self.ends[number])
            known.clear()
        if titles:
            self.titled[number] = True
        if beside & _BEFORE_OFFICE:
            titles += self._offices_after(self.ends[number])
        if beside > _TITLED:
            roles, gender = listed("role").intersection(titles), _gender_of(titles, words)
        if roles:
            person.roles |= roles
        if gender and not person.gender:
            person.gender = gender
        if told in ("", person.gender):
            known[run] = person
        return person

    @cached_property
    def mentions(self) -> list[Mention]:
        """The mentions, from the first to the last."""
        persons = list(map(self.person, range(len(self.starts))))
        words = (self.form(number).words for number in range(len(persons)))
        return list(map(Mention, self.starts, self.ends, words, self.titled, persons))

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

    def nearest(self, at: int, gender: str = "") -> Person | None:
        """The person named last before a token, of a gender if one is asked for, within a few paragraphs."""
        limit = self.document.paragraph_number(at) - _NEAR_PARAGRAPHS
        stop = self.before(at)
        for number in range(stop - 1, max(0, stop - _NEAR_SOURCES) - 1, -1):
            if self.document.paragraph_number(self.starts[number]) < limit:
                return None
            if _agrees(self.person(number), gender):
                return self.person(number)
        return None

    def before(self, at: int) -> int:
        """How many mentions end before or at a token."""
        return bisect_right(self.ends, at)

    def last_within(self, first: int, last: int) -> Person | None:
        """Who is mentioned last inside a token range."""
        stop = self.before(last)
        return self.person(stop - 1) if stop and self.starts[stop - 1] >= first else None

    def first_agreeing(self, first: int, last: int, gender: str) -> Person | None:
        """Who can have a gender and is mentioned first inside a token range."""
        at, stop = self._first_agreeing.get((first, gender)), self.before(last)
        if at is None:
            at = bisect_left(self.starts, first)
        while at < stop and not _agrees(self.person(at), gender):
            at += 1
        self._first_agreeing[first, gender] = at
        return self.person(at) if at < stop else None

    def holder(self, roles: Set[str], at: int) -> Person | None:
        """Who had one of some roles when named last before a token."""
        numbers = []
        for role in roles:
            held = self._holders.get(role)
            if held is None:
                held = self._holders[role] = self._meet_holders(role)
            before = bisect_right(held, at, key=self.ends.__getitem__)
            numbers += held[before - 1 : before] if before else ()
        return self.person(max(numbers)) if numbers else None

    def _meet_holders(self, role: str) -> list[int]:
        """The mentions of those who had a role then, in order: of everyone who has it in or beside some mention."""
        words = self.document.words
        for number in self._near_offices:
            if self.persons[number] is None:
                start, beside = self.starts[number], words[self.starts[number] : self.ends[number] + _OFFICES_REACH]
                before = self.beside[number] & _AFTER_OFFICE
                if role in beside or (before and role in self._titles_before(start)):
                    self.person(number)
        return sorted(self._held.get(role, ()))

    @cached_property
    def _near_offices(self) -> list[int]:
        """The mentions in or beside which titles and offices can be."""
        return [number for number, beside in enumerate(self.beside) if beside]


class _Form(NamedTuple):
    """A run of names taken apart: how many words are titles and their marks, these titles, the name, and the roles.

    ``told`` is the gender that the titles tell, ``gender`` the one that titles and name do.
    """

    n_titles: int
    titles: tuple[str, ...]
    words: tuple[str, ...]
    roles: frozenset[str]
    told: str
    gender: str


@lru_cache(maxsize=1 << 16)
def _form(run: tuple[str, ...]) -> _Form:
    n_titles = next((at for at in range(len(run), 0, -1) if bare(run[at - 1]) in listed("title")), 0)
    n_titles += run[n_titles : n_titles + 1] == (".",)
    titles = tuple(word for word in run[:n_titles] if word != ".")
    words = tuple(bare(word) for word in run[n_titles:] if word != ".")
    roles = listed("role").intersection(titles)
    return _Form(n_titles, titles, words, roles, _gender_of(titles, ()), _gender_of(titles, words))


def _named(people: Sequence[Person], words: tuple[str, ...], gender: str) -> Person | None:
    """The person that a form names, met last of those of whom it could be; of a gender if one is told."""
    for person in reversed(people[-_NEAR_SOURCES:]):
        if (person.words == words or _goes_with(words, person.words)) and (not gender or person.gender in ("", gender)):
            return person
    return None


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
    return not gender or (person.gender in ("", gender) and not person.is_body)


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
    [cast] = _casts(document.once(names_of), np.array(sorted(named), np.int64))
    return cast


def _casts(names: Names, named: np.ndarray) -> Iterator[Cast]:
    """The people of each document; ``named`` are the tokens at which sources with a name begin."""
    text = names.text
    first, last = _name_runs(names, named)
    [titles] = text.values(_IS_TITLE).nonzero()
    of_a_person = ~text.values(_IS_TITLE, last - 1)
    first, last = first[of_a_person], last[of_a_person]
    last_title = np.append(-1, titles)[titles.searchsorted(last)]
    titled = last_title >= first
    opening = np.where(titled, last_title + 1, first)
    opening += titled & (text.values(_BESIDE_NAMES, opening) & _STOP > 0)
    before = text.values(_BESIDE_NAMES, first - 1) & _OFFICE > 0
    after = text.values(_BESIDE_NAMES, last) & _COMMA > 0
    reach = np.minimum(last[after, None] + np.arange(1, _OFFICES_REACH), len(text.codes) - 1)
    after[after] = (text.values(_BESIDE_NAMES, reach) & _ROLE > 0).any(axis=1)
    beside = titled * _TITLED | before * _AFTER_OFFICE | after * _BEFORE_OFFICE
    owners = text.owners(first)
    shifts, counts = text.offsets[owners], np.bincount(owners, minlength=len(text.documents))
    groups = _groups(owners, names.bare_words(opening), names.bare_words(last - 1))
    grouped, own = groups.argsort(kind="stable"), (counts.cumsum() - counts)[owners]
    begins = np.diff(groups[grouped], prepend=-1).nonzero()[0]
    sizes = np.diff(begins, append=len(groups))
    group_starts, group_ends = np.empty((2, len(groups)), np.int64)
    group_starts[grouped], group_ends[grouped] = begins.repeat(sizes), (begins + sizes).repeat(sizes)
    parts = (first - shifts, last - shifts, beside, grouped - own, group_starts - own, group_ends - own)
    columns, stop = [column.tolist() for column in parts], 0
    for document, count in zip(text.documents, counts.tolist(), strict=True):
        begin, stop = stop, stop + count
        yield Cast(document, *(column[begin:stop] for column in columns))


def _groups(owners: np.ndarray, firsts: np.ndarray, lasts: np.ndarray) -> np.ndarray:
    """For each mention the number of its group, those of one document before those of the next.

    Mentions in one document whose names begin or end with the same word are of one group, and so are those that are
    of one with the same mention. The groups that a mention joins are merged into the first of them until none is left
    to be merged, which for a chain of names takes the logarithm of its length in rounds.
    """
    words, numbers = np.unique(keys(np.tile(owners, 2), np.append(firsts, lasts)), return_inverse=True)
    first, last = np.split(numbers, 2)
    group, left, right = np.arange(len(words)), first, last
    while True:
        left, right = group[left], group[right]
        apart = left != right
        if not apart.any():
            return group[last]
        left, right = left[apart], right[apart]
        np.minimum.at(group, np.maximum(left, right), np.minimum(left, right))
        while (group[group] != group).any():
            group = group[group]


def find_speakers(
    text: Joined, sources: Sequence[Sequence[Range | None]], contents: Sequence[Sequence[Range | None]]
) -> list[tuple[list[str | None], list[str | None]]]:
    """The types of the sources of each document, and the names that they stand for; None where the article tells none.

    Parameters
    ----------
    text : Joined
    sources, contents : sequences of sequences of (int, int) or None
        Token ranges in each document, in the order of the cues.
    """
    if not any(map(any, sources)):
        return [([None] * len(own),) * 2 for own in sources]
    names = Names.of(text)
    given = [[source for source in own if source] for own in sources]
    types = find_types(names, given)
    named = [
        offset + source[0]
        for offset, own, typed in zip(text.offsets.tolist(), given, types, strict=True)
        for source, one in zip(own, typed, strict=True)
        if one.kind == "named"
    ]
    named = np.array(named, np.int64)
    casts = _casts(names, named[names.open_sentences(named)])
    kinds = []
    for own, typed in zip(sources, types, strict=True):
        following = iter(typed)
        kinds.append([source and next(following).kind for source in own])
    return list(zip(kinds, map(_speakers, casts, sources, types, contents), strict=True))


def _speakers(
    cast: Cast, sources: Sequence[Range | None], types: Sequence[Typed], contents: Sequence[Range | None]
) -> list[str | None]:
    """The names of the speakers of one document; ``types`` are those of the sources that are not None."""
    resolved: list[Person | None] = []
    first_person, words, given = [], cast.document.words, iter(types)
    for number, source in enumerate(sources):
        person = None
        if source:
            kind, first, last = next(given)
            if kind in _NAMED:
                person = cast.last_within(source[0] + first, source[0] + last)
            elif kind == "role":
                person = _office_holder(cast, source)
            elif kind == "pronoun":
                word = _CONTRACTIONS.get(words[source[0]], words[source[0]])
                if word in _SINGULAR:
                    person = _antecedent(cast, source[0], _SINGULAR[word], number, sources, resolved)
                elif word in _RELATIVE:
                    person = _before_relative(cast, source[0])
                elif word in _FIRST_PERSON:
                    first_person.append(number)
        resolved.append(person)
    for number in first_person:
        resolved[number] = _quoted_speaker(sources[number], number, contents, resolved)
    names = {person: person.name for person in set(resolved) if person}
    return [names.get(person) for person in resolved]


def _before_relative(cast: Cast, at: int) -> Person | None:
    """Whom ``who`` stands for: the name right before it, a comma allowed between."""
    edge = at - (cast.document.tokens[at - 1] == ",")
    number = cast.before(at) - 1
    return cast.nearest(at) if number >= 0 and cast.ends[number] == edge else None


def _office_holder(cast: Cast, source: Range) -> Person | None:
    """Whom an office stands for: who had it when named last before."""
    words = cast.document.words[slice(*source)]
    if words[0] in ("a", "an", "another"):
        return None
    role = next((word for word in reversed(words) if word in listed("role")), None)
    return cast.holder(listed("head_of_state") if role == "leader" else {role}, source[0])


def _antecedent(cast: Cast, at: int, gender: str, number: int, sources, resolved) -> Person | None:
    """Whom ``he`` or ``she`` stands for: a person of the sentence, else the last speaker, else the last name."""
    document = cast.document
    in_sentence = cast.first_agreeing(document.sentence_at(at)[0], at, gender)
    if in_sentence and in_sentence.gender:
        return in_sentence
    limit = document.paragraph_number(at) - _NEAR_PARAGRAPHS
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

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
from typing import NamedTuple

from framing.devices.source_types import (
    PRONOUN_CLASSES,
    Range,
    any_of,
    bare,
    head_end,
    inside_sentences,
    listed,
    name_places,
    named_part,
    openers,
    opens_sentence,
    source_classes,
    source_type,
    spelled_small,
)
from framing.document import Document

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
_NAME = ("name", "name's")
# How far back an antecedent may stand; two bounds, as a hostile text can be one paragraph.
_NEAR_PARAGRAPHS = 3
_NEAR_SOURCES = 60


@dataclass(slots=True, eq=False)
class Person:
    """Someone the article names: the fullest form, its words, and what is known of office and gender."""

    words: tuple[str, ...]
    name: str
    roles: frozenset[str] = frozenset()
    gender: str = ""


class Mention(NamedTuple):
    """A run of name tokens ``first`` to ``last``, the words of the name, whether a title is with them, and whose."""

    first: int
    last: int
    words: tuple[str, ...]
    titled: bool
    person: Person


def _name_runs(document: Document, sources: Set[int]) -> list[Range]:
    """Token ranges of capitalised names, initials and particles included.

    A single word that opens a sentence counts only if it is capitalised inside a sentence as well, or is a source
    with a name: ``sources`` holds the tokens at which those begin.
    """
    classes, tokens, words = document.once(source_classes), document.tokens, document.words
    opening, inside = document.once(openers), document.once(inside_sentences)
    particles, titles = listed("particle"), listed("title")
    runs: list[Range] = []
    past, n = 0, len(tokens)
    for at in document.once(name_places):
        if at < past or (at in opening and spelled_small(document, words[at])):
            continue
        last = at + 1
        while last < n and classes[last - 1] != "name's":
            if classes[last] in _NAME:
                last += 1
            elif (
                last + 1 < n
                and classes[last + 1] in _NAME
                and (
                    words[last] in particles
                    or (tokens[last] == "." and (len(words[last - 1]) == 1 or words[last - 1] in titles))
                )
            ):
                last += 2
            else:
                break
        if last - at > 1 or at not in opening or tokens[at] in inside or at in sources:
            runs.append((at, last))
        past = last
    return runs


@dataclass
class Cast:
    """The people of one article, filled from start to end."""

    document: Document
    people: dict[str, list[Person]] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    holders: dict[str, list[Mention]] = field(default_factory=dict)

    def meet(self, run: Range) -> None:
        """Add a run of name tokens: a new person, or another form of one already met."""
        first, last = run
        tokens = self.document.words
        form = _form(tokens[first:last])
        words, titles = form.words, form.titles
        if not words:
            return
        if first and tokens[first - 1] in self._offices:
            titles += self._titles_before(first)
        person = self._known(words, _gender_of(titles, ()) if titles else "")
        if person is None:
            person = Person(words, self._name(first + form.n_titles, last))
            for word in {words[0], words[-1]}:
                self.people.setdefault(word, []).append(person)
        elif len(words) > len(person.words):
            person.words, person.name = words, self._name(first + form.n_titles, last)
        mention = Mention(first, last, words, bool(titles), person)
        if last + 1 < len(tokens) and tokens[last] == ",":
            titles += self._offices_after(last)
        if titles:
            person.roles |= self._roles.intersection(titles)
        if not person.gender:
            person.gender = _gender_of(titles, words) if titles else form.gender
        self.mentions.append(mention)
        for role in person.roles:
            self.holders.setdefault(role, []).append(mention)

    def _name(self, first: int, last: int) -> str:
        name = self.document.text_of(first, last)
        return name[:-2] if name.endswith(("'s", "’s")) else name

    def _titles_before(self, first: int) -> tuple[str, ...]:
        """Titles and roles right before a token, from right to left."""
        words, at = self.document.words, first - 1
        while at >= 0 and words[at] in self._offices and self._classes[at] in ("word", "name"):
            at -= 1
        return words[at + 1 : first][::-1]

    def _offices_after(self, last: int) -> tuple[str, ...]:
        """Offices in the apposition after a name and the comma at token ``last``."""
        words, classes, end = self.document.words, self._classes, last + 1
        while end < min(last + 9, len(words)) and classes[end] not in (",", ".", "quote", "relative"):
            end += 1
        return tuple(word for word in words[last + 1 : end] if word in self._roles)

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
        for mention in reversed(self.mentions[max(0, stop - _NEAR_SOURCES) : stop]):
            if self.document.paragraph_number(mention.first) < limit:
                return None
            if _agrees(mention.person, gender):
                return mention.person
        return None

    def before(self, at: int) -> int:
        """How many mentions end before or at a token."""
        return bisect_right(self._ends, at)

    def within(self, first: int, last: int) -> list[Mention]:
        """The mentions inside a token range."""
        return [m for m in self.mentions[bisect_left(self._starts, first) : self.before(last)] if m.first >= first]

    @cached_property
    def _classes(self) -> tuple[str, ...]:
        return self.document.once(source_classes)

    @cached_property
    def _roles(self) -> frozenset[str]:
        return listed("role")

    @cached_property
    def _offices(self) -> frozenset[str]:
        return any_of("title", "role")

    @cached_property
    def _ends(self) -> list[int]:
        return [mention.last for mention in self.mentions]

    @cached_property
    def _starts(self) -> list[int]:
        return [mention.first for mention in self.mentions]


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


def _gender_of(titles: Sequence[str], words: Sequence[str]) -> str:
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
    for run in _name_runs(document, named):
        cast.meet(run)
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
            return before if before and cast.mentions[cast.before(source[0]) - 1].last == edge else None
        return None
    kind = source_type(document, source)
    if kind in ("named", "organisation", "media"):
        inside = cast.within(*(named_part(document, source) or (source[0], head_end(document, source))))
        return inside[-1].person if inside else None
    if kind == "role":
        role = next((w for w in reversed(document.words[source[0] : source[1]]) if w in listed("role")), None)
        offices = listed("head_of_state") if role == "leader" else {role}
        if document.words[source[0]] in ("a", "an", "another"):
            return None
        earlier = []
        for office in offices:
            held = cast.holders.get(office, [])
            before = bisect_right(held, source[0], key=lambda mention: mention.last)
            earlier += held[before - 1 : before] if before else []
        return max(earlier, key=lambda mention: mention.last).person if earlier else None
    return None


def _antecedent(cast: Cast, at: int, gender: str, number: int, sources, resolved) -> Person | None:
    """Whom ``he`` or ``she`` stands for: a person of the sentence, else the last speaker, else the last name."""
    document = cast.document
    limit = document.paragraph_number(at) - _NEAR_PARAGRAPHS
    sentence = document.sentence_at(at)[0]
    in_sentence = [m.person for m in cast.within(sentence, at) if _agrees(m.person, gender)]
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

"""Issue frames: vocabulary that puts an issue in the light of one of the dimensions of the Policy Frames Codebook.

The dimensions are those of Boydstun, Card, Gross, Resnik and Smith (2014), *Tracking the Development of Media Frames
within and across Policy Issues*; the Media Frames Corpus (Card et al. 2015) was coded by them:

- ``economic``: costs, benefits, work, money;
- ``capacity``: resources there are or are not: people, equipment, energy, roads, land;
- ``morality``: religion and ethics;
- ``fairness``: how rights, burdens and goods are spread over people;
- ``legality``: courts, the constitution, the rights and freedoms of persons;
- ``policy_prescription``: what is proposed or in force, and how it does;
- ``crime_and_punishment``: offences, the police, trials and sentences;
- ``security``: threats to the country and what protects it;
- ``health``: care, illness, safety, disasters;
- ``quality_of_life``: schools, homes, means of living, surroundings, daily life;
- ``cultural_identity``: traditions, groups, arts, who we are;
- ``public_opinion``: polls, what the public thinks, protest;
- ``political``: parties, elections, tactics, lobbying;
- ``external_regulation``: other countries, international bodies, standing in the world;
- ``other``: whatever the codebook's other dimensions do not hold. What is defined by exclusion has no vocabulary, so
  that this dimension has no cue and its count is 0; coders may use it, a list of words cannot.

The words stand in ``lexicons/issue_frames.csv``: a row is a group of cues of one dimension and one part of speech,
with ``_`` for a space. Of a ``noun`` the plural and the possessive count too, of a ``verb`` every form, of a ``name``
the possessive; the first word must then be in capitals in the text. A ``word`` counts as it is. Each word belongs to
one dimension. One whose sense depends on its neighbours has a condition: a row of
``lexicons/issue_frame_senses.csv`` (the words that must or must not stand before and after it) or, where capitals or
the word class decide, a function below.
Spans do not overlap: the longest cue wins (*trade war* is economic, *war* security).

Doubtful cases, decided: the name of an issue is no frame where it serves all sides (*abortion*, *immigration* and
*impeachment* are no cues), but where the dimension is the issue (*gun*, *vaccine*, *missile*) it is one; the rights of
groups are fairness, those of persons legality; a police officer is crime, a judge legality; disasters are health
and safety; the codebook has no dimension for nature, which is put under quality of life (surroundings) and capacity
(energy, land). A span says that a word of the dimension is there, not that the writer argues by it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from framing.devices import Device, check_conditions
from framing.devices.spans import Search
from framing.document import Document
from framing.inflection import plural, verb_forms
from framing.lexicon import Condition, Entry, Lexicon, LexiconError, read_rows
from framing.matching import Beside, Neighbour
from framing.wordclass import class_at

CATEGORIES = (
    "economic", "capacity", "morality", "fairness", "legality", "policy_prescription", "crime_and_punishment",
    "security", "health", "quality_of_life", "cultural_identity", "public_opinion", "political",
    "external_regulation", "other",
)  # fmt: skip

# What can follow *the public* where *public* is the noun.
_AFTER_NOUN = frozenset(
    (".", ",", ";", ":", "?", "!", "quote", "be", "have", "do", "modal", "to", "preposition", "as", "on", "about",
     "in", "with", "by", "for", "at", "against", "that", "relative", "coordinator", "subordinator", "adverb", "-ly",
     "-s", "-ed", "end", "not")
)  # fmt: skip


@dataclass(frozen=True)
class Sense:
    """The sense of a word by its neighbours; a row of ``lexicons/issue_frame_senses.csv``.

    The words ``not_after`` and ``not_before`` which the cue may not stand; where ``only_after`` or ``only_before``
    name any, one of these must be there. Several words are joined by ``_``, at most four.
    """

    only_after: frozenset[str]
    only_before: frozenset[str]
    not_after: frozenset[str]
    not_before: frozenset[str]

    def __call__(self, document: Document, first: int, last: int) -> bool:
        """Whether the cue at a token range has this sense."""
        words = document.words
        if _ends_in(words, first, self.not_after) or _begins_with(words, last, self.not_before):
            return False
        required = self.only_after or self.only_before
        return not required or _ends_in(words, first, self.only_after) or _begins_with(words, last, self.only_before)

    def beside(self) -> Beside:
        """The same, looked at closely only where a word beside the cue is in one of the phrases that decide."""
        required = self.only_after or self.only_before
        before, after = (self.only_after, self.only_before) if required else (self.not_after, self.not_before)
        return Beside(
            Neighbour(words=frozenset(phrase.split("_")[-1] for phrase in before)),
            Neighbour(words=frozenset(phrase.split("_")[0] for phrase in after)),
            self,
            either=True,
            otherwise=not required,
        )


@cache
def _longer(listed: frozenset[str]) -> range:
    """How many words phrases of several can have."""
    return range(2, max((phrase.count("_") + 2 for phrase in listed), default=2))


def _ends_in(words: tuple[str, ...], end: int, listed: frozenset[str]) -> bool:
    """Whether a listed phrase stands before a token."""
    if not listed or not end:
        return False
    return words[end - 1] in listed or any(
        "_".join(words[end - n : end]) in listed for n in _longer(listed) if n <= end
    )


def _begins_with(words: tuple[str, ...], start: int, listed: frozenset[str]) -> bool:
    """Whether a listed phrase begins at a token."""
    if not listed or start >= len(words):
        return False
    return words[start] in listed or any("_".join(words[start : start + n]) in listed for n in _longer(listed))


_SENSES = {
    row["condition"]: Sense(*(frozenset(row[field.name].split()) for field in fields(Sense)))
    for row in read_rows("issue_frame_senses")
}


def _is_capitalised(document: Document, at: int) -> bool:
    return 0 <= at < len(document.tokens) and document.tokens[at][:1].isupper()


def name_in_capitals(document: Document, first: int, last: int) -> bool:
    """A place or a people: *Turkey*, *Polish*; not the bird, not to polish."""
    return _is_capitalised(document, first)


def country_not_person_or_state(document: Document, first: int, last: int) -> bool:
    """*Jordan*, *Mexico*, *Georgia's neighbour Turkey*; not *Jim Jordan*, *New Mexico*, *the turkey*."""
    follows_name = class_at(document, first - 1) == "name" and document.sentence_at(first)[0] < first - 1
    return _is_capitalised(document, first) and not follows_name and class_at(document, last) != "name"


def acronym(document: Document, first: int, last: int) -> bool:
    """*AIDS*; not *aids*, nor a heading in capitals."""
    beside = [document.tokens[at] for at in (first - 1, last) if 0 <= at < len(document.tokens)]
    return document.tokens[first].isupper() and not any(len(token) > 1 and token.isupper() for token in beside)


def not_a_name(document: Document, first: int, last: int) -> bool:
    """*the price of bread*; not *Ann Price*."""
    return not _is_capitalised(document, first) or document.sentence_at(first)[0] == first


def bill_of_legislature(document: Document, first: int, last: int) -> bool:
    """*the bill passed*, *a Farm Bill*; not *Bill Vane*, *a phone bill*."""
    named = document.tokens[first] == "Bill" and class_at(document, last) in ("name", "name's", "coordinator")
    return not named and _SENSES["bill_of_legislature"](document, first, last)


def democratic_party(document: Document, first: int, last: int) -> bool:
    """*Democratic voters*; not *a democratic society*."""
    return _is_capitalised(document, first)


def named_act(document: Document, first: int, last: int) -> bool:
    """*the Clean Water Act*, *the Act of 1964*; not *an act of kindness*."""
    of_year = document.words[last : last + 1] == ("of",) and class_at(document, last + 1) == "digits"
    return _is_capitalised(document, first) and (of_year or class_at(document, first - 1) in ("name", "name's", "-s"))


def justice_as_judge(document: Document, first: int, last: int) -> bool:
    """*Justice Vane*; not *justice for all*, *the Justice Ministry*."""
    named = _is_capitalised(document, first) and class_at(document, last) in ("name", "name's")
    return named and document.words[last] not in _SENSES["justice_as_fairness"].not_before


def justice_as_fairness(document: Document, first: int, last: int) -> bool:
    """*justice for the miners*; not *Justice Vane*, *every justice*, *the justice minister*."""
    return not _is_capitalised(document, first) and _SENSES["justice_as_fairness"](document, first, last)


def ruled_in_court(document: Document, first: int, last: int) -> bool:
    """*the court ruled*, *ruled that*, *ruled against the mine*; not *ruled out*, *ruled for years*, *the rules*."""
    subject = document.words[max(document.sentence_at(first)[0], first - 5) : first]
    if _COURT & set(subject):
        return document.words[last : last + 1] != ("out",)
    return document.words[first] == "ruled" and document.words[last : last + 1] in (("that",), ("against",))


_COURT = frozenset(("court", "judge", "judges", "justices", "panel", "courts", "jury", "magistrate"))


def right_as_entitlement(document: Document, first: int, last: int) -> bool:
    """*the right to a lawyer*, *their rights*; not *right to the end*, *the right wing*, *right now*."""
    if document.words[first] == "rights":
        return True
    owned = class_at(document, first - 1) in ("determiner", "possessive", "name's", "word's")
    stated = document.words[max(first - 1, 0)] in ("constitutional", "legal", "basic", "fundamental", "sovereign")
    return (owned or stated) and document.words[last : last + 1] in (("to",), ("of",))


def public_as_people(document: Document, first: int, last: int) -> bool:
    """*the public wants*, *the British public*; not *the public library*, *in public*."""
    determined = "the" in document.words[max(0, first - 2) : first]
    return determined and class_at(document, last) in _AFTER_NOUN


_FUNCTIONS: dict[str, Condition] = {
    function.__name__: function
    for function in (
        acronym, bill_of_legislature, country_not_person_or_state, democratic_party, justice_as_fairness,
        justice_as_judge, name_in_capitals, named_act, not_a_name, public_as_people, right_as_entitlement,
        ruled_in_court,
    )
}  # fmt: skip


def forms_of(cue: str, part: str) -> list[str]:
    """The forms of a cue, as lexicons spell them.

    Parameters
    ----------
    cue : str
        A lemma, of several words perhaps, joined by ``_``.
    part : str
        ``noun``, ``verb``, ``name`` or ``word``.

    Raises
    ------
    LexiconError
        If there is no such part.

    Examples
    --------
    >>> forms_of("tax_cut", "noun")
    ['tax cut', 'tax cuts', "tax cut's"]
    >>> forms_of("sue", "verb")
    ['sue', 'sued', 'sues', 'suing']
    """
    cue = cue.replace("_", " ")
    if part == "word":
        return [cue]
    if part == "name":
        return [cue, cue + "'s"]
    if part == "noun":
        head, last = cue.rpartition(" ")[::2]
        return [f"{head} {form}".strip() for form in (last, plural(last), last + "'s")]
    if part == "verb":
        verb, _, rest = cue.partition(" ")
        return [f"{form} {rest}".strip() for form in sorted(verb_forms(verb).all)]
    raise LexiconError(f"issue_frames: {part!r} is no part of a cue; there are noun, verb, name, word.")


def _read() -> Lexicon:
    entries, homes = [], {}
    for row in read_rows("issue_frames"):
        condition = row["condition"] or ("name_in_capitals" if row["part"] == "name" else "")
        for form in dict.fromkeys(form for cue in row["cues"].split() for form in forms_of(cue, row["part"])):
            home = homes.setdefault((form, condition), row["category"])
            if home != row["category"]:
                raise LexiconError(f"issue_frames: {form!r} stands in {home} and in {row['category']}.")
            entries.append(Entry(form, row["category"], condition, row["note"], row["reference"]))
    # A cue with a condition is tried before the same word without one.
    return Lexicon("issue_frames", tuple(sorted(entries, key=lambda entry: not entry.condition)))


CONDITIONS: dict[str, Condition] = {**{name: sense.beside() for name, sense in _SENSES.items()}, **_FUNCTIONS}
LEXICON = _read()
check_conditions(LEXICON, CONDITIONS)


DEVICE = Device("issue_frame", CATEGORIES, Search(LEXICON, CONDITIONS))

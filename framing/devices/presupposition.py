"""Presupposition: words that take something for granted, so that the reader takes it in without its being claimed.

Four categories of triggers (Levinson 1983, chapter 4; Recasens et al. 2013 on their use in biased text):

- ``factive``: the complement is taken as a fact (*admit that*, *realize*, *reveal*, *regret*; Kiparsky and Kiparsky
  1970; Karttunen 1971);
- ``implicative``: an attempt, duty or hope is taken for granted (*managed to*, *failed to*, *refused to*;
  Karttunen 1971);
- ``denial``: a claim is taken to stand in the room (*denied that*, *refuted*, *debunked*);
- ``change_of_state``: an earlier or lasting state is taken for granted (*stopped lying*, *still*, *again*).

The cues stand in ``lexicons/presupposition.csv``; verbs count in all their forms. The complement decides the sense, and
each condition below looks at it: *fail an exam* is no implicative, *refuse an offer* is one.

Doubtful cases, decided: *admit*, *reveal* and *expose* count before a clause and before nouns of fault or fact, not
before people or dangers; *know*, *show* and *find* only before *that*; *deny* not where something is withheld (*denied
bail*); *still* and *again* only as adverbs of time; *begin* counts before an action, not where an event begins.

Examples
--------
>>> text = "He admitted that he still refuses to pay but denied taking bribes."
>>> [(text[s.start:s.end], s.category) for s in find_presuppositions(Document.of(text))]
[('admitted', 'factive'), ('still', 'change_of_state'), ('refuses', 'implicative'), ('denied', 'denial')]
"""

from __future__ import annotations

from collections.abc import Callable

from framing.devices import Device, check_conditions
from framing.devices.spans import Search
from framing.document import Document
from framing.inflection import verb_forms
from framing.lexicon import Entry, Lexicon, read_lexicon, word_list
from framing.matching import Neighbour, beside
from framing.wordclass import class_at, word_at, word_classes

_CLAUSE = frozenset(("that", "question", "relative", "subject_pronoun", "subject_contraction", "i", "we"))
_BEHIND_OBJECT = frozenset((".", ",", ";", ":", "of", "to", "in", "for", "with", "that", "be", "modal"))
_NOUN_BEFORE = frozenset(("determiner", "possessive", "name's", "word's"))
_END = frozenset((".", ",", ";", "end", "?", "!", "quote", "—", ")", ":"))


def _listed(kind: str) -> frozenset[str]:
    return word_list("presupposition_contexts", kind)


def _after(document: Document, last: int) -> int:
    """The token after a verb, past up to three adverbs."""
    at = last
    while class_at(document, at) in ("-ly", "adverb") and at < last + 3:
        at += 1
    return at


# No determiner before a form that could be a verb or a noun: *the fail*, *his regret*.
_NO_NOUN = Neighbour(_NOUN_BEFORE, frozenset(("of", "no", "with")), excluded=True)


def _is_noun(document: Document, first: int) -> bool:
    return not _NO_NOUN.stands_at(document, first - 1)


def _listed_object(document: Document, last: int, kind: str, reach: int = 5) -> bool:
    """Whether the object that follows has a noun of a list as its head, near enough."""
    listed, classes = _listed(kind), document.once(word_classes)
    end = min(document.sentence_at(last - 1)[1], last + reach)
    for at in range(last, end):
        if document.words[at] in listed:
            return True
        if classes[at] in _BEHIND_OBJECT:
            return False
    return False


@beside(before=_NO_NOUN)
def clause_of_fact(document: Document, first: int, last: int) -> bool:
    """*realized that*, *noticed how*, *forget that*; not *recognize a face*, *remember to*."""
    return class_at(document, _after(document, last)) in _CLAUSE


@beside(before=_NO_NOUN, after=Neighbour(frozenset(("that", "-ly", "adverb"))))
def that_clause(document: Document, first: int, last: int) -> bool:
    """*knew that it leaked*, *the study shows that*; not *show a film*, *know that man*."""
    at = _after(document, last)
    if class_at(document, at) != "that":
        return False
    if class_at(document, at + 1) in (*_END, "be") or class_at(document, at + 2) in _END:
        return False
    return class_at(document, first - 1) != "question"


@beside(before=_NO_NOUN)
def fact_revealed(document: Document, first: int, last: int) -> bool:
    """*admitted that*, *reveals how*, *exposed the lie*; not *admitted two students*, *exposed to rain*."""
    at = _after(document, last)
    after = class_at(document, at)
    if after in ("that", "question") or (
        after in _CLAUSE and word_at(document, first)[:5] in ("admit", "ackno", "conce")
    ):
        return True
    if word_at(document, first).startswith("admit") and (after == "-ing" or word_at(document, at) == "to"):
        return class_at(document, at + (after != "-ing")) == "-ing" or _listed_object(document, at + 1, "noun_of_fault")
    return after not in ("to", "by", "as") and _listed_object(document, at, "noun_of_fault")


@beside(before=_NO_NOUN)
def emotion_about_fact(document: Document, first: int, last: int) -> bool:
    """*regrets that*, *regretted the vote*; not the noun (*his regret*), not *regret to say*."""
    return class_at(document, _after(document, last)) not in (
        *_END,
        "to",
        "be",
        "for",
    )


def _to_verb(document: Document, last: int) -> bool:
    if class_at(document, last) != "to":
        return False
    return class_at(document, last + 1) in ("word", "be", "have", "do", "-ly", "-ed", "-ing", "-s", "adverb")


@beside(before=_NO_NOUN)
def to_do(document: Document, first: int, last: int) -> bool:
    """*managed to escape*, *did not bother to ask*, *dared speak*; not *manage a team*, *it happened to them*."""
    at = _after(document, last)
    if word_at(document, first).startswith("bother") and class_at(document, at) == "-ing":
        return True
    return _to_verb(document, at)


@beside(before=_NO_NOUN)
def to_do_or_fail_at(document: Document, first: int, last: int) -> bool:
    """*failed to act*, *failed in its duty*; not *failed an exam*, *the bank failed*, *the failed bank*."""
    at = _after(document, last)
    return _to_verb(document, at) or (word_at(document, at) == "in" and class_at(document, at + 1) == "possessive")


@beside(before=_NO_NOUN)
def to_do_or_offer(document: Document, first: int, last: int) -> bool:
    """*refused to leave*, *refused the offer*, *declined to comment*; not *prices declined*, *the refuse*."""
    at = _after(document, last)
    if _to_verb(document, at):
        return True
    return class_at(document, at) != "to" and _listed_object(document, at, "offer", reach=4)


@beside(before=_NO_NOUN)
def made_to_do(document: Document, first: int, last: int) -> bool:
    """*forced the town to pay*, *was forced to resign*; not *the force to act*, *the air force to fly*."""
    if class_at(document, first - 1) in ("name", "of"):
        return False
    if class_at(document, last) == "to":
        return class_at(document, first - 1) in ("be", "-ly", "have", "adverb") and _to_verb(document, last)
    end = min(document.sentence_at(first)[1], last + 6)
    for at in range(last, end):
        kind = class_at(document, at)
        if kind == "to":
            return _to_verb(document, at)
        if kind in (".", ",", ";", "that", "be", "modal", "of", "-ed"):
            return False
    return False


@beside(before=_NO_NOUN)
def doing(document: Document, first: int, last: int) -> bool:
    """*avoided answering*; not *avoided the road*."""
    return class_at(document, _after(document, last)) == "-ing"


def denied_claim(document: Document, first: int, last: int) -> bool:
    """*denied that*, *denies taking bribes*, *denied the charge*; not *denied bail*, *denied him a visa*."""
    at = _after(document, last)
    kind = class_at(document, at)
    if kind in ("that", "-ing") or word_at(document, at) in ("any", "it", "having", "doing", "all"):
        return True
    if kind in ("subject_pronoun", "subject_contraction", "i", "we"):
        return True
    return _listed_object(document, at, "claim")


@beside(before=_NO_NOUN)
def as_verb(document: Document, first: int, last: int) -> bool:
    """*refuted the story*; not the attribute (*the debunked claim*), which another row has."""
    return class_at(document, _after(document, last)) not in ("-s", "word")


@beside(before=_NO_NOUN)
def disputed_claim(document: Document, first: int, last: int) -> bool:
    """*disputes that account*, *contradicted the report*; not *a dispute over*, *contest the seat*."""
    at = _after(document, last)
    return class_at(document, at) == "that" or (
        class_at(document, at) not in _END and _listed_object(document, at, "claim")
    )


@beside(before=_NO_NOUN)
def rejected_claim(document: Document, first: int, last: int) -> bool:
    """*rejected the accusation*; not *rejected the bid*."""
    return _listed_object(document, _after(document, last), "claim")


def before_claim(document: Document, first: int, last: int) -> bool:
    """*a debunked theory*; not *debunked the theory*."""
    return _is_noun(document, first) or word_at(document, first - 1) in ("thoroughly", "widely", "long")


@beside(before=_NO_NOUN, after=Neighbour(frozenset(("-ing", "to", "-ly", "adverb"))))
def doing_or_to(document: Document, first: int, last: int) -> bool:
    """*stopped lying*, *began to doubt*; not *stopped to rest*, *stop the bus*, *the game began*."""
    at = _after(document, last)
    if class_at(document, at) == "-ing":
        return word_at(document, at) not in (
            "during", "morning", "evening", "spring", "nothing", "something", "everything",
        )  # fmt: skip
    return word_at(document, first)[:4] in ("begi", "bega", "begu", "star", "ceas") and _to_verb(document, at)


def going_on(document: Document, first: int, last: int) -> bool:
    """*continues to*, *kept asking*, *resumed talks*; not *keep a dog*, *the story continues*."""
    word, at = word_at(document, first), _after(document, last)
    if word.startswith("resum"):
        return word != "resume" or not _is_noun(document, first)
    if class_at(document, at) == "-ing":
        return word_at(document, at) not in ("during", "everything", "something", "nothing", "morning", "evening")
    return word.startswith("contin") and (_to_verb(document, at) or class_at(document, at) == "possessive")


@beside(before=_NO_NOUN, after=Neighbour(words=frozenset(("to",))))
def to_doing(document: Document, first: int, last: int) -> bool:
    """*returned to lying*, *reverted to form*; not *returned to Rome*."""
    return class_at(document, last + 1) == "-ing" or word_at(document, first).startswith("revert")


@beside(before=_NO_NOUN)
def what_was_before(document: Document, first: int, last: int) -> bool:
    """*restore order*, *reclaim their power*; not *recover from a cold*, *restored a painting*."""
    return word_at(document, last) in _listed("state_before")


def still_going_on(document: Document, first: int, last: int) -> bool:
    """*is still waiting*, *still has not paid*; not *stand still*, *a still lake*, *Still, he left*, *still more*."""
    before, after = class_at(document, first - 1), class_at(document, last)
    if word_at(document, first - 1) in (
        "stand", "stood", "sit", "sat", "sits", "hold", "held", "stands", "standing", "better",
    ):  # fmt: skip
        return False
    if before == "determiner" or word_at(document, last) in (
        "more", "another", "others", "photo", "life", "image", "images",
    ):  # fmt: skip
        return False
    return after not in _END


def once_more(document: Document, first: int, last: int) -> bool:
    """*lied again*; not *again and again*, *then again*, *time and again*, *Again, no*, which are other phrases."""
    before, after = word_at(document, first - 1), word_at(document, last)
    if before in ("then", "and", "now", "but", "or", "over") or (
        after in ("and", ",") and word_at(document, last + 1) == "again"
    ):
        return False
    return not (document.sentence_at(first)[0] == first and after == ",")


def no_comparison(document: Document, first: int, last: int) -> bool:
    """*no longer works*; not *no longer than*."""
    return word_at(document, last) != "than"


def after_negation(document: Document, first: int, last: int) -> bool:
    """*don't work anymore*; not *any more questions*, *any longer route*."""
    words = document.words[max(document.sentence_at(first)[0], first - 8) : first]
    negated = {"not", "never", "nobody", "cannot", "no"} & set(words) or any(w.endswith("n't") for w in words)
    return bool(negated) and (word_at(document, first) == "anymore" or class_at(document, last) in _END)


def already_so(document: Document, first: int, last: int) -> bool:
    """*is already broken*, *already weak*; not *enough already*."""
    return class_at(document, last) not in _END or class_at(document, first - 1) in ("be", "have")


CONDITIONS: dict[str, Callable[[Document, int, int], bool]] = {
    condition.__name__: condition
    for condition in (
        clause_of_fact, that_clause, fact_revealed, emotion_about_fact, to_do, to_do_or_fail_at, to_do_or_offer,
        made_to_do, doing, denied_claim, as_verb, disputed_claim, rejected_claim, before_claim, doing_or_to, going_on,
        to_doing, what_was_before, still_going_on, once_more, no_comparison, after_negation, already_so,
    )
}  # fmt: skip
_ADVERBS = frozenset(("still", "again", "already", "anymore"))


def _inflected(entry: Entry) -> Entry:
    """A row of single verbs with all their forms; phrases, adverbs and attributes stay as they are."""
    words = entry.cue.split("|")
    if " " in entry.cue or entry.condition == "before_claim" or _ADVERBS & set(words):
        return entry
    forms = sorted({form for word in words for form in verb_forms(word).all})
    return Entry("|".join(forms), entry.category, entry.condition, entry.note, entry.reference, entry.attributes)


def _lexicon() -> Lexicon:
    table = read_lexicon("presupposition")
    lexicon = Lexicon(table.name, tuple(map(_inflected, table.entries)))
    check_conditions(lexicon, CONDITIONS)
    return lexicon


LEXICON = _lexicon()
# The triggers of presuppositions in a document, from left to right.
find_presuppositions = Search(LEXICON, CONDITIONS)
DEVICE = Device("presupposition", ("factive", "implicative", "denial", "change_of_state"), find_presuppositions)

"""Passives: clauses whose subject is what an act was done to, so that who did it can be left out.

*Mistakes were made* names no one; *mistakes were made by the ministry* does. What a text leaves agentless is a
classic of critical linguistics (Fowler and others 1979; van Dijk 1988, 2008) and of research into how the press tells
of violence (Henley, Miller and Beazley 1995). Two categories:

- ``agentless``: the clause has no phrase with *by* that names who or what did it;
- ``with_agent``: it has one (*was fired by the board*, *was hit by a car*).

The span is the participle. A passive is a form of *be* or *get* and a participle, with nothing between them but
adverbs, an aside or, in a question, the subject. The words stand in ``lexicons/passives.csv``; there is no parser.

A participle after *be* is as often an adjective (Wasow 1977; Quirk and others 1985, 3.74 to 3.78), and is then left
out. It is taken for one after *very*; when it names a quality (*is skilled*), or a state of mind without what caused it
(*was pleased*); or when it names the state that an act left (*is closed*) and nothing tells that an act took place.
An agent, and a particle (*worn out*), always make it a passive.

Doubtful cases, decided as Universal Dependencies does: *is based*, *located*, *supposed to*, *born*, *got married* are
passives; *is married to*, *is gone*, *I'm done* are none. Of coordinated participles (*was beaten and robbed*) the
first counts, once for the auxiliary: the second cannot be told from a past tense (*was fired and moved*). Not counted
are passives without an auxiliary: the man *arrested* on Monday, the headline *Mayor arrested*, *had his car stolen*.
*By Friday*, *by mail*, *by 10 percent*, *by the road*, *by himself* and *by waiting* are no agents; *by law* is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from framing.devices import Device, Span
from framing.document import DOUBLE_MARKS, SINGLE_MARKS, Document
from framing.inflection import irregular_verbs
from framing.lexicon import read_rows, word_list
from framing.vocabulary import TypeTable
from framing.wordclass import class_at, word_at

# In tokens at most: from auxiliary to participle, aside, subject of a question, question, participle to agent, agent.
_REACH, _ASIDE_REACH, _SUBJECT, _QUESTION, _AGENT, _AGENT_WORDS = 24, 14, 7, 60, 14, 8
_HYPHENED = ("re", "pre", "co", "over", "under", "mis", "de")
_PRONOUNS = frozenset(("subject_pronoun", "object_pronoun", "i", "we", "you"))
_NOUN_WORDS = frozenset(("name", "word", "-s", "number", "digits", "of", "name's", "word's", "-ed", "-ing", "mark"))
_ADVERBS = frozenset(("-ly", "adverb", "not", "negation", "quote", "single_quote"))
_BEFORE_NOUN = frozenset(("determiner", "possessive", "of", "name's", "word's", "that"))
_CLAUSE_EDGES = frozenset(
    (";", ":", "subordinator", "relative", "that", "be", "have", "do", "modal", "subject_pronoun")
) | frozenset(("subject_contraction", "i", "we"))
_AGENT_EDGES = _CLAUSE_EDGES | frozenset(
    (",", ".", "?", "!", "(", ")", "preposition", "in", "on", "at", "for", "with", "to", "as", "by", "weekday")
) | frozenset(("coordinator", "question", "—", "–", "quote"))  # fmt: skip


def _words(kind: str) -> frozenset[str]:
    return word_list("passives", kind)


@cache
def _lists() -> dict[str, frozenset[str]]:
    """Word -> the lists of ``lexicons/passives.csv`` that it stands in."""
    lists: dict[str, set[str]] = {}
    for row in read_rows("passives"):
        for word in row["words"].split():
            lists.setdefault(word, set()).add(row["list"])
    return {word: frozenset(names) for word, names in lists.items()}


# --- participles ------------------------------------------------------------------------------------------------


@cache
def _irregular_participles() -> frozenset[str]:
    plain = frozenset().union(_words("participle"), *(forms for _, forms in irregular_verbs().values()))
    known = plain - _words("not_participle")
    return known | {prefix + word for prefix in _words("prefix") for word in known}


def is_participle(word: str) -> bool:
    """Whether a word can be the participle of a verb that has a passive, by its form and the closed lists.

    Examples
    --------
    >>> [word for word in ("arrested", "stolen", "re-elected", "hundred", "well-read") if is_participle(word)]
    ['arrested', 'stolen', 're-elected']
    """
    prefix, hyphen, stem = word.rpartition("-")
    if hyphen and prefix not in _HYPHENED:
        return False
    if word in _words("not_participle") or stem in _words("not_participle"):
        return False
    if stem in _irregular_participles():
        return True
    if word.startswith("un") and not word.startswith("under") and word not in _words("un_verb"):
        return False
    return len(stem) > 3 and stem.endswith("ed") and stem.isalpha()


# --- what a token can be to a passive ---------------------------------------------------------------------------

# The roles of a word after *be*, of which it has one or none.
_PARTICIPLE, _ADVERB, _FIRST_OF_TWO, _ASIDE = 1, 2, 3, 4
_ROLE = 7
# Behind the last token, and so before the first.
_NOTHING = b"\0"
# What is added to it.
_AUXILIARY, _IN_S, _BEFORE_SUBJECT, _CAPITAL, _BY = 8, 16, 32, 64, 128


def _role(word: str) -> int:
    if is_participle(word):
        return _PARTICIPLE
    if word.endswith("ly") or word in _adverbs():
        return _ADVERB
    if word in ("at", "in", "of", "for"):
        return _FIRST_OF_TWO
    return _ASIDE if word in (",", "(", "—", "–", "--") else 0


def _signs(token: str, word: str) -> int:
    role, is_auxiliary = _role(word), word in _auxiliaries()
    return (
        role
        + _AUXILIARY * is_auxiliary
        + _IN_S * (is_auxiliary and word.endswith("'s"))
        + _BEFORE_SUBJECT * (word in _before_subject())
        + _CAPITAL * (token[:1].isupper() and (is_auxiliary or role == _PARTICIPLE))
        + _BY * (word == "by")
    )


_SIGNS = TypeTable(_signs, "uint8")


@cache
def _auxiliaries() -> frozenset[str]:
    return _words("be") | _words("has_or_is") | _words("get") | {"its"}


@cache
def _before_subject() -> frozenset[str]:
    """Words after which an auxiliary can stand before its subject."""
    opening = ("nor", "neither", "so", "what", "who", "which", "and", "or", "but", "yet", ",")
    return _words("question") | _words("fronted") | DOUBLE_MARKS | frozenset(opening)


@cache
def _adverbs() -> frozenset[str]:
    listed = word_list("word_classes", "adverb") | word_list("word_classes", "negation")
    return listed | _words("between") | DOUBLE_MARKS | SINGLE_MARKS


# --- from the auxiliary to the participle -----------------------------------------------------------------------


def participle_after(
    document: Document, signs: bytes, at: int, sentence: tuple[int, int], may_invert: bool
) -> int | None:
    """The token of the participle that goes with the auxiliary at token ``at``, if one does.

    ``may_invert`` says whether its neighbours let it stand before its subject.
    """
    first, (begin, end) = at + 1, sentence
    if signs[first] & _ROLE == _PARTICIPLE and first < end:
        return first
    end = min(end, at + _REACH)
    first = _past_adverbs(document, signs, first, end)
    role = signs[first] & _ROLE if first < end else 0
    if role:
        return first if role == _PARTICIPLE else _after_aside(document, signs, first, end)
    if not may_invert or document.words[at] in _words("get") or document.words[at] == "its":
        return None
    if _inverted(document, at, begin):
        return _after_subject(document, signs, at, end)
    return _fronted(document, at, begin)


def _past_adverbs(document: Document, signs: bytes, at: int, end: int) -> int:
    """The first token from ``at`` that is no adverb (*quickly and quietly*), negation, quotation mark or *at least*."""
    begin = at
    while at < end:
        role = signs[at] & _ROLE
        if role == _ADVERB:
            at += 1
        elif role != _PARTICIPLE and at + 1 < end and _is_pair(document, signs, at, begin < at):
            at += 2
        else:
            break
    return at


def _is_pair(document: Document, signs: bytes, at: int, after_adverb: bool) -> bool:
    """*at least*, *in part*; after an adverb *and quietly*."""
    if signs[at] & _ROLE == _FIRST_OF_TWO:
        return document.words[at + 1] in _words("adverbial")
    return after_adverb and signs[at + 1] & _ROLE == _ADVERB and document.words[at] in ("and", "or")


def _after_aside(document: Document, signs: bytes, opening: int, end: int) -> int | None:
    """*was, police said on Monday, arrested*; *was (wrongly) arrested*."""
    if signs[opening] & _ROLE != _ASIDE:
        return None
    mark = document.words[opening]
    for at in range(opening + 1, min(end, opening + _ASIDE_REACH)):
        if document.words[at] == (")" if mark == "(" else mark):
            return _participle_past_adverbs(document, signs, at + 1, end)
    return None


def _participle_past_adverbs(document: Document, signs: bytes, at: int, end: int) -> int | None:
    at = _past_adverbs(document, signs, at, end)
    return at if at < end and signs[at] & _ROLE == _PARTICIPLE else None


def _inverted(document: Document, at: int, begin: int) -> bool:
    """Whether the subject follows its auxiliary: *was he arrested?*, *where is it made*, *nor was he asked*."""
    auxiliary, before = document.words[at], word_at(document, at - 1) if at > begin else ""
    if auxiliary in ("be", "been", "being"):
        return False
    if auxiliary.endswith("'s"):
        return auxiliary[:-2] in _words("question") or auxiliary == "what's"
    if before in _words("question") or before in ("nor", "neither", "so", "what", "who", "which"):
        return True
    opens = at == begin or class_at(document, at - 1) in ("coordinator", ",", "quote", "-ly")
    return opens and "?" in document.words[at : min(document.sentence_at(at)[1], at + _QUESTION)]


def _after_subject(document: Document, signs: bytes, at: int, end: int) -> int | None:
    """The participle after the subject of a question: *was he ever asked*, *why is the city called that*."""
    subject = at + 1
    if class_at(document, subject) in _PRONOUNS or word_at(document, subject) in ("this", "these", "those", "that"):
        found = _participle_past_adverbs(document, signs, subject + 1, end)
        if found is not None or class_at(document, subject) in _PRONOUNS:
            return found
    asks_what = word_at(document, at - 1) in ("what", "who", "which")
    for here in range(subject, min(end, subject + _SUBJECT)):
        kind, word = class_at(document, here), document.words[here]
        modifies = here == subject or class_at(document, here - 1) in _BEFORE_NOUN
        if signs[here] & _ROLE == _PARTICIPLE and not modifies and (not asks_what or word in _words("what_is")):
            return here
        if kind not in _NOUN_WORDS | _BEFORE_NOUN | _ADVERBS:
            return None
    return None


def _fronted(document: Document, at: int, begin: int) -> int | None:
    """*Attached is the form*; *Also pictured are his sons*."""
    first = at - 1
    if first < begin or document.words[first] not in _words("fronted"):
        return None
    if document.words[at] not in ("is", "are", "was", "were"):
        return None
    opens = first == begin or class_at(document, first - 1) in (",", "adverb", "coordinator", "quote")
    return first if opens else None


# --- passive or adjective ---------------------------------------------------------------------------------------


def is_adjectival(document: Document, signs: bytes, at: int, participle: int) -> bool:
    """Whether a participle without an agent is an adjective, part of a name or of a perfect; ``at`` is its *be*."""
    if (signs[at] | signs[participle]) & _CAPITAL and _is_name(document, at, participle):
        return True
    if _is_perfect(document, at, participle):
        return True
    word, after = document.words[participle], word_at(document, participle + 1)
    if after in _words("particle"):
        return False
    if participle - 1 > at and document.words[participle - 1] in _words("degree"):
        return True
    lists = _lists().get(word, frozenset())
    if "adjective" in lists or "emotion" in lists:
        return True
    if "state" in lists:
        return not _tells_event(document, at, participle)
    if word == "bound":
        return after == "to"
    return word == "used" and after == "to" and _is_habit(document, at, participle + 2)


def _tells_event(document: Document, at: int, participle: int) -> bool:
    """*must be done*, *got married*, *was closed Tuesday*, *is packed with*; not *is closed*, *I'm done with it*."""
    word, subject, after = document.words[participle], class_at(document, at - 1), class_at(document, participle + 1)
    if document.words[at] in _words("get"):
        return word != "lost"
    if document.words[at] in ("be", "been", "being"):
        return True
    if word == "done" and (subject in _PRONOUNS or document.words[at].endswith(("'m", "'re", "'s"))):
        return False
    when = word_at(document, participle + 1) in _words("when")
    return when or after in ("-ly", "with", "in", "on", "by", "for", "weekday", "after", "preposition")


def _is_habit(document: Document, at: int, follower: int) -> bool:
    """*is used to the noise*, *got used to waiting*; not *is used to make glass*."""
    habit = ("determiner", "possessive", "object_pronoun", "-ing", "that")
    return document.words[at] in _words("get") or class_at(document, follower) in habit


def _is_perfect(document: Document, at: int, participle: int) -> bool:
    """*he's broken the rule*, *she's found out*, with *has*, and *its proposed budget*; not *he's called Bob*."""
    auxiliary = document.words[at]
    if auxiliary == "its":
        return class_at(document, participle + 1) in ("word", "-s", "name", "-ed", "-ing", "end")
    if auxiliary not in _words("has_or_is"):
        return False
    lists, after = _lists().get(document.words[participle], frozenset()), class_at(document, participle + 1)
    if "perfect" in lists or ("perfect_of_person" in lists and auxiliary in _words("person")):
        return True
    object_follows = after in ("determiner", "possessive", "object_pronoun", "digits", "number", "name", "name's")
    return object_follows and "two_objects" not in lists


def _is_name(document: Document, at: int, participle: int) -> bool:
    """*is United Way*, *what is left of IS left*; not *Must Be Stopped*, *IT IS CALLED*."""
    auxiliary, token = document.tokens[at], document.tokens[participle]
    if auxiliary == "IS" and not token.isupper():
        return True
    if participle < at or not token.istitle():
        return False
    return auxiliary.islower() or at == document.sentence_at(at)[0]


# --- agents -----------------------------------------------------------------------------------------------------


def agent_after(document: Document, signs: bytes, participle: int) -> int | None:
    """The first token of the agent of a participle, after *by*; none when it is left out."""
    by = signs.find(_BY, participle + 1, participle + _AGENT)
    if by < 0 or by >= (end := document.sentence_at(participle)[1]):
        return None
    for at in range(participle + 1, by):
        shared = at == participle + 1 or class_at(document, at - 1) == "coordinator"
        if class_at(document, at) in _CLAUSE_EDGES or (signs[at] & _ROLE == _PARTICIPLE and not shared):
            return None
    own = document.words[by - 1] in _words("by_verb")
    if not own and _names_agent(document, by + 1, min(end, participle + _AGENT)):
        return by + 1
    return None


def _names_agent(document: Document, at: int, end: int) -> bool:
    """*by police*, *by 11 senators*, *by what he saw*; not *by Friday*, *by 2015*, *by mail*, *by reading it*."""
    while at < end and class_at(document, at) in ("-ly", "adverb"):
        at += 1
    head = at
    while head < end and (document.words[head] in _words("qualifier") or class_at(document, head) == "possessive"):
        head += 1
    word, kind = word_at(document, head).removeprefix("mid-"), class_at(document, head)
    if kind == "digits" or word in _words("cardinal"):
        counted, count = word_at(document, head + 1), class_at(document, head + 1)
        measures = counted in _words("by_amount") or counted in _words("by_time") or counted in _words("cardinal")
        return not measures and count in ("name", "word", "-s", "of", "-ing", "-ed", "number", "-ly")
    if word in _words("by_time") or word in _words("by_amount") or word in _words("by_self"):
        return False
    if head > at:
        return word not in _words("by_place")
    if kind == "-ing":
        return word in _words("ing_noun")
    if word in _words("by_means"):
        return class_at(document, head + 1) == "-s"
    return head < end and kind not in (".", ",", ";", ":", "?", "!", ")", "end", "coordinator", "not", "negation")


def _agent_text(document: Document, first: int) -> str:
    """The agent as far as surface shows it: up to a comma, a preposition but *of*, or a new clause."""
    end = min(document.sentence_at(first)[1], first + _AGENT_WORDS)
    last = first + 1
    while last < end and class_at(document, last) not in _AGENT_EDGES:
        last += 1
    return document.text_of(first, last)


# --- the device -------------------------------------------------------------------------------------------------


def _in_sentences(document: Document, places: list[int]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Each of some tokens with its sentence."""
    sentences = iter(document.sentences)
    sentence = 0, 0
    for at in places:
        while sentence[1] <= at:
            sentence = next(sentences)
        yield at, sentence


def find(document: Document) -> Iterator[Span]:
    """Passive clauses of a document, by their participles.

    Yields
    ------
    Span
        With the details ``auxiliary`` (``be`` or ``get``) and ``agent``, the words after *by*, None without an agent.

    Examples
    --------
    >>> document = Document.of("Two men were arrested. They got caught by a guard. She was interested.")
    >>> [(document.text[s.start : s.end], s.category, s.details["agent"]) for s in find(document)]
    [('arrested', 'agentless', None), ('caught', 'with_agent', 'a guard')]
    """
    kinds = _SIGNS.of(document)
    places = (kinds & _AUXILIARY).nonzero()[0].tolist()
    signs = kinds.tobytes() + _NOTHING
    free = 0
    for at, sentence in _in_sentences(document, places):
        opens = signs[at] & _IN_S or signs[at - 1] & _BEFORE_SUBJECT or at == sentence[0]
        # Most forms of *be* can have no participle, by their neighbours.
        if not opens and not signs[at + 1] & _ROLE:
            continue
        may_invert = opens or signs[at - 1] & _ROLE == _ADVERB
        participle = participle_after(document, signs, at, sentence, may_invert)
        if participle is None or participle < free:
            continue
        agent = agent_after(document, signs, participle)
        if agent is None and is_adjectival(document, signs, at, participle):
            continue
        free = participle + 1
        details = {
            "auxiliary": "get" if document.words[at] in _words("get") else "be",
            "agent": None if agent is None else _agent_text(document, agent),
        }
        category = "agentless" if agent is None else "with_agent"
        yield Span(document.starts[participle], document.ends[participle], category, details)


DEVICE = Device("passive", ("agentless", "with_agent"), find)

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
from framing.lexicon import word_list
from framing.vocabulary import TypeTable
from framing.wordclass import class_at, word_at

# In tokens at most: from auxiliary to participle, aside, subject of a question, question, participle to agent, agent.
_REACH, _ASIDE, _SUBJECT, _QUESTION, _AGENT, _AGENT_WORDS = 24, 14, 7, 60, 14, 8
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
    if (hyphen and prefix not in _HYPHENED) or {word, stem} & _words("not_participle"):
        return False
    if stem in _irregular_participles():
        return True
    if word.startswith("un") and not word.startswith("under") and word not in _words("un_verb"):
        return False
    return len(stem) > 3 and stem.endswith("ed") and stem.isalpha()


class _Roles(dict):
    """Word -> participle, adverb, first of two, aside (its mark) or nothing: its role after *be*; bounded."""

    def __missing__(self, word: str) -> str:
        role = ""
        if is_participle(word):
            role = "participle"
        elif word.endswith("ly") or any(word in adverbs for adverbs in _adverbs()):
            role = "adverb"
        elif word in ("at", "in", "of", "for"):
            role = "first of two"
        elif word in (",", "(", "—", "–", "--"):
            role = "aside"
        if len(word) <= 100:
            if len(self) >= 1_000_000:
                self.clear()
            self[word] = role
        return role


_roles = _Roles()


@cache
def _adverbs() -> tuple[frozenset[str], ...]:
    listed = (word_list("word_classes", "adverb"), word_list("word_classes", "negation"))
    return (*listed, _words("between"), DOUBLE_MARKS, SINGLE_MARKS)


# --- from the auxiliary to the participle -----------------------------------------------------------------------


def participle_after(document: Document, at: int) -> int | None:
    """The token of the participle that goes with the auxiliary at token ``at``, if one does."""
    begin, end = document.sentence_at(at)
    end = min(end, at + _REACH)
    first = _past_adverbs(document, at + 1, end)
    if first < end and _roles[document.words[first]]:
        return first if _roles[document.words[first]] == "participle" else _after_aside(document, first, end)
    if document.words[at] in _words("get") or document.words[at] == "its":
        return None
    return _after_subject(document, at, end) if _inverted(document, at, begin) else _fronted(document, at, begin)


def _past_adverbs(document: Document, at: int, end: int) -> int:
    """The first token from ``at`` that is no adverb (*quickly and quietly*), negation, quotation mark or *at least*."""
    words, begin = document.words, at
    while at < end:
        role = _roles[words[at]]
        if role == "adverb":
            at += 1
        elif at + 1 < end and _is_pair(words[at], words[at + 1], begin < at):
            at += 2
        else:
            break
    return at


def _is_pair(word: str, following: str, after_adverb: bool) -> bool:
    """*at least*, *in part*; after an adverb *and quietly*."""
    if word in ("and", "or"):
        return after_adverb and _roles[following] == "adverb"
    return word in ("at", "in", "of", "for") and following in _words("adverbial")


def _after_aside(document: Document, opening: int, end: int) -> int | None:
    """*was, police said on Monday, arrested*; *was (wrongly) arrested*."""
    mark = document.words[opening]
    if _roles[mark] != "aside":
        return None
    for at in range(opening + 1, min(end, opening + _ASIDE)):
        if document.words[at] == (")" if mark == "(" else mark):
            return _participle_at(document, _past_adverbs(document, at + 1, end), end)
    return None


def _participle_at(document: Document, at: int, end: int) -> int | None:
    return at if at < end and _roles[document.words[at]] == "participle" else None


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


def _after_subject(document: Document, at: int, end: int) -> int | None:
    """The participle after the subject of a question: *was he ever asked*, *why is the city called that*."""
    subject = at + 1
    if class_at(document, subject) in _PRONOUNS or word_at(document, subject) in ("this", "these", "those", "that"):
        found = _participle_at(document, _past_adverbs(document, subject + 1, end), end)
        if found is not None or class_at(document, subject) in _PRONOUNS:
            return found
    asks_what = word_at(document, at - 1) in ("what", "who", "which")
    for here in range(subject, min(end, subject + _SUBJECT)):
        kind, word = class_at(document, here), document.words[here]
        modifies = here == subject or class_at(document, here - 1) in _BEFORE_NOUN
        if _roles[word] == "participle" and not modifies and (not asks_what or word in _words("what_is")):
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


def is_adjectival(document: Document, at: int, participle: int) -> bool:
    """Whether a participle without an agent is an adjective, part of a name or of a perfect; ``at`` is its *be*."""
    word, after = document.words[participle], word_at(document, participle + 1)
    if _is_name(document, at, participle) or _is_perfect(document, at, participle):
        return True
    if after in _words("particle"):
        return False
    if participle - 1 > at and document.words[participle - 1] in _words("degree"):
        return True
    if word in _words("adjective") or word in _words("emotion"):
        return True
    if word in _words("state"):
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
    auxiliary, word, after = document.words[at], document.words[participle], class_at(document, participle + 1)
    if auxiliary == "its":
        return after in ("word", "-s", "name", "-ed", "-ing", "end")
    if auxiliary not in _words("has_or_is"):
        return False
    if word in _words("perfect") or (word in _words("perfect_of_person") and auxiliary in _words("person")):
        return True
    object_follows = after in ("determiner", "possessive", "object_pronoun", "digits", "number", "name", "name's")
    return object_follows and word not in _words("two_objects")


def _is_name(document: Document, at: int, participle: int) -> bool:
    """*is United Way*, *what is left of IS left*; not *Must Be Stopped*, *IT IS CALLED*."""
    auxiliary, token = document.tokens[at], document.tokens[participle]
    if auxiliary == "IS" and not token.isupper():
        return True
    opens = at == document.sentence_at(at)[0]
    return participle > at and token.istitle() and (auxiliary.islower() or opens)


# --- agents -----------------------------------------------------------------------------------------------------


def agent_after(document: Document, participle: int) -> int | None:
    """The first token of the agent of a participle, after *by*; none when it is left out."""
    if "by" not in document.words[participle + 1 : participle + _AGENT]:
        return None
    end = min(document.sentence_at(participle)[1], participle + _AGENT)
    for at in range(participle + 1, end):
        word = document.words[at]
        if word == "by":
            own = document.words[at - 1] in _words("by_verb")
            return at + 1 if not own and _names_agent(document, at + 1, end) else None
        shared = at == participle + 1 or class_at(document, at - 1) == "coordinator"
        if class_at(document, at) in _CLAUSE_EDGES or (_roles[word] == "participle" and not shared):
            return None
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


@cache
def _before_subject() -> frozenset[str]:
    """Words after which an auxiliary can stand before its subject."""
    opening = ("nor", "neither", "so", "what", "who", "which", "and", "or", "but", "yet", ",")
    return _words("question") | _words("fronted") | DOUBLE_MARKS | frozenset(opening)


@cache
def _auxiliaries() -> frozenset[str]:
    return _words("be") | _words("has_or_is") | _words("get") | {"its"}


_AUXILIARY = TypeTable(lambda token, word: word in _auxiliaries())
_AUXILIARY_IN_S = TypeTable(lambda token, word: word in _auxiliaries() and word.endswith("'s"))
_HAS_ROLE = TypeTable(lambda token, word: bool(_roles[word]))
_BEFORE_SUBJECT = TypeTable(lambda token, word: word in _before_subject())


def _with_participle(document: Document) -> list[int]:
    """The auxiliaries that can have a participle, by their neighbours; most forms of *be* cannot."""
    likely = _AUXILIARY_IN_S.of(document)
    likely[[first for first, _ in document.sentences]] = True
    likely[:-1] |= _HAS_ROLE.of(document)[1:]
    likely[1:] |= _BEFORE_SUBJECT.of(document)[:-1]
    return (likely & _AUXILIARY.of(document)).nonzero()[0].tolist()


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
    free = 0
    for at in _with_participle(document):
        participle = participle_after(document, at)
        if participle is None or participle < free:
            continue
        agent = agent_after(document, participle)
        if agent is None and is_adjectival(document, at, participle):
            continue
        free = participle + 1
        details = {
            "auxiliary": "get" if document.words[at] in _words("get") else "be",
            "agent": None if agent is None else _agent_text(document, agent),
        }
        category = "agentless" if agent is None else "with_agent"
        yield Span(document.starts[participle], document.ends[participle], category, details)


DEVICE = Device("passive", ("agentless", "with_agent"), find)

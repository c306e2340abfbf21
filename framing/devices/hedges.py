"""Hedges: words by which a claim is presented as less than certain, less than endorsed, or vague.

Five categories, in the tradition of Lakoff (1973), Prince, Frader and Bosk (1982) and Hyland (1998, 2005):

- ``epistemic``: the truth is left open (*may*, *perhaps*, *appears to*, *is expected to*);
- ``hearsay``: the writer keeps a distance from somebody's claim (*reportedly*, *alleged*, *so-called*);
- ``approximator``: a quantity or degree is left vague (*about 40*, *some 300*, *largely*, *sort of*);
- ``vague_source``: the claim is laid in the mouth of unnamed people (*critics say*, *it is widely believed*);
- ``shield``: the speaker takes it on himself (*I think*, *in my view*).

The cues stand in ``lexicons/hedges.csv``. Most need a condition: the sense decides, not the word. Each condition is
a function below, with the sense it keeps out. A span is the shortest text that carries the hedge.

Doubtful cases, decided: *may not* and *might not* are hedges, *could not* is a lack of ability; *more likely than*
is one; *expected to* is one unless it states a duty of ``you``; *almost* and *nearly* are ones before anything;
*some* only before a number; *at least*, *up to*, *more than* are exact bounds and none; plain *would*, *can* and
*if* are none; *officials said* is one as long as nobody is named. A hedge under negation (*not likely*, *did not
seem*, *I don't think*) is still one; its detail ``negated`` says so (`is_negated`), so that a study can leave it out.

Examples
--------
>>> text = "The deal may cost about $40, critics say."
>>> [(text[s.start:s.end], s.category) for s in find_hedges(Document.of(text))]
[('may', 'epistemic'), ('about', 'approximator'), ('critics say', 'vague_source')]
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from functools import cache

from framing.devices import Device, check_conditions
from framing.devices.spans import Search
from framing.document import Document
from framing.inflection import verb_forms
from framing.lexicon import Entry, Lexicon, read_lexicon, word_list
from framing.matching import Neighbour, beside
from framing.wordclass import ClassedTable, class_at, word_at, word_classes

Verdict = bool | tuple[int, int]

# How many tokens a phrase may have before or after its head; it keeps the search linear in any text.
_REACH = 12
# What a noun and its verb of saying cannot have between them.
_CLAUSE_EDGES = frozenset(
    (
        ",", ".", ":", ";", "-", "—", "–", "(", ")", "mark", "quote", "relative", "that", "coordinator", "question",
        "be", "do", "to", "modal", "negation", "subject_pronoun", "subject_contraction", "i", "we", "you",
    )
)  # fmt: skip
# What follows *could* when no verb does, or when it is denied or asked.
_NO_VERB = frozenset(("not", "negation", ".", ",", "end", "?", ";", "quote", "subject_pronoun", "i", "you", "we"))
# What can stand between a subject and its participle.
_AUXILIARIES = frozenset(("be", "have", "-ly", "adverb", "not", "negation"))
_SINGLE = frozenset(("a", "an", "one", "another"))
_MODIFIERS = frozenset(
    ("word", "number", "determiner", "digits", "name", "name's", "word's", "-ing", "-ed", "possessive", "-s")
)


def _words(kind: str) -> frozenset[str]:
    return word_list("hedge_contexts", kind)


@cache
def _verbs_of_plural(kind: str) -> frozenset[str]:
    """The forms that can follow a plural subject: *critics say*, *said*, not *says*."""
    return frozenset().union(*({base} | verb_forms(base).past for base in _words(kind)))


@cache
def _verbs_of_singular(kind: str) -> frozenset[str]:
    """The forms that can follow a singular subject: *a source says*, *said*."""
    return frozenset().union(*({verb_forms(base).third} | verb_forms(base).past for base in _words(kind)))


def _next(document: Document, at: int, skipped: tuple[str, ...] = ("-ly", "adverb")) -> int:
    """The token at ``at`` or the first after it that is of no skipped class."""
    classes = document.once(word_classes)
    if at >= len(classes) or classes[at] not in skipped:
        return at
    last = min(at + _REACH, document.sentence_at(at)[1])
    while at < last and classes[at] in skipped:
        at += 1
    return at


# --- epistemic -------------------------------------------------------------------------------------------------


def modal_of_possibility(document: Document, first: int, last: int) -> Verdict:
    """*may*, *might* before a verb; not the month (*in May*), the wish (*May she rest*), the noun (*his might*)."""
    token, after = document.tokens[first], class_at(document, last)
    if token == "May" and not _in_title_case(document, last):
        opens = document.sentence_at(first)[0] == first
        if not opens or after in ("subject_pronoun", "determiner", "possessive", "digits", ",", "i", "we", "you"):
            return False
    if word_at(document, first) == "might" and class_at(document, first - 1) in ("possessive", "determiner"):
        return False
    if word_at(document, first - 1) == "what" and after in (".", ",", "end", "quote"):
        return False
    return after not in (".", "of", "digits", "end", ";", ":", "preposition") or word_at(document, last) == "as"


def _in_title_case(document: Document, last: int) -> bool:
    """Whether *Not*, *Be* or *Have* with a capital goes on: a headline, *Ferry May Not Sail*."""
    return document.tokens[last : last + 1] in (("Not",), ("Be",), ("Have",))


def _in_if_clause(document: Document, first: int) -> bool:
    """*if she could*, with no comma between; not *asked if it could*, where *if* is *whether*."""
    if "if" not in document.words[max(0, first - 6) : first]:
        return False
    start = max(document.sentence_at(first)[0], first - 6)
    for at in range(first - 1, start - 1, -1):
        if document.words[at] == ",":
            return False
        if document.words[at] == "if":
            return word_at(document, at - 1) not in _words("whether_verb")
    return False


def _of_ability(document: Document, first: int, after: int) -> bool:
    """*so that they could*, *before he could*, *thought they could*, *you could tell*, *could be heard*."""
    start = document.sentence_at(first)[0]
    before = document.words[max(start, first - 4) : first]
    verb = word_at(document, after)
    if verb == "be":
        passive, then = word_at(document, after + 1), class_at(document, after + 2)
        return passive == "heard" or (passive == "seen" and then == "-ing") or (passive == "reached" and then == "for")
    if word_at(document, first - 1) in ("you", "how", "where", "i", "as"):
        return True
    if class_at(document, first - 1) == "subject_pronoun" and not _words("hoping_verb").isdisjoint(before[-3:-1]):
        return True
    purpose = "so" in before[-2:-1] or before[-3:-1] == ("so", "that")
    return purpose or "before" in before[:-1] or "until" in before[:-1]


def could_of_possibility(document: Document, first: int, last: int) -> Verdict:
    """*could* of what may be; not past ability (*could not see*, *could hear*), wish (*if only I could*) or request."""
    after = _next(document, last)
    if class_at(document, after) == "quote" and document.starts[after] > document.ends[after - 1]:
        after += 1
    verb = word_at(document, after)
    if class_at(document, after) in _NO_VERB or verb in _words("perception_verb"):
        pronoun = class_at(document, first - 1) in ("subject_pronoun", "i", "we", "you")
        if pronoun or verb not in ("see", "find", "feel"):  # *exports could see a fall* is no perception
            return False
    start = document.sentence_at(first)[0]
    before = document.words[max(start, first - 6) : first]
    if not _words("before_ability").isdisjoint(before) or _in_if_clause(document, first):
        return False
    if "what" in before[:-1] and class_at(document, first - 1) == "subject_pronoun":
        return False
    return not _of_ability(document, first, after)


def likely_prediction(document: Document, first: int, last: int) -> Verdict:
    """*is likely to*, *most likely*, *a likely rival*; not the survey term *likely voters*."""
    return not any(word_at(document, at) in _words("likely_term") for at in range(last, last + 3))


def followed_by_claim(document: Document, first: int, last: int) -> Verdict:
    """*the possibility that*, *of*; not *endless possibilities*."""
    return word_at(document, last) in ("that", "of")


def possible_state(document: Document, first: int, last: int) -> Verdict:
    """*possible collusion*, *it is possible that*; not *as soon as possible*, *made it possible*, *impossible*."""
    before, after = document.words[max(0, first - 3) : first], word_at(document, last)
    if before[-1:] == ("not",):
        return after == "that"
    if _words("before_possible") & set(before[-2:]) or {"make", "makes", "made", "making"} & set(before):
        return False
    if "any" in before[-2:-1] or (before[-1:] == ("as",) and "as" in document.words[max(0, first - 9) : first - 1]):
        return False
    if after in ("that", "and", "or", "but") or (not after[:1].isalnum() and class_at(document, last) != "quote"):
        start = _auxiliaries_start(document, first)
        subject = word_at(document, start - 1)
        if subject in ("anything", "everything", "nothing", "all"):
            return False
        return class_at(document, start) == "be" or subject in _words("copula")
    return after not in ("to", "for", "only")


def before_noun(document: Document, first: int, last: int) -> Verdict:
    """An adjective before its noun (*a potential ally*, *the supposed plot*); not the noun, not a predicate."""
    if word_at(document, last) not in ("first", "next") and class_at(document, last) not in (
        "word", "-s", "-ing", "-ed", "name", "quote", "-ly", "name's", "word's", "digits", "number",
    ):  # fmt: skip
        return False
    return class_at(document, first - 1) != "be" and word_at(document, first - 1) not in (
        "full", "heir", "become", "became",
    )  # fmt: skip


def potential_for_event(document: Document, first: int, last: int) -> Verdict:
    """*the potential for conflict*, *has the potential to reshape*; not *her potential*, *full potential*."""
    return word_at(document, last) in ("for", "of", "to") and class_at(document, first - 1) in (
        "determiner",
        "be",
        "-s",
    )


def appear_as_seem(document: Document, first: int, last: int) -> Verdict:
    """*appears to*, *appeared calm*; not *appeared in court*, *appear on television*, *appeared Sunday*."""
    after, word = class_at(document, last), word_at(document, last)
    subject = first - 2 if class_at(document, first - 1) == "adverb" else first - 1
    if word_at(document, subject) == "it" and after not in ("on", "in", "at", "preposition"):
        return True
    if after in ("to", "that", "not", "quote", "-ed", "-ing") or word in (
        "likely", "unlikely", "increasingly", "less", "more",
    ):  # fmt: skip
        return True
    if word == "as":
        return word_at(document, last + 1) in ("if", "though")
    return after == "word" and word not in (
        "live", "alongside", "regularly", "nightly", "opposite", "next", "onstage", "together",
    )  # fmt: skip


def looks_like(document: Document, first: int, last: int) -> Verdict:
    """*it looks like rain*, *what looks like rain*; not *what it looks like*, *made it look like*."""
    before = document.words[max(0, first - 7) : first]
    if {"make", "makes", "made", "making"} & set(before) or {"what", "how"} & set(before[:-1]):
        return False
    return class_at(document, last) not in (".", "?", ",", "end")


def evidence_suggests(document: Document, first: int, last: int) -> Verdict:
    """Evidence as the subject (*the data suggest*); not a person who proposes."""
    start = document.sentence_at(first)[0]
    if class_at(document, first - 1) == "coordinator":  # of a subject further left, mostly a person
        return False
    if word_at(document, first - 1) == "to" and not word_at(document, first - 2).startswith(("seem", "appear", "tend")):
        return False
    subject = document.words[max(start, first - 7) : first]
    return bool(_words("evidence") & set(subject)) and not _words("person") & set(subject[-2:])


def suggesting_that(document: Document, first: int, last: int) -> Verdict:
    """*..., suggesting that the deal is off*; not *suggesting a walk*."""
    return class_at(document, last) in ("that", "determiner", "subject_pronoun", "name", "possessive") and class_at(
        document, first - 1
    ) in (",", "word", "-s")


def _auxiliaries_start(document: Document, first: int) -> int:
    """Past what can stand between a subject and its participle: *is widely* expected, *has not been* said."""
    classes = document.once(word_classes)
    start, least = first, max(0, first - _REACH)
    while start > least and classes[start - 1] in _AUXILIARIES:
        start -= 1
    return start


def _has_be(document: Document, start: int, first: int) -> bool:
    return any(class_at(document, at) == "be" for at in range(start, first))


def _from_be(document: Document, first: int, start: int) -> int:
    """The last form of *be* before a participle, so that the span is the passive and no more."""
    return next((at for at in range(first - 1, start - 1, -1) if class_at(document, at) == "be"), first)


def held_true(document: Document, first: int, last: int) -> Verdict:
    """What people hold to be true (*is expected to*); not what *you* are expected to do, nor *I expected to*."""
    start = _auxiliaries_start(document, first)
    if class_at(document, start - 1) == "modal":
        start -= 1
    if word_at(document, start - 1) in ("you", "students", "employees", "everyone", "citizens"):
        return False
    if class_at(document, first - 1) in ("subject_pronoun", "i", "we", "you", "have", "relative", "name"):
        return False
    return (_from_be(document, first, start), last)


def held_true_whole(document: Document, first: int, last: int) -> Verdict:
    """*more rain is expected*; not *more than expected*."""
    start = _auxiliaries_start(document, first)
    return _has_be(document, start, first) and held_true(document, first, last)


def awaited(document: Document, first: int, last: int) -> Verdict:
    """*the expected ruling*, *her presumed successor*; not *a highly anticipated speech*, *more than expected*."""
    return class_at(document, first - 1) in ("determiner", "possessive", "name's", "word's") and before_noun(
        document, first, last
    )


def suspected_state(document: Document, first: int, last: int) -> Verdict:
    """*a suspected gunman*, *is suspected of*; not *she suspected that*."""
    return class_at(document, first - 1) not in ("subject_pronoun", "i", "we", "relative", "name", "have") and class_at(
        document, last
    ) not in ("that", "subject_pronoun", ".")


# --- hearsay ---------------------------------------------------------------------------------------------------


def so_called_name(document: Document, first: int, last: int) -> Verdict:
    """*the so called reform*; not *she so called it*."""
    return class_at(document, first - 1) in ("determiner", "possessive", "of", "preposition", "quote")


def before_verb(document: Document, first: int, last: int) -> Verdict:
    """*she claims to own it*; not *rival claims to the land*."""
    return class_at(document, last) in ("word", "be", "have", "-ly")


def alleged_state(document: Document, first: int, last: int) -> Verdict:
    """*the alleged fraud*, *it is alleged*; not *the suit alleged that*."""
    after = class_at(document, last)
    if after in ("that", "determiner", "subject_pronoun", "possessive", "he", ",", "in", "."):
        return class_at(document, first - 1) == "be" or word_at(document, first - 1) == "as"
    return class_at(document, first - 1) not in ("subject_pronoun", "relative", "have", "name", "i", "we") or after in (
        "word",
        "-s",
    )


def said_of_somebody(document: Document, first: int, last: int) -> Verdict:
    """*is said to own a mill*; not *has been reported to the police*, *Ann said to the crowd*."""
    start = _auxiliaries_start(document, first)
    if not _has_be(document, start, first) or class_at(document, last) in (
        "determiner", "possessive", "name", "object_pronoun",
    ):  # fmt: skip
        return False
    return (_from_be(document, first, start), last)


# --- approximators ---------------------------------------------------------------------------------------------


_CURRENCIES = frozenset(("$", "£", "€", "us$"))
_BEFORE_AMOUNT = frozenset(("a", "an", "the", "every", "all"))


def _is_amount(document: Document, at: int) -> bool:
    word = word_at(document, at)
    if word == "one":
        return word_at(document, at + 1) in ("in", "out", "of", "percent", "hundred", "thousand", "million", "billion")
    kind = class_at(document, at)
    if kind == "digits":
        year = len(word) == 4 and word[:2] in ("19", "20") and word.isdigit()
        return not year or class_at(document, at + 1) in ("word", "-s", "-ing", "name")
    if word in _CURRENCIES or word.partition("-")[0] in _words("amount") or word in _words("amount"):
        return True
    return word in _BEFORE_AMOUNT and word_at(document, at + 1) in _words("amount_after_article")


@beside(
    after=Neighbour(frozenset(("digits",)), _words("amount") | _CURRENCIES | _BEFORE_AMOUNT, heads=_words("amount"))
)
def before_amount(document: Document, first: int, last: int) -> Verdict:
    """*about 40*, *around $5*, *roughly half*; not *about the law*, *about millions of calls*, *about 9/11*."""
    if not _is_amount(document, last) or word_at(document, last + 1) == "/":
        return False
    if word_at(document, first) in ("about", "around") and word_at(document, last) in _words("vague_amount"):
        return False
    small = word_at(document, last) in ("two", "three", "every", "all", "the", "a")
    return not (word_at(document, first) == "about" and small and word_at(document, first - 1) in _words("about_topic"))


def roughly_of_degree(document: Document, first: int, last: int) -> Verdict:
    """*roughly 40*, *roughly equal*, *roughly the size of*; not *treated roughly*."""
    after = ("digits", "word", "-ed", "number", "determiner", "quote", "-ing", "-s", "mark", "(")
    return class_at(document, last) in after


def estimated_amount(document: Document, first: int, last: int) -> Verdict:
    """*the estimated cost*, *estimated at $3*, *is estimated to*; not *the office estimated that*."""
    before, after = class_at(document, first - 1), class_at(document, last)
    if before == "be":
        return after in ("to", "at", "digits")
    return before in ("determiner", "possessive", "name's") or (after in ("digits", "to") and before != "name")


@beside(after=Neighbour(frozenset(("digits",)), frozenset("$"), heads=_words("number")))
def some_before_number(document: Document, first: int, last: int) -> Verdict:
    """*some 300 people*, *some two dozen*; not *some people*, *some one million reasons* left aside."""
    return True


def after_amount(document: Document, first: int, last: int) -> Verdict:
    """*a week or so*; not *or so he says*."""
    return class_at(document, last) not in ("subject_pronoun", "name", "i", "we", "determiner", "modal")


def before_quality(document: Document, first: int, last: int) -> Verdict:
    """*fairly common*; not *treated fairly*."""
    return class_at(document, last) in ("word", "-ly", "-ed", "-ing")


def rather_before_quality(document: Document, first: int, last: int) -> Verdict:
    """*a rather odd claim*; not *rather than*, *would rather*, *or rather*."""
    return class_at(document, first - 1) in ("determiner", "be") and class_at(document, last) in (
        "word", "-ly", "-ed", "-ing",
    )  # fmt: skip


def a_bit_of_degree(document: Document, first: int, last: int) -> Verdict:
    """*a bit late*, *a bit of a mess*; not *a bit of cake*."""
    return word_at(document, last) != "of" or word_at(document, last + 1) in ("a", "an")


def kind_of_degree(document: Document, first: int, last: int) -> Verdict:
    """*it was kind of odd*; not *a kind of tax*, *what sort of*, *this kind of*."""
    before = class_at(document, first - 1)
    return before not in ("determiner", "possessive", "question", "number", "-ed", "-s", "of") and word_at(
        document, first - 1
    ) not in ("same", "different", "other", "new", "right", "wrong", "certain", "some", "any", "every", "only", "that")


def before_universal(document: Document, first: int, last: int) -> Verdict:
    """*just about everything*, *just about all*; not *it is just about money*."""
    return word_at(document, last).startswith(("every", "any")) or word_at(document, last) == "all"


def in_a_way(document: Document, first: int, last: int) -> Verdict:
    """*in a way, it worked*; not *in a way that hurts*."""
    return class_at(document, last) in (",", ".", "quote", "end")


# --- vague sources ---------------------------------------------------------------------------------------------


def _phrase_start(document: Document, at: int, least: int) -> int:
    """Past the modifiers before a noun: *two senior defense* officials."""
    words, classes = document.words, document.once(word_classes)
    start = at
    least = max(least, at - _REACH)
    governors = _governors()
    while start > least and words[start - 1] not in governors:
        if classes[start - 1] not in _MODIFIERS and document.tokens[start - 1] != "US":  # no pronoun
            break
        start -= 1
        if classes[start] in ("determiner", "possessive", "name's", "word's", "number"):
            break
    return start


@cache
def _governors() -> frozenset[str]:
    """Verbs whose object a source can be, so that they are no part of its phrase."""
    return _words("citing_verb") | _words("causing_verb")


def _verb_after(document: Document, at: int, last: int, verbs: frozenset[str]) -> int | None:
    """The token after a verb of saying that follows a noun, past a phrase with *of*, *in*, *familiar with*.

    What stands between must be such a phrase: another verb there has the noun as its own subject
    (*critics fell back on the claim*), and after an article a word of saying is a noun.
    """
    at = _next(document, _after_partner(document, at), ("-ly", "adverb", "have"))
    words, classes = document.words, document.once(word_classes)
    stop = min(last, at + 9)
    if at < stop and words[at] not in verbs and not _opens_phrase(document, at):
        return None
    for here in range(at, stop):
        word = words[here]
        if word in verbs and classes[here - 1] not in ("determiner", "possessive"):
            believed = word == "called" or word in _words("belief_verb")
            return None if believed and class_at(document, here + 1) == "to" else here + 1
        if classes[here] in _CLAUSE_EDGES and word not in ("$", "£", "€"):
            return None
    return None


def _after_partner(document: Document, at: int) -> int:
    """Past a second unnamed group: *experts* and relief workers *say*."""
    if word_at(document, at) not in ("and", "or"):
        return at
    end = at + 1
    while end < at + 5 and class_at(document, end) in ("word", "-s", "-ing", "-ed"):
        end += 1
        if class_at(document, end - 1) == "-s":
            return end
    return at


def _said_after_aside(document: Document, at: int, last: int, verbs: frozenset[str]) -> bool:
    """Whether *, who spoke on condition of anonymity,* and a verb of saying follow a noun."""
    if word_at(document, at + 1) not in _words("aside"):
        return False
    stop = min(last, at + 25)
    end = next((i for i in range(at + 2, stop) if document.words[i] == ","), stop)
    return end < stop and word_at(document, end + 1) in verbs


def _opens_phrase(document: Document, at: int) -> bool:
    if word_at(document, at) in ("familiar", "close", "briefed", "involved"):
        return True
    if class_at(document, at) in ("-ed", "-ing"):
        at += 1
    return class_at(document, at) in ("of", "in", "at", "for", "from", "with", "on", "by", "preposition")


def _after_worry(document: Document, at: int) -> int | None:
    """The token after *convinced*, *worried* and the like, which after a form of *be* say what somebody believes."""
    at = _next(document, at)
    return at + 1 if word_at(document, at) in _words("belief_state") else None


def unnamed_speakers(document: Document, first: int, last: int) -> Verdict:
    """*critics say*, *critics of the deal argued*, *say some historians*, *according to officials*."""
    return _unnamed(document, first, last, _verbs_of_plural("saying_verb"))


def unnamed_speaker(document: Document, first: int, last: int) -> Verdict:
    """*a source said*, *one senior official told*; not an office with its holder's name, nor *a lawyer for Ann Lee*."""
    if word_at(document, last) == "for" and word_at(document, first) in ("lawyer", "attorney"):
        return False
    if _SINGLE.isdisjoint(document.words[max(0, first - _REACH) : first]):
        return False
    start = _phrase_start(document, first, document.sentence_at(first)[0])
    return document.words[start] in _SINGLE and _unnamed(document, first, last, _verbs_of_singular("saying_verb"))


def _unnamed(document: Document, first: int, last: int, verbs: frozenset[str]) -> Verdict:
    kind, after = class_at(document, last), word_at(document, last)
    if kind == "name":
        return False
    begin, end = document.sentence_at(first)
    start = _phrase_start(document, first, begin)
    if kind == "be" and (worried := _after_worry(document, last + 1)):
        return (start, worried)
    before = word_at(document, start - 1)
    if before == "to" and word_at(document, start - 2) == "according":
        return (start - 2, last)
    if before in _words("citing_verb"):
        return (start - 1, last)
    if after == "to" and word_at(document, last + 1) in _words("saying_verb"):
        return before in _words("causing_verb") and (start, last + 2)
    if before in verbs and class_at(document, start - 2) in (",", "quote", "-ly"):
        return (start - 1, last)
    if kind == "," and _said_after_aside(document, last, end, verbs):
        return (start, last)
    verb = _verb_after(document, last, end, verbs)
    return (start, verb) if verb else False


def _it_is(document: Document, first: int) -> int | None:
    """The token *it* of *it is (widely)*, *it has been (often)* before a participle."""
    start = _auxiliaries_start(document, first)
    if word_at(document, start - 1) == "it" and _has_be(document, start, first):
        return start - 1
    return (
        start if word_at(document, start) == "it's" else start - 1 if word_at(document, start - 1) == "it's" else None
    )


def after_it_is(document: Document, first: int, last: int) -> Verdict:
    """*it is believed that*, *it was reported that*; not *the mayor believed that*."""
    it = _it_is(document, first)
    return it is not None and (it, last - 1)


@beside(before=Neighbour(_AUXILIARIES))
def after_it_is_widely(document: Document, first: int, last: int) -> Verdict:
    """*it is widely believed*, *it has often been argued*; not *it is held in June*."""
    it = _it_is(document, first)
    spread = ("widely", "generally", "commonly", "often", "largely", "sometimes")
    return it is not None and any(word_at(document, at) in spread for at in range(it, first)) and (it, last)


def after_there_is(document: Document, first: int, last: int) -> Verdict:
    """*there is a growing feeling that*; not *she had a feeling that*."""
    for at in range(first - 1, max(first - 6, document.sentence_at(first)[0]) - 1, -1):
        if word_at(document, at) in ("there", "there's"):
            return (at, last)
    return False


_NO_SUBJECT_AFTER = frozenset(("preposition", "of", "to", "for", "with", "by", "determiner", "-ed", "question"))


@beside(before=Neighbour(_NO_SUBJECT_AFTER, excluded=True))
def some_say(document: Document, first: int, last: int) -> Verdict:
    """*some say*, *many economists believe*, *many in the party argue*; not *some of it*, *others believed to*."""
    at = _next(document, last)
    if word_at(document, at) in ("of", "in", "on") and class_at(document, at + 1) in ("determiner", "possessive"):
        at += 2
    words, classes = document.words, document.once(word_classes)
    for here in range(at, min(at + 4, len(words))):
        word, kind = words[here], classes[here]
        noun = word in ("point", "points") or classes[here - 1] in ("determiner", "possessive")
        if not noun and word in _verbs_of_plural("saying_verb"):
            believed_to = word_at(document, here + 1) == "to" and word in _words("belief_verb")
            return not believed_to and (first, here + 1)
        if kind == "be" and (worried := _after_worry(document, here + 1)):
            return (first, worried)
        if kind not in ("word", "-s", "name", "-ing", "-ed", "modal", "have", "determiner", "object_pronoun", "-ly"):
            return False
    return False


# --- shields ---------------------------------------------------------------------------------------------------


_BEFORE_BELIEF = frozenset(("adverb", "-ly", "do", "negation", "not", "modal"))


@beside(
    before=Neighbour(frozenset(("do",)), frozenset(("what", "how", "than", "if")), excluded=True),
    after=Neighbour(_BEFORE_BELIEF, _words("belief_verb") | {"say", "argue", "expect"}),
)
def first_person_belief(document: Document, first: int, last: int) -> Verdict:
    """*I think*, *I don't believe*, *we just feel that*; not *do I think*, *I think about it*, *we believe in it*."""
    at = last
    while class_at(document, at) in _BEFORE_BELIEF and at < last + 4:
        at += 2 if word_at(document, at + 1) == "longer" else 1
    word, after = word_at(document, at), word_at(document, at + 1)
    if word_at(document, at - 1) in ("can't", "couldn't", "cannot", "can", "only"):
        return False
    if word in ("say", "argue", "expect"):
        return (
            (first, at + 1) if class_at(document, at - 1) == "modal" and word_at(document, at - 1) == "would" else False
        )
    if word not in _words("belief_verb") or after in (
        "about", "of", "in", "back", "for", "through", "him", "her", "them",
    ):  # fmt: skip
        return False
    if word in ("feel", "felt") and after not in _words("after_feel"):
        return False
    return (first, at + 1)


def contracted_belief(document: Document, first: int, last: int) -> Verdict:
    """*I'd say*, *I'd argue*."""
    return word_at(document, last) in ("say", "argue", "guess", "think", "suspect", "imagine", "expect") and (
        first,
        last + 1,
    )


CONDITIONS: dict[str, Callable[[Document, int, int], Verdict]] = {
    condition.__name__: condition
    for condition in (
        modal_of_possibility, could_of_possibility, likely_prediction, followed_by_claim, possible_state, before_noun,
        appear_as_seem, looks_like, evidence_suggests, suggesting_that, held_true, held_true_whole, suspected_state,
        said_of_somebody, so_called_name,
        alleged_state, before_amount, some_before_number, after_amount, before_quality, rather_before_quality,
        a_bit_of_degree, kind_of_degree, in_a_way, unnamed_speakers, unnamed_speaker,
        after_it_is, after_it_is_widely, after_there_is, some_say, first_person_belief,
        contracted_belief, potential_for_event, before_universal, roughly_of_degree, estimated_amount, awaited,
        before_verb,
    )
}  # fmt: skip


# --- negation --------------------------------------------------------------------------------------------------

# How far before a hedge its negation can stand, in tokens.
_NEGATED = 8
_VERB_GROUP = frozenset(("be", "have", "do", "modal", "adverb", "-ly", "to"))
_SUBJECT_NOUN = frozenset(("word", "-s", "name", "-ing", "number"))


def _denies_itself(cue: str) -> bool:
    """*not sure*, *isn't clear*: a cue whose negation is what makes it a hedge."""
    return cue.startswith(("not ", "isn't"))


def _can_deny(_: str, word: str, own_class: str) -> bool:
    listed = word in ("no", "neither", "longer") or word in _words("negative_pronoun")
    return listed or own_class in ("not", "negation")


_CAN_DENY = ClassedTable(_can_deny)


def is_negated(document: Document, first: int, last: int, cue: str) -> bool:
    """Whether a hedge stands under a negation: *not likely*, *did not seem*, *I don't think*, *no fine is expected*.

    What follows the hedge does not count: in *may not* and *seems not to* the claim is negated, not the hedge. Nor does
    *not only*, *not just*, nor the negation of *not sure* and *unclear*, which is itself the hedge.
    """
    denials = document.once(_denials)
    nearest = bisect_left(denials, first - _NEGATED)
    if nearest == len(denials) or denials[nearest] >= last or _denies_itself(cue):
        return False
    begin, at = document.sentence_at(first)[0], last - 1
    while at >= first:  # inside the span, as in *is not expected to*
        if _denies(document, at):
            return True
        at -= 1
    begin = max(begin, first - _NEGATED)
    while at >= begin and class_at(document, at) in _VERB_GROUP and not _denies(document, at):
        at -= 1
    if at >= begin and _denies(document, at):
        return True
    subject = at
    while at >= begin and at > subject - 3 and class_at(document, at) in _SUBJECT_NOUN:
        at -= 1
    return at >= begin and word_at(document, at) in ("no", "neither")


def _denials(document: Document) -> list[int]:
    """The tokens that can deny something."""
    return _CAN_DENY.places(document)


def _denies(document: Document, at: int) -> bool:
    word = word_at(document, at)
    if word == "no":
        return word_at(document, at + 1) not in ("doubt", "matter", "wonder")
    if word in _words("negative_pronoun") or (word == "longer" and word_at(document, at - 1) == "no"):
        return True
    return class_at(document, at) in ("not", "negation") and word_at(document, at + 1) not in ("only", "just", "least")


def _lexicon() -> Lexicon:
    lexicon = read_lexicon("hedges")
    check_conditions(lexicon, CONDITIONS)
    return lexicon


def _describe(document: Document, first: int, last: int, entry: Entry) -> dict[str, bool]:
    return {"negated": is_negated(document, first, last, entry.cue)}


LEXICON = _lexicon()
# The hedges of a document, from left to right.
find_hedges = Search(LEXICON, CONDITIONS, _describe)
DEVICE = Device("hedge", ("epistemic", "hearsay", "approximator", "vague_source", "shield"), find_hedges)

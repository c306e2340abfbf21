"""Certainty: words by which a claim is presented as beyond doubt or without exception.

Two categories, the counterpart of hedges:

- ``booster``: the truth is put beyond question (*clearly*, *undoubtedly*, *of course*, *must have known*), after
  Holmes (1984), Hyland (1998, 2005) and the stance adverbials of Biber et al. (1999);
- ``absolute``: no exception and no degree is left (*never*, *all*, *everyone*, *completely*), the maximizers and
  universal words of Quirk et al. (1985, 5.14, 8.64, 8.104).

The cues stand in ``lexicons/certainty.csv``; the conditions below keep out other senses. A certainty that is negated or
weakened (*not certain*, *not always*, *almost everyone*) is a hedge or nothing, and never a span here.

Doubtful cases, decided: *must* only as a conclusion (*must have known*, *must be tired*), not as a duty; *all* before a
number (*all 12*) is a count; *nothing but*, *never mind*, *all right* and *at all* after no negation are none; *fact*
as a noun is none; *absolute majority* and *total cost* are terms.

Examples
--------
>>> text = "Clearly everyone knew, and the deal was bound to fail."
>>> [(text[s.start:s.end], s.category) for s in find_certainty(Document.of(text))]
[('Clearly', 'booster'), ('everyone', 'absolute'), ('bound to', 'booster')]
"""

from __future__ import annotations

from collections.abc import Callable

from framing.devices import Device, check_conditions
from framing.devices.spans import Search
from framing.document import Document
from framing.lexicon import read_lexicon, word_list
from framing.wordclass import class_at, word_at

_CLAUSE_BREAKS = frozenset((",", ";", ":", "—", "–", "but", "and"))
_QUALITY = frozenset(("word", "-ly", "-ed", "-ing"))
_BEFORE_AMPLIFIED = frozenset((
    "determiner", "be", "preposition", "in", "of", "as", "with", "for", "quote", "possessive", "have", "by", "word",
    "-ed", "and",
))  # fmt: skip
_NOUN = frozenset(("word", "-s", "name", "-ing", "-ed", "name's", "word's"))


def _listed(kind: str) -> frozenset[str]:
    return word_list("certainty_contexts", kind)


def _before(document: Document, first: int, reach: int = 3) -> tuple[str, ...]:
    """The words before a cue in its clause."""
    begin = max(document.sentence_at(first)[0], first - reach)
    words = document.words[begin:first]
    for at in range(len(words) - 1, -1, -1):
        if words[at] in _CLAUSE_BREAKS:
            return words[at + 1 :]
    return words


def _is_weakened(document: Document, first: int, kind: str, reach: int = 3) -> bool:
    """Whether a word of a list stands before a cue in its clause."""
    listed = _listed(kind)
    return not (
        # Most cues have none near, in their clause or another.
        listed.isdisjoint(document.words[max(0, first - reach) : first])
        or listed.isdisjoint(_before(document, first, reach))
    )


def _before_adverbs(document: Document, first: int) -> int:
    """The token before a cue and the adverbs in front of it."""
    at = first - 1
    while class_at(document, at) in ("-ly", "adverb") and first - at < 4:
        at -= 1
    return at


def not_negated(document: Document, first: int, last: int) -> bool:
    """*it is certainly so*; not *not necessarily*, *almost certainly*, *hardly inevitable*."""
    return not _is_weakened(document, first, "weakener")


def stance_adverb(document: Document, first: int, last: int) -> bool:
    """*he clearly lied*, *Clearly, it failed*; not of manner (*speak clearly*, *slowly but surely*, *seen clearly*)."""
    before, after = word_at(document, first - 1), word_at(document, last)
    if before in _listed("manner_verb") or (class_at(document, last) in (".", "end") and before != ","):
        return False
    if before in ("but", "more", "as", "very", "too", "and", "how") and document.sentence_at(first)[0] < first - 1:
        return False
    if after in ("defined", "marked", "labeled", "labelled", "visible", "delineated", "articulated"):
        return False
    return not_negated(document, first, last)


def before_quality(document: Document, first: int, last: int) -> bool:
    """*a truly awful day*, *we really need it*; not *not really*, *did it really*."""
    return class_at(document, last) in _QUALITY and not_negated(document, first, last)


def no_noun_phrase(document: Document, first: int, last: int) -> bool:
    """*of course it rained*; not *a change of course*, *the end of course work*."""
    return class_at(document, first - 1) not in ("word", "-s", "-ing") or word_at(document, first - 1) in ("is", "so")


def stands_alone(document: Document, first: int, last: int) -> bool:
    """*in fact, it grew*, *in truth it had*; not *in reality television*, *to be sure that*."""
    after = class_at(document, last)
    if word_at(document, first) == "to":
        return after == ","
    return after in (",", ".", "end", "-ly", "be", "have", "do", "modal", "subject_pronoun", "subject_contraction",
                     "determiner", "i", "we", "you", "that", "not", "possessive", "name", "object_pronoun",
                     "coordinator", "quote", "-ed", ";", "—")  # fmt: skip


def no_legal_term(document: Document, first: int, last: int) -> bool:
    """*beyond doubt*; not the standard of proof (*guilt beyond a reasonable doubt*)."""
    return "reasonable" not in document.words[first:last]


def no_more_doubt(document: Document, first: int, last: int) -> bool:
    """*no doubt he knew*, *there is no question that*; not *no question of leaving*, *took no question from*."""
    after, before = word_at(document, last), word_at(document, first - 1)
    return after not in ("of", "from", "whether", "mark", "marks") and before not in (
        "took", "answered", "asked", "have",
    )  # fmt: skip


def state_of_certainty(document: Document, first: int, last: int) -> bool:
    """*we are certain that*, *I'm sure he left*; not *a certain man*, *make sure*, *tested positive*, *not sure*."""
    at = _before_adverbs(document, first)
    is_state = class_at(document, at) in ("be", "subject_contraction") or word_at(document, at) in (
        "feel",
        "felt",
        "seem",
    )
    follows = class_at(document, last) in (
        "that", "subject_pronoun", "subject_contraction", "i", "we", "you", "determiner",
    )  # fmt: skip
    if word_at(document, first) in ("confident", "positive", "convinced") and class_at(document, last) == "of":
        follows = word_at(document, first) != "positive"
    follows = follows or (word_at(document, last) == "of" and word_at(document, first) in ("certain", "sure"))
    return is_state and follows and not_negated(document, first, last) and word_at(document, first - 1) != "so"


def clear_that(document: Document, first: int, last: int) -> bool:
    """*it is clear that*, *make it plain that*; not *clear the road*, *a clear day*, *it is not clear that*."""
    at = _before_adverbs(document, first)
    after = class_at(document, last)
    if word_at(document, at) in ("it", "become", "became", "becoming", "made", "makes", "make", "seems"):
        return after == "that" and not_negated(document, first, last)
    return (
        class_at(document, at) in ("be", "subject_contraction")
        and after in ("that", ":")
        and not_negated(document, first, last)
    )


def before_noun(document: Document, first: int, last: int) -> bool:
    """*undeniable proof*; not a predicate that another row has."""
    return class_at(document, last) in _NOUN and not_negated(document, first, last)


def bound_to_happen(document: Document, first: int, last: int) -> bool:
    """*is bound to fail*; not *bound to secrecy*, *not certain to*, *almost certain to*, *make sure to*."""
    if class_at(document, last) not in ("word", "be", "have") or word_at(document, last) in (
        "obey",
        "serve",
        "secrecy",
    ):
        return False
    at = _before_adverbs(document, first)
    if word_at(document, at) in ("make", "made", "makes", "making", "be") and word_at(document, first) == "sure":
        return False
    return not_negated(document, first, last)


def must_of_conclusion(document: Document, first: int, last: int) -> bool:
    """*must have known*, *there must be a reason*, *you must be tired*; not *must leave*, *must be paid*, *a must*."""
    at = last
    while class_at(document, at) in ("-ly", "adverb") and at < last + 3:
        at += 1
    word, after = word_at(document, at), class_at(document, at + 1)
    if word == "have":
        return after in ("-ed", "be", "word", "have", "-ly") and word_at(document, at + 1) not in ("a", "the", "access")
    if word_at(document, first - 1) == "there" and word == "be":
        return True
    if word != "be" or class_at(document, first - 1) not in ("subject_pronoun", "you", "object_pronoun", "that"):
        return False
    return after == "-ing" or word_at(document, at + 1) in (
        "true", "nice", "hard", "wrong", "mistaken", "joking", "crazy", "mad", "tired", "terrible", "awful",
        "something", "tough", "difficult", "right", "false", "guilty",
    )  # fmt: skip


def never_at_all(document: Document, first: int, last: int) -> bool:
    """*never told the truth*; not *never mind*, *never-never land*, *almost never*, a name."""
    if word_at(document, last) in ("mind", "trump", "trumper", "trumpers", "again"):
        return False
    return not _is_weakened(document, first, "approximator", 2) and not _capital_inside(document, first)


def always_at_all(document: Document, first: int, last: int) -> bool:
    """*they always lie*; not *not always*, *almost always*, a name (*the Always Sunny cast*)."""
    return not _capital_inside(document, first) and whole_amount(document, first, last)


def _capital_inside(document: Document, first: int) -> bool:
    """A capital inside a sentence that is not all in capitals: part of a name or title."""
    token = document.tokens[first]
    return (
        document.sentence_at(first)[0] < first
        and token[0].isupper()
        and not token.isupper()
        and class_at(document, first - 1) not in ("quote", ":", "—")
    )


def whole_amount(document: Document, first: int, last: int) -> bool:
    """*everyone knows*, *completely false*; not *not everyone*, *nearly everything*, *not entirely*."""
    return not _is_weakened(document, first, "approximator")


def nothing_at_all(document: Document, first: int, last: int) -> bool:
    """*nothing works*, *no one came*; not *nothing but*, *nothing less than*, *none other than*, *no one policy*."""
    after = word_at(document, last)
    if after in ("but", "less", "short", "other", "more", "special", "to", "too"):
        return False
    if word_at(document, first) == "no" and after and class_at(document, last) == "word" and not _is_verb(after):
        return False
    if word_at(document, first) == "none" and after == "of":
        return word_at(document, last + 1) in (
            "it", "them", "us", "this", "that", "these", "those", "the", "his", "her",
        )  # fmt: skip
    return whole_amount(document, first, last)


def _is_verb(word: str) -> bool:
    """A word that can follow *no one*: past forms by ending and the frequent irregular ones."""
    return word.endswith(("ed", "s")) or word in (
        "else", "knew", "came", "saw", "went", "took", "thought", "got", "ever", "really", "told", "felt", "left",
        "else's", "died", "spoke", "paid", "heard", "made", "gave", "stood", "in", "on", "at", "even", "would", "can",
        "will", "has",
    )  # fmt: skip


def all_without_exception(document: Document, first: int, last: int) -> bool:
    """*all Americans*, *all of it*; not *all 12*, *all of the 12*, *all right*, *at all*, *first of all*, *not all*."""
    before, after, kind = word_at(document, first - 1), word_at(document, last), class_at(document, last)
    if before in ("at", "after", "above", "once", "it's", "we", "they", "you", "us", "them", "-") or (
        before == "of" and word_at(document, first - 2) in ("first", "most", "best", "worst", "least")
    ):
        return False
    if after == "of":
        after, kind = word_at(document, last + 1), class_at(document, last + 1)
    if after in ("the", "these", "those", "our", "their", "his", "her", "its", "my", "your"):
        after, kind = word_at(document, last + 2), class_at(document, last + 2)
    if kind in ("number", "digits") or after in ("right", "along", "over", "in", "out", "but", "star", "time", "sorts"):
        return False
    return kind in ("word", "-s", "name", "object_pronoun", "-ing", "-ed", "us", "word's") and whole_amount(
        document, first, last
    )


def every_one(document: Document, first: int, last: int) -> bool:
    """*every promise*; not *every two years*, *every other*, *not every*, *every now and then*, *every day*."""
    if class_at(document, last) in ("number", "digits") or word_at(document, last) in (
        "other", "now", "once", "so", "few", "day", "week", "month", "year", "night", "morning", "hour", "minute",
    ):  # fmt: skip
        return False
    return whole_amount(document, first, last)


def amplified_noun(document: Document, first: int, last: int) -> bool:
    """*a complete failure*, *total chaos*; not *a total of*, *absolute majority*, *to complete the bridge*."""
    if class_at(document, last) not in ("word", "-s", "-ing", "quote"):
        return False
    if word_at(document, last) in _listed("legal_adjective") or class_at(document, first - 1) in (
        "to",
        "modal",
        "name's",
    ):
        return False
    return class_at(document, first - 1) in _BEFORE_AMPLIFIED or not _before(document, first)


def after_negation(document: Document, first: int, last: int) -> bool:
    """*no sense at all*, *did not help at all*; not *at all costs*, *if at all*."""
    words = document.words[max(document.sentence_at(first)[0], first - 8) : first]
    negated = {"no", "not", "never", "nothing", "without", "nobody", "none"} & set(words) or any(
        word.endswith("n't") for word in words
    )
    return bool(negated) and class_at(document, last) not in ("-s", "word", "name", "number", "digits")


def before_noun_or_of(document: Document, first: int, last: int) -> bool:
    """*not one vote*, *not one of them*; not *not one to wait*."""
    return class_at(document, last) in ("word", "of", "-s") and word_at(document, first - 1) not in (
        "is", "was", "am", "it's",
    )  # fmt: skip


def before_quality_or_end(document: Document, first: int, last: int) -> bool:
    """*100 percent certain*; not *100 percent of the vote*, *by 100 percent*."""
    return class_at(document, last) in ("word", "-ly") and word_at(document, first - 1) not in (
        "by", "to", "than", "a", "the",
    )  # fmt: skip


CONDITIONS: dict[str, Callable[[Document, int, int], bool]] = {
    condition.__name__: condition
    for condition in (
        not_negated, stance_adverb, before_quality, no_noun_phrase, stands_alone, no_legal_term, no_more_doubt,
        state_of_certainty, clear_that, before_noun, bound_to_happen, must_of_conclusion, never_at_all, always_at_all,
        whole_amount, nothing_at_all, all_without_exception, every_one, amplified_noun, after_negation,
        before_noun_or_of, before_quality_or_end,
    )
}  # fmt: skip


LEXICON = read_lexicon("certainty")
check_conditions(LEXICON, CONDITIONS)
# The boosters and absolutes of a document, from left to right.
find_certainty = Search(LEXICON, CONDITIONS)
DEVICE = Device("certainty", ("booster", "absolute"), find_certainty)

"""The forms of English verbs and nouns, so that lexicons list each lemma once."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from framing.lexicon import read_rows


class VerbForms(NamedTuple):
    """The forms of one verb; several where English has several (``pleaded``, ``pled``)."""

    base: str
    third: str
    past: frozenset[str]
    participle: frozenset[str]
    gerund: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Every form."""
        return self.past | self.participle | self.gerund | {self.base, self.third}


@cache
def irregular_verbs() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Base form -> (past forms, participles), from ``lexicons/irregular_verbs.csv`` (Quirk et al. 1985, 3.11-20)."""
    return {
        row["base"]: (frozenset(row["past"].split()), frozenset(row["participle"].split()))
        for row in read_rows("irregular_verbs")
    }


@cache
def irregular_pasts() -> frozenset[str]:
    """The past forms of the irregular verbs.

    Examples
    --------
    >>> {"went", "said"} <= irregular_pasts()
    True
    """
    return frozenset().union(*(past for past, _ in irregular_verbs().values()))


@cache
def verb_forms(base: str) -> VerbForms:
    """The forms of a verb from its base form.

    A final consonant after one vowel is given both doubled and not (``admitted``, ``admited``): the form that
    does not exist does no harm in a lexicon, and stress cannot be told from spelling. *Be* and *have* are not
    formed by these rules; ``lexicons/groups.csv`` has them.

    Examples
    --------
    >>> sorted(verb_forms("deny").all)
    ['denied', 'denies', 'deny', 'denying']
    >>> sorted(verb_forms("say").past)
    ['said']
    """
    third = base + "es" if base.endswith("o") and base[-2:-1] not in "aeiou" else plural(base)
    stem = base[:-1] if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) else base
    gerunds = {base[:-2] + "ying"} if base.endswith("ie") else {stem + "ing"}
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        regular = {base[:-1] + "ied"}
    else:
        regular = {stem + "ed" if not base.endswith("e") else base + "d"}
    if _may_double(base):
        regular.add(base + base[-1] + "ed")
        gerunds.add(base + base[-1] + "ing")
    past, participle = irregular_verbs().get(base, (frozenset(), frozenset()))
    keeps_regular = not past or base in {
        "burn", "dream", "learn", "leap", "kneel", "light", "plead", "prove", "spill", "spoil",
    }  # fmt: skip
    extra = frozenset(regular) if keeps_regular else frozenset()
    return VerbForms(base, third, past | extra, participle | extra, frozenset(gerunds))


def plural(noun: str) -> str:
    """The plural of a noun by rule, which but for verbs in *-o* is also the third person of a verb.

    Examples
    --------
    >>> plural("study"), plural("speech"), plural("claim")
    ('studies', 'speeches', 'claims')
    """
    if noun.endswith("sis"):
        return noun[:-2] + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    return noun + "s"


def _may_double(base: str) -> bool:
    """Whether a word ends in a single vowel and a consonant that English doubles."""
    one_vowel = base[-2:-1] in tuple("aeiou") and (base[-3:-2] not in "aeou" or base[-4:-2] == "qu")
    return len(base) > 2 and base[-1] in "bdglmnprt" and one_vowel

"""Actors: who is named in an article, how, who speaks, who is spoken about, and who acts or is acted upon.

Naming a person by the bare surname, by title, by office or by an epithet is a choice (van Leeuwen 1996, *The
representation of social actors*), as is putting them in the subject of an active verb or of a passive (Trew 1979; van
Dijk 1991). No parser: a name is the subject of the verb right after it, with auxiliaries and adverbs allowed between.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pandas as pd

from framing.arguments import check_arguments
from framing.devices.source_types import source_type
from framing.devices.speakers import Cast, Mention, cast_of
from framing.document import Document
from framing.extract import Result
from framing.inflection import irregular_pasts
from framing.lexicon import word_list
from framing.wordclass import word_classes

NAMINGS = ("full_name", "surname", "given_name", "other_name")
COLUMNS = (
    "doc", "actor", "kind", "mentions", *NAMINGS, "titled", "epithet", "by_office",
    "speaks", "speaks_direct", "spoken_about", "subject_active", "subject_passive",
)  # fmt: skip
_GROUPS = frozenset(("organisation", "media", "collective", "document"))
_AUXILIARIES = frozenset(("be", "have", "modal", "do", "not", "negation", "-ly", "adverb"))
_VERBS = frozenset(("be", "have", "modal", "do", "negation", "-ed", "-s"))
_GOVERNING = frozenset(("of", "for", "on", "about", "against", "with", "by", "in", "at", "to", "preposition"))
_BEFORE_EPITHET = _GOVERNING | {"determiner", "possessive"}
_FAR_VERB = 6
# Mentions that one content can make spoken about; a bound, as contents can lie in one another.
_MOST_MENTIONS = 200


def actors(result: Result) -> pd.DataFrame:
    """The named people and groups of every article.

    Parameters
    ----------
    result : Result
        With attributions and the device ``passive``, as `extract` gives by default.

    Returns
    -------
    DataFrame
        One row an article and actor, ordered by article and first mention: ``doc``; ``actor``, the fullest form of
        the name; ``kind`` (``person`` or ``group``); counts: ``mentions`` and how they name (``full_name``,
        ``surname``, ``given_name``, ``other_name``, which add up to the mentions; ``titled`` and ``epithet``, a noun or
        adjective before the name that is no title, *embattled Lee*, beside them); ``by_office``: how often an
        attribution has the actor by office alone (*the president*); ``speaks`` and ``speaks_direct``: attributions
        whose speaker it is, pronouns included; ``spoken_about``: mentions inside what others say;
        ``subject_active`` and ``subject_passive``: mentions that stand as the subject of a verb.

    Raises
    ------
    ValueError
        If the result has no attributions or no passives because they were not asked for.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> text = "Mayor Ann Lee was criticized by Bo Dahl. “Lee lied,” Dahl said. Lee left."
    >>> found = actors(framing.extract(pd.DataFrame({"text": [text]})))
    >>> found[["actor", "mentions", "speaks", "spoken_about", "subject_active", "subject_passive"]].values.tolist()
    [['Ann Lee', 3, 0, 2, 2, 1], ['Bo Dahl', 2, 2, 0, 1, 0]]
    """
    check_arguments(actors, locals())
    for needed in ("attribution", "passive"):
        if needed not in result.features:
            raise ValueError(f"Actors need {needed!r}, which the result lacks; leave out devices= or name it there.")
    passives = result.spans[result.spans["device"] == "passive"].groupby("doc", observed=True)["start"]
    passive_starts = {doc: frozenset(starts) for doc, starts in passives}
    said = dict(iter(result.attributions.groupby("doc", observed=True)))
    rows = [
        (doc, *row)
        for doc, text in result.texts.items()
        for row in _actors_of(Document.of(text), said.get(doc), passive_starts.get(doc, frozenset()))
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"actor": "object", "kind": "str"} | dict.fromkeys(COLUMNS[3:], "int64"))


def _actors_of(document: Document, said: pd.DataFrame | None, passives: frozenset[int]) -> Iterator[tuple]:
    """The rows of one article, without its label."""
    attributed = [] if said is None else said.to_dict("records")
    named = {document.token_at(one["source_start"]) for one in attributed if one["source_type"] == "named"}
    cast = cast_of(document, named)
    counts: dict[str, dict[str, int]] = {}
    first: dict[str, Mention] = {}
    for mention in cast.mentions:
        name = mention.person.name
        first.setdefault(name, mention)
        row = counts.setdefault(name, dict.fromkeys(COLUMNS[3:], 0))
        row["mentions"] += 1
        row[_naming(mention)] += 1
        row["titled"] += mention.titled
        row["epithet"] += _has_epithet(document, mention)
        subject = _subject_of(document, mention, passives)
        if subject:
            row[subject] += 1
    for one in attributed:
        row = counts.get(one["speaker"])
        if row is not None:
            row["speaks"] += 1
            row["speaks_direct"] += one["kind"] == "direct"
            row["by_office"] += one["source_type"] == "role"
    for name, times in _spoken_about(document, cast, attributed).items():
        counts[name]["spoken_about"] = times
    for name, row in counts.items():
        mention = first[name]
        group = source_type(document, (mention.first, mention.last)) in _GROUPS
        yield (name, "group" if group else "person", *row.values())


def _naming(mention: Mention) -> str:
    known, used = mention.person.words, mention.words
    if len(used) > 1:
        return "full_name"
    if len(known) == 1:
        return "other_name"
    return "surname" if used[0] == known[-1] else "given_name" if used[0] == known[0] else "other_name"


def _has_epithet(document: Document, mention: Mention) -> bool:
    """Whether a noun or adjective that is no title or office stands right before a name."""
    classes, words, at = document.once(word_classes), document.words, mention.first - 1
    if at < 0 or mention.titled or document.sentence_at(mention.first)[0] > at:
        return False
    opener = classes[at - 1] if at > document.sentence_at(at)[0] else "determiner"
    return classes[at] in ("word", "-ed") and words[at] not in _no_epithets() and opener in _BEFORE_EPITHET


def _subject_of(document: Document, mention: Mention, passives: frozenset[int]) -> str | None:
    """``subject_passive`` or ``subject_active`` where a verb follows a name that nothing governs; else None."""
    classes = document.once(word_classes)
    if classes[mention.last - 1] == "name's" or (mention.first and classes[mention.first - 1] in _GOVERNING):
        return None
    last = min(document.sentence_at(mention.last - 1)[1], mention.last + _FAR_VERB)
    at = mention.last
    while at < last and classes[at] in _AUXILIARIES:
        at += 1
    if at < last and document.starts[at] in passives:
        return "subject_passive"
    verb = at > mention.last or (at < last and (classes[at] in _VERBS or document.words[at] in irregular_pasts()))
    return "subject_active" if verb else None


@cache
def _no_epithets() -> frozenset[str]:
    return word_list("sources", "title") | word_list("sources", "role") | irregular_pasts()


def _spoken_about(document: Document, cast: Cast, attributed: list[dict]) -> dict[str, int]:
    """Name -> how many of its mentions stand inside what somebody else says, thinks or wants."""
    starts = [document.starts[mention.first] for mention in cast.mentions]
    about: dict[int, str] = {}
    for one in attributed:
        if pd.isna(one["content_start"]):
            continue
        low, high = bisect_left(starts, one["content_start"]), bisect_right(starts, one["content_end"] - 1)
        for number in range(low, min(high, low + _MOST_MENTIONS)):
            name = cast.mentions[number].person.name
            inside_source = (
                not pd.isna(one["source_start"]) and one["source_start"] <= starts[number] < one["source_end"]
            )
            if name != one["speaker"] and not inside_source:
                about[number] = name
    return Counter(about.values())

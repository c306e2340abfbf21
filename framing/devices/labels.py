"""Labels: contested names for contested things, *illegal alien* and *undocumented immigrant*.

Whoever names a thing takes a side in the quarrel about it (Bolinger 1980; van Dijk 1998; Entman 1993). The category
of a span is the concept that is named (``unauthorized_immigrants``); its details say under which ``name``, in the
form of the dictionary, and which ``side`` prefers that name. One rule gives the side:

- ``left``, ``right``: in the politics of the United States, the side that proposes the name, uses it for itself,
  or is advised to use it (Luntz 2007; Lakoff 2004; Gentzkow and Shapiro 2010);
- ``actor``, ``critic``: of force and power, the party that acts, with its friends (*targeted killing*), and those
  whom it acts upon, with theirs (*assassination*); of an armed group, itself and its opponents;
- ``neutral``: the name that agencies and style guides offer instead, or that all sides use.

The sides come from the literature in the lexicon's ``reference``, not from counts in any corpus. *van Dijk 1998* alone
means that no study of the pair is known to us, and that the side follows from the ideological square: one's own
acts are named for their good, those of the others for their harm. A side is that of a name in its debate, not that
of the writer, who may quote, mock or report it; and names move: *Obamacare* was an insult before it was a brand.

The names stand in ``lexicons/labels.csv``. A hyphen may be a space, and the last word may have *'s*. Ambiguous names
have a condition: most ask for a word of the same subject within 40 tokens (``near_...``, the words in
``lexicons/label_contexts.csv``), the others are functions below. The longest name wins, and spans never overlap.

Doubtful cases, decided: a name inside the name of an organisation (*National Right to Life Committee*) is none; a
name in a quotation is one, as the quotation was chosen; *riot police* and *a conflict of interest* are none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from framing.devices import Device, check_conditions
from framing.devices.spans import Search
from framing.document import Document
from framing.lexicon import Condition, Entry, Lexicon, read_lexicon, word_list
from framing.wordclass import class_at, word_at

SIDES = ("left", "right", "neutral", "actor", "critic")
WINDOW = 40
_SUBJECTS = (
    "immigration", "migrants", "migrant_children", "travel_ban", "abortion", "health", "guns", "oil", "tax",
    "social_security", "medicare", "epidemic", "protest", "capitol", "sexual_assault", "new_york", "voting", "donors",
    "campaign_surveillance", "surveillance", "school", "platforms", "war", "troops", "troop_levels", "strike",
    "detainees", "rendition", "israel", "west_bank", "taken_land", "xinjiang",
)  # fmt: skip
# What follows a noun phrase and no noun: *the rich are*, *the rich who*, not *the rich soil*.
_AFTER_NOUN = frozenset(
    (
        ".", ",", ":", ";", "?", "!", ")", "—", "–", "-", "quote", "end", "be", "have", "do", "modal", "to", "of",
        "coordinator", "preposition", "relative", "that", "in", "on", "by", "for", "at", "with", "as", "-ly", "adverb",
        "subordinator", "negation", "not", "question", "mark", "single_quote",
    )
)  # fmt: skip


def _words(kind: str) -> frozenset[str]:
    return word_list("label_contexts", kind)


def _capital(document: Document, at: int) -> bool:
    return 0 <= at < len(document.tokens) and document.tokens[at][0].isupper()


def _opens_sentence(document: Document, at: int) -> bool:
    return document.sentence_at(at)[0] == at


def _is_near(kind: str, document: Document, first: int, last: int) -> bool:
    """Whether a word of a subject stands within 40 tokens before or after."""
    subject = _words(kind)
    before, after = document.words[max(0, first - WINDOW) : first], document.words[last : last + WINDOW]
    return not (subject.isdisjoint(before) and subject.isdisjoint(after))


def _near(kind: str) -> Condition:
    return lambda document, first, last: _is_near(kind, document, first, last)


# --- people and parties ----------------------------------------------------------------------------------------


def after_the(document: Document, first: int, last: int) -> bool:
    """*the rich*, *the unborn*, *the 1 percent* as a noun; not *the rich soil*, *the 1 percent rise*."""
    return word_at(document, first - 1) == "the" and class_at(document, last) in _AFTER_NOUN


def not_a_party(document: Document, first: int, last: int) -> bool:
    """*conservatives* of a persuasion; not the *Conservatives* of Britain, the *Liberals* of Canada."""
    return not _capital(document, first) or _opens_sentence(document, first)


def of_the_party(document: Document, first: int, last: int) -> bool:
    """*Democratic leaders* of the party; not *democratic leaders* of a free country, nor *Liberal Democrat* ones."""
    return _capital(document, first) and word_at(document, first - 1) not in ("liberal", "social", "christian", "free")


def movement_of_the_right(document: Document, first: int, last: int) -> bool:
    """*the religious right*; not *a religious right to refuse*."""
    return word_at(document, last) not in ("to", "of", "not")


def survivor_of_assault(document: Document, first: int, last: int) -> bool:
    """A *survivor* of sexual violence; not of an illness, a crash or the Holocaust."""
    around = (*document.words[max(0, first - 3) : first], *document.words[last : last + 4])
    return _words("illness").isdisjoint(around) and _is_near("sexual_assault", document, first, last)


# --- programmes and laws ---------------------------------------------------------------------------------------


def welfare_benefit(document: Document, first: int, last: int) -> bool:
    """*welfare* as aid to the poor; not *the welfare of*, *child welfare*, *corporate welfare*."""
    return word_at(document, last) != "of" and word_at(document, first - 1) not in _words("welfare_of")


def right_to_work_law(document: Document, first: int, last: int) -> bool:
    """*right to work* of union fees; not *asylum seekers have no right to work*, *the right to work with*."""
    return word_at(document, last) in ("law", "laws", "state", "states", "legislation", "bill", "bills", "measure") or (
        "-" in document.text_of(first, last)
    )


def tax_itself(document: Document, first: int, last: int) -> bool:
    """*an energy tax*; not *energy tax credits*."""
    return word_at(document, last) not in ("credit", "credits", "break", "breaks", "incentive", "incentives")


def intelligent_design(document: Document, first: int, last: int) -> bool:
    """The doctrine; not *the intelligent design of the phone*."""
    return word_at(document, last) != "of"


# --- protest and war -------------------------------------------------------------------------------------------


def riot_of_people(document: Document, first: int, last: int) -> bool:
    """A *riot*; not *riot police*, *Pussy Riot*, *run riot*, *a riot of colour*, *read the riot act*."""
    before = word_at(document, first - 1)
    return (
        word_at(document, last) not in _words("not_riot_of_people")
        and before not in ("pussy", "quiet", "laugh", "run", "ran", "running")
        and document.words[last : last + 2] not in (("of", "color"), ("of", "colour"))
    )


def invasion_of_country(document: Document, first: int, last: int) -> bool:
    """*the invasion of Iraq*; not *of privacy*, *home invasion*, *invasive*; of migrants it is another concept."""
    if "privacy" in document.words[last : last + 4] or word_at(document, first - 1) in ("home", "alien", "pitch"):
        return False
    return any(_capital(document, at) for at in range(last, last + 4)) or _is_near("war", document, first, last)


def armed_conflict(document: Document, first: int, last: int) -> bool:
    """*the conflict in Syria*, *armed conflict*; not *a conflict of interest*, *in conflict with the law*."""
    if word_at(document, last) == "of" or word_at(document, last) in _words("conflict_no_war"):
        return False
    return word_at(document, first - 1) in _words("kind_of_conflict") or (
        word_at(document, first - 1) != "in" and _is_near("war", document, first, last)
    )


def settlement_on_land(document: Document, first: int, last: int) -> bool:
    """*settlements* on occupied land; not *a peace settlement*."""
    return word_at(document, first - 1) not in _words("settlement_of_dispute") and _is_near(
        "israel", document, first, last
    )


def islamic_state_group(document: Document, first: int, last: int) -> bool:
    """The group, written with capitals; not *an Islamic state*."""
    return _capital(document, first) and _capital(document, last - 1)


def capitals(document: Document, first: int, last: int) -> bool:
    """An abbreviation, *ISIS*; not the goddess Isis, nor the name of a girl."""
    return document.tokens[first].split("'")[0].split("’")[0].isupper()


def coup_of_power(document: Document, first: int, last: int) -> bool:
    """A seizure of power; not *a coup for the mayor*, *coup de grace*."""
    return word_at(document, last) not in ("for", "de")


# --- the device ------------------------------------------------------------------------------------------------

CONDITIONS: dict[str, Callable[[Document, int, int], bool]] = {
    f"near_{subject}": _near(subject) for subject in _SUBJECTS
} | {
    condition.__name__: condition
    for condition in (
        after_the, not_a_party, of_the_party, movement_of_the_right, survivor_of_assault, welfare_benefit,
        right_to_work_law, tax_itself, intelligent_design, riot_of_people, invasion_of_country, armed_conflict,
        settlement_on_land, islamic_state_group, capitals, coup_of_power,
    )
}  # fmt: skip


def written_variants(cue: str) -> list[str]:
    """A cue, and the same with its last word in the possessive and with its hyphens opened.

    Examples
    --------
    >>> written_variants("pro-life|pro-lifer")
    ["pro-life|pro-life's|pro-lifer|pro-lifer's", "pro life|life's", "pro lifer|lifer's"]
    """
    *before, end = cue.split()
    bare = end.removesuffix("?").split("|")
    owners = [form for word in bare for form in ((word,) if word.endswith("s") else (word, word + "'s"))]
    whole = [*before, "|".join(owners) + "?" * end.endswith("?")]
    variants = [" ".join(whole)]
    for at, element in enumerate(cue.split()):
        for word in element.removesuffix("?").split("|"):
            head, _, tail = word.rpartition("-")
            if head and at == len(before):
                tail = tail if tail.endswith("s") else f"{tail}|{tail}'s"
            if head:
                variants.append(" ".join([*whole[:at], head.replace("-", " "), tail, *whole[at + 1 :]]))
    return variants


def _lexicon() -> Lexicon:
    lexicon = read_lexicon("labels")
    check_conditions(lexicon, CONDITIONS)
    entries = (replace(entry, cue=cue) for entry in lexicon.entries for cue in written_variants(entry.cue))
    return Lexicon(lexicon.name, tuple(entries))


def _names_an_organisation(document: Document, first: int, last: int) -> bool:
    """Whether a name is part of another: *National Right to Life*, *Coalition for Gun Safety*, *Tort Reform Act*."""
    if not (_capital(document, first) and _capital(document, last - 1)):
        return False
    start, end = document.sentence_at(first)
    before, kinds = first - 1, _words("organisation")
    if before >= start and _capital(document, before) and document.words[before] in kinds:
        return True
    if last < end and _capital(document, last) and document.words[last] in kinds:
        return True
    joined = before > start and document.tokens[before] in _words("preposition_in_name")
    return joined and _capital(document, before - 1)


def _describe(document: Document, first: int, last: int, entry: Entry) -> Mapping[str, str] | None:
    return None if _names_an_organisation(document, first, last) else entry.attributes


LEXICON = _lexicon()
# The contested names in a document, from left to right.
find_labels = Search(LEXICON, CONDITIONS, _describe)
DEVICE = Device("label", LEXICON.categories, find_labels)

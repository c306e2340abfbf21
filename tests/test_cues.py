"""Cues of attribution: which words are one, how far each reaches, and what part and class it has."""

from itertools import pairwise
from math import inf, nextafter

import pytest
from chosen_cues import cues_of_words
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.devices.cues import Cue, find_cues
from framing.devices.evidence import context, scores, scores_beside
from framing.devices.joined import Joined
from framing.devices.reporting import cue_table
from framing.document import Document


def made(text, head):
    """The words of the cue whose decisive word is given, its part and its class."""
    document = Document.of(text)
    [cue] = cues_of_words([document], [head]).each
    assert (cue.first, document.words[cue.head]) == (cue.head, head)
    return document.text_of(cue.first, cue.last), cue.part, cue.cue_class


def cues_of(*texts, threshold=None):
    """The cues of each text."""
    cues = find_cues(Joined.of([Document.of(text) for text in texts]), threshold)
    owners = cues.owners.tolist()
    return [
        [cue for cue, owner in zip(cues.each, owners, strict=True) if owner == number] for number in range(len(texts))
    ]


def words_of_cues(text, threshold=None):
    document, [cues] = Document.of(text), cues_of(text, threshold=threshold)
    return [document.text_of(cue.first, cue.last) for cue in cues]


PARTS = [
    # text, decisive word, part, class
    ("Ann Lee said that it fell.", "said", "finite", "neutral"),
    ("Ann Lee says", "says", "finite", "neutral"),
    ("Say that it fell.", "say", "base", "neutral"),
    ("It fell, Lee claiming that it would.", "claiming", "-ing", "doubting"),
    ("Lee will admit that it fell.", "admit", "base", "endorsing"),
    ("They zap it.", "zap", "other", "neutral"),
    ("They zapped it.", "zapped", "finite", "neutral"),
    ("They were zapping it.", "zapping", "-ing", "neutral"),
    # A noun, where it could be a verb: behind a determiner or an owner, an adjective between them allowed.
    ("The claim was old.", "claim", "noun", "doubting"),
    ("Rain followed the claim.", "claim", "noun", "doubting"),
    ("Lee dropped their claim.", "claim", "noun", "doubting"),
    ("Ann Lee's claim was old.", "claim", "noun", "doubting"),
    ("In a town's claim it was old.", "claim", "noun", "doubting"),
    ("The bold claim was old.", "claim", "noun", "doubting"),
    ("The renewed claim was old.", "claim", "noun", "doubting"),
    ("The business claim was old.", "claim", "noun", "doubting"),
    ("Rain followed the growing claim.", "claim", "noun", "doubting"),
    ("The zap was old.", "zap", "noun", "neutral"),
    ("The zapped were old.", "zapped", "noun", "neutral"),
    # No noun: nothing of the kind stands before it, or too far away, or it is never one.
    ("Bold claims fell the", "claims", "finite", "doubting"),
    ("Claims fell near the", "claims", "finite", "doubting"),
    ("Claims fell near the town", "claims", "finite", "doubting"),
    ("Claims fell", "claims", "finite", "doubting"),
    ("They claim that it fell.", "claim", "base", "doubting"),
    ("The men there claim that it fell.", "claim", "base", "doubting"),
    ("The bold young claim that it fell.", "claim", "base", "doubting"),
    ("The Lee claim that it fell.", "claim", "base", "doubting"),
    ("The claimed loss was old.", "claimed", "finite", "doubting"),
    ("The assertion was old.", "assertion", "noun", "doubting"),
    ("Assertions fell.", "assertions", "noun", "doubting"),
    ("According to Lee, it fell.", "according", "preposition", "according"),
]


@pytest.mark.parametrize(("text", "head", "part", "cue_class"), PARTS, ids=[f"{row[1]}: {row[0]}" for row in PARTS])
def test_a_cue_has_the_part_and_class_of_its_word_and_place(text, head, part, cue_class):
    assert made(text, head)[1:] == (part, cue_class)


REACHES = [
    # text, decisive word, cue
    ("Lee pointed out that it fell.", "pointed", "pointed out"),
    ("Lee pointed out", "pointed", "pointed out"),
    ("Lee pointed", "pointed", "pointed"),
    ("Lee pointed out of the car.", "pointed", "pointed out"),
    ("Lee pointed out to the driver that it fell.", "pointed", "pointed out"),
    ("Lee pointed at once to it.", "pointed", "pointed at"),
    ("Lee is pointing out that it fell.", "pointing", "pointing out"),
    ("Lee called for calm.", "called", "called for"),
    ("Lee called for", "called", "called for"),
    ("Lee called on Monday.", "called", "called on"),
    ("Lee said out loud that it fell.", "said", "said"),
    ("It fell, according to Lee.", "according", "according to"),
    ("It fell, according to", "according", "according to"),
    ("It fell, according as it would.", "according", "according"),
    ("It fell according", "according", "according"),
    # A preposition that belongs to the cue: always, or behind other verbs than those of plain reporting.
    ("Lee said of the dam that it fell.", "said", "said of"),
    ("Lee spoke against it.", "spoke", "spoke against"),
    ("Lee spoke against it", "spoke", "spoke against"),
    ("Lee spoke against", "spoke", "spoke"),
    ("Lee spoke against.", "spoke", "spoke"),
    ("Spoke against it.", "spoke", "Spoke against"),
    ("It fell. Spoke against it.", "spoke", "Spoke against"),
    ("Lee spoke\n\nAgainst it, he had nothing.", "spoke", "spoke"),
    ("Lee spoke loudly against it.", "spoke", "spoke"),
    ("Lee argued for calm.", "argued", "argued for"),
    ("Lee said for years that it fell.", "said", "said"),
    ("Lee told on the men.", "told", "told"),
    ("Lee argued near the dam.", "argued", "argued"),
    # With no phrase behind it, or one of time or number, or a clause, it does not.
    *(
        (f"Lee argued on {rest}", "argued", "argued")
        for rest in ("Monday.", "May nine.", "9 posts.", ", but.", ".", "that.")
    ),
    ("Lee argued on “the dam” too.", "argued", "argued"),
    ("Lee argued on the dam.", "argued", "argued on"),
    ("Lee argued on Ann.", "argued", "argued on"),
    # *To* with somebody or something behind it, not with a verb.
    *(
        (f"Lee spoke to {rest}", "spoke", "spoke to")
        for rest in ("the press.", "their men.", "Ann.", "Ann", "banning it.")
    ),
    *(
        (f"Lee vowed to {rest}", "vowed", "vowed")
        for rest in ("win.", "", "them.", "Monday.", "9 posts.", "“win”.", "never win.")
    ),
]


@pytest.mark.parametrize(("text", "head", "cue"), REACHES, ids=[row[0] for row in REACHES])
def test_a_cue_reaches_over_the_particle_or_preposition_that_belongs_to_it(text, head, cue):
    assert made(text, head)[0] == cue


FOUND = [
    # text, cues
    ("Ann Lee said that it fell.", ["said"]),
    ("The work ended according to the plan, and Ann Lee said so.", ["according to", "said"]),
    # *According to* with a measure names no source; what follows in the text may.
    ("It went according to plan, Ann Lee said.", ["said"]),
    ("It went according to plan", []),
    ("It went according to schedule. It fell, according to the report.", ["according to"]),
    ("It fell, according to plan B.", []),
    ("It fell, according to Lee, plan and all.", ["according to"]),
    ("It fell, according to", ["according to"]),
    ("According to Ann Lee, a plan fell.", ["According to"]),
    # Of two words side by side one is the cue.
    ("Ann Lee said claimed that it fell.", ["said"]),
]


@pytest.mark.parametrize(("text", "cues"), FOUND, ids=[row[0] for row in FOUND])
def test_the_cues_of_a_text_are_found(text, cues):
    assert words_of_cues(text) == cues
    [(_, own)] = [cues_of("It went according to plan.\n\nBo said no.", text)]
    assert own == cues_of(text)[0]


def candidates(texts):
    """For each text its candidates: token, score by itself, score beside the others."""
    text = Joined.of([Document.of(text) for text in texts])
    around = context(text, cue_table())
    own = scores(around, cue_table())
    beside = scores_beside(around, own, cue_table())
    owners = text.owners(around.places)
    rows = list(zip((around.places - text.offsets[owners]).tolist(), own.tolist(), beside.tolist(), strict=True))
    return [[row for row, owner in zip(rows, owners, strict=True) if owner == number] for number in range(len(texts))]


TEXTS = [
    "Ann Lee said that it fell, but Bo claimed it stood. According to the report, rain was feared.",
    "",
    "Lee thinks he admitted that the mayor wants to ask, plan and hope.",
    "Ann hopes it stood. Men say no.",
]


def test_a_candidate_is_a_cue_from_the_threshold_on():
    for text in TEXTS:
        for at, own, score in candidates([text])[0]:
            heads = [
                {cue.head: cue.score for cue in cues_of(text, threshold=t)[0]} for t in (score, nextafter(score, inf))
            ]
            assert heads[0][at] == score
            assert (at in heads[1]) == (own >= 1.5)


def test_what_is_certain_by_itself_is_a_cue_whatever_the_threshold():
    found = [[cue.head for cue in cues] for cues in cues_of(*TEXTS, threshold=inf)]
    rows = candidates(TEXTS)
    assert found == [[at for at, own, _ in own_rows if own >= 1.5] for own_rows in rows]
    assert {1, 2} <= {round(own) for own_rows in rows for _, own, _ in own_rows}


WORDS = [
    "said",
    "claimed",
    "plan",
    "asked",
    "wants",
    "hope",
    "according",
    "to",
    "the",
    "Lee",
    ",",
    "that",
    "reports",
    ".",
]


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), min_size=1, max_size=3))
def test_of_candidates_side_by_side_the_likelier_are_cues(texts):
    for text, cues, rows in zip(texts, cues_of(*texts, threshold=-inf), candidates(texts), strict=True):
        heads, score = [cue.head for cue in cues], {at: score for at, _, score in rows}
        assert [cue.score for cue in cues] == [score[head] for head in heads]
        assert all(later - head > 1 for head, later in pairwise(heads))
        words = Document.of(text).words
        for at in score.keys() - set(heads):
            beside = [score[other] for other in (at - 1, at + 1) if other in score]
            assert max(beside, default=-inf) >= score[at] or (words[at], *words[at + 2 : at + 3]) == (
                "according",
                "plan",
            )


def test_a_sentence_has_five_hundred_cues_at_most_and_the_next_one_its_own():
    text = "He said, " * 501 + "it fell. Lee said, it fell. She said so."
    for cues in cues_of(text, "Bo said so.", text)[::2]:
        assert [cue.head for cue in cues] == [*range(1, 1500, 3), 1507, 1513]


CREDITS = [
    # text, whether its last dash is a cue
    ("“It holds.” — Ann Lee", True),
    ("“It holds.” — Ann", True),
    *((f"“It holds.” {dash} Ann Lee", True) for dash in ("–", "―", "-", "--")),
    ("“It holds.” — Ann Lee\n\nit rained.", True),
    ("It rained.\n\n“It holds.” — Lee, Bank of Hull (2019).", True),
    ("“It holds,” he said to “Bo”\n\n“It holds.” — Ann Lee", True),
    ("“It holds.” — Ann Lee, Bo Dahl, Cy Orr Fay", True),
    ("“It holds.” — Ann Lee, Bo Dahl, Cy Orr Fay Hull", False),
    ("“It holds.” — the mayor", False),
    ("“It holds.” — the Lee", False),
    ("“It holds.” — Ann Lee left", False),
    ("“It holds.” — Ann saw Lee", False),
    ("“It holds.” : Ann Lee", False),
    ("“It holds.” Ann — Lee", False),
    ("It holds. — Ann Lee", False),
    ("“It holds.” —", False),
    ("“It holds.”", False),
]


@pytest.mark.parametrize(("text", "credited"), CREDITS, ids=[row[0] for row in CREDITS])
def test_a_dash_between_a_quotation_and_a_name_at_the_end_of_a_paragraph_is_a_cue(text, credited):
    [cues], tokens = cues_of(text, threshold=inf), Document.of(text).tokens
    dashes = [at for at, token in enumerate(tokens) if token in "—–―--:"]
    expected = [Cue(at, at + 1, at, "preposition", "neutral", 2.0) for at in dashes[-1:] if credited]
    assert [cue for cue in cues if cue.head in dashes] == expected


def test_cues_of_all_kinds_stand_in_the_order_of_the_text():
    text = "“It holds.” — Ann Lee\n\nBo said so.\n\n“It fell.” — Cy Orr\n\nFay denied it."
    assert words_of_cues(text) == ["—", "said", "—", "denied"]
    assert cues_of(text, TEXTS[0], text)[::2] == [cues_of(text)[0]] * 2

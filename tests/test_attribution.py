"""Attribution: who says what, in sentences of our own."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.devices import source_types
from framing.devices.attribution import (
    ATTRIBUTION_COUNTS,
    CUE_CLASSES,
    KINDS,
    SOURCE_TYPES,
    attributions,
    count_attributions,
)
from framing.devices.reporting import CueTable, cue_table, reporting_words
from framing.document import Document


def found(text):
    """The attributions of a text as dicts, with the words of their contents."""
    rows = [one._asdict() for one in attributions(Document.of(text))]
    for row in rows:
        start, end = row["content_start"], row["content_end"]
        row["content"] = None if start is None else text[start:end]
    return rows


def of_cue(text, cue):
    return next(row for row in found(text) if row["cue"] == cue)


SAID = [
    # text, cue, source, content
    ("The mayor said that the bridge was safe.", "said", "The mayor", "that the bridge was safe"),
    ("“The bridge is safe,” the mayor said.", "said", "the mayor", "“The bridge is safe,”"),
    ("“The bridge is safe,” said Ann Lee.", "said", "Ann Lee", "“The bridge is safe,”"),
    ("Ann Lee said: “The bridge is safe.”", "said", "Ann Lee", "“The bridge is safe.”"),
    ("The bridge is safe, Ann Lee said on Monday.", "said", "Ann Lee", "The bridge is safe"),
    ("The bridge, she said, would hold.", "said", "she", "The bridge, she said, would hold"),
    (
        "“The bridge is safe,” she said. “It will hold.”",
        "said",
        "she",
        "“The bridge is safe,” she said. “It will hold.”",
    ),
    ("Lee told reporters on Monday that the road is open.", "told", "Lee", "that the road is open"),
    ("According to the report, the pipe burst.", "According to", "the report", "the pipe burst"),
    ("The pipe burst, according to the report.", "according to", "the report", "The pipe burst"),
    (
        "The mayor, who lost in May, claimed that the vote was rigged.",
        "claimed",
        None,
        "that the vote was rigged",
    ),
    ("Voters believe that the tax is fair.", "believe", "Voters", "that the tax is fair"),
    ("The union warned that jobs would go.", "warned", "The union", "that jobs would go"),
    ("It is alleged that he lied.", "alleged", None, "that he lied"),
]


@pytest.mark.parametrize(("text", "cue", "source", "content"), SAID, ids=[row[0] for row in SAID])
def test_source_and_content_of_a_cue(text, cue, source, content):
    row = of_cue(text, cue)
    if source is not None or text.startswith("It is"):
        assert row["source"] == source
    assert row["content"] == content


WHOLE_SOURCES = [
    *("Ann Lee", "Sen. Ann Lee", "Mr. J. R. Orr", "Ms. Ann O’Lee", "she", "police", "her lawyer", "many people"),
    *("the mayor", "the mayor of Hull", "the mayor's wife", "Hull's mayor", "the old mayor of the town"),
    *("a spokesman for the bank", "two of the men", "the 40-year-old farmer", "the three injured men"),
    *("officials in the ministry", "the Bank of Hull", "a former U.S. official", "the head of the union at the mill"),
    *("the ministry of works", "a poll by the bank", "scientists from Dell", "the editor/owner", "critics of the plan"),
    *("deputies to Lee",),
]
# Of these only the first part is found after a cue.
WHOLE_BEFORE_A_CUE = [
    *("Ann Lee and Bo Dahl", "Smith & Sons", "an adviser to the king", "doctors and nurses", "no official"),
    *("some of them", "a man near the door"),
]
BEFORE_A_CUE = [
    "{0} said that it fell.",
    "On Monday {0} said that it fell.",
    "It rained when {0} said that it fell.",
    "“It fell,” {0} said.",
    "It fell, {0} said.",
]
AFTER_A_CUE = [
    "“It fell,” said {0}.",
    "According to {0}, it fell.",
    "It fell, according to {0}.",
    "It was reported by {0} that it fell.",
]


@pytest.mark.parametrize("source", [*WHOLE_SOURCES, *WHOLE_BEFORE_A_CUE])
def test_a_source_is_found_whole_before_its_cue_and_after_it(source):
    for frame in [*BEFORE_A_CUE, *(AFTER_A_CUE if source in WHOLE_SOURCES else [])]:
        text = frame.format(source)
        assert source in [row["source"] for row in found(text)], text


APPOSITIONS = ["Ann Lee, 43", "Ann Lee, a baker", "Ann Lee, who won", "The baker, Ann Lee", "Ann Lee — a baker —"]


@pytest.mark.parametrize("source", APPOSITIONS)
def test_a_source_has_its_apposition_when_marks_close_it(source):
    text = f"{source}, said that it fell." if source[-1] != "—" else f"{source} said that it fell."
    assert [row["source"] for row in found(text)] == [source.removesuffix(" —")]


CONTENTS = [
    # text, cue, content
    ("As reported by the local press, the dam had cracked.", "reported", "the dam had cracked"),
    ("The offer was withdrawn on Friday, according to the union.", "according to", "The offer was withdrawn on Friday"),
    ("The dam, according to the engineers, had cracked.", "according to", "The dam"),
    ("ANN LEE: We will win this race in June.", ":", "We will win this race in June"),
    ("She told her sister she would run.", "told", "she would run"),
    ("She asked him whether the bus had left.", "asked", "whether the bus had left"),
    ("“Has the bus left?” He asked twice.", "asked", "“Has the bus left?”"),
    ("“The bus”, she said, “has left.”", "said", "“The bus”, she said, “has left.”"),
    (
        "“The bus has left,” said Lee, a baker. “It will not be back.”",
        "said",
        "“The bus has left,” said Lee, a baker. “It will not be back.”",
    ),
    ("“It left,” said Lee, who was holding the “lucky” ticket.", "said", "“It left,”"),
    ("“It left,” said Lee, a baker. “It is gone,” said Orr.", "said", "“It left,”"),
    ("The bus had left, said a woman who had waited since noon.", "said", "The bus had left"),
    ("While he waited, he said that the bus had left.", "said", "that the bus had left"),
    ("After the game, Orr said, “We were lucky.”", "said", "“We were lucky.”"),
    ("Orr announced on Monday that the figures were wrong.", "announced", "that the figures were wrong"),
    ("Orr said the figures were wrong, but Lee denied that.", "said", "the figures were wrong"),
    ("It is over, and I know it, said Lee.", "said", "It is over, and I know it"),
    ("Lee's claim that Orr had left was false.", "claim", "that Orr had left was false"),
    ("Lee said: “It will rain. Then it will snow.” Then he left.", "said", "“It will rain. Then it will snow.”"),
    ("Lee said, “He told me, ‘It rains,’ and left.”", "said", "“He told me, ‘It rains,’ and left.”"),
    ("Lee said: “It rains.\n\n“It snows.”", "said", "“It rains.\n\n“It snows.”"),
    ("Asked about rain, Lee said: “None.”", "said", "“None.”"),
    ("Lee praised Orr as “a friend of the poor.”", "praised", "Orr as “a friend of the poor.”"),
    ("Speaking of rain, Lee warned of floods.", "warned of", "floods"),
    ("Lee said so.", "said", None),
]


@pytest.mark.parametrize(("text", "cue", "content"), CONTENTS, ids=[row[0] for row in CONTENTS])
def test_a_content_has_all_that_is_said_and_no_more(text, cue, content):
    assert of_cue(text, cue)["content"] == content


def test_a_source_keeps_its_apposition():
    row = of_cue("The mayor, who lost in May, claimed that the vote was rigged.", "claimed")
    assert row["source"].startswith("The mayor")


def test_a_chain_has_an_attribution_for_each_voice():
    rows = found("As reported by local papers, the minister noted that prices fell.")
    assert {("local papers", "reported"), ("the minister", "noted")} <= {(r["source"], r["cue"]) for r in rows}


def test_a_participle_shares_the_source_of_the_verb_before_it():
    row = of_cue("The mayor said the dam holds, adding that no house was lost.", "adding")
    assert (row["source"], row["content"]) == ("The mayor", "that no house was lost")


def test_the_second_of_two_joined_verbs_ends_the_content_of_the_first():
    row = of_cue("The mayor said the dam holds, and the governor warned that rain was near.", "said")
    assert row["content"] == "the dam holds"


def test_a_quotation_glued_to_the_next_word_is_still_credited():
    row = of_cue("“We are leaving,”Lee stated.", "stated")
    assert (row["source"], row["content"]) == ("Lee", "“We are leaving,”")


def test_a_place_can_be_a_source_and_counts_as_an_organisation():
    row = of_cue("Moscow denied that it had fired first.", "denied")
    assert (row["source"], row["source_type"]) == ("Moscow", "organisation")


KIND_OF = [
    ("“It will hold,” she said.", "direct"),
    ("She said that it would hold.", "indirect"),
    ("She said that it was “a shame” to close it.", "mixed"),
]


@pytest.mark.parametrize(("text", "kind"), KIND_OF)
def test_speech_is_direct_indirect_or_mixed(text, kind):
    assert of_cue(text, "said")["kind"] == kind


CLASS_OF = [
    ("Lee said that it rained.", "said", "neutral"),
    ("Lee admitted that it rained.", "admitted", "endorsing"),
    ("Lee revealed that it rained.", "revealed", "endorsing"),
    ("Lee claimed that it rained.", "claimed", "doubting"),
    ("Lee insisted that it rained.", "insisted", "doubting"),
    ("Lee complained that it rained.", "complained", "affective"),
    ("Lee believes that it rained.", "believes", "mental"),
    ("Lee fears that it will rain.", "fears", "mental"),
    ("It rained, according to Lee.", "according to", "according"),
]


@pytest.mark.parametrize(("text", "cue", "cue_class"), CLASS_OF)
def test_a_cue_has_the_class_of_its_verb(text, cue, cue_class):
    assert of_cue(text, cue)["cue_class"] == cue_class


TYPE_OF = [
    ("Ann Lee said that it rained.", "named"),
    ("The governor said that it rained.", "role"),
    ("The Harbour Committee said that it rained.", "organisation"),
    ("The report said that it rained.", "document"),
    ("Local newspapers said that it rained.", "media"),
    ("Officials said that it rained.", "anonymous"),
    ("Republicans said that it rained.", "collective"),
    ("She said that it rained.", "pronoun"),
]


@pytest.mark.parametrize(("text", "source_type"), TYPE_OF)
def test_a_source_has_a_type(text, source_type):
    assert of_cue(text, "said")["source_type"] == source_type


SPEAKER_OF = [
    ("Ann Lee won. Lee said that she was glad.", "said", "Ann Lee"),
    ("Mr. Carl Orr lost. He said that the count was wrong.", "said", "Carl Orr"),
    ("Ann Lee met Carl Orr. She said that he was late.", "said", "Ann Lee"),
    ("President Carl Orr lost. The president said that the count was wrong.", "said", "Carl Orr"),
    ("President Carl Orr lost. The leader said that the count was wrong.", "said", "Carl Orr"),
    ("Carl Orr, who lost, said that the count was wrong.", "said", "Carl Orr"),
    ("Some people said that the count was wrong.", "said", None),
    ("They said that the count was wrong.", "said", None),
]


@pytest.mark.parametrize(("text", "cue", "speaker"), SPEAKER_OF)
def test_a_source_stands_for_one_name_or_for_none(text, cue, speaker):
    assert of_cue(text, cue)["speaker"] == speaker


NO_ATTRIBUTION = [
    "The river rose by a metre overnight.",
    "The state of the road is poor.",
    "He will show up at noon.",
    "The question has no answer.",
    "A record crowd came to the fair.",
    "The report lay on the desk.",
    "The plan took two years.",
    "The charges were dropped.",
    "The team held a lead of two goals.",
    "She opened the door and left.",
    "The train to Hull was late again.",
    "Two boats sank near the pier.",
]


@pytest.mark.parametrize("text", NO_ATTRIBUTION)
def test_a_sentence_in_which_nobody_says_anything_has_none(text):
    assert found(text) == []


def test_counts_have_a_column_for_each_kind_class_and_type():
    rows = attributions(Document.of("Lee said that it rained. “It did,” they claimed."))
    counts = dict(zip(ATTRIBUTION_COUNTS, count_attributions(rows), strict=True))
    assert counts["attribution"] == 2
    assert sum(counts[f"attribution_{kind}"] for kind in KINDS) == 2
    assert sum(counts[f"cue_{name}"] for name in CUE_CLASSES) == 2
    assert sum(counts[f"source_{name}"] for name in (*SOURCE_TYPES, "none")) == 2
    assert (counts["cue_neutral"], counts["cue_doubting"], counts["source_pronoun"]) == (1, 1, 1)


def test_tables_have_rates_between_none_and_all_and_a_weight_for_every_kind_of_frame():
    table = cue_table()
    assert all(0.0 <= rate <= 1.0 and n > 0 for n, rate in table.rates.values())
    assert {"bias", "base", "next that", "quoted", "then: that"} <= set(table.weights)
    assert {"threshold", "own", "best before", "none after", "as ... by"} <= set(table.beside)


def rates_of(**cues):
    """A table of words that were cues at these rates, in 1,000 places each, and as often before *that*."""
    return CueTable({(word, frame): (1000, rate) for word, rate in cues.items() for frame in ("", "next that")})


def test_a_word_is_a_candidate_where_it_is_a_cue_in_one_of_25_places():
    seldom, often = rates_of(zupped=0.038, zapped=0.042).candidates, rates_of(zupped=0.0, zapped=0.5).candidates
    assert {"zupped", "zapped"} & set(seldom) == {"zapped"}
    assert {"zupped", "zapped"} & set(often) == {"zapped"}
    assert often["zapped"] == pytest.approx(0.0, abs=0.1)


def test_a_reporting_verb_that_was_never_seen_has_the_rate_of_its_lemma():
    table = rates_of(admitted=0.9)
    assert table.candidates["admits"] > 0 > rates_of(admitted=0.1).candidates["admits"]
    assert table.candidates["denies"] < table.candidates["admits"] <= table.candidates["admitted"]
    assert CueTable({}).candidates["denies"] == pytest.approx(log(0.15 / 0.85))


def test_a_frame_shifts_a_word_only_where_it_was_seen():
    table = CueTable({("zapped", ""): (1000, 0.2), ("zapped", "next that"): (1000, 0.8), ("zupped", "next to"): (9, 1)})
    assert table.shift("zapped", "next that") > 2
    assert [table.shift("zapped", "next to"), table.shift("zapped", ""), table.shift("zupped", "next to")] == [0, 0, 0]
    assert rates_of(zapped=0.2).shift("zapped", "next that") == pytest.approx(0, abs=0.05)


def test_tables_are_the_same_where_their_rates_are():
    one, other = rates_of(zapped=0.5), rates_of(zapped=0.5)
    one._sums["asked"] = "before"
    assert one == other != rates_of(zapped=0.4)


def test_a_reporting_verb_is_known_in_each_of_its_forms():
    assert {reporting_words()[form].lemma for form in ("admit", "admits", "admitted", "admitting")} == {"admit"}


PIECES = st.sampled_from(
    [
        "Lee",
        "said",
        "that",
        "“",
        "”",
        ",",
        ".",
        ":",
        "according",
        "to",
        "the",
        "report",
        "‘",
        "’",
        "—",
        "and",
        "adding",
        "he",
        "She",
        "who",
        "Mr.",
        "“We",
        "\n\n",
        "told",
        "reporters",
        "5",
        "by",
        "alleged",
        "is",
        "was",
        "claims",
        "Moscow",
        "President",
        "(",
        ")",
        "?",
        "!",
    ]
)


@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_offsets_lie_inside_the_text_and_parts_are_whole_or_missing(text):
    rows = attributions(Document.of(text))
    for row in rows:
        assert text[row.cue_start : row.cue_end] == row.cue
        assert (row.source is None) == (row.source_start is None) == (row.source_end is None)
        if row.source is not None:
            assert text[row.source_start : row.source_end] == row.source
        if row.content_start is not None:
            assert 0 <= row.content_start < row.content_end <= len(text)
        assert row.kind in KINDS
        assert row.cue_class in CUE_CLASSES
        assert row.source_type in (*SOURCE_TYPES, None)
    assert rows == attributions(Document.of(text))


HOSTILE = [
    "“Ann Lee” said “Bo” ",
    "he said that he ",
    "He told Ann that Bo told Cy that ",
    "said ",
    "critics say ",
    "he said, “so” and he said, ",
    "“Yes?” Ann asked. ",
    "I said “I said ",
    "was said by Ann ",
    "a ), b ), said ",
    "and said and ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_length_of_a_hostile_text_and_no_faster(seconds, piece):
    assert seconds(attributions, piece * 4000) < 10 * max(seconds(attributions, piece * 1000), 0.02)


def test_a_preposition_that_governs_the_content_belongs_to_the_cue():
    [one] = found("Ann Lee complained about the closed bridge.")
    assert (one["cue"], one["content"]) == ("complained about", "the closed bridge")


def test_a_preposition_of_time_does_not_belong_to_the_cue():
    [one] = found("Ann Lee said on Monday that the bridge was closed.")
    assert (one["cue"], one["content"]) == ("said", "that the bridge was closed")


def test_what_undergoes_a_passive_with_an_agent_is_the_content():
    [one] = found("The new bridge was criticized by the mayor.")
    assert (one["source"], one["content"]) == ("the mayor", "The new bridge")


def test_a_content_does_not_end_inside_a_quotation_that_began_in_it():
    [one] = found("Ann Lee called the plan “the worst of all, and not the last, of the bad ideas.” Rain fell.")
    assert one["content"].endswith("bad ideas.”")


def test_a_quotation_that_runs_over_sentences_is_one_content():
    [one] = found("Ann Lee said the bridge was “old. It must go. We all know it.” Rain fell.")
    assert one["content"] == "the bridge was “old. It must go. We all know it.”"


def test_a_question_before_its_speaker_is_the_content():
    [one] = found("“Who will pay for the bridge?” Ann Lee asked.")
    assert one["content"] == "“Who will pay for the bridge?”"


@given(st.text(max_size=300))
def test_any_text_at_all_can_be_searched(text):
    assert isinstance(attributions(Document.of(text)), tuple)


@pytest.mark.parametrize("text", ["It rained in town according to Lee", "A big dam broke, according to Ann Lee"])
def test_a_text_may_end_with_the_source_of_according_to(text):
    [one] = attributions(Document.of(text))
    assert (one.cue, one.source) == ("according to", text.partition("to ")[2])
    assert text[one.content_start : one.content_end] == text.partition(" according")[0].rstrip(",")


def test_types_of_sources_do_not_depend_on_the_articles_before(monkeypatch):
    monkeypatch.setattr(source_types, "_phrases", {})
    texts = {
        "In the end, GXQ said no.": "organisation",
        "In Gxq, GXQ said no.": "named",
        "In the end, Barkers said no.": "named",
        "Barkers said no.": "collective",
        "In the end, Marble said no.": "named",
        "Marble said no to marble.": "role",
    }
    for order in (list(texts), list(texts)[::-1]):
        found = {}
        for text in order:
            document = Document.of(text)
            at = document.words.index("said") - 1
            found[text] = source_types.source_type(document, (at, at + 1))
        assert found == texts


def test_types_that_are_kept_have_a_bound(monkeypatch):
    monkeypatch.setattr(source_types, "_phrases", {})
    monkeypatch.setattr(source_types, "_MOST_PHRASES", 3)
    document = Document.of("the governor, the mayor, a report, two officials, the king")
    for at in range(0, len(document.tokens), 3):
        source_types.source_type(document, (at, at + 2))
        assert len(source_types._phrases) <= 3


KIND_AT_THE_EDGE = [
    # A quotation right before or after a content is no part of it.
    ("Lee said that it fell\n\n“It was old.”", "indirect"),
    ("“It was old.” It was cold and grey, Lee said.", "indirect"),
    ("“It was old.” Lee said that it was “cold.”", "mixed"),
    ("Lee said “it was old.” It was “cold.”", "direct"),
    ("Lee said it was “cold” and “grey.” He left.", "mixed"),
]


@pytest.mark.parametrize(("text", "kind"), KIND_AT_THE_EDGE)
def test_the_quotations_inside_a_content_alone_make_its_kind(text, kind):
    assert of_cue(text, "said")["kind"] == kind


LAST = "the mayor of the old town said that it fell in the cold night"


@pytest.mark.parametrize("more", [19, 20])
def test_the_parts_of_a_cue_are_whole_after_many_cues_of_its_sentence_and_near_it_after_more(more):
    *_, row = found("he said, " * more + LAST)
    assert row["content"] == ("that it fell in the cold night" if more == 19 else "that it fell in the cold")


def test_cues_are_many_where_twenty_stand_within_120_words_and_marks():
    contents = {}
    for more in range(20, 32):
        for very in ("", "very "):
            text = f"he said, {very}{'cold and ' * more}{'he said, ' * 19}{LAST}"
            cues = [at for at, word in enumerate(Document.of(text).words) if word == "said"]
            contents[cues[-1] - cues[0]] = found(text)[-1]["content"]
    near = {distance for distance, content in contents.items() if content == "that it fell in the cold"}
    assert near == {distance for distance in contents if distance < 120}
    assert {119, 120} < contents.keys()

"""Passives: the participle after be or get, what is an adjective after them, and what by introduces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import every_span_has_words, spans_lie_in_order_and_apart

from framing.devices.passives import DEVICE, _words, is_participle
from framing.document import Document
from framing.lexicon import read_rows

AGENTLESS = [
    ("Two men were arrested after the march.", "arrested"),
    ("Mistakes have been made.", "made"),
    ("The bridge is being rebuilt.", "rebuilt"),
    ("He was not, it turned out, invited.", "invited"),
    ("The minister was (wrongly) accused of theft.", "accused"),
    ("She got fired on Monday.", "fired"),
    ("Was he ever charged?", "charged"),
    ("Why is the river called that?", "called"),
    ("Where were the two missing boys found?", "found"),
    ("the car isnt insured and my dog got stolen", "insured"),
    ("im told its closed", "told"),
    ("It's called a levy.", "called"),
    ("He's expected on Friday.", "expected"),
    ("Nobody can be forced to vote.", "forced"),
    ("Nor was the council asked.", "asked"),
    ("Attached is the form for June.", "Attached"),
    ("The shop was closed Tuesday.", "closed"),
    ("They got married in Rome.", "married"),
    ("My shoes are worn out.", "worn"),
    ("The glass is used to make lenses.", "used"),
    ("The vote is based on old rolls.", "based"),
    ("He was “detained” at the border.", "detained"),
    ("They were badly and unfairly treated.", "treated"),
    ("They were re-elected in May.", "re-elected"),
    ("The staff are underpaid.", "underpaid"),
    ("The seats are guaranteed.", "guaranteed"),
    ("A draft must at least be read.", "read"),
    ("Trump Is Impeached", "Impeached"),
]
WITH_AGENT = [
    ("He was fired by the board.", "fired", "the board"),
    ("The law has been signed by 11 governors.", "signed", "11 governors"),
    ("A cyclist was hit in the dark by a car.", "hit", "a car"),
    ("The motion was backed or opposed by others.", "backed", "others"),
    ("We were surprised by what they found.", "surprised", "what"),
    ("The rebels got beaten by government troops.", "beaten", "government troops"),
    ("Was the letter written by Ann?", "written", "Ann"),
    ("The right is limited by law.", "limited", "law"),
    ("The town was struck by lightning.", "struck", "lightning"),
    ("She was accused on Nov. 10 of fraud by a former aide.", "accused", "a former aide"),
    ("The child was scared only by the noise.", "scared", "the noise"),
    ("It is owned by its own members, he said.", "owned", "its own members"),
]
NO_AGENT = [
    "It must be finished by Friday.",
    "The line was built by 2015.",
    "All were replaced by the end of the year.",
    "Prices were cut by 10 percent.",
    "The vote was delayed by about two weeks.",
    "The forms were sent by mail.",
    "The house was built by the river.",
    "The cake was made by himself.",
    "Money was raised by selling bonds.",
    "The plan was dropped by mid-March.",
    "They were told to abide by the rules.",
    "A fund was set up to help towns hit by floods.",
    "The fire was put out, by and large.",
    "It was decided by a margin of two.",
]
NOT_PASSIVE = [
    "She was interested in the job.",
    "I am worried that it rains.",
    "We were pleased to hear it.",
    "He is married to a nurse.",
    "The money is gone.",
    "I'm done with it.",
    "The road is closed.",
    "The rules are too complicated.",
    "They were very surprised.",
    "The work is finished.",
    "He is bound to lose.",
    "She is used to the noise.",
    "I got used to waiting.",
    "He's broken the rule.",
    "She's found a way.",
    "Its proposed budget fell.",
    "He had his car stolen.",
    "The man arrested on Monday spoke.",
    "Police arrested two men.",
    "They have seen the film.",
    "He was a hundred years old.",
    "The well is sacred.",
    "The crew was unarmed.",
    "It is United Way week.",
    "The remnants of IS left town.",
    "What are the issues raised here?",
    "The man was ill. Arrested he was not.",
    "A human being. Named objects.",
    "He got rid of it.",
    "That has happened before.",
    "There is a need.",
]


def passives(text):
    document = Document.of(text)
    return [(text[s.start : s.end], s.category, s.details["agent"]) for s in DEVICE.find(document)]


@pytest.mark.parametrize(("text", "participle"), AGENTLESS)
def test_a_passive_without_an_agent_is_agentless(text, participle):
    assert (participle, "agentless", None) in passives(text)


@pytest.mark.parametrize(("text", "participle", "agent"), WITH_AGENT)
def test_by_and_somebody_or_something_is_an_agent(text, participle, agent):
    assert (participle, "with_agent", agent) in passives(text)


@pytest.mark.parametrize("text", NO_AGENT)
def test_by_and_a_time_an_amount_a_means_a_place_or_a_gerund_is_no_agent(text):
    assert {category for _, category, _ in passives(text)} == {"agentless"}


@pytest.mark.parametrize("text", NOT_PASSIVE)
def test_an_adjective_a_perfect_or_an_active_past_is_no_passive(text):
    assert passives(text) == []


def test_a_state_of_mind_is_passive_only_with_what_caused_it():
    assert passives("She was annoyed.") == []
    assert passives("She was annoyed by the delay.") == [("annoyed", "with_agent", "the delay")]


def test_the_auxiliary_is_named():
    found = DEVICE.find(Document.of("He was robbed. He got robbed."))
    assert [span.details["auxiliary"] for span in found] == ["be", "get"]


def test_of_coordinated_participles_the_first_counts():
    assert [participle for participle, *_ in passives("He was beaten and robbed.")] == ["beaten"]


def test_a_participle_belongs_to_the_last_auxiliary_before_it():
    assert [p for p, *_ in passives("The bill that was to be signed has been getting changed.")] == [
        "signed",
        "changed",
    ]


def test_a_passive_does_not_run_over_the_end_of_a_sentence():
    assert passives("So it was. Arrested men sat there.") == []


def test_a_passive_in_capitals_is_found():
    assert passives("THE MAYOR WAS ARRESTED") == [("ARRESTED", "agentless", None)]


def test_every_row_of_the_lexicon_has_a_reference_and_no_word_twice():
    for row in read_rows("passives"):
        words = row["words"].split()
        assert row["reference"] and len(words) == len(set(words)), row["list"]


def test_words_without_a_passive_are_no_participles():
    assert not any(map(is_participle, _words("not_participle")))


@pytest.mark.parametrize(
    "piece", ["was ", "was, ", "was never (", "what is the a ", "was beaten with ", "is he of the "]
)
def test_time_grows_in_line_with_the_text(seconds, piece):
    assert seconds(DEVICE.find, piece * 40_000) < 12 * max(seconds(DEVICE.find, piece * 10_000), 0.01)


AUXILIARIES = ["was", "is", "got", "he's", "its", "been"]
OTHERS = [
    "arrested",
    "taken",
    "used",
    "done",
    "not",
    "by",
    "the",
    "police",
    "quietly",
    "and",
    "to",
    "up",
    "why",
    "what",
]
PIECES = st.sampled_from([*AUXILIARIES, *OTHERS, ",", "(", ")", ".", "?", "“", "2015", "Friday", "\n\n"])


@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_passives_lie_inside_the_text_in_order_and_apart(text):
    spans_lie_in_order_and_apart(DEVICE, text)


@given(st.text(max_size=200))
def test_any_text_at_all_can_be_searched(text):
    every_span_has_words(DEVICE, text)

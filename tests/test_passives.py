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
    ("The ferry was stopped\n\nBy Ann Lee", "stopped"),
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
    ("Farmer Is Killed By Police", "Killed", "Police"),
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


# Auxiliary, participle and agent at the limits of where they are looked for: text, participles and agents.
LIMITS = [
    ("The man was, as we now know from the old town clerk in Rome, arrested.", [("arrested", None)]),
    ("The man was, as we now know from the very old town clerk in Rome, arrested.", [("arrested", None)]),
    ("The man was, as we now know from the very old new town clerk in Rome, arrested.", []),
    (
        "The man was only then" + " and now and then" * 5 + " arrested.",
        [("arrested", None)],
    ),
    (
        "The man was only " + "now " * 21 + "arrested.",
        [("arrested", None)],
    ),
    (
        "The man was only " + "now " * 22 + "arrested.",
        [],
    ),
    ("The man was (so we hear) arrested.", [("arrested", None)]),
    ("The man was (so we hear arrested.", []),
    ("The man was — so we hear — quietly arrested.", [("arrested", None)]),
    ("The man was at least arrested.", []),
    ("The man was at home arrested.", []),
    ("The man was and quietly arrested.", []),
    ("The man was quietly and kindly arrested.", [("arrested", None)]),
    ("The man was quietly and then it rained arrested.", []),
    ("Was the man arrested?", [("arrested", None)]),
    ("Was the man arrested.", []),
    ("Was the man in the old town of ours ever seen?", []),
    ("Was he arrested?", [("arrested", None)]),
    ("Was he there arrested?", [("arrested", None)]),
    ("Was he so tall that the man left?", []),
    ("Is this called tea?", [("called", None)]),
    ("Is this man called Bob?", [("called", None)]),
    ("Were those found?", [("found", None)]),
    ("What is he called?", [("called", None)]),
    ("What is the man called?", [("called", None)]),
    ("What was the man arrested?", []),
    ("Who is he called?", [("called", None)]),
    ("What's the man called?", [("called", None)]),
    ("Where's the man buried?", [("buried", None)]),
    ("Why was the big old new town house sold?", [("sold", None)]),
    ("Why was the big old new town house wall sold?", []),
    ("Why was the arrested man seen?", [("seen", None)]),
    ("Nor was the man asked.", [("asked", None)]),
    ("So was the man asked.", [("asked", None)]),
    ("He left, was the man asked?", [("asked", None)]),
    ("He left and was the man asked?", [("asked", None)]),
    ("Ann was the man asked?", []),
    ("Attached is the form.", [("Attached", None)]),
    ("Also attached is the form.", [("attached", None)]),
    ("The attached is the form.", []),
    ("Attached be the form.", []),
    ("Ann pictured is the man.", []),
    ("It must be done.", [("done", None)]),
    ("It is done.", []),
    ("I'm done with it.", []),
    ("They are done with it.", []),
    ("The work is done with care.", [("done", None)]),
    ("The shop is closed.", []),
    ("The shop is closed today.", [("closed", None)]),
    ("The shop is closed tightly.", [("closed", None)]),
    ("The shop is closed by law.", [("closed", "law")]),
    ("The shop got closed.", [("closed", None)]),
    ("The man got lost.", []),
    ("The man was lost.", []),
    ("They were very tired.", []),
    ("They were seen.", [("seen", None)]),
    ("He is used to the noise.", []),
    ("He got used to waiting.", []),
    ("He is used to waiting.", []),
    ("He is used to make tea.", [("used", None)]),
    ("It is used in tea.", [("used", None)]),
    ("It is used then.", [("used", None)]),
    ("He is bound to win.", []),
    ("He is bound.", [("bound", None)]),
    ("The books are bound to his arm.", []),
    ("The books are bound with tape.", [("bound", None)]),
    ("He's broken the rule.", []),
    ("He's broken.", []),
    ("He's called Bob.", [("called", None)]),
    ("He's called the man.", [("called", None)]),
    ("He's found out.", []),
    ("It's found a man.", []),
    ("It's found there.", [("found", None)]),
    ("Its proposed budget grew.", []),
    ("its closed", []),
    ("The film is United Way.", []),
    ("IS left town.", []),
    ("IT IS CALLED TEA.", [("CALLED", None)]),
    ("He was hit by a car.", [("hit", "a car")]),
    ("He was hit in the dark old town of the north in May by a car.", [("hit", "a car")]),
    ("He was hit in the dark old town of the north there in May by a car.", [("hit", "a car")]),
    ("He was hit in the dark old town of the big north there in May by a car.", [("hit", None)]),
    ("He was hit in the very dark old town of the big north there in May by a car.", [("hit", None)]),
    ("He was hit because a man passed by a car.", [("hit", None)]),
    ("He was hit and killed by a car.", [("hit", "a car")]),
    ("He was hit then killed by a car.", [("hit", None)]),
    ("He was hit as he stood by a car.", [("hit", None)]),
    ("He was hit by quietly old men.", [("hit", "quietly old men")]),
    ("He was hit by 10 men.", [("hit", "10 men")]),
    ("He was hit by 10 percent.", [("hit", None)]),
    ("He was hit by 10 of them.", [("hit", "10 of them")]),
    ("He was hit by 2015.", [("hit", None)]),
    ("He was hit by two men.", [("hit", "two men")]),
    ("He was hit by two million.", [("hit", None)]),
    ("He was hit by mid-May.", [("hit", None)]),
    ("He was hit by the end.", [("hit", None)]),
    ("He was hit by the car.", [("hit", "the car")]),
    ("He was hit by his car.", [("hit", "his car")]),
    ("He was hit by the side.", [("hit", None)]),
    ("He was hit by reading it.", [("hit", None)]),
    ("He was hit by lightning.", [("hit", "lightning")]),
    ("He was hit by mail.", [("hit", None)]),
    ("He was hit by trains.", [("hit", "trains")]),
    ("He was hit by train.", [("hit", None)]),
    ("He was hit by, say, a car.", [("hit", None)]),
    ("He was hit by.", [("hit", None)]),
    ("He was hit by", [("hit", None)]),
    ("He was hit by not a car.", [("hit", None)]),
    ("He was hit by himself.", [("hit", None)]),
    ("He was hit by a big old new white fast town car there.", [("hit", "a big old new white fast town car")]),
    ("He was hit by a big old new white town car.", [("hit", "a big old new white town car")]),
    ("He was hit by a big old new white town mill car.", [("hit", "a big old new white town mill car")]),
    ("He was hit by a big old new white town mill hall car.", [("hit", "a big old new white town mill hall")]),
    ("He was hit by a big old new white town mill hall club car.", [("hit", "a big old new white town mill hall")]),
    ("He was hit by a car of the town.", [("hit", "a car of the town")]),
    ("He was hit by a car in town.", [("hit", "a car")]),
    ("He was hit by a car, a bus.", [("hit", "a car")]),
    ("It was re-elected.", [("re-elected", None)]),
    ("It was self-elected.", []),
    ("It was unpaid.", []),
    ("It was underfed.", [("underfed", None)]),
    ("It was undone.", [("undone", None)]),
    ("It was unelected.", []),
    ("It was owed.", [("owed", None)]),
    ("It was aided.", [("aided", None)]),
    ("It was co-owned.", [("co-owned", None)]),
    ("It was mis-sold.", [("mis-sold", None)]),
    ("They were stolen, seen and sold.", [("stolen", None)]),
    ("They were told it was sold.", [("told", None), ("sold", None)]),
]


@pytest.mark.parametrize(("text", "found"), LIMITS, ids=[text for text, _ in LIMITS])
def test_a_participle_and_its_agent_are_found_up_to_their_limits(text, found):
    spans = DEVICE.find(Document.of(text))
    assert [(text[span.start : span.end], span.details["agent"]) for span in spans] == found


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

"""Certainty: sentences that hold a booster or an absolute, and sentences whose words only look like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import every_span_has_words, spans_lie_in_order_and_apart

from framing.devices.certainty import CONDITIONS, DEVICE, LEXICON, find_certainty
from framing.document import Document


def certainty(text: str) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.category) for s in find_certainty(Document.of(text))]


FOUND = {
    "booster": [
        ("He clearly lied to the council.", "clearly"),
        ("Clearly, the dam will not hold.", "Clearly"),
        ("The mayor undoubtedly knew.", "undoubtedly"),
        ("They certainly paid the bill.", "certainly"),
        ("Of course the bridge is safe.", "Of course"),
        ("In fact, sales fell.", "In fact"),
        ("It is clear that the vote was fair.", "clear"),
        ("He must have known about the leak.", "must"),
        ("There must be a reason for the delay.", "must"),
        ("You must be joking.", "must"),
        ("The plan is bound to fail.", "bound to"),
        ("We are certain that the lock was broken.", "certain"),
        ("I am sure he left early.", "sure"),
        ("There is no doubt that the road will open.", "no doubt"),
        ("The film is truly awful.", "truly"),
        ("Make no mistake, the town is broke.", "Make no mistake"),
        ("The ledger is undeniable proof of theft.", "undeniable"),
        ("Salt and\n\nClearly, it fell.", "Clearly"),
        ("It was not, he certainly knew.", "certainly"),
        ("They are convinced of victory.", "convinced"),
        ("They felt sure of their men.", "sure"),
        ("The dam is doomed to fail.", "doomed to"),
        ("It became clear that he lied.", "clear"),
        ("They made it plain that he lied.", "plain"),
        ("It is perfectly clear that he lied.", "clear"),
        ("The answer is clear: he lied.", "clear"),
        ("He lied, clearly.", "clearly"),
        ("It may not rain, but it will certainly snow.", "certainly"),
        ("It did not rain; certainly it did not snow.", "certainly"),
        ("He must surely have known.", "must"),
        ("They must have been told.", "must"),
        ("She must be mistaken.", "must"),
        ("In reality, it grew.", "In reality"),
        ("To be sure, it grew.", "To be sure"),
        ("He was sure to win.", "sure to"),
        ("It is so, of course.", "of course"),
        ("The reason is of course money.", "of course"),
        ("It is really good.", "really"),
        ("It was without a doubt the worst winter.", "without a doubt"),
    ],
    "absolute": [
        ("She never paid her rent.", "never"),
        ("They always lose at home.", "always"),
        ("Everyone knows the story.", "Everyone"),
        ("Nothing works in this town.", "Nothing"),
        ("No one came to the hearing.", "No one"),
        ("All politicians lie.", "All"),
        ("He broke every promise.", "every"),
        ("The story is completely false.", "completely"),
        ("It was a total failure.", "total"),
        ("The hall was absolutely full.", "absolutely"),
        ("It made no sense at all.", "at all"),
        ("Not a single window survived.", "Not a single"),
        ("Peace is impossible now.", "impossible"),
        ("Almost all men never lie.", "never"),
        ("None of them came.", "None"),
        ("None of the men came.", "None"),
        ("No one answered.", "No one"),
        ("HE ALWAYS LIES.", "ALWAYS"),
    ],
}

NOT_FOUND = {
    "booster": [
        "Crews will clear the road.",
        "It was a clear day.",
        "A certain man asked for you.",
        "Make sure the door is shut.",
        "You must pay by Friday.",
        "All visitors must be registered.",
        "Visiting the museum is a must.",
        "It is not clear that the vote was fair.",
        "He almost certainly knew.",
        "The end is not necessarily near.",
        "It was a change of course.",
        "They disputed the fact sheet.",
        "She tested positive on Monday.",
        "He is not sure the door was shut.",
        "Speak clearly, please.",
        "The jury found guilt beyond a reasonable doubt.",
        "He took no question from the press.",
        "The monks are bound to secrecy.",
        "It is part of course work.",
        "The proof is undeniable.",
        "They are so certain that it rained.",
        "You must have a ticket.",
        "He must have access to the file.",
        "The men must be paid.",
        "They met in reality television.",
        "There was no question of leaving.",
        "The line is clearly marked.",
        "He was seen clearly.",
        "Slowly but surely the ice melts.",
        "She spoke clearly and well.",
        "It was very clearly said.",
        "Be sure to lock the door.",
        "It is almost certain to fail.",
        "He is bound to obey.",
        "The end of course work came.",
        "He is really not there.",
        "Did he really?",
    ],
    "absolute": [
        "Never mind the noise.",
        "Not all trains were late.",
        "All of the 12 miners were found.",
        "All 12 miners were found.",
        "Not everyone agreed.",
        "Almost every house burned.",
        "The bus comes every two weeks.",
        "The party won an absolute majority.",
        "The total cost is unknown.",
        "Crews will complete the bridge in May.",
        "It was nothing but rain.",
        "They do not always win.",
        "The road is not entirely closed.",
        "We will win at all costs.",
        "He felt all right.",
        "No one policy will do.",
        "Nobody but Ann came.",
        "None of Ann's men came.",
        "It was none other than Ann.",
        "It was nothing less than war.",
        "The Always Sunny cast met.",
        "He is almost never late.",
        "He will never again vote.",
    ],
}


@pytest.mark.parametrize(
    ("category", "text", "cue"), [(c, *pair) for c, pairs in FOUND.items() for pair in pairs], ids=str
)
def test_certainty_is_found_with_its_category(category, text, cue):
    assert (cue, category) in certainty(text)


@pytest.mark.parametrize(("category", "text"), [(c, t) for c, texts in NOT_FOUND.items() for t in texts], ids=str)
def test_a_word_in_another_sense_is_no_certainty(category, text):
    assert category not in [found for _, found in certainty(text)]


def test_every_condition_is_used_and_every_row_has_a_reference():
    assert {entry.condition for entry in LEXICON.entries if entry.condition} == set(CONDITIONS)
    assert all(entry.reference for entry in LEXICON.entries)


@pytest.mark.parametrize("piece", ["certainly ", "not all ", "must be ", "clear that ", "never "])
def test_a_text_of_one_sentence_is_searched_in_linear_time(seconds, piece):
    assert seconds(find_certainty, piece * 80_000) < 40 * max(seconds(find_certainty, piece * 8_000), 0.01)


WORDS = sorted({word for entry in LEXICON.entries for word in entry.cue.replace("|", " ").replace("?", " ").split()})
PIECES = st.sampled_from([*WORDS, "said", "40", ",", ".", "“", "”", "\n\n", "the", "Ann", "not", "that", "n't"])


@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_spans_lie_inside_the_text_in_order_and_apart(text):
    spans_lie_in_order_and_apart(DEVICE, text)


@given(st.text(max_size=200))
def test_any_text_at_all_can_be_searched(text):
    every_span_has_words(DEVICE, text)

"""Presupposition: sentences that hold a trigger, and sentences whose words only look like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import every_span_has_words, spans_lie_in_order_and_apart

from framing.devices.presupposition import CONDITIONS, DEVICE, LEXICON, find_presuppositions
from framing.document import Document


def triggers(text: str) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.category) for s in find_presuppositions(Document.of(text))]


FOUND = {
    "factive": [
        ("He admitted that the lock was broken.", "admitted"),
        ("She realized that the money was gone.", "realized"),
        ("The letter reveals how the firm paid.", "reveals"),
        ("The report exposed the lie.", "exposed"),
        ("The firm acknowledged its mistake.", "acknowledged"),
        ("She pointed out that the bridge was old.", "pointed out"),
        ("The mayor regrets the vote.", "regrets"),
        ("They knew that the dam leaked.", "knew"),
        ("He admitted taking the key.", "admitted"),
        ("The study shows that the wells are dry.", "shows"),
        ("The fact that he left early is known.", "The fact that"),
        ("He was proud that the team had won.", "was proud that"),
    ],
    "implicative": [
        ("The thief managed to escape.", "managed"),
        ("The agency failed to act.", "failed"),
        ("The mayor refused to answer.", "refused"),
        ("She refused the offer.", "refused"),
        ("He did not bother to ask.", "bother"),
        ("Nobody dared to speak.", "dared"),
        ("They forgot to lock the gate.", "forgot"),
        ("The guard neglected to call.", "neglected"),
        ("She happened to be there.", "happened"),
        ("The town was forced to pay.", "forced"),
        ("The firm declined to comment.", "declined"),
        ("He avoided answering.", "avoided"),
    ],
    "denial": [
        ("He denied that he was there.", "denied"),
        ("The firm denies taking bribes.", "denies"),
        ("She denied the charge.", "denied"),
        ("He denied any wrongdoing.", "denied"),
        ("The lab refuted the story.", "refuted"),
        ("The paper rebutted the claim.", "rebutted"),
        ("The minister rejected the accusation.", "rejected"),
        ("The film repeats a debunked theory.", "debunked"),
        ("She disputes that account.", "disputes"),
        ("His denial of the affair came late.", "denial of"),
    ],
    "change_of_state": [
        ("He stopped lying.", "stopped"),
        ("They continue to shell the port.", "continue"),
        ("The firm kept paying.", "kept"),
        ("The sides resumed talks.", "resumed"),
        ("He still denies it.", "still"),
        ("She lied again.", "again"),
        ("The road no longer floods.", "no longer"),
        ("They don’t talk anymore.", "anymore"),
        ("Troops restored order.", "restored"),
        ("People began to doubt him.", "began"),
        ("The bridge is already broken.", "already"),
        ("Once again the pipes froze.", "Once again"),
    ],
}

NOT_FOUND = {
    "factive": [
        "The college admitted two students.",
        "The rock was exposed to rain.",
        "She knows that man.",
        "They show a film on Friday.",
        "He sent his regrets.",
        "Do you remember to lock the gate?",
        "I recognized her face.",
        "We regret to say the shop is shut.",
    ],
    "implicative": [
        "They forced the big old red town hall doors open.",
        "He failed an exam.",
        "The bank failed in May.",
        "She manages a team.",
        "Prices declined in June.",
        "It happened in spring.",
        "The air force flew home.",
        "Take out the refuse.",
        "They avoided the road.",
        "The two neglected children were found.",
    ],
    "denial": [
        "They disputed land.",
        "The judge denied bail.",
        "They denied him a visa.",
        "The pay dispute ended.",
        "The board rejected the bid.",
        "She will contest the seat.",
        "The contest ended in a draw.",
    ],
    "change_of_state": [
        "Stop the bus.",
        "He stopped to rest.",
        "The lake was still.",
        "Stand still for a moment.",
        "Still, the vote was close.",
        "Then again, it may rain.",
        "The beam is no longer than a car.",
        "They keep a dog.",
        "He returned to Rome.",
        "Are there any more questions?",
    ],
}


@pytest.mark.parametrize(
    ("category", "text", "cue"), [(c, *pair) for c, pairs in FOUND.items() for pair in pairs], ids=str
)
def test_a_trigger_is_found_with_its_category(category, text, cue):
    assert (cue, category) in triggers(text)


@pytest.mark.parametrize(("category", "text"), [(c, t) for c, texts in NOT_FOUND.items() for t in texts], ids=str)
def test_a_word_in_another_sense_is_no_trigger(category, text):
    assert category not in [found for _, found in triggers(text)]


def test_every_condition_is_used_and_every_row_has_a_reference():
    assert {entry.condition for entry in LEXICON.entries if entry.condition} == set(CONDITIONS)
    assert all(entry.reference for entry in LEXICON.entries)


@pytest.mark.parametrize("piece", ["admitted ", "failed to ", "still ", "denied the ", "any more "])
def test_a_text_of_one_sentence_is_searched_in_linear_time(seconds, piece):
    assert seconds(find_presuppositions, piece * 80_000) < 40 * max(seconds(find_presuppositions, piece * 8_000), 0.01)


WORDS = sorted({word for entry in LEXICON.entries for word in entry.cue.replace("|", " ").replace("?", " ").split()})
PIECES = st.sampled_from([*WORDS, "said", "40", ",", ".", "“", "”", "\n\n", "the", "Ann", "not", "that", "to"])


@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_spans_lie_inside_the_text_in_order_and_apart(text):
    spans_lie_in_order_and_apart(DEVICE, text)


@given(st.text(max_size=200))
def test_any_text_at_all_can_be_searched(text):
    every_span_has_words(DEVICE, text)

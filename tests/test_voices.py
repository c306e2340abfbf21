"""Whose words: the writer's, or those of a quoted speaker."""

import pandas as pd
import pytest

import framing
from framing.devices.voices import voice_at
from framing.document import Document

CASES = [
    ("The council may vote today.", "may", "writer"),
    ("“We may vote,” said Ann Lee.", "may", "Ann Lee"),
    ("Ann Lee said that the council may vote.", "may", "writer"),
    ("Ann Lee called the plan “perhaps the worst idea of all.”", "perhaps", "Ann Lee"),
    ("Ann Lee left. “We may vote,” she said.", "may", "Ann Lee"),
    ("“We may vote,” a spokesman said.", "may", "a spokesman"),
    ("The so-called “perhaps tax” went through without debate, a joke of a law.", "perhaps", "writer"),
    ("“We will vote,” said Ann Lee, who may leave.", "may", "writer"),
    ("Ann Lee said: “We met.\n\n“We may meet again.”", "may", "Ann Lee"),
    ("“No,” said Ann Lee. “We may,” said Bo Dahl.", "may", "Bo Dahl"),
    ("“No,” said Bo Dahl. The town may vote. “Yes,” said Ann Lee.", "may", "writer"),
    ("Ann Lee said that Bo Dahl had said “we may vote.”", "may", "Bo Dahl"),
    ("Ann Lee said so. “We may vote,” said Bo Dahl.", "may", "Bo Dahl"),
    ("According to Ann Lee. “We may vote,” said Bo Dahl.", "may", "Bo Dahl"),
    ("Ann Lee said she left, “a bad day,” and Bo Dahl said: “We may vote.”", "may", "Bo Dahl"),
    ("“Yes,” said Ann Lee. “No,” said Bo Dahl. “We may vote,” said Cy Fox.", "may", "Cy Fox"),
    ("“We may vote,” said Ann Lee. “No,” said Bo Dahl.", "may", "Ann Lee"),
    ("“No,” said Bo Dahl.\n\nRain fell.\n\n“We walked home and it may rain again.”\n\nRain fell.", "may", "unknown"),
    ("“We met.\n\n“We may meet again.”\n\nRain fell.", "may", "unknown"),
    ("He read the book “What May Come” to the class.", "May", "writer"),
]


@pytest.mark.parametrize(("text", "word", "voice"), CASES)
def test_a_word_belongs_to_the_writer_or_to_the_quoted_speaker(text, word, voice):
    assert voice_at(Document.of(text), text.index(word)) == voice


def test_spans_say_whose_words_they_are():
    text = "The dam is reportedly safe. “It may leak,” said Ann Lee."
    spans = framing.extract(pd.DataFrame({"text": [text]}), devices=["hedge"]).spans
    assert spans[["text", "voice"]].values.tolist() == [["reportedly", "writer"], ["may", "Ann Lee"]]


def test_a_quotation_that_nobody_claims_has_an_unknown_voice():
    text = "Rain fell all day long.\n\n“We walked home and then it may have stopped for good.”\n\nRain fell."
    assert voice_at(Document.of(text), text.index("may")) == "unknown"

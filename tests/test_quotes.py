"""The function of quotation marks, in sentences of our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.devices.quotes import CATEGORIES, DEVICE, classify, features, find_quotes, surroundings, weights
from framing.document import Document


def labels(text):
    return {text[s.start : s.end]: s.category for s in find_quotes(Document.of(text))}


LABELLED = {
    "direct": [
        ("“We are leaving tonight,” said Ann Lee.", "We are leaving tonight,"),
        ("Ann Lee said: “The bridge will not hold.”", "The bridge will not hold."),
        ("“Why should I pay for it?” he asked.", "Why should I pay for it?"),
        ("The mayor told reporters, “I have never seen the letter.”", "I have never seen the letter."),
        ("“It was cold,” she said. “We lit a fire.”", "We lit a fire."),
    ],
    "partial": [
        ("The mayor said the plan was “a gift to the rich” and left.", "a gift to the rich"),
        ("Lee called the vote “a disgrace to the town,” and walked out.", "a disgrace to the town,"),
        ("He said the talks had been “frank and difficult.”", "frank and difficult."),
        ("The minister described the raid as “reckless and cruel.”", "reckless and cruel."),
        ("She told the court that she felt “hunted.”", "hunted."),
    ],
    "title": [
        ("She sang on NBC’s “Evening Parade” on Sunday.", "Evening Parade"),
        ("His new book, “The Quiet Harbor,” sold well.", "The Quiet Harbor,"),
        ("The film “Winter Boats” opens in May.", "Winter Boats"),
        ("He is the host of “Morning Table,” a radio show.", "Morning Table,"),
        ("An episode of “The Long Road” was cut.", "The Long Road"),
    ],
    "mention": [
        ("The word “gift” has no plural there.", "gift"),
        ("The team is known as “Blue Harbor.”", "Blue Harbor."),
        ("They use the term “dry year” for it.", "dry year"),
        ("Marchers carried signs that read “No More Dams.”", "No More Dams."),
        ("The slogan “Boats for All” was everywhere.", "Boats for All"),
    ],
    "scare": [
        ("The so-called “experts” never read the file.", "experts"),
        ("Their phony “reform” made the poor poorer.", "reform"),
        ("The “temporary” tax is now forty years old.", "temporary"),
        ("This supposedly “independent” panel meets in the owner’s house.", "independent"),
        ("Some “victory” that was.", "victory"),
    ],
}

CASES = [(category, *pair) for category, pairs in LABELLED.items() for pair in pairs]


@pytest.mark.parametrize(("category", "text", "span"), CASES, ids=[case[1] for case in CASES])
def test_a_quotation_has_its_function(category, text, span):
    assert labels(text)[span] == category


@pytest.mark.parametrize(("category", "text", "span"), CASES, ids=[case[1] for case in CASES])
def test_a_quotation_of_another_function_is_not_taken_for_a_scare_quote(category, text, span):
    if category != "scare":
        assert labels(text)[span] != "scare"


def test_marks_around_no_word_are_other():
    assert labels("He wrote “...” and left.") == {"...": "other"}


def test_each_label_carries_its_probability_and_reasons_in_words():
    [span] = find_quotes(Document.of("The so-called “experts” left."))
    assert 0.2 < span.details["score"] <= 1.0
    assert "distancing word before" in span.details["reasons"]


def test_a_phrase_that_comes_back_without_marks_is_seen():
    document = Document.of("The “quiet zone” is loud. The quiet zone costs money.")
    around = surroundings(document)
    assert "comes back without marks" in features(around, document.quotations[0])


def test_a_credited_quotation_knows_the_class_of_its_cue():
    document = Document.of("Lee claimed that it was “a gift.”")
    assert {"credited to a source", "credited, doubting cue"} <= features(
        surroundings(document), document.quotations[0]
    )


def test_the_table_of_weights_has_a_row_a_feature_and_a_column_a_function():
    table = weights()
    assert {"any", "nobody credited", "distancing word before"} <= set(table)
    assert all(set(row) == set(CATEGORIES[:-1]) for row in table.values())


def test_evidence_decides_by_the_sum_of_its_weights():
    table = {
        "a": dict.fromkeys(CATEGORIES[:-1], 0.0) | {"title": 2.0},
        "b": dict.fromkeys(CATEGORIES[:-1], 0.0),
    }
    label, probability, reasons = classify({"a", "b", "unknown"}, table)
    assert (label, reasons) == ("title", ["a"])
    assert probability == pytest.approx(7.389 / (7.389 + 4), abs=1e-3)


PIECES = st.sampled_from(
    [
        "“",
        "”",
        '"',
        "'",
        "‘",
        "’",
        "said",
        "so-called",
        "Lee",
        "The",
        "the",
        "term",
        ",",
        ".",
        ":",
        "?",
        "news",
        "No.",
        "5",
        "\n\n",
        "book",
        "called",
        "reform",
        "she",
    ]
)


@given(st.lists(PIECES, max_size=50).map(" ".join) | st.text(max_size=200))
def test_every_quotation_has_exactly_one_label(text):
    document = Document.of(text)
    spans = list(find_quotes(document))
    assert [(s.start, s.end) for s in spans] == [(q.start, q.end) for q in document.quotations]
    assert all(s.category in DEVICE.categories for s in spans)
    assert spans == list(find_quotes(Document.of(text)))

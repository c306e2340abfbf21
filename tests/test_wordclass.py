"""Word classes: a class for every token, from closed lists and from the shape of the word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.document import Document
from framing.wordclass import ClassedTable, word_class, word_classes


def classes(text):
    return word_classes(Document.of(text))


def test_word_classes_come_from_lists_and_shapes():
    found = classes("Ann’s aides, who quickly voted, won’t say “No” to it in 2019.")
    assert found[:7] == ("name's", "-s", ",", "subject_pronoun", "-ly", "-ed", ",")
    assert found[7:] == ("negation", "word", "quote", "negation", "quote", "to", "object_pronoun", "in", "digits", ".")


CLASSES = [
    ("the", "determiner"),
    ("THE", "determiner"),
    ("she", "subject_pronoun"),
    ("her", "possessive"),
    ("it", "object_pronoun"),
    ("they’re", "subject_contraction"),
    ("must", "modal"),
    ("May", "month"),
    ("was", "be"),
    ("had", "have"),
    ("did", "do"),
    ("don’t", "negation"),
    ("which", "relative"),
    ("because", "subordinator"),
    ("but", "coordinator"),
    ("that", "that"),
    ("Monday", "weekday"),
    ("Senate", "name"),
    ("Senate’s", "name's"),
    ("voters’", "-s"),
    ("senate’s", "word's"),
    ("slowly", "-ly"),
    ("rising", "-ing"),
    ("jumped", "-ed"),
    ("votes", "-s"),
    ("dam", "word"),
    ("1,000", "digits"),
    ("20th", "digits"),
    ("—", "—"),
    ("%", "mark"),
    ("👍", "mark"),
    ("\u200b", "mark"),
    ("“", "quote"),
    ("‘", "single_quote"),
]


@pytest.mark.parametrize(("token", "expected"), CLASSES, ids=[token for token, _ in CLASSES])
def test_a_token_has_its_class(token, expected):
    assert classes(token)[0] == expected


@given(st.text(max_size=200))
def test_every_token_of_any_text_has_one_class(text):
    document = Document.of(text)
    found = word_classes(document)
    assert len(found) == len(document.tokens)
    assert all(found)
    assert found == word_classes(document)


TOKENS = ["It", "was", "late", "and", "Ann’s", "12", "aides", "slowly", "left", "“", "the", "hall", ",", "."]


@given(st.lists(st.sampled_from(TOKENS), max_size=20))
def test_the_class_of_a_token_does_not_depend_on_its_neighbours(tokens):
    assert list(classes(" ".join(tokens))) == [name for token in tokens for name in classes(token)]


def test_a_table_of_classed_types_is_told_the_class_of_each():
    told = ClassedTable(lambda *type_and_class: type_and_class, object)
    for text in ("May she quickly leave", "the Dam, in May, may SHE?"):
        document = Document.of(text)
        assert told.of(document).tolist() == list(
            zip(document.tokens, document.words, word_classes(document), strict=True)
        )
    assert told.measure("May", "may") == ("May", "may", word_class("May", "may"))

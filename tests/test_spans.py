"""Spans in columns: what devices yield one by one, and nothing lost of what they have to say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import framing
from framing.devices import Device, LexiconDevice
from framing.devices.spans import Details, Search, Span, check_span, in_columns
from framing.document import Document
from framing.lexicon import Lexicon

CATEGORIES = ("a", "b")
SPANS = st.builds(
    Span,
    st.integers(0, 5),
    st.integers(6, 9),
    st.sampled_from(CATEGORIES),
    st.dictionaries(st.sampled_from("xyz"), st.integers(0, 3), max_size=2),
)


@given(st.lists(st.lists(SPANS, max_size=4), max_size=4))
def test_columns_hold_every_span_with_its_details(found):
    columns = in_columns(found, CATEGORIES, ["nine char"] * len(found))
    details = [{} for _ in columns.start]
    for rows, values in columns.details:
        for key, column in values.items():
            for row, value in zip(rows.tolist(), column, strict=True):
                details[row][key] = value
    again = [[] for _ in found]
    rows = zip(*(column.tolist() for column in columns[:4]), details, strict=True)
    for document, start, end, category, detail in rows:
        again[document].append(Span(start, end, CATEGORIES[category], detail))
    assert again == found


def test_spans_with_the_same_keys_share_columns():
    found = [[Span(0, 1, "a", {"x": 1}), Span(2, 3, "b")], [Span(0, 1, "a", {"x": 2}), Span(2, 3, "a", {"y": 3})]]
    details = in_columns(found, CATEGORIES, ["four", "four"]).details
    assert [(one.rows.tolist(), one.columns) for one in details] == [([0, 2], {"x": [1, 2]}), ([3], {"y": [3]})]
    assert all(isinstance(one, Details) for one in details)


@pytest.mark.parametrize(
    ("span", "holds"),
    [
        (Span(0, 9, "a"), True),
        (Span(0, 9, "a", {"x": 1}), True),
        (Span(-1, 9, "a"), False),
        (Span(0, 10, "a"), False),
        (Span(0, 10**30, "a"), False),
        (Span(0, 9, ["a"]), False),
        (Span(3, 3, "a"), False),
        (Span(4, 3, "a"), False),
        (Span(0.0, 9, "a"), False),
        (Span(0, True, "a"), False),
        (Span(0, 9, "c"), False),
        (Span(0, 9, "a", {"voice": 1}), False),
        ((0, 9, "a", {}), False),
    ],
    ids=str,
)
def test_one_span_that_breaks_the_contract_is_noticed_among_others(span, holds):
    device = Device("mine", CATEGORIES, lambda document: [])
    good = Span(1, 2, "b")
    found, texts = [[good, good], [], [good, span]], ["nine char", "", "nine char"]
    assert (in_columns(found, CATEGORIES, texts) is not None) is holds
    assert (in_columns([[span], [good]], CATEGORIES, ["nine char", "other tex"]) is not None) is holds
    if holds:
        assert check_span(device, span, "nine char") == span
    elif span != Span(0, True, "a"):
        with pytest.raises(ValueError, match="Device 'mine' gave"):
            check_span(device, span, "nine char")


def test_no_spans_are_columns_of_nothing():
    columns = in_columns([[], []], CATEGORIES, ["four", ""])
    assert [len(column) for column in columns[:4]] == [0, 0, 0, 0] and columns.details == ()


def test_an_end_is_held_against_the_length_of_its_own_text():
    assert in_columns([[Span(0, 9, "a")], [Span(0, 3, "a")]], CATEGORIES, ["four", "a longer one"]) is None


def test_numbers_of_other_types_become_plain_ones():
    device = Device("mine", CATEGORIES, lambda document: [])
    span = check_span(device, Span(np.int64(1), True + np.int8(2), "a", {"x": 1}), "nine char")
    assert [type(part) for part in span[:2]] == [int, int]
    assert span == Span(1, 3, "a", {"x": 1})


def test_a_lexicon_gives_the_same_spans_in_many_documents_as_in_each(tmp_path):
    path = tmp_path / "war.csv"
    path.write_text("cue,category,side\nfight|battle,combat,hard\ntruce,peace,soft\nwar of words,combat,hard\n")
    device = LexiconDevice("war", path)
    texts = ["A fight, a truce.", "", "No war of words.", "A battle.", "Rain."]
    documents = [Document.of(text) for text in texts]
    together = device.find.in_each(documents, device.categories)
    alone = in_columns([list(device.find(document)) for document in documents], device.categories, texts)
    assert [column.tolist() for column in together[:4]] == [column.tolist() for column in alone[:4]]
    assert [(rows.tolist(), columns) for rows, columns in together.details] == [
        (rows.tolist(), columns) for rows, columns in alone.details
    ]


def test_a_lexicon_finds_nothing_in_no_document():
    search = Search(Lexicon.of("war", {"combat": ["fight"]}), {})
    assert [len(column) for column in search.in_each([], ["combat"])] == [0] * 5


def test_a_device_of_ones_own_and_the_lexicon_it_searches_give_the_same_table():
    import pandas as pd

    war = LexiconDevice("war", {"combat": ["fight", "war of words"], "peace": ["truce"]})
    plain = Device("war", war.categories, lambda document: war.find(document))
    frame = pd.DataFrame({"text": ["“A fight,” said Ann Lee. A truce.", "", "A war of words, a fight."]})
    one, other = (framing.extract(frame, [device]) for device in (war, plain))
    pd.testing.assert_frame_equal(one.spans, other.spans)
    pd.testing.assert_frame_equal(one.features, other.features)

"""Lexicons: the syntax of cues, matching, and errors that name file and row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.document import Document
from framing.lexicon import Entry, Lexicon, LexiconError, cue_forms, read_lexicon, read_rows, word_list


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding=encoding)
    return path


def cues(lexicon, text, conditions=None):
    document = Document.of(text)
    return [document.text_of(m.first, m.last) for m in lexicon.find(document, conditions)]


# Cues ---------------------------------------------------------------------------------------------------------


def test_alternatives_and_options_multiply():
    assert cue_forms("a|b c?") == [("a", "c"), ("a",), ("b", "c"), ("b",)]


def test_an_optional_element_may_have_alternatives():
    assert cue_forms("a|b? c") == [("a", "c"), ("b", "c"), ("c",)]


def test_a_group_stands_for_its_words():
    assert {form[0] for form in cue_forms("<be> said")} == word_list("groups", "be")
    assert ("seems", "said") in cue_forms("<be>|seems said")


def test_a_form_that_a_cue_gives_twice_is_listed_once():
    assert cue_forms("a? a?") == [("a", "a"), ("a",)]


def test_a_cue_of_too_many_forms_is_refused_before_they_are_made():
    with pytest.raises(LexiconError, match="stands for 1152921504606846976 forms; split it, at most 5000"):
        cue_forms(" ".join(["a|b|c|d"] * 30))


# Matching -----------------------------------------------------------------------------------------------------


def test_the_longest_cue_at_a_place_wins_and_cues_do_not_overlap():
    lexicon = Lexicon("x", (Entry("a", "short"), Entry("a b", "long"), Entry("b c", "late")))
    assert cues(lexicon, "a b c a") == ["a b", "a"]


def test_a_shorter_cue_counts_where_the_condition_of_the_longer_fails():
    lexicon = Lexicon("x", (Entry("a b", "long", "never"), Entry("a", "short")))
    assert cues(lexicon, "a b", {"never": lambda document, first, last: False}) == ["a"]


def test_a_condition_can_move_the_span():
    lexicon = Lexicon("x", (Entry("b", "c", "wider"),))
    assert cues(lexicon, "a b c", {"wider": lambda document, first, last: (first - 1, last + 1)}) == ["a b c"]


def test_no_cue_begins_inside_a_span_that_a_condition_widened():
    lexicon = Lexicon("x", (Entry("a", "c", "wider"), Entry("b", "c")))
    assert cues(lexicon, "a b b", {"wider": lambda document, first, last: (first, last + 1)}) == ["a b", "b"]


def test_a_condition_is_asked_with_the_tokens_of_the_cue():
    asked = []
    lexicon = Lexicon("x", (Entry("a b", "c", "note"),))
    cues(lexicon, "So a b.", {"note": lambda document, first, last: asked.append((first, last))})
    assert asked == [(1, 3)]


def test_capitals_and_curly_apostrophes_in_the_text_do_not_matter():
    assert cues(Lexicon("x", (Entry("don't know", "c"),)), "I DON’T KNOW") == ["DON’T KNOW"]


AS_WRITTEN = [
    ("Obamacare", "OBAMACARE"),
    ("don’t know", "don't know"),
    ("U.S. officials", "U.S. officials"),
    ("p.m.", "p.m."),
    ("9/11", "9/11"),
    ("50%", "50%"),
    ("#MeToo", "#metoo"),
    ("a|The Squad", "the squad"),
]


@pytest.mark.parametrize(("cue", "text"), AS_WRITTEN, ids=[cue for cue, _ in AS_WRITTEN])
def test_a_cue_may_be_written_as_in_print(cue, text):
    assert cues(Lexicon("x", (Entry(cue, "c"),)), f"So {text} it is") == [text]


def test_a_span_that_a_condition_widens_back_begins_after_the_match_before_it():
    lexicon = Lexicon("x", (Entry("a", "c"), Entry("c", "c", "wider")))
    assert cues(lexicon, "a b c", {"wider": lambda document, first, last: (first - 2, last)}) == ["a", "b c"]


def test_a_cue_of_several_words_does_not_cross_a_sentence():
    lexicon = Lexicon("x", (Entry("they left", "c"),))
    assert cues(lexicon, "Blame they\n\nLeft out, they left") == ["they left"]


def test_a_cue_is_whole_words():
    assert cues(Lexicon("x", (Entry("may", "c"),)), "mayor dismay may-fly may") == ["may"]


def test_categories_stand_in_the_order_of_the_file():
    assert Lexicon("x", (Entry("a", "z"), Entry("b", "y"), Entry("c", "z"))).categories == ("z", "y")


LETTERS = st.sampled_from("abc")
CUES = st.lists(st.lists(LETTERS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=6, unique=True)


@given(CUES, st.lists(LETTERS, max_size=30))
def test_matches_are_those_of_a_plain_search_for_the_longest(forms, words):
    lexicon = Lexicon("x", tuple(Entry(" ".join(form), "c") for form in forms))
    expected, at = [], 0
    while at < len(words):
        lengths = [len(form) for form in forms if tuple(words[at : at + len(form)]) == form]
        if lengths:
            expected.append((at, at + max(lengths)))
        at += max(lengths, default=1)
    assert [match[:2] for match in lexicon.find(Document.of(" ".join(words)))] == expected


WORDS = st.sampled_from(["a", "b", "c", "a.", "b\n\n", "A", "d"])
CONDITIONS = {
    "never": lambda document, first, last: False,
    "late": lambda document, first, last: first % 2 == 1,
    "wider": lambda document, first, last: (max(first - 2, 0), min(last + 1, len(document.tokens))),
}


@given(
    st.lists(st.tuples(CUES, st.sampled_from(["", *CONDITIONS])), min_size=1, max_size=3),
    st.lists(st.lists(WORDS, max_size=12).map(" ".join), max_size=5),
    st.booleans(),
)
def test_many_documents_at_once_have_the_matches_of_each(groups, texts, asked):
    entries = {(form, condition): None for forms, condition in groups for form in forms}
    lexicon = Lexicon("x", tuple(Entry(" ".join(form), "c", condition) for form, condition in entries))
    documents, conditions = list(map(Document.of, texts)), CONDITIONS if asked else None
    expected = [
        (number, first, last, lexicon.entries.index(entry))
        for number, document in enumerate(documents)
        for first, last, entry in lexicon.find(document, conditions)
    ]
    found = lexicon.find_in(documents, conditions)
    assert list(zip(*(column.tolist() for column in found), strict=True)) == expected


# Files --------------------------------------------------------------------------------------------------------

ERRORS = [
    ("word,kind\na,b\n", r"mine.csv has no column 'cue'; it has \['word', 'kind'\]"),
    ("cue;category\na;b\n", "has no column 'cue'; it has"),
    ("", "has no column 'cue'; it has None"),
    ("cue,category\n", "mine.csv has no entries below its header"),
    ("cue,category\n,b\n", "line 2: cue and category must not be empty"),
    ("cue,category\na,b\nc, \n", "line 3: cue and category must not be empty; found 'c', ' '"),
    ("cue,category\na,b\na,c\n", "line 3: 'a' stands already at .*line 2"),
    ("cue,category\na|b,c\nb c?,c\n", "line 3: 'b' stands already at .*line 2"),
    ("cue,category\n<nothing> a,b\n", "line 2: '<nothing> a' names an unknown word group.*'modal'"),
    ("cue,category\na,b,c,d\n", "line 2: .* are the columns, but the row has other cells"),
    ("cue,category\na\n", "line 2: .* are the columns, but the row has other cells"),
    ("cue,category\n" + " ".join(["a|b|c|d"] * 8) + ",x\n", "line 2: .* stands for 65536 forms; split it"),
]


@pytest.mark.parametrize(("text", "message"), ERRORS, ids=[message for _, message in ERRORS])
def test_a_bad_file_is_refused_with_its_row(tmp_path, text, message):
    with pytest.raises(LexiconError, match=message):
        read_lexicon(write(tmp_path, text))


def test_a_cue_may_stand_twice_under_different_conditions(tmp_path):
    lexicon = read_lexicon(write(tmp_path, "cue,category,condition\na,x,one\na,y,two\n"))
    assert [entry.category for entry in lexicon.entries] == ["x", "y"]


def test_a_file_from_a_spreadsheet_with_a_byte_order_mark_is_read(tmp_path):
    lexicon = read_lexicon(write(tmp_path, "cue,category\r\na,b\r\n", encoding="utf-8-sig"))
    assert lexicon.entries == (Entry("a", "b"),)
    assert lexicon.name == "mine"


def test_further_columns_become_attributes(tmp_path):
    [entry] = read_lexicon(write(tmp_path, "cue,side,category\na,left,b\n")).entries
    assert (entry.cue, entry.category, dict(entry.attributes)) == ("a", "b", {"side": "left"})


def test_a_file_in_another_encoding_is_named(tmp_path):
    with pytest.raises(LexiconError, match=r"mine\.csv is not UTF-8 at byte 16; save it as CSV UTF-8"):
        read_lexicon(write(tmp_path, "cue,category\ncafé,x\n", encoding="cp1252"))


def test_cues_that_differ_in_capitals_stand_twice(tmp_path):
    with pytest.raises(LexiconError, match=r"line 3: 'war' stands already at .*line 2"):
        read_lexicon(write(tmp_path, "cue,category\nWar,x\nwar,y\n"))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"absent\.csv"):
        read_lexicon(tmp_path / "absent.csv")


def test_an_unknown_name_lists_those_that_there_are():
    with pytest.raises(LexiconError, match=r"No lexicon 'hegdes'.*'hedges'"):
        read_lexicon("hegdes")


def test_an_unknown_list_names_those_that_there_are():
    with pytest.raises(KeyError, match=r"no list 'nouns'; it has \['be'"):
        word_list("groups", "nouns")


@pytest.mark.parametrize("group", read_rows("groups"), ids=lambda row: row["list"])
def test_words_of_a_group_have_the_form_that_documents_give_them(group):
    assert Document.of(group["words"]).words == tuple(group["words"].split())

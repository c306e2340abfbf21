"""Lexicons: the syntax of cues, and errors that name file and row."""

import pytest

from framing.document import Document
from framing.lexicon import Entry, Lexicon, LexiconError, cue_forms, read_lexicon, read_rows, word_list


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding=encoding)
    return path


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


def test_categories_stand_in_the_order_of_the_file():
    assert Lexicon("x", (Entry("a", "z"), Entry("b", "y"), Entry("c", "z"))).categories == ("z", "y")


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

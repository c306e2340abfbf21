"""Lexicons: the syntax of cues, matching, and errors that name file and row."""

import pytest

from framing.devices import LexiconError, lexicon_device
from framing.document import Document
from framing.inflection import plural, verb_forms
from framing.lexicon import Entry, Lexicon, cue_forms, read_lexicon, word_list
from framing.wordclass import word_classes


def write(tmp_path, text):
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return path


def cues(lexicon, text, conditions=None):
    document = Document.of(text)
    return [document.text_of(m.first, m.last) for m in lexicon.find(document, conditions)]


def test_alternatives_and_options_multiply():
    assert cue_forms("a|b c?") == [("a", "c"), ("a",), ("b", "c"), ("b",)]


def test_a_group_stands_for_its_words():
    assert ("was", "said") in cue_forms("<be> said")


def test_the_longest_cue_at_a_place_wins_and_cues_do_not_overlap():
    lexicon = Lexicon("x", (Entry("a", "short"), Entry("a b", "long"), Entry("b c", "late")))
    assert cues(lexicon, "a b c a") == ["a b", "a"]


def test_a_shorter_cue_counts_where_the_condition_of_the_longer_fails():
    lexicon = Lexicon("x", (Entry("a b", "long", "never"), Entry("a", "short")))
    assert cues(lexicon, "a b", {"never": lambda document, first, last: False}) == ["a"]


def test_a_condition_can_move_the_span():
    lexicon = Lexicon("x", (Entry("b", "c", "wider"),))
    assert cues(lexicon, "a b c", {"wider": lambda document, first, last: (first - 1, last + 1)}) == ["a b c"]


def test_capitals_and_curly_apostrophes_do_not_matter():
    assert cues(Lexicon("x", (Entry("don't know", "c"),)), "I DON’T KNOW") == ["DON’T KNOW"]


ERRORS = [
    ("word,kind\na,b\n", "has no column 'cue'; it has"),
    ("cue,category\n", "no entries below its header"),
    ("cue,category\n,b\n", "line 2: cue and category must not be empty"),
    ("cue,category\na,b\na,c\n", "line 3: 'a' stands already at .*line 2"),
    ("cue,category\n<nothing> a,b\n", "line 2: '<nothing> a' names an unknown word group"),
    ("cue,category\na,b,c,d\n", "line 2: .* are the columns, but the row has other cells"),
    ("cue,category\n" + " ".join(["a|b|c|d"] * 8) + ",x\n", "stands for 65536 forms; split it"),
]


@pytest.mark.parametrize(("text", "message"), ERRORS, ids=[message for _, message in ERRORS])
def test_a_bad_file_is_refused_with_its_row(tmp_path, text, message):
    with pytest.raises(LexiconError, match=message):
        read_lexicon(write(tmp_path, text))


def test_an_unknown_name_lists_those_that_there_are():
    with pytest.raises(LexiconError, match=r"No lexicon 'hegdes'.*'hedges'"):
        read_lexicon("hegdes")


def test_an_unknown_list_names_those_that_there_are():
    with pytest.raises(KeyError, match="no list 'nouns'"):
        word_list("groups", "nouns")


def test_further_columns_become_columns_of_the_spans(tmp_path):
    device = lexicon_device("label", write(tmp_path, "cue,category,side\nconflict,war,mild\n"))
    [span] = device.find(Document.of("The conflict goes on."))
    assert dict(span.details) == {"side": "mild"}


def test_a_condition_that_is_not_given_is_refused(tmp_path):
    with pytest.raises(LexiconError, match="'sometimes', which is not defined"):
        lexicon_device("x", write(tmp_path, "cue,category,condition\na,b,sometimes\n"))


FORMS = [
    ("say", {"say", "says", "said", "saying"}),
    ("deny", {"deny", "denies", "denied", "denying"}),
    ("tell", {"tell", "tells", "told", "telling"}),
    ("agree", {"agree", "agrees", "agreed", "agreeing"}),
    ("lie", {"lie", "lies", "lay", "lain", "lying"}),
    ("write", {"write", "writes", "wrote", "written", "writing"}),
    ("go", {"go", "goes", "went", "gone", "going"}),
]


@pytest.mark.parametrize(("base", "forms"), FORMS)
def test_a_verb_has_its_forms(base, forms):
    assert verb_forms(base).all == forms


def test_a_final_consonant_is_doubled():
    assert {"admitted", "admitting"} <= verb_forms("admit").all
    assert "suspectted" not in verb_forms("suspect").all


def test_plurals_are_regular():
    assert [plural(noun) for noun in ("claim", "study", "speech", "boss", "day")] == [
        "claims",
        "studies",
        "speeches",
        "bosses",
        "days",
    ]


def test_word_classes_come_from_lists_and_shapes():
    classes = word_classes(Document.of("Ann’s aides, who quickly voted, won’t say “No” to it in 2019."))
    assert classes[:7] == ("name's", "-s", ",", "subject_pronoun", "-ly", "-ed", ",")
    assert classes[7:] == (
        "negation",
        "word",
        "quote",
        "negation",
        "quote",
        "to",
        "object_pronoun",
        "in",
        "digits",
        ".",
    )

"""Matching: which cues of a lexicon count where, in one document and in many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.devices.spans import Search
from framing.document import Document
from framing.lexicon import Entry, Lexicon
from framing.matching import Beside, Matcher, Neighbour, Phrases, beside
from framing.vocabulary import Vocabulary
from framing.wordclass import class_at, word_at


def cues(lexicon, text, conditions=None):
    document = Document.of(text)
    return [document.text_of(m.first, m.last) for m in Matcher(lexicon, conditions or {}).find(document)]


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
    assert [match[:2] for match in Matcher(lexicon, {}).find(Document.of(" ".join(words)))] == expected


WORDS = st.sampled_from(["a", "b", "c", "a.", "b\n\n", "A", "d", "5", "b-c", "d-c"])
AFTER_B = Neighbour(words=frozenset("b"))
HEAD_B = Neighbour(heads=frozenset(("b", "d-c")))
NO_NUMBER = Neighbour(frozenset(("digits", "end")), excluded=True)


def always(document, first, last):
    return True


def wider(document, first, last):
    return max(first - 2, 0), min(last + 1, len(document.tokens))


CONDITIONS = {
    "never": lambda document, first, last: False,
    "late": lambda document, first, last: first % 2 == 1,
    "wider": wider,
    "after b": beside(before=AFTER_B)(always),
    "before no number": beside(after=NO_NUMBER)(wider),
    "near b or number": Beside(AFTER_B, NO_NUMBER, wider, either=True),
    "not after b": Beside(AFTER_B, None, lambda document, first, last: False, either=True, otherwise=True),
    "elsewhere": Beside(AFTER_B, NO_NUMBER, wider, otherwise=True),
    "after a compound": beside(before=HEAD_B)(always),
    "between": beside(before=NO_NUMBER, after=AFTER_B)(always),
}


def walk(lexicon, document, conditions):
    """The matches of a document, found word by word."""
    at, free, words = 0, 0, document.words
    by_words = {}
    for number, entry in enumerate(lexicon.entries):
        by_words.setdefault(tuple(entry.cue.split()), []).append(number)
    while at < len(words):
        for length in range(min(3, document.sentence_at(at)[1] - at), 0, -1):
            for number in by_words.get(words[at : at + length], ()):
                condition = conditions.get(lexicon.entries[number].condition, always)
                verdict = condition(document, at, at + length)
                if verdict:
                    first, last = (at, at + length) if verdict is True else verdict
                    yield max(first, free), last, number
                    free = last
                    break
            if free > at:
                break
        at = max(at + 1, free)


@given(
    st.lists(st.tuples(CUES, st.sampled_from(["", *CONDITIONS])), min_size=1, max_size=3),
    st.lists(st.lists(WORDS, max_size=12).map(" ".join), max_size=5),
    st.booleans(),
)
def test_many_documents_at_once_have_the_matches_that_a_walk_over_each_finds(groups, texts, asked):
    entries = {(form, condition): None for forms, condition in groups for form in forms}
    lexicon = Lexicon("x", tuple(Entry(" ".join(form), "c", condition) for form, condition in entries))
    documents, conditions = list(map(Document.of, texts)), CONDITIONS if asked else {}
    expected = [
        (number, *match) for number, document in enumerate(documents) for match in walk(lexicon, document, conditions)
    ]
    matcher = Matcher(lexicon, conditions)
    assert list(zip(*(column.tolist() for column in matcher.find_in(documents)), strict=True)) == expected
    alone = [(n, m.first, m.last, m.entry) for n, document in enumerate(documents) for m in matcher.find(document)]
    assert alone == [(*match[:3], lexicon.entries[match[3]]) for match in expected]


def test_a_lexicon_finds_what_its_matcher_finds():
    lexicon, document = Lexicon("x", (Entry("a", "c", "late"), Entry("b c", "c"))), Document.of("a b c a a")
    for conditions in ({}, CONDITIONS):
        assert list(lexicon.find(document, conditions)) == list(Matcher(lexicon, conditions).find(document))
    assert len(list(lexicon.find(document))) == 4 and len(list(lexicon.find(document, CONDITIONS))) == 2


def test_documents_of_two_vocabularies_are_matched_together(monkeypatch):
    documents = [Document.of("a b")]
    monkeypatch.setattr("framing.vocabulary._current", None)
    documents += [Document.of("c b a"), Document.of("a b")]
    assert documents[0].vocabulary is not documents[1].vocabulary
    matcher = Matcher(Lexicon("x", (Entry("a", "c"), Entry("b", "c"))), {})
    assert [column.tolist() for column in matcher.find_in(documents)] == [
        [0, 0, 1, 1, 2, 2],
        [0, 1, 1, 2, 0, 1],
        [1, 2, 2, 3, 1, 2],
        [0, 1, 1, 0, 0, 1],
    ]


def test_a_neighbour_is_asked_for_before_and_behind_a_document():
    document = Document.of("a")
    for neighbour in (Neighbour(frozenset(("end",))), Neighbour(words=frozenset(("",)))):
        assert neighbour.stands_at(document, -1) and neighbour.stands_at(document, 1)
        assert cues(Lexicon("x", (Entry("a", "c", "alone"),)), "a", {"alone": beside(neighbour, neighbour)(always)})
    assert not NO_NUMBER.stands_at(document, 1) and NO_NUMBER.stands_at(document, 0)
    assert not AFTER_B.stands_at(document, -1)


@given(st.lists(WORDS, min_size=1, max_size=12).map(" ".join), st.sampled_from([AFTER_B, NO_NUMBER, HEAD_B]))
def test_a_neighbour_is_known_by_its_word_or_its_class(text, neighbour):
    document = Document.of(text)
    for at in range(-1, len(document.tokens) + 1):
        named = word_at(document, at) in neighbour.words or class_at(document, at) in neighbour.classes
        named = named or word_at(document, at).split("-")[0] in neighbour.heads
        assert neighbour.stands_at(document, at) == (named != neighbour.excluded)


def test_a_condition_with_neighbours_keeps_its_name_and_what_it_says():
    assert CONDITIONS["after b"].__name__ == "always"
    assert beside()(wider).__doc__ == wider.__doc__


def test_more_neighbours_than_a_word_has_bits_are_refused():
    conditions = {f"c{n}": beside(before=Neighbour(words=frozenset((f"w{n}",))))(always) for n in range(63)}
    entries = tuple(Entry(f"cue{n}", "c", name) for n, name in enumerate(conditions))
    with pytest.raises(ValueError, match="ask for 63 neighbours; at most 62"):
        Matcher(Lexicon("x", entries), conditions)
    assert Matcher(Lexicon("x", entries[1:]), conditions)


def test_phrases_are_found_that_begin_other_phrases():
    phrases, vocabulary = Phrases([("a",), ("a", "b", "c"), ("b", "c")]), Vocabulary()
    found = phrases.find(vocabulary, vocabulary.codes("a b c a b"), np.array([4, 5]))
    assert [column.tolist() for column in found] == [[0, 0, 1, 3], [3, 1, 2, 1], [1, 0, 2, 0]]


def test_no_phrases_are_found_nowhere():
    assert not list(Matcher(Lexicon("x", ()), {}).find(Document.of("a")))
    vocabulary = Vocabulary()
    assert all(not len(column) for column in Phrases([]).find(vocabulary, vocabulary.codes("a"), np.array([1])))


SEARCH = Search(
    Lexicon("x", (Entry("a", "c"), Entry("b", "d"))),
    {},
    lambda document, first, last, entry: None if first == 1 else {"at": first} if entry.cue == "a" else {},
)


@given(st.lists(st.lists(WORDS, max_size=12).map(" ".join), max_size=4))
def test_a_search_leaves_out_what_it_has_no_details_for(texts):
    documents = list(map(Document.of, texts))
    found = SEARCH.in_each(documents, ["d", "c"])
    expected = [(n, span) for n, document in enumerate(documents) for span in SEARCH(document)]
    assert [n for n, _ in expected] == found.document.tolist()
    assert [(span.start, span.end) for _, span in expected] == list(zip(found.start, found.end, strict=True))
    assert [span.category for _, span in expected] == [["d", "c"][number] for number in found.category]
    details = {
        row: {"at": at} for one in found.details for row, at in zip(one.rows.tolist(), one.columns["at"], strict=True)
    }
    assert [span.details for _, span in expected] == [details.get(row, {}) for row in range(len(expected))]
    assert all(documents[n].token_at(span.start) != 1 for n, span in expected)

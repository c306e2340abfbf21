"""Articles taken together: what is found does not depend on which are, and the evidence is what is added up."""

import dataclasses

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from framing import vocabulary
from framing.devices import contents, evidence, joined, sources
from framing.devices.attribution import attribute, attributions, find_limits
from framing.devices.content_ends import Clauses, end_evidence
from framing.devices.cues import find_cues
from framing.devices.evidence import context, features, neighbours, scores, scores_beside
from framing.devices.joined import CLASS_NAMES, CLASS_NUMBERS, NOWHERE, Joined, Ranges, of_classes, stands_in
from framing.devices.reporting import cue_table
from framing.document import Document
from framing.lexicon import word_list
from framing.testing import ODD_TEXTS, STORY
from framing.vocabulary import TypeTable, Vocabulary
from framing.wordclass import _LISTS, word_classes

TEXTS = [
    STORY,
    "MAYOR: We will win.\n\nThe dam, as reported by the Herald, has not been seen to hold, Ann Lee said on Monday.",
    *ODD_TEXTS.values(),
    "He said she thinks that they claim, and hope, that the vote was rigged, but the clerk, who won, denied it. " * 3,
    "“It holds,” said Bo. “It will,” he added, “not be said again",
]


def alone(text):
    return attributions(Document.of(text))


def together(texts):
    documents = [Document.of(text) for text in texts]
    attribute(documents)
    return [document.once(attributions) for document in documents]


def test_articles_taken_together_give_what_each_gives_alone():
    assert together(TEXTS) == [alone(text) for text in TEXTS]
    assert sum(map(len, together(TEXTS))) > 10


@given(
    st.lists(st.sampled_from(("said", "He", "“", "”", ",", "that", "Ann", "as", "by", ":", ".", "\n\n")), max_size=40)
)
def test_the_article_before_does_not_matter(words):
    text = " ".join(words)
    assert together([text, STORY, text]) == [alone(text), alone(STORY), alone(text)]


@pytest.mark.parametrize(("module", "bound"), [(joined, "_MOST_TOKENS"), (evidence, "_AT_ONCE")])
def test_how_much_is_taken_at_once_does_not_matter(module, bound, monkeypatch):
    expected = together(TEXTS)
    monkeypatch.setattr(module, bound, 3)
    assert together(TEXTS) == expected


# What only closer looks can tell: where what precedes a verb is a phrase of its own or part of a longer one, where a
# clause is interrupted, where a quotation or a mark is near.
WORDS = (
    "said", "says", "warned", "reporters", "He", "they", "the", "a", "mayor", "Ann", "Lee's", "paid", "elected", "of",
    "to", "and", "no", "that", "was", "been", "by", "not", "saying", "claim", "as", "in", "last", "week", "who", "“",
    "”", ",", "—", ":", ".", "\n\n",
)  # fmt: skip


@pytest.mark.parametrize(("module", "glance"), [(sources, "_plain_subjects"), (contents, "_plain_contents")])
@given(words=st.lists(st.sampled_from(WORDS), max_size=40))
def test_what_arrays_tell_of_sources_and_ends_is_what_a_closer_look_finds(module, glance, words):
    texts = [TEXTS[1], " ".join(words)]
    expected = together(texts)

    def nothing(rows, *_):
        return Ranges(*np.full((2, len(rows.starts if module is contents else rows.firsts)), NOWHERE))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, glance, nothing)
        assert together(texts) == expected


@given(st.lists(st.sampled_from(WORDS), max_size=40))
@example(["asked", "—", "said", "\n\n", "She", "left"])
def test_what_arrays_tell_of_cues_that_contents_follow_is_what_a_closer_look_finds(words):
    texts = [TEXTS[1], " ".join(words)]
    expected = together(texts)

    def all_of_them(cues, *_):
        return np.ones(len(cues.firsts), bool)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "_are_turned", all_of_them)
        assert together(texts) == expected

    def those_after_marks(cues, _, beside, limits):
        before = beside.starts - 1
        return (before > limits.starts) & of_classes(",", "—", "–")[cues.text.classes[before]]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "_interrupt", those_after_marks)
        assert together(texts) == expected


def test_arrays_tell_of_many_sources():
    cues = find_cues(Joined.of(list(map(Document.of, TEXTS))))
    limits = find_limits(cues)
    plain = sources._plain_subjects(cues, limits, sources._before_verbs(cues, limits))
    assert plain.there.sum() > 5


def test_no_articles_have_no_attributions():
    assert together([]) == []


def test_every_word_class_has_a_number():
    listed = [" ".join(sorted(word_list("word_classes", name))) for name in _LISTS]
    found = {kind for text in (*TEXTS, *listed, "A; (b) – 5 Lee's dog's") for kind in word_classes(Document.of(text))}
    assert found <= CLASS_NUMBERS.keys()
    assert len(found) > 40


def test_the_features_of_a_candidate_add_up_to_its_score():
    table, around = cue_table(), context(Joined.of(list(map(Document.of, TEXTS))), cue_table())
    first = scores(around, table)
    for evidence_of, weights, scored in (
        (features(around, table), table.weights, first),
        (neighbours(around, first, table), table.beside, scores_beside(around, first, table)),
    ):
        sums = np.array([sum(weights.get(name, 0.0) * value for name, value in one.items()) for one in evidence_of])
        weighed = first >= evidence.LEAST_OWN
        assert weighed.sum() > 10
        np.testing.assert_allclose(sums[weighed], scored[weighed], atol=1e-9)


def test_the_evidence_for_an_end_names_what_stands_there():
    text = Joined.of(
        [Document.of(STORY), Document.of("She said the dam holds, and the governor warned that rain is near.")]
    )
    cues = find_cues(text)
    own = np.flatnonzero(cues.owners == 1)[:1]
    limits, start = find_limits(cues), cues.lasts[own]
    [(at, comma), *_] = end_evidence(Clauses(cues, own, start - 2, start, limits.ends[own]))
    assert text.documents[1].words[at - text.offsets[1]] == ","
    assert {"at , opening determiner", "at , then coordinator", "takes over finite"} <= comma.keys()


def test_a_text_that_is_one_sentence_of_cues_has_a_bound():
    found = alone("said he " * 2000)
    assert 0 < len(found) <= 500


SHORT = ["Ann Lee, Bo Dahl said so. It, too, fell.", "Rain.", "", "He left, Orr said.\n\nShe, Cy and Fay stayed."]


def standing(texts):
    """The word of each token of some texts side by side, with two full stops behind each text."""
    return [word for text in texts for word in (*Document.of(text).words, ".", ".")]


LENGTH = TypeTable(lambda _, word: len(word), int)


@pytest.mark.parametrize("texts", [SHORT, SHORT[::-1], SHORT[:1], SHORT[2:3], SHORT[1:3]], ids=len)
def test_joined_texts_stand_one_after_the_other_with_two_full_stops_behind_each(texts):
    text, words = Joined.of([Document.of(text) for text in texts]), standing(texts)
    assert [text.vocabulary.words[code] for code in text.codes] == words
    assert text.values(LENGTH).tolist() == list(map(len, words))
    assert text.values(LENGTH, np.array([0, -1])).tolist() == [len(words[0]), 1]
    assert text.offsets.tolist() == [len(standing(texts[:number])) for number in range(len(texts))]


def test_each_token_of_joined_texts_belongs_to_the_text_that_it_stands_in_or_behind():
    text = Joined.of([Document.of(text) for text in SHORT])
    expected = [owner for owner, document in enumerate(text.documents) for _ in (*document.tokens, ".", ".")]
    assert text.owners(np.arange(len(text.codes))).tolist() == expected


def test_classes_of_joined_texts_are_those_of_each():
    text = Joined.of([Document.of(text) for text in SHORT])
    expected = [kind for document in text.documents for kind in (*word_classes(document), ".", ".")]
    assert [CLASS_NAMES[number] for number in text.classes] == expected


@pytest.mark.parametrize("names", [(",",), ("name", "."), ()], ids=str)
def test_what_stands_before_a_token_is_counted_from_the_first_text_on(names):
    text = Joined.of([Document.of(text) for text in SHORT])
    kinds = [kind for document in text.documents for kind in (*word_classes(document), ".", ".")]
    expected = [sum(kind in names for kind in kinds[:at]) for at in range(len(kinds))]
    assert text.before(*names).tolist() == expected


def test_names_before_a_token_are_counted_too():
    text = Joined.of([Document.of("Ann Lee saw Bo."), Document.of("Cy left.")])
    assert text.names_before.tolist() == [0, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4]


def test_ranges_of_each_text_are_told_by_the_tokens_of_all():
    text = Joined.of([Document.of(text) for text in SHORT])
    starts, ends = text.sentences
    sentences = [document.text_of(*own) for document in text.documents for own in document.sentences]
    assert len(sentences) == 5
    for start, end, sentence in zip(starts.tolist(), ends.tolist(), sentences, strict=True):
        words = [text.vocabulary.words[code] for code in text.codes[start:end]]
        assert words == list(Document.of(sentence).words)
    starts, ends = text.ranges([[(0, 2), (3, 4)], [], [], [(1, 3)]])
    offset = int(text.offsets[3])
    assert (starts.tolist(), ends.tolist()) == ([0, 3, 1 + offset], [2, 4, 3 + offset])
    assert [part.tolist() for part in text.ranges([[], [], [], []])] == [[], []]


def test_sentences_and_paragraphs_of_each_text_are_found_by_its_tokens():
    text = Joined.of([Document.of(text) for text in SHORT])
    starts, ends = text.sentences
    for number, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        assert text.sentences_at(np.arange(start, end)).tolist() == [number] * (end - start)
    expected = [
        (offset + start, offset + end)
        for offset, document in zip(text.offsets, text.documents, strict=True)
        for start, end in document.paragraphs
    ]
    assert list(zip(*(edges.tolist() for edges in text.paragraphs), strict=True)) == expected
    offset = int(text.offsets[3])
    assert text.places([[2, 0], (), {}, {1: "", 3: ""}]).tolist() == [2, 0, 1 + offset, 3 + offset]


QUOTED = ["“It “may” rain,” Ann said. “No", "Rain.", "“Yes.”", "", "Lee: “So it is.”"]


@pytest.mark.parametrize("texts", [QUOTED, QUOTED[::-1], QUOTED[1:2], QUOTED[3:4]], ids=len)
def test_the_outermost_quotation_around_each_token_is_that_of_its_text(texts):
    text = Joined.of([Document.of(text) for text in texts])
    for document, offset in zip(text.documents, text.offsets, strict=True):
        tokens = range(len(document.tokens))
        expected = [around and (around.first, around.last) for around in map(document.quotation_around, tokens)]
        assert text.quotations_around(offset + np.array(tokens)).minus(np.full(len(tokens), offset)) == expected
        # What stands between two texts is in no quotation.
        behind = offset + len(tokens) + np.arange(2)
        assert not text.quotations_around(behind).there.any()


def test_ranges_are_told_by_the_tokens_and_characters_of_their_texts():
    text = Joined.of([Document.of(text) for text in SHORT])
    owners, given_ranges = np.array([0, 3, 0, 3]), [(0, 2), None, (4, 5), (1, 4)]
    offsets = text.offsets[owners]
    ranges = Ranges.of(given_ranges, offsets)
    assert ranges.minus(offsets) == given_ranges
    assert ranges.starts.tolist() == [0, NOWHERE, 4, 1 + offsets[3]]
    assert ranges.there.tolist() == [True, False, True, True]
    characters = text.characters(ranges)
    assert [
        SHORT[owner][start:end] for owner, start, end in zip(owners, *map(np.ndarray.tolist, characters), strict=True)
    ] == ["Ann Lee", "", "Dahl", "left, Orr"]
    assert [edge.tolist()[1] for edge in characters] == [NOWHERE, NOWHERE]
    ranges.put(np.array([1, 0]), ranges.at(np.array([2, 1])))
    assert ranges.minus(offsets[[0, 0, 0, 3]]) == [None, (4, 5), (4, 5), (1, 4)]
    assert [edges.tolist() for edges in Ranges.of([], offsets[:0])] == [[], []]


@given(st.lists(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_tokens_stand_in_the_places_that_hold_them(at, places):
    found = stands_in(np.array(at, np.int64), np.array(sorted(places), np.int64))
    assert found.tolist() == [one in places for one in at]


def test_joined_texts_are_one_thing_of_their_own_and_stay_as_they_are():
    documents = [Document.of("Rain fell."), Document.of("It stopped.")]
    text, other = Joined.of(documents), Joined.of(documents)
    assert len({text, other}) == 2
    assert text != other
    with pytest.raises(dataclasses.FrozenInstanceError):
        text.codes = other.codes


def groups(texts):
    """Which texts are joined with which, each told by its words."""
    return [[document.text for document in text.documents] for text in joined.joined([*map(Document.of, texts)])]


def test_as_many_texts_are_joined_as_are_not_too_long_together(monkeypatch):
    monkeypatch.setattr(joined, "_MOST_TOKENS", 6)
    three, four, seven = "a b c", "a b c d", "a b c d e f g"
    assert groups([three, three]) == [[three, three]]
    assert groups([three, four]) == [[three], [four]]
    assert groups([three, three, "a"]) == [[three, three], ["a"]]
    assert groups([four, three, three, three]) == [[four], [three, three], [three]]
    assert groups([three, three, three, three, "a"]) == [[three, three], [three, three], ["a"]]
    assert groups([seven, "", "a", seven, seven]) == [[seven], ["", "a"], [seven], [seven]]
    assert groups(["", "", "a b c d e f", ""]) == [["", "", "a b c d e f", ""]]
    assert groups([]) == []


def test_texts_of_a_corpus_are_joined_many_at_once_but_not_all():
    text = "He said so. " * 500
    assert all(10 < len(group) < 100 for group in groups([text] * 200)[:-1])


def test_texts_of_two_vocabularies_are_not_joined(monkeypatch):
    monkeypatch.setattr(vocabulary, "_current", Vocabulary())
    first = [Document.of(text) for text in ("It rained.", "It snowed.")]
    monkeypatch.setattr(vocabulary, "_current", Vocabulary())
    second = [Document.of(text) for text in ("Snow, said Ann.", "Ann said so.", "It rained.")]
    found = [text.documents for text in joined.joined([*first, *second, *first[:1]])]
    assert found == [first, second, first[:1]]
    assert [text.vocabulary for text in joined.joined([*second, *first])] == [second[0].vocabulary, first[0].vocabulary]

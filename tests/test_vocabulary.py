"""Word types as numbers: the same tokens as one search over the text, whatever was met before, in bounded memory."""

import gc
import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import framing
from framing import vocabulary
from framing.devices import LexiconDevice
from framing.devices.hedges import find_hedges
from framing.document import Document, normalize
from framing.vocabulary import TokenTable, TypeTable, Vocabulary, WordTable, current_vocabulary, words_of

ARTICLES = Path(__file__).parents[1] / "data" / "articles" / "*.txt"
PIECES = [
    *"aZ9é.,:-’'&“”(\u00ad\u0300\u200b\u2011\U0001f600\ud800", *" \n\t\r\x0b\x1c\x85\xa0\u2028\u3000",
    "U.S.", "p.m", "3.5", "10:30", "don’t", "--", "``", "''", "...",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
STORY = "The deal may cost about $40, critics say. “Perhaps,” the MAYOR said, perhaps wrongly."


@pytest.fixture
def fresh(monkeypatch):
    """No type is known yet."""
    monkeypatch.setattr(vocabulary, "_current", Vocabulary())
    return vocabulary._current


@given(TEXTS)
def test_tokens_are_those_of_one_search_over_the_whole_text(text):
    document = Document.of(text)
    matches = list(vocabulary._TOKEN.finditer(text))
    assert document.tokens == tuple(match[0] for match in matches)
    assert list(document.starts) == [match.start() for match in matches]
    assert list(document.ends) == [match.end() for match in matches]
    assert document.words == words_of(text) == tuple(map(normalize, document.tokens))


@given(st.characters())
def test_white_space_between_tokens_is_what_python_calls_white_space(character):
    assert Document.of(f"a{character}b").tokens == tuple(vocabulary._TOKEN.findall(f"a{character}b"))
    assert bool(re.fullmatch(r"\s", character)) == character.isspace()


@given(st.lists(TEXTS, max_size=6))
def test_codes_stand_for_types(texts):
    known = Vocabulary()
    for text in texts:
        codes = known.codes(text)
        assert [known.tokens[code] for code in codes] == vocabulary._TOKEN.findall(text)
        words = [known.words[number] for number in known.of_words(codes)]
        assert list(map(normalize, words)) == [normalize(known.words[code]) for code in codes]
    assert len(set(known.tokens)) == len(known.tokens)


def test_words_that_differ_in_capitals_alone_have_one_number():
    document = Document.of("The mayor, the MAYOR and a Mayor.")
    assert len(set(document.codes[[1, 4, 7]].tolist())) == 3
    assert len(set(document.word_codes[[1, 4, 7]].tolist())) == 1
    assert document.places_of(document.word_codes[[1]]).nonzero()[0].tolist() == [1, 4, 7]


def test_a_word_of_invisible_characters_alone_is_a_word_like_others():
    document = Document.of("a \u00ad b \u200b c")
    assert document.words == ("a", "", "b", "", "c")
    assert document.word_codes[1] == document.word_codes[3]


def test_a_property_is_found_once_a_type(fresh):
    asked = []
    table = TypeTable(lambda token, word: asked.append((token, word)) or len(word), int)
    for _ in range(3):
        assert table.of(Document.of("No, no, NO.")).tolist() == [2, 1, 2, 1, 2, 1]
    assert table.of(Document.of("No more.")).tolist() == [2, 4, 1]
    assert asked == [("No", "no"), (",", ","), ("no", "no"), ("NO", "no"), (".", "."), ("more", "more")]


@pytest.mark.parametrize("table", [
    TypeTable(lambda token, word: token.isupper() + 2 * (word == "no"), int),
    TokenTable(lambda token: token.isupper() + 2 * (token.lower() == "no"), int),
])  # fmt: skip
def test_tables_of_types_and_of_tokens_go_on_where_they_ended(table, fresh):
    assert table.of(Document.of("No, NO.")).tolist() == [2, 0, 3, 0]
    assert table.of(Document.of("SO no, No!")).tolist() == [1, 2, 0, 2, 0]
    assert (table.measure("NO", "no"), table.measure("so", "so")) == (3, 0)


def test_a_table_of_words_has_one_value_for_those_that_are_not_listed(fresh):
    table = WordTable({"no": "denies", "don't": "forbids"}, "other", object)
    assert table.of(Document.of("No, don’t say NO.")).tolist() == [
        "denies", "other", "forbids", "other", "denies", "other"
    ]  # fmt: skip
    assert (table.measure("NO", "no"), table.measure("so", "so")) == ("denies", "other")


def test_values_may_be_any_objects():
    table = TypeTable(lambda token, word: (token, word), object)
    assert table.of(Document.of("No way")).tolist() == [("No", "no"), ("way", "way")]
    assert table.places(Document.of("")) == []


def test_a_full_vocabulary_makes_way_and_documents_keep_theirs(fresh, monkeypatch):
    before = Document.of(STORY)
    spans = list(find_hedges(before))
    monkeypatch.setattr(vocabulary, "_MOST_CHARACTERS", 10)
    after = Document.of(STORY)
    assert before.vocabulary is fresh is not after.vocabulary
    assert list(find_hedges(before)) == list(find_hedges(after)) == spans
    assert before.tokens == after.tokens


def test_texts_of_new_words_do_not_fill_the_memory(fresh, monkeypatch):
    monkeypatch.setattr(vocabulary, "_MOST_CHARACTERS", 5_000)
    for number in range(200):
        Document.of(" ".join(f"word{number}x{i}" for i in range(20)))
        assert len(current_vocabulary().tokens) < 500


def test_what_was_met_before_changes_nothing(fresh, monkeypatch):
    spans = list(find_hedges(Document.of(STORY)))
    monkeypatch.setattr(vocabulary, "_current", Vocabulary())
    for word in reversed(STORY.split()):
        Document.of(f"{word} perhaps {word.upper()}")
    assert list(find_hedges(Document.of(STORY))) == spans


def test_threads_may_share_a_vocabulary(fresh):
    texts = [" ".join(f"w{i * step % 997}, said{i % 13}" for i in range(300)) for step in range(1, 33)]
    table = TypeTable(lambda token, word: token.startswith("said"))
    with ThreadPoolExecutor(8) as pool:
        documents = list(pool.map(Document.of, texts))
        places = list(pool.map(table.places, documents))
    for text, document, found in zip(texts, documents, places, strict=True):
        assert document.tokens == tuple(vocabulary._TOKEN.findall(text))
        assert found == [at for at, token in enumerate(document.tokens) if token.startswith("said")]


def test_a_table_that_nobody_needs_any_more_is_forgotten(fresh):
    table = TypeTable(lambda token, word: True)
    table.of(Document.of(STORY))
    assert len(fresh._tables) > 0
    known = len(fresh._tables)
    del table
    gc.collect()
    assert len(fresh._tables) == known - 1


def test_documents_and_lexicons_that_were_used_can_be_sent_to_another_process():
    document = Document.of(STORY)
    again = pickle.loads(pickle.dumps(document))
    assert (again.tokens, again.sentences) == (document.tokens, document.sentences)
    device = LexiconDevice("doubt", {"some": ["perhaps", "critics say"]})
    spans = list(device.find(document))
    assert len(spans) == 3
    assert list(pickle.loads(pickle.dumps(device)).find(again)) == spans


def test_what_is_found_in_a_text_does_not_depend_on_the_texts_before_it(monkeypatch):
    articles = framing.read_corpus(ARTICLES)
    together = framing.extract(articles)
    for label in articles.index:
        monkeypatch.setattr(vocabulary, "_current", Vocabulary())
        alone = framing.extract(articles.loc[[label]])
        pd.testing.assert_frame_equal(alone.features, together.features.loc[[label]])
        for found, table in ((alone.spans, together.spans), (alone.attributions, together.attributions)):
            before = table[table["doc"] == label].reset_index(drop=True)
            columns = found.columns[found.notna().any()]
            pd.testing.assert_frame_equal(found[columns], before[columns], check_dtype=False)
            assert before.drop(columns=columns).isna().all(axis=None)


def test_a_vocabulary_counts_the_characters_of_types_and_of_what_stands_between_white_space(fresh, monkeypatch):
    monkeypatch.setattr(vocabulary, "_MOST_CHARACTERS", 10)
    assert Document.of("abcde abcde").vocabulary is fresh
    assert not fresh.is_full  # 5 of the type, 5 of the chunk, however often it comes
    assert Document.of("f").vocabulary is fresh
    assert fresh.is_full
    assert Document.of("f").vocabulary is not fresh


@pytest.mark.parametrize("n", [1023, 1024, 1025, 5000])
def test_a_vocabulary_grows_beyond_what_it_was_made_for(fresh, n):
    text = " ".join(f"W{number}" for number in range(n))
    document = Document.of(text)
    assert document.tokens == tuple(text.split())
    assert TypeTable(lambda token, word: int(token[1:]), int).of(document).tolist() == list(range(n))
    assert [fresh.words[number] for number in document.word_codes] == text.lower().split()


def test_a_text_without_words_has_no_codes(fresh):
    assert fresh.codes("").tolist() == fresh.codes(" \n").tolist() == []
    assert Document.of("").word_codes.tolist() == []

"""Chunks of text as numbers: those of `str.split`, whatever was met before, and no text makes the look-up slow."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import seconds

from framing import chunks as module
from framing.chunks import Chunks

PIECES = [
    *"aZ9é.,:-’'&“”(…\u00ad\u0300\u200b\u0100\u3001\U0001f600\ud800\x00\x7f\x9f",
    *" \n\t\r\x0b\x0c\x1c\x85\xa0\u2028\u3000",
    "eight888", "ninenine9", "sixteen-sixteen6", "seventeen17171717", "'s",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
LINE_ENDS = "\n\r\x0b\x0c\x85\u2028\u2029"


@given(st.lists(TEXTS, max_size=6))
def test_chunks_are_what_stands_between_white_space_whatever_was_met_before(texts):
    known = Chunks()
    for text in [*texts, *texts]:
        found = known.of(text)
        assert [known.texts[number] for number in found.numbers] == text.split()
        assert [text[a:b] for a, b in zip(found.starts, found.ends, strict=True)] == text.split()
        assert found.breaks.tolist() == [at for at, letter in enumerate(text) if letter in LINE_ENDS]
    assert len(set(known.texts)) == len(known.texts)
    assert known.n_characters == sum(map(len, known.texts))


@given(st.characters())
def test_any_character_is_white_space_or_not_as_python_has_it(character):
    known = Chunks()
    for text in (f"a{character}b", character, f"a{character}b"):
        assert [known.texts[number] for number in known.of(text).numbers] == text.split()


@pytest.mark.parametrize("length", [1, 7, 8, 9, 15, 16, 17, 40])
@pytest.mark.parametrize("letter", ["x", "’", "é", "\u0100"])
def test_chunks_that_differ_in_one_character_are_told_apart(length, letter):
    known = Chunks()
    texts = ["y" * at + letter + "y" * (length - at - 1) for at in range(length)]
    texts += ["y" * length, "y" * (length + 1)]
    for _ in range(2):
        assert known.of(" ".join(texts)).numbers.tolist() == list(range(len(texts)))


def test_a_table_grows_and_still_knows_its_keys():
    known = Chunks()
    words = ["".join(letters) for letters in product("abcdefghij", repeat=4)]
    for at in range(0, len(words), 900):
        known.of(" ".join(words[at : at + 900]))
    assert 2 * known._table._size <= len(known._table._first)
    assert known.of(" ".join(words)).numbers.tolist() == list(range(len(words)))
    assert np.count_nonzero(known._table._first) > 0.99 * len(words)


def test_chunks_that_want_the_same_slots_are_found_all_the_same(monkeypatch):
    monkeypatch.setattr(module._Table, "_slots", lambda self, first, second: np.zeros(len(first), np.int64))
    known = Chunks()
    words = ["".join(letters) for letters in product("abcdefgh", repeat=3)]
    for _ in range(3):
        assert known.of(" ".join(words)).numbers.tolist() == list(range(len(words)))
    assert known._table._size == module._MOST_TRIED


def test_chunks_that_begin_alike_are_told_apart_where_they_want_one_slot(monkeypatch):
    monkeypatch.setattr(module._Table, "_slots", lambda self, first, second: np.zeros(len(first), np.int64))
    known, words = Chunks(), [f"abcdefgh{letter}" for letter in "dbacefg"]
    for _ in range(2):
        assert [known.texts[number] for number in known.of(" ".join(words)).numbers] == words
        words.reverse()


def test_chunks_that_were_met_are_found_without_their_strings(monkeypatch):
    known, asked = Chunks(), []
    words = ["".join(letters) for letters in product("abcdefghijklmnop", repeat=3)]
    number = Chunks._number

    def numbered(self, spelled, *keys):
        asked.extend(spelled)
        return number(self, spelled, *keys)

    monkeypatch.setattr(Chunks, "_number", numbered)
    for times in range(3):
        for half in (words[: len(words) // 2], words[len(words) // 2 :]):
            known.of(" ".join(half[::-1] if times else half))
        assert times or sorted(asked) == words
    # Only a key that found no slot among those tried, by chance, has its string looked up again.
    assert len(asked) < 1.01 * len(words)
    assert 2 * known._table._size <= len(known._table._first) <= 8 * known._table._size


def test_a_text_of_chunks_that_want_one_slot_costs_no_more_than_strings_do(monkeypatch):
    words = ["".join(letters) for letters in product("abcdefghijklmnop", repeat=4)]

    def find():
        known = Chunks()
        for _ in range(2):
            assert len(known.of(" ".join(words)).numbers) == len(words)

    plain = seconds(find, times=3)
    monkeypatch.setattr(module._Table, "_slots", lambda self, first, second: np.zeros(len(first), np.int64))
    assert seconds(find, times=3) < 10 * plain


def test_threads_that_share_chunks_agree():
    known = Chunks()
    texts = [" ".join(f"{letter}{number}" for number in range(at, at + 400)) for at in range(300) for letter in "ab"]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: (text, known.of(text).numbers.tolist()), texts))
    assert all([known.texts[number] for number in numbers] == text.split() for text, numbers in found)
    assert len(set(known.texts)) == len(known.texts)

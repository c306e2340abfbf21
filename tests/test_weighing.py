"""Weighing evidence: what features add up to, however many there are and however often they are asked for."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest

from framing.devices import weighing
from framing.devices.weighing import Group, Sums, Words, features_at, named, total
from framing.document import Document

# As many keys as have a slot each, and more.
FEW, MANY = 1 << 19, 1_000_000


def counting(weight=1.0, n_values=MANY):
    """Sums over one number, which is its own weight, and how often each number was summed."""
    asked = Counter()

    def features(number):
        asked[number] += 1
        return {"number": float(number)}

    return Sums({"number": weight}, features, [range(n_values)]), asked


@pytest.mark.parametrize("most", [10, 100_000])
def test_sums_are_right_when_they_are_looked_up_again_and_when_there_are_too_many(most, monkeypatch):
    monkeypatch.setattr(weighing, "_MOST_SUMS", most)
    values = [str(number) for number in range(3000)]
    weights = {value: float(value) ** 0.5 for value in values[::3]}
    sums = Sums(weights, lambda *names: dict.fromkeys(names, 1.0), [values, values])
    rng = np.random.default_rng(0)
    for size in (5, 2000, 5, 2000, 0):
        left, right = rng.integers(0, 3000, (2, size))
        pairs = [dict.fromkeys((values[a], values[b])) for a, b in zip(left, right, strict=True)]
        expected = [sum(weights.get(name, 0.0) for name in pair) for pair in pairs]
        assert sums.of([left, right]).tolist() == expected


def test_parts_with_more_values_than_a_key_can_hold_are_refused():
    widest = [range(1 << 21)] * 3
    assert Sums({"0": 1.0}, lambda *parts: {str(sum(parts)): 1.0}, widest).of([np.array([0])] * 3) == [1.0]
    with pytest.raises(ValueError, match=r"\[2097152, 2097152, 2097153\] values, which take 64 bits of the 63"):
        Sums({}, lambda *_: {}, [*widest[:2], range((1 << 21) + 1)])


@pytest.mark.parametrize("sizes", [(1, 2, 3), (2, 4, 8), (3, 5, 9), (1, 1, 1), (16, 1, 17), (8, 7, 2)])
def test_each_part_is_told_from_every_other_whatever_its_number_of_values(sizes):
    values = [[f"{part}{value}" for value in range(size)] for part, size in zip("abc", sizes, strict=True)]
    features = {name: float(1 << k) for k, name in enumerate(name for own in values for name in own)}
    sums = Sums(features, named, values)
    columns = np.array([part.ravel() for part in np.indices(sizes)])
    for _ in range(2):
        expected = [sum(features[own[at]] for own, at in zip(values, place, strict=True)) for place in columns.T]
        assert sums.of(columns).tolist() == expected


def test_one_number_stands_for_all_places():
    sums = Sums({"a x": 1.0, "b x": 2.0, "b y": 4.0}, lambda *parts: named(" ".join(parts)), ["ab", "xy"])
    assert sums.of([np.array([0, 1, 1]), 0]).tolist() == [1.0, 2.0, 2.0]
    assert sums.of([1, np.array([1, 0])]).tolist() == [4.0, 2.0]
    assert sums.of([1, 1]).tolist() == [4.0]


def test_a_feature_counts_by_its_weight_times_its_value_and_one_without_weight_for_nothing():
    values = [{"length": 3.0, "unheard of": 7.0}, {"length": 0.5, "loud": 2.0}, {}]
    sums = Sums({"length": 4.0, "loud": -1.5}, lambda value: value, [values])
    assert sums.of([np.array([0, 1, 2])]).tolist() == [12.0, -1.0, 0.0]


def test_a_hundred_thousand_sums_that_lie_close_together_are_told_apart():
    numbers = np.arange(100_000)
    sums, asked = counting(0.5)
    assert np.array_equal(sums.of([numbers]), numbers / 2)
    assert np.array_equal(sums.of([numbers[::-1]]), numbers[::-1] / 2)
    assert asked.total() == 100_000


@pytest.mark.parametrize("n_values", [FEW, FEW + 1, MANY])
def test_what_was_summed_is_not_summed_again(n_values):
    sums, asked = counting(n_values=n_values)
    rng = np.random.default_rng(1)
    for size in (1, 1, 3, 400, 2, 2000, 700, 5000, 1, 9000):
        numbers = rng.integers(0, min(n_values, 20_000), size)
        assert sums.of([numbers]).tolist() == numbers.tolist()
    assert sums.of([np.array([n_values - 1, 0])]).tolist() == [n_values - 1, 0]
    assert sums.of([np.zeros(0, np.int64)]).tolist() == []
    assert set(asked.values()) == {1}


@pytest.mark.parametrize("most", range(1, 70))
def test_as_many_sums_are_kept_as_there_is_room_for_and_not_many_more(most, monkeypatch):
    monkeypatch.setattr(weighing, "_MOST_SUMS", most)
    monkeypatch.setattr(weighing, "_LEAST_SLOTS", 2)
    sums, asked = counting()
    for number in (*range(most), *range(most)):
        assert sums.of([np.array([number])]).tolist() == [number]
    assert set(asked.values()) == {1}
    for number in (*range(10 * most), *range(10 * most)[::-1]):
        assert sums.of([np.array([number])]).tolist() == [number]
    assert asked.total() >= 2 * 10 * most - 2 * most - 2


@pytest.mark.parametrize("most", [1, 5, 40])
def test_sums_known_before_are_right_in_the_call_that_lets_others_go(most, monkeypatch):
    monkeypatch.setattr(weighing, "_MOST_SUMS", most)
    monkeypatch.setattr(weighing, "_LEAST_SLOTS", 2)
    sums, _ = counting()
    for last in range(1, 100):
        # Half of what is wanted was wanted just before, and the last number is new.
        numbers = np.arange(last // 2, last + 1)
        assert sums.of([numbers]).tolist() == numbers.tolist()


@pytest.mark.parametrize("n_slots", [1, 2, 4, 8])
def test_sums_that_are_few_at_first_are_right_when_they_become_more(n_slots, monkeypatch):
    monkeypatch.setattr(weighing, "_LEAST_SLOTS", n_slots)
    for step in (1, 2, 3, 5):
        sums, asked = counting(2.0)
        for start in range(0, 60, step):
            numbers = np.arange(start, start + step)
            assert sums.of([numbers]).tolist() == (2 * numbers).tolist()
            assert sums.of([numbers[:1] // 2]).tolist() == (2 * (numbers[:1] // 2)).tolist()
        assert max(asked.values()) == 1


@pytest.mark.parametrize("n_values", [9, MANY])
def test_what_two_threads_want_at_once_is_summed_once(n_values):
    begun, go_on, asked = Event(), Event(), []

    def features(number):
        asked.append(number)
        begun.set()
        go_on.wait(10)
        return {"number": float(number)}

    sums = Sums({"number": 1.0}, features, [range(n_values)])
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(sums.of, [np.array([3, 5])])
        begun.wait(10)
        second = threads.submit(sums.of, [np.array([5, 3, 7])])
        # Long enough for the second to see that what it wants is not there yet.
        go_on.wait(0.2)
        go_on.set()
        assert (first.result().tolist(), second.result().tolist()) == ([3.0, 5.0], [5.0, 3.0, 7.0])
    assert asked == [3, 5, 7]


def test_evidence_of_no_groups_adds_up_to_nothing():
    assert total([], []) == 0.0


GROUPS = [
    Group(lambda word, loud: named(f"word: {word}", "loud" if loud else ""), ("word", "flag")),
    Group(lambda first, second: {f"{first} {second}": 2.0}, ("word", "word")),
]
VALUES = {"word": ["dam", "rain", "town"], "flag": (False, True)}
COLUMNS = [(np.array([0, 2, 1]), np.array([False, True, False])), (np.array([1, 1, 0]), 2)]


def test_features_are_named_place_by_place():
    assert list(features_at(GROUPS, COLUMNS, VALUES, 3)) == [
        {"word: dam": 1.0, "rain town": 2.0},
        {"word: town": 1.0, "loud": 1.0, "rain town": 2.0},
        {"word: rain": 1.0, "dam town": 2.0},
    ]
    assert (
        list(features_at(GROUPS, [(0, 1), (1, 2)], VALUES, 2))
        == [{"word: dam": 1.0, "loud": 1.0, "rain town": 2.0}] * 2
    )
    assert list(features_at(GROUPS, [(0, 1), (1, 2)], VALUES, 0)) == []


def test_groups_add_up_to_the_weights_of_the_features_that_are_named():
    weights = {"word: dam": 0.25, "word: town": -3.0, "loud": 1.0, "rain town": 0.5, "dam town": 8.0}
    sums = [Sums(weights, features, [VALUES[part] for part in parts]) for features, parts in GROUPS]
    expected = [
        sum(weights.get(name, 0.0) * value for name, value in found.items())
        for found in features_at(GROUPS, COLUMNS, VALUES, 3)
    ]
    assert total(sums, COLUMNS).tolist() == expected == [1.25, -1.0, 16.0]


def test_words_at_the_end_of_names_are_known_by_their_numbers_and_all_others_by_one():
    words = Words(["word: said", "word: said, then that", "bias", "then: ann"])
    document = Document.of("Ann SAID rain, that then bias word.")
    known = [words.known[number] for number in words.numbers.of(document)]
    assert known == ["ann", "said", "OTHER", "OTHER", "that", "OTHER", "OTHER", "OTHER", "OTHER"]
    # Nothing but a space stands between the words of a name.
    assert Words(["then: a\tb", "then:a-b"]).known == ["OTHER", "a\tb"]


def test_names_that_are_empty_name_nothing():
    assert named("", "capital", "", "short") == {"capital": 1.0, "short": 1.0}
    assert named("", "") == {}

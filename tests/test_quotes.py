"""The function of quotation marks, in sentences of our own."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.devices import quotes
from framing.devices.quotes import (
    CATEGORIES,
    DEVICE,
    classify,
    features,
    find_quotes,
    judge_quotes,
    surroundings,
    weights,
)
from framing.document import Document


def labels(text):
    return {text[s.start : s.end]: s.category for s in find_quotes(Document.of(text))}


LABELLED = {
    "direct": [
        ("“We are leaving tonight,” said Ann Lee.", "We are leaving tonight,"),
        ("Ann Lee said: “The bridge will not hold.”", "The bridge will not hold."),
        ("“Why should I pay for it?” he asked.", "Why should I pay for it?"),
        ("The mayor told reporters, “I have never seen the letter.”", "I have never seen the letter."),
        ("“It was cold,” she said. “We lit a fire.”", "We lit a fire."),
    ],
    "partial": [
        ("The mayor said the plan was “a gift to the rich” and left.", "a gift to the rich"),
        ("Lee called the vote “a disgrace to the town,” and walked out.", "a disgrace to the town,"),
        ("He said the talks had been “frank and difficult.”", "frank and difficult."),
        ("The minister described the raid as “reckless and cruel.”", "reckless and cruel."),
        ("She told the court that she felt “hunted.”", "hunted."),
    ],
    "title": [
        ("She sang on NBC’s “Evening Parade” on Sunday.", "Evening Parade"),
        ("His new book, “The Quiet Harbor,” sold well.", "The Quiet Harbor,"),
        ("The film “Winter Boats” opens in May.", "Winter Boats"),
        ("He is the host of “Morning Table,” a radio show.", "Morning Table,"),
        ("An episode of “The Long Road” was cut.", "The Long Road"),
    ],
    "mention": [
        ("The word “gift” has no plural there.", "gift"),
        ("The team is known as “Blue Harbor.”", "Blue Harbor."),
        ("They use the term “dry year” for it.", "dry year"),
        ("Marchers carried signs that read “No More Dams.”", "No More Dams."),
        ("The slogan “Boats for All” was everywhere.", "Boats for All"),
    ],
    "scare": [
        ("The so-called “experts” never read the file.", "experts"),
        ("Their phony “reform” made the poor poorer.", "reform"),
        ("The “temporary” tax is now forty years old.", "temporary"),
        ("This supposedly “independent” panel meets in the owner’s house.", "independent"),
        ("Some “victory” that was.", "victory"),
    ],
}

CASES = [(category, *pair) for category, pairs in LABELLED.items() for pair in pairs]


@pytest.mark.parametrize(("category", "text", "span"), CASES, ids=[case[1] for case in CASES])
def test_a_quotation_has_its_function(category, text, span):
    assert labels(text)[span] == category


# What looks like a function and is another one: the function that it is not.
NOT = {
    "direct": [
        ("He voted “no” on Monday.", "no"),
        ("She called the bill “a gift to nobody.”", "a gift to nobody."),
        ("They met on NBC’s “Evening Parade.”", "Evening Parade."),
        ("The “temporary” bridge is now forty years old.", "temporary"),
        ("The so-called “quiet zone” is loud.", "quiet zone"),
    ],
    "partial": [
        ("“The dam held all night,” said Ann Lee.", "The dam held all night,"),
        ("The word “gift” has no plural there.", "gift"),
        ("He hosts the podcast “Harbor Lights” in Hull.", "Harbor Lights"),
        ("Marchers wore hats that read “Boats for All.”", "Boats for All."),
        ("These “experts” never read the file.", "experts"),
    ],
    "scare": [
        ("“It is a so-called reform,” said Ann Lee.", "It is a so-called reform,"),
        ("The mayor said that the talks were “useful.”", "useful."),
        ("The term “reform” is older than the party.", "reform"),
        ("His book, “The Good War,” sold well.", "The Good War,"),
        ("All four “yes” votes came from Hull.", "yes"),
    ],
    "mention": [
        ("“Call it what you want,” she said.", "Call it what you want,"),
        ("The governor called the ruling “deeply unfair” to the town.", "deeply unfair"),
        ("She plays a spy in the series “Cold Harbor.”", "Cold Harbor."),
        ("Their phony “reform” made the poor poorer.", "reform"),
        ("He said the plan was “dead on arrival.”", "dead on arrival."),
    ],
    "title": [
        ("“Good Morning,” he said to the guard.", "Good Morning,"),
        ("The team is known as “Blue Harbor.”", "Blue Harbor."),
        ("Critics of the film called it “slow and cold.”", "slow and cold."),
        ("The slogan “Boats for All” was everywhere.", "Boats for All"),
        ("Her book says the war was “a mistake.”", "a mistake."),
    ],
}
NEAR_MISSES = [(category, *pair) for category, pairs in NOT.items() for pair in pairs]


@pytest.mark.parametrize(("category", "text", "span"), NEAR_MISSES, ids=[f"{c}: {t}" for c, t, _ in NEAR_MISSES])
def test_a_quotation_that_looks_like_one_function_is_not_taken_for_it(category, text, span):
    assert labels(text)[span] != category


def test_marks_around_no_word_are_other():
    assert labels("He wrote “...” and left.") == {"...": "other"}


def evidence(text, number=0):
    document = Document.of(text)
    return features(surroundings(document), number)


def test_each_label_carries_its_probability_and_reasons_in_words():
    [span] = find_quotes(Document.of("The so-called “experts” left."))
    assert 0.2 < span.details["score"] <= 1.0
    assert "so-called or the like before" in span.details["reasons"]


def test_a_phrase_that_comes_back_without_marks_is_seen():
    assert "comes back without marks" in evidence("The “quiet zone” is loud. The quiet zone costs money.")
    assert "comes back without marks" not in evidence("The “quiet zone” is loud. The loud zone costs money.")


def test_a_fragment_that_stands_in_a_longer_quotation_too_is_seen():
    text = "He called it “a cold war.” “We have seen a cold war in this town before,” said Lee."
    assert "stands in a longer quotation too" in evidence(text)
    assert "stands in a longer quotation too" not in evidence(text, 1)


def test_a_reporting_verb_inside_another_quotation_is_no_cue():
    assert "no reporting verb near" in evidence("The “quiet zone” has a sign “nobody said that” on it.")
    assert "a reporting verb just before" in evidence("Lee said “quiet zone” twice.")


def test_a_naming_verb_just_before_differs_from_one_with_its_object_between():
    assert "a naming verb just before" in evidence("A rule called “quiet zone” holds there.")
    assert "a naming verb before, its object between" in evidence("Lee called the whole plan “quiet and cold.”")


def test_a_noun_that_bears_names_is_seen_after_a_short_phrase():
    assert "rule, group, tax or the like after" in evidence("They voted on the “dry year” tax again.")
    assert "rule, group, tax or the like after" not in evidence("They voted on the “dry year” again.")


def test_a_phrase_whose_words_all_stand_without_marks_is_seen():
    assert "all its words stand without marks too" in evidence("The “harbor council” met. A council runs every harbor.")
    assert "all its words stand without marks too" not in evidence("The “harbor council” met. A council met.")


def test_praise_and_blame_with_as_is_seen():
    assert "hailed, dismissed or the like as before" in evidence("Lee dismissed the vote as “noise” on Monday.")
    assert "hailed, dismissed or the like as before" not in evidence("Lee worked as a “greeter” on Monday.")


def test_marks_in_a_heading_and_inside_another_quotation_are_seen():
    assert "in a heading" in evidence("Mayor calls dam ‘a gift’ to all\n\nThe vote was close.")
    assert "inside another quotation" in evidence("Lee said: “They call it ‘the gift’ here.”", 1)


def test_a_word_that_is_spoken_of_says_nothing_by_its_worth():
    assert "a word of worth or standing" in evidence("Their “reform” is old.")
    assert "a word of worth or standing" not in evidence("The term “reform” is old.")


def test_a_well_known_title_needs_its_capital():
    assert "a well-known title" in evidence("They talked on “Morning Joe” again.")
    assert "a well-known title" not in evidence("They lost “today” again.")


def test_the_table_of_weights_has_a_row_a_feature_and_a_column_a_function():
    table = weights()
    assert {"any", "no reporting verb near", "so-called or the like before"} <= set(table)
    assert all(len(row) == len(CATEGORIES) - 1 for row in table.values())


def test_evidence_decides_by_the_sum_of_its_weights():
    table = {"a": (0.0, 0.0, 0.0, 0.0, 2.0), "b": (0.0,) * 5}
    label, probability, reasons = classify(["a", "b", "unknown"], table)
    assert (label, reasons) == ("title", ["a"])
    assert probability == pytest.approx(7.389 / (7.389 + 4), abs=1e-3)


def test_evidence_that_the_table_does_not_know_leaves_all_functions_equal():
    assert classify(["unknown"], {})[1] == pytest.approx(0.2)


PIECES = st.sampled_from(
    [
        "“",
        "”",
        '"',
        "'",
        "‘",
        "’",
        "said",
        "so-called",
        "Lee",
        "The",
        "the",
        "term",
        ",",
        ".",
        ":",
        "?",
        "news",
        "No.",
        "5",
        "\n\n",
        "book",
        "called",
        "reform",
        "she",
    ]
)


@given(st.lists(PIECES, max_size=50).map(" ".join) | st.text(max_size=200))
def test_every_quotation_has_exactly_one_label(text):
    document = Document.of(text)
    spans = list(find_quotes(document))
    assert [(s.start, s.end) for s in spans] == [(q.start, q.end) for q in document.quotations]
    assert all(s.category in DEVICE.categories for s in spans)
    assert spans == list(find_quotes(Document.of(text)))


@given(st.lists(PIECES, max_size=50).map(" ".join))
def test_evidence_is_named_once_and_the_score_is_a_probability(text):
    document = Document.of(text)
    around = surroundings(document)
    for number in range(len(document.quotations)):
        names = features(around, number)
        assert len(names) == len(set(names))
    assert all(0.2 <= span.details["score"] <= 1.0 for span in find_quotes(document))


@pytest.mark.parametrize("piece", ["“a” ", "“the a” the a ", '"said" Lee said ', "“The so-called x y” called "])
def test_time_grows_with_the_number_of_quotations_and_no_faster(seconds, piece):
    assert sum(1 for _ in find_quotes(Document.of(piece * 1_000))) >= 1_000
    assert seconds(find_quotes, piece * 8_000) < 8 * seconds(find_quotes, piece * 1_000) * 4


def test_quotations_are_judged_together_as_they_are_one_by_one():
    # Each of the first has something that would count if the next article were near: a verb, a name, the same words.
    texts = [
        "He saw “experts”",
        "said Lee. The “experts” left.",
        "",
        "No marks.",
        "They voted “no”",
        "“...” “I do,” she said.",
    ]
    together = [Document.of(text) for text in texts]
    judge_quotes(together)
    alone = [list(find_quotes(Document.of(text))) for text in texts]
    assert [list(find_quotes(document)) for document in together] == alone
    assert [len(spans) for spans in alone] == [1, 1, 0, 0, 1, 2]


def test_a_quotation_that_opens_with_a_mark_is_not_sought_beyond_its_article():
    together = [Document.of("He wrote “. yes” on it"), Document.of("yes, “. yes” he did")]
    judge_quotes(together)
    assert [list(find_quotes(document)) for document in together] == [
        list(find_quotes(Document.of(document.text))) for document in together
    ]


def test_how_many_articles_are_judged_at_once_does_not_matter(monkeypatch):
    texts = ["“I do,” she said.", "They voted “no”", "The “experts” left. The experts"]
    alone = [list(find_quotes(Document.of(text))) for text in texts]
    monkeypatch.setattr(quotes, "_TOGETHER", 2)
    together = [Document.of(text) for text in texts]
    judge_quotes(together)
    assert [list(find_quotes(document)) for document in together] == alone


@pytest.mark.parametrize(
    ("text", "comes_back"),
    [
        ("The “old guard” left. The old guard is gone.", True),
        ("The “old guard” left. The old dog is gone.", False),
        ("The “guard” left. The old guard is gone.", True),
        ("The “old guard of the tower” left. The old guard of the tower is gone.", False),
    ],
)
def test_a_short_phrase_that_stands_again_without_marks_comes_back(text, comes_back):
    assert ("comes back without marks" in evidence(text)) is comes_back


def test_the_order_of_the_evidence_decides_nothing():
    # 0.1 + 0.2 + 0.3 in floating point is more than 0.6 in one order and 0.6 in another.
    table = {"a": (0.6, 0.0, 0.0, 0.1, 0.0), "b": (0.0, 0.0, 0.0, 0.2, 0.0), "c": (0.0, 0.0, 0.0, 0.3, 0.0)}
    answers = {classify(order, table)[:2] for order in permutations(sorted(table))}
    assert len(answers) == 1

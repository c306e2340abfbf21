"""Articles taken together: what is found does not depend on which are, and the evidence is what is added up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.devices import evidence, joined, weighing
from framing.devices.attribution import attribute, attributions
from framing.devices.content_ends import Clause, end_evidence
from framing.devices.cues import find_cues
from framing.devices.evidence import context, features, neighbours, scores, scores_beside
from framing.devices.joined import CLASS_NUMBERS, Joined
from framing.devices.reporting import cue_table
from framing.document import Document
from framing.lexicon import word_list
from framing.testing import ODD_TEXTS, STORY
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
    cue, following = find_cues(text)[1]
    [(at, comma), *_] = end_evidence(text, Clause(1, cue, (0, 1), 2, [following], 13))
    assert text.documents[1].words[at] == ","
    assert {"at , opening determiner", "at , then coordinator", "takes over finite"} <= comma.keys()


@pytest.mark.parametrize("most", [10, 100_000])
def test_sums_are_right_when_they_are_looked_up_again_and_when_there_are_too_many(most, monkeypatch):
    monkeypatch.setattr(weighing, "_MOST_SUMS", most)
    values = [str(number) for number in range(3000)]
    weights = {value: float(value) ** 0.5 for value in values[::3]}
    sums = weighing.Sums(weights, lambda *names: dict.fromkeys(names, 1.0), [values, values])
    rng = np.random.default_rng(0)
    for size in (5, 2000, 5, 2000, 0):
        left, right = rng.integers(0, 3000, (2, size))
        pairs = [dict.fromkeys((values[a], values[b])) for a, b in zip(left, right, strict=True)]
        expected = [sum(weights.get(name, 0.0) for name in pair) for pair in pairs]
        assert sums.of([left, right]).tolist() == expected


def test_parts_with_more_values_than_a_key_can_hold_are_refused():
    widest = [range(1 << 21)] * 3
    assert weighing.Sums({"0": 1.0}, lambda *parts: {str(sum(parts)): 1.0}, widest).of([np.array([0])] * 3) == [1.0]
    with pytest.raises(ValueError, match=r"\[2097152, 2097152, 2097153\] values, which take 64 bits of the 63"):
        weighing.Sums({}, lambda *_: {}, [*widest[:2], range((1 << 21) + 1)])


def test_a_text_that_is_one_sentence_of_cues_has_a_bound():
    found = alone("said he " * 2000)
    assert 0 < len(found) <= 500

"""Evidence for cues: what is named beside a candidate, and where it ends."""

import numpy as np
import pytest

from framing.devices.evidence import LEAST_OWN, context, features, frames, neighbours, scores
from framing.devices.joined import Joined
from framing.devices.reporting import cue_table
from framing.document import Document
from framing.testing import STORY


def evidence_of(text, token):
    """The names of the evidence for the first candidate that is this token."""
    table, document = cue_table(), Document.of(text)
    around = context(Joined.of([document]), table)
    named = zip(around.places.tolist(), features(around, table), strict=True)
    return next(set(evidence) for at, evidence in named if document.tokens[at] == token)


LABELS = [
    # Before and after a colon, the label that it ends.
    ("ANN LEE", "We will win.", {"colon after label, paragraph", "colon after capitals"}),
    ("ANN (LEE)", "We will win.", {"colon after label, paragraph", "colon after capitals"}),
    ("Ann Lee", "We will win.", {"colon after label, paragraph"}),
    ("The mayor of old Hull town", "We will win.", {"colon after label, paragraph"}),
    ("The mayor of old Hull town hall", "We will win.", set()),
    ("", "We will win.", set()),
    ("Ann Lee", "We win.", {"colon after label, paragraph"}),
    ("Ann Lee", "We.", set()),
    ("Ann Lee", "“We win.”", {"colon after label, paragraph", "colon opens quotation"}),
]


@pytest.mark.parametrize(("before", "after", "labels"), LABELS)
def test_a_colon_ends_a_label_near_the_start_of_a_paragraph_that_goes_on(before, after, labels):
    names = {"colon after label, paragraph", "colon after capitals", "colon opens quotation"}
    assert evidence_of(f"It rained.\n\n{before}: {after}", ":") & names == labels


def test_a_label_in_the_first_paragraph_is_a_headline():
    assert "colon after label, headline" in evidence_of("Ann Lee: We will win.", ":")


@pytest.mark.parametrize(("adverbs", "subject"), [(0, "subject name"), (12, "subject name"), (13, "subject -ly")])
def test_a_subject_is_sought_behind_a_dozen_auxiliaries_and_adverbs(adverbs, subject):
    assert subject in evidence_of(f"Later Lee {'openly ' * adverbs}said that it fell.", "said")


def test_the_score_of_a_candidate_is_bent_at_zero_at_two_and_at_minus_two():
    table = cue_table()
    around = context(Joined.of([Document.of(STORY), Document.of("He would have very openly and then said so.")]), table)
    first = scores(around, table)
    weighed = first >= LEAST_OWN
    found = [
        [evidence.get(name, 0.0) for name in ("own", "own above 0", "own above 2", "own below -2")]
        for evidence in neighbours(around, first, table)
    ]
    expected = np.array([first, np.maximum(first, 0), np.maximum(first - 2, 0), np.minimum(first + 2, 0)]).T
    np.testing.assert_allclose(np.array(found)[weighed], expected[weighed])
    assert (expected[weighed] != 0).any(axis=0).all()


def test_a_frame_is_what_stands_beside_a_word_in_its_sentence():
    found = list(frames(Document.of("She said that. “It rains.”")))
    assert found == [
        ("next word", "before begin", "unquoted", "then said", "after begin"),
        ("next that", "before subject_pronoun", "unquoted", "then that", "after she"),
        ("next .", "before word", "unquoted", "then .", "after said"),
        ("next end", "before that", "unquoted", "then end", "after that"),
        ("next object_pronoun", "before begin", "unquoted", "then it", "after begin"),
        ("next -s", "before quote", "quoted", "then rains", "after “"),
        ("next .", "before object_pronoun", "quoted", "then .", "after it"),
        ("next quote", "before -s", "quoted", "then ”", "after rains"),
        ("next end", "before .", "unquoted", "then end", "after ."),
    ]

"""Distancing without quotation marks, in sentences of our own."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.devices.distancing import DEVICE, find_distancing
from framing.devices.quotes import find_quotes
from framing.document import Document


def found(text):
    return [(text[s.start : s.end], s.category) for s in find_distancing(Document.of(text))]


SO_CALLED = [
    ("The so-called reform made the poor poorer.", "reform"),
    ("These so-called gardeners cut down the orchard.", "gardeners"),
    ("We were told by so-called experts that the dam would hold.", "experts"),
    ("The so called experts never read the file.", "experts"),
    ("The self-styled emir of the valley sold fish before.", "emir"),
    ("What passes for debate in this town is a shouting match.", "debate"),
    ("Your so-called plan to drain the lake failed twice.", "plan"),
    ("He left the quote-unquote luxury hotel at noon.", "luxury hotel"),
    ("The self-appointed guardians of taste wrote another letter.", "guardians"),
    ("The so-called news media slept through it.", "news media"),
]


@pytest.mark.parametrize(("text", "span"), SO_CALLED, ids=[text for text, _ in SO_CALLED])
def test_words_are_distanced_by_so_called_and_the_like(text, span):
    assert found(text) == [(span, "so_called")]


NOT_SO_CALLED = [
    "The so-called harbor clause, which limits the fee, was dropped.",
    "The lender uses a so-called bridge loan — money for a month.",
    "The so-called “experts” never read the file.",
    "“The so-called reform made the poor poorer,” said Ann Lee.",
    "She so called it because it rains there.",
    "The town is called the pearl of the coast.",
    "They passed the so-called Lee Amendment on Friday.",
    "The reform was so called.",
    "It was the so-called",
    "What passes the committee passes the house.",
]


@pytest.mark.parametrize("text", NOT_SO_CALLED)
def test_a_term_that_is_introduced_or_quoted_is_not_distanced(text):
    assert found(text) == []


SNEERS = [
    ("He wanted the respect of the Very Serious People who run the capital.", "Very Serious People"),
    ("They stood, once again, on the Wrong Side of History and did not mind.", "Wrong Side of History"),
    ("This tax was only ever meant for the Little People, he wrote.", "Little People"),
    ("She never claimed to be a Serious Journalist and never was one.", "Serious Journalist"),
    ("The vote was lost because our Enlightened Elite forgot to vote.", "Enlightened Elite"),
    ("The dinner was paid for by Important People with large houses.", "Important People"),
    ("That book was banned by all the Right Thinkers in the office.", "Right Thinkers"),
    ("We are told to trust the Responsible Adults in the room.", "Responsible Adults"),
    ("The show ended when the Good Guys lost the election.", "Good Guys"),
    ("It is, of course, the Correct Opinion among the guests of the club.", "Correct Opinion"),
]


@pytest.mark.parametrize(("text", "span"), SNEERS, ids=[text for text, _ in SNEERS])
def test_capitals_on_common_words_mock_them(text, span):
    assert found(text) == [(span, "sneer_capitals")]


NO_SNEER = [
    "Nobody had asked the Real Americans who live on the coast.",
    "He wanted the respect of the very serious people who run the capital.",
    "The Very Serious People run the capital.",
    "Members of the Concerned Citizens met on Monday in the library.",
    "She wrote to the Good People of America Foundation last year.",
    "They joined the Right Thinkers Party before the vote.",
    "Mayor Tells the Good Guys to Leave Town Before Noon",
    "He joined the society of Real Women for Clean Water in June.",
    "They said that “the Very Serious People” run the capital.",
    "THE VERY SERIOUS PEOPLE RUN THE CAPITAL OF THIS STATE.",
    "He read the novel Stories of the Wicked Men and slept well.",
    "The members of the Responsible Parents (RP) met on Monday.",
    "A vote for the Nice People, then the Nice People, then the Nice People again, they wrote.",
]


@pytest.mark.parametrize("text", NO_SNEER)
def test_names_headings_and_lower_case_are_no_sneer(text):
    assert found(text) == []


def test_a_span_names_its_cue():
    [first, second] = find_distancing(Document.of("The so-called reform pleased the Very Serious People there a lot."))
    assert (first.details["cue"], second.details["cue"]) == ("so-called", None)


PIECES = st.sampled_from(
    [
        "so-called", "so", "called", "what", "passes", "for", "self-styled", "the", "The", "Very", "Serious", "People",
        "of", "History", "reform", "experts", "“", "”", ".", ",", "—", "\n\n", "said", "Lee", "these", "Wrong", "Side",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60).map(" ".join) | st.text(max_size=200))
def test_spans_are_in_order_without_overlap_and_outside_of_quotations(text):
    document = Document.of(text)
    spans = list(find_distancing(document))
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(0 <= s.start < s.end <= len(text) and s.category in DEVICE.categories for s in spans)
    quotes = list(find_quotes(document))
    assert not any(s.start < q.end and q.start < s.end for s in spans for q in quotes)
    assert spans == list(find_distancing(Document.of(text)))


@pytest.mark.parametrize(
    "piece", ["the Very Serious ", "so-called a ", "the Very Serious People met, ", "so-called “ "]
)
def test_time_grows_with_the_text_and_no_faster(seconds, piece):
    small, large = (seconds(find_distancing, piece * pieces) for pieces in (4_000, 32_000))
    assert large < max(8 * small * 4, 0.5)

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


# What the conditions of the cues decide, at their limits: the text, and all that is found in it.
LIMITS = [
    ("The so-called reform of Ann failed.", ["reform"]),
    ("The so-called House of Lords failed.", []),
    ("The so-called experts.", ["experts"]),
    ("The so-called plan.", []),
    ("These so-called plan makers met.", ["plan makers"]),
    ("This so-called old stone mill house wall fell.", ["old stone mill house wall"]),
    ("This so-called old stone mill house wall tower fell.", ["old stone mill house wall"]),
    ("These so-called news makers met.", ["news makers"]),
    ("These so-called politics of fear won.", ["politics"]),
    ("This so-called glass house fell.", ["glass house"]),
    ("Those so-called bosses told lies.", ["bosses"]),
    ("His so-called friend said so.", ["friend"]),
    ("His so-called very good friend left.", ["very good friend"]),
    ("His so-called friend quickly left.", ["friend"]),
    ("His so-called friend walking home fell.", ["friend"]),
    ("His so-called friend retired there.", ["friend"]),
    ("The so-called reform — a plan — fell.", []),
    ("The so-called reform, which fell, cost much.", []),
    ("The so-called reform, or plan, cost much.", []),
    ("The so-called reform, a plan, cost much.", ["reform"]),
    ("The so-called reform (a plan) cost much.", []),
    ("The so-called reform because of cost fell.", []),
    ("The so-called reform.", ["reform"]),
    ("The so-called Reform Plan fell.", ["Reform Plan"]),
    ("The so-called Experts Panel fell.", ["Experts Panel"]),
    ("So-called experts fell.", ["experts"]),
    ("So-called plans fell.", []),
    ("So called experts fell.", []),
    ("It is so called reform.", []),
    ("His so called friend left.", ["friend"]),
    ("Of so called friends there are few.", ["friends"]),
    ("What passes for the debate here is noise.", ["debate"]),
    ("What passed for a plan here was noise.", ["plan"]),
    ("What passes for their plan here is noise.", ["plan"]),
    ("What passes for “debate” here is noise.", []),
    ("It was the self-styled\n\nexperts who met.", []),
    ("It was about what passes for\n\ndebate here.", []),
    ("The self-styled", []),
    ("The self-styled the", []),
    ("The self-styled. Experts met.", []),
    ("The self-appointed judge and the so-called experts met.", ["judge", "experts"]),
    ("A quote unquote friend left.", ["friend"]),
    ("He sat with the Very Serious People of our town all day.", ["Very Serious People"]),
    ("He sat with the Very Very Very Serious People in our town all day.", ["Very Very Very Serious People"]),
    ("He sat with the Very Very Very Very Serious People in our town all day.", ["Very Very Very Very Serious People"]),
    ("He sat with the Very Very Very Very Very Serious People in our town all day.", []),
    ("He sat with the Serious people in our town all day.", []),
    ("He sat with the serious People in our town all day.", []),
    ("He sat with the VERY Serious People in our town all day.", []),
    ("He sat with the Very Serious PEOPLE in our town all day.", []),
    ("He sat with the Serious Ann in our town all day.", []),
    ("He sat on the Wrong Side of History in our town all day.", []),
    ("He sat on the Wrong Side of Town in our town all day.", []),
    ("He sat on the Wrong Side of", []),
    ("He sat on the Wrong Side", []),
    ("He sat on the Wrong", []),
    ("He sat with the Very Serious People", []),
    ("The Very Serious People sat in our town all day.", []),
    ("All the Very Serious People sat in our town all day.", []),
    ("For the Very Serious People it was in our town all day.", []),
    ("Serious People sat in our town all day.", []),
    ("He sat with Serious People in our town all day.", ["Serious People"]),
    ("He met Serious People in our town all day.", []),
    ("He met the Serious People Act in our town all day.", []),
    ("He met the Serious People and Ann in our town all day.", []),
    ("He met the Serious People and the Ann Lee club in our town.", []),
    ("He met the Serious People and the dogs in our town all day.", ["Serious People"]),
    ("He met the Serious People for clean water in our town all day.", ["Serious People"]),
    ("He met the Serious People then Ann came to our town all day.", ["Serious People"]),
    ("He met the Serious People club in our town all day.", []),
    ("He met the Serious People clubs in our town all day.", []),
    ("He met the Serious People said a man in our town all day.", ["Serious People"]),
    ("He met Ann and the Serious People in our town all day.", []),
    ("He met Ann at the Serious People show in our town all day.", []),
    ("They of Rome saw the Serious People in our town all day.", []),
    ("They in Rome often saw the Serious People in our town all day.", ["Serious People"]),
    ("They in Rome again often saw the Serious People in our town all day.", ["Serious People"]),
    ("Rome saw the Serious People in our town all day.", []),
    ("Big Town Mayor Meets the Serious People in Great Hall Today.", []),
    ("Big town Mayor Lee meets the Serious People in hall Today.", []),
    ("He met the Serious People.", []),
    ("He met the Serious People today.", []),
    ("He quickly met the Serious People today.", ["Serious People"]),
    ("He met, “the Serious People in our town” all day.", []),
    ("They saw a Big Man in our town all day.", []),
    ("He met the Serious People in our town. She met the Serious People in our town all day.", []),
    (
        "He met the Nice People in town. She met the Nice People in town. We met the Nice People in town.",
        [],
    ),
    (
        "He met the Serious People in our town, and the Little People in our house, too.",
        ["Serious People", "Little People"],
    ),
    ("He met the Right Right Thinkers who left in our town all day.", ["Right Right Thinkers"]),
    ("He stood on the Wrong Side of History there and did not mind.", ["Wrong Side of History"]),
    ("He stood on the Wrong Side of history there and did not mind.", ["Wrong Side of history"]),
    ("He stood then on the Wrong Side there and did not mind.", ["Wrong Side"]),
    ("He stood then on the Wrong Side of Town there and did not mind.", []),
    ("They once saw the Good Guys of old there and did not mind.", ["Good Guys"]),
    ("They once saw the Good Guys to the end and did not mind.", ["Good Guys"]),
    ("They once saw the Good Guys (Ann too) and did not mind.", []),
    ("They once saw the Good Guys (then too) and did not mind.", ["Good Guys"]),
    ("They once saw the Good Guys of the Rome club and did not mind.", []),
    ("They once saw the Good Guys, Ann said there, and did not mind.", ["Good Guys"]),
    (
        "They once saw those Nice People in town. They then saw these Nice People in town again.",
        ["Nice People", "Nice People"],
    ),
    (
        "They saw those Nice People in town. They then saw those Nice People again. "
        "We once saw our Nice People in town.",
        [],
    ),
    ("Those were, once again, so-called experts of the Nice People in town there.", ["experts", "Nice People"]),
    ("They once saw the so-called Nice People in town there, once again.", []),
    ("They say the so-called Great Reform of Rome was bad.", ["Great Reform of Rome"]),
    ("The so-called King of Rome was bad.", []),
    ("Their so-called Experts of Rome were bad.", ["Experts of Rome"]),
    ("The so-called experts of Rome were bad.", ["experts"]),
    ("This so-called", []),
    ("This so-called. Plan it well.", []),
    ("This so-called plan", ["plan"]),
    ("This so-called plan, or", []),
    ("This so-called plan named Ann fell.", []),
    ("This so-called plan; it fell.", ["plan"]),
    ("It was so called the plan.", []),
    ("Her “so-called plan” fell.", []),
    ("What passes for fun there is “fun” here.", ["fun"]),
    ("What passes for a", []),
    ("What passes for an", []),
    ("The self-styled expert of", ["expert"]),
    ("The self-styled expert of Rome fell.", ["expert"]),
    ("The self-styled Expert of Rome fell.", ["Expert of Rome"]),
    ("The self-styled Expert of rome fell.", ["Expert"]),
]


@pytest.mark.parametrize(("text", "cues"), LIMITS, ids=[text[:60] + str(len(text)) for text, _ in LIMITS])
def test_a_condition_decides_at_its_limits(text, cues):
    assert [cue for cue, *_ in found(text)] == cues


@pytest.mark.parametrize(("short", "spans"), [(13, [("Nice People", "sneer_capitals")]), (14, [])])
def test_fifteen_words_on_either_side_tell_a_heading(short, spans):
    assert found("They saw the Nice People then" + " to" * short + " rain.") == spans
    assert found("They once" + " to" * short + " the Nice People to rain.") == spans


def test_capitals_of_worth_that_begin_no_run_do_not_hide_a_later_one():
    assert found("That is a Good day, and they saw the Nice People there once more.") == [
        ("Nice People", "sneer_capitals")
    ]
    assert found("the Serious People were there once more again.") == []


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

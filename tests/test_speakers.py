"""People of an article and the types of its sources, however and in whatever order they are asked for."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from framing.devices import source_types
from framing.devices.attribution import attributions
from framing.devices.joined import Joined
from framing.devices.source_types import Names, find_types, source_type
from framing.devices.speakers import cast_of
from framing.document import Document

WORDS = (
    "Ann", "ann", "Lee", "Lee's", "lee", "Bo", "J", ".", "Mr", "Ms", "Mayor", "mayor", "the", "of", "de", ",", "“", "”",
    "May", "june", "GXQ", "Gxq", "Bakers", "bakers", "Senate", "news", "who", "said", "and", "two", "\n\n", "Herald",
)  # fmt: skip
# Names that can be of one person, with what can stand before and after them.
NAMES = st.lists(
    st.builds(
        "{} {}{}".format,
        st.sampled_from(("met", "met Mr.", "met Ms.", "met mayor", "met President")),
        st.lists(st.sampled_from(("Ann", "John", "Lee", "J.", "P.", "Dahl")), min_size=1, max_size=3).map(" ".join),
        st.sampled_from(("", ",", ", the mayor,", "'s")),
    ),
    max_size=12,
).map(lambda parts: f"They {' then '.join(parts)}.")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


def described(person):
    return person.name, person.words, person.roles, person.gender


@given(TEXTS | NAMES, st.randoms(use_true_random=False))
def test_whose_a_mention_is_does_not_depend_on_which_was_asked_for_before(text, random):
    document = Document.of(text)
    numbers = list(range(len(cast_of(document).mentions)))
    random.shuffle(numbers)
    cast = cast_of(document)
    found = {number: cast.person(number) for number in numbers}
    assert [described(found[number]) for number in sorted(numbers)] == [
        described(mention.person) for mention in cast_of(document).mentions
    ]


@given(TEXTS | NAMES)
@example("They met Mr. Ann Lee, then Mr. Ann Lee.")
def test_who_is_known_already_is_who_would_be_found_again(text):
    document = Document.of(text)
    mentions, plain = cast_of(document).mentions, cast_of(document)
    people, found = {}, []
    for number, mention in enumerate(mentions):
        found.append(plain._newly_met(number, document.words[mention.first : mention.last], people, {}))
    assert list(map(described, found)) == [described(mention.person) for mention in mentions]
    assert plain.titled == [mention.titled for mention in mentions]
    same = [[one is other for other in found] for one in found]
    assert same == [[one.person is other.person for other in mentions] for one in mentions]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann Lee met Bo Lee. Lee left.", ["Ann Lee", "Bo Lee", "Bo Lee"]),
        ("They met Lee. Lee left. The mayor saw Ann Lee. Lee stayed.", ["Ann Lee"] * 4),
        ("They met John Lee, then J. P. Lee, then J. P. Lee.", ["J. P. Lee"] * 3),
        ("They met Ann Lee, Lee, Bo Lee and Lee.", ["Ann Lee", "Ann Lee", "Bo Lee", "Bo Lee"]),
        ("They met John Lee, then J. P. Lee, then John Lee.", ["J. P. Lee", "J. P. Lee", "John Lee"]),
        ("They met Mr. Ann Lee and Ann.", ["Ann Lee"] * 2),
        ("They met Ann Lee, Lee Dahl and Lee.", ["Ann Lee", "Lee Dahl", "Lee Dahl"]),
        ("They met Mr. Lee, Ms. Lee and Mr. Lee.", ["Lee", "Lee", "Lee"]),
    ],
)
def test_a_name_is_of_the_person_met_last_whom_it_fits(text, names):
    assert [mention.person.name for mention in cast_of(Document.of(text)).mentions] == names


def test_titles_of_two_genders_are_of_two_people():
    [one, other, again] = [
        mention.person for mention in cast_of(Document.of("Saw Mr. Lee, Ms. Lee, Mr. Lee.")).mentions
    ]
    assert one is again is not other


def test_a_name_of_nothing_but_titles_is_no_mention():
    assert cast_of(Document.of("They saw the President. Then Mr. President Lee left.")).mentions[0].words == ("lee",)
    assert len(cast_of(Document.of("They saw the President.")).mentions) == 0


def test_pronouns_of_a_sentence_stand_for_its_first_person_of_their_gender_so_far():
    text = "When Ms. Ann Lee met Mr. Bo Dahl, she said no, he said yes, and Ms. Eve Cid knew what she said."
    cues = [(one.source, one.speaker) for one in attributions(Document.of(text)) if one.source_type == "pronoun"]
    assert cues == [("she", "Ann Lee"), ("he", "Bo Dahl"), ("she", "Ann Lee")]


def test_an_office_is_of_the_person_who_had_it_when_named_last():
    text = "They met Mayor Ann Lee. The mayor said no. Mayor Bo Dahl came. The mayor said yes. A mayor said both."
    assert [one.speaker for one in attributions(Document.of(text))] == ["Ann Lee", "Bo Dahl", None]


def test_the_last_holder_of_an_office_is_the_last_even_if_asked_for_first():
    text = "Mayor Ann Lee met Mayor Bo Dahl. Dahl said no. The mayor said yes."
    assert [one.speaker for one in attributions(Document.of(text))] == ["Bo Dahl"] * 2


def test_the_mentions_say_which_have_a_title():
    mentions = cast_of(Document.of("They met Mr. Lee, then Mr. Lee, then Lee, then mayor Lee.")).mentions
    assert [mention.titled for mention in mentions] == [True, True, False, True]


@pytest.mark.parametrize(
    ("text", "phrase", "kind"),
    [
        ("They met Ann May. Barkers May left.", "Barkers", "named"),
        ("They met Ann May. Barkers left.", "Barkers", "collective"),
        ("They praised the marble. Marble's maker left.", "Marble's maker", "role"),
        ("They praised the marble. Marble's left.", "Marble's", "role"),
        ("They met Marble's men near marble. Marble's left.", "Marble's", "role"),
        ("Marble of old left.", "Marble", "role"),
        ("France of old left.", "France", "organisation"),
        ("They met Marble. Marble spoke of marble.", "Marble", "named"),
        ("They met Marble's men. Marble spoke of marble.", "Marble", "role"),
        ("“We saw ‘Marble halls’,” they say. Marble spoke of marble.", "Marble", "role"),
    ],
)
def test_a_capital_tells_a_name_only_inside_a_sentence(text, phrase, kind):
    document = Document.of(text)
    last = document.token_at(text.rindex(phrase) + len(phrase) - 1) + 1
    assert source_type(document, (document.token_at(text.rindex(phrase)), last)) == kind


def ranges(document):
    n = len(document.tokens)
    return [(first, last) for first in range(n) for last in range(first + 1, min(n, first + 4) + 1)]


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_types_of_many_articles_are_those_of_each_alone(texts):
    documents = list(map(Document.of, texts))
    source_types._phrases.clear()
    found = find_types(Names.of(Joined.of(documents)), list(map(ranges, documents)))
    for text, document, types in zip(texts, documents, found, strict=True):
        alone = Document.of(text)
        for source, typed in zip(ranges(document), types, strict=True):
            source_types._phrases.clear()
            assert source_type(alone, source) == typed.kind == source_type(document, source)


@given(TEXTS, TEXTS)
def test_the_type_of_a_source_does_not_depend_on_the_article_before(before, text):
    first, last = Document.of(before), Document.of(text)
    source_types._phrases.clear()
    expected = [source_type(last, source) for source in ranges(last)]
    source_types._phrases.clear()
    for source in ranges(first):
        source_type(first, source)
    again = Document.of(text)
    assert [source_type(again, source) for source in ranges(again)] == expected

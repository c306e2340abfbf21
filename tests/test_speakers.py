"""People of an article and the types of its sources, however and in whatever order they are asked for."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from framing.devices import source_types
from framing.devices.attribution import attributions
from framing.devices.joined import Joined
from framing.devices.source_types import Names, find_types, source_type
from framing.devices.speakers import _groups, cast_of
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


@pytest.mark.parametrize(
    "naming",
    [
        "They met Mayor Ann Lee.",
        "They met mayor Ann Lee.",
        "They met mayor governor president Ann Lee.",
        "They met Ann Lee, the old mayor.",
        "They met Ann Lee, once the very best mayor, and left.",
    ],
)
def test_whoever_had_an_office_is_found_wherever_the_article_tells_it(naming):
    text = f"{naming} Bo Dahl sat down with Lee. The mayor said no."
    assert [one.speaker for one in attributions(Document.of(text))] == ["Ann Lee"]


def linked(owners, firsts, lasts):
    """The groups of mentions one after the other, each with those before it that have a word in common."""
    groups = []
    for number, (owner, *words) in enumerate(zip(owners, firsts, lasts, strict=True)):
        joined = [group for group in groups if any((owner, word) in group[1] for word in words)]
        groups = [group for group in groups if group not in joined]
        numbers = {number}.union(*(group[0] for group in joined))
        groups.append((numbers, {(owner, word) for word in words}.union(*(group[1] for group in joined))))
    return sorted(sorted(numbers) for numbers, _ in groups)


@given(st.lists(st.tuples(*[st.integers(0, 2), *[st.integers(0, 12)] * 2]), min_size=1, max_size=30))
def test_mentions_are_of_one_group_if_names_between_them_share_words(mentions):
    owners, firsts, lasts = np.array(sorted(mentions)).T
    found = _groups(owners, firsts, lasts)
    grouped = [np.flatnonzero(found == number).tolist() for number in np.unique(found)]
    assert sorted(grouped) == linked(owners.tolist(), firsts.tolist(), lasts.tolist())
    of_group = [owners[group[0]] for group in grouped]
    assert of_group == sorted(of_group)


def test_a_long_chain_of_names_is_one_group_soon():
    order = np.random.default_rng(3).permutation(1 << 16)
    assert len(np.unique(_groups(np.zeros(len(order), np.int64), order, order + 1))) == 1


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


def named(text):
    """The mentions of a text: the words, and the name of the person where that is another."""
    document = Document.of(text)
    words = [(document.text_of(one.first, one.last), one.person.name) for one in cast_of(document).mentions]
    return [mention if mention == name else f"{mention} = {name}" for mention, name in words]


# Text, its mentions.
MENTIONS = [
    # Initials, particles and titles inside a name; what ends one.
    ("The clerk met J. Orr.", ["J. Orr"]),
    ("The clerk met J. J. Orr.", ["J. J. Orr"]),
    ("The clerk met Bo J. Orr.", ["Bo J. Orr"]),
    ("The clerk met Otto van Lang.", ["Otto van Lang"]),
    ("The clerk met Ann de Lee.", ["Ann de Lee"]),
    ("The clerk met Ann de.", ["Ann"]),
    ("The clerk met Ann and Lee.", ["Ann", "Lee"]),
    ("The clerk met Ann in Lee.", ["Ann", "Lee"]),
    ("The clerk met Ann, Lee and Orr.", ["Ann", "Lee", "Orr"]),
    ("The clerk met J, Orr and Lee.", ["J", "Orr", "Lee"]),
    ("The clerk met J – Orr & Lee.", ["J", "Orr", "Lee"]),
    ("The clerk met the Mayor, Ann Lee.", ["Ann Lee"]),
    ("The clerk met Orr & Lee.", ["Orr", "Lee"]),
    ("The clerk met Hull mayor Ann Lee.", ["Hull", "Ann Lee"]),
    ("The clerk met Orr. Sen. Lang left.", ["Orr", "Sen. Lang = Lang"]),
    ("The clerk met Ann Lee. He met Bo.", ["Ann Lee", "Bo"]),
    ("The clerk met Ann Lee's Bo Dahl.", ["Ann Lee's = Ann Lee", "Bo Dahl"]),
    ("The clerk met Ann Lee’s Bo Dahl.", ["Ann Lee’s = Ann Lee", "Bo Dahl"]),
    ("The clerk met Mr. Orr.", ["Mr. Orr = Orr"]),
    ("The clerk met Mr. Orr's aide.", ["Mr. Orr's = Orr"]),
    ("The clerk met Mr. and Mrs. Orr.", ["Mrs. Orr = Orr"]),
    ("The clerk met Dr. J. Orr. He met J. Orr.", ["Dr. J. Orr = J. Orr", "J. Orr"]),
    ("The clerk met Lt. Gov. Ann Lee.", ["Lt. Gov. Ann Lee = Ann Lee"]),
    ("The clerk met Vice President Ann Lee.", ["Vice President Ann Lee = Ann Lee"]),
    ("The clerk met New York Mayor Ann Lee.", ["New York Mayor Ann Lee = Ann Lee"]),
    ("The clerk met the mayor Ann Lee.", ["Ann Lee"]),
    ("The clerk met the Mayor of Hull.", ["Hull"]),
    # What opens a sentence is a name where it is one inside a sentence too, or where it has more words.
    ("Ann left. The clerk met Lee.", ["Lee"]),
    ("Ann left. The clerk met Ann.", ["Ann", "Ann"]),
    ("Ann left. The clerk met Ann's dog.", ["Ann's = Ann"]),
    ("Ann Lee left. The clerk met Orr.", ["Ann Lee", "Orr"]),
    ("The clerk said: “Ann left.” He met Lee.", ["Lee"]),
    ("The clerk said: “Ann left.” He met Ann.", ["Ann", "Ann"]),
    ("Marble Lee left. The clerk met Orr.", ["Marble Lee", "Orr"]),
    ("Marble Lee left. The marble was grey.", ["Lee"]),
    ("Marble Ann Lee left. The marble was grey.", ["Ann Lee"]),
    ("Marble fell. He met Marble. The marble was grey.", ["Marble"]),
    ("The clerk met Marble Lee. The marble was grey.", ["Marble Lee"]),
    ("He left. Marble Lee left. Orr fell. The marble was grey. He met Orr.", ["Lee", "Orr", "Orr"]),
    # One person under several names.
    ("The clerk met Ann Lee. He met Lee.", ["Ann Lee", "Lee = Ann Lee"]),
    ("The clerk met Ann Lee. He met Ann.", ["Ann Lee", "Ann = Ann Lee"]),
    ("The clerk met Lee. He met Ann Lee.", ["Lee = Ann Lee", "Ann Lee"]),
    ("The clerk met Ann. He met Ann Lee. He met Ann.", ["Ann", "Ann Lee", "Ann = Ann Lee"]),
    ("The clerk met B. Orr. He met Bo Orr.", ["B. Orr", "Bo Orr"]),
    ("The clerk met Bo Orr. He met B. Orr.", ["Bo Orr", "B. Orr = Bo Orr"]),
    ("The clerk met Bo Orr. He met C. Orr.", ["Bo Orr", "C. Orr"]),
    ("The clerk met Bo Orr. He met Ben Orr.", ["Bo Orr", "Ben Orr"]),
    ("The clerk met Bo Orr. He met Carl Orr. He met Orr.", ["Bo Orr", "Carl Orr", "Orr = Carl Orr"]),
    ("The clerk met Bo Orr. He met Bo J. Orr. He met Orr.", ["Bo Orr = Bo J. Orr", "Bo J. Orr", "Orr = Bo J. Orr"]),
    ("The clerk met Bo Orr. He met Bo Lang. He met Bo.", ["Bo Orr", "Bo Lang", "Bo = Bo Lang"]),
    ("The clerk met Orr Bo. He met Bo Orr.", ["Orr Bo", "Bo Orr"]),
    ("The clerk met Bo Karl Orr. He met Bo Orr.", ["Bo Karl Orr", "Bo Orr = Bo Karl Orr"]),
    ("The clerk met Bo Karl Orr. He met Karl Orr.", ["Bo Karl Orr", "Karl Orr"]),
    ("The clerk met Bo Karl Orr. He met Bo. He met Karl.", ["Bo Karl Orr", "Bo = Bo Karl Orr", "Karl"]),
    ("The clerk met Mr. Kim Orr. He met Mr. Orr.", ["Mr. Kim Orr = Kim Orr", "Mr. Orr = Kim Orr"]),
    ("The clerk met Mr. Kim Orr. He met Ms. Orr.", ["Mr. Kim Orr = Kim Orr", "Ms. Orr = Orr"]),
    ("The clerk met Ms. Kim Orr. He met Mr. Jo Orr. He met Ms. Orr.",
     ["Ms. Kim Orr = Kim Orr", "Mr. Jo Orr = Jo Orr", "Ms. Orr = Kim Orr"]),
    ("The clerk met Jo Orr. He met Mr. Orr. He met Ms. Orr.", ["Jo Orr", "Mr. Orr = Jo Orr", "Ms. Orr = Orr"]),
    ("The clerk met Orr's aide Lee. He met Bo Orr.", ["Orr's = Bo Orr", "Lee", "Bo Orr"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "mentions"), MENTIONS, ids=[row[0] for row in MENTIONS])
def test_each_mention_of_a_person_has_the_fullest_name(text, mentions):
    assert named(text) == mentions


def test_a_mention_has_a_title_where_one_stands_before_it():
    titled = {
        **dict.fromkeys(("Mr. Orr", "Mayor Ann Lee", "the mayor Ann Lee", "the former mayor Ann Lee"), True),
        **dict.fromkeys(("Ann Lee", "Orr", "the baker and Ann Lee", "the mayor, Ann Lee", "Ann Lee, mayor"), False),
    }
    found = {text: cast_of(Document.of(f"He met {text}.")).mentions[0].titled for text in titled}
    assert found == titled


def speakers_of(text):
    return [one.speaker for one in attributions(Document.of(text))]


# Text, the speaker of each cue.
OFFICES = [
    ("Mayor Ann Lee left. The mayor said so.", ["Ann Lee"]),
    ("The mayor Ann Lee left. The mayor said so.", ["Ann Lee"]),
    ("The former deputy mayor Ann Lee left. The mayor said so.", ["Ann Lee"]),
    ("The new mayor and Ann Lee left. The mayor said so.", [None]),
    ("The mayor met Ann Lee. The mayor said so.", [None]),
    ("Former Mayor Ann Lee left. The mayor said so.", ["Ann Lee"]),
    ("New York Mayor Ann Lee left. The mayor said so.", ["Ann Lee"]),
    ("Police officer Bo Orr left. The officer said so.", ["Bo Orr"]),
    ("Mayor Ann Lee left. The old mayor of Hull said so.", ["Ann Lee"]),
    ("Mayor Ann Lee left. The governor said so.", [None]),
    ("Mayor Ann Lee left. A mayor said so.", [None]),
    ("Mayor Ann Lee left. An old mayor said so.", [None]),
    ("Mayor Ann Lee left. Another mayor said so.", [None]),
    ("The mayor said so. Mayor Ann Lee left.", [None]),
    ("Mayor Ann Lee met Mayor Bo Orr. The mayor said so.", ["Bo Orr"]),
    ("Mayor Ann Lee met Mayor Bo Orr. Lee left. The mayor said so. He met Lee.", ["Ann Lee"]),
    ("Mayor Ann Lee left. The mayor said so. Mayor Bo Orr left.", ["Ann Lee"]),
    ("President Ann Lee met Mayor Bo Orr. The leader said so.", ["Ann Lee"]),
    ("Premier Ann Lee met King Bo. The leader said so.", ["Bo"]),
    ("King Bo met President Ann Lee. The leader said so.", ["Ann Lee"]),
    ("Mayor Bo Orr left. The leader said so.", [None]),
    ("Ann Lee, the new mayor, left. The mayor said so.", ["Ann Lee"]),
    ("He met Ann Lee, the mayor. The mayor said so.", ["Ann Lee"]),
    ("“No,” said Ann Lee, mayor of Hull. The mayor said so.", ["Ann Lee", "Ann Lee"]),
    ("Ann Lee, the old and very well known mayor, left. The mayor said so.", ["Ann Lee"]),
    ("Ann Lee, the very old and very well known mayor, left. The mayor said so.", ["Ann Lee"]),
    ("Ann Lee, the very old and the very well known mayor, left. The mayor said so.", [None]),
    ("Ann Lee, a baker. The mayor said so.", [None]),
    ("Ann Lee, a baker, met the mayor. The mayor said so.", [None]),
    ("Ann Lee, a “friend” of the mayor, left. The mayor said so.", [None]),
    ("Ann Lee, in a town which the mayor left, won. The mayor said so.", [None]),
    ("Ann Lee left, with the mayor. The mayor said so.", [None]),
    ("Ann Lee — the mayor — left. The mayor said so.", [None]),
    ("Mayor Ann Lee, the governor, won. The mayor said so. The governor said no.", ["Ann Lee", "Ann Lee"]),
    ("He met Orr, the mayor. He met Bo Orr. The mayor said so.", ["Bo Orr"]),
]


@pytest.mark.parametrize(("text", "speakers"), OFFICES, ids=[row[0] for row in OFFICES])
def test_an_office_stands_for_who_was_last_named_with_it(text, speakers):
    assert speakers_of(text) == speakers


GAP = "\n\nRain fell."
PRONOUNS = [
    ("Ann Lee left. She said so.", ["Ann Lee"]),
    ("Ann Lee left. He said so.", [None]),
    ("Ann Lee left. It said so.", [None]),
    ("Ann Lee left. They said so.", [None]),
    ("Ann Lee left. According to her, it fell.", ["Ann Lee"]),
    ("Mr. Orr left. According to him, it fell.", ["Orr"]),
    ("Mr. Orr left. “It fell,” he said.", ["Orr"]),
    ("Mr. Orr left. He’d said so.", ["Orr"]),
    ("Mr. Orr left. She’d said so.", [None]),
    ("Ann Lee left. Her friend said so.", [None]),
    ("Ann Lee and Ben Orr left. She said so.", ["Ann Lee"]),
    ("Ann Lee and Ben Orr left. He said so.", ["Ben Orr"]),
    ("Ann Lee and Bo Orr left. He said so.", ["Bo Orr"]),
    # A person of the sentence, else the last speaker, else the last name.
    ("Ann Lee met Bo Orr before she said so.", ["Ann Lee"]),
    ("Ann Lee met Bo Orr before he said so.", ["Bo Orr"]),
    ("Ann Lee met Mary Orr before she said so.", ["Ann Lee"]),
    ("Ann Lee met Mary Orr. She said so.", ["Mary Orr"]),
    ("Mary Orr left. Ann Lee fell and she said so.", ["Ann Lee"]),
    ("Mary Orr said so. Ann Lee fell. She said no.", ["Mary Orr", "Mary Orr"]),
    ("Mary Orr said so. Ann Lee fell before she said no.", ["Mary Orr", "Ann Lee"]),
    ("Mary Orr said so. Bo Fox fell before she said no.", ["Mary Orr", "Mary Orr"]),
    ("Mary Orr said so. Jo Fox fell before she said no.", ["Mary Orr", "Mary Orr"]),
    ("Mary Orr said so. Carl Lee said so. She said no.", ["Mary Orr", "Carl Lee", "Mary Orr"]),
    ("Mary Orr said so. Ann Lee said so. She said no.", ["Mary Orr", "Ann Lee", "Ann Lee"]),
    ("Mary Orr said so. The clerk said so. She said no.", ["Mary Orr", None, "Mary Orr"]),
    ("The clerk met Bo Orr and Kent Bank. He said so.", ["Bo Orr"]),
    ("The clerk met Bo Orr and Fox News. He said so.", ["Bo Orr"]),
    ("The clerk met Bo Orr. Kent Bank said so. He said no.", ["Kent Bank", "Bo Orr"]),
    # How far back.
    (f"Ann Lee said so.{GAP * 2}\n\nShe said no.", ["Ann Lee", "Ann Lee"]),
    (f"Ann Lee said so.{GAP * 3}\n\nShe said no.", ["Ann Lee", None]),
    (f"Ann Lee left.{GAP * 2}\n\nShe said no.", ["Ann Lee"]),
    (f"Ann Lee left.{GAP * 3}\n\nShe said no.", [None]),
    (f"Mary Orr said so. Ann Lee fell.{GAP * 2}\n\nBo Fox fell.\n\nShe said no.", ["Mary Orr", None]),
    # A month that is no person here.
    ("Theresa May met Ann Lee. May 5 was cold. She said so.", ["Ann Lee"]),
    ("Theresa May met Ann Lee. In May she said so.", ["Ann Lee"]),
    ("Theresa May met Ann Lee. Since May she said so.", ["Ann Lee"]),
    ("Theresa May met Ann Lee. Then May fell. She said so.", ["Theresa May"]),
    # Who.
    ("It was Ann Lee who said so.", ["Ann Lee"]),
    ("He met Ann Lee, who said so.", ["Ann Lee"]),
    ("He met Bo Orr and Ann Lee, who said so.", ["Ann Lee"]),
    ("He met Ann Lee at home, who said so.", [None]),
    ("He met Ann Lee — who said so.", [None]),
    ("Ann Lee left. The clerk, who said so, fell.", [None]),
]


@pytest.mark.parametrize(("text", "speakers"), PRONOUNS, ids=[row[0] for row in PRONOUNS])
def test_a_pronoun_stands_for_a_person_named_near_it(text, speakers):
    assert speakers_of(text) == speakers


def test_a_pronoun_stands_for_nobody_who_was_named_too_many_names_ago():
    for verb in ("said so", "left"):
        near, far = (f"Mary Orr {verb}. {'Carl Fox met Carl Fox. ' * n}" for n in (29, 30))
        assert speakers_of(f"{near}She said no.")[-1] == "Mary Orr"
        assert speakers_of(f"{far}She said no.")[-1] == ("Mary Orr" if verb == "said so" else None)
        near, far = (f"Mary Orr {verb}. {'Carl Fox said so. ' * n}" for n in (59, 60))
        assert speakers_of(f"{near}She said no.")[-1] == "Mary Orr"
        assert speakers_of(f"{far}She said no.")[-1] is None


GENDERS = [
    *[
        (f"{name} left.", "she")
        for name in ("Mary Orr", "Mrs. Orr", "Ms. J. Orr", "The chairwoman Kim Orr", "Queen Bo")
    ],
    *[(f"{name} left.", "he") for name in ("Carl Orr", "Mr. Orr", "Mr. J. Orr", "The businessman Jo Orr", "Prince Bo")],
    ("Jo Orr, a mother of two, left.", "she"),
    ("Jo Orr, the father of two, left.", "he"),
    ("Jo Orr left. The town met Mr. Orr.", "he"),
    ("The town met Orr. Mary Orr left.", "she"),
    ("Mrs. Carl Orr left.", "she"),
]


@pytest.mark.parametrize(("text", "pronoun"), GENDERS)
def test_a_given_name_or_a_title_tells_the_gender(text, pronoun):
    other = "he" if pronoun == "she" else "she"
    assert speakers_of(f"{text} Later {pronoun} said so.")[-1] is not None
    assert speakers_of(f"{text} Later {other} said so.") == [None]


NAMED_SOURCES = [
    ("Ann Lee said so.", ["Ann Lee"]),
    ("Orr said so.", ["Orr"]),
    ("Orr said so. Bo Orr left.", ["Bo Orr"]),
    ("Engineers said so.", [None]),
    ("Mr. Orr said so.", ["Orr"]),
    ("Kent's Ann Lee said so.", ["Ann Lee"]),
    ("Kent's Ann said so.", ["Ann"]),
    ("Ann Lee of Hull said so.", ["Ann Lee"]),
    ("Ann Lee, 43, of Hull, said so.", ["Ann Lee"]),
    ("Ann Lee and Bo Orr said so.", ["Bo Orr"]),
    ("His lawyer, Ann Lee, said so.", ["Ann Lee"]),
    ("Secretary of State Ann Orr said so.", ["Ann Orr"]),
    ("Ann Lee's lawyer said so.", [None]),
    ("The report by Ann Lee said so.", [None]),
    ("The bank of Ann Lee said so.", [None]),
    ("The bank said so.", [None]),
    ("The Lee Bank said so.", ["Lee Bank"]),
    ("Fox News said so.", ["Fox News"]),
    ("Ann Lee met Fox News. The Fox News reporter said so.", [None]),
    ("It was said that Ann Lee left.", [None]),
]


@pytest.mark.parametrize(("text", "speakers"), NAMED_SOURCES, ids=[row[0] for row in NAMED_SOURCES])
def test_a_name_stands_for_its_person_and_a_noun_for_nobody(text, speakers):
    assert speakers_of(text) == speakers


# What is said after a name and a colon is in the first person that of the name.
TURNS = [
    ("ANN LEE: I think that it fell.", ["ANN LEE", "ANN LEE"]),
    ("ANN LEE: We think that it fell.", ["ANN LEE", "ANN LEE"]),
    ("ANN LEE: I’ve said that it fell.", ["ANN LEE", "ANN LEE"]),
    ("ANN LEE: I'd say that it fell.", ["ANN LEE", "ANN LEE"]),
    ("ANN LEE: We’re saying that it fell.", ["ANN LEE", "ANN LEE"]),
    ("ANN LEE: My claim that it fell was false.", ["ANN LEE", "ANN LEE"]),
    ("ANN LEE: Our claim that it fell was false.", ["ANN LEE", "ANN LEE"]),
    ("ANN LEE: It was claimed by us that it fell.", ["ANN LEE", "ANN LEE"]),
    ("ANN LEE: They think that it fell.", ["ANN LEE", None]),
    ("ANN LEE: My aides think that it fell.", ["ANN LEE", None]),
    ("THE CLERK: I think that it fell.", [None, None]),
    ("I think that it fell. ANN LEE left.", [None]),
    ("ANN LEE: It fell.\n\nI think that it rose.", [None]),
    (
        "ANN LEE: I think that it fell.\n\nBO ORR: I think that it rose.",
        ["ANN LEE", "ANN LEE", "BO ORR", "BO ORR"],
    ),
]


@pytest.mark.parametrize(("text", "speakers"), TURNS, ids=[row[0] for row in TURNS])
def test_the_first_person_stands_for_whoever_speaks(text, speakers):
    assert speakers_of(text) == speakers

"""Issue frames: for each dimension, sentences that hold a word of it and sentences that only look like it."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import every_span_has_words, spans_lie_in_order_and_apart

from framing.devices.issue_frames import CATEGORIES, CONDITIONS, DEVICE, LEXICON, Sense, forms_of
from framing.document import Document
from framing.lexicon import LexiconError, read_rows

DATA = Path(__file__).resolve().parent.parent / "data"


def frames(text: str) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.category) for s in DEVICE.find(Document.of(text))]


FOUND = {
    "economic": [
        ("The new stall lost $40 in wages.", "wages"),
        ("The town raised the gas tax twice.", "gas tax"),
        ("The mill shed forty jobs.", "jobs"),
        ("The union asked for overtime.", "union"),
        ("Ann Lee keeps her savings in a bank by the river.", "bank"),
        ("A trade war would hurt the dairies.", "trade war"),
        ("The price of bread doubled.", "price"),
        ("The firm moved its looms south.", "firm"),
    ],
    "capacity": [
        ("The ferry line is short of crews and the backlog grows.", "backlog"),
        ("The bridge was closed to lorries.", "bridge"),
        ("They drilled for oil off the cape.", "oil"),
        ("The ward had no spare capacity.", "capacity"),
        ("A wind farm would feed the valley.", "wind farm"),
        ("The clerks are understaffed.", "understaffed"),
        ("The town ran out of salt.", "ran out of"),
    ],
    "morality": [
        ("The bishop refused the toast.", "bishop"),
        ("She prayed before the vote.", "prayed"),
        ("Her faith kept her going.", "faith"),
        ("It would be immoral to leave them there.", "immoral"),
        ("The voyage was an act of God.", "God"),
        ("He is ashamed of that letter.", "ashamed"),
        ("The chaplain spoke of the sanctity of life.", "sanctity of life"),
    ],
    "fairness": [
        ("The wage gap among weavers has grown.", "wage gap"),
        ("They called the toll unfair.", "unfair"),
        ("She asked for justice for the miners.", "justice"),
        ("The league fought racial bias in hiring.", "bias"),
        ("The club was accused of discrimination.", "discrimination"),
        ("The civil rights march began at noon.", "civil rights"),
        ("Minorities won three seats.", "Minorities"),
    ],
    "legality": [
        ("The court sided with the fishermen.", "court"),
        ("Justice Vane wrote for three colleagues.", "Justice"),
        ("A panel of three judges ruled for the heirs.", "ruled"),
        ("The mayor has a right to a lawyer.", "right"),
        ("The clause is unconstitutional.", "unconstitutional"),
        ("The heirs sued the museum.", "sued"),
        ("Freedom of speech ends here, he joked.", "Freedom of speech"),
    ],
    "policy_prescription": [
        ("The bill would cap the tolls.", "bill"),
        ("The Clean Rivers Act took effect.", "Act"),
        ("Her plan for the harbour has three parts.", "plan"),
        ("The council regulates the stalls.", "regulates"),
        ("They promised a policy on bicycles.", "policy"),
        ("The program gives seeds to gardeners.", "program"),
        ("The measure passed by two.", "measure"),
    ],
    "crime_and_punishment": [
        ("A man was charged with theft on Monday.", "charged"),
        ("The trial opened with a joke.", "trial"),
        ("The suspect was seen in a blue van.", "suspect"),
        ("Police stopped the van.", "Police"),
        ("He was sentenced to six years.", "sentenced"),
        ("The gunman fled on foot.", "gunman"),
        ("The court gave him a lighter sentence.", "sentence"),
        ("The execution of the prisoner was put off.", "execution"),
    ],
    "security": [
        ("The troops crossed at dawn.", "troops"),
        ("A rocket attack emptied the market square.", "attack"),
        ("The defense secretary flew home.", "defense secretary"),
        ("The war went on all winter.", "war"),
        ("Security at the harbour was doubled.", "Security"),
        ("Hackers took the list of passengers.", "Hackers"),
        ("British intelligence had read the cable.", "intelligence"),
    ],
    "health": [
        ("The patient slept for a week.", "patient"),
        ("A virus closed two wards.", "virus"),
        ("Generic drugs would help.", "drugs"),
        ("Families lose coverage when they move.", "coverage"),
        ("The fight against AIDS goes on.", "AIDS"),
        ("New treatments are tested on mice.", "treatments"),
        ("The hurricane tore off the roof.", "hurricane"),
    ],
    "quality_of_life": [
        ("The school has no roof.", "school"),
        ("The poor walk to the well.", "poor"),
        ("Tenants met in the yard.", "Tenants"),
        ("They came to protect the environment.", "environment"),
        ("Smog hung over the neighborhood.", "Smog"),
        ("The food bank ran low.", "food bank"),
        ("Parents wanted shorter evenings.", "Parents"),
    ],
    "cultural_identity": [
        ("The dance is part of our heritage.", "heritage"),
        ("The village kept its identity.", "identity"),
        ("Black voters stayed at home.", "Black"),
        ("The talk was about race and memory.", "race"),
        ("The national flag flew at the pier.", "flag"),
        ("A statue of the founder fell.", "statue"),
        ("The film opens on Friday.", "film"),
    ],
    "public_opinion": [
        ("A poll of 900 adults came out.", "poll"),
        ("The public wants an answer.", "public"),
        ("Protesters filled the pier.", "Protesters"),
        ("Most Americans never saw the letter.", "Most Americans"),
        ("Her approval rating fell.", "approval rating"),
        ("A mass demonstration blocked the pier.", "demonstration"),
        ("The petition has 300 names.", "petition"),
    ],
    "political": [
        ("The party lost two seats.", "party"),
        ("Democratic leaders left early.", "Democratic"),
        ("Her campaign bought the hall.", "campaign"),
        ("The Republican primary is in June.", "primary"),
        ("Lobbyists paid for the dinner.", "Lobbyists"),
        ("They voted at midnight.", "voted"),
        ("The nominating convention met by the lake.", "convention"),
    ],
    "external_regulation": [
        ("The envoy flew to Norway.", "envoy"),
        ("The treaty was signed in French.", "treaty"),
        ("The secretary of state called twice.", "secretary of state"),
        ("Mexico's senate agreed.", "Mexico's"),
        ("Turkey closed the strait.", "Turkey"),
        ("The sanctions hurt sailors most.", "sanctions"),
        ("Allied nations sent blankets.", "Allied nations"),
    ],
}

NOT_FOUND = {
    "economic": [
        "The State of the Union lasted an hour.",
        "They met in the West Bank at noon.",
        "It is none of your business.",
        "She gave a firm answer.",
        "The rivals trade barbs daily.",
        "She bought plums at the farmers market.",
        "Steve Jobs hated the button.",
        "The slip may cost him the seat.",
    ],
    "capacity": [
        "He spoke in his capacity as chairman.",
        "She fried it in olive oil.",
        "They hoped to bridge the divide.",
        "She had the energy to row home.",
        "They could supply them by Monday.",
        "She took in the view.",
    ],
    "morality": [
        "They bargained in good faith.",
        "Thank God it rained.",
        "What a shame that it rained.",
        "She has faith in government.",
        "The mass of the stone is known.",
        "God forbid that it rains.",
    ],
    "fairness": [
        "The pie won at the county fair.",
        "A fair number of boats sank.",
        "The minority leader went home.",
        "The list proves media bias, he said.",
        "Justice Vane went home.",
        "The equity firm sold the mill.",
        "Every justice on the bench yawned.",
    ],
    "legality": [
        "He slipped on a tennis court.",
        "The ruling party lost.",
        "She turned right to the pier.",
        "The right wing of the house burned.",
        "It ruled out nothing.",
        "It is for voters to judge him.",
        "He was tried in the court of public opinion.",
    ],
    "policy_prescription": [
        "Bill Vane sang twice.",
        "The phone bill came late.",
        "They plan a picnic.",
        "It was an act of kindness.",
        "The television program ended.",
        "They measure the fence.",
        "The king would rule for years.",
        "Her insurance policy lapsed.",
    ],
    "crime_and_punishment": [
        "She is in charge of the kitchen.",
        "The vaccine trial began in May.",
        "I suspect the soup.",
        "He spoke with conviction.",
        "The execution of the plan was slow.",
        "The shooting star crossed the bay.",
        "Entry is free of charge.",
        "The Gang of Eight met again.",
        "The sentence has no verb.",
    ],
    "security": [
        "It ended in a war of words.",
        "Social security is paid on Fridays.",
        "She spoke in defense of her cook.",
        "The attack ad ran all week.",
        "Artificial intelligence wrote the menu.",
        "He has no job security.",
        "The defense attorney yawned.",
        "They want to combat smog.",
    ],
    "health": [
        "Please be patient with the baker.",
        "The story got a week of press coverage.",
        "The treatment of prisoners has to change.",
        "The drug cartel owned the mine.",
        "The fork aids the cook.",
        "Her cough was loud.",
    ],
    "quality_of_life": [
        "It was a poor choice of hat.",
        "The political climate has changed.",
        "A hostile work environment helps nobody.",
        "The law speaks of the general welfare.",
        "It was poor timing.",
        "They ate plums by the sea.",
    ],
    "cultural_identity": [
        "The White House said no.",
        "She won the Senate race.",
        "That letter raised a red flag.",
        "They never learned the true identity of the caller.",
        "He wore a black hat.",
        "An arms race would ruin both.",
    ],
    "public_opinion": [
        "The polls close at nine.",
        "They went to the polls in the rain.",
        "The public library is shut.",
        "She sang in public.",
        "It was a demonstration of how the loom works.",
        "They gave a demonstration of the loom.",
    ],
    "political": [
        "The birthday party ended early.",
        "A bombing campaign began.",
        "Debt is the primary reason.",
        "They signed the Geneva Convention.",
        "A democratic society needs bakers.",
        "The search party found the boy.",
    ],
    "external_regulation": [
        "They ate the turkey at noon.",
        "She moved to New Mexico.",
        "We saw Kim Jordan play.",
        "Kansas Secretary of State Ann Lee wrote back.",
        "They polish the brass.",
        "The china was blue.",
        "The mayor phoned a political ally.",
    ],
}

NOTHING = [
    "The cat slept on the sill.",
    "We walked along the beach at dusk.",
    "He tuned the old piano.",
    "The train of thought was lost.",
    "Nobody knew where the key was.",
    "It was a long and quiet afternoon.",
    "She laughed at the answer.",
    "The rope was too short by an inch.",
    "They waited, and then they waited more.",
    "The astronomer saw a faint ring.",
]


@pytest.mark.parametrize(
    ("category", "text", "cue"), [(c, *pair) for c, pairs in FOUND.items() for pair in pairs], ids=str
)
def test_a_word_of_a_dimension_is_found(category, text, cue):
    assert (cue, category) in frames(text)


@pytest.mark.parametrize(("category", "text"), [(c, t) for c, texts in NOT_FOUND.items() for t in texts], ids=str)
def test_a_word_in_another_sense_is_not_of_the_dimension(category, text):
    assert category not in [found for _, found in frames(text)]


# Words that count in one place and not in another: text, the dimension in question, what is found of it.
NEIGHBOURS = [
    *[(text, "external_regulation", found) for text, found in (
        ("Turkey", ["Turkey"]), ("He went to Turkey", ["Turkey"]), ("In the strait Turkey stopped.", ["Turkey"]),
        ("Yesterday Turkey closed.", ["Turkey"]), ("He left. Yesterday Turkey closed.", ["Turkey"]),
        ("He met Kim Turkey.", []), ("He saw the Turkey Fund.", []), ("The turkey fell.", []), ("Turkey Fund", []),
    )],
    *[(text, "health", found) for text, found in (
        ("AIDS", ["AIDS"]), ("They fight AIDS", ["AIDS"]), ("Had I AIDS, I would say so.", ["AIDS"]), ("THE AIDS", []),
        ("AIDS WARD", []), ("THE AIDS WARD", []), ("He aids her.", []), ("Aids came.", []),
    )],
    *[(text, "economic", found) for text, found in (
        ("Price of bread rose.", ["Price"]), ("He left. Price of bread rose.", ["Price"]), ("He met Ann Price.", []),
        ("He met the Price family.", []),
    )],
    *[(text, "policy_prescription", found) for text, found in (
        ("Bill passed.", ["Bill"]), ("A Farm Bill passed.", ["Bill"]), ("The bill and the song.", ["bill"]),
        ("Bill Vane sang.", []), ("Bill and Ann sang.", []), ("Bill Vane's song.", []), ("The phone bill came.", []),
        ("The Act of 1964 fell.", ["Act"]), ("The Clean Rivers Act fell.", ["Act"]), ("Hull's Act fell.", ["Act"]),
        ("The rivers Act fell.", ["Act"]), ("The rivers act fell.", []), ("The act of 1964 fell.", []),
        ("The Act of Union fell.", []), ("The Act fell in 1964.", []), ("The Act fell. 1964 came.", []),
        ("The Act of", []), ("The Act", []),
    )],
    *[(text, "legality", found) for text, found in (
        ("Justice Vane sang.", ["Justice"]), ("Justice Vane's song.", ["Justice"]), ("The Justice Ministry sang.", []),
        ("He met justice Vane.", []), ("Justice for the miners came.", []), ("He asked for justice for Ann.", []),
        ("The court ruled", ["court", "ruled"]), ("The court ruled for him.", ["court", "ruled"]),
        ("A court in the old town ruled for him.", ["court", "ruled"]), ("The court ruled out a song.", ["court"]),
        ("A court in the very old town ruled for him.", ["court"]), ("He left the court. Voters ruled.", ["court"]),
        ("The judge rules for him.", ["judge", "rules"]), ("The mayor ruled that it fell.", ["ruled"]),
        ("The mayor ruled against it.", ["ruled"]), ("The mayor ruled for years.", []), ("The mayor rules that.", []),
        ("His rights are old.", ["rights"]), ("He has the right to sing.", ["right"]), ("The right to", ["right"]),
        ("His right to sing fell.", ["right"]), ("Ann's right to sing fell.", ["right"]),
        ("The dog's right of way fell.", ["right"]), ("A sovereign right to it fell.", ["right"]),
        ("Basic right of way.", ["right"]), ("Right to sing.", []), ("He turned right to it.", []),
        ("He has the right for it.", []), ("The right", []),
    )],
    *[(text, "public_opinion", found) for text, found in (
        ("The public", ["public"]), ("The public wants it.", ["public"]), ("The British public wants it.", ["public"]),
        ("The Public, he said.", ["Public"]), ("The old British public wants it.", []), ("A public wants it.", []),
        ("Public wants it.", []), ("The public library is shut.", []),
    )],
    *[(text, "political", found) for text, found in (
        ("The Democratic wing sang.", ["Democratic"]), ("The democratic wing sang.", []),
    )],
]  # fmt: skip


@pytest.mark.parametrize(("text", "category", "found"), NEIGHBOURS, ids=str)
def test_the_words_beside_a_cue_tell_its_sense(text, category, found):
    assert [cue for cue, one in frames(text) if one == category] == found


def test_a_sense_is_told_by_phrases_of_up_to_four_words_on_either_side():
    document, nothing = Document.of("one two three four five six seven eight nine"), frozenset()
    before = ["four", "three_four", "two_three_four", "one_two_three_four"]
    after = ["six", "six_seven", "six_seven_eight", "six_seven_eight_nine"]
    beside_it = {
        **{phrase: Sense(frozenset([phrase]), nothing, nothing, nothing) for phrase in before},
        **{phrase: Sense(nothing, frozenset([phrase]), nothing, nothing) for phrase in after},
    }
    without_it = {
        **{phrase: Sense(nothing, nothing, frozenset([phrase]), nothing) for phrase in before},
        **{phrase: Sense(nothing, nothing, nothing, frozenset([phrase])) for phrase in after},
    }
    for phrase, sense in beside_it.items():
        assert [at for at in range(9) if sense(document, at, at + 1)] == [4], phrase
    for phrase, sense in without_it.items():
        assert [at for at in range(9) if not sense(document, at, at + 1)] == [4], phrase
    either = Sense(frozenset(["one_two"]), frozenset(["nine"]), nothing, nothing)
    assert [at for at in range(9) if either(document, at, at + 1)] == [2, 7]
    neither = Sense(nothing, nothing, frozenset(["one_two"]), frozenset(["nine"]))
    assert [at for at in range(9) if not neither(document, at, at + 1)] == [2, 7]


@pytest.mark.parametrize("text", NOTHING)
def test_daily_talk_has_no_issue_frame(text):
    assert frames(text) == []


def test_each_dimension_with_words_has_ten_tests_half_of_which_must_not_match():
    assert set(FOUND) == set(NOT_FOUND) == set(CATEGORIES) - {"other"}
    for category, found in FOUND.items():
        assert len(found) >= 5
        assert len(NOT_FOUND[category]) >= 5


def test_the_dimension_other_exists_and_has_no_cue():
    assert CATEGORIES[-1] == "other"
    assert set(LEXICON.categories) == set(CATEGORIES) - {"other"}


def test_the_longest_cue_wins():
    assert frames("The trade war began.") == [("trade war", "economic")]
    assert frames("Social security pays.") == [("Social security", "quality_of_life")]


def test_a_possessive_counts_and_is_part_of_the_span():
    assert frames("the court’s gate and Norway’s king") == [
        ("court’s", "legality"),
        ("Norway’s", "external_regulation"),
    ]


def test_a_cue_in_capitals_and_one_with_a_soft_hyphen_are_found():
    assert frames("TAXES ROSE") == [("TAXES", "economic")]
    assert frames("the uncon\u00adstitutional fence") == [("uncon\u00adstitutional", "legality")]


def test_a_cue_does_not_run_over_the_end_of_a_sentence():
    assert frames("They ate the food. Bank clerks came.") == [("Bank", "economic")]


def test_a_form_stands_for_one_dimension_unless_its_senses_are_told_apart():
    homes = {}
    for entry in LEXICON.entries:
        assert homes.setdefault((entry.cue, entry.condition), entry.category) == entry.category


def test_every_condition_is_used_and_every_group_has_a_reference():
    assert {entry.condition for entry in LEXICON.entries if entry.condition} == set(CONDITIONS)
    assert all(row["reference"] and row["group"] for row in read_rows("issue_frames"))
    assert all(row["note"] for row in read_rows("issue_frame_senses"))


def test_an_unknown_part_names_those_that_there_are():
    with pytest.raises(LexiconError, match="'adverb' is no part of a cue; there are noun, verb, name, word"):
        forms_of("tax", "adverb")


def test_ten_times_the_text_takes_no_more_than_about_ten_times_as_long(seconds):
    hostile = "right to charge the party of public defense justice bill rule state "

    assert seconds(DEVICE.find, hostile * 20_000) < 30 * seconds(DEVICE.find, hostile * 2_000)


def test_the_table_of_known_groups_is_of_these_dimensions_and_its_intervals_hold_the_areas():
    table = pd.read_csv(DATA / "issue_frames_known_groups.csv")
    assert set(table["dimension"]) == set(CATEGORIES) - {"other"}
    assert not table.duplicated(["dimension", "topic"]).any()
    for measure in ("rate", "share"):
        area = table[f"auc_{measure}"]
        assert (area.ge(table[f"{measure}_low"]) & area.le(table[f"{measure}_high"])).all()


WORDS = sorted({word for entry in LEXICON.entries for word in entry.cue.split()})
PIECES = st.sampled_from(
    [*WORDS, "the", ",", ".", "“", "”", "\n\n", "Ann", "not", "New", "Justice", "Bill", "to", "of"]
)


@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_issue_frames_lie_inside_the_text_in_order_and_apart(text):
    spans_lie_in_order_and_apart(DEVICE, text)


@given(st.text(max_size=200))
def test_any_text_at_all_can_be_searched(text):
    every_span_has_words(DEVICE, text)

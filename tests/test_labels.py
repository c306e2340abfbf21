"""Labels: sentences with a contested name, and sentences in which the same words name something else."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import every_span_has_words, spans_lie_in_order_and_apart

import framing
from framing.devices.labels import CONDITIONS, DEVICE, LEXICON, SIDES, find_labels, written_variants
from framing.document import Document
from framing.lexicon import read_lexicon, read_rows

ROWS = read_lexicon("labels").entries


def labels(text: str) -> list[tuple[str, str, str]]:
    return [(text[s.start : s.end], s.category, s.details["side"]) for s in find_labels(Document.of(text))]


FOUND = [
    # immigration
    ("Two illegal aliens were held.", "illegal aliens", "unauthorized_immigrants", "right"),
    ("An undocumented worker fell ill.", "undocumented worker", "unauthorized_immigrants", "left"),
    ("Unauthorised immigrants pay rent too.", "Unauthorised immigrants", "unauthorized_immigrants", "neutral"),
    ("The bill offers immigrants amnesty.", "amnesty", "immigrant_legalization", "right"),
    ("She backs a pathway to citizenship.", "pathway to citizenship", "immigrant_legalization", "left"),
    ("The senator would end chain migration.", "chain migration", "family_migration", "right"),
    ("Dreamers fear deportation.", "Dreamers", "childhood_arrivals", "left"),
    ("He called the migrants at the border an invasion.", "invasion", "border_arrivals", "right"),
    ("Judges froze the Muslim ban.", "Muslim ban", "travel_ban", "left"),
    # abortion and guns
    ("Pro-life groups cheered.", "Pro-life", "abortion_opponents", "right"),
    ("A pro\u2011life march began.", "pro\u2011life", "abortion_opponents", "right"),
    ("The pro life march began.", "pro life", "abortion_opponents", "right"),
    ("Anti-abortion groups cheered.", "Anti-abortion", "abortion_opponents", "neutral"),
    ("They speak for the unborn.", "unborn", "fetus", "right"),
    ("The abortion law protects the fetus.", "fetus", "fetus", "left"),
    ("A heartbeat bill passed.", "heartbeat bill", "early_abortion_ban", "right"),
    ("Voters want gun control.", "gun control", "gun_policy", "neutral"),
    ("Parents marched for gun safety.", "gun safety", "gun_policy", "left"),
    ("He sells modern sporting rifles.", "modern sporting rifles", "assault_weapon", "right"),
    # climate, taxes, work
    ("The climate crisis is here.", "climate crisis", "climate_change", "left"),
    ("A climate denier spoke.", "climate denier", "climate_doubters", "left"),
    ("Heirs will pay the death tax.", "death tax", "estate_tax", "right"),
    ("The death tax's end is near.", "death tax's", "estate_tax", "right"),
    ("Heirs will pay the estate tax.", "estate tax", "estate_tax", "left"),
    ("The budget brings tax relief.", "tax relief", "tax_reduction", "right"),
    ("It is a tax cut for the rich, he said.", "tax cut for the rich", "tax_reduction", "left"),
    ("They would tax the rich.", "rich", "rich_people", "left"),
    ("Union bosses were angry.", "Union bosses", "union_leaders", "right"),
    ("A right-to-work law passed.", "right-to-work", "right_to_work", "right"),
    ("The right to work law passed.", "right to work", "right_to_work", "right"),
    ("Families on welfare wait.", "welfare", "welfare", "right"),
    # health, courts, parties
    ("Obamacare’s costs rose.", "Obamacare’s", "affordable_care_act", "right"),
    ("The Affordable Care Act survived.", "Affordable Care Act", "affordable_care_act", "left"),
    ("They fear socialized medicine.", "socialized medicine", "universal_health_care", "right"),
    ("Activist judges struck it down.", "Activist judges", "activist_judges", "right"),
    ("A Democrat senator objected.", "Democrat senator", "democratic_party", "right"),
    ("A Democratic senator objected.", "Democratic senator", "democratic_party", "left"),
    ("Most conservatives agreed.", "conservatives", "politicians_of_the_right", "right"),
    # protest, war
    ("The march ended in a riot.", "riot", "protest", "right"),
    ("The city saw protests all week.", "protests", "protest", "neutral"),
    ("The special military operation began.", "special military operation", "attack_on_country", "actor"),
    ("The invasion of Ruritania began.", "invasion", "attack_on_country", "critic"),
    ("The conflict in Syria drags on as troops dig in.", "conflict", "attack_on_country", "neutral"),
    ("A drone strike was called an assassination.", "assassination", "targeted_killing", "critic"),
    ("Israel approved new settlements.", "settlements", "settlements", "neutral"),
    ("Detainees said the torture lasted days.", "torture", "prisoner_treatment", "critic"),
    (
        "They used enhanced interrogation techniques.",
        "enhanced interrogation techniques",
        "prisoner_treatment",
        "actor",
    ),
    ("The Syrian regime denied it.", "Syrian regime", "adversary_government", "critic"),
    ("The Syrian government denied it.", "Syrian government", "adversary_government", "neutral"),
    ("ISIS lost the town.", "ISIS", "islamic_state", "neutral"),
    ("The Islamic State lost the town.", "Islamic State", "islamic_state", "actor"),
    ("The generals' coup failed.", "coup", "change_of_power", "critic"),
]

NOT_FOUND = [
    ("A lawyer of Amnesty International spoke of immigrants.", "immigrant_legalization"),
    ("The general granted the rebels amnesty.", "immigrant_legalization"),
    ("Both are dreamers, her mother said.", "childhood_arrivals"),
    ("He called the reporters an invasion of privacy.", "attack_on_country"),
    ("Police blamed a home invasion.", "attack_on_country"),
    ("The invasion of Ruritania began.", "border_arrivals"),
    ("A travel ban kept athletes at home.", "travel_ban"),
    ("The National Right to Life Committee met.", "abortion_opponents"),
    ("The Coalition for Gun Safety met.", "gun_policy"),
    ("The gun lay on the table.", "gun_policy"),
    ("The fetus of the whale weighs a ton.", "fetus"),
    ("The unborn calf died.", "abortion_opponents"),
    ("They drank in the rich soil.", "rich_people"),
    ("She made a rich soup.", "rich_people"),
    ("The wealthy merchant paid.", "rich_people"),
    ("Firms want energy tax credits.", "carbon_price"),
    ("She works in child welfare.", "welfare"),
    ("He cares for the welfare of others.", "welfare"),
    ("Corporate welfare must end.", "welfare"),
    ("Refugees have no right to work there.", "right_to_work"),
    ("The National Right to Work Committee sued.", "right_to_work"),
    ("He claimed a religious right to refuse.", "religious_right"),
    ("The Liberals won in Ottawa, the Conservatives in Leeds.", "politicians_of_the_left"),
    ("The Liberals won in Ottawa, the Conservatives in Leeds.", "politicians_of_the_right"),
    ("They need democratic leaders, not kings.", "democratic_party"),
    ("A Liberal Democrat leader lost his seat.", "democratic_party"),
    ("Riot police stood by.", "protest"),
    ("Pussy Riot sang.", "protest"),
    ("The garden was a riot of colour.", "protest"),
    ("It was a conflict of interest.", "attack_on_country"),
    ("The rule is in conflict with the troops' habits.", "attack_on_country"),
    ("The couple reached a divorce settlement.", "settlements"),
    ("Israel wants a peace settlement.", "settlements"),
    ("It was character assassination.", "targeted_killing"),
    ("The wait was torture.", "prisoner_treatment"),
    ("The deal was a coup for the mayor.", "change_of_power"),
    ("Isis smiled and paid.", "islamic_state"),
    ("They dream of an Islamic state.", "islamic_state"),
    ("She is a cancer survivor.", "sexual_assault_complainant"),
    ("The tax regime is complex.", "adversary_government"),
    ("Scientists praise the intelligent design of the beak.", "origin_of_life"),
    ("She made a choice.", "abortion_supporters"),
    ("He broke the law and the order of things.", "crime_policy"),
]


@pytest.mark.parametrize(("text", "name", "concept", "side"), FOUND)
def test_a_contested_name_is_found_with_its_concept_and_side(text, name, concept, side):
    assert (name, concept, side) in labels(text)


@pytest.mark.parametrize(("text", "concept"), NOT_FOUND)
def test_a_word_that_names_something_else_is_no_label(text, concept):
    assert concept not in [found for _, found, _ in labels(text)]


# What the conditions of the cues decide, at their limits: the text, and all that is found in it.
LIMITS = [
    (
        "Immigrants " + "la " * 39 + "amnesty came.",
        ["amnesty"],
    ),
    (
        "Immigrants " + "la " * 40 + "amnesty came.",
        [],
    ),
    (
        "An amnesty " + "la " * 39 + "immigrants.",
        ["amnesty"],
    ),
    (
        "An amnesty " + "la " * 40 + "immigrants.",
        [],
    ),
    ("Conservatives agreed.", ["Conservatives"]),
    ("Ann spoke. Conservatives agreed.", ["Conservatives"]),
    ("Ann told Conservatives so.", []),
    ("Liberals agreed.", ["Liberals"]),
    ("Most Liberals agreed.", []),
    ("The survivor spoke of the rape.", ["survivor"]),
    ("A survivor of rape spoke.", ["survivor"]),
    ("A cancer survivor spoke of rape.", []),
    ("A cancer and rape survivor spoke.", []),
    ("A cancer ward and rape survivor spoke.", ["survivor"]),
    ("A cancer ward met a rape survivor.", ["survivor"]),
    ("A survivor of the old cancer spoke of rape.", []),
    ("A survivor of the very old cancer spoke of rape.", ["survivor"]),
    ("A survivor of the very very old cancer spoke of rape.", ["survivor"]),
    ("The rape trial: a survivor spoke.", ["survivor"]),
    ("A survivor spoke.", []),
    ("The city needs welfare now.", ["welfare"]),
    ("The welfare of cats counts.", []),
    ("The welfare, of course, fell.", ["welfare"]),
    ("The child welfare office shut.", []),
    ("The welfare state grew.", ["welfare"]),
    ("Welfare fell.", ["Welfare"]),
    ("They teach intelligent design.", ["intelligent design"]),
    ("They teach intelligent design now.", ["intelligent design"]),
    ("They teach intelligent design theory.", ["intelligent design"]),
    ("They teach intelligent design of cats.", []),
    ("A riot broke out.", ["riot"]),
    ("Riot broke out.", ["Riot"]),
    ("Pussy Riot sang.", []),
    ("The quiet riot spread.", []),
    ("The pussy riot spread.", []),
    ("The police saw a riot.", ["riot"]),
    ("A riot of color filled it.", []),
    ("A riot of colour filled it.", []),
    ("A riot of men filled it.", ["riot"]),
    ("A riot filled it of color.", ["riot"]),
    ("The invasion of Ruritania began.", ["invasion"]),
    ("The invasion of the old Ruritania began.", ["invasion"]),
    ("The invasion of the very old Ruritania began.", []),
    ("The invasion of the very very old Ruritania began.", []),
    ("The invasion of Ann's privacy began.", []),
    ("The invasion of her old privacy hurt the troops.", []),
    ("The invasion of her very old privacy hurt the troops.", ["invasion"]),
    ("The home invasion hurt the troops.", []),
    ("The home then saw an invasion of troops.", ["invasion"]),
    ("The home saw invasion by troops.", ["invasion"]),
    ("An alien invasion hurt the troops.", []),
    ("Home owners saw an invasion by troops.", ["invasion"]),
    ("The invasion cost troops.", ["invasion"]),
    ("The invasion cost much.", []),
    ("The conflict cost troops.", ["conflict"]),
    ("The conflict of troops grew.", []),
    ("The conflict resolution of troops grew.", []),
    ("The conflict then hurt troops.", ["conflict"]),
    ("The conflict with troops grew.", ["conflict"]),
    ("The armed conflict grew.", ["conflict"]),
    ("The armed old conflict grew.", []),
    ("The conflict armed them.", []),
    ("Armed men like conflict.", []),
    ("Troops live in conflict.", []),
    ("Troops live by conflict.", ["conflict"]),
    ("Troops live near conflict.", ["conflict"]),
    ("The conflict grew.", []),
    ("Israel built a settlement.", ["settlement"]),
    ("Israel built a legal settlement.", []),
    ("The settlement grew.", []),
    ("The Islamic State grew.", ["Islamic State"]),
    ("The Islamic state grew.", []),
    ("The islamic State grew.", []),
    ("Ann saw the Islamic state.", []),
    ("Isis's men fell.", []),
    ("The coup for Ann failed.", []),
    ("The coup de grace failed.", []),
    ("The coup failed.", ["coup"]),
    ("They tax the rich.", ["rich"]),
    ("They tax rich men.", []),
    ("The rich men left.", []),
    ("A rich of the town paid.", []),
    ("Democratic leaders met.", ["Democratic leaders"]),
    ("The Democratic leaders met.", ["Democratic leaders"]),
    ("The democratic leaders met.", []),
    ("Liberal Democratic leaders met.", []),
    ("The religious right won.", ["religious right"]),
    ("The religious right to pray won.", []),
    ("The religious right of men won.", []),
    ("The right to work law passed.", ["right to work"]),
    ("The right to work passed.", []),
    ("The right-to-work rule passed.", ["right-to-work"]),
    ("They want an energy tax.", ["energy tax"]),
    ("They want energy tax credits.", []),
    ("The American Gun Control group met.", []),
    ("American Gun Control won.", []),
    ("An american Gun Control won.", ["Gun Control"]),
    ("The gun control league met.", ["gun control"]),
    ("The Gun Control League met.", []),
    ("The Gun Control league met.", ["Gun Control"]),
    ("The Gun control League met.", ["Gun control"]),
    ("The gun Control League met.", ["gun Control"]),
    ("They saw Gun Control. League men met.", ["Gun Control"]),
    ("They saw the Gun Control", ["Gun Control"]),
    ("The Coalition for Gun Control met.", []),
    ("The coalition for Gun Control met.", ["Gun Control"]),
    ("The Coalition then for Gun Control met.", ["Gun Control"]),
    ("For Gun Control he met them.", ["Gun Control"]),
    ("Ann. For Gun Control he met them.", ["Gun Control"]),
    ("Ann of Rome saw Gun Control.", ["Gun Control"]),
    ("National men saw Gun Control.", ["Gun Control"]),
    ("National Gun Control won.", []),
    ("They met National. Gun Control won.", ["Gun Control"]),
    ("ISIL's men fell.", ["ISIL's"]),
    ("ISIL’s men fell.", ["ISIL’s"]),
    ("Isil's men fell.", []),
    ("Isil’S men fell.", []),
    ("The tax is for the rich.", ["rich"]),
    ("Tax is for the rich men of Rome.", []),
    ("A rich man pays tax.", []),
    ("He read the riot act.", []),
    ("The child's welfare counts.", ["welfare"]),
    ("Home in Rome, they feared an invasion by troops.", ["invasion"]),
    ("National. Gun Control won.", ["Gun Control"]),
    ("They spoke of National Gun Control.", []),
    ("National groups fear Gun Control.", ["Gun Control"]),
    ("The Coalition of Ann for Gun Control met.", []),
    ("Ann for Gun Control met.", []),
    ("ann for Gun Control met.", ["Gun Control"]),
    ("Ann spoke for gun control.", ["gun control"]),
    ("They like Gun Control Leagues.", ["Gun Control"]),
    ("They fear conflict zones of troops.", ["conflict"]),
    ("The conflict resolution hurt troops.", []),
    ("The conflict interests troops.", []),
    ("A political settlement pleased Israel.", []),
    ("The Islamic State’s men fell.", ["Islamic State’s"]),
    ("The coup against Ann failed.", ["coup"]),
    ("The religious right not to pray won.", []),
    ("An energy tax break came.", ["tax break"]),
    ("A pro-life man spoke.", ["pro-life"]),
    ("Pro-life's end came.", ["Pro-life's"]),
    ("The pro lifer's end came.", ["pro lifer's"]),
    ("The pro lifers met.", ["pro lifers"]),
    ("The anti-gun-control man spoke.", []),
    ("Social Democratic leaders met.", []),
    ("Free Democratic leaders met.", []),
]


@pytest.mark.parametrize(("text", "cues"), LIMITS, ids=[text[:60] + str(len(text)) for text, _ in LIMITS])
def test_a_condition_decides_at_its_limits(text, cues):
    assert [cue for cue, *_ in labels(text)] == cues


def test_a_row_gives_a_known_side_a_name_and_a_reference():
    for entry in ROWS:
        assert entry.attributes["side"] in SIDES, entry
        assert entry.attributes["name"], entry
        assert entry.reference, entry


def test_a_word_is_optional_as_a_whole_and_never_are_all_of_them():
    for entry in ROWS:
        assert "?" not in entry.cue.replace("? ", " ").removesuffix("?"), entry
        assert any(not element.endswith("?") for element in entry.cue.split()), entry


def test_there_are_65_concepts_and_each_is_contested():
    assert len(DEVICE.categories) >= 65
    for concept in DEVICE.categories:
        names = {(e.attributes["name"], e.attributes["side"]) for e in ROWS if e.category == concept}
        assert len({side for _, side in names}) >= 2, concept
        assert len({name for name, _ in names}) == len(names), concept
        assert concept.isidentifier()


def test_every_condition_and_every_list_of_words_is_used():
    assert {entry.condition for entry in ROWS if entry.condition} == set(CONDITIONS)
    source = Path(framing.devices.labels.__file__).read_text(encoding="utf-8")
    assert all(f'"{row["list"]}"' in source for row in read_rows("label_contexts"))


def test_the_longest_name_wins():
    assert labels("No tax cuts for the wealthy.") == [("tax cuts for the wealthy", "tax_reduction", "left")]
    assert labels("He wants Medicare for All.") == [("Medicare for All", "universal_health_care", "left")]


def test_a_name_does_not_run_over_the_end_of_a_sentence():
    assert labels("He spoke of death. Tax him.") == []


def test_a_span_says_which_name_it_is_a_form_of():
    [span] = find_labels(Document.of("ILLEGAL ALIENS held"))
    assert dict(span.details) == {"name": "illegal alien", "side": "right"}


def test_a_text_without_labels_has_none():
    result = framing.extract(pd.DataFrame({"text": ["The ferry was late.", ""]}), devices=["label"])
    assert result.spans.empty
    assert result.features["label"].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("cue", "variants"),
    [
        ("pro-life", ["pro-life|pro-life's", "pro life|life's"]),
        ("estate tax|taxes", ["estate tax|tax's|taxes"]),
        ("cap-and-trade rules?", ["cap-and-trade rules?", "cap and trade rules?"]),
    ],
)
def test_a_hyphen_may_be_a_space_and_the_last_word_a_possessive(cue, variants):
    assert written_variants(cue) == variants


WORDS = sorted({word for entry in ROWS for word in entry.cue.replace("|", " ").replace("?", " ").split()})
PIECES = st.sampled_from([*WORDS, "the", "of", ".", ",", "“", "”", "\n\n", "National", "Committee", "ISIS", "police"])


@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_labels_lie_inside_the_text_in_order_and_apart(text):
    spans_lie_in_order_and_apart(DEVICE, text)


@given(st.text(max_size=200))
def test_any_text_at_all_can_be_searched(text):
    every_span_has_words(DEVICE, text)


@pytest.mark.parametrize(
    "words", ["riot ", "the rich ", "invasion ", "abortion fetus ", "health ", "tax cuts for ", "'s "]
)
def test_the_time_grows_with_the_text_and_no_faster(seconds, words):
    assert seconds(find_labels, words * 80_000) < 16 * seconds(find_labels, words * 10_000) + 0.2


def test_the_lexicon_of_the_device_holds_every_form_of_every_row():
    assert len(LEXICON.entries) >= len(ROWS)
    assert LEXICON.categories == DEVICE.categories

"""Types of source, phrase by phrase: what decides, where it stands, and what does not."""

from itertools import product

import pytest

from framing.devices.attribution import attributions
from framing.devices.source_types import source_type
from framing.document import Document

BEFORE = ("In the end, {}", "At last, {}", "It rained and {}", "It fell and {}", "He told the senator {}", "Only {}")


def type_at_start(phrase, rest=""):
    """The type of a phrase that opens an article."""
    return source_type(Document.of(f"{phrase} said no. {rest}"), (0, len(Document.of(phrase).tokens)))


def type_inside(phrase, rest=""):
    """The type of a phrase inside a sentence, where a capital tells a name; it must not hang on what stands before."""
    size, kinds = len(Document.of(phrase).tokens), set()
    for before, after in product(BEFORE, [f" said no. {rest}", *([] if rest else [""])]):
        first = len(Document.of(before.format("")).tokens)
        kinds.add(source_type(Document.of(f"{before.format(phrase)}{after}"), (first, first + size)))
    [kind] = kinds
    return kind


def rows(table):
    return [pytest.param(kind, phrase, id=f"{kind}: {phrase}") for kind, phrases in table.items() for phrase in phrases]


ANYWHERE = {
    "named": [
        *("Ann Lee", "Ann Lee's", "Orr", "Mr. Orr", "J. R. Orr", "Ann Lee Jr.", "Mr. Baker", "Ann Baker", "Orr Baker"),
        *("Interior Minister Otto Lang", "Interior Minister Otto van der Lang", "Judge Baker", "Democrat Marsh"),
        *("Interior Minister Otto Karl Ludwig Lang", "Republican Ann Lee", "the late Orr", "the late Walter Finch"),
        *("painter Orr", "the painter Orr", "the economist Peter Hall", "Gov. J. Orr", "old Orr", "the Ann Lee"),
        *(
            "Ann and Bo",
            "Lee and Orr",
            "a group of Ann Lee",
            "the waiter Tobias Orr",
            "his lawyer, Ann Lee",
            "his lawyer, Ann Lee, a baker",
            "Ann Street Orr",
            "Governor Marsh",
        ),
    ],
    "role": [
        *("the Governor", "Governor", "Mayor", "the Foreign Minister", "a Prime Minister", "the Attorney General"),
        *("the Vice President", "the Judge", "the plumber", "a welder", "the glazier", "the tailor", "the violinist"),
        *("the auctioneer", "the sportsman", "the policewoman", "the chairperson", "the chess player", "Hull's mayor"),
        *("the report writer", "the media mogul", "the agency chief", "the opinion page editor", "boss", "the boss"),
        *("the official", "this official", "that witness", "his adviser", "the two officials", "the one official"),
        *("the three experts", "his two advisers", "both officials", "both the officials", "Lee's two aides"),
        *("their lawyer", "the governor's wife", "the bank's owner", "the critic"),
        *(
            "the mayor and two reports",
            "the Speaker",
            "the Cardinal",
            "the Admiral",
            "a Rabbi",
            "mayor and his bank",
            "the mayor and 30 papers",
        ),
    ],
    "organisation": [
        *("the panel", "the agencies", "two agencies", "the churches", "the Republican Party", "the Helen Marsh Group"),
        *(
            "the Republican Marsh Group",
            "Minister Otto Lang Council",
            "Mayor Hull Police",
            "Lee Foundation",
            "Ann Bank",
        ),
        *("Ann Lee Foundation", "the Marsh campaign", "the United States", "United States", "the United Nations"),
        *("Western Nations", "the Western Nations", "the House", "House", "Oregon", "South Africa", "GXQ", "the GXQ"),
        *("GXQ's", "GXQ’s", "U.S.", "the firm Gxq", "firm Gxq", "the agency's Gxq", "the Pacific"),
        *(
            "Lee and Orr Bank",
            "the big Ostbank",
            "the Liberal Ostbund",
            "the police dog",
            "the study group",
            "the governor's office",
            "the X",
        ),
        *("the workers' union", "the boss's club", "the Democratic National Committee", "the Kent Bank North"),
    ],
    "document": [
        *("the report", "the reports", "the news report", "a paper", "two papers", "a research paper", "court papers"),
        *("the university paper", "the court papers", "the agency's paper", "the Kent Report", "Kent Report"),
        *("the report Gxq", "the book Marble", "the governor's letter", "the poll desk"),
        *("the rulings", "two essays", "report and the bank"),
    ],
    "media": [
        *("the news agency", "a news agency", "the news", "the paper", "the local paper", "local papers"),
        *("daily papers", "the local papers", "Reuters", "Kent Post", "the Post", "Fox News", "the News Hour"),
        *("Kent News Hour", "the Kent Times", "the newspaper Gxq", "the magazine's Gxq"),
        *("the tabloid", "the weeklies", "the radio crew"),
    ],
    "anonymous": [
        *("others", "two officials", "one official", "those officials", "the officials", "his advisers", "an adviser"),
        *("these critics", "the source", "the two sources", "a source", "an official", "the people", "every person"),
        *("two people", "some people", "Kent Officials", "the Officials", "Lee's aides"),
        *("the expert view", "the White House aides", "aides and the mayor", "officials'"),
    ],
    "collective": [
        *("everyone", "nobody", "most people", "all people", "no one", "few people", "each one", "300 people"),
        *("nearly 300 people", "two dozen people", "the 300 voters", "62 percent", "62 percent of voters", "62 %"),
        *("the firms", "firms", "the bosses", "the shippers", "bakers", "the women", "firemen", "two plumbers"),
        *(
            "the sisters",
            "the crowd",
            "the family",
            "officials' wives",
            "the voters' mood",
            "Americans",
            "two crofters",
        ),
        *("the Americans", "Two Americans", "Two Sudbers", "the Sudbers", "his Sudbers", "30 Sudbers"),
        *("Senate Republicans", "President Republicans", "President Lee's Republicans", "the skaters", "the sailors"),
        *(
            "the harpists",
            "the giants",
            "the rodents",
            "the trainees",
            "the Corsicans",
            "the Chileans",
            "the classmates",
        ),
        *(
            "the socialites",
            "the physicians",
            "a number of skaters",
            "Kent’s Democrats",
            "most young people",
            "all the people",
            "no old people",
            "the workers'",
            "the firms'",
            "most crowd noise",
        ),
    ],
    "pronoun": [*("she", "who", "they", "it", "we", "you", "him"), "he's"],
}


@pytest.mark.parametrize(("kind", "phrase"), rows(ANYWHERE))
def test_a_phrase_has_one_type_wherever_it_stands(kind, phrase):
    assert type_inside(phrase) == kind
    assert type_at_start(phrase[0].upper() + phrase[1:]) == kind


# A capital tells nothing at the start of an article: phrase there, its type there, and inside a sentence.
CAPITALS = [
    *[(name, "named", "named") for name in ("Rogers", "Sanders", "Sellers", "Clements", "Weizmen", "Marble", "Kent")],
    *[(name, "named", "named") for name in ("Judge Orr", "Barkers Lee", "Baker", "Gxq", "Times", "X")],
    *[
        (people, "collective", "named")
        for people in ("Barkers", "Rectors", "Florists", "Servants", "Agents", "Nominees")
    ],
    *[(people, "collective", "named") for people in ("Librarians", "Crimeans", "Mohicans", "Linesmen")],
    *[(people, "collective", "named") for people in ("Roommates", "Anchorites", "Barkers in Hull", "Barkers who won")],
    *[
        (noun, "role", "named")
        for noun in ("Marble of Hull", "Marble by the sea", "Marble with spots", "Marble for all")
    ],
    ("Moscow of old", "organisation", "organisation"),
    ("Marble in Hull", "named", "named"),
    ("Judge", "role", "role"),
    ("Officials", "anonymous", "anonymous"),
    ("Police", "organisation", "organisation"),
    ("Officials' wives", "collective", "collective"),
]


@pytest.mark.parametrize(("phrase", "at_start", "inside"), CAPITALS, ids=[row[0] for row in CAPITALS])
def test_a_capital_tells_a_name_inside_a_sentence_only(phrase, at_start, inside):
    assert (type_at_start(phrase), type_inside(phrase)) == (at_start, inside)


# Phrase at the start, what the article says elsewhere, and the type.
ELSEWHERE = [
    ("Marble", "The marble is grey.", "role"),
    ("Marble", "He met Marble.", "named"),
    ("Marble", "He met Marble, who sells marble.", "named"),
    ("Marble's", "The marble is grey.", "role"),
    ("Marble", "Marble is grey.", "named"),
    ("Barkers", "He met Barkers.", "named"),
    ("Barkers", "“Barkers left.”", "collective"),
    ("Officials", "He met Officials.", "anonymous"),
    ("Marble of Hull", "He met Marble.", "named"),
    ("GXQ", "He met Gxq.", "named"),
    ("GXQ", "He met gxq.", "role"),
    ("GXQ's", "He met Gxq.", "named"),
    ("GXQ", "He met GXQ.", "organisation"),
    ("GXQ", "Gxq left.", "organisation"),
    ("Farmer Jordan", "", "named"),
    ("Farmer Orr", "", "named"),
]


@pytest.mark.parametrize(("phrase", "rest", "kind"), ELSEWHERE)
def test_the_rest_of_the_article_tells_a_name_from_a_noun(phrase, rest, kind):
    assert type_at_start(phrase, rest) == kind


def test_a_capital_tells_nothing_where_a_quotation_begins():
    for text in ("He wrote: “Barkers said no.”", "He wrote. Barkers said no.", "So he wrote. Barkers", "Barkers"):
        for person, kind in (("Barkers", "collective"), ("Barkers Lee", "named")):
            document = Document.of(text.replace("Barkers", person))
            at = document.words.index("barkers")
            assert source_type(document, (at, at + len(person.split()))) == kind


HEADS = {
    "organisation": ["bank of reports", "bank for reports", "bank at the report", "bank from the report"],
    "document": [
        *("report in the bank", "report with a bank", "report by the bank", "report on the bank"),
        *("report about the bank", "report to the bank", "report, a bank"),
        *("report (of a bank)", "report — a bank —", "report – a bank –", "report who banks"),
        "report he banks",
    ],
}


@pytest.mark.parametrize(("kind", "phrase"), rows(HEADS))
def test_the_head_is_the_last_noun_before_what_belongs_to_it(kind, phrase):
    assert type_inside(f"the {phrase}") == kind


COUNTED = {
    "collective": [
        *("a group of senators", "a number of senators", "dozens of senators", "two thirds of senators"),
        *("a couple of senators", "half of senators", "senators of a group", "a group of the young senators"),
        *("62 percent in senators", "a group of senators and a bank"),
    ],
    "organisation": ["a team of senators", "a group for senators", "a group close to senators", "a group", "group of"],
    "document": ["a lot of reports", "a lot of reports of senators", "reports of a lot of senators"],
    "anonymous": ["a dozen of officials", "a group of critics in the bank"],
}


@pytest.mark.parametrize(("kind", "phrase"), rows(COUNTED))
def test_what_a_quantity_counts_decides(kind, phrase):
    assert type_inside(phrase) == kind


JOINED = {
    "document": [
        *("the report and the bank", "a report and his bank", "reports and two banks", "reports and 30 banks"),
        *("the bank and report", "the bank and new report", "report and the"),
    ],
    "organisation": ["the report and bank", "the report or the bank", "the bank and the report"],
    "named": ["Ann Lee and banks", "Lee and reports", "Ann Lee and the bank", "Lee and Orr"],
    "role": ["the mayor and governor", "mayor and his aides"],
}


@pytest.mark.parametrize(("kind", "phrase"), rows(JOINED))
def test_the_first_of_two_joined_phrases_decides_where_they_are_two(kind, phrase):
    assert type_inside(phrase) == kind


# A person after an office: source, and the name.
AFTER_AN_OFFICE = [
    ("his lawyer, Ann Lee", "Ann Lee"),
    ("the lawyer, J. R. Orr", "J. R. Orr"),
    ("the union's lawyer, Ann Lee", "Ann Lee"),
    ("Speaker of the House Ann Lee", "Ann Lee"),
    ("Secretary of State Ann Orr", "Ann Orr"),
    ("Secretary of State Clara J. Orr", "Clara J. Orr"),
    ("Secretary of State Orr", None),
    ("Speaker of the House Orr", None),
    ("Secretary of Clara Orr", None),
    ("Secretary of State Gxq Orr", None),
    ("Bank of Hull Ann Lee", None),
    ("the mayor with Ann Lee", None),
    ("his lawyer, Ann", None),
    ("his lawyer, Ann Texas", None),
    ("his lawyer, Ann Lee Bank", None),
    ("his lawyer, Ann Lee of Hull", None),
    ("his lawyer, Ann Lee and others", None),
    ("his lawyer, a man called Ann Lee", None),
    ("his lawyer", None),
    ("his dog, Ann Lee", None),
    ("the mayor, Ann Berlin Orr", "Ann Berlin Orr"),
    ("the mayor, Ann Orr Berlin", None),
    ("the head of Clara Orr College", None),
    ("the lawyer for Ann Lee", None),
]


@pytest.mark.parametrize(("source", "name"), AFTER_AN_OFFICE, ids=[row[0] for row in AFTER_AN_OFFICE])
def test_a_person_is_named_after_an_office(source, name):
    document = Document.of(f"In the end, {source}{',' * (',' in source)} said that it fell.")
    [one] = document.once(attributions)
    assert one.source == source
    assert (one.speaker if one.source_type == "named" else None) == name


# Text with a month that may be a name, the source of "said", its type.
MONTHS = [
    ("Theresa May left. In the end, May said no.", "named"),
    ("Theresa May left. May said no.", "named"),
    ("Minister June left. In the end, June said no.", "named"),
    ("In the end, May said no. Theresa May left.", "named"),
    ("Theresa left. In the end, May said no.", "role"),
    ("Mr. Orr left. In the end, May said no.", "role"),
    ("Theresa May left. In the end, MAY said no.", "role"),
    ("Theresa May left. In the end, April said no.", "role"),
]


@pytest.mark.parametrize(("text", "kind"), MONTHS)
def test_a_month_is_a_person_where_the_article_gives_that_name_to_one(text, kind):
    document = Document.of(text)
    at = document.words.index("said") - 1
    assert source_type(document, (at, at + 1)) == kind

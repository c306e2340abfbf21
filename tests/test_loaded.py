"""Loaded words: for each category, sentences that hold one and sentences whose words only look like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import every_span_has_words, spans_lie_in_order_and_apart

from framing.devices.loaded import CONDITIONS, DEVICE, cues, find_loaded, phrases, vocabulary, weigh_loaded
from framing.document import Document
from framing.lexicon import read_rows, word_list


def loaded(text: str) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.category) for s in find_loaded(Document.of(text))]


FOUND = {
    "negative": [
        ("The disgraced mayor peddled another ludicrous story about the bridge.", "ludicrous"),
        ("Her shameful attack on the teachers was pure propaganda.", "propaganda"),
        ("It was a pathetic excuse from a party of cowards.", "pathetic"),
        ("The senator spewed his usual nonsense at the rally.", "spewed"),
        ("The senator spewed his usual nonsense at the rally.", "nonsense"),
        ("This radical mob wants to bulldoze your rights.", "radical"),
        ("The minister’s bizarre rant embarrassed even his cronies.", "bizarre"),
        ("The paper’s hysterical coverage is a farce.", "hysterical"),
        ("A corrupt clique of bureaucrats rigged the vote.", "corrupt"),
        ("They smeared a decent man with vicious lies.", "vicious"),
        ("The idiotic plan will wreck the town.", "idiotic"),
        ("It is a witch hunt, and the press is cheering it on like fools.", "witch hunt"),
    ],
    "positive": [
        ("The brave and brilliant doctor saved this ungrateful, corrupt town.", "brilliant"),
        ("Our heroic and selfless nurses deserve better than these disgraceful lies.", "heroic"),
        ("Their heroic fight against a vicious regime inspires us all.", "heroic"),
        ("What a magnificent rebuke to the idiotic critics!", "magnificent"),
        ("The legendary and fearless reporter exposed their hypocrisy.", "fearless"),
        ("A glorious victory over the corrupt and cynical elite!", "glorious"),
        ("She is a true patriot, a hero among cowards and liars.", "hero"),
        ("The valiant rescuers put the bumbling ministers to shame.", "valiant"),
        ("It was a masterful speech that crushed the smug elite.", "masterful"),
        ("He remains a courageous champion in a shameful farce.", "courageous"),
    ],
    "intensifier": [
        ("This is utterly shameful and absurd.", "utterly"),
        ("The blatant hypocrisy of the smug mayor is disgusting.", "blatant"),
        ("It was an insanely stupid and dishonest idea.", "insanely"),
        ("The sheer stupidity of these hysterical fools is pathetic.", "sheer"),
        ("Her wildly dishonest rant is a disgrace.", "wildly"),
        ("A flagrant lie from a corrupt and cynical regime.", "flagrant"),
        ("Their brazen propaganda fools nobody but idiots.", "brazen"),
        ("It is a completely ridiculous and shameful hoax.", "completely"),
        ("The fanatically partisan hacks peddled a massive lie.", "massive"),
        ("Their colossal arrogance is a disgrace.", "colossal"),
    ],
}

PLAIN = {
    "negative": [
        "The council approved the budget on Monday by a vote of seven to two.",
        "Two people were killed in a bomb attack on Tuesday, police said.",
        "The hospital treats patients with breast cancer and lung cancer.",
        "Officials said the flood waters had reached the river bridge.",
        "The Communist Party of the province met on Friday.",
        "The study was published in March and covered 4,000 households.",
        "The Civil War museum opens at 10 a.m. on weekdays.",
        "Police said the suspect was arrested after a shooting on Main Street.",
        "The court will hear the abortion case in October.",
        "The bank raised its rate to 3.5 percent in June.",
    ],
    "positive": [
        "The Justice Department said it would review the contract.",
        "The fair opens on Saturday, the organizers said.",
        "Sales of real estate rose 4 percent in the third quarter.",
        "He was a kind of broker between the two firms, the report said.",
        "The Great Depression lasted ten years.",
    ],
    "intensifier": [
        "The total cost of the road is $4 million, the county said.",
        "A complete list of the stations is on the website.",
        "The bus was so far the only one on Monday.",
        "The train arrives at noon and leaves at 1 p.m.",
        "Rainfall in the valley was heavy on Thursday, officials said.",
    ],
}


@pytest.mark.parametrize(
    ("category", "text", "word"), [(c, *pair) for c, pairs in FOUND.items() for pair in pairs], ids=str
)
def test_a_loaded_word_is_found_with_its_category(category, text, word):
    assert (word, category) in loaded(text)


@pytest.mark.parametrize(("category", "text"), [(c, t) for c, texts in PLAIN.items() for t in texts], ids=str)
def test_a_plain_report_has_no_loaded_word(category, text):
    assert category not in [found for _, found in loaded(text)]


@pytest.mark.parametrize(
    ("condition", "text", "word", "counts"),
    [
        ("literal_violence", "They attack the plan.", "attack", True),
        ("literal_violence", "A bomb attack hurt two people.", "attack", False),
        ("literal_disease", "It is a cancer on our public life.", "cancer", True),
        ("literal_disease", "She had breast cancer.", "cancer", False),
        ("literal_weather", "A flood of lies began.", "flood", True),
        ("literal_weather", "The river may flood again.", "flood", False),
        ("named_war", "The war on Christmas goes on.", "war", True),
        ("named_war", "The war in Iraq went on.", "war", False),
        ("political_name", "It is a communist plot.", "communist", True),
        ("political_name", "The Communist Party met.", "communist", False),
        ("before_quality", "It is so stupid.", "so", True),
        ("before_quality", "I think so.", "so", False),
        ("quality_of_noun", "A great leader came.", "great", True),
        ("quality_of_noun", "It was the Great Depression.", "great", False),
    ],
)
def test_the_sense_of_a_word_decides(condition, text, word, counts):
    document = Document.of(text)
    at = document.words.index(word)
    assert cues()[word].condition == condition
    assert CONDITIONS[condition](document, at, at + 1) is counts


def test_a_weak_word_counts_in_a_sentence_that_argues_and_not_in_a_report():
    assert "agenda" in [word for word, _ in loaded("Their shameful, idiotic agenda is a hoax.")]
    assert loaded("The agenda for Monday has 12 items, the clerk said.") == []


def test_a_span_says_its_strength_its_group_and_its_evidence():
    (span,) = [s for s in find_loaded(Document.of("The idiotic plan failed.")) if s.start == 4]
    assert span.details["strength"] == 3
    assert span.details["group"] == "insult"
    assert span.details["evidence"] > 0


def test_the_lexicon_has_references_conditions_and_each_lemma_once():
    rows = read_rows("loaded")
    lemmas = [lemma for row in rows if row["part"] != "phrase" for lemma in row["cue"].split("|")]
    assert len(lemmas) == len(set(lemmas)) > 1_500
    assert all(row["reference"] and row["strength"] in "123" for row in rows)
    assert {row["condition"] for row in rows} - {""} == set(CONDITIONS)
    assert {row["category"] for row in rows} == set(DEVICE.categories)
    assert phrases()


def test_learned_weights_are_small_numbers_of_known_words():
    for row in read_rows("loaded_words"):
        assert row["category"] in DEVICE.categories
        assert abs(float(row["weight"])) < 20
        assert abs(float(row["stance"])) < 20


def test_who_is_spoken_of_has_no_stance():
    stances = vocabulary().stances
    assert {stances.measure(name, name.lower()) for name in ("Trump", "Biden", "Obama", "Clinton", "Zorblax")} == {0.0}


@pytest.mark.parametrize("piece", ["idiotic ", "war ", "so ", "“fool ", "the ", "illegal alien "])
def test_a_text_of_one_sentence_is_searched_in_linear_time(seconds, piece):
    assert seconds(find_loaded, piece * 80_000) < 40 * max(seconds(find_loaded, piece * 8_000), 0.01)


WORDS = ["idiotic", "war", "so", "utterly", "heroic", "witch", "hunt", "Great", "regime", *sorted(phrases())]
WORDS += sorted(word_list("loaded_contexts", "violence"))
PIECES = st.sampled_from([*WORDS, "said", "40", ",", ".", "“", "”", "\n\n", "the", "Ann", "not", "!"])


@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_loaded_words_lie_inside_the_text_in_order_and_apart(text):
    spans_lie_in_order_and_apart(DEVICE, text)


@given(st.text(max_size=200))
def test_any_text_at_all_can_be_searched(text):
    every_span_has_words(DEVICE, text)


def test_loaded_words_are_weighed_together_as_they_are_one_by_one():
    texts = ["A ludicrous hoax", "The council met.", "", "“A ludicrous hoax” was peddled by the disgraced minister."]
    together = [Document.of(text) for text in texts]
    weigh_loaded(together)
    alone = [list(find_loaded(Document.of(text))) for text in texts]
    assert [list(find_loaded(document)) for document in together] == alone
    assert alone[0] and alone[3] and not alone[1]

"""Hedges: for each category, sentences that hold one and sentences that only look like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import every_span_has_words, spans_lie_in_order_and_apart

from framing.devices import LexiconError, check_conditions
from framing.devices.hedges import CONDITIONS, DEVICE, LEXICON
from framing.document import Document
from framing.lexicon import Entry, Lexicon


def hedges(text: str) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.category) for s in DEVICE.find(Document.of(text))]


FOUND = {
    "epistemic": [
        ("The dam may burst before spring.", "may"),
        ("Costs might rise next year.", "might"),
        ("The strike could delay the opening.", "could"),
        ("Perhaps the council never read it.", "Perhaps"),
        ("The bridge is likely to close.", "likely"),
        ("A rescue now looks unlikely.", "unlikely"),
        ("Police are studying a possible link.", "possible"),
        ("They fear a possible opening of the dam.", "possible"),
        ("A sale seems possible.", "possible"),
        ("The growing possibility that she resigns unsettled the room.", "possibility"),
        ("A potential buyer toured the mill.", "potential"),
        ("The vote seems settled.", "seems"),
        ("The signature appears to be forged.", "appears"),
        ("It looks like a quiet winter.", "looks like"),
        ("The figures suggest that sales fell.", "suggest"),
        ("Sales fell in May, suggesting that buyers had left.", "suggesting"),
        ("Shoppers tend to stay away.", "tend to"),
        ("It was unclear who had paid.", "unclear"),
        ("The mayor is not sure when it began.", "not sure"),
        ("The minister is expected to resign.", "is expected to"),
        ("The ring is widely believed to be stolen.", "is widely believed to"),
        ("A suspected arsonist was held.", "suspected"),
        ("They met after an apparent robbery.", "apparent"),
        ("Ferry May Not Sail This Week", "May"),
        ("She was asked if the road could reopen.", "could"),
        ("The levy, if it passed, could pay for buses.", "could"),
        ("The delay could “ruin a year of work,” he warned.", "could"),
        ("Exports could see a sharp fall.", "could"),
        ("The plan has the potential to split the town.", "potential"),
        ("Every potential 2031 candidate came.", "potential"),
        ("Any possible leak will be studied.", "possible"),
        ("A truce remains possible.", "possible"),
        ("It now appears the clerk had left.", "appears"),
        ("The timing suggests that someone knew.", "suggests"),
        ("The logs seem to suggest a break-in.", "seem"),
        ("The bridge will almost certainly close.", "almost certainly"),
        ("The harbour braced for the expected storm.", "expected"),
        ("Her presumed successor stayed at home.", "presumed"),
        ("The ferry looks to be late.", "looks to be"),
    ],
    "hearsay": [
        ("The firm reportedly paid in cash.", "reportedly"),
        ("He allegedly broke the seal.", "allegedly"),
        ("The supposedly neutral panel met.", "supposedly"),
        ("An ostensibly private dinner leaked.", "ostensibly"),
        ("The so-called reform raised rents.", "so-called"),
        ("Two alleged smugglers were freed.", "alleged"),
        ("The supposed miracle cure was sugar.", "supposed"),
        ("The purported letter bore no date.", "purported"),
        ("The group claims to be neutral.", "claims to"),
        ("He claimed to own the mill.", "claimed to"),
        ("The painting is said to bring luck.", "is said to"),
        ("The boats were rumored to be empty.", "were rumored to"),
        ("It is alleged that funds went missing.", "It is alleged"),
        ("A rumored merger lifted the shares.", "rumored"),
    ],
    "approximator": [
        ("About 40 houses lost power.", "About"),
        ("The trip takes around two hours.", "around"),
        ("Roughly half of the seats were empty.", "Roughly"),
        ("Some 300 people marched.", "Some"),
        ("Nearly every window broke.", "Nearly"),
        ("The hall was almost empty.", "almost"),
        ("The flood cost approximately $5 million.", "approximately"),
        ("An estimated 90 tons spilled.", "An estimated"),
        ("They argued for an hour or so.", "or so"),
        ("The town is largely deserted.", "largely"),
        ("A relatively small fee applies.", "relatively"),
        ("A number of shops stayed shut.", "A number of"),
        ("The two halves are roughly equal.", "roughly"),
        ("They lost just about everything.", "just about"),
        ("The estimated cost doubled.", "estimated"),
        ("The herd is estimated at 900 head.", "estimated"),
        ("It was a bit of a mess.", "a bit"),
        ("The seats split about evenly.", "about"),
        ("For the most part, the crowd was calm.", "For the most part"),
        ("It was kind of odd to see them agree.", "kind of"),
        ("The speech ran a bit long.", "a bit"),
        ("The plan is, to some extent, a copy.", "to some extent"),
    ],
    "vague_source": [
        ("The law, critics say, goes too far.", "critics say"),
        ("Some say the king knew.", "Some say"),
        ("Many believe that the map is false.", "Many believe"),
        ("Two senior port officials told the paper that work had stopped.", "Two senior port officials told"),
        ("The ships will sail, according to sources.", "according to sources"),
        ("“It is over,” said some analysts.", "said some analysts"),
        ("Critics of the dam argued that it leaks.", "Critics of the dam argued"),
        ("It is widely believed that he paid.", "It is widely believed"),
        ("A source said the vote was close.", "A source said"),
        ("There is a feeling that the tide has turned.", "There is a feeling that"),
        ("Others argue that the tax is fair.", "Others argue"),
        ("Experts warn of a dry summer.", "Experts warn"),
        ("Backers of a $12 fare argue that it pays.", "Backers of a $12 fare argue"),
        ("Experts interviewed by the town said it would hold.", "Experts interviewed by the town said"),
        ("It has often been argued that the wall is older.", "It has often been argued"),
        ("A port official confirmed the delay.", "A port official confirmed"),
        ("The paper, citing two harbour officials, called it a fire.", "citing two harbour officials"),
        ("The leak led some experts to predict a drought.", "some experts to predict"),
        ("Many in the village believe that the well is cursed.", "Many in the village believe"),
        ("Some of those farmers have said it rained.", "Some of those farmers have said"),
        ("Local officials are worried that the dam leaks.", "Local officials are worried"),
        ("Tenant groups say the rent is too high.", "Tenant groups say"),
        ("He is widely seen as the winner.", "widely seen as"),
        ("An aide, who asked not to be named, said it was off.", "An aide"),
        ("A US official familiar with the talks said they stalled.", "A US official familiar with the talks said"),
        ("Port experts and relief workers say it leaks.", "Port experts and relief workers say"),
        ("“It is over,” says a former tax lawyer.", "says a former tax lawyer"),
        ("There is growing concern that the dam leaks.", "There is growing concern that"),
    ],
    "shield": [
        ("“I think we can win,” she said.", "I think"),
        ("“I don’t think it matters,” he said.", "I don’t think"),
        ("“We believe the count was fair.”", "We believe"),
        ("“I just think they are late.”", "I just think"),
        ("“In my view, the deal is dead.”", "In my view"),
        ("“I guess it was Tuesday.”", "I guess"),
        ("“I suspect he knew.”", "I suspect"),
        ("“I’d say the roof is next.”", "I’d say"),
        ("“I doubt that it will hold.”", "I doubt"),
        ("“We feel that the offer is low.”", "We feel"),
        ("“In our opinion it is safe.”", "In our opinion"),
        ("“I no longer think it is safe.”", "I no longer think"),
        ("“I would expect a close race.”", "I would expect"),
        ("“I feel like it was too long.”", "I feel"),
        ("“To our knowledge, nobody paid.”", "To our knowledge"),
    ],
}

NOT_FOUND = {
    "epistemic": [
        "The fair opens on May 3.",
        "She was born in May.",
        "May the best team win.",
        "He pushed with all his might.",
        "The pilot could not see the runway.",
        "From the roof they could hear the band.",
        "Call as soon as possible.",
        "She won in the kindest way possible.",
        "The grant made it possible to rebuild.",
        "The survey asked 400 likely voters.",
        "She will appear in court on Monday.",
        "He appeared on television twice.",
        "He suggested a walk by the river.",
        "You are expected to be on time.",
        "The firm has great potential.",
        "She suspected that the lock was broken.",
        "The prices can rise.",
        "They would leave if asked.",
        "Minister Theresa May left early.",
        "If you had a key, you could keep it.",
        "They saved so that they could travel.",
        "The crew thought they could mend it.",
        "Before the crew could leave, the tide turned.",
        "How could the crew escape?",
        "A gull could be heard on the roof.",
        "Anything is possible.",
        "She made it look like a party.",
        "Nobody knew what the mill looked like inside.",
        "They hoped the two towns could meet again.",
        "She mocked the reporting and suggested a new paper.",
        "It is absurd to suggest that it failed.",
        "The highly anticipated sequel opened.",
        "Sales were better than expected.",
        "Her potential for growth is her own.",
        "It is not possible to swim there.",
    ],
    "hearsay": [
        "You are supposed to knock.",
        "The theft had been reported to the guard.",
        "The suit alleged that the firm lied.",
        "The union claims the money.",
        "She so called her dog.",
        "The report said the pipe burst.",
        "He denied the claim.",
        "He reported the theft to the guard.",
        "He said to the crowd that it was over.",
        "They settled their rival claims to the land.",
        "They supposed that it was late.",
    ],
    "approximator": [
        "They talked about the budget.",
        "The judge read the law broadly.",
        "He asked about two things.",
        "A fence runs around the park.",
        "Some people left early.",
        "At least 40 people came.",
        "Up to 300 seats are free.",
        "More than half of them voted.",
        "What kind of bird is that?",
        "A new kind of tax was born.",
        "She treated them fairly.",
        "He would rather stay.",
        "Have a bit of cake.",
        "They built it in a way that lasts.",
        "That sort of peace is rare.",
        "It is not just about money.",
        "The office estimated that sales fell.",
        "The guards handled her roughly.",
        "They asked about 9/11.",
        "The file held data about millions of calls.",
    ],
    "vague_source": [
        "Ann Lee said the bridge was safe.",
        "Critics of the play left early.",
        "Critics fell back on the claim of theft.",
        "His supporters cheered — they also saw a rival.",
        "Critics won’t say why.",
        "The mayor told the council to wait.",
        "Some of the money was lost.",
        "Many houses burned.",
        "At some point the engine failed.",
        "The officials left by the back door.",
        "How many times Mara Voss says it does not matter.",
        "According to Ann Lee, the road is open.",
        "The expert Ann Lee said it was a wolf.",
        "Others believed to have fled came back.",
        "The storm led officials to close the pier.",
        "Witnesses called to the court were late.",
        "The plan was widely praised.",
        "A lawyer for the ferry line said it was late.",
        "The report cited two earlier storms.",
        "Some of the estimated cost was paid.",
    ],
    "shield": [
        "He thinks the roof leaks.",
        "“It is worse than I thought.”",
        "“Do I think about it? Never.”",
        "“What do you think?”",
        "“We believe in hard work.”",
        "“I feel sad.”",
        "“I said no.”",
        "“I can’t imagine a better town.”",
        "“I want it back.”",
        "“I hope it rains.”",
        "“I felt a chill.”",
        "“I cannot believe my luck.”",
    ],
}


@pytest.mark.parametrize(
    ("category", "text", "cue"), [(c, *pair) for c, pairs in FOUND.items() for pair in pairs], ids=str
)
def test_a_hedge_is_found_with_its_category(category, text, cue):
    assert (cue, category) in hedges(text)


@pytest.mark.parametrize(("category", "text"), [(c, t) for c, texts in NOT_FOUND.items() for t in texts], ids=str)
def test_a_word_in_another_sense_is_no_hedge(category, text):
    assert category not in [found for _, found in hedges(text)]


def test_each_category_has_ten_tests_and_as_many_that_must_not_match_as_half_of_them():
    for category in DEVICE.categories:
        assert len(FOUND[category]) >= 10
        assert len(NOT_FOUND[category]) >= 5


NEGATED = [
    ("The plan is not likely to pass.", "likely"),
    ("It did not seem to matter.", "seem"),
    ("The clerk is no longer suspected of theft.", "suspected"),
    ("It is not possible that she left.", "possible"),
    ("“I don’t think it matters.”", "I don’t think"),
    ("“I no longer believe that it matters.”", "I no longer believe"),
    ("The bill was never expected to pass.", "was never expected to"),
    ("No charges are expected.", "are expected"),
    ("There is no apparent motive.", "apparent"),
    ("Nothing suggests that it failed.", "suggests"),
    ("It is not widely believed that he paid.", "It is not widely believed"),
]

NOT_NEGATED = [
    ("It may not rain.", "may"),
    ("It seems not to matter.", "seems"),
    ("It is unlikely to pass.", "unlikely"),
    ("She is not sure.", "not sure"),
    ("It isn’t clear who paid.", "isn’t clear"),
    ("It is not only likely but certain.", "likely"),
    ("“I think it does not matter.”", "I think"),
    ("He did not stay because it seemed late.", "seemed"),
    ("The deal, not yet signed, is likely to hold.", "likely"),
    ("Not Ann but possibly Ben paid.", "possibly"),
    ("They said no. Perhaps they were tired.", "Perhaps"),
    ("No doubt a sale is likely.", "likely"),
]


@pytest.mark.parametrize(
    ("text", "cue", "negated"), [(*pair, True) for pair in NEGATED] + [(*pair, False) for pair in NOT_NEGATED], ids=str
)
def test_a_hedge_under_negation_is_kept_and_marked(text, cue, negated):
    assert [(text[s.start : s.end], s.details["negated"]) for s in DEVICE.find(Document.of(text))] == [(cue, negated)]


ENDLESS = [
    "likely ", "not ", "officials ", "officials, who ", "could ", "some of the ", "if a ", "I do not ",
    "is widely seen ", "no x ", "is said not ", "possible as ", "really ", "some really ",
]  # fmt: skip


@pytest.mark.parametrize("piece", ENDLESS)
def test_time_grows_with_the_length_of_one_endless_sentence(seconds, piece):
    assert seconds(DEVICE.find, piece * 20_000) < 60 * seconds(DEVICE.find, piece * 2_000) + 0.1


def test_several_hedges_of_one_sentence_are_all_found_in_order():
    text = "Critics say it may cost about $40, perhaps more."
    assert [cue for cue, _ in hedges(text)] == ["Critics say", "may", "about", "perhaps"]


def test_an_unnamed_group_does_not_take_in_a_hedge_before_its_noun():
    assert hedges("Potential critics say it leaks.") == [
        ("Potential", "epistemic"),
        ("critics say", "vague_source"),
    ]


def test_a_word_broken_by_a_soft_hyphen_is_still_found():
    assert hedges("It is pos\u00adsibly true.") == [("pos\u00adsibly", "epistemic")]


def test_a_hedge_in_capitals_is_found():
    assert hedges("NEARLY 200 HOMES LOST") == [("NEARLY", "approximator")]


def test_a_cue_does_not_run_over_the_end_of_a_sentence():
    assert hedges("He was kind. Of the two, she won.") == []


def test_every_condition_is_used_by_the_lexicon_and_every_row_has_a_reference():
    used = {entry.condition for entry in LEXICON.entries if entry.condition}
    assert used == set(CONDITIONS)
    assert all(entry.reference for entry in LEXICON.entries)


def test_an_unknown_condition_names_the_cue_and_what_there_is():
    with pytest.raises(LexiconError, match=r"'maybe' has the condition 'sometimes'.*before_amount"):
        check_conditions(Lexicon("mine", (Entry("maybe", "epistemic", "sometimes"),)), CONDITIONS)


WORDS = sorted({word for entry in LEXICON.entries for word in entry.cue.replace("|", " ").replace("?", " ").split()})
PIECES = st.sampled_from([*WORDS, "critics", "said", "40", "$", ",", ".", "“", "”", "\n\n", "the", "Ann", "not", "May"])


@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_hedges_lie_inside_the_text_in_order_and_apart(text):
    spans_lie_in_order_and_apart(DEVICE, text)


@given(st.text(max_size=200))
def test_any_text_at_all_can_be_searched(text):
    every_span_has_words(DEVICE, text)

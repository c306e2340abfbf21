"""Inflection: the forms of verbs and nouns that lexicons list by their lemma."""

import pytest

from framing.devices.reporting import reporting_words
from framing.inflection import irregular_verbs, plural, verb_forms

FORMS = [
    ("say", {"say", "says", "said", "saying"}),
    ("claim", {"claim", "claims", "claimed", "claiming"}),
    ("deny", {"deny", "denies", "denied", "denying"}),
    ("obey", {"obey", "obeys", "obeyed", "obeying"}),
    ("tell", {"tell", "tells", "told", "telling"}),
    ("argue", {"argue", "argues", "argued", "arguing"}),
    ("agree", {"agree", "agrees", "agreed", "agreeing"}),
    ("lie", {"lie", "lies", "lay", "lain", "lying"}),
    ("dye", {"dye", "dyes", "dyed", "dyeing"}),
    ("write", {"write", "writes", "wrote", "written", "writing"}),
    ("go", {"go", "goes", "went", "gone", "going"}),
    ("guess", {"guess", "guesses", "guessed", "guessing"}),
    ("preach", {"preach", "preaches", "preached", "preaching"}),
    ("echo", {"echo", "echoes", "echoed", "echoing"}),
    ("boo", {"boo", "boos", "booed", "booing"}),
    ("undergo", {"undergo", "undergoes", "underwent", "undergone", "undergoing"}),
    ("plead", {"plead", "pleads", "pleaded", "pled", "pleading"}),
]


@pytest.mark.parametrize(("base", "forms"), FORMS, ids=[base for base, _ in FORMS])
def test_a_verb_has_its_forms(base, forms):
    assert verb_forms(base).all == forms


@pytest.mark.parametrize(
    ("base", "doubled"),
    [("admit", "admitted"), ("blog", "blogged"), ("refer", "referred"), ("snap", "snapped"), ("quip", "quipped")],
)
def test_a_final_consonant_after_one_vowel_is_doubled(base, doubled):
    assert {doubled, doubled.removesuffix("ed") + "ing"} <= verb_forms(base).all


@pytest.mark.parametrize(
    ("base", "never"), [("suspect", "suspectted"), ("claim", "claimmed"), ("reveal", "revealled"), ("go", "gooing")]
)
def test_a_consonant_after_two_vowels_or_another_consonant_is_not_doubled(base, never):
    assert never not in verb_forms(base).all


def test_an_irregular_verb_has_no_regular_past():
    assert "sayed" not in verb_forms("say").all
    assert verb_forms("write").past == {"wrote"}
    assert verb_forms("write").participle == {"written"}


@pytest.mark.parametrize("base", sorted(irregular_verbs().keys() - {"be", "have"}))
def test_every_irregular_verb_has_a_past_a_participle_and_a_gerund(base):
    forms = verb_forms(base)
    assert forms.past
    assert forms.participle
    assert all(form.endswith("ing") for form in forms.gerund)
    assert forms.third.endswith("s")
    assert forms.all == {base, forms.third} | forms.past | forms.participle | forms.gerund


PLURALS = [
    ("claim", "claims"),
    ("study", "studies"),
    ("survey", "surveys"),
    ("speech", "speeches"),
    ("wish", "wishes"),
    ("boss", "bosses"),
    ("tax", "taxes"),
    ("memo", "memos"),
    ("analysis", "analyses"),
]


@pytest.mark.parametrize(("noun", "expected"), PLURALS)
def test_plurals_follow_the_spelling(noun, expected):
    assert plural(noun) == expected


def test_a_form_of_a_reporting_verb_leads_to_its_lemma():
    words = reporting_words()
    assert {words[form].lemma for form in ("insist", "insists", "insisted", "insisting")} == {"insist"}
    assert [words[form].part for form in ("insist", "insists", "insisting")] == ["base", "finite", "-ing"]

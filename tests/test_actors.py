"""Actors: how people are named, who speaks, who acts, in sentences of our own."""

import pandas as pd
import pytest

import framing


def actors(text):
    return framing.actors(framing.extract(pd.DataFrame({"text": [text]}))).set_index("actor")


NAMINGS = [
    ("Ann Lee left. Later Lee came back.", "Ann Lee", {"mentions": 2, "full_name": 1, "surname": 1}),
    ("Mayor Ann Lee left. Everyone saw Ann go.", "Ann Lee", {"titled": 1, "full_name": 1, "given_name": 1}),
    ("They met the embattled Bo Dahl in the hall.", "Bo Dahl", {"epithet": 1, "titled": 0}),
    ("They met President Bo Dahl in the hall.", "Bo Dahl", {"epithet": 0, "titled": 1}),
    ("They met Bo Dahl in the hall.", "Bo Dahl", {"epithet": 0, "titled": 0, "full_name": 1}),
]
SUBJECTS = [
    ("Then Ann Lee closed the bridge.", 1, 0),
    ("Then Ann Lee was arrested by the guards.", 0, 1),
    ("Then Ann Lee has quietly been fired.", 0, 1),
    ("Then Ann Lee went home.", 1, 0),
    ("They spoke of Ann Lee.", 0, 0),
    ("They burned Ann Lee's letters.", 0, 0),
    ("The letters of Ann Lee were burned.", 0, 0),
    ("They told Ann Lee that it rained.", 0, 0),
]


@pytest.mark.parametrize(("text", "name", "counts"), NAMINGS)
def test_a_mention_counts_by_how_it_names(text, name, counts):
    assert actors(text).loc[name, list(counts)].to_dict() == counts


@pytest.mark.parametrize(("text", "active", "passive"), SUBJECTS)
def test_a_name_is_the_subject_of_the_verb_after_it(text, active, passive):
    row = actors(text).loc["Ann Lee"]
    assert (row["subject_active"], row["subject_passive"]) == (active, passive)


def test_who_speaks_and_who_is_spoken_about():
    table = actors("Ann Lee said that Bo Dahl lied. “Dahl lied,” she said. Bo Dahl was silent.")
    assert table.loc["Ann Lee", ["speaks", "speaks_direct", "spoken_about"]].tolist() == [2, 1, 0]
    assert table.loc["Bo Dahl", ["speaks", "spoken_about"]].tolist() == [0, 2]


def test_an_office_alone_counts_for_who_holds_it():
    table = actors("President Bo Dahl came late. The president said that it rained.")
    assert table.loc["Bo Dahl", ["by_office", "speaks"]].tolist() == [1, 1]


def test_a_body_is_a_group():
    table = actors("Then Ann Lee left. The Harbour Council said that Ann Lee would return.")
    assert table["kind"].to_dict() == {"Ann Lee": "person", "Harbour Council": "group"}


def test_namings_add_up_to_the_mentions():
    table = actors("Mayor Ann Lee left. Lee met Bo Dahl. Ann waved. Dahl said that Lee was late. The Council slept.")
    assert (table[["full_name", "surname", "given_name", "other_name"]].sum(axis=1) == table["mentions"]).all()


def test_an_article_without_names_has_no_rows():
    assert actors("it rained all day.").empty


def test_what_is_missing_from_the_result_is_named():
    result = framing.extract(pd.DataFrame({"text": ["Ann Lee left."]}), devices=["hedge"])
    with pytest.raises(ValueError, match="'attribution'"):
        framing.actors(result)

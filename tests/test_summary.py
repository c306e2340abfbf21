"""What a comparison found, in sentences: which come first, what they say of nothing, of none, and of their error."""

import numpy as np
import pandas as pd
import pytest

import framing
from framing.summary import findings, how_well_measured


def compared(**measures):
    """Three groups of eight articles of 500 words each, with these mean counts by group."""
    spread = np.array([-1, 0, 0, 1, -1, 1, 0, 0])
    counts = {name: np.concatenate([np.maximum(mean + spread * (mean > 0), 0) for mean in means])
              for name, means in measures.items()}  # fmt: skip
    features = pd.DataFrame({"n_words": 500, **counts, "paper": np.repeat(["Gull", "Tern", "Wren"], 8)})
    return framing.compare(features, "paper", list(measures), "Wren", n_boot=50)


def test_the_surest_finding_comes_first_and_what_cannot_be_told_last():
    told = findings(compared(same=(4, 4, 4), little=(6, 4, 4), much=(12, 4, 4)))
    assert told["measure"].tolist() == ["much", "little", "same"]
    assert told["differs"].tolist() == [True, True, False]
    assert told["sentence"].iloc[0] == "Much: Gull has 3.0 times as many as Wren"
    assert told["sentence"].iloc[2] == "Same: no difference between the groups can be told from chance"


def test_a_group_with_none_is_told_as_such():
    told = findings(compared(quote_scare=(0, 5, 5), hedge=(5, 5, 0)), {"quote_scare": "scare quotes"})
    sentences = set(told["sentence"])
    assert "Scare quotes: Gull has none, unlike Wren" in sentences
    assert "Hedge: Gull has some, and Wren none; Tern has some, and Wren none" in sentences


def test_the_uncertainty_has_the_interval_the_test_and_the_error_of_the_measure():
    told = findings(compared(hedge=(12, 4, 4)), {"hedge": "hedges"})
    table = compared(hedge=(12, 4, 4)).set_index("group")
    low, high = table.loc["Gull", ["ratio_low", "ratio_high"]]
    assert f"{low:.2f} to {high:.2f} (Gull)" in told["uncertainty"].iloc[0]
    assert "by permutation of articles" in told["uncertainty"].iloc[0]
    assert told["uncertainty"].iloc[0].endswith(how_well_measured("hedge", "hedges"))


def test_clusters_are_named_where_they_are_what_was_permuted():
    features = pd.DataFrame({"n_words": 500, "hedge": np.repeat([9, 3], 20), "paper": np.repeat(["A", "B"], 20)})
    outlet = pd.Series(np.repeat(np.arange(20), 2), name="outlet")
    told = findings(framing.compare(features, "paper", "hedge", "B", cluster=outlet, n_boot=50))
    assert "by permutation of clusters of articles" in told["uncertainty"].iloc[0]


def test_how_well_a_measure_is_measured_is_what_the_codebook_says():
    row = framing.codebook("quote").set_index("category").loc["scare"]
    said = how_well_measured("quote_scare")
    assert f"Of 100 quote scare that are counted, {100 * row['precision']:.0f} are right" in said
    assert f"of 100 in coded text, {100 * row['recall']:.0f} are counted" in said and f"n = {row['n']}" in said


@pytest.mark.parametrize(
    "measure", ["source_named", "certainty", "label_travel_ban", "mine", "hedge_mine", "cue_mental"]
)
def test_a_measure_without_gold_says_so(measure):
    assert "is not known" in how_well_measured(measure)


def test_a_table_of_something_else_is_refused():
    with pytest.raises(ValueError, match=r"has no column 'reference'; pass what framing.compare gives"):
        findings(pd.DataFrame({"measure": ["a"], "group": ["b"]}))

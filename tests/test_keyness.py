"""Terms that distinguish groups: log-odds with an informative Dirichlet prior, clusters taken into account."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.keyness import distinguishing


@pytest.fixture
def counts():
    rows = [("say", "A", 900), ("claim", "A", 100), ("say", "B", 980), ("claim", "B", 20), ("say", "C", 500)]
    return pd.DataFrame(rows, columns=["term", "group", "n"])


def outlets(seed, n_outlets=20, n_terms=12, habit=1.0):
    """Counts of outlets whose habits differ by chance, divided into two groups by chance."""
    rng = np.random.default_rng(seed)
    rates = np.exp(rng.normal(0, habit, (n_outlets, n_terms))) * rng.uniform(1, 4, n_terms)
    n = rng.poisson(40 * rates)
    table = pd.DataFrame(n, columns=[f"t{i:02}" for i in range(n_terms)]).rename_axis("outlet").stack()
    table = table.rename_axis(["outlet", "term"]).rename("n").reset_index()
    return table.assign(group=table["outlet"].map(dict(enumerate(rng.permutation(np.arange(n_outlets) % 2)))))


def test_the_figures_are_those_of_monroe_and_others(counts):
    row = distinguishing(counts, reference="B", prior=200).set_index(["group", "term"]).loc[("A", "claim")]
    alpha = 200 * 120 / 2000
    odds = [(n + alpha) / (1000 + 200 - n - alpha) for n in (100, 20)]
    assert row["log_odds"] == pytest.approx(np.log(odds[0]) - np.log(odds[1]))
    assert row["z"] == pytest.approx(row["log_odds"] / np.sqrt(1 / (100 + alpha) + 1 / (20 + alpha)))
    assert (row["n"], row["n_other"], row["per_1000"]) == (100, 20, 100.0)


def test_without_a_reference_a_group_is_compared_with_all_others(counts):
    table = distinguishing(counts).set_index(["group", "term"])
    assert table.loc[("A", "claim"), "n_other"] == 20
    assert table.loc[("A", "say"), "n_other"] == 1480
    assert set(table.index.get_level_values("group")) == {"A", "B", "C"}


def test_a_reference_has_no_rows_of_its_own(counts):
    assert set(distinguishing(counts, reference="B")["group"]) == {"A", "C"}


def test_a_larger_prior_draws_towards_no_difference(counts):
    weak, strong = (distinguishing(counts, reference="B", prior=prior).iloc[0] for prior in (1, 10_000))
    assert 0 < strong["log_odds"] < weak["log_odds"] / 2


def test_rare_terms_are_left_out_of_the_table_but_count_among_all_words(counts):
    more = pd.concat([counts, pd.DataFrame({"term": ["hint"], "group": ["A"], "n": [5]})])
    table = distinguishing(more, reference="B").set_index(["group", "term"])
    assert "hint" not in table.index.get_level_values("term")
    assert table.loc[("A", "claim"), "per_1000"] == pytest.approx(1000 * 100 / 1005)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_the_order_of_the_rows_does_not_matter(seed):
    table = outlets(seed, n_outlets=5, n_terms=4)
    shuffled = table.sample(frac=1, random_state=seed)
    arguments = {"cluster": "outlet", "min_n": 1}
    pd.testing.assert_frame_equal(distinguishing(table, **arguments), distinguishing(shuffled, **arguments))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_two_groups_mirror_each_other(seed):
    table = distinguishing(outlets(seed, n_outlets=6, n_terms=4), cluster="outlet").set_index(["group", "term"])
    np.testing.assert_allclose(table.loc[0, "z"].sort_index(), -table.loc[1, "z"].sort_index(), rtol=1e-6)


def test_the_influence_of_clusters_agrees_with_leaving_each_out():
    table = outlets(4, n_outlets=24, habit=0.5)
    found = distinguishing(table, cluster="outlet", reference=0, prior=1e-6).set_index("term")
    left_out = [
        distinguishing(table[table["outlet"] != outlet], reference=0, prior=1e-6).set_index("term")["log_odds"]
        for outlet in range(24)
    ]
    jackknife = 23 * pd.concat(left_out, axis=1).var(axis=1, ddof=0)
    np.testing.assert_allclose((found["log_odds"] / found["z"]) ** 2, jackknife.reindex(found.index), rtol=0.35)


def test_clusters_may_lie_in_both_groups():
    table = outlets(1)
    both = pd.concat([table.assign(group="a"), table.assign(group="b")])
    found = distinguishing(both, cluster="outlet")
    assert found["log_odds"].abs().max() < 1e-9
    assert (found["dispersion"] < 1e-6).all()  # each outlet does the same in both groups, and no more is unsure


def test_habits_of_outlets_look_like_differences_unless_they_are_clusters():
    alone, together = [], []
    for seed in range(40):
        table = outlets(seed)
        alone += distinguishing(table, reference=0)["p"].tolist()
        together += distinguishing(table, reference=0, cluster="outlet")["p"].tolist()
    assert np.mean(np.array(alone) < 0.05) > 0.4
    assert np.mean(np.array(together) < 0.05) < 0.09


def test_a_planted_difference_is_found_with_clusters():
    table = outlets(2, habit=0.3)
    table.loc[(table["term"] == "t03") & (table["group"] == 1), "n"] *= 4
    found = distinguishing(table, reference=0, cluster="outlet")
    assert found["term"].iloc[0] == "t03"
    assert found["q"].iloc[0] < 0.05
    assert (found["q"].iloc[1:] > 0.05).all()


def test_one_cluster_alone_has_no_interval(counts):
    found = distinguishing(counts.assign(outlet=counts["group"]), reference="B", cluster="outlet")
    assert found[["low", "high", "p", "q"]].isna().all(axis=None)


def test_a_result_is_counted_by_cue_by_any_part_of_attributions_and_by_device():
    frame = pd.DataFrame(
        {
            "text": ["Ann Lee claimed it rained. Bo Ray claimed it hailed.", "Ann Lee said the estate tax rose."],
            "lean": ["right", "left"],
        }
    )
    result = framing.extract(frame)
    cues = distinguishing(result, frame["lean"], min_n=1).set_index(["group", "term"])
    assert cues.loc[("right", "claimed"), "n"] == 2
    assert set(distinguishing(result, frame["lean"], "source", min_n=1)["term"]) == {"ann lee", "bo ray"}
    names = pd.Series(["x", "y"], index=frame.index)
    with pytest.raises(ValueError, match="the groups are \\['y'\\]"):
        distinguishing(result, names, "label", min_n=1)


ERRORS = [
    ({"by": "lean"}, "no column 'lean' for the group; it has"),
    ({"of": "word"}, "no column 'word' for the term"),
    ({"cluster": "outlet"}, "no column 'outlet' for the cluster"),
    ({"prior": 0}, "prior is 0; it must be above 0"),
    ({"reference": "D"}, r"reference 'D'; the groups are \['A', 'B', 'C'\]"),
]


@pytest.mark.parametrize(("change", "message"), ERRORS, ids=[message for _, message in ERRORS])
def test_a_wrong_argument_says_what_is_there(counts, change, message):
    with pytest.raises(ValueError, match=message):
        distinguishing(counts, **change)


def test_a_negative_count_and_a_missing_cluster_are_named(counts):
    with pytest.raises(ValueError, match="1 counts that are missing or negative, the first at 2"):
        distinguishing(counts.assign(n=[1, 2, -1, 4, 5]))
    with pytest.raises(ValueError, match="1 rows have no cluster, the first at 4"):
        distinguishing(counts.assign(outlet=["x", "x", "y", "y", None]), cluster="outlet")


def test_a_device_that_found_nothing_is_named():
    frame = pd.DataFrame({"text": ["It rained."], "lean": ["left"]})
    with pytest.raises(ValueError, match="The result has no 'hegde'"):
        distinguishing(framing.extract(frame), frame["lean"], "hegde")

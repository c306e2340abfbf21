"""Shares of contested names: worked examples, intervals by clusters, and errors that say what was wrong."""

import numpy as np
import pandas as pd
import pytest

import framing
from framing.naming import _student_quantile, label_shares, share_difference


def spans_of(*rows):
    """Spans of one concept from rows of article, name and side."""
    table = pd.DataFrame(rows, columns=["doc", "name", "side"])
    return table.assign(device="label", category="tax")


@pytest.fixture(scope="module")
def frame():
    texts = {
        "a": "The death tax rose. The death tax fell.",
        "b": "The estate tax rose. The death tax fell.",
        "c": "The estate tax rose.",
        "d": "The estate tax fell. The inheritance tax stays.",
        "e": "The ferry was late.",
    }
    frame = pd.DataFrame({"text": texts})
    return frame.assign(lean=["right", "right", "left", "left", "left"], source=list("AABBC"))


@pytest.fixture(scope="module")
def result(frame):
    return framing.extract(frame, devices=["label"])


def test_shares_of_a_concept_are_those_of_all_its_names_in_a_group(frame, result):
    table = label_shares(result, "lean", frame).set_index(["name", "group"])
    assert table["share"].to_dict() == {
        ("death tax", "left"): 0.0,
        ("death tax", "right"): 0.75,
        ("estate tax", "left"): pytest.approx(2 / 3),
        ("estate tax", "right"): 0.25,
        ("inheritance tax", "left"): pytest.approx(1 / 3),
        ("inheritance tax", "right"): 0.0,
    }
    assert table.loc[("death tax", "right"), ["n_spans", "n_concept", "n_articles", "n_clusters"]].tolist() == [
        3,
        4,
        2,
        2,
    ]
    assert (table.groupby("group")["share"].sum() - 1).abs().max() < 1e-12


def test_shares_of_sides_add_the_names_of_a_side(frame, result):
    table = label_shares(result, "lean", frame, of="side")
    assert "name" not in table
    assert table.loc[table["group"] == "left", ["side", "n_spans"]].values.tolist() == [
        ["left", 2],
        ["neutral", 1],
        ["right", 0],
    ]


def test_groups_come_from_a_column_a_series_or_the_features(frame, result):
    by_column = label_shares(result, "lean", frame)
    pd.testing.assert_frame_equal(by_column, label_shares(result.spans, frame["lean"]))
    joined = framing.Result(result.features.join(frame["lean"]), result.spans, result.attributions, result.texts)
    pd.testing.assert_frame_equal(by_column, label_shares(joined, "lean"))


def test_an_article_without_a_group_is_left_out(frame, result):
    some = frame.assign(lean=frame["lean"].where(frame.index != "b"))
    assert label_shares(result, "lean", some).query("group == 'right'")["n_concept"].unique().tolist() == [2]


def test_groups_with_too_few_spans_are_left_out(frame, result):
    assert set(label_shares(result, "lean", frame, min_spans=4)["group"]) == {"right"}


def test_the_interval_is_wilsons_where_every_article_has_one_span():
    spans = spans_of(*[(n, "death tax", "right") if n < 300 else (n, "estate tax", "left") for n in range(1000)])
    row = label_shares(spans, pd.Series("all", index=range(1000))).iloc[0]
    # Wilson for 300 of 1000 is .2724 to .3291; Student's quantile and m / (m - 1) make it wider by half a percent.
    assert row["share"] == 0.3
    assert row["low"] == pytest.approx(0.2724, abs=3e-4)
    assert row["high"] == pytest.approx(0.3291, abs=3e-4)


def test_names_that_repeat_within_articles_widen_the_interval():
    alone = spans_of(*[(n, *(("x", "left") if n % 2 else ("y", "right"))) for n in range(100)])
    repeated = spans_of(*[(n // 10, *(("x", "left") if n // 10 % 2 else ("y", "right"))) for n in range(100)])
    widths = []
    for spans in (alone, repeated):
        row = label_shares(spans, pd.Series("all", index=range(100))).iloc[0]
        widths.append(row["high"] - row["low"])
    assert widths[1] > 2.5 * widths[0]


def test_the_cluster_may_be_the_outlet(frame, result):
    table = label_shares(result, "lean", frame, cluster="source")
    assert set(table["n_clusters"]) == {1}
    assert table[["low", "high"]].isna().all(axis=None)


def test_a_share_of_all_or_none_has_an_interval_from_the_clusters():
    spans = spans_of(*[(n % 20, "x", "left") for n in range(2000)])
    [row] = label_shares(spans, pd.Series("all", index=range(20))).to_dict("records")
    assert (row["share"], row["high"]) == (1.0, 1.0)
    assert row["low"] == pytest.approx(0.82, abs=0.01)


def test_the_interval_covers_the_share_of_clustered_names_as_often_as_it_says():
    generator = np.random.default_rng(1)
    covered = 0
    for _ in range(100):
        own = generator.beta(3, 7, size=40)
        rows = [
            (n, *(("x", "left") if generator.random() < p else ("y", "right")))
            for n, p in enumerate(own)
            for _ in range(8)
        ]
        table = label_shares(spans_of(*rows), pd.Series("all", index=range(40))).set_index("name")
        covered += table.loc["x", "low"] <= 0.3 <= table.loc["x", "high"]
    assert 88 <= covered <= 99


def test_the_order_of_articles_changes_nothing(frame, result):
    shuffled = result.spans.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(label_shares(result, "lean", frame), label_shares(shuffled, "lean", frame.iloc[::-1]))


@pytest.mark.parametrize(("degrees", "quantile"), [(1, 12.706), (3, 3.182), (5, 2.571), (10, 2.228), (100, 1.984)])
def test_students_quantile_is_that_of_the_tables(degrees, quantile):
    assert _student_quantile(degrees) == pytest.approx(quantile, abs=0.004)


def test_a_difference_of_shares_has_newcombes_interval():
    # Newcombe (1998), table II, contrast (a), method 10: 56/70 against 48/80.
    one, other = (0.8, 0.6918, 0.8766), (0.6, 0.4904, 0.7007)
    assert share_difference(one, other) == pytest.approx((0.2, 0.0524, 0.3339), abs=2e-3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"by": "outlet"}, "No table has a column 'outlet' for by; there are .*'lean'.* Pass frame="),
        ({"by": "lean", "cluster": "event"}, "No table has a column 'event' for cluster"),
        ({"by": "lean", "of": "word"}, "of is 'word'; it must be 'name' or 'side'"),
        ({"by": pd.Series(["left"], index=["z"])}, "by has no article 'a', nor 3 others"),
        ({"by": pd.Series(["x", "y"], index=["a", "a"])}, "The index of by has duplicates, the first 'a'"),
        ({"by": "lean", "cluster": pd.Series([None, *"bcde"], index=list("abcde"))}, "2 spans have no cluster.*'a'"),
    ],
)
def test_wrong_arguments_are_named(frame, result, arguments, message):
    with pytest.raises(ValueError, match=message):
        label_shares(result, frame=frame, **arguments)


def test_spans_without_labels_are_refused():
    hedges = framing.extract(pd.DataFrame({"text": ["It may rain."]}), devices=["hedge"])
    with pytest.raises(ValueError, match=r"The spans have no column 'name'; they have .*devices=\['label'\]"):
        label_shares(hedges, "lean", pd.DataFrame({"lean": ["left"]}))

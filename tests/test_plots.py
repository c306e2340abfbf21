"""Charts show what their tables say."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import framing
from framing import plots


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@pytest.fixture
def table():
    rows = [
        (measure, group, lean, n, rate, rate - 0.5, rate + 0.5)
        for measure, shift in (("hedge", 0.0), ("quote", 5.0))
        for group, lean, n, rate in (
            ("A", "left", 9, 2.0 + shift),
            ("B", "right", 25, 4.0 + shift),
            ("C", "center", 4, 3.0 + shift),
        )
    ]
    return pd.DataFrame(rows, columns=["measure", "group", "lean", "n_articles", "rate", "low", "high"])


def test_rates_are_dots_on_intervals_with_their_numbers(table):
    ax = plots.rates_by_group(table[table["measure"] == "hedge"], colour_by="lean", title="B hedges most")
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["A  (n = 9)", "C  (n = 4)", "B  (n = 25)"]
    segments = sorted(tuple(s[:, 0]) for c in ax.collections for s in c.get_segments())
    assert segments == [(1.5, 2.5), (2.5, 3.5), (3.5, 4.5)]
    assert sorted(x for line in ax.lines for x in line.get_xdata()) == [2.0, 3.0, 4.0]
    assert "per 1,000 words" in ax.get_xlabel()
    assert ax.get_title(loc="left") == "B hedges most"


def test_colour_never_tells_groups_apart_alone(table):
    ax = plots.rates_by_group(table[table["measure"] == "hedge"], colour_by="lean")
    assert len({(line.get_marker(), line.get_color()) for line in ax.lines}) == 3
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["left", "center", "right"]


def test_a_chart_goes_where_it_is_told(table):
    ax = plt.subplots()[1]
    assert plots.rates_by_group(table[table["measure"] == "hedge"], ax=ax) is ax


def test_small_multiples_have_a_chart_a_measure_each_from_zero(table):
    figure = plots.small_multiples(table, labels={"hedge": "Hedges"}, order=["A", "B", "C"], columns=2)
    shown = [ax for ax in figure.axes if ax.get_visible()]
    assert [ax.get_title(loc="left") for ax in shown] == ["Hedges", "quote"]
    assert all(ax.get_xlim()[0] == 0 for ax in shown)
    assert "A n = 9, B n = 25, C n = 4" in figure.get_supxlabel()


def test_a_scatter_has_a_named_dot_a_group(table):
    ax = plots.scatter_groups(table, "hedge", "quote", colour_by="lean", labels={"hedge": "hedges"})
    assert sorted(text.get_text() for text in ax.texts) == ["A", "B", "C"]
    assert ax.get_xlabel() == "hedges per 1,000 words"
    points = sorted(tuple(p) for c in ax.collections if hasattr(c, "get_sizes") for p in c.get_offsets().tolist())
    assert points == [(2.0, 7.0), (3.0, 8.0), (4.0, 9.0)]


def test_names_of_dots_do_not_cover_each_other():
    rows = [(m, f"Outlet {i}", 5 + i, 1.0 + i % 5 / 50, 0.9, 1.9) for m in ("x", "y") for i in range(40)]
    table = pd.DataFrame(rows, columns=["measure", "group", "n_articles", "rate", "low", "high"])
    ax = plots.scatter_groups(table, "x", "y")
    boxes = [text.get_window_extent() for text in ax.texts]
    assert len(boxes) < 40
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_places_in_an_article_are_as_wide_as_their_spans():
    result = framing.extract(pd.DataFrame({"text": {"a": "It may rain, perhaps. “Yes,” Ann Lee said."}}))
    ax = plots.places_in_article(result, "a")
    assert [tick.get_text() for tick in ax.get_yticklabels()] == [
        "hedge  (n = 2)",
        "quote  (n = 1)",
        "attributed  (n = 1)",
    ]
    assert ax.get_xlim() == (0, len(result.texts["a"]))


def test_counts_are_bars_with_their_numbers():
    ax = plots.counts_by_category(pd.Series({"one": 1200, "two": 5}), title="Two kinds")
    assert [patch.get_width() for patch in ax.patches] == [1200, 5]
    assert [text.get_text() for text in ax.texts] == ["1,200", "5"]


def test_a_table_without_a_column_or_measure_says_what_it_has(table):
    with pytest.raises(ValueError, match="no column 'rate'; it has"):
        plots.rates_by_group(table.drop(columns="rate"))
    with pytest.raises(ValueError, match=r"no measure 'x' in the table; it has \['hedge', 'quote'\]"):
        plots.scatter_groups(table, "x", "quote")


def test_ratios_leave_out_the_reference_and_mark_an_interval_without_end(table):
    hedges = table[table["measure"] == "hedge"].assign(
        reference="A", ratio=[1.0, 2.0, 1.5], ratio_low=[np.nan, 1.5, 0.9], ratio_high=[np.nan, 2.5, np.inf]
    )
    ax = plots.rates_by_group(hedges, figure="ratio")
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["C  (n = 4)", "B  (n = 25)"]
    assert ax.get_xscale() == "log"
    assert ax.get_xlabel() == "times the rate of A, 95% interval"
    ends = [s[1, 0] for c in ax.collections for s in c.get_segments()]
    assert max(ends) == pytest.approx(ax.get_xlim()[1])
    assert [len(line.get_xdata()) for line in ax.lines if line.get_marker() == ">"] == [1]


def test_rows_may_be_measures_with_names_of_their_own(table):
    one = table[table["group"] == "A"]
    ax = plots.rates_by_group(one, rows="measure", labels={"hedge": "Hedges"})
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["Hedges  (n = 9)", "quote  (n = 9)"]


def test_slopes_take_the_events_that_every_group_tells():
    rows = [(1, "A", 1), (1, "B", 3), (2, "A", 4), (2, "B", 2), (3, "A", 9)]
    features = pd.DataFrame(rows, columns=["event", "source", "hedge"]).assign(n_words=500)
    ax = plots.slopes_by_event(features, "hedge")
    assert ax.get_xlabel() == "n = 2 events, 4 articles"
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["B more (1)", "B less (1)", "all events, 95% interval"]
    lines = {tuple(line.get_ydata()): line.get_linestyle() for line in ax.lines}
    assert lines[(2.0, 6.0)] == "-"
    assert lines[(8.0, 4.0)] == "--"
    with pytest.raises(ValueError, match="No event has articles of each of"):
        plots.slopes_by_event(features, "hedge", order=["A", "X"])


@pytest.fixture
def outlets():
    rng = np.random.default_rng(0)
    rows = [
        (f"m{m}", f"o{o}", 9 + o, 5000, 2 + 3 * (o > 3) * (m > 1) + rng.uniform()) for m in range(4) for o in range(8)
    ]
    table = pd.DataFrame(rows, columns=["measure", "group", "n_articles", "n_words", "rate"])
    return table.assign(low=table["rate"] - 0.5, high=table["rate"] + 0.5)


def test_a_heat_map_puts_like_outlets_side_by_side_and_writes_each_rate(outlets):
    ax = plots.heat_map(outlets)
    names = [tick.get_text().split()[0] for tick in ax.get_yticklabels()]
    assert {frozenset(names[:4]), frozenset(names[4:])} == {
        frozenset(f"o{i}" for i in at) for at in (range(4), range(4, 8))
    }
    columns = [tick.get_text() for tick in ax.get_xticklabels()]
    rates = outlets.set_index(["group", "measure"])["rate"]
    for text in ax.texts:
        column, row = (round(at) for at in text.get_position())
        assert text.get_text() == f"{rates[names[row], columns[column]]:.1f}"
    shuffled = plots.heat_map(outlets.sample(frac=1, random_state=1))
    assert [tick.get_text().split()[0] for tick in shuffled.get_yticklabels()] == names


def test_a_heat_map_of_one_outlet_is_refused(outlets):
    with pytest.raises(ValueError, match="one group, 'o1'"):
        plots.heat_map(outlets[outlets["group"] == "o1"])


def test_the_map_puts_outlets_where_the_arrows_of_their_measures_point(outlets):
    ax = plots.outlet_map(outlets)
    dots = np.vstack([c.get_offsets() for c in ax.collections])
    tips = {text.get_text(): text.xy for text in ax.texts if text.get_style() == "italic"}
    assert set(tips) == {"m0", "m1", "m2", "m3"}
    toward = dots @ np.array(tips["m3"])
    assert toward[4:].min() > toward[:4].max()


def test_the_map_says_what_it_lacks(outlets):
    with pytest.raises(ValueError, match="'o2' lacks a rate"):
        plots.outlet_map(outlets.drop(index=2))
    with pytest.raises(ValueError, match="2 groups and 4 measures that vary are too few"):
        plots.outlet_map(outlets[outlets["group"].isin(["o1", "o2"])])


def test_a_timeline_has_hollow_dots_without_band_where_articles_are_few():
    months = pd.date_range("2016-01-01", periods=12, freq="MS")
    rate = np.repeat([2.0, 5.0], 6)
    table = pd.DataFrame({"measure": "hedge", "date": months, "n_articles": 30, "n_words": 9000, "rate": rate})
    table["rate"] += np.resize([0.1, -0.1], 12)
    table = table.assign(low=rate - 0.5, high=rate + 0.5, few=[True] + [False] * 11)
    changes = framing.change_points(table)
    ax = plots.timeline(table, changes=changes, events={"a law": "2016-03-05"})
    hollow = [line for line in ax.lines if line.get_markerfacecolor() == "white"]
    assert [len(line.get_xdata()) for line in hollow] == [1]
    assert [text.get_text() for text in ax.texts] == ["a law"]
    steps = sorted(
        {round(y, 1) for c in ax.collections if hasattr(c, "get_segments") for s in c.get_segments() for y in s[:, 1]}
    )
    assert steps[-2:] == [2.0, 5.0]
    assert ax.get_legend().get_texts()[0].get_text() == "n = 360"


def test_shares_of_sources_add_up_and_have_their_typical_cues():
    rows = [
        (o, t, k, n)
        for o in "abc"
        for t, k, n in (("named", "direct", 30), ("named", "indirect", 50), ("role", "mixed", 20))
    ]
    counts = pd.DataFrame(rows, columns=["outlet", "source_type", "kind", "n"])
    verbs = pd.DataFrame({"group": ["role", "role"], "term": ["warn", "hint"], "z": [4.0, 1.0], "q": [0.01, 0.4]})
    ax = plots.who_speaks(counts, verbs=verbs, cluster="outlet")
    assert sum(patch.get_width() for patch in ax.patches) == pytest.approx(100)
    assert [text.get_text() for text in ax.texts] == ["warn", ""]


def test_shares_of_names_are_percentages_with_their_side():
    table = pd.read_csv(Path(__file__).parents[1] / "data" / "label_shares.csv")
    ax = plots.name_shares(table[table["concept"] == "estate_tax"], group="lean", order=["left", "center", "right"])
    assert [tick.get_text().split("]")[0] for tick in ax.get_yticklabels()] == [
        "inheritance tax [neutral",
        "estate tax [left",
        "death tax [right",
    ]
    shown = sorted(x for line in ax.lines for x in line.get_xdata())
    assert shown == pytest.approx(sorted(100 * table.loc[table["concept"] == "estate_tax", "share"]))


def test_distinguishing_terms_stand_on_their_side_and_are_hollow_where_unsure():
    rows = [("claim", "A", 90, 10, 2.0, 1.5, 2.5, 8.0, 0.001), ("say", "A", 900, 990, -0.1, -0.3, 0.1, -1.0, 0.3)]
    columns = ["term", "group", "n", "n_other", "log_odds", "low", "high", "z", "q"]
    ax = plots.distinguishing_terms(pd.DataFrame(rows, columns=columns), "A")
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["say  (900 : 990)", "claim  (90 : 10)"]
    faces = {line.get_xdata()[0] > 0: line.get_markerfacecolor() for line in ax.lines if len(line.get_xdata()) == 1}
    assert faces[False] == "white" != faces[True]
    with pytest.raises(ValueError, match=r"no group 'B' in the table; it has \['A'\]"):
        plots.distinguishing_terms(pd.DataFrame(rows, columns=columns), "B")


def test_a_dollar_sign_in_a_term_opens_no_formula():
    rows = [("$5 and $6", "A", 90, 10, 2.0, 1.5, 2.5, 8.0, 0.001)]
    columns = ["term", "group", "n", "n_other", "log_odds", "low", "high", "z", "q"]
    ax = plots.distinguishing_terms(pd.DataFrame(rows, columns=columns), "A")
    assert not ax.get_yticklabels()[0].get_parse_math()


def test_an_empty_table_is_refused(table):
    with pytest.raises(ValueError, match="has no row"):
        plots.rates_by_group(table.iloc[:0])

"""Charts show what their tables say."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
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

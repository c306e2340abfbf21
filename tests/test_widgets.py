"""The explorer and the coding desk, driven without a browser; what they show cannot become markup."""

import signal
import subprocess
import sys
import textwrap
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing import coding
from framing.widgets import letters_for

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</mark></style></details><iframe src=javascript:alert(1)>",
    "<!--<b>--><a href=javascript:alert(1)>x</a>",
    "&lt;b&gt;&#60;i&#62;",
    "$\\frac{1}{0$ _",
]
TAGS = {
    *("style", "div", "span", "mark", "p", "b", "br", "bdi", "ul", "li", "code", "small", "img", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"class", "style", "role", "alt", "src", "scope", "border"}


class Reader(HTMLParser):
    """The plain text of a page; any tag or attribute that the widgets have no use for fails."""

    def __init__(self, page):
        super().__init__()
        self.text, self.style = "", False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS
        assert {name for name, _ in attrs} <= ATTRIBUTES
        assert all(name != "src" or value.startswith("data:image/png;base64,") for name, value in attrs)
        self.style = tag == "style"

    def handle_endtag(self, tag):
        self.style = False

    def handle_data(self, data):
        self.text += "" if self.style else data


def pages(shown):
    """Every piece of HTML among the widgets of a display."""
    for child in getattr(shown, "children", ()):
        yield from pages(child)
    if type(shown).__name__ == "HTML":
        shown.value.encode("utf-8")
        yield shown.value


def shown_text(shown):
    return " ".join(Reader(page).text for page in pages(shown.widget))


@pytest.fixture(scope="module")
def frame():
    texts = [
        "It may rain, the mayor said.",
        "It rains.",
        "It might rain; critics say so.",
        "Perhaps. Maybe it is.",
    ] * 12
    return pd.DataFrame(
        {
            "text": [f"{text} Story {at}." for at, text in enumerate(texts)],
            "paper": ["A", "A", "B", "C"] * 12,
            "title": [f"Title {at}" for at in range(48)],
            "wire": [True, False] * 24,
            "seen": pd.date_range("2020-01-10", periods=48, freq="14D"),
            "date": pd.date_range("2016-01-10", periods=48, freq="14D"),
        }
    )


@pytest.fixture(scope="module")
def result(frame):
    return framing.extract(frame)


@pytest.fixture
def sample(result):
    return framing.sample_for_coding(result, n=3, devices=["hedge", "attribution"])


def choose(explorer, group, **choices):
    """Set the group and other choices; the row of that group is a choice of `rows`."""
    for name, value in {**choices, "group": group}.items():
        getattr(explorer, name).value = value
    return explorer


# Display of a result


def test_what_is_chosen_at_first_stands_in_the_boxes():
    frame = pd.DataFrame({"text": ["It may rain.", "It rains."], "date": pd.to_datetime(["2020-01-01", "2020-02-01"])})
    shown = framing.explore(framing.extract(frame, ["hedge"]), frame)
    assert [shown.group.label, shown.period.label] == ["all articles", "all together"]


def test_a_result_shows_its_counts_and_most_frequent_words(result):
    page = result._repr_html_()
    text = Reader(page).text
    hedges = int(result.features["hedge"].sum())
    assert "48 articles" in text and f"hedge{hedges}" in text
    assert "critics say\xa012" in text
    assert "framing.explore(result, frame)" in text
    assert page.count('class="bar"') == text.count("\n") + page.count('<th scope="row">')


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_an_article_or_a_label_becomes_markup_in_a_result(payload):
    texts = [f"“{payload}” It may rain. {payload}"] * 3
    result = framing.extract(pd.DataFrame({"text": texts}, index=[payload, "b", "c"]))
    page = result._repr_html_()
    page.encode("utf-8")
    assert "mathjax_ignore" in page
    assert "framing.show(result" in Reader(page).text


def test_a_result_without_articles_or_devices_is_shown():
    assert "0 articles" in framing.extract(pd.DataFrame({"text": []}))._repr_html_()
    assert "1 articles" in framing.extract(pd.DataFrame({"text": ["Rain."]}), devices=[])._repr_html_()


def test_half_a_character_of_an_article_stops_no_display(tmp_path):
    broken = "Ann\ud800 said it may\ud800 rain\ud800. “\ud800”"
    result = framing.extract(pd.DataFrame({"text": pd.Series([broken, broken], dtype="object")}))
    result._repr_html_().encode("utf-8")
    explorer = framing.explore(result, pd.Series([broken, broken], dtype="object", name="source"))
    explorer.group.value = "source"
    explorer.rows.value = 0
    assert "passages" in shown_text(explorer)
    explorer.rows.options[0][0].encode("utf-8")
    coder = framing.code(result, tmp_path / "ann.csv")
    while len(coder.labels) < coder.place.max:
        assert shown_text(coder)
        coder.buttons["none"].click()
    assert "All items" in shown_text(framing.code(result, tmp_path / "ann.csv"))


# Explorer


def test_the_explorer_offers_columns_that_tell_groups_apart(result, frame):
    explorer = framing.explore(result, frame)
    assert [value for _, value in explorer.group.options] == [None, "paper", "wire"]
    assert [value for _, value in explorer.period.options] == [None, "week", "month", "quarter", "year"]
    assert {"hedge", "attribution", "cue", "source"} <= set(explorer.device.options)


def test_the_numbers_are_those_of_group_rates(result, frame):
    explorer = choose(framing.explore(result, frame), "paper", device="hedge")
    expected = framing.group_rates(result.features, frame["paper"], "hedge")
    pd.testing.assert_frame_equal(explorer.table, expected, check_dtype=False)
    first = expected.iloc[0]
    assert f"A: {first.rate:.2f} ({first.low:.2f} to {first.high:.2f}), n = 24" in explorer.rows.options[0]
    assert f"{first.high:.2f}" in Reader(explorer.numbers.value).text
    assert "data:image/png;base64," in explorer.chart.value


def test_the_passages_behind_a_row_are_those_of_its_group(result, frame):
    explorer = choose(framing.explore(result, frame), "paper", device="hedge", category="hedge_epistemic")
    assert explorer.passages.value == ""
    explorer.rows.value = 0
    text = Reader(explorer.passages.value).text
    assert "10 of 12 passages" in text and "may" in text and "might" not in text
    explorer.more.click()
    assert "12 of 12 passages" in Reader(explorer.passages.value).text
    assert explorer.more.layout.display == "none"


def test_every_row_has_as_many_passages_as_were_counted(result, frame):
    explorer = choose(framing.explore(result, frame), "paper")
    for device in explorer.device.options:
        explorer.device.value = device
        for _, column in explorer.category.options:
            explorer.category.value = column
            counts = result.features[column].groupby(frame["paper"]).sum()
            for at, group in enumerate(explorer.table["group"]):
                explorer.rows.value = at
                assert f"of {counts[group]:,} passages" in explorer.passages.value, (column, group)
        if device == "quote":
            break


def test_a_period_gives_a_row_for_each_group_and_period(result, frame):
    explorer = choose(framing.explore(result, frame), "paper", device="hedge", period="year")
    expected = framing.over_time(result.features, frame["date"], "hedge", "year", by=frame["paper"])
    pd.testing.assert_frame_equal(explorer.table, expected, check_dtype=False)
    at = explorer.table.index[(explorer.table["group"] == "C") & (explorer.table["date"] == "2017-01-01")][0]
    explorer.rows.value = at
    own = (frame["paper"] == "C") & (frame["date"].dt.year == 2017)
    assert f"of {result.features.loc[own, 'hedge'].sum()} passages" in explorer.passages.value


def test_only_the_largest_groups_are_drawn_and_the_others_named(result, frame):
    source = pd.Series([f"s{at % 40:02}" for at in range(48)], name="source")
    explorer = choose(framing.explore(result, source), "source")
    assert list(explorer.table["group"]) == [f"s{at:02}" for at in range(25)]
    assert "The 25 largest of 40 groups are shown." in Reader(explorer.chart.value).text


def test_dates_that_are_all_missing_give_a_sentence(result, frame):
    explorer = framing.explore(result, frame.assign(date=pd.NaT))
    explorer.period.value = "year"
    assert "No article is left" in Reader(explorer.chart.value).text
    assert explorer.rows.options == ()
    explorer.period.value = None
    assert len(explorer.rows.options) == 1


def test_a_date_that_no_axis_takes_leaves_the_numbers(result, frame):
    dates = frame["date"].astype("datetime64[us]").where(frame.index > 0, pd.Timestamp("0001-01-01"))
    explorer = framing.explore(result, frame.assign(date=dates))
    explorer.period.value = "year"
    assert "No chart: " in Reader(explorer.chart.value).text
    assert len(explorer.rows.options) == len(explorer.table) > 1


def test_what_is_known_may_have_more_articles_but_not_fewer(result, frame):
    part = framing.extract(frame.head(5))
    assert choose(framing.explore(part, frame), "paper").table["n_articles"].sum() == 5
    with pytest.raises(ValueError, match="index of features lacks the article 5"):
        framing.explore(result, frame.head(5))
    with pytest.raises(ValueError, match="has an article more than once"):
        framing.explore(part, frame.loc[[0, 0, 1, 2, 3, 4]])
    with pytest.raises(ValueError, match="no counts of devices"):
        framing.explore(framing.extract(frame, devices=["readability"]), frame)


def test_the_explorer_shows_articles_without_groups_and_own_devices(frame):
    @framing.device("rain", ["rain_drop", "<b>"])
    def rain(document):
        for word, start, end in zip(document.words, document.starts, document.ends, strict=True):
            if word == "rain":
                yield framing.Span(start, end, "<b>")

    explorer = framing.explore(framing.extract(frame, devices=[rain]))
    assert explorer.category.options == (("all", "rain"), ("rain_drop", "rain_rain_drop"), ("<b>", "rain_<b>"))
    explorer.category.value = "rain_<b>"
    explorer.rows.value = 0
    assert "of 24 passages" in shown_text(explorer)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_an_article_or_a_group_becomes_markup_in_the_explorer(payload):
    texts = [f"{payload} It may {payload} rain"] * 2 + ["It might rain."]
    frame = pd.DataFrame({"text": texts, payload: [payload, payload, "b"]}, index=[payload, 1, 2])
    frame["date"] = pd.Timestamp("2020-01-01")
    explorer = choose(framing.explore(framing.extract(frame), frame), payload, device="hedge")
    for period in (None, "year"):
        explorer.period.value = period
        for at in range(len(explorer.rows.options)):
            explorer.rows.value = at
            assert "passages" in shown_text(explorer)


# Coding


def answers(path):
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    return {int(item): label for item, label in zip(table["item"], table["label"], strict=True) if label}


def code_all(coder, answer):
    """Code what is open, one item after the other, as a function of the item's text says."""
    while len(coder.labels) < coder.place.max:
        coder.buttons[answer(Reader(coder.item.value).text)].click()


def test_every_answer_is_in_the_file_before_the_next_item_is_shown(sample, tmp_path):
    path = tmp_path / "ann.csv"
    coder = framing.code(sample, path)
    assert answers(path) == {}
    for n in range(1, len(sample.items) + 1):
        coder.buttons["none"].click()
        assert len(answers(path)) == n
    assert set(answers(path).values()) == {"none"}
    assert "All items are coded" in Reader(coder.message.value).text
    assert {file.name for file in tmp_path.iterdir()} == {"ann.csv", "ann_key.csv"}


def test_letters_typed_into_the_field_code(sample, tmp_path):
    coder = framing.code(sample, tmp_path / "ann.csv")
    typed = ""
    for n in range(1, 6):
        typed += "n"
        coder.keys.value = typed
        assert len(answers(tmp_path / "ann.csv")) == n


def test_a_key_typed_ahead_labels_no_item_that_was_not_shown(sample, tmp_path):
    coder = framing.code(sample, tmp_path / "ann.csv")
    coder.keys.value = "nnn"
    assert len(coder.labels) == 1
    coder.keys.value = "nnnn"
    assert len(coder.labels) == 2


def test_a_key_without_a_category_says_so_and_saves_nothing(sample, tmp_path):
    coder = framing.code(sample, tmp_path / "ann.csv")
    coder.keys.value = "?"
    assert "No category has the key '?'" in Reader(coder.message.value).text
    assert answers(tmp_path / "ann.csv") == {}


def sentence_of(sample, tmp_path):
    """A coder at the first sentence of hedges, and the item's number."""
    coder = framing.code(sample, tmp_path / "ann.csv", devices=["hedge"])
    order = sample.items.sort_values("device", kind="stable").reset_index(drop=True)
    at = order.index[(order["kind"] == "sentence") & (order["device"] == "hedge")][0]
    coder.place.value = at + 1
    return coder, int(order.loc[at, "item"])


def test_a_sentence_may_have_a_category_twice_and_is_saved_with_space(sample, tmp_path):
    coder, item = sentence_of(sample, tmp_path)
    coder.keys.value = "h"
    coder.keys.value = "heh"
    assert answers(tmp_path / "ann.csv") == {}
    assert "epistemic;hearsay;hearsay" in Reader(coder.item.value).text
    coder.keys.value = "heh "
    assert answers(tmp_path / "ann.csv") == {item: "epistemic;hearsay;hearsay"}


def test_what_was_chosen_for_a_sentence_is_kept_wherever_one_goes(sample, tmp_path):
    coder, item = sentence_of(sample, tmp_path)
    coder.keys.value = "e"
    coder.place.value = 1 if coder.place.value > 1 else 2
    assert answers(tmp_path / "ann.csv") == {item: "epistemic"}


def test_a_coder_goes_back_and_changes_an_answer(sample, tmp_path):
    path = tmp_path / "ann.csv"
    coder = framing.code(sample, path, devices=["hedge"])
    first = int(sample.items.sort_values("device", kind="stable")["item"].iloc[0])
    coder.keys.value = "n"
    coder.keys.value = ""
    assert coder.place.value == 1 and "Answer: none" in Reader(coder.item.value).text
    second = next(name for name in coder.buttons if name != "none")
    coder.buttons[second].click()
    coder.on.click()
    assert answers(path)[first] == second
    coder.place.value = 1
    coder.clear.click()
    assert answers(path) == {}


def test_coding_goes_on_where_it_stopped(sample, tmp_path):
    path = tmp_path / "ann.csv"
    coder = framing.code(sample, path)
    for _ in range(4):
        coder.buttons["none"].click()
    before = path.read_bytes()
    again = framing.code(sample, path)
    assert again.place.value == 5
    assert path.read_bytes() == before
    again.buttons["none"].click()
    assert len(answers(path)) == 5


def test_two_desks_on_one_file_lose_no_answer(sample, tmp_path):
    path = tmp_path / "ann.csv"
    one, other = framing.code(sample, path), framing.code(sample, path)
    one.buttons["none"].click()
    other.place.value = 3
    other.buttons["none"].click()
    one.buttons["none"].click()
    assert len(answers(path)) == 3


def test_columns_that_a_coder_added_stay(sample, tmp_path):
    path = tmp_path / "ann.csv"
    framing.code(sample, path)
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    table.assign(remark="=odd").to_csv(path, index=False)
    framing.code(sample, path).buttons["none"].click()
    assert set(pd.read_csv(path)["remark"]) == {"=odd"}


def test_an_answer_that_cannot_be_saved_stays_on_the_screen(sample, tmp_path, monkeypatch):
    coder = framing.code(sample, tmp_path / "ann.csv")

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("framing.coding.write_items", full)
    coder.buttons["none"].click()
    assert coder.place.value == 1
    assert "Not saved" in Reader(coder.message.value).text
    monkeypatch.undo()
    coder.buttons["none"].click()
    assert len(answers(tmp_path / "ann.csv")) == 1


def test_the_file_of_another_sample_is_refused(sample, result, tmp_path):
    framing.code(sample, tmp_path / "ann.csv")
    before = (tmp_path / "ann.csv").read_bytes()
    other = framing.sample_for_coding(result, n=3, devices=["hedge", "attribution"], seed=1)
    with pytest.raises(ValueError, match=r"ann\.csv holds other items than the sample"):
        framing.code(other, tmp_path / "ann.csv")
    assert (tmp_path / "ann.csv").read_bytes() == before
    (tmp_path / "bad.csv").write_text("item,text\n1,x\n")
    with pytest.raises(ValueError, match=r"bad\.csv has no column 'device'"):
        framing.code(sample, tmp_path / "bad.csv")
    with pytest.raises(ValueError, match="The sample has no column 'item'"):
        framing.code(pd.DataFrame({"text": []}), tmp_path / "new.csv")


def test_the_file_feeds_the_score_and_the_agreement(result, tmp_path):
    paths = [tmp_path / "ann.csv", tmp_path / "ben.csv"]
    ann, ben = (framing.code(result, path, devices=["hedge"], n=5) for path in paths)
    code_all(ann, lambda text: "vague_source" if "critics say" in text and "What is" in text else "none")
    code_all(ben, lambda text: "none")
    sample = framing.sample_for_coding(result, devices=["hedge"], n=5)
    table = framing.score_coding(sample, paths[0]).set_index("category")
    assert table.loc["vague_source", "found"] == 12 and table.loc["epistemic", "precision"] == 0
    assert len(framing.score_coding(pd.read_csv(tmp_path / "ann_key.csv"), paths[0])) == len(table)
    assert 0.5 < framing.agreement(paths).percent < 1


def test_a_coder_who_has_only_the_file_can_code_from_it(sample, tmp_path):
    framing.write_coding_csv(sample, tmp_path / "given.csv")
    coder = framing.code(tmp_path / "given.csv", tmp_path / "ann.csv")
    coder.buttons["none"].click()
    assert framing.code(str(tmp_path / "given.csv"), tmp_path / "ann.csv").place.value == 2
    assert len(answers(tmp_path / "ann.csv")) == 1 and answers(tmp_path / "given.csv") == {}
    assert not (tmp_path / "ann_key.csv").exists()


def test_the_coder_sees_neither_article_nor_category(sample, tmp_path):
    coder = framing.code(sample.__class__(sample.items.assign(doc="Daily Torch"), sample.key), tmp_path / "ann.csv")
    assert "Daily Torch" not in shown_text(coder)
    assert "What the categories mean" in shown_text(coder)


KILLED = """
    import os, signal
    import pandas as pd
    import framing
    from framing import coding

    texts = [f"It may rain. Critics say so {n}. It is dry." for n in range(40)]
    result = framing.extract(pd.DataFrame({"text": texts}), devices=["hedge"])
    coder = framing.code(result, "ann.csv")
    to_csv = pd.DataFrame.to_csv

    def killed(table, path, **options):
        to_csv(table.head(len(table) // 2), path, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    for _ in range(7):
        coder.buttons["none"].click()
    pd.DataFrame.to_csv = killed
    coder.buttons["none"].click()
"""


def test_a_kill_in_the_middle_of_saving_loses_one_answer_at_most(tmp_path):
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED)], cwd=tmp_path, check=False)
    assert done.returncode == -signal.SIGKILL
    texts = [f"It may rain. Critics say so {n}. It is dry." for n in range(40)]
    result = framing.extract(pd.DataFrame({"text": texts}), devices=["hedge"])
    assert len(answers(tmp_path / "ann.csv")) == 7
    assert framing.code(result, tmp_path / "ann.csv").place.value == 8


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_an_article_or_a_category_becomes_markup_at_the_desk(payload, tmp_path):
    texts = [f"{payload} It may {payload} rain. {payload}"] * 3
    result = framing.extract(pd.DataFrame({"text": texts}, index=[payload, 1, 2]), devices=["hedge", "quote"])
    coder = framing.code(result, tmp_path / "ann.csv")
    for at in range(coder.place.max):
        coder.place.value = at + 1
        assert "⟦" in shown_text(coder) or "What is" in shown_text(coder)
    coder.keys.value = payload.encode("utf-8", "replace").decode()
    shown_text(coder)
    again = framing.code(result, tmp_path / "ann.csv")
    assert again.labels.to_dict() == coder.labels.to_dict()


@given(st.lists(st.text(max_size=12), unique=True, max_size=60))
@settings(max_examples=200)
def test_no_key_has_two_categories(names):
    letters = letters_for(names)
    assert len(set(letters.values())) == len(letters)
    assert all(len(key) == 1 and key.isascii() and key.isalnum() and key == key.lower() for key in letters.values())
    assert len(letters) >= min(36, len({*names, coding.NONE}))


def test_ipywidgets_are_loaded_for_widgets_only():
    command = "import framing, framing.view, framing.widgets, sys; print('ipywidgets' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

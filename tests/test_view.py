"""Highlighted articles and concordances."""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import seconds

import framing

TEXT = "The mayor said the dam may burst.\n\n“It ‘might’ hold,” Ann Lee insisted. Critics say no."


@pytest.fixture(scope="module")
def result():
    return framing.extract(pd.DataFrame({"text": {"one": TEXT, "two": "Rain."}}))


class Reader(HTMLParser):
    """The tags, the attributes and the plain text of a page; style is left out."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.text, self.open = [], [], "", []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag or tag == "meta"

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.text += data


def body(view):
    return view._repr_html_().split("</style>", 1)[1]


def test_every_word_of_the_article_is_shown_once(result):
    shown = Reader(body(framing.show(result, "one"))).text
    assert TEXT.replace("\n\n", "\n") in shown


def test_each_span_is_marked_with_its_device_and_category(result):
    html = body(framing.show(result, "one"))
    assert 'title="hedge: epistemic' in html
    assert "quote: direct; score: " in html
    assert "reasons: " in html
    assert "source; indirect: The mayor — said (neutral)" in html


def test_a_legend_counts_what_is_marked(result):
    assert re.search(r"hedge: epistemic</mark> <b>2</b>", body(framing.show(result, "one")))


def test_devices_can_be_chosen(result):
    html = body(framing.show(result, "one", devices=["hedge"]))
    assert "quote" not in html
    assert "attribution" not in html


def test_an_article_without_spans_says_so(result):
    assert "No spans." in body(framing.show(result, "two"))


def test_a_page_stands_alone_and_loads_nothing(result, tmp_path):
    framing.show(result, "one", path=tmp_path / "one.html")
    page = (tmp_path / "one.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert not re.search(r"https?:|<script|<link|<img|@import|url\(", page)


def test_the_same_article_gives_the_same_bytes(result):
    assert framing.show(result, "one")._repr_html_() == framing.show(result, "one")._repr_html_()


def test_a_device_that_found_nothing_is_no_error():
    result = framing.extract(pd.DataFrame({"text": ["Nothing."]}))
    assert "No spans." in body(framing.show(result, 0, devices=["hedge"]))
    assert framing.concordance(result, "hedge").empty


def test_a_lone_surrogate_does_not_stop_a_page(tmp_path):
    result = framing.extract(pd.DataFrame({"text": pd.Series(["It may \ud83d rain."], dtype=object)}))
    framing.show(result, 0, path=tmp_path / "page.html")
    assert "It " in (tmp_path / "page.html").read_text("utf-8")


def test_time_grows_with_the_length_of_a_long_line_and_no_faster():
    def result(times):
        text = "She said that it may “hold” well. " * times
        return framing.extract(pd.DataFrame({"text": [text]}), devices=["hedge"])

    small, large = (seconds(framing.show, result(times), 0, times=3) for times in (500, 2000))
    assert large < 10 * small


def test_an_unknown_article_or_device_names_what_there_is(result):
    with pytest.raises(ValueError, match=r"no article 'onee'.*\['one'\]"):
        framing.show(result, "onee")
    with pytest.raises(ValueError, match=r"no spans of 'hegde'.*'hedge'"):
        framing.show(result, "one", devices=["hegde"])


HOSTILE = [
    "<script>alert(1)</script> may",
    "<img src=x onerror=alert(1)> said that it may",
    '"><svg onload=alert(1)> “<b>”',
    "'\" onmouseover=alert(1) may '",
    "</mark></p></div><style>*{display:none}</style> perhaps",
    "&lt;b&gt; may",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_an_article_never_becomes_markup(text):
    view = framing.show(framing.extract(pd.DataFrame({"text": {text: text}})), text)
    page = Reader(body(view))
    assert set(page.tags) <= {"div", "h2", "p", "ul", "li", "mark", "b"}
    assert {name for name, _ in page.attributes} <= {"class", "style", "title"}
    assert text in page.text


@settings(max_examples=50)
@given(st.text(min_size=1, max_size=120))
def test_any_article_can_be_shown(text):
    view = framing.show(framing.extract(pd.DataFrame({"text": [f"{text} may <b> “{text}” he said"]})), 0)
    assert set(Reader(body(view)).tags) <= {"div", "h2", "p", "ul", "li", "mark", "b"}


def test_a_concordance_has_a_row_a_span_with_its_context(result):
    table = framing.concordance(result, "hedge", width=20)
    assert list(table.columns) == ["doc", "left", "text", "right", "category", "start", "end"]
    assert table["text"].tolist() == ["may", "might", "Critics say"]
    assert table.loc[0, "left"] == "mayor said the dam"
    assert table.loc[0, "right"] == "burst. “It ‘might’"


def test_a_concordance_can_be_of_one_category_of_cues_and_of_the_first_rows(result):
    assert framing.concordance(result, "hedge", "vague_source")["text"].tolist() == ["Critics say"]
    assert framing.concordance(result, "attribution", "doubting")["text"].tolist() == ["insisted"]
    assert len(framing.concordance(result, "hedge", n=1)) == 1


def test_a_concordance_of_what_is_not_there_names_what_is(result):
    with pytest.raises(ValueError, match="no spans of 'hegde'"):
        framing.concordance(result, "hegde")
    with pytest.raises(ValueError, match="no spans of category 'shield' here; it has"):
        framing.concordance(result, "hedge", "shield")

"""Text for a terminal: it fits, it says what it should, and nothing of an article commands the terminal."""

import os
import re
import unicodedata

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

import framing
from framing.terminal import format_article, format_passages, format_table, in_colour, visible
from framing.testing import STORY

TEXT = "The mayor said the dam may burst.\n\n\n“It ‘might’ hold,” Ann Lee insisted.\nCritics say no."
COMMANDS = "\x1b[2J \x9b31m \u202e \u2066 \x07 \u2028 \u200b"
SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def result():
    return framing.extract(pd.DataFrame({"text": {"one": TEXT, "two": "Rain.", "three": f"It {COMMANDS} may rain."}}))


def may_print(text):
    return all(unicodedata.category(letter) not in {"Cc", "Cs", "Zl", "Zp"} for letter in text) and not re.search(
        r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]", text
    )


@given(st.text(st.characters()))
def test_what_is_visible_prints(text):
    assert may_print(visible(text))


@given(st.text(st.characters(categories=["L", "N", "P", "S"], include_characters=" \u200d")))
def test_what_prints_is_left_as_it_is(text):
    assert visible(text) == text


@given(
    st.lists(st.tuples(st.text("ab _", max_size=30), st.integers(0, 10**9), st.floats(-1e6, 1e6)), min_size=1),
    st.integers(20, 120),
)
@settings(max_examples=60)
def test_a_table_keeps_every_number_whole_and_fits_where_it_can(rows, width):
    table = pd.DataFrame(rows, columns=["words", "count", "share"])
    lines = format_table(table, width, wrap=["words"], first_to_go=["share"]).split("\n")
    assert all(any(f"{count:,}" in line for line in lines) for _, count, _ in rows)
    gone = lines[-1] == "Too narrow for: share"
    assert gone or all(any(f"{share:.2f}" in line for line in lines) for *_, share in rows)
    least = 12 + 2 + max(len(f"{count:,}") for _, count, _ in rows)
    assert max(map(len, lines[:-1])) <= max(width, least)


def test_columns_go_in_the_order_that_was_asked_for_and_are_named():
    table = pd.DataFrame({"a": [10**9], "b": [10**9], "c": [10**9]})
    shown = format_table(table, 30, first_to_go=["b", "a"])
    assert shown.split("\n") == ["            a              c", "1,000,000,000  1,000,000,000", "Too narrow for: b"]


def test_what_is_missing_is_a_dash_and_a_control_is_an_escape():
    shown = format_table(pd.DataFrame({"a": [None, "\x1b[2J"], "n": [float("nan"), 1.0]}), 80)
    assert shown.split("\n")[1:] == ["-           -", "\\x1b[2J  1.00"]


def test_spans_stand_in_brackets_where_there_is_no_colour(result):
    shown = format_article(result, "one", 100).split("\n\n")
    assert shown[0] == "[source: The mayor] [cue: said] the [issue_frame: dam] [hedge: may] burst."
    assert "“[quote: It ‘[hedge: [quote: might]]’ hold,]” [source: Ann Lee] [cue: insisted]." in shown[1]
    assert "[hedge: [source: Critics] [cue: say]] no." in shown[1]


@pytest.mark.parametrize("width", [20, 33, 60])
@pytest.mark.parametrize("colours", [False, True])
def test_an_article_keeps_to_the_width(result, width, colours):
    article = format_article(result, "one", width, colours).split(" n  per")[0]
    lines = [SGR.sub("", line) for line in article.split("\n")[:-1]]
    assert max(map(cell_len, lines)) <= width
    if colours:
        assert " ".join(lines).split() == TEXT.split()


def test_the_innermost_span_has_the_colour_and_nothing_else_is_sent(result, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    shown = format_article(result, "one", 100, colours=True)
    assert "\x1b" not in SGR.sub("", shown)
    hedge, quote = (re.search(rf"(\x1b\[[0-9;]*m){word}\x1b\[0m", shown)[1] for word in ("may", "It ‘"))
    assert hedge != quote and f"{quote}It ‘\x1b[0m{hedge}might\x1b[0m{quote}’ hold,\x1b[0m" in shown
    assert f"{hedge}hedge\x1b[0m" in shown


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_a_terminal_has_colours_unless_told_otherwise(monkeypatch, variables, coloured):
    pty = pytest.importorskip("pty")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"TERM": "xterm"} | variables).items():
        monkeypatch.setenv(name, value)
    assert not in_colour()
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal, monkeypatch.context() as patch:
        patch.setattr("sys.stdout", terminal)
        found = in_colour()
    os.close(ours)
    assert found == coloured


def test_a_device_has_the_same_colour_whatever_else_is_shown(result, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    alone = framing.extract(pd.DataFrame({"text": {"one": TEXT}}), ["hedge"])
    colour = re.compile(r"(\x1b\[[0-9;]*m)may\x1b")
    assert colour.search(format_article(alone, "one", 80, True))[1] in format_article(result, "one", 80, True)


@pytest.mark.parametrize("terminal", ["xterm", "xterm-256color"])
def test_no_two_devices_share_a_colour(monkeypatch, terminal):
    monkeypatch.setenv("TERM", terminal)
    monkeypatch.delenv("COLORTERM", raising=False)
    shown = format_article(framing.extract(pd.DataFrame({"text": [STORY]})), 0, 100, colours=True)
    legend = re.findall(r"^(\x1b\[[0-9;]*m)(\w+)\x1b\[0m +\d", shown, re.MULTILINE)
    assert {device for _, device in legend} >= {"hedge", "quote", "attribution"}
    assert len({colour for colour, _ in legend}) == len(legend) > 8


def test_blank_lines_are_squeezed():
    found = framing.extract(pd.DataFrame({"text": ["\n \nIt rains.\n\n\t\nIt snows.\nIt hails.\n\n"]}), ["hedge"])
    assert format_article(found, 0, 80).startswith("It rains.\n\nIt snows.\nIt hails.\n\nNothing of: hedge\n")


def test_the_legend_counts_and_gives_rates_and_names_what_found_nothing(result):
    shown = format_article(result, "one", 100)
    n, rate = result.features.loc["one", "hedge"], framing.rates(result.features).loc["one", "hedge"]
    assert re.search(rf"^hedge +{n} +{rate:.2f}$", shown, re.MULTILINE)
    assert re.search(r"^  epistemic +2 ", shown, re.MULTILINE)
    assert re.search(r"^Nothing of: .*passive", shown, re.MULTILINE)
    assert re.search(r"^Nothing of: hedge, quote", format_article(result, "two", 100), re.MULTILINE)


def test_an_article_without_a_word_is_shown():
    empty = framing.extract(pd.DataFrame({"text": [""]}))
    assert format_article(empty, 0, 80).strip().endswith("0 words, 0 sentences")


@pytest.mark.parametrize("colours", [False, True])
def test_no_command_of_an_article_reaches_the_terminal(result, colours):
    passages = format_passages(framing.concordance(result, "hedge"), 80, colours)
    for shown in (format_article(result, "three", 80, colours), passages):
        assert all(may_print(line) for line in SGR.sub("", shown).split("\n"))
        assert "\\u2066 \\x07" in shown


@given(st.text("abc .may[]\n\r\t\x1b\u202e“”中", max_size=200))
@settings(max_examples=60, deadline=None)
def test_every_letter_of_an_article_is_shown_in_its_order(text):
    found = framing.extract(pd.DataFrame({"text": [text]}), ["hedge", "quote"])
    article = SGR.sub("", format_article(found, 0, 40, colours=True)).rsplit("\n\n", 1)[0]
    lines = re.split(r"\r\n|[\n\r]", text.replace("\t", " "))
    assert "".join(article.split()) == "".join("".join(map(visible, lines)).split())


@pytest.mark.parametrize("width", [30, 60, 140])
@pytest.mark.parametrize("colours", [False, True])
def test_keywords_stand_below_each_other_and_keep_to_the_width(width, colours):
    texts = {"an id that is much too long": "中文 " * 40 + "It may rain. " + "中文 " * 40, "b": f"“{'word ' * 90}.”"}
    found = framing.extract(pd.DataFrame({"text": texts}), ["hedge", "quote"])
    for device in ("hedge", "quote"):
        table = framing.concordance(found, device, width=width)
        for line in format_passages(pd.concat([table, table.assign(left="x")]), width, colours).split("\n"):
            assert cell_len(SGR.sub("", line)) <= width
            before = re.split(r"\x1b|\[", line)[0]
            assert cell_len(before) == 3 + min(width // 4, len(table["doc"][0])) + (
                (width - min(width // 4, len(table["doc"][0])) - 4) * 2 // 5
            )

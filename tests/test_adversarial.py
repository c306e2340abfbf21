"""Texts made to be slow: four times as long takes about four times as long, and no character costs much more than news.

Measured is the processor's time of all that is done with a text: taken apart, every device, attribution, readability,
cleaning. Squares would show as sixteen times; the bounds leave room for a busy machine.
"""

import warnings
from contextlib import suppress
from functools import cache

import pandas as pd
import pytest
from timing import seconds

import framing
from framing.cleaning import clean
from framing.corpus import CorpusError, read_corpus
from framing.devices import built_in_devices, find_device
from framing.devices.attribution import attributions
from framing.document import Document
from framing.readability import readability
from framing.testing import STORY

SHORT, LONG = 25_000, 100_000
# Linear is 4, squares are 16.
MOST_GROWTH = 9
# Below this a clock tells nothing of growth.
TOO_QUICK = 0.15


def repeated(piece):
    return lambda n: (piece * (n // len(piece) + 1))[:n]


def nested(opening, closing):
    return lambda n: repeated(opening)(n // 2) + repeated(closing)(n // 2)


# Of marks and of words that are no cues: at most three times the time of news, twice that on a busy machine.
SIGNS = {
    "one quotation mark": repeated('"'),
    "opening marks": repeated("“"),
    "closing marks": repeated("”"),
    "apostrophes": repeated("'"),
    "grave accents": repeated("``"),
    "brackets": repeated("("),
    "nested marks": nested("“‘", "’”"),
    "full stops": repeated("."),
    "calls": repeated("! "),
    "dashes": repeated("—"),
    "dollars": repeated("$"),
    "tags": repeated("<b>"),
    "entities": repeated("&amp;"),
    "addresses": repeated("http://a.b/"),
    "one word": repeated("a"),
    "one word with stops": repeated("a."),
    "one number": repeated("1,"),
    "one word with hyphens": repeated("so-"),
    "one word without letters of ours": repeated("中"),
    "combining marks": lambda n: "e" + "\u0301" * n,
    "zero-width spaces": repeated("\u200b"),
    "mojibake": repeated("â€™"),
    "spaces": repeated(" "),
    "line ends": repeated("\n"),
    "wrapped lines": repeated("lower\n"),
    "short paragraphs": repeated("It may.\n\n"),
    "furniture": repeated("Related Articles\n"),
    "names": repeated("Alice Lee "),
    "articles": repeated("of the "),
    "commas": repeated(", "),
    "passives": repeated("was seen by "),
    "contested names": repeated("illegal alien "),
}
# Every few characters something is found, which costs what it costs: time goes by cues and quotations.
CROWDED = {
    "said": repeated("said "),
    "he said": repeated("he said "),
    "chained speech": repeated("he said she said that they "),
    "nested speech": nested("“so ‘he ", "said’ he” "),
    "quoted and said": repeated("“yes,” he said. "),
    "words in marks and said": repeated("“a” said "),
    "marks that never close": repeated('He said "so\n'),
    "quotations that run on": repeated("“It is so\n\n"),
    "glued marks": repeated("”he "),
    "according to": repeated("according to "),
    "unnamed sources": repeated("critics say "),
    "hedges": repeated("may "),
    "labels with colons": repeated("A: "),
    "capitals": repeated("SHOUT "),
    "new names": lambda n: " ".join(f"Ann{at} Lee{at} said." for at in range(n // 20)),
}
KINDS = {**dict.fromkeys(SIGNS, 6), **dict.fromkeys(CROWDED, 25)}


def measure(text):
    document = Document.of(text)
    for name in built_in_devices():
        list(find_device(name).find(document))
    document.once(attributions)
    readability(text)
    clean(text)


@cache
def news():
    """Seconds a character of an ordinary text."""
    text = (STORY + "\n") * (SHORT // len(STORY))
    measure(text)
    return min(seconds(measure, text) for _ in range(2)) / len(text)


@pytest.mark.parametrize("name", KINDS)
def test_time_grows_with_length_and_stays_near_that_of_news(name):
    text = {**SIGNS, **CROWDED}[name]
    # What is crowded is slow enough to be told at an eighth of the length.
    short, long = (n if name in SIGNS else n // 8 for n in (SHORT, LONG))
    measure(text(1000))
    for _ in range(3):
        before, after = seconds(measure, text(short)), seconds(measure, text(long))
        grown = after > TOO_QUICK and after > MOST_GROWTH * before
        if not grown and after < KINDS[name] * news() * long:
            return
        news.cache_clear()  # the machine may be busier than it was
    assert not grown, f"four times the text took {after / before:.1f} times as long"
    assert after < KINDS[name] * news() * long, f"{after / long / news():.1f} times the time of news"


def pages(piece):
    return lambda n: "<html><body>" + piece * (n // len(piece)) + "</body></html>"


FILES = {
    "quotation marks.csv": lambda n: 'text\n"' + '""' * (n // 2) + '"\n',
    "a mark that never closes.csv": lambda n: 'text\n"' + "a\n" * (n // 2),
    "many columns.csv": lambda n: ",".join(f"c{at}" for at in range(n // 50)) + ",text\n" + "," * (n // 50) + "a\n",
    "a column twice.csv": lambda n: "c," * (n // 2) + "text\n",
    "brackets.json": lambda n: "[" * n,
    "objects.json": lambda n: '{"a":' * n,
    "half characters.json": lambda n: '{"text":"' + "\\ud800" * (n // 6) + '"}',
    "one id.jsonl": lambda n: '{"text": "a", "id": 1}\n' * (n // 25),
    "spaces.txt": lambda n: " " * n + "<html",
    "divisions.html": pages("<div>"),
    "paragraphs.html": pages("<p>a"),
    "breaks.html": pages("<br>"),
    "open tags.html": pages("<a "),
    "comments.html": pages("<!--"),
    "items.html": pages("<ul><li>"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_made_to_be_slow_is_read_or_refused_in_linear_time(tmp_path, name):
    times = []
    for n in (12_500, 50_000):
        path = tmp_path / name.replace(" ", "_")
        path.write_text(FILES[name](n), encoding="utf-8")

        def read(path=path):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with suppress(CorpusError):
                    read_corpus(path)

        times.append(seconds(read))
    assert times[1] < TOO_QUICK or times[1] < MOST_GROWTH * times[0]


@pytest.mark.parametrize("piece", ["“a” said ", "it may ", 'He said "so\n'])
def test_a_crowded_text_is_shown_in_linear_time(piece):
    def show(result):
        framing.show(result, 0)._repr_html_()
        framing.concordance(result, "hedge" if "may" in piece else "attribution")

    results = [framing.extract(pd.DataFrame({"text": [repeated(piece)(n)]})) for n in (2_500, 10_000)]
    short, long = (min(seconds(show, result) for _ in range(2)) for result in results)
    assert long < MOST_GROWTH * short


def test_at_most_six_marks_are_nested_and_the_rest_is_told():
    @framing.device("deep", ["a"])
    def deep(document):
        for at in range(40):
            yield framing.Span(at, 100 - at, "a")

    result = framing.extract(pd.DataFrame({"text": ["x" * 100]}), devices=[deep])
    page = framing.show(result, 0)._repr_html_()
    depths, depth = set(), 0
    for part in page.split("<p>")[1].split("<")[1:]:
        depth += part.startswith("mark ") - part.startswith("/mark")
        depths.add(depth)
    assert max(depths) == 6 and depth == 0
    assert "and 34 more" in page

"""What is found in 32 articles and 260 lines of our own is what tests/reference/ says, span by span.

The tables are no gold: nobody coded them. They say what a reader of the results has seen so far, so that a change of
the code that moves a span is made on purpose, and is seen in the difference of a table:

    python tests/test_reference.py --write
"""

import csv
import json
import sys
from functools import cache
from pathlib import Path

import pytest

from framing.devices import built_in_devices, find_device
from framing.devices.attribution import Attribution, attributions
from framing.devices.voices import voice_at
from framing.document import Document

REFERENCE = Path(__file__).parent / "reference"
ARTICLES = Path(__file__).parents[1] / "data" / "articles"


@cache
def documents():
    """The articles by name, and each line of ``sentences.txt`` by its number: one text a line, mostly near misses."""
    texts = {
        path.stem: path.read_text(encoding="utf-8")
        for path in [*sorted(REFERENCE.glob("*.txt")), *sorted(ARTICLES.glob("*.txt"))]
    }
    lines = texts.pop("sentences").splitlines()
    texts |= {f"line {number}": line for number, line in enumerate(lines, 1)}
    return {name: Document.of(text) for name, text in texts.items()}


def parts(document):
    """Paragraphs, sentences and quotations by their offsets, and what a quotation is."""
    for name, ranges in (("paragraph", document.paragraphs), ("sentence", document.sentences)):
        for first, last in ranges:
            yield name, document.starts[first], document.ends[last - 1], ""
    for q in document.quotations:
        kind = f"{'single' if q.single else 'double'}, depth {q.depth}{'' if q.closed else ', open'}"
        yield "quotation", q.start, q.end, kind + (", continues" if q.continues else "")


def spans(device):
    def find(document):
        for span in device.find(document):
            details = json.dumps(dict(span.details), sort_keys=True, ensure_ascii=False, default=str)
            yield span.start, span.end, span.category, document.text[span.start : span.end], details

    return find


def voices(document):
    """Whose words the quotations are."""
    for quotation in document.quotations:
        yield quotation.start, quotation.end, voice_at(document, quotation.start)


TABLES = {
    "parts": (("part", "start", "end", "kind"), parts),
    "attribution": (Attribution._fields, attributions),
    "voice": (("start", "end", "voice"), voices),
    **{
        name: (("start", "end", "category", "words", "details"), spans(find_device(name)))
        for name in built_in_devices()
    },
}


def found(name):
    columns, find = TABLES[name]
    yield ["text", *columns]
    for label, document in documents().items():
        for row in find(document):
            yield [label, *("" if value is None else str(value) for value in row)]


def path_of(name):
    return REFERENCE / f"{name}.csv"


@pytest.mark.parametrize("name", TABLES)
def test_what_is_found_in_the_articles_is_what_was_found_before(name):
    with path_of(name).open(newline="", encoding="utf-8") as file:
        assert list(found(name)) == list(csv.reader(file))


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    for table in TABLES:
        with path_of(table).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(found(table))

"""What holds for the spans of a device in every text, and for results that are the same."""

from itertools import pairwise

import pandas as pd

from framing.document import Document


def spans_lie_in_order_and_apart(device, text):
    """Inside the text, from left to right, none over another, of the device's categories, and the same twice."""
    spans = list(device.find(Document.of(text)))
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(s.category in device.categories for s in spans)
    assert spans == list(device.find(Document.of(text)))


def every_span_has_words(device, text):
    """Any text at all can be searched, and no span of it is empty."""
    assert all(text[s.start : s.end] for s in device.find(Document.of(text)))


def tables_are_the_same(one, other):
    """Two results agree in every value, and in its type where a column holds values of several."""
    for name in ("features", "spans", "attributions"):
        mine, theirs = getattr(one, name), getattr(other, name)
        pd.testing.assert_frame_equal(mine, theirs, check_exact=True)
        for column in mine.columns[mine.dtypes == "object"]:
            assert [repr(value) for value in mine[column]] == [repr(value) for value in theirs[column]]

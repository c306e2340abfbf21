"""What holds for the spans of a device in every text."""

from itertools import pairwise

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

"""Voices: whether words are the writer's own, or stand in somebody's quoted speech.

Words inside quotation marks belong to whoever is quoted when the marks report speech (``direct``, ``partial``).
Scare quotes, mentions and titles are the writer's choice of words, and so is indirect speech: *the mayor said that the
plan may fail* is worded by the writer.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from math import inf

from framing.devices.attribution import attributions
from framing.devices.quotes import functions
from framing.document import Document

WRITER = "writer"
UNKNOWN = "unknown"
_REPORTED = ("direct", "partial")
# How many quotations one content can give its speaker to; a bound, as contents can lie in one another.
_MOST_QUOTATIONS = 50


def voice_at(document: Document, at: int) -> str:
    """Whose words stand at a character: ``writer``, or the quoted speaker.

    The speaker is named as in the attributions: the name that the source stands for, else the source's words, else
    ``unknown``.

    Examples
    --------
    >>> text = "The mayor said the plan may fail. “It may not,” said Ann Lee. The “perhaps” man left."
    >>> document = Document.of(text)
    >>> [voice_at(document, text.index(word)) for word in ("may fail", "may not", "perhaps")]
    ['writer', 'Ann Lee', 'writer']
    """
    place = bisect_right(document.quotation_edges, at)
    return document.once(quoted_voices)[place // 2] if place % 2 else WRITER


def quoted_voices(document: Document) -> list[str]:
    """Whose words stand in each outermost quotation; ask for it with ``document.once``."""
    outermost = document.quotation_opening.values()
    speakers = _speakers(document) if outermost else {}
    return [speakers.get(quotation.first, WRITER) for quotation in outermost]


def _speakers(document: Document) -> dict[int, str]:
    """First token of each quotation that reports speech -> its speaker."""
    reported = [
        quotation
        for quotation, span in zip(document.quotations, document.once(functions), strict=True)
        if span.category in _REPORTED
    ]
    starts, ends = [quotation.start for quotation in reported], [*(quotation.end for quotation in reported), inf]
    nearest: dict[int, tuple[int, str]] = {}
    for one in document.once(attributions) if reported else ():
        start, end = one.content_start, one.content_end
        if start is None or end is None:
            continue
        number = first = bisect_left(starts, start)
        while ends[number] <= end and number < first + _MOST_QUOTATIONS:
            found = (end - start, one.speaker or one.source or UNKNOWN)
            if number not in nearest or found < nearest[number]:
                nearest[number] = found
            number += 1
    speakers: dict[int, str] = {}
    last = UNKNOWN
    for number, quotation in enumerate(reported):
        _, name = nearest.get(number, (0, last if quotation.continues else UNKNOWN))
        speakers[quotation.first] = last = name
    return speakers

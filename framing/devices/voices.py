"""Voices: whether words are the writer's own, or stand in somebody's quoted speech.

Words inside quotation marks belong to whoever is quoted when the marks report speech (``direct``, ``partial``).
Scare quotes, mentions and titles are the writer's choice of words, and so is indirect speech: *the mayor said that the
plan may fail* is worded by the writer.
"""

from __future__ import annotations

from bisect import bisect_left

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
    if not document.quotations:
        return WRITER
    around = document.quotation_around(document.token_at(at))
    return document.once(quoted_voices).get(around.first, WRITER) if around else WRITER


def quoted_voices(document: Document) -> dict[int, str]:
    """First token of each quotation that reports speech -> its speaker; ask for it with ``document.once``."""
    reported = [
        quotation
        for quotation, span in zip(document.quotations, document.once(functions), strict=True)
        if span.category in _REPORTED
    ]
    starts = [quotation.start for quotation in reported]
    nearest: dict[int, tuple[int, str]] = {}
    for one in document.once(attributions):
        if one.content_start is None or one.content_end is None:
            continue
        name = one.speaker or one.source or UNKNOWN
        low = bisect_left(starts, one.content_start)
        for quotation in reported[low : low + _MOST_QUOTATIONS]:
            if quotation.end > one.content_end:
                break
            found = (one.content_end - one.content_start, name)
            nearest[quotation.first] = min(found, nearest.get(quotation.first, found))
    voices: dict[int, str] = {}
    last = UNKNOWN
    for quotation in reported:
        _, name = nearest.get(quotation.first, (0, last if quotation.continues else UNKNOWN))
        voices[quotation.first] = last = name
    return voices

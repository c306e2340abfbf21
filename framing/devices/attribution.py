"""Attribution: who says what. Each attribution is a source, a cue and a content.

The scheme is that of PolNeAR (Newell, Margolin and Ruths 2018) and PARC (Pareti 2015): not only speech, but also
beliefs, wishes and intentions that the text ascribes to someone. `framing.devices.cues` finds the cues,
`framing.devices.sources` and `framing.devices.contents` what belongs to each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from framing.devices.contents import find_contents
from framing.devices.cues import CUE_CLASSES, Cues, find_cues
from framing.devices.joined import Joined, Ranges, joined, stands_in
from framing.devices.quotes import functions
from framing.devices.sources import find_sources
from framing.devices.speakers import find_speakers
from framing.document import Document

KINDS = ("direct", "indirect", "mixed")
SOURCE_TYPES = ("named", "role", "organisation", "document", "media", "anonymous", "collective", "pronoun")

_DIRECT, _INDIRECT, _MIXED = range(len(KINDS))
# Where so many cues of one sentence stand within so many tokens, the parts of each lie near it. The news have five cues
# in a sentence at most; a hostile text can be one sentence of nothing else.
_MANY_CUES, _CROWDED, _NEAR = 20, 120, 6
ATTRIBUTION_COUNTS = (
    "attribution",
    *(f"attribution_{kind}" for kind in KINDS),
    *(f"cue_{name}" for name in CUE_CLASSES),
    *(f"source_{name}" for name in SOURCE_TYPES),
    "source_none",
)


class Attribution(NamedTuple):
    """One attribution. Offsets are characters of the text as given; a part that the text lacks is None.

    Attributes
    ----------
    kind : str
        ``direct`` (the content is a quotation), ``indirect`` (it holds none), ``mixed``.
    cue, cue_start, cue_end, cue_class
        The cue's words, their place, and one of `CUE_CLASSES`.
    source, source_start, source_end, source_type
        The source's words, their place, and one of `SOURCE_TYPES`.
    speaker : str or None
        The name that the source stands for (``he`` -> ``Lukashenko``).
    content_start, content_end
        The content; where it is split around source and cue, from its first to its last character.
    """

    kind: str
    cue: str
    cue_start: int
    cue_end: int
    cue_class: str
    source: str | None
    source_start: int | None
    source_end: int | None
    source_type: str | None
    speaker: str | None
    content_start: int | None
    content_end: int | None


def attributions(document: Document) -> tuple[Attribution, ...]:
    """The attributions of a document, in the order of their cues; ask for it with ``document.once(attributions)``.

    Examples
    --------
    >>> [one] = attributions(Document.of("The mayor said that the bridge was safe."))
    >>> one.source, one.cue, one.kind
    ('The mayor', 'said', 'indirect')
    """
    attribute([document])
    return document.once(attributions)


def attribute(documents: Sequence[Document]) -> None:
    """Find the attributions of many documents, which is faster than one by one; `attributions` then has them."""
    for text in joined([document for document in documents if not document.has(attributions)]):
        cues = find_cues(text)
        limits = find_limits(cues)
        sources = find_sources(cues, limits)
        contents = find_contents(cues, sources, limits)
        found = _attributions(cues, sources, contents)
        for document, own in zip(text.documents, found, strict=True):
            document.keep(attributions, own)


def find_limits(cues: Cues) -> Ranges:
    """What the parts of each cue must lie in: its sentence, or the part of it inside the quotation marks around it."""
    firsts, (starts, ends) = cues.firsts, (edges[cues.sentences] for edges in cues.text.sentences)
    around = cues.text.quotations_around(firsts)
    starts = np.maximum(starts, around.starts)
    ends = np.where(around.there, np.minimum(ends, around.ends), ends)
    earlier = np.arange(len(firsts)) - _MANY_CUES
    crowded = (earlier >= cues.of_sentence) & (firsts - firsts.take(earlier, mode="clip") < _CROWDED)
    starts = np.where(crowded, np.maximum(starts, firsts - _NEAR), starts)
    return Ranges(starts, np.where(crowded, np.minimum(ends, cues.lasts + _NEAR), ends))


def _attributions(cues: Cues, sources: Ranges, contents: Ranges) -> Iterator[tuple[Attribution, ...]]:
    """The attributions of each document, from their parts in all of them."""
    text = cues.text
    bounds = np.searchsorted(cues.owners, np.arange(len(text.documents) + 1)).tolist()
    found, held = (
        [ranges[low:high] for low, high in pairwise(bounds)]
        for ranges in (sources.minus(cues.offsets), contents.minus(cues.offsets))
    )
    types, speakers = map(chain.from_iterable, zip(*find_speakers(text, found, held), strict=True))
    texts = [text.documents[owner].text for owner in cues.owners.tolist()]
    places, source_places = (_lists(text.characters(ranges)) for ranges in (Ranges(cues.firsts, cues.lasts), sources))
    rows = zip(
        map(KINDS.__getitem__, _kinds(text, contents).tolist()),
        map(_part, texts, *places),
        *places,
        map(CUE_CLASSES.__getitem__, cues.cue_classes.tolist()),
        map(_part, texts, *source_places),
        *source_places,
        types,
        speakers,
        *_lists(text.characters(contents)),
        strict=True,
    )
    rows = tuple(map(Attribution._make, rows))
    for low, high in pairwise(bounds):
        yield rows[low:high]


def _lists(ranges: Ranges) -> tuple[list[int | None], list[int | None]]:
    """Where ranges start and end; None for one that is not there."""
    starts, ends = ranges.starts.tolist(), ranges.ends.tolist()
    for number in np.flatnonzero(~ranges.there).tolist():
        starts[number] = ends[number] = None
    return starts, ends


def _part(text: str, start: int | None, end: int | None) -> str | None:
    return None if start is None else text[start:end]


def _kinds(text: Joined, contents: Ranges) -> np.ndarray:
    """The kinds of contents as positions in `KINDS`.

    A content is direct when it is all quotation, mixed when it holds one or a part of one, else indirect.
    """
    closing = np.sort(text.places([document.quotation_closing for document in text.documents]))
    direct = stands_in(contents.starts + 1, text.quotations.starts) & stands_in(contents.ends - 1, closing)
    marks = np.sort(text.places(list(map(_marks, text.documents))))
    mixed = np.searchsorted(marks, contents.starts) < np.searchsorted(marks, contents.ends)
    return np.where(direct, _DIRECT, np.where(mixed, _MIXED, _INDIRECT))


def _marks(document: Document) -> list[int]:
    """The tokens that open or close a quotation of words; a title or a word that is mentioned is none."""
    quoting = [
        quotation
        for quotation, span in zip(document.quotations, document.once(functions), strict=True)
        if span.category not in ("title", "mention")
    ]
    return [mark for quotation in quoting for mark in (quotation.first - 1, quotation.last)]


def count_attributions(found: Iterable[Attribution]) -> tuple[int, ...]:
    """The counts of `ATTRIBUTION_COUNTS` for the attributions of one article."""
    counts = Counter(chain.from_iterable(map(attrgetter("kind", "cue_class", "source_type"), found)))
    n_found = sum(counts[kind] for kind in KINDS)
    return n_found, *map(counts.__getitem__, (*KINDS, *CUE_CLASSES, *SOURCE_TYPES, None))

"""Attribution: who says what. Each attribution is a source, a cue and a content.

The scheme is that of PolNeAR (Newell, Margolin and Ruths 2018) and PARC (Pareti 2015): not only speech, but also
beliefs, wishes and intentions that the text ascribes to someone. `framing.devices.cues` finds the cues,
`framing.devices.sources` and `framing.devices.contents` what belongs to each.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from framing.devices.contents import Wanted, find_contents
from framing.devices.cues import CUE_CLASSES, Cue, find_cues
from framing.devices.joined import joined
from framing.devices.quotes import functions
from framing.devices.source_types import Range, source_type
from framing.devices.sources import find_source
from framing.devices.speakers import find_speakers
from framing.document import Document

KINDS = ("direct", "indirect", "mixed")
SOURCE_TYPES = ("named", "role", "organisation", "document", "media", "anonymous", "collective", "pronoun")

# Where so many cues of one sentence stand within so many tokens, the parts of each lie near it. The news have five cues
# in a sentence at most; a hostile text can be one sentence of nothing else.
_MANY_CUES, _CROWDED, _NEAR = 20, 120, 6
# How many cues after its own in the sentence tell of where a content ends.
_MOST_FOLLOWING = 7

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
    kept = document.once(_kept)
    if not kept:
        attribute([document])
    return kept[0]


def _kept(_: Document) -> list[tuple[Attribution, ...]]:
    """A place for what `attribute` finds in a document."""
    return []


def attribute(documents: Sequence[Document]) -> None:
    """Find the attributions of many documents, which is faster than one by one; `attributions` then has them."""
    for text in joined([document for document in documents if not document.once(_kept)]):
        parts = [
            Wanted(owner, *found)
            for owner, (document, cues) in enumerate(zip(text.documents, find_cues(text), strict=True))
            for found in with_sources(document, cues)
        ]
        contents = iter(find_contents(text, parts))
        own: list[list] = [[] for _ in text.documents]
        for one in parts:
            own[one.owner].append((one.cue, one.source, next(contents)))
        speakers = find_speakers(
            text,
            [[source for _, source, _ in found] for found in own],
            [[content for _, _, content in found] for found in own],
        )
        for document, found, names in zip(text.documents, own, speakers, strict=True):
            document.once(_kept).append(
                tuple(_attribution(document, *part, name) for part, name in zip(found, names, strict=True))
            )


def with_sources(document: Document, cues: list[Cue]) -> Iterator[tuple[Cue, Range | None, list[Cue], Range]]:
    """Each cue with its source, the cues after it in its sentence, and the tokens that its parts must lie in."""
    earlier: list = []
    sentence = (-1, -1)
    for number, cue in enumerate(cues):
        if cue.first >= sentence[1]:
            sentence, earlier = document.sentence_at(cue.first), []
        limits = _limits(document, cue, sentence)
        if len(earlier) >= _MANY_CUES and cue.first - earlier[-_MANY_CUES][0].first < _CROWDED:
            limits = max(limits[0], cue.first - _NEAR), min(limits[1], cue.last + _NEAR)
        source = find_source(document, cue, earlier, limits)
        earlier.append((cue, source))
        following = number + 1
        while following < len(cues) and following - number <= _MOST_FOLLOWING and cues[following].first < limits[1]:
            following += 1
        yield cue, source, cues[number + 1 : following], limits


def _limits(document: Document, cue: Cue, sentence: tuple[int, int]) -> tuple[int, int]:
    """The sentence of a cue, or the part of it inside the quotation marks that hold the cue."""
    first, last = sentence
    around = document.quotation_around(cue.first) if document.quotations else None
    return (max(first, around.first), min(last, around.last)) if around else (first, last)


def _attribution(document: Document, cue: Cue, source, content, speaker: str | None) -> Attribution:
    starts, ends = document.starts, document.ends
    source_start, source_end = (starts[source[0]], ends[source[1] - 1]) if source else (None, None)
    content_start, content_end = (starts[content[0]], ends[content[1] - 1]) if content else (None, None)
    return Attribution(
        _kind(document, content),
        document.text_of(cue.first, cue.last),
        starts[cue.first],
        ends[cue.last - 1],
        cue.cue_class,
        document.text_of(*source) if source else None,
        source_start,
        source_end,
        source_type(document, source),
        speaker,
        content_start,
        content_end,
    )


def _kind(document: Document, content: tuple[int, int] | None) -> str:
    """Direct when the content is all quotation, mixed when it holds one or a part of one, else indirect."""
    if content is None:
        return "indirect"
    first, last = content
    if first in document.quotation_opening and last - 1 in document.quotation_closing:
        return "direct"
    marks = document.once(_marks)
    return "mixed" if bisect_left(marks, first) < bisect_left(marks, last) else "indirect"


def _marks(document: Document) -> list[int]:
    """The tokens that open or close a quotation of words, in order; a title or a word that is mentioned is none."""
    quoting = [
        quotation
        for quotation, span in zip(document.quotations, document.once(functions), strict=True)
        if span.category not in ("title", "mention")
    ]
    return sorted({mark for quotation in quoting for mark in (quotation.first - 1, quotation.last)})


def count_attributions(found: Iterable[Attribution]) -> tuple[int, ...]:
    """The counts of `ATTRIBUTION_COUNTS` for the attributions of one article."""
    counts = Counter(
        name
        for one in found
        for name in (
            "attribution",
            f"attribution_{one.kind}",
            f"cue_{one.cue_class}",
            f"source_{one.source_type or 'none'}",
        )
    )
    return tuple(counts[name] for name in ATTRIBUTION_COUNTS)

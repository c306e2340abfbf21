"""The contract of a device as a check: the built-in devices pass it, and yours can be held to it."""

from __future__ import annotations

import gc
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from numbers import Number
from time import process_time

import pandas as pd

from framing.devices import Device, Span, built_in_devices, find_device
from framing.devices.attribution import attributions
from framing.document import Document
from framing.extract import Result, extract

STORY = (
    "The mayor said that the old dam may burst, and the valley was evacuated by the army overnight. “It will NEVER "
    "hold,” Ann Lee insisted; she reportedly refused to sign the “safety” report, which was clearly ignored.\n\n"
    "Critics say the so-called rescue, a disastrous plan, failed. Undocumented immigrants and illegal "
    "aliens were blamed by a radical senator, José Núñez, who admitted that taxes, hospitals and the police had been "
    "cut.\n"
)
"""A text of our own in which every built-in device finds something."""

ODD_TEXTS = {
    "an empty text": "",
    "nothing but spaces": " \n\t ",
    "one word": "word",
    "one mark": "“",
    "one digit": "5",
    "a null": "\x00",
    "a combining accent": "e\u0301",
    "an override to right-to-left": "\u202eabc",
    "emoji": "👍🏽👩‍👩‍👧",
    "hebrew": "„שלום עולם”, אמר דן.",
    "arabic": "قال الوزير: “لن نعود”، مضيفا أن الاتفاق ‘انتهى’.",
    "a cue alone": "said",
    "a dash": "—",
    "an abbreviation alone": "U.S.",
    "marks that never close": "“said“said“",
    "apostrophes alone": "'''''",
    "a lone surrogate": "\ud83d",
    "a lone surrogate that speaks": "“\ud83d may go,” said \ud83d.",
    "cues in capitals": "According to Ann Lee, IT HOLDS. “NO,” SAID BO.",
    "a word of 5,000 letters": "x" * 5000,
    "line breaks of every kind": "He may.\r\nShe may.\x85It may.\u2028They may.\x0cWe may.",
    "invisible characters in words": "re\u00adported\u200bly",
    "a byte order mark": "\ufeffHe may go.",
}
"""Texts that scraping brings, by what is odd about them."""

# Between linear time (4) and quadratic time (16), for a text four times as long.
_MOST_GROWTH = 8


class DeviceError(AssertionError):
    """A device that breaks the contract: says what is wrong, in which text, and what would be right."""


def check_device(device: str | Device, texts: Iterable[str] | None = None, *, overlap: bool = True) -> None:
    """Hold a device to the contract that the built-in ones keep; silent where it does.

    It must find something, on places that lie in the text, of categories that it names, no place twice; the same when
    asked again, after other devices, and in another process; leave the document to other devices as it was; take any
    string, and time that grows with the length of a text alone. Its details must fit columns.

    Parameters
    ----------
    device : str or Device
    texts : iterable of str, optional
        Texts in which it finds something, which are tried as they are and in other guises (capitals, accents taken
        apart, invisible characters ...). `STORY` and `ODD_TEXTS` are tried in any case.
    overlap : bool
        Whether its spans may overlap one another.

    Raises
    ------
    DeviceError
        For the first part of the contract that it breaks.

    Examples
    --------
    >>> from framing import Span, device
    >>> @device("shouting", ["word"])
    ... def shouting(document):
    ...     for token, start in zip(document.tokens, document.starts):
    ...         if token.isupper():
    ...             yield Span(start, start + 4, "word")
    >>> check_device(shouting)
    Traceback (most recent call last):
    framing.testing.DeviceError: Device 'shouting' gave the span 43 to 47 in a text of 46 characters; ...
    """
    if isinstance(texts, str):
        raise ValueError("texts must be a list of texts, not one text: pass texts=[text].")
    device = find_device(device)
    own = {
        "framing.testing.STORY": STORY,
        **{f"texts[{at}]": text for at, text in enumerate(() if texts is None else texts)},
    }
    guises = {f"{label}, {guise}": text for label, whole in own.items() for guise, text in _guises(whole)}
    tried = {**own, **ODD_TEXTS, **guises}
    result = _extract(device, tried)
    check_spans(result, [device])
    found = {label: list(device.find(Document.of(text))) for label, text in tried.items()}
    _check_finds(device, found)
    for label, spans in found.items():
        _check_places(device, spans, label, overlap)
    _check_details(device, found)
    _check_repeats(device, tried, found)
    for label, text in own.items():
        _check_leaves_the_document(device, text, label)
    _check_travels(device, tried, found)
    _check_time(device, own, found)


def check_spans(result: Result, devices: Sequence[str | Device]) -> None:
    """Hold the spans of a result to the contract: places, order, and counts that agree with the features.

    Raises
    ------
    DeviceError
        For the first span or count that breaks it.
    """
    spans, texts = result.spans, result.texts.to_dict()
    order = {doc: number for number, doc in enumerate(texts)}
    before = (0, 0, 0)
    for doc, name, start, end, words in zip(
        *(spans[column] for column in ("doc", "device", "start", "end", "text")), strict=True
    ):
        where = f"Device {name!r}, article {doc!r}, span {start} to {end}"
        if not (0 <= start < end <= len(texts[doc]) and texts[doc][start:end] == words):
            raise DeviceError(f"{where}: its text is {texts[doc][start:end]!r:.80}, but the table has {words!r:.80}.")
        if (order[doc], start, end) < before:
            raise DeviceError(f"{where}: it follows a later one; spans stand by article, then by place.")
        before = (order[doc], start, end)
    counts = Counter(zip(spans["doc"], spans["device"] + "_" + spans["category"], strict=True))
    for device in map(find_device, devices):
        columns = [f"{device.name}_{category}" for category in device.categories]
        for column in columns:
            expected = [counts[doc, column] for doc in texts]
            if result.features[column].tolist() != expected:
                raise DeviceError(f"The column {column!r} of the features disagrees with the number of its spans.")
        if (result.features[columns].sum(axis=1) != result.features[device.name]).any():
            raise DeviceError(f"The column {device.name!r} of the features is not the sum of its categories.")


def _guises(text: str) -> Iterator[tuple[str, str]]:
    """The same text as other sources would have it."""
    yield "in capitals", text.upper()
    yield "in small letters", text.lower()
    yield "accents taken apart", unicodedata.normalize("NFD", text)
    yield "zero-width spaces between letters", "\u200b".join(text)
    yield "right to left", f"\u202e{text}\u202c"
    yield "without spaces", "".join(text.split())
    yield "straight quotation marks", text.translate(dict(zip(map(ord, "“”‘’"), "\"\"''", strict=True)))
    yield "Windows line ends", text.replace("\n", "\r\n")
    yield "surrogates between words", text.replace(" ", " \udc80")


def _extract(device: Device, texts: dict[str, str]) -> Result:
    """What `extract` finds, which checks each span itself."""
    try:
        return extract(pd.DataFrame({"text": pd.Series(texts, dtype=object)}), [device])
    except Exception as error:
        message, where = str(error), " ".join(getattr(error, "__notes__", ()))
        if not message.startswith("Device "):
            message = f"Device {device.name!r} raised {type(error).__name__}: {error}; it must take any string."
        raise DeviceError(f"{message} {where}") from error


def _plain(spans: Iterable[Span]) -> list[str]:
    """Spans as strings, that those with missing values in their details can be compared."""
    return [f"{span.start} to {span.end}, {span.category}, {dict(span.details)}" for span in spans]


def _find_all(device: Device, texts: list[str]) -> list[list[str]]:
    return [_plain(device.find(Document.of(text))) for text in texts]


def _check_finds(device: Device, found: dict[str, list[Span]]) -> None:
    if not any(found.values()):
        raise DeviceError(
            f"Device {device.name!r} finds nothing in any text that it is checked on; "
            "pass texts=[...] with sentences in which it should."
        )


def _check_places(device: Device, spans: list[Span], label: str, overlap: bool) -> None:
    for place, times in Counter((span.start, span.end, span.category) for span in spans).items():
        if times > 1:
            raise DeviceError(
                f"Device {device.name!r} gave the span {place} {times} times in {label!r}; once is enough, "
                "or it counts twice."
            )
    if not overlap:
        for one, other in pairwise(sorted((span.start, span.end) for span in spans)):
            if other[0] < one[1]:
                raise DeviceError(
                    f"Device {device.name!r} gave {one} and {other} in {label!r}, which overlap; "
                    "give one of them, or check it with overlap=True."
                )


def _check_details(device: Device, found: dict[str, list[Span]]) -> None:
    kinds: dict[str, tuple[type, str]] = {}
    for label, spans in found.items():
        for name, value in (item for span in spans for item in span.details.items()):
            where = f"Device {device.name!r} gave the detail {name!r}: {value!r:.60} in {label!r}"
            if not isinstance(name, str):
                raise DeviceError(f"{where}; a detail becomes a column, so its name must be a string.")
            if value is None:
                continue
            kind = next((kind for kind in (bool, Number, str) if isinstance(value, kind)), None)
            if kind is None:
                raise DeviceError(f"{where}; a detail must be a string, a number, a truth value or None.")
            before, place = kinds.setdefault(name, (kind, label))
            if kind is not before:
                raise DeviceError(f"{where}, but in {place!r} it is of another kind; a column holds one kind of value.")


def _check_repeats(device: Device, texts: dict[str, str], found: dict[str, list[Span]]) -> None:
    for label, text in texts.items():
        again = _plain(device.find(Document.of(text)))
        if again != _plain(found[label]):
            raise DeviceError(
                f"Device {device.name!r} gave {_plain(found[label])} and then {again} in {label!r}; it must give the "
                "same for the same text, so keep chance, time and memory of other texts out of it."
            )


def _check_leaves_the_document(device: Device, text: str, label: str) -> None:
    """What a device and the others find must not depend on which of them saw the document first."""
    fresh, used = Document.of(text), Document.of(text)
    alone = _plain(device.find(used))
    for part in ("text", "tokens", "words", "starts", "ends", "paragraphs", "sentences", "quotations"):
        if getattr(fresh, part) != getattr(used, part):
            raise DeviceError(
                f"Device {device.name!r} altered document.{part} of {label!r}; other devices read it, so leave it be."
            )
    others = [find_device(name) for name in built_in_devices() if name != device.name]
    measures = {"attribution": lambda document: document.once(attributions)}
    measures |= {other.name: lambda document, other=other: _plain(other.find(document)) for other in others}
    for name, measure in measures.items():
        expected = measure(fresh)
        try:
            same = measure(used) == expected
        except Exception as error:
            raise DeviceError(f"After device {device.name!r} {name!r} fails in {label!r}: {_SHARED}") from error
        if not same:
            raise DeviceError(f"After device {device.name!r} {name!r} finds others in {label!r}: {_SHARED}")
    if _plain(device.find(fresh)) != alone:
        raise DeviceError(f"Device {device.name!r} finds others in {label!r} after {built_in_devices()}: {_SHARED}")


_SHARED = "what document.once(...) gives is shared, so it must not be changed."


def _check_travels(device: Device, texts: dict[str, str], found: dict[str, list[Span]]) -> None:
    """A process of its own also has its own order of sets, so a device that relies on one is found out."""
    from joblib import Parallel, delayed

    try:
        [elsewhere] = Parallel(n_jobs=2)([delayed(_find_all)(device, list(texts.values()))])
    except Exception as error:
        raise DeviceError(
            f"Device {device.name!r} does not work in a worker process ({type(error).__name__}: {error}); it must be a "
            "function without open files, locks or running generators, whose imports are there as well."
        ) from error
    for label, there in zip(texts, elsewhere, strict=True):
        if there != _plain(found[label]):
            raise DeviceError(
                f"Device {device.name!r} gave {_plain(found[label])} here and {there} in another process in {label!r}; "
                "sort what comes out of a set, and keep chance out."
            )


def _check_time(device: Device, own: dict[str, str], found: dict[str, list[Span]]) -> None:
    story = " ".join(own.values())
    one_sentence = " ".join(story.translate(dict.fromkeys(map(ord, ".!?…;:\r\n"), " ")).split())
    cues = [own[label][span.start : span.end] for label in own for span in found[label]]
    shapes = {
        "the texts many times over": story + "\n",
        "the texts as one sentence": one_sentence + ", ",
        "the texts in quotation marks that do not close": "“" + one_sentence + " ",
        "what it finds, one after another": " ".join(cues) + " ",
    }
    for shape, text in shapes.items():
        text *= 1 + 1_000 // len(text)
        while (short := _seconds(device, text)) < 0.005 and len(text) < 100_000:
            text *= 2
        most = _MOST_GROWTH * max(short, 0.005)
        if (long := _seconds(device, text * 4, most)) > most:
            raise DeviceError(
                f"Device {device.name!r} took {short:.3f} s for {len(text):,} characters and {long:.3f} s for four "
                f"times as many ({shape}); time must grow with the length alone, so bound each loop inside a loop, "
                "by a window of 60 tokens for one, and let no regular expression backtrack."
            )


def _seconds(device: Device, text: str, enough: float = 0.0) -> float:
    """Processor time on a text without reading it: the best of three tries, fewer where they leave no doubt."""
    document = Document.of(text)
    best = float("inf")
    collects = gc.isenabled()
    gc.disable()  # Python looks through its memory now and then, and takes longer the more there is
    try:
        for _ in range(3):
            unread = replace(document, _memo={})
            began = process_time()
            for _span in device.find(unread):
                pass
            best = min(best, process_time() - began)
            if enough and not enough < best < 3 * enough:
                break
    finally:
        if collects:
            gc.enable()
    return best

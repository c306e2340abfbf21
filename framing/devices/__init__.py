"""What a framing device is, the ones that come with the package, and how to add your own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from framing.document import Document
from framing.lexicon import Condition, Lexicon, LexiconError, read_lexicon

_NOTHING: Mapping[str, object] = MappingProxyType({})

# Device name -> the module that defines it as `DEVICE`. A module is loaded when its device is first used.
_BUILT_IN = {
    "hedge": "framing.devices.hedges",
    "label": "framing.devices.labels",
    "quote": "framing.devices.quotes",
    "passive": "framing.devices.passives",
    "issue_frame": "framing.devices.issue_frames",
}


class Span(NamedTuple):
    """A place where a device was found.

    Attributes
    ----------
    start, end : int
        Characters of the text as given.
    category : str
        One of the device's categories.
    details : mapping of str to object
        What else the device has to say; each key becomes a column of ``result.spans``.
    """

    start: int
    end: int
    category: str
    details: Mapping[str, object] = _NOTHING


@dataclass(frozen=True)
class Device:
    """A framing device: a name, its categories, and a plain function from a `Document` to spans."""

    name: str
    categories: tuple[str, ...]
    find: Callable[[Document], Iterable[Span]]

    def __post_init__(self) -> None:
        if isinstance(self.categories, str):
            raise ValueError(f"Device {self.name!r} needs a list of categories: pass [{self.categories!r}].")
        if not self.name.isidentifier():
            raise ValueError(
                f"A device's name becomes a column: {self.name!r} must be letters, digits and underscores."
            )
        if not self.categories or len(set(self.categories)) < len(self.categories):
            raise ValueError(f"Device {self.name!r} needs categories, each named once; it has {self.categories}.")


def device(name: str, categories: Sequence[str]) -> Callable[[Callable[[Document], Iterable[Span]]], Device]:
    """Make a function a device; a decorator.

    Parameters
    ----------
    name : str
        Becomes the column of its count in ``result.features``; ``<name>_<category>`` those of its categories.
    categories : sequence of str
        Every category that the function may give.

    Examples
    --------
    >>> @device("shouting", ["word"])
    ... def shouting(document):
    ...     for token, start, end in zip(document.tokens, document.starts, document.ends):
    ...         if len(token) > 3 and token.isupper():
    ...             yield Span(start, end, "word")
    >>> import framing, pandas as pd
    >>> result = framing.extract(pd.DataFrame({"text": ["They NEVER listen."]}), devices=[shouting])
    >>> result.spans["text"].tolist()
    ['NEVER']
    """
    return lambda find: Device(name, categories if isinstance(categories, str) else tuple(categories), find)


@dataclass(frozen=True)
class _Lookup:
    """The `Device.find` of a lexicon; a class so that worker processes can receive it."""

    lexicon: Lexicon
    conditions: Mapping[str, Condition]

    def __call__(self, document: Document) -> Iterator[Span]:
        for first, last, entry in self.lexicon.find(document, self.conditions):
            yield Span(document.starts[first], document.ends[last - 1], entry.category, entry.attributes)


def lexicon_device(
    name: str, lexicon: Lexicon | str | Path, conditions: Mapping[str, Condition] | None = None
) -> Device:
    """A device out of a lexicon alone.

    Parameters
    ----------
    name : str
    lexicon : Lexicon, str or Path
        A lexicon, or what `framing.lexicon.read_lexicon` takes.
    conditions : mapping of str to callable, optional
        For the names in the lexicon's ``condition`` column: ``(document, first, last)`` in tokens to whether the
        cue counts there.

    Raises
    ------
    LexiconError
        If the lexicon cannot be read or names a condition that is not given.

    Examples
    --------
    >>> from framing.lexicon import Entry, Lexicon
    >>> war = lexicon_device("war", Lexicon("war", (Entry("battle|fight", "combat"),)))
    >>> [span.category for span in war.find(Document.of("A fight over tariffs."))]
    ['combat']
    """
    table = lexicon if isinstance(lexicon, Lexicon) else read_lexicon(lexicon)
    known = dict(conditions or {})
    check_conditions(table, known)
    return Device(name, table.categories, _Lookup(table, known))


def check_conditions(lexicon: Lexicon, conditions: Mapping[str, Condition]) -> None:
    """Raise a `LexiconError` if a lexicon names a condition that ``conditions`` lacks."""
    for entry in lexicon.entries:
        if entry.condition and entry.condition not in conditions:
            raise LexiconError(
                f"{lexicon.name}: cue {entry.cue!r} has the condition {entry.condition!r}, which is not defined; "
                f"defined are {sorted(conditions)}."
            )


def built_in_devices() -> tuple[str, ...]:
    """Names of the devices that come with the package.

    Examples
    --------
    >>> built_in_devices()
    ('hedge', 'label', 'quote', 'passive', 'issue_frame')
    """
    return tuple(_BUILT_IN)


def find_device(device: str | Device) -> Device:
    """The device of that name, or the device itself.

    Raises
    ------
    ValueError
        For a name that no built-in device has, listing those that there are; for what is no name and no device.
    """
    if isinstance(device, Device):
        return device
    if not isinstance(device, str):
        raise ValueError(
            f"{device!r:.80} is neither the name of a device nor a device; "
            "make a function one with @framing.device(name, categories)."
        )
    if device not in _BUILT_IN:
        raise ValueError(
            f"There is no device {device!r}; built in are {list(_BUILT_IN)}, 'attribution' and 'readability'. "
            "A device of your own is passed itself, not by name."
        )
    return import_module(_BUILT_IN[device]).DEVICE

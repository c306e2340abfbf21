"""What a framing device is, the ones that come with the package, and how to add your own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from framing.devices.spans import Search, Span
from framing.document import Document
from framing.lexicon import Condition, Lexicon, LexiconError, read_lexicon

# Device name -> the module that defines it as `DEVICE`. A module is loaded when its device is first used.
_BUILT_IN = {
    "hedge": "framing.devices.hedges",
    "quote": "framing.devices.quotes",
    "distancing": "framing.devices.distancing",
    "loaded": "framing.devices.loaded",
    "label": "framing.devices.labels",
    "passive": "framing.devices.passives",
    "certainty": "framing.devices.certainty",
    "presupposition": "framing.devices.presupposition",
    "issue_frame": "framing.devices.issue_frames",
}


@dataclass(frozen=True)
class Device:
    """A framing device: a name, its categories, and a plain function from a `Document` to spans."""

    name: str
    categories: tuple[str, ...]
    find: Callable[[Document], Iterable[Span]]

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.isidentifier():
            raise ValueError(
                f"A device's name becomes a column: {self.name!r} must be letters, digits and underscores."
            )
        if not isinstance(self.categories, (tuple, list)):
            raise ValueError(f"Device {self.name!r} needs a list of categories: pass [{self.categories!r:.80}].")
        if not self.categories or len(set(self.categories)) < len(self.categories):
            raise ValueError(f"Device {self.name!r} needs categories, each named once; it has {self.categories}.")
        if not all(isinstance(category, str) and category for category in self.categories):
            raise ValueError(f"Device {self.name!r} needs categories that are words; it has {self.categories}.")
        if not callable(self.find):
            raise ValueError(f"Device {self.name!r} needs a function from a document to spans; it has {self.find!r}.")

    def __reduce_ex__(self, protocol: int) -> tuple:
        # Under @device a module's name stands for the device, and pickle would look there for the function.
        # Nobody can import __main__; from there functions travel by value, with cloudpickle.
        module, name = getattr(self.find, "__module__", None), getattr(self.find, "__qualname__", "")
        if module != "__main__" and getattr(sys.modules.get(module), name, None) is self:
            return _device_in, (module, name)
        return super().__reduce_ex__(protocol)


def _device_in(module: str, name: str) -> Device:
    return getattr(import_module(module), name)


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


class LexiconDevice(Device):
    """A device out of a lexicon alone.

    Parameters
    ----------
    name : str
    lexicon : mapping of str to list of str, str, Path or Lexicon
        The cues of each category; or a CSV file with the columns ``cue`` and ``category``, or a lexicon of the
        package by its name (`framing.read_lexicon`). How to write a cue: `framing.lexicon`. Where several cues match,
        the longest counts. Further columns of a file become columns of ``result.spans``.
    conditions : mapping of str to callable, optional
        For the names in the lexicon's ``condition`` column: ``(document, first, last)`` in tokens to whether the
        cue counts there.

    Raises
    ------
    LexiconError
        If the lexicon cannot be read, lists a cue twice, or names a condition that is not given.

    Examples
    --------
    >>> war = LexiconDevice("war", {"combat": ["battle|fight", "war of words"], "retreat": ["climb down"]})
    >>> document = Document.of("A fight over tariffs, a war of words.")
    >>> [document.text[span.start : span.end] for span in war.find(document)]
    ['fight', 'war of words']
    """

    def __init__(
        self,
        name: str,
        lexicon: Mapping[str, Sequence[str]] | str | Path | Lexicon,
        conditions: Mapping[str, Condition] | None = None,
    ) -> None:
        if isinstance(lexicon, Mapping):
            table = Lexicon.of(name, lexicon)
        elif isinstance(lexicon, (str, Path)):
            table = read_lexicon(lexicon)
        elif isinstance(lexicon, Lexicon):
            table = lexicon
        else:
            raise LexiconError(
                f"Device {name!r} needs the cues of each category, {{'category': ['cue', 'other cue']}}, "
                f"or the path of a CSV file; it has {lexicon!r:.80}."
            )
        if conditions is not None and not isinstance(conditions, Mapping):
            raise LexiconError(f"Device {name!r}: conditions must be {{'name': function}}, not {conditions!r:.80}.")
        known = dict(conditions or {})
        check_conditions(table, known)
        super().__init__(name, table.categories, Search(table, known))


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
    >>> built_in_devices()  # doctest: +NORMALIZE_WHITESPACE
    ('hedge', 'quote', 'distancing', 'loaded', 'label', 'passive', 'certainty', 'presupposition',
     'issue_frame')
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

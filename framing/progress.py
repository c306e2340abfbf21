"""Progress bars for work that can take long: in a notebook as a widget, in a terminal as a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

_Item = TypeVar("_Item")


def steps(items: Iterable[_Item], work: str, unit: str, shown: bool, total: int | None = None) -> Iterable[_Item]:
    """The same items, with a bar that moves on with each if it is to be shown.

    Parameters
    ----------
    items : iterable
    work : str
        What is done, ahead of the bar: ``framing.compare``.
    unit : str
        What one item is, in the plural.
    shown : bool
        Whether there is a bar.
    total : int, optional
        How many items there are, where they have no length.

    Examples
    --------
    >>> [2 * item for item in steps([1, 2], "framing.compare", "groups", shown=False)]
    [2, 4]
    """
    if not shown:
        return items
    from tqdm.auto import tqdm

    return tqdm(items, desc=work, unit=f" {unit}", total=total)

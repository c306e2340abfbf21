"""Text for a terminal: tables that fit, articles with their spans marked, keywords in context.

Nothing of an article reaches the terminal that could command it: what does not print is shown as an escape.
"""

from __future__ import annotations

import re
import shutil
from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from io import StringIO
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from framing.devices import built_in_devices
from framing.extract import count_columns, rates

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType
    from rich.text import Text

    from framing.extract import Result

# Controls, directions of writing, tags, lone surrogates, and what has no width; joiners stay, which scripts need.
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\U000e0000-\U000e007f]"
)
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# Black on these can be read whether the terminal is light or dark; nine, so that each device has its own, and again
# for terminals of 16 colours, where some of the first would be the same.
_COLOURS = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#D55E00", "#CC79A7", "#B8B8B8", "#9AD1A5", "#C9B3F5")
_SIXTEEN = ("yellow", "cyan", "green", "bright_yellow", "red", "magenta", "white", "bright_green", "bright_magenta")
_ATTRIBUTION = ("attribution", "cue", "source")
_GAP = 2
_LEAST = 12


def terminal_width() -> int:
    """Columns of the terminal, or what ``$COLUMNS`` says; 100 where the output is no terminal."""
    return max(20, shutil.get_terminal_size((100, 24)).columns)


def in_colour() -> bool:
    """Whether what is printed may be coloured: in a terminal, unless ``$NO_COLOR`` is set; with ``$FORCE_COLOR``."""
    from rich.console import Console

    console = Console()
    return console.color_system is not None and not console.no_color


def visible(text: object) -> str:
    r"""One line of text with each character that does not print as its escape.

    Examples
    --------
    >>> print(visible("a\x1b[2Jb \u202ec"))
    a\x1b[2Jb \u202ec
    """
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), str(text))


def format_table(table: pd.DataFrame, width: int, *, wrap: Sequence[str] = (), first_to_go: Sequence[str] = ()) -> str:
    """A table in so many columns of a terminal, in which no number is ever cut.

    Parameters
    ----------
    table : DataFrame
        Its index is not shown. Numbers have two decimals, counts none, what is missing is a dash.
    width : int
        Columns of the terminal.
    wrap : sequence of str
        Columns of words, which may take several lines.
    first_to_go : sequence of str
        Columns that are left out, in this order, as long as the table is too wide; a last line names them.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"device": ["hedge"], "n": [1234], "F1": [0.5], "note": ["a long remark"]})
    >>> print(format_table(table, 40))
    device      n    F1  note
    hedge   1,234  0.50  a long remark
    >>> print(format_table(table, 30, first_to_go=["note"]))
    device      n    F1
    hedge   1,234  0.50
    Too narrow for: note
    """
    from pandas.api.types import is_numeric_dtype
    from rich.cells import cell_len
    from rich.table import Table

    cells = {name: [visible(name), *map(_cell, table[name])] for name in table}
    least = {name: max(map(cell_len, column)) for name, column in cells.items()}
    least |= {name: min(least[name], _LEAST) for name in wrap if name in least}
    kept, gone = list(cells), []
    for name in first_to_go:
        if name in kept and sum(least[one] + _GAP for one in kept) - _GAP > width:
            kept.remove(name)
            gone.append(visible(name))
    grid = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="")
    for name in kept:
        side = "right" if is_numeric_dtype(table[name]) else "left"
        grid.add_column(cells[name][0], justify=side, no_wrap=name not in wrap, overflow="fold", min_width=least[name])
    for row in zip(*(cells[name][1:] for name in kept), strict=True):
        grid.add_row(*map(_plain, row))
    width = max(width, sum(least[one] + _GAP for one in kept) - _GAP)
    return _render(grid, width=width) + (f"\nToo narrow for: {', '.join(gone)}" if gone else "")


def _cell(value: object) -> str:
    if value is None or value != value:
        return "-"
    if isinstance(value, str):
        return visible(value)
    return f"{value:.2f}" if isinstance(value, float) else f"{value:,}"


def _plain(text: str) -> Text:
    """Text in which rich looks for no markup."""
    from rich.text import Text

    return Text(text)


def _render(*parts: RenderableType, width: int, colours: bool = False) -> str:
    from rich.console import Console

    page = StringIO()
    console = Console(file=page, width=width, force_terminal=colours, highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(part, overflow="fold")
    return "\n".join(line.rstrip() for line in page.getvalue().split("\n")).rstrip("\n")


class _Mark(NamedTuple):
    start: int
    end: int
    name: str


def format_article(result: Result, doc: Hashable, width: int, colours: bool = False) -> str:
    """An article with its spans marked, then what was counted, and how often in 1,000 words.

    Parameters
    ----------
    result : Result
        From `framing.extract`.
    doc : hashable
        The article's label in the index.
    width : int
        Columns of the terminal.
    colours : bool
        Colour the spans, each device in its own; else they stand in square brackets with the device's name. Where
        spans lie within each other the shortest has the colour.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> result = framing.extract(pd.DataFrame({"text": ["It may rain. They went."]}), ["hedge", "passive"])
    >>> print(format_article(result, 0, 40))
    It [hedge: may] rain. They went.
    <BLANKLINE>
                 n  per 1,000 words
    hedge        1           200.00
      epistemic  1           200.00
    Nothing of: passive
    5 words, 2 sentences
    """
    styles = _styles(result) if colours else None
    lines = _squeeze(_highlight(result.texts.loc[doc], _marks(result, doc), styles).split("\n", allow_blank=True))
    return f"{_render(*lines, width=width, colours=colours)}\n\n{_legend(result, doc, width, styles)}"


def _styles(result: Result) -> dict[str, str]:
    """The style of each device, the same whichever were asked for."""
    from rich.console import Console

    palette = _SIXTEEN if Console(force_terminal=True).color_system == "standard" else _COLOURS
    words = [name for name in built_in_devices() if name != "quote"]
    own = [name for name in result.spans["device"].unique() if name not in built_in_devices()]
    shared = dict.fromkeys(_ATTRIBUTION, f"black on {palette[len(words) % len(palette)]}")
    coloured = {name: f"black on {palette[at % len(palette)]}" for at, name in enumerate(words)}
    # Quotations are long, and hold the spans of other devices.
    return {"quote": "underline", **coloured, **shared, **dict.fromkeys(own, "reverse")}


def _marks(result: Result, doc: Hashable) -> list[_Mark]:
    """Spans, and sources and cues of attributions; their contents would be most of the text."""
    spans = result.spans[result.spans["doc"] == doc]
    marks = [_Mark(*row) for row in spans[["start", "end", "device"]].itertuples(index=False)]
    said = result.attributions[result.attributions["doc"] == doc]
    for part in ("cue", "source"):
        places = said[[f"{part}_start", f"{part}_end"]].dropna().drop_duplicates()
        marks += [_Mark(int(start), int(end), part) for start, end in places.itertuples(index=False)]
    return sorted(marks, key=lambda mark: (mark.start, -mark.end))


def _highlight(text: str, marks: Sequence[_Mark], styles: dict[str, str] | None) -> Text:
    """The text cut where a mark begins or ends, each piece in its style or in brackets."""
    from rich.text import Text

    page, waiting, around = Text(), deque(marks), []
    for low, high in pairwise(sorted({0, len(text), *(edge for mark in marks for edge in mark[:2])})):
        closed = sum(mark.end == low for mark in around)
        around = [mark for mark in around if mark.end > low]
        opened = []
        while waiting and waiting[0].start == low:
            opened.append(waiting.popleft())
        around += opened
        if styles is None:
            page.append("]" * closed + "".join(f"[{mark.name}: " for mark in opened))
        inner = min(around, key=lambda mark: mark.end - mark.start, default=None)
        piece = "\n".join(visible(line.replace("\t", " ")) for line in _BREAK.split(text[low:high]))
        page.append(piece, styles[inner.name] if styles and inner else None)
    return page.append("]" * len(around) if styles is None else "")


def _squeeze(lines: Iterable[Text]) -> Iterator[Text]:
    """Lines without blank ones at the beginning and the end, and never two together."""
    begun = blank = False
    for line in lines:
        if line.plain.strip():
            if begun and blank:
                yield _plain("")
            yield line
            begun = True
        blank = not line.plain.strip()


def _legend(result: Result, doc: Hashable, width: int, styles: dict[str, str] | None) -> str:
    """A line a device and category with its count and rate; devices that found nothing share one."""
    from rich.text import Text

    features = result.features.loc[[doc]]
    often = rates(features).iloc[0]
    counts = {name: int(features[name].iloc[0]) for name in ("n_words", "n_sentences", *count_columns(features))}
    columns, lines, nothing = count_columns(features), [], []
    for device in (name for name in columns if any(other.startswith(f"{name}_") for other in columns)):
        if not counts[device]:
            nothing.append(device)
            continue
        lines.append((0, device, device, styles[device] if styles else ""))
        families = tuple(f"{name}_" for name in (_ATTRIBUTION if device == "attribution" else (device,)))
        found = [name for name in columns if name.startswith(families) and counts[name]]
        lines += [(2, name.removeprefix(f"{device}_"), name, "") for name in found]
    wide = max((indent + len(name) for indent, name, _, _ in lines), default=0)
    heading = [Text(f"{'':{wide}}  {'n':>4}  per 1,000 words")] if lines else []
    for indent, name, column, style in lines:
        figures = f"{'':{wide - indent - len(name)}}  {counts[column]:>4,}  {often[column]:>15,.2f}"
        heading.append(Text.assemble(" " * indent, (visible(name), style), figures))
    if nothing:
        heading.append(Text(f"Nothing of: {', '.join(map(visible, nothing))}"))
    return _render(
        *heading,
        Text(f"{counts['n_words']:,} words, {counts['n_sentences']:,} sentences"),
        width=width,
        colours=bool(styles),
    )


def format_passages(table: pd.DataFrame, width: int, colours: bool = False) -> str:
    """Keywords in context, one below the other, a line each.

    Parameters
    ----------
    table : DataFrame
        From `framing.concordance`.
    width : int
        Columns of the terminal. Ids and long passages are cut to it.
    colours : bool
        Colour the keywords; else they stand in square brackets.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> result = framing.extract(pd.DataFrame({"text": ["It may rain. Perhaps they went."]}), ["hedge"])
    >>> print(format_passages(framing.concordance(result, "hedge"), 40))
    0              It [may] rain. Perhaps th
    0    It may rain. [Perhaps] they went.
    """
    from rich.cells import cell_len, set_cell_size
    from rich.text import Text

    begin, end = _render(Text("x", "black on #E69F00"), width=width, colours=True).split("x") if colours else "[]"
    ids = [visible(id) for id in table["doc"]]
    id_width = min(max(map(cell_len, ids), default=0), width // 4)
    left_width = (width - id_width - 2 * _GAP) * 2 // 5
    rest = width - id_width - left_width - 2 * _GAP
    lines = []
    for id, left, text, right in zip(ids, table["left"], table["text"], table["right"], strict=True):
        word = _shorten(visible(text), rest * 2 // 3)
        # What is nearest to the keyword stays.
        before = set_cell_size(visible(left)[::-1], left_width)[::-1]
        after = set_cell_size(visible(right), max(0, rest - cell_len(word) - (0 if colours else 2)))
        shown = set_cell_size(_shorten(id, id_width), id_width)
        lines.append(f"{shown}{'':{_GAP}}{before} {begin}{word}{end} {after}".rstrip())
    return "\n".join(lines)


def _shorten(text: str, width: int) -> str:
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= width else f"{set_cell_size(text, max(0, width - 1))}…"

"""An article with its spans highlighted, as HTML, and keywords in context, as a table."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from framing.arguments import check_arguments
from framing.devices.spans import SPAN_COLUMNS
from framing.devices.voices import WRITER
from framing.extract import count_columns
from framing.whole_files import written_whole

if TYPE_CHECKING:
    import pandas as pd

    from framing.extract import Result

# Okabe and Ito's palette, which readers with any colour vision can tell apart; each mark has a line style as well.
_PALETTE = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#999999")
_LINES = ("solid", "dotted", "dashed", "double", "wavy")
_PARTS = ("source", "cue", "content")
# What is counted of an attribution, and the column of ``result.attributions`` that has its category.
_COUNTED_PARTS = {"attribution": "kind", "cue": "cue_class", "source": "source_type"}
# JupyterLab would set what stands between two dollar signs as a formula.
_NO_FORMULAS = "mathjax_ignore tex2jax_ignore"
# Of more marks over one place the shortest are drawn, and the note names them; of more still, the rest is forgotten.
# Bounds, as a hostile text can lay thousands over one another, which no browser nests.
_MOST_NESTED, _MOST_OPEN = 6, 100
_BREAK = re.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]+")

_STYLE = """
.framing-article { font: 1rem/1.7 system-ui, sans-serif; max-width: 46rem; color: inherit; }
.framing-article p { margin: 0 0 .9em; unicode-bidi: isolate; white-space: pre-wrap; overflow-wrap: anywhere; }
.framing-article mark { color: inherit; background: color-mix(in srgb, var(--c) 22%, transparent);
  text-decoration: underline 2px var(--c); text-underline-offset: 3px; border-radius: 2px; }
.framing-article mark.content { background: none; }
.framing-article .legend { list-style: none; padding: 0; margin: 0 0 1em; display: flex; flex-wrap: wrap;
  gap: .2em 1.2em;  font-size: .85rem; }
.framing-article .legend b { font-variant-numeric: tabular-nums; }
.framing-article h2 { font-size: 1.05rem; margin: 0 0 .5em; unicode-bidi: isolate; }
"""

_RESULT_STYLE = """
.framing-result { font: .9rem/1.5 system-ui, sans-serif; color: inherit; max-width: 52rem; }
.framing-result table { border-collapse: collapse; width: 100%; margin: .5em 0; }
.framing-result table th, .framing-result table td { text-align: left; padding: .15em .8em .15em 0; vertical-align: top;
  color: inherit; background: none; border: 0; white-space: normal; overflow-wrap: anywhere; }
.framing-result table .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.framing-result .chart { width: 9rem; }
.framing-result .bar { display: block; height: .8em; margin-top: .35em; min-width: 1px; background: #56B4E9; }
.framing-result code { color: inherit; background: color-mix(in srgb, currentColor 9%, transparent);
  padding: 0 .3em; overflow-wrap: anywhere; }
.framing-result li, .framing-result bdi { unicode-bidi: isolate; }
"""


class _Mark(NamedTuple):
    """One highlighted range: what the legend calls it, and what hovering says."""

    start: int
    end: int
    kind: str
    note: str


@dataclass(frozen=True)
class ArticleView:
    """A highlighted article; JupyterLab shows it, `save` writes it as a page of its own."""

    title: str
    body: str = field(repr=False)

    def _repr_html_(self) -> str:
        page = f'<style>{_STYLE}</style><div class="framing-article {_NO_FORMULAS}">{self.body}</div>'
        return sendable(page)

    def save(self, path: str | Path) -> Path:
        """Write a page that needs no other file and no network; returns its path."""
        page = (
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta name="color-scheme" content="light dark">'
            f"<title>{escape(self.title)}</title></head>"
            f'<body style="margin: 2rem auto; padding: 0 1rem; max-width: 46rem">{self._repr_html_()}</body></html>\n'
        )
        with written_whole(path) as part:
            part.write_text(page, encoding="utf-8", newline="\n")
        return Path(path)


def sendable(text: str) -> str:
    """The text with a question mark for each lone surrogate, which cannot be sent to a browser."""
    return text.encode("utf-8", "replace").decode("utf-8")


def show(
    result: Result, doc: Hashable, *, devices: Sequence[str] | None = None, path: str | Path | None = None
) -> ArticleView:
    """An article with its spans highlighted, a legend with counts, and the category of each on hover.

    Parameters
    ----------
    result : Result
        From `framing.extract`.
    doc : hashable
        The article's label in the index.
    devices : sequence of str, optional
        Which devices to highlight, ``"attribution"`` among them; all by default.
    path : str or Path, optional
        Also write a page of its own there.

    Returns
    -------
    ArticleView
        Text of the article is escaped wherever it stands: nothing in an article can become markup. Of more than six
        spans over the same words the six shortest are drawn.

    Raises
    ------
    ValueError
        If the article or a device is not in the result; names what is near or there.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> result = framing.extract(pd.DataFrame({"text": ["It may rain, <b>experts</b> say."]}))
    >>> "&lt;b&gt;" in show(result, 0)._repr_html_()
    True
    """
    check_arguments(show, locals())
    if doc not in result.texts.index:
        near = get_close_matches(str(doc), map(str, result.texts.index[:100_000]), n=3)
        hint = f" Near it: {near}." if near else f" The first labels are {result.texts.index[:3].tolist()}."
        raise ValueError(f"There is no article {doc!r} in the result.{hint}")
    marks = _marks(result, doc, devices)
    text = result.texts.loc[doc]
    body = f"<h2>{escape(str(doc))}</h2>" + _legend(marks) + _paragraphs(text, marks)
    view = ArticleView(f"framing: {doc}", body)
    if path is not None:
        view.save(path)
    return view


def _marks(result: Result, doc: Hashable, devices: Sequence[str] | None) -> list[_Mark]:
    there = devices_of(result)
    for device in devices or ():
        if device not in there:
            raise ValueError(f"There are no spans of {device!r} in the result; there are {there}.")
    spans = result.spans[result.spans["doc"] == doc]
    details = [c for c in spans.columns if c not in SPAN_COLUMNS]
    marks = []
    for row in spans.to_dict("records"):
        if devices is None or row["device"] in devices:
            extra = "".join(
                f"; {name}: {row[name]}" for name in details if row[name] == row[name] and row[name] is not None
            )
            kind = f"{row['device']}: {row['category']}"
            if row["voice"] != WRITER:
                extra += f"; voice: {row['voice']}"
            marks.append(_Mark(row["start"], row["end"], kind, kind + extra))
    if devices is None or "attribution" in devices:
        for row in result.attributions[result.attributions["doc"] == doc].to_dict("records"):
            marks += _attribution_marks(row)
    return sorted(marks)


def _attribution_marks(row: dict) -> list[_Mark]:
    missing = row["source"] != row["source"] or row["source"] is None
    who = "somebody" if missing else str(row["source"])
    if isinstance(row["speaker"], str) and row["speaker"] != who:
        who += f" ({row['speaker']})"
    note = f"{row['kind']}: {who} — {row['cue']} ({row['cue_class']})"
    marks = []
    for part in _PARTS:
        start, end = row[f"{part}_start"], row[f"{part}_end"]
        if start == start and start is not None and not _is_na(start):
            marks.append(_Mark(int(start), int(end), f"attribution: {part}", f"{part}; {note}"))
    return marks


def _is_na(value: object) -> bool:
    import pandas as pd

    return value is pd.NA


def _legend(marks: list[_Mark]) -> str:
    kinds = _kinds(marks)
    if not kinds:
        return "<p>No spans.</p>"
    items = []
    for kind in kinds:
        n = sum(mark.kind == kind for mark in marks)
        items.append(f"<li><mark {_style(kind, kinds)}>{escape(kind)}</mark> <b>{n}</b></li>")
    return f'<ul class="legend">{"".join(items)}</ul>'


def _kinds(marks: list[_Mark]) -> list[str]:
    return sorted({mark.kind for mark in marks})


def _style(kind: str, kinds: list[str]) -> str:
    at = kinds.index(kind)
    part = ' class="content"' if kind == "attribution: content" else ""
    colour, line = _PALETTE[at % len(_PALETTE)], _LINES[at // len(_PALETTE) % len(_LINES)]
    return f'style="--c: {colour}; text-decoration-style: {line}"{part}'


def _paragraphs(text: str, marks: list[_Mark]) -> str:
    """The text as paragraphs, cut where a mark begins or ends so that overlapping marks nest."""
    kinds = _kinds(marks)
    out, start, waiting, active = [], 0, deque(marks), []
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        while waiting and waiting[0].start < end:
            active.append(waiting.popleft())
        active = [mark for mark in active if mark.end > start]
        if text[start:end].strip():
            out.append(f"<p>{_marked(text, start, end, active, kinds)}</p>")
        start = match.end() if match else end
    return "\n".join(out)


def _marked(text: str, start: int, end: int, marks: list[_Mark], kinds: list[str]) -> str:
    """One paragraph; at each place only the marks that are open there are looked at."""
    edges = sorted({start, end, *(edge for mark in marks for edge in (mark.start, mark.end) if start < edge < end)})
    pieces, waiting, covering = [], deque(sorted(marks)), []
    for low, high in pairwise(edges):
        while waiting and waiting[0].start <= low:
            covering.append(waiting.popleft())
        covering = sorted((mark for mark in covering if mark.end > low), key=lambda mark: mark.start - mark.end)
        covering = covering[-_MOST_OPEN:]
        shown = covering[: -_MOST_NESTED - 1 : -1]
        more = [f"and {len(covering) - len(shown)} more"] if len(covering) > len(shown) else []
        piece = escape(text[low:high])
        note = escape("\n".join([mark.note for mark in shown] + more))
        for mark in shown:
            piece = f'<mark {_style(mark.kind, kinds)} title="{note}">{piece}</mark>'
        pieces.append(piece)
    return "".join(pieces)


def devices_of(result: Result) -> list[str]:
    """The devices that were run, those that found nothing among them."""
    columns = list(result.features)
    begun = {column[:at] for column in columns for at, sign in enumerate(column) if sign == "_"}
    counted = [name for name in columns if name in begun]
    return [*dict.fromkeys([*counted, *result.spans["device"].unique()])]


def concordance(
    result: Result, device: str, category: str | None = None, *, width: int = 60, n: int | None = None
) -> pd.DataFrame:
    """Keywords in context: every span of a device with the text before and after it.

    Parameters
    ----------
    result : Result
    device : str
        A device of the result, or ``"attribution"`` for its cues.
    category : str, optional
        One category; for ``"attribution"`` one class of cues. All by default.
    width : int
        Characters of context on each side; a word that does not fit whole is left out.
    n : int, optional
        At most so many rows, the first ones.

    Returns
    -------
    DataFrame
        ``doc``, ``left``, ``text``, ``right``, ``category``, ``start``, ``end``; ordered by article, then place.
        Line breaks show as spaces.

    Raises
    ------
    ValueError
        If the device or category is not there; lists those that are.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> result = framing.extract(pd.DataFrame({"text": ["It may rain today."]}))
    >>> concordance(result, "hedge")[["left", "text", "right"]].values.tolist()
    [['It', 'may', 'rain today.']]
    """
    check_arguments(concordance, locals())
    import pandas as pd

    if device == "attribution":
        spans = result.attributions.rename(
            columns={"cue_class": "category", "cue_start": "start", "cue_end": "end", "cue": "text"}
        )
    else:
        spans = result.spans[result.spans["device"] == device]
        if device not in devices_of(result):
            raise ValueError(f"There are no spans of {device!r} in the result; there are {devices_of(result)}.")
    if category is not None:
        if category not in set(spans["category"]):
            raise ValueError(
                f"{device!r} has no spans of category {category!r} here; it has {sorted(set(spans['category']))}."
            )
        spans = spans[spans["category"] == category]
    rows = []
    spans = spans.head(n if n is not None else len(spans))
    docs = spans["doc"].unique()
    # Looked up once an article: each look-up copies the whole text.
    texts = {doc: result.texts.loc[doc] for doc in docs}
    for row in spans.itertuples():
        text = texts[row.doc]
        start, end = int(row.start), int(row.end)
        left, right = _context(text, start, end, width)
        rows.append((left, _one_line(text[start:end]), right, row.category, start, end))
    table = pd.DataFrame(rows, columns=["left", "text", "right", "category", "start", "end"])
    # As it is in the spans: a label may hold half a character, which pandas' strings cannot.
    table.insert(0, "doc", spans["doc"].reset_index(drop=True))
    return table


def measures_of(result: Result) -> dict[str, tuple[str, str | None]]:
    """Each column of counts -> the device, ``cue`` or ``source`` that it counts, and the category (None for all)."""
    devices = [name for name in devices_of(result) if name in result.features]
    measures: dict[str, tuple[str, str | None]] = {name: (name, None) for name in devices}
    owners = [*devices, *(_COUNTED_PARTS if "attribution" in devices else ())]
    for column in count_columns(result.features):
        owner = max((name for name in owners if column.startswith(f"{name}_")), key=len, default=None)
        if owner is not None and column not in devices:
            measures[column] = owner, column.removeprefix(f"{owner}_")
    return measures


def passages(
    result: Result, measure: str, docs: Iterable[Hashable] | None = None, *, width: int = 60, n: int | None = None
) -> pd.DataFrame:
    """The words behind a count, in context: what was counted in a column of ``result.features``.

    Parameters
    ----------
    result : Result
        From `framing.extract`.
    measure : str
        A column of counts: ``"hedge"``, ``"quote_scare"``, ``"cue_doubting"``, ``"source_anonymous"``.
    docs : iterable of labels, optional
        Only in these articles.
    width : int
        Characters of context on each side.
    n : int, optional
        At most so many rows, the first ones.

    Returns
    -------
    DataFrame
        As `concordance`; of attributions ``text`` is the cue. ``table.attrs["total"]`` is the number of all.

    Raises
    ------
    ValueError
        If the result has no such count; lists those that it has.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> result = framing.extract(pd.DataFrame({"text": ["It may rain.", "It reportedly rains."]}))
    >>> framing.passages(result, "hedge_hearsay")[["doc", "text", "right"]].values.tolist()
    [[1, 'reportedly', 'rains.']]
    """
    check_arguments(passages, locals())
    measures = measures_of(result)
    if measure not in measures:
        raise ValueError(f"There is no count {measure!r} in the result; there are {list(measures)}.")
    device, category = measures[measure]
    said = device in _COUNTED_PARTS and device not in set(result.spans["device"])
    spans = result.attributions if said else result.spans[result.spans["device"] == device]
    if docs is not None:
        spans = spans[spans["doc"].isin(list(docs))]
    if category is not None:
        spans = spans[spans[_COUNTED_PARTS[device] if said else "category"].fillna("none") == category]
    own = replace(result, attributions=spans) if said else replace(result, spans=spans)
    table = concordance(own, "attribution" if said else device, width=width, n=n)
    table.attrs["total"] = len(spans)
    return table


def _one_line(text: str) -> str:
    return sendable(" ".join(text.split()))


def _context(text: str, start: int, end: int, width: int) -> tuple[str, str]:
    """Whole words before and after a range, as many as fit a width."""
    before = text[max(0, start - width) : start]
    if start > width and not text[start - width - 1].isspace():
        before = before[before.find(" ") + 1 :] if " " in before else ""
    after = text[end : end + width]
    if end + width < len(text) and not text[end + width].isspace():
        after = after[: after.rfind(" ")] if " " in after else ""
    return _one_line(before), _one_line(after)


def result_page(result: Result) -> str:
    """What JupyterLab shows of a result: spans of each device, rates as bars, the most frequent words, what to do next.

    Parameters
    ----------
    result : Result

    Returns
    -------
    str
        HTML without script, with the text of articles escaped.
    """
    words = int(result.features["n_words"].sum())
    counts = {name: int(result.features[name].sum()) for name in devices_of(result) if name in result.features}
    most = max(counts.values(), default=0)
    rows = []
    for name, n in counts.items():
        rate = f"{1000 * n / words:.2f}" if words else "–"
        bar = f'<span class="bar" style="width: {100 * n / max(most, 1):.1f}%"></span>'
        numbers = f'<td class="number">{n:,}</td><td class="number">{rate}</td><td class="chart">{bar}</td>'
        rows.append(f'<tr><th scope="row">{escape(name)}</th>{numbers}<td>{_top_words(result, name)}</td></tr>')
    head = '<th scope="col">device</th><th scope="col" class="number">spans</th><th scope="col" class="number">'
    head += 'per 1,000 words</th><td></td><th scope="col">most frequent</th>'
    body = f"<b>{len(result.texts):,} articles, {words:,} words</b>"
    body += f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>" if rows else ""
    page = f'<style>{_RESULT_STYLE}</style><div class="framing-result {_NO_FORMULAS}">{body}'
    return sendable(f"{page}{_next_steps(result, counts)}</div>")


def _top_words(result: Result, device: str, n: int = 4, width: int = 30) -> str:
    """The most frequent words of a device with their counts, whatever their case; quotations are cut short."""
    said = device == "attribution"
    own = result.attributions["cue"] if said else result.spans.loc[result.spans["device"] == device, "text"]
    counts: Counter[str] = Counter()
    # Upper and lower case are put together after the count, as there are far fewer words than spans.
    for text, count in own.dropna().value_counts().items():
        counts[_one_line(text).casefold()] += count
    top = sorted((-count, text) for text, count in counts.items() if count > 1)[:n]
    short = (text if len(text) <= width else f"{text[:width].rstrip()}…" for _, text in top)
    return ", ".join(f"<bdi>{escape(text)}</bdi>&nbsp;{-count:,}" for text, (count, _) in zip(short, top, strict=True))


def _next_steps(result: Result, counts: dict[str, int]) -> str:
    steps = {}
    if len(result.texts):
        steps[f"framing.show(result, {result.texts.index[:1].tolist()[0]!r})"] = "an article with its spans"
    if any(counts.values()):
        steps[f"framing.concordance(result, {max(counts, key=counts.get)!r})"] = "the passages, as a table"
        steps["framing.explore(result, frame)"] = "charts by group and period, with the passages behind them"
        steps["framing.code(result, 'coding.csv')"] = "code a sample by hand"
    steps["result.features, result.spans, result.attributions"] = "the tables"
    return f"<ul>{''.join(f'<li><code>{escape(c)}</code> {what}</li>' for c, what in steps.items())}</ul>"

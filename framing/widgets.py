"""For JupyterLab: an explorer of a result, and a desk at which a sample is coded by hand.

Both are made of ipywidgets alone. Whatever comes from an article or a label is escaped where it is put into HTML, and
stands elsewhere in widgets that show plain text.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable, Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from string import ascii_lowercase, digits
from typing import Any

import pandas as pd

from framing import coding
from framing.arguments import check_arguments
from framing.coding import NONE, CodingSample, coded_labels
from framing.comparison import group_rates
from framing.devices import Device
from framing.extract import Result
from framing.periods import PERIODS, over_time, period_starts
from framing.validity import codebook
from framing.view import measures_of, passages, sendable

ALL = "all articles"
# A chart with more rows or lines cannot be read.
_MOST_GROUPS, _MOST_LINES, _MOST_LEVELS = 25, 5, 1000
_PAGE = 10
_LONGEST_LABEL = 80
_NEXT, _BACK, _CLEAR = " ", ",", "-"
_SAME = ["item", "device", "kind", "passage"]

_STYLE = """<style>
.framing-widget { font: .95rem/1.6 system-ui, sans-serif; color: var(--jp-ui-font-color1, inherit); max-width: 46rem; }
.framing-widget mark { color: inherit; background: color-mix(in srgb, #56B4E9 30%, transparent); font-weight: 600;
  text-decoration: underline 2px #56B4E9; text-underline-offset: 3px; }
.framing-widget .around { opacity: .75; }
.framing-widget li { margin: .3em 0; }
.framing-widget p, .framing-widget li, .framing-widget bdi { unicode-bidi: isolate; overflow-wrap: anywhere; }
.framing-widget img { max-width: 100%; height: auto; background: white; }
.framing-widget .numbers { max-height: 20rem; overflow: auto; }
.framing-widget th, .framing-widget td { text-align: right; padding: 0 .7em; font-variant-numeric: tabular-nums; }
</style>"""


def _page(body: str) -> str:
    return sendable(f'{_STYLE}<div class="framing-widget">{body}</div>')


def _plain(value: object) -> str:
    return sendable(" ".join(str(value).split()))


def _in_context(left: str, passage: str, right: str) -> str:
    left, passage, right = map(escape, (left, passage, right))
    return f'<span class="around">{left}</span> <mark>{passage}</mark> <span class="around">{right}</span>'


class Explorer:
    """What `explore` shows: the choices, the chart, the numbers, and the passages behind a row of them.

    Attributes
    ----------
    device, category, group, period : ipywidgets.Dropdown
        What is shown.
    rows : ipywidgets.Select
        One entry a dot of the chart; choosing it shows its passages.
    chart, numbers, passages : ipywidgets.HTML
    more : ipywidgets.Button
        Shows more passages.
    table : DataFrame
        The numbers, as by `framing.group_rates` or, by period, `framing.over_time`.
    """

    def __init__(self, result: Result, groups: pd.DataFrame, dates: pd.Series | None):
        import ipywidgets as widgets

        self._result, self._groups, self._dates = result, groups, dates
        self._measures = _measures(result)
        self.table = pd.DataFrame()
        self.device = widgets.Dropdown(options=list(self._measures), description="device")
        self.category = widgets.Dropdown(description="category")
        named = [(_plain(name), name) for name in groups]
        self.group = widgets.Dropdown(options=[(ALL, None), *named], index=0, description="group")
        periods = [("all together", None), *((every, every) for every in PERIODS if dates is not None)]
        self.period = widgets.Dropdown(options=periods, index=0, description="period")
        self.chart, self.numbers, self.passages = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.rows = widgets.Select(rows=8, layout={"width": "auto", "max_width": "46rem"})
        self.more = widgets.Button(description="more passages")
        self.widget = widgets.VBox(
            [
                widgets.HBox([self.device, self.category, self.group, self.period], layout={"flex_flow": "row wrap"}),
                self.chart,
                widgets.HTML(_page("Choose a row for its passages:")),
                self.rows,
                self.passages,
                self.more,
                self.numbers,
            ]
        )
        self.device.observe(self._choose_device, "value")
        for choice in (self.category, self.group, self.period):
            choice.observe(self._draw, "value")
        self.rows.observe(lambda change: self._read(), "value")
        self.more.on_click(lambda button: self._read(self._shown + _PAGE))
        self._choose_device()

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.widget._repr_mimebundle_(**options)

    def _choose_device(self, change: object = None) -> None:
        # New options choose anew, twice over; the chart is drawn once, when all is chosen.
        self.category.unobserve(self._draw, "value")
        self.category.options = list(self._measures[self.device.value].items())
        self.category.index = 0
        self.category.observe(self._draw, "value")
        self._draw()

    def _draw(self, change: object = None) -> None:
        every, column, note = self.period.value, self.category.value, ""
        groups = pd.Series(ALL, index=self._result.features.index, name="group")
        if self.group.value is not None:
            groups, note = _largest(self._groups[self.group.value], _MOST_LINES if every else _MOST_GROUPS)
        counts = self._result.features[["n_words", column]]
        self._places = pd.DataFrame({"group": groups})
        try:
            if every is None:
                self.table = group_rates(counts, groups, column)
            else:
                self._places["date"] = period_starts(self._dates, every)
                self.table = over_time(counts, self._dates, column, every, by=groups)
        except ValueError as error:
            self._tell(str(error))
            return
        note = " ".join(filter(None, (note, self.table.attrs.get("note"))))
        title = f"{self.device.value}: {self.category.label}, {'by ' if self.group.value else ''}{self.group.label}"
        try:
            picture = _picture(self.table, title)
        except ValueError as error:  # a date of the year 1 in a corpus, which no axis takes
            picture = f"<p>No chart: {escape(str(error))}</p>"
        self.chart.value = _page(f"<b>{escape(title)}</b><br>{picture}<p>{escape(note)}</p>")
        self.numbers.value = _page(f'<div class="numbers">{_numbers(self.table)}</div>')
        self.rows.index = None
        self.rows.options = [(_row_name(row), at) for at, row in enumerate(self.table.to_dict("records"))]
        self._read()

    def _tell(self, message: str) -> None:
        self.table = pd.DataFrame()
        self.chart.value, self.numbers.value, self.rows.options = _page(f"<p>{escape(message)}</p>"), "", []
        self._read()

    def _read(self, n: int = _PAGE) -> None:
        """The first passages behind the row that is chosen."""
        self._shown, self.passages.value, self.more.layout.display = n, "", "none"
        if self.rows.value is None:
            return
        row = self.table.iloc[self.rows.value]
        own = self._places["group"] == row["group"]
        if "date" in row:
            own &= self._places["date"] == row["date"]
        found = passages(self._result, self.category.value, own[own].index, n=n)
        total = found.attrs["total"]
        lines = (
            f"<li>{_in_context(one.left, one.text, one.right)} <small>{escape(str(one.doc))}</small></li>"
            for one in found.itertuples()
        )
        self.passages.value = _page(
            f"<p>{len(found):,} of {total:,} passages. <code>framing.show(result, doc)</code> shows the article.</p>"
            f"<ul>{''.join(lines)}</ul>"
        )
        self.more.layout.display = None if len(found) < total else "none"


def explore(result: Result, features: pd.DataFrame | pd.Series | None = None) -> Explorer:
    """An explorer for JupyterLab: choose device, category, group and period; see chart, numbers and passages.

    Parameters
    ----------
    result : Result
        From `framing.extract`.
    features : DataFrame or Series, optional
        What is known of each article, under the same labels: your corpus will do. Groups are its columns of words or
        truth values that several articles share; periods are those of its first column of dates (``date`` if there).

    Returns
    -------
    Explorer
        JupyterLab shows it. The 25 largest groups are drawn, or the 5 largest by period.

    Raises
    ------
    ValueError
        If the result has no spans to explore, or `features` lacks an article of it.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> frame = pd.DataFrame({"text": ["It may rain.", "It rains.", "It might rain."], "paper": ["A", "A", "B"]})
    >>> shown = explore(framing.extract(frame), frame)
    >>> shown.group.value = "paper"
    >>> shown.table[["group", "n_articles"]].values.tolist()
    [['A', 2], ['B', 1]]
    >>> shown.rows.value = 1
    >>> "<mark>might</mark>" in shown.passages.value
    True
    """
    check_arguments(explore, locals())
    if not _measures(result):
        raise ValueError("The result has no counts of devices; extract with at least one device.")
    about = pd.DataFrame(index=result.features.index) if features is None else features
    named = about.to_frame(about.name or "group") if isinstance(about, pd.Series) else about
    if not named.index.is_unique or len(lost := result.features.index.difference(named.index)):
        wrong = f"lacks the article {lost[0]!r}" if named.index.is_unique else "has an article more than once"
        raise ValueError(f"The index of features {wrong}; it must have each article of the result once.")
    named = named.loc[result.features.index]
    dates = [name for name in named if pd.api.types.is_datetime64_any_dtype(named[name])]
    date = "date" if "date" in dates else next(iter(dates), None)
    groups = [name for name in named if _tells_groups(named[name]) or isinstance(features, pd.Series)]
    return Explorer(result, named[groups], None if date is None else named[date])


def _tells_groups(column: pd.Series) -> bool:
    """Whether a column tells groups apart: not a text, an address or a name of one article each."""
    if not isinstance(column.dtype, (pd.StringDtype, pd.CategoricalDtype)) and column.dtype not in (bool, object):
        return False
    levels = {str(level) for level in column.dropna().unique()}
    several = 0 < len(levels) <= min(_MOST_LEVELS, max(12, len(column) / 2))
    return several and max(map(len, levels)) <= _LONGEST_LABEL


def _largest(column: pd.Series, n: int) -> tuple[pd.Series, str]:
    """The groups of the articles as plain text, the largest only, and a note on those left out."""
    groups = column.astype("object").map(_plain, na_action="ignore")
    sizes = groups.value_counts()
    # Of equal ones the first in the alphabet, whatever the order of the articles.
    kept = sizes.sort_index().sort_values(ascending=False, kind="stable").index[:n]
    note = f"The {n} largest of {len(sizes):,} groups are shown." if len(sizes) > n else ""
    return groups.where(groups.isin(kept)), note


def _measures(result: Result) -> dict[str, dict[str, str]]:
    """Device -> category -> column of counts; attributions by kind, class of cue and type of source."""
    measures: dict[str, dict[str, str]] = {}
    for column, (device, category) in measures_of(result).items():
        measures.setdefault(device, {})[category or "all"] = column
    return measures


def _picture(table: pd.DataFrame, title: str) -> str:
    # A Figure of its own: one of pyplot's would be shown a second time, below the cell.
    from matplotlib.figure import Figure

    from framing import plots

    dated = "date" in table
    figure = Figure(figsize=(8, 3.8 if dated else 0.9 + 0.27 * len(table)), layout="constrained")
    if dated:
        # A dollar sign would open a formula in the legend.
        drawn = table.assign(group=table["group"].str.replace("$", r"\$"))
        plots.timeline(drawn if table["group"].nunique() > 1 else drawn.drop(columns="group"), ax=figure.subplots())
    else:
        plots.rates_by_group(table, ax=figure.subplots())
    picture = BytesIO()
    figure.savefig(picture, format="png", dpi=120)
    return f'<img alt="{escape(title)}" src="data:image/png;base64,{b64encode(picture.getvalue()).decode()}">'


def _numbers(table: pd.DataFrame) -> str:
    shown = [name for name in ("group", "date", "n_articles", "n_words", "rate", "low", "high") if name in table]
    with pd.option_context("display.max_colwidth", None):
        return table[shown].to_html(index=False, border=0, float_format="{:.2f}".format, na_rep="–")


def _row_name(row: dict[str, Any]) -> str:
    when = f", {row['date']:%Y-%m-%d}" if "date" in row else ""
    between = f" ({row['low']:.2f} to {row['high']:.2f})" if row["low"] == row["low"] else ""
    rate = f"{row['rate']:.2f}{between}" if row["rate"] == row["rate"] else "no words"
    return f"{row['group']}{when}: {rate}, n = {row['n_articles']:,}"


class Coder:
    """What `code` shows: one item at a time, with a button and a key for each category.

    Attributes
    ----------
    keys : ipywidgets.Text
        What is typed here codes: the letters on the buttons; space goes on, comma or backspace back, minus takes the
        label away.
    buttons : dict of str to ipywidgets.Button
        The categories of the item.
    on, back, clear : ipywidgets.Button
    place : ipywidgets.BoundedIntText
        The place of the item in the order of coding, from 1; set it to go there.
    item, message : ipywidgets.HTML
    labels : Series
        Item -> label of what is coded so far.
    """

    def __init__(self, items: pd.DataFrame, path: Path, categories: dict[str, tuple[str, ...]], books: dict[str, str]):
        import ipywidgets as widgets

        # Those of one device together, so that the keys change seldom.
        self._items = items.sort_values("device", kind="stable").reset_index(drop=True)
        self._path, self._categories, self._books = path, categories, books
        self.labels = coded_labels(path).dropna()
        self.item, self.message, self._book = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.keys = widgets.Text(placeholder="click here and type", description="keys", layout={"width": "18rem"})
        self.place = widgets.BoundedIntText(min=1, max=len(items), description="item", layout={"width": "11rem"})
        self._row = widgets.HBox(layout={"flex_flow": "row wrap"})
        self.back = self._button("← back (,)", self.go_back)
        self.on = self._button("keep and go on (space) →", self.go_on)
        self.clear = self._button("take label away (-)", lambda: self._save(""))
        moves = widgets.HBox([self.back, self.on, self.clear, self.place], layout={"flex_flow": "row wrap"})
        self.widget = widgets.VBox([self.item, self._row, self.keys, moves, self.message, self._book])
        self.buttons: dict[str, Any] = {}
        self._at = self._next_open(-1)
        self._draft = self._label()
        self._show()
        self.keys.observe(self._typed, "value")
        self.place.observe(lambda change: self._go(change["new"] - 1), "value")

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.widget._repr_mimebundle_(**options)

    def _button(self, name: str, act: Callable[[], object]) -> Any:
        import ipywidgets as widgets

        def clicked(button: object) -> None:
            act()
            self.keys.focus()

        button = widgets.Button(description=_plain(name), layout={"width": "auto"})
        button.on_click(clicked)
        return button

    def _typed(self, change: dict[str, Any]) -> None:
        """Act on what was added to the field; what is taken away goes back.

        The field is never emptied from here: that would swallow what is typed until the browser hears of it.
        """
        old, new = change["old"], change["new"]
        if not new.startswith(old):
            self.go_back()
            return
        shown = self._at
        for key in new[len(old) :].lower():
            self._press(key)
            if self._at != shown:  # keys typed ahead were meant for an item that nobody has seen
                return

    def _press(self, key: str) -> None:
        moves = {_NEXT: self.go_on, _BACK: self.go_back, _CLEAR: lambda: self._save("")}
        names = {letter: name for name, letter in self._letters().items()}
        if key in moves:
            moves[key]()
        elif key in names:
            self.choose(names[key])
        else:
            self._tell(f"No category has the key {key!r}.")

    def _letters(self) -> dict[str, str]:
        return letters_for(self._categories[self._items.loc[self._at, "device"]])

    def choose(self, category: str) -> None:
        """Label a span and go on; to a sentence add the category, ``none`` alone goes on."""
        if self._items.loc[self._at, "kind"] == "sentence" and category != NONE:
            self._draft = coding.normal_label(f"{'' if self._draft == NONE else self._draft};{category}")
            self._show()
        elif self._save(category):
            self._go(self._next_open(self._at))

    def go_on(self) -> None:
        """Keep what was chosen for a sentence, and show the next item."""
        changed = self._draft != self._label()
        if not changed or self._save(self._draft):
            last = self._at + 1 == len(self._items)
            self._go(self._next_open(self._at) if changed or last else self._at + 1)

    def go_back(self) -> None:
        """Keep what was chosen for a sentence, and show the item before."""
        if self._draft == self._label() or self._save(self._draft):
            self._go(max(self._at - 1, 0))

    def _label(self) -> str:
        return self.labels.get(self._items.loc[self._at, "item"], "")

    def _next_open(self, at: int) -> int:
        """The next item without a label, from the start again at the end; the one itself where all have one."""
        open_ones = self._items.index[~self._items["item"].isin(self.labels.index)]
        return next(iter([*open_ones[open_ones > at], *open_ones]), max(at, 0))

    def _save(self, label: str) -> bool:
        """Write the label into the file as it is by now, which another coder of it may have changed."""
        item = self._items.loc[self._at, "item"]
        try:
            table = _read_items(self._path)
            table.loc[table["item"].astype("int64") == item, "label"] = label
            coding.write_items(table, self._path)
            self.labels = coded_labels(table).dropna()
        except (OSError, ValueError) as error:
            self._tell(f"Not saved: {error}")
            return False
        self._draft = label
        self._show()
        return True

    def _go(self, at: int) -> None:
        if at == self._at or (self._draft != self._label() and not self._save(self._draft)):
            return
        self._at = at
        self._draft = self._label()
        self._show()

    def _show(self) -> None:
        row = self._items.loc[self._at]
        self._offer(row["device"])
        device = escape(row["device"])
        asked = f"What is this {device}?"
        if row["kind"] == "sentence":
            asked = f"Which {device} stands in this sentence outside of ⟦ ⟧? Name each, then space; or none."
        answer = f"Answer: <b>{escape(self._draft)}</b>" if self._draft else "No answer yet."
        self.item.value = _page(
            f"<p>{len(self.labels):,} of {len(self._items):,} coded. <b>{asked}</b></p>"
            f"<p>{_in_context(row['context_left'], row['passage'], row['context_right'])}</p><p>{answer}</p>"
        )
        done = len(self.labels) == len(self._items)
        self._tell(f"All items are coded; the labels are in {self._path.name}." if done else "")
        self.place.value = self._at + 1

    def _offer(self, device: str) -> None:
        """The buttons of a device, if they are not there already."""
        categories = (*self._categories[device], NONE)
        if tuple(self.buttons) == categories:
            return
        letters = self._letters()
        self.buttons = {
            name: self._button(f"{name} ({letters[name]})" if name in letters else name, lambda n=name: self.choose(n))
            for name in categories
        }
        self._row.children = tuple(self.buttons.values())
        self._book.value = self._books.get(device, "")

    def _tell(self, message: str) -> None:
        self.message.value = _page(f'<p role="status">{escape(message)}</p>')


def letters_for(categories: Sequence[str]) -> dict[str, str]:
    """A key for each category: a letter of its name that is free, else any; ``n`` is ``none``.

    Examples
    --------
    >>> letters_for(["epistemic", "hearsay", "approximator", "number", "shield"])
    {'none': 'n', 'epistemic': 'e', 'hearsay': 'h', 'approximator': 'a', 'number': 'u', 'shield': 's'}
    """
    letters, free = {NONE: "n"}, [key for key in ascii_lowercase + digits if key != "n"]
    for name in categories:
        key = next((key for key in [*name.lower(), *free] if key in free), None)
        if key is not None and name not in letters:
            letters[name] = key
            free.remove(key)
    return letters


def code(
    sample: Result | CodingSample | pd.DataFrame | str | os.PathLike,
    path: str | os.PathLike,
    *,
    n: int = 25,
    devices: Sequence[str | Device] | None = None,
    by: pd.Series | None = None,
    seed: int = 0,
) -> Coder:
    """A desk for JupyterLab to code a sample by hand with a key for each category; every answer is saved at once.

    Parameters
    ----------
    sample : Result, CodingSample, DataFrame or path
        What to code: a result to draw from, a sample of `framing.sample_for_coding`, or its items, as a table or in
        the file that a coder was given.
    path : str or path
        The CSV file for the answers, one a coder. It holds the items as `framing.write_coding_csv` writes them, with
        the key beside it (``..._key.csv``) unless only the items were given. If it is there, coding goes on where it
        stopped.
    n, devices, by, seed
        How to draw from a result: as in `framing.sample_for_coding`. Name devices of your own for a sample as well.

    Returns
    -------
    Coder
        JupyterLab shows it. `framing.score_coding` and `framing.agreement` take the file as it is.

    Raises
    ------
    ValueError
        If the file holds other items than the sample, or the sample none.

    Notes
    -----
    The file is replaced as a whole after each answer (written beside it, then renamed), so that it is never half
    written; what others have changed in it meanwhile stays. Neither the category that was found nor the article's
    name is shown.

    Examples
    --------
    >>> import framing, pandas as pd, tempfile
    >>> result = framing.extract(pd.DataFrame({"text": ["It may rain."]}))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     coder = code(result, f"{folder}/ann.csv", devices=["hedge"])
    ...     coder.buttons["none"].click()
    ...     coder.keys.value = "e"
    ...     sorted(pd.read_csv(f"{folder}/ann.csv")["label"].dropna())
    ['none']
    """
    check_arguments(code, locals())
    if isinstance(sample, Result):
        sample = coding.sample_for_coding(sample, n, devices, by, seed=seed)
    if isinstance(sample, (str, os.PathLike)):
        sample = _read_items(Path(sample)).astype({"item": "int64"})
    items = sample.items if isinstance(sample, CodingSample) else sample
    if missing := [name for name in [*_SAME, "context_left", "context_right"] if name not in items]:
        raise ValueError(f"The sample has no column {missing[0]!r}; it has {list(items.columns)}. Pass its items.")
    if items.empty:
        raise ValueError("The sample has no items; there is nothing to code.")
    own = [device for device in devices or () if isinstance(device, Device)]
    names = sorted(set(items["device"]))
    categories = {name: coding.categories_of(name, own) for name in names}
    path = Path(path).resolve()
    if path.exists():
        _check_same(items, path)
    elif isinstance(sample, CodingSample):
        coding.write_coding_csv(sample, path)
    else:
        coding.write_items(items.astype("object").fillna("").map(coding.safe_cell).assign(label=""), path)
    books = {name: _definitions(next((device for device in own if device.name == name), name)) for name in names}
    return Coder(items.astype("object").fillna(""), path, categories, books)


def _read_items(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")


def _check_same(items: pd.DataFrame, path: Path) -> None:
    """Refuse a file with the items of another sample."""
    there = _read_items(path)
    if missing := [name for name in [*_SAME, "label"] if name not in there]:
        raise ValueError(f"{path.name} has no column {missing[0]!r}; it has {list(there.columns)}. Pass another path.")
    asked = items[_SAME].astype("object").fillna("").map(lambda cell: str(coding.safe_cell(cell)))
    if sorted(asked.values.tolist()) != sorted(there[_SAME].values.tolist()):
        raise ValueError(
            f"{path.name} holds other items than the sample: {len(there)}, where the sample has {len(asked)}. Pass "
            "another path, or draw the sample as it was drawn for this file."
        )


def _definitions(device: str | Device) -> str:
    rows = codebook(device).itertuples()
    lines = (f"<li><b>{escape(row.category)}</b>: {escape(f'{row.definition} {row.example}')}</li>" for row in rows)
    return _page(f"<details><summary>What the categories mean</summary><ul>{''.join(lines)}</ul></details>")

"""Gold: texts coded by others, read as their publishers lay them out, in one common form.

- `read_polnear`: PolNeAR (Newell, Margolin and Ruths 2018): ``text/*.txt`` and ``attributions/*.ann`` (brat);
- `read_basil`: BASIL (Fan and others 2019): ``articles/`` and ``annotations/`` with JSON files;
- `read_babe`: BABE (Spinde and others 2021): ``final_labels_SG2.csv``;
- `read_conllu`: Universal Dependencies: ``*.conllu``;
- `read_lines`: the same and more as one JSON object a text: ``hedges.jsonl``, ``attributions_dev.jsonl.gz`` ...;
- `read_standoff`: your own: ``annotations.csv`` beside the texts.

`read_golds` finds all of them below a folder. Offsets are checked against the texts: annotations that are not where
they should be are counted in a warning and left out, and a gold where they are many is refused.
"""

from __future__ import annotations

import ast
import csv
import gzip
import io
import json
import os
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from framing.arguments import check_arguments
from framing.document import Document

if TYPE_CHECKING:
    import pandas as pd

PARTS = ("span", "cue", "source", "content")
_OF_CUES = ("attribution", "cue")
_MOST_WRONG = 0.1
_LONGEST_FIELD = 2**31 - 1


class GoldError(ValueError):
    """Gold that cannot be read: says which file and line, what is wrong, and what would be right."""


class Annotation(NamedTuple):
    """One stretch of text that a coder marked. Stretches of one split part share ``part`` and ``group``.

    Attributes
    ----------
    id : str
        The text.
    device : str
        ``hedge``, ``quote``, ``attribution``, ``cue`` (classes of cues), ``loaded``, ``passive`` ...
    category : str or None
        None where the gold tells that something is there and not of which category.
    start, end : int
        Characters of the text.
    part : str
        ``span``; for attributions ``cue``, ``source`` or ``content``.
    group : int
        Number of the span or attribution in its text.
    """

    id: str
    device: str
    category: str | None
    start: int
    end: int
    part: str = "span"
    group: int = 0


class _Text(NamedTuple):
    id: str
    text: str
    article: str
    outlet: str | None = None
    exhaustive: bool = True


@dataclass(frozen=True, eq=False)
class Gold:
    """Coded texts.

    Attributes
    ----------
    name : str
        What to call it in tables.
    devices : tuple of str
        The devices that were coded, those with no annotation included.
    texts : DataFrame
        One row a text, indexed by its id: ``text``; ``article`` (the article that it comes from: texts of one are
        not independent); ``outlet``; ``exhaustive`` (whether everything in the text was coded; where it was not,
        only what touches an annotation can be right or wrong).
    annotations : DataFrame
        One row an `Annotation`.
    """

    name: str
    devices: tuple[str, ...]
    texts: pd.DataFrame
    annotations: pd.DataFrame

    def __repr__(self) -> str:
        return f"<framing.Gold {self.name!r}: {len(self.texts):,} texts, {len(self.annotations):,} annotations>"


def make_gold(name: str, devices: Iterable[str], texts: list, annotations: list[Annotation]) -> Gold:
    """Check ids and offsets and put a gold together.

    Parameters
    ----------
    name : str
    devices : iterable of str
        The devices that were coded.
    texts : list of tuple
        ``(id, text, article, outlet, exhaustive)``.
    annotations : list of Annotation

    Raises
    ------
    GoldError
        If there is no text, an id stands twice, or an annotation lies outside its text.

    Examples
    --------
    >>> make_gold("mine", ["hedge"], [("a", "It may rain.", "a", None, True)], [Annotation("a", "hedge", None, 3, 6)])
    <framing.Gold 'mine': 1 texts, 1 annotations>
    """
    import pandas as pd

    if not texts:
        raise GoldError(f"{name} has no texts.")
    frame = pd.DataFrame.from_records(texts, columns=list(_Text._fields)).set_index("id")
    if not frame.index.is_unique:
        raise GoldError(f"{name} has two texts with the id {frame.index[frame.index.duplicated()][0]!r}.")
    lengths = frame["text"].str.len()
    for one in annotations:
        if not 0 <= one.start < one.end <= lengths.get(one.id, -1):
            known = f"a text of {lengths[one.id]} characters" if one.id in lengths else "no text of that id"
            raise GoldError(f"{name} has an annotation at {one.start} to {one.end} of {one.id!r}, but {known}.")
    table = pd.DataFrame.from_records(annotations, columns=list(Annotation._fields))
    return Gold(name, tuple(devices), frame, table.astype({"start": "int64", "end": "int64", "group": "int64"}))


def read_golds(folder: str | os.PathLike) -> list[Gold]:
    """Every gold below a folder, recognised by its layout (see the list above).

    Parameters
    ----------
    folder : str or path
        A folder, or a single file of a known layout.

    Returns
    -------
    list of Gold
        In the order of their paths.

    Raises
    ------
    GoldError
        If nothing is recognised, or something that is cannot be read.
    """
    check_arguments(read_golds, locals())
    root = Path(folder)
    if not root.exists():
        raise GoldError(f"There is no {root}. Name a folder or a file of gold.")
    found = [reader(path) for path, reader in _recognise(root)]
    if not found:
        raise GoldError(
            f"No gold in {root}: looked for folders with text/ and attributions/ (PolNeAR), articles/ and "
            f"annotations/ (BASIL), annotations.csv (stand-off), and for final_labels_*.csv (BABE), *.conllu and "
            f"{', '.join(_LINES)} with the ending .jsonl or .jsonl.gz."
        )
    return found


def _recognise(path: Path) -> Iterator[tuple[Path, Callable[[Path], Gold]]]:
    if path.is_dir():
        for names, reader in (
            (("text", "attributions"), read_polnear),
            (("articles", "annotations"), read_basil),
            (("annotations.csv",), read_standoff),
        ):
            if all((path / name).exists() for name in names):
                yield path, reader
                return
        for inner in sorted(path.iterdir()):
            if not inner.name.startswith("."):
                yield from _recognise(inner)
    elif path.suffix == ".conllu":
        yield path, read_conllu
    elif path.match("final_labels_*.csv"):
        yield path, read_babe
    elif _stem(path) in _LINES:
        yield path, read_lines


def _stem(path: Path) -> str:
    """The name of a file of lines without its ending; empty for other files."""
    name = path.name.removesuffix(".gz")
    return name.removesuffix(".jsonl") if name.endswith(".jsonl") else ""


# --- what the readers share ---------------------------------------------------------------------------------------


def _read(path: Path) -> str:
    """A file's text with its line ends as they are: offsets count them."""
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise GoldError(f"{path} is not in UTF-8, at byte {error.start}.") from None
    except (gzip.BadGzipFile, EOFError) as error:
        raise GoldError(f"{path} is no whole gzip file: {error}.") from None


def _parse(text: str, where: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise GoldError(f"{where} is no JSON: {error}.") from None
    if not isinstance(content, dict):
        raise GoldError(f"{where} holds {type(content).__name__}, not an object.")
    return content


def _take(row: Any, key: str, kind: type | tuple[type, ...], where: str) -> Any:
    if not isinstance(row, dict):
        raise GoldError(f"{where}: {row!r:.60} should be an object with {key!r}.")
    if key not in row:
        raise GoldError(f"{where} has no {key!r}; it has {list(row)}.")
    if not isinstance(row[key], kind):
        wanted = " or ".join(one.__name__ for one in (kind if isinstance(kind, tuple) else (kind,)))
        raise GoldError(f"{where}: {key!r} is {row[key]!r:.60}, not {wanted}.")
    return row[key]


def _settle(name: str, wrong: list[str], total: int) -> None:
    """Warn of annotations that are not in their text; refuse a gold where they are many."""
    if not wrong:
        return
    message = f"{name}: {len(wrong)} of {total} annotations are not in the text where they should be: {wrong[0]}"
    if len(wrong) > max(1, _MOST_WRONG * total):
        raise GoldError(f"{message} These are not the texts that were coded.")
    warnings.warn(f"{message} They are left out.", stacklevel=3)


def _attribution(id: str, group: int, parts: dict[str, list[tuple[int, int]]], document: Document) -> list[Annotation]:
    """The annotations of one attribution; its kind follows from the quotation marks of the coded content."""
    kind = _kind(document, parts.get("content", []))
    return [
        Annotation(id, "attribution", kind, start, end, part, group)
        for part in PARTS[1:]
        for start, end in parts.get(part, [])
    ]


def _kind(document: Document, content: list[tuple[int, int]]) -> str | None:
    if not content:
        return None
    tokens = [(document.token_at(start), document.token_at(end - 1) + 1) for start, end in content]
    opening, closing = document.quotation_opening, document.quotation_closing
    if tokens[0][0] in opening and tokens[-1][1] - 1 in closing:
        return "direct"
    held = (at for first, last in tokens for at in range(first, last))
    return "mixed" if any(at in opening or at in closing for at in held) else "indirect"


def _marked(text: str, words: list[str], wrong: list[str], where: str) -> Iterator[tuple[int, int]]:
    """The first place of each word, in whatever case."""
    for word in words:
        found = re.search(re.escape(word), text, re.IGNORECASE) if word.strip() else None
        if found:
            yield found.span()
        else:
            wrong.append(f"{where}: {word!r} is not in the text.")


# --- PolNeAR ------------------------------------------------------------------------------------------------------


def read_polnear(folder: str | os.PathLike) -> Gold:
    """One compartment of PolNeAR: attributions in brat's stand-off, ``text/*.txt`` and ``attributions/*.ann``.

    Parameters
    ----------
    folder : str or path
        ``data/dev``, for one. An article that several coders annotated (``..._4b22.ann``, ``..._d473.ann``) is
        taken as the first of them, by name, has it.

    Returns
    -------
    Gold
        Device ``attribution``; parts ``cue``, ``source``, ``content``, each of one or more stretches. The kind
        (``direct``, ``indirect``, ``mixed``) is not coded there: it follows from the marks of the coded content.

    Raises
    ------
    GoldError
        If a line is no brat line, an event names what is not there, or many offsets do not fit the texts.
    """
    root = Path(folder)
    texts, annotations, wrong, total = [], [], [], 0
    for path in sorted((root / "text").glob("*.txt")):
        coded = sorted((root / "attributions").glob(f"{_literal(path.stem)}_*.ann"))
        if not coded:
            continue
        text = _read(path)
        texts.append(_Text(path.stem, text, path.stem, path.stem.split("_")[0]))
        document = Document.of(text)
        for group, parts in enumerate(_brat_events(coded[0], text, wrong)):
            total += 1
            annotations += _attribution(path.stem, group, parts, document)
    _settle(f"PolNeAR {root.name}", wrong, total + len(wrong))
    return make_gold(f"PolNeAR {root.name}", ["attribution"], texts, annotations)


def _literal(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)


def _brat_events(path: Path, text: str, wrong: list[str]) -> Iterator[dict[str, list[tuple[int, int]]]]:
    """Part -> stretches, for each event of an .ann file, in the order of their cues."""
    marks: dict[str, list[tuple[int, int]]] = {}
    faults: dict[str, str] = {}
    events = []
    for number, line in enumerate(_read(path).split("\n"), 1):
        where = f"{path}, line {number}"
        name, _, rest = line.partition("\t")
        if name.startswith("T"):
            marks[name] = _brat_stretches(rest, where)
            there = " ".join(text[start:end] for start, end in marks[name])
            if " ".join(there.split()) != " ".join(rest.partition("\t")[2].split()):
                faults[name] = f"{where} has {rest!r:.80}."
        elif name.startswith("E"):
            events.append((where, [argument.partition(":") for argument in rest.split()[1:]]))
    found = []
    for where, arguments in events:
        parts: dict[str, list[tuple[int, int]]] = {}
        for role, _, mark in arguments:
            if mark not in marks:
                raise GoldError(f"{where} names {mark!r}, which no line of the file defines.")
            # brat numbers a role that stands twice: Source, Source2.
            parts.setdefault(role.rstrip("0123456789").lower(), []).extend(marks[mark])
        fault = next((faults[mark] for _, _, mark in arguments if mark in faults), None)
        if fault:
            wrong.append(fault)
        else:
            found.append({part: sorted(stretches) for part, stretches in parts.items()})
    yield from sorted(found, key=lambda parts: parts.get("cue") or parts.get("content") or [])


def _brat_stretches(rest: str, where: str) -> list[tuple[int, int]]:
    # Content 284 292;325 405
    match = re.match(r"\S+ (\d+ \d+(?:;\d+ \d+)*)\t", rest)
    if not match:
        raise GoldError(f"{where} is no brat line: {rest!r:.60}. It should be like 'T1<tab>Cue 9 14<tab>urges'.")
    pairs = (stretch.split() for stretch in match[1].split(";"))
    return [(int(start), int(end)) for start, end in pairs]


# --- BASIL --------------------------------------------------------------------------------------------------------


def read_basil(folder: str | os.PathLike) -> Gold:
    """BASIL: ``articles/<year>/<event>_<n>.json`` and ``annotations/<year>/<event>_<n>_ann.json``.

    Parameters
    ----------
    folder : str or path
        The folder that holds both.

    Returns
    -------
    Gold
        Devices ``loaded`` (lexical bias: ``positive`` or ``negative`` towards its target) and ``informational``.
        A text is the sentences of ``body-paragraphs``; an annotation's ``id`` counts these (``p7``) and its offsets
        count characters of that sentence. Annotations of the title are left out.

    Raises
    ------
    GoldError
        If an article has no annotations, a part is missing, or many offsets do not fit the sentences.
    """
    root = Path(folder)
    texts, annotations, wrong, total = [], [], [], 0
    for path in sorted((root / "articles").rglob("*.json")):
        article = _parse(_read(path), str(path))
        text, sentences = _basil_text(_take(article, "body-paragraphs", list, str(path)), str(path))
        texts.append(_Text(path.stem, text, path.stem, str(article.get("source", "")).lower() or None))
        coded = root / "annotations" / path.parent.relative_to(root / "articles") / f"{path.stem}_ann.json"
        if not coded.is_file():
            raise GoldError(f"{path} has no annotations: there is no {coded}.")
        marks = _take(_parse(_read(coded), str(coded)), "phrase-level-annotations", list, str(coded))
        total += len(marks)
        found = (_basil_mark(path.stem, group, mark, sentences, wrong, str(coded)) for group, mark in enumerate(marks))
        annotations += [mark for mark in found if mark]
    _settle("BASIL", wrong, total)
    return make_gold("BASIL", ["loaded", "informational"], texts, annotations)


def _basil_text(paragraphs: list, where: str) -> tuple[str, list[tuple[int, str]]]:
    """An article's text, and each of its sentences with the place where it starts."""
    lines, sentences, at = [], [], 0
    for paragraph in paragraphs:
        if not isinstance(paragraph, list) or not all(isinstance(sentence, str) for sentence in paragraph):
            raise GoldError(f"{where}: body-paragraphs holds {paragraph!r:.60}; it should hold lists of sentences.")
        if not paragraph:
            continue
        start = at
        for sentence in paragraph:
            sentences.append((start, sentence))
            start += len(sentence) + 1
        lines.append(" ".join(paragraph))
        at += len(lines[-1]) + 2
    return "\n\n".join(lines), sentences


def _basil_mark(id: str, group: int, mark: Any, sentences: list, wrong: list[str], where: str) -> Annotation | None:
    name = _take(mark, "id", str, where)
    where = f"{where}, annotation {name}"
    number = re.fullmatch(r"p(\d+)", name)
    if name == "title":
        return None
    if not number or int(number[1]) >= len(sentences):
        raise GoldError(f"{where}: there is no such sentence; the article has p0 to p{len(sentences) - 1}.")
    base, sentence = sentences[int(number[1])]
    low, high, words = (_take(mark, key, kind, where) for key, kind in (("start", int), ("end", int), ("txt", str)))
    if not words or sentence[low:high] != words:
        wrong.append(f"{where} has {words!r:.60}.")
        return None
    if _take(mark, "bias", str, where) != "lex":
        return Annotation(id, "informational", None, base + low, base + high, "span", group)
    return Annotation(id, "loaded", _POLARITY.get(mark.get("polarity")), base + low, base + high, "span", group)


_POLARITY = {"neg": "negative", "pos": "positive"}


# --- BABE ---------------------------------------------------------------------------------------------------------


def read_babe(path: str | os.PathLike) -> Gold:
    """BABE: ``final_labels_SG2.csv``, separated by semicolons; ``biased_words`` is written as a list of Python.

    Parameters
    ----------
    path : str or path

    Returns
    -------
    Gold
        Device ``loaded``, without categories. What the coders marked is known for biased sentences in which they
        marked words; the others count as not coded. A word stands where it first occurs in the sentence.

    Raises
    ------
    GoldError
        If a column is missing, a list cannot be read, or many words are not in their sentences.
    """
    path = Path(path)
    texts, annotations, wrong, total = [], [], [], 0
    for line, row in _csv_rows(path, ";", ("text", "news_link", "outlet", "label_bias", "biased_words")):
        where = f"{path}, line {line}"
        words = _python_list(row["biased_words"], where) if row["label_bias"] == "Biased" else []
        name = f"{path.stem}:{line}"
        total += len(words)
        spans = sorted(set(_marked(row["text"], words, wrong, where)))
        texts.append(_Text(name, row["text"], row["news_link"] or name, row["outlet"] or None, bool(spans)))
        annotations += [Annotation(name, "loaded", None, *span, "span", n) for n, span in enumerate(spans)]
    _settle("BABE", wrong, total)
    return make_gold("BABE", ["loaded"], texts, annotations)


def _python_list(text: str, where: str) -> list[str]:
    try:
        value = ast.literal_eval(text or "[]")
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        value = None
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise GoldError(f"{where}: biased_words is {text!r:.60}; it should be like ['tricked', 'shameful'].")
    return value


def _csv_rows(path: Path, delimiter: str, needed: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a table with the line where each ends."""
    limit = csv.field_size_limit(_LONGEST_FIELD)
    try:
        rows = csv.DictReader(io.StringIO(_read(path), newline=""), delimiter=delimiter, strict=True)
        columns = rows.fieldnames or []
        missing = [column for column in needed if column not in columns]
        if missing:
            raise GoldError(f"{path} has no column {missing[0]!r}; it has {columns}, separated by {delimiter!r}.")
        for row in rows:
            if None in row or None in row.values():
                raise GoldError(f"{path}, line {rows.line_num} has not {len(columns)} cells as the header has.")
            yield rows.line_num, row
    except csv.Error as error:
        raise GoldError(f"{path}, line {rows.line_num}: {error}.") from None
    finally:
        csv.field_size_limit(limit)


# --- CoNLL-U ------------------------------------------------------------------------------------------------------


def read_conllu(path: str | os.PathLike) -> Gold:
    """Passives of a Universal Dependencies treebank, a sentence a text.

    Parameters
    ----------
    path : str or path
        A ``.conllu`` file.

    Returns
    -------
    Gold
        Device ``passive``: the word that has a dependent ``nsubj:pass``, ``csubj:pass`` or ``aux:pass``;
        ``with_agent`` if it also has one ``obl:agent``, else ``agentless``. Where no word of the file is an
        ``obl:agent``, its treebank does not mark agents, and the category is missing.

    Raises
    ------
    GoldError
        If a line has not ten columns, or a sentence has no ``# text`` or one that its words do not fit.
    """
    path = Path(path)
    texts, annotations = [], []
    marks_agents = "\tobl:agent\t" in _read(path)
    for number, (comments, words) in enumerate(_conllu_sentences(path), 1):
        name = comments.get("sent_id", f"{path.stem}:{number}")
        where = f"{path}, sentence {name}"
        if "text" not in comments:
            raise GoldError(f"{where} has no line '# text = ...'.")
        texts.append(_Text(name, comments["text"], comments.get("newdoc id", path.stem)))
        places = _conllu_places(words, comments["text"], where)
        relations: dict[str, set[str]] = {}
        for word in words:
            relations.setdefault(word[6], set()).add(word[7])
        passives = [word for word in words if relations.get(word[0], set()) & _PASSIVE and word[0] in places]
        for group, word in enumerate(passives):
            agent = "with_agent" if "obl:agent" in relations[word[0]] else "agentless"
            category = agent if marks_agents else None
            annotations.append(Annotation(name, "passive", category, *places[word[0]], "span", group))
    return make_gold(path.stem, ["passive"], texts, annotations)


_PASSIVE = {"nsubj:pass", "csubj:pass", "aux:pass"}


def _conllu_sentences(path: Path) -> Iterator[tuple[dict[str, str], list[list[str]]]]:
    comments: dict[str, str] = {}
    words: list[list[str]] = []
    document: dict[str, str] = {}
    for number, line in enumerate([*_read(path).split("\n"), ""], 1):
        line = line.removesuffix("\r")
        if line.startswith("#"):
            key, _, value = line[1:].partition("=")
            comments[key.strip()] = value.strip()
        elif line.strip():
            words.append(line.split("\t"))
            if len(words[-1]) != 10:
                raise GoldError(f"{path}, line {number} has {len(words[-1])} columns, not the ten of CoNLL-U.")
        elif words:
            document = {key: comments[key] for key in ("newdoc id",) if key in comments} or document
            yield document | comments, words
            comments, words = {}, []


def _conllu_places(words: list[list[str]], text: str, where: str) -> dict[str, tuple[int, int]]:
    """Id of a word -> its characters; the words of a contraction (``2-3``) share those of the whole."""
    places, at, covered = {}, 0, 0
    for word in words:
        first, _, last = word[0].partition("-")
        if "." in word[0] or (not last and int(first) <= covered):
            continue
        start = text.find(word[1], at)
        if start < 0 or text[at:start].strip():
            raise GoldError(f"{where}: the word {word[1]!r} does not follow in its '# text' at character {at}.")
        at = start + len(word[1])
        covered = int(last or first)
        places |= {str(number): (start, at) for number in range(int(first), covered + 1)}
    return places


# --- one JSON object a line ---------------------------------------------------------------------------------------


def read_lines(path: str | os.PathLike) -> Gold:
    """Gold with one JSON object a text, in a file whose name says what was coded.

    Parameters
    ----------
    path : str or path
        ``hedges.jsonl``, ``quotes.jsonl``, ``attributions_dev.jsonl``, ``loaded.jsonl``, ``passives.jsonl``,
        ``events.jsonl``; ``.jsonl.gz`` too. Every object has ``id`` and ``text``, and

        - hedges: ``cues``, each with ``start``, ``end``, ``category``;
        - quotes: ``start``, ``end``, ``label`` of one quotation; others in the text are not coded;
        - attributions: ``attributions``, each with lists of stretches ``source``, ``cue``, ``content``;
        - loaded: ``biased``, ``words``; passives: ``passives``, each with ``start``, ``end``, ``agent``;
        - events: ``lexical`` and ``informational``, lists of phrases.

        ``outlet`` or ``source``, ``article`` or ``doc`` are used where they are.

    Raises
    ------
    GoldError
        Names the file and line of what is missing or of another type.
    """
    path = Path(path)
    if _stem(path) not in _LINES:
        raise GoldError(f"{path.name} does not say what was coded; the names are {', '.join(_LINES)}, then .jsonl.")
    name, devices, annotate = _LINES[_stem(path)]
    texts, annotations, wrong = [], [], []
    for number, line in enumerate(_read(path).split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        row = _parse(line, where)
        id, text = str(_take(row, "id", (str, int), where)), _take(row, "text", str, where)
        found = list(annotate(row, id, where, wrong))
        article = str(row.get("article", row.get("doc", id)))
        whole = bool(found) if name == "BABE" else name != "quotes"
        texts.append(_Text(id, text, article, row.get("outlet", row.get("source")), whole))
        annotations += found
    _settle(name, wrong, len(annotations) + len(wrong))
    return make_gold(name, devices, texts, annotations)


def _spans(device: str, key: str, category: Callable[[dict], str | None]) -> Callable[..., Iterator[Annotation]]:
    def annotate(row: dict, id: str, where: str, wrong: list[str]) -> Iterator[Annotation]:
        for group, mark in enumerate(_take(row, key, list, where) if key else [row]):
            start, end = _take(mark, "start", int, where), _take(mark, "end", int, where)
            yield Annotation(id, device, category(mark), start, end, "span", group)

    return annotate


def _line_of_attributions(row: dict, id: str, where: str, wrong: list[str]) -> Iterator[Annotation]:
    document = Document.of(row["text"])
    for group, mark in enumerate(_take(row, "attributions", list, where)):
        parts = {part: _stretches(_take(mark, part, list, where), where) for part in PARTS[1:]}
        yield from _attribution(id, group, parts, document)


def _stretches(pairs: list, where: str) -> list[tuple[int, int]]:
    for pair in pairs:
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(place, int) for place in pair)):
            raise GoldError(f"{where}: {pair!r:.60} should be a start and an end, such as [9, 14].")
    return [(start, end) for start, end in pairs]


def _line_of_loaded(row: dict, id: str, where: str, wrong: list[str]) -> Iterator[Annotation]:
    words = _take(row, "words", list, where) if _take(row, "biased", bool, where) else []
    for group, span in enumerate(sorted(set(_marked(row["text"], words, wrong, where)))):
        yield Annotation(id, "loaded", None, *span, "span", group)


def _line_of_events(row: dict, id: str, where: str, wrong: list[str]) -> Iterator[Annotation]:
    for key, device in (("lexical", "loaded"), ("informational", "informational")):
        for group, span in enumerate(_marked(row["text"], _take(row, key, list, where), wrong, where)):
            yield Annotation(id, device, None, *span, "span", group)


# Name of the file -> the gold's name, what was coded, and how a line tells it.
_LINES: dict[str, tuple[str, tuple[str, ...], Callable[..., Iterable[Annotation]]]] = {
    "hedges": ("hedges", ("hedge",), _spans("hedge", "cues", lambda mark: mark.get("category"))),
    "quotes": ("quotes", ("quote",), _spans("quote", "", lambda mark: mark.get("label"))),
    "attributions": ("PolNeAR", ("attribution",), _line_of_attributions),
    "attributions_dev": ("PolNeAR dev", ("attribution",), _line_of_attributions),
    "attributions_train": ("PolNeAR train", ("attribution",), _line_of_attributions),
    "loaded": ("BABE", ("loaded",), _line_of_loaded),
    "passives": (
        "UD English",
        ("passive",),
        _spans("passive", "passives", lambda mark: "with_agent" if mark.get("agent") else "agentless"),
    ),
    "events": ("BASIL", ("loaded", "informational"), _line_of_events),
}


# --- stand-off ----------------------------------------------------------------------------------------------------


def read_standoff(folder: str | os.PathLike) -> Gold:
    """Your own gold: ``annotations.csv`` beside the texts.

    Parameters
    ----------
    folder : str or path
        Holds ``annotations.csv`` with the columns ``id``, ``device``, ``category``, ``start``, ``end`` and, where
        you have them, ``text`` (the words at that place, to check the offsets by), ``part`` and ``group``; and the
        texts, as ``articles.csv``, ``.jsonl`` or ``.parquet`` with a column ``id``, or as ``<id>.txt``. An
        ``index.csv`` with a column ``id`` may tell more, ``source`` for one.

    Returns
    -------
    Gold
        Every text counts as coded in full for every device that is named. Without a ``part``, annotations of
        ``attribution`` (category: the kind) and ``cue`` (its class) stand at the cue.

    Raises
    ------
    GoldError
        Names the file and line of an annotation that is not in its text as it should be.
    CorpusError
        If the texts cannot be read.

    Examples
    --------
    >>> gold = read_standoff("data/articles")
    >>> len(gold.texts), "hedge" in gold.devices
    (24, True)
    """
    from framing.corpus import read_corpus

    root = Path(folder)
    path = root / "annotations.csv"
    tables = [root / f"articles{ending}" for ending in (".csv", ".jsonl", ".parquet")]
    source = next((table for table in tables if table.is_file()), None)
    frame = read_corpus(source, id="id") if source else read_corpus(root / "*.txt")
    frame.index = frame.index.map(str)
    index = root / "index.csv"
    about = {row["id"]: row for _, row in _csv_rows(index, ",", ("id",))} if index.is_file() else {}
    outlets = frame.get("source", {})
    texts = [
        _Text(id, text, id, about.get(id, {}).get("source") or outlets.get(id)) for id, text in frame["text"].items()
    ]
    known = {text.id: text.text for text in texts}
    annotations = []
    for line, row in _csv_rows(path, ",", ("id", "device", "category", "start", "end")):
        annotations.append(_standoff_row(row, known, len(annotations), f"{path}, line {line}"))
    devices = dict.fromkeys(one.device for one in annotations)
    return make_gold(root.resolve().name, devices, texts, annotations)


def _standoff_row(row: dict[str, str], texts: dict[str, str], number: int, where: str) -> Annotation:
    if row["id"] not in texts:
        raise GoldError(f"{where} names the text {row['id']!r}, which is not there; there are {list(texts)[:3]} ...")
    if not (row["start"].isdecimal() and row["end"].isdecimal()):
        raise GoldError(f"{where}: start and end are {row['start']!r} and {row['end']!r}; they must be whole numbers.")
    start, end = int(row["start"]), int(row["end"])
    there = texts[row["id"]][start:end]
    if not there or there != row.get("text", there):
        raise GoldError(f"{where}: at {start} to {end} stands {there!r:.60}, not {row.get('text')!r:.60}.")
    part = row.get("part") or ("cue" if row["device"] in _OF_CUES else "span")
    if part not in PARTS:
        raise GoldError(f"{where}: there is no part {part!r}; the parts are {list(PARTS)}.")
    group = row.get("group") or str(number)
    if not group.isdecimal():
        raise GoldError(f"{where}: group is {group!r}; it must be a whole number.")
    return Annotation(row["id"], row["device"], row["category"] or None, start, end, part, int(group))

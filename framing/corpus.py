"""Reads articles from files into one checked DataFrame, and checks a DataFrame before extraction.

The schema is small: an id, a text, and what else the files tell. It is checked by a few explicit lines and
not by a schema library, as these report a row of a DataFrame, while the reader of an error needs the file and
the line that his editor shows. Nothing is skipped in silence: what cannot be read raises `CorpusError`, and
what can be read but deserves a look (dates, empty texts, files of unknown kinds) is counted in one warning
each.
"""

from __future__ import annotations

import csv
import difflib
import gzip
import io
import json
import os
import re
import stat
import warnings
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from framing.arguments import check_arguments
from framing.dates import parse_dates

if TYPE_CHECKING:
    import pandas as pd

KNOWN_COLUMNS = ("source", "lean", "date", "title", "topic", "url")
"""Columns that the package makes use of when they are there. All hold str or nothing, ``date`` a datetime."""

_SHOWN = 3
_SEPARATORS = ";\t|,"
_LONGEST_FIELD = 2**31 - 1
# What a packed file may hold: so many times its size, or so much where that is more. News shrink to a tenth, a file
# that is made to fill the memory to a thousandth.
_MOST_TIMES, _MOST_UNPACKED = 100, 256 * 2**20
# A table with a column for each article has no end; one of embeddings has some thousands.
_MOST_COLUMNS = 10_000
_IRREGULAR = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
_ALLSIDES_KEYS = {"bias_text", "content"}
_MAGIC = {
    b"PAR1": "a Parquet file",
    b"PK\x03\x04": "a zip archive or an Office document",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip file",
}
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_HTML_START = re.compile(r"\s{0,50}<(?:!doctype html|html|\?xml|head|body)\b", re.IGNORECASE)


class CorpusError(ValueError):
    """Articles that cannot be read: says which file, row and column, what is wrong, and the cure."""


@dataclass(frozen=True)
class _File:
    path: Path
    name: str
    """The id that an article without one gets: the path below what the caller named, without its ending."""

    @property
    def kind(self) -> str:
        return _kind(self.path)


@dataclass(frozen=True)
class _Options:
    text: str
    id: str | None
    encoding: str | None
    sep: str | None
    day_first: bool | None


@dataclass(frozen=True)
class _Rows:
    """Articles as they stand in a file: a DataFrame or one mapping a row; for each its place and spare id."""

    rows: pd.DataFrame | list[dict[str, Any]]
    places: list[str]
    names: list[str]
    kind: str
    """``"page"``: one text with metadata; ``"article"``: one JSON object; otherwise the name of the table."""


@dataclass(frozen=True)
class _Checked:
    """Articles with their columns named and checked; ``bad_dates`` are values with their places."""

    frame: pd.DataFrame
    places: list[str]
    bad_dates: list[tuple[Any, str]]


def read_corpus(
    path: str | os.PathLike | Iterable[str | os.PathLike],
    *,
    text: str = "text",
    id: str | None = None,
    encoding: str | None = None,
    sep: str | None = None,
    day_first: bool | None = None,
    about: str | os.PathLike | None = None,
) -> pd.DataFrame:
    r"""Read articles into a DataFrame that `framing.extract` takes.

    Parameters
    ----------
    path : str, path or list of them
        A file, a folder (read with its sub-folders, in the order of the paths; hidden files are left out, a
        folder that links lead to twice is read once), or a glob such as ``"pages/**/*.html"``. Files end in

        - ``.csv``, ``.tsv``: a header, one article a row; every cell is read as the str that stands there;
        - ``.jsonl``, ``.ndjson``: one JSON object a line;
        - ``.parquet``;
        - ``.txt``: one article a file;
        - ``.html``, ``.htm``: one page a file; trafilatura finds the main text, title, date, source and url;
        - ``.json``: one object or a list of them. The layout of the Article-Bias-Prediction data set (Baly
          and others 2020) is known: its text is ``content_original``, or ``content`` (which is tokenised)
          where the first is empty, and its lean is ``bias_text``.

        All but ``.parquet`` may be compressed: ``.jsonl.gz``. A compressed file, and one of Parquet, may hold 100 times
        its size, or 256 MB where that is more.
    text : str, default "text"
        The column of tables and JSON that holds the article. The result calls it ``text``.
    id : str, optional
        The column of tables and JSON that holds the article's id. By default ``id`` or ``ID``, if one is
        there. Otherwise an article's id is its file's path without ending, below the folder that ``path``
        names, and in a table that and the number of the row: ``corpus:1``.
    encoding : str, optional
        Of text files; by default UTF-8, with or without a byte order mark (HTML: as the page declares).
    sep : str, optional
        What separates the cells of a ``.csv``, by default a comma, and of a ``.tsv``, by default a tab.
    day_first : bool, optional
        Whether ``5/9/2018`` is 5 September. By default such a date is missing. See
        `framing.dates.parse_date`.
    about : str or path, optional
        A table (a file of any kind but text and HTML) that tells more of the articles, for texts in files of their own:
        who published them, and when. It has a row for each article, under its ``id``, or its ``file`` as in the folder
        that ``path`` names. Its columns join the others, and take the place of those of the same name.

    Returns
    -------
    DataFrame
        One row an article in the order of files and rows; index ``id`` (str, unique); columns ``text``, then
        those of ``source``, ``lean``, ``date``, ``title``, ``topic``, ``url`` that are there (an empty str is
        missing; ``date`` is datetime64, without time zone, in UTC where the file gives a zone), then all
        others untouched.

    Raises
    ------
    CorpusError
        With file, row and column: for a path that is not there or cannot be read, what is no file (a pipe), an empty
        file, a file that is not what its ending says or that unpacks to much more than its size, a wrong encoding,
        broken JSON, a row of the wrong width, more than 10,000 columns, a column that is missing, a text or id that is
        missing or no str, a known column with other values than str, and duplicate ids; for an article of which
        ``about`` says nothing.

    Warns
    -----
    UserWarning
        One for dates that could not be parsed (with their number and examples), one for empty texts (they are
        kept: an empty text can be measured), one for files whose ending is not known, one for rows of ``about``
        without an article.

    References
    ----------
    Baly, R., Da San Martino, G., Glass, J., Nakov, P. (2020). We can detect your bias. EMNLP, 4982-4991.
    Barbaresi, A. (2021). Trafilatura. ACL-IJCNLP system demonstrations, 122-131.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> rows = "id,date,text\na,2020-05-01,It rained.\nb,2020-05-02,It may rain.\n"
    >>> _ = (folder / "news.csv").write_text(rows)
    >>> read_corpus(folder / "news.csv")
              text       date
    id
    a   It rained. 2020-05-01
    b  It may rain. 2020-05-02
    """
    check_arguments(read_corpus, {name: value for name, value in locals().items() if name != "path"})
    import pandas as pd

    options = _Options(text, id, encoding, sep, day_first)
    files, unknown = _find_files(path)
    parts = [_check(rows, options) for rows in _join_single(_READERS[file.kind](file, options) for file in files)]
    places = [place for part in parts for place in part.places]
    frame = pd.concat([part.frame for part in parts]) if len(parts) > 1 else parts[0].frame
    _refuse_duplicates(frame.index, places)
    unused: list[str] = []
    if about is not None:
        more = _read_about(about, options)
        frame, unused = _join_about(frame, more, about)
        parts = [*parts, more]
    first = ["text", *(column for column in KNOWN_COLUMNS if column in frame)]
    frame = frame[first + [column for column in frame if column not in first]]
    for warning in [
        _unknown_files(unknown),
        _bad_dates(parts, len(places), options),
        _unused_rows(unused, about),
        _empty_texts(frame, places),
    ]:
        if warning:
            warnings.warn(warning, UserWarning, stacklevel=2)
    return frame


def check_frame(frame: pd.DataFrame, text: str = "text") -> tuple[list[str], pd.Index]:
    """Check that a DataFrame can be extracted from, and take out what extraction needs.

    Parameters
    ----------
    frame : DataFrame
        Articles, one a row.
    text : str, default "text"
        The column that holds them.

    Returns
    -------
    texts : list of str
        In the order of the rows.
    index : Index
        The index of the frame, of which every label occurs once.

    Raises
    ------
    CorpusError
        When ``frame`` is no DataFrame, has no such column or has it twice, has several levels, a label twice or a
        missing label, or when a text is missing or no str; an empty str is a text.

    Examples
    --------
    >>> import pandas as pd
    >>> check_frame(pd.DataFrame({"text": ["It rained."]}, index=["a"]))[0]
    ['It rained.']
    >>> check_frame(pd.DataFrame({"Text": ["It rained."]}))
    Traceback (most recent call last):
    framing.corpus.CorpusError: The frame has no column 'text'; it has 'Text'. Pass text='Text'.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise CorpusError(
            f"framing needs a DataFrame with one article a row, not {_a(frame)}. "
            f'Pass pd.DataFrame({{"text": [...]}}) or what framing.read_corpus returns.'
        )
    _need_column("The frame", frame.columns, text, "text")
    if frame.index.nlevels > 1:
        raise CorpusError(
            f"The index of the frame has {frame.index.nlevels} levels, but an article has one label. "
            "Pass frame.reset_index() or set an index of ids."
        )
    if not frame.index.is_unique:
        twice = list(dict.fromkeys(frame.index[frame.index.duplicated()]))
        raise CorpusError(
            f"The index of the frame must be unique; {_count(twice, 'label')} more than once: "
            f"{_some(twice)}. Pass frame.reset_index(drop=True) or set an index of ids."
        )
    if frame.index.hasnans:
        raise CorpusError("The index of the frame has a missing label. Pass frame.reset_index(drop=True).")
    column = frame[text]
    texts = column.tolist()
    # Of the dtype for text every value is a str or missing, so there is no need to look at each.
    is_checked = isinstance(column.dtype, pd.StringDtype) and not column.hasnans
    if not is_checked:
        for label, value in zip(frame.index, texts, strict=True):
            if not isinstance(value, str):
                raise CorpusError(
                    f"The frame's column {text!r} must hold only str; at label {label!r} it {_holds(value)}. "
                    f"Pass frame.dropna(subset=[{text!r}]), or mend the value."
                )
    return texts, frame.index


# Which files ----------------------------------------------------------------------------------------------


def _find_files(path: str | os.PathLike | Iterable[str | os.PathLike]) -> tuple[list[_File], list[Path]]:
    """Find what a path, glob or list of them stands for: each file once, and those of unknown kinds."""
    is_one = isinstance(path, (str, os.PathLike)) or not isinstance(path, Iterable)
    asked = [path] if is_one else list(path)
    wrong = [one for one in asked if not isinstance(one, (str, os.PathLike))]
    if wrong or not asked:
        raise CorpusError(f"path is a str, a path or a list of them, not {_a(wrong[0]) if wrong else 'an empty list'}.")
    found: dict[Path, _File] = {}
    unknown: dict[Path, None] = {}
    for one in asked:
        with _reading(one):
            for base, file in _expand(Path(one).expanduser()):
                if _kind(file) in _READERS:
                    name = file.relative_to(base).as_posix().removesuffix(_ending(file))
                    found.setdefault(Path(os.path.realpath(file)), _File(file, name))
                else:
                    unknown[file] = None
    if not found:
        there = f"has only {_some([file.name for file in unknown])}" if unknown else "holds no file"
        raise CorpusError(f"{_some([str(one) for one in asked])} {there}. framing reads {_endings()}.")
    return list(found.values()), list(unknown)


@contextmanager
def _reading(path: str | os.PathLike) -> Iterator[None]:
    """Say of what the system refuses which path it was."""
    try:
        yield
    except (OSError, RuntimeError) as error:  # a user of ~ that is not there
        where = getattr(error, "filename", None) or os.fspath(path)
        raise CorpusError(f"{where} cannot be read: {getattr(error, 'strerror', None) or error}.") from error


def _refuse_irregular(path: Path) -> None:
    """A pipe would be waited for, perhaps for ever."""
    kind = _IRREGULAR.get(stat.S_IFMT(path.stat().st_mode))
    if kind:
        raise CorpusError(f"{path} is {kind}, not a file. Save what comes through it in a file.")


def _expand(path: Path) -> Iterator[tuple[Path, Path]]:
    """Files that a path stands for, each with the folder below which its path tells it from the others."""
    if path.is_dir():
        yield from ((path, file) for file in _walk(path))
    elif path.is_file():
        if _kind(path) not in _READERS:
            raise CorpusError(f"framing does not read {path}. Save it as one of {_endings()}.")
        yield path.parent, path
    elif any(sign in str(path) for sign in "*?["):
        n_fixed = next(i for i, part in enumerate(path.parts) if any(sign in part for sign in "*?["))
        base = Path(*path.parts[:n_fixed])
        # pathlib's ** follows no links, so a folder that links to itself comes to an end.
        for match in sorted(base.glob(str(Path(*path.parts[n_fixed:])))):
            if not any(part.startswith(".") for part in match.relative_to(base).parts):
                yield from ((base, file) for file in (_walk(match) if match.is_dir() else [match]))
    elif os.path.lexists(path):
        _refuse_irregular(path)
    else:
        raise CorpusError(f"There is no file or folder {str(path)!r}.{_neighbour(path)}")


def _walk(folder: Path) -> list[Path]:
    files, seen = [], set()

    def refuse(error: OSError) -> None:
        raise error

    for here, folders, names in os.walk(folder, onerror=refuse, followlinks=True):
        place = os.path.realpath(here)
        if place in seen:
            folders.clear()
            continue
        seen.add(place)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files += [Path(here, name) for name in names if not name.startswith(".")]
    return sorted(files)


def _ending(path: Path) -> str:
    """Return the ending that tells the kind, as it is written: ``.jsonl.gz`` of ``a.jsonl.gz``."""
    ending = path.suffix
    return path.with_suffix("").suffix + ending if ending.lower() == ".gz" else ending


def _kind(path: Path) -> str:
    ending = _ending(path).lower()
    return ending if ending == ".parquet.gz" else ending.removesuffix(".gz")


def _neighbour(path: Path) -> str:
    near = [f.name for f in path.parent.iterdir()] if path.parent.is_dir() else []
    close = difflib.get_close_matches(path.name, sorted(near), n=1)
    return f" Did you mean {str(path.with_name(close[0]))!r}?" if close else ""


# What stands in a file ------------------------------------------------------------------------------------


def _read_text(file: _File, encoding: str | None) -> str:
    """Decode a file; refuse what is empty, compressed, binary or in another encoding."""
    data = _read_bytes(file)
    if encoding is None and data.startswith(_BYTE_ORDER_MARKS):
        raise CorpusError(f"{file.path} is not in UTF-8, as its first two bytes show. Pass encoding='utf-16'.")
    try:
        text = data.decode(encoding or "utf-8").removeprefix("\ufeff")
    except LookupError:
        raise CorpusError(f"There is no encoding {encoding!r}. Common ones: 'utf-8', 'cp1252', 'utf-16'.") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        cure = (
            "Pass encoding='cp1252' if it comes from Windows, or the encoding that it has."
            if not encoding
            else ("Pass the encoding that it has; without encoding= it is read as UTF-8.")
        )
        raise CorpusError(
            f"{file.path}, line {line}: byte {data[error.start]:#04x} at offset {error.start} is not in "
            f"{(encoding or 'UTF-8')!r}. {cure}"
        ) from None
    if "\0" in text:
        raise CorpusError(f"{file.path} holds NUL characters, so it is no text file. Export it as text in UTF-8.")
    if not text:
        raise CorpusError(f"{file.path} is empty. Remove it, or fill it.")
    return text


def _read_bytes(file: _File) -> bytes:
    with _reading(file.path):
        _refuse_irregular(file.path)
        data = file.path.read_bytes()
    if file.path.suffix.lower() == ".gz":
        limit = max(_MOST_UNPACKED, _MOST_TIMES * len(data))
        try:
            with gzip.open(io.BytesIO(data)) as packed:
                data = packed.read(limit + 1)
            if len(data) > limit:
                raise _too_large(file.path, limit)
        except (OSError, EOFError, zlib.error) as error:
            raise CorpusError(f"{file.path} is not what its ending says: no sound gzip file ({error}).") from None
    if not data:
        raise CorpusError(f"{file.path} is empty. Remove it, or fill it.")
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise CorpusError(
                f"{file.path} is not what its ending {_ending(file.path)!r} says: it is {kind}. "
                "Give it the ending that it should have, or export it as text."
            )
    return data


def _too_large(path: Path, limit: int) -> CorpusError:
    return CorpusError(
        f"{path} unpacks to more than {limit / 2**20:,.0f} MB, {_MOST_TIMES} times its size or more, as news do not. "
        "If you trust it, unpack it or write it in parts."
    )


def _refuse_html(file: _File, text: str) -> str:
    if _HTML_START.match(text):
        raise CorpusError(
            f"{file.path} is not what its ending {_ending(file.path)!r} says: it is an HTML page. "
            "Rename it to end in '.html'."
        )
    return text


def _read_txt(file: _File, options: _Options) -> _Rows:
    text = _refuse_html(file, _read_text(file, options.encoding))
    return _Rows([{"text": text}], [str(file.path)], [file.name], "page")


def _read_html(file: _File, options: _Options) -> _Rows:
    import trafilatura

    page = _read_text(file, options.encoding) if options.encoding else _read_bytes(file)
    if not re.search("<[a-zA-Z!]", page if isinstance(page, str) else page.decode("latin-1")):
        raise CorpusError(f"{file.path} is not what its ending says: it has no HTML tag. Rename it to end in '.txt'.")
    # A date guessed from the body's text may be that of another story, so only the page's own metadata count.
    found = trafilatura.bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    row = {"text": (found and found.text) or ""}
    if found:
        row |= {"source": found.sitename, "date": found.date, "title": found.title, "url": found.url}
    return _Rows([row], [str(file.path)], [file.name], "page")


def _read_json(file: _File, options: _Options) -> _Rows:
    content = _parse_json(_refuse_html(file, _read_text(file, options.encoding)), str(file.path), is_line=False)
    if isinstance(content, dict):
        return _Rows([_from_allsides(content, options)], [str(file.path)], [file.name], "article")
    if content == []:
        raise CorpusError(f"{file.path} is empty: its list has no article.")
    if not isinstance(content, list):
        raise CorpusError(f"{file.path} should hold one object or a list of objects, not {_a(content)}.")
    return _objects(file, options, [(f"{file.path}, item {i}", value) for i, value in enumerate(content, 1)])


def _read_jsonl(file: _File, options: _Options) -> _Rows:
    # Not splitlines: a Unicode line separator may stand inside a JSON str.
    lines = _refuse_html(file, _read_text(file, options.encoding)).split("\n")
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            place = f"{file.path}, line {number}"
            found.append((place, _parse_json(line, place, is_line=True)))
    if not found:
        raise CorpusError(f"{file.path} has only blank lines. It should have one JSON object a line.")
    return _objects(file, options, found)


def _objects(file: _File, options: _Options, found: list[tuple[str, Any]]) -> _Rows:
    for place, value in found:
        if not isinstance(value, dict):
            raise CorpusError(f"{place}: there should be one JSON object, {{...}}, not {_a(value)}.")
    rows = [_from_allsides(value, options) for _, value in found]
    return _Rows(rows, [place for place, _ in found], _numbered(file, len(found)), str(file.path))


def _parse_json(text: str, place: str, is_line: bool) -> Any:
    try:
        value = json.loads(text)
        # Escapes can spell half a UTF-16 pair, which no column of text can hold.
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        line = "" if is_line else f", line {error.lineno}"
        hint = " If each line is an object of its own, name the file .jsonl." if error.msg == "Extra data" else ""
        raise CorpusError(f"{place}{line}, character {error.colno}: not valid JSON ({error.msg}).{hint}") from None
    except UnicodeEncodeError as error:
        half = ascii(error.object[error.start])
        raise CorpusError(f"{place}: {half} is half a UTF-16 pair and no character. Remove it.") from None
    except (RecursionError, ValueError) as error:
        raise CorpusError(f"{place}: this JSON cannot be read ({error}).") from None
    return value


def _from_allsides(article: dict[str, Any], options: _Options) -> dict[str, Any]:
    """Give an article of the Article-Bias-Prediction data set the names that this package uses."""
    if options.text != "text" or "text" in article or not article.keys() >= _ALLSIDES_KEYS:
        return article
    rest = {key: value for key, value in article.items() if key not in ("content", "content_original", "bias_text")}
    text = article.get("content_original") or article["content"]
    return {"text": text, "lean": article["bias_text"]} | rest


def _read_csv(file: _File, options: _Options) -> _Rows:
    import pandas as pd

    sep = options.sep or ("\t" if file.kind == ".tsv" else ",")
    if len(sep) != 1 or sep in '\r\n"':
        raise CorpusError(f"sep={options.sep!r} is not possible; it is one character, as ';'.")
    text = _refuse_html(file, _read_text(file, options.encoding))
    limit = csv.field_size_limit(_LONGEST_FIELD)
    try:
        header, rows, starts = _csv_rows(file, text, sep)
    finally:
        csv.field_size_limit(limit)
    # An empty cell of the text is an empty text; elsewhere it says that nothing is known.
    _refuse_wide(file.path, header)
    columns = {
        name: cells if name == options.text else [cell or None for cell in cells]
        for name, cells in zip(header, zip(*rows, strict=True), strict=True)
    }
    frame = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in columns.items()})
    return _Rows(frame, [f"{file.path}, line {start}" for start in starts], _numbered(file, len(rows)), str(file.path))


def _csv_rows(file: _File, text: str, sep: str) -> tuple[list[str], list[list[str]], list[int]]:
    """Header, rows, and the number of the line on which each row starts."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sep, strict=True)
    rows, starts, start = [], [], 1
    try:
        for row in reader:
            if row:
                rows.append(row)
                starts.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise CorpusError(
            f"{file.path}, line {start}: a broken row ({error}). A cell with a quotation mark stands "
            'in quotation marks, with the mark doubled: "He said ""no"".".'
        ) from None
    if len(rows) < 2:
        raise CorpusError(f"{file.path} is empty: it has {'a header but no row' if rows else 'no header'}.")
    header = rows[0]
    twice = [name for name, times in Counter(header).items() if times > 1]
    if twice:
        raise CorpusError(f"{file.path}, line {starts[0]}: the header has {_some(twice)} more than once. Rename one.")
    for row, start in zip(rows, starts, strict=True):
        if len(row) != len(header):
            raise CorpusError(
                f"{file.path}, line {start}: {len(row)} cells, but the header has {len(header)}: "
                f"{_some(header)}. A cell that holds {sep!r} or a line end must stand in quotation marks."
            )
    return header, rows[1:], starts[1:]


def _refuse_wide(place: Path | str, columns: Iterable[Any]) -> None:
    if (n := len(list(columns))) > _MOST_COLUMNS:
        raise CorpusError(f"{place} has {n:,} columns; it can have {_MOST_COLUMNS:,}. Leave out those that are no use.")


def _read_parquet(file: _File, options: _Options) -> _Rows:
    import pandas as pd
    import pyarrow as pa

    with _reading(file.path):
        _refuse_irregular(file.path)
        size = file.path.stat().st_size
    if size == 0:
        raise CorpusError(f"{file.path} is empty. Remove it, or fill it.")
    try:
        _check_parquet(file.path, size)
        frame = pd.read_parquet(file.path)
    except CorpusError:
        raise
    except PermissionError as error:
        raise CorpusError(f"{file.path} cannot be read: {error.strerror}.") from error
    except (OSError, ValueError, TypeError, pa.ArrowException) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise CorpusError(f"{file.path} is not what its ending says: no sound Parquet file ({reason}).") from None
    if frame.index.name is not None:
        frame = frame.reset_index()
    if frame.empty:
        raise CorpusError(f"{file.path} is empty: it has no row.")
    places = [f"{file.path}, row {i}" for i in range(1, len(frame) + 1)]
    return _Rows(frame, places, _numbered(file, len(frame)), str(file.path))


def _check_parquet(path: Path, size: int) -> None:
    """Go through a Parquet file in small parts, as a word in its dictionary can stand for a thousand million cells."""
    import pyarrow.parquet as pq

    limit, so_far = max(_MOST_UNPACKED, _MOST_TIMES * size), 0
    with pq.ParquetFile(path) as content:
        _refuse_wide(path, range(content.metadata.num_columns))
        for batch in content.iter_batches(256):
            so_far += batch.nbytes
            if so_far > limit:
                raise _too_large(path, limit)
            batch.validate(full=True)  # that words are in UTF-8, for one


def _numbered(file: _File, n: int) -> list[str]:
    return [f"{file.name}:{i}" for i in range(1, n + 1)]


_READERS: Mapping[str, Callable[[_File, _Options], _Rows]] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".jsonl": _read_jsonl,
    ".ndjson": _read_jsonl,
    ".json": _read_json,
    ".parquet": _read_parquet,
    ".txt": _read_txt,
    ".html": _read_html,
    ".htm": _read_html,
}


def _join_single(parts: Iterable[_Rows]) -> Iterator[_Rows]:
    """Join neighbouring files of one article each, so that thousands of them make one DataFrame."""
    for kind, group in groupby(parts, key=lambda part: part.kind):
        if kind in ("page", "article"):
            some = list(group)
            yield _Rows(
                [row for part in some for row in part.rows],
                [place for part in some for place in part.places],
                [name for part in some for name in part.names],
                kind,
            )
        else:
            yield from group


# The schema -----------------------------------------------------------------------------------------------


def _check(part: _Rows, options: _Options) -> _Checked:
    """Name the columns of a part and check them."""
    import pandas as pd

    frame = part.rows if isinstance(part.rows, pd.DataFrame) else _frame(part.rows)
    frame = frame.reset_index(drop=True)
    if part.kind == "page":
        return _check_columns(frame, "text", part.places, part.names, options)
    place = part.places[0] if part.kind == "article" else part.kind
    _need_column(place, frame.columns, options.text, "text")
    if options.text != "text" and "text" in frame:
        raise CorpusError(f"{place} has a column 'text' besides {options.text!r}. Rename one, as the result has one.")
    names = part.names
    id_column = options.id or next((name for name in ("id", "ID") if name in frame), None)
    if id_column is not None:
        _need_column(place, frame.columns, id_column, "id")
        names = _ids(frame[id_column].tolist(), id_column, part.places)
        if id_column not in (options.text, *KNOWN_COLUMNS):
            frame = frame.drop(columns=id_column)
    return _check_columns(frame.rename(columns={options.text: "text"}), options.text, part.places, names, options)


def _read_about(path: str | os.PathLike, options: _Options) -> _Checked:
    """A table that tells more of articles, under their ids; its column ``text`` is empty."""
    import pandas as pd

    files, _ = _find_files(path)
    if len(files) != 1 or files[0].kind in (".txt", ".html", ".htm"):
        raise CorpusError(f"about={os.fspath(path)!r} must be one table: a csv, jsonl or parquet file.")
    part = _READERS[files[0].kind](files[0], options)
    table = part.rows if isinstance(part.rows, pd.DataFrame) else _frame(part.rows)
    key = next((name for name in filter(None, (options.id, "id", "ID", "file")) if name in table), None)
    if key is None or "text" in table:
        wrong = "has no column 'id' or 'file'" if key is None else "has a column 'text', which is of the articles"
        raise CorpusError(f"{part.kind} {wrong}; it has {_some(table, 12)}. Name the article of each row by its id.")
    ids = _ids(table[key].tolist(), key, part.places)
    if key == "file":
        ids = [name.removesuffix(_ending(Path(name))) for name in ids]
    _refuse_duplicates(pd.Index(ids), part.places)
    return _check_columns(table.drop(columns=key).assign(text=""), "text", part.places, ids, options)


def _join_about(frame: pd.DataFrame, more: _Checked, path: str | os.PathLike) -> tuple[pd.DataFrame, list[str]]:
    """The articles with what a table tells of them, and the ids that no article has."""
    lost = frame.index.difference(more.frame.index)
    if len(lost):
        raise CorpusError(
            f"{os.fspath(path)} says nothing of {len(lost):,} of {len(frame):,} articles: {_some(lost)}; it has "
            f"{_some(more.frame.index)}. Give each article a row, under its id or the name of its file."
        )
    table = more.frame.drop(columns="text").reindex(frame.index)
    joined = frame.drop(columns=[name for name in frame if name in table]).join(table)
    return joined, list(more.frame.index.difference(frame.index))


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    columns = dict.fromkeys(key for row in rows for key in row)
    _refuse_wide("What the articles tell", columns)
    return pd.DataFrame({name: [row.get(name) for row in rows] for name in columns})


def _ids(values: list[Any], column: str, places: list[str]) -> list[str]:
    for value, place in zip(values, places, strict=True):
        if _is_missing(value) or value == "":
            raise CorpusError(f"{place}: column {column!r} has no id. Fill it, or pass id= another column.")
        if isinstance(value, (list, dict, float, bool)):
            raise CorpusError(f"{place}: column {column!r} {_holds(value)}. An id is a str or a whole number.")
    return [str(value) for value in values]


def _check_columns(
    frame: pd.DataFrame, text_name: str, places: list[str], names: list[str], options: _Options
) -> _Checked:
    import pandas as pd

    texts = frame["text"].tolist()
    _only_str(texts, text_name, places, "Fill it or drop the row.")
    for name in [name for name in KNOWN_COLUMNS if name in frame and name != "date"]:
        given = frame[name].astype(object).mask(frame[name].isna(), "").tolist()
        _only_str(given, name, places, "Make it a str, or rename the column.")
        frame[name] = pd.Series([value or None for value in given], dtype="str")
    bad_dates = []
    if "date" in frame:
        given = frame["date"].tolist()
        frame["date"], bad = parse_dates(frame["date"], options.day_first)
        bad_dates = [(given[at], places[at]) for at in bad]
    frame["text"] = pd.Series(texts, dtype="str")
    frame.index = pd.Index(names, name="id", dtype="str")
    return _Checked(frame, places, bad_dates)


def _only_str(values: list[Any], column: str, places: list[str], cure: str) -> None:
    for value, place in zip(values, places, strict=True):
        if not isinstance(value, str):
            raise CorpusError(f"{place}: column {column!r} {_holds(value)}; it must be a str. {cure}")


def _need_column(place: str, columns: Iterable[Any], name: str, option: str) -> None:
    there = list(columns)
    if there.count(name) > 1:
        raise CorpusError(f"{place} has the column {name!r} {there.count(name)} times. Rename one.")
    if name in there:
        return
    names = [column for column in there if isinstance(column, str)]
    alike = {column.strip().casefold(): column for column in names}
    near = difflib.get_close_matches(name.strip().casefold(), list(alike), n=1)
    cure = f"Pass {option}={alike[near[0]]!r}." if near else f"Pass {option}= the name of the column that is meant."
    if len(names) == 1 and any(sep in names[0] for sep in _SEPARATORS):
        found = next(sep for sep in _SEPARATORS if sep in names[0])
        cure = f"Its cells seem to be separated by another sign. Pass sep={found!r}."
    raise CorpusError(f"{place} has no column {name!r}; it has {_some(there, 12) or 'none'}. {cure}")


def _refuse_duplicates(ids: pd.Index, places: list[str]) -> None:
    if ids.is_unique:
        return
    spots: dict[str, list[str]] = {}
    twice = set(ids[ids.duplicated()])
    for label, place in zip(ids, places, strict=True):
        if label in twice:
            spots.setdefault(label, []).append(place)
    first = list(spots.items())[:_SHOWN]
    examples = "; ".join(f"{label!r} at {' and '.join(at[:_SHOWN])}" for label, at in first)
    raise CorpusError(
        f"Ids must be unique; {_count(list(spots), 'id')} more than once: {examples}. "
        "Rename or drop all but one, or pass id= another column."
    )


# What to say ----------------------------------------------------------------------------------------------


def _bad_dates(parts: list[_Checked], n: int, options: _Options) -> str | None:
    bad = [found for part in parts for found in part.bad_dates]
    if not bad:
        return None
    examples = "; ".join(f"{value!r} ({place})" for value, place in bad[:_SHOWN])
    cure = " Pass day_first= where day and month can change places." if options.day_first is None else ""
    return f"{len(bad):,} of {n:,} dates name no certain day and are now missing: {examples}.{cure}"


def _empty_texts(frame: pd.DataFrame, places: list[str]) -> str | None:
    empty = [place for text, place in zip(frame["text"].tolist(), places, strict=True) if not text or text.isspace()]
    if not empty:
        return None
    first = _some(empty, quote=False)
    return f"{len(empty):,} of {len(places):,} texts are empty or blank; they are kept: {first}."


def _unused_rows(ids: list[str], path: str | os.PathLike | None) -> str | None:
    if not ids:
        return None
    return f"{len(ids):,} rows of {path} have no article: {_some(ids)}."


def _unknown_files(files: list[Path]) -> str | None:
    if not files:
        return None
    names = _some([str(file) for file in files], 10)
    return f"{len(files):,} files are of a kind that framing does not read: {names}. It reads {_endings()}."


def _endings() -> str:
    return ", ".join(_READERS)


def _is_missing(value: Any) -> bool:
    """Whether a cell holds None, NaN, NaT or NA; a list or dict is no missing value."""
    import pandas as pd

    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def _holds(value: Any) -> str:
    return "is missing" if _is_missing(value) else f"holds {_a(value)}"


def _a(value: Any) -> str:
    kind = type(value).__name__
    return f"{'an' if kind[0] in 'aeiouAEIOU' else 'a'} {kind}"


def _count(some: list, noun: str) -> str:
    return f"1 {noun} occurs" if len(some) == 1 else f"{len(some):,} {noun}s occur"


def _some(values: Iterable[Any], n: int = _SHOWN, quote: bool = True) -> str:
    shown = [repr(value) if quote else str(value) for value in values]
    more = f" and {len(shown) - n:,} more" if len(shown) > n else ""
    return ", ".join(shown[:n]) + more

"""Executes notebooks without a screen and leaves a report: their pages, figures and tables, what went in."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from glob import glob
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from framing.arguments import check_arguments
from framing.lexicon import LEXICONS
from framing.report import anchor_of, index_page, passages_page
from framing.whole_files import written_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["RunError", "kernel_manager", "run_notebooks", "save_figure", "save_table"]

RUN_DIR = "FRAMING_RUN_DIR"
SAVED = "saved.jsonl"
MANIFEST = "manifest.json"
# Beside it, copies of the lexicons; a name that no notebook's folder will have.
LEXICON_COPIES = "manifest_lexicons"
# The parameter that puts a corpus of the user's in the place of what ships.
CORPUS = "corpus"
# Counts up when a manifest says something else than before, so that two runs are compared only where that makes sense.
MANIFEST_VERSION = 2

# The notebook page without the scripts that it would fetch from elsewhere: a report opens with no network.
OFFLINE_PAGE = """{% extends 'index.html.j2' %}
{% block html_head_js %}{% endblock %}
{% block html_head_js_mathjax %}{% endblock %}
{% block html_head_js_mermaidjs %}{% endblock %}
{% block jupyter_widgets %}{% endblock %}
"""


class RunError(RuntimeError):
    """A notebook failed; `report` is the folder with what was made all the same."""

    def __init__(self, message: str, report: Path):
        super().__init__(message)
        self.report = report


def save_figure(
    figure: Figure | Axes,
    name: str,
    *,
    finding: str | None = None,
    uncertainty: str | None = None,
    passages: pd.DataFrame | None = None,
) -> Figure | Axes:
    """Keep a figure for the report as PNG and SVG, and with it what it shows, how sure that is and what is behind it.

    In a run (`run_notebooks`, `make run`) the files go to the notebook's folder in the report. A figure with an
    uncertainty is a finding, and stands on the report's first page, in the order of saving; another is listed with its
    title. Elsewhere, in JupyterLab for one, nothing is written.

    Parameters
    ----------
    figure : matplotlib Figure, or an Axes on one
        What to keep. The same drawing gives the same bytes: no date and no version goes into the files. Its layout is
        settled, so what is drawn on it afterwards moves nothing.
    name : str
        Name of the files, without an ending: letters, digits, `-` and `_`, once a notebook.
    finding : str, optional
        What the figure shows, in a sentence; by default its title.
    uncertainty : str, optional
        How sure that is, in a sentence or two: the interval, the test, the error of the measure
        (`framing.findings` gives them of a comparison).
    passages : DataFrame, optional
        What is behind it, as `framing.passages` gives it; a column ``group`` parts it. It becomes a page that the
        finding links to.

    Returns
    -------
    Figure or Axes
        What was given.

    Raises
    ------
    ValueError
        If `name` is no such name, this notebook has saved it before, or `passages` lacks a column.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> save_figure(figure, "hedges_by_outlet") is figure
    True
    """
    check_arguments(save_figure, locals())
    drawn = figure.get_figure(root=True)
    # A layout moves a little with each drawing: settled here, it is the same on the screen and in every file.
    drawn.draw_without_rendering()
    drawn.set_layout_engine("none")
    folder = _folder_for(name, ".png")
    if folder is None:
        return figure
    import matplotlib as mpl

    with (
        mpl.rc_context({"svg.hashsalt": "framing", "svg.fonttype": "path"}),
        written_whole(folder / f"{name}.png") as png,
        written_whole(folder / f"{name}.svg") as svg,
    ):
        drawn.savefig(png, dpi=160, bbox_inches="tight", metadata={"Software": None})
        drawn.savefig(svg, bbox_inches="tight", metadata={"Date": None, "Creator": None})
    titles = [drawn.get_suptitle(), *(axes.get_title(at) for axes in drawn.axes for at in ("left", "center"))]
    title = " ".join(next(filter(None, titles), name).split())
    told = {"finding": finding or title, "uncertainty": uncertainty}
    if passages is not None:
        page = passages_page(passages, told["finding"], anchor_of(folder.name, name))
        with written_whole(folder / f"{name}_passages.html") as part:
            part.write_text(page, encoding="utf-8")
    _record(folder, kind="figure", name=name, title=title, **told)
    return figure


def save_table(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Keep a table for the report as CSV (UTF-8, ten significant digits) and as Parquet.

    In a run (`run_notebooks`, `make run`) the files go to the notebook's folder in the report. Elsewhere, in
    JupyterLab for one, nothing is written. An index without a name that numbers the rows is left out. A column of
    several types of values becomes one of str in Parquet, which knows none such.

    Parameters
    ----------
    frame : DataFrame
        The table.
    name : str
        Name of the file, without an ending: letters, digits, `-` and `_`, once a notebook.

    Returns
    -------
    DataFrame
        What was given.

    Raises
    ------
    ValueError
        If `name` is no such name, or this notebook has saved it before.

    Examples
    --------
    >>> import pandas as pd
    >>> save_table(pd.DataFrame({"hedge": [1.5]}), "rates")
       hedge
    0    1.5
    """
    check_arguments(save_table, locals())
    folder = _folder_for(name, ".csv")
    if folder is None:
        return frame
    import pandas as pd

    numbered = isinstance(frame.index, pd.RangeIndex) and frame.index.name is None
    path = folder / f"{name}.csv"
    with written_whole(path) as text, written_whole(path.with_suffix(".parquet")) as columns:
        frame.to_csv(text, index=not numbered, float_format="%.10g", lineterminator="\n", encoding="utf-8")
        _typed(frame if numbered else frame.reset_index()).to_parquet(columns, index=False)
    _record(folder, kind="table", name=name, title=name.replace("_", " "), rows=len(frame))
    return frame


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with one type a column, under names that are str."""
    frame = frame.set_axis([name if isinstance(name, str) else str(name) for name in frame], axis=1)
    mixed = [name for name in frame if frame[name].dtype == object and frame[name].map(type).nunique() > 1]
    return frame.astype(dict.fromkeys(mixed, "str"))


def _folder_for(name: str, ending: str) -> Path | None:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise ValueError(f"{name!r} is no name for a saved file: use letters, digits, '-' and '_', and no ending.")
    if RUN_DIR not in os.environ:
        return None
    folder = Path(os.environ[RUN_DIR])
    if (folder / f"{name}{ending}").exists():
        raise ValueError(f"{name}{ending} was saved before in this notebook. Give each figure and table its own name.")
    return folder


def _record(folder: Path, **entry) -> None:
    with (folder / SAVED).open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(entry, ensure_ascii=False) + "\n")


def run_notebooks(
    notebooks: str | Path = "notebooks",
    out: str | Path = "reports",
    name: str | None = None,
    parameters: dict | None = None,
    progress: bool = True,
) -> Path:
    """Execute notebooks from top to bottom, each in a fresh kernel of this Python, and write a report.

    The report is a folder of its own, `out/name/`, never one that exists: `index.html`, which links the rest;
    `manifest.json` with versions, parameters, seeds, SHA-256 digests of what went in (notebooks, data, lexicons,
    code) and came out, and for each notebook its seconds, those of its processor, and the peak of its memory (MiB;
    the last two missing where the system does not tell, as outside Linux); `manifest_lexicons/` with a copy of each
    lexicon, for `framing.diff_runs`, those that a parameter names in `own/`; and a folder for each notebook with
    the executed notebook (ipynb, and HTML that fetches nothing), its figures (PNG, SVG) and its tables (CSV).
    Figures and tables are those that the notebook hands to `save_figure` and `save_table`: the same input gives the
    same bytes.
    `out/latest` links to the newest report where links can be made.

    Parameters
    ----------
    notebooks : str or Path, default "notebooks"
        A folder, whose notebooks run in the order of their names, or one notebook. Each runs where it is.
    out : str or Path, default "reports"
        The folder for reports.
    name : str, optional
        The report's name; by default the time (UTC) and the commit, such as `20260131T120000Z-1a2b3c4`.
    parameters : dict, optional
        Values that replace those of the cell tagged `parameters`, in each notebook that has them. With a `corpus`
        among them only the notebooks that take a corpus run, as the others are about data of their own; paths are
        taken from the notebooks' folder.
    progress : bool, default True
        Whether to show a bar for each notebook.

    Returns
    -------
    Path
        The report's folder.

    Raises
    ------
    FileNotFoundError
        If there are no notebooks.
    FileExistsError
        If the report exists.
    ValueError
        If `name` cannot name a folder, or no notebook takes one of the parameters.
    RunError
        If a notebook failed. The others were run, and the index of the report says which failed, and where.

    Examples
    --------
    >>> run_notebooks("no_such_folder")
    Traceback (most recent call last):
    ...
    FileNotFoundError: no_such_folder holds no notebook (*.ipynb). Name a folder of notebooks, or one.
    """
    found = _find_notebooks(Path(notebooks))
    given = _share_parameters(found, parameters or {})
    paths = list(given)
    started, commit = datetime.now(UTC), _commit(paths[0].parent)
    default = "-".join(filter(None, [f"{started:%Y%m%dT%H%M%SZ}", commit]))
    report = _make_report_folder(Path(out), default if name is None else name)
    inputs = _input_digests(paths, parameters or {})
    code = _digests(Path(__file__).parent, "*.py", Path(__file__).parents[1])
    lexicons = _copy_lexicons(paths[0].parent, parameters or {}, report)
    entries = [_execute(path, report, given[path], progress) for path in paths]
    manifest = {
        "manifest_version": MANIFEST_VERSION,
        "run": report.name,
        "started": f"{started:%Y-%m-%dT%H:%M:%SZ}",
        "commit": commit,
        "framing": _version(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "parameters": parameters or {},
        "left_out": [path.name for path in found if path not in given],
        "inputs": inputs,
        "code": code,
        "lexicons": lexicons,
        "notebooks": entries,
        "packages": {
            dist.name: dist.version for dist in sorted(metadata.distributions(), key=lambda d: d.name.lower())
        },
    }
    with written_whole(report / "index.html") as page:
        page.write_text(index_page(report, manifest), encoding="utf-8")
    manifest["outputs"] = _digests(report, "*", report)
    text = json.dumps(manifest, indent=1, ensure_ascii=False, default=str)
    with written_whole(report / MANIFEST) as part:
        part.write_text(text + "\n", encoding="utf-8")
    _point_latest(report)
    failed = [f"{entry['notebook']}: {entry['error']}" for entry in entries if entry["error"]]
    if failed:
        raise RunError("; ".join(failed), report)
    return report


def kernel_manager() -> type:
    """Return the kernel manager class for this very Python, whatever kernels the user has registered.

    Figures are drawn for the notebook even where `MPLBACKEND` is set, and the user's history is left alone.

    Returns
    -------
    type
        A subclass of `jupyter_client.AsyncKernelManager`: the `kernel_manager_class` of nbclient, papermill.

    Examples
    --------
    >>> kernel_manager()().kernel_spec.argv[1:3]
    ['-m', 'ipykernel_launcher']
    """
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    flags = [
        "-m",
        "ipykernel_launcher",
        "--HistoryManager.enabled=False",
        # A kernel that is stopped while it answers would tell of it with a traceback.
        "--log-level=CRITICAL",
        "-f",
        "{connection_file}",
    ]
    spec = KernelSpec(
        argv=[sys.executable, *flags],
        display_name="Python 3",
        language="python",
        env={"MPLBACKEND": "module://matplotlib_inline.backend_inline"},
    )

    class ThisPython(AsyncKernelManager):
        kernel_spec = spec
        peak_memory: float | None = None
        processor_seconds: float | None = None

        async def shutdown_kernel(self, *args, **options) -> None:
            ThisPython.peak_memory = _peak_memory(self.provisioner.pid)
            ThisPython.processor_seconds = _processor_seconds(self.provisioner.pid)
            await super().shutdown_kernel(*args, **options)

    return ThisPython


def _peak_memory(process: int) -> float | None:
    # Not getrusage, which counts the memory of the process that started this one as its own.
    with suppress(OSError):
        peak = re.search(r"VmHWM:\s*([0-9]+) kB", Path(f"/proc/{process}/status").read_text(encoding="utf-8"))
        return round(int(peak[1]) / 1024, 1) if peak else None
    return None


def _processor_seconds(process: int) -> float | None:
    # Of the process and its children that have ended. Its name stands in brackets and may hold spaces.
    with suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return round(sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK"), 1)
    return None


def _find_notebooks(where: Path) -> list[Path]:
    paths = [where] if where.is_file() and where.suffix == ".ipynb" else sorted(where.glob("*.ipynb"))
    if not paths:
        raise FileNotFoundError(f"{where} holds no notebook (*.ipynb). Name a folder of notebooks, or one.")
    return [path.resolve() for path in paths]


def _share_parameters(paths: list[Path], parameters: dict) -> dict[Path, dict]:
    if not parameters:
        return {path: {} for path in paths}
    import papermill

    takes = {path: set(papermill.inspect_notebook(str(path))) for path in paths}
    known = set().union(*takes.values())
    for unknown in sorted(set(parameters) - known):
        some = f"they take {', '.join(map(repr, sorted(known)))}" if known else "they take none"
        raise ValueError(f"no notebook takes a parameter {unknown!r}; {some}.")
    return {
        path: {key: value for key, value in parameters.items() if key in takes[path]}
        for path in paths
        if CORPUS not in parameters or CORPUS in takes[path]
    }


def _commit(folder: Path) -> str | None:
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    with suppress(OSError):
        answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        return answer.stdout.strip() or None
    return None


def _version() -> str | None:
    with suppress(metadata.PackageNotFoundError):
        return metadata.version("framing")
    return None


def _make_report_folder(out: Path, name: str) -> Path:
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", name) or name == "latest":
        raise ValueError(f"{name!r} cannot name a report: use letters, digits, '.', '-' and '_', and not 'latest'.")
    report = out / name
    try:
        report.mkdir(parents=True)
    except FileExistsError as exists:
        raise FileExistsError(f"{report} exists, and a report is never overwritten. Pick another name.") from exists
    return report


def _input_digests(paths: list[Path], parameters: dict) -> dict[str, str]:
    root = paths[0].parent
    shipped = sorted(path for path in (root.parent / "data").rglob("*") if path.is_file())
    named = [path for value in parameters.values() if isinstance(value, str) for path in _files_of(root, value)]
    return {Path(os.path.relpath(path, root.parent)).as_posix(): sha256(path) for path in [*paths, *shipped, *named]}


def _files_of(root: Path, value: str) -> list[Path]:
    """The files that a parameter stands for: a file, those of a folder, those that match a glob; or none."""
    if not value:
        return []
    # Not Path.glob, which takes no pattern that begins with a root or with "..".
    found = [Path(path) for path in sorted(glob(str(root / value)))]  # noqa: PTH207
    return [file for path in found for file in (sorted(path.rglob("*")) if path.is_dir() else [path]) if file.is_file()]


def _copy_lexicons(root: Path, parameters: dict, report: Path) -> dict[str, str]:
    """Copy the package's lexicons, and each that a parameter names under the parameter's name; their digests."""
    copies = report / LEXICON_COPIES
    (copies / "own").mkdir(parents=True)
    for file in LEXICONS.glob("*.csv"):
        shutil.copyfile(file, copies / file.name)
    for name, value in parameters.items():
        if isinstance(value, str) and value.endswith(".csv") and (root / value).is_file():
            with (root / value).open(encoding="utf-8-sig", errors="replace", newline="") as lines:
                columns = next(csv.reader(lines), [])
            if {"cue", "category"} <= set(columns):
                shutil.copyfile(root / value, copies / "own" / f"{name}.csv")
    return _digests(copies, "*.csv", copies)


def _digests(folder: Path, pattern: str, root: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob(pattern) if path.is_file())
    return {path.relative_to(root).as_posix(): sha256(path) for path in files}


def sha256(path: Path) -> str:
    """The SHA-256 digest of a file, in hexadecimal digits."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _execute(path: Path, report: Path, parameters: dict, progress: bool) -> dict:
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    folder = (report / path.stem).resolve()
    folder.mkdir()
    manager = kernel_manager()
    error, began = None, time.perf_counter()
    with environment(RUN_DIR, str(folder)):
        try:
            papermill.execute_notebook(
                path,
                folder / path.name,
                parameters,
                kernel_name="python3",
                language="python",
                cwd=path.parent,
                progress_bar={"desc": path.stem, "disable": not progress},
                kernel_manager_class=manager,
            )
        except PapermillExecutionError as failure:
            error = f"cell [{failure.exec_count}] failed with {failure.ename}: {failure.evalue}"
        except DeadKernelError:
            error = "the kernel died, which most often means that memory ran out"
    seconds = round(time.perf_counter() - began, 1)
    title, lead, seeds = _write_page(folder / path.name)
    return {
        "notebook": path.name,
        "title": title,
        "lead": lead,
        "parameters": parameters,
        "seeds": seeds,
        "seconds": seconds,
        "processor_seconds": manager.processor_seconds,
        "peak_memory": manager.peak_memory,
        "error": error,
        "saved": _collect_saved(folder),
    }


@contextmanager
def environment(variable: str, value: str) -> Iterator[None]:
    """Set an environment variable for a while; kernels that are started meanwhile inherit it."""
    before = os.environ.get(variable)
    os.environ[variable] = value
    try:
        yield
    finally:
        del os.environ[variable]
        if before is not None:
            os.environ[variable] = before


def _write_page(executed: Path) -> tuple[str, str, list[str]]:
    """Write the executed notebook as HTML beside it; return its title, its first paragraph and the seeds it sets."""
    import nbformat
    from nbconvert import HTMLExporter

    notebook = nbformat.read(executed, as_version=4)
    exporter = HTMLExporter(raw_template=OFFLINE_PAGE)
    page, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": executed.stem}})
    with written_whole(executed.with_suffix(".html")) as part:
        part.write_text(page, encoding="utf-8")
    own = (cell for cell in notebook.cells if "papermill-error-cell-tag" not in cell.metadata.get("tags", []))
    prose = "\n\n".join(cell.source for cell in own if cell.cell_type == "markdown")
    title = next((line.lstrip("# ") for line in prose.splitlines() if line.startswith("# ")), executed.stem)
    lead = next((block for block in prose.split("\n\n") if block.strip() and block.strip()[0] not in "#<|-"), "")
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    seeds = re.findall(r"\b(\w*(?:seed|random_state)) *= *([0-9]+)", code)
    return _plain(title), _plain(lead), sorted({f"{name}={value}" for name, value in seeds})


def _plain(markdown: str) -> str:
    unlinked = re.sub(r"\[([^][]*)\]\([^()]*\)", r"\1", markdown)
    return " ".join(re.sub(r"[*`]", "", unlinked).split())


def _collect_saved(folder: Path) -> list[dict]:
    record = folder / SAVED
    if not record.exists():
        return []
    saved = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
    record.unlink()
    for entry in saved:
        endings = (".png", ".svg", "_passages.html") if entry["kind"] == "figure" else (".csv", ".parquet")
        files = [folder / f"{entry['name']}{ending}" for ending in endings]
        entry["files"] = {f"{folder.name}/{file.name}": sha256(file) for file in files if file.exists()}
    return saved


def _point_latest(report: Path) -> None:
    latest = report.parent / "latest"
    # Where links are not allowed the report is whole without one.
    with suppress(OSError):
        if latest.is_symlink():
            latest.unlink()
        latest.symlink_to(report.name, target_is_directory=True)

"""What a run is asked to do, from a TOML file and from what is given beside it."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

__all__ = ["run_plan"]

OPTIONS = ("notebooks", "out", "name", "parameters")
# Parameters that name files: a notebook runs in its own folder, and takes them from there.
PATHS = ("corpus", "about")
DEFAULTS = {"notebooks": "notebooks", "out": "reports"}


def run_plan(config: str | Path | None = None, **given: Any) -> dict[str, Any]:
    """Put together the arguments of `framing.runs.run_notebooks`.

    Parameters
    ----------
    config : str or Path, optional
        A TOML file with ``notebooks``, ``out``, ``name`` and a table ``[parameters]``. Its paths (``notebooks``,
        ``out``, and the parameters ``corpus`` and ``about``) are taken from its folder.
    **given
        The same, where None is as good as nothing; what is given here counts. Its paths are taken from the working
        folder.

    Returns
    -------
    dict
        ``notebooks``, ``out``, ``name``, ``parameters``. The corpus and the table about it are named from the
        notebooks' folder, so that a run says the same on another machine. A corpus without a table about it has
        ``about=""``, which is none.

    Raises
    ------
    ValueError
        If the file is no TOML, or holds another option.

    Examples
    --------
    >>> plan = run_plan(parameters={"corpus": "mine.csv", "by": "source", "within": None})
    >>> plan["notebooks"], plan["parameters"]
    ('notebooks', {'corpus': '../mine.csv', 'by': 'source', 'about': ''})
    """
    written = {} if config is None else _read(Path(config))
    home = Path() if config is None else Path(config).parent
    plan = {**DEFAULTS, "name": None}
    plan |= {key: str(home / written[key]) for key in DEFAULTS if key in written}
    plan |= {"name": written["name"]} if "name" in written else {}
    plan |= {key: str(value) for key, value in given.items() if key != "parameters" and value is not None}
    notebooks = Path(plan["notebooks"])
    folder = notebooks.parent if notebooks.suffix == ".ipynb" else notebooks
    parameters: dict[str, Any] = {}
    for base, values in ((home, written.get("parameters", {})), (Path(), given.get("parameters") or {})):
        for name, value in values.items():
            if value is not None:
                is_path = name in PATHS and value != ""
                parameters[name] = _from(folder, base, name, value) if is_path else value
    if "corpus" in parameters:
        parameters.setdefault("about", "")
    return {**plan, "parameters": parameters}


def _read(config: Path) -> dict[str, Any]:
    try:
        written = tomllib.loads(config.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{config} is no TOML: {error}.") from error
    for key, value in written.items():
        if key not in OPTIONS:
            raise ValueError(
                f"{config} has an option {key!r}; it may have {', '.join(OPTIONS)}. What a notebook takes stands below "
                "[parameters]."
            )
        if not isinstance(value, dict if key == "parameters" else str):
            raise ValueError(f"{config}: {key} is {value!r}; it must be a {'table' if key == 'parameters' else 'str'}.")
    return written


def _from(folder: Path, base: Path, name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} is {value!r}; it must be a path.")
    return Path(os.path.relpath(base / value, folder)).as_posix()

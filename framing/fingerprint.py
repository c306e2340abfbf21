"""Fingerprints of measures: a digest of all that decides what a measure finds in a text.

That is the source of its modules and of those that they import, the lexicons that these name, the versions of Python
and of libraries; for a device of your own its code and the values that it uses. What cannot be told has no fingerprint.

Not seen: a change of a built-in module while it is loaded (``framing.devices.hedges.LEXICON = ...``), and whatever code
reaches by a name that it makes up.
"""

from __future__ import annotations

import ast
import dis
import hashlib
import re
import sys
import time
import warnings
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache, partial
from importlib.util import find_spec, resolve_name
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, MappingProxyType, MethodType, ModuleType
from typing import TYPE_CHECKING

from framing.lexicon import LEXICONS

if TYPE_CHECKING:
    from framing.devices import Device

# A file that changed after this moment may differ from what this process has loaded of it.
_LOADED = time.time()
_PLAIN = (type(None), bool, int, float, complex, str, bytes, type(...))
_MEMOIZED = type(lru_cache(len))
# Names by which code takes in what no fingerprint sees.
_OUTSIDE = frozenset((
    "open", "read_text", "read_bytes", "read_csv", "read_json", "read_parquet", "read_lexicon", "read_rows",
    "word_list", "import_module", "__import__", "exec", "eval", "globals", "environ", "getenv", "urlopen", "random",
))  # fmt: skip


class _Untold(Exception):
    """What decides a result cannot be told; the message says why."""


def fingerprints(measures: Mapping[str, str | Device]) -> dict[str, str]:
    """Fingerprints of measures, without those that nothing can tell; of these a warning says why.

    Parameters
    ----------
    measures : mapping of str to str or Device
        Name -> the module that computes the measure, or the device.

    Returns
    -------
    dict
        Name -> hexadecimal digits.

    Examples
    --------
    >>> len(fingerprints({"attribution": "framing.devices.attribution"})["attribution"])
    32
    """
    told = {}
    for name, measure in measures.items():
        try:
            told[name] = _fingerprint(name, measure)
        except _Untold as reason:
            warnings.warn(f"{name!r} is computed anew and not cached: {reason}.", stacklevel=2)
    return told


def _fingerprint(name: str, measure: str | Device) -> str:
    tell = _Teller()
    if isinstance(measure, str):
        tell.modules.add(measure)
        parts = [name]
    else:
        parts = [name, tell((measure.name, measure.categories, measure.find))]
    # Every measure goes through these two files; what they import is for the other measures.
    parts += [sys.version, _source("framing.extract")[0], _source("framing.cache")[0]]
    parts.append(_sources(frozenset({"framing.devices", *tell.modules})))
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@cache
def _sources(modules: frozenset[str]) -> list[tuple[str, str]]:
    """Digests and versions of modules, of the lexicons that they name, and of all that they import."""
    told: dict[str, str] = {}
    waiting = set(modules)
    while waiting:
        name = waiting.pop()
        top = name.partition(".")[0]
        if name in told or top in sys.stdlib_module_names:
            continue
        if top == "framing":
            told[name], used = _source(name)
            waiting |= used
        else:
            told |= _versions(top)
    return sorted(told.items())


@cache
def _source(name: str) -> tuple[str, frozenset[str]]:
    """The digest of a module of this package with the lexicons that it names, and the modules that it imports."""
    spec = find_spec(name)
    if spec is None or not spec.origin:
        raise _Untold(f"the source of {name} is not at hand")
    content = _content(Path(spec.origin))
    used, texts = set(), set()
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, ast.Import):
            used |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = resolve_name("." * node.level + (node.module or ""), spec.parent)
            parts = {f"{module}.{alias.name}" for alias in node.names}
            used |= {module} | {part for part in parts if module.startswith("framing") and _is_module(part)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
    if name == "framing.devices":  # the names of devices that it lists are those of lexicons at times
        texts.clear()
    lexicons = [_content(path) for path in sorted(LEXICONS.glob("*.csv")) if path.stem in texts]
    return hashlib.sha256(b"\0".join([content, *lexicons])).hexdigest(), frozenset(used - {"framing"})


def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # its parent is no package
        return False


def _content(path: Path) -> bytes:
    about = path.stat()
    if max(about.st_mtime, about.st_ctime) > _LOADED:
        raise _Untold(f"{path.name} has changed since framing was loaded; restart Python to use it as it is now")
    return path.read_bytes()


@cache
def _versions(package: str) -> dict[str, str]:
    """Versions of the distribution that holds a package, and of those that it needs."""
    from importlib import metadata

    try:
        waiting = [package] if _version(package) else metadata.packages_distributions()[package][:]
    except KeyError:
        raise _Untold(f"the version of {package} is not known") from None
    told: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        if name not in told and (version := _version(name)):
            told[name] = version
            needs = [need for need in metadata.requires(name) or () if "extra ==" not in need]
            waiting += [re.match(r"[\w.-]+", need)[0] for need in needs]
    return told


def _version(distribution: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


class _Teller:
    """Tells what an object does, as nested tuples of plain values: code and the values that it uses.

    Attributes
    ----------
    modules : set of str
        Modules of this package and of libraries that it relies on; they are told by their source or version.
    """

    def __init__(self) -> None:
        self.modules: set[str] = set()
        self._seen: dict[int, tuple[int, object]] = {}

    def __call__(self, thing: object) -> object:
        if type(thing) in _PLAIN:
            return thing
        if type(thing) is tuple:
            return "tuple", *map(self, thing)
        if type(thing) in (set, frozenset):
            return "set", *sorted(repr(self(one)) for one in thing)
        if id(thing) in self._seen:
            return "seen", self._seen[id(thing)][0]
        self._seen[id(thing)] = len(self._seen), thing
        if type(thing) is list:
            return "list", *map(self, thing)
        if type(thing) in (dict, MappingProxyType):
            return "dict", *((self(key), self(value)) for key, value in thing.items())
        if type(thing) is re.Pattern:
            return "pattern", thing.pattern, thing.flags
        return self._tell_code(thing)

    def _tell_code(self, thing: object) -> object:
        if isinstance(thing, ModuleType):
            self._refer(thing.__name__)
            return "module", thing.__name__
        if isinstance(thing, BuiltinFunctionType | MethodType):
            return "method", self(thing.__self__), thing.__name__
        if isinstance(thing, _MEMOIZED):
            return self(thing.__wrapped__)
        if isinstance(thing, partial):
            return "partial", self(thing.func), self(thing.args), self(thing.keywords)
        if isinstance(thing, property | staticmethod | classmethod):
            return type(thing).__name__, self(getattr(thing, "fget", None) or thing.__func__)
        if isinstance(thing, FunctionType | type):
            if self._is_library(thing.__module__) and "<" not in thing.__qualname__:
                self._refer(thing.__module__)
                return "in", thing.__module__, thing.__qualname__
            return self._tell_function(thing) if isinstance(thing, FunctionType) else self._tell_class(thing)
        if is_dataclass(thing):
            return "object", self(type(thing)), *((f.name, self(getattr(thing, f.name))) for f in fields(thing))
        if not self._is_library(type(thing).__module__):
            return "object", self(type(thing)), self(vars(thing))
        raise _Untold(f"it uses {type(thing).__module__}.{type(thing).__qualname__}, which may be anything")

    def _tell_function(self, function: FunctionType) -> tuple:
        cells = [cell.cell_contents for cell in function.__closure__ or ()]
        used, names = set(), set()
        code = self._tell_instructions(function.__code__, used, names)
        known = {name: sys.modules[name] for name in used & sys.modules.keys()} | function.__globals__
        values = [(name, self._tell_global(known[name], names)) for name in sorted(used & known.keys())]
        return "function", code, *map(self, (function.__defaults__, function.__kwdefaults__, cells)), *values

    def _tell_instructions(self, code: CodeType, used: set[str], names: set[str]) -> tuple:
        """Instructions and constants, without places in files; adds the globals and all names that they use."""
        if outside := sorted(_OUTSIDE.intersection(code.co_names)):
            raise _Untold(f"it uses {outside[0]!r}, and what that gives may change")
        for step in dis.get_instructions(code):
            if step.opname in ("LOAD_GLOBAL", "LOAD_NAME", "IMPORT_NAME"):
                used.add(step.argval)
        names |= set(code.co_names)
        constants = [
            self._tell_instructions(one, used, names) if isinstance(one, CodeType) else self(one)
            for one in code.co_consts
        ]
        about = (code.co_code, code.co_exceptiontable, code.co_names, code.co_varnames, code.co_freevars, code.co_flags)
        return *about, code.co_argcount, code.co_kwonlyargcount, *constants

    def _tell_global(self, value: object, names: set[str]) -> object:
        """A value; of a module of the user, or of this package as a whole, what the code names of it."""
        if not isinstance(value, ModuleType) or (self._is_library(value.__name__) and value.__name__ != "framing"):
            return self(value)
        parts = {name: getattr(value, name) for name in sorted(names) if hasattr(value, name)}
        return "module", *((name, self._tell_global(part, names)) for name, part in parts.items())

    def _tell_class(self, kind: type) -> tuple:
        members = {
            name: member
            for name, member in vars(kind).items()
            if isinstance(member, FunctionType | property | staticmethod | classmethod) or not name.startswith("__")
        }
        members.pop("__repr__", None)
        return "class", kind.__qualname__, self(kind.__bases__), self(members)

    def _refer(self, module: str) -> None:
        if not self._is_library(module):
            raise _Untold(f"it uses the module {module}, which may be anything")
        self.modules.add(module)

    @staticmethod
    def _is_library(module: str) -> bool:
        """Whether a module is told by its name: of Python, of an installed library, of this package."""
        if module.partition(".")[0] in {"framing", *sys.stdlib_module_names}:
            return True
        file = getattr(sys.modules.get(module), "__file__", None) or ""
        return not {"site-packages", "dist-packages"}.isdisjoint(Path(file).parts)

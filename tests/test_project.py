"""The project as a whole: its files agree, name nothing of one machine, and the package imports quickly."""

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
# What conda-forge calls a package, where that is not its name on the Python index.
CONDA_NAMES = {
    "dask": "dask-core",
    "matplotlib": "matplotlib-base",
    "nbconvert": "nbconvert-core",
    "playwright": "playwright-python",
}
# Module names that differ from the name of the package that holds them.
MODULES = {"pillow": "PIL", "pyyaml": "yaml", "scikit-learn": "sklearn"}
BINARY = {".parquet", ".png", ".svg"}
INSTALL_FILES = ["pyproject.toml", "requirements.lock", "environment.yml", "Makefile", ".ci/run"]
PACKAGE_LINES = 15750
# Installed by whoever uses the tool; CONTRIBUTING.md says how.
BY_HAND = {"atheris"}


def required():
    lines = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    return {canonicalize_name(found.name): found for found in map(Requirement, lines)}


def locked():
    """Version, marker and number of hashes of every entry of the lock, by name."""
    entries = {}
    for entry in re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text("utf-8").strip()):
        head, *hashes = entry.replace("\\\n", "\n").splitlines()
        found = Requirement(head)
        version = next(iter(found.specifier)).version
        entries.setdefault(canonicalize_name(found.name), []).append((version, found.marker, len(hashes)))
    return entries


def tracked_files():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def imports(path):
    """Top-level names of the modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


def test_conda_and_pip_install_the_same_packages_in_the_same_ranges():
    listed = {}
    for line in CONDA["dependencies"]:
        if isinstance(line, str):
            name, *specifier = line.split(maxsplit=1)
            listed[name] = Requirement(f"placeholder {''.join(specifier)}").specifier
    asked = {CONDA_NAMES.get(name, name): found.specifier for name, found in required().items()}
    assert listed.pop("pip") == Requirement("pip").specifier
    assert str(listed.pop("python")) == PROJECT["requires-python"]
    assert listed == asked
    assert [line for line in CONDA["dependencies"] if isinstance(line, dict)] == [{"pip": ["-e ."]}]


def test_conda_takes_packages_from_conda_forge_only():
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]


@pytest.mark.parametrize("name", required())
def test_the_lock_holds_one_version_of_a_package_in_its_range(name):
    [(version, marker, hashes)] = locked()[name]
    assert required()[name].specifier.contains(version)
    assert marker is None and hashes > 0


def test_every_entry_of_the_lock_is_pinned_and_hashed():
    for name, entries in locked().items():
        for version, _, hashes in entries:
            assert re.fullmatch(r"[0-9][0-9a-z.!+]*", version), name
            assert hashes > 0, name


@pytest.mark.skipif(
    not (Path(sys.prefix) / ".ready").exists(), reason="this environment was not made by make, from the lock"
)
def test_what_is_installed_is_what_is_locked():
    from importlib.metadata import version

    here = default_environment()
    wrong = {}
    for name in required():
        for pinned, marker, _ in locked()[name]:
            if (marker is None or marker.evaluate(here)) and version(name) != pinned:
                wrong[name] = f"installed {version(name)}, locked {pinned}"
    assert wrong == {}


@pytest.mark.parametrize(("folder", "extras"), [("framing", []), ("tests", ["dev"]), ("tools", ["dev"])])
def test_code_imports_only_what_the_project_asks_for(folder, extras):
    lines = PROJECT["dependencies"] + [line for extra in extras for line in PROJECT["optional-dependencies"][extra]]
    asked = {MODULES.get(name, name) for name in (canonicalize_name(Requirement(line).name) for line in lines)}
    files = list((ROOT / folder).rglob("*.py"))
    # nbclient cannot be without jupyter_client; test files import one another.
    allowed = {*sys.stdlib_module_names, *asked, "framing", "jupyter_client", *BY_HAND, *(path.stem for path in files)}
    found = {path.name: set(imports(path)) - allowed for path in files}
    assert {name: modules for name, modules in found.items() if modules} == {}


def test_files_that_install_name_no_address():
    for name in INSTALL_FILES:
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text, name
        assert re.search(r"--(?:extra-)?index-url|--find-links|--trusted-host", text) is None, name


def test_no_file_names_a_place_on_one_machine():
    place = re.compile(r"(?<![\w.])/(?:root|home|Users|work|tmp|opt|mnt)/\w")
    for path in tracked_files():
        if path.suffix not in BINARY:
            found = place.search(path.read_text("utf-8"))
            assert found is None, f"{path.relative_to(ROOT)}: {found}"


def test_the_package_reads_nothing_beside_the_project():
    for path in (ROOT / "framing").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            # A path that is only named, in the help of a command, stands in a longer text.
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not node.value.startswith("../"), f"{path.name}: {node.value}"


def test_every_make_target_of_the_documents_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"(?:^ {4}|`|^)make ([a-z]+)", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE))
        assert named, f"{name} names no make target"
        assert named <= targets, name
    assert {"help", "install", "run", "test", "lab", "lint", "features", "lock", "clean"} <= targets


def test_make_help_describes_every_target():
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    text = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", text, flags=re.MULTILINE).group(1).split()
    assert sorted(re.findall(r"^make (\S+) +\S", shown, flags=re.MULTILINE)) == sorted(phony)


def test_an_old_python_is_refused_with_a_sentence(tmp_path):
    old = tmp_path / "python"
    old.write_text(f'#!/bin/sh\nexec {sys.executable} -c "import sys; sys.version_info = (3, 9); $2"\n')
    old.chmod(0o755)
    command = ["make", "install", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode != 0
    assert "framing needs Python 3.11 or newer" in answer.stderr
    assert not (tmp_path / "venv").exists()


def test_the_citation_and_the_changelog_name_this_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert f"## [{PROJECT['version']}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def code_lines(path):
    """Lines of a module with code on them: no blank lines, comments or docstrings."""
    source = path.read_text("utf-8")
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in skipped:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            lines.difference_update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return len(lines)


def test_the_package_stays_small():
    assert sum(map(code_lines, (ROOT / "framing").rglob("*.py"))) <= PACKAGE_LINES


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_style_and_format_are_in_order(command):
    answer = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "."], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout


def test_the_code_of_the_readme_runs(monkeypatch):
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), flags=re.DOTALL)
    assert len(blocks) == 3
    monkeypatch.chdir(ROOT)
    names = {}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), names)
    assert len(names["result"].features) == 24
    assert len(names["table"]) == 2 * 4

"""Fingerprints: the same for what finds the same, another one for what may not, and none for what cannot be told."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import framing
from framing.devices import find_device
from framing.fingerprint import fingerprints

ROOT = Path(__file__).resolve().parents[1]

OWN = """
import re
from framing import Span, device
import framing
WORDS = {"never", "always", "ever", "nothing"}
LIMIT = 3
PATTERN = re.compile(r"[A-Za-z]+")
UNUSED = 1

def is_long(word):
    return len(word) > LIMIT

@device("absolute", ["word"])
def absolute(document):
    for match in PATTERN.finditer(document.text):
        if match[0].lower() in WORDS and is_long(match[0]):
            yield Span(match.start(), match.end(), "word")
"""


def own(code=OWN, name="absolute"):
    names = {"__name__": "a notebook"}
    exec(compile(code, "a cell", "exec"), names)
    return names[name]


def fingerprint(device):
    return fingerprints({device.name: device})[device.name]


def test_a_comment_and_the_place_of_the_code_change_nothing():
    moved = OWN.replace("LIMIT = 3", "\n\n# A comment.\nLIMIT = 3").replace("UNUSED = 1", "UNUSED = 2")
    assert fingerprint(own()) == fingerprint(own(moved))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LIMIT = 3", "LIMIT = 4"),
        ('"nothing"', '"none"'),
        ("len(word) >", "len(word) >="),
        ("A-Za-z", "A-Z"),
        ("match.end()", "match.end() - 1"),
        ('["word"]', '["word", "other"]'),
        ("(word):", "(word, least=3):"),
        (".lower()", ".upper()"),
    ],
)
def test_a_change_of_code_or_of_a_value_that_it_uses_changes_it(old, new):
    assert OWN.count(old) == 1 or old == '"word"'
    assert fingerprint(own()) != fingerprint(own(OWN.replace(old, new)))


def test_it_does_not_depend_on_the_order_of_sets():
    code = f"import sys\nsys.path.insert(0, {str(Path(__file__).parent)!r})\n"
    code += "from test_fingerprint import fingerprint, own\nprint(fingerprint(own()))"
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1] == fingerprint(own()) + "\n"


def counting(least, words=("never",)):
    @framing.device("counted", ["word"])
    def find(document):
        for start in range(least, len(document.text)):
            if document.text[start:].startswith(words):
                yield framing.Span(start, start + 1, "word")

    return find


def test_values_that_a_function_closes_over_count():
    assert fingerprint(counting(1)) == fingerprint(counting(1)) != fingerprint(counting(2))
    assert fingerprint(counting(1)) != fingerprint(counting(1, ("ever",)))


class Finder:
    def __init__(self, least):
        self.least = least

    def __call__(self, document):
        return [framing.Span(0, 1, "word")] if len(document.text) > self.least else []


def test_an_object_that_can_be_called_is_told_by_its_class_and_values():
    one, same, other = (framing.Device("called", ("word",), Finder(least)) for least in (1, 1, 2))
    assert fingerprint(one) == fingerprint(same) != fingerprint(other)


def test_a_lexicon_device_is_told_by_its_entries_and_conditions():
    def late(document, first, last):
        return first > 3

    def later(document, first, last):
        return first > 4

    def with_condition(condition):
        entry = framing.lexicon.Entry("battle", "combat", "late")
        return framing.LexiconDevice("war", framing.Lexicon("war", (entry,)), {"late": condition})

    war = framing.LexiconDevice("war", {"combat": ["battle|fight"]})
    assert fingerprint(war) == fingerprint(framing.LexiconDevice("war", {"combat": ["battle|fight"]}))
    others = [framing.LexiconDevice("war", {"combat": ["battle"]}), framing.LexiconDevice("war", {"peace": ["battle"]})]
    told = {fingerprint(one) for one in (war, *others, with_condition(late), with_condition(later))}
    assert len(told) == 5


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("open('words.txt').read()", "'open'"),
        ("__import__('random').random()", "'__import__'"),
        ("framing.read_lexicon('hedges')", "'read_lexicon'"),
        ("STREAM.fileno()", "which may be anything"),
    ],
)
def test_what_cannot_be_told_has_none_and_a_warning_says_why(code, reason):
    device = own(OWN.replace("UNUSED = 1", "import sys\nSTREAM = sys.__stdin__").replace("len(word) > LIMIT", code))
    with pytest.warns(UserWarning, match=reason):
        assert fingerprints({"absolute": device}) == {}


def test_what_a_device_uses_of_this_package_counts():
    using = OWN.replace("len(word) > LIMIT", "framing.clean(word) != ''")
    plain = OWN.replace("len(word) > LIMIT", "framing.count(word) != ''")
    assert fingerprint(own(using)) != fingerprint(own(plain))


def test_a_built_in_device_under_another_name_is_another_measure():
    hedge = find_device("hedge")
    renamed = framing.Device("doubt", hedge.categories, hedge.find)
    assert fingerprint(hedge) != fingerprint(renamed)


def test_a_file_that_changed_after_it_was_loaded_has_none(tmp_path):
    import shutil

    shutil.copytree(ROOT / "framing", tmp_path / "framing", ignore=shutil.ignore_patterns("__pycache__"))
    code = """
import framing, json, pathlib, sys, time, warnings
warnings.simplefilter("ignore")
time.sleep(0.1)
path = pathlib.Path(framing.__file__).parent / "lexicons" / "hedge_contexts.csv"
path.write_bytes(path.read_bytes() + b"\\n")
from framing.fingerprint import fingerprints
from framing.devices import find_device
print(json.dumps([*fingerprints({name: find_device(name) for name in ("hedge", "passive")})]))
"""
    run = [sys.executable, "-c", code]
    told = subprocess.run(run, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)}, stdout=-1, check=True)
    assert json.loads(told.stdout) == ["passive"]


READ = """
import json, os, pathlib, sys
read = set()
sys.addaudithook(lambda event, about: read.add(str(about[0])) if event == "open" else None)
import framing
from framing import fingerprint
from framing.extract import _plan
loaded = {one for one in read if one.endswith(".csv")}
assert not loaded, "no lexicon is read when framing is imported, or what a device reads cannot be seen here"
texts = [path.read_text("utf-8") for path in sorted(pathlib.Path(sys.argv[1]).glob("*.txt"))]
for name in [*framing.built_in_devices(), "attribution", "voices", "document"]:
    if os.fork() == 0:
        before = set(sys.modules)
        if name in framing.built_in_devices():
            device = framing.devices.find_device(name)
            module, measure = framing.devices._BUILT_IN[name], lambda document: list(device.find(document))
        elif name == "attribution":
            from framing.devices.attribution import attributions as measure
            module = "framing.devices.attribution"
        elif name == "voices":
            from framing.extract import _voices as measure
            module = "framing.devices.voices"
        else:
            from framing.extract import _sizes as measure
            module = "framing.document"
        for text in texts:
            measure(framing.Document.of(text))
        named, content = set(), fingerprint._content
        fingerprint._content = lambda path: named.add(str(path)) or content(path)
        fingerprint._sources(frozenset({"framing.devices", module}))
        unseen = {one for one in read if "lexicons" in one and one.endswith(".csv")} - named
        modules = {one for one in set(sys.modules) - before if one.startswith("framing.")}
        files = {one for one in modules if sys.modules[one].__file__ not in named}
        print(json.dumps([name, sorted(unseen), sorted(files), len(named)]), flush=True)
        os._exit(0)
    os.wait()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="looks into a fork for each device")
def test_every_lexicon_that_a_device_reads_and_module_that_it_loads_is_in_its_fingerprint():
    answer = subprocess.run(
        [sys.executable, "-c", READ, str(ROOT / "data" / "articles")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert not answer.returncode, answer.stderr
    told = [json.loads(line) for line in answer.stdout.splitlines()]
    assert len(told) == len(framing.built_in_devices()) + 3
    assert [(name, unseen, files) for name, unseen, files, _ in told] == [(name, [], []) for name, *_ in told]
    assert all(named > 4 for *_, named in told)


def test_lexicons_of_another_folder_make_another_fingerprint(tmp_path):
    folder = tmp_path / "lexicons"
    shutil.copytree(ROOT / "framing" / "lexicons", folder)
    ask = "from framing.fingerprint import fingerprints as told; print(told({'hedge': 'framing.devices.hedges'}))"

    def told(**more):
        return subprocess.run(
            [sys.executable, "-c", ask], env={**os.environ, **more}, capture_output=True, text=True, check=True
        ).stdout

    assert told(FRAMING_LEXICONS=str(folder)) == told()
    with (folder / "hedges.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert told(FRAMING_LEXICONS=str(folder)) != told()

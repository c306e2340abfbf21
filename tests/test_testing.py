"""check_device: silent for a device that keeps the contract, and for each way to break it a message that says so."""

import random
import re
import threading

import pandas as pd
import pytest

import framing
from framing.document import Document
from framing.testing import STORY, DeviceError, check_device
from framing.wordclass import word_classes

TEXTS = ["The red dam and the blue dam.", "A dam, red as rust."]


def word_places(document, wanted=("dam",)):
    return [
        (start, end)
        for word, start, end in zip(document.words, document.starts, document.ends, strict=True)
        if word in wanted
    ]


def spans(document, category="water"):
    return [framing.Span(start, end, category) for start, end in word_places(document)]


def test_a_sound_device_passes():
    device = framing.device("dams", ["water"])(spans)
    for texts in (TEXTS, pd.Series(TEXTS, index=["a", "b"])):
        check_device(device, texts, overlap=False)


def test_the_story_has_something_of_every_built_in_device():
    for name in framing.built_in_devices():
        assert list(framing.devices.find_device(name).find(Document.of(STORY))), name


SEEN = set()


def outside(document):
    return [framing.Span(start, end + 1000, "water") for start, end in word_places(document)]


def undeclared(document):
    return spans(document, "fire")


def fails_on_no_words(document):
    return spans(document) if document.words[0] else []


def nothing(document):
    return []


def twice(document):
    return spans(document) * 2


def overlapping(document):
    return [framing.Span(0, end, "water") for _, end in word_places(document)]


def by_chance(document):
    return [framing.Span(*place, "water", {"p": random.random()}) for place in word_places(document)]


def with_memory(document):
    new = document.text not in SEEN
    SEEN.add(document.text)
    return spans(document) if new else []


def by_the_order_of_a_set(document):
    order = list({"dam", "red", "blue", "rust", "river", "rain", "valley", "mayor"})
    return [framing.Span(*place, "water", {"order": " ".join(order)}) for place in word_places(document)]


def altering_the_document(document):
    object.__setattr__(document, "words", tuple(word.upper() for word in document.words))
    return [framing.Span(start, end, "water") for start, end in word_places(document, ("DAM",))]


def altering_what_is_shared(document):
    document._memo[word_classes] = ["x"] * len(document.words)
    return spans(document)


def altering_what_is_shared_to_the_like(document):
    document._memo[word_classes] = ("word",) * len(document.words)
    return spans(document)


def holding_a_lock():
    lock = threading.Lock()

    def with_a_lock(document):
        with lock:
            return spans(document)

    return with_a_lock


def a_list_as_detail(document):
    return [framing.Span(*place, "water", {"words": ["dam"]}) for place in word_places(document)]


def details_of_two_kinds(document):
    return [framing.Span(*p, "water", {"at": p[0] if p[0] > 9 else "early"}) for p in word_places(document)]


def a_detail_without_a_name(document):
    return [framing.Span(*place, "water", {1: 2}) for place in word_places(document)]


def quadratic(document):
    for place in word_places(document):
        if sum(start < place[0] for start, _ in word_places(document)) < 10**9:
            yield framing.Span(*place, "water")


def backtracking(document):
    for match in re.finditer(r"dam(?=(?:[^!]*!))?", document.text):
        if re.search(r"dam[^!]*!", document.text[match.start() :]) or True:
            yield framing.Span(match.start(), match.start() + 3, "water")


BROKEN = {
    outside: "gave the span .* in a text of .* characters; it must lie inside the text",
    undeclared: r"gave the category 'fire', but names only \['water'\]. This happened in the article",
    fails_on_no_words: "raised IndexError: .*; it must take any string. This happened in the article 'an empty text'",
    nothing: r"finds nothing in any text that it is checked on; pass texts=\[...\]",
    twice: r"gave the span \(28, 31, 'water'\) 2 times in 'framing.testing.STORY'",
    overlapping: r"gave \(0, 11\) and \(0, 28\) in 'texts\[0\]', which overlap; .* check it with overlap=True",
    by_chance: "it must give the same for the same text, so keep chance",
    with_memory: "finds nothing|it must give the same for the same text",
    by_the_order_of_a_set: "in another process in .*; sort what comes out of a set",
    altering_the_document: "altered document.words of 'framing.testing.STORY'; other devices read it, so leave it be",
    altering_what_is_shared: r"'attribution' (?:fails|finds others) in 'framing.*': what document.once",
    altering_what_is_shared_to_the_like: r"'attribution' finds others in 'framing.*': what",
    holding_a_lock(): "does not work in a worker process .*; it must be a function without open files, locks",
    a_list_as_detail: r"the detail 'words': \['dam'\] in .*; a detail must be a string, a number",
    details_of_two_kinds: "the detail 'at': .*, but in 'framing.testing.STORY' it is of another kind",
    a_detail_without_a_name: "the detail 1: 2 in .*; a detail becomes a column, so its name must be a string",
    quadratic: "for four times as many .*; time must grow with the length alone",
    backtracking: "for four times as many .*; time must grow with the length alone",
}


@pytest.mark.parametrize("find", BROKEN, ids=lambda find: find.__name__)
def test_each_way_to_break_the_contract_is_named(find):
    device = framing.device("dams", ["water"])(find)
    with pytest.raises(DeviceError, match=f"[Dd]evice 'dams' .*(?:{BROKEN[find]})"):
        check_device(device, TEXTS, overlap=find is not overlapping)


def test_one_text_is_no_list_of_texts():
    with pytest.raises(ValueError, match=r"not one text: pass texts=\[text\]"):
        check_device("hedge", "It may rain.")

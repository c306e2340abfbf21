"""Devices: the user's own in five lines, out of a lexicon, in other processes; and errors that name the device."""

import os
import pickle
import subprocess
import sys

import pandas as pd
import pytest

import framing
from framing.comparison import group_rates
from framing.devices import find_device
from framing.document import Document
from framing.lexicon import Entry, Lexicon
from framing.plots import places_in_article, rates_by_group
from framing.testing import check_device

# As in a notebook: the device lives in __main__, where worker processes cannot import it.
NOTEBOOK = """
import framing, pandas as pd

@framing.device("shouting", ["word", "mark"])
def shouting(document):
    for token, start, end in zip(document.tokens, document.starts, document.ends):
        if len(token) > 3 and token.isupper():
            yield framing.Span(start, end, "word", {"length": len(token)})

frame = pd.DataFrame({"text": ["They NEVER listen.", "They listen."] * 70})
one, two = (framing.extract(frame, devices=[shouting, "hedge"], n_jobs=n) for n in (1, 2))
pd.testing.assert_frame_equal(one.features, two.features, check_exact=True)
pd.testing.assert_frame_equal(one.spans, two.spans, check_exact=True)
print(two.features[["shouting", "shouting_word", "shouting_mark"]].sum().tolist(), set(two.spans["length"]))
"""


def extract(text, *devices, **options):
    return framing.extract(pd.DataFrame({"text": [text]}, index=["a1"]), devices=list(devices), **options)


def device_of(*spans, name="mine", categories=("a", "b")):
    return framing.device(name, categories)(lambda document: spans)


def test_a_device_from_a_notebook_runs_in_several_processes():
    run = subprocess.run([sys.executable, "-c", NOTEBOOK], capture_output=True, text=True)
    assert run.stdout == "[70, 70, 0] {5}\n", run.stderr


def test_several_processes_are_processes_of_their_own():
    @framing.device("where", ["a"])
    def where(document):
        yield framing.Span(0, 1, "a", {"process": os.getpid()})

    frame = pd.DataFrame({"text": ["Word"] * 70})
    assert set(framing.extract(frame, devices=[where]).spans["process"]) == {os.getpid()}
    assert os.getpid() not in set(framing.extract(frame, devices=[where], n_jobs=2).spans["process"])


def test_a_device_of_ones_own_gets_a_column_for_itself_and_each_category():
    mine = device_of(framing.Span(0, 2, "b"), framing.Span(3, 6, "b"))
    counts = extract("It may rain.", mine, "hedge").features.loc["a1"]
    assert counts[["mine", "mine_a", "mine_b", "hedge"]].tolist() == [2, 0, 2, 1]


def test_a_device_may_return_a_list_or_yield():
    @framing.device("yields", ["a"])
    def yields(document):
        yield framing.Span(0, 2, "a")

    texts = extract("It may rain.", yields, device_of(framing.Span(3, 6, "a"))).spans["text"]
    assert texts.tolist() == ["It", "may"]


def test_spans_of_several_devices_stand_in_the_order_of_the_text():
    one = device_of(framing.Span(3, 6, "a"), framing.Span(0, 2, "a"), name="one")
    two = device_of(framing.Span(0, 2, "b"), framing.Span(0, 6, "b"), name="two")
    spans = extract("It may rain.", two, one).spans
    assert spans[["device", "text"]].values.tolist() == [
        ["one", "It"],
        ["two", "It"],
        ["two", "It may"],
        ["one", "may"],
    ]


def test_details_become_columns_and_are_missing_where_a_span_has_none():
    one = device_of(framing.Span(0, 2, "a", {"side": "left"}), framing.Span(3, 6, "a"), name="one")
    two = device_of(framing.Span(7, 11, "a", {"weight": 0.5}), name="two")
    spans = extract("It may rain.", one, two).spans
    assert spans["side"].isna().tolist() == [False, True, True]
    assert spans["side"].iloc[0] == "left"
    assert spans["weight"].isna().tolist() == [True, True, False]
    assert spans["weight"].iloc[2] == 0.5


def test_a_device_may_replace_a_built_in_one_of_the_same_name():
    features = extract("It may rain.", device_of(framing.Span(0, 2, "a"), name="hedge")).features
    assert [column for column in features if column.startswith("hedge")] == ["hedge", "hedge_a", "hedge_b"]


def write_lexicon(tmp_path, rows):
    path = tmp_path / "war.csv"
    path.write_text(rows, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", [str, lambda path: path])
def test_a_lexicon_of_ones_own_is_a_device(tmp_path, kind):
    path = write_lexicon(tmp_path, "cue,category\nbattle|fight,combat\nwar of words,quarrel\n")
    result = extract("A battle, a war of words.", framing.LexiconDevice("war", kind(path)))
    assert result.spans["text"].tolist() == ["battle", "war of words"]
    assert result.features.loc["a1", ["war", "war_combat", "war_quarrel"]].tolist() == [2, 1, 1]


def test_cues_by_category_are_a_device():
    device = framing.LexiconDevice("war", {"combat": ["battle|fight", "to arms"], "quarrel": ["war of words"]})
    result = extract("A battle, a war of words, a call to arms.", device)
    assert result.spans["text"].tolist() == ["battle", "war of words", "to arms"]
    assert result.features.loc["a1", ["war", "war_combat", "war_quarrel"]].tolist() == [3, 2, 1]
    check_device(device, ["A battle, a war of words."], overlap=False)


@pytest.mark.parametrize(
    ("cues", "message"),
    [
        ({}, r"war has no cues; pass {'category': \['cue', 'other cue'\]}"),
        ({"combat": []}, "war has no cues"),
        ({"combat": "battle"}, r"war, category 'combat': cues must be a list, \['battle'\], not str"),
        ({"combat": ["battle", " "]}, "war, category 'combat': a cue must be words; found ' '"),
        ({"combat": [7]}, "a cue must be words; found 7"),
        ({"combat": ["battle"], "quarrel": ["row|battle"]}, "'battle' stands already at war, category 'combat'"),
        ({"combat": ["<weapons> drawn"]}, "'<weapons> drawn' names an unknown word group"),
        ({3: ["battle"]}, "'war' needs categories that are words"),
        (["battle", "fight"], r"'war' needs the cues of each category, .*; it has \['battle', 'fight'\]"),
        ("wars", "No lexicon 'wars' comes with framing"),
    ],
)
def test_cues_that_cannot_be_used_are_refused(cues, message):
    with pytest.raises(ValueError, match=message):
        framing.LexiconDevice("war", cues)


def test_a_lexicon_device_can_be_pickled(tmp_path):
    path = write_lexicon(tmp_path, "cue,category,side\nfight,combat,hard\n")
    for device in (framing.LexiconDevice("war", {"combat": ["fight"]}), framing.LexiconDevice("war", path)):
        again = pickle.loads(pickle.dumps(device))
        assert (type(again), again) == (framing.LexiconDevice, device)
        assert list(again.find(Document.of("A fight."))) == list(device.find(Document.of("A fight.")))


@framing.device("loud", ["word"])
def loud(document):
    for token, start, end in zip(document.tokens, document.starts, document.ends, strict=True):
        if len(token) > 3 and token.isupper():
            yield framing.Span(start, end, "word", {"length": len(token)})


def test_a_device_of_a_module_can_be_pickled_though_it_took_its_functions_name():
    assert pickle.loads(pickle.dumps(loud)) is loud
    assert pickle.loads(pickle.dumps(find_device("hedge"))) == find_device("hedge")


@pytest.mark.parametrize("name", framing.built_in_devices())
def test_a_device_of_the_package_is_pickled_by_its_name(name):
    pickled = pickle.dumps(find_device(name))
    assert pickle.loads(pickled) is find_device(name)
    assert len(pickled) < 100


def test_devices_of_ones_own_are_rated_shown_drawn_and_compared():
    war = framing.LexiconDevice("war", {"combat": ["fight"]})
    frame = pd.DataFrame({"text": ["They NEVER fight.", "They may go."], "outlet": ["A", "B"]}, index=["a", "b"])
    result = framing.extract(frame, devices=[loud, war, "hedge"])
    assert framing.rates(result.features, per=3).loc["a", ["loud_word", "war_combat"]].tolist() == [1, 1]
    assert framing.concordance(result, "loud")["text"].tolist() == ["NEVER"]
    page = framing.show(result, "a")._repr_html_()
    assert "loud: word; length: 5" in page and "war: combat" in page
    assert "war: combat" not in framing.show(result, "a", devices=["loud"])._repr_html_()
    labels = [label.get_text() for label in places_in_article(result, "a").get_yticklabels()]
    assert {"loud  (n = 1)", "war  (n = 1)"} <= set(labels)
    table = group_rates(result.features, frame["outlet"], ["loud", "war_combat"])
    assert table["rate"].round().tolist() == [333, 0, 333, 0]
    assert rates_by_group(table[table["measure"] == "loud"]).get_ylim()


def test_further_columns_of_a_lexicon_become_columns_of_the_spans(tmp_path):
    path = write_lexicon(tmp_path, "cue,category,side\nconflict,war,mild\ninvasion,war,\n")
    spans = extract("The conflict was an invasion.", framing.LexiconDevice("label", path)).spans
    assert spans["side"].tolist() == ["mild", ""]


def test_a_lexicon_device_runs_in_several_processes(tmp_path):
    path = write_lexicon(tmp_path, "cue,category,condition\nfight,combat,not_first\n")
    device = framing.LexiconDevice("war", path, {"not_first": lambda document, first, last: first > 0})
    frame = pd.DataFrame({"text": ["Fight.", "A fight."] * 70})
    assert framing.extract(frame, devices=[device], n_jobs=2).features["war"].tolist() == [0, 1] * 70


def test_a_condition_that_is_not_given_is_refused(tmp_path):
    path = write_lexicon(tmp_path, "cue,category,condition\na,b,sometimes\n")
    with pytest.raises(
        framing.LexiconError, match=r"war: cue 'a' has the condition 'sometimes'.*not defined; .*\['often'\]"
    ):
        framing.LexiconDevice("war", path, {"often": lambda document, first, last: True})


def test_a_detail_may_hold_a_lone_surrogate():
    spans = extract("It may rain.", device_of(framing.Span(0, 2, "a", {"sign": "\ud83d"}))).spans
    assert spans["sign"].tolist() == ["\ud83d"]


@pytest.mark.parametrize(("name", "column"), [("n_words", "n_words"), ("smog", "smog"), ("cue_neutral", "cue_neutral")])
def test_a_device_may_not_take_the_column_of_a_measure(name, column):
    with pytest.raises(ValueError, match=f"Two measures would give the column '{column}'"):
        extract("Word", device_of(name=name), "attribution", "readability")


def test_two_devices_may_not_share_a_column():
    one, two = device_of(name="a", categories=["b_c"]), device_of(name="a_b", categories=["c"])
    with pytest.raises(ValueError, match="Two measures would give the column 'a_b_c'; rename"):
        extract("Word", one, two)


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_an_error_in_a_device_names_the_article(n_jobs):
    @framing.device("frail", ["a"])
    def frail(document):
        raise KeyError(document.words[0])

    frame = pd.DataFrame({"text": ["Word"] * 70}, index=[f"no {number}" for number in range(70)])
    with pytest.raises(KeyError, match=r"This happened in the article 'no (0|32|64)'") as caught:
        framing.extract(frame, devices=[frail], n_jobs=n_jobs)
    assert caught.value.args == ("word",)


@pytest.mark.parametrize("devices", [["attribution"], ["hedge"]])
def test_an_error_in_attribution_or_voices_names_the_article(devices, monkeypatch):
    def frail(document, *_):
        raise KeyError(document.words[0])

    texts = ["It may rain."] * 40
    texts[35] = "“It may rain,” the mayor said."
    frame = pd.DataFrame({"text": texts}, index=[f"no {number}" for number in range(40)])
    monkeypatch.setattr("framing.devices.source_types._typed", frail)
    with pytest.raises(KeyError) as caught:
        framing.extract(frame, devices=devices)
    assert caught.value.args == ("“",)
    assert caught.value.__notes__ == ["This happened in the article 'no 35'."]
    assert caught.value.__context__ is None


def test_an_error_of_articles_together_alone_is_told_as_it_is(monkeypatch):
    def frail(cues, sources, _):
        if len(cues.text.documents) > 1:
            raise KeyError("together")
        return sources

    monkeypatch.setattr("framing.devices.attribution.find_contents", frail)
    frame = pd.DataFrame({"text": ["He said so."] * 2}, index=["a", "b"])
    with pytest.raises(KeyError, match="together") as caught:
        framing.extract(frame, devices=["attribution"])
    assert not hasattr(caught.value, "__notes__")


WRONG_SPANS = [
    (framing.Span(0, 99, "a"), r"'mine' gave the span 0 to 99 in a text of 4 characters; it must lie inside"),
    (framing.Span(-1, 2, "a"), r"'mine' gave the span -1 to 2 in a text of 4 characters"),
    (framing.Span(2, 2, "a"), r"'mine' gave the span 2 to 2 .* not be empty"),
    (framing.Span(3, 1, "a"), r"'mine' gave the span 3 to 1"),
    (framing.Span(0, 4, "c"), r"'mine' gave the category 'c', but names only \['a', 'b'\]"),
    (framing.Span(0, 4, None), r"'mine' gave the category None, but names only"),
    (framing.Span(0.0, 4.0, "a"), r"'mine' gave the span 0.0 to 4.0; offsets must be whole numbers"),
    (framing.Span(0, None, "a"), r"'mine' gave the span 0 to None; offsets must be whole numbers"),
    (framing.Span(0, 4, "a", {"text": "x"}), r"'mine' gave the detail 'text', but spans have a column 'text'"),
    ((0, 4, "a"), r"'mine' gave \(0, 4, 'a'\); it must give framing.Span"),
    (None, r"'mine' gave None; it must give framing.Span"),
]


@pytest.mark.parametrize(("span", "message"), WRONG_SPANS, ids=[message for _, message in WRONG_SPANS])
@pytest.mark.parametrize("n_jobs", [1, 2])
def test_a_device_that_gives_a_wrong_span_is_named(span, message, n_jobs):
    frame = pd.DataFrame({"text": ["Word"] * 65})
    with pytest.raises(ValueError, match=message):
        framing.extract(frame, devices=[device_of(span)], n_jobs=n_jobs)


def test_a_device_that_gives_nothing_to_go_through_is_named():
    with pytest.raises(ValueError, match=r"'mine' gave None; it must yield or return framing\.Span's"):
        extract("Word", framing.device("mine", ["a"])(lambda document: None))


@pytest.mark.parametrize(
    ("name", "categories", "message"),
    [
        ("no name", ["a"], "'no name' must be letters, digits and underscores"),
        ("2nd", ["a"], "'2nd' must be letters"),
        ("", ["a"], "'' must be letters"),
        ("x", [], "'x' needs categories"),
        ("x", "word", r"'x' needs a list of categories: pass \['word'\]"),
        ("x", [1], r"categories that are words; it has \(1,\)"),
        (None, ["a"], "None must be letters"),
        ("x", ["a", "a"], r"each named once; it has \('a', 'a'\)"),
    ],
)
def test_a_device_with_a_wrong_name_or_wrong_categories_is_refused(name, categories, message):
    with pytest.raises(ValueError, match=message):
        framing.device(name, categories)(lambda document: ())


def test_a_device_needs_a_function():
    with pytest.raises(ValueError, match="'x' needs a function from a document to spans; it has None"):
        framing.device("x", ["a"])(None)


def test_every_built_in_device_has_the_name_it_is_found_by():
    for name in framing.built_in_devices():
        assert find_device(name).name == name
        assert find_device(find_device(name)) is find_device(name)


@pytest.mark.parametrize("name", framing.built_in_devices())
def test_a_built_in_device_keeps_the_contract(name):
    check_device(name)


def test_an_unknown_device_lists_those_that_there_are():
    with pytest.raises(ValueError, match=r"no device 'scare'; built in are \['hedge'"):
        find_device("scare")


def test_a_device_out_of_entries_takes_its_categories_from_them():
    lexicon = Lexicon("war", (Entry("fight", "combat"), Entry("row", "quarrel"), Entry("battle", "combat")))
    assert framing.LexiconDevice("war", lexicon).categories == ("combat", "quarrel")


def test_a_device_keeps_its_name_and_its_function():
    device = find_device("hedge")
    with pytest.raises(AttributeError, match="cannot assign to field 'name'"):
        device.name = "other"
    with pytest.raises(AttributeError, match="cannot assign to field 'conditions'"):
        framing.LexiconDevice("war", {"combat": ["battle"]}).find.conditions = {}

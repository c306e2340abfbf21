"""Devices are measured against gold as the benchmark does, and the codebook tells what is true of the devices."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.devices import built_in_devices, find_device
from framing.gold import Annotation, make_gold, read_golds, read_standoff
from framing.lexicon import read_rows
from framing.readability import COLUMNS as READABILITY
from framing.validity import (
    FIGURES,
    NOT_MEASURED,
    codebook,
    count_matches,
    figures,
    found_spans,
    mistakes,
    validate,
    write_figures,
)

ROOT = Path(__file__).parents[1]
BENCH = ROOT.parent / "shared" / "bench"
needs_gold = pytest.mark.skipif(not (BENCH / "score.py").exists(), reason="the gold is not beside this project")


@framing.device("color", ["warm", "cold"])
def color(document):
    """Finds the words red (warm) and blue, green (cold)."""
    for word, start, end in zip(document.words, document.starts, document.ends, strict=True):
        if word in ("red", "blue", "green"):
            yield framing.Span(start, end, "warm" if word == "red" else "cold")


def gold_of(texts, exhaustive=True, device="color"):
    """Gold with the words in braces coded, as ``{word:category}``."""
    rows, annotations = [], []
    for number, text in enumerate(texts):
        plain, rest = "", text
        while "{" in rest:
            before, _, rest = rest.partition("{")
            marked, _, rest = rest.partition("}")
            word, _, category = marked.partition(":")
            start = len(plain) + len(before)
            place = (start, start + len(word))
            annotations.append(Annotation(f"t{number}", device, category or None, *place, "span", len(annotations)))
            plain += before + word
        rows.append((f"t{number}", plain + rest, f"a{number}", "left" if number % 2 else "right", exhaustive))
    return make_gold("mine", [device], rows, annotations)


def row(table, category, **more):
    for column, value in more.items():
        table = table[table[column] == value]
    [found] = table[table["category"] == category].to_dict("records")
    return found


def test_precision_and_recall_count_found_and_coded_spans():
    gold = gold_of(["A {red:warm} hat, a blue hat.", "A {gold:warm} hat, a {pink:warm} {red:warm} hat."])
    found = row(validate(gold, [color], n_boot=10), "any")
    assert (found["precision"], found["recall"]) == (2 / 3, 2 / 4)
    assert (found["n_found"], found["n_gold"], found["n_articles"]) == (3, 4, 2)
    assert found["ratio"] == 3 / 4


def test_a_span_of_another_category_is_wrong_for_both_categories():
    table = validate(gold_of(["A {blue:warm} hat.", "A {red:warm} hat."]), [color], n_boot=10)
    assert row(table, "any")["f1"] == 1
    assert (row(table, "warm")["precision"], row(table, "warm")["recall"]) == (1, 0.5)
    assert (row(table, "cold")["precision"], row(table, "cold")["f1"]) == (0, 0)
    assert np.isnan(row(table, "cold")["recall"])


def test_one_shared_character_makes_a_span_right():
    assert row(validate(gold_of(["A {dark red:warm} hat."]), [color], n_boot=10), "any")["f1"] == 1
    assert row(validate(gold_of(["A {dark :warm}red hat."]), [color], n_boot=10), "any")["f1"] == 0


def test_gold_without_categories_gives_the_device_as_a_whole_only():
    assert validate(gold_of(["A {red} hat."]), [color], n_boot=10)["category"].tolist() == ["any"]


def test_where_only_some_spans_were_coded_the_others_are_not_judged():
    texts = ["A {red:warm} hat and a blue hat, a green hat."]
    assert row(validate(gold_of(texts), [color], n_boot=10), "any")["precision"] == 1 / 3
    assert row(validate(gold_of(texts, exhaustive=False), [color], n_boot=10), "any")["precision"] == 1


def test_precision_is_missing_where_nothing_was_found():
    found = row(validate(gold_of(["A {pink:warm} hat.", "A hat."]), [color], n_boot=10), "any")
    assert np.isnan(found["precision"])
    assert (found["recall"], found["f1"], found["ratio"]) == (0, 0, 0)


def test_the_interval_of_what_is_always_right_has_a_width():
    table = validate(gold_of(["A {red:warm} hat."] * 5), [color], n_boot=50)
    found = row(table, "any")
    assert (found["precision"], found["precision_high"]) == (1, 1)
    assert found["precision_low"] == pytest.approx(0.025 ** (1 / 5))
    assert found["f1_low"] == pytest.approx(0.025 ** (1 / 5))


def test_one_article_gives_no_interval_but_that_of_certainty():
    gold = gold_of(["A {red:warm} hat, a blue hat."])
    found = row(validate(gold, [color], n_boot=10), "any")
    assert found["precision"] == 0.5
    assert np.isnan(found["precision_low"])


def test_texts_of_one_article_are_drawn_together():
    texts = ["A {red:warm} hat.", "A {pink:warm} hat."] * 8
    apart = gold_of(texts)
    rows = [
        (text.Index, text.text, "one" if number < 8 else "two", None, True)
        for number, text in enumerate(apart.texts.itertuples())
    ]
    annotations = [Annotation(*values) for values in apart.annotations.itertuples(index=False)]
    together = make_gold("mine", ["color"], rows, annotations)
    wide, none = (row(validate(gold, [color], n_boot=200), "any") for gold in (apart, together))
    assert wide["recall_high"] - wide["recall_low"] > 0.2
    assert none["recall_low"] == none["recall_high"] == 0.5


def test_groups_are_measured_apart_and_alike_whatever_else_is_measured():
    gold = gold_of(["A {red:warm} hat.", "A {pink:warm} hat.", "A blue hat, a {red:warm} one.", "A {red:warm} hat."])
    table = validate(gold, [color], by="outlet", n_boot=50)
    assert row(table, "any", group="right")["recall"] == 1
    assert row(table, "any", group="left")["recall"] == 0.5
    lean = pd.Series(["left", None, "left", None], index=gold.texts.index)
    assert validate(gold, [color], by=lean, n_boot=50)["group"].unique().tolist() == ["left"]


def test_an_unknown_column_to_group_by_is_named():
    with pytest.raises(ValueError, match=r"no column 'lean'; they have \['text', 'article', 'outlet', 'exhaustive'\]"):
        validate(gold_of(["A {red:warm} hat."]), [color], by="lean")


def test_gold_that_codes_none_of_the_devices_is_refused():
    with pytest.raises(ValueError, match=r"codes for \['color'\] and none for \['hedge'\]"):
        validate(gold_of(["A {red:warm} hat."]), ["hedge"])


def attributed(text, *attributions):
    """Gold of one text; each attribution has words for source, cue and contents."""
    annotations = []
    for group, (source, cue, contents) in enumerate(attributions):
        parts = [("source", source), ("cue", cue), *(("content", words) for words in contents)]
        for part, words in parts:
            if words:
                start = text.index(words)
                annotations.append(Annotation("t", "attribution", "indirect", start, start + len(words), part, group))
    return make_gold("mine", ["attribution"], [("t", text, "t", None, True)], annotations)


def test_an_attribution_is_measured_part_by_part_and_from_end_to_end():
    text = "Mayor Ruiz said that the bridge was safe."
    table = validate(attributed(text, ("Mayor Ruiz", "said", ["that the bridge was safe"])), n_boot=10)
    assert {name: row(table, name)["f1"] for name in ("cue", "source", "content", "whole", "indirect")} == {
        "cue": 1, "source": 1, "content": 1, "whole": 1, "indirect": 1,
    }  # fmt: skip


def test_a_content_that_shares_less_than_half_its_characters_is_wrong():
    text = "Mayor Ruiz said that the bridge was safe."
    table = validate(attributed(text, ("Mayor Ruiz", "said", ["bridge"])), n_boot=10)
    assert (row(table, "content")["f1"], row(table, "whole")["f1"], row(table, "cue")["f1"]) == (0, 0, 1)


def test_a_right_content_with_a_wrong_source_is_not_whole():
    text = "Mayor Ruiz said that the bridge was safe."
    table = validate(attributed(text, ("bridge", "said", ["that the bridge was safe"])), n_boot=10)
    assert (row(table, "content")["f1"], row(table, "whole")["f1"]) == (1, 0)


def test_a_coded_content_counts_once_however_many_found_ones_it_is_like():
    counts = count_matches(
        attributed("Ruiz said that Ito said that the bridge was safe.", ("Ruiz", "said", ["that the bridge was safe"]))
    ).set_index("category")
    assert counts.loc["content", ["found_right", "coded"]].tolist() == [1, 1]
    assert counts.loc["content", "found"] >= 1


def test_found_spans_names_every_part_of_an_attribution():
    result = framing.extract(pd.DataFrame({"text": ["Mayor Ruiz claimed that the bridge was safe."]}))
    found = found_spans(result)
    rows = found[["device", "category", "part"]].values.tolist()
    assert ["attribution", "indirect", "content"] in rows
    assert ["cue", "doubting", "cue"] in rows
    assert ["source", "named", "source"] in rows


@settings(max_examples=30)
@given(
    st.lists(
        st.lists(st.sampled_from(["{red:warm}", "red", "{blue:cold}", "green", "{pink:warm}", "hat"]), max_size=6),
        min_size=1,
        max_size=6,
    )
)
def test_figures_lie_between_0_and_1_inside_their_intervals(texts):
    table = validate(gold_of([" ".join(words) for words in texts]), [color], n_boot=20)
    for name in FIGURES[:3]:
        for value, low, high in table[[name, f"{name}_low", f"{name}_high"]].dropna().itertuples(index=False):
            assert 0 <= low <= high <= 1
            assert 0 <= value <= 1


def test_the_same_seed_gives_the_same_table():
    gold = gold_of(["A {red:warm} hat.", "A {pink:warm} hat.", "A blue hat, a {red:warm} hat, a {pink:warm} hat."] * 9)
    pd.testing.assert_frame_equal(validate(gold, [color], seed=3), validate(gold, [color], seed=3))
    assert not validate(gold, [color], seed=3).equals(validate(gold, [color], seed=4))


def test_counts_of_parts_of_the_gold_add_up():
    gold = gold_of(["A {red:warm} hat.", "A {pink:warm} hat.", "A blue hat."])
    counts = count_matches(gold, [color])
    halves = pd.concat([counts[counts["article"] == "a0"], counts[counts["article"] != "a0"]])
    pd.testing.assert_frame_equal(figures(halves), figures(counts))


def test_mistakes_are_places_with_what_was_coded_and_found():
    table = mistakes(gold_of(["A {blue:warm} hat, a {pink:warm} one, a green one, a {red:warm} one."]), [color])
    assert table[["kind", "coded", "found"]].fillna("").values.tolist() == [
        ["mislabelled", "warm", "cold"],
        ["missed", "warm", ""],
        ["spurious", "", "cold"],
    ]
    assert table[["start", "end"]].values.tolist() == [[2, 6], [14, 18], [26, 31]]


@needs_gold
@pytest.mark.filterwarnings("ignore:.*not in the text")
def test_figures_equal_those_of_the_benchmark():
    specification = importlib.util.spec_from_file_location("bench_score", BENCH / "score.py")
    scorer = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(scorer)
    table = validate(
        [gold for gold in read_golds(BENCH / "gold") if gold.name in ("hedges", "quotes", "PolNeAR dev")], n_boot=1
    )
    ours = {(r["gold"], r["category"]): r["f1"] for r in table.to_dict("records")}
    attributions, quotes = scorer.attributions(BENCH / "gold"), scorer.quotes(BENCH / "gold")
    theirs = {
        ("hedges", "any"): scorer.hedges(BENCH / "gold")["f1"],
        ("PolNeAR dev", "cue"): attributions["cue_f1"],
        ("PolNeAR dev", "content"): attributions["content_f1"],
        ("PolNeAR dev", "whole"): attributions["end_to_end_f1"],
        **{("quotes", name): quotes[f"f1_{name}"] for name in ("direct", "partial", "scare", "mention", "title")},
    }
    assert {key: ours[key] for key in theirs} == pytest.approx(theirs)


def test_constructed_articles_measure_without_anything_beside_the_project():
    table = validate(ROOT / "data" / "articles", ["hedge"], n_boot=20)
    assert table["gold"].unique().tolist() == ["articles"]
    assert set(table["category"]) >= {"any", "hearsay", "epistemic"}


def test_written_figures_hold_no_words_of_a_text(tmp_path):
    table = validate(read_standoff(ROOT / "data" / "articles"), ["hedge"], n_boot=20)
    write_figures(table, tmp_path / "figures.csv")
    again = pd.read_csv(tmp_path / "figures.csv")
    assert list(again.columns) == list(table.columns)
    assert set(again.select_dtypes("str").columns) <= {"gold", "device", "category", "part"}


# --- the codebook -------------------------------------------------------------------------------------------------


def bracketed(sentence):
    """A sentence without its square brackets, and the place of what stood in them."""
    start, end = sentence.index("["), sentence.index("]") - 1
    return sentence.replace("[", "", 1).replace("]", "", 1), start, end


def is_found(entry, sentence):
    text, start, end = bracketed(sentence)
    found = found_spans(framing.extract(pd.DataFrame({"text": [text]})))
    category = entry["category"]
    if entry["device"] == "attribution":
        part = {"whole": "content", "source": "source", "content": "content"}.get(category, "cue")
        found = found[(found["device"] == "attribution") & (found["part"] == part)]
        found = found if category in ("cue", "source", "content", "whole") else found[found["category"] == category]
    else:
        found = found[(found["device"] == entry["device"]) & (found["category"] == category)]
    return bool(((found["start"] < end) & (start < found["end"])).any())


ENTRIES = read_rows("codebook")
WITH_EXAMPLE = [entry for entry in ENTRIES if entry["example"]]
NAMES = [f"{entry['device']} {entry['category']}" for entry in WITH_EXAMPLE]


@pytest.mark.parametrize("entry", WITH_EXAMPLE, ids=NAMES)
def test_an_example_of_the_codebook_is_found(entry):
    assert is_found(entry, entry["example"])


@pytest.mark.parametrize("entry", WITH_EXAMPLE, ids=NAMES)
def test_a_counter_example_of_the_codebook_is_not_found(entry):
    assert not is_found(entry, entry["counter_example"])


def test_every_category_that_is_counted_is_in_the_codebook_and_no_other():
    columns = set(framing.extract(pd.DataFrame({"text": ["A text."]})).features.columns)
    counted = {name for name in columns - set(READABILITY) if not name.startswith("n_") and "_" in name}
    parts = {f"attribution_{part}" for part in ("cue", "source", "content", "whole")}
    book = codebook()
    described = set(book["device"] + "_" + book["category"]) - parts
    devices = {device.name for device in map(find_device, built_in_devices())}
    assert described == counted - devices - {"source_none"}


def test_every_entry_has_a_definition_of_its_own_and_is_there_once():
    assert len({(entry["device"], entry["category"]) for entry in ENTRIES}) == len(ENTRIES)
    assert len({entry["definition"] for entry in ENTRIES}) == len(ENTRIES)
    assert all(entry["definition"].endswith(".") for entry in ENTRIES)


def test_the_codebook_shows_figures_with_the_gold_they_come_from():
    book = codebook().set_index(["device", "category"])
    scare = book.loc[("quote", "scare")]
    assert scare["gold"] == "quotes held out"
    assert 0 < scare["precision_low"] < scare["precision"] < scare["precision_high"] < 1
    assert scare["n"] == 34


def test_a_category_without_gold_says_that_it_was_not_measured():
    sources = codebook("source")
    assert set(sources["gold"]) == {NOT_MEASURED}
    assert sources["f1"].isna().all()
    assert set(sources["n"]) == {0}


def test_figures_that_were_learned_from_the_same_items_are_not_in_the_codebook():
    assert not {"quotes", "PolNeAR train"} & set(codebook()["gold"])


def test_every_measured_category_carries_a_caution():
    book = codebook()
    assert (book.loc[book["gold"] != NOT_MEASURED, "caution"] != "").all()


def test_an_unknown_device_is_named_with_those_that_there_are():
    with pytest.raises(ValueError, match=r"no device 'hedges'; it has \['hedge', 'quote', 'attribution'"):
        codebook("hedges")


def test_the_shipped_figures_lie_inside_their_intervals():
    table = pd.read_csv(ROOT / "framing" / "lexicons" / "validity.csv")
    for name in FIGURES:
        known = table[[name, f"{name}_low", f"{name}_high"]].dropna()
        assert len(known) > 20
        assert ((known.iloc[:, 1] <= known.iloc[:, 0] + 1e-9) & (known.iloc[:, 0] <= known.iloc[:, 2] + 1e-9)).all()


@needs_gold
@pytest.mark.filterwarnings("ignore:.*not in the text")
def test_the_shipped_figures_are_those_of_the_devices_as_they_are():
    shipped = pd.read_csv(ROOT / "framing" / "lexicons" / "validity.csv")
    golds = [*read_golds(BENCH / "gold"), *read_golds(ROOT / "data" / "articles")]
    golds = [gold for gold in golds if gold.name in ("hedges", "quotes", "PolNeAR dev", "articles")]
    columns = ["gold", "device", "category", "precision", "recall", "n_gold", "n_found"]
    now = validate(golds, n_boot=1)[columns].round(4)
    kept = shipped[shipped["gold"].isin(now["gold"])][columns].reset_index(drop=True)
    try:
        pd.testing.assert_frame_equal(now, kept, check_dtype=False, atol=1.1e-4)
    except AssertionError as error:
        pytest.fail(f"A device has changed: run python tools/measure_validity.py GOLD CORPUS. {error}")


def test_a_device_of_ones_own_has_entries_in_the_codebook():
    @framing.device("shouting", ["word"])
    def shouting(document):
        """Words in capitals."""
        return ()

    row = codebook(shouting).iloc[0]
    assert row[["device", "category", "definition", "gold"]].tolist() == [
        "shouting",
        "word",
        "Words in capitals.",
        NOT_MEASURED,
    ]
    war = framing.LexiconDevice("war", {"combat": ["battle", "fight"], "arms": ["gun"]})
    assert codebook(war)[["category", "example"]].values.tolist() == [["combat", "[battle] [fight]"], ["arms", "[gun]"]]


def test_a_built_in_device_is_found_in_the_codebook_by_itself_too():
    assert codebook(find_device("hedge")).equals(codebook("hedge"))

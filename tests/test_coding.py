"""Samples for coders are random, blind and weighted; agreement is what the literature says it is."""

import csv

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.coding import agreement, sample_for_coding, score_coding, write_coding_csv

WORDS = {"red": "warm", "blue": "cold", "green": "cold"}


@framing.device("color", ["warm", "cold"])
def color(document):
    """Finds red (warm) and blue, green (cold), and takes the name Green for a color."""
    for word, start, end in zip(document.words, document.starts, document.ends, strict=True):
        if word in WORDS:
            yield framing.Span(start, end, WORDS[word])


def result_of(texts):
    return framing.extract(pd.DataFrame({"text": texts}), devices=[color])


MANY = result_of([f"A red hat {n}. A blue hat, a green hat {n}. A pink hat {n}. No hat {n}." for n in range(40)])


def coded_by_truth(sample):
    """What a coder would say who knows that pink is warm and green no color at all."""
    labels = []
    for item in sample.items.itertuples():
        if item.kind == "span":
            labels.append({"red": "warm", "blue": "cold"}.get(item.passage, "none"))
        else:
            labels.append("warm" if "pink" in item.passage else "none")
    return sample.items.assign(label=labels)


def test_every_category_and_the_sentences_are_drawn():
    sample = sample_for_coding(MANY, n=5)
    drawn = sample.key.groupby(["kind", "category"], dropna=False).size()
    assert drawn["span", "warm"] == drawn["span", "cold"] == 5
    assert (sample.key["kind"] == "sentence").sum() == 10


def test_a_stratum_with_too_few_is_taken_whole():
    sample = sample_for_coding(result_of(["A red hat. A hat."]), n=50)
    assert (sample.key["kind"] == "span").sum() == 1
    assert (sample.key["kind"] == "sentence").sum() == 2


def test_the_coders_are_told_no_category_and_no_size_of_a_stratum():
    sample = sample_for_coding(MANY, n=5)
    assert list(sample.items.columns) == [
        "item", "doc", "device", "kind", "context_left", "passage", "context_right", "label",
    ]  # fmt: skip
    assert (sample.items["label"] == "").all()
    assert not sample.items.map(lambda cell: cell in ("warm", "cold")).any().any()


def test_items_are_in_random_order_and_numbered_in_it():
    key = sample_for_coding(MANY, n=20).key
    assert key["item"].tolist() == list(range(1, len(key) + 1))
    assert key["kind"].tolist() != sorted(key["kind"])
    assert key["kind"].tolist() != sorted(key["kind"], reverse=True)


def test_the_key_has_the_place_of_every_item():
    sample = sample_for_coding(MANY, n=10)
    for item, key in zip(sample.items.itertuples(), sample.key.itertuples(), strict=True):
        passage = MANY.texts.loc[key.doc][key.start : key.end]
        assert item.passage.replace("⟦", "").replace("⟧", "") == passage


def test_what_was_found_stands_in_brackets_in_a_sentence():
    sample = sample_for_coding(result_of(["A red hat and a green hat."]), n=3)
    [passage] = sample.items.loc[sample.items["kind"] == "sentence", "passage"]
    assert passage == "A ⟦red⟧ hat and a ⟦green⟧ hat."


def test_the_same_seed_draws_the_same_items_and_another_seed_others():
    one, same, other = (sample_for_coding(MANY, n=5, seed=seed).key for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert not one.equals(other)


def test_groups_are_drawn_from_apart():
    by = pd.Series(["left"] * 39 + ["right"], index=MANY.texts.index)
    key = sample_for_coding(MANY, n=2, by=by).key
    spans = key[key["kind"] == "span"].groupby(["group", "category"]).size()
    assert spans["right", "warm"] == 1
    assert spans["left", "warm"] == spans["right", "cold"] == 2


def test_context_has_the_length_asked_for_and_no_line_ends():
    result = result_of(["One.\nTwo three. A red\nhat and so on and on."])
    items = sample_for_coding(result, n=1, context=12).items
    [item] = items[items["kind"] == "span"].itertuples()
    assert (item.context_left, item.context_right) == ("wo three. A", "hat and so")


def test_attributions_and_classes_of_cues_can_be_drawn():
    result = framing.extract(pd.DataFrame({"text": ["Mayor Ruiz claimed that the bridge was safe."]}))
    key = sample_for_coding(result, devices=["attribution", "cue", "source"]).key
    spans = key[key["kind"] == "span"]
    assert spans[["device", "category"]].values.tolist() != []
    assert set(zip(spans["device"], spans["category"], strict=True)) == {
        ("attribution", "indirect"), ("cue", "doubting"), ("source", "named"),
    }  # fmt: skip


def test_a_device_without_spans_is_named_with_those_that_have_some():
    with pytest.raises(ValueError, match=r"nothing of the device 'hedge'; it has \['color'\]"):
        sample_for_coding(MANY, devices=["hedge"])


def test_a_group_with_another_index_is_refused():
    with pytest.raises(ValueError, match="index of the articles"):
        sample_for_coding(MANY, by=pd.Series(["a"]))


# --- the file for the coders --------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "＝"])
def test_a_cell_that_would_be_a_formula_gets_an_apostrophe(tmp_path, start):
    sample = sample_for_coding(result_of(["A red hat."]), n=1)
    sample.items["passage"] = f"{start}HYPERLINK(1)"
    write_coding_csv(sample, tmp_path / "coding.csv")
    with (tmp_path / "coding.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["passage"].startswith(f"'{start}") for row in rows)


@settings(max_examples=30)
@given(st.text(max_size=30))
def test_no_cell_of_the_file_begins_a_formula(tmp_path_factory, noise):
    folder = tmp_path_factory.mktemp("coding")
    sample = sample_for_coding(result_of([f"=A red hat.\n-{noise} red\n@{noise}"]), n=3)
    write_coding_csv(sample, folder / "coding.csv")
    with (folder / "coding.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert not [cell for row in rows for cell in row.values() if cell.startswith(tuple("=+-@\t\r"))]


def test_a_sample_comes_back_from_its_files(tmp_path):
    sample = sample_for_coding(MANY, n=10)
    write_coding_csv(sample, tmp_path / "coding.csv")
    items = pd.read_csv(tmp_path / "coding.csv", encoding="utf-8-sig")
    items["label"] = coded_by_truth(sample)["label"]
    items.to_csv(tmp_path / "coded.csv", index=False)
    key = pd.read_csv(tmp_path / "coding_key.csv")
    from_files = score_coding(key, tmp_path / "coded.csv", devices=[color])
    pd.testing.assert_frame_equal(from_files, score_coding(sample, coded_by_truth(sample), devices=[color]))


# --- estimates ----------------------------------------------------------------------------------------------------


def test_a_census_gives_the_figures_themselves():
    sample = sample_for_coding(MANY, n=1000)
    table = score_coding(sample, coded_by_truth(sample), devices=[color]).set_index("category")
    assert table.loc["warm", ["precision", "recall", "found", "true"]].tolist() == [1, 0.5, 40, 80]
    assert table.loc["cold", ["precision", "recall", "found", "true"]].tolist() == [0.5, 1, 80, 40]
    assert table.loc["warm", "f1"] == pytest.approx(2 / 3)


def test_estimates_from_samples_scatter_around_the_truth():
    estimates = [
        score_coding(sample, coded_by_truth(sample), devices=[color], n_boot=1).set_index("category")
        for sample in (sample_for_coding(MANY, n=15, seed=seed) for seed in range(60))
    ]
    assert np.mean([table.loc["cold", "precision"] for table in estimates]) == pytest.approx(0.5, abs=0.04)
    assert np.mean([table.loc["warm", "true"] for table in estimates]) == pytest.approx(80, abs=4)


def test_unequal_chances_are_made_up_for_by_weights():
    texts = ["A red hat."] * 90 + ["A red red red hat."] * 10
    result = result_of(texts)
    by = pd.Series(["many"] * 90 + ["few"] * 10, index=result.texts.index)
    sample = sample_for_coding(result, n=10, by=by)
    groups = sample.key["group"]
    labels = ["none" if kind == "sentence" or group == "few" else "warm"
              for kind, group in zip(sample.key["kind"], groups, strict=True)]  # fmt: skip
    table = score_coding(sample, sample.items.assign(label=labels), devices=[color]).set_index("category")
    assert table.loc["warm", "precision"] == pytest.approx(90 / 120)
    apart = score_coding(sample, sample.items.assign(label=labels), devices=[color], by=True)
    assert apart.query("category == 'warm'")["precision"].tolist() == [0, 1]


def test_items_left_blank_are_stood_for_by_the_rest_of_their_stratum():
    sample = sample_for_coding(MANY, n=1000)
    coded = coded_by_truth(sample)
    red = coded[(coded["kind"] == "span") & (coded["passage"] == "red")].index
    coded.loc[red[:20], "label"] = ""
    table = score_coding(sample, coded, devices=[color]).set_index("category")
    assert table.loc["warm", ["precision", "found", "true"]].tolist() == [1, 40, 80]


def test_a_sentence_may_hold_several_cases():
    sample = sample_for_coding(result_of(["A red hat, a pink hat, a rose hat, a sky hat."]), n=5)
    labels = ["warm" if kind == "span" else " cold; WARM;warm" for kind in sample.items["kind"]]
    table = score_coding(sample, sample.items.assign(label=labels), devices=[color]).set_index("category")
    assert table["true"].to_dict() == {"warm": 3, "cold": 1}


@pytest.mark.parametrize(
    ("kind", "label", "message"),
    [
        ("span", "hot", r"is labelled 'hot'; a span of 'color' needs one of \['warm', 'cold', 'none'\]"),
        ("span", "warm;cold", r"'cold;warm'; a span of 'color' needs one of"),
        ("sentence", "none;warm", r"a sentence of 'color' needs one of .* or several categories separated by ';'"),
    ],
)
def test_a_label_that_is_none_is_named_with_its_item(kind, label, message):
    sample = sample_for_coding(MANY, n=2)
    coded = coded_by_truth(sample)
    coded.loc[coded["kind"] == kind, "label"] = label
    with pytest.raises(ValueError, match=r"Item \d+ .*" + message):
        score_coding(sample, coded, devices=[color])


def test_an_item_that_was_not_drawn_is_named():
    sample = sample_for_coding(MANY, n=2)
    with pytest.raises(ValueError, match="The sample has no item 99; it has 1 to 8"):
        score_coding(sample, pd.DataFrame({"item": [99], "label": ["warm"]}), devices=[color])


def test_a_file_without_labels_is_named(tmp_path):
    (tmp_path / "coded.csv").write_text("item,code\n1,warm\n")
    with pytest.raises(ValueError, match=r"coded\.csv has no column 'label'; it has \['item', 'code'\]"):
        score_coding(sample_for_coding(MANY, n=2), tmp_path / "coded.csv", devices=[color])


# --- agreement ----------------------------------------------------------------------------------------------------

# Krippendorff (2011), Computing Krippendorff's alpha-reliability, example C: four observers, twelve units.
KRIPPENDORFF = pd.DataFrame(
    {
        "A": [*"123321412", None, None, None],
        "B": [*"1233224125", None, "3"],
        "C": [None, *"3332342251", None],
        "D": [*"12332441251", None],
    }
)


def test_alpha_is_that_of_the_published_example():
    found = agreement(KRIPPENDORFF)
    assert found.alpha == pytest.approx(0.743, abs=5e-4)
    assert (found.n_items, found.n_coders) == (11, 4)
    assert found.low < found.alpha < found.high


def test_alpha_of_two_coders_and_two_labels_is_that_of_the_published_example():
    # Ibid., example A: ten units, two observers, 14 zeros and 6 ones.
    table = pd.DataFrame({"A": list("0100000010"), "B": list("1110010000")})
    assert agreement(table).alpha == pytest.approx(0.095, abs=5e-4)


def test_kappa_is_that_of_sklearn():
    from sklearn.metrics import cohen_kappa_score

    rng = np.random.default_rng(5)
    one = rng.choice(list("xyz"), 60)
    other = np.where(rng.random(60) < 0.6, one, rng.choice(list("xyz"), 60))
    table = agreement(pd.DataFrame({"one": one, "other": other})).kappa
    assert table.loc[0, "kappa"] == pytest.approx(cohen_kappa_score(one, other))


def test_full_agreement_is_one_and_percent_is_the_share_of_equal_pairs():
    assert agreement(pd.DataFrame({"A": list("xxyy"), "B": list("xxyy")})).alpha == 1
    found = agreement(pd.DataFrame({"A": list("xxyy"), "B": list("xyyy")}))
    assert found.percent == 0.75
    assert found.confusion.loc["x"].tolist() == [1, 1]


def test_labels_that_never_differ_have_no_alpha():
    found = agreement(pd.DataFrame({"A": list("xxx"), "B": list("xxx")}))
    assert np.isnan(found.alpha) and np.isnan(found.low)
    assert found.percent == 1


@settings(max_examples=30)
@given(st.lists(st.tuples(*[st.sampled_from(["x", "y", "z", None])] * 3), min_size=1, max_size=12))
def test_alpha_does_not_depend_on_the_order_of_coders_or_items(rows):
    table = pd.DataFrame(rows, columns=list("ABC"), dtype="object")
    if not (table.notna().sum(axis=1) >= 2).any():
        with pytest.raises(ValueError, match="No item has labels of two coders"):
            agreement(table)
        return
    one, other = agreement(table, n_boot=2), agreement(table.iloc[::-1][list("CAB")], n_boot=2)
    assert one.alpha == pytest.approx(other.alpha, nan_ok=True)
    assert one.percent == pytest.approx(other.percent)
    assert not one.alpha > 1


def test_coders_come_as_files_with_items_in_any_order(tmp_path):
    (tmp_path / "a.csv").write_text("item,label\n1,warm\n2, Cold \n3,warm;cold\n")
    (tmp_path / "b.csv").write_text("item,label\n3,cold;warm\n2,cold\n1,\n")
    found = agreement([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert (found.alpha, found.n_items) == (1, 2)


def test_an_item_twice_in_a_file_is_named(tmp_path):
    (tmp_path / "a.csv").write_text("item,label\n1,warm\n1,cold\n")
    with pytest.raises(ValueError, match=r"a\.csv has the item 1 more than once"):
        agreement([tmp_path / "a.csv", tmp_path / "a.csv"])


def test_one_coder_alone_is_refused():
    with pytest.raises(ValueError, match="two coders or more; there is 1"):
        agreement(pd.DataFrame({"A": ["x"]}))

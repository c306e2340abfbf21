"""FramingVectorizer: scikit-learn's own checks, and every place of a model where texts become numbers."""

import io
import pickle

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator, parametrize_with_checks

import framing
from framing import FramingVectorizer

TEXTS = ["The dam may burst.", "Critics say it reportedly burst.", "“Yes,” she said.", "", "It rained on Monday."]
WAR = framing.LexiconDevice("war", {"combat": ["fight"]})


class OfNumbers(FramingVectorizer):
    """Takes the tables of numbers that scikit-learn's checks are made of, and reads each row as a text.

    scikit-learn asks a transformer of texts for one check and leaves out the rest, as they pass numbers. With this
    adapter those that apply are run all the same; checks of how numbers are validated are none of ours.
    """

    def fit(self, X, y=None):
        return super().fit(self._texts(X))

    def transform(self, X):
        return super().transform(self._texts(X))

    def _texts(self, X):
        rows = X.toarray() if hasattr(X, "toarray") else np.asarray(X)
        return [f"It may{' perhaps' * int(abs(row.sum()))} rain {row.tolist()}." for row in rows.real.astype(float)]

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.two_d_array = False, True
        tags.input_tags.sparse = tags.no_validation = True
        return tags


def test_the_vectorizer_passes_the_checks_for_transformers_of_texts():
    with pytest.warns(match="which requires input"):
        assert [answer["status"] for answer in check_estimator(FramingVectorizer())] == ["passed"]


COLUMNS = "wants an error for another number of columns than in fit; a text has none"


@parametrize_with_checks(
    [OfNumbers(["hedge"])], expected_failed_checks=lambda estimator: {"check_transformer_general": COLUMNS}
)
def test_the_vectorizer_passes_the_checks_for_all_transformers(estimator, check):
    check(estimator)


def test_rates_are_those_of_extract():
    features = framing.extract(pd.DataFrame({"text": TEXTS})).features
    vectorizer = FramingVectorizer().set_output(transform="pandas")
    table = vectorizer.fit_transform(TEXTS)
    assert list(table) == [column for column in features if not column.startswith("n_")]
    pd.testing.assert_frame_equal(table, framing.rates(features)[list(table)].fillna(0).astype(float))


def test_counts_and_sizes_are_to_be_had():
    vectorizer = FramingVectorizer(["hedge"], measures=["n_words", "hedge"], per=None)
    assert vectorizer.fit_transform(TEXTS).tolist() == [[4, 1], [5, 2], [3, 0], [0, 0], [4, 0]]


CONTAINERS = {
    "list": list,
    "tuple": tuple,
    "generator": iter,
    "objects": lambda texts: np.array(texts, dtype=object),
    "numpy strings": np.array,
    "arrow strings": lambda texts: pd.Series(texts, dtype="str"),
    "series of objects": lambda texts: pd.Series(texts, dtype=object),
    "a label twice": lambda texts: pd.Series(texts, index=[7] * len(texts)),
    "pyarrow": lambda texts: pd.Series(texts, dtype="string[pyarrow]"),
}


@pytest.mark.parametrize("container", CONTAINERS.values(), ids=CONTAINERS)
def test_texts_may_come_in_any_container(container):
    vectorizer = FramingVectorizer(["hedge"])
    expected = vectorizer.fit(TEXTS).transform(TEXTS)
    assert np.array_equal(clone(vectorizer).fit_transform(container(TEXTS)), expected)


def test_several_processes_change_nothing():
    many = TEXTS * 30
    one, two = (FramingVectorizer(["hedge", WAR], n_jobs=n).fit_transform(many) for n in (None, 2))
    assert np.array_equal(one, two)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"devices": ["hedges"]}, "There is no device 'hedges'"),
        ({"devices": "hedge"}, r"pass devices=\['hedge'\]"),
        ({"devices": ["hedge"], "measures": ["quote"]}, "no measure 'quote' among those of the devices"),
        ({"measures": "hedge"}, r"pass measures=\['hedge'\]"),
        ({"measures": []}, "measures is empty; there are"),
        ({"measures": ["hedge", "hedge"]}, "'hedge' is asked for 2 times"),
        ({"per": 0}, "per is 0; it must be a positive number of words, or None"),
        ({"per": "1000"}, "per is '1000'"),
    ],
)
def test_parameters_are_stored_as_given_and_checked_when_fitted(parameters, message):
    vectorizer = FramingVectorizer(**parameters)
    assert all(vectorizer.get_params()[name] is value for name, value in parameters.items())
    with pytest.raises(ValueError, match=message):
        vectorizer.fit(TEXTS)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ("It rained.", r"X is one text; pass a list of texts, \[text\]"),
        (pd.DataFrame({"text": TEXTS}), r"X has the shape \(5, 1\); pass one column of texts, frame\['text'\]"),
        (np.array([TEXTS]), r"X has the shape \(1, 5\)"),
        (5, "X is 5; pass a list of texts"),
    ],
)
def test_what_is_no_list_of_texts_is_refused(texts, message):
    with pytest.raises(ValueError, match=message):
        FramingVectorizer().fit(texts)


@pytest.mark.parametrize("text", [None, float("nan"), 7, ["a"]])
def test_what_is_no_text_is_refused_with_its_position(text):
    with pytest.raises(framing.CorpusError, match="at label 1 it"):
        FramingVectorizer(["hedge"]).fit_transform(["It rained.", text])


def test_before_fitting_there_is_nothing_to_transform():
    for call in (lambda v: v.transform(TEXTS), lambda v: v.get_feature_names_out()):
        with pytest.raises(NotFittedError):
            call(FramingVectorizer())


FRAME = pd.DataFrame(
    {
        "text": ["It may rain, critics say.", "It rained."] * 12,
        "title": ["Rain", "Perhaps rain"] * 12,
        "hour": range(24),
    },
    index=[f"a{number}" for number in range(24)],
)
LEAN = ["left", "right"] * 12


def test_it_works_in_a_pipeline_and_in_cross_validation():
    model = make_pipeline(FramingVectorizer(["hedge"]), StandardScaler(), LogisticRegression())
    assert cross_val_score(model, FRAME["text"], LEAN, cv=3).tolist() == [1, 1, 1]


def test_it_works_in_a_column_transformer_beside_other_columns():
    columns = ColumnTransformer(
        [
            ("text", FramingVectorizer(["hedge"], measures=["hedge"]), "text"),
            ("title", FramingVectorizer(["hedge"], measures=["hedge"]), "title"),
            ("hour", "passthrough", ["hour"]),
        ]
    ).set_output(transform="pandas")
    table = columns.fit_transform(FRAME)
    assert list(table) == ["text__hedge", "title__hedge", "hour__hour"]
    assert table.index.equals(FRAME.index)
    assert table.iloc[1].tolist() == [0, 500, 1]
    with pytest.raises(ValueError, match=r"its column is named 'text' and not \['text'\]"):
        ColumnTransformer([("text", FramingVectorizer(), ["text"])]).fit_transform(FRAME)


def test_it_works_in_a_feature_union():
    union = FeatureUnion([("one", FramingVectorizer(["hedge"])), ("two", FramingVectorizer([WAR], per=None))])
    assert union.fit(TEXTS).get_feature_names_out()[-2:].tolist() == ["two__war", "two__war_combat"]


def test_its_parameters_can_be_searched():
    model = make_pipeline(FramingVectorizer(["quote"]), LogisticRegression())
    grid = {"framingvectorizer__devices": [["quote"], ["hedge"], [WAR, "hedge"]], "framingvectorizer__per": [None, 100]}
    search = GridSearchCV(model, grid, cv=2, n_jobs=2).fit(FRAME["text"], LEAN)
    assert search.best_params_["framingvectorizer__devices"] == ["hedge"]
    assert search.best_score_ == 1


@pytest.mark.parametrize("devices", [None, ["hedge", "readability"], [WAR]], ids=["all", "names", "lexicon"])
def test_a_clone_and_a_stored_copy_measure_the_same(devices):
    vectorizer = FramingVectorizer(devices).fit(TEXTS)
    expected = vectorizer.transform(TEXTS)
    assert not hasattr(clone(vectorizer), "measures_")
    assert np.array_equal(clone(vectorizer).fit_transform(TEXTS), expected)
    stored = io.BytesIO()
    joblib.dump(vectorizer, stored)
    for again in (pickle.loads(pickle.dumps(vectorizer)), joblib.load(stored)):
        assert np.array_equal(again.transform(TEXTS), expected)


def test_skops_stores_a_fitted_pipeline():
    skops = pytest.importorskip("skops.io", reason="skops is not installed")
    model = make_pipeline(FramingVectorizer(["hedge"]), LogisticRegression()).fit(FRAME["text"], LEAN)
    stored = skops.dumps(model)
    trusted = skops.get_untrusted_types(data=stored)
    assert trusted == ["framing.vectorizer.FramingVectorizer"]
    assert skops.loads(stored, trusted=trusted).predict(FRAME["text"]).tolist() == LEAN

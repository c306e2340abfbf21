"""`FramingVectorizer`: a scikit-learn transformer from texts to rates of framing devices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from numbers import Real

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from framing.devices import Device
from framing.extract import extract, rates


class FramingVectorizer(TransformerMixin, BaseEstimator):
    """Turn texts into rates of framing devices, one row a text, one column a measure.

    There is nothing to learn from texts: `fit` checks the parameters and settles the columns. So texts that a model
    is tested on leave no trace in it.

    Parameters
    ----------
    devices : sequence of str or Device, optional
        As in `framing.extract`: names of built-in devices, ``"attribution"``, ``"readability"``, devices of your own.
        All built-in ones by default. Names alone can be stored by every means; a device of your own only if pickle
        can store it, which it can where the device stands in a module.
    measures : sequence of str, optional
        Columns of ``result.features`` to give, in this order. By default all but the sizes (``n_words`` and the
        like), which say how long a text is and not how it is framed; name them to have them.
    per : float or None
        Words that a rate refers to; None for counts. Sizes and readability stay as they are.
    n_jobs : int, optional
        Processes to use; -1 for all cores. The result does not depend on it.

    Attributes
    ----------
    measures_ : tuple of str
        The columns.

    Notes
    -----
    Missing values become 0, as most models take none: those of a text without words.

    Examples
    --------
    >>> vectorizer = FramingVectorizer(["hedge"], measures=["hedge", "hedge_epistemic"], per=100)
    >>> vectorizer.fit_transform(["It may rain.", "It reportedly rained yesterday."])
    array([[33.33333333, 33.33333333],
           [25.        ,  0.        ]])
    >>> vectorizer.get_feature_names_out().tolist()
    ['hedge', 'hedge_epistemic']
    """

    def __init__(
        self,
        devices: Sequence[str | Device] | None = None,
        *,
        measures: Sequence[str] | None = None,
        per: float | None = 1000,
        n_jobs: int | None = None,
    ) -> None:
        self.devices = devices
        self.measures = measures
        self.per = per
        self.n_jobs = n_jobs

    def fit(self, X: Iterable[str], y: object = None) -> FramingVectorizer:
        """Check the parameters and settle the columns.

        Parameters
        ----------
        X : iterable of str
            Texts: a list, a Series, a one-dimensional array.
        y : ignored

        Raises
        ------
        ValueError
            If a device or measure is unknown or given twice, ``per`` is no positive number, or ``X`` is one text or a
            table.
        """
        _check_texts(X)
        if self.per is not None and not (isinstance(self.per, Real) and self.per > 0):
            raise ValueError(f"per is {self.per!r}; it must be a positive number of words, or None for counts.")
        columns = self._features([]).columns
        if isinstance(self.measures, str):
            raise ValueError(f"measures must be a list, not one name: pass measures=[{self.measures!r}].")
        chosen = [c for c in columns if not c.startswith("n_")] if self.measures is None else list(self.measures)
        if not chosen:
            raise ValueError(f"measures is empty; there are {list(columns)}.")
        for name in chosen:
            if name not in columns:
                raise ValueError(f"There is no measure {name!r} among those of the devices: {list(columns)}.")
            if chosen.count(name) > 1:
                raise ValueError(f"The measure {name!r} is asked for {chosen.count(name)} times; name each once.")
        self.measures_ = tuple(chosen)
        return self

    def transform(self, X: Iterable[str]) -> np.ndarray:
        """Measure texts.

        Parameters
        ----------
        X : iterable of str

        Returns
        -------
        ndarray of float, shape (n_texts, n_measures)
            A DataFrame with the index of `X` after ``set_output(transform="pandas")``.

        Raises
        ------
        CorpusError
            If a text is missing or no string; names its position.
        """
        check_is_fitted(self)
        _check_texts(X)
        features = self._features(X)
        measured = features if self.per is None else rates(features, self.per)
        return measured[list(self.measures_)].fillna(0).to_numpy(dtype=float)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """The names of the columns; `input_features` is ignored."""
        check_is_fitted(self)
        return np.array(self.measures_, dtype=object)

    def _features(self, X: Iterable[str]) -> pd.DataFrame:
        # Numbered, as the labels of a Series may occur twice.
        frame = pd.DataFrame({"text": pd.Series(list(X), dtype=object)})
        return extract(frame, self.devices, n_jobs=1 if self.n_jobs is None else self.n_jobs).features

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags


def _check_texts(X: Iterable[str]) -> None:
    """Refuse what is no list of texts, without going through it: `fit_transform` may be given a generator."""
    if isinstance(X, str):
        raise ValueError("X is one text; pass a list of texts, [text].")
    if getattr(X, "ndim", 1) != 1:
        raise ValueError(
            f"X has the shape {X.shape}; pass one column of texts, frame['text']. "
            "A ColumnTransformer passes one if its column is named 'text' and not ['text']."
        )
    if not isinstance(X, Iterable):
        raise ValueError(f"X is {X!r:.80}; pass a list of texts.")

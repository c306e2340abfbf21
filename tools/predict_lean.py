"""Predict the lean of articles from their words, whole outlets held out: python tools/predict_lean.py CORPUS

Writes data/lean_predictions.csv (id, fold, model, truth, predicted), which notebooks/05_predicting_lean.ipynb sets
beside a model of framing features: the texts do not ship, what a model of their words predicts does. Folds hold whole
outlets and about the same share of each lean, so the notebook takes its folds from here.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from framing import read_corpus

OUT = Path(__file__).parents[1] / "data" / "lean_predictions.csv"
FOLDS = 5


def bag_of_words():
    """The usual bag of words: tf-idf, then a linear support vector machine; idf and weights from the training folds."""
    return make_pipeline(TfidfTransformer(sublinear_tf=True), LinearSVC(C=0.1, random_state=0))


def main(corpus: str) -> None:
    frame = read_corpus(corpus).sort_index()
    words = HashingVectorizer(alternate_sign=False, norm=None, n_features=2**18, dtype=np.float32).transform(
        frame["text"]
    )
    table = pd.DataFrame({"fold": 0, "model": "bag_of_words", "truth": frame["lean"], "predicted": ""}, frame.index)
    splits = StratifiedGroupKFold(FOLDS).split(words, frame["lean"], frame["source"])
    for fold, (train, test) in enumerate(splits):
        model = bag_of_words().fit(words[train], frame["lean"].iloc[train])
        predicted = model.predict(words[test])
        table.iloc[test, 0], table.iloc[test, 3] = fold, predicted
        right = (predicted == frame["lean"].iloc[test]).mean()
        outlets = frame["source"].iloc[test].nunique()
        print(f"fold {fold}: {len(test)} articles of {outlets} outlets, accuracy {right:.3f}")
    table.rename_axis("id").to_csv(OUT, lineterminator="\n")
    print(f"all: accuracy {(table['predicted'] == table['truth']).mean():.3f}; written {OUT.name}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])

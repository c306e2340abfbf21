"""The shipped feature table: counts and readability of each article, who wrote it and when, and none of its words."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing.extract import extract
from framing.readability import COLUMNS as READABILITY

__all__ = ["feature_table"]

# What the shipped table says of an article besides counts; no words of it.
IDENTIFIERS = ("source", "lean", "topic", "date")
# Spans are not kept for the feature table, so memory need not grow with the corpus.
ARTICLES_AT_ONCE = 2000


def feature_table(
    frame: pd.DataFrame, n_jobs: int = 1, progress: bool = False, cache: bool | str | Path | None = None
) -> pd.DataFrame:
    """Measure a corpus and keep what may be published: counts, readability and identifiers, in small types.

    Parameters
    ----------
    frame : DataFrame
        Articles, as `framing.read_corpus` gives them, with a column ``text``.
    n_jobs : int, default 1
        Processes to use; -1 for all cores. The table does not depend on it.
    progress : bool, default False
        Whether to show a progress bar.
    cache : bool, str or Path, optional
        As in `framing.extract`.

    Returns
    -------
    DataFrame
        Same index. Those of ``source``, ``lean``, ``topic`` (categories) and ``date`` that the frame has,
        then the features: counts as 32-bit integers, readability as 32-bit floats with two decimals.

    Raises
    ------
    CorpusError
        If `framing.extract` refuses the frame.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"source": ["A"], "title": ["T"], "text": ["It may rain."]})
    >>> table = feature_table(frame)
    >>> table[["source", "n_words", "hedge"]].values.tolist()
    [['A', 3, 1]]
    >>> "title" in table
    False
    """
    from tqdm.auto import tqdm

    about = frame[[column for column in IDENTIFIERS if column in frame]]
    about = about.astype({column: "category" for column in about if column != "date"})
    parts = []
    for at in tqdm(range(0, max(len(frame), 1), ARTICLES_AT_ONCE), unit="batch", disable=not progress):
        parts.append(extract(frame.iloc[at : at + ARTICLES_AT_ONCE], n_jobs=n_jobs, cache=cache).features)
    measured = pd.concat(parts)
    # Not the smallest integers: sums of two columns of those would overflow in a notebook, and silently.
    types = {column: "float32" if column in READABILITY else "int32" for column in measured}
    rounded = measured.round({column: 2 for column in READABILITY if column in measured})
    return pd.concat([about, rounded.astype(types)], axis=1)

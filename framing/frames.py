"""Shares of the issue frames: which dimension of the Policy Frames Codebook leads in an article."""

from __future__ import annotations

import pandas as pd

from framing.arguments import check_arguments
from framing.devices.issue_frames import CATEGORIES, DEVICE


def frame_shares(features: pd.DataFrame) -> pd.DataFrame:
    """The share of each issue frame among all issue-frame words of an article.

    A rate per 1,000 words says how much of a dimension an article has; a share says how it divides its attention,
    whatever the density of its vocabulary.

    Parameters
    ----------
    features : DataFrame
        ``result.features``, or any table with a count in each column ``issue_frame_economic`` ...
        ``issue_frame_other``.

    Returns
    -------
    DataFrame
        Same index; the fifteen dimensions as columns, from 0 to 1. A row adds up to 1; an article without a word of
        any dimension has missing values.

    Raises
    ------
    ValueError
        If a column is missing or has a count below zero.

    Notes
    -----
    The dimensions are those of Boydstun et al. 2014 (`framing.devices.issue_frames`). Their vocabularies differ in
    size and in how common their words are: compare a dimension between articles, not two dimensions of one article.

    Examples
    --------
    >>> import framing, pandas as pd
    >>> frame = pd.DataFrame({"text": ["The judge weighed the tax, and the court struck it down.", "Hello there."]})
    >>> shares = framing.frame_shares(framing.extract(frame, devices=["issue_frame"]).features)
    >>> shares[["economic", "legality", "other"]].round(2).values.tolist()
    [[0.33, 0.67, 0.0], [nan, nan, nan]]
    """
    check_arguments(frame_shares, locals())
    columns = [f"{DEVICE.name}_{category}" for category in CATEGORIES]
    missing = [column for column in columns if column not in features]
    if missing:
        raise ValueError(
            f"features has no column {missing[0]!r}; it has {list(features.columns)}. "
            f"Pass result.features of framing.extract(frame, devices=['{DEVICE.name}', ...])."
        )
    counts = features[columns].set_axis(list(CATEGORIES), axis=1).astype("float64")
    if (counts < 0).any(axis=None):
        raise ValueError("features has counts of issue frames below zero.")
    total = counts.sum(axis=1)
    return counts.div(total.where(total > 0), axis=0)

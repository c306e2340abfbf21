"""Copies: articles that share most of their text, so that one agency story is not counted as many outlets' style."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

import numpy as np
import pandas as pd

from framing.arguments import check_arguments
from framing.corpus import check_frame
from framing.events import name_groups
from framing.progress import steps

_WORD = re.compile(r"\w+")
# 42 bands of 3: a pair with Jaccard .5 shares a band with probability .996, one with .2 with .29 (Leskovec,
# Rajaraman and Ullman 2020, chapter 3). What is too unlike is thrown out by the exact measure.
_BANDS, _ROWS = 42, 3
# What is left of a text without boilerplate stands for it, unless it is less than this part: then what looked like
# boilerplate is a story that many print.
_LEFT = 0.25


def near_copies(
    frame: pd.DataFrame,
    text: str = "text",
    *,
    threshold: float = 0.5,
    contained: float | None = None,
    shingle: int = 5,
    boilerplate: int = 10,
    seed: int = 0,
    progress: bool = False,
) -> pd.Series:
    """Group the articles whose texts are nearly the same, such as those that print one agency story.

    A text is taken as the set of its runs of `shingle` words, without case and punctuation (Broder 1997). Candidates
    are found by MinHash and locality-sensitive hashing (`datasketch`), and are copies if the Jaccard index of their
    sets, computed in full, is at least `threshold`. Copies of copies are in one group.

    Parameters
    ----------
    frame : DataFrame
        One row an article, with a unique index.
    text : str
        The column of the texts.
    threshold : float
        Least Jaccard index, 0 to 1: shared runs over all runs of the two. At .5 two texts of one length share two
        thirds of their runs. Independent reports of one event that quote the same statement stay far below.
    contained : float, optional
        Also join two articles if at least this part of the shorter one is in the other, whatever the longer one
        adds; .8 is a good choice. Candidates are those of the hashing: a text in one five times as long is missed
        seven times in ten.
    shingle : int
        Words in a run.
    boilerplate : int
        Runs that more articles have than this are disclaimers, menus, captions and the like, and are left out of a
        text, unless they make up more than three quarters of it.
    seed : int
        Of the permutations of MinHash.
    progress : bool
        Show a progress bar.

    Returns
    -------
    Series
        Named ``copy_group``, with the index of `frame`: for each article the label of the first of its copies, in
        the order of labels written as strings. An article without a copy is a group of its own.

    Raises
    ------
    ValueError
        If the column is missing, a text is no string, the index has duplicates, or an option is out of range.

    Notes
    -----
    Runs of words are held as hashes of 64 bits, so that two different runs are hardly ever taken for one.
    Broder, A. 1997, *On the resemblance and containment of documents*, Proc. SEQUENCES.

    Examples
    --------
    >>> frame = pd.DataFrame({"text": ["The ferry was towed to the port of Skelling on Monday after a fire on board.",
    ...                                "The ferry was towed to the port of Skelling on Monday after a fire.",
    ...                                "The mayor will not stand again, she told the council."]})
    >>> near_copies(frame).tolist()
    [0, 0, 2]
    """
    check_arguments(near_copies, locals())
    from scipy.cluster.hierarchy import DisjointSet

    texts, index = check_frame(frame, text)
    parts = {"threshold": threshold, "contained": 1 if contained is None else contained}
    wrong = [f"{name} is {value}" for name, value in parts.items() if not 0 < value <= 1]
    if wrong or shingle < 1 or boilerplate < 2:
        wrong = wrong or [f"shingle is {shingle} and boilerplate {boilerplate}"]
        raise ValueError(f"{wrong[0]}; threshold and contained lie between 0 and 1, shingle is 1 or more, "
                         "boilerplate 2 or more.")  # fmt: skip
    sets = _own_text(_shingles(texts, shingle), boilerplate)
    groups = DisjointSet(range(len(texts)))
    for one, other in _candidates(sets, seed, progress):
        # Copies of copies are in one group whether or not they are copies of each other.
        if not groups.connected(one, other) and _are_copies(sets[one], sets[other], threshold, contained):
            groups.merge(one, other)
    return name_groups(np.array([groups[at] for at in range(len(texts))], dtype=int), index).rename("copy_group")


def _shingles(texts: list[str], length: int) -> list[np.ndarray]:
    """The set of hashed runs of words of each text; a text shorter than a run is one run."""
    known: dict[str, int] = {}
    sets = []
    for text in texts:
        words = _WORD.findall(text.lower())
        for word in set(words).difference(known):
            known[word] = zlib.crc32(word.encode("utf-8", "replace")) + (len(word) << 32)
        codes = np.array([known[word] for word in words], dtype="u8")
        run = np.zeros(max(0, min(1, len(codes)), len(codes) - length + 1), dtype="u8")
        for place in range(min(length, len(codes))):
            run = _mixed(run + codes[place : place + len(run)])
        sets.append(np.unique(run))
    return sets


def _mixed(codes: np.ndarray) -> np.ndarray:
    """Bits spread over the 64, so that the order of words counts (the finalizer of splitmix64, Steele et al. 2014)."""
    codes = codes + np.uint64(0x9E3779B97F4A7C15)
    codes = (codes ^ (codes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    codes = (codes ^ (codes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return codes ^ (codes >> np.uint64(31))


def _own_text(sets: list[np.ndarray], boilerplate: int) -> list[np.ndarray]:
    """The sets without the runs of more than so many articles, or whole where hardly anything would be left."""
    if len(sets) <= boilerplate:
        return sets
    runs = np.sort(np.concatenate(sets))
    # Sorted, a run of many articles is the same as the run that stands so many places on.
    common = np.unique(runs[boilerplate:][runs[boilerplate:] == runs[:-boilerplate]])
    rests = (own[~np.isin(own, common, assume_unique=True)] for own in sets)
    return [rest if len(rest) >= _LEFT * len(own) else own for own, rest in zip(sets, rests, strict=True)]


def _candidates(sets: list[np.ndarray], seed: int, progress: bool) -> Iterator[tuple[int, int]]:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(num_perm=_BANDS * _ROWS, params=(_BANDS, _ROWS))
    filled = [at for at, own in enumerate(sets) if len(own)]
    # Runs are hashes already; the lower half is what 32-bit permutations take.
    runs = ((sets[at] & np.uint64(0xFFFFFFFF)).tolist() for at in filled)
    hashes = MinHash.generator(runs, num_perm=_BANDS * _ROWS, seed=seed + 1, hashfunc=int)
    pairs = zip(filled, hashes, strict=True)
    for at, minhash in steps(pairs, "framing.near_copies", "articles", progress, total=len(filled)):
        for other in sorted(index.query(minhash)):
            yield other, at
        index.insert(at, minhash, check_duplication=False)


def _are_copies(one: np.ndarray, other: np.ndarray, threshold: float, contained: float | None) -> bool:
    shared = len(np.intersect1d(one, other, assume_unique=True))
    if shared >= threshold * (len(one) + len(other) - shared):
        return True
    return contained is not None and shared >= contained * min(len(one), len(other))

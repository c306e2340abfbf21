"""Simulate counts by a machine that errs in four ways, and see how often corrected and raw intervals hold the truth.

    python tools/simulate_measurement_error.py [REPLICATIONS]

Written is ``data/measurement_error_simulations.csv``, numbers only. Samples of fewer than 100 coded articles a group
are drawn two fifths as often. It takes a quarter of an hour of one core. Articles have the lengths of the real ones of
``data/allsides_features.parquet`` (left and right), and the rate, the variation between outlets and the
overdispersion of its hedges; the truth is known because it is planted.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from framing.measurement_error import correct, correct_coefficients

ROOT = Path(__file__).resolve().parents[1]
OUTLETS, ARTICLES = 40, 15  # of each group; articles an outlet on average
RATE, BETWEEN_OUTLETS, DISPERSION = 9.5, 0.21, 0.146  # per 1,000 words; coefficient of variation; variance of NB2
RATIO, TOPIC = 1.2, 1.35  # planted: right to left, and the topic's articles to the others
ON_TOPIC = {"left": 0.3, "right": 0.5}
KINDS = {
    "random": "a share of the true cases missed, false alarms by the word",
    "differential": "more missed in one group",
    "length and topic": "more missed in long articles, more false alarms on one topic; both differ between groups",
    "truth and covariate": "more missed where there is much, and on one topic",
}
CODED = (100, 30, 15)


def read_lengths() -> dict[str, np.ndarray]:
    """Words of the real articles of each lean."""
    table = pd.read_parquet(ROOT / "data" / "allsides_features.parquet", columns=["lean", "n_words"])
    return {lean: table.loc[table["lean"] == lean, "n_words"].to_numpy() for lean in ON_TOPIC}


def draw_articles(lengths: dict[str, np.ndarray], kind: str, generator: np.random.Generator) -> pd.DataFrame:
    """Articles with their true counts (``truth``) and the machine's (``hedge``)."""
    parts = []
    for lean, words in lengths.items():
        sizes = 2 + generator.poisson((ARTICLES - 2) * generator.gamma(2, 1 / 2, OUTLETS))
        outlet = np.repeat(np.arange(OUTLETS), sizes)
        part = pd.DataFrame({"n_words": generator.choice(words, len(outlet)), "lean": lean})
        part["outlet"] = [f"{lean} {number}" for number in outlet]
        part["topic"] = generator.binomial(1, ON_TOPIC[lean], len(part))
        level = generator.gamma(1 / BETWEEN_OUTLETS**2, BETWEEN_OUTLETS**2, OUTLETS)[outlet]
        level *= generator.gamma(1 / DISPERSION, DISPERSION, len(part))
        rate = RATE / 1000 * (RATIO if lean == "right" else 1) * TOPIC ** part["topic"]
        part["truth"] = generator.poisson(part["n_words"] * rate * level)
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    recall, alarms = errors(table, kind)
    found = generator.binomial(table["truth"], recall) + generator.poisson(table["n_words"] * alarms / 1000)
    return table.assign(hedge=found)


def errors(table: pd.DataFrame, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """The share of the true cases that the machine finds in each article, and its false alarms per 1,000 words."""
    if kind == "random":
        return np.full(len(table), 0.75), np.full(len(table), 1.5)
    if kind == "differential":
        return np.where(table["lean"] == "right", 0.65, 0.9), np.full(len(table), 0.5)
    if kind == "length and topic":
        return np.where(table["n_words"] > 800, 0.65, 0.95), np.where(table["topic"] == 1, 3.0, 0.5)
    return (0.95 - 0.2 * table["topic"]) / (1 + table["truth"] / 60), np.full(len(table), 0.5)


def truths() -> dict[str, float]:
    """What the intervals should hold."""
    rates = {lean: 1 + (TOPIC - 1) * share for lean, share in ON_TOPIC.items()}
    rates = {"left": RATE * rates["left"], "right": RATE * RATIO * rates["right"]}
    return {
        "rate left": rates["left"],
        "rate right": rates["right"],
        "ratio": rates["right"] / rates["left"],
        "coefficient of group": np.log(RATIO),
        "coefficient of topic": np.log(TOPIC),
    }


def estimates(table: pd.DataFrame, coded: pd.DataFrame, **options) -> dict[str, tuple[float, float, float]]:
    """Value, low and high of each estimand."""
    rates = correct(table, coded, "lean", reference="left", cluster="outlet", **options).set_index("group")
    found = {f"rate {lean}": tuple(rates.loc[lean, ["rate", "low", "high"]]) for lean in ON_TOPIC}
    found["ratio"] = tuple(rates.loc["right", ["ratio", "ratio_low", "ratio_high"]])
    if not options:
        share = coded.index.to_series().groupby(table["lean"]).size() / table["lean"].value_counts()
        terms = correct_coefficients(
            table, coded, ["lean", "topic"], cluster="outlet", share=table["lean"].map(share)
        ).set_index("term")[["coefficient", "low", "high"]]
        found |= {
            "coefficient of group": tuple(terms.loc["lean_right"]),
            "coefficient of topic": tuple(terms.loc["topic"]),
        }
    return found


def replicate(lengths: dict, kind: str, n_coded: int, seed: int) -> list[tuple]:
    """Estimand, method, error of the estimate on the log scale, whether the interval holds the truth, its width."""
    table = draw_articles(lengths, kind, np.random.default_rng([seed, list(KINDS).index(kind)]))
    drawn = table.groupby("lean").sample(n_coded, random_state=seed)
    coded = drawn[["truth"]].rename(columns={"truth": "hedge"})
    methods = [("corrected", coded, {})]
    if n_coded == CODED[0]:
        # Counts that are taken for the truth in every article give the machine's own intervals.
        methods += [("raw", table[["hedge"]], {}), ("differential=False", coded, {"differential": False})]
    rows = []
    for method, counts, options in methods:
        for name, (value, low, high) in estimates(table, counts, **options).items():
            truth = truths()[name]
            logs = (value, low, high, truth) if name.startswith("coef") else np.log([value, low, high, truth])
            rows.append(
                (kind, n_coded, name, method, logs[0] - logs[3], logs[1] <= logs[3] <= logs[2], logs[2] - logs[1])
            )
    return rows


def simulate(replications: int, kinds=tuple(KINDS), n_coded=CODED) -> pd.DataFrame:
    """Bias, coverage and median width of the intervals, all on the log scale."""
    lengths = read_lengths()
    rows = [
        row
        for kind in kinds
        for n in n_coded
        for seed in range(replications)
        for row in replicate(lengths, kind, n, seed)
    ]
    names = ["error", "n_coded", "estimand", "method", "bias", "covered", "width"]
    table = pd.DataFrame(rows, columns=names)
    # An interval that says nothing, for want of coded clusters, is neither right nor wrong.
    table["covered"] = table["covered"].astype(float).where(table["width"].notna())
    return (
        table.groupby(names[:4], sort=False)
        .agg(
            replications=("covered", "count"),
            bias=("bias", "mean"),
            coverage=("covered", "mean"),
            width=("width", "median"),
        )
        .reset_index()
    )


def main() -> None:
    """Simulate, print, write."""
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    parts = [simulate(replications, n_coded=CODED[:1]), simulate(2 * replications // 5, n_coded=CODED[1:])]
    table = pd.concat(parts, ignore_index=True).round(4)
    print(table.to_string())
    table.to_csv(ROOT / "data" / "measurement_error_simulations.csv", index=False)


if __name__ == "__main__":
    main()

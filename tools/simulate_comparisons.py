"""Whether comparisons hold: random splits of the shipped articles with planted differences -> data/simulations.csv.

    python tools/simulate_comparisons.py

takes about ten minutes. ``power`` of the package does the work; beside it stand two common methods that do not hold.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from statsmodels.api import GLM, families
from statsmodels.stats.proportion import proportion_confint

from framing.comparison import compare
from framing.simulation import power, random_groups, sums_of_clusters

DATA = Path(__file__).parents[1] / "data"
MEASURES = ["hedge", "hedge_hearsay", "quote", "quote_scare", "loaded", "label_unauthorized_immigrants"]
CURVE = [1.0, 1.1, 1.25, 1.5, 2.0, 3.0]
SOME = [1.0, 1.5]


def main() -> None:
    """Simulate every design and write the table."""
    features = pd.read_parquet(DATA / "allsides_features.parquet")
    largest = features[features["source"].isin(features["source"].value_counts().index[:24])]
    outlets = {"cluster": "source"}
    designs = {
        "outlets in halves": (features, CURVE, 500, outlets),
        "outlets, one in ten": (features, SOME, 500, {**outlets, "share": 0.1}),
        "24 outlets in halves": (largest, SOME, 500, outlets),
        "outlets in halves, within topics": (features, SOME, 500, {**outlets, "within": "topic"}),
        "outlets in halves, topics adjusted": (features, [1.0], 150, {**outlets, "adjust": "topic"}),
        "articles, within threes of a topic": (threes(features), SOME, 500, {"within": "event", "share": 1 / 3}),
    }
    tables = []
    for design, (articles, ratios, n, options) in designs.items():
        table = power(articles, MEASURES, ratios, n_simulations=n, **options)
        tables.append(table.assign(design=design, method="compare"))
        print(design, table[table["ratio"] == 1]["found"].mean(), table["covered"].mean(), flush=True)
    for design, share in (("outlets in halves", 0.5), ("outlets, one in ten", 0.1)):
        sums = sums_of_clusters(features, MEASURES, None, "source")
        tables.append(regressions(sums, share, 500, sandwich=True).assign(design=design))
        tables.append(regressions(features, share, 100, sandwich=False).assign(design=design))
    tables.append(unlike_populations(features, 500))
    table = pd.concat(tables, ignore_index=True)
    first = ["design", "method"]
    table = table[first + [column for column in table if column not in first]]
    table.round(4).to_csv(DATA / "simulations.csv", index=False, lineterminator="\n")


def threes(features: pd.DataFrame) -> pd.DataFrame:
    """Articles of 100 threes: of one topic, next to each other in time, for want of events in the table."""
    dated = features.dropna(subset=["date"]).rename_axis("id").sort_values(["topic", "date", "id"])
    at = dated.groupby("topic", observed=True).cumcount() // 3
    dated["event"] = dated["topic"].astype(str) + at.astype(str)
    dated = dated[dated.groupby("event")["event"].transform("size") == 3]
    events = np.random.default_rng(0).permutation(dated["event"].unique())[:100]
    return dated[dated["event"].isin(events)]


def regressions(features: pd.DataFrame, share: float, n_simulations: int, *, sandwich: bool) -> pd.DataFrame:
    """How often a Poisson regression finds a difference where there is none, in the columns of `power`."""
    found = np.zeros(len(MEASURES))
    options = {"cov_type": "HC0"} if sandwich else {"scale": "X2"}
    for number in range(n_simulations):
        group = random_groups(features, None, "source", share, np.random.default_rng([0, number]))
        design = np.column_stack([np.ones(len(features)), group == "group"])
        for at, name in enumerate(MEASURES):
            model = GLM(features[name], design, family=families.Poisson(), exposure=features["n_words"])
            found[at] += model.fit(**options).pvalues.iloc[1] <= 0.05
    low, high = proportion_confint(found, n_simulations, method="wilson")
    method = "Poisson regression, sandwich by outlet" if sandwich else "quasi-Poisson regression of articles"
    return pd.DataFrame(
        {"method": method, "measure": MEASURES, "ratio": 1.0, "n_simulations": n_simulations}
        | {"found": found / n_simulations, "found_low": low, "found_high": high}
    )


def unlike_populations(features: pd.DataFrame, n_simulations: int) -> pd.DataFrame:
    """Coverage where groups do not vary alike: outlets of the left and of the right drawn again, with replacement."""
    sums = features.groupby(["lean", "source"], observed=True)[["n_words", *MEASURES]].sum()
    left, right = sums.loc["left"], sums.loc["right"]
    true = (left[MEASURES].sum() / left["n_words"].sum()) / (right[MEASURES].sum() / right["n_words"].sum())
    covered = np.zeros(len(MEASURES))
    for number in range(n_simulations):
        drawn = [left.sample(frac=1, replace=True, random_state=2 * number)]
        drawn.append(right.sample(frac=1, replace=True, random_state=2 * number + 1))
        outlets = pd.concat(drawn, keys=["left", "right"]).reset_index(level=0, names="lean").reset_index(drop=True)
        table = compare(outlets, "lean", MEASURES, "right", n_boot=1, n_permutations=499, seed=number)
        table = table[table["group"] == "left"].set_index("measure").loc[MEASURES]
        covered += ((table["ratio_low"] <= true) & (true <= table["ratio_high"])).to_numpy()
    low, high = proportion_confint(covered, n_simulations, method="wilson")
    return pd.DataFrame(
        {
            "design": "left and right, outlets redrawn",
            "method": "compare",
            "measure": MEASURES,
            "ratio": true.to_numpy(),
        }
        | {"n_simulations": n_simulations, "covered": covered / n_simulations, "covered_low": low, "covered_high": high}
    )


if __name__ == "__main__":
    main()

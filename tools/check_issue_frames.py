"""Known-groups check of the issue frames: do a dimension's words tell the articles on its own topics from the rest?

    python tools/check_issue_frames.py CORPUS
    python tools/check_issue_frames.py CORPUS --half develop

CORPUS is a parquet file with the columns ``id``, ``topic`` (one that the editors of the corpus gave each article) and
``text``. The articles fall into two halves by a digest of their id. The vocabulary was written and pruned with a view
to the half ``develop`` only; the half ``check`` gives the figures.

Which topics are natural to a dimension was laid down below, from the codebook's definitions, before the first run. For
each dimension and each of its topics: the area under the curve (AUC) by rate per 1,000 words and by share
(`framing.frame_shares`), against the articles of topics that are natural to the dimension in no way, with the 95%
interval of DeLong, DeLong and Clarke-Pearson (1988), which takes articles to be independent. The row ``(all)`` pools a
dimension's topics. Topics with fewer than 20 articles in the half are in ``(all)`` only.

Written is ``data/issue_frames_known_groups.csv``, for the half ``check``.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

import framing
from framing.devices.issue_frames import CATEGORIES

TOPICS = {
    "economic": "economy_and_jobs federal_budget taxes banking_and_finance trade economic_policy fiscal_cliff business "
    "treasury labor inequality",
    "capacity": "energy transportation agriculture veterans_affairs",
    "morality": "religion_and_faith abortion",
    "fairness": "civil_rights race_and_racism lgbt_rights women's_issues inequality",
    "legality": "supreme_court us_constitution justice justice_department free_speech privacy",
    "policy_prescription": "domestic_policy economic_policy role_of_government healthcare taxes us_congress us_house "
    "us_senate",
    "crime_and_punishment": "criminal_justice violence_in_america gun_control_and_gun_rights death_penalty "
    "capital_punishment_and_death_penalty justice justice_department fbi sexual_misconduct dea",
    "security": "terrorism national_security defense national_defense us_military isis homeland_security nsa cia "
    "cybersecurity nuclear_weapons",
    "health": "healthcare coronavirus public_health ebola opioid_crisis fda obesity_and_malnutrition disaster",
    "quality_of_life": "education environment epa housing_and_homelessness welfare family_and_marriage food "
    "animal_welfare social_security",
    "cultural_identity": "culture arts_and_entertainment holidays sports race_and_racism lgbt_rights",
    "public_opinion": "elections polarization",
    "political": "elections politics republican_party democratic_party tea_party us_senate us_house us_congress "
    "campaign_finance campaign_rhetoric voting_rights_and_voter_fraud",
    "external_regulation": "foreign_policy middle_east north_korea russia china world europe great_britain israel "
    "palestine mexico asia africa south_korea state_department",
    "other": "",
}  # fmt: skip
HALVES = ("develop", "check")
LEAST = 20
BATCH = 1000
TABLE = Path(__file__).resolve().parent.parent / "data" / "issue_frames_known_groups.csv"


def half(label: str) -> str:
    """The half that an article falls into by its id."""
    return HALVES[hashlib.sha256(str(label).encode()).digest()[0] % 2]


def _ranks(values: np.ndarray) -> np.ndarray:
    return pd.Series(values).rank().to_numpy()


def auc(inside: np.ndarray, outside: np.ndarray) -> tuple[float, float, float]:
    """Area under the curve and its 95% interval (DeLong et al. 1988)."""
    ranks = _ranks(np.concatenate([inside, outside]))
    m, n = len(inside), len(outside)
    above = (ranks[:m] - _ranks(inside)) / n
    below = 1 - (ranks[m:] - _ranks(outside)) / m
    error = 1.96 * np.sqrt(above.var(ddof=1) / m + below.var(ddof=1) / n)
    area = above.mean()
    return area, max(0.0, area - error), min(1.0, area + error)


def count(articles: pd.DataFrame) -> pd.DataFrame:
    """Counts of the device, in batches so that the spans of one batch are held at a time."""
    parts = [articles.iloc[at : at + BATCH] for at in range(0, len(articles), BATCH)]
    return pd.concat([framing.extract(part, devices=["issue_frame"]).features for part in parts])


def known_groups(features: pd.DataFrame, topic: pd.Series) -> pd.DataFrame:
    """One row a dimension and topic: sizes, AUC by rate and by share."""
    by_rate = framing.rates(features)[[f"issue_frame_{name}" for name in CATEGORIES]].set_axis(list(CATEGORIES), axis=1)
    by_share = framing.frame_shares(features)
    rows = []
    for dimension, names in TOPICS.items():
        natural = names.split()
        outside = ~topic.isin(natural)
        groups = {"(all)": ~outside} | {name: topic == name for name in natural}
        for name, inside in groups.items():
            row = {"dimension": dimension, "topic": name, "n_topic": int(inside.sum()), "n_rest": int(outside.sum())}
            if row["n_topic"] < LEAST:
                continue
            for measure, table in (("rate", by_rate), ("share", by_share)):
                values = table[dimension]
                found = auc(values[inside].dropna().to_numpy(), values[outside].dropna().to_numpy())
                row |= dict(zip((f"auc_{measure}", f"{measure}_low", f"{measure}_high"), found, strict=True))
            rows.append(row)
    return pd.DataFrame(rows)


def main() -> None:
    """Count, compare, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--half", choices=HALVES, default="check")
    asked = parser.parse_args()
    articles = pd.read_parquet(asked.corpus, columns=["id", "topic", "text"]).set_index("id")
    articles = articles[[half(label) == asked.half for label in articles.index]]
    table = known_groups(count(articles), articles["topic"]).round(3)
    print(table.to_string(index=False))
    if asked.half == "check":
        table.to_csv(TABLE, index=False)


if __name__ == "__main__":
    main()

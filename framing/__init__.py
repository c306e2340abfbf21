"""Measure how news is framed, so that every number can be traced to highlighted words.

>>> import framing, pandas as pd
>>> result = framing.extract(pd.DataFrame({"text": ["The plan is supposedly finished, officials said."]}))
>>> result.spans.loc[result.spans["device"] == "hedge", ["category", "text"]].values.tolist()
[['hearsay', 'supposedly'], ['vague_source', 'officials said']]
"""

from __future__ import annotations

from importlib import import_module

from framing import accessor as accessor  # gives every DataFrame its .framing
from framing.corpus import CorpusError, read_corpus
from framing.devices import Device, LexiconDevice, Span, built_in_devices, device
from framing.document import Document
from framing.extract import Result, extract, rates
from framing.lexicon import Lexicon, LexiconError, read_lexicon

# Loaded when first used, so that importing framing is quick and a chart library is loaded for charts only. Nor do
# the modules above load pandas.
_LATER = {
    "actors": "social_actors",
    "agreement": "coding",
    "b_cubed": "events",
    "cache_table": "cache",
    "change_points": "periods",
    "clean": "cleaning",
    "clean_corpus": "cleaning",
    "clear_cache": "cache",
    "ClusterError": "cluster",
    "code": "widgets",
    "codebook": "validity",
    "coded_counts": "coding",
    "compare": "comparison",
    "concordance": "view",
    "correct": "measurement_error",
    "correct_coefficients": "measurement_error",
    "diff_runs": "run_diff",
    "distinguishing": "keyness",
    "fetch_data": "public_data",
    "explore": "widgets",
    "extract_to": "parts",
    "FewClustersWarning": "comparison",
    "findings": "summary",
    "frame_shares": "frames",
    "FramingVectorizer": "vectorizer",
    "Gold": "gold",
    "GoldError": "gold",
    "group_rates": "comparison",
    "how_well_measured": "summary",
    "label_shares": "naming",
    "match_events": "events",
    "mistakes": "validity",
    "near_copies": "copies",
    "over_time": "periods",
    "Parts": "parts",
    "passages": "view",
    "power": "simulation",
    "public_datasets": "public_data",
    "read_batches": "batches",
    "read_golds": "gold",
    "read_parts": "parts",
    "sample_for_coding": "coding",
    "save_figure": "runs",
    "save_table": "runs",
    "score_coding": "coding",
    "show": "view",
    "testing": "testing",
    "validate": "validity",
    "write_coding_csv": "coding",
}

__all__ = [
    "ClusterError", "CorpusError", "Device", "Document", "FewClustersWarning", "FramingVectorizer", "Gold",
    "GoldError", "Lexicon", "LexiconDevice", "LexiconError", "Parts", "Result", "Span", "actors", "agreement",
    "b_cubed", "built_in_devices", "cache_table", "change_points", "clean", "clean_corpus", "clear_cache", "code",
    "codebook", "coded_counts", "compare", "concordance", "correct", "correct_coefficients", "device", "diff_runs",
    "distinguishing", "explore", "extract", "extract_to", "fetch_data", "findings", "frame_shares", "group_rates",
    "how_well_measured", "label_shares", "match_events", "mistakes", "near_copies", "over_time", "passages", "power",
    "public_datasets", "rates", "read_batches", "read_corpus", "read_golds", "read_lexicon", "read_parts",
    "sample_for_coding", "save_figure", "save_table", "score_coding", "show", "testing", "validate",
    "write_coding_csv",
]  # fmt: skip


def __getattr__(name: str):
    if name == "__version__":
        value = _version()
    elif name in _LATER:
        module = import_module(f"framing.{_LATER[name]}")
        value = module if name == _LATER[name] else getattr(module, name)
    else:
        raise AttributeError(f"framing has no {name!r}; it has {__all__}")
    globals()[name] = value
    return value


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("framing")
    except PackageNotFoundError:  # a source tree that is not installed
        return "0+unknown"


def __dir__() -> list[str]:
    return [*__all__, "__version__"]

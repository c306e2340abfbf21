"""Measures what extraction from and to disk costs: `python tools/measure_scale.py CORPUS --times 10 --device hedge`.

Prints a row of docs/scale.csv: articles, processor seconds, the most memory that the process had (MB), bytes of tables.
With --times the corpus is repeated under new ids, which is a larger corpus of the same news; with --one-group it is
written as a single row group, as pandas does.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import framing

COLUMNS = ("corpus", "devices", "articles", "characters", "processor_seconds", "peak_mb", "table_mb", "corpus_mb")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--one-group", action="store_true")
    parser.add_argument("--device", action="append")
    parser.add_argument("--out", type=Path, help="the folder of the parts; by default one that is removed")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = given.corpus
        if given.times > 1 or given.one_group:
            corpus = Path(folder, "corpus.parquet")
            repeat(given.corpus, corpus, given.times, given.one_group)
        row = measure(corpus, given.out or Path(folder, "tables"), given.device)
        row["corpus"] = f"{given.corpus.stem} x {given.times}{', one row group' if given.one_group else ''}"
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)


def repeat(corpus: Path, to: Path, times: int, one_group: bool) -> None:
    """Write a corpus several times over, the ids with a number behind them."""
    source = pq.ParquetFile(corpus)
    tables = []
    with pq.ParquetWriter(to, source.schema_arrow, compression="zstd") as writer:
        for time_ in range(times):
            for group in range(source.num_row_groups):
                table = source.read_row_group(group)
                ids = pc.binary_join_element_wise(table["id"], pa.scalar(f"{time_}", table["id"].type), "-")
                table = table.set_column(table.schema.get_field_index("id"), "id", ids)
                tables.append(table) if one_group else writer.write_table(table)
        if one_group:
            whole = pa.concat_tables(tables)
            writer.write_table(whole, row_group_size=len(whole))


def measure(corpus: Path, out: Path, devices: list[str] | None) -> dict[str, object]:
    """Extract in a process of its own, and say what it took."""
    import multiprocessing

    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (str(corpus), str(out), devices))


def _measure(corpus: str, out: str, devices: list[str] | None) -> dict[str, object]:
    start = time.process_time()
    done = framing.extract_to(corpus, out, devices, progress=sys.stderr.isatty())
    seconds = time.process_time() - start
    manifest = json.loads(Path(out, "manifest.json").read_text())
    return {
        "devices": " ".join(devices or ["all"]),
        "articles": done.articles,
        "characters": sum(batch["characters"] for batch in manifest["batches"]),
        "processor_seconds": round(seconds),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "table_mb": round(sum(path.stat().st_size for path in Path(out).rglob("*.parquet")) / 1e6, 1),
        "corpus_mb": round(Path(corpus).stat().st_size / 1e6, 1),
    }


if __name__ == "__main__":
    main()

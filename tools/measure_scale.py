"""Measures what extraction from and to disk costs, and works out what a million articles need.

    python tools/measure_scale.py CORPUS >> docs/scale.csv
    python tools/measure_scale.py CORPUS --times 10 --one-group --device none >> docs/scale.csv
    python tools/measure_scale.py docs/scale.csv --sizing

A row has articles, characters, processor seconds, the most memory that the process had and the size of the tables in
MB. --limit takes the first articles; --times repeats them under new ids, a larger corpus of the same news; --one-group
writes them as a single row group, as pandas does. The device none reads the corpus and measures nothing.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import re
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import framing

COLUMNS = ("corpus", "devices", "articles", "characters", "processor_seconds", "peak_mb", "table_mb")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--one-group", action="store_true")
    parser.add_argument("--device", action="append")
    parser.add_argument("--sizing", action="store_true", help="print the table of docs/scale.md")
    parser.add_argument("--price", type=float, default=0.05, help="of a core for an hour")
    given = parser.parse_args()
    if given.sizing:
        print(sizing(pd.read_csv(given.corpus), given.price))
        return
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus.parquet")
        repeat(given.corpus, corpus, given.limit, given.times, given.one_group)
        # A process of its own, so that its memory is that of the extraction.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            row = pool.apply(measure, (str(corpus), str(Path(folder, "tables")), given.device))
    first = f", first {given.limit:,}" if given.limit else ""
    row["corpus"] = f"{given.corpus.stem}{first} x {given.times}{', one row group' if given.one_group else ''}"
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    if not sys.stdout.seekable() or not sys.stdout.tell():
        writer.writeheader()
    writer.writerow(row)


def repeat(corpus: Path, to: Path, limit: int | None, times: int, one_group: bool) -> None:
    """Write a corpus, or its first articles, several times over, the ids with a number behind them."""
    source = pq.ParquetFile(corpus)
    tables = []
    with pq.ParquetWriter(to, source.schema_arrow, compression="zstd") as writer:
        for number in range(times):
            left = limit or source.metadata.num_rows
            for group in range(source.num_row_groups):
                table = source.read_row_group(group).slice(0, left)
                left -= len(table)
                behind = (pa.scalar(part, table["id"].type) for part in (f"{number}", "-"))
                ids = pc.binary_join_element_wise(table["id"], *behind)
                table = table.set_column(table.schema.get_field_index("id"), "id", ids)
                tables.append(table) if one_group else writer.write_table(table)
        if one_group:
            whole = pa.concat_tables(tables)
            writer.write_table(whole, row_group_size=len(whole))


def measure(corpus: str, out: str, devices: list[str] | None) -> dict[str, object]:
    start = time.process_time()
    if devices == ["none"]:
        counts = [(len(frame), int(frame["text"].str.len().sum())) for frame in framing.read_batches(corpus)]
    else:
        framing.extract_to(corpus, out, devices, progress=sys.stderr.isatty())
        batches = json.loads(Path(out, "manifest.json").read_text())["batches"]
        counts = [(batch["articles"], batch["characters"]) for batch in batches]
    return {
        "devices": " ".join(devices or ["all"]),
        "articles": sum(articles for articles, _ in counts),
        "characters": sum(characters for _, characters in counts),
        "processor_seconds": round(time.process_time() - start),
        "peak_mb": most_memory(),
        "table_mb": round(sum(path.stat().st_size for path in Path(out).rglob("*.parquet")) / 1e6, 1),
    }


def most_memory() -> int:
    """In MB, of this process alone: `resource.getrusage` counts what its parent had, too."""
    status = Path("/proc/self/status").read_text()
    return round(int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024)


def sizing(rows: pd.DataFrame, price: float) -> str:
    """The table of docs/scale.md, from the largest row of each choice of devices."""
    lines = [
        "| devices | articles an hour a core | memory a worker | a million articles: core hours | cost | tables |",
        "|---|---|---|---|---|---|",
    ]
    for devices, own in rows[rows["devices"] != "none"].groupby("devices", sort=True):
        row = own.loc[own["articles"].idxmax()]
        hourly = 3600 * row["articles"] / row["processor_seconds"]
        hours, size = 1e6 / hourly, 1e3 * row["table_mb"] / row["articles"]
        cells = (devices, f"{hourly:,.0f}", f"{row['peak_mb']:,} MB", f"{hours:.1f}", f"${hours * price:.2f}")
        lines.append(f"| {' | '.join(cells)} | {size:.1f} GB |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()

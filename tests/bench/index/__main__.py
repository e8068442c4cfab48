"""``python -m tests.bench.index``: what the index takes by its size, and public engines over the same articles.

Headlines of newsflow49k as they are, then signatures like those of allsides_dev (see `generated`) over 14 days. All but
the last 2,000 articles of each stream are added in bulk; these are timed, one after the other, on one core. Then what
the indexer writes an article (see `write_load`).
"""

import argparse
import gzip
import json
import os
import platform
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from services.relatedness.article import Article
from services.relatedness.signature import signature
from tests.bench.index import engines, write_load
from tests.bench.index.generated import article_of, generated, reals
from tests.bench.index.measure import Figures, measured

SIZES = (50_000, 200_000, 1_000_000)
_COLUMNS = "{:<28}{:>10}{:>8}{:>8}{:>8}{:>9}{:>8}{:>9}{:>10}{:>8}{:>8}"


def main() -> None:
    options = argparse.ArgumentParser(prog="make bench-index", description=__doc__)
    options.add_argument("--shared", type=Path, default=engines.ROOT.parent / "shared", help="the folder of data")
    options.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="articles of the generated streams")
    options.add_argument("--no-engines", action="store_true", help="ours alone")
    given = options.parse_args()
    streams = given.shared / "data" / "stream"
    if not streams.exists():
        sys.exit(f"nothing to measure: no {streams} (another folder: --shared DIR)")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    labelled = _rows(streams / "allsides_dev.jsonl.gz")
    started = perf_counter()
    signatures = [signature(row["headline"], [row["text"]], "en").weights for row in labelled]
    print(f"building a signature: {1000 * (perf_counter() - started) / len(labelled):.2f} ms an article", end="\n\n")
    real_articles = _articles(labelled, signatures)
    headlines = _rows(streams / "newsflow49k.jsonl.gz")
    print(
        _COLUMNS.format("", "articles", "terms", "list", "pairs", "mean ms", "p50", "p99", "20 told", "bulk", "bytes")
    )
    _tell("allsides_dev, 30 days", measured(real_articles))
    real = reals(real_articles)
    lines = [row["headline"] for row in headlines]
    _tell("generated, 30 days", measured(list(generated(real, lines, len(real), days=30))))
    flow = _articles(headlines, [signature(line, [], "en").weights for line in lines], has_text=False)
    _tell("newsflow49k, headlines", measured(flow))
    for size in given.sizes:
        articles = list(generated(real, lines, size))
        _tell("generated, 14 days", measured(articles))
        if size <= min(SIZES) and not given.no_engines:
            _tell_engines({"headlines": flow, "generated": articles})
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")
    print("terms: of an article; list: articles that hold a term; pairs: over the floor, of an article as it arrives;")
    print("ms: add and find all pairs; 20 told: the relations of the best 20 of them; bulk: ms an add in bulk;")
    print("bytes: all that the index keeps, an article, which itself is not counted", end="\n\n")
    write_load.tell(streams / "allsides_dev.jsonl.gz")


def _tell(name: str, figures: Figures) -> None:
    times = figures.add_and_query
    print(
        _COLUMNS.format(
            name,
            f"{figures.articles:,}",
            f"{figures.terms:.1f}",
            f"{figures.postings:.0f}",
            f"{figures.pairs:.0f}",
            f"{times.mean():.3f}",
            f"{np.median(times):.3f}",
            f"{np.percentile(times, 99):.3f}",
            f"{figures.closest.mean():.3f}",
            f"{figures.bulk_add:.3f}",
            f"{figures.bytes_an_article:,.0f}",
        ),
        flush=True,
    )


def _tell_engines(streams: dict[str, Sequence[Article]]) -> None:
    if not engines.PYTHON.exists():
        print("  no public engines: make bench-tools")
        return
    for engine, name in engines.NAMES.items():
        for stream, articles in streams.items():
            found = engines.measured(engine, articles)
            print(
                f"  {name + ', ' + stream:<32} {len(articles):,} articles, ms: add {found.add:.3f}, until visible "
                f"{found.visible:.2f}, query for 200 mean {found.query:.2f}, p99 {found.query_p99:.2f}",
                flush=True,
            )


def _rows(path: Path) -> list[dict[str, Any]]:
    """A stream in the order of its times."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return sorted(map(json.loads, lines), key=lambda row: (row["published_at"], row["id"]))


def _articles(
    rows: Sequence[dict[str, Any]], signatures: Sequence[dict[str, int]], *, has_text: bool = True
) -> list[Article]:
    return [
        article_of(row["headline"], row["id"], datetime.fromisoformat(row["published_at"]), signed, has_text=has_text)
        for row, signed in zip(rows, signatures, strict=True)
    ]


if __name__ == "__main__":
    main()

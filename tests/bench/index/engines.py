"""Public search engines over the same articles, in .venv-bench (`make bench-tools`)."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from services.relatedness.article import Article

ROOT = Path(__file__).resolve().parents[3]
PYTHON = ROOT / ".venv-bench" / "bin" / "python"
SCRIPT = ROOT / "services" / "cli" / "backtest_engines.py"
NAMES = {"tantivy": "tantivy", "fts5": "SQLite FTS5", "bm25": "bm25s (cannot add)"}
ASKED = 300
"""Articles at the end that are asked for: tantivy commits before each, which takes it milliseconds."""


@dataclass(frozen=True)
class EngineFigures:
    """Milliseconds; `visible` is what makes an added article visible to a query."""

    add: float
    visible: float
    query: float
    query_p99: float


def measured(engine: str, articles: Sequence[Article]) -> EngineFigures:
    """An engine gets an article's terms as words, and the same as the query."""
    first = articles[0].effective
    with TemporaryDirectory() as scratch:
        rows = Path(scratch) / "rows.jsonl"
        with rows.open("w", encoding="utf-8") as lines:
            for number, article in enumerate(articles):
                # Letters and digits only: anything else is syntax to some engine.
                text = " ".join("".join(c for c in term if c.isalnum()) for term in article.signature)
                query = text if number >= len(articles) - ASKED else None
                row = {"days": (article.effective - first) / 86400, "text": text, "query": query}
                lines.write(json.dumps(row) + "\n")
        told = subprocess.run([PYTHON, "-P", SCRIPT, engine, rows], check=True, capture_output=True, text=True)
    times = json.loads(told.stdout)
    return EngineFigures(
        add=1000 * times["add_seconds"] / len(articles),
        visible=1000 * float(np.mean(times["refresh_seconds"])),
        query=1000 * float(np.mean(times["query_seconds"])),
        query_p99=1000 * float(np.percentile(times["query_seconds"], 99)),
    )

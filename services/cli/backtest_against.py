"""`--against`: public search engines over the same stream, each in a process of its own, scored alike."""

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from services.cli import backtest_engines
from services.cli.backtest_engines import ENGINES, words
from services.cli.backtest_figures import quality, relevant, spread
from services.cli.backtest_stream import StreamArticle

_ROOT = Path(__file__).resolve().parents[2]
_BENCH_PYTHON = _ROOT / ".venv-bench/bin/python"
_MODULES = {"bm25": "bm25s", "tantivy": "tantivy"}
BODY_WORDS = 400
"""Read of a text, as the signature does."""
COMMON = 0.1
"""A word in more than this share of the articles is left out of queries: it costs an engine time and tells nothing."""
ASKED_UNLABELLED = 500
"""At most so many articles are asked for where nothing is labelled, in even steps."""


class EngineError(Exception):
    """An engine is not known or not installed; the message says what to do."""


def engines(asked: str) -> list[str]:
    """The names in a list with commas. Raises EngineError when one can't be run here, before anything is measured."""
    names = [name.strip() for name in asked.split(",") if name.strip()]
    for name in names:
        if name not in ENGINES:
            raise EngineError(f"--against {name}: no such engine; there are {', '.join(ENGINES)}")
        if name == "fts5" and not _has_fts5():
            raise EngineError("--against fts5: this Python's sqlite3 is built without FTS5; leave it out")
        if name in _MODULES and not _installed(_MODULES[name]):
            raise EngineError(f"--against {name}: not installed; `make bench-tools` in {_ROOT} installs it")
    return names


def against(names: Sequence[str], stream: Sequence[StreamArticle]) -> dict[str, Any]:
    """By engine: quality, milliseconds to add an article, to make it visible (tantivy's commit) and to answer a query.

    None of them counts putting the best in order by time, which is not the engine's.
    """
    wanted = relevant(stream)
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / "articles.ndjson"
        file.write_text("".join(json.dumps(row) + "\n" for row in _rows(stream, wanted)), encoding="utf-8")
        return {name: _figures(_answer(name, file), stream, wanted) for name in names}


def _rows(stream: Sequence[StreamArticle], wanted: dict[str, set[str]]) -> list[dict[str, Any]]:
    texts = [" ".join([article.headline, *article.text.split()[:BODY_WORDS]]) for article in stream]
    said = [dict.fromkeys(words(text)) for text in texts]
    articles_with = Counter(word for one in said for word in one)
    common = max(10, COMMON * len(stream))
    step = -(-len(stream) // ASKED_UNLABELLED)
    rows = []
    for place, article in enumerate(stream):
        asked = article.id in wanted if wanted else place % step == 0
        query = " ".join(word for word in said[place] if articles_with[word] <= common) if asked else None
        rows.append({"days": article.days, "text": texts[place], "query": query})
    return rows


def _answer(name: str, file: Path) -> dict[str, Any]:
    python = _BENCH_PYTHON if name in _MODULES else sys.executable
    command = [str(python), "-P", str(backtest_engines.__file__), name, str(file)]
    answered = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if answered.returncode:
        raise EngineError(f"--against {name}: it ended with exit code {answered.returncode}; leave it out")
    found: dict[str, Any] = json.loads(answered.stdout)
    return found


def _figures(answer: dict[str, Any], stream: Sequence[StreamArticle], wanted: dict[str, set[str]]) -> dict[str, Any]:
    tops = {stream[int(place)].id: [stream[other].id for other in top] for place, top in answer["tops"].items()}
    return {
        **quality(wanted, tops),
        "add_ms": round(1000 * answer["add_seconds"] / len(stream), 4),
        "refresh_ms": spread(answer["refresh_seconds"])["mean"],
        "query_ms": spread(answer["query_seconds"]),
    }


def _installed(module: str) -> bool:
    if not _BENCH_PYTHON.exists():
        return False
    return subprocess.run([_BENCH_PYTHON, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


def _has_fts5() -> bool:
    try:
        sqlite3.connect(":memory:").execute("create virtual table t using fts5(x)")
    except sqlite3.OperationalError:
        return False
    return True

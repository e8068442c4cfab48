"""Public search engines over the articles of a stream: a script for an interpreter that has them, which imports
nothing of the product.

``python -P backtest_engines.py ENGINE FILE``: lines {"days", "text", "query"} in, where a query is null for an article
that is not asked for; one object {"tops", "add_seconds", "refresh_seconds", "query_seconds"} out. Tops are places.
"""

import json
import re
import sqlite3
import sys
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

RERANKED = 200
"""So many of an engine's best are put in order anew by the gap of time: none of them knows of time by itself."""
WINDOW_DAYS = 14
HALF_LIFE_DAYS = 2
KEPT = 0.1
DEPTH = 20

Found = list[tuple[int, float]]
"""Places and scores."""


class Engine(Protocol):
    """Made from all texts, of which `add` takes in one after the other."""

    def __init__(self, texts: list[str]) -> None: ...

    def add(self, place: int, text: str) -> None: ...

    def refresh(self) -> None:
        """Makes what was added visible to queries; its time is counted apart from theirs."""
        ...

    def best(self, query: str, place: int) -> Found:
        """The best of those before a place, in any order, at most RERANKED."""
        ...


class Fts5:
    """SQLite's full-text search, in memory."""

    def __init__(self, texts: list[str]) -> None:
        self._rows = sqlite3.connect(":memory:", isolation_level=None)
        self._rows.execute("create virtual table articles using fts5(text, tokenize = 'porter unicode61')")

    def add(self, place: int, text: str) -> None:
        self._rows.execute("insert into articles (rowid, text) values (?, ?)", (place, text))

    def refresh(self) -> None:
        pass

    def best(self, query: str, place: int) -> Found:
        match = " OR ".join(f'"{word}"' for word in query.split())
        asked = "select rowid, -rank from articles where articles match ? order by rank limit ?"
        return self._rows.execute(asked, (match, RERANKED)).fetchall() if match else []


class Tantivy:
    """Tantivy, in memory; committed before each query, so that it finds all that came before."""

    def __init__(self, texts: list[str]) -> None:
        import tantivy  # noqa: PLC0415 - only .venv-bench has it

        self._document = tantivy.Document
        schema = tantivy.SchemaBuilder()
        schema.add_integer_field("place", stored=True)
        schema.add_text_field("text", tokenizer_name="en_stem", index_option="freq")
        self._index = tantivy.Index(schema.build())
        # The default reloads by itself after a commit, and a reload that meets it waits 100 ms for nothing.
        self._index.config_reader(reload_policy="manual")
        self._writer = self._index.writer(num_threads=1)

    def add(self, place: int, text: str) -> None:
        self._writer.add_document(self._document(place=place, text=text))

    def refresh(self) -> None:
        self._writer.commit()
        self._index.reload()

    def best(self, query: str, place: int) -> Found:
        searcher = self._index.searcher()
        hits = searcher.search(self._index.parse_query(query, ["text"]), RERANKED).hits if query else []
        return [(searcher.doc(address)["place"][0], score) for score, address in hits]


class Bm25:
    """bm25s; it can't add to an index, so all articles are in from the start, and later ones are left out."""

    def __init__(self, texts: list[str]) -> None:
        import bm25s  # noqa: PLC0415 - only .venv-bench has it

        self._index = bm25s.BM25()
        self._index.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)

    def add(self, place: int, text: str) -> None:
        pass

    def refresh(self) -> None:
        pass

    def best(self, query: str, place: int) -> Found:
        if not query or not place:
            return []
        scores = self._index.get_scores(query.split())[:place]
        best = scores.argsort()[-RERANKED:].tolist()
        return [(other, float(scores[other])) for other in best if scores[other] > 0]


ENGINES: dict[str, type[Engine]] = {"bm25": Bm25, "fts5": Fts5, "tantivy": Tantivy}


def measured(engine: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What an engine finds for each row that asks, and its times."""
    days = [row["days"] for row in rows]
    texts = [row["text"] for row in rows]
    tops: dict[int, list[int]] = {}
    query_seconds: list[float] = []
    refresh_seconds: list[float] = []
    started = perf_counter()
    index = ENGINES[engine](texts)
    add_seconds = perf_counter() - started
    for place, row in enumerate(rows):
        if row["query"] is not None:
            started = perf_counter()
            index.refresh()
            refreshed = perf_counter()
            found = index.best(row["query"], place)
            query_seconds.append(perf_counter() - refreshed)
            refresh_seconds.append(refreshed - started)
            tops[place] = _newest_favoured(found, place, days)
        started = perf_counter()
        index.add(place, row["text"])
        add_seconds += perf_counter() - started
    return {
        "tops": tops,
        "add_seconds": add_seconds,
        "refresh_seconds": refresh_seconds,
        "query_seconds": query_seconds,
    }


def words(text: str) -> list[str]:
    """The words of a text as queries give them to an engine: letters and digits, so that they are no syntax."""
    return re.findall(r"[^\W_]{2,}", text.lower())


def _newest_favoured(found: Found, place: int, days: list[float]) -> list[int]:
    """In order of score times the decay of the gap, as the product's own score decays; none beyond the window."""
    ranked = []
    for other, score in found:
        gap = abs(days[place] - days[other])
        if other < place and gap <= WINDOW_DAYS:
            ranked.append((-score * ((1 - KEPT) * 2 ** (-gap / HALF_LIFE_DAYS) + KEPT), other))
    return [other for _, other in sorted(ranked)[:DEPTH]]


if __name__ == "__main__":
    lines = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
    sys.stdout.write(json.dumps(measured(sys.argv[1], [json.loads(line) for line in lines])))

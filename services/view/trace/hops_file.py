"""The hops of the last days and how far the topics are read, changed together, in a file of their own."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

from schemas.topics import ARTICLES_PARSED, ARTICLES_REJECTED
from services.runtime.settings import Settings
from services.view.sqlite_file import SqliteFile
from services.view.trace.hops import Hop
from services.view.trace.place import Place

NEWEST = 20
"""Hops of one article that are told."""
OF_ONE = 500
"""Hops of one document: a feed may hold as many articles."""
_LAYOUT = 1
_TABLES = """
CREATE TABLE hops (
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    of_topic TEXT,
    of_partition INTEGER,
    of_offset INTEGER,
    article_id TEXT,
    headline TEXT,
    observed_at TEXT,
    content_hash TEXT,
    stage TEXT,
    message TEXT,
    PRIMARY KEY (topic, partition, offset)
) STRICT, WITHOUT ROWID;
CREATE INDEX of_article ON hops (article_id, at_ms DESC);
CREATE INDEX of_place ON hops (of_partition, of_offset, of_topic);
CREATE INDEX by_age ON hops (at_ms);
CREATE TABLE marks (
    cluster_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    next_offset INTEGER NOT NULL,
    PRIMARY KEY (topic, partition)
) STRICT;
"""


def hops_path(settings: Settings) -> Path:
    """The file: one per topic prefix, beside the view's own."""
    name = f"trace-{settings.topic_prefix}" if settings.topic_prefix else "trace"
    return settings.data / f"{name}.sqlite3"


class HopsFile:
    """Every method may raise `StoreError`; those that read, from any thread."""

    def __init__(self, path: Path) -> None:
        self._file = SqliteFile(path, _TABLES, _LAYOUT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def marks(self, cluster_id: str) -> dict[tuple[str, int], int]:
        """The next offset by topic and partition; empties the file when it is of another cluster."""
        with self._file.transaction() as db:
            if db.execute("DELETE FROM marks WHERE cluster_id <> ?", (cluster_id,)).rowcount:
                db.execute("DELETE FROM hops")
            return {(topic, number): at for _, topic, number, at in db.execute("SELECT * FROM marks")}

    def save(self, hops: Iterable[Hop], cluster_id: str, marks: Mapping[tuple[str, int], int], now_ms: int) -> None:
        """Takes hops with how far the log is read by them, and forgets those that the topics have forgotten."""
        with self._file.transaction() as db:
            db.executemany(f"INSERT OR REPLACE INTO hops VALUES ({', '.join('?' * 14)})", map(_row, hops))  # noqa: S608
            db.executemany(
                "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?)",
                [(cluster_id, topic, partition, at) for (topic, partition), at in marks.items()],
            )
            for kinds, topic in ((("parsed", "retracted"), ARTICLES_PARSED), (("rejected",) * 2, ARTICLES_REJECTED)):
                oldest = now_ms - topic.retention_ms
                db.execute("DELETE FROM hops WHERE at_ms < ? AND kind IN (?, ?)", (oldest, *kinds))

    def of_document(self, place: Place) -> list[Hop]:
        """What came of a record, in the order of its hops' times."""
        return self._read(
            "of_partition = ? AND of_offset = ? AND of_topic = ? ORDER BY at_ms LIMIT ?",
            (place.partition, place.offset, place.topic, OF_ONE),
        )

    def of_article(self, article_id: str) -> list[Hop]:
        """The newest hops of an article, newest first."""
        return self._read("article_id = ? ORDER BY at_ms DESC, offset DESC LIMIT ?", (article_id, NEWEST))

    def _read(self, where: str, values: tuple[object, ...]) -> list[Hop]:
        with self._file.reader() as db:
            return [_hop(row) for row in db.execute(f"SELECT * FROM hops WHERE {where}", values)]  # noqa: S608 - ours


def _row(hop: Hop) -> tuple[object, ...]:
    of = hop.of or (None, None, None)
    rest = (hop.article_id, hop.headline, hop.observed_at, hop.content_hash, hop.stage, hop.message)
    return (*hop.at, hop.at_ms, hop.kind, *of, *rest)


def _hop(row: tuple[Any, ...]) -> Hop:
    topic, partition, offset, at_ms, kind, *rest = row
    of = Place(*rest[:3]) if rest[0] is not None else None
    return Hop(Place(topic, partition, offset), at_ms, kind, of, *rest[3:])

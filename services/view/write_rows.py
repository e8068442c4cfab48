"""Rows into the tables, within the transaction of who calls."""

import sqlite3
import zlib
from collections.abc import Iterable, Sequence

from schemas.topics import HEADLINES_RELATED
from services.view.rows import Gone, Row
from services.view.texts import Text, TextGone

_ARTICLE = """
INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
kafka_partition = excluded.kafka_partition, kafka_offset = excluded.kafka_offset,
effective_us = excluded.effective_us, updated_us = excluded.updated_us,
publisher = excluded.publisher, language = excluded.language, related_count = excluded.related_count,
article = excluded.article, links = excluded.links, value = excluded.value
"""

# Of several records that come together the last is kept, so the first stood where the reading of its partition goes on,
# or after. What is read from the middle of a compacted log may have had older records, and so may what was gone.
_FIRST_SEEN = """
INSERT INTO first_seen SELECT :id, next_offset FROM marks WHERE partition = :partition AND topic LIKE '%' || :topic
AND (SELECT read_whole FROM held)
AND NOT EXISTS (SELECT 1 FROM articles WHERE id = :id) AND NOT EXISTS (SELECT 1 FROM gone WHERE id = :id)
"""


def deflated(value: bytes) -> bytes:
    """A fifth of the bytes: less to write, and more articles stay in memory. Takes 50 us, and 30 us to undo."""
    return zlib.compress(value, 1)


def write_articles(db: sqlite3.Connection, changes: Iterable[Row | Gone]) -> None:
    """Takes changes in log order."""
    for change in changes:
        if isinstance(change, Gone):
            db.execute("DELETE FROM articles WHERE id = ?", (change.id,))
            db.execute("DELETE FROM first_seen WHERE id = ?", (change.id,))
            db.execute(
                "INSERT OR REPLACE INTO gone VALUES (?, ?, ?, ?)",
                (change.id, change.partition, change.offset, change.timestamp_ms),
            )
        else:
            place = {"id": change.id, "partition": change.partition, "topic": HEADLINES_RELATED.name}
            db.execute(_FIRST_SEEN, place)
            db.execute("DELETE FROM gone WHERE id = ?", (change.id,))
            db.execute(
                _ARTICLE,
                (
                    change.id,
                    change.partition,
                    change.offset,
                    change.effective_us,
                    change.updated_us,
                    change.publisher,
                    change.language,
                    change.related_count,
                    change.article,
                    change.links,
                    deflated(change.value),
                ),
            )


def write_texts(db: sqlite3.Connection, changes: Iterable[Text | TextGone]) -> None:
    """Takes changes in log order: the last of each article."""
    last = {change.id: change for change in changes}
    # The index gathers rows in memory as long as their numbers ascend, and writes them out at each that does not.
    for number in sorted(_numbers(db, list(last))):
        db.execute("DELETE FROM search WHERE rowid = ?", (number,))
        db.execute("DELETE FROM texts WHERE number = ?", (number,))
    texts = [change for change in last.values() if isinstance(change, Text)]
    for text in sorted(texts, key=lambda text: text.number):
        number = _at_a_free_number(db, text)
        searched = text.searched
        db.execute(
            "INSERT INTO search (rowid, headline, dek, body, labels) VALUES (?, ?, ?, ?, ?)",
            (number, searched.headline, searched.dek, searched.body, searched.labels),
        )


def _numbers(db: sqlite3.Connection, ids: Sequence[str]) -> list[int]:
    found = (db.execute("SELECT number FROM texts WHERE id = ?", (article_id,)).fetchone() for article_id in ids)
    return [row[0] for row in found if row]


def _at_a_free_number(db: sqlite3.Connection, text: Text) -> int:
    number = text.number
    rest = (text.id, text.partition, text.offset, text.dek, text.authors, text.topics)
    while not db.execute("INSERT OR IGNORE INTO texts VALUES (?, ?, ?, ?, ?, ?, ?)", (number, *rest)).rowcount:
        number += 1
    return number

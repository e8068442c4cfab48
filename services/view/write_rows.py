"""Rows into the tables, within the transaction of who calls."""

import sqlite3
from collections.abc import Iterable, Sequence

from schemas.topics import HEADLINES_RELATED
from services.view.many_rows import insert, of_all
from services.view.packed import packed
from services.view.rows import Gone, Row
from services.view.texts import Text, TextGone

_ARTICLES = """
INSERT INTO articles VALUES {rows} ON CONFLICT (id) DO UPDATE SET
kafka_partition = excluded.kafka_partition, kafka_offset = excluded.kafka_offset,
effective_us = excluded.effective_us, updated_us = excluded.updated_us,
publisher = excluded.publisher, language = excluded.language, related_count = excluded.related_count,
article = excluded.article, links = excluded.links, value = excluded.value
"""

# Of several records that come together the last is kept, so the first stood where the reading of its partition goes on,
# or after. What is read from the middle of a compacted log may have had older records, and so may what was gone.
_FIRST_SEEN = f"""
INSERT INTO first_seen SELECT one.value ->> 0, next_offset FROM json_each(?) AS one
JOIN marks ON partition = one.value ->> 1 AND topic LIKE '%{HEADLINES_RELATED.name}'
WHERE (SELECT read_whole FROM held)
AND NOT EXISTS (SELECT 1 FROM articles WHERE id = one.value ->> 0)
AND NOT EXISTS (SELECT 1 FROM gone WHERE id = one.value ->> 0)
"""  # noqa: S608 - the topic's name is a constant


def write_articles(db: sqlite3.Connection, changes: Iterable[Row | Gone]) -> None:
    """Takes changes in log order: the last of each article."""
    last = {change.id: change for change in changes}
    _write_gone(db, [change for change in last.values() if isinstance(change, Gone)])
    _write_rows(db, [change for change in last.values() if isinstance(change, Row)])


def _write_gone(db: sqlite3.Connection, gone: Sequence[Gone]) -> None:
    ids = [change.id for change in gone]
    of_all(db, "DELETE FROM articles WHERE id IN (SELECT value FROM json_each(?))", ids)
    of_all(db, "DELETE FROM first_seen WHERE id IN (SELECT value FROM json_each(?))", ids)
    insert(
        db,
        "INSERT OR REPLACE INTO gone VALUES {rows}",
        [(change.id, change.partition, change.offset, change.timestamp_ms) for change in gone],
    )


def _write_rows(db: sqlite3.Connection, rows: Sequence[Row]) -> None:
    of_all(db, _FIRST_SEEN, [(row.id, row.partition) for row in rows])
    of_all(db, "DELETE FROM gone WHERE id IN (SELECT value FROM json_each(?))", [row.id for row in rows])
    insert(
        db,
        _ARTICLES,
        [
            (
                row.id,
                row.partition,
                row.offset,
                row.effective_us,
                row.updated_us,
                row.publisher,
                row.language,
                row.related_count,
                row.article,
                row.links,
                value,
            )
            for row, value in zip(rows, packed([row.value for row in rows]), strict=True)
        ],
    )


def write_texts(db: sqlite3.Connection, changes: Iterable[Text | TextGone]) -> None:
    """Takes changes in log order: the last of each article."""
    last = {change.id: change for change in changes}
    # The index gathers rows in memory as long as their numbers ascend, and writes them out at each that does not.
    found = of_all(
        db, "SELECT number FROM texts WHERE id IN (SELECT value FROM json_each(?)) ORDER BY number", list(last)
    )
    numbers = [number for (number,) in found]
    of_all(db, "DELETE FROM search WHERE rowid IN (SELECT value FROM json_each(?) ORDER BY value)", numbers)
    of_all(db, "DELETE FROM texts WHERE number IN (SELECT value FROM json_each(?))", numbers)
    texts = _at_free_numbers(db, [change for change in last.values() if isinstance(change, Text)])
    insert(
        db,
        "INSERT INTO texts VALUES {rows}",
        [(number, text.id, text.partition, text.offset, text.dek, text.authors, text.topics) for number, text in texts],
    )
    insert(
        db,
        "INSERT INTO search (rowid, headline, dek, body, labels) VALUES {rows}",
        [
            (number, text.searched.headline, text.searched.dek, text.searched.body, text.searched.labels)
            for number, text in texts
        ],
    )


def merge_texts(db: sqlite3.Connection, *, at_once: bool) -> None:
    """How the full-text index merges from now on what it wrote apart: 16 pieces at once, for a log that is read from
    its start; or by and by as soon as there are 4 (FTS5's default), which writes more often what it holds, and finds
    sooner (FTS5, sections 6.1 and 6.2)."""
    db.execute("INSERT INTO search (search, rank) VALUES ('automerge', ?)", (0 if at_once else 4,))


def _at_free_numbers(db: sqlite3.Connection, texts: Sequence[Text]) -> list[tuple[int, Text]]:
    """Each text with the number it gets, in ascending order."""
    wanted = [text.number for text in texts]
    found = of_all(db, "SELECT number FROM texts WHERE number IN (SELECT value FROM json_each(?))", wanted)
    taken = {number for (number,) in found}
    numbered = []
    for text in texts:
        number = text.number
        while number in taken or (number != text.number and _is_taken(db, number)):
            number += 1
        taken.add(number)
        numbered.append((number, text))
    return sorted(numbered, key=lambda each: each[0])


def _is_taken(db: sqlite3.Connection, number: int) -> bool:
    return db.execute("SELECT 1 FROM texts WHERE number = ?", (number,)).fetchone() is not None

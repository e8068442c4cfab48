"""Which articles changed between two positions of the store, in an order in which a client can stop anywhere.

Partition by partition: first the records of headlines.related by offset, then those articles whose text alone changed,
which may begin or cease to match a filter. The position after each is what the client then has.

A row is read as it is now. One that changed again beyond the end of the stretch is left out: the next stretch has it.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from services.view.live.position import Position, Reached, reaches


@dataclass(frozen=True, slots=True)
class Changed:
    """An article that a client may have to be told of; `position` is what the client has once it is told.

    `article` (JSON) and `related_count` are None when it is gone. `may_be_lost`: whether the client may have it and its
    text changed in the stretch, so that it may have ceased to match. `of_record`: whether headlines.related says so;
    else only the text changed, which is nothing to clients whose filter asks for no text. `told_later`: the next
    stretch has its record.
    """

    id: str
    position: Position
    article: bytes | None
    related_count: int | None
    may_be_lost: bool
    of_record: bool = True
    told_later: bool = False


class Stretch(NamedTuple):
    """Part of the way from one position to another, and where it ends."""

    changed: Sequence[Changed]
    position: Position


_RECORDS = """
SELECT kafka_offset, id, article, related_count, text_offset, first_offset FROM (
    SELECT * FROM (
        SELECT a.kafka_offset, a.id, a.article, a.related_count, t.kafka_offset AS text_offset,
               f.kafka_offset AS first_offset
        FROM articles a LEFT JOIN texts t ON t.id = a.id LEFT JOIN first_seen f ON f.id = a.id
        WHERE a.kafka_partition = :partition AND a.kafka_offset >= :start AND a.kafka_offset < :end AND {of_article}
        ORDER BY a.kafka_offset LIMIT :limit
    )
    UNION ALL
    SELECT * FROM (
        SELECT a.kafka_offset, a.id, NULL, NULL, NULL, NULL FROM gone a
        WHERE a.kafka_partition = :partition AND a.kafka_offset >= :start AND a.kafka_offset < :end AND {of_article}
        ORDER BY a.kafka_offset LIMIT :limit
    )
)
ORDER BY kafka_offset LIMIT :limit
"""
_TEXTS = """
SELECT t.kafka_offset, a.id, a.article, a.related_count, a.kafka_offset, f.kafka_offset
FROM texts t JOIN articles a ON a.id = t.id LEFT JOIN first_seen f ON f.id = a.id
WHERE t.kafka_partition = :partition AND t.kafka_offset >= :start AND t.kafka_offset < :end AND {of_article}
ORDER BY t.kafka_offset LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """`article`: of this one only; `by_text`: with those whose text alone changed."""

    article: str | None = None
    by_text: bool = False


def stretch(db: sqlite3.Connection, asked: Asked, start: Position, end: Position, limit: int) -> Stretch:
    """At most `limit` changes from `start` on, to `end` when there are fewer.

    A partition that ends before its start is passed over: this replica is behind the client, and what it knows of it
    may be older than what the client has.
    """
    position = list(start)
    changed: list[Changed] = []
    for partition, (had, whole) in enumerate(zip(start, end, strict=True)):
        if had == whole or not reaches(whole, had):
            continue
        rows = _Rows(db, asked, partition, had, whole)
        for reached, change in rows.changed(limit - len(changed)):
            position[partition] = reached
            changed.append(change(tuple(position)))
        if len(changed) == limit:
            break
        position[partition] = whole
    return Stretch(changed, tuple(position))


@dataclass(frozen=True, slots=True)
class _Rows:
    """What changed in one partition."""

    db: sqlite3.Connection
    asked: Asked
    partition: int
    had: Reached
    whole: Reached

    def changed(self, limit: int) -> Iterator[tuple[Reached, Callable[[Position], Changed]]]:
        records = list(self._records(limit))
        yield from records
        if self.asked.by_text and len(records) < limit:
            yield from self._texts(limit - len(records))

    def _records(self, limit: int) -> Iterator[tuple[Reached, Callable[[Position], Changed]]]:
        for offset, id_, row, count, text, first in self._read(_RECORDS, self.had.related, self.whole.related, limit):
            lost = text is not None and text >= self.had.current and self._was_there(first)
            change = partial(Changed, id_, article=row, related_count=count, may_be_lost=lost)
            yield Reached(offset + 1, self.had.current), change

    def _texts(self, limit: int) -> Iterator[tuple[Reached, Callable[[Position], Changed]]]:
        for offset, id_, row, count, record, first in self._read(_TEXTS, self.had.current, self.whole.current, limit):
            if self.had.related <= record < self.whole.related:
                continue  # it was among the records
            later = record >= self.whole.related
            known_before = self._was_there(first)
            change = partial(
                Changed,
                id_,
                article=row,
                related_count=count,
                may_be_lost=known_before,
                of_record=False,
                told_later=later,
            )
            yield Reached(self.whole.related, offset + 1), change

    def _was_there(self, first: int | None) -> bool:
        return first is None or first < self.had.related

    def _read(self, query: str, start: int, end: int, limit: int) -> list[tuple[Any, ...]]:
        article = self.asked.article
        given = {"partition": self.partition, "article": article, "start": start, "end": end, "limit": limit}
        return self.db.execute(query.format(of_article="1" if article is None else "a.id = :article"), given).fetchall()

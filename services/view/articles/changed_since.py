"""What changed since a time, page by page, and from then on: nothing that changes while it is read is missed.

The order is that of the log, partition by partition. A change of an article gives it a later place in its partition:
it comes again, after the place that a cursor names. Cursors hold on any replica that reads the same log.
"""

import hashlib
import sqlite3
from collections.abc import Mapping

from schemas.topics import HEADLINES_RELATED
from services.view import cursor
from services.view.articles.article_query import changed_in_log
from services.view.articles.asked import Asked
from services.view.articles.found import Listed, Page
from services.view.cursor import CursorError, LogPlace
from services.view.sqlite_file import SqliteFile


def changed_since(file: SqliteFile, limit: int, after: str | None, asked: Asked, since_us: int) -> Page:
    """The articles whose related headlines changed at `since_us` or later; raises `CursorError`, `StoreError`.

    The last page has a `later_cursor`: given as a cursor at any later time it continues with what changed meanwhile.
    """
    place = cursor.read(after, LogPlace) if after else None
    with file.reader() as db:
        db.execute("BEGIN")  # marks and rows of one state
        try:
            log, ends = _read_so_far(db)
            if place and place.log != log:
                raise CursorError("The cursor is of another log: begin again without it.")
            return _page(db, limit, log=log, ends=ends, place=place, asked=asked, since_us=since_us)
        finally:
            db.execute("COMMIT")


def _page(
    db: sqlite3.Connection,
    limit: int,
    *,
    log: str,
    ends: Mapping[int, int],
    place: LogPlace | None,
    asked: Asked,
    since_us: int,
) -> Page:
    starts = dict(enumerate(map(int, place.offsets.split(",")))) if place else {}
    offsets = [starts.get(partition, 0) for partition in range(max([*ends, *starts], default=0) + 1)]
    found: list[Listed] = []
    for partition, start in enumerate(offsets):
        room = limit - len(found)
        statement = changed_in_log(asked, since_us, partition, start, room + 1)
        rows = [Listed(*row) for row in db.execute(*statement)]
        found += rows[:room]
        if len(rows) > room:
            if room:
                offsets[partition] = rows[room - 1].offset + 1
            return Page(found, next_cursor=_written(log, offsets))
        # A replica that is behind the cursor has nothing of what lies before it to tell.
        offsets[partition] = max(start, ends.get(partition, 0))
    return Page(found, next_cursor=None, later_cursor=_written(log, offsets))


def _written(log: str, offsets: list[int]) -> str:
    return cursor.written(LogPlace(log, ",".join(map(str, offsets))))


def _read_so_far(db: sqlite3.Connection) -> tuple[str, dict[int, int]]:
    """A name of the log, and by partition the offset up to which headlines.related is read."""
    (cluster_id,) = db.execute("SELECT cluster_id FROM held").fetchone() or ("",)
    marks = db.execute("SELECT topic, partition, next_offset FROM marks").fetchall()
    ends = {partition: end for topic, partition, end in marks if topic.endswith(HEADLINES_RELATED.name)}
    return hashlib.sha256(cluster_id.encode()).hexdigest()[:16], ends

"""What the view holds: rows and the Kafka offsets they came from, changed together."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from services.runtime.crash_points import crash_point
from services.runtime.settings import Settings
from services.view.cursor import Place
from services.view.resume import Held, Mark
from services.view.rows import Gone, Row
from services.view.sqlite_file import SqliteFile


def store_path(settings: Settings) -> Path:
    """The view's file: one per topic prefix, so that systems side by side keep apart."""
    name = f"view-{settings.topic_prefix}" if settings.topic_prefix else "view"
    return settings.data / f"{name}.sqlite3"


class Store:
    """Articles with their related headlines. Every method may raise `StoreError`; the last three from any thread."""

    def __init__(self, path: Path) -> None:
        self._file = SqliteFile(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def save(
        self, changes: Iterable[Row | Gone], marks: Mapping[int, Mark], *, current_at: float | None = None
    ) -> None:
        """Takes changes in log order with how far the log is read by them, in one transaction."""
        with self._file.transaction() as db:
            for change in changes:
                if isinstance(change, Gone):
                    db.execute("DELETE FROM articles WHERE id = ?", (change.id,))
                else:
                    db.execute(
                        "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?)",
                        (change.id, change.effective_us, change.article, change.related_count, change.value),
                    )
            crash_point("between-rows-and-marks")
            db.executemany(
                "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?)",
                [(partition, m.next_offset, m.last_offset, m.last_timestamp_ms) for partition, m in marks.items()],
            )
            if current_at is not None:
                db.execute("UPDATE held SET current_at = ?", (current_at,))

    def begin_anew(self, cluster_id: str, topic: str, now: float) -> None:
        """Empties everything: what follows is read from the start of this topic. `now`: seconds since 1970."""
        with self._file.transaction() as db:
            for table in ("articles", "marks", "held"):
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
            db.execute("INSERT INTO held VALUES (1, ?, ?, ?)", (cluster_id, topic, now))

    def held(self) -> Held | None:
        """Which log the rows came from and how far it is read; None when nothing was read yet."""
        with self._file.reader() as db:
            row = db.execute("SELECT cluster_id, topic, current_at FROM held").fetchone()
            marks = {partition: Mark(*rest) for partition, *rest in db.execute("SELECT * FROM marks")}
        return Held(cluster_id=row[0], topic=row[1], marks=marks, current_at=row[2]) if row else None

    def newest(self, limit: int, after: Place | None = None) -> list[Row]:
        """At most `limit` articles, newest effective time first, those after a place; `value` is left empty."""
        columns = "SELECT id, effective_us, article, related_count, x'' FROM articles"
        order = "ORDER BY effective_us DESC, id DESC LIMIT ?"
        with self._file.reader() as db:
            if after is None:
                rows = db.execute(f"{columns} {order}", (limit,)).fetchall()
            else:
                where = "WHERE (effective_us, id) < (?, ?)"
                rows = db.execute(f"{columns} {where} {order}", (after.effective_us, after.id, limit)).fetchall()
        return [Row(*row) for row in rows]

    def article(self, article_id: str) -> Row | None:
        """One article; None when it is not known."""
        with self._file.reader() as db:
            row = db.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
        return Row(*row) if row else None

    def count(self) -> int:
        """How many articles are held."""
        with self._file.reader() as db:
            (count,) = db.execute("SELECT count(*) FROM articles").fetchone()
        return int(count)

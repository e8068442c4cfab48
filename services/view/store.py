"""What the view holds: rows and the Kafka offsets they came from, changed together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from schemas.topics import HEADLINES_RELATED
from services.runtime.crash_points import crash_point
from services.runtime.settings import Settings
from services.view.resume import Held, Mark, Partition
from services.view.rows import Gone, Row
from services.view.sqlite_file import SqliteFile
from services.view.texts import Text, TextGone
from services.view.write_rows import merge_texts, write_articles, write_texts

Change = Row | Gone | Text | TextGone
Listener = Callable[[Sequence[Row | Gone]], None]


def store_path(settings: Settings) -> Path:
    """The view's file: one per topic prefix, so that systems side by side keep apart."""
    name = f"view-{settings.topic_prefix}" if settings.topic_prefix else "view"
    return settings.data / f"{name}.sqlite3"


class Store:
    """Articles with their related headlines. Every method may raise `StoreError`; those that read, from any thread.

    A question of its own has a module of its own, which reads through `file`.
    """

    def __init__(self, path: Path) -> None:
        self.file = SqliteFile(path)
        self._listeners: list[Listener] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def on_saved(self, listener: Listener) -> None:
        """Calls `listener` after each transaction, with its changes of articles in log order, from the thread that
        saved. It must be quick and must not raise: the next records wait for it."""
        self._listeners.append(listener)

    def save(
        self, changes: Iterable[Change], marks: Mapping[Partition, Mark], *, current_at: float | None = None
    ) -> None:
        """Takes changes in log order with how far the log is read by them, in one transaction."""
        changes = list(changes)
        articles = [change for change in changes if isinstance(change, Row | Gone)]
        with self.file.transaction() as db:
            write_articles(db, articles)
            write_texts(db, (change for change in changes if isinstance(change, Text | TextGone)))
            crash_point("between-rows-and-marks")
            db.executemany(
                "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?)",
                [(*partition, m.next_offset, m.last_offset, m.last_timestamp_ms) for partition, m in marks.items()],
            )
            if current_at is not None:
                if db.execute("UPDATE held SET read_whole = 1 WHERE NOT read_whole").rowcount:
                    merge_texts(db, at_once=False)
                db.execute("UPDATE held SET current_at = ?", (current_at,))
                oldest_ms = current_at * 1000 - HEADLINES_RELATED.retention_ms
                db.execute("DELETE FROM gone WHERE timestamp_ms < ?", (oldest_ms,))
        self._tell(articles)

    def begin_anew(self, cluster_id: str, now: float) -> None:
        """Empties everything: what follows is read from the start of this cluster's log. `now`: seconds since 1970."""
        self.file.empty()
        with self.file.transaction() as db:
            db.execute("INSERT INTO held VALUES (1, ?, ?, 0)", (cluster_id, now))
            merge_texts(db, at_once=True)
        self._tell([])

    def held(self) -> Held | None:
        """Which log the rows came from and how far it is read; None when nothing was read yet."""
        with self.file.reader() as db:
            row = db.execute("SELECT cluster_id, current_at FROM held").fetchone()
            marks = {(topic, partition): Mark(*rest) for topic, partition, *rest in db.execute("SELECT * FROM marks")}
        return Held(cluster_id=row[0], marks=marks, current_at=row[1]) if row else None

    def article(self, article_id: str) -> Row | None:
        """One article; None when it is not known."""
        with self.file.reader() as db:
            row = db.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
        return replace(Row(*row), value=self.file.unpacked(row[-1])) if row else None

    def record(self, article_id: str) -> bytes | None:
        """The record of one article; None when it is not known."""
        with self.file.reader() as db:
            row = db.execute("SELECT value FROM articles WHERE id = ?", (article_id,)).fetchone()
        return self.file.unpacked(row[0]) if row else None

    def count(self) -> int:
        """How many articles are held."""
        with self.file.reader() as db:
            (count,) = db.execute("SELECT count(*) FROM articles").fetchone()
        return int(count)

    def _tell(self, articles: Sequence[Row | Gone]) -> None:
        for listener in self._listeners:
            listener(articles)

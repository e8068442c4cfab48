"""The newest articles of the store as grouping reads them; what was read of an article is kept until it changes."""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from sys import intern

import orjson

from services.view.sqlite_file import SqliteFile
from services.view.themes.linked_article import LinkedArticle, Numbers, packed_links

WINDOW = timedelta(days=7)
"""Before the newest article: the score of older pairs has decayed below the floor, unless they say nearly the same."""
_WINDOW_US = WINDOW // timedelta(microseconds=1)
_AT_ONCE = 500
_NUMBERS_KEPT = 3
"""For each article in the window: numbers that nobody links to any more are not found out, all are given anew."""

_Version = tuple[int, int]
"""Offset and time of the article's record: a topic that is made anew has the same offsets again."""


class StoredArticles:
    """One thread at a time."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self._numbers = Numbers()
        self._kept: dict[str, tuple[_Version, LinkedArticle]] = {}

    def newest(self) -> list[LinkedArticle]:
        """All whose effective time lies in the `WINDOW` before the newest one's; raises `StoreError`."""
        with self._file.reader() as db:
            versions = _versions(db)
            if len(self._numbers) > _NUMBERS_KEPT * (len(versions) + _AT_ONCE):
                self._numbers, self._kept = Numbers(), {}
            before = self._kept
            changed = [
                article_id for article_id, version in versions.items() if _version(before, article_id) != version
            ]
            read = {article.id: (versions[article.id], article) for article in _read(db, changed, self._numbers)}
        self._kept = {
            article_id: found
            for article_id in versions
            # What was taken back in between is neither.
            if (found := read.get(article_id) or before.get(article_id)) and found[0] == versions[article_id]
        }
        return [article for _, article in self._kept.values()]


def _versions(db: sqlite3.Connection) -> dict[str, _Version]:
    """Oldest first."""
    (newest_us,) = db.execute("SELECT max(effective_us) FROM articles").fetchone()
    found = db.execute(
        "SELECT id, kafka_offset, updated_us FROM articles WHERE effective_us >= ? ORDER BY effective_us, id",
        ((newest_us or 0) - _WINDOW_US,),
    )
    return {article_id: (offset, updated_us) for article_id, offset, updated_us in found}


def _version(kept: dict[str, tuple[_Version, LinkedArticle]], article_id: str) -> _Version | None:
    found = kept.get(article_id)
    return found[0] if found else None


def _read(db: sqlite3.Connection, ids: Iterable[str], numbers: Numbers) -> Iterator[LinkedArticle]:
    ids = iter(ids)
    while some := list(islice(ids, _AT_ONCE)):
        marks = ",".join("?" * len(some))
        query = f"SELECT id, effective_us, publisher, language, article, links FROM articles WHERE id IN ({marks})"  # noqa: S608
        for article_id, effective_us, publisher, language, article, links in db.execute(query, some):
            shown = orjson.loads(article)
            name = shown["publisher"]["name"] or shown["publisher"]["domain"]
            yield LinkedArticle(
                id=article_id,
                number=numbers[article_id],
                effective_us=effective_us,
                headline=shown["headline"],
                publisher=publisher and intern(publisher),
                publisher_name=name and intern(name),
                language=language and intern(language),
                copies=tuple(copy["id"] for copy in shown["copies"]),
                links=packed_links(orjson.loads(links), numbers),
            )

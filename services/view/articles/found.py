"""What the store finds: one article, or the rows of a statement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.view import cursor
from services.view.articles import article_query
from services.view.articles.article_query import Statement
from services.view.cursor import AnyPlace
from services.view.sqlite_file import SqliteFile


class Listed(NamedTuple):
    """One article of a list. `article`: a `SubjectArticle` as JSON. What its text tells (`authors` and `topics` as JSON
    lists, and its number) is None until that is here. `offset`: of its record."""

    id: str
    effective_us: int
    updated_us: int
    related_count: int
    article: bytes
    dek: str | None
    authors: bytes | None
    topics: bytes | None
    number: int | None
    offset: int


@dataclass(frozen=True, slots=True)
class Page:
    """`next_cursor` continues the list, and is None at its end. `later_cursor`: see `changed_since`."""

    articles: Sequence[Listed]
    next_cursor: str | None
    later_cursor: str | None = None


def one_article(file: SqliteFile, article_id: str) -> Listed | None:
    """One article; None when it is not known. Raises `StoreError`."""
    return next(iter(found(file, article_query.one(article_id))), None)


def found(file: SqliteFile, statement: Statement) -> list[Listed]:
    """What a statement of `article_query` finds; raises `StoreError`."""
    with file.reader() as db:
        return [Listed(*row) for row in db.execute(*statement)]


def cut(rows: Sequence[Listed], limit: int, place_of: Callable[[Listed], AnyPlace]) -> Page:
    """A page of rows, of which one more was read than it may have."""
    more = len(rows) > limit
    return Page(rows[:limit], cursor.written(place_of(rows[limit - 1])) if more else None)

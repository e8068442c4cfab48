"""Pages of articles out of the store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.view import cursor
from services.view.articles import article_query
from services.view.articles.article_query import TIERS, Statement
from services.view.articles.asked import Asked, Order
from services.view.cursor import AnyPlace, MatchPlace, Place, UpdatedPlace
from services.view.sqlite_file import SqliteFile

ALL = Asked()


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


def page_of(file: SqliteFile, limit: int, after: str | None, asked: Asked = ALL, order: Order = Order.newest) -> Page:
    """The articles after a cursor of the same order; raises `CursorError`, `StoreError`."""
    if order is Order.relevance:
        return _by_relevance(file, limit, cursor.read(after, MatchPlace) if after else None, asked)
    if order is Order.updated:
        updated = cursor.read(after, UpdatedPlace) if after else None
        rows = read(file, article_query.last_updated(asked, updated, limit + 1))
        return _page(rows, limit, lambda last: UpdatedPlace(last.updated_us, last.id))
    if asked.by_text:
        match = cursor.read(after, MatchPlace) if after else None
        rows = read(file, article_query.matching(asked, asked.expression(), match, limit + 1))
        return _page(rows, limit, lambda last: MatchPlace(0, last.number or 0))
    place = cursor.read(after, Place) if after else None
    rows = read(file, article_query.newest(asked, place, limit + 1))
    return _page(rows, limit, lambda last: Place(last.effective_us, last.id))


def one_article(file: SqliteFile, article_id: str) -> Listed | None:
    """One article; None when it is not known. Raises `StoreError`."""
    return next(iter(read(file, article_query.one(article_id))), None)


def read(file: SqliteFile, statement: Statement) -> list[Listed]:
    """What a statement of `article_query` finds; raises `StoreError`."""
    with file.reader() as db:
        return [Listed(*row) for row in db.execute(*statement)]


def _by_relevance(file: SqliteFile, limit: int, after: MatchPlace | None, asked: Asked) -> Page:
    found: list[tuple[int, Listed]] = []
    for tier, (columns, without) in enumerate(TIERS):
        if (after and tier < after.tier) or len(found) > limit:
            continue
        place = after if after and tier == after.tier else None
        expression = asked.expression(columns, without)
        rows = read(file, article_query.matching(asked, expression, place, limit + 1 - len(found)))
        found += [(tier, row) for row in rows]
    tiers = {row.id: tier for tier, row in found}
    return _page([row for _, row in found], limit, lambda last: MatchPlace(tiers[last.id], last.number or 0))


def _page(rows: Sequence[Listed], limit: int, place_of: Callable[[Listed], AnyPlace]) -> Page:
    more = len(rows) > limit
    return Page(rows[:limit], cursor.written(place_of(rows[limit - 1])) if more else None)

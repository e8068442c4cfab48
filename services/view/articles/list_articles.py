"""Pages of articles in each order."""

from services.view import cursor
from services.view.articles import article_query
from services.view.articles.article_query import ALL_NUMBERS
from services.view.articles.asked import Asked, Order
from services.view.articles.found import Page, cut, found
from services.view.articles.relevance import by_relevance
from services.view.cursor import MatchPlace, Place, UpdatedPlace
from services.view.sqlite_file import SqliteFile

ALL = Asked()


def page_of(file: SqliteFile, limit: int, after: str | None, asked: Asked = ALL, order: Order = Order.newest) -> Page:
    """The articles after a cursor of the same order; raises `CursorError`, `StoreError`."""
    if order is Order.relevance:
        return by_relevance(file, limit, after, asked)
    if order is Order.updated:
        updated = cursor.read(after, UpdatedPlace) if after else None
        rows = found(file, article_query.last_updated(asked, updated, limit + 1))
        return cut(rows, limit, lambda last: UpdatedPlace(last.updated_us, last.id))
    if asked.by_text:
        numbers = range(ALL_NUMBERS.start, cursor.read(after, MatchPlace).number) if after else ALL_NUMBERS
        rows = found(file, article_query.matching(asked, asked.expression(), numbers, limit + 1))
        return cut(rows, limit, lambda last: MatchPlace(last.number or 0))
    place = cursor.read(after, Place) if after else None
    rows = found(file, article_query.newest(asked, place, limit + 1))
    return cut(rows, limit, lambda last: Place(last.effective_us, last.id))

"""What a search finds, best first: all of q in the headline, before all of it in headline and dek, before the rest.

Newest first within each, and all within the newest `WINDOW` matches before any older one: news is read by what it says
and by its day, and a search for common words need not look at all that ever used them. A rank by counts of words, such
as BM25, would move with each article that comes; this one does not, so its cursors hold.
"""

from collections.abc import Sequence

from services.view import cursor
from services.view.articles import article_query
from services.view.articles.article_query import ALL_NUMBERS
from services.view.articles.asked import Asked
from services.view.articles.found import Listed, Page, cut, found
from services.view.cursor import RelevancePlace
from services.view.sqlite_file import SqliteFile

WINDOW = 300
TIERS: Sequence[tuple[str, str | None]] = (
    ("headline", None),
    ("headline dek", "headline"),
    ("headline dek body", "headline dek"),
)
"""How well an article matches: the columns that hold all of q, and those that do not."""


def by_relevance(file: SqliteFile, limit: int, after: str | None, asked: Asked) -> Page:
    """The articles after a cursor of this order; raises `CursorError`, `StoreError`."""
    place = cursor.read(after, RelevancePlace) if after else None
    window = range(place.floor, place.ceiling) if place else _window(file, asked, ALL_NUMBERS.stop)
    rows: list[Listed] = []
    places: dict[str, RelevancePlace] = {}
    while True:
        for tier, (columns, without) in enumerate(TIERS):
            if place and tier < place.tier:
                continue
            numbers = range(window.start, place.number) if place and tier == place.tier else window
            expression = asked.expression(columns, without)
            more = found(file, article_query.matching(asked, expression, numbers, limit + 1 - len(rows)))
            rows += more
            places.update((row.id, RelevancePlace(window.stop, window.start, tier, row.number or 0)) for row in more)
        if len(rows) > limit or window.start == ALL_NUMBERS.start:
            return cut(rows, limit, lambda last: places[last.id])
        window, place = _window(file, asked, window.start), None


def _window(file: SqliteFile, asked: Asked, ceiling: int) -> range:
    """The numbers of the newest matches below `ceiling`."""
    with file.reader() as db:
        statement = article_query.nth_match(asked, range(ALL_NUMBERS.start, ceiling), WINDOW - 1)
        row = db.execute(*statement).fetchone()
    return range(row[0] if row else ALL_NUMBERS.start, ceiling)

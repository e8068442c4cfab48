"""The SQL of each order of a list. Each reads no more than its page where its index has the order."""

from dataclasses import dataclass, field

from services.view.articles.asked import Asked
from services.view.cursor import Place, UpdatedPlace
from services.view.texts import PLACES, first_number

Statement = tuple[str, list[object]]
"""SQL and its values."""
ALL_NUMBERS = range(-(10**17), 10**17)
"""Of texts: more than there can be, and short enough for a cursor."""
COLUMNS = (
    "a.id, a.effective_us, a.updated_us, a.related_count, a.article, t.dek, t.authors, t.topics, t.number,"
    " a.kafka_offset"
)
_BY_ROW = "FROM articles a LEFT JOIN texts t ON t.id = a.id"
_BY_MATCH = "FROM search s CROSS JOIN texts t ON t.number = s.rowid CROSS JOIN articles a ON a.id = t.id"


@dataclass
class Query:
    """A statement that grows by conditions, each with its values."""

    source: str
    conditions: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def where(self, condition: str, *values: object) -> None:
        self.conditions.append(condition)
        self.values.extend(values)

    def ordered(self, order: str, limit: int, columns: str = COLUMNS) -> Statement:
        """The statement and its values."""
        where = f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""
        return f"SELECT {columns} {self.source}{where} ORDER BY {order} LIMIT ?", [*self.values, limit]


def one(article_id: str) -> Statement:
    """The article with this id."""
    query = Query(_BY_ROW)
    query.where("a.id = ?", article_id)
    return query.ordered("a.id", 1)


def newest(asked: Asked, after: Place | None, limit: int) -> Statement:
    """Newest effective time first; not for what only the full-text index can tell."""
    query = _rows(asked)
    if after:
        query.where("(a.effective_us, a.id) < (?, ?)", after.effective_us, after.id)
    return query.ordered("a.effective_us DESC, a.id DESC", limit)


def last_updated(asked: Asked, after: UpdatedPlace | None, limit: int) -> Statement:
    """Those whose related headlines changed last first."""
    query = _rows(asked)
    if after:
        query.where("(a.updated_us, a.id) < (?, ?)", after.updated_us, after.id)
    return query.ordered("a.updated_us DESC, a.id DESC", limit)


def matching(asked: Asked, expression: str, numbers: range, limit: int) -> Statement:
    """What the full-text index finds among texts of these numbers, newest effective time first, to the second."""
    query = _matches(asked, expression, numbers)
    _times(query, asked)
    return query.ordered("s.rowid DESC", limit)


def nth_match(asked: Asked, numbers: range, place: int) -> Statement:
    """The number of the match that has so many newer ones."""
    query = _matches(asked, asked.expression(), numbers, source="FROM search s")
    sql, values = query.ordered("s.rowid DESC", 1, columns="s.rowid")
    return f"{sql} OFFSET ?", [*values, place]


def _matches(asked: Asked, expression: str, numbers: range, source: str = _BY_MATCH) -> Query:
    query = Query(source)
    query.where("s.search MATCH ?", expression)
    least, end = numbers.start, numbers.stop
    if asked.since_us is not None:
        least = max(least, first_number(asked.since_us))
    if asked.until_us is not None:
        # Numbers that were taken push later ones on, so the second after the last is looked at too.
        end = min(end, first_number(asked.until_us) + 2 * PLACES)
    query.where("s.rowid >= ? AND s.rowid < ?", least, end)
    return query


def changed_in_log(asked: Asked, updated_since_us: int, partition: int, offset: int, limit: int) -> Statement:
    """Those of one partition whose records stand at `offset` or after it, in the order of the log."""
    query = _rows(asked)
    query.where("a.kafka_partition = ? AND a.kafka_offset >= ?", partition, offset)
    query.where("a.updated_us >= ?", updated_since_us)
    return query.ordered("a.kafka_offset", limit)


def _rows(asked: Asked) -> Query:
    query = Query(_BY_ROW)
    if asked.by_text:
        query.where("t.number IN (SELECT rowid FROM search WHERE search MATCH ?)", asked.expression())
    if asked.publisher is not None:
        query.where("a.publisher = ?", asked.publisher)
    if asked.language is not None:
        query.where("a.language = ?", asked.language)
    _times(query, asked)
    return query


def _times(query: Query, asked: Asked) -> None:
    if asked.since_us is not None:
        query.where("a.effective_us >= ?", asked.since_us)
    if asked.until_us is not None:
        query.where("a.effective_us < ?", asked.until_us)

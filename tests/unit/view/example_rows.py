"""Rows that no record was made for."""

from dataclasses import replace

from schemas.article_id import article_id_of
from services.view.rows import Gone, Row
from services.view.texts import Searched, Text, number_of

_ROW = Row("", 1, 0, 0, 0, "news.example", "en", 3, b"a", b"[]", b"v")


def row(name: str, effective_us: int = 0, value: bytes = b"v", offset: int = 0) -> Row:
    """The article named `name`."""
    return replace(_ROW, id=article_id_of(name), effective_us=effective_us, value=value, offset=offset)


def gone(name: str, offset: int = 1, timestamp_ms: int = 1000) -> Gone:
    """The article named `name`, retracted."""
    return Gone(article_id_of(name), 1, offset, timestamp_ms)


def words(name: str, headline: str, effective_us: int = 0) -> Text:
    """The text of the article named `name`."""
    article_id = article_id_of(name)
    number = number_of(article_id, effective_us)
    return Text(article_id, 0, 0, number, None, b"[]", b"[]", Searched(headline, "", "", ""))

"""A stream of labelled articles, a line of JSON each, and the records that the parser would have made of them."""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from schemas.article_id import article_id_of
from schemas.parsed_article import ParsedArticle, Published, Publisher, Version
from services.parser.language import language_of_text
from services.parser.plain_text import cut
from services.parser.record import HEADLINE_LIMIT
from services.relatedness.fingerprint import fingerprint

FORM = '{"id", "headline", "published_at", "source", "text", "story"}, only id and headline needed'
_NO_TIME = datetime.fromtimestamp(0, UTC)
"""Effective time of every article of an undated stream: all gaps are 0."""


class StreamError(Exception):
    """The stream cannot be backtested; the message names file and line, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class StreamArticle:
    """One line. `published` is None in all of a stream's lines or in none; `story` None means no label."""

    line: int
    id: str
    headline: str
    as_written: str
    published: datetime | None
    source: str | None
    text: str
    story: str | int | float | None

    @property
    def days(self) -> float:
        """The published time in days; 0 in an undated stream."""
        return self.published.timestamp() / 86400 if self.published else 0


def read_stream(path: Path) -> list[StreamArticle]:
    """All articles in their order: (published_at as it is written, id), in an undated stream as they stand in the file.

    Raises StreamError, and OSError when the file cannot be read.
    """
    articles: dict[str, StreamArticle] = {}
    for number, text in _lines(path):
        try:
            article = _article(number, text)
        except ValueError as error:
            raise StreamError(f"{path} line {number}: {error}; a line is {FORM}") from error
        if former := articles.get(article.id):
            raise StreamError(
                f"{path} line {number}: id {article.id!r} is that of line {former.line}; give each its own"
            )
        articles[article.id] = article
    if not articles:
        raise StreamError(f"{path} holds no article; a line is {FORM}")
    return _in_order(path, list(articles.values()))


def parsed(article: StreamArticle) -> ParsedArticle:
    """The record as the parser writes it, fingerprint and language included."""
    headline = cut(article.headline, HEADLINE_LIMIT)
    body = [line.strip() for line in article.text.splitlines() if line.strip()]
    at = article.published or _NO_TIME
    return ParsedArticle(
        id=article.id,
        version=Version(observed_at=at, content_hash=article_id_of(f"{headline}\n{article.text}")),
        headline=headline,
        body=body,
        published=Published(at=at, as_written=article.as_written) if article.published else None,
        effective_at=at,
        publisher=Publisher(name=article.source),
        language=language_of_text("\n".join([headline, *body])),
        fingerprint=fingerprint(body),
        parser_version="backtest",
    )


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        try:
            yield from ((number, line) for number, line in enumerate(file, 1) if line.strip())
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise StreamError(f"{path} is no whole gzip file: {error}; fetch it again") from error


def _article(number: int, text: bytes) -> StreamArticle:
    try:
        fields = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error})") from error
    if not isinstance(fields, dict):
        raise ValueError("not a JSON object")
    if not fields.get("id"):
        raise ValueError("no id")
    if fields.get("headline") is None:
        raise ValueError("no headline")
    as_written = _text(fields, "published_at")
    return StreamArticle(
        line=number,
        id=_text(fields, "id"),
        headline=_text(fields, "headline"),
        as_written=as_written,
        published=_instant(as_written) if as_written else None,
        source=_text(fields, "source") or None,
        text=_text(fields, "text"),
        story=_story(fields.get("story")),
    )


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name} is {value!r}, not a text")
    return value


def _story(value: Any) -> str | int | float | None:
    if value is None or isinstance(value, str | int | float):
        return value
    raise ValueError(f"story is {value!r}, not a text or number")


def _instant(as_written: str) -> datetime:
    """A time without an offset is taken as UTC."""
    try:
        instant = datetime.fromisoformat(as_written.replace("Z", "+00:00"))
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"published_at {as_written!r} is no time as RFC 3339 writes it (2031-05-01T12:00:00Z)"
        ) from error


def _in_order(path: Path, articles: list[StreamArticle]) -> list[StreamArticle]:
    undated = [article for article in articles if article.published is None]
    if not undated:
        return sorted(articles, key=lambda article: (article.as_written, article.id))
    if len(undated) < len(articles):
        raise StreamError(
            f"{path} line {undated[0].line}: no published_at, which other lines have; give it in every line, or in none"
        )
    return articles

"""Invented records that the view's tests are made of."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from schemas.article_id import article_id_of
from schemas.parsed_article import ParsedArticle, Publisher, Version
from schemas.related_headlines import Card, Copy, Reason, RelatedHeadline, RelatedHeadlines, SubjectArticle
from services.view.rows import change
from services.view.store import Store
from services.view.texts import text_change

NOON = datetime(2026, 3, 3, 12, 30, tzinfo=UTC)


def card(name: str = "harbour", **fields: Any) -> dict[str, Any]:
    """The fields of an article named `name`."""
    given: dict[str, Any] = {
        "id": article_id_of(name),
        "version": Version(observed_at=NOON, content_hash="0" * 32),
        "headline": f"The {name} reopens",
        "url": f"https://news.example/{name}",
        "publisher": Publisher(name="Coast Gazette", domain="news.example"),
        "published": NOON,
        "effective_at": NOON,
        "language": "en",
    }
    return given | fields


def article(name: str = "harbour", minutes: int = 0, **fields: Any) -> Card:
    """An article, `minutes` after noon."""
    at = NOON + timedelta(minutes=minutes)
    return Card(**card(name, **{"published": at, "effective_at": at} | fields))


def entry(name: str, **fields: Any) -> RelatedHeadline:
    """A related headline with a lexical reason."""
    reasons = [Reason(kind="lexical", terms=["harbour", "ferri"])]
    return RelatedHeadline(**card(name) | {"score": 431, "reasons": reasons} | fields)


def copy(name: str, **fields: Any) -> Copy:
    """A near-duplicate."""
    return Copy(**card(name) | {"score": 900} | fields)


def listed(headline: str, **fields: Any) -> RelatedHeadline:
    """A headline of the page's own list that no known article matches."""
    return RelatedHeadline(headline=headline, reasons=[Reason(kind="listed", position=2)], **fields)


def related(
    name: str = "harbour", *entries: RelatedHeadline, minutes: int = 0, copies: tuple[Copy, ...] = (), **fields: Any
) -> RelatedHeadlines:
    """The record of one article."""
    subject = SubjectArticle(**article(name, minutes, **fields).model_dump(), copies=list(copies))
    return RelatedHeadlines(article=subject, related=list(entries), scorer="test", updated=NOON)


def text(name: str = "harbour", minutes: int = 0, **fields: Any) -> ParsedArticle:
    """What the parser read of the article named `name`, `minutes` after noon."""
    given: dict[str, Any] = {
        "id": article_id_of(name),
        "version": Version(observed_at=NOON, content_hash="0" * 32),
        "headline": f"The {name} reopens",
        "url": f"https://news.example/{name}",
        "publisher": Publisher(name="Coast Gazette", domain="news.example"),
        "effective_at": NOON + timedelta(minutes=minutes),
        "language": "en",
        "parser_version": "test",
    }
    return ParsedArticle(**given | fields)


def put(store: Store, *records: RelatedHeadlines) -> None:
    """Stores records as the log's reader does."""
    store.save([change(Produced(record.article.id.encode(), record.to_bytes())) for record in records], {})


def retract(store: Store, article_id: str) -> None:
    """Takes an article back."""
    store.save([change(Produced(article_id.encode(), None))], {})


def put_texts(store: Store, *articles: ParsedArticle) -> None:
    """Stores records of articles.current as the log's reader does."""
    store.save([text_change(Produced(article.id.encode(), article.to_bytes())) for article in articles], {})


_offsets = count()


@dataclass
class Produced:
    """A record on its topic; each stands after the one that was made before."""

    key: bytes | None
    value: bytes | None
    partition: int = 0
    offset: int = field(default_factory=_offsets.__next__)
    timestamp: int = 1_772_541_000_000
    topic: str = "topic"

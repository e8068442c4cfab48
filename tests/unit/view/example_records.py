"""Invented records that the view's tests are made of."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.article_id import article_id_of
from schemas.parsed_article import Publisher, Version
from schemas.related_headlines import Card, Copy, Reason, RelatedHeadline, RelatedHeadlines, SubjectArticle
from services.view.rows import change
from services.view.store import Store

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


def put(store: Store, *records: RelatedHeadlines) -> None:
    """Stores records as the log's reader does."""
    store.save([change(_Produced(record.article.id.encode(), record.to_bytes())) for record in records], {})


@dataclass
class _Produced:
    key: bytes | None
    value: bytes | None

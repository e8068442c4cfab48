"""Small articles for tests, made from what a test cares about."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from schemas.article_id import article_id_of
from schemas.indexer_signatures import ArticleFeatures
from schemas.parsed_article import ListedHeadline, ParsedArticle, Publisher, Version
from schemas.related_headlines import Card
from services.relatedness.article import Article
from services.relatedness.signature import NORM

START = datetime(2031, 5, 1, 12, tzinfo=UTC)


def article(
    name: str,
    *,
    version: int = 1,
    headline: str | None = None,
    hours: float = 0,
    dated: bool = True,
    terms: Sequence[str] = (),
    listed: Sequence[tuple[str, float | None]] = (),
    fingerprint: str | None = None,
    canonical_url: str | None = None,
    publisher: str | None = None,
    meaning: bytes | None = None,
    has_text: bool = True,
    seconds: int | None = None,
) -> Article:
    """An article `hours` after START whose signature has the terms in equal parts; `listed` is (headline, hours).
    The version is observed `seconds` after START, by default as many as its number."""
    at = START + timedelta(hours=hours)
    observed_at = START + timedelta(seconds=version if seconds is None else seconds)
    weight = round(NORM / max(1, len(terms)) ** 0.5)
    return Article.from_features(
        ArticleFeatures(
            card=Card(
                id=article_id_of(name),
                version=Version(observed_at=observed_at, content_hash=f"{version:032x}"),
                headline=headline or f"Headline of {name}",
                published=at if dated else None,
                effective_at=at,
                fingerprint=fingerprint,
                canonical_url=canonical_url,
                publisher=Publisher(domain=publisher),
            ),
            signature=dict.fromkeys(terms, weight),
            meaning=meaning,
            has_text=has_text,
            listed=[
                ListedHeadline(headline=line, published=None if when is None else START + timedelta(hours=when))
                for line, when in listed
            ],
        )
    )


def of_text(name: str, headline: str, body: str = "", language: str = "en") -> Article:
    """An article at START as it is made from a parsed one."""
    return Article.of(
        ParsedArticle(
            id=article_id_of(name),
            version=Version(observed_at=START, content_hash="0" * 32),
            headline=headline,
            body=[body] if body else [],
            effective_at=START,
            language=language,
            parser_version="test",
        )
    )

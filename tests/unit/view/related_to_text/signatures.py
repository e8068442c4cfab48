"""The signatures that a shard would have written of the invented articles."""

from datetime import UTC, datetime

from schemas.indexer_signatures import ArticleSignature
from services.relatedness.article import Article
from services.relatedness.pair_score import SCORER
from services.view.related_to_text.asked_text import AskedText, article_of
from tests.unit.relatedness.invented_articles import Invented, invented_articles

ARTICLES = invented_articles()
LATER = datetime(2032, 1, 1, tzinfo=UTC)
"""When somebody asks."""


def signature(article: Article, *, retracted: bool = False, scorer: str = SCORER) -> bytes:
    """The record of an article."""
    return ArticleSignature(
        id=article.id,
        version=article.card.version,
        last_seen=article.card.version.observed_at,
        features=None if retracted else article.features,
        scorer=scorer,
    ).to_bytes()


def asked(one: Invented) -> AskedText:
    """What somebody asks who has the text of an article, and no more."""
    parsed = one.parsed
    return AskedText(
        headline=parsed.headline,
        text="\n".join(parsed.body),
        published=parsed.effective_at,
        language=parsed.language or "",
    )


def article(asked_text: AskedText) -> Article:
    """As it is asked about `LATER`."""
    return article_of(asked_text, LATER)

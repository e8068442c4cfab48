"""What the first article would wait for: word lists, embeddings, and kernels that are compiled or read from a cache."""

from datetime import UTC, datetime

from schemas.parsed_article import ParsedArticle, Version
from services.relatedness.article import Article
from services.relatedness.postings import Postings


def warm_up() -> None:
    """Takes an invented article through the index. Takes seconds where no kernel is kept yet, else under one."""
    at = datetime.fromtimestamp(0, UTC)
    postings = Postings()
    for number in range(2):
        parsed = ParsedArticle(
            id=f"{number:032x}",
            version=Version(observed_at=at, content_hash="0" * 32),
            headline="News",
            effective_at=at,
            language="en",
            parser_version="none",
        )
        article = Article.of(parsed)
        postings.add(article)
        postings.related(article)
        postings.remove(article.id)

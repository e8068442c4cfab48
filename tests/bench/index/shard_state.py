"""The state of one of eight shards over a stream: what its next owner reads back.

The shard is one of eight over allsides_dev, so most of what its views show are articles of other shards.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from schemas.article_id import article_id_of
from schemas.parsed_article import ParsedArticle, Publisher
from schemas.topics import HEADLINES_RELATED, INDEXER_SIGNATURES, Topic
from services.cli.backtest_stream import parsed, read_stream
from services.indexer.newest import Held
from services.indexer.state_records import signature_of
from services.indexer.view_digest import digests_of
from services.relatedness.article import Article
from services.relatedness.postings import Postings
from services.relatedness.ranking import ROOMS, entry_of
from services.relatedness.related_record import related_record
from services.relatedness.view import View
from services.runtime.shard_records import Headers, InputRecord
from services.runtime.transactional_shards import home_of

PARTITIONS = 8
TARGET_ARTICLES = 125_000
"""Of a shard of a million articles."""


def state_records(stream: Path, every: int) -> Iterator[InputRecord]:
    """What compaction leaves of the state of partition 0: a record of each kind for each of its articles."""
    postings = Postings()
    articles = []
    for line in read_stream(stream)[::every]:
        article = Article.of(_with_url(parsed(line)))
        postings.add(article)
        articles.append(article)
    for article in articles:
        if home_of(article.id, PARTITIONS) == 0:
            hits = postings.hits(article)
            view, cards = View(*ROOMS), {}
            for other, relation in postings.closest(article, hits, ROOMS[1]):
                cards[other.id] = other.card
                view.put(entry_of(other.card, relation.score, relation.reasons))
            held = Held(article.card.version, article.card.version.observed_at, article)
            yield _record(INDEXER_SIGNATURES, article, signature_of(article.id, held).to_bytes())
            related = related_record(article, view, cards, datetime.fromtimestamp(article.effective, UTC))
            value = related.to_bytes()
            yield _record(HEADLINES_RELATED, article, value, digests_of(value).headers)


def _with_url(article: ParsedArticle) -> ParsedArticle:
    """The stream tells neither URL nor domain."""
    domain = f"{(article.publisher.name or 'unknown').lower().replace(' ', '')}.example"
    slug = "-".join(article.headline.lower().split()[:8])
    changed: dict[str, Any] = {
        "id": article_id_of(article.id),
        "url": f"https://www.{domain}/news/{slug}",
        "canonical_url": f"https://www.{domain}/news/{slug}",
        "publisher": Publisher(name=article.publisher.name, domain=domain),
    }
    return article.model_copy(update=changed)


def _record(topic: Topic, article: Article, value: bytes, headers: Headers = ()) -> InputRecord:
    return InputRecord(topic, 0, 0, 0, article.id.encode(), value, headers)

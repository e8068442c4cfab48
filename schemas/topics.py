"""Every topic in one table. Services name topics by these constants; `themewire up` and the topics job create them."""

from dataclasses import dataclass
from typing import Literal

MIB = 1024 * 1024
DAY_MS = 24 * 3600 * 1000
SEGMENT_BYTES = 32 * MIB
"""Of compacted topics: the broker compacts closed segments only, and Kafka's default of 1 GiB would leave every record
of a partition's last gigabyte to be read by each start."""
DOCUMENT_LIMIT = 4 * MIB
"""Largest raw document in bytes: ingest answers 413 above it, the parser rejects above it."""


@dataclass(frozen=True)
class Topic:
    """One topic. Sizes in bytes, times in milliseconds; `value` names the record in contracts, None for raw bytes."""

    name: str
    key: str
    value: str | None
    cleanup: Literal["delete", "compact", "compact,delete"]
    retention_ms: int
    message_limit: int
    note: str
    public: bool = True

    @property
    def config(self) -> dict[str, str]:
        """The broker's configuration for this topic."""
        shared = {"max.message.bytes": str(self.message_limit), "compression.type": "producer"}
        config: dict[str, str] = {"cleanup.policy": self.cleanup}
        if "compact" in self.cleanup:
            config |= {"delete.retention.ms": str(self.retention_ms), "segment.bytes": str(SEGMENT_BYTES)}
        if "delete" in self.cleanup:
            config["retention.ms"] = str(self.retention_ms)
        return {**config, **shared}


ARTICLES_RAW = Topic(
    "articles.raw",
    "article id, or the producer's own, or null",
    None,
    "delete",
    7 * DAY_MS,
    DOCUMENT_LIMIT + MIB,
    "the original bytes with CloudEvents headers, all optional; a null value retracts",
)
ARTICLES_PARSED = Topic(
    "articles.parsed",
    "article id",
    "ParsedArticle",
    "delete",
    7 * DAY_MS,
    DOCUMENT_LIMIT + 2 * MIB,
    "every parse result as it comes, at least once; a null value retracts, its version in headers",
)
ARTICLES_CURRENT = Topic(
    "articles.current",
    "article id",
    "ParsedArticle",
    "compact",
    7 * DAY_MS,
    DOCUMENT_LIMIT + 2 * MIB,
    "the newest version of every article, exactly once; null when retracted",
)
HEADLINES_RELATED = Topic(
    "headlines.related",
    "article id",
    "RelatedHeadlines",
    "compact",
    7 * DAY_MS,
    MIB,
    "the related headlines of every article, exactly once; null when the article is gone",
)
ARTICLES_REJECTED = Topic(
    "articles.rejected",
    "the original key",
    None,
    "delete",
    30 * DAY_MS,
    DOCUMENT_LIMIT + 4 * MIB,
    "the original bytes; why and where from, in headers",
)
INDEXER_EXCHANGE = Topic(
    "indexer.exchange",
    "article id, partition explicit",
    "ExchangeRecord",
    "delete",
    DAY_MS,
    2 * MIB,
    "what shards tell each other",
    public=False,
)
INDEXER_SIGNATURES = Topic(
    "indexer.signatures",
    "article id",
    "ArticleSignature",
    "compact",
    7 * DAY_MS,
    2 * MIB,
    "what a shard knows of each of its articles",
    public=False,
)
INGEST_IDEMPOTENCY = Topic(
    "ingest.idempotency",
    "hash of sender and Idempotency-Key, of a claim with its nonce; partition explicit",
    None,
    "compact,delete",
    DAY_MS,
    MIB,
    "which request holds an Idempotency-Key, and the receipt it got",
    public=False,
)
INGEST_REQUESTS = Topic(
    "ingest.requests",
    "feed id",
    None,
    "delete",
    7 * DAY_MS,
    2 * DOCUMENT_LIMIT,
    "what subscribers and hubs ask of the poller",
    public=False,
)
INGEST_FEEDS = Topic(
    "ingest.feeds",
    "feed id",
    None,
    "compact",
    7 * DAY_MS,
    2 * MIB,
    "every subscribed feed and what is remembered of it; null when it is no longer subscribed to",
    public=False,
)

TOPICS = (
    ARTICLES_RAW,
    ARTICLES_PARSED,
    ARTICLES_CURRENT,
    HEADLINES_RELATED,
    ARTICLES_REJECTED,
    INDEXER_EXCHANGE,
    INDEXER_SIGNATURES,
    INGEST_IDEMPOTENCY,
    INGEST_REQUESTS,
    INGEST_FEEDS,
)

PRODUCER_REQUEST_LIMIT = max(topic.message_limit for topic in TOPICS) + MIB
"""`max_request_size` of every producer and `max_partition_fetch_bytes` of every consumer: above every topic's limit."""

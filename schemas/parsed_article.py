"""`articles.parsed` and `articles.current`: one article as the parser read it."""

from typing import Literal

from pydantic import Field

from schemas.record import Instant, Record

LISTED_LIMIT = 30
"""Headlines of a page's own related list that are kept; keeps `RelatedHeadlines` under its size limit."""


class Version(Record):
    """Orders the observations of one article: first by time, then by content hash."""

    observed_at: Instant = Field(description="ce_time, else the raw record's Kafka timestamp; never a clock")
    content_hash: str = Field(description="32 hex digits of SHA-256 over the article's content fields")


class Published(Record):
    at: Instant = Field(description="with the offset the page gave; a day without a time is noon UTC of that day")
    precision: Literal["instant", "day"] = "instant"
    as_written: str = Field(description="the text the time was read from")


class Publisher(Record):
    name: str | None = None
    domain: str | None = None


class ListedHeadline(Record):
    """One line of the page's own related list."""

    headline: str
    published: Instant | None = None
    url: str | None = None


class Source(Record):
    """The raw record an article came from."""

    topic: str
    partition: int
    offset: int
    ce_id: str | None = None


class ParsedArticle(Record):
    id: str = Field(description="32 hex digits, see schemas/article_id.py")
    version: Version
    headline: str
    dek: str | None = None
    body: list[str] = Field(default_factory=list, description="paragraphs in reading order")
    authors: list[str] = Field(default_factory=list)
    published: Published | None = None
    effective_at: Instant = Field(description="min(published, observed); observed when nothing is known")
    modified: Instant | None = None
    url: str | None = None
    canonical_url: str | None = None
    publisher: Publisher = Publisher()
    language: str | None = Field(default=None, description="ISO 639-1 code")
    topics: list[str] = Field(default_factory=list)
    listed: list[ListedHeadline] = Field(default_factory=list, max_length=LISTED_LIMIT)
    fingerprint: str | None = Field(default=None, description="near-duplicate sketch of the body, hex")
    provenance: dict[str, str] = Field(default_factory=dict, description="field -> where its value came from")
    source: Source | None = None
    parser_version: str

"""Feeds served on loopback, which can change, fail and be gone, and what the poller makes of them."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape

import orjson

from schemas.article_id import article_id_of, normalised_url
from schemas.raw_document import CE_TIME, CONTENT_TYPE, FEED_ITEM
from schemas.topics import ARTICLES_PARSED, ARTICLES_RAW, INGEST_FEEDS, INGEST_REQUESTS, Topic
from services.ingest.feeds.feed_state import FeedOptions, FeedState
from services.ingest.feeds.requests import FeedRequest, Subscribe, Unsubscribe, feed_id
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.transactional_shards import home_of
from services.runtime.whole_topic import newest_values, read_whole
from tests.unit.ingest.fetch.scripted_server import Misbehaviour, Served, answer, serving

FEED = "application/rss+xml"
CONTENT = "http://purl.org/rss/1.0/modules/content/"


@dataclass
class LocalFeeds:
    """`entries` of each path, by name: the text of the entry. `other` answers instead, where it names a path."""

    entries: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    other: dict[str, bytes | Misbehaviour] = field(default_factory=dict)
    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    """How often each path was answered with which status."""
    served: Served = field(default_factory=Served)

    def url(self, path: str) -> str:
        return self.served.url(path)

    def link(self, path: str, name: str) -> str:
        return self.url(f"{path}/{name}")

    def script(self, path: str) -> bytes | Misbehaviour:
        """Answers as a server does that knows ETags."""
        if path in self.other:
            return self.other[path]
        if path not in self.entries:
            return answer(status="404 Not Found")
        body = self._rss(path)
        etag = f'"{article_id_of(body)}"'
        same = f"if-none-match: {etag}".encode() in self.served.requests[-1]
        self.statuses[path][304 if same else 200] += 1
        if same:
            return answer(status="304 Not Modified", etag=etag)
        return answer(body.encode(), content_type=FEED, etag=etag)

    def _rss(self, path: str) -> str:
        items = "".join(
            f"<item><guid>{name}</guid><link>{self.link(path, name)}</link><title>{escape(text)}</title>"
            f"<content:encoded>{escape(f'<p>{escape(said(text))}</p>')}</content:encoded></item>"
            for name, text in self.entries[path].items()
        )
        channel = f"<channel><title>Orrel</title>{items}</channel>"
        return f'<?xml version="1.0"?><rss version="2.0" xmlns:content="{CONTENT}">{channel}</rss>'


def said(text: str) -> str:
    """The body of an entry."""
    return f"{text}. So it was said."


@asynccontextmanager
async def local_feeds() -> AsyncIterator[LocalFeeds]:
    """Served while the block runs."""
    feeds = LocalFeeds()
    async with serving(feeds.script) as served:
        feeds.served = served
        yield feeds


async def ask(settings: Settings, *requests: FeedRequest) -> None:
    """Puts requests on ingest.requests; returns when the broker has them."""
    async with kafka_clients.producer(settings) as producer:
        for request in requests:
            name = feed_id(request.url)
            partition = home_of(name, settings.partitions)
            await producer.send(settings.topic(INGEST_REQUESTS), request.to_bytes(), name.encode(), partition)
        await producer.flush()


async def subscribe(settings: Settings, *urls: str, **options: str) -> None:
    given = FeedOptions.model_validate(options)
    await ask(settings, *(Subscribe(url=url, at=datetime.now(UTC), options=given) for url in urls))


async def unsubscribe(settings: Settings, url: str) -> None:
    await ask(settings, Unsubscribe(url=url, at=datetime.now(UTC)))


async def states(settings: Settings) -> dict[str, FeedState]:
    """The state of every feed, by its URL."""
    found = [FeedState.from_bytes(value) for value in (await newest_values(settings, INGEST_FEEDS)).values()]
    return {state.url: state for state in found}


@dataclass(frozen=True, slots=True, order=True)
class SentEntry:
    """A feed's entry on articles.raw: RFC 3339 time of its observation, and its title."""

    observed_at: str
    title: str


async def entries_sent(settings: Settings) -> dict[str, list[SentEntry]]:
    """What stands on articles.raw of each entry, oldest observation first, by the entry's address; what others than
    the poller sent is left out."""
    found: dict[str, list[SentEntry]] = defaultdict(list)
    async for record in read_whole(settings, ARTICLES_RAW):
        headers = dict(record.headers)
        if headers.get(CONTENT_TYPE) != FEED_ITEM.encode():
            continue
        item = orjson.loads(record.value)
        assert record.key.decode() == article_id_of(normalised_url(item["url"]))
        found[item["url"]].append(SentEntry(headers[CE_TIME].decode(), item["title"]))
    return {url: sorted(versions) for url, versions in found.items()}


async def sent(settings: Settings) -> dict[str, list[str]]:
    """The titles of each entry, oldest observation first, by the entry's address."""
    return {url: [entry.title for entry in entries] for url, entries in (await entries_sent(settings)).items()}


async def parsed_headlines(settings: Settings) -> set[str]:
    """The headlines on articles.parsed."""
    return {orjson.loads(record.value)["headline"] async for record in read_whole(settings, ARTICLES_PARSED)}


async def count(settings: Settings, topic: Topic) -> int:
    """How many records stand on a topic."""
    return len([record async for record in read_whole(settings, topic)])

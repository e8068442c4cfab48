"""The poller's topics as tests write and read them."""

from collections.abc import Iterable

from schemas.topics import INGEST_FEEDS, INGEST_REQUESTS
from services.ingest.feeds.feed_state import FeedState
from services.ingest.feeds.requests import LeaseAnswered, Pushed, Subscribe, Unsubscribe, feed_id, read_request
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.transactional_shards import home_of
from services.runtime.whole_topic import read_whole


async def written(settings: Settings, states: Iterable[tuple[str, FeedState | None]]) -> None:
    """Puts states on ingest.feeds as the poller does: in a transaction, each in its feed's partition."""
    name = f"{settings.topic_prefix}poller"
    async with kafka_clients.producer(settings, transactional_id=name) as producer, producer.transaction():
        for url, one in states:
            key = feed_id(url)
            await producer.send(
                settings.topic(INGEST_FEEDS),
                one.to_bytes() if one else None,
                key=key.encode(),
                partition=home_of(key, settings.partitions),
            )


async def requests(settings: Settings) -> list[Subscribe | Unsubscribe | LeaseAnswered | Pushed]:
    """Everything on ingest.requests, each record checked to be where its feed's poller looks for it."""
    found = []
    async for record in read_whole(settings, INGEST_REQUESTS):
        request = read_request(record.value)
        assert record.key == feed_id(request.url).encode()
        assert record.partition == home_of(record.key.decode(), settings.partitions)
        found.append(request)
    return found

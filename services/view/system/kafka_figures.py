"""Asks Kafka how much comes in, what waits and how the feeds fare: only while somebody looks, every few seconds."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from schemas.topics import (
    ARTICLES_CURRENT,
    ARTICLES_PARSED,
    ARTICLES_RAW,
    ARTICLES_REJECTED,
    HEADLINES_RELATED,
    INGEST_FEEDS,
    Topic,
)
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.view.system.figures import Feeds, FeedStates, Figures, Flow, Lag, Unknown
from services.view.system.read_on import ReadOn
from services.view.system.rejections import NEWEST, LatelyRejected, Rejected

T = TypeVar("T")

FLOWS = (ARTICLES_RAW, ARTICLES_PARSED, ARTICLES_REJECTED, ARTICLES_CURRENT, HEADLINES_RELATED)
"""In the order of an article's way."""
WORKERS = {"parser": ARTICLES_RAW, "indexer": ARTICLES_PARSED}
"""Which service's group works off which topic. What the indexer's shards tell each other goes by transactions: there
the distance to the end is never quite 0, so it says nothing."""
READERS = {**WORKERS, "view": HEADLINES_RELATED}
"""The view has no group: it knows by itself how far it has read."""
SPANS = (60, 3600, 86_400)
KEPT = 5.0
"""Seconds that an answer is given again."""
PATIENCE = 10.0
"""Seconds that one part may take before the page says that it is not known."""


class KafkaLooker:
    """Looks when it is asked, for all who ask at once, and not again for `kept` seconds."""

    def __init__(
        self, settings: Settings, positions: Callable[[], Mapping[TopicPartition, int]], kept: float = KEPT
    ) -> None:
        """`positions`: the next offset that this view reads, by partition."""
        self._settings = settings
        self._positions = positions
        self.kept = kept
        self._looking = asyncio.Lock()
        self._seen: tuple[float, Figures] | None = None
        self._feeds, self._feeds_read = FeedStates(), ReadOn(settings, INGEST_FEEDS)
        self._rejected = LatelyRejected()
        self._rejected_read = ReadOn(settings, ARTICLES_REJECTED, newest=1 + NEWEST // settings.partitions)

    async def look(self) -> Figures:
        """The figures, at most `kept` seconds old."""
        async with self._looking:
            if self._seen is None or time.monotonic() - self._seen[0] > self.kept:
                figures = await self._asked()
                self._seen = time.monotonic(), figures
            return self._seen[1]

    async def _asked(self) -> Figures:
        return Figures(
            await _part(self._flows()),
            await _part(self._lags()),
            await _part(self._read_feeds()),
            await _part(self._read_rejected()),
        )

    def _partitions(self, topic: Topic) -> list[TopicPartition]:
        return [TopicPartition(self._settings.topic(topic), p) for p in range(self._settings.partitions)]

    async def _flows(self) -> list[Flow]:
        now = time.time()
        places = [at for topic in FLOWS for at in self._partitions(topic)]
        by_span = []
        async with self._asking() as consumer:
            ends = await consumer.end_offsets(places)
            for span in SPANS:
                found = await consumer.offsets_for_times(dict.fromkeys(places, int((now - span) * 1000)))
                by_span.append({at: ends[at] - first.offset if (first := found[at]) else 0 for at in places})
        return [
            Flow(topic.name, *(sum(came[at] for at in self._partitions(topic)) for came in by_span)) for topic in FLOWS
        ]

    async def _lags(self) -> list[Lag]:
        lags = []
        async with self._asking() as consumer:
            for service, topic in READERS.items():
                places = self._partitions(topic)
                read = await self._committed(service, places) if service in WORKERS else self._positions()
                first, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
                lags.append(Lag(service, topic.name, _left(read, first, ends)))
        return lags

    async def _committed(self, service: str, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        admin = kafka_clients.admin(self._settings)
        try:
            await admin.start()
            committed = await admin.list_consumer_group_offsets(self._settings.group(service), partitions=places)
            return {at: offset.offset for at, offset in committed.items()}
        finally:
            await admin.close()

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[AIOKafkaConsumer]:
        """A consumer that is only asked for offsets."""
        consumer = kafka_clients.consumer(self._settings)
        try:
            await consumer.start()
            yield consumer
        finally:
            await consumer.stop()

    async def _read_feeds(self) -> Feeds:
        async with aclosing(self._feeds_read.records(self._feeds.forget)) as batches:
            async for records in batches:
                await asyncio.to_thread(self._feeds.take_all, [(record.key or b"", record.value) for record in records])
        return self._feeds.shown()

    async def _read_rejected(self) -> Rejected:
        async with aclosing(self._rejected_read.records(self._rejected.forget)) as batches:
            async for records in batches:
                for record in sorted(records, key=lambda record: record.timestamp):
                    self._rejected.take(record.headers, record.timestamp)
        return self._rejected.shown()


def _left(
    read: Mapping[TopicPartition, int], first: Mapping[TopicPartition, int], ends: Mapping[TopicPartition, int]
) -> int:
    """A partition of which nothing was read yet is read from its start."""
    return sum(max(0, end - max(first[at], read.get(at, 0))) for at, end in ends.items())


async def _part(asked: Awaitable[T]) -> T | Unknown:
    """One part, or why it is not known."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await asked
    except TimeoutError:
        return Unknown(f"Kafka did not answer within {PATIENCE:g} s")
    except KafkaError as error:
        return Unknown(f"Kafka answered: {type(error).__name__}")

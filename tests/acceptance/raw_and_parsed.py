"""Bare Kafka clients on both sides of the parser: a producer of raw documents, a reader of all that comes out."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from schemas.rejected import OFFSET, PARTITION
from schemas.topics import ARTICLES_PARSED, ARTICLES_RAW, ARTICLES_REJECTED, Topic
from services.runtime.settings import Settings

RawOffset = tuple[int, int]
"""Partition and offset of a raw document."""


@dataclass
class Outcomes:
    """Everything on articles.parsed and articles.rejected, as it comes."""

    settings: Settings
    consumer: AIOKafkaConsumer
    parsed: list[Any] = field(default_factory=list)
    rejected: list[Any] = field(default_factory=list)
    sources: set[RawOffset] = field(default_factory=set)
    """The raw documents that something came out of, retractions apart, which do not tell."""

    async def until(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        """Reads on until the condition holds; fails after `seconds`."""
        async with asyncio.timeout(seconds):
            while not condition():
                await self.read(100)

    async def to_the_end(self) -> None:
        """Reads all that was on the topics when called."""
        ends = await self.consumer.end_offsets(self.consumer.assignment())
        async with asyncio.timeout(30):
            while any([await self.consumer.position(tp) < end for tp, end in ends.items()]):
                await self.read(100)

    async def read(self, timeout_ms: int) -> None:
        """Reads what is there, or the next that comes within the time."""
        for tp, messages in (await self.consumer.getmany(timeout_ms=timeout_ms)).items():
            if tp.topic == self.settings.topic(ARTICLES_PARSED):
                self.parsed.extend(messages)
                sources = [orjson.loads(m.value)["source"] for m in messages if m.value is not None]
                self.sources |= {(source["partition"], source["offset"]) for source in sources}
            else:
                self.rejected.extend(messages)
                letters = [dict(m.headers) for m in messages]
                self.sources |= {(int(letter[PARTITION]), int(letter[OFFSET])) for letter in letters}


@asynccontextmanager
async def outcomes(settings: Settings) -> AsyncIterator[Outcomes]:
    """A reader from the first message on."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings.broker,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=50,
        max_partition_fetch_bytes=16 << 20,
    )
    await consumer.start()
    try:
        consumer.assign(partitions(settings, ARTICLES_PARSED) + partitions(settings, ARTICLES_REJECTED))
        yield Outcomes(settings, consumer)
    finally:
        await consumer.stop()


@asynccontextmanager
async def raw_producer(settings: Settings, **options: Any) -> AsyncIterator[AIOKafkaProducer]:
    """A client that knows nothing of us."""
    producer = AIOKafkaProducer(bootstrap_servers=settings.broker, max_request_size=16 << 20, **options)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def eventually(condition: Callable[[], Awaitable[bool]], seconds: float = 30) -> None:
    """Returns when the condition holds; fails after `seconds`."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - another process changes it
            await asyncio.sleep(0.05)


async def committed(settings: Settings, service: str) -> dict[int, int]:
    """The group's committed offset of each raw partition; 0 where there is none."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings.broker, group_id=settings.group(service), enable_auto_commit=False
    )
    await consumer.start()
    try:
        tps = partitions(settings, ARTICLES_RAW)
        consumer.assign(tps)
        return {tp.partition: await consumer.committed(tp) or 0 for tp in tps}
    finally:
        await consumer.stop()


def partitions(settings: Settings, topic: Topic) -> list[TopicPartition]:
    """All partitions of a topic."""
    return [TopicPartition(settings.topic(topic), n) for n in range(settings.partitions)]

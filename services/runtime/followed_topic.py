"""Reads a topic from its beginning on and goes on with whatever comes: committed records only, no group."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiokafka import ConsumerRecord, TopicPartition

from schemas.topics import Topic
from services.runtime import kafka_clients
from services.runtime.settings import Settings

WAIT_MS = 500
"""How long a fetch waits for records; they come at once when there are some."""


@dataclass(frozen=True, slots=True)
class Read:
    """Records, each partition in order; `whole` once everything was given that was there when the reading began."""

    records: list[ConsumerRecord]
    whole: bool


async def followed(settings: Settings, topic: Topic) -> AsyncIterator[Read]:
    """Never ends by itself; gives `Read` without records too. Raises `KafkaError` or `OSError` when it cannot go on."""
    consumer = kafka_clients.consumer(settings, fetch_max_wait_ms=WAIT_MS)
    name = settings.topic(topic)
    places = [TopicPartition(name, partition) for partition in range(settings.partitions)]
    try:
        await consumer.start()
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        whole = False
        while True:
            # The position passes transaction markers and compacted gaps too; the last record's offset would not.
            whole = whole or all([await consumer.position(at) >= ends[at] for at in places])
            yield Read([], whole)
            for records in (await consumer.getmany(timeout_ms=WAIT_MS)).values():
                yield Read(records, whole)
    finally:
        await consumer.stop()

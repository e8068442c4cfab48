"""Reads a topic from its beginning to where it ended when the reading began: committed records only, no group."""

from collections.abc import AsyncIterator, Mapping

from aiokafka import ConsumerRecord, TopicPartition

from schemas.topics import Topic
from services.runtime import kafka_clients
from services.runtime.settings import Settings


async def read_whole(
    settings: Settings, topic: Topic, start: Mapping[TopicPartition, int] | None = None
) -> AsyncIterator[ConsumerRecord]:
    """Every record, each partition in order; from the offsets in `start` on where it names a partition."""
    consumer = kafka_clients.consumer(settings)
    await consumer.start()
    try:
        name = settings.topic(topic)
        consumer.assign([TopicPartition(name, partition) for partition in range(settings.partitions)])
        ends = await consumer.end_offsets(consumer.assignment())
        beginnings = await consumer.beginning_offsets(consumer.assignment())
        for at in consumer.assignment():
            consumer.seek(at, max(beginnings[at], (start or {}).get(at, 0)))
        # The position passes transaction markers and compacted gaps too; the last record's offset would not.
        while behind := [at for at, end in ends.items() if await consumer.position(at) < end]:
            for at, records in (await consumer.getmany(*behind, timeout_ms=500)).items():
                for record in records:
                    if record.offset < ends[at]:
                        yield record
    finally:
        await consumer.stop()


async def newest_values(settings: Settings, topic: Topic) -> dict[bytes, bytes]:
    """The newest value of every key of a compacted topic; keys whose newest value is null are left out."""
    newest: dict[bytes, bytes] = {}
    async for record in read_whole(settings, topic):
        if record.value is None:
            newest.pop(record.key, None)
        else:
            newest[record.key] = record.value
    return newest

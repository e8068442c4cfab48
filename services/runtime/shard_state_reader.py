"""Reads a shard's state topics back: of every key the newest committed record.

State topics are compacted, so whatever an older record says may be gone any time; and since a view is written many
times before compaction comes round, most of what is read is old and is not worth a look.
"""

import asyncio
import time
from collections.abc import Callable, Sequence

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from schemas.topics import Topic
from services.runtime import kafka_clients
from services.runtime.metrics import READ_BACK, RESTORED_RECORDS
from services.runtime.settings import Settings
from services.runtime.shard_records import InputRecord

STALLED_AFTER = 60.0
"""Seconds without any progress after which reading back is given up."""
CHUNK = 2000
"""Records fetched, or given to the shard, in one go."""


class StateUnreadableError(Exception):
    """A state topic stopped giving records before its end."""


async def read_state(
    settings: Settings, state: Sequence[Topic], partition: int, take: Callable[[Sequence[InputRecord]], None]
) -> int:
    """Gives the newest record of every key of `partition` of the state topics to `take`, in a thread, in chunks.

    Returns how many it gave. Topics come in the given order, records in the order of their offsets. Call it only after
    the shard's transactional producer was started: that aborts or completes what a former owner left open, so the end
    read here is the end of its work.
    """
    count = 0
    for topic in state:
        at = TopicPartition(settings.topic(topic), partition)
        # An own consumer outside any group. "earliest" is its default already: a seek would race with the first fetch.
        consumer = kafka_clients.consumer(settings, group_id=None)
        await consumer.start()
        try:
            consumer.assign([at])
            newest = await _newest(consumer, topic, at)
        finally:
            await consumer.stop()
        records = sorted(newest.values(), key=lambda record: record.offset)
        for start in range(0, len(records), CHUNK):
            chunk = records[start : start + CHUNK]
            await asyncio.to_thread(take, [input_record(topic, record) for record in chunk])
            RESTORED_RECORDS.labels(topic.name).inc(len(chunk))
        count += len(records)
    return count


async def _newest(consumer: AIOKafkaConsumer, topic: Topic, at: TopicPartition) -> dict[bytes | None, ConsumerRecord]:
    # Under read_committed this is the last stable offset.
    end: int = (await consumer.end_offsets([at]))[at]
    newest: dict[bytes | None, ConsumerRecord] = {}
    seen, deadline = -1, time.monotonic() + STALLED_AFTER
    # The position passes transaction markers and compacted gaps too; the last record's offset would not.
    while (position := await consumer.position(at)) < end:
        if position > seen:
            seen, deadline = position, time.monotonic() + STALLED_AFTER
        elif time.monotonic() > deadline:
            raise StateUnreadableError(
                f"{at.topic} partition {at.partition} gives nothing between offsets {position} and {end} for"
                f" {STALLED_AFTER:g} s; look at the broker and at its log of that partition"
            )
        records = (await consumer.getmany(at, timeout_ms=500, max_records=CHUNK)).get(at, [])
        newest.update((record.key, record) for record in records)
        READ_BACK.labels(topic.name).inc(len(records))
    return newest


def input_record(topic: Topic, record: ConsumerRecord) -> InputRecord:
    """A consumer's record as a shard sees it."""
    return InputRecord(
        topic=topic,
        partition=record.partition,
        offset=record.offset,
        timestamp_ms=record.timestamp,
        key=record.key,
        value=record.value,
        headers=tuple(record.headers),
    )

"""Keeps the store at the end of headlines.related."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from schemas.rejected import Rejection
from schemas.topics import HEADLINES_RELATED
from services.runtime import kafka_clients, metrics
from services.runtime.circuit_breaker import CircuitBreaker, Place
from services.runtime.crash_points import crash_point
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from services.view.resume import Held, Log, Mark, is_another_log, start_offsets, why_anew
from services.view.rows import Gone, NotOurs, Row, change
from services.view.store import Store

BATCH = 500
LOOK_AT_END_EVERY = 60.0
"""Seconds between two looks at where the log ends: tells how long ago the store was current."""

log = structlog.get_logger("themewire.view")


class AnotherLog(Exception):  # noqa: N818 - names what is there
    """The topic is no longer the one that the store was read from."""


@dataclass
class _End:
    """Where the log ended when it was looked at; `at` on both clocks."""

    offsets: Mapping[TopicPartition, int]
    wall: float
    monotonic: float


@dataclass
class Progress:
    """How far the store is: the next offset of each partition, empty before the first is known."""

    positions: Mapping[TopicPartition, int]


async def keep_current(
    settings: Settings, store: Store, readiness: Readiness, breaker: CircuitBreaker, progress: Progress
) -> None:
    """Reads until cancelled, `read_committed` and without a consumer group; the offsets are the store's own.

    Raises `BreakerOpen` when too many records are not ours: the store then holds everything before that batch.
    Meets `joined` when every partition is assigned, `caught_up` when the end seen at the start is reached.
    Raises what Kafka and the store raise: then the store is still whole, and a restart continues from it.
    """
    topic = settings.topic(HEADLINES_RELATED)
    cluster_id = await _cluster_id(settings)
    anew: str | None = None
    while True:
        consumer = kafka_clients.consumer(settings, auto_offset_reset="none")
        await consumer.start()
        try:
            # By settings, not by metadata: what a broker tells of a topic made just now may be old.
            partitions = [TopicPartition(topic, p) for p in range(settings.partitions)]
            end = await _end(consumer, partitions)
            first = _by_partition(await consumer.beginning_offsets(partitions))
            now_log = Log(cluster_id=cluster_id, topic=topic, first=first, end=_by_partition(end.offsets))
            held = await asyncio.to_thread(_held, store, now_log, anew)
            # assign and seek without a pause between: a fetch before the seek has no offset to start from.
            consumer.assign(partitions)
            for partition, offset in start_offsets(held, now_log).items():
                consumer.seek(TopicPartition(topic, partition), offset)
            readiness.met("joined")
            await _follow(consumer, store, readiness, held.marks, end=end, breaker=breaker, progress=progress)
        except (AnotherLog, OffsetOutOfRangeError):
            anew = "the topic was re-created"
        finally:
            await consumer.stop()


async def _follow(
    consumer: AIOKafkaConsumer,
    store: Store,
    readiness: Readiness,
    held: Mapping[int, Mark],
    *,
    end: _End,
    breaker: CircuitBreaker,
    progress: Progress,
) -> None:
    partitions = list(end.offsets)
    marks = dict(held)
    reached = False
    while True:
        batch = await consumer.getmany(timeout_ms=500, max_records=BATCH)
        records = [record for of_partition in batch.values() for record in of_partition]
        if any(is_another_log(marks.get(r.partition), r.offset, r.timestamp) for r in records):
            raise AnotherLog(AnotherLog.__doc__)
        moved = _moved(marks, records, {p.partition: await consumer.position(p) for p in partitions})
        marks |= moved
        at_end = not reached and all(marks[p.partition].next_offset >= end.offsets[p] for p in partitions)
        if moved or at_end:
            await asyncio.to_thread(_take, store, breaker, records, moved, end.wall if at_end else None)
            progress.positions = {p: marks[p.partition].next_offset for p in partitions if p.partition in marks}
        if at_end:
            reached = True
            readiness.met("caught_up")
        if reached and time.monotonic() - end.monotonic > LOOK_AT_END_EVERY:
            end, reached = await _end(consumer, partitions), False


def _held(store: Store, now_log: Log, anew: str | None) -> Held:
    """What can be continued; empties the store when nothing can, saying why."""
    now = time.time()
    held = store.held()
    why = anew or why_anew(held, now_log, now=now, tombstones_kept=HEADLINES_RELATED.retention_ms / 1000)
    if held is not None and why is None:
        return held
    log.info("reading headlines.related from its start", why=why, articles_dropped=store.count())
    store.begin_anew(now_log.cluster_id, now_log.topic, now)
    return Held(now_log.cluster_id, now_log.topic, {}, now)


def _take(
    store: Store,
    breaker: CircuitBreaker,
    records: list[ConsumerRecord],
    moved: Mapping[int, Mark],
    current_at: float | None,
) -> None:
    started = time.monotonic()
    changes: dict[str, Row | Gone] = {}
    for record in records:
        place = Place(record.topic, record.partition, record.offset)
        try:
            taken = change(record)
        except NotOurs as error:
            metrics.REJECTED.labels("view").inc()
            log.warning(
                "skipped a record", topic=record.topic, partition=record.partition, offset=record.offset, why=str(error)
            )
            breaker.take(place, Rejection("view", str(error)))
        else:
            breaker.take(place, None)
            changes[taken.id] = taken
    crash_point("before-save")
    store.save(changes.values(), moved, current_at=current_at)
    crash_point("rows-and-marks-saved")
    metrics.RECORDS_IN.labels(HEADLINES_RELATED.name).inc(len(records))
    metrics.VIEWS_WRITTEN.labels("view").inc(len(changes))
    metrics.BATCH_SECONDS.labels("view").observe(time.monotonic() - started)


def _moved(marks: Mapping[int, Mark], records: list[ConsumerRecord], positions: Mapping[int, int]) -> dict[int, Mark]:
    """The marks that differ after a batch. A position also moves over aborted records and transaction ends."""
    last = {record.partition: record for record in records}
    moved = {}
    for partition, position in positions.items():
        before = marks.get(partition)
        record = last.get(partition)
        seen = before or Mark(0)
        if record:
            seen = Mark(position, record.offset, record.timestamp)
        after = replace(seen, next_offset=max(position, before.next_offset if before else 0))
        if after != before:
            moved[partition] = after
    return moved


async def _end(consumer: AIOKafkaConsumer, partitions: list[TopicPartition]) -> _End:
    wall, monotonic = time.time(), time.monotonic()
    return _End(await consumer.end_offsets(partitions), wall, monotonic)


def _by_partition(offsets: Mapping[TopicPartition, int]) -> dict[int, int]:
    return {partition.partition: offset for partition, offset in offsets.items()}


async def _cluster_id(settings: Settings) -> str:
    admin = kafka_clients.admin(settings)
    await admin.start()
    try:
        cluster_id: str = (await admin.describe_cluster())["cluster_id"]
        return cluster_id
    finally:
        await admin.close()

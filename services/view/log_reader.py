"""Keeps the store at the end of headlines.related and articles.current."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from schemas.topics import ARTICLES_CURRENT, HEADLINES_RELATED
from services.runtime import kafka_clients
from services.runtime.circuit_breaker import CircuitBreaker
from services.runtime.cluster_id import cluster_id_of
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from services.view.resume import Held, Log, Mark, Partition, is_another_log, start_offsets, why_anew
from services.view.store import Change, Store
from services.view.take_records import Taking

TOPICS = (HEADLINES_RELATED, ARTICLES_CURRENT)
"""What is read."""
BATCH = 2000
"""Records of each topic in one transaction: the full-text index costs less in large ones."""
LOOK_AT_END_EVERY = 60.0
"""Seconds between two looks at where the log ends: tells how long ago the store was current."""

log = structlog.get_logger("themewire.view")


class AnotherLog(Exception):  # noqa: N818 - names what is there
    """A topic is no longer the one that the store was read from."""


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
    cluster_id = await cluster_id_of(settings)
    anew: str | None = None
    while True:
        consumer = kafka_clients.consumer(settings, auto_offset_reset="none")
        await consumer.start()
        try:
            # By settings, not by metadata: what a broker tells of a topic made just now may be old.
            partitions = [
                TopicPartition(settings.topic(topic), p) for topic in TOPICS for p in range(settings.partitions)
            ]
            end = await _end(consumer, partitions)
            now_log = Log(cluster_id, await consumer.beginning_offsets(partitions), end.offsets)
            held = await asyncio.to_thread(_held, store, now_log, anew)
            # assign and seek without a pause between: a fetch before the seek has no offset to start from.
            consumer.assign(partitions)
            starts = {TopicPartition(*partition): offset for partition, offset in start_offsets(held, now_log).items()}
            for place, offset in starts.items():
                consumer.seek(place, offset)
            progress.positions = starts
            readiness.met("joined")
            taking = Taking(store, breaker, settings.topic(ARTICLES_CURRENT))
            await _follow(consumer, taking, readiness, held.marks, end=end, progress=progress)
        except (AnotherLog, OffsetOutOfRangeError):
            anew = "a topic was re-created"
        finally:
            await consumer.stop()


async def _follow(
    consumer: AIOKafkaConsumer,
    taking: Taking,
    readiness: Readiness,
    held: Mapping[Partition, Mark],
    *,
    end: _End,
    progress: Progress,
) -> None:
    partitions = list(end.offsets)
    marks = dict(held)
    reached = False
    # Threads of its own: what others keep busy, or hang in, neither holds this up nor hides that it is held up.
    workers = ThreadPoolExecutor(2, "log reader")
    saving = _Saving(workers)
    try:
        while True:
            records = await _batch(consumer)
            if any(is_another_log(marks.get((r.topic, r.partition)), r.offset, r.timestamp) for r in records):
                raise AnotherLog(AnotherLog.__doc__)
            moved = _moved(marks, records, {p: await consumer.position(p) for p in partitions})
            # While this batch is read, the one before is still being written: SQLite leaves the interpreter free.
            changes = await asyncio.get_running_loop().run_in_executor(workers, taking.changes, records)
            await saving.finished()
            progress.positions = {**progress.positions, **{p: marks[p].next_offset for p in partitions if p in marks}}
            marks |= moved
            at_end = not reached and all(marks[p].next_offset >= end.offsets[p] for p in partitions)
            if moved or at_end:
                saving.start(taking, changes, moved, end.wall if at_end else None)
            if at_end:
                await saving.finished()
                reached = True
                readiness.met("caught_up")
            if reached and time.monotonic() - end.monotonic > LOOK_AT_END_EVERY:
                end, reached = await _end(consumer, partitions), False
    finally:
        await saving.finished()
        workers.shutdown(wait=False)


async def _batch(consumer: AIOKafkaConsumer) -> list[ConsumerRecord]:
    """What has come, at most `BATCH` of each topic; waits half a second when nothing has.

    As many of one topic as of the other while both have some: lists are read slowly and written quickly, texts the
    other way round, and one is read while the other is written.
    """
    records = []
    assigned = consumer.assignment()
    for topic in sorted({place.topic for place in assigned}):
        places = [place for place in assigned if place.topic == topic]
        records += _records(await consumer.getmany(*places, max_records=BATCH))
    return records or _records(await consumer.getmany(timeout_ms=500, max_records=BATCH))


def _records(batch: Mapping[TopicPartition, list[ConsumerRecord]]) -> list[ConsumerRecord]:
    return [record for of_partition in batch.values() for record in of_partition]


class _Saving:
    """The transaction under way, if there is one."""

    def __init__(self, workers: Executor) -> None:
        self._workers = workers
        self._task: asyncio.Future[None] | None = None

    def start(
        self, taking: Taking, changes: Sequence[Change], moved: Mapping[Partition, Mark], current_at: float | None
    ) -> None:
        """After `finished` only."""
        self._task = asyncio.get_running_loop().run_in_executor(self._workers, taking.save, changes, moved, current_at)

    async def finished(self) -> None:
        """Returns when it is done; raises what saving raised."""
        task, self._task = self._task, None
        if task:
            await asyncio.shield(task)


def _held(store: Store, now_log: Log, anew: str | None) -> Held:
    """What can be continued; empties the store when nothing can, saying why."""
    now = time.time()
    held = store.held()
    tombstones_kept = min(topic.retention_ms for topic in TOPICS) / 1000
    why = anew or why_anew(held, now_log, now=now, tombstones_kept=tombstones_kept)
    if held is not None and why is None:
        return held
    log.info("reading the log from its start", why=why, articles_dropped=store.count())
    store.begin_anew(now_log.cluster_id, now)
    return Held(now_log.cluster_id, {}, now)


def _moved(
    marks: Mapping[Partition, Mark], records: list[ConsumerRecord], positions: Mapping[Partition, int]
) -> dict[Partition, Mark]:
    """The marks that differ after a batch. A position also moves over aborted records and transaction ends."""
    last = {(record.topic, record.partition): record for record in records}
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

"""One owned partition: recovered once, then working batch after batch while it is assigned."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.topics import Topic
from services.runtime.batch_limit import BatchLimit
from services.runtime.crash_points import crash_point
from services.runtime.metrics import BATCH_RECORDS, BATCH_SECONDS, LAG, RECORDS_IN, RESTORE_SECONDS
from services.runtime.offset_watch import OffsetWatch, lost
from services.runtime.settings import Settings
from services.runtime.shard_records import ActingShard, InputRecord, OutputRecord, Shard
from services.runtime.shard_state_reader import input_record, read_state
from services.runtime.shard_transaction import ShardTransactions

IDLE_MS = 200
"""How long a shard waits for records before it looks after its offsets and its lag."""
BATCH_TIMEOUT = 120.0
"""Seconds after which a batch counts as hung; the process leaves, since heartbeats alone would hide it."""


@dataclass(frozen=True)
class ShardGroup:
    """What all shards of a service share; `make_shard(partition)` makes an empty one, `state` is what it restores."""

    settings: Settings
    service: str
    inputs: Sequence[Topic]
    state: Sequence[Topic]
    make_shard: Callable[[int], Shard]


class OwnedShard:
    """Partition `partition` of every input, its state machine and its transactions."""

    def __init__(self, group: ShardGroup, consumer: AIOKafkaConsumer, partition: int) -> None:
        self._group = group
        self._service = group.service
        self._consumer = consumer
        self.partition = partition
        self._topics = {TopicPartition(group.settings.topic(topic), partition): topic for topic in group.inputs}
        self._transactions = ShardTransactions(group.settings, group.settings.group(group.service), partition)
        self._limit = BatchLimit()
        # Held while a batch is worked on, never around getmany: whoever takes the partition away waits for it.
        self.busy = asyncio.Lock()
        self.producing = False
        self.recovered = False
        self.committed: dict[TopicPartition, int] = {}
        """Where to go on, by what was committed; empty before `recover`."""

    @property
    def inputs(self) -> list[TopicPartition]:
        return list(self._topics)

    async def recover(self) -> None:
        """Fences the former owner, reads the state back, and finds where to go on. In this order."""
        started = time.monotonic()
        await self._transactions.start()
        self.producing = True
        shard = await asyncio.to_thread(self._group.make_shard, self.partition)

        def restore(records: Sequence[InputRecord]) -> None:
            shard.restore(*records)
            # What was read back stays: were the collector to look through it ever again, it would take a third longer.
            gc.freeze()

        count = await read_state(self._group.settings, self._group.state, self.partition, restore)
        await asyncio.to_thread(shard.restored)
        self.committed = await self._start_offsets()
        self._watch = OffsetWatch({(self._topics[tp].name, tp.partition): o for tp, o in self.committed.items()})
        self._shard = shard
        self.recovered = True
        seconds = time.monotonic() - started
        RESTORE_SECONDS.labels(self._service).observe(seconds)
        structlog.get_logger().info(
            "shard recovered", partition=self.partition, state_records=count, seconds=round(seconds, 3)
        )

    async def _start_offsets(self) -> dict[TopicPartition, int]:
        start = {}
        beginnings = await self._consumer.beginning_offsets(self.inputs)
        for tp, beginning in beginnings.items():
            committed = await self._consumer.committed(tp)
            if count := lost(committed, beginning):
                structlog.get_logger().error(
                    "retention deleted records before they were read",
                    topic=tp.topic,
                    partition=tp.partition,
                    lost=count,
                )
            start[tp] = max(beginning, committed or 0)
        return start

    def rewind(self) -> None:
        """Makes the consumer go on from the committed offsets; only while the partition is assigned."""
        for tp, offset in self.committed.items():
            self._consumer.seek(tp, offset)
        self._consumer.resume(*self.inputs)

    async def work(self) -> None:
        """Takes batches for ever. Cancel it only while holding `busy`: then nothing is half done."""
        async with self._acting() as acting:
            while not (acting and acting.done()):
                await self._go_on()
        raise RuntimeError(f"partition {self.partition} no longer acts") from acting.exception()

    async def _go_on(self) -> None:
        """One batch, or a look whether there is one."""
        records, positions = await self._take()
        async with self.busy, asyncio.timeout(BATCH_TIMEOUT):
            if records or (isinstance(self._shard, ActingShard) and self._shard.learnt):
                await self._batch(records, positions)
            elif positions != self.committed:
                # Only transaction markers went by. Committing past them lets "committed = end" mean "all done".
                await self._transactions.commit([], positions)
            self.committed = positions
        self._tell_lag(positions)

    @asynccontextmanager
    async def _acting(self) -> AsyncIterator[asyncio.Task[None] | None]:
        """What a shard does beside its records, while the block runs."""
        if not isinstance(self._shard, ActingShard):
            yield None
            return
        acting = asyncio.create_task(self._shard.act(), name=f"acting for partition {self.partition}")
        try:
            yield acting
        finally:
            acting.cancel()
            await asyncio.wait([acting])

    async def _take(self) -> tuple[list[InputRecord], dict[TopicPartition, int]]:
        """A batch with records of every input that has some, and the positions after it."""
        limit = self._limit.records
        share = max(1, limit // (len(self._topics) + 1))
        records: list[InputRecord] = []
        for tp, topic in self._topics.items() if limit > len(self._topics) else ():
            taken = await self._consumer.getmany(tp, max_records=share)
            records += [input_record(topic, record) for record in taken.get(tp, ())]
        rest = await self._consumer.getmany(
            *self._topics, timeout_ms=0 if records else IDLE_MS, max_records=limit - len(records)
        )
        for tp, more in rest.items():
            records += [input_record(self._topics[tp], record) for record in more]
        # The fetcher moves a position only when records are taken or found to be markers: it fits what was taken.
        return records, {tp: await self._consumer.position(tp) for tp in self._topics}

    async def _batch(self, records: list[InputRecord], positions: dict[TopicPartition, int]) -> None:
        started = time.monotonic()
        self._watch.take(records)
        crash_point("before-apply")
        outputs = await asyncio.to_thread(self._apply, records)
        if records:
            self._limit.took(len(records), time.monotonic() - started)
        await self._transactions.commit(outputs, positions)
        BATCH_SECONDS.labels(self._service).observe(time.monotonic() - started)
        BATCH_RECORDS.labels(self._service).observe(len(records))
        for topic in self._topics.values():
            RECORDS_IN.labels(topic.name).inc(sum(record.topic is topic for record in records))

    def _apply(self, records: Sequence[InputRecord]) -> list[OutputRecord]:
        return list(self._shard.apply(records))

    def _tell_lag(self, positions: dict[TopicPartition, int]) -> None:
        for tp, position in positions.items():
            if tp in self._consumer.assignment() and (end := self._consumer.highwater(tp)) is not None:
                LAG.labels(self._topics[tp].name, str(tp.partition)).set(max(0, end - position))

    async def give_up(self) -> None:
        """Lets the partition go: closes the producer and forgets the state."""
        await self._transactions.stop()
        for topic in self._topics.values():
            if self.recovered:
                LAG.labels(topic.name, str(self.partition))  # remove() fails for one that was never set
                LAG.remove(topic.name, str(self.partition))

"""The shard runner: a consumer group whose members each own some partitions and work on them in transactions.

Per owned partition there is one state machine and one transactional producer, named after the partition. Whoever
starts that producer is the owner: the broker fences all others. So a member that was believed dead, or that does not
know of a rebalance yet, can do no harm, and a partition that comes back unchanged needs no reading back.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.partitioner import murmur2

from schemas.topics import Topic
from services.runtime import kafka_clients
from services.runtime.broker_ends import BrokerEnds, asked_ends
from services.runtime.halt import MustHaltError, halt
from services.runtime.leave import leave
from services.runtime.metrics import READ_BACK, RESTORED_RECORDS, SHARDS
from services.runtime.owned_shard import OwnedShard, ShardGroup
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from services.runtime.shard_records import Shard
from services.runtime.stuck import Look, leaving_when_stuck

CONDITIONS = ("joined", "assigned", "recovered", "producer")
"""What a runner's `Readiness` must declare."""
RECOVERIES_AT_ONCE = 4
NO_PARTITION = TopicPartition("", -1)

HomeOf = Callable[[str], int]


def home_of(article_id: str, partitions: int) -> int:
    """The partition of an article, as Kafka's Java clients place its key (murmur2, sign bit off, modulo)."""
    place: int = (murmur2(article_id.encode()) & 0x7FFFFFFF) % partitions
    return place


async def run_shards(
    settings: Settings,
    *,
    service: str,
    inputs: Sequence[Topic],
    state: Sequence[Topic],
    make_shard: Callable[[int, HomeOf], Shard],
    readiness: Readiness,
    stop: asyncio.Event,
) -> None:
    """Runs this member of the group until `stop` is set, then leaves the group cleanly.

    `make_shard(partition, home_of)` makes an empty shard; `state` are the topics it restores itself from, given back
    in this order. `readiness` must declare `CONDITIONS`. Any error ends the process, see `leave`, but a
    `MustHaltError` of a shard: then this member lets everything go, leaves the group, and only waits for `stop`.
    """
    group_consumer = kafka_clients.consumer(
        settings,
        group_id=settings.group(service),
        group_instance_id=settings.instance,
        partition_assignment_strategy=(RangePartitionAssignor,),
        # Every position is set by us; one that the log no longer has must not be jumped over silently.
        auto_offset_reset="none",
        rebalance_timeout_ms=15_000,
    )

    def make(partition: int) -> Shard:
        return make_shard(partition, lambda article_id: home_of(article_id, settings.partitions))

    member = _Member(ShardGroup(settings, service, inputs, state, make), group_consumer, readiness)
    group_consumer.subscribe([settings.topic(topic) for topic in inputs], listener=member)
    await group_consumer.start()
    membership = asyncio.create_task(member.or_end("staying in the group", _stay(group_consumer)))
    stopping = asyncio.create_task(stop.wait())
    async with (
        asked_ends(settings, lambda: list(member.positions)) as ends,
        leaving_when_stuck(lambda: member.look(ends), settings.stuck_after),
    ):
        either: set[asyncio.Future[Any]] = {stopping, member.must_halt}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if member.must_halt.done():
        halt(readiness, member.must_halt.result())
    await member.stop()
    membership.cancel()
    await group_consumer.stop()
    await stopping


async def _stay(consumer: AIOKafkaConsumer) -> None:
    """Asks for records of no partition: raises the group's errors, and shows the client that this member is alive
    also while it owns nothing or only reads back."""
    while True:
        await consumer.getmany(NO_PARTITION, timeout_ms=1000)


class _Member(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """What this process owns, and what happens to it when the group changes."""

    def __init__(self, group: ShardGroup, consumer: AIOKafkaConsumer, readiness: Readiness) -> None:
        self._group = group
        self._consumer = consumer
        self._readiness = readiness
        self._owned: dict[int, OwnedShard] = {}
        self._recovering: dict[int, asyncio.Task[None]] = {}
        self._working: dict[int, asyncio.Task[None]] = {}
        self._few = asyncio.Semaphore(RECOVERIES_AT_ONCE)
        self._assigned = False
        self._stopping = False
        self._takings = 0
        self.must_halt: asyncio.Future[MustHaltError] = asyncio.get_running_loop().create_future()

    @property
    def positions(self) -> dict[TopicPartition, int]:
        """The committed offsets of the partitions that are worked on."""
        working = [self._owned[partition] for partition in self._working if partition in self._owned]
        return {tp: offset for shard in working for tp, offset in shard.committed.items()}

    def look(self, ends: BrokerEnds) -> list[Look]:
        """What this member has to do, and how far it is."""
        read = [
            sample.value for metric in (READ_BACK, RESTORED_RECORDS) for m in metric.collect() for sample in m.samples
        ]
        producing = [shard.producing for shard in self._owned.values()]
        by_partition = [
            Look(f"partition {partition}", ends.behind(shard.committed), shard.committed)
            for partition, shard in self._owned.items()
            if partition in self._working
        ]
        return [
            Look("joining the group", ends.answering and not self._assigned, self._takings),
            Look("recovering", ends.answering and bool(self._recovering), (read, producing, len(self._recovering))),
            *by_partition,
        ]

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        await self.or_end("giving partitions up", self._pause())

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        await self.or_end("taking partitions", self._take(list(assigned)))

    async def stop(self) -> None:
        """Finishes what is in flight and lets every partition go."""
        self._stopping = True
        await self.or_end("stopping", self._pause())
        await self.or_end("stopping", self._give_up(list(self._owned)))

    async def _pause(self) -> None:
        self._assigned = False
        for partition, task in list(self._working.items()):
            async with self._owned[partition].busy:
                task.cancel()
            await asyncio.wait([task])
            del self._working[partition]
        self._tell()

    async def _take(self, assigned: list[TopicPartition]) -> None:
        """Runs while heartbeats rest, so it only starts what takes long."""
        if self._stopping:
            return
        partitions = self._whole_partitions(assigned)
        for tp in assigned:
            # Nothing is fetched, and no committed offset looked up, before the shard says where to go on.
            self._consumer.pause(tp)
            self._consumer.seek(tp, 0)
        await self._give_up(self._owned.keys() - partitions)
        for partition in partitions - self._owned.keys():
            shard = self._owned[partition] = OwnedShard(self._group, self._consumer, partition)
            self._recovering[partition] = self._task(f"recovering partition {partition}", self._recover(shard))
        self._assigned = True
        self._takings += 1
        for shard in self._owned.values():
            self._go_on(shard)
        self._readiness.met("joined")
        self._tell()

    async def _recover(self, shard: OwnedShard) -> None:
        async with self._few:
            await shard.recover()
        self._recovering.pop(shard.partition, None)
        self._go_on(shard)
        self._tell()

    def _go_on(self, shard: OwnedShard) -> None:
        """Publishes a shard to the work: only one that is complete, and only while its partition is ours."""
        if shard.recovered and self._assigned and shard.partition not in self._working:
            shard.rewind()
            self._working[shard.partition] = self._task(f"working on partition {shard.partition}", shard.work())

    async def _give_up(self, partitions: Iterable[int]) -> None:
        for partition in partitions:
            shard = self._owned.pop(partition)
            if task := self._recovering.pop(partition, None):
                task.cancel()
                await asyncio.wait([task])
            await shard.give_up()

    def _whole_partitions(self, assigned: Sequence[TopicPartition]) -> set[int]:
        partitions = {tp.partition for tp in assigned}
        settings = self._group.settings
        wanted = {(settings.topic(topic), partition) for topic in self._group.inputs for partition in partitions}
        if missing := wanted - {(tp.topic, tp.partition) for tp in assigned}:
            raise RuntimeError(
                f"the group gave this member only a part of a partition's inputs, not {sorted(missing)}: all members of"
                f" {settings.group(self._group.service)} must run the same version, and all inputs have as many"
                " partitions as THEMEWIRE_PARTITIONS says"
            )
        return partitions

    def _tell(self) -> None:
        self._readiness.met("assigned", self._assigned)
        self._readiness.met("recovered", all(shard.recovered for shard in self._owned.values()))
        self._readiness.met("producer", all(shard.producing for shard in self._owned.values()))
        SHARDS.labels(self._group.service).set(len(self._owned))

    def _task(self, doing: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return asyncio.create_task(self.or_end(doing, work), name=doing)

    async def or_end(self, doing: str, work: Awaitable[None]) -> None:
        """aiokafka swallows what a callback raises, and nobody awaits a task: an error must end the process right here,
        or its work."""
        try:
            await work
        except asyncio.CancelledError:
            raise
        except MustHaltError as error:
            if not self.must_halt.done():
                self.must_halt.set_result(error)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the state in memory is no longer the committed one
            leave(f"{doing}: {error!r}", error)

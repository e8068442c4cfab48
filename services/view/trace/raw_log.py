"""Asks the log about documents: the record at a place, and how far the parser is."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.view.trace.place import Place

WITHIN = 5.0
"""Seconds for all that one reader asks."""
AT_ONCE = 2
"""Readers for whom it is asked at once: each takes a connection of its own."""


class LogAway(Exception):  # noqa: N818 - names what is the case
    """Kafka does not answer, so it is not known where the document is: try again shortly."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`records`: those that the log still holds. `parsed_to`: by partition, the offset that the parser reads next."""

    records: dict[Place, ConsumerRecord]
    parsed_to: dict[int, int]


class RawLog:
    """The log of raw documents; asked over a connection of its own each time, since it is asked seldom."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._asking = asyncio.Semaphore(AT_ONCE)

    async def ask(self, places: Collection[Place]) -> Asked:
        """What stands at places, all of one topic; raises `LogAway`."""
        places = [place for place in places if place.partition < self._settings.partitions]
        if not places:
            return Asked({}, {})
        try:
            async with self._asking, asyncio.timeout(WITHIN):
                async with kafka_clients.consumer(self._settings) as consumer:
                    partitions = sorted({TopicPartition(place.topic, place.partition) for place in places})
                    consumer.assign(partitions)
                    ends = await consumer.end_offsets(partitions)
                    firsts = await consumer.beginning_offsets(partitions)
                    there = [p for p in places if firsts[_of(p)] <= p.offset < ends[_of(p)]]
                    found = {place: await _record(consumer, place) for place in there}
                return Asked(
                    {place: record for place, record in found.items() if record is not None},
                    await self._parsed_to(places[0].topic),
                )
        except (KafkaError, OSError, TimeoutError) as error:
            raise LogAway(LogAway.__doc__) from error

    async def _parsed_to(self, topic: str) -> dict[int, int]:
        admin = kafka_clients.admin(self._settings)
        await admin.start()
        try:
            committed = await admin.list_consumer_group_offsets(self._settings.group("parser"))
            return {at.partition: told.offset for at, told in committed.items() if at.topic == topic}
        finally:
            await admin.close()


async def _record(consumer: AIOKafkaConsumer, place: Place) -> ConsumerRecord | None:
    partition = _of(place)
    consumer.seek(partition, place.offset)
    while True:
        found = (await consumer.getmany(partition, timeout_ms=1000, max_records=1)).get(partition)
        if found:
            return found[0] if found[0].offset == place.offset else None


def _of(place: Place) -> TopicPartition:
    return TopicPartition(place.topic, place.partition)

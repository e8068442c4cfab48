"""Reads what came to a topic since it was last read here, without a group."""

from collections.abc import AsyncGenerator, Callable, Sequence

from aiokafka import ConsumerRecord, TopicPartition

from schemas.topics import Topic
from services.runtime import kafka_clients
from services.runtime.settings import Settings


class ReadOn:
    """Remembers how far a topic was read. `newest`: records of a partition to begin with, None for all."""

    def __init__(self, settings: Settings, topic: Topic, newest: int | None = None) -> None:
        self._settings = settings
        self._places = [TopicPartition(settings.topic(topic), p) for p in range(settings.partitions)]
        self._newest = newest
        self._next: dict[TopicPartition, int] = {}

    async def records(self, forget: Callable[[], None]) -> AsyncGenerator[Sequence[ConsumerRecord], None]:
        """Batches up to where the topic ends now; each counts as read when the next one is asked for.

        Calls `forget` first when the topic was made anew: what was read of it was another's.
        """
        # A consumer for each reading: one that is assigned anew before it fetched anything never stops (aiokafka 0.14).
        consumer = kafka_clients.consumer(self._settings)
        try:
            await consumer.start()
            ends = await consumer.end_offsets(self._places)
            if any(offset > ends[at] for at, offset in self._next.items()):
                self._next = {}
                forget()
            first = await consumer.beginning_offsets(self._places)
            consumer.assign(self._places)
            for at in self._places:
                begin = first[at] if self._newest is None else max(first[at], ends[at] - self._newest)
                consumer.seek(at, max(begin, self._next.get(at, 0)))
            while behind := [at for at in self._places if await consumer.position(at) < ends[at]]:
                batch = await consumer.getmany(*behind, timeout_ms=500, max_records=500)
                yield [record for records in batch.values() for record in records]
                self._next |= {at: await consumer.position(at) for at in self._places}
        finally:
            await consumer.stop()

"""Where partitions end by the broker's own word, for the stuck watch.

Asked on a connection of its own: the client that does the work may be what is stuck, and would then know of no new
record either. And when even this gets no answer, the broker is away, and nobody is stuck who waits for it.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition

from services.runtime import kafka_clients
from services.runtime.endless_task import endless_task
from services.runtime.settings import Settings

ASK_EVERY = 1.0
ANSWER_WITHIN = 5.0
FRESH_FOR = 4.0
"""Seconds without an answer after which the broker counts as away: less than the least THEMEWIRE_STUCK_AFTER, so that
nobody is found stuck before it is found away."""


class BrokerEnds:
    """The last answer; fed while `asked_ends` runs."""

    def __init__(self) -> None:
        self._ends: dict[TopicPartition, int] = {}
        self._at = float("-inf")

    @property
    def answering(self) -> bool:
        """Whether the broker has answered lately."""
        return time.monotonic() - self._at < FRESH_FOR

    def behind(self, positions: Mapping[TopicPartition, int]) -> bool:
        """Whether a partition has visible records at or after its position; never while the broker is away."""
        return self.answering and any(position < self._ends.get(tp, 0) for tp, position in positions.items())

    def told(self, ends: Mapping[TopicPartition, int]) -> None:
        """Takes an answer."""
        self._ends, self._at = dict(ends), time.monotonic()


@asynccontextmanager
async def asked_ends(settings: Settings, wanted: Callable[[], Collection[TopicPartition]]) -> AsyncIterator[BrokerEnds]:
    """Asks while the block runs, again and again, for the ends of the partitions that `wanted` names then."""
    ends = BrokerEnds()
    async with endless_task("asking where partitions end", _ask(settings, wanted, ends)):
        yield ends


async def _ask(settings: Settings, wanted: Callable[[], Collection[TopicPartition]], ends: BrokerEnds) -> None:
    while True:
        consumer = kafka_clients.consumer(settings, group_id=None)
        try:
            await consumer.start()
            while True:
                async with asyncio.timeout(ANSWER_WITHIN):
                    partitions = list(wanted())
                    # With nothing wanted, metadata are asked for: that too tells whether the broker is there.
                    ends.told(await consumer.end_offsets(partitions) if partitions else await _nothing(consumer))
                await asyncio.sleep(ASK_EVERY)
        except Exception:  # noqa: BLE001 - whatever a client raises that gets no answer: it is asked again
            await asyncio.sleep(ASK_EVERY)
        finally:
            await consumer.stop()


async def _nothing(consumer: AIOKafkaConsumer) -> dict[TopicPartition, int]:
    await consumer.topics()
    return {}

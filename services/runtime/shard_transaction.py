"""One shard's transactional producer: outputs and input offsets become visible together, or not at all."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence

from aiokafka import TopicPartition

from services.runtime import kafka_clients
from services.runtime.crash_points import crash_point
from services.runtime.metrics import RECORDS_OUT
from services.runtime.settings import Settings
from services.runtime.shard_records import OutputRecord

TRANSACTION_TIMEOUT_MS = 10_000
"""The broker aborts a transaction that stays open longer, so that a dead owner never holds readers up for long."""
BATCH_BYTES = 512 * 1024
"""Records of one partition travel in batches of up to this size: above aiokafka's 16 KiB, which would cost a round
trip each, and below every topic's message limit."""


class ShardTransactions:
    """The transactions of partition `partition` of a consumer group."""

    def __init__(self, settings: Settings, group: str, partition: int) -> None:
        self._settings = settings
        self._group = group
        self._producer = kafka_clients.producer(
            settings,
            transactional_id=f"{group}-{partition}",
            transaction_timeout_ms=TRANSACTION_TIMEOUT_MS,
            max_batch_size=BATCH_BYTES,
            retry_backoff_ms=20,
        )

    async def start(self) -> None:
        """Returns when this is the only owner: any former one is fenced, what it left open is aborted or completed."""
        await self._producer.start()

    async def commit(self, outputs: Sequence[OutputRecord], offsets: Mapping[TopicPartition, int]) -> None:
        """Sends `outputs` in order and the next input offsets in one transaction, and commits it.

        Raises a ``KafkaError`` when fenced or when anything was not taken by the broker; the caller must leave then,
        since its state is ahead of what was committed.
        """
        await self._producer.begin_transaction()
        sent = []
        for output in outputs:
            sent.append(
                await self._producer.send(
                    self._settings.topic(output.topic),
                    output.value,
                    output.key,
                    output.partition,
                    headers=list(output.headers),
                )
            )
            crash_point("between-sends")
        crash_point("before-offsets")
        # A record that the broker refuses does not fail aiokafka's transaction by itself: each one is looked at.
        await asyncio.gather(self._producer.send_offsets_to_transaction(dict(offsets), self._group), *sent)
        crash_point("after-offsets")
        crash_point("before-commit")
        await self._producer.commit_transaction()
        crash_point("after-commit")
        for topic, count in Counter(output.topic.name for output in outputs).items():
            RECORDS_OUT.labels(topic).inc(count)

    async def stop(self) -> None:
        """Closes the producer; no transaction is open between two calls of `commit`."""
        await self._producer.stop()

"""An idempotent producer that is there whenever the broker is: one that failed is replaced by a new one."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError

from schemas.raw_document import Headers
from services.ingest.producer_stop import stop_within
from services.ingest.receiver.sent import Sent
from services.ingest.receiver.unavailable import NotConfirmed
from services.runtime import kafka_clients
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings

RETRY_AFTER = 0.5
RETRY_AFTER_AT_MOST = 2.0
"""Seconds between attempts to reach the broker; they double."""
ASK_EVERY = 2.0
"""Seconds between looks whether the broker is still there, so that /readyz says it also when no document comes."""
GRACE_AT_STOP = 0.5
BATCH_SIZE = 64 * 1024
"""Bytes that one request to the broker holds of a partition, when so many wait: a batch of documents fills them."""
CONFIRM_WITHIN = 8.0
"""Seconds from a record's arrival to the broker's word."""


class ConnectedProducer:
    """Keeps `current` a started producer, or None while the broker is away; sets the readiness condition `producer`.

    aiokafka's idempotent producer does not recover from a batch that failed for good: the sequence numbers then have
    a gap that the broker never accepts. It also retries without end. So a failure, or no answer in time, starts a
    new producer; the old one has `confirm_within` seconds to finish what other requests wait for.
    """

    def __init__(
        self, settings: Settings, readiness: Readiness, topic: str, *, confirm_within: float = CONFIRM_WITHIN
    ) -> None:
        """`topic` must be there before a producer counts as connected; `confirm_within` in seconds."""
        self.current: AIOKafkaProducer | None = None
        self._settings = settings
        self._readiness = readiness
        self._topic = topic
        self._confirm_within = confirm_within
        self._failed = asyncio.Event()
        self._retired: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Connects, and connects again, while the block runs."""
        keeping = asyncio.create_task(self._keep_connected(), name="producer")
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.wait({keeping})
            if self.current:
                self._retire(self.current, GRACE_AT_STOP)
            if self._retired:
                await asyncio.wait(self._retired)

    async def send(
        self, topic: str, *, key: bytes, value: bytes | None, headers: Headers, partition: int | None = None
    ) -> Sent:
        """Returns when the record is queued (the key picks the partition, unless it is given).

        Raises `NotConfirmed` when no broker is connected, or takes nothing for `confirm_within` seconds.
        """
        producer = self.current
        if producer is None:
            raise NotConfirmed("no broker is connected")
        deadline = time.monotonic() + self._confirm_within
        try:
            # aiokafka itself waits no longer than request_timeout_ms for room and for metadata.
            future = await producer.send(topic, value, key=key, headers=headers, partition=partition)
        except (KafkaError, TimeoutError) as error:
            self.failed(producer, error)
            raise NotConfirmed("the broker takes no documents") from error
        return Sent(future, deadline, partial(self.failed, producer))

    def failed(self, producer: AIOKafkaProducer, error: BaseException) -> None:
        """Replaces `producer`, unless that was done already."""
        if producer is not self.current:
            return
        structlog.get_logger("themewire.ingest").warning("lost the broker, connecting again", error=repr(error))
        self.current = None
        self._readiness.met("producer", False)
        self._retire(producer, self._confirm_within)
        self._failed.set()

    async def _keep_connected(self) -> None:
        while True:
            self._failed.clear()
            self.current = await self._connect()
            self._readiness.met("producer")
            while not self._failed.is_set():
                await self._look()

    async def _look(self) -> None:
        """Waits for a failure; after a while without one asks the broker for a sign of life."""
        try:
            async with asyncio.timeout(ASK_EVERY):
                await self._failed.wait()
                return
        except TimeoutError:
            producer = self.current
        if producer is not None and not await self._answers(producer):
            self.failed(producer, KafkaTimeoutError("no broker gives metadata"))

    async def _answers(self, producer: AIOKafkaProducer) -> bool:
        try:
            async with asyncio.timeout(self._confirm_within):
                return bool(await producer.client.force_metadata_update())
        except (KafkaError, TimeoutError):
            return False

    async def _connect(self) -> AIOKafkaProducer:
        wait = RETRY_AFTER
        while True:
            producer = kafka_clients.producer(
                self._settings,
                request_timeout_ms=max(1, round(self._confirm_within * 1000)),
                max_batch_size=BATCH_SIZE,
            )
            try:
                async with asyncio.timeout(self._confirm_within):
                    await producer.start()
                    await producer.partitions_for(self._topic)
                    return producer
            except (KafkaError, OSError, TimeoutError) as error:
                structlog.get_logger("themewire.ingest").debug("no broker yet", error=repr(error))
            except asyncio.CancelledError:  # told to stop while it connects
                await stop_within(producer, GRACE_AT_STOP)
                raise
            await stop_within(producer, GRACE_AT_STOP)
            await asyncio.sleep(wait)
            wait = min(wait * 2, RETRY_AFTER_AT_MOST)

    def _retire(self, producer: AIOKafkaProducer, grace: float) -> None:
        task = asyncio.create_task(stop_within(producer, grace), name="retired producer")
        self._retired.add(task)
        task.add_done_callback(self._retired.discard)

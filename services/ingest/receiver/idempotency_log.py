"""The topic ingest.idempotency: written and followed, so that any replica answers, also after a restart."""

import asyncio
import os
import time
from typing import NoReturn

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from schemas.topics import INGEST_IDEMPOTENCY
from services.ingest.receipt import Receipt
from services.ingest.receiver import idempotency_ledger as ledger
from services.ingest.receiver.connected_producer import ConnectedProducer
from services.ingest.receiver.idempotency_ledger import Entry, Ledger
from services.ingest.receiver.unavailable import NotConfirmed
from services.runtime import kafka_clients
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings

CONDITION = "idempotency"
"""Of readiness: the last day's records are read."""
WAIT_MS = 500
"""How long a fetch waits for records; they come at once when there are some."""
AGAIN_AFTER = 1.0

log = structlog.get_logger("themewire.ingest")


class IdempotencyLog:
    """The ledger as this replica has read it, and the way to write to it."""

    def __init__(
        self, settings: Settings, readiness: Readiness, producer: ConnectedProducer, *, confirm_within: float
    ) -> None:
        self._settings = settings
        self._readiness = readiness
        self._producer = producer
        self._confirm_within = confirm_within
        self._topic = settings.topic(INGEST_IDEMPOTENCY)
        self._ledger = Ledger()
        self._awaited: dict[bytes, asyncio.Future[None]] = {}
        self._read = False

    async def follow(self) -> NoReturn:
        """Reads the last 24 hours, then everything that comes; from the start of the day again when it cannot go on."""
        while True:
            try:
                await self._follow()
            except (KafkaError, OSError) as error:
                self._met(False)
                self._ledger = Ledger()
                log.info("reading the idempotency keys again", error=repr(error))
            await asyncio.sleep(AGAIN_AFTER)

    async def _follow(self) -> None:
        consumer = kafka_clients.consumer(self._settings, fetch_max_wait_ms=WAIT_MS)
        try:
            await consumer.start()
            ends = await self._at_the_start_of_the_day(consumer)
            while True:
                if not self._read:
                    self._met(all([await consumer.position(at) >= end for at, end in ends.items()]))
                for records in (await consumer.getmany(timeout_ms=WAIT_MS)).values():
                    for record in records:
                        self._take(record.key or b"", record.value, record.timestamp)
        finally:
            await consumer.stop()

    def _met(self, read: bool) -> None:
        self._read = read
        self._readiness.met(CONDITION, read)

    def holder(self, name: bytes) -> Entry | None:
        """Who holds the name, as far as this replica has read; raises `NotConfirmed` before it has read a day."""
        if not self._read:
            raise NotConfirmed("the idempotency keys of the last day are still being read")
        return self._ledger.holder(name, _now_ms())

    async def claim(self, name: bytes, fingerprint: str) -> bytes | None:
        """The nonce of a claim that won; None when another holds the name. Raises `NotConfirmed`."""
        nonce = os.urandom(16)
        key, value = ledger.claim_record(name, nonce, fingerprint)
        decided = self._awaited[key] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._confirm_within):
                await self._write(name, key, value)
                await decided
        except TimeoutError as error:
            raise NotConfirmed("the broker does not give back what it took") from error
        finally:
            del self._awaited[key]
        held = self._ledger.holder(name, _now_ms())
        return nonce if held and held.nonce == nonce else None

    async def settle(self, name: bytes, fingerprint: str, receipt: Receipt) -> None:
        """Keeps the receipt for a day; raises `NotConfirmed`."""
        await self._write(name, *ledger.receipt_record(name, fingerprint, receipt))

    async def release(self, name: bytes, nonce: bytes) -> None:
        """Gives the name back; raises `NotConfirmed`, and the claim then ends by itself."""
        await self._write(name, name + nonce, None)

    async def _write(self, name: bytes, key: bytes, value: bytes | None) -> None:
        partition = ledger.partition_of(name, self._settings.partitions)
        sent = await self._producer.send(self._topic, key=key, value=value, headers=[], partition=partition)
        await sent.confirmed()

    async def _at_the_start_of_the_day(self, consumer: AIOKafkaConsumer) -> dict[TopicPartition, int]:
        """Puts the consumer where the last 24 hours begin; gives where they end."""
        places = [TopicPartition(self._topic, partition) for partition in range(self._settings.partitions)]
        consumer.assign(places)
        ends: dict[TopicPartition, int] = await consumer.end_offsets(places)
        since = await consumer.offsets_for_times(dict.fromkeys(places, _now_ms() - ledger.KEPT_MS))
        for place in places:
            consumer.seek(place, since[place].offset if since.get(place) else ends[place])
        return ends

    def _take(self, key: bytes, value: bytes | None, at_ms: int) -> None:
        self._ledger.apply(key, value, at_ms)
        if (waiting := self._awaited.get(key)) and not waiting.done():
            waiting.set_result(None)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000

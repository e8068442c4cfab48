"""Puts messages on articles.raw and tells where they are, or that the broker did not confirm them in time."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.structs import RecordMetadata

from schemas.topics import ARTICLES_RAW
from services.ingest.raw_message import RawMessage
from services.ingest.receipt import Receipt
from services.ingest.receiver.connected_producer import ConnectedProducer
from services.ingest.receiver.pending import Pending
from services.runtime import metrics
from services.runtime.crash_points import crash_point
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings

CONFIRM_WITHIN = 8.0
"""Seconds from a document's arrival to the broker's word."""
PENDING_LIMIT = 64 * 1024 * 1024
"""Bytes of documents in memory at once."""


class NotConfirmed(Exception):  # noqa: N818 - an answer, not an accident
    """The broker did not say in time that it has the document. It may have it: sending it again is harmless."""


class RawPublisher:
    """Publishes with acks=all; `pending` holds the bytes of every document that is in memory."""

    def __init__(
        self,
        settings: Settings,
        readiness: Readiness,
        *,
        confirm_within: float = CONFIRM_WITHIN,
        pending: Pending | None = None,
    ) -> None:
        self._topic = settings.topic(ARTICLES_RAW)
        self._confirm_within = confirm_within
        self._producer = ConnectedProducer(settings, readiness, self._topic, grace=confirm_within)
        self.pending = pending or Pending(PENDING_LIMIT)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Is connected, or connecting, while the block runs."""
        async with self._producer.running():
            yield

    async def publish(self, message: RawMessage) -> Receipt:
        """Returns when the broker has the message; raises `NotConfirmed` after `confirm_within` seconds at most.

        The caller has taken the message's size from `pending`; it is given back once the message has left memory,
        which may be after this raised.
        """
        deadline = time.monotonic() + self._confirm_within
        producer = self._producer.current
        sent: asyncio.Future[RecordMetadata] | None = None
        try:
            if producer is None:
                raise NotConfirmed("no broker is connected")
            crash_point("before-publish")
            async with asyncio.timeout(self._confirm_within):
                sent = await producer.send(self._topic, message.value, key=message.key, headers=message.headers)
        except (KafkaError, TimeoutError) as error:
            self._producer.failed(producer, error)
            raise NotConfirmed("the broker takes no documents") from error
        finally:
            if sent is None:
                self.pending.give(message.size)
        sent.add_done_callback(lambda done: self._settled(done, message.size))
        # Not wait_for: it would cancel the future, and the bytes would no longer be counted.
        await asyncio.wait({sent}, timeout=deadline - time.monotonic())
        if not sent.done():
            self._producer.failed(producer, TimeoutError(f"no answer within {self._confirm_within:g} s"))
            raise NotConfirmed("the broker did not answer in time")
        return self._receipt(producer, sent, message)

    def _receipt(
        self, producer: AIOKafkaProducer, sent: asyncio.Future[RecordMetadata], message: RawMessage
    ) -> Receipt:
        if error := sent.exception():
            self._producer.failed(producer, error)
            raise NotConfirmed("the broker refused the document") from error
        at = sent.result()
        if at.offset < 0:  # a repeat whose place the broker no longer knows: it has it, but a receipt names the place
            raise NotConfirmed("the broker does not say where the document is")
        crash_point("document-confirmed")
        metrics.RECORDS_OUT.labels(ARTICLES_RAW.name).inc()
        return Receipt(
            article_id=message.article_id, topic=at.topic, partition=at.partition, offset=at.offset, ce_id=message.ce_id
        )

    def _settled(self, sent: asyncio.Future[RecordMetadata], size: int) -> None:
        self.pending.give(size)
        if not sent.cancelled():
            sent.exception()  # retrieved here: a request that gave up does not ask for it any more

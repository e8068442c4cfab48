"""Puts messages on articles.raw and tells where they are, or that the broker did not confirm them in time."""

from schemas.topics import ARTICLES_RAW
from services.ingest.raw_message import RawMessage
from services.ingest.receipt import Receipt
from services.ingest.receiver.connected_producer import ConnectedProducer
from services.ingest.receiver.pending import Pending
from services.ingest.receiver.sent import Sent
from services.runtime import metrics
from services.runtime.crash_points import crash_point

PENDING_LIMIT = 64 * 1024 * 1024
"""Bytes of documents in memory at once."""

_RECORDS_OUT = metrics.RECORDS_OUT.labels(ARTICLES_RAW.name)


class SentDocument:
    """A document on its way; it remembers what its receipt says, not the document."""

    __slots__ = ("_article_id", "_ce_id", "_sent")

    def __init__(self, sent: Sent, message: RawMessage) -> None:
        self._sent = sent
        self._article_id = message.article_id
        self._ce_id = message.ce_id

    @property
    def settled(self) -> bool:
        """Whether `receipt` answers at once."""
        return self._sent.settled

    async def receipt(self) -> Receipt:
        """Returns when the broker has the document; raises `NotConfirmed` when its time is over."""
        at = await self._sent.confirmed()
        crash_point("document-confirmed")
        _RECORDS_OUT.inc()
        return Receipt(
            article_id=self._article_id, topic=at.topic, partition=at.partition, offset=at.offset, ce_id=self._ce_id
        )


class RawPublisher:
    """Publishes to `topic`; `pending` holds the bytes of every document that is in memory."""

    def __init__(self, producer: ConnectedProducer, topic: str, pending: Pending | None = None) -> None:
        self._producer = producer
        self._topic = topic
        self.pending = pending or Pending(PENDING_LIMIT)

    async def send(self, message: RawMessage) -> SentDocument:
        """Returns when the message is queued; raises `NotConfirmed` when it cannot be.

        The caller has taken the message's size from `pending`; it is given back once the message has left memory,
        which may be after `receipt` raised.
        """
        size = message.size
        try:
            if self._producer.current:  # One that nothing can be published with is not at that point.
                crash_point("before-publish")
            sent = await self._producer.send(self._topic, key=message.key, value=message.value, headers=message.headers)
        except BaseException:
            self.pending.give(size)
            raise
        sent.when_settled(lambda: self.pending.give(size))
        return SentDocument(sent, message)

    async def publish(self, message: RawMessage) -> Receipt:
        """Sends, and returns when the broker has the message; raises `NotConfirmed`."""
        return await (await self.send(message)).receipt()

"""What every route is given: where documents go, who may send them, and how large they may be."""

from dataclasses import dataclass
from typing import Protocol

from services.ingest.raw_message import RawMessage
from services.ingest.receipt import Receipt
from services.ingest.receiver.access import Access
from services.ingest.receiver.feeds_parts import FeedsParts
from services.ingest.receiver.idempotent_publish import PublishedOnce
from services.ingest.receiver.pending import Pending


class OnItsWay(Protocol):
    """A document that was sent."""

    @property
    def settled(self) -> bool:
        """Whether `receipt` answers at once."""

    async def receipt(self) -> Receipt:
        """Its receipt, once the broker has it; raises `NotConfirmed`."""


class Publisher(Protocol):
    """Sends messages and gives each one's size back to `pending`."""

    pending: Pending

    async def send(self, message: RawMessage) -> OnItsWay:
        """Returns when the message is queued; raises `NotConfirmed`."""

    async def publish(self, message: RawMessage) -> Receipt:
        """Returns when the broker has it; raises `NotConfirmed`."""


@dataclass(frozen=True, slots=True)
class Parts:
    """`document_limit` in bytes."""

    publisher: Publisher
    once: PublishedOnce
    access: Access
    document_limit: int
    feeds: FeedsParts

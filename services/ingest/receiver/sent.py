"""A record on its way to the broker: confirmed in time, or not."""

import asyncio
import time
from collections.abc import Callable

from aiokafka.structs import RecordMetadata

from services.ingest.receiver.unavailable import NotConfirmed


class Sent:
    """The broker's word on one record is awaited until `deadline` (of the monotonic clock)."""

    __slots__ = ("_deadline", "_failed", "_future")

    def __init__(
        self, future: asyncio.Future[RecordMetadata], deadline: float, failed: Callable[[BaseException], None]
    ) -> None:
        """`failed` hears why the broker did not confirm."""
        self._future = future
        self._deadline = deadline
        self._failed = failed
        future.add_done_callback(_retrieve)

    def when_settled(self, call: Callable[[], None]) -> None:
        """Calls once the record has left memory, which may be after `confirmed` raised."""
        self._future.add_done_callback(lambda _: call())

    @property
    def settled(self) -> bool:
        """Whether the broker has spoken."""
        return self._future.done()

    async def confirmed(self) -> RecordMetadata:
        """Where the record is; raises `NotConfirmed`."""
        if not self._future.done():
            # Not wait_for: it would cancel the future, and the bytes would no longer be counted.
            await asyncio.wait({self._future}, timeout=self._deadline - time.monotonic())
        if not self._future.done():
            self._failed(TimeoutError("no answer in time"))
            raise NotConfirmed("the broker did not answer in time")
        if error := self._future.exception():
            self._failed(error)
            raise NotConfirmed("the broker refused the document") from error
        at = self._future.result()
        if at.offset < 0:  # a repeat whose place the broker no longer knows: it has it, but a receipt names the place
            raise NotConfirmed("the broker does not say where the document is")
        return at


def _retrieve(future: asyncio.Future[RecordMetadata]) -> None:
    """A request that gave up does not ask for the error any more."""
    if not future.cancelled():
        future.exception()

"""A document under an Idempotency-Key is published once: the same key gives the same receipt for a day."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

from services.ingest.raw_message import RawMessage
from services.ingest.receipt import Receipt
from services.ingest.receiver.idempotency_ledger import Entry
from services.ingest.receiver.pending import Pending
from services.ingest.receiver.unavailable import NotConfirmed
from services.ingest.request_checks import Refusal
from services.runtime.crash_points import crash_point


class Log(Protocol):
    """The parts of `IdempotencyLog` that are needed here."""

    def holder(self, name: bytes) -> Entry | None: ...
    async def claim(self, name: bytes, fingerprint: str) -> bytes | None: ...
    async def settle(self, name: bytes, fingerprint: str, receipt: Receipt) -> None: ...
    async def release(self, name: bytes, nonce: bytes) -> None: ...


class PublishedOnce:
    """Publishes under a name; the size of each message is given back to `pending`, published or not."""

    def __init__(self, log: Log, publish: Callable[[RawMessage], Awaitable[Receipt]], pending: Pending) -> None:
        self._log = log
        self._publish = publish
        self._pending = pending

    async def publish(self, message: RawMessage, name: bytes, fingerprint: str) -> Receipt:
        """The receipt of the first request under this name; raises `Refusal` (409) and `NotConfirmed`.

        The document goes first and its receipt is kept after it. A process that dies in between leaves a claim that
        ends by itself; the document is then sent again, which changes nothing. So no receipt is ever false, and none
        is given that a repeat would not get.
        """
        try:
            receipt = _receipt(self._log.holder(name), fingerprint)
            # Also when another holds the name: what it got may stand on the log, and a claim of our own comes after it.
            nonce = None if receipt else await self._log.claim(name, fingerprint)
            if receipt is None and nonce is None:
                receipt = _receipt(self._log.holder(name), fingerprint)
        except BaseException:
            self._pending.give(message.size)
            raise
        if nonce is not None:
            return await self._as_holder(message, name, nonce, fingerprint)
        self._pending.give(message.size)
        if receipt is None:
            raise Refusal(
                409,
                "idempotency-key-in-use",
                "a request with this Idempotency-Key is under way: send it again after the time in Retry-After",
                headers={"retry-after": "1"},
            )
        return receipt

    async def _as_holder(self, message: RawMessage, name: bytes, nonce: bytes, fingerprint: str) -> Receipt:
        try:
            receipt = await self._publish(message)
        except NotConfirmed:
            with suppress(NotConfirmed):
                await self._log.release(name, nonce)
            raise
        crash_point("before-receipt-kept")
        await self._log.settle(name, fingerprint, receipt)
        return receipt


def _receipt(held: Entry | None, fingerprint: str) -> Receipt | None:
    """What the holder of a name got, if it has got it; raises `Refusal` (409) when it is another document."""
    if held is None:
        return None
    if held.fingerprint != fingerprint:
        raise Refusal(
            409,
            "idempotency-key-reused",
            "this Idempotency-Key came with another document within 24 hours: give each document a key of its own",
        )
    return Receipt.model_validate_json(held.receipt) if held.receipt else None

"""What was handed to the producer and is not settled yet: bounded, and settled in the order in which it came."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.structs import RecordMetadata

from services.ingest.raw_message import RawMessage

T = TypeVar("T")

MESSAGES = 5000
BYTES = 32 * 1024 * 1024
"""How many documents, and of how many bytes, are unconfirmed at once."""
SETTLED_AT_ONCE = 500
STOP_WITHIN = 5.0
"""Seconds for what is under way when the sending is told to stop."""
NOT_CONFIRMED = "the broker did not confirm it: send it again, doing so twice changes nothing"


@dataclass(frozen=True, slots=True)
class Settled(Generic[T]):
    """What became of an item: its place on the log, or the problem; neither for one without a message."""

    item: T
    place: RecordMetadata | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Piece(Generic[T]):
    item: T
    size: int = 0
    sent: "asyncio.Future[RecordMetadata] | None" = None
    needs_place: bool = False


class UnderWay(Generic[T]):
    """One task hands items in with `take` and says `end`, another one iterates over `settled`.

    What the broker does not take or confirm within `confirm_within` seconds ends the sending: that item and all after
    it have a problem. `stop` shortens the waiting.
    """

    def __init__(self, producer: AIOKafkaProducer, topic: str, confirm_within: float, stop: asyncio.Event) -> None:
        self._producer = producer
        self._topic = topic
        self._confirm_within = confirm_within
        self._stop = stop
        self._pieces: deque[_Piece[T]] = deque()
        self._bytes = 0
        self._ended = False
        self._lost = ""
        self._there = asyncio.Event()
        self._room = asyncio.Event()

    async def take(self, item: T, message: RawMessage | None) -> None:
        """Waits for room and sends the message; an item without one only keeps its place in the order."""
        if message is None:
            self._append(_Piece(item))
            return
        while self._is_full(message.size) and not self._lost:
            self._room.clear()
            await self._room.wait()
        sent = None if self._lost else await self._send(message)
        self._append(_Piece(item, message.size, sent, needs_place=True))

    def end(self) -> None:
        """Nothing more comes."""
        self._ended = True
        self._there.set()

    async def settled(self) -> AsyncIterator[list[Settled[T]]]:
        """What is settled, in order, as soon as it is, until everything is."""
        stopping = asyncio.create_task(self._stop.wait())
        try:
            while self._pieces or not self._ended:
                if not self._pieces:
                    self._there.clear()
                    await self._there.wait()
                    continue
                await self._wait_for_oldest(stopping)
                yield self._settle()
        finally:
            stopping.cancel()

    async def _send(self, message: RawMessage) -> "asyncio.Future[RecordMetadata] | None":
        """None when the broker takes nothing: aiokafka waits for room in its own queue, without an end of ours."""
        try:
            async with asyncio.timeout(self._confirm_within):
                return await self._producer.send(  # type: ignore[no-any-return]
                    self._topic, message.value, key=message.key, headers=message.headers
                )
        except TimeoutError:
            self._lost = self._lost or NOT_CONFIRMED
        except KafkaError as error:
            self._lost = self._lost or f"the broker did not take it: {error}"
        return None

    def _append(self, piece: _Piece[T]) -> None:
        self._pieces.append(piece)
        self._bytes += piece.size
        self._there.set()

    def _is_full(self, size: int) -> bool:
        return bool(self._pieces) and (len(self._pieces) >= MESSAGES or self._bytes + size > BYTES)

    async def _wait_for_oldest(self, stopping: "asyncio.Task[bool]") -> None:
        sent = self._pieces[0].sent
        if sent is None or sent.done() or self._lost:
            return
        await asyncio.wait({sent, stopping}, timeout=self._confirm_within, return_when=asyncio.FIRST_COMPLETED)
        if not sent.done() and stopping.done():
            await asyncio.wait({sent}, timeout=min(STOP_WITHIN, self._confirm_within))
        if not sent.done():
            self._lost = self._lost or NOT_CONFIRMED

    def _settle(self) -> list[Settled[T]]:
        """Everything from the oldest on that is settled; the oldest was waited for."""
        settled: list[Settled[T]] = []
        while self._pieces and len(settled) < SETTLED_AT_ONCE:
            piece = self._pieces[0]
            if piece.sent and not piece.sent.done() and not self._lost:
                break
            settled.append(self._outcome(self._pieces.popleft()))
            self._bytes -= piece.size
        self._room.set()
        return settled

    def _outcome(self, piece: _Piece[T]) -> Settled[T]:
        if not piece.needs_place:
            return Settled(piece.item)
        if piece.sent is None or not piece.sent.done():
            return Settled(piece.item, problem=self._lost)
        if error := piece.sent.exception():
            self._lost = self._lost or f"the broker did not take it: {error}"
            return Settled(piece.item, problem=self._lost)
        place = piece.sent.result()
        if place.offset < 0:  # a repeat whose place the broker no longer knows: a receipt names the place
            self._lost = self._lost or NOT_CONFIRMED
            return Settled(piece.item, problem=self._lost)
        return Settled(piece.item, place)

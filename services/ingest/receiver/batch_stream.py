"""A batch: lines in, results out in their order while lines still come, in bounded memory."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from services.ingest.document_line import document_line, line_limit
from services.ingest.raw_message import SOURCE_HTTP
from services.ingest.receiver.access import Caller
from services.ingest.receiver.batch_result import refused, taken
from services.ingest.receiver.body import READ_WITHIN
from services.ingest.receiver.content_encoding import Decoder
from services.ingest.receiver.ndjson import Line, LineSplitter
from services.ingest.receiver.parts import OnItsWay, Parts
from services.ingest.receiver.problem_details import ANSWERED
from services.ingest.receiver.unavailable import Busy
from services.ingest.request_checks import Refusal
from services.runtime.api_keys import Scope

WINDOW = 1000
"""Lines whose results are not yet written. The bytes among them are bounded by the producer, which takes one batch for
each partition while another is on its way, and by `Pending`."""
WRITE_SIZE = 16 * 1024
"""Bytes of results gathered before they are written, while more are ready."""
ROOM_WITHIN = 8.0
"""Seconds to wait for room among the documents of all requests."""


@dataclass(slots=True)
class _Result:
    """A line's result, or the document whose receipt it will be."""

    number: int
    outcome: OnItsWay | bytes

    async def text(self) -> bytes:
        if isinstance(self.outcome, bytes):
            return self.outcome
        try:
            return taken(self.number, await self.outcome.receipt())
        except ANSWERED as error:
            return refused(self.number, error)

    @property
    def ready(self) -> bool:
        return isinstance(self.outcome, bytes) or self.outcome.settled


class Batch:
    """One request. A line that is not taken costs its own result; a broken upload ends the batch with a last one."""

    def __init__(self, parts: Parts, caller: Caller, decoder: Decoder, *, within: float = READ_WITHIN) -> None:
        """`within`: seconds for the next bytes to come."""
        self._parts = parts
        self._caller = caller
        self._decoder = decoder
        self._within = within
        self._lines = LineSplitter(line_limit(parts.document_limit))
        self._results: asyncio.Queue[_Result | None] = asyncio.Queue(WINDOW)

    async def results(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Result lines, several in a piece. Raises what `chunks` raises when the sender went away."""
        reading = asyncio.create_task(self._read(chunks), name="batch")
        gathered = bytearray()
        try:
            while (result := await self._results.get()) is not None:
                if gathered and not result.ready:
                    yield bytes(gathered)
                    gathered.clear()
                gathered += await result.text()
                if self._results.empty() or len(gathered) >= WRITE_SIZE:
                    yield bytes(gathered)
                    gathered.clear()
            if gathered:
                yield bytes(gathered)
            await reading
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _read(self, chunks: AsyncIterator[bytes]) -> None:
        try:
            while (chunk := await self._next(chunks)) is not None:
                for piece in self._decoder.pieces(chunk):
                    for line in self._lines.feed(piece):
                        await self._take(line)
            self._decoder.end()
            for line in self._lines.end():
                await self._take(line)
        except Refusal as error:
            await self._results.put(_Result(self._lines.number, refused(self._lines.number, error)))
        except Exception:
            await self._results.put(None)
            raise
        await self._results.put(None)  # not when it was cancelled: nobody takes results then

    async def _next(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        try:
            async with asyncio.timeout(self._within):
                return await anext(chunks, None)
        except TimeoutError as error:
            detail = f"nothing came for {self._within:g} s: send this line and those after it again"
            raise Refusal(408, "too-slow", detail) from error

    async def _take(self, line: Line) -> None:
        outcome: OnItsWay | bytes
        try:
            outcome = await self._sent(line)
        except ANSWERED as error:
            outcome = refused(line.number, error)
        await self._results.put(_Result(line.number, outcome))

    async def _sent(self, line: Line) -> OnItsWay:
        limit = self._parts.document_limit
        if line.text is None:
            raise Refusal(
                413, "line-too-long", f"the line has more than {line_limit(limit)} bytes: POST its document alone"
            )
        message = document_line(line.text).message(observed_at=datetime.now(UTC), source=SOURCE_HTTP, limit=limit)
        self._caller.require(Scope.write if message.value is not None else Scope.retract)
        # A batch over its quota is read more slowly; another request of the same key may be first.
        while wait := self._caller.wait():  # noqa: ASYNC110 - the time is known
            await asyncio.sleep(wait)
        self._caller.document()
        self._caller.body(message.size)
        if not await self._parts.publisher.pending.take_within(message.size, ROOM_WITHIN):
            raise Busy("too many documents are on their way to the broker")
        return await self._parts.publisher.send(message)

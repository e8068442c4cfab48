"""Many clients of /v1/changes in one event loop: one looks at its events, the others count bytes."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.unit.view.live.event_stream import EventSource


class Listeners:
    """`first_at`: monotonic time of the first event of each article, at a client of everything."""

    def __init__(self) -> None:
        self.first_at: dict[str, float] = {}
        self.received = 0
        self.connected = 0

    async def look(self, port: int) -> None:
        """Reads all changes."""
        source = EventSource()
        async for piece in self._pieces(port, ""):
            now = time.monotonic()
            for event in source.read(piece):
                self.first_at.setdefault(event.data["id"], now)

    async def count(self, port: int, query: str) -> None:
        """Reads without a look."""
        async for _ in self._pieces(port, query):
            pass

    async def _pieces(self, port: int, query: str) -> AsyncIterator[bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        # HTTP/1.0: the answer comes without chunks, as it is.
        writer.write(f"GET /v1/changes{query} HTTP/1.0\r\nHost: view\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head, head
        self.connected += 1
        try:
            while piece := await reader.read(1 << 18):
                self.received += len(piece)
                yield piece
        finally:
            self.connected -= 1
            writer.close()


@asynccontextmanager
async def listening(port: int, queries: list[str]) -> AsyncIterator[Listeners]:
    """A client that looks and one for each query, all connected."""
    listeners = Listeners()
    tasks = [asyncio.create_task(listeners.look(port))]
    for number, query in enumerate(queries):
        tasks.append(asyncio.create_task(listeners.count(port, query)))
        if number % 50 == 49:
            await asyncio.sleep(0.05)
    while listeners.connected < len(tasks):
        await asyncio.sleep(0.05)
    try:
        yield listeners
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

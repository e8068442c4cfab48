"""What a thread tells the event loop, in order."""

import asyncio
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Filled from any thread, emptied by one task at a time; what is put in must not be changed any more."""

    def __init__(self) -> None:
        self._things: SimpleQueue[T] = SimpleQueue()
        self._came = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def put(self, thing: T) -> None:
        """Never waits."""
        self._things.put(thing)
        if self._loop:
            self._loop.call_soon_threadsafe(self._came.set)

    async def take(self) -> list[T]:
        """All that was put in since the last call; waits for the first."""
        self._loop = asyncio.get_running_loop()
        while not (taken := self._all()):
            await self._came.wait()
            self._came.clear()
        return taken

    def _all(self) -> list[T]:
        taken: list[T] = []
        while True:
            try:
                taken.append(self._things.get_nowait())
            except Empty:
                return taken

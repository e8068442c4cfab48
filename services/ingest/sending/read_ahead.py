"""Reads in a thread what the event loop then sends, never more ahead than fits the bounds."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

ITEMS = 2000
BYTES = 16 * 1024 * 1024


class ReadAhead(Generic[T]):
    """Iterates over `items` in a thread of its own, which does not hold the process up when it ends before.

    `size` gives an item's bytes in memory.
    """

    def __init__(self, items: Iterator[T], size: Callable[[T], int]) -> None:
        self._items = items
        self._size = size
        self._ready: list[T] = []
        self._bytes = 0
        self._taken = threading.Condition()
        self._ended = False
        self._failure: BaseException | None = None
        self._there = asyncio.Event()
        self._waits = False

    async def batches(self) -> AsyncIterator[list[T]]:
        """What is there, as soon as there is something, in order. Raises what `items` raised."""
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, name="read ahead", daemon=True).start()
        try:
            while batch := await self._next():
                yield batch
        finally:
            with self._taken:
                self._ended = True
                self._taken.notify()
        if self._failure:
            raise self._failure

    async def _next(self) -> list[T]:
        """An empty one at the end."""
        while True:
            with self._taken:
                batch, self._ready, self._bytes = self._ready, [], 0
                self._there.clear()
                self._waits = not batch and not self._ended
                self._taken.notify()
            if not self._waits:
                return batch
            await self._there.wait()

    def _read(self) -> None:
        try:
            for item in self._items:
                if not self._put(item, self._size(item)):
                    return
        except BaseException as error:  # noqa: BLE001 - raised again where the items are taken
            self._failure = error
        with self._taken:
            self._ended = True
            self._wake()

    def _put(self, item: T, size: int) -> bool:
        """Waits for room; False when nobody wants more."""
        with self._taken:
            while not self._ended and self._ready and (len(self._ready) >= ITEMS or self._bytes + size > BYTES):
                self._taken.wait()
            if self._ended:
                return False
            self._ready.append(item)
            self._bytes += size
            self._wake()
            return True

    def _wake(self) -> None:
        if self._waits:
            self._waits = False
            self._loop.call_soon_threadsafe(self._there.set)

"""Works on many items at once and finishes them in the order they came."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class InOrder(Generic[Item, Result]):
    """Starts `work` on each item at once, at most `limit` items unfinished; `finish` gets items with their results,
    in order, as many as are ready. So a lone item never waits for a batch to fill, and under load batches form."""

    def __init__(
        self,
        work: Callable[[Item], Awaitable[Result]],
        finish: Callable[[Sequence[tuple[Item, Result]]], Awaitable[None]],
        limit: int,
    ) -> None:
        self._work = work
        self._finish = finish
        self._free = asyncio.Semaphore(limit)
        self._started: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._more = asyncio.Event()

    async def put(self, item: Item) -> None:
        """Starts one item; waits while `limit` items are unfinished."""
        await self._free.acquire()
        self._started.append((item, asyncio.ensure_future(self._work(item))))
        self._more.set()

    async def run(self) -> None:
        """Finishes items for ever; raises what `work` or `finish` raised, and is then of no further use."""
        while True:
            while not self._started:
                self._more.clear()
                await self._more.wait()
            await asyncio.wait([self._started[0][1]])
            ready = []
            while self._started and self._started[0][1].done():
                item, result = self._started.popleft()
                ready.append((item, result.result()))
            await self._finish(ready)
            for _ in ready:
                self._free.release()

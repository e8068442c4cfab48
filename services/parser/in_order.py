"""Works on many items at once and finishes them in the order they came."""

import asyncio
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
        self._started: asyncio.Queue[tuple[Item, asyncio.Future[Result]]] = asyncio.Queue()

    async def put(self, item: Item) -> None:
        """Starts one item; waits while `limit` items are unfinished."""
        await self._free.acquire()
        self._started.put_nowait((item, asyncio.ensure_future(self._work(item))))

    async def run(self) -> None:
        """Finishes items for ever; raises what `work` or `finish` raised, and is then of no further use."""
        while True:
            item, result = await self._started.get()
            ready = [(item, await result)]
            while not self._started.empty():
                # Only this coroutine takes from the queue, so its head can be looked at before it is taken.
                if not self._started._queue[0][1].done():  # type: ignore[attr-defined]  # noqa: SLF001
                    break
                item, result = self._started.get_nowait()
                ready.append((item, result.result()))
            await self._finish(ready)
            for _ in ready:
                self._free.release()

"""Work that goes on beside something else and must not end unnoticed: nobody awaits it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from services.runtime.leave import leave


@asynccontextmanager
async def endless_task(doing: str, work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Does the work while the block runs, then cancels it.

    The process leaves when the work ends before, in whatever way: the supervisor starts it again.
    """
    task = asyncio.create_task(_or_leave(doing, work), name=doing)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        work.close()  # where it was cancelled before its first step


async def _or_leave(doing: str, work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task and task.cancelling():
            raise
        # A library let the cancellation of a task of its own out. A task that ends so looks like one told to end.
        leave(f"{doing} was cancelled by what it calls", error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the work does not go on
        leave(f"{doing} failed: {error}", error)
    leave(f"{doing} ended")

"""How a process is told to stop: SIGTERM or SIGINT."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any


def stop_signal() -> asyncio.Event:
    """Set when the process is told to stop. Call it in the event loop; a later call takes the signals over."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def done_before(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Whether `work` was done before `stop` was set, which cancels it. Raises what `work` raises."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if done := working.done():
        working.result()
    stopping.cancel()
    working.cancel()
    return done and not stop.is_set()

import asyncio
import os
import signal

import pytest

from services.runtime.stop_signal import done_before, stop_signal


async def nothing() -> None:
    pass


async def until_cancelled(cancelled: list[bool]) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        cancelled.append(True)


async def fails() -> None:
    raise ValueError("told")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
async def test_a_signal_ends_the_wait(number: signal.Signals) -> None:
    stop = stop_signal()
    cancelled: list[bool] = []
    asyncio.get_running_loop().call_soon(os.kill, os.getpid(), number)
    assert not await done_before(stop, until_cancelled(cancelled))
    await asyncio.sleep(0)
    assert cancelled


async def test_work_that_is_done_first_counts() -> None:
    assert await done_before(asyncio.Event(), nothing())


async def test_what_the_work_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="told"):
        await done_before(asyncio.Event(), fails())


async def test_who_was_told_to_stop_does_not_begin_the_rest() -> None:
    stop = asyncio.Event()
    stop.set()
    assert not await done_before(stop, nothing())

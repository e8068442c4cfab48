"""Tests wait by condition, never by time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

T = TypeVar("T")
PATIENCE = 60.0
POLL = 0.05


def wait_for(condition: Callable[[], T], what: str, seconds: float = PATIENCE) -> T:
    """Asks until the answer is true and gives it; fails with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(POLL)
    return answer


async def until(condition: Callable[[], Awaitable[Any]], what: str, seconds: float = PATIENCE) -> Any:
    """The same for a condition that is awaited."""
    answer = None
    try:
        async with asyncio.timeout(seconds):
            while not (answer := await condition()):  # noqa: ASYNC110 - the condition lives in other processes
                await asyncio.sleep(POLL)
    except TimeoutError:
        raise AssertionError(f"not within {seconds:g} s: {what}") from None
    return answer

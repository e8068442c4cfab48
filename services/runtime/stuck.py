"""Finds a process that has work and does not get on with it, and ends it."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from services.runtime.endless_task import endless_task
from services.runtime.leave import leave

LOOK_EVERY = 1.0
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one kind of work: whether there is some, and a value that changes when it gets on.

    Work that nobody could get on with, such as while the broker is away, is not waiting.
    """

    name: str
    waiting: bool
    progress: object


class StuckWatch:
    """Decides from looks at a process whether it is stuck: `limit` seconds of waiting work without progress."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._since: dict[str, tuple[float, object]] = {}

    def stuck(self, now: float, look: Look) -> bool:
        """Takes one look at monotonic time `now` in seconds."""
        since, progress = self._since.get(look.name, (now, look.progress))
        if not look.waiting or progress != look.progress:
            since = now
        self._since[look.name] = (since, look.progress)
        return now - since >= self._limit


class RunningTime:
    """Counts the seconds that this process ran: when it was stopped and woken up, what lies between is not its own."""

    def __init__(self, now: float) -> None:
        self._before = now
        self._ran = 0.0

    def at(self, now: float) -> float:
        """The count at monotonic time `now`; asked every `LOOK_EVERY` seconds while the process runs."""
        self._ran += min(now - self._before, 2 * LOOK_EVERY)
        self._before = now
        return self._ran


Looks = Callable[[], Sequence[Look]]


@asynccontextmanager
async def leaving_when_stuck(looks: Looks, limit: float) -> AsyncIterator[None]:
    """While the block runs, leaves the process when its event loop, or what `looks` names, is stuck for `limit` s.

    `looks` is asked every second inside the event loop; a thread of its own, which no blocked loop stops, judges.
    """
    told = _Told()
    threading.Thread(target=_judge, args=(told, limit), name="stuck watch", daemon=True).start()
    async with endless_task("looking for the stuck watch", _tell(told, looks)):
        try:
            yield
        finally:
            told.over = True


class _Told:
    """What the event loop tells the thread."""

    def __init__(self) -> None:
        self.looks: Sequence[Look] = ()
        self.beats = 0
        self.over = False


async def _tell(told: _Told, looks: Looks) -> None:
    while True:
        try:
            told.looks = looks()
        except Exception as error:  # noqa: BLE001 - a watch that went blind would not be noticed before it is needed
            leave("the stuck watch cannot look at the work", error)
        told.beats += 1
        await asyncio.sleep(LOOK_EVERY)


def _judge(told: _Told, limit: float) -> None:
    watching, running = StuckWatch(limit), RunningTime(time.monotonic())
    while not told.over:
        time.sleep(LOOK_EVERY)
        ran = running.at(time.monotonic())
        for look in (Look("event loop", True, told.beats), *told.looks):
            if watching.stuck(ran, look) and not told.over:
                leave(f"{look.name}: work is waiting and nothing moved for {limit:g} s")

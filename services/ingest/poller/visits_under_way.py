"""The visits of all shards of a process: the earliest due first, so many at once in all and with one host."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from services.ingest.feeds.schedule import Schedule

_LOOKS_AGAIN_AFTER = 60.0
"""Seconds, since the clock may be set meanwhile."""

Visit = Callable[[], Coroutine[Any, Any, None]]


class VisitsUnderWay:
    """Starts what is planned when it is due. Used on the event loop only, for shards that share no feed.

    A feed takes a place from the start of its visit until it is planned anew, or forgotten: what visits brought must be
    taken in before others begin, however long the broker is away.
    """

    def __init__(self, *, most: int, per_host: int, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._most = most
        self._now = now
        self._schedule = Schedule(per_host)
        self._visits: dict[str, Visit] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._not_taken_in: set[str] = set()
        self._changed = asyncio.Event()

    def plan(self, feed: str, host: str, at: datetime, visit: Visit) -> None:
        """Plans the feed's next visit, in place of one planned before; one that runs goes on."""
        self._visits[feed] = visit
        self._schedule.plan(feed, host, at)
        if feed not in self._running:
            self._not_taken_in.discard(feed)
        self._changed.set()

    def forget(self, feed: str) -> None:
        """Plans no further visit, and ends one that runs."""
        self._schedule.forget(feed)
        self._visits.pop(feed, None)
        self._not_taken_in.discard(feed)
        if running := self._running.get(feed):
            running.cancel()
        self._changed.set()

    async def run(self) -> None:
        """Runs until it is cancelled; raises what a visit raises."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._changed.clear()
                for feed in self._schedule.take(self._now(), self._most - len(self._not_taken_in)):
                    self._not_taken_in.add(feed)
                    task = self._running[feed] = group.create_task(self._visits[feed]())
                    task.add_done_callback(partial(self._ended, feed))
                await self._wait()

    def _ended(self, feed: str, task: asyncio.Task[None]) -> None:
        del self._running[feed]
        if task.cancelled():  # it brought nothing, also when the feed is planned anew by now
            self._not_taken_in.discard(feed)
        self._schedule.ended(feed)
        self._changed.set()

    async def _wait(self) -> None:
        due = self._schedule.next_due()
        seconds = (due - self._now()).total_seconds() if due else _LOOKS_AGAIN_AFTER
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, min(seconds, _LOOKS_AGAIN_AFTER))):
                await self._changed.wait()

"""The visits of one shard, on the event loop: told of every change, they keep each feed planned."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from services.ingest.feeds.feed_state import FeedState, Lease
from services.ingest.feeds.next_step import due_at
from services.ingest.feeds.requests import Pushed
from services.ingest.fetch.fetch_url import fetch_url
from services.ingest.poller.mailbox import Mailbox
from services.ingest.poller.visited import Visited
from services.ingest.poller.visits_under_way import VisitsUnderWay
from services.runtime.metrics import FEEDS

MOST_PUSHES = 8
"""Of a feed that wait to be read; when more come, the feed is asked instead, which shows them all."""

VisitFeed = Callable[[str, FeedState, Pushed | None], Awaitable[Visited]]
"""Given a feed's id and state, and its content where a hub sent it. Raises nothing."""
AskHub = Callable[[str, Lease], Coroutine[Any, Any, None]]
"""Asks a hub for a feed's lease. Raises nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """The state of a feed, None when it is unsubscribed. `visited`: a visit was taken in. `pushed`: what a hub sent, as
    the feed's push number `pushes`."""

    feed_id: str
    state: FeedState | None
    visited: bool = False
    pushed: Pushed | None = None
    pushes: int = 0


@dataclass(frozen=True, slots=True)
class ToldToAsk:
    """The feed's hub is to be asked for the lease."""

    feed_id: str
    lease: Lease


class ShardVisits:
    """What is told stays known from one `run` to the next. Used on the event loop only."""

    def __init__(self, partition: int, under_way: VisitsUnderWay, visit: VisitFeed, ask: AskHub) -> None:
        self._partition = str(partition)
        self._under_way = under_way
        self._visit_feed = visit
        self._ask = ask
        self._feeds: dict[str, FeedState] = {}
        self._pushed: defaultdict[str, deque[tuple[int, Pushed]]] = defaultdict(deque)
        self._pushes: dict[str, int] = {}
        """The number of each feed's last push."""
        self._out: set[str] = set()
        """Feeds whose visit began and was not taken in yet: what is planned before that would be out of date."""

    async def run(self, told: Mailbox[Told | ToldToAsk], came: Callable[[Visited], None]) -> None:
        """Gives every visit that ends to `came`. Cancelled, it ends what is under way."""
        self._out.clear()
        try:
            async with asyncio.TaskGroup() as asking:
                for name in self._feeds:
                    self._plan(name, came)
                while True:
                    FEEDS.labels(self._partition).set(len(self._feeds))
                    for one in await told.take():
                        if isinstance(one, ToldToAsk):
                            asking.create_task(self._ask(one.feed_id, one.lease))
                        else:
                            self._hear(one)
                            self._plan(one.feed_id, came)
        finally:
            for name in self._feeds:
                self._under_way.forget(name)
            FEEDS.remove(self._partition)

    def _hear(self, told: Told) -> None:
        if told.state is None:
            self._feeds.pop(told.feed_id, None)
            self._pushed.pop(told.feed_id, None)
            self._pushes.pop(told.feed_id, None)
        else:
            self._feeds[told.feed_id] = told.state
        if told.state is None or told.visited:
            self._out.discard(told.feed_id)
        if told.pushed:
            waiting = self._pushed[told.feed_id]
            waiting.append((told.pushes, told.pushed))
            self._pushes[told.feed_id] = told.pushes
            if len(waiting) > MOST_PUSHES:
                waiting.clear()

    def _plan(self, name: str, came: Callable[[Visited], None]) -> None:
        if name in self._out:
            return
        state = self._feeds.get(name)
        at = due_at(state, datetime.now(UTC)) if state else None
        if state is None or at is None:
            self._under_way.forget(name)
            return
        if self._pushed.get(name):
            at = min(at, datetime.now(UTC))
        self._under_way.plan(name, fetch_url(state.address).host, at, partial(self._visit, name, came))

    async def _visit(self, name: str, came: Callable[[Visited], None]) -> None:
        self._out.add(name)
        waiting = self._pushed[name]
        # It stays in its place until it was read: a visit may be cancelled.
        number, pushed = waiting[0] if waiting else (self._pushes.get(name, 0), None)
        visited = await self._visit_feed(name, self._feeds[name], pushed)
        if waiting and waiting[0][1] is pushed:
            waiting.popleft()
        if not waiting:
            self._pushed.pop(name, None)
        came(replace(visited, pushes=number))

"""Tells all connected clients of what was saved: one look at the store for all, one encoding of each change.

A save only wakes the hub, which then looks what changed since its last look. So what clients are told while they are
connected, and what they are told when they come back, is found in one way.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple, Self

import structlog

from services.runtime.leave import leave
from services.view.live.change_filter import ChangeFilter
from services.view.live.events import change_event
from services.view.live.look import Told, known_here, look, one_state
from services.view.live.position import Known, continues
from services.view.live.waiting_events import WaitingEvents
from services.view.sqlite_file import SqliteFile, StoreError
from services.view.store import Store

APART = 0.1
"""Seconds between two looks: a thousand clients are sent ten pieces a second each, however many changes there are."""

log = structlog.get_logger("themewire.view")


class News(NamedTuple):
    """Encoded events by filter; who had what the look began with knows `known` then. `more`: at once, another page."""

    events: dict[ChangeFilter, bytes]
    known: Known | None
    more: bool


class ChangesHub:
    """Belongs to the event loop in which it is entered; the store may be saved to from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._saved = asyncio.Event()
        self._still = asyncio.Lock()
        """Held during a look: who comes with a new filter then would miss what is found."""
        self._looked = asyncio.Condition()
        self._listening: defaultdict[ChangeFilter, set[WaitingEvents]] = defaultdict(set)
        self.known: Known | None = None
        """What everyone who listens was told of; None before the store has read anything."""
        self.closed = False
        """Whether every stream must end."""

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()

        def saved(_: object) -> None:
            loop.call_soon_threadsafe(self._saved.set)

        self._store.on_saved(saved)
        self._saved.set()
        self._telling = asyncio.create_task(self._tell(), name="live changes")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._telling.cancel()
        await asyncio.gather(self._telling, return_exceptions=True)
        self.closed = True
        await self._end_streams()

    async def listen(self, filter_: ChangeFilter, known: Known) -> WaitingEvents | None:
        """What is told from now on to a client that knows as much as was told to all; None when it knows less, or
        more. It must be given to `leave` in the end."""
        async with self._still:
            if known != self.known:
                return None
            waiting = WaitingEvents()
            self._listening[filter_].add(waiting)
            if self.closed:
                waiting.end()
            return waiting

    def leave(self, filter_: ChangeFilter, waiting: WaitingEvents) -> None:
        """Ends what `listen` began."""
        self._listening[filter_].discard(waiting)
        if not self._listening[filter_]:
            del self._listening[filter_]

    async def until_changed(self, known: Known | None) -> None:
        """Returns when `self.known` is not `known`, or the hub is closed."""
        async with self._looked:
            await self._looked.wait_for(lambda: self.closed or self.known != known)

    async def told(self, filter_: ChangeFilter, had: Known, here: Known) -> tuple[bytes, Known]:
        """A page of what one client is told that comes back, and what it knows then; raises `StoreError`."""
        return await asyncio.to_thread(_page, self._store.file, filter_, had, here)

    async def _tell(self) -> None:
        more = False
        while True:
            if not more:
                await self._saved.wait()
                self._saved.clear()
            try:
                more = await self._look()
            except StoreError as error:
                # Clients come again and go on where they are; if the store stays so, its reader ends the process.
                log.error("live changes cannot be read", why=str(error))
                self.known, more = None, False
                await self._end_streams()
            except Exception as error:  # noqa: BLE001 - else clients would hear nothing and not know it
                leave(f"telling of changes failed: {error}", error)
            await asyncio.sleep(0 if more else APART)

    async def _look(self) -> bool:
        async with self._still:
            before = self.known
            news = await asyncio.to_thread(_news, self._store.file, list(self._listening), before)
            self.known = news.known
            for filter_, events in news.events.items():
                for waiting in self._listening.get(filter_, ()):
                    waiting.put(events)
        if before is not None and (news.known is None or not continues(news.known, before)):
            await self._end_streams()
        async with self._looked:
            self._looked.notify_all()
        return news.more

    async def _end_streams(self) -> None:
        for clients in self._listening.values():
            for waiting in clients:
                waiting.end()
        async with self._looked:
            self._looked.notify_all()


def _news(file: SqliteFile, filters: Collection[ChangeFilter], before: Known | None) -> News:
    with one_state(file) as db:
        here = known_here(db)
        if not filters or before is None or here is None or not continues(here, before):
            return News({}, here, more=False)
        found = look(db, filters, before, here)
    encoded: dict[tuple[int, str], bytes] = {}
    events = {}
    for filter_, told in found.told.items():
        for one in told:
            key = (id(one.changed), one.outcome)
            if key not in encoded:
                encoded[key] = change_event(one, before)
        if told:
            events[filter_] = b"".join(encoded[id(one.changed), one.outcome] for one in told)
    return News(events, found.known, more=found.known != here)


def _page(file: SqliteFile, filter_: ChangeFilter, had: Known, here: Known) -> tuple[bytes, Known]:
    with one_state(file) as db:
        found = look(db, [filter_], had, here)
    told: Sequence[Told] = found.told.get(filter_, ())
    return b"".join(change_event(one, had) for one in told), found.known

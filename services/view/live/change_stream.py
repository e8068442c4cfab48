"""What one client is sent from its connection to its end."""

import asyncio
import random
import time
from collections.abc import AsyncIterator

from schemas.topics import HEADLINES_RELATED
from services.view.live.beginning import beginning, is_of_no_log
from services.view.live.change_filter import ChangeFilter
from services.view.live.changes_hub import ChangesHub
from services.view.live.events import COMMENT, position_event, reset_event, retry_after
from services.view.live.position import Known, is_same_log
from services.view.live.waiting_events import WaitingEvents
from services.view.sqlite_file import StoreError

HEARTBEAT = 15.0
"""Seconds without an event after which the position is sent, as the specification advises against impatient proxies."""
RETRY_MS = (1_000, 3_000)
"""Between these a client waits before it connects again, each its own time: not all at once come to what is left."""
KEPT = HEADLINES_RELATED.retention_ms / 1000


async def change_stream(
    hub: ChangesHub, filter_: ChangeFilter, last_event_id: str | None, *, whole: bool
) -> AsyncIterator[bytes]:
    """Pieces of an event stream, each of whole events, until the client goes, is too slow, or the view stops.

    First whatever the client lacks, read page by page and each page sent before the next is read; then what comes.
    """
    yield retry_after(random.randint(*RETRY_MS))  # noqa: S311 - a spread, no secret
    while hub.known is None and not hub.closed:
        if not await _changed(hub, None):
            yield COMMENT
    if hub.known is None:
        return
    begin = beginning(last_event_id, hub.known, whole=whole, now=time.time(), kept=KEPT)
    known = begin.known
    yield position_event(known) if begin.reset is None else reset_event(begin.reset, known)
    while True:
        waiting = await hub.listen(filter_, known)
        if waiting is not None:
            break
        here = hub.known
        if hub.closed or here is None or not is_same_log(here, known) or is_of_no_log(known, here):
            return
        try:
            events, reached = await hub.told(filter_, known, here)
        except StoreError:
            return  # the hub meets it too, and says so
        if events:
            yield events
        elif reached == known and not await _changed(hub, here):
            yield position_event(known)  # what is here is older than what the client knows: it waits
        known = reached
    try:
        async for piece in _told(hub, waiting):
            yield piece
    finally:
        hub.leave(filter_, waiting)


async def _told(hub: ChangesHub, waiting: WaitingEvents) -> AsyncIterator[bytes]:
    while not waiting.ended:
        try:
            async with asyncio.timeout(HEARTBEAT):
                events = await waiting.take()
        except TimeoutError:
            if hub.known is not None:
                yield position_event(hub.known)
            continue
        if events:
            yield events


async def _changed(hub: ChangesHub, known: Known | None) -> bool:
    """Whether the hub came to know something else before it is time for a heartbeat."""
    try:
        async with asyncio.timeout(HEARTBEAT):
            await hub.until_changed(known)
    except TimeoutError:
        return False
    return True

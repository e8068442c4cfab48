"""The topic ingest.feeds as this replica has read it."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import NoReturn

import structlog
from aiokafka.errors import KafkaError

from schemas.topics import INGEST_FEEDS
from services.ingest.feeds.feed_state import FeedState
from services.ingest.request_checks import Refusal
from services.ingest.subscriptions.feed_list import FeedList
from services.runtime.followed_topic import followed
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings

CONDITION = "feeds"
"""Of readiness: every feed's state is read."""
AGAIN_AFTER = 1.0

log = structlog.get_logger("themewire.ingest")


class FeedsLog:
    """Follows the topic. While it is read again, what was read before is shown."""

    def __init__(self, settings: Settings, readiness: Readiness) -> None:
        self._settings = settings
        self._readiness = readiness
        self._list: FeedList | None = None
        self._changed = asyncio.Event()

    @property
    def list(self) -> FeedList:
        """Every feed; raises `Refusal` (503) before they are read."""
        if self._list is None:
            raise Refusal(
                503,
                "feeds-not-read",
                "the feeds are still being read from the broker: ask again after the time in Retry-After",
                headers={"retry-after": "2"},
            )
        return self._list

    async def awaited(self, feed_id: str, there: Callable[[FeedState], bool], within: float) -> FeedState | None:
        """The state of a subscribed feed as soon as it is as awaited; None when it is not within so many seconds, and
        at once for a feed that is not subscribed to."""
        try:
            async with asyncio.timeout(within):
                while (state := self.list.get(feed_id)) and not there(state):
                    await self._changed.wait()
                return state
        except TimeoutError:
            return None

    async def follow(self) -> NoReturn:
        """Reads the whole topic, then everything that comes; all of it again when it cannot go on."""
        while True:
            try:
                await self._follow()
            except (KafkaError, OSError) as error:
                log.info("reading the feeds again", error=repr(error))
            await asyncio.sleep(AGAIN_AFTER)

    async def _follow(self) -> None:
        reading = FeedList()
        async with aclosing(followed(self._settings, INGEST_FEEDS)) as reads:  # type: ignore[type-var]
            async for read in reads:
                for record in read.records:
                    reading.apply(record.key or b"", record.value)
                    await asyncio.sleep(0)  # a state may take milliseconds to read: requests come in between
                if read.whole and reading is not self._list:
                    self._list = reading
                    self._readiness.met(CONDITION)
                self._tell()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

"""Fetches of pages of a site follow each other at the distance that the site asks for."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.ingest.fetch.host_slots import HostSlots

_SITES_KEPT = 10_000


class CrawlPace:
    """For the whole process: what one feed fetched of a site counts for all others that link to it."""

    def __init__(self) -> None:
        self._slots = HostSlots(1)
        self._free_at: OrderedDict[str, float] = OrderedDict()

    @asynccontextmanager
    async def turn(self, site: str, delay: float | None) -> AsyncIterator[None]:
        """Waits until `delay` seconds have passed since the last turn at the site, as that one asked for; one at a
        time. Without a delay there is no waiting."""
        if not delay:
            yield
            return
        clock = asyncio.get_running_loop().time
        async with self._slots.at(site):
            await asyncio.sleep(max(0.0, self._free_at.get(site, 0.0) - clock()))
            try:
                yield
            finally:
                self._free_at[site] = clock() + delay
                self._free_at.move_to_end(site)
                while len(self._free_at) > _SITES_KEPT:
                    self._free_at.popitem(last=False)

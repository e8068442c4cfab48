"""So many at once for each host, and no more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class HostSlots:
    """`each` slots for every host; who comes later waits in turn. Hosts that nobody asks for are forgotten."""

    def __init__(self, each: int) -> None:
        self._each = each
        self._free: dict[str, asyncio.Semaphore] = {}
        self._users: dict[str, int] = {}

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Holds one of the host's slots while the block runs."""
        free = self._free.setdefault(host, asyncio.Semaphore(self._each))
        self._users[host] = self._users.get(host, 0) + 1
        try:
            async with free:
                yield
        finally:
            self._users[host] -= 1
            if not self._users[host]:
                del self._users[host], self._free[host]

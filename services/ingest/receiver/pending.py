"""How many bytes of documents may be on their way to the broker at once."""

import asyncio


class Pending:
    """Counts bytes in memory; a sender that would go over `limit` bytes is told to come back."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.bytes = 0
        self._given = asyncio.Event()

    def take(self, size: int) -> bool:
        """Counts `size` bytes more; False, and nothing counted, when that is over the limit."""
        if self.bytes + size > self.limit:
            return False
        self.bytes += size
        return True

    async def take_within(self, size: int, seconds: float) -> bool:
        """The same, waiting for others to give back; False when there was no room for `seconds`."""
        if self.take(size):
            return True
        try:
            async with asyncio.timeout(seconds):
                while not self.take(size):
                    self._given.clear()
                    await self._given.wait()
        except TimeoutError:
            return False
        return True

    def give(self, size: int) -> None:
        """Counts `size` bytes less; raises ValueError for more than was taken."""
        if size > self.bytes:
            raise ValueError(f"{size} bytes given back, {self.bytes} taken")
        self.bytes -= size
        self._given.set()

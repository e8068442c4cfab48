"""What waits to be sent to one client, within a limit."""

import asyncio

LIMIT = 1 << 20
"""Bytes. The kernel and the server's own buffer take some hundred KB more before anything waits here."""


class WaitingEvents:
    """Filled by the hub, emptied by the client's stream, in one event loop."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._bytes = 0
        self._something = asyncio.Event()
        self.ended = False
        """Whether nothing more comes: the client was too slow, or the view stops."""

    def put(self, chunk: bytes) -> bool:
        """Adds whole events; False when the client is too slow for them and its stream ends instead."""
        self._bytes += len(chunk)
        if self._bytes > LIMIT:
            self.end()
            return False
        self._chunks.append(chunk)
        self._something.set()
        return True

    def end(self) -> None:
        """Ends the stream; what waits is dropped, since the client's last id tells where it goes on."""
        self._chunks.clear()
        self.ended = True
        self._something.set()

    async def take(self) -> bytes:
        """All that waits, when something does; nothing when the stream has ended."""
        await self._something.wait()
        self._something.clear()
        chunks, self._chunks, self._bytes = self._chunks, [], 0
        return b"".join(chunks)

"""Lines and blocks out of a stream, with a bound on what is held: the reading that all archives share."""

from collections.abc import Callable

CHUNK = 256 * 1024


class LineTooLong(Exception):  # noqa: N818 - names what is there
    """A line above the limit; it has been passed over, the next one can be read."""


class ByteReader:
    """Reads over `read`, which takes a size and gives b"" at the end.

    What `read` raises comes through; the line or block that was being read is then gone.
    """

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._held = b""
        self._next = 0
        self._passed = 0

    @property
    def offset(self) -> int:
        """Bytes taken so far: the place of what comes next."""
        return self._passed + self._next

    def line(self, limit: int) -> bytes:
        """The next line with its line feed, b"" at the end; raises `LineTooLong` above `limit` bytes."""
        parts: list[bytes] = []
        length = 0
        while self._next < len(self._held) or self._fill():
            end = self._held.find(b"\n", self._next) + 1
            part = self._held[self._next : end or len(self._held)]
            self._next += len(part)
            length += len(part)
            if length > limit:
                parts.clear()
            else:
                parts.append(part)
            if end:
                break
        if length > limit:
            raise LineTooLong(f"it has more than {limit} bytes in one line")
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def block(self, length: int) -> bytes:
        """The next `length` bytes; fewer at the end."""
        parts: list[bytes] = []
        while length and (self._next < len(self._held) or self._fill()):
            part = self._held[self._next : self._next + length]
            self._next += len(part)
            length -= len(part)
            parts.append(part)
        return b"".join(parts)

    def skip(self, length: int) -> int:
        """Passes over `length` bytes; how many were missing at the end."""
        while length and (self._next < len(self._held) or self._fill()):
            step = min(length, len(self._held) - self._next)
            self._next += step
            length -= step
        return length

    def give_back(self, taken: bytes) -> None:
        """Puts the bytes that were taken last in front again."""
        self._held = taken + self._held[self._next :]
        self._passed += self._next - len(taken)
        self._next = 0

    def _fill(self) -> bool:
        self._passed += len(self._held)
        self._held, self._next = b"", 0
        self._held = self._read(CHUNK)
        return bool(self._held)

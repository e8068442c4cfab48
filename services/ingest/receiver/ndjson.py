"""Splits a stream into numbered lines (NDJSON) with a bound on each. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(slots=True)
class Line:
    """`number` counts from 1, blank lines too; `text` without its line feed, None when it was longer than the limit."""

    number: int
    text: bytes | None


class LineSplitter:
    """Holds at most one unfinished line of `limit` bytes; what is over it is dropped up to the next line feed."""

    def __init__(self, limit: int) -> None:
        self.number = 1
        """Of the line that is unfinished."""
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, piece: bytes) -> Iterator[Line]:
        """The lines that end in this piece; blank ones are left out."""
        *ended, rest = piece.split(b"\n")
        for part in ended:
            self._add(part)
            yield from self.end()
            self.number += 1
        self._add(rest)

    def end(self) -> Iterator[Line]:
        """The line that stands so far, if it is not blank."""
        parts, size = self._parts, self._size
        self._parts, self._size = [], 0
        if size > self._limit:
            yield Line(self.number, None)
        elif text := b"".join(parts).strip():
            yield Line(self.number, text)

    def _add(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._limit:
            self._parts.clear()
        elif part:
            self._parts.append(part)

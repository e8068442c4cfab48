"""Unpacks gzip data as a stream of bounded memory that goes on behind damage, at the next member.

A WARC archive is one gzip member for each record (WARC 1.1, annex D), so a broken one need not cost those after it.
Neither Python's gzip nor warcio goes on: the one raises for good, the other takes the rest for empty.
"""

import io
import re
import zlib
from typing import Protocol

from services.ingest.archives.damaged import Damaged

CHUNK = 64 * 1024
LOOK_BACK = 256 * 1024
"""Packed bytes of a broken member among which the next one is looked for: damage may swallow its beginning."""
FAILED_AT_MOST = 1000
"""Members that cannot be unpacked. Each costs a look back: more of them are a file that means harm."""

_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
"""RFC 1952, section 2.3: the magic, deflate, and flags whose reserved bits are zero."""


class Packed(Protocol):
    """Packed data: `read` gives at most `size` bytes, b"" at the end."""

    def read(self, size: int, /) -> bytes: ...


class GzipMembers:
    """`read` gives the content of all members, one after the other."""

    def __init__(self, packed: Packed) -> None:
        self._packed = packed
        self._waiting = b""
        self._member: zlib._Decompress | None = None
        self._taken = bytearray()
        self._searching = False
        self._since = self._given = 0
        self._failed = 0
        self._at = 0

    def read(self, size: int) -> bytes:
        """Between 1 and `size` bytes; b"" at the end. Raises `Damaged` once for each broken place."""
        while member := self._member or self._next_member():
            if unpacked := self._unpack(member, size):
                return unpacked
        return b""

    def _unpack(self, member: "zlib._Decompress", size: int) -> bytes:
        """What the present member gives; b"" when it needs more or has ended."""
        if not self._waiting and not self._more():
            self._give_up_member("it ends too early")
            return b""
        given = self._waiting
        try:
            unpacked = member.decompress(given, size)
        except zlib.error as error:
            self._give_up_member(str(error))
            return b""
        self._given += len(unpacked)
        if member.eof:
            self._waiting, self._member, self._searching = member.unused_data, None, False
        else:
            self._waiting = member.unconsumed_tail
            self._keep(given[: len(given) - len(self._waiting)])
        return unpacked

    def _keep(self, taken: bytes) -> None:
        self._taken += taken
        if len(self._taken) > LOOK_BACK:
            del self._taken[:-LOOK_BACK]

    def _give_up_member(self, why: str) -> None:
        """Turns to what follows the beginning of the broken member.

        While searching, bytes that only looked like a member are none, and are not looked through twice.
        """
        self._member = None
        self._failed += 1
        if self._failed == FAILED_AT_MOST:
            self._waiting, self._packed = b"", io.BytesIO()
            raise Damaged(
                f"the gzip data is damaged in {FAILED_AT_MOST} places: the rest is not read, fetch the file again",
                since=self._since,
            )
        look_back = bytes(self._taken[1:]) if self._taken and not self._searching else b""
        self._waiting = look_back + self._waiting if look_back else self._waiting[1:]
        if self._given > self._since or not self._searching:
            self._searching = True
            raise Damaged(f"the gzip data is damaged before byte {self._at}: {why}", since=self._since)

    def _next_member(self) -> "zlib._Decompress | None":
        """Stands at the next member; None when there is none. Zeros between members are padding."""
        while True:
            if not self._searching:
                self._waiting = self._waiting.lstrip(b"\0")
            if len(self._waiting) < 4 and self._more():
                continue
            if not self._waiting:
                return None
            start = _MEMBER.search(self._waiting)
            if start and (start.start() == 0 or self._searching):
                self._waiting = self._waiting[start.start() :]
                self._taken.clear()
                self._since = self._given
                self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)
                return self._member
            if not self._searching:
                self._searching = True
                raise Damaged(f"there is no gzip data before byte {self._at}", since=self._given)
            self._waiting = self._waiting[-3:]
            if not self._more():
                return None

    def _more(self) -> bool:
        more = self._packed.read(CHUNK)
        self._at += len(more)
        self._waiting += more
        return bool(more)

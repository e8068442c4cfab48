"""Unpacks Zstandard data (RFC 8878) as a stream of bounded memory."""

import zstandard

from services.ingest.archives.damaged import Damaged
from services.ingest.archives.gzip_members import Packed

CHUNK = 256
"""Packed bytes given at once. A block of 4 of them may stand for 128 KiB, so this bounds what comes out at 8 MiB."""
WINDOW = 128 * 1024 * 1024
"""Largest window, the one up to which the zstd command unpacks unasked."""


class ZstdFrames:
    """`read` gives the content of all frames. Behind damage nothing is found again: frames carry no mark of their own.

    zstandard's stream_reader would be quicker, but takes data that was cut off for whole.
    """

    def __init__(self, packed: Packed) -> None:
        self._packed = packed
        self._frames = zstandard.ZstdDecompressor(max_window_size=WINDOW)
        self._frame = self._frames.decompressobj()
        self._in_frame = False
        self._since = self._given = 0
        self._broken = False
        self._unpacked = memoryview(b"")

    def read(self, size: int) -> bytes:
        """Between 1 and `size` bytes; b"" at the end. Raises `Damaged` once."""
        while not self._unpacked and not self._broken and (packed := self._packed.read(CHUNK)):
            self._unpacked = memoryview(self._unpack(packed))
        if not self._unpacked and self._in_frame and not self._broken:
            self._broken = True
            raise Damaged("the zstd data ends too early", since=self._since)
        read, self._unpacked = self._unpacked[:size], self._unpacked[size:]
        return bytes(read)

    def _unpack(self, packed: bytes) -> bytes:
        unpacked = b""
        try:
            while packed:
                part = self._frame.decompress(packed)
                unpacked += part
                self._given += len(part)
                packed = self._frame.unused_data if self._frame.eof else b""
                self._in_frame = not self._frame.eof
                if self._frame.eof:
                    self._since = self._given
                    self._frame = self._frames.decompressobj()
        except zstandard.ZstdError as error:
            self._broken = True
            raise Damaged(f"the zstd data is damaged ({error})", since=self._since) from error
        return unpacked

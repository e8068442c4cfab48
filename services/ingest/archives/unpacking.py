"""Finds out by its first bytes whether a file is packed, and unpacks it."""

from collections.abc import Callable
from typing import IO

from services.ingest.archives.gzip_members import GzipMembers
from services.ingest.archives.zstd_frames import ZstdFrames

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"


class CountedFile:
    """A file and how many of its bytes were read, its first ones seen beforehand."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.read_bytes = 0
        self.opening = b""
        while len(self.opening) < len(ZSTD) and (part := file.read(len(ZSTD) - len(self.opening))):  # a pipe gives less
            self.opening += part
        self._left = self.opening

    def read(self, size: int) -> bytes:
        """The next bytes, at most `size`; b"" at the end."""
        data = self._left or self._file.read(size)
        self._left = b""
        self.read_bytes += len(data)
        return data


def unpacked(file: CountedFile) -> Callable[[int], bytes]:
    """Reads what is in the file, of gzip or zstd by their first bytes, whatever its name is."""
    if file.opening.startswith(GZIP):
        return GzipMembers(file).read
    if file.opening.startswith(ZSTD):
        return ZstdFrames(file).read
    return file.read

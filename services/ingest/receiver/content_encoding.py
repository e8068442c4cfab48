"""Undoes a body's Content-Encoding (RFC 9110, section 8.4) piece by piece, so that no bomb inflates. Pure.

A decoder takes chunks as they come and gives pieces of at most about 4 MiB each; who takes them stops at its limit.
"""

import zlib
from collections.abc import Iterator
from typing import Protocol

import zstandard

from services.ingest.request_checks import Refusal

ENCODINGS = "gzip, zstd"
GZIP_SLICE = 4096
"""Bytes undone at a time: deflate gives at most 1,032 bytes for one."""
ZSTD_SLICE = 128
"""zstd gives at most 128 KiB for four (RFC 8878, section 3.1.1.2: a block of one repeated byte)."""
ZSTD_WINDOW = 8 * 1024 * 1024
"""The largest window that HTTP allows (RFC 9659, section 3)."""

_GZIP_AND_ITS_HEADER = 31


class Decoder(Protocol):
    """One body's decoder."""

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What the chunk adds to the content; raises `Refusal` (400) when it is not in this encoding."""

    def end(self) -> None:
        """To be called after the last chunk; raises `Refusal` (400) when something is missing."""


class Identity:
    """Content that was not encoded."""

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk

    def end(self) -> None:
        pass


class Gzip:
    """One gzip member or several (RFC 1952, section 2.2)."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP_AND_ITS_HEADER)
        self._begun = False

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        for start in range(0, len(chunk), GZIP_SLICE):
            left = chunk[start : start + GZIP_SLICE]
            while left:
                if self._member.eof:
                    self._member = zlib.decompressobj(_GZIP_AND_ITS_HEADER)
                self._begun = True
                try:
                    piece = self._member.decompress(left)
                except zlib.error as error:
                    raise _broken("gzip") from error
                left = self._member.unused_data
                if piece:
                    yield piece

    def end(self) -> None:
        if self._begun and not self._member.eof:
            raise _broken("gzip")


class Zstd:
    """One zstd frame or several (RFC 8878, section 3)."""

    def __init__(self) -> None:
        self._frames = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
        self._frame = self._frames.decompressobj()
        self._begun = False

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        for start in range(0, len(chunk), ZSTD_SLICE):
            left = chunk[start : start + ZSTD_SLICE]
            while left:
                if self._frame.eof:
                    self._frame = self._frames.decompressobj()
                self._begun = True
                try:
                    piece = self._frame.decompress(left)
                except zstandard.ZstdError as error:
                    raise _broken("zstd") from error
                left = self._frame.unused_data
                if piece:
                    yield piece

    def end(self) -> None:
        if self._begun and not self._frame.eof:
            raise _broken("zstd")


def decoder_for(encoding: str | None) -> Decoder:
    """The decoder that a Content-Encoding names; raises `Refusal` (415) for one that is not taken."""
    match (encoding or "").strip().lower():
        case "" | "identity":
            return Identity()
        case "gzip" | "x-gzip":  # RFC 9110, section 8.4.1.3: they are the same
            return Gzip()
        case "zstd":
            return Zstd()
    raise Refusal(
        415,
        "content-encoding",
        f"this Content-Encoding is not taken: send the body as it is, or encoded once with one of {ENCODINGS}",
        headers={"accept-encoding": ENCODINGS},  # RFC 9110, section 12.5.3
    )


def _broken(name: str) -> Refusal:
    return Refusal(
        400,
        "broken-encoding",
        f"the body is not whole {name}, as its Content-Encoding says: encode it again, or leave Content-Encoding out",
    )

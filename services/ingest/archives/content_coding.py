"""Undoes the content codings of a stored HTTP body (RFC 9110, section 8.4.1)."""

import zlib
from typing import IO

from services.ingest.archives.damaged import Damaged
from services.ingest.archives.gzip_members import GzipMembers
from services.ingest.archives.unpacking import GZIP
from services.ingest.archives.zstd_frames import ZstdFrames


class UnknownCoding(Exception):  # noqa: N818 - names what it is
    """A content coding that nobody here can undo."""


def decoded(body: IO[bytes], coding: str, limit: int) -> bytes:
    """The body, of which at most one byte over `limit` is unpacked. Raises `UnknownCoding` and `Damaged`.

    A body that is not what its coding says, which archives hold because their crawlers unpacked it, is taken as it is.
    """
    names = [name for part in coding.split(",") if (name := part.strip().lower()) not in ("", "identity")]
    if not names:
        return body.read(limit + 1)
    if len(names) > 1:
        raise UnknownCoding(f"its body is packed more than once ({coding[:100]}): store it unpacked")
    opening = body.read(4)
    body.seek(-len(opening), 1)
    if names[0] in ("gzip", "x-gzip"):
        return _up_to(limit, GzipMembers(body)) if opening.startswith(GZIP) else body.read(limit + 1)
    if names[0] == "zstd":
        return _up_to(limit, ZstdFrames(body))
    if names[0] == "deflate":
        return _inflated(body.read(), limit)
    raise UnknownCoding(
        f"its body is packed with {names[0][:40]!r}, which is not gzip, deflate or zstd: store it unpacked"
    )


def _up_to(limit: int, unpacked: GzipMembers | ZstdFrames) -> bytes:
    parts: list[bytes] = []
    left = limit + 1
    while left and (part := unpacked.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _inflated(packed: bytes, limit: int) -> bytes:
    """Deflate is zlib's format (RFC 1950), but many servers sent it bare (RFC 1951)."""
    reason = ""
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        inflate = zlib.decompressobj(bits)
        try:
            body = inflate.decompress(packed, limit + 1)
        except zlib.error as error:
            reason = reason or f"is damaged ({error})"
            continue
        if inflate.eof or len(body) > limit:
            return body
        reason = "ends too early"
    raise Damaged(f"its deflate data {reason}", since=0)

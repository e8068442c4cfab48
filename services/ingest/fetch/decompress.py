"""Undoes a Content-Encoding; a body that grows beyond the limit is cut while it is unpacked, not afterwards."""

import zlib
from io import BytesIO

import zstandard

ACCEPT_ENCODING = "gzip, deflate, zstd"
"""What `decompressed` reads (RFC 9110, section 8.4.1; RFC 8878)."""
GZIP_MAGIC = b"\x1f\x8b"
"""How every gzip file begins (RFC 1952, section 2.3.1)."""
_GZIP = 16 + zlib.MAX_WBITS
_MOST_PARTS = 1000
"""Members of a gzip body or frames of a zstd one; a server that makes one of every 64 KiB stays below."""
_ZSTD_WINDOW = 8 * 1024 * 1024
"""Largest window in bytes that zstd may ask memory for in HTTP (RFC 9659)."""
_PIECE = 64 * 1024


class BodyTooLarge(Exception):  # noqa: N818 - names what the body is
    """More than the limit comes out of the body: raise the limit or leave the address alone."""


class BodyUnreadable(Exception):  # noqa: N818 - names what the body is
    """The body is not what its Content-Encoding says, or breaks off: ask again, or ask its publisher."""


def decompressed(raw: bytes, coding: str, limit: int) -> bytes:
    """The content of a body of at most `limit` bytes.

    `coding` is the Content-Encoding header, "" for none. Never unpacks more than one byte over the limit. Raises
    `BodyTooLarge`, and `BodyUnreadable` for damaged bodies and for codings beside `ACCEPT_ENCODING`.
    """
    match coding.strip().lower():
        case "" | "identity":
            content = raw
        case "gzip" | "x-gzip":
            content = _gunzipped(raw, limit)
        case "deflate":
            content = _inflated(raw, limit)
        case "zstd":
            content = _zstd_read(raw, limit)
        case other:
            raise BodyUnreadable(f"it is encoded as {other[:40]!r}, which was not asked for")
    if len(content) > limit:
        raise BodyTooLarge(f"the body has more than {limit} bytes")
    return content


def _gunzipped(raw: bytes, limit: int) -> bytes:
    """All members of a gzip file (RFC 1952, section 2.2); what follows them and is none is ignored, as gzip does."""
    content, end = bytearray(), 0
    for _ in range(_MOST_PARTS):
        part, end = _unpacked(raw, end, _GZIP, limit - len(content))
        content += part
        if len(content) > limit or raw[end : end + 2] != GZIP_MAGIC:
            return bytes(content)
    raise BodyUnreadable(f"it has more than {_MOST_PARTS} gzip members")


def _inflated(raw: bytes, limit: int) -> bytes:
    """ "deflate" means zlib (RFC 9110, section 8.4.1.2); some servers send it without zlib's head."""
    try:
        return _unpacked(raw, 0, zlib.MAX_WBITS, limit)[0]
    except BodyUnreadable:
        return _unpacked(raw, 0, -zlib.MAX_WBITS, limit)[0]


def _unpacked(raw: bytes, start: int, window: int, limit: int) -> tuple[bytes, int]:
    """At most `limit` + 1 bytes of content, and where its compressed form ends."""
    unpacker, content = zlib.decompressobj(window), bytearray()
    try:
        while not unpacker.eof and start < len(raw) and len(content) <= limit:
            piece = raw[start : start + _PIECE]
            content += unpacker.decompress(piece, limit + 1 - len(content))
            start += len(piece) - len(unpacker.unused_data)
    except zlib.error as error:
        raise BodyUnreadable(f"it cannot be decompressed ({error})") from error
    if not unpacker.eof and len(content) <= limit:
        raise BodyUnreadable("it breaks off")
    return bytes(content), start


def _zstd_read(raw: bytes, limit: int) -> bytes:
    """All frames. They are read twice: only one of the library's ways has a bound, only the other sees the end."""
    reader = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).stream_reader(
        BytesIO(raw), read_across_frames=True
    )
    content = bytearray()
    try:
        while len(content) <= limit and (piece := reader.read(min(_PIECE, limit + 1 - len(content)))):
            content += piece
        if len(content) <= limit:
            _check_last_frame(raw)
    except zstandard.ZstdError as error:
        raise BodyUnreadable(f"it cannot be decompressed ({error})") from error
    return bytes(content)


def _check_last_frame(raw: bytes) -> None:
    """Raises `BodyUnreadable` when it breaks off; the content, known to be within the limit, is unpacked for that."""
    start = 0
    for _ in range(_MOST_PARTS):
        frame = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        while not frame.eof and start < len(raw):
            piece = raw[start : start + _PIECE]
            frame.decompress(piece)
            start += len(piece) - len(frame.unused_data)
        if not frame.eof:
            raise BodyUnreadable("it breaks off")
        if start == len(raw):
            return
    raise BodyUnreadable(f"it has more than {_MOST_PARTS} zstd frames")

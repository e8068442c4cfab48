"""Documents for the receiver, as requests made beforehand and as a batch."""

import asyncio
import time
from collections.abc import Iterator, Sequence

import orjson

from tests.bench.http_load import Load

BODY_BYTES = 4096
_WORDS = ("the", "harbour", "ferry", "line", "reopens", "after", "repairs", "while", "council", "weighs", "timetable")


def bodies(count: int) -> list[bytes]:
    """Documents of 4 KB, each another; they compress about as prose does."""
    found = []
    for number in range(count):
        words = (_WORDS[(number * 7 + n * n) % len(_WORDS)] + str((number * n) % 97) for n in range(BODY_BYTES // 5))
        found.append(f"<h1>Ferry {number}</h1><p>{' '.join(words)}".encode()[:BODY_BYTES])
    return found


def requests(bodies: Sequence[bytes]) -> list[bytes]:
    """POSTs as a client of a publisher sends them."""
    return [
        b"POST /v1/documents?url=https://gazette.example/%d HTTP/1.1\r\nhost: localhost\r\nuser-agent: bench\r\n"
        b"accept: */*\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: %d\r\n\r\n%s" % (n, len(body), body)
        for n, body in enumerate(bodies)
    ]


def batch_of(bodies: Sequence[bytes]) -> bytes:
    """The documents as NDJSON."""
    return b"".join(
        orjson.dumps(
            {"content": body.decode(), "content_type": "text/html", "url": f"https://gazette.example/{n}"},
            option=orjson.OPT_APPEND_NEWLINE,
        )
        for n, body in enumerate(bodies)
    )


async def batch(port: int, content: bytes, lines: int) -> Load:
    """Sends one batch and reads its results meanwhile; all of them must be 202."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    began = time.perf_counter()
    writer.write(
        b"POST /v1/documents/batch HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-ndjson\r\n"
        b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(content)
    )

    async def upload() -> None:
        for piece in _pieces(content):
            writer.write(piece)
            await writer.drain()

    uploading = asyncio.create_task(upload())
    answer = bytearray()
    while piece := await reader.read(1 << 20):
        answer += piece
    seconds = time.perf_counter() - began
    await uploading
    writer.close()
    assert answer.count(b'"status":202') == lines, bytes(answer[:2000])
    return Load(lines / seconds, 0.0)


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), 1 << 18):
        yield content[start : start + (1 << 18)]

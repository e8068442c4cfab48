"""Answers that are endless, slow, blown up or no HTTP end in an error that says what to do, within their limits."""

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import chain, repeat

import pytest
import zstandard

from services.ingest.fetch.errors import (
    ConnectionFailed,
    FetchTimeout,
    MalformedResponse,
    TooLarge,
    TooManyRedirects,
)
from services.ingest.fetch.fetched import FetchLimits
from services.ingest.fetch.safe_fetch import SafeFetch
from tests.unit.ingest.fetch.scripted_server import Misbehaviour, Script, answer, serving

LIMIT = 1024 * 1024
BLOWN_UP = bytes(64 * LIMIT)
SHORT = FetchLimits(body=LIMIT, total=0.3)
PATIENT = FetchLimits(body=LIMIT, total=60.0)
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"


async def asked(script: Script, limits: FetchLimits = PATIENT) -> bytes:
    async with serving(script) as served:
        return (await SafeFetch(allow_private_networks=True, limits=limits).get(served.url("/feed?key=secret"))).body


def writing(pieces: Callable[[], Iterator[bytes]], pace: float = 0.0) -> Misbehaviour:
    """Writes the pieces, `pace` seconds apart, until they end or the client is gone."""

    async def write(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pace)

    return write


def endless(head: bytes, piece: bytes, pace: float = 0.0) -> Misbehaviour:
    return writing(lambda: chain([head], repeat(piece)), pace)


def dribbled(head: bytes, piece: bytes = b"a") -> Misbehaviour:
    return endless(head, piece, 0.01)


async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


def zstd_unsized(content: bytes) -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()
    return packer.compress(content) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(BLOWN_UP, 1, mtime=0)),
        ("gzip", gzip.compress(BLOWN_UP[: LIMIT // 2], 1, mtime=0) * 128),
        ("deflate", zlib.compress(BLOWN_UP, 1)),
        ("deflate", zlib.compress(BLOWN_UP, 1, wbits=-15)),
        ("zstd", zstandard.ZstdCompressor().compress(BLOWN_UP)),
        ("zstd", zstd_unsized(BLOWN_UP)),
        ("zstd", zstd_unsized(BLOWN_UP[: LIMIT // 2]) * 128),
    ],
    ids=["gzip", "gzip-members", "deflate", "raw-deflate", "zstd", "zstd-unsized", "zstd-frames"],
)
async def test_a_bomb_is_cut_while_it_is_unpacked(coding: str, packed: bytes) -> None:
    assert len(packed) < LIMIT
    page = answer(packed, content_encoding=coding)
    async with serving(lambda _: page) as served:
        fetch = SafeFetch(allow_private_networks=True, limits=PATIENT)
        tracemalloc.start()
        try:
            with pytest.raises(TooLarge, match=f"more than {LIMIT} bytes"):
                await fetch.get(served.url())
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 6 * LIMIT


async def test_a_bomb_within_a_bomb_is_not_opened() -> None:
    page = answer(gzip.compress(gzip.compress(BLOWN_UP, 1)), content_encoding="gzip, gzip")
    with pytest.raises(MalformedResponse, match="not asked for"):
        await asked(lambda _: page)


@pytest.mark.parametrize(
    "script",
    [
        endless(b"HTTP/1.1 200 OK\r\n\r\n", b"a" * 65536),
        endless(CHUNKED, b"10000\r\n" + b"a" * 65536 + b"\r\n"),
        endless(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n", gzip.compress(b"", mtime=0) * 1000),
        answer(b"", content_length=str(LIMIT + 1)),
        answer(b"", content_length="9" * 19),
    ],
    ids=["until-closed", "chunked", "nothing-packed", "as-declared", "as-declared-and-vast"],
)
async def test_a_body_that_is_too_large_is_cut(script: bytes | Misbehaviour) -> None:
    with pytest.raises(TooLarge, match="smaller"):
        await asked(lambda _: script)


@pytest.mark.parametrize(
    "script",
    [
        silent,
        dribbled(b""),
        dribbled(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n"),
        dribbled(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n"),
        dribbled(b"HTTP/1.1 200 OK\r\n\r\n"),
        dribbled(CHUNKED, b"1\r\na\r\n"),
        dribbled(CHUNKED + b"1;", b"a"),
        dribbled(CHUNKED + b"0\r\n", b"a: b\r\n"),
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["silent", "status", "headers", "body", "unlimited", "chunks", "chunk-head", "trailers", "continue"],
)
async def test_a_slow_server_is_left_when_the_time_is_over(script: Misbehaviour) -> None:
    with pytest.raises(FetchTimeout, match=r"no whole answer within 0\.3 s") as timeout:
        await asked(lambda _: script, SHORT)
    assert "secret" not in str(timeout.value)


async def test_the_time_is_that_of_all_redirects_together() -> None:
    redirect = writing(lambda: iter([b"HTTP/1.1 302 x\r\n", b"location: /\r\n", b"\r\n"]), 0.05)
    with pytest.raises(FetchTimeout):
        await asked(lambda _: redirect, FetchLimits(total=0.3, redirects=30))


async def test_endless_redirects_end() -> None:
    with pytest.raises(TooManyRedirects, match="give the address"):
        await asked(lambda path: answer(status="301 x", location=path))


@pytest.mark.parametrize(
    "script",
    [
        endless(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n" * 1000),
        endless(b"HTTP/1.1 200 OK\r\na: ", b"b" * 1000),
        endless(b"HTTP/1.1 200 ", b"b" * 1000),
        endless(CHUNKED + b"1;", b"a" * 1000),
        endless(CHUNKED + b"0\r\n", b"a: b\r\n" * 1000),
    ],
    ids=["headers", "header", "status", "chunk-head", "trailers"],
)
async def test_an_endless_head_is_malformed(script: Misbehaviour) -> None:
    with pytest.raises(MalformedResponse, match="tell its publisher"):
        await asked(lambda _: script)


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"\r\n\r\n",
        b"<rss></rss>",
        b"220 mail.example ESMTP\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\na b: c\r\n\r\n",
        b"HTTP/1.1 200 OK\r\na: b\x00c\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: a\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\ncontent-length: " + b"9" * 5000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n",
        CHUNKED,
        CHUNKED + b"zz\r\nabc",
        CHUNKED + b"-1\r\nabc",
        CHUNKED + b"5\r\nabc",
        CHUNKED + b"3\r\nabcdef\r\n0\r\n\r\n",
        CHUNKED + b"3\r\nabc\r\n",
        CHUNKED + b"f" * 30 + b"\r\nabc",
        answer(b"no gzip", content_encoding="gzip"),
        answer(gzip.compress(b"a" * 1000, mtime=0)[:-9], content_encoding="gzip"),
        answer(b"no brotli", content_encoding="br"),
    ],
)
async def test_what_cannot_be_read_is_malformed(page: bytes) -> None:
    with pytest.raises(MalformedResponse, match="ask again later, or tell its publisher") as malformed:
        await asked(lambda _: page)
    assert "secret" not in str(malformed.value)


async def test_what_stands_behind_the_end_is_not_read() -> None:
    assert await asked(lambda _: answer(b"abc") + b"HTTP/1.1 200 OK\r\n\r\nother") == b"abc"


async def test_a_reset_connection_has_failed() -> None:
    async def reset(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b"abc", content_length="9"))
        await writer.drain()
        writer.transport.abort()

    with pytest.raises((ConnectionFailed, MalformedResponse)):
        await asked(lambda _: reset)


@asynccontextmanager
async def speaking_first(words: bytes) -> AsyncIterator[int]:
    """A server that says its words before it is asked, and closes."""

    async def speak(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(words)
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def test_a_server_without_tls_is_a_failed_connection() -> None:
    async with speaking_first(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        with pytest.raises(ConnectionFailed, match="https://127"):
            await SafeFetch(allow_private_networks=True).get(f"https://127.0.0.1:{port}/")


async def test_a_slow_host_does_not_delay_others() -> None:
    def script(path: str) -> bytes | Misbehaviour:
        return silent if path == "/slow" else answer(b"quick")

    async with serving(script) as served:
        fetch = SafeFetch(allow_private_networks=True, limits=PATIENT)
        slow = [asyncio.create_task(fetch.get(served.url("/slow", "localhost"))) for _ in range(50)]
        quick = await asyncio.gather(*(fetch.get(served.url("/quick")) for _ in range(20)))
        assert [got.body for got in quick] == [b"quick"] * 20
        assert not any(task.done() for task in slow)
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)

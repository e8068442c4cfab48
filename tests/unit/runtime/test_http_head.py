"""A request's head in too many bytes, too slowly or in no HTTP is a problem, and its connection ends."""

import asyncio
import json

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from services.runtime import http_head
from services.runtime.http_head import HEAD_LIMIT, BoundedHttp
from services.runtime.http_server import http_server
from services.runtime.quick_http_head import QuickBoundedHttp


async def echo(request: Request) -> Response:
    return PlainTextResponse(await request.body())


APP = Starlette(routes=[Route("/", echo, methods=["POST"])])
POST = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nok"


@pytest.fixture(params=[BoundedHttp, QuickBoundedHttp])
def protocol(request: pytest.FixtureRequest) -> type[asyncio.Protocol]:
    chosen: type[asyncio.Protocol] = request.param
    return chosen


async def said_to(protocol: type[asyncio.Protocol], *pieces: bytes) -> tuple[bytes, bytes]:
    """Head and body of what the server says before it ends the connection."""
    async with http_server(APP, "127.0.0.1", 0, variables="X", protocol=protocol) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        await writer.wait_closed()
        return head, body


def assert_problem(said: tuple[bytes, bytes], status: int, kind: str) -> None:
    head, body = said
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"content-type: application/problem+json" in head.lower()
    problem = json.loads(body)
    assert problem["type"] == f"urn:themewire:problem:{kind}"
    assert problem["status"] == status
    assert len(problem["detail"]) > 20


@pytest.mark.allows_log("Invalid HTTP request received")
async def test_a_head_without_end_is_cut_off(protocol: type[asyncio.Protocol]) -> None:
    endless = b"GET / HTTP/1.1\r\nx: " + b"x" * HEAD_LIMIT
    assert_problem(await said_to(protocol, endless), 431, "headers-too-large")


@pytest.mark.expects_log("Invalid HTTP request received")
async def test_what_is_no_http_is_said_so(protocol: type[asyncio.Protocol]) -> None:
    assert_problem(await said_to(protocol, b"\x16\x03\x01 hello\r\n\r\n"), 400, "bad-http")


async def test_a_head_that_does_not_come_is_given_up(
    protocol: type[asyncio.Protocol], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_head, "HEAD_WITHIN", 0.05)
    assert_problem(await said_to(protocol, b"POST / HTTP/1.1\r\nhost"), 408, "head-too-slow")
    assert_problem(await said_to(protocol), 408, "head-too-slow")


async def test_so_is_that_of_a_second_request(
    protocol: type[asyncio.Protocol], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_head, "HEAD_WITHIN", 0.05)
    async with http_server(APP, "127.0.0.1", 0, variables="X", protocol=protocol) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(POST)
        assert (await reader.readuntil(b"\r\n\r\nok")).startswith(b"HTTP/1.1 200 ")
        writer.write(b"POST / HT")
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        await writer.wait_closed()
    assert_problem((head, body), 408, "head-too-slow")


async def test_the_body_has_its_own_time(protocol: type[asyncio.Protocol], monkeypatch: pytest.MonkeyPatch) -> None:
    """The head's clock stands still while a body comes."""
    monkeypatch.setattr(http_head, "HEAD_WITHIN", 0.05)
    async with http_server(APP, "127.0.0.1", 0, variables="X", protocol=protocol) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(POST[:-1])
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await reader.read(1)
        writer.write(POST[-1:])
        assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")
        writer.close()
        await writer.wait_closed()


async def test_a_whole_head_over_the_limit_is_refused_and_nothing_of_it_answered(
    protocol: type[asyncio.Protocol],
) -> None:
    long = b"POST / HTTP/1.1\r\nhost: x\r\nx: " + b"x" * HEAD_LIMIT + b"\r\ncontent-length: 2\r\n\r\nok"
    if protocol is QuickBoundedHttp:
        assert_problem(await said_to(protocol, long), 431, "headers-too-large")


async def test_a_large_body_is_no_head_nor_is_what_follows_it(protocol: type[asyncio.Protocol]) -> None:
    size = 3 * HEAD_LIMIT
    large = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % size + b"x" * size
    async with http_server(APP, "127.0.0.1", 0, variables="X", protocol=protocol) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(large + POST)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        assert await reader.readexactly(size) == b"x" * size
        assert (await reader.readuntil(b"\r\n\r\nok")).startswith(b"HTTP/1.1 200 ")
        writer.close()
        await writer.wait_closed()


@pytest.mark.allows_log("Unsupported upgrade request")
@pytest.mark.allows_log("No supported WebSocket library")
async def test_who_offers_another_protocol_is_answered_in_this_one(protocol: type[asyncio.Protocol]) -> None:
    offer = POST.replace(b"host: x", b"host: x\r\nconnection: upgrade\r\nupgrade: h2c")
    async with http_server(APP, "127.0.0.1", 0, variables="X", protocol=protocol) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(offer)
        assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")
        writer.close()
        await writer.wait_closed()

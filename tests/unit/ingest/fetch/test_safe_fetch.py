"""What a fetch sends and what it brings, by a server on loopback."""

import asyncio
import gzip

import pytest

from services.ingest.fetch.errors import ConnectionFailed, RefusedUrl, TooLarge, TooManyRedirects
from services.ingest.fetch.fetched import FetchLimits
from services.ingest.fetch.safe_fetch import SafeFetch
from services.ingest.fetch.user_agent import USER_AGENT
from services.runtime.ports import free_port
from tests.unit.ingest.fetch.detour import PUBLIC, Detour, Names
from tests.unit.ingest.fetch.scripted_server import Misbehaviour, answer, serving


@pytest.fixture
def fetch() -> SafeFetch:
    return SafeFetch(allow_private_networks=True)


def headers_of(request: bytes) -> dict[str, str]:
    lines = request.decode("latin-1").partition("\r\n\r\n")[0].split("\r\n")[1:]
    return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}


async def test_a_page_comes_with_its_headers(fetch: SafeFetch) -> None:
    page = answer(b"text", Content_Type="text/html; charset=utf-8", ETag='"a"', Set_Cookie="id=1")
    async with serving(lambda _: page) as served:
        got = await fetch.get(served.url("/a?b=c#d"), accept="text/html", etag='"é"', last_modified="then")
    assert (got.status, got.url, got.permanent, got.body) == (200, served.url("/a?b=c"), False, b"text")
    assert got.content_type == "text/html; charset=utf-8"
    assert got.headers == {"content-length": "4", "content-type": "text/html; charset=utf-8", "etag": '"a"'}
    (request,) = served.requests
    assert request.startswith(b"GET /a?b=c HTTP/1.1\r\n")
    assert headers_of(request) == {
        "host": f"127.0.0.1:{served.port}",
        "user-agent": USER_AGENT,
        "accept-encoding": "gzip, deflate, zstd",
        "connection": "close",
        "accept": "text/html",
        "if-none-match": '"é"',
        "if-modified-since": "then",
    }


async def test_repeated_headers_are_joined(fetch: SafeFetch) -> None:
    head = b"HTTP/1.1 204 No Content\r\nLink: <a>; rel=hub\r\nlink: <b>; rel=self\r\n\r\n"
    async with serving(lambda _: head) as served:
        assert (await fetch.get(served.url())).headers == {"link": "<a>; rel=hub, <b>; rel=self"}


@pytest.mark.parametrize(
    "status", ["304 Not Modified", "404 Not Found", "410 Gone", "500 Oh", "300 Choose", "302 Lost"]
)
async def test_other_answers_are_returned_without_their_body(fetch: SafeFetch, status: str) -> None:
    page = answer(b"" if status[:3] == "304" else b"not gzip at all", status, content_encoding="gzip")
    async with serving(lambda _: page) as served:
        got = await fetch.get(served.url())
    assert (got.status, got.body) == (int(status[:3]), b"")


async def test_a_compressed_body_is_unpacked(fetch: SafeFetch) -> None:
    page = answer(gzip.compress(b"text"), content_encoding="gzip")
    async with serving(lambda _: page) as served:
        assert (await fetch.get(served.url())).body == b"text"


async def test_a_gzip_file_is_unpacked_too_within_the_limit(fetch: SafeFetch) -> None:
    sitemaps = {
        "/sitemap.xml.gz": answer(gzip.compress(b"text"), content_type="application/x-gzip"),
        "/encoded-too.xml.gz": answer(gzip.compress(gzip.compress(b"text")), content_encoding="gzip"),
        "/bomb.xml.gz": answer(gzip.compress(bytes(FetchLimits().body + 1))),
    }
    async with serving(sitemaps.__getitem__) as served:
        assert (await fetch.get(served.url("/sitemap.xml.gz"))).body == b"text"
        assert (await fetch.get(served.url("/encoded-too.xml.gz"))).body == b"text"
        with pytest.raises(TooLarge):
            await fetch.get(served.url("/bomb.xml.gz"))


@pytest.mark.parametrize(
    ("statuses", "permanent"),
    [([301], True), ([308, 301], True), ([302], False), ([301, 307], False), ([302, 301], False), ([303] * 5, False)],
)
async def test_redirects_are_followed(fetch: SafeFetch, statuses: list[int], permanent: bool) -> None:
    def script(path: str) -> bytes:
        step = int(path[1:])
        return answer(b"end") if step == len(statuses) else answer(status=f"{statuses[step]} x", location=f"{step + 1}")

    async with serving(script) as served:
        got = await fetch.get(served.url("/0"))
    assert (got.body, got.url, got.permanent) == (b"end", served.url(f"/{len(statuses)}"), permanent)


async def test_a_sixth_redirect_is_too_much(fetch: SafeFetch) -> None:
    async with serving(lambda path: answer(status="302 x", location=f"{path}x")) as served:
        with pytest.raises(TooManyRedirects, match="more than 5"):
            await fetch.get(served.url())
    assert len(served.requests) == 6


async def test_a_form_is_posted_and_goes_on_as_a_form(fetch: SafeFetch) -> None:
    def script(path: str) -> bytes:
        return answer(status="307 x", location="/hub") if path == "/" else answer(b"", "202 Accepted")

    async with serving(script) as served:
        got = await fetch.post_form(served.url(), {"hub.topic": "http://a/?b=c&d", "hub.mode": "subscribe"})
    assert (got.status, got.url) == (202, served.url("/hub"))
    for request in served.requests:
        assert request.startswith(b"POST /")
        assert headers_of(request)["content-type"] == "application/x-www-form-urlencoded"
        assert request.endswith(b"\r\n\r\nhub.topic=http%3A%2F%2Fa%2F%3Fb%3Dc%26d&hub.mode=subscribe")


async def test_a_form_is_not_turned_into_a_get(fetch: SafeFetch) -> None:
    async with serving(lambda _: answer(status="303 x", location="/other")) as served:
        got = await fetch.post_form(served.url(), {"a": "b"})
    assert (got.status, len(served.requests)) == (303, 1)


async def test_an_empty_form_has_a_length(fetch: SafeFetch) -> None:
    async with serving(lambda _: answer()) as served:
        await fetch.post_form(served.url(), {})
    assert headers_of(served.requests[0])["content-length"] == "0"


async def test_every_hop_tells_its_own_host() -> None:
    def script(path: str) -> bytes:
        return answer(status="301 x", location="http://b.example/end") if path == "/" else answer()

    async with serving(script) as served:
        detour, names = Detour(served.port), Names([PUBLIC])
        fetch = SafeFetch(allow_private_networks=False, resolver=names, network=detour)
        await fetch.get("http://a.example/")
    assert [headers_of(request)["host"] for request in served.requests] == ["a.example", "b.example"]
    assert names.asked == ["a.example", "b.example"]


async def test_environment_proxies_are_not_used(fetch: SafeFetch, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(lambda _: answer(b"proxy")) as proxy, serving(lambda _: answer(b"site")) as site:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url())
        assert (await fetch.get(site.url())).body == b"site"
    assert proxy.connections == 0


async def test_where_nobody_listens_is_named_without_the_query(fetch: SafeFetch) -> None:
    port = free_port()
    with pytest.raises(ConnectionFailed, match=f"127.0.0.1 port {port}") as failed:
        await fetch.get(f"http://127.0.0.1:{port}/?key=secret")
    assert "secret" not in str(failed.value)


async def test_a_url_that_is_none_is_refused(fetch: SafeFetch) -> None:
    with pytest.raises(RefusedUrl):
        await fetch.get("http://")


async def test_a_host_has_its_connections_and_others_do_not_wait() -> None:
    arrived, go = asyncio.Queue[str](), asyncio.Event()

    def script(path: str) -> Misbehaviour:
        async def wait(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            arrived.put_nowait(path)
            await go.wait()
            writer.write(answer())
            await writer.drain()

        return wait

    async with serving(script) as served:
        detour = Detour(served.port)
        limits = FetchLimits(per_host=2)
        fetch = SafeFetch(allow_private_networks=False, limits=limits, resolver=Names([PUBLIC]), network=detour)
        busy = [asyncio.create_task(fetch.get(f"http://busy.example/busy{number}")) for number in range(4)]
        async with asyncio.timeout(60):
            first = {await arrived.get(), await arrived.get()}
            other = asyncio.create_task(fetch.get("http://other.example/other"))
            assert await arrived.get() == "/other"
            assert arrived.empty()
            go.set()
            await asyncio.gather(other, *busy)
    assert first == {"/busy0", "/busy1"}
    assert served.connections == 5

"""Subscription lists over a log that keeps what it is asked."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from services.ingest.feeds.feed_state import FeedState
from services.ingest.feeds.requests import Subscribe, feed_id
from tests.unit.ingest.receiver.kept_log import KeptFeeds, KeptLog, app_over, assert_problem, client_of

IMPORT, EXPORT = "/v1/feeds/import", "/v1/feeds/export"
NOW = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)


@pytest.fixture
def feeds() -> KeptFeeds:
    return KeptFeeds()


@pytest.fixture
async def http(feeds: KeptFeeds) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app_over(KeptLog(), feeds=feeds)) as client:
        yield client


def opml(*addresses: str) -> bytes:
    outlines = "\n".join(f'<outline text="a" xmlUrl="{address}"/>' for address in addresses)
    return f'<opml version="2.0"><body>\n{outlines}\n</body></opml>'.encode()


def lines(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


async def test_each_outline_has_a_result_and_a_bad_one_costs_only_its_own(
    http: httpx.AsyncClient, feeds: KeptFeeds
) -> None:
    list_ = opml("https://a.example/1", "ftp://a.example/2", "http://10.0.0.1/3", "https://a.example/4")
    results = lines(await http.post(IMPORT, content=list_, params={"fetch": "full"}))
    assert [(r.get("line"), r.get("url"), r["status"]) for r in results] == [
        (3, None, 422),
        (None, "https://a.example/1", 202),
        (None, "http://10.0.0.1/3", 422),
        (None, "https://a.example/4", 202),
    ]
    assert results[1]["feed"]["id"] == feed_id("https://a.example/1")
    assert results[2]["problem"]["type"] == "urn:themewire:problem:refused-address"
    assert [r.url for r in feeds.requests] == ["https://a.example/1", "https://a.example/4"]
    assert all(isinstance(r, Subscribe) and r.options.fetch == "full" for r in feeds.requests)


async def test_outlines_that_the_broker_does_not_confirm_say_so(http: httpx.AsyncClient, feeds: KeptFeeds) -> None:
    feeds.unconfirmed = 1
    results = lines(await http.post(IMPORT, content=opml("https://a.example/1", "https://a.example/2")))
    assert [r["status"] for r in results] == [503, 202]
    feeds.away = True
    results = lines(await http.post(IMPORT, content=opml("https://a.example/1", "https://a.example/2")))
    assert [r["status"] for r in results] == [503, 503]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<rss></rss>", "line 1"),
        (b"<opml>\n<body>\n<outline>\n</body></opml>", "line 4"),
        (b"<opml><head/></opml>", "<body>"),
        (b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><body/></opml>', "DTD"),
    ],
)
async def test_what_is_no_list_is_refused_with_its_line(
    http: httpx.AsyncClient, feeds: KeptFeeds, body: bytes, says: str
) -> None:
    log = KeptLog()
    async with client_of(app_over(log, feeds=feeds)) as client:
        answer = await client.post(IMPORT, content=body)
    assert_problem(answer, 422, "bad-opml")
    assert says in answer.json()["detail"]
    assert log.pending.bytes == 0
    assert feeds.requests == []


async def test_an_export_is_imported_again_as_it_was(http: httpx.AsyncClient, feeds: KeptFeeds) -> None:
    urls = ["https://a.example/?a=1&b=<2>", "https://b.example/ü", "https://c.example/3"]
    for url in urls:
        feeds.has(FeedState(url=url, subscribed_at=NOW, next_visit_at=NOW))
    answer = await http.get(EXPORT)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/x-opml")
    assert [r["url"] for r in lines(await http.post(IMPORT, content=answer.content))] == urls

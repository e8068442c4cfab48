"""Subscription lists that hurt: bombs, DTDs, disguises and scripts. Each gives results or a refusal, never more."""

import gzip
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from services.ingest.feeds.feed_state import FeedOptions, FeedState
from services.ingest.feeds.requests import Subscribe
from services.ingest.request_checks import Refusal
from services.ingest.subscriptions.opml_requests import opml_requests
from tests.unit.ingest.receiver.kept_log import KeptFeeds, KeptLog, app_over, assert_problem, client_of

IMPORT = "/v1/feeds/import"
LIMIT = 4 * 1024 * 1024
NOW = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
GOOD = "https://gazette.example/feed.xml"
OUTLINE = f'<outline text="a" xmlUrl="{GOOD}"/>'


def opml(inside: str, before: str = "") -> bytes:
    return f'{before}<opml version="2.0"><body>{inside}</body></opml>'.encode()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DTDS = {
    "billion laughs": opml("&l9;" + OUTLINE, f'<!DOCTYPE opml [<!ENTITY l0 "ha">{LAUGHS}]>'),
    "a file": opml('<outline xmlUrl="&f;"/>', '<!DOCTYPE opml [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
    "a parameter entity": opml(OUTLINE, '<!DOCTYPE opml [<!ENTITY % p SYSTEM "http://169.254.169.254/">%p;]>'),
    "an attribute list": opml("<outline/>", f'<!DOCTYPE opml [<!ATTLIST outline xmlUrl CDATA "{GOOD}">]>'),
    "utf-16": '<!DOCTYPE opml [<!ENTITY a "b">]>'.encode("utf-16") + opml(OUTLINE).decode().encode("utf-16-le"),
}
MANY = " ".join(f'a{n}="b"' for n in range(100_000))
SURVIVED = {
    "an entity of nobody": opml('<outline text="&who;"/>' + OUTLINE),
    "depth": opml("<outline>" * 200_000 + "</outline>" * 200_000),
    "attributes": opml(f"<outline {MANY}/>{OUTLINE}"),
    "one long address": opml(f'<outline xmlUrl="https://a.example/{"x" * 3_000_000}"/>{OUTLINE}'),
    "xinclude": opml(f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>{OUTLINE}'),
    "a stylesheet": opml(OUTLINE, '<?xml-stylesheet href="file:///etc/passwd"?>'),
    "NULs": opml(OUTLINE).replace(b"<body>", b"<bo\0dy>"),
    "no UTF-8": opml(OUTLINE).replace(b'"a"', b'"\xff\xfe"'),
    "a harmless DOCTYPE": opml(OUTLINE, '<!DOCTYPE opml PUBLIC "-//x" "http://169.254.169.254/opml.dtd">'),
}
ADDRESSES = (
    "javascript:alert(1)",
    "data:text/xml,%3Crss/%3E",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_x",
    "http://127.0.0.1/",
    "http://[::ffff:169.254.169.254]/",
    "https://user:word@gazette.example/",
    "//gazette.example/feed.xml",
    "https://gazette.example:99999/",
    "",
)


@pytest.fixture
def feeds() -> KeptFeeds:
    return KeptFeeds()


@pytest.fixture
def log() -> KeptLog:
    log = KeptLog()
    log.pending.limit = 2 * LIMIT
    return log


@pytest.fixture
async def http(log: KeptLog, feeds: KeptFeeds) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app_over(log, limit=LIMIT, feeds=feeds)) as client:
        yield client
    assert log.pending.bytes == 0


def urls(feeds: KeptFeeds) -> list[str]:
    return [request.url for request in feeds.requests]


@pytest.mark.parametrize("name", DTDS)
async def test_a_list_with_declarations_of_its_own_is_refused(
    http: httpx.AsyncClient, feeds: KeptFeeds, name: str
) -> None:
    answer = await http.post(IMPORT, content=DTDS[name])
    assert_problem(answer, 422, "bad-opml")
    assert "root:" not in answer.text
    assert urls(feeds) == []


@pytest.mark.parametrize("name", SURVIVED)
async def test_the_good_outline_is_taken_or_the_list_refused_with_its_line(
    http: httpx.AsyncClient, feeds: KeptFeeds, name: str
) -> None:
    answer = await http.post(IMPORT, content=SURVIVED[name])
    assert "root:" not in answer.text
    if answer.status_code == 422:
        assert_problem(answer, 422, "bad-opml")
        assert "line 1" in answer.json()["detail"]
        assert "line 2" not in answer.json()["detail"]
        assert name in ("an entity of nobody", "depth")
    else:
        assert answer.status_code == 200
        assert urls(feeds) == [GOOD]


async def test_only_addresses_that_may_be_fetched_are_asked_for(http: httpx.AsyncClient, feeds: KeptFeeds) -> None:
    inside = "".join(f'<outline text="a" xmlUrl="{address}"/>' for address in ADDRESSES)
    answer = await http.post(IMPORT, content=opml(inside + OUTLINE))
    results = [json.loads(line) for line in answer.text.splitlines()]
    assert [result["status"] for result in results] == [422] * len(ADDRESSES) + [202]
    assert urls(feeds) == [GOOD]


async def test_compressed_bombs_stop_at_the_limit(http: httpx.AsyncClient, feeds: KeptFeeds) -> None:
    bomb = gzip.compress(opml(" " * (64 * LIMIT) + OUTLINE))
    answer = await http.post(IMPORT, content=bomb, headers={"content-encoding": "gzip"})
    assert_problem(answer, 413, "document-too-large")
    assert urls(feeds) == []


async def test_a_list_of_very_many_outlines_is_to_be_split(http: httpx.AsyncClient, feeds: KeptFeeds) -> None:
    answer = await http.post(IMPORT, content=opml('\n<outline xmlUrl="http://a.b/"/>' * 110_000))
    assert_problem(answer, 422, "bad-opml")
    assert "line 10000" in answer.json()["detail"]
    assert urls(feeds) == []


async def test_scripts_in_names_stay_text_in_what_is_shown_and_exported(
    http: httpx.AsyncClient, feeds: KeptFeeds
) -> None:
    script = '"><script>alert(1)</script>]]><!--'
    options = FeedOptions(publisher=script)
    feed = feeds.has(FeedState(url=GOOD, subscribed_at=NOW, next_visit_at=NOW, options=options, last_error=script))
    shown = await http.get(f"/v1/feeds/{feed}")
    assert shown.headers["content-type"] == "application/json"
    assert shown.json()["publisher"] == script
    exported = (await http.get("/v1/feeds/export")).content
    assert b"<script" not in exported
    [outline] = etree.fromstring(exported, etree.XMLParser(resolve_entities=False)).iter("outline")
    assert outline.get("title") == script


PIECES = st.sampled_from(
    [
        "<opml>",
        "</opml>",
        "<body>",
        "</body>",
        "<outline>",
        "</outline>",
        OUTLINE,
        "<!DOCTYPE a [",
        "]>",
        "&a;",
        "\0",
        "<",
    ]
    + [f'<outline xmlUrl="{address}"/>' for address in ADDRESSES]
)


@given(st.lists(PIECES).map("".join).map(str.encode) | st.binary(max_size=200))
def test_any_bytes_are_requests_or_a_refusal(data: bytes) -> None:
    try:
        outlines = list(opml_requests(data, fetch="entry", at=NOW, allow_private=False))
    except Refusal as refusal:
        assert (refusal.status, refusal.kind) == (422, "bad-opml")
        return
    for outline in outlines:
        assert isinstance(outline.outcome, Refusal) or outline.outcome == Subscribe(url=GOOD, at=NOW)

"""/v1/feeds and /v1/websub on a real Kafka: what a 2xx promises, what is read back, with keys and while away."""

import asyncio
import hmac
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from services.ingest.feeds.feed_state import FeedOptions, FeedState, Lease
from services.ingest.feeds.requests import LeaseAnswered, Pushed, Subscribe, Unsubscribe, feed_id
from services.ingest.feeds.websub_callback import callback_url
from services.runtime.api_keys import ApiKey, Scope, hash_of, id_of, key_text
from services.runtime.api_keys_file import change_keys
from services.runtime.settings import Settings
from tests.acceptance.feed_topics import requests, written
from tests.acceptance.ingest_port import ingest_client
from tests.waiting import until

FEEDS = "/v1/feeds"
URL = "https://gazette.example/feed.xml"
NOW = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
LEASE = Lease(hub="https://hub.example", topic=URL, secret="5ecret", asked_at=NOW)


@pytest.fixture
async def http(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with ingest_client(settings) as (client, _):
        yield client


def state(url: str = URL, lease: Lease | None = None) -> FeedState:
    return FeedState(url=url, subscribed_at=NOW, next_visit_at=NOW, lease=lease)


async def test_a_2xx_means_that_the_broker_has_the_request(settings: Settings, http: httpx.AsyncClient) -> None:
    answer = await http.post(FEEDS, json={"url": URL, "fetch": "full"})
    assert answer.status_code == 202
    [request] = await requests(settings)
    assert isinstance(request, Subscribe)
    assert (request.url, request.options) == (URL, FeedOptions(fetch="full"))


async def test_what_the_poller_writes_is_shown_by_every_replica_and_after_a_restart(
    settings: Settings, http: httpx.AsyncClient
) -> None:
    urls = [f"https://gazette.example/{number}" for number in range(20)]
    await written(settings, [(url, state(url)) for url in urls])
    expected = sorted(feed_id(url) for url in urls)

    async def ids(client: httpx.AsyncClient) -> list[str]:
        return [feed["id"] for feed in (await client.get(FEEDS)).json()["feeds"]]

    async def all_there() -> bool:
        return await ids(http) == expected

    await until(all_there, "the replica shows every feed")
    async with ingest_client(settings) as (other, _):
        assert await ids(other) == expected  # a replica that is ready has read everything

    await written(settings, [(urls[0], None)])

    async def one_gone() -> bool:
        return await ids(http) == sorted(feed_id(url) for url in urls[1:])

    await until(one_gone, "the feed that was unsubscribed is gone")
    assert (await http.get(f"{FEEDS}/{feed_id(urls[0])}")).status_code == 404


async def test_a_feed_is_ended_by_its_id(settings: Settings, http: httpx.AsyncClient) -> None:
    await written(settings, [(URL, state())])

    async def ended() -> bool:
        return (await http.delete(f"{FEEDS}/{feed_id(URL)}")).status_code == 202

    await until(ended, "the feed is known and its end is asked for")
    assert [(type(request), request.url) for request in await requests(settings)] == [(Unsubscribe, URL)]


async def test_ten_thousand_outlines_are_asked_for_each_with_its_result(
    settings: Settings, http: httpx.AsyncClient
) -> None:
    urls = [f"https://gazette.example/desk-{number}/feed.xml" for number in range(10_000)]
    outlines = "".join(f'<outline text="desk" xmlUrl="{url}"/>' for url in urls)
    answer = await http.post(f"{FEEDS}/import", content=f'<opml version="2.0"><body>{outlines}</body></opml>')
    assert answer.status_code == 200
    results = answer.text.splitlines()
    assert len(results) == len(urls)
    assert all('"status":202' in result for result in results)
    assert {request.url for request in await requests(settings)} == set(urls)


async def test_a_hub_needs_no_key_where_everybody_else_does(settings: Settings, tmp_path: Path) -> None:
    text = key_text(bytes(38))
    key = ApiKey(id=id_of(text) or "", name="desk", scopes=frozenset({Scope.feeds}), sha256=hash_of(text), created=NOW)
    path = tmp_path / "keys.json"
    change_keys(path, lambda known: known.update({key.id: key}))
    callback = urlsplit(callback_url("https://themewire.example", feed_id(URL), LEASE)).path
    question = {"hub.mode": "subscribe", "hub.topic": URL, "hub.challenge": "c1"}
    signature = f"sha256={hmac.new(LEASE.secret.encode(), b'<rss/>', 'sha256').hexdigest()}"
    with_keys = settings.model_copy(update={"api_keys_file": path})
    async with ingest_client(with_keys) as (http, _):
        assert (await http.get(FEEDS)).status_code == 401
        assert (await http.get(FEEDS, headers={"x-api-key": text})).status_code == 200
        assert (await http.get(callback, params=question)).status_code == 404
        await written(settings, [(URL, state(lease=LEASE))])

        async def verified() -> bool:
            return (await http.get(callback, params=question)).text == "c1"

        await until(verified, "the lease is known")
        assert (await http.post(callback, content=b"<rss/>")).status_code == 202
        pushed = await http.post(callback, content=b"<rss/>", headers={"x-hub-signature": signature})
        assert pushed.status_code == 202
    answered, content = await requests(settings)
    assert isinstance(answered, LeaseAnswered)
    assert isinstance(content, Pushed)
    assert content.body == b"<rss/>"


async def test_a_hub_that_asks_before_the_lease_can_be_read_is_answered_when_it_can(
    settings: Settings, http: httpx.AsyncClient
) -> None:
    callback = urlsplit(callback_url("https://themewire.example", feed_id(URL), LEASE)).path
    await written(settings, [(URL, state())])

    async def known() -> bool:
        return (await http.get(f"{FEEDS}/{feed_id(URL)}")).status_code == 200

    await until(known, "the feed is known, its lease is not")
    question = {"hub.mode": "subscribe", "hub.topic": URL, "hub.challenge": "c1"}
    asked = asyncio.create_task(http.get(callback, params=question))
    await written(settings, [(URL, state(lease=LEASE))])
    assert (await asked).text == "c1"


@pytest.mark.expects_log("Unable connect")
async def test_nothing_is_promised_and_nothing_shown_without_a_broker(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"broker": "127.0.0.1:1"})
    async with ingest_client(nowhere, ready=False) as (http, readiness):
        assert (await http.post(FEEDS, json={"url": URL})).status_code == 503
        shown = await http.get(FEEDS)
        assert shown.status_code == 503
        assert shown.json()["type"] == "urn:themewire:problem:feeds-not-read"
        assert "feeds" in readiness.unmet

"""/v1/feeds over a log that keeps what it is asked: checks, answers, pages and scopes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from services.ingest.feeds.feed_state import FeedOptions, FeedState, Lease
from services.ingest.feeds.requests import Subscribe, Unsubscribe, feed_id
from services.ingest.receiver.access import Access
from services.runtime.api_keys import ApiKey, Scope, hash_of, id_of, key_text
from tests.unit.ingest.receiver.kept_log import KeptFeeds, KeptLog, app_over, assert_problem, client_of

FEEDS = "/v1/feeds"
URL = "https://gazette.example/feed.xml"
NOW = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)


@pytest.fixture
def feeds() -> KeptFeeds:
    return KeptFeeds()


@pytest.fixture
async def http(feeds: KeptFeeds) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app_over(KeptLog(), feeds=feeds)) as client:
        yield client


def state(url: str = URL, **fields: Any) -> FeedState:
    return FeedState(**{"url": url, "subscribed_at": NOW, "next_visit_at": NOW, **fields})


async def test_a_subscription_is_asked_for_and_answered_with_where_its_state_is(
    http: httpx.AsyncClient, feeds: KeptFeeds
) -> None:
    before = datetime.now(UTC)
    answer = await http.post(FEEDS, json={"url": URL, "fetch": "full", "publisher": " Harbour Gazette "})
    assert answer.status_code == 202
    assert answer.json() == {"id": feed_id(URL), "url": URL, "state": f"/v1/feeds/{feed_id(URL)}"}
    [request] = feeds.requests
    assert isinstance(request, Subscribe)
    assert (request.url, request.options) == (URL, FeedOptions(fetch="full", publisher="Harbour Gazette"))
    assert before <= request.at <= datetime.now(UTC)


async def test_one_feed_has_one_id_however_its_address_is_written(http: httpx.AsyncClient) -> None:
    written = [URL, "HTTPS://Gazette.example:443/feed.xml", f"{URL}?utm_source=x#top"]
    assert len({(await http.post(FEEDS, json={"url": url})).json()["id"] for url in written}) == 1


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"url": "gazette.example/feed.xml"}, 422, "bad-feed-url"),
        ({"url": "ftp://gazette.example/feed.xml"}, 422, "bad-feed-url"),
        ({"url": "file:///etc/passwd"}, 422, "bad-feed-url"),
        ({"url": "https://user:word@gazette.example/feed.xml"}, 422, "bad-feed-url"),
        ({"url": ""}, 422, "bad-feed-url"),
        ({"url": "http://127.0.0.1/feed.xml"}, 422, "refused-address"),
        ({"url": "http://2130706433/feed.xml"}, 422, "refused-address"),
        ({"url": "http://0x7f.1/feed.xml"}, 422, "refused-address"),
        ({"url": "http://[::ffff:10.0.0.1]/feed.xml"}, 422, "refused-address"),
        ({"url": "http://169.254.169.254/latest"}, 422, "refused-address"),
        ({"url": "http://localhost:8080/feed.xml"}, 422, "refused-address"),
        ({"url": "http://desk.localhost./feed.xml"}, 422, "refused-address"),
        ({"url": URL, "fetch": "some"}, 422, "bad-subscription"),
        ({"url": URL, "every": 5}, 422, "bad-subscription"),
        ({"fetch": "full"}, 422, "bad-subscription"),
        ({"url": URL, "publisher": "a\u0000b"}, 422, "bad-publisher"),
        ([], 422, "bad-subscription"),
    ],
)
async def test_what_cannot_be_a_feed_is_refused_at_once(
    http: httpx.AsyncClient, feeds: KeptFeeds, body: Any, status: int, kind: str
) -> None:
    assert_problem(await http.post(FEEDS, json=body), status, kind)
    assert feeds.requests == []


async def test_bodies_that_are_no_subscriptions_say_what_to_do(http: httpx.AsyncClient) -> None:
    json = {"content-type": "application/json"}
    assert_problem(await http.post(FEEDS, content=b'{"url":', headers=json), 400, "bad-json")
    assert_problem(await http.post(FEEDS, content=b"x" * 65537, headers=json), 413, "document-too-large")
    assert_problem(await http.post(FEEDS, content=b"<opml/>", headers={"content-type": "text/xml"}), 415, "not-json")


async def test_nothing_is_promised_while_the_broker_is_away(http: httpx.AsyncClient, feeds: KeptFeeds) -> None:
    feed = feeds.has(state())
    feeds.away = True
    assert_problem(await http.post(FEEDS, json={"url": URL}), 503, "not-confirmed")
    assert_problem(await http.delete(f"{FEEDS}/{feed}"), 503, "not-confirmed")
    feeds.away, feeds.unconfirmed = False, 1
    assert_problem(await http.post(FEEDS, json={"url": URL}), 503, "not-confirmed")


async def test_a_feed_is_shown_in_words_and_without_its_secrets(http: httpx.AsyncClient, feeds: KeptFeeds) -> None:
    lease = Lease(hub="https://hub.example", topic=URL, secret="s3cret" * 6, asked_at=NOW, until=NOW)
    feed = feeds.has(
        state(
            moved_to="https://gazette.example/new.xml",
            visits=3,
            failures=2,
            last_status=404,
            last_error="404: there is no feed at this address",
            last_visit_at=NOW,
            lease=lease,
            remembered={"a": ("b", 1)},
        )
    )
    answer = await http.get(f"{FEEDS}/{feed}")
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["id"], shown["url"], shown["status"]) == (feed, URL, "failing")
    assert shown["found_at"] == "https://gazette.example/new.xml"
    assert shown["error"] == "404: there is no feed at this address"
    assert datetime.fromisoformat(shown["pushed_until"]) == NOW
    assert shown["due_since"] is None or datetime.fromisoformat(shown["due_since"]) == NOW
    assert "s3cret" not in answer.text
    assert "remembered" not in answer.text


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_a_feed_that_nobody_subscribed_to_is_unknown(
    http: httpx.AsyncClient, feeds: KeptFeeds, method: str
) -> None:
    assert_problem(await http.request(method, f"{FEEDS}/{feed_id(URL)}"), 404, "unknown-feed")
    assert_problem(await http.request(method, f"{FEEDS}/{feed_id(URL).upper()}"), 422, "bad-feed-id")
    assert feeds.requests == []


async def test_a_subscription_is_ended_by_its_id(http: httpx.AsyncClient, feeds: KeptFeeds) -> None:
    feed = feeds.has(state())
    answer = await http.delete(f"{FEEDS}/{feed}")
    assert answer.status_code == 202
    assert answer.json()["id"] == feed
    [request] = feeds.requests
    assert isinstance(request, Unsubscribe)
    assert request.url == URL


async def test_pages_show_every_feed_once(http: httpx.AsyncClient, feeds: KeptFeeds) -> None:
    there = {feeds.has(state(f"https://gazette.example/{number}")) for number in range(25)}
    seen: list[str] = []
    parameters: dict[str, str] = {"limit": "10"}
    while True:
        page = (await http.get(FEEDS, params=parameters)).json()
        seen += [feed["id"] for feed in page["feeds"]]
        assert len(page["feeds"]) <= 10
        if page["next_cursor"] is None:
            break
        parameters["cursor"] = page["next_cursor"]
    assert seen == sorted(there)


async def test_a_list_is_filtered_by_status(http: httpx.AsyncClient, feeds: KeptFeeds) -> None:
    by_status = {
        "new": feeds.has(state("https://a.example/new")),
        "ok": feeds.has(state("https://a.example/ok", visits=1)),
        "failing": feeds.has(state("https://a.example/failing", visits=1, failures=1)),
        "gone": feeds.has(state("https://a.example/gone", visits=1, failures=1, gone=True, next_visit_at=None)),
    }
    for status, feed in by_status.items():
        shown = (await http.get(FEEDS, params={"status": status})).json()["feeds"]
        assert [(one["id"], one["status"]) for one in shown] == [(feed, status)]


@pytest.mark.parametrize("parameters", [{"limit": "0"}, {"limit": "501"}, {"status": "bad"}, {"cursor": "x"}])
async def test_wrong_parameters_are_named(http: httpx.AsyncClient, parameters: dict[str, str]) -> None:
    answer = await http.get(FEEDS, params=parameters)
    assert answer.status_code == 422
    assert next(iter(parameters)) in answer.json()["detail"]


async def test_only_a_visit_that_is_due_shows_since_when(http: httpx.AsyncClient, feeds: KeptFeeds) -> None:
    past, future = datetime.now(UTC) - timedelta(hours=1), datetime.now(UTC) + timedelta(hours=1)
    late, early = feeds.has(state("https://a.example/1", next_visit_at=past)), feeds.has(state(next_visit_at=future))
    assert datetime.fromisoformat((await http.get(f"{FEEDS}/{late}")).json()["due_since"]) == past
    assert (await http.get(f"{FEEDS}/{early}")).json()["due_since"] is None


async def test_keys_need_the_scope_feeds_before_anything_of_the_request_is_read(feeds: KeptFeeds) -> None:
    keys = [key_text(bytes([number]) * 38) for number in (1, 2)]
    scopes = (frozenset({Scope.feeds}), frozenset({Scope.write, Scope.retract, Scope.read}))
    known = {
        id_of(text) or "": ApiKey(id=id_of(text) or "", name="desk", scopes=scope, sha256=hash_of(text), created=NOW)
        for text, scope in zip(keys, scopes, strict=True)
    }
    feed = feeds.has(state())
    asked = [
        ("POST", FEEDS),
        ("GET", FEEDS),
        ("GET", f"{FEEDS}?limit=wrong"),
        ("GET", f"{FEEDS}/{feed}"),
        ("DELETE", f"{FEEDS}/{feed}"),
        ("POST", f"{FEEDS}/import"),
        ("POST", f"{FEEDS}/import?fetch=wrong"),
        ("GET", f"{FEEDS}/export"),
    ]
    async with client_of(app_over(KeptLog(), access=Access(lambda: known), feeds=feeds)) as http:
        for method, path in asked:
            assert_problem(await http.request(method, path), 401, "no-key")
            with_other = await http.request(method, path, headers={"x-api-key": keys[1]})
            assert_problem(with_other, 403, "missing-scope")
        answer = await http.post(FEEDS, json={"url": URL}, headers={"x-api-key": keys[0]})
    assert answer.status_code == 202
    assert "ratelimit" in answer.headers
    assert len(feeds.requests) == 1

"""What hubs ask and send: answered for what was asked of them, signed content taken, everything else dropped."""

import hashlib
import hmac
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from services.ingest.feeds.feed_state import FeedState, Lease
from services.ingest.feeds.requests import LeaseAnswered, Pushed, feed_id
from services.ingest.feeds.websub_callback import callback_url, is_from_hub
from services.ingest.receiver.access import Access
from tests.unit.ingest.receiver.kept_log import LIMIT, KeptFeeds, KeptLog, app_over, assert_problem, client_of

URL = "https://gazette.example/feed.xml"
TOPIC = "https://gazette.example/topic"
NOW = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
LEASE = Lease(hub="https://hub.example", topic=TOPIC, secret="5ecret", asked_at=NOW)
STATE = FeedState(url=URL, subscribed_at=NOW, next_visit_at=NOW, lease=LEASE)
CALLBACK = urlsplit(callback_url("https://themewire.example/", feed_id(URL), LEASE)).path
BODY = b"<rss><channel/></rss>"


@pytest.fixture
def feeds() -> KeptFeeds:
    feeds = KeptFeeds()
    feeds.has(STATE)
    return feeds


@pytest.fixture
async def http(feeds: KeptFeeds) -> AsyncIterator[httpx.AsyncClient]:
    """Keys are asked for everywhere: hubs have none."""
    async with client_of(app_over(KeptLog(), access=Access(dict), feeds=feeds)) as client:
        yield client


def signed(body: bytes, method: str = "sha256", secret: str = LEASE.secret) -> str:
    return f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"


def asked(mode: str = "subscribe", topic: str = TOPIC, **more: str) -> dict[str, str]:
    question = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": "c<h>1"}
    return {**question, **{f"hub.{name}": value for name, value in more.items()}}


async def test_intent_is_confirmed_with_the_challenge_and_the_lease_goes_to_the_poller(
    http: httpx.AsyncClient, feeds: KeptFeeds
) -> None:
    before = datetime.now(UTC)
    answer = await http.get(CALLBACK, params=asked(lease_seconds="86400"))
    assert (answer.status_code, answer.text) == (200, "c<h>1")
    assert answer.headers["content-type"].startswith("text/plain")
    [request] = feeds.requests
    assert isinstance(request, LeaseAnswered)
    assert request.url == URL
    assert request.lease is not None
    assert request.lease.until is not None
    assert request.lease.until >= before + timedelta(days=1)
    assert request.lease.secret == LEASE.secret


@pytest.mark.parametrize(
    "question",
    [asked(topic="https://other.example/"), asked("unsubscribe"), asked("other"), {"hub.mode": "subscribe"}, {}],
)
async def test_what_was_not_asked_for_is_not_confirmed(
    http: httpx.AsyncClient, feeds: KeptFeeds, question: dict[str, str]
) -> None:
    assert_problem(await http.get(CALLBACK, params=question), 404, "not-asked-for")
    assert feeds.requests == []


async def test_a_hub_that_denies_ends_the_lease(http: httpx.AsyncClient, feeds: KeptFeeds) -> None:
    answer = await http.get(CALLBACK, params={"hub.mode": "denied", "hub.topic": TOPIC})
    assert (answer.status_code, answer.text) == (200, "")
    [request] = feeds.requests
    assert isinstance(request, LeaseAnswered)
    assert request.lease is None


@pytest.mark.parametrize(
    "path",
    [
        f"/v1/websub/{feed_id(URL)}/{'0' * 32}",
        f"/v1/websub/{feed_id(URL)}/ü",
        f"/v1/websub/{'0' * 32}/{CALLBACK.rpartition('/')[2]}",
    ],
)
async def test_without_the_token_nobody_moves_a_lease_or_sends_content(
    http: httpx.AsyncClient, feeds: KeptFeeds, path: str
) -> None:
    assert_problem(await http.get(path, params=asked()), 404, "not-asked-for")
    assert_problem(await http.get(path, params=asked("denied")), 404, "not-asked-for")
    answer = await http.post(path, content=BODY, headers={"x-hub-signature": signed(BODY)})
    assert_problem(answer, 410, "no-lease")
    assert feeds.requests == []


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
async def test_signed_content_goes_to_the_poller(http: httpx.AsyncClient, feeds: KeptFeeds, method: str) -> None:
    headers = {"x-hub-signature": signed(BODY, method), "content-type": "application/rss+xml"}
    answer = await http.post(CALLBACK, content=BODY, headers=headers)
    assert answer.status_code == 202
    [request] = feeds.requests
    assert isinstance(request, Pushed)
    assert (request.url, request.content_type, request.body) == (URL, "application/rss+xml", BODY)


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "sha256",
        "sha256=",
        signed(BODY, secret="other"),
        signed(BODY + b"x"),
        f"md5={hashlib.md5(BODY).hexdigest()}",
        signed(BODY).replace("sha256", "sha512"),
        "sha256=ü",
        signed(BODY)[:-1],
    ],
)
async def test_content_with_another_signature_is_dropped_and_not_told_so(
    http: httpx.AsyncClient, feeds: KeptFeeds, signature: str | None
) -> None:
    headers = httpx.Headers([] if signature is None else [(b"x-hub-signature", signature.encode())])
    answer = await http.post(CALLBACK, content=BODY, headers=headers)
    assert (answer.status_code, answer.content) == (202, b"")
    assert feeds.requests == []


async def test_content_that_the_broker_does_not_confirm_is_sent_again_by_the_hub(
    http: httpx.AsyncClient, feeds: KeptFeeds
) -> None:
    feeds.away = True
    answer = await http.post(CALLBACK, content=BODY, headers={"x-hub-signature": signed(BODY)})
    assert_problem(answer, 503, "not-confirmed")
    assert_problem(await http.get(CALLBACK, params=asked()), 503, "not-confirmed")


async def test_content_is_bounded_as_documents_are(http: httpx.AsyncClient, feeds: KeptFeeds) -> None:
    body = b"x" * (LIMIT + 1)
    answer = await http.post(CALLBACK, content=body, headers={"x-hub-signature": signed(body)})
    assert_problem(answer, 413, "document-too-large")
    assert feeds.requests == []


async def test_a_feed_without_a_lease_takes_nothing(feeds: KeptFeeds) -> None:
    feeds.has(STATE.model_copy(update={"lease": None}))
    async with client_of(app_over(KeptLog(), feeds=feeds)) as http:
        assert_problem(await http.get(CALLBACK, params=asked()), 404, "not-asked-for")
        answer = await http.post(CALLBACK, content=BODY, headers={"x-hub-signature": signed(BODY)})
    assert_problem(answer, 410, "no-lease")


def test_a_callback_belongs_to_one_feed_and_one_secret() -> None:
    token = CALLBACK.rpartition("/")[2]
    assert is_from_hub(feed_id(URL), token, LEASE)
    assert not is_from_hub(feed_id(TOPIC), token, LEASE)
    assert not is_from_hub(feed_id(URL), token, LEASE.model_copy(update={"secret": "other"}))
    assert LEASE.secret not in CALLBACK

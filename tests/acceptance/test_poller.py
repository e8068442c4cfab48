"""The poller as its users see it: requests in, entries on articles.raw and articles.parsed, states on ingest.feeds."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from schemas.rejected import EXCEPTION_MESSAGE
from schemas.topics import ARTICLES_RAW, ARTICLES_REJECTED, INGEST_REQUESTS
from services.ingest.feeds.requests import LeaseAnswered, Pushed, feed_id
from services.ingest.feeds.websub_callback import callback_url
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from services.runtime.whole_topic import read_whole
from tests.acceptance.local_feeds import (
    LocalFeeds,
    ask,
    count,
    local_feeds,
    parsed_headlines,
    sent,
    states,
    subscribe,
    unsubscribe,
)
from tests.acceptance.system import ServiceProcess
from tests.unit.ingest.fetch.scripted_server import answer
from tests.waiting import until, wait_for

# Whoever starts first on a new broker meets a group coordinator that is still being made.
pytestmark = pytest.mark.allows_log("GroupCoordinatorNotAvailableError")


@pytest.fixture
async def feeds() -> AsyncIterator[LocalFeeds]:
    async with local_feeds() as served:
        yield served


@pytest.fixture
async def polled(settings: Settings) -> Settings:
    """Settings with topics, of a poller that may ask loopback, and asks again every second."""
    await ensure_topics(settings)
    return settings.model_copy(update={"fetch_private_networks": True, "feed_visit_within": 1.0})


@contextmanager
def polling(settings: Settings, log: Path, **changed: Any) -> Iterator[ServiceProcess]:
    poller = ServiceProcess("poller", settings.model_copy(update=changed), log)
    try:
        wait_for(poller.ready, "the poller is ready")
        yield poller
        assert poller.stop() == 0, log.read_text()[-3000:]
    finally:
        poller.kill()


async def until_sent(settings: Settings, expected: dict[str, list[str]]) -> None:
    async def there() -> bool:
        return await sent(settings) == expected

    try:
        await until(there, "these entries, and no others, are on articles.raw")
    except AssertionError:
        assert await sent(settings) == expected
        raise


def state_that(settings: Settings, url: str, holds: Callable[[Any], bool]) -> Callable[[], Awaitable[bool]]:
    async def asked() -> bool:
        state = (await states(settings)).get(url)
        return state is not None and holds(state)

    return asked


async def test_entries_go_on_once_and_again_when_they_change(
    polled: Settings, feeds: LocalFeeds, tmp_path: Path
) -> None:
    feeds.entries["/a"] = {"1": "Ferries stay in port", "2": "Crane lifts its first container"}
    first, second = feeds.link("/a", "1"), feeds.link("/a", "2")
    with polling(polled, tmp_path / "poller.log"):
        await subscribe(polled, feeds.url("/a"))
        await until_sent(polled, {first: ["Ferries stay in port"], second: ["Crane lifts its first container"]})

        async def asked_in_vain() -> bool:
            return feeds.statuses["/a"][304] >= 2

        await until(asked_in_vain, "the feed is asked again, and has not changed")
        feeds.entries["/a"] |= {"1": "Ferries sail again", "3": "Pier is closed"}
        expected = {
            first: ["Ferries stay in port", "Ferries sail again"],
            second: ["Crane lifts its first container"],
            feeds.link("/a", "3"): ["Pier is closed"],
        }
        await until_sent(polled, expected)
    readings = feeds.statuses["/a"][200]
    with polling(polled, tmp_path / "again.log"):
        asked = feeds.statuses["/a"][304]

        async def asked_again() -> bool:
            return feeds.statuses["/a"][304] >= asked + 2

        await until(asked_again, "after a restart the feed is asked for changes only")
    assert feeds.statuses["/a"][200] == readings
    assert await sent(polled) == expected
    state = (await states(polled))[feeds.url("/a")]
    assert (state.readings, state.failures, state.last_error) == (2, 0, None)
    with_parser = ServiceProcess("parser", polled, tmp_path / "parser.log")
    try:

        async def parsed() -> bool:
            return await parsed_headlines(polled) >= {"Ferries sail again", "Pier is closed"}

        await until(parsed, "the parser reads the entries")
    finally:
        with_parser.kill()


async def test_feeds_fail_are_gone_and_are_unsubscribed_from(
    polled: Settings, feeds: LocalFeeds, tmp_path: Path
) -> None:
    feeds.entries["/a"] = {"1": "Ferries stay in port"}
    feeds.other["/gone"] = answer(status="410 Gone")
    feeds.other["/none"] = answer(b"<html><title>Nothing here</title></html>", content_type="text/html")
    page = f'<html><link rel="alternate" type="application/rss+xml" href="{feeds.url("/a")}"></html>'
    feeds.other["/page"] = answer(page.encode(), content_type="text/html")
    sitemaps = "".join(f"<sitemap><loc>{feeds.url(path)}</loc></sitemap>" for path in ("/map", "/missing"))
    feeds.other["/index"] = answer(f"<sitemapindex>{sitemaps}</sitemapindex>".encode(), content_type="text/xml")
    feeds.other["/map"] = answer(
        f'<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{feeds.link("/b", "1")}</loc>'
        "<n:news><n:title>Bolts of the pier broke</n:title></n:news></url></urlset>".encode(),
        content_type="text/xml",
    )
    with polling(polled, tmp_path / "poller.log"):
        await subscribe(polled, *map(feeds.url, ("/gone", "/none", "/page", "/index", "/404")))
        for path, holds in (
            ("/gone", lambda state: state.gone and state.next_visit_at is None and "410" in state.last_error),
            ("/none", lambda state: "names none" in (state.last_error or "") and state.failures),
            ("/page", lambda state: state.moved_to == feeds.url("/a") and state.readings),
            ("/index", lambda state: state.readings),
            ("/404", lambda state: "404" in (state.last_error or "")),
        ):
            await until(state_that(polled, feeds.url(path), holds), path)
        await until_sent(
            polled,
            {feeds.link("/a", "1"): ["Ferries stay in port"], feeds.link("/b", "1"): ["Bolts of the pier broke"]},
        )
        await unsubscribe(polled, feeds.url("/page"))

        async def forgotten() -> bool:
            return feeds.url("/page") not in await states(polled)

        await until(forgotten, "no state is kept of a feed that is unsubscribed from")
    log = (tmp_path / "poller.log").read_text()
    assert log.count('"feed subscribed to"') == 5
    assert log.count('"feed gone"') == 1
    assert '"level": "warning"' not in log and '"level":"warning"' not in log


async def test_full_pages_are_fetched_where_robots_allow_it(
    polled: Settings, feeds: LocalFeeds, tmp_path: Path
) -> None:
    feeds.entries["/a"] = {"1": "Ferries stay in port", "2": "Crane lifts its first container", "3": "Pier is closed"}
    feeds.other["/robots.txt"] = answer(b"User-agent: themewire\nDisallow: /a/2\n", content_type="text/plain")
    page = b"<html><body><h1>Ferries stay in port</h1><p>All of it.</p></body></html>"
    feeds.other["/a/1"] = answer(page, content_type="text/html; charset=utf-8")
    with polling(polled, tmp_path / "poller.log"):
        await subscribe(polled, feeds.url("/a"), fetch="full", publisher="Orrel Post")

        async def all_sent() -> bool:
            return await count(polled, ARTICLES_RAW) == 3

        await until(all_sent, "three entries are on articles.raw")
    found = {}
    async for record in read_whole(polled, ARTICLES_RAW):
        headers = dict(record.headers)
        found[headers["ce_subject"].decode()] = (headers["content-type"].decode(), record.value)
        assert headers["themewire-publisher"] == b"Orrel Post"
    assert found[feeds.link("/a", "1")] == ("text/html; charset=utf-8", page)
    assert {found[feeds.link("/a", name)][0] for name in ("2", "3")} == {"application/feed+json"}
    asked = [request.split(b" ")[1] for request in feeds.served.requests]
    assert b"/a/2" not in asked
    assert b"/a/3" in asked


async def test_what_is_no_request_is_rejected_and_the_poller_goes_on(
    polled: Settings, feeds: LocalFeeds, tmp_path: Path
) -> None:
    feeds.entries["/a"] = {"1": "Ferries stay in port"}
    async with kafka_clients.producer(polled) as producer:
        for key, value in ((b"x", b"not json"), (None, None), (b"x", b'{"kind":"subscribe","url":"ftp://x"}')):
            await producer.send_and_wait(polled.topic(INGEST_REQUESTS), value, key or b"x")
    with polling(polled, tmp_path / "poller.log") as poller:
        await subscribe(polled, feeds.url("/a"))
        await until_sent(polled, {feeds.link("/a", "1"): ["Ferries stay in port"]})
        assert poller.process.poll() is None

        async def rejected() -> bool:
            return len([record async for record in read_whole(polled, ARTICLES_REJECTED)]) == 3

        await until(rejected, "each is on articles.rejected")
    reasons = [
        dict(record.headers)[EXCEPTION_MESSAGE].decode() async for record in read_whole(polled, ARTICLES_REJECTED)
    ]
    assert all("not a request to the poller" in reason for reason in reasons), reasons


async def test_a_hub_is_asked_and_what_it_pushes_goes_on(polled: Settings, feeds: LocalFeeds, tmp_path: Path) -> None:
    url, hub = feeds.url("/a"), feeds.url("/hub")
    feeds.other["/hub"] = answer(status="202 Accepted")
    feeds.other["/a"] = answer(atom(url, hub, "Ferries stay in port"), content_type="application/atom+xml")
    seldom = polled.model_copy(update={"feed_visit_within": 86_400.0, "public_url": "https://wire.example/themewire"})
    with polling(seldom, tmp_path / "poller.log"):
        await subscribe(seldom, url)

        async def asked() -> dict[str, list[str]]:
            heads = [request for request in feeds.served.requests if request.startswith(b"POST /hub ")]
            return parse_qs(heads[0].partition(b"\r\n\r\n")[2].decode()) if heads else {}

        form = await until(asked, "the hub is asked")
        lease = (await states(seldom))[url].lease
        assert lease is not None and lease.until is None
        assert form["hub.callback"] == [callback_url("https://wire.example/themewire", feed_id(url), lease)]
        assert (form["hub.topic"], form["hub.secret"]) == ([url], [lease.secret])

        now = datetime.now(UTC)
        granted = lease.model_copy(update={"until": now + timedelta(days=7), "renew_at": now + timedelta(days=5)})
        pushed = atom(url, hub, "Ferries sail again")
        await ask(
            seldom,
            LeaseAnswered(url=url, at=now, lease=granted),
            Pushed(url=url, at=now, content_type="application/atom+xml", body=pushed),
        )
        await until_sent(seldom, {f"{url}/1": ["Ferries stay in port", "Ferries sail again"]})
        state = (await states(seldom))[url]
        assert state.lease == granted
        assert (state.hub, state.topic, state.readings) == (hub, url, 2)
    assert len([request for request in feeds.served.requests if b" /a " in request]) == 1, "nothing was fetched twice"
    assert lease.secret not in (tmp_path / "poller.log").read_text()


def atom(url: str, hub: str, title: str) -> bytes:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Orrel</title><link rel="hub" href="{hub}"/>'
        f'<link rel="self" href="{url}"/><entry><id>1</id><link href="{url}/1"/><title>{title}</title></entry></feed>'
    ).encode()

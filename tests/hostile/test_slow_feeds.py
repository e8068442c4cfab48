"""Feeds that answer without end, or cost much to read, do not delay others."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from tests.acceptance.local_feeds import LocalFeeds, local_feeds, sent, states, subscribe
from tests.acceptance.system import ServiceProcess
from tests.unit.ingest.fetch.scripted_server import answer, serving
from tests.waiting import until, wait_for

GOOD = 40
SLOW_HOSTS = 30
SLOW_FEEDS_OF_A_HOST = 4

# Whoever starts first on a new broker meets a group coordinator that is still being made.
pytestmark = [pytest.mark.timeout(300), pytest.mark.allows_log("GroupCoordinatorNotAvailableError")]


@pytest.fixture
async def feeds() -> AsyncIterator[LocalFeeds]:
    """`GOOD` feeds, one entry each."""
    async with local_feeds() as served:
        for number in range(GOOD):
            served.entries[f"/{number}"] = {"1": f"Ferry {number} stays in port"}
        yield served


@contextmanager
def polling(settings: Settings, log: Path) -> Iterator[None]:
    poller = ServiceProcess("poller", settings.model_copy(update={"fetch_private_networks": True}), log)
    try:
        wait_for(poller.ready, "the poller is ready")
        yield
        assert poller.process.poll() is None, log.read_text()[-3000:]
    finally:
        poller.kill()


async def dribbles(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An answer of a byte now and then, until the client has enough."""
    with suppress(OSError):
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/rss+xml\r\n\r\n<rss>")
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.2)  # the server's slowness


async def until_good_ones_are_sent(settings: Settings, feeds: LocalFeeds) -> None:
    async def there() -> bool:
        return len(await sent(settings)) == GOOD

    await until(there, "every good feed's entry is on articles.raw")
    assert set(await sent(settings)) == {feeds.link(f"/{number}", "1") for number in range(GOOD)}


async def test_tarpits(settings: Settings, feeds: LocalFeeds, tmp_path: Path) -> None:
    await ensure_topics(settings)
    async with AsyncExitStack() as stack:
        hosts = [
            await stack.enter_async_context(serving(lambda _path: dribbles, host=f"127.0.1.{number + 1}"))
            for number in range(SLOW_HOSTS)
        ]
        slow = [
            hosts[number].url(f"/{feed}", host=f"127.0.1.{number + 1}")
            for number in range(SLOW_HOSTS)
            for feed in range(SLOW_FEEDS_OF_A_HOST)
        ]
        with polling(settings, tmp_path / "poller.log"):
            await subscribe(settings, *slow)

            async def all_taken() -> bool:
                return all(host.connections for host in hosts)

            await until(all_taken, "every slow host is being asked")
            await subscribe(settings, *(feeds.url(path) for path in feeds.entries))
            await until_good_ones_are_sent(settings, feeds)
            kept = await states(settings)
            assert not [url for url in slow if kept[url].visits], "the good ones had to wait for no slow one"


async def test_costly_feeds(settings: Settings, feeds: LocalFeeds, tmp_path: Path) -> None:
    item = "<item><guid>{0}</guid><title>Costly {0}</title><link>{1}/{0}</link></item>"
    costly = [f"/costly-{number}" for number in range(2)]
    await ensure_topics(settings)
    for path in costly:
        items = "".join(item.format(number, feeds.url(path)) for number in range(40_000))
        feeds.other[path] = answer(f"<rss><channel>{items}</channel></rss>".encode(), content_type="text/xml")
    with polling(settings, tmp_path / "poller.log"):
        await subscribe(settings, *(feeds.url(path) for path in costly))

        async def asked() -> bool:
            return len(feeds.served.requests) == len(costly)

        await until(asked, "the costly ones are being asked")
        await subscribe(settings, *(feeds.url(path) for path in feeds.entries))

        async def good_ones_read() -> bool:
            kept = await states(settings)
            return all(url in kept and kept[url].readings for url in map(feeds.url, feeds.entries))

        await until(good_ones_read, "the good ones are read")
        kept = await states(settings)
        assert [path for path in costly if not kept[feeds.url(path)].visits], "costly ones still wait"

        async def costly_read() -> bool:
            kept = await states(settings)
            return all("left out" in (kept[feeds.url(path)].last_error or "") for path in costly)

        await until(costly_read, "the costly ones are read too, and cut", 200)

"""Feeds are read in other processes, and what becomes of those does no harm."""

import asyncio
import os
import signal
from pathlib import Path

from services.ingest.feeds.feed import Feed
from services.ingest.feeds.visit import Unreadable
from services.ingest.poller.reading import Found, WebPage
from services.ingest.poller.reading_processes import ReadingProcesses
from tests.processes import descendants

URL = "https://orrel.example/feed"
RSS = b"<rss><channel><title>Orrel</title><item><title>Ferries stay in port</title></item></channel></rss>"
PAGE = b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>'
BOMB = b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + RSS


def titles(found: Found) -> list[str | None]:
    assert isinstance(found, Feed)
    return [entry.title for entry in found.entries]


def readers() -> list[int]:
    """Processes that read, among all that this one has."""
    commands = {pid: Path(f"/proc/{pid}/cmdline") for pid in descendants(os.getpid())}
    return [pid for pid, command in commands.items() if command.exists() and b"reading_process" in command.read_bytes()]


async def test_feeds_pages_and_neither() -> None:
    async with ReadingProcesses() as reading:
        assert titles(await reading.read(RSS, "application/rss+xml", URL)) == ["Ferries stay in port"]
        assert await reading.read(PAGE, "text/html", URL) == WebPage(("https://orrel.example/rss",))
        for body, why in ((b"", "empty"), (b"<html></html>", "names none"), (BOMB, "without a DTD"), (b"x", "no feed")):
            found = await reading.read(body, "", URL)
            assert isinstance(found, Unreadable)
            assert why in found.why
        assert len(readers()) == 1
    assert not readers()


async def test_one_that_takes_too_long_costs_its_feed_only() -> None:
    async with ReadingProcesses(seconds=0.0) as reading:
        found = await reading.read(RSS, "", URL)
        assert isinstance(found, Unreadable)
        assert "takes longer" in found.why


async def test_one_that_dies_is_started_again() -> None:
    async with ReadingProcesses() as reading:
        assert titles(await reading.read(RSS, "", URL)) == ["Ferries stay in port"]
        (process,) = readers()
        os.kill(process, signal.SIGSTOP)
        asked = asyncio.create_task(reading.read(RSS, "", URL))
        await asyncio.sleep(0)
        os.kill(process, signal.SIGKILL)
        assert isinstance(await asked, Unreadable)
        assert titles(await reading.read(RSS, "", URL)) == ["Ferries stay in port"]


async def test_large_feeds_leave_a_process_for_others() -> None:
    large = RSS.replace(b"Ferries", b"x" * (2 << 20))
    async with ReadingProcesses() as reading:
        await reading.read(large, "", URL)
        (process,) = readers()
        os.kill(process, signal.SIGSTOP)
        waiting = [asyncio.create_task(reading.read(large, "", URL)) for _ in range(3)]
        await asyncio.sleep(0)
        assert titles(await reading.read(RSS, "", URL)) == ["Ferries stay in port"]
        assert not any(task.done() for task in waiting)
        os.kill(process, signal.SIGCONT)
        assert all(isinstance(found, Feed) for found in await asyncio.gather(*waiting))

"""`kill -9` of receiver and poller together, every 5 s, while documents are posted and 200 feeds change: every document
with a 2xx and every entry of the feeds is in the view, and nothing is there twice."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from schemas.article_id import article_id_of, normalised_url
from services.runtime.settings import Settings
from tests.acceptance.local_feeds import LocalFeeds, entries_sent, said, states, subscribe
from tests.acceptance.up_process import ready_up
from tests.faults import outage
from tests.faults.changing_feeds import PATIENCE, QUICK, change_one, changing_feeds, newest, until_all_sent
from tests.faults.checker import assert_nothing_lost
from tests.faults.history import History, Sent
from tests.faults.invented_articles import content_of
from tests.faults.kill_loop import EVERY, Killer
from tests.faults.length import lasting
from tests.faults.load import Load
from tests.faults.progress import all_ready
from tests.waiting import wait_for

LASTING = lasting(180, 20)
RATE = lasting(40, 20)
"""Documents/s."""
CATCHES_UP_WITHIN = 600.0

pytestmark = [pytest.mark.timeout(1500), pytest.mark.allows_log("aiokafka")]


async def test_killed_together_every_five_seconds(tmp_path: Path, measured: Callable[[str], None]) -> None:
    variables = {f"THEMEWIRE_{name.upper()}": str(value) for name, value in QUICK.items()}
    async with changing_feeds() as feeds:
        with ready_up(tmp_path, THEMEWIRE_PARTITIONS="4", **variables) as up:
            settings, killer = outage.settings_of(up), Killer(up)
            await subscribe(settings, *(feeds.url(path) for path in feeds.entries))
            with Load(settings, RATE) as load:
                async with changes(feeds):
                    await asyncio.to_thread(killer.kill_every_five_seconds, [["ingest", "poller"]], LASTING)
                await asyncio.to_thread(wait_for, lambda: all_ready(up), "every process is ready", PATIENCE)
                await asyncio.to_thread(load.send_one, PATIENCE)
            await until_all_sent(settings, feeds)
            assert killer.kills == {"ingest": LASTING // EVERY, "poller": LASTING // EVERY}
            posted = load.acknowledged
            versions = await promise_entries(settings, load.history)
            await asyncio.to_thread(assert_nothing_lost, settings, load.history, within=CATCHES_UP_WITHIN)
            assert {state.failures for state in (await states(settings)).values()} == {0}
            assert await asyncio.to_thread(up.interrupt) == 0, up.words
    measured(
        f"{killer.kills.total()} kills: {posted} documents acknowledged, {load.refused} sendings without a 2xx;"
        f" {len(newest(feeds))} entries in {versions} versions; all in the view, once"
    )


@asynccontextmanager
async def changes(feeds: LocalFeeds) -> AsyncIterator[None]:
    """Ten a second while the block runs."""

    async def change() -> None:
        random = Random(7)
        while True:
            change_one(feeds, random)
            await asyncio.sleep(0.1)  # the pace of the changes, not a wait for anything

    changing = asyncio.create_task(change())
    try:
        yield
    finally:
        changing.cancel()
        await asyncio.gather(changing, return_exceptions=True)


async def promise_entries(settings: Settings, history: History) -> int:
    """Holds the rest of the system to what the poller put on articles.raw, as to a document with a 2xx; how much that
    is. That all of it is there, and once, was seen by `until_all_sent`."""
    versions = 0
    for url, entries in (await entries_sent(settings)).items():
        for entry in entries:
            content = content_of(entry.title, [said(entry.title)])
            one = Sent(article_id_of(normalised_url(url)), datetime.fromisoformat(entry.observed_at), content)
            history.attempt(one)
            history.acknowledge(one, -1, -1)
            versions += 1
    return versions

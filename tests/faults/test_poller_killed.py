"""The poller is killed, replaced, and left without its broker: every entry is sent, and none again unchanged."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from random import Random

import pytest

from schemas.article_id import article_id_of, normalised_url
from services.broker.embedded_kafka import EmbeddedKafka
from services.cli.verify import compare
from services.runtime.quiescence import wait_until_quiescent
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from tests.acceptance.local_feeds import LocalFeeds, sent, states, subscribe
from tests.acceptance.running import running
from tests.acceptance.system import ServiceProcess, System
from tests.acceptance.up_process import ready_up
from tests.faults import outage
from tests.faults.changing_feeds import FEEDS, QUICK, change_all, change_one, changing_feeds, newest, until_all_sent
from tests.faults.group_state import shards
from tests.faults.kill_loop import EVERY
from tests.faults.length import lasting
from tests.faults.progress import all_ready
from tests.waiting import wait_for

TAKEN_OVER_WITHIN = 15.0
LASTING = lasting(180, 20)
CATCHES_UP_WITHIN = 600.0

pytestmark = [pytest.mark.timeout(900), pytest.mark.allows_log("aiokafka")]


@pytest.fixture
async def feeds() -> AsyncIterator[LocalFeeds]:
    async with changing_feeds() as served:
        yield served


async def test_two_share_the_feeds_and_one_takes_over(
    settings: Settings, feeds: LocalFeeds, tmp_path: Path, measured: Callable[[str], None]
) -> None:
    await ensure_topics(settings)
    with running(settings, tmp_path, **QUICK) as system:
        one, other = await asyncio.to_thread(system.start, "poller", "poller")
        await asyncio.to_thread(wait_for, lambda: (shards(one), shards(other)) == (2, 2), "each has two partitions")
        await subscribe(system.settings, *(feeds.url(path) for path in feeds.entries))
        await until_all_sent(settings, feeds)
        one.kill()
        killed = time.monotonic()
        change_all(feeds, 1)
        await until_all_sent(settings, feeds)
        seconds = time.monotonic() - killed
        assert {len(versions) for versions in (await sent(settings)).values()} == {2}
        system.processes.remove(one)
    measured(f"{FEEDS} feeds: all asked again by the other {seconds:.1f} s after the kill")
    assert seconds <= TAKEN_OVER_WITHIN


async def test_killed_every_five_seconds(
    settings: Settings, feeds: LocalFeeds, tmp_path: Path, measured: Callable[[str], None]
) -> None:
    await ensure_topics(settings)
    with running(settings, tmp_path, **QUICK) as system:
        await asyncio.to_thread(system.start, "parser", "indexer", "view")
        poller = start_poller(system)
        await subscribe(system.settings, *(feeds.url(path) for path in feeds.entries))
        random, kills = Random(7), 0
        ends = time.monotonic() + LASTING
        while time.monotonic() < ends:
            life = time.monotonic() + EVERY
            await asyncio.to_thread(wait_for, poller.ready, "the poller is at work again")
            while time.monotonic() < life:
                change_one(feeds, random)
                await asyncio.sleep(0.1)  # the pace of the changes, not a wait for anything
            poller.kill()
            kills += 1
            poller = start_poller(system)
        await until_all_sent(settings, feeds)
        versions = sum(map(len, (await sent(settings)).values()))
        await wait_until_quiescent(settings, CATCHES_UP_WITHIN)
        articles, differences = await compare(settings)
        assert (articles, list(differences)) == (len(newest(feeds)), [])
        for url, title in newest(feeds).items():
            await asyncio.to_thread(wait_for, lambda url=url, title=title: in_view(system, url, title), title)
        assert {state.failures for state in (await states(settings)).values()} == {0}
    measured(f"{kills} kills: {len(newest(feeds))} entries in {versions} versions, all in the view")


def start_poller(system: System) -> ServiceProcess:
    """Under one name in the group: one that was killed goes on at once."""
    system.processes = [process for process in system.processes if process.process.poll() is None]
    return system.launch("poller", THEMEWIRE_INSTANCE="poller")


def in_view(system: System, url: str, title: str) -> bool:
    answer: Mapping[str, object] | None = system.get(f"/v1/articles/{article_id_of(normalised_url(url))}")
    return answer is not None and title in str(answer)


async def test_the_broker_goes_and_comes_back(
    broker: EmbeddedKafka, feeds: LocalFeeds, tmp_path: Path, measured: Callable[[str], None]
) -> None:
    variables = {f"THEMEWIRE_{name.upper()}": str(value) for name, value in QUICK.items()}
    with ready_up(tmp_path, "--only", "poller", THEMEWIRE_BROKER=broker.bootstrap, **variables) as up:
        settings = outage.settings_of(up)
        await subscribe(settings, *(feeds.url(path) for path in feeds.entries))
        await until_all_sent(settings, feeds)
        outage.kill(broker)
        change_all(feeds, 1)
        (port,) = outage.told_system(up).ops_ports.values()
        await asyncio.to_thread(wait_for, lambda: outage.waits_for(port), "the poller says that it is not ready")
        await asyncio.to_thread(broker.restart)
        back = time.monotonic()
        await asyncio.to_thread(wait_for, lambda: all_ready(up), "the poller is ready")
        await until_all_sent(settings, feeds)
        measured(f"all feeds asked again {time.monotonic() - back:.1f} s after the broker was back")
        assert await asyncio.to_thread(up.interrupt) == 0, up.words

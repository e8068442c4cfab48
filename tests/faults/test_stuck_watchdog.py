"""A process that has work and does not get on with it leaves with 70; one that waits for its broker stays."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from schemas.topics import ARTICLES_CURRENT, ARTICLES_PARSED, ARTICLES_RAW, HEADLINES_RELATED
from services.broker.embedded_kafka import EmbeddedKafka
from services.runtime.ports import free_port
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from tests.acceptance.raw_and_parsed import outcomes
from tests.acceptance.system import ServiceProcess
from tests.faults.frozen_threads import FrozenThreads
from tests.faults.length import only_long
from tests.faults.one_service import serving, until_ready
from tests.faults.test_circuit_breaker import headlines, pages, parsed, send, single, whole
from tests.processes import descendants
from tests.unit.view.example_records import related
from tests.waiting import until

LIMIT = 5.0
"""Seconds, the least that can be set."""
SOON = 40.0


def last_reason(process: ServiceProcess) -> str:
    """Its own last line; a helper process that outlives it may say one more."""
    return [line for line in process.log.read_text().splitlines() if '"event": "leaving"' in line][-1]


@pytest.fixture
async def quick(settings: Settings) -> Settings:
    """Settings of a system that is soon found stuck."""
    changed = single(settings).model_copy(update={"stuck_after": LIMIT, "parse_timeout": 1.0, "view_port": free_port()})
    await ensure_topics(changed)
    return changed


async def test_a_parser_whose_parser_processes_hang_leaves_and_the_next_one_does_the_work(
    quick: Settings, tmp_path: Path
) -> None:
    async with outcomes(quick) as out:
        with serving("parser", quick, tmp_path / "hangs.log") as parser:
            until_ready(parser)
            stopped = descendants(parser.process.pid)
            assert len(stopped) >= 3  # fork server and two workers, which it could replace if it alone were alive
            try:
                # The fork server first, so that it makes no new ones.
                for pid in reversed(stopped):
                    os.kill(pid, signal.SIGSTOP)
                await send(quick, ARTICLES_RAW, pages(1))
                assert await asyncio.to_thread(parser.process.wait, SOON) == 70
            finally:
                for pid in stopped:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            assert "messages: work is waiting and nothing moved for 7 s" in last_reason(parser)
        assert out.sources == set()
        with serving("parser", quick, tmp_path / "goes-on.log"):
            await out.until(lambda: len(out.parsed) == 1)


@only_long
async def test_an_indexer_whose_workers_hang_leaves_and_the_next_one_does_the_work(
    quick: Settings, tmp_path: Path
) -> None:
    with serving("indexer", quick, tmp_path / "hangs.log") as indexer:
        until_ready(indexer)
        frozen = FrozenThreads(indexer.process)
        frozen.freeze_idle_workers()
        await send(quick, ARTICLES_PARSED, parsed(1))
        assert frozen.ended(SOON) == 70
        assert "partition 0: work is waiting and nothing moved for 5 s" in last_reason(indexer)
    assert await whole(quick, ARTICLES_CURRENT) == 0
    with serving("indexer", quick, tmp_path / "goes-on.log"):
        await until(arrived(quick), "the next indexer does the work")


async def test_a_view_whose_workers_hang_leaves_and_the_next_one_shows_the_news(
    quick: Settings, tmp_path: Path
) -> None:
    record = related("harbour")
    with serving("view", quick, tmp_path / "hangs.log") as view:
        until_ready(view)
        frozen = FrozenThreads(view.process)
        frozen.freeze_idle_workers()
        await send(quick, HEADLINES_RELATED, [(record.article.id.encode(), record.to_bytes())])
        assert frozen.ended(SOON) == 70
        assert "the log: work is waiting and nothing moved for 5 s" in last_reason(view)
    with serving("view", quick, tmp_path / "goes-on.log") as view:
        until_ready(view)
        assert headlines(quick) == [record.article.headline]


@pytest.mark.parametrize(
    "name", [pytest.param("parser", marks=only_long), pytest.param("indexer", marks=only_long), "view"]
)
async def test_a_process_whose_event_loop_hangs_leaves(name: str, quick: Settings, tmp_path: Path) -> None:
    with serving(name, quick, tmp_path / "hangs.log") as process:
        until_ready(process)
        frozen = FrozenThreads(process.process)
        frozen.freeze_event_loop()
        assert frozen.ended(SOON) == 70
        assert "event loop: work is waiting and nothing moved for" in last_reason(process)


@only_long
async def test_who_waits_for_a_broker_that_hangs_is_not_stuck(broker: EmbeddedKafka, tmp_path: Path) -> None:
    settings = Settings(broker=broker.bootstrap, data=tmp_path, partitions=1, stuck_after=LIMIT, parse_timeout=1.0)
    await ensure_topics(settings)
    with (
        serving("parser", settings, tmp_path / "parser.log") as parser,
        serving("indexer", settings, tmp_path / "indexer.log") as indexer,
        serving("view", settings, tmp_path / "view.log", view_port=free_port()) as view,
    ):
        for process in (parser, indexer, view):
            until_ready(process)
        # Work is on its way when the broker stops to answer.
        await send(settings, ARTICLES_RAW, pages(*range(40)))
        os.kill(broker.pid, signal.SIGSTOP)
        away = time.monotonic()
        while time.monotonic() - away < 3 * LIMIT:
            assert [p.process.poll() for p in (parser, indexer, view)] == [None] * 3
            await asyncio.sleep(0.2)
        os.kill(broker.pid, signal.SIGCONT)
        await until(arrived(settings, 40), "all articles arrive when the broker is back")
        # Long enough to be shot for what was before.
        await until_ready_for(LIMIT + 2, parser, indexer, view)


def arrived(settings: Settings, count: int = 1) -> Callable[[], Awaitable[bool]]:
    async def all_there() -> bool:
        return await whole(settings, ARTICLES_CURRENT) == count

    return all_there


async def until_ready_for(seconds: float, *processes: ServiceProcess) -> None:
    """Waits until all have been ready for so long without a break; fails when one leaves."""
    since = time.monotonic()
    async with asyncio.timeout(60):
        while time.monotonic() - since < seconds:
            if not all(process.ready() for process in processes):
                since = time.monotonic()
            await asyncio.sleep(0.2)

"""A service that was stopped past its session, and replaced, wakes up with its work half done: it does no harm."""

import asyncio
import json
import os
import signal
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from schemas.topics import ARTICLES_PARSED
from services.runtime.crash_points import CrashPoint
from services.runtime.leave import EXIT_CODE
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from services.runtime.whole_topic import read_whole
from tests.acceptance.running import running
from tests.acceptance.system import ServiceProcess, System
from tests.faults.checker import assert_nothing_lost
from tests.faults.group_state import await_members, await_progress, is_stopped, shards
from tests.faults.length import LONG, lasting
from tests.faults.load import Load
from tests.processes import descendants
from tests.waiting import PATIENCE, wait_for

RATE = lasting(20, 10)
"""Documents/s."""
POINTS: Sequence[CrashPoint] = ("before-apply", "between-sends", "before-commit", "after-commit")
"""Where the indexer stops: its transaction not begun, half sent, whole and open, committed."""
NAMED = ["named", "unnamed"]
"""Whether replicas have a name in their group (THEMEWIRE_INSTANCE), as those of `themewire up` have."""

pytestmark = [pytest.mark.timeout(600), pytest.mark.allows_log("aiokafka")]


@pytest.mark.parametrize("named", NAMED if LONG else ["named"])
@pytest.mark.parametrize("point", POINTS if LONG else ["before-commit"])
def test_a_woken_indexer_is_fenced(settings: Settings, tmp_path: Path, point: CrashPoint, named: str) -> None:
    with running(settings, tmp_path) as system:
        system.start("parser")
        zombie, other = two(system, "indexer", f"{point}:{12 if point == 'between-sends' else 4}", named)
        system.start("ingest", "view")
        with Load(system.settings, RATE) as load:
            wait_for(lambda: is_stopped(zombie.process.pid), "the indexer has stopped in the midst of its work")
            wait_for(lambda: shards(other) == settings.partitions and other.ready(), "the other owns everything")
            await_members(settings, "indexer", 1)
            await_progress(settings, "indexer")
            assert is_stopped(zombie.process.pid)
            zombie.process.send_signal(signal.SIGCONT)
            assert zombie.process.wait(PATIENCE) == EXIT_CODE
            assert "ProducerFenced" in zombie.log.read_text()
            await_progress(settings, "indexer")
        assert_nothing_lost(system.settings, load.history)


@pytest.mark.parametrize("named", NAMED if LONG else ["unnamed"])
@pytest.mark.parametrize("frozen", ["main-process", "with-its-workers"] if LONG else ["with-its-workers"])
def test_a_woken_parser_repeats_what_nobody_minds(settings: Settings, tmp_path: Path, frozen: str, named: str) -> None:
    """Either its main process is stuck, and its workers are not; or all are frozen, as a paused container is."""
    with running(settings, tmp_path) as system:
        zombie, _ = two(system, "parser", "document-taken:20", named)
        system.start("indexer", "ingest", "view")
        with Load(system.settings, RATE) as load:
            wait_for(lambda: is_stopped(zombie.process.pid), "the parser has stopped with documents in work")
            stopped = [zombie.process.pid, *(descendants(zombie.process.pid) if frozen == "with-its-workers" else ())]
            for pid in stopped:
                os.kill(pid, signal.SIGSTOP)
            await_members(settings, "parser", 1)
            await_progress(settings, "parser")
            assert all(is_stopped(pid) for pid in stopped)
            before = asyncio.run(parsed_twice(settings))
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)
            wait_for(lambda: asyncio.run(parsed_twice(settings)) > before, "the woken parser sends what it had in work")
            await_members(settings, "parser", 2)
            await_progress(settings, "parser")
        assert_nothing_lost(system.settings, load.history)


def two(system: System, name: str, stop_at: str, named: str) -> list[ServiceProcess]:
    """A process that will stop itself, and another one; returns when they share the work."""
    asyncio.run(ensure_topics(system.settings))
    names = [{"THEMEWIRE_INSTANCE": f"{name}-{number}"} if named == "named" else {} for number in (1, 2)]
    processes = [system.launch(name, THEMEWIRE_STOP_AT=stop_at, **names[0]), system.launch(name, **names[1])]
    await_members(system.settings, name, 2)
    for process in processes:
        wait_for(process.ready, f"{name} is ready")
    return processes


async def parsed_twice(settings: Settings) -> int:
    """How many documents have a result more than once."""
    values = [record.value async for record in read_whole(settings, ARTICLES_PARSED) if record.value is not None]
    sources = [json.loads(value)["source"] for value in values]
    times = Counter((source["partition"], source["offset"]) for source in sources)
    return sum(count > 1 for count in times.values())

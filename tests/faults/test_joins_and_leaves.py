"""Under load an indexer and a parser join every 10 s and leave again, by SIGTERM and by kill -9: nothing is lost."""

import asyncio
import signal
import time
from pathlib import Path

import pytest

from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from tests.acceptance.running import running
from tests.faults.checker import assert_nothing_lost
from tests.faults.group_state import await_members, await_progress, shards
from tests.faults.length import lasting
from tests.faults.load import Load
from tests.waiting import PATIENCE, wait_for

RATE = lasting(20, 10)
"""Documents/s."""
EVERY = 10.0
"""Seconds from one round to the next; half of them there are two of each service."""
ROUNDS = round(lasting(12, 2))


@pytest.mark.timeout(900)
@pytest.mark.allows_log("aiokafka")
def test_instances_that_come_and_go_lose_nothing(settings: Settings, tmp_path: Path) -> None:
    asyncio.run(ensure_topics(settings))
    with running(settings, tmp_path) as system:
        system.start("parser", "indexer", "ingest", "view")
        with Load(system.settings, RATE) as load:
            for number in range(ROUNDS):
                began = time.monotonic()
                parser, indexer = system.start("parser", "indexer")
                for service in ("parser", "indexer"):
                    await_members(settings, service, 2)
                    await_progress(settings, service)
                wait_for(lambda: shards(indexer) == settings.partitions // 2, "the new indexer owns its half")  # noqa: B023
                until(began + EVERY / 2)
                clean, killed = (parser, indexer) if number % 2 else (indexer, parser)
                clean.process.send_signal(signal.SIGTERM)
                killed.kill()
                assert killed.process.returncode == -signal.SIGKILL
                assert clean.process.wait(PATIENCE) == 0, clean.log.read_text()[-2000:]
                until(began + EVERY)
        assert_nothing_lost(system.settings, load.history)


def until(moment: float) -> None:
    """The rhythm of the rounds, not a wait for anything."""
    time.sleep(max(0.0, moment - time.monotonic()))

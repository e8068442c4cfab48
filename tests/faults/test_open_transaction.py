"""A transaction that a killed process left open holds readers no longer than its time-out, and that is short."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiokafka import TopicPartition

from schemas.topics import ARTICLES_PARSED, ARTICLES_RAW, HEADLINES_RELATED, TOPICS, Topic
from services.cli.demo_documents import DemoDocument, by_article
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.shard_transaction import TRANSACTION_TIMEOUT_MS, ShardTransactions
from services.runtime.topic_admin import ensure_topics
from services.runtime.whole_topic import read_whole
from tests.acceptance.running import running
from tests.acceptance.system import System
from tests.faults.demo_articles import DOCUMENTS, assert_arrived_once, send_parsed, send_raw
from tests.faults.length import lasting, only_long
from tests.waiting import PATIENCE, POLL, until, wait_for

TIMEOUT = TRANSACTION_TIMEOUT_MS / 1000
SLACK = lasting(5, 8)
"""Seconds beyond the time-out: the embedded Kafka looks once a second, and in the short form two cores are busy."""


@dataclass(frozen=True)
class Died:
    """When a process died (monotonic), and what it left held."""

    at: float
    held: dict[TopicPartition, int]


async def ends(settings: Settings, isolation_level: str) -> dict[TopicPartition, int]:
    """Where readers of that isolation level see the partitions end."""
    async with kafka_clients.consumer(settings, isolation_level=isolation_level) as consumer:
        found: dict[TopicPartition, int] = await consumer.end_offsets(partitions(settings, TOPICS))
        return found


async def held(settings: Settings) -> dict[TopicPartition, int]:
    """The partitions whose last records `read_committed` readers are not given, because a transaction is open, and
    where they end."""
    given, written = await ends(settings, "read_committed"), await ends(settings, "read_uncommitted")
    return {tp: end for tp, end in written.items() if given[tp] < end}


async def until_released(settings: Settings, died: Died) -> float:
    """Seconds from the death until readers are given all that was held then; what others write later is not its."""

    async def released() -> bool:
        given = await ends(settings, "read_committed")
        return all(given[tp] >= end for tp, end in died.held.items())

    await until(released, "every transaction has ended")
    return time.monotonic() - died.at


def test_the_time_out_is_short() -> None:
    assert TIMEOUT <= 10


@pytest.mark.timeout(300)
def test_of_a_killed_indexer(settings: Settings, tmp_path: Path, measured: Callable[[str], None]) -> None:
    """First nobody comes back and the broker ends the transaction; then the next owners end it before that."""
    asyncio.run(ensure_topics(settings))
    half = len(DOCUMENTS) // 2
    with running(settings, tmp_path, instance="indexer") as system:
        killed = die_with_an_open_transaction(system, DOCUMENTS[:half])
        released = asyncio.run(until_released(settings, killed))
        measured(f"held for {released:.1f} s after the indexer's death")
        assert released < TIMEOUT + SLACK
        killed = die_with_an_open_transaction(system, DOCUMENTS[half:])
        asyncio.run(owners_come_back(settings))
        released = asyncio.run(until_released(settings, killed))
        measured(f"held for {released:.1f} s when owners came back at once")
        assert released < TIMEOUT / 2
        system.start("indexer")
        asyncio.run(assert_arrived_once(settings, DOCUMENTS))


def die_with_an_open_transaction(system: System, documents: Sequence[DemoDocument]) -> Died:
    asyncio.run(send_parsed(system.settings, documents))
    indexer = system.launch("indexer", THEMEWIRE_CRASH_AT="before-commit", THEMEWIRE_OPS_PORT="0")
    assert indexer.process.wait(PATIENCE) == -signal.SIGKILL, indexer.log.read_text()[-2000:]
    died = Died(time.monotonic(), asyncio.run(held(system.settings)))
    assert died.held, "the indexer died without an open transaction"
    return died


async def owners_come_back(settings: Settings) -> None:
    """What an owner does first, for every partition."""
    for partition in range(settings.partitions):
        owner = ShardTransactions(settings, settings.group("indexer"), partition)
        await owner.start()
        await owner.stop()


@pytest.mark.timeout(300)
@only_long
def test_of_a_killed_foreign_producer(settings: Settings, tmp_path: Path, measured: Callable[[str], None]) -> None:
    """It holds the parser, which reads articles.raw, and the view, which reads headlines.related."""
    asyncio.run(ensure_topics(settings))
    half = len(DOCUMENTS) // 2
    with running(settings, tmp_path) as system:
        system.start("parser", "indexer", "view")
        asyncio.run(send_raw(settings, DOCUMENTS[:half]))
        asyncio.run(assert_arrived_once(settings, DOCUMENTS[:half]))
        killed = killed_with_an_open_transaction(settings, (ARTICLES_RAW, HEADLINES_RELATED))
        asyncio.run(send_raw(settings, DOCUMENTS[half:]))
        asyncio.run(nothing_is_parsed_while_held(settings))
        released = asyncio.run(until_released(settings, killed))
        measured(f"held for {released:.1f} s after the foreign producer's death")
        assert released < TIMEOUT + SLACK
        asyncio.run(assert_arrived_once(settings, DOCUMENTS))
        wait_for(lambda: in_view(system) == by_article(DOCUMENTS).keys(), "the view shows every article")


def killed_with_an_open_transaction(settings: Settings, topics: Sequence[Topic]) -> Died:
    """It wrote to every partition of the topics."""
    where = [text for topic in topics for text in (settings.topic(topic), str(settings.partitions))]
    arguments = [str(settings.broker), f"{settings.topic_prefix}foreign", str(TRANSACTION_TIMEOUT_MS), *where]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.open_producer", *arguments], stdout=subprocess.PIPE
    ) as foreign:
        assert foreign.stdout is not None
        said = foreign.stdout.readline()
        foreign.kill()
    assert (said, foreign.returncode) == (b"open\n", -signal.SIGKILL)
    died = Died(time.monotonic(), asyncio.run(held(settings)))
    assert died.held.keys() == set(partitions(settings, topics))
    return died


async def nothing_is_parsed_while_held(settings: Settings) -> None:
    """Watches until the first partition of articles.raw is released."""
    before = await parsed_records(settings)
    looks = 0
    while True:
        now = await parsed_records(settings)
        if not (await held(settings)).keys() >= set(partitions(settings, [ARTICLES_RAW])):
            break
        assert now == before, "the parser read what is not committed, or past it"
        looks += 1
        await asyncio.sleep(POLL)  # the pace of the watch
    assert looks, "the parser was not held"


async def parsed_records(settings: Settings) -> int:
    return len([record async for record in read_whole(settings, ARTICLES_PARSED)])


def in_view(system: System) -> set[str]:
    page = system.get("/v1/articles?limit=100")
    return {article["id"] for article in page["articles"]} if page else set()


def partitions(settings: Settings, topics: Sequence[Topic]) -> list[TopicPartition]:
    return [TopicPartition(settings.topic(topic), p) for topic in topics for p in range(settings.partitions)]

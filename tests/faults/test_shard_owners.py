"""The shard runner on a real Kafka: whatever happens to its members, every record counts exactly once."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import RecordsToDelete

from schemas.topics import ARTICLES_PARSED
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from tests.acceptance.shard_group import VisibleCounts, lag, load, member
from tests.waiting import until


def keys(count: int, of: int = 40) -> list[bytes]:
    return [b"article-%d" % (number * 7 % of) for number in range(count)]


@pytest.fixture
async def visible(settings: Settings) -> AsyncIterator[VisibleCounts]:
    await ensure_topics(settings)
    async with VisibleCounts(settings) as counts:
        yield counts


async def test_counts_once_and_reads_its_state_back(settings: Settings, visible: VisibleCounts, tmp_path: Path) -> None:
    first, second = keys(300), keys(200)
    async with member(settings, tmp_path / "first.log") as one:
        await load(settings, first)
        await visible.reach(2 * len(first))
        assert await one.ready()
        assert await one.shards() == settings.partitions

        async def done() -> bool:
            return await lag(settings) == 0

        await until(done, "offsets committed to the very end, past the markers of transactions")
        assert 'themewire_lag_records{partition="0",topic="indexer.exchange"} 0.0' in (await one.get("/metrics")).text
        assert await one.stop() == 0
    await load(settings, second)
    async with member(settings, tmp_path / "second.log") as one:
        await visible.reach(2 * len(first + second))
        assert await one.stop() == 0
    await visible.read()
    visible.assert_exact(first + second)


async def test_second_member_takes_partitions_and_gives_them_back(
    settings: Settings, visible: VisibleCounts, tmp_path: Path
) -> None:
    sent = keys(600)
    async with member(settings, tmp_path / "one.log") as one:
        await until(one.ready, "first member ready")
        loading = asyncio.create_task(load(settings, sent, pause=0.005))
        async with member(settings, tmp_path / "two.log") as two:

            async def shared() -> bool:
                both = [await one.shards(), await two.shards()]
                return both == [2, 2] and await one.ready() and await two.ready()

            await until(shared, "each member owns two partitions")
            await loading
            assert await two.stop() == 0
        await visible.reach(2 * len(sent))

        async def alone() -> bool:
            return await one.shards() == settings.partitions and await one.ready()

        await until(alone, "the first member owns everything again")
        log = (tmp_path / "one.log").read_text()
        # Two partitions never left the first member: their state is read back once, the others' twice.
        assert log.count("shard recovered") == settings.partitions + 2
        assert await one.stop() == 0
    await visible.read()
    visible.assert_exact(sent)


async def test_member_without_a_partition_is_ready(settings: Settings, tmp_path: Path) -> None:
    few = settings.model_copy(update={"partitions": 1, "topic_prefix": settings.topic_prefix + "few-"})
    await ensure_topics(few)
    async with member(few, tmp_path / "one.log") as one, member(few, tmp_path / "two.log") as two:

        async def all_ready() -> bool:
            return await one.ready() and await two.ready() and await one.shards() + await two.shards() == 1

        await until(all_ready, "both members ready, one of them without a partition")


async def test_kill_one_of_two_under_load(settings: Settings, visible: VisibleCounts, tmp_path: Path) -> None:
    sent = keys(3000, of=60)
    async with member(settings, tmp_path / "one.log") as one, member(settings, tmp_path / "two.log") as two:

        async def shared() -> bool:
            return await one.ready() and await two.ready() and [await one.shards(), await two.shards()] == [2, 2]

        await until(shared, "each member owns two partitions")
        loading = asyncio.create_task(load(settings, sent, pause=0.001))
        await visible.reach(500)
        two.signal(signal.SIGKILL)
        assert await two.ended() == -signal.SIGKILL
        assert visible.total < 2 * len(sent)
        await loading
        await visible.reach(2 * len(sent))
        assert await one.stop() == 0
    await visible.read()
    visible.assert_exact(sent)


async def test_a_woken_zombie_does_no_harm(settings: Settings, visible: VisibleCounts, tmp_path: Path) -> None:
    sent = keys(1000)
    async with member(settings, tmp_path / "one.log") as one, member(settings, tmp_path / "two.log") as two:

        async def shared() -> bool:
            return await one.ready() and await two.ready() and [await one.shards(), await two.shards()] == [2, 2]

        await until(shared, "each member owns two partitions")
        loading = asyncio.create_task(load(settings, sent, pause=0.001))
        await visible.reach(200)
        two.signal(signal.SIGSTOP)

        async def taken_over() -> bool:
            return await one.shards() == settings.partitions and await one.ready()

        await until(taken_over, "the other member owns everything")
        two.signal(signal.SIGCONT)
        await loading
        await visible.reach(2 * len(sent))
    await visible.read()
    visible.assert_exact(sent)


async def test_a_failing_shard_ends_the_process_and_commits_nothing(
    settings: Settings, visible: VisibleCounts, tmp_path: Path
) -> None:
    async with member(settings, tmp_path / "one.log") as one:
        await load(settings, keys(10))
        await visible.reach(20)
        await load(settings, [b"article-0"], value=b"poison")
        assert await one.ended() == 70
    assert "poison" in (tmp_path / "one.log").read_text()
    await visible.read()
    visible.assert_exact(keys(10))


async def test_records_that_retention_deleted_unread_are_told(settings: Settings, tmp_path: Path) -> None:
    single = settings.model_copy(update={"partitions": 1, "topic_prefix": settings.topic_prefix + "single-"})
    await ensure_topics(single)
    async with VisibleCounts(single) as counts:
        async with member(single, tmp_path / "one.log") as one:
            await load(single, keys(10))
            await counts.reach(20)
            assert await one.stop() == 0
        await load(single, keys(10))
        admin = kafka_clients.admin(single)
        await admin.start()
        try:
            parsed = TopicPartition(single.topic(ARTICLES_PARSED), 0)
            await admin.delete_records({parsed: RecordsToDelete(before_offset=14)})
        finally:
            await admin.close()
        async with member(single, tmp_path / "two.log") as one:
            await counts.reach(20 + 2 * 6)
            assert await one.stop() == 0
    log = (tmp_path / "two.log").read_text()
    assert "retention deleted records before they were read" in log
    assert "lost=4" in log


POINTS = ("before-apply", "between-sends", "before-offsets", "after-offsets", "before-commit", "after-commit")


async def test_crash_anywhere_in_a_transaction(settings: Settings, tmp_path: Path) -> None:
    """All points at once, each on topics of its own: most of the time is waiting for the dead member's session.

    The second time is always reached: the first batch sends records to the exchange, which make another batch.
    """
    sent = keys(60, of=7)

    async def crash_at(point: str) -> None:
        own = settings.model_copy(update={"partitions": 1, "topic_prefix": f"{settings.topic_prefix}{point}-"})
        await ensure_topics(own)
        async with VisibleCounts(own) as counts:
            async with member(own, tmp_path / f"{point}-1.log", f"{point}:2") as one:
                await load(own, sent, pause=0.01)
                assert await one.ended() == -signal.SIGKILL, point
            async with member(own, tmp_path / f"{point}-2.log") as one:
                await counts.reach(2 * len(sent))
                await until(one.ready, f"ready after {point}")
                assert await one.stop() == 0, point
            await counts.read()
            counts.assert_exact(sent)

    async with asyncio.TaskGroup() as group:
        for point in POINTS:
            group.create_task(crash_at(point), name=point)

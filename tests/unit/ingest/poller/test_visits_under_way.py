"""Visits start when they are due, within the limits, and only as fast as what they bring is taken in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from services.ingest.poller.visits_under_way import VisitsUnderWay
from tests.waiting import until

PAST = datetime(2031, 1, 1, tzinfo=UTC)
NOW = datetime(2031, 2, 3, tzinfo=UTC)


class Visits:
    """Visits that last until the test lets them end."""

    def __init__(self) -> None:
        self.running: set[str] = set()
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.may_end = asyncio.Event()

    async def visit(self, feed: str) -> None:
        self.begun.append(feed)
        self.running.add(feed)
        try:
            await self.may_end.wait()
            self.ended.append(feed)
        finally:
            self.running.remove(feed)


@asynccontextmanager
async def going(under_way: VisitsUnderWay) -> AsyncIterator[None]:
    task = asyncio.create_task(under_way.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def settled() -> None:
    """Returns when all that can go on by itself has."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_no_host_and_no_process_gets_more_than_its_limit() -> None:
    under_way, visits = VisitsUnderWay(most=5, per_host=2, now=lambda: NOW), Visits()
    for number in range(40):
        host = "slow" if number < 30 else f"host {number}"
        under_way.plan(str(number), host, PAST, lambda number=number: visits.visit(str(number)))  # type: ignore[misc]
    async with going(under_way):
        await settled()
        assert len(visits.running) == 5
        assert len([feed for feed in visits.running if int(feed) < 30]) == 2, "the slow host does not hold up others"
        visits.may_end.set()
        await settled()
        assert len(visits.begun) == 5, "what they brought is not taken in"
        for feed in list(visits.ended):
            under_way.forget(feed)
        await settled()
        assert len(visits.begun) == 10


async def test_what_is_planned_anew_is_visited_again_and_what_is_forgotten_is_not() -> None:
    under_way, visits = VisitsUnderWay(most=9, per_host=9, now=lambda: NOW), Visits()
    visits.may_end.set()
    async with going(under_way):
        under_way.plan("a", "host", PAST, lambda: visits.visit("a"))
        under_way.plan("later", "host", NOW + timedelta(hours=1), lambda: visits.visit("later"))
        await settled()
        under_way.plan("a", "host", PAST, lambda: visits.visit("a"))
        await settled()
        under_way.plan("b", "host", PAST, lambda: visits.visit("b"))
        under_way.forget("b")
        await settled()
        assert visits.begun == ["a", "a"]


async def test_a_visit_ends_when_its_feed_is_forgotten_and_frees_its_place() -> None:
    under_way, visits = VisitsUnderWay(most=1, per_host=1, now=lambda: NOW), Visits()
    async with going(under_way):
        under_way.plan("a", "host", PAST, lambda: visits.visit("a"))
        await settled()
        under_way.plan("b", "host", PAST, lambda: visits.visit("b"))
        await settled()
        assert visits.running == {"a"}
        under_way.forget("a")
        await settled()
        assert visits.running == {"b"}
        assert visits.ended == []


async def test_shards_that_begin_again_at_once_get_their_places_back() -> None:
    under_way, visits = VisitsUnderWay(most=2, per_host=2, now=lambda: NOW), Visits()
    async with going(under_way):
        for _ in range(2):  # a partition is taken away and comes back unchanged
            for feed in ("a", "b"):
                under_way.plan(feed, "host", PAST, lambda feed=feed: visits.visit(feed))  # type: ignore[misc]
            await settled()
            assert visits.running == {"a", "b"}
            for feed in ("a", "b"):
                under_way.forget(feed)
                under_way.plan(feed, "host", PAST, lambda feed=feed: visits.visit(feed))  # type: ignore[misc]
        await settled()
        assert visits.running == {"a", "b"}


async def test_a_visit_that_is_due_later_begins_then() -> None:
    under_way, visits = VisitsUnderWay(most=1, per_host=1), Visits()
    due = datetime.now(UTC) + timedelta(milliseconds=50)
    under_way.plan("a", "host", due, lambda: visits.visit("a"))
    async with going(under_way):

        async def begun() -> bool:
            return visits.begun == ["a"]

        await until(begun, "it begins")
    assert datetime.now(UTC) >= due


async def test_an_error_in_a_visit_ends_all() -> None:
    under_way = VisitsUnderWay(most=1, per_host=1, now=lambda: NOW)

    async def fails() -> None:
        raise ZeroDivisionError

    under_way.plan("a", "host", PAST, fails)
    with pytest.raises(ExceptionGroup) as raised:
        async with asyncio.timeout(20):
            await under_way.run()
    assert raised.group_contains(ZeroDivisionError)

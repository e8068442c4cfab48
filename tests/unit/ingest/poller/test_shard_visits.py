"""The visits of a shard follow what they are told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from services.ingest.feeds.feed_state import FeedState, Lease
from services.ingest.feeds.requests import Pushed
from services.ingest.feeds.visit import NoAnswer
from services.ingest.poller.mailbox import Mailbox
from services.ingest.poller.shard_visits import MOST_PUSHES, ShardVisits, Told, ToldToAsk
from services.ingest.poller.visited import Visited
from services.ingest.poller.visits_under_way import VisitsUnderWay
from tests.unit.ingest.poller.test_visits_under_way import going, settled

URL = "https://orrel.example/feed"
LEASE = Lease(hub="https://hub.example/", topic=URL, secret="kept", asked_at=datetime.now(UTC))


def due_in(hours: float, **changes: object) -> FeedState:
    now = datetime.now(UTC)
    return FeedState(url=URL, subscribed_at=now, next_visit_at=now + timedelta(hours=hours)).model_copy(update=changes)


def push(number: int) -> Pushed:
    return Pushed(url=URL, at=datetime.now(UTC), content_type=None, body=b"%d" % number)


class Shard:
    """The visits of one shard, each over at once unless the test holds it up."""

    def __init__(self) -> None:
        self.told: Mailbox[Told | ToldToAsk] = Mailbox()
        self.came: list[Visited] = []
        self.visited: list[bytes | None] = []
        self.asked: list[Lease] = []
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.under_way = VisitsUnderWay(most=9, per_host=9)
        self.visits = ShardVisits(0, self.under_way, self._visit, self._ask)

    async def _visit(self, feed_id: str, state: FeedState, pushed: Pushed | None) -> Visited:
        self.visited.append(pushed.body if pushed else None)
        await self.may_end.wait()
        return Visited(feed_id, datetime.now(UTC), 0.0, "", NoAnswer("timeout", ""), pushed is not None)

    async def _ask(self, _feed_id: str, lease: Lease) -> None:
        self.asked.append(lease)

    async def tell(self, *told: Told | ToldToAsk) -> None:
        for one in told:
            self.told.put(one)
        await settled()

    @asynccontextmanager
    async def acting(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.visits.run(self.told, self.came.append))
        try:
            await settled()
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])


async def test_a_due_feed_is_visited_once_until_its_visit_is_taken_in() -> None:
    shard = Shard()
    async with going(shard.under_way), shard.acting():
        await shard.tell(Told("a", due_in(-1)), Told("b", due_in(1)), Told("c", due_in(0, next_visit_at=None)))
        await shard.tell(Told("a", due_in(-1)))  # of a request
        assert [visited.feed_id for visited in shard.came] == ["a"]
        await shard.tell(Told("a", due_in(-1), visited=True))
        assert [visited.feed_id for visited in shard.came] == ["a", "a"]


def pushed(number: int) -> Told:
    return Told("a", due_in(0), pushed=push(number), pushes=number)


async def test_pushes_are_read_in_turn_and_too_many_give_way_to_one_fetch() -> None:
    shard = Shard()
    async with going(shard.under_way), shard.acting():
        await shard.tell(pushed(1), pushed(2))
        for _ in range(3):
            await shard.tell(Told("a", due_in(1), visited=True))
        assert shard.visited == [b"1", b"2"]
        await shard.tell(*map(pushed, range(3, 4 + MOST_PUSHES)))
        assert shard.visited == [b"1", b"2", None]
        assert [visited.pushes for visited in shard.came] == [1, 2, 3 + MOST_PUSHES]


async def test_a_push_whose_reading_was_cancelled_is_read_later() -> None:
    shard = Shard()
    shard.may_end.clear()
    async with going(shard.under_way):
        async with shard.acting():
            await shard.tell(pushed(1))
            assert shard.visited == [b"1"]
        shard.may_end.set()
        async with shard.acting():
            await settled()
            assert shard.visited == [b"1", b"1"]
            assert [visited.pushes for visited in shard.came] == [1]


async def test_what_was_told_before_is_known_when_work_goes_on() -> None:
    shard = Shard()
    async with going(shard.under_way):
        async with shard.acting():
            await shard.tell(Told("a", due_in(-1)), Told("b", due_in(-1)), Told("b", None))
        assert len(shard.came) == 1
        async with shard.acting():
            await settled()
            assert [visited.feed_id for visited in shard.came] == ["a", "a"]
        shard.told.put(Told("a", due_in(-1), visited=True))
        await settled()
        assert len(shard.came) == 2, "nobody acts"


async def test_the_hub_is_asked() -> None:
    shard = Shard()
    async with shard.acting():
        await shard.tell(ToldToAsk("a", LEASE))
    assert shard.asked == [LEASE]

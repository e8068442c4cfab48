"""What a shard tells its visits, and what it makes of what they bring."""

from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.topics import ARTICLES_RAW, INGEST_FEEDS
from services.ingest.feeds.feed import Entry, Feed
from services.ingest.feeds.feed_state import FeedState
from services.ingest.feeds.requests import Pushed, Subscribe, Unsubscribe, feed_id
from services.ingest.poller.feed_records import UnreadableFeedError
from services.ingest.poller.feed_shard import FeedShard
from services.ingest.poller.shard_visits import Told, ToldToAsk
from services.ingest.poller.visited import Brought, Visited
from services.runtime.shard_records import InputRecord
from tests.unit.ingest.poller.feed_cluster import NOW, TERMS, ScriptedVisits, requested, shard_of_one_partition

URL = "https://orrel.example/feed"
NAME = feed_id(URL)
VISITED = Visited(NAME, NOW, 0.5, "drawn", Brought(200, URL, found=Feed()))
PUSHED = Pushed(url=URL, at=NOW, content_type=None, body=b"")


def subscribed() -> tuple[FeedShard, ScriptedVisits]:
    visits = ScriptedVisits()
    shard = shard_of_one_partition(visits)
    assert [record.topic for record in shard.apply([requested(Subscribe(url=URL, at=NOW))])] == [INGEST_FEEDS]
    return shard, visits


async def test_the_hub_is_asked_after_the_lease_is_written() -> None:
    shard, visits = subscribed()
    named = Feed(hubs=("https://hub.example/",), self_link=URL)
    visits.came(replace(VISITED, outcome=Brought(200, URL, found=named)))
    assert shard.learnt
    (record,) = shard.apply([])
    lease = FeedState.from_bytes(record.value or b"").lease
    assert lease is not None
    assert not [told for told in await visits.told.take() if isinstance(told, ToldToAsk)], "not committed yet"
    assert shard.learnt, "it will be by the next batch"
    assert list(shard.apply([])) == []
    assert await visits.told.take() == [ToldToAsk(NAME, lease)]
    assert not shard.learnt


async def test_a_feed_stays_due_until_its_pushes_are_covered() -> None:
    shard, visits = subscribed()
    visits.came(VISITED)
    list(shard.apply([]))
    later = shard.feeds[NAME].next_visit_at
    assert later and later > NOW
    list(shard.apply([requested(PUSHED), requested(PUSHED)]))
    assert shard.feeds[NAME].next_visit_at == NOW
    assert [told.pushes for told in await visits.told.take() if isinstance(told, Told) and told.pushed] == [1, 2]
    for covered, due in ((0, True), (1, True), (2, False)):
        visits.came(replace(VISITED, pushed=covered > 0, pushes=covered))
        list(shard.apply([]))
        assert (shard.feeds[NAME].next_visit_at == NOW) == due, covered


async def test_visits_to_what_is_no_longer_subscribed_to_are_dropped() -> None:
    shard, visits = subscribed()
    (record,) = shard.apply([requested(Unsubscribe(url=URL, at=NOW))])
    assert (record.key, record.value) == (NAME.encode(), None)
    visits.came(VISITED)
    assert list(shard.apply([])) == []
    assert list(shard.apply([requested(PUSHED), requested(Unsubscribe(url=URL, at=NOW))])) == []
    assert shard.feeds == {}


async def test_visits_beyond_enough_entries_are_left_to_the_next_transaction() -> None:
    shard, visits = subscribed()
    many = tuple(Entry(id=str(number), title=f"Ferry {number}") for number in range(1000))
    visits.came(replace(VISITED, outcome=Brought(200, URL, found=Feed(entries=many))))
    visits.came(VISITED)
    assert [record.topic for record in shard.apply([])] == [ARTICLES_RAW] * 1000 + [INGEST_FEEDS]
    assert shard.learnt
    assert [record.topic for record in shard.apply([])] == [INGEST_FEEDS]
    assert not shard.learnt


STATE = FeedState(url=URL, subscribed_at=NOW, next_visit_at=NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (NAME, b"nonsense"),
        (NAME, b"{}"),
        ("another", STATE.to_bytes()),
        (NAME, STATE.model_copy(update={"moved_to": "ftp://orrel.example/"}).to_bytes()),
    ],
)
def test_state_that_cannot_be_read_is_named(key: str, value: bytes) -> None:
    shard = FeedShard(0, lambda _name: 0, ScriptedVisits(), TERMS)
    with pytest.raises(UnreadableFeedError, match=r"ingest\.feeds partition 0 offset 7 .* subscribe"):
        shard.restore(InputRecord(INGEST_FEEDS, 0, 7, 0, key.encode(), value))

"""Feed shards over topics kept in lists, with feeds that change and visits that end at any time, crashes included."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random

import orjson

from schemas.topics import ARTICLES_RAW, INGEST_FEEDS, INGEST_REQUESTS
from services.ingest.feeds.feed import Entry, Feed
from services.ingest.feeds.feed_state import FeedState
from services.ingest.feeds.requests import FeedRequest, feed_id
from services.ingest.feeds.visit import NoAnswer, Unreadable
from services.ingest.poller.feed_shard import FeedShard
from services.ingest.poller.mailbox import Mailbox
from services.ingest.poller.shard_visits import ShardVisits, Told, ToldToAsk
from services.ingest.poller.taken_in import Terms
from services.ingest.poller.visited import Brought, Visited
from services.runtime.shard_records import InputRecord, OutputRecord

NOW = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
TERMS = Terms(document_limit=1 << 20, visit_within=timedelta(days=1), websub=True)


class ScriptedVisits(ShardVisits):
    """Visits that the test ends itself, by `came`."""

    def __init__(self) -> None:
        self.came: Callable[[Visited], None]
        self.told: Mailbox[Told | ToldToAsk]

    async def run(self, told: Mailbox[Told | ToldToAsk], came: Callable[[Visited], None]) -> None:
        self.told, self.came = told, came


def shard_of_one_partition(visits: ScriptedVisits, terms: Terms = TERMS) -> FeedShard:
    """An empty shard, acting."""
    shard = FeedShard(0, lambda _name: 0, visits, terms)
    with suppress(StopIteration):  # it ends at once, without an event loop
        shard.act().send(None)
    return shard


def requested(request: FeedRequest, offset: int = 0) -> InputRecord:
    """A request as it stands on its topic."""
    return InputRecord(INGEST_REQUESTS, 0, offset, 0, feed_id(request.url).encode(), request.to_bytes())


def restored(log: Sequence[OutputRecord]) -> tuple[FeedShard, ScriptedVisits]:
    """A shard read back from what compaction leaves of its log."""
    visits = ScriptedVisits()
    shard = shard_of_one_partition(visits)
    newest = {record.key: (offset, record) for offset, record in enumerate(log)}
    for offset, record in sorted(newest.values(), key=lambda found: found[0]):
        shard.restore(InputRecord(record.topic, 0, offset, 0, record.key, record.value))
    shard.restored()
    return shard, visits


class FeedCluster:
    """One shard, its topics and the outside; every commit is checked against a shard that is read back from it."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.requests: list[FeedRequest] = []
        self.taken = 0
        self.states: list[OutputRecord] = []
        self.raw: list[OutputRecord] = []
        self.outside: dict[str, dict[str, int]] = defaultdict(dict)
        """Of each feed its entries and which version of each it shows."""
        self.clock = NOW
        self.shard, self.visits = restored([])

    def crash(self) -> None:
        """All that was not committed is gone, visits that wait to be taken in too."""
        self.shard, self.visits = restored(self.states)

    def visit_ends(self, url: str, *, pushed: bool = False) -> None:
        """A visit that sees the feed as it is now, or fails."""
        chance = self.random.random()
        outcome: Brought | NoAnswer
        if chance < 0.15:
            outcome = NoAnswer("timeout", "too slow")
        elif chance < 0.25:
            outcome = Brought(200, url, found=Unreadable("no feed"))
        elif chance < 0.3:
            outcome = Brought(410, url)
        else:
            outcome = self.seen(url)
        self.visits.came(
            Visited(feed_id(url), self.tick(), self.random.random(), f"secret {self.clock}", outcome, pushed)
        )

    def seen(self, url: str) -> Brought:
        """The feed as it is."""
        entries = tuple(
            Entry(id=name, url=f"{url}/{name}", title=f"Version {version}")
            for name, version in self.outside[url].items()
        )
        feed = Feed(title="Orrel", entries=entries, hubs=("https://hub.example/",), self_link=url)
        return Brought(200, url, headers={"etag": f'"{self.clock.timestamp()}"'}, found=feed)

    def commit(self) -> None:
        """One batch, taken whole or lost in a crash before its commit."""
        most = self.random.randint(0, 3)
        batch = [requested(request, offset) for offset, request in enumerate(self.requests)][self.taken :][:most]
        outputs = list(self.shard.apply(batch))
        if self.random.random() < 0.15:
            self.crash()
            return
        self.taken += len(batch)
        self.states += [record for record in outputs if record.topic is INGEST_FEEDS]
        self.raw += [record for record in outputs if record.topic is ARTICLES_RAW]
        assert restored(self.states)[0].feeds == self.shard.feeds, "what is written is what is in memory"

    def work_off(self) -> None:
        """Commits until nothing waits."""
        while self.taken < len(self.requests) or self.shard.learnt:
            self.commit()

    def tick(self) -> datetime:
        self.clock += timedelta(seconds=1)
        return self.clock

    def versions(self, url: str) -> dict[str, list[int]]:
        """What went to articles.raw of each entry of a feed, in order."""
        found = defaultdict(list)
        for record in self.raw:
            item = orjson.loads(record.value or b"")
            feed, _, name = item["url"].rpartition("/")
            if feed == url:
                found[name].append(int(item["title"].removeprefix("Version ")))
        return dict(found)

    def state(self, url: str) -> FeedState | None:
        return self.shard.feeds.get(feed_id(url))

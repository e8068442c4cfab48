"""A shard of feeds as the runner sees it: requests and finished visits in, records for the same transaction out."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue

import structlog

from schemas.rejected import Rejection, rejected_headers
from schemas.topics import ARTICLES_RAW, ARTICLES_REJECTED, INGEST_FEEDS, INGEST_REQUESTS, Topic
from services.ingest.feeds.feed_state import FeedState
from services.ingest.feeds.requests import FeedRequest, LeaseAnswered, Pushed, Subscribe, Unsubscribe, feed_id
from services.ingest.fetch.fetch_url import fetch_url
from services.ingest.poller.feed_records import read_feed_record
from services.ingest.poller.mailbox import Mailbox
from services.ingest.poller.requests_in import read_asked
from services.ingest.poller.shard_visits import ShardVisits, Told, ToldToAsk
from services.ingest.poller.subscriptions import due_again, lease_answered, subscribed
from services.ingest.poller.taken_in import TakenIn, Terms, taken_in
from services.ingest.poller.visited import Brought, Visited
from services.ingest.raw_message import RawMessage
from services.runtime.circuit_breaker import CircuitBreaker, Place
from services.runtime.metrics import FEED_ENTRIES, FEED_VISITS
from services.runtime.rejected import as_carried
from services.runtime.shard_records import InputRecord, OutputRecord

INPUTS = (INGEST_REQUESTS,)
STATE = (INGEST_FEEDS,)
_ENOUGH = 1000
"""Entries in a transaction, above which the visits still waiting are left to the next: it must be over soon."""


class FeedShard:
    """Implements `services.runtime.shard_records.ActingShard`.

    What it knows changes in `apply` alone, which runs in a thread; the visits, on the event loop, are told of every
    change and hold what they were told. Both ways things that cannot change pass through queues.
    """

    def __init__(
        self,
        partition: int,
        home_of: Callable[[str], int],
        visits: ShardVisits,
        terms: Terms,
        *,
        breaker: CircuitBreaker | None = None,
        topic_name: Callable[[Topic], str] = lambda topic: topic.name,
    ) -> None:
        self._partition = partition
        self._home_of = home_of
        self._visits = visits
        self._terms = terms
        self._breaker = breaker
        self._topic_name = topic_name
        self._feeds: dict[str, FeedState] = {}
        self._told: Mailbox[Told | ToldToAsk] = Mailbox()
        self._came: SimpleQueue[Visited] = SimpleQueue()
        self._pushes: Counter[str] = Counter()
        """How often each feed was pushed. What no visit has covered is still to be read, or fetched after a crash."""
        self._once_written: list[ToldToAsk] = []
        """Leases that hubs are asked for when they are written: the hub asks back, and a receiver must know them."""

    @property
    def feeds(self) -> dict[str, FeedState]:
        """The state of every feed, by id; not to be changed."""
        return self._feeds

    def restore(self, *records: InputRecord) -> None:
        """Takes state records; raises `UnreadableFeedError` naming one that this version cannot read."""
        for record in records:
            name, state = read_feed_record(record, self._home_of)
            if state:
                self._feeds[name] = state
            else:
                self._feeds.pop(name, None)

    def restored(self) -> None:
        """From here on the visits know what is due."""
        for name, state in self._feeds.items():
            self._told.put(Told(name, state))

    async def act(self) -> None:
        """Visits the feeds that are due, for ever."""
        await self._visits.run(self._told, self._came.put)

    @property
    def learnt(self) -> bool:
        """Whether visits wait to be taken in, or a hub can be asked for a lease that is written by now."""
        return bool(self._once_written) or not self._came.empty()

    def apply(self, batch: Sequence[InputRecord]) -> Iterator[OutputRecord]:
        """Takes requests in, then visits that ended.

        Raises `BreakerOpen` when too many requests are rejected: the shard is then ahead of its log, and is to be
        thrown away.
        """
        for to_ask in self._once_written:
            self._told.put(to_ask)
        self._once_written.clear()
        for record in batch:
            yield from self._asked(record)
        entries = 0
        while not self._came.empty() and entries < _ENOUGH:
            for output in self._visited(self._came.get()):
                entries += output.topic is ARTICLES_RAW
                yield output

    def _asked(self, record: InputRecord) -> Iterator[OutputRecord]:
        asked = read_asked(record, self._home_of)
        if self._breaker:
            place = Place(self._topic_name(record.topic), record.partition, record.offset)
            self._breaker.take(place, asked if isinstance(asked, Rejection) else None)
        if isinstance(asked, Rejection):
            yield self._rejected(record, asked)
            return
        name = feed_id(asked.url)
        before = self._feeds.get(name)
        if isinstance(asked, Unsubscribe):
            if before:
                del self._pushes[name]
                _log("feed no longer subscribed to", before)
                yield self._keep(name, None)
            return
        after = _after(before, asked)
        if after and after != before:
            yield self._keep(name, after)
            if before is None:
                _log("feed subscribed to", after)
        if after and isinstance(asked, Pushed) and not after.gone:
            self._pushes[name] += 1
            self._told.put(Told(name, after, pushed=asked, pushes=self._pushes[name]))

    def _visited(self, visited: Visited) -> Iterator[OutputRecord]:
        before = self._feeds.get(visited.feed_id)
        if before is None or before.gone:  # unsubscribed meanwhile; gone by an earlier visit
            self._told.put(Told(visited.feed_id, before, visited=True))
            return
        taken = taken_in(before, visited, self._terms)
        state = taken.state if self._covered(visited) else due_again(taken.state, visited.at)
        for message in taken.messages:
            yield self._raw(message)
        yield self._keep(visited.feed_id, state, visited=True)
        if taken.lease:
            self._once_written.append(ToldToAsk(visited.feed_id, taken.lease))
        _count(visited, taken)
        _tell(before, taken.state)

    def _covered(self, visited: Visited) -> bool:
        return visited.pushes >= self._pushes[visited.feed_id]

    def _keep(self, name: str, state: FeedState | None, *, visited: bool = False) -> OutputRecord:
        if state:
            self._feeds[name] = state
        else:
            del self._feeds[name]
        self._told.put(Told(name, state, visited))
        return OutputRecord(INGEST_FEEDS, self._partition, name.encode(), state.to_bytes() if state else None)

    def _raw(self, message: RawMessage) -> OutputRecord:
        home = self._home_of(message.article_id)
        return OutputRecord(ARTICLES_RAW, home, message.key, message.value, tuple(message.headers))

    def _rejected(self, record: InputRecord, rejection: Rejection) -> OutputRecord:
        rejection, key, value = as_carried(rejection, record.key, record.value)
        topic = self._topic_name(record.topic)
        headers = rejected_headers(rejection, topic=topic, partition=record.partition, offset=record.offset)
        return OutputRecord(ARTICLES_REJECTED, self._partition, key, value, tuple(headers))


def _after(before: FeedState | None, asked: FeedRequest) -> FeedState | None:
    """The state after a request; None where there is no such feed."""
    if isinstance(asked, Subscribe):
        return subscribed(before, asked)
    if before is None:
        return None
    if isinstance(asked, LeaseAnswered):
        return lease_answered(before, asked)
    return due_again(before, asked.at) if isinstance(asked, Pushed) else before


def _count(visited: Visited, taken: TakenIn) -> None:
    outcome = visited.outcome
    unchanged = isinstance(outcome, Brought) and outcome.status == 304
    kind = "gone" if taken.state.gone else "failed" if taken.state.failures else "unchanged" if unchanged else "read"
    FEED_VISITS.labels(kind).inc()
    FEED_ENTRIES.labels("new").inc(taken.new)
    FEED_ENTRIES.labels("changed").inc(taken.changed)


def _tell(before: FeedState, after: FeedState) -> None:
    """What somebody must know, once: everything else stands in the state."""
    if after.gone:
        _log("feed gone", after)
    elif after.last_error and not after.failures and after.last_error != before.last_error:
        _log("feed capped", after)


def _log(event: str, state: FeedState) -> None:
    why = {"why": state.last_error} if state.last_error else {}
    structlog.get_logger().info(event, url=fetch_url(state.url).shown, **why)

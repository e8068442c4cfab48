"""Asks the poller straight over Kafka, as the command does: no receiver is needed."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import aclosing

from aiokafka.errors import KafkaError

from schemas.topics import INGEST_FEEDS, INGEST_REQUESTS, Topic
from services.ingest.feeds.requests import Subscribe, Unsubscribe, feed_id
from services.ingest.producer_stop import stop_within
from services.ingest.subscriptions.feed_list import FeedList
from services.ingest.subscriptions.taken import is_taken
from services.runtime import kafka_clients
from services.runtime.followed_topic import followed
from services.runtime.settings import Settings
from services.runtime.topic_admin import described_topics, wait_for_broker
from services.runtime.topic_differences import describe_differences
from services.runtime.whole_topic import read_whole

CONNECT_WITHIN = 5.0
CONFIRM_WITHIN = 30.0
"""Seconds for the broker's word on all requests."""
TOPICS: Sequence[Topic] = (INGEST_REQUESTS, INGEST_FEEDS)


class FeedTopicsUnfit(Exception):  # noqa: N818 - names what is missing
    """The broker lacks the poller's topics, or has others than these settings say; the message says what to do."""


async def check_topics(settings: Settings) -> None:
    """Raises `FeedTopicsUnfit`, and `BrokerUnavailable` when no broker answers."""
    await wait_for_broker(settings, CONNECT_WITHIN)
    there = await described_topics(settings, TOPICS)
    for topic in TOPICS:
        if topic not in there:
            raise FeedTopicsUnfit(
                f"the Kafka at {settings.broker} has no topic {settings.topic(topic)}:"
                " run `themewire topics`, or start the system with `themewire up`"
            )
        if differences := describe_differences(topic, settings, there[topic]):
            raise FeedTopicsUnfit("; ".join(differences))


async def known_feeds(settings: Settings) -> FeedList:
    """Every feed as the poller has written it."""
    found = FeedList()
    async for record in read_whole(settings, INGEST_FEEDS):
        found.apply(record.key or b"", record.value)
    return found


async def ask(settings: Settings, requests: Sequence[Subscribe | Unsubscribe]) -> list[str | None]:
    """Sends the requests in their order; for each None when the broker has it, else why it may not have it."""
    producer = kafka_clients.producer(settings, linger_ms=5)
    topic = settings.topic(INGEST_REQUESTS)
    try:
        await producer.start()
        sent: list[asyncio.Future[object]] = []
        try:
            async with asyncio.timeout(CONFIRM_WITHIN):
                for request in requests:
                    key = feed_id(request.url).encode("ascii")
                    sent.append(await producer.send(topic, request.to_bytes(), key=key))
                if sent:
                    await asyncio.wait(sent)
        except (TimeoutError, KafkaError):
            pass  # what has no answer says so below
        return [_problem(sent[at]) if at < len(sent) else _UNCONFIRMED for at in range(len(requests))]
    finally:
        await stop_within(producer, 1.0)


async def not_taken(settings: Settings, requests: Iterable[Subscribe | Unsubscribe], within: float) -> list[str]:
    """Waits until the poller has done what was asked for; the addresses of which it has not within so many seconds."""
    waiting = {feed_id(request.url): request for request in requests}
    found = FeedList()
    try:
        async with asyncio.timeout(within), aclosing(followed(settings, INGEST_FEEDS)) as reads:  # type: ignore[type-var]
            async for read in reads:
                for record in read.records:
                    if (record.key or b"").decode("ascii", "replace") in waiting:
                        found.apply(record.key, record.value)
                # Not before everything was read: an older state may have been as asked, too.
                if read.whole:
                    waiting = {feed: asked for feed, asked in waiting.items() if not is_taken(asked, found.get(feed))}
                    if not waiting:
                        break
    except (TimeoutError, KafkaError, OSError):
        pass  # what is not known to be taken is named
    return [request.url for request in waiting.values()]


_UNCONFIRMED = "the broker did not confirm it: ask again, doing so twice changes nothing"


def _problem(sent: "asyncio.Future[object]") -> str | None:
    if not sent.done():
        return _UNCONFIRMED
    error = sent.exception()
    return f"the broker did not take it: {error}" if error else None

"""Wiring of the poller: ingest.requests in, and feeds from outside; articles.raw and ingest.feeds out.

The way of an entry:

1. `poller.requests_in` reads who subscribes to what, `poller.subscriptions` changes the feed's state;
2. `poller.shard_visits` plans the feed, `poller.visits_under_way` says when its visit starts;
3. `poller.feed_visits` asks its address through `fetch.safe_fetch`, `poller.reading_processes` read what it answers;
4. `poller.taken_in` finds what is new by `feeds.fresh_entries`, and when to come again by `feeds.next_step`;
5. `poller.feed_shard` writes entries and state in one transaction.
"""

import asyncio
from datetime import timedelta

from services.ingest.fetch.fetched import FetchLimits
from services.ingest.fetch.robots import Robots
from services.ingest.fetch.safe_fetch import SafeFetch
from services.ingest.poller.feed_shard import INPUTS, STATE, FeedShard
from services.ingest.poller.feed_visits import FeedVisits
from services.ingest.poller.hub_requests import HubRequests
from services.ingest.poller.linked_pages import LinkedPages
from services.ingest.poller.reading_processes import ReadingProcesses
from services.ingest.poller.shard_visits import ShardVisits
from services.ingest.poller.taken_in import Terms
from services.ingest.poller.visits_under_way import VisitsUnderWay
from services.runtime.broker_watch import broker_watch
from services.runtime.circuit_breaker import breaker_of
from services.runtime.endless_task import endless_task
from services.runtime.ops_port import ops_port
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from services.runtime.stop_signal import done_before, stop_signal
from services.runtime.topic_admin import wait_for_topics
from services.runtime.transactional_shards import CONDITIONS, HomeOf, run_shards


def run(settings: Settings) -> None:
    """Runs one poller until SIGTERM or SIGINT."""
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    stop = stop_signal()
    readiness = Readiness(CONDITIONS)
    async with ops_port(settings, readiness), broker_watch(settings, readiness):
        if not await done_before(stop, wait_for_topics(settings)):
            return
        async with ReadingProcesses() as reading:
            await _poll(settings, reading, readiness, stop)


async def _poll(settings: Settings, reading: ReadingProcesses, readiness: Readiness, stop: asyncio.Event) -> None:
    limits = FetchLimits(per_host=settings.feed_visits_per_host)
    fetch = SafeFetch(allow_private_networks=settings.fetch_private_networks, limits=limits)
    visits = FeedVisits(fetch, reading.read, LinkedPages(fetch, Robots(fetch)))
    hubs = HubRequests(fetch, settings.public_url)
    under_way = VisitsUnderWay(most=settings.feed_visits, per_host=settings.feed_visits_per_host)
    within = timedelta(seconds=settings.feed_visit_within)
    terms = Terms(settings.document_limit, within, websub=settings.public_url is not None)

    def shard(partition: int, home_of: HomeOf) -> FeedShard:
        return FeedShard(
            partition,
            home_of,
            ShardVisits(partition, under_way, visits.visit, hubs.ask),
            terms,
            breaker=breaker_of(settings),
            topic_name=settings.topic,
        )

    async with endless_task("visiting feeds", under_way.run()):
        await run_shards(
            settings, service="poller", inputs=INPUTS, state=STATE, make_shard=shard, readiness=readiness, stop=stop
        )

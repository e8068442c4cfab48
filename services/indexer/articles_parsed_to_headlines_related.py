"""Wiring of the indexer: articles.parsed and indexer.exchange in, articles.current and headlines.related out.

The way of an article through a shard, `record_shard` over `shard`:

1. `records_in` reads it, or says why not; `newest` says whether this version counts;
2. `relatedness.signature` and `relatedness.meaning` say what it is about;
3. `relatedness.postings` finds all that is related to it, `relatedness.pair_score` how strongly, `relatedness.relation`
   why;
4. `views` keeps whose view that changes, `relatedness.view` and `relatedness.ranking` which entries stay;
5. `relatedness.related_record` writes each changed view once a batch, copies grouped;
6. what other shards must know goes to them through the exchange; `state_records` is what the next owner reads back.
"""

import asyncio

from services.indexer.record_shard import INPUTS, STATE, RecordShard
from services.relatedness.warm_up import warm_up
from services.runtime.broker_watch import broker_watch
from services.runtime.circuit_breaker import breaker_of
from services.runtime.ops_port import ops_port
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from services.runtime.stop_signal import done_before, stop_signal
from services.runtime.topic_admin import wait_for_topics
from services.runtime.transactional_shards import CONDITIONS, run_shards


def run(settings: Settings) -> None:
    """Runs one indexer until SIGTERM or SIGINT."""
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    stop = stop_signal()
    readiness = Readiness(CONDITIONS)
    async with ops_port(settings, readiness), broker_watch(settings, readiness):
        # Word lists take a quarter of a second to load and kernels up to seconds: before it is ready, not at the first
        # article.
        await asyncio.to_thread(warm_up)
        if not await done_before(stop, wait_for_topics(settings)):
            return
        await run_shards(
            settings,
            service="indexer",
            inputs=INPUTS,
            state=STATE,
            make_shard=lambda partition, home_of: RecordShard(
                partition,
                settings.partitions,
                home_of,
                # One for each input: many sound records of the one would hide what comes in through the other.
                breakers={topic: breaker_of(settings) for topic in INPUTS},
                topic_name=settings.topic,
            ),
            readiness=readiness,
            stop=stop,
        )

"""Wiring of the indexer: articles.parsed and indexer.exchange in, articles.current and headlines.related out."""

import asyncio
import signal

from services.indexer.record_shard import INPUTS, STATE, RecordShard
from services.relatedness.signature import signature
from services.runtime.broker_watch import broker_watch
from services.runtime.circuit_breaker import breaker_of
from services.runtime.ops_port import ops_port
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from services.runtime.topic_admin import wait_for_topics
from services.runtime.transactional_shards import CONDITIONS, run_shards


def run(settings: Settings) -> None:
    """Runs one indexer until SIGTERM or SIGINT."""
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    readiness = Readiness(CONDITIONS)
    async with ops_port(settings, readiness), broker_watch(settings, readiness):
        # Word frequencies take a quarter of a second to load: before it is ready, not at the first article.
        signature("news", [], "en")
        if not await _topics_before(stop, settings):
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
            ),
            readiness=readiness,
            stop=stop,
        )


async def _topics_before(stop: asyncio.Event, settings: Settings) -> bool:
    """Whether the topics were there before the process was told to stop."""
    waiting, told = asyncio.create_task(wait_for_topics(settings)), asyncio.create_task(stop.wait())
    await asyncio.wait({waiting, told}, return_when=asyncio.FIRST_COMPLETED)
    if waiting.done():
        told.cancel()
        waiting.result()
        return True
    waiting.cancel()
    return False

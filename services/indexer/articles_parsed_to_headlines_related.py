"""Wiring of the indexer: articles.parsed and indexer.exchange in, articles.current and headlines.related out."""

import asyncio
import signal

from services.indexer.record_shard import INPUTS, STATE, RecordShard
from services.relatedness.signature import signature
from services.runtime.ops_port import ops_port
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics, wait_for_broker
from services.runtime.transactional_shards import CONDITIONS, run_shards

BROKER_TIMEOUT = 60.0
"""Seconds to wait for a broker at the start; then the process leaves and its supervisor starts it again."""


def run(settings: Settings) -> None:
    """Runs one indexer until SIGTERM or SIGINT."""
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    readiness = Readiness(CONDITIONS)
    async with ops_port(settings, readiness):
        # Word frequencies take a quarter of a second to load: before it is ready, not at the first article.
        signature("news", [], "en")
        await wait_for_broker(settings, timeout=BROKER_TIMEOUT)
        await ensure_topics(settings)
        await run_shards(
            settings,
            service="indexer",
            inputs=INPUTS,
            state=STATE,
            make_shard=lambda partition, home_of: RecordShard(partition, settings.partitions, home_of),
            readiness=readiness,
            stop=stop,
        )

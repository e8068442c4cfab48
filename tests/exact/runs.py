"""One run of the whole system: raw documents in, views out, exact by `verify`."""

import asyncio
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from schemas.topics import ARTICLES_RAW, HEADLINES_RELATED
from services.cli.verify import compare
from services.runtime import kafka_clients
from services.runtime.quiescence import wait_until_quiescent
from services.runtime.settings import Settings
from services.runtime.whole_topic import newest_values
from tests.acceptance.system import ServiceProcess, System

PATIENCE = 900.0
"""Seconds for one run; a machine that runs nothing else takes about a minute."""


@dataclass(frozen=True)
class Run:
    """`views` as written, by article id; `told` is how long it took, for people."""

    settings: Settings
    views: dict[str, dict[str, Any]]
    told: str


def run(
    settings: Settings, directory: Path, raw_records: Sequence[dict[str, Any]], partitions: int, indexers: int
) -> Run:
    """Works everything off, holds the views to `verify`, and every indexer to have had its share."""
    own = settings.model_copy(update={"partitions": partitions})
    system = System(own, directory)
    started_indexers = system.start("parser", *["indexer"] * indexers)[1:]
    try:
        started = time.monotonic()
        asyncio.run(_produce(own, raw_records))
        asyncio.run(wait_until_quiescent(own, PATIENCE))
        seconds = time.monotonic() - started
        idle = [process.log.name for process in started_indexers if not _has_worked(process)]
        assert len(idle) == max(0, indexers - partitions), f"{idle} took no record: the run had fewer indexers"
        articles, found = asyncio.run(compare(own))
        assert found == []
    finally:
        system.stop()
    values = asyncio.run(newest_values(own, HEADLINES_RELATED))
    views = {key.decode(): orjson.loads(value) for key, value in values.items()}
    rate = len(raw_records) / seconds
    return Run(own, views, f"{len(raw_records)} documents in {seconds:.1f} s ({rate:.0f}/s), {articles} articles exact")


async def _produce(settings: Settings, raw_records: Sequence[dict[str, Any]]) -> None:
    producer = kafka_clients.producer(settings)
    await producer.start()
    try:
        for record in raw_records:
            await producer.send(settings.topic(ARTICLES_RAW), **record)
        await producer.flush()
    finally:
        await producer.stop()


def _has_worked(indexer: ServiceProcess) -> bool:
    with urllib.request.urlopen(f"http://127.0.0.1:{indexer.ops_port}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return any(line.startswith('themewire_records_in_total{topic="articles.parsed"}') for line in lines)

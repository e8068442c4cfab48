"""What the tests of ingest share: the service on a port, and what it wrote."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from aiokafka.structs import TopicPartition

from schemas.topics import ARTICLES_RAW
from services.ingest.http_to_articles_raw import conditions, ingest
from services.ingest.receiver.connected_producer import CONFIRM_WITHIN
from services.runtime import kafka_clients
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from tests.waiting import until


@asynccontextmanager
async def ingest_client(
    settings: Settings, *, ready: bool = True, confirm_within: float = CONFIRM_WITHIN
) -> AsyncIterator[tuple[httpx.AsyncClient, Readiness]]:
    """A client of a running ingest; waits until it is ready unless told otherwise."""
    readiness = conditions()

    async def is_ready() -> bool:
        return readiness.ready

    async with (
        ingest(settings, readiness, confirm_within=confirm_within) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
    ):
        if ready:
            await until(is_ready, "ingest is ready")
        yield client, readiness


async def record_at(settings: Settings, receipt: dict[str, Any]) -> Any:
    """The record that a receipt names."""
    place = TopicPartition(receipt["topic"], receipt["partition"])
    async with kafka_clients.consumer(settings) as consumer:
        consumer.assign([place])
        consumer.seek(place, receipt["offset"])
        return await consumer.getone()


async def raw_records(settings: Settings) -> list[Any]:
    """Everything on articles.raw."""
    places = [TopicPartition(settings.topic(ARTICLES_RAW), number) for number in range(settings.partitions)]
    found: list[Any] = []
    async with kafka_clients.consumer(settings) as consumer:
        consumer.assign(places)
        expected = sum((await consumer.end_offsets(places)).values())
        while len(found) < expected:
            for batch in (await consumer.getmany(timeout_ms=1000)).values():
                found += batch
    return found

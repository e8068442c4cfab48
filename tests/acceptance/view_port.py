"""What the tests of the view share: the service on a port, and records produced as the indexer would."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from aiokafka import AIOKafkaProducer

from schemas.related_headlines import RelatedHeadlines
from schemas.topics import HEADLINES_RELATED
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.view.headlines_related_to_readers import conditions, view
from tests.waiting import until


class Reader:
    """A reader of the view's JSON."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def get(self, path: str) -> Any:
        """The answer's JSON, None for 404."""
        answer = await self.client.get(path)
        return None if answer.status_code == 404 else answer.raise_for_status().json()

    async def headlines(self) -> list[str]:
        """The newest articles' headlines."""
        return [article["headline"] for article in (await self.get("/v1/articles?limit=100"))["articles"]]

    async def sees(self, *headlines: str) -> None:
        """Waits until the view shows exactly these articles, newest first."""

        async def shown() -> bool:
            return await self.headlines() == list(headlines)

        await until(shown, f"the view shows {headlines}")


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[Reader]:
    """The view, read to the end of the log."""
    readiness = conditions()
    async with view(settings, readiness) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:

        async def ready() -> bool:
            return readiness.ready

        await until(ready, "the view has caught up")
        yield Reader(client)


@asynccontextmanager
async def producing(settings: Settings, **options: Any) -> AsyncIterator[AIOKafkaProducer]:
    """A producer; with `transactional_id` a transactional one."""
    async with kafka_clients.producer(settings, **options) as producer:
        yield producer


async def send(producer: AIOKafkaProducer, settings: Settings, *records: RelatedHeadlines) -> None:
    """Produces records under their articles' ids."""
    for record in records:
        await raw(producer, settings, record.article.id.encode(), record.to_bytes())


async def raw(producer: AIOKafkaProducer, settings: Settings, key: bytes | None, value: bytes | None) -> None:
    """Produces any bytes; returns when the broker has them."""
    await producer.send_and_wait(settings.topic(HEADLINES_RELATED), value, key=key)

"""What the tests of the view share: the service on a port, and records produced as the indexer would."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from aiokafka import AIOKafkaProducer

from schemas.parsed_article import ParsedArticle
from schemas.related_headlines import RelatedHeadlines
from schemas.topics import ARTICLES_CURRENT, HEADLINES_RELATED, Topic
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

    async def finds(self, query: str, *headlines: str) -> None:
        """Waits until a list with this query shows exactly these articles."""

        async def found() -> bool:
            articles = (await self.get(f"/v1/articles?{query}"))["articles"]
            return [article["headline"] for article in articles] == list(headlines)

        await until(found, f"the view finds {headlines} for {query}")

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


async def send_texts(producer: AIOKafkaProducer, settings: Settings, *articles: ParsedArticle) -> None:
    """Produces what the parser read, under the articles' ids."""
    for article in articles:
        await raw(producer, settings, article.id.encode(), article.to_bytes(), ARTICLES_CURRENT)


async def raw(
    producer: AIOKafkaProducer,
    settings: Settings,
    key: bytes | None,
    value: bytes | None,
    topic: Topic = HEADLINES_RELATED,
) -> None:
    """Produces any bytes; returns when the broker has them."""
    await producer.send_and_wait(settings.topic(topic), value, key=key)

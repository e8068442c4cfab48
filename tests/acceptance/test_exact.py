"""The views equal the recomputation and are the same bytes in any order, on any number of partitions."""

import asyncio
import json
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from schemas.raw_document import CE_SUBJECT, CE_TIME
from schemas.topics import ARTICLES_RAW, HEADLINES_RELATED
from services.cli.verify import compare
from services.runtime import kafka_clients
from services.runtime.quiescence import wait_until_quiescent
from services.runtime.settings import Settings
from services.runtime.whole_topic import newest_values
from tests.acceptance.system import System
from tests.shared_data import stream

ARTICLES = 500
PATIENCE = 120.0


def raw(article: dict[str, Any]) -> dict[str, Any]:
    """A raw record: a text dump with the article's time, named by an address."""
    at = datetime.fromisoformat(article["published_at"])
    text = f"{article['headline']}\n\n{at:%a, %d %b %Y %H:%M:%S} GMT\n\n{article['text']}\n"
    return {
        "value": text.encode(),
        "headers": [
            (CE_SUBJECT, f"https://stream.example/{article['id']}".encode()),
            (CE_TIME, b"2031-01-01T00:00:00+00:00"),
            ("content-type", b"text/plain; charset=utf-8"),
        ],
    }


async def produce(settings: Settings, articles: list[dict[str, Any]]) -> None:
    producer = kafka_clients.producer(settings)
    await producer.start()
    try:
        for article in articles:
            await producer.send(settings.topic(ARTICLES_RAW), **raw(article))
        await producer.flush()
    finally:
        await producer.stop()


async def settle(settings: Settings, articles: int) -> None:
    """Waits until all is worked off, then holds the views to the recomputation."""
    await wait_until_quiescent(settings, PATIENCE)
    assert await compare(settings) == (articles, [])


async def related_lists(settings: Settings) -> dict[bytes, bytes]:
    views = await newest_values(settings, HEADLINES_RELATED)
    return {key: json.dumps(json.loads(value)["related"]).encode() for key, value in views.items()}


def through_the_system(settings: Settings, directory: Path, articles: list[dict[str, Any]]) -> dict[bytes, bytes]:
    directory.mkdir()
    system = System(settings, directory)
    system.start("parser", "indexer")
    try:
        asyncio.run(produce(settings, articles))
        asyncio.run(settle(settings, len(articles)))
        return asyncio.run(related_lists(settings))
    finally:
        system.stop()


@pytest.mark.timeout(600)
def test_related_lists_are_the_same_bytes_in_any_order_on_any_number_of_partitions(
    settings: Settings, tmp_path: Path
) -> None:
    articles = stream("allsides_dev", ARTICLES)
    shuffled = Random(1).sample(articles, len(articles))
    lists = []
    for partitions, given in ((1, articles), (4, shuffled)):
        own = {"topic_prefix": f"{settings.topic_prefix}{partitions}-", "partitions": partitions}
        lists.append(through_the_system(settings.model_copy(update=own), tmp_path / str(partitions), given))
    assert sum(len(json.loads(value)) for value in lists[0].values()) > ARTICLES
    assert lists[0] == lists[1]

"""The demo's documents as a small load: put on the log directly, and held to have arrived once and exactly."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence

import orjson

from schemas.topics import ARTICLES_CURRENT, ARTICLES_PARSED, ARTICLES_RAW, ARTICLES_REJECTED
from services.cli.demo_documents import DemoDocument, by_article, read_documents
from services.cli.verify import compare
from services.ingest.raw_message import RawMessage, document_message
from services.parser.document import RawDocument
from services.parser.messages import ParsedMessage, parse_to_messages
from services.runtime import kafka_clients
from services.runtime.quiescence import wait_until_quiescent
from services.runtime.settings import Settings
from services.runtime.whole_topic import read_whole

DOCUMENTS: Sequence[DemoDocument] = read_documents()
PATIENCE = 120.0


def raw_message(document: DemoDocument) -> RawMessage:
    """The document as ingest puts it on articles.raw."""
    return document_message(
        document.body,
        observed_at=document.observed_at,
        source="/tests",
        url=document.url,
        content_type=document.media_type,
    )


async def send_raw(settings: Settings, documents: Sequence[DemoDocument]) -> None:
    """Returns when the broker has every document on articles.raw."""
    async with kafka_clients.producer(settings) as producer:
        for message in map(raw_message, documents):
            await producer.send(settings.topic(ARTICLES_RAW), message.value, key=message.key, headers=message.headers)
        await producer.flush()


async def send_parsed(settings: Settings, documents: Sequence[DemoDocument], pause: float = 0.0) -> None:
    """Puts the documents on articles.parsed as the parser would, `pause` seconds apart."""
    async with kafka_clients.producer(settings) as producer:
        for message in map(raw_message, documents):
            for parsed in parse_to_messages(
                RawDocument(value=message.value, key=message.key, headers=tuple(message.headers))
            ):
                assert isinstance(parsed, ParsedMessage)
                await producer.send(
                    settings.topic(ARTICLES_PARSED), parsed.value, key=parsed.key, headers=list(parsed.headers)
                )
            await asyncio.sleep(pause)
        await producer.flush()


async def assert_arrived_once(settings: Settings, documents: Sequence[DemoDocument]) -> None:
    """Waits until all is worked off. Then the views equal their recomputation, nothing was rejected, and
    articles.current holds the newest version of every article, each version once, never an older after a newer."""
    await wait_until_quiescent(settings, PATIENCE)
    expected = by_article(documents)
    articles, differences = await compare(settings)
    assert (articles, differences) == (len(expected), []), f"{articles} of {len(expected)} articles: {differences}"
    rejected = [record.headers async for record in read_whole(settings, ARTICLES_REJECTED)]
    assert not rejected, f"good documents were rejected: {rejected}"
    versions: dict[str, list[tuple[str, str]]] = defaultdict(list)
    async for record in read_whole(settings, ARTICLES_CURRENT):
        version = orjson.loads(record.value)["version"]
        versions[record.key.decode()].append((version["observed_at"], version["content_hash"]))
    for article, document in expected.items():
        found = versions.pop(article)
        # The demo's times are all of one form and zone, so their texts are in the order of time.
        assert found == sorted(set(found)), f"{article} goes back, or repeats a version: {found}"
        assert found[-1][0] == document.observed_at.isoformat(), f"{article} ends with an old version: {found}"
    assert not versions, f"nobody sent {versions}"

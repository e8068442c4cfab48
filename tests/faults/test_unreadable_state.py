"""State that the index cannot trust halts it, whoever takes the partition; taken away, all goes on.

All kinds of such state are in tests/unit/indexer/test_unreadable_state.py.
"""

from contextlib import ExitStack
from pathlib import Path

import pytest
from aiokafka import TopicPartition

from schemas.topics import (
    ARTICLES_CURRENT,
    ARTICLES_PARSED,
    HEADLINES_RELATED,
    INDEXER_SIGNATURES,
    TOPICS,
    Topic,
)
from services.relatedness.pair_score import SCORER
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from services.runtime.whole_topic import newest_values
from tests.faults.one_service import committed_offsets, serving, until_group_is_empty, until_halted
from tests.faults.test_circuit_breaker import parsed
from tests.unit.view.example_records import related
from tests.waiting import until

ARTICLES = range(8)


async def put(settings: Settings, topic: Topic, partition: int | None, key: bytes, value: bytes | None) -> int:
    async with kafka_clients.producer(settings) as producer:
        placed = await producer.send_and_wait(settings.topic(topic), value, key, partition)
        return int(placed.offset)


async def send_articles(settings: Settings) -> set[bytes]:
    articles = {key: value for key, value in parsed(*ARTICLES) if key is not None}
    for key, value in articles.items():
        await put(settings, ARTICLES_PARSED, None, key, value)
    return set(articles)


async def indexed(settings: Settings, articles: set[bytes]) -> None:
    async def all_there() -> bool:
        return set(await newest_values(settings, ARTICLES_CURRENT)) == articles

    await until(all_there, "every article is in articles.current")


async def ends(settings: Settings) -> dict[TopicPartition, int]:
    """Of every topic; they grow with each record, visible or not, and with each transaction."""
    consumer = kafka_clients.consumer(settings, isolation_level="read_uncommitted")
    await consumer.start()
    try:
        everything = [TopicPartition(settings.topic(topic), p) for topic in TOPICS for p in range(settings.partitions)]
        found: dict[TopicPartition, int] = await consumer.end_offsets(everything)
        return found
    finally:
        await consumer.stop()


async def test_whoever_takes_the_partition_halts_and_nothing_is_written_until_the_record_is_taken_back(
    settings: Settings, tmp_path: Path
) -> None:
    settings = settings.model_copy(update={"partitions": 2})
    await ensure_topics(settings)
    offset = await put(settings, INDEXER_SIGNATURES, 1, b"foreign", b"hello")
    with ExitStack() as stack:
        two = [stack.enter_context(serving("indexer", settings, tmp_path / f"{n}.log")) for n in range(2)]
        for why in [until_halted(indexer) for indexer in two]:
            assert f"indexer.signatures partition 1 offset {offset} is not a record of the indexer" in why
            assert "null value with the same key" in why
        await until_group_is_empty(settings, "indexer")
        before = await of_partition_1(settings)
        articles = await send_articles(settings)
        # A third comes, as an operator may try: it halts too.
        third = stack.enter_context(serving("indexer", settings, tmp_path / "third.log"))
        until_halted(third)
        await until_group_is_empty(settings, "indexer")
        assert await of_partition_1(settings) == before
        assert [indexer.stop() for indexer in (*two, third)] == [0, 0, 0]
        # The remedy that the message names.
        await put(settings, INDEXER_SIGNATURES, 1, b"foreign", None)
        stack.enter_context(serving("indexer", settings, tmp_path / "goes-on.log"))
        await indexed(settings, articles)


async def of_partition_1(settings: Settings) -> tuple[list[int], int | None]:
    """How far the shard of partition 1 is: the ends of what only it writes, and its committed offset."""
    found = await ends(settings)
    written = [TopicPartition(settings.topic(t), 1) for t in (INDEXER_SIGNATURES, ARTICLES_CURRENT, HEADLINES_RELATED)]
    committed = await committed_offsets(settings, "indexer")
    return [found[tp] for tp in written], committed.get((settings.topic(ARTICLES_PARSED), 1))


@pytest.mark.parametrize("what", ["view without an article", "other scorer"])
async def test_every_kind_of_state_that_cannot_be_trusted_is_named(
    what: str, settings: Settings, tmp_path: Path
) -> None:
    settings = settings.model_copy(update={"partitions": 1})
    await ensure_topics(settings)
    with serving("indexer", settings, tmp_path / "writes.log") as indexer:
        articles = await send_articles(settings)
        await indexed(settings, articles)
        assert indexer.stop() == 0
    topic, key, value, told = await untrusted(settings, what)
    offset = await put(settings, topic, 0, key, value)
    before = await ends(settings)
    with serving("indexer", settings, tmp_path / "halts.log") as indexer:
        why = until_halted(indexer)
        assert f"{topic.name} partition 0 offset {offset} {told}" in why
        await until_group_is_empty(settings, "indexer")
        assert await ends(settings) == before
        assert indexer.stop() == 0


async def untrusted(settings: Settings, what: str) -> tuple[Topic, bytes, bytes, str]:
    """A record that does not belong: topic, key, value, and what is said of it."""
    key, signature = next(iter((await newest_values(settings, INDEXER_SIGNATURES)).items()))
    stranger = related("nowhere")
    return {
        "view without an article": (
            HEADLINES_RELATED,
            stranger.article.id.encode(),
            stranger.model_copy(update={"scorer": SCORER}).to_bytes(),
            "is not a record of the indexer",
        ),
        "other scorer": (
            INDEXER_SIGNATURES,
            key,
            signature.replace(b'"scorer":"2"', b'"scorer":"0"'),
            "was made by scorer '0', this is scorer '2': run the version that made it, or rebuild",
        ),
    }[what]

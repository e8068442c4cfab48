"""Transactions and state reading by themselves, on a real Kafka."""

import asyncio
import gc
from collections.abc import Iterator, Sequence

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from schemas.topics import ARTICLES_PARSED, HEADLINES_RELATED, INDEXER_SIGNATURES
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.shard_records import InputRecord, OutputRecord
from services.runtime.shard_state_reader import read_state
from services.runtime.shard_transaction import ShardTransactions
from services.runtime.topic_admin import ensure_topics

pytestmark = [
    # While markers of a former transaction are written, the broker answers so that the client tries again.
    pytest.mark.allows_log("Got error produce response on topic-partition"),
    # aiokafka's own, of producers that were fenced on purpose.
    pytest.mark.allows_log("Future exception was never retrieved"),
]


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """What asyncio says of futures that nobody looked at is said in the test that left them."""
    yield
    gc.collect()


def signature(key: str, value: bytes | None = b"{}") -> OutputRecord:
    return OutputRecord(INDEXER_SIGNATURES, 0, key.encode(), value, (("ce_time", b"now"),))


def offsets(settings: Settings, offset: int = 1) -> dict[TopicPartition, int]:
    return {TopicPartition(settings.topic(ARTICLES_PARSED), 0): offset}


async def state(settings: Settings) -> list[InputRecord]:
    records: list[InputRecord] = []
    count = await read_state(settings, [INDEXER_SIGNATURES, HEADLINES_RELATED], 0, records.extend)
    assert count == len(records)
    return records


async def state_for_the_next(settings: Settings, group: str) -> list[InputRecord]:
    """What the next owner reads. A commit has returned before its markers are written: its start waits for them."""
    owner = ShardTransactions(settings, settings.group(group), 0)
    await owner.start()
    try:
        return await state(settings)
    finally:
        await owner.stop()


async def test_fenced_owner_cannot_commit(settings: Settings) -> None:
    await ensure_topics(settings)
    group = settings.group("fence")
    zombie, owner = ShardTransactions(settings, group, 0), ShardTransactions(settings, group, 0)
    await zombie.start()
    await zombie.commit([signature("a")], offsets(settings))
    await owner.start()
    with pytest.raises(KafkaError):
        await zombie.commit([signature("zombie")], offsets(settings))
    await owner.commit([signature("b")], offsets(settings))
    assert [record.key for record in await state_for_the_next(settings, "fence")] == [b"a", b"b"]
    await asyncio.gather(zombie.stop(), owner.stop())


async def test_of_every_key_the_newest_record_is_read_back(settings: Settings) -> None:
    await ensure_topics(settings)
    owner = ShardTransactions(settings, settings.group("newest"), 0)
    await owner.start()
    await owner.commit([signature("a"), signature("b", b"old"), signature("c")], offsets(settings))
    await owner.commit([signature("b", b"new"), signature("a", None)], offsets(settings, 2))
    await owner.stop()
    assert [(r.key, r.value) for r in await state_for_the_next(settings, "newest")] == [
        (b"c", b"{}"),
        (b"b", b"new"),
        (b"a", None),
    ]


async def test_new_owner_aborts_what_was_left_open(settings: Settings) -> None:
    await ensure_topics(settings)
    former = kafka_clients.producer(settings, transactional_id=f"{settings.group('left')}-0")
    await former.start()
    await former.begin_transaction()
    await former.send_and_wait(settings.topic(INDEXER_SIGNATURES), b"{}", b"open", 0)
    owner = ShardTransactions(settings, settings.group("left"), 0)
    await owner.start()
    async with asyncio.timeout(5):  # not the transaction's own time limit
        assert await state(settings) == []
    await owner.commit([signature("b")], offsets(settings))
    assert [record.key for record in await state_for_the_next(settings, "left")] == [b"b"]
    await owner.stop()
    with pytest.raises(KafkaError):
        await former.commit_transaction()
    await former.stop()


async def test_state_comes_topic_by_topic_with_everything_a_record_has(settings: Settings) -> None:
    await ensure_topics(settings)
    owner = ShardTransactions(settings, settings.group("order"), 0)
    await owner.start()
    view = OutputRecord(HEADLINES_RELATED, 0, b"a", b"view")
    for outputs in ([view, signature("a")], [signature("b"), signature("a", None)], [view]):
        await owner.commit(outputs, offsets(settings))
    await owner.stop()
    found = await state_for_the_next(settings, "order")
    assert [(record.topic.name, record.key, record.value) for record in found] == [
        ("indexer.signatures", b"b", b"{}"),
        ("indexer.signatures", b"a", None),
        ("headlines.related", b"a", b"view"),
    ]
    assert found[0].headers == (("ce_time", b"now"),)
    assert found[0].timestamp_ms > 0
    # Before them the former record of a, and markers of the transactions.
    assert [record.offset for record in found] == [2, 3, 2]


async def test_large_outputs_arrive_whole_and_in_order(settings: Settings) -> None:
    await ensure_topics(settings)
    owner = ShardTransactions(settings, settings.group("large"), 0)
    await owner.start()
    outputs = [signature(str(number), bytes([number % 251]) * 60_000) for number in range(40)]
    await owner.commit([*outputs, signature("last", b"x" * 1_500_000)], offsets(settings))
    await owner.stop()

    def values(records: Sequence[InputRecord | OutputRecord]) -> list[bytes | None]:
        return [record.value for record in records]

    assert values((await state_for_the_next(settings, "large"))[:-1]) == values(outputs)


async def test_an_output_over_the_topics_limit_fails_the_whole_transaction(settings: Settings) -> None:
    await ensure_topics(settings)
    owner = ShardTransactions(settings, settings.group("refused"), 0)
    await owner.start()
    incompressible = b"".join(number.to_bytes(4, "big") * 2 for number in range(400_000))
    with pytest.raises(KafkaError):
        await owner.commit(
            [signature("a"), OutputRecord(HEADLINES_RELATED, 0, b"a", incompressible)], offsets(settings)
        )
    replacement = ShardTransactions(settings, settings.group("refused"), 0)
    await replacement.start()
    assert await state(settings) == []
    await asyncio.gather(owner.stop(), replacement.stop())

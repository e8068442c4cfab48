"""Records straight onto topics, as a bare client writes them, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka.partitioner import DefaultPartitioner

from schemas.article_id import article_id_of, normalised_url
from schemas.rejected import EXCEPTION_CLASS, EXCEPTION_MESSAGE, OFFSET, PARTITION, STAGE, TOPIC
from schemas.topics import ARTICLES_REJECTED, Topic
from services.runtime.settings import Settings
from services.runtime.whole_topic import read_whole
from tests.acceptance.parser_process import load_test_page
from tests.acceptance.raw_and_parsed import raw_producer

Headers = tuple[tuple[str, bytes | None], ...]
Place = tuple[str, int, int]
"""Topic, partition and offset."""


@dataclass(frozen=True)
class Put:
    """A record to write."""

    value: bytes | None
    key: bytes | None = None
    headers: Headers = ()
    timestamp_ms: int | None = None


async def put(
    settings: Settings, topic: Topic, records: Sequence[Put], partition: int = 0, **options: Any
) -> list[Place]:
    """Writes records in order to one partition and gives where they stand."""
    name = settings.topic(topic)
    async with raw_producer(settings, **options) as producer:
        sent = []
        for record in records:
            batch = producer.create_batch()  # `send` refuses records that are null in both
            fitted = batch.append(
                key=record.key, value=record.value, timestamp=record.timestamp_ms, headers=list(record.headers)
            )
            if fitted is None:  # larger than a batch of the client's size
                sent.append(
                    await producer.send(
                        name, record.value, record.key, partition, record.timestamp_ms, list(record.headers)
                    )
                )
            else:
                sent.append(await producer.send_batch(batch, name, partition=partition))
        return [(name, partition, (await told).offset) for told in sent]


@dataclass(frozen=True)
class DeadLetter:
    """One record of articles.rejected."""

    key: bytes | None
    value: bytes | None
    stage: str
    error_class: str
    reason: str


async def dead_letters(settings: Settings) -> Mapping[Place, list[DeadLetter]]:
    """All of them, by where the refused record stands."""
    found: dict[Place, list[DeadLetter]] = {}
    async for record in read_whole(settings, ARTICLES_REJECTED):
        told = {name: value.decode() for name, value in record.headers}
        letter = DeadLetter(record.key, record.value, told[STAGE], told[EXCEPTION_CLASS], told[EXCEPTION_MESSAGE])
        found.setdefault((told[TOPIC], int(told[PARTITION]), int(told[OFFSET])), []).append(letter)
    return found


def neighbour(number: int) -> tuple[str, Put]:
    """An ordinary document of its own URL, and its article id."""
    url = f"https://neighbours.example/{number}"
    headers = (("ce_subject", url.encode()), ("content-type", b"text/plain; charset=utf-8"))
    return article_id_of(normalised_url(url)), Put(load_test_page(number), headers=headers)


def home_of(key: str, partitions: int) -> int:
    """The partition that Kafka's own partitioner gives a key."""
    everyone = list(range(partitions))
    home: int = DefaultPartitioner()(key.encode(), everyone, everyone)
    return home

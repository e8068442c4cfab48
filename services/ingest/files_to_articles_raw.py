"""Sends what is in files to articles.raw and tells of each document whether the broker has it."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiokafka import AIOKafkaProducer

from schemas.topics import ARTICLES_RAW
from services.ingest.archives.reading import Entry, Reading
from services.ingest.archives.sources import NotRead, Source
from services.ingest.producer_stop import stop_within
from services.ingest.receipt import Receipt
from services.ingest.sending.journal import Journal
from services.ingest.sending.pace import Pace
from services.ingest.sending.read_ahead import ReadAhead
from services.ingest.sending.resumed import Resumed, Skipped
from services.ingest.sending.under_way import Settled, UnderWay
from services.runtime import kafka_clients
from services.runtime.cluster_id import cluster_id_of
from services.runtime.settings import Settings
from services.runtime.topic_admin import described_topics, wait_for_broker

CONNECT_WITHIN = 5.0
CONFIRM_WITHIN = 30.0
BATCH_BYTES = 256 * 1024
"""Of one partition's batch: documents are large beside Kafka's default of 16 KiB."""

_Item = Entry | NotRead | Skipped


class NoTopic(Exception):  # noqa: N818 - names what is missing
    """The broker has no articles.raw."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document or name: its receipt, or the problem for which it was not sent.

    `at` is the place in `file`; `left_out` counts what is no document and was not asked for by name (`note` says why,
    where somebody may wonder), `skipped` documents that were sent in an earlier run, `read` bytes of the file.
    """

    file: str
    at: str = ""
    receipt: Receipt | None = None
    problem: str = ""
    note: str = ""
    left_out: int = 0
    skipped: int = 0
    read: int = 0

    @classmethod
    def of_name(cls, name: NotRead) -> "Outcome":
        """What was asked for and cannot be read is a problem; what else a directory holds is none."""
        return cls(name.name, problem=name.why) if name.asked_for else cls(name.name, note=name.why, left_out=1)


@dataclass(frozen=True, slots=True)
class Sending:
    """How it is sent: `rate` in documents a second, `stop` ends it before its time.

    `confirm_within` is the seconds without any word of the broker after which the rest is not sent.
    """

    journal: Journal | None = None
    rate: float | None = None
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    confirm_within: float = CONFIRM_WITHIN


async def send_files(
    settings: Settings, files: Iterable[Source | NotRead], reading: Reading, sending: Sending
) -> AsyncIterator[list[Outcome]]:
    """Outcomes in the order of the files; a broker that goes away ends the sending, not the telling.

    Told to stop, it confirms or names what is under way and says nothing of the rest. Raises `BrokerUnavailable`,
    `NoTopic` and `KafkaError` before anything is sent.
    """
    async with _producer(settings) as producer:
        resumed = Resumed(sending.journal, reading, await _target(settings))
        under_way = UnderWay[_Item](producer, settings.topic(ARTICLES_RAW), sending.confirm_within, sending.stop)
        feeding = asyncio.create_task(_feed(under_way, resumed.entries(files), sending), name="feeding")
        stopping = asyncio.create_task(sending.stop.wait())
        stopping.add_done_callback(lambda _: feeding.cancel())
        try:
            async for settled in under_way.settled():
                yield [_told(one, resumed) for one in settled]
                if sending.journal:
                    sending.journal.write()
            if not sending.stop.is_set():
                await feeding
        finally:
            stopping.cancel()


async def _feed(under_way: UnderWay[_Item], items: Iterator[_Item], sending: Sending) -> None:
    pace = Pace(sending.rate) if sending.rate else None
    try:
        async for batch in ReadAhead(items, _size).batches():
            for item in batch:
                message = item.found.message if isinstance(item, Entry) and item.found else None
                if pace and message and (wait := pace.wait(time.monotonic())):
                    await asyncio.sleep(wait)
                await under_way.take(item, message)
    finally:
        under_way.end()


def _told(settled: Settled[_Item], resumed: Resumed) -> Outcome:
    """The outcome, noted in the journal."""
    item = settled.item
    if isinstance(item, NotRead):
        return Outcome.of_name(item)
    if isinstance(item, Skipped):
        return Outcome(item.file, skipped=item.documents, read=item.read)
    if not settled.problem:
        resumed.settled(item)
    if item.found is None:
        return Outcome(item.source.name, read=item.read)
    message, problem = item.found.message, settled.problem or item.found.problem
    receipt = None
    if message and settled.place:
        receipt = Receipt(
            article_id=message.article_id,
            topic=settled.place.topic,
            partition=settled.place.partition,
            offset=settled.place.offset,
            ce_id=message.ce_id,
        )
    left_out = not message and not problem
    return Outcome(item.source.name, item.found.at, receipt, problem, left_out=left_out, read=item.read)


def _size(item: _Item) -> int:
    return item.found.message.size if isinstance(item, Entry) and item.found and item.found.message else 0


@asynccontextmanager
async def _producer(settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    await wait_for_broker(settings, CONNECT_WITHIN)
    if ARTICLES_RAW not in await described_topics(settings, [ARTICLES_RAW]):
        raise NoTopic(
            f"the Kafka at {settings.broker} has no topic {settings.topic(ARTICLES_RAW)}:"
            " run `themewire topics`, or start the system with `themewire up`"
        )
    producer = kafka_clients.producer(settings, linger_ms=5, max_batch_size=BATCH_BYTES)
    try:
        await producer.start()
        yield producer
    finally:
        await stop_within(producer, 1.0)


async def _target(settings: Settings) -> str:
    """Names the cluster and the topic, so that a journal does not take one for another."""
    return f"{await cluster_id_of(settings)} {settings.topic(ARTICLES_RAW)}"

"""Sends files to articles.raw and tells of each whether the broker has it."""

import asyncio
import sys
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer
from aiokafka.structs import RecordMetadata

from schemas.topics import ARTICLES_RAW
from services.ingest.files import NotADocument, file_message, read_file
from services.ingest.producer_stop import stop_within
from services.ingest.raw_message import RawMessage
from services.ingest.receipt import Receipt
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.topic_admin import described_topics, wait_for_broker

CONNECT_WITHIN = 5.0
CONFIRM_WITHIN = 30.0
"""Seconds without any word of the broker after which the rest is not sent."""
UNDER_WAY = 200
UNDER_WAY_BYTES = 32 * 1024 * 1024
"""How many documents, and of how many bytes, are unconfirmed at once."""


class NoTopic(Exception):  # noqa: N818 - names what is missing
    """The broker has no articles.raw."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: its receipt, or why it was not sent."""

    file: str
    receipt: Receipt | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _UnderWay:
    file: str
    message: RawMessage
    sending: asyncio.Task[RecordMetadata]


async def send_files(
    settings: Settings,
    names: Sequence[str],
    *,
    media_type: str | None = None,
    url: str | None = None,
    confirm_within: float = CONFIRM_WITHIN,
) -> AsyncIterator[Outcome]:
    """One outcome for each file ("-" is standard input); a broker that goes away ends the sending, not the telling.

    Raises `BrokerUnavailable`, `NoTopic` and `KafkaError` before anything is sent.
    """
    under_way: deque[_UnderWay] = deque()
    lost = ""
    async with _producer(settings) as producer:
        for name in names:
            try:
                content, changed_ns = await asyncio.to_thread(
                    read_file, name, sys.stdin.buffer, settings.document_limit
                )
                message = file_message(
                    content,
                    name=name,
                    changed_ns=changed_ns,
                    limit=settings.document_limit,
                    media_type=media_type,
                    url=url,
                )
            except NotADocument as problem:
                yield Outcome(name, problem=str(problem))
                continue
            while under_way and (lost or _full(under_way, message)):
                outcome = await _confirmed(under_way.popleft(), 0 if lost else confirm_within)
                lost = lost or outcome.problem
                yield outcome
            if lost:
                yield Outcome(name, problem=lost)
                continue
            sending = producer.send_and_wait(
                settings.topic(ARTICLES_RAW), message.value, key=message.key, headers=message.headers
            )
            under_way.append(_UnderWay(name, message, asyncio.create_task(sending)))
        while under_way:
            outcome = await _confirmed(under_way.popleft(), 0 if lost else confirm_within)
            lost = lost or outcome.problem
            yield outcome


def _full(under_way: deque[_UnderWay], message: RawMessage) -> bool:
    return len(under_way) >= UNDER_WAY or sum(w.message.size for w in under_way) + message.size > UNDER_WAY_BYTES


async def _confirmed(one: _UnderWay, within: float) -> Outcome:
    done, _ = await asyncio.wait({one.sending}, timeout=within)
    if not done:
        one.sending.cancel()
        return Outcome(one.file, problem="the broker did not confirm it: send it again, doing so twice changes nothing")
    if error := one.sending.exception():
        return Outcome(one.file, problem=f"the broker did not take it: {error}")
    at = one.sending.result()
    receipt = Receipt(
        article_id=one.message.article_id,
        topic=at.topic,
        partition=at.partition,
        offset=at.offset,
        ce_id=one.message.ce_id,
    )
    return Outcome(one.file, receipt)


@asynccontextmanager
async def _producer(settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    await wait_for_broker(settings, CONNECT_WITHIN)
    if ARTICLES_RAW not in await described_topics(settings, [ARTICLES_RAW]):
        raise NoTopic(
            f"the Kafka at {settings.broker} has no topic {settings.topic(ARTICLES_RAW)}:"
            " run `themewire topics`, or start the system with `themewire up`"
        )
    producer = kafka_clients.producer(settings, linger_ms=5)
    try:
        await producer.start()
        yield producer
    finally:
        await stop_within(producer, 1.0)

"""Wiring of ingest: HTTP in, articles.raw out."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from fastapi import FastAPI

from schemas.topics import ARTICLES_RAW, INGEST_FEEDS, INGEST_IDEMPOTENCY, INGEST_REQUESTS
from services.ingest.receiver import feeds_log, idempotency_log
from services.ingest.receiver.access import Access
from services.ingest.receiver.app import ingest_app
from services.ingest.receiver.connected_producer import CONFIRM_WITHIN, ConnectedProducer
from services.ingest.receiver.feed_requests import FeedRequests
from services.ingest.receiver.feeds_log import FeedsLog
from services.ingest.receiver.feeds_parts import FeedsParts
from services.ingest.receiver.idempotency_log import IdempotencyLog
from services.ingest.receiver.idempotent_publish import PublishedOnce
from services.ingest.receiver.parts import Parts
from services.ingest.receiver.publisher import RawPublisher
from services.runtime.api_keys_file import WatchedKeys
from services.runtime.broker_watch import broker_watch
from services.runtime.endless_task import endless_task
from services.runtime.http_server import http_server
from services.runtime.ops_port import ops_port
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from services.runtime.topic_admin import wait_for_topics


def run(settings: Settings) -> None:
    """Serves until SIGTERM or SIGINT. While the broker is away, also at the start, documents are answered with 503."""
    asyncio.run(_until_told(settings))


def conditions() -> Readiness:
    """What ingest waits for before it is ready."""
    return Readiness(["serving", "topics", "producer", idempotency_log.CONDITION, feeds_log.CONDITION])


@dataclass(frozen=True, slots=True)
class Receiver:
    """The application, and what it is made of that must run: nothing runs yet."""

    app: FastAPI
    producer: ConnectedProducer
    log: IdempotencyLog
    feeds: FeedsLog
    access: Access


def receiver(settings: Settings, readiness: Readiness, *, confirm_within: float = CONFIRM_WITHIN) -> Receiver:
    """Puts the receiver together; raises `SettingsError` when the file of keys cannot be read."""
    producer = ConnectedProducer(settings, readiness, settings.topic(ARTICLES_RAW), confirm_within=confirm_within)
    publisher = RawPublisher(producer, settings.topic(ARTICLES_RAW))
    log = IdempotencyLog(settings, readiness, producer, confirm_within=confirm_within)
    access = Access(WatchedKeys(settings.api_keys_file).current if settings.api_keys_file else None)
    once = PublishedOnce(log, publisher.publish, publisher.pending)
    feeds = FeedsLog(settings, readiness)
    of_feeds = FeedsParts(feeds, FeedRequests(settings, producer), settings.fetch_private_networks)
    app = ingest_app(Parts(publisher, once, access, settings.document_limit, of_feeds))
    return Receiver(app, producer, log, feeds, access)


@asynccontextmanager
async def ingest(
    settings: Settings, readiness: Readiness, *, confirm_within: float = CONFIRM_WITHIN
) -> AsyncIterator[int]:
    """Takes documents while the block runs; gives the HTTP port.

    `confirm_within`: seconds for the broker's word. Raises `SettingsError` when the port is taken, when nobody would
    be asked for a key on an address beyond loopback, and when the file of keys cannot be read.
    """
    built = receiver(settings, readiness, confirm_within=confirm_within)
    variables = "THEMEWIRE_INGEST_HOST and THEMEWIRE_INGEST_PORT (0 takes a free port)"
    async with (
        # Ends after the port: requests under way still get the broker's word.
        endless_task("publishing to articles.raw", _publish(settings, readiness, built)),
        http_server(
            built.app,
            settings.ingest_host,
            settings.ingest_port,
            variables=variables,
            allow_unauthenticated=settings.allow_unauthenticated,
            asks_for_keys=built.access.asks_for_keys,
        ) as port,
    ):
        readiness.met("serving")
        yield port


async def _publish(settings: Settings, readiness: Readiness, built: Receiver) -> None:
    await wait_for_topics(settings, [ARTICLES_RAW, INGEST_IDEMPOTENCY, INGEST_REQUESTS, INGEST_FEEDS])
    readiness.met("topics")
    async with (
        built.producer.running(),
        endless_task("following feeds", built.feeds.follow()),
        endless_task("following idempotency keys", built.log.follow()),
    ):
        await asyncio.Event().wait()


async def _until_told(settings: Settings) -> None:
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    readiness = conditions()
    async with ops_port(settings, readiness), broker_watch(settings, readiness), ingest(settings, readiness) as port:
        structlog.get_logger("themewire.ingest").info("taking documents", host=settings.ingest_host, port=port)
        await told.wait()

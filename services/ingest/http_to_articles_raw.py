"""Wiring of ingest: HTTP in, articles.raw out."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NoReturn

import structlog

from schemas.topics import ARTICLES_RAW
from services.ingest.receiver.documents_http import ingest_app
from services.ingest.receiver.publisher import CONFIRM_WITHIN, RawPublisher
from services.runtime.broker_watch import broker_watch
from services.runtime.http_server import http_server
from services.runtime.leave import leave
from services.runtime.ops_port import ops_port
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from services.runtime.topic_admin import wait_for_topics


def run(settings: Settings) -> None:
    """Serves until SIGTERM or SIGINT. While the broker is away, also at the start, documents are answered with 503."""
    asyncio.run(_until_told(settings))


def conditions() -> Readiness:
    """What ingest waits for before it is ready."""
    return Readiness(["serving", "topics", "producer"])


@asynccontextmanager
async def ingest(
    settings: Settings, readiness: Readiness, *, confirm_within: float = CONFIRM_WITHIN
) -> AsyncIterator[int]:
    """Takes documents while the block runs; gives the HTTP port.

    `confirm_within`: seconds for the broker's word. Raises `SettingsError` when the port is taken.
    """
    publisher = RawPublisher(settings, readiness, confirm_within=confirm_within)
    app = ingest_app(publisher.publish, publisher.pending, document_limit=settings.document_limit)
    variables = "THEMEWIRE_INGEST_HOST and THEMEWIRE_INGEST_PORT (0 takes a free port)"
    publishing = asyncio.create_task(_publish(settings, readiness, publisher), name="articles.raw")
    try:
        async with http_server(
            app,
            settings.ingest_host,
            settings.ingest_port,
            variables=variables,
            allow_unauthenticated=settings.allow_unauthenticated,
        ) as port:
            readiness.met("serving")
            yield port
    finally:
        # After the port: requests under way still get the broker's word.
        publishing.cancel()
        await asyncio.gather(publishing, return_exceptions=True)


async def _publish(settings: Settings, readiness: Readiness, publisher: RawPublisher) -> NoReturn:
    try:
        await wait_for_topics(settings, [ARTICLES_RAW])
        readiness.met("topics")
        async with publisher.running():
            await asyncio.Event().wait()
    except Exception as error:  # noqa: BLE001 - whatever it is, the supervisor restarts the process
        leave(f"publishing to articles.raw failed: {error}", error)
    leave("publishing to articles.raw ended")


async def _until_told(settings: Settings) -> None:
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    readiness = conditions()
    async with ops_port(settings, readiness), broker_watch(settings, readiness), ingest(settings, readiness) as port:
        structlog.get_logger("themewire.ingest").info("taking documents", host=settings.ingest_host, port=port)
        await told.wait()

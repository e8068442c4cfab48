"""Wiring of the view: headlines.related goes into the store, readers are answered from it."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NoReturn

import structlog

from schemas.topics import HEADLINES_RELATED
from services.runtime.http_server import http_server
from services.runtime.leave import leave
from services.runtime.ops_port import ops_port
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics, wait_for_broker
from services.view.http import create_app
from services.view.log_reader import keep_current
from services.view.sqlite_file import StoreError
from services.view.store import Store, store_path

BROKER_TIMEOUT = 60.0


def run(settings: Settings) -> None:
    """Serves until SIGTERM or SIGINT."""
    asyncio.run(_until_told(settings))


@asynccontextmanager
async def view(settings: Settings, readiness: Readiness) -> AsyncIterator[int]:
    """Reads the log and serves the view while the block runs; gives the HTTP port.

    Raises `StoreError`, `SettingsError`. When reading fails later the process leaves: what is stored is whole.
    """
    with Store(store_path(settings)) as store:
        variables = "THEMEWIRE_VIEW_HOST and THEMEWIRE_VIEW_PORT (0 takes a free port)"
        async with http_server(
            create_app(store),
            settings.view_host,
            settings.view_port,
            variables=variables,
            allow_unauthenticated=settings.allow_unauthenticated,
        ) as port:
            readiness.met("serving")
            reading = asyncio.create_task(_read(settings, store, readiness), name="headlines.related")
            try:
                yield port
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)


def conditions() -> Readiness:
    """What the view waits for before it is ready."""
    return Readiness(["serving", "joined", "caught_up"])


async def _read(settings: Settings, store: Store, readiness: Readiness) -> NoReturn:
    try:
        await wait_for_broker(settings, BROKER_TIMEOUT)
        await ensure_topics(settings, [HEADLINES_RELATED])
        await keep_current(settings, store, readiness)
    except Exception as error:  # noqa: BLE001 - whatever it is, the supervisor restarts the process
        leave(f"reading headlines.related failed: {error}")
    leave("reading headlines.related ended")


async def _until_told(settings: Settings) -> None:
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    readiness = conditions()
    try:
        async with ops_port(settings, readiness), view(settings, readiness) as port:
            structlog.get_logger("themewire.view").info("serving readers", host=settings.view_host, port=port)
            await told.wait()
    except StoreError as error:
        leave(str(error))

"""Wiring of the view: headlines.related and articles.current go into the store, readers are answered from it."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
import uvloop

from schemas.topics import ARTICLES_RAW
from services.runtime.api_keys_file import WatchedKeys
from services.runtime.broker_ends import BrokerEnds, asked_ends
from services.runtime.broker_watch import broker_watch
from services.runtime.circuit_breaker import breaker_of
from services.runtime.endless_task import endless_task
from services.runtime.halt import MustHaltError, halt
from services.runtime.http_server import http_server
from services.runtime.leave import leave
from services.runtime.ops_port import ops_port
from services.runtime.quick_http_head import QuickBoundedHttp
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from services.runtime.stuck import Look, leaving_when_stuck
from services.runtime.topic_admin import wait_for_topics
from services.view.http import create_app
from services.view.log_reader import TOPICS, Progress, keep_current
from services.view.public_address import Outside
from services.view.related_to_text.signatures_reader import searching
from services.view.sqlite_file import StoreError
from services.view.store import Store, store_path
from services.view.system.kafka_figures import KafkaLooker
from services.view.trace.follow_hops import follow_hops
from services.view.trace.hops_file import HopsFile, hops_path
from services.view.trace.raw_log import RawLog
from services.view.trace.traces import Traces


def run(settings: Settings) -> None:
    """Serves until SIGTERM or SIGINT."""
    uvloop.run(_until_told(settings))


@asynccontextmanager
async def view(settings: Settings, readiness: Readiness) -> AsyncIterator[int]:
    """Reads the log and serves the view while the block runs; gives the HTTP port.

    Raises `StoreError`, `SettingsError`. When reading fails later the process leaves: what is stored is whole. When
    too many records are not ours it halts: no more is read, what is stored is served on.
    """
    with Store(store_path(settings)) as store, HopsFile(hops_path(settings)) as hops:
        variables = "THEMEWIRE_VIEW_HOST and THEMEWIRE_VIEW_PORT (0 takes a free port)"
        file = settings.api_keys_file if settings.view_asks_for_keys else None
        keys = WatchedKeys(file).current if file else None
        traces = Traces(store, hops, RawLog(settings), settings.topic(ARTICLES_RAW))
        progress = Progress({})
        embeds = bool(settings.cors_origins) and keys is None
        outside = Outside(settings.view_public_url, settings.view_websub_hub, embeds)
        looker = KafkaLooker(settings, lambda: progress.positions)
        async with AsyncExitStack() as stack:
            signatures = await stack.enter_async_context(searching(settings))
            app = create_app(
                store,
                signatures,
                traces=traces,
                keys=keys,
                cors_origins=settings.cors_origins,
                outside=outside,
                look=looker.look,
            )
            port = await stack.enter_async_context(
                http_server(
                    app,
                    settings.view_host,
                    settings.view_port,
                    variables=variables,
                    allow_unauthenticated=settings.allow_unauthenticated,
                    asks_for_keys=keys is not None,
                    protocol=QuickBoundedHttp,
                )
            )
            # Left before the server, which waits for its streams to end.
            await stack.enter_async_context(app.state.changes)
            readiness.met("serving")
            async with (
                endless_task("reading the log", _read(settings, store, readiness, progress)),
                endless_task("following documents", _trace(settings, hops)),
                asked_ends(settings, lambda: list(progress.positions)) as ends,
                leaving_when_stuck(lambda: _look(readiness, progress, ends), settings.stuck_after),
            ):
                yield port


def conditions() -> Readiness:
    """What the view waits for before it is ready."""
    return Readiness(["serving", "joined", "caught_up"])


def _look(readiness: Readiness, progress: Progress, ends: BrokerEnds) -> list[Look]:
    if readiness.halted is not None:
        return []
    return [
        Look("starting to read the log", ends.answering and "joined" in readiness.unmet, None),
        Look("the log", ends.behind(progress.positions), progress.positions),
    ]


async def _read(settings: Settings, store: Store, readiness: Readiness, progress: Progress) -> None:
    try:
        await wait_for_topics(settings, TOPICS)
        await keep_current(settings, store, readiness, breaker_of(settings), progress)
    except MustHaltError as error:
        # Readers still get what is stored, which is whole and was true: old news beats none. /readyz says no, so
        # whoever has another view, or wants no old news, sends readers elsewhere.
        halt(readiness, error)
        await asyncio.Event().wait()
    except StoreError as error:
        leave(f"reading the log failed: {error}")


async def _trace(settings: Settings, hops: HopsFile) -> None:
    try:
        await follow_hops(settings, hops)
    except StoreError as error:
        leave(f"following documents failed: {error}")


async def _until_told(settings: Settings) -> None:
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    readiness = conditions()
    try:
        async with ops_port(settings, readiness), broker_watch(settings, readiness), view(settings, readiness) as port:
            structlog.get_logger("themewire.view").info("serving readers", host=settings.view_host, port=port)
            await told.wait()
    except StoreError as error:
        leave(str(error))

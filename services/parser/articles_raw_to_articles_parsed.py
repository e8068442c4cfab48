"""The parser: articles.raw -> articles.parsed, and what it refuses -> articles.rejected. At least once.

An event is acked only when the broker has everything that came out of it, and in the order of its partition.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from schemas.rejected import Rejection
from schemas.topics import ARTICLES_PARSED, ARTICLES_RAW, ARTICLES_REJECTED
from services.parser.document import RawDocument
from services.parser.in_order import InOrder
from services.parser.messages import ParsedMessage, parse_to_messages
from services.parser.outputs import outputs, over_limit, why_refused
from services.parser.worker_pool import WorkerPool
from services.runtime.awaited_send import send_all
from services.runtime.broker_watch import broker_watch
from services.runtime.circuit_breaker import Place, breaker_of
from services.runtime.crash_points import crash_point
from services.runtime.faust_app import App, faust_app, raw_topic
from services.runtime.faust_worker import CONDITIONS, run_app
from services.runtime.halt import MustHaltError
from services.runtime.leave import leave
from services.runtime.metrics import BATCH_RECORDS, BATCH_SECONDS, RECORDS_IN
from services.runtime.ops_port import ops_port
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from services.runtime.stop_signal import done_before, stop_signal
from services.runtime.topic_admin import wait_for_topics

SERVICE = "parser"
TOPICS = (ARTICLES_RAW, ARTICLES_PARSED, ARTICLES_REJECTED)
IN_WORK = 64
"""Documents taken and not acked: enough to keep every worker busy, few enough to finish within a rebalance."""

Results = Sequence[ParsedMessage | Rejection]


def run(settings: Settings) -> None:
    """Parses until SIGTERM or SIGINT, then finishes what is in work and returns."""
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    stop = stop_signal()
    readiness = Readiness(CONDITIONS)
    async with ops_port(settings, readiness), broker_watch(settings, readiness):
        if not await done_before(stop, wait_for_topics(settings, TOPICS)):
            return
        async with WorkerPool(
            parse_to_messages,
            workers=settings.parse_workers,
            timeout=settings.parse_timeout,
            memory=settings.parse_memory,
            preload=["services.parser.warm_up"],
        ) as pool:
            app = faust_app(settings, SERVICE)
            must_halt: asyncio.Future[MustHaltError] = asyncio.get_running_loop().create_future()
            _add_agent(app, settings, pool, must_halt)
            stuck_after = settings.stuck_after + 2 * settings.parse_timeout
            if stop.is_set():  # from here on `run_app` has the signals
                return
            await run_app(app, settings, readiness, stuck_after=stuck_after, must_halt=must_halt)


def _add_agent(
    app: App,
    settings: Settings,
    pool: WorkerPool[ParsedMessage | Rejection],
    must_halt: asyncio.Future[MustHaltError],
) -> None:
    breaker = breaker_of(settings)

    async def parse(event: Any) -> Results:
        document = _document(event)
        too_large = over_limit(document, settings.document_limit)
        return [too_large] if too_large else await pool.parse(document)

    async def articles_raw(stream: Any) -> None:
        async def finish(done: Sequence[tuple[Any, Results]]) -> None:
            started = time.monotonic()
            for event, results in done:
                breaker.take(_place(event), why_refused(results))
            messages = [m for event, results in done for m in outputs(settings, _document(event), results)]
            await send_all(app.send, messages)
            crash_point("outputs-sent")
            for event, _ in done:
                await stream.ack(event)
            crash_point("documents-acked")
            BATCH_RECORDS.labels(SERVICE).observe(len(done))
            BATCH_SECONDS.labels(SERVICE).observe(time.monotonic() - started)

        in_order = InOrder(parse, finish, IN_WORK)
        finishing = asyncio.create_task(in_order.run())
        finishing.add_done_callback(lambda task: _halt_or_leave(task, must_halt))
        # noack: take() and its kin ack a batch also when its processing was cancelled or raised.
        async for event in stream.noack().events():
            RECORDS_IN.labels(event.message.topic).inc()
            crash_point("document-taken")
            await in_order.put(event)

    app.agent(raw_topic(app, settings, ARTICLES_RAW), concurrency=1)(articles_raw)


def _halt_or_leave(task: asyncio.Task[None], must_halt: asyncio.Future[MustHaltError]) -> None:
    if task.cancelled() or not (error := task.exception()):
        return
    if not isinstance(error, MustHaltError):
        leave("finishing parsed documents failed; the process restarts where it was", error)
    if not must_halt.done():
        must_halt.set_result(error)


def _place(event: Any) -> Place:
    return Place(event.message.topic, event.message.partition, event.message.offset)


def _document(event: Any) -> RawDocument:
    message = event.message
    return RawDocument(
        value=message.value,
        key=message.key,
        headers=tuple(message.headers or ()),
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp_ms=round(message.timestamp * 1000),
    )

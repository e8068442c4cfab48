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
from services.parser.outputs import outputs, over_limit
from services.parser.worker_pool import WorkerPool
from services.runtime.awaited_send import send_all
from services.runtime.crash_points import crash_point
from services.runtime.faust_app import App, faust_app, raw_topic
from services.runtime.faust_worker import CONDITIONS, run_app
from services.runtime.leave import leave
from services.runtime.metrics import BATCH_RECORDS, BATCH_SECONDS, RECORDS_IN
from services.runtime.ops_port import ops_port
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics, wait_for_broker

SERVICE = "parser"
IN_WORK = 64
"""Documents taken and not acked: enough to keep every worker busy, few enough to finish within a rebalance."""

Results = Sequence[ParsedMessage | Rejection]


def run(settings: Settings) -> None:
    """Parses until SIGTERM or SIGINT, then finishes what is in work and returns."""
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    readiness = Readiness(CONDITIONS)
    async with ops_port(settings, readiness):
        await wait_for_broker(settings, timeout=60)
        await ensure_topics(settings, (ARTICLES_RAW, ARTICLES_PARSED, ARTICLES_REJECTED))
        async with WorkerPool(
            parse_to_messages,
            workers=settings.parse_workers,
            timeout=settings.parse_timeout,
            preload=["services.parser.warm_up"],
        ) as pool:
            app = faust_app(settings, SERVICE)
            _add_agent(app, settings, pool)
            await run_app(app, readiness, stuck_after=30 + 2 * settings.parse_timeout)


def _add_agent(app: App, settings: Settings, pool: WorkerPool[ParsedMessage | Rejection]) -> None:
    async def parse(event: Any) -> Results:
        document = _document(event)
        refused = over_limit(document, settings.document_limit)
        return [refused] if refused else await pool.parse(document)

    async def articles_raw(stream: Any) -> None:
        async def finish(done: Sequence[tuple[Any, Results]]) -> None:
            started = time.monotonic()
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
        finishing.add_done_callback(_leave_on_failure)
        # noack: take() and its kin ack a batch also when its processing was cancelled or raised.
        async for event in stream.noack().events():
            RECORDS_IN.labels(event.message.topic).inc()
            crash_point("document-taken")
            await in_order.put(event)

    app.agent(raw_topic(app, settings, ARTICLES_RAW), concurrency=1)(articles_raw)


def _leave_on_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        leave("finishing parsed documents failed; the process restarts where it was", error)


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

"""Runs a Faust app in this process: our logging and signals, readiness, and a watch for an app that is stuck."""

import asyncio
from collections.abc import Sequence
from typing import Any

import faust
import structlog
from aiokafka import TopicPartition

from services.runtime.broker_ends import BrokerEnds, asked_ends
from services.runtime.faust_app import App
from services.runtime.halt import MustHaltError, halt
from services.runtime.leave import leave
from services.runtime.metrics import LAG
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings
from services.runtime.stop_signal import stop_signal
from services.runtime.stuck import Look, leaving_when_stuck

CONDITIONS = ("joined", "assigned", "producer")
STOP_LIMIT = 20.0
"""Seconds a clean stop may take: what is in work, its outputs and the last commit."""


class _Worker(faust.Worker):  # type: ignore[misc]
    def install_signal_handlers(self) -> None:
        """None of Faust's: SIGUSR2 would open a debugger. `run_app` has its own."""


async def run_app(
    app: App,
    settings: Settings,
    readiness: Readiness,
    *,
    stuck_after: float,
    must_halt: asyncio.Future[MustHaltError],
) -> None:
    """Runs until SIGTERM or SIGINT, then stops cleanly: finish what is in work, commit, leave the group.

    `readiness` declares `CONDITIONS`. Leaves the process when nothing moves for `stuck_after` seconds. Halts when
    `must_halt` gets a result: what is in work stays undone and uncommitted, the group is left, the signal awaited.
    """
    joins = _tell_readiness(app, readiness)
    worker = _Worker(app, loop=asyncio.get_running_loop(), quiet=True, override_logging=False, daemon=False)
    worker.spinner = None
    stop = stop_signal()
    starting, stopping = asyncio.create_task(worker.start()), asyncio.create_task(stop.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if starting.done():
        starting.result()
        readiness.met("producer")
        async with (
            asked_ends(settings, lambda: list(_positions(app))) as ends,
            leaving_when_stuck(lambda: look_at(app, readiness, ends, len(joins)), stuck_after),
        ):
            either: set[asyncio.Future[Any]] = {stopping, must_halt}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if must_halt.done():
        halt(readiness, must_halt.result())
        await _let_go(app, worker)
        await stopping
        return
    try:
        await asyncio.wait_for(worker.stop(), STOP_LIMIT)
    except TimeoutError:
        leave(f"the app did not stop within {STOP_LIMIT:g} s; what it did not finish is done again")
    starting.cancel()


async def _let_go(app: App, worker: _Worker) -> None:
    """Stops consuming and leaves the group; what is in work is never acked, what was acked before is committed."""
    app.consumer.halted = True
    try:
        await asyncio.wait_for(worker.stop(), STOP_LIMIT)
    except TimeoutError:
        structlog.get_logger("themewire.halt").error(
            "could not leave the consumer group, so nobody takes these partitions over", waited=STOP_LIMIT
        )


def look_at(app: App, readiness: Readiness, ends: BrokerEnds, joins: int) -> Sequence[Look]:
    """What the app has to do and how far it is: messages taken and not acked, records on the broker and not taken."""
    consumer = app.consumer
    positions = _positions(app)
    waiting = ends.answering and (bool(consumer.unacked) or ends.behind(positions))
    return (
        # One look for both: while slow documents are acked one by one, no position moves, and the other way round.
        Look("messages", waiting, (consumer._n_acked, positions)),
        Look("joining the group", ends.answering and "assigned" in readiness.unmet, joins),
    )


def _positions(app: App) -> dict[TopicPartition, int]:
    """Where the app reads on, by partition; sets the lag on the way.

    Reads private state, since neither Faust nor aiokafka tells it without asking the broker or the event loop.
    """
    positions = {}
    client = app.consumer._thread._consumer
    assignment = client and client._subscription.subscription and client._subscription.subscription.assignment
    for tp in assignment.tps if assignment else ():
        state = assignment.state_value(tp)
        if state.has_valid_position:
            positions[tp] = state.position
            end = state.highwater if state.lso is None or state.lso < 0 else state.lso
            if end is not None:
                LAG.labels(tp.topic, tp.partition).set(max(0, end - state.position))
    return positions


def _tell_readiness(app: App, readiness: Readiness) -> list[None]:
    """Keeps `readiness` told; the list grows with each assignment."""
    joins: list[None] = []

    async def assigned(*_: object, **__: object) -> None:
        # A member of the group may well be assigned nothing, when there are more members than partitions.
        readiness.met("joined")
        readiness.met("assigned")
        joins.append(None)

    async def revoked(*_: object, **__: object) -> None:
        readiness.met("assigned", False)

    # Faust's signals hold their receivers weakly unless told otherwise.
    app.on_partitions_assigned.connect(assigned, weak=False)
    app.on_partitions_revoked.connect(revoked, weak=False)
    return joins

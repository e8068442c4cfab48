"""Runs a Faust app in this process: our logging and signals, readiness, and a watch for an app that is stuck."""

import asyncio
import signal
from collections.abc import Sequence

import faust

from services.runtime.faust_app import App
from services.runtime.leave import leave
from services.runtime.metrics import LAG
from services.runtime.readiness import Readiness
from services.runtime.stuck import Look, leave_when_stuck

CONDITIONS = ("joined", "assigned", "producer")
STOP_LIMIT = 20.0
"""Seconds a clean stop may take: what is in work, its outputs and the last commit."""


class _Worker(faust.Worker):  # type: ignore[misc]
    def install_signal_handlers(self) -> None:
        """None of Faust's: SIGUSR2 would open a debugger. `run_app` has its own."""


async def run_app(app: App, readiness: Readiness, *, stuck_after: float) -> None:
    """Runs until SIGTERM or SIGINT, then stops cleanly: finish what is in work, commit, leave the group.

    `readiness` declares `CONDITIONS`. Leaves the process when nothing moves for `stuck_after` seconds.
    """
    _tell_readiness(app, readiness)
    worker = _Worker(app, loop=asyncio.get_running_loop(), quiet=True, override_logging=False, daemon=False)
    worker.spinner = None
    stop = _stop_signal()
    starting, stopping = asyncio.create_task(worker.start()), asyncio.create_task(stop.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if starting.done():
        starting.result()
        readiness.met("producer")
        leave_when_stuck(lambda: look_at(app), stuck_after)
        await stopping
    try:
        await asyncio.wait_for(worker.stop(), STOP_LIMIT)
    except TimeoutError:
        leave(f"the app did not stop within {STOP_LIMIT:g} s; what it did not finish is done again")
    starting.cancel()


def look_at(app: App) -> Sequence[Look]:
    """What the app has to do and how far it is: messages taken and not acked, records on the broker and not taken.

    Reads private state, since neither Faust nor aiokafka tells it without asking the broker or the event loop.
    """
    consumer = app.consumer
    positions = {}
    behind = False
    client = consumer._thread._consumer
    assignment = client and client._subscription.subscription and client._subscription.subscription.assignment
    for tp in assignment.tps if assignment else ():
        state = assignment.state_value(tp)
        end = state.highwater if state.lso is None or state.lso < 0 else state.lso
        if state.has_valid_position and end is not None:
            positions[tp] = state.position
            behind = behind or state.position < end
            LAG.labels(tp.topic, tp.partition).set(max(0, end - state.position))
    return (
        Look("messages in work", bool(consumer.unacked), consumer._n_acked),
        Look("messages on the broker", behind, positions),
    )


def _tell_readiness(app: App, readiness: Readiness) -> None:
    async def assigned(*_: object, **__: object) -> None:
        # A member of the group may well be assigned nothing, when there are more members than partitions.
        readiness.met("joined")
        readiness.met("assigned")

    async def revoked(*_: object, **__: object) -> None:
        readiness.met("assigned", False)

    # Faust's signals hold their receivers weakly unless told otherwise.
    app.on_partitions_assigned.connect(assigned, weak=False)
    app.on_partitions_revoked.connect(revoked, weak=False)


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop

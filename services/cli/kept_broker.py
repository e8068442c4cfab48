"""The Kafka under `themewire up`: one of our own in the data directory, or the one that THEMEWIRE_BROKER names."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from services.broker.embedded_kafka import EmbeddedKafka
from services.broker.errors import DiskFullError
from services.cli.supervised_process import Show
from services.cli.supervision_rules import Restarts, how_ended
from services.runtime.settings import Settings, SettingsError

_LOOK_EVERY = 0.5
_LOOK_FOR_ROOM_EVERY = 2.0


@contextmanager
def broker_of(settings: Settings) -> Iterator[EmbeddedKafka | None]:
    """Runs a Kafka in the data directory while the block runs; None when the settings name another.

    Raises `BrokerError`.
    """
    if settings.broker:
        yield None
        return
    if settings.security_protocol != "PLAINTEXT":
        raise SettingsError(
            f"THEMEWIRE_SECURITY_PROTOCOL is {settings.security_protocol}, which the embedded Kafka does not speak:"
            " unset it, or set THEMEWIRE_BROKER"
        )
    kafka = EmbeddedKafka(settings.data / "kafka")
    try:
        kafka.start()
        yield kafka
    finally:
        kafka.stop()


async def keep_running(kafka: EmbeddedKafka | None, show: Show, restarted: Callable[[], None]) -> NoReturn:
    """Starts Kafka again whenever it died, and calls `restarted`; raises `BrokerError` when it cannot be started.

    A Kafka whose disk is full waits for room; until there is some, nothing is started.
    """
    restarts, since = Restarts(), asyncio.get_running_loop().time()
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        if kafka is None or kafka.running:
            continue
        now = asyncio.get_running_loop().time()
        restarts = restarts.after_end(now - since, kafka.exit_code)
        how = how_ended(kafka.exit_code)
        show(f"kafka     ended ({how}); starting it again in {restarts.delay:g} s, its log is {kafka.log_file}")
        await asyncio.sleep(restarts.delay)
        await _restart(kafka, show)
        since = asyncio.get_running_loop().time()
        restarted()


async def _restart(kafka: EmbeddedKafka, show: Show) -> None:
    said = False
    while True:
        try:
            # Not in a thread of its own: Kafka would end with that thread. The services wait for Kafka anyway.
            kafka.restart()
        except DiskFullError as error:
            if not said:
                show(f"kafka     cannot run: {error}; it starts again when there is room")
            said = True
            await asyncio.sleep(_LOOK_FOR_ROOM_EVERY)
        else:
            return

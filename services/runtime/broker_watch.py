"""Asks Kafka for a sign of life all the time, so that /readyz and the log tell when it is away and when it is back."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaConnectionError, KafkaError
from aiokafka.protocol.metadata import MetadataRequest

from services.runtime import kafka_clients
from services.runtime.endless_task import endless_task
from services.runtime.readiness import Readiness
from services.runtime.settings import Settings

BROKER = "broker"
"""The readiness condition: a broker answered when it was asked last."""
ASK_EVERY = 2.0
REQUEST_WITHIN = 2.0
"""Seconds until one broker counts as hung, and another is asked."""
ANSWER_WITHIN = 6.0
"""Seconds until none has answered."""
REMIND_EVERY = 60.0
"""Seconds between two lines while it stays away."""

log = structlog.get_logger("themewire.broker")


@asynccontextmanager
async def broker_watch(settings: Settings, readiness: Readiness) -> AsyncIterator[None]:
    """Declares the condition `BROKER` and keeps it true to the facts while the block runs.

    One line says that no broker answers, with its address and the variable that names it, another that one is back.
    """
    readiness.declare(BROKER)
    async with endless_task("watching the broker", _watch(settings, readiness)):
        yield


async def _watch(settings: Settings, readiness: Readiness) -> None:
    asked = _Asked(settings)
    since = time.monotonic()
    said: float | None = None
    try:
        while True:
            why = await asked.why_no_answer()
            now = time.monotonic()
            readiness.met(BROKER, why is None)
            if why is None:
                if said is not None:
                    log.info(f"Kafka answers at {settings.broker}", away_for=f"{now - since:.0f} s")
                since, said = now, None
            elif said is None or now - said >= REMIND_EVERY:
                log.warning(
                    f"no Kafka answers at {settings.broker} (THEMEWIRE_BROKER): waiting for it",
                    away_for=f"{now - since:.0f} s",
                    error=why,
                )
                said = now
            await asyncio.sleep(ASK_EVERY)
    finally:
        await asked.close()


class _Asked:
    """A connection to whichever broker answers; a lost one is replaced from the settings' addresses."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: AIOKafkaClient | None = None

    async def why_no_answer(self) -> str | None:
        """None when a broker answered, else the error. Asks the one it knows, then those of the settings."""
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                if await self._known_answers():
                    return None
                await self.close()
                self._client = kafka_clients.client(self._settings, request_timeout_ms=round(1000 * REQUEST_WITHIN))
                await self._client.bootstrap()
                return None
        except TimeoutError:
            await self.close()
            return f"no answer within {ANSWER_WITHIN:g} s"
        except (KafkaError, OSError) as error:
            await self.close()
            refused = isinstance(error, KafkaConnectionError)
            return "cannot connect; aiokafka's line above says why" if refused else repr(error)

    async def _known_answers(self) -> bool:
        if self._client is None:
            return False
        with suppress(KafkaError, OSError):
            # Of no topic: naming one would create it where the broker creates topics by itself.
            await self._client.send(self._client.get_random_node(), MetadataRequest([]))
            return True
        return False

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

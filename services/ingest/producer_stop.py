"""Stops a producer in bounded time, also while the broker is away."""

import asyncio
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError


async def stop_within(producer: AIOKafkaProducer, grace: float) -> None:
    """Sends what can still be sent, then closes. After `grace` seconds what is left fails with `KafkaTimeoutError`.

    aiokafka's stop() alone flushes first, which has no end while the broker is away.
    """
    abandon = asyncio.get_running_loop().call_later(grace, _abandon, producer._message_accumulator)
    try:
        await producer.stop()
    except KafkaError as error:
        structlog.get_logger("themewire.ingest").debug("producer stopped roughly", error=repr(error))
        await producer.client.close()
    finally:
        abandon.cancel()


class _Forgiving(set[Any]):
    """aiokafka takes a batch out of its pending ones twice when it fails between two attempts."""

    def remove(self, element: Any) -> None:
        self.discard(element)


def _abandon(accumulator: Any) -> None:
    accumulator._pending_batches = _Forgiving(accumulator._pending_batches)
    left = [*accumulator._pending_batches, *(batch for queue in accumulator._batches.values() for batch in queue)]
    accumulator.fail_all(KafkaTimeoutError("the broker was away for too long"))
    for batch in left:
        if batch._drain_waiter.done():
            batch._drain_waiter.exception()  # retrieved: nobody else may be waiting for it

"""Stops a producer in bounded time, also while the broker is away."""

import asyncio

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError


async def stop_within(producer: AIOKafkaProducer, grace: float) -> None:
    """Sends what can still be sent, then closes. After `grace` seconds what is left fails with `KafkaTimeoutError`.

    aiokafka's stop() alone flushes first, which has no end while the broker is away.
    """
    abandon = asyncio.get_running_loop().call_later(
        grace, producer._message_accumulator.fail_all, KafkaTimeoutError("the broker was away for too long")
    )
    try:
        await producer.stop()
    except (KafkaError, KeyError) as error:  # KeyError: the sender misses a batch that failed under its hands
        structlog.get_logger("themewire.ingest").debug("producer stopped roughly", error=repr(error))
        await producer.client.close()
    finally:
        abandon.cancel()

"""Whether everything that was produced has been worked off: no group has a record left to read."""

import asyncio
from collections.abc import Mapping, Sequence

from aiokafka import TopicPartition

from schemas.topics import ARTICLES_PARSED, ARTICLES_RAW, INDEXER_EXCHANGE, Topic
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.whole_topic import read_whole

READERS: Mapping[str, Sequence[Topic]] = {
    "parser": (ARTICLES_RAW,),
    "indexer": (ARTICLES_PARSED, INDEXER_EXCHANGE),
}
"""Which service's group reads which topics, in the order of an article's way."""
_PAUSE = 0.2


class NotQuiescentError(Exception):
    """Work is left after the time-out; the message names where."""


async def wait_until_quiescent(settings: Settings, timeout: float) -> None:  # noqa: ASYNC109 - its own retry loop
    """Returns when nothing is left twice in a row with the same offsets; raises `NotQuiescentError` after `timeout`
    seconds."""
    before: Mapping[TopicPartition, int] | None = None
    lag: list[str] = []
    try:
        async with asyncio.timeout(timeout):
            while True:
                committed = await _committed(settings)
                lag = await _lag(settings, committed)
                if not lag and committed == before:
                    return
                before = None if lag else committed
                await asyncio.sleep(_PAUSE)
    except TimeoutError as error:
        raise NotQuiescentError(
            f"after {timeout:g} s there is still work: {', '.join(lag) or 'offsets keep moving'}; "
            "see that every service runs (/readyz) and wait longer"
        ) from error


async def _committed(settings: Settings) -> dict[TopicPartition, int]:
    admin = kafka_clients.admin(settings)
    await admin.start()
    try:
        committed: dict[TopicPartition, int] = {}
        for service in READERS:
            offsets = await admin.list_consumer_group_offsets(settings.group(service))
            committed |= {at: value.offset for at, value in offsets.items()}
        return committed
    finally:
        await admin.close()


async def _lag(settings: Settings, committed: Mapping[TopicPartition, int]) -> list[str]:
    """What is left to read, in words, by topic."""
    lag = []
    for service, topics in READERS.items():
        for topic in topics:
            left = 0
            # A committed offset below the end may have transaction markers above it only, so records are counted.
            async for _ in read_whole(settings, topic, committed):
                left += 1
            if left:
                lag.append(f"{service} has {left} records of {topic.name} left")
    return lag

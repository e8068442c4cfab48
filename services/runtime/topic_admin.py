"""Topics are created as schemas/topics.py says; one that differs is named and not used."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import structlog
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    GroupCoordinatorNotAvailableError,
    KafkaError,
    TopicAlreadyExistsError,
    UnknownTopicOrPartitionError,
    for_code,
)

from schemas.topics import TOPICS, Topic
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.topic_differences import DescribedTopic, describe_differences

VISIBLE_AFTER = 20.0
"""Seconds within which a created topic must be described by every broker that we ask."""

ASK_AGAIN = 1.0
ASK_AGAIN_AT_MOST = 30.0
"""Seconds between two attempts at the start of a service."""


class TopicMismatch(Exception):  # noqa: N818 - names what is there, not an accident
    """A topic exists and differs from what this version needs, or cannot be created as it needs it."""


class BrokerUnavailable(Exception):  # noqa: N818 - names a state
    """No broker answered in time; the message names the addresses, the last error and the variable."""


async def wait_for_broker(settings: Settings, timeout: float) -> None:  # noqa: ASYNC109 - its own retry loop
    """Returns when a broker answers; raises `BrokerUnavailable` after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            async with _admin(settings):
                return
        except (KafkaError, OSError) as error:
            if time.monotonic() >= deadline:
                raise BrokerUnavailable(
                    f"no Kafka answers at {settings.broker} after {timeout:g} s ({error}); check THEMEWIRE_BROKER"
                    " and the THEMEWIRE_SECURITY_PROTOCOL, _SASL_ and _SSL_ variables"
                ) from error
        await asyncio.sleep(0.2)


async def wait_for_topics(settings: Settings, topics: Sequence[Topic] = TOPICS) -> None:
    """Returns when a broker answers and every topic is there as needed, created when it was missing.

    Waits without end: a service that was started before its broker goes on by itself (`broker_watch` tells of it).
    Raises `TopicMismatch`, which waiting would not mend.
    """
    pause = ASK_AGAIN
    while True:
        try:
            await wait_for_broker(settings, ASK_AGAIN)
            await ensure_topics(settings, topics)
        except BrokerUnavailable:
            await asyncio.sleep(ASK_AGAIN)
        except (KafkaError, OSError) as error:
            structlog.get_logger("themewire.topics").warning("cannot look after the topics yet", error=repr(error))
            await asyncio.sleep(pause)
            pause = min(2 * pause, ASK_AGAIN_AT_MOST)
        else:
            return


async def described_topics(settings: Settings, topics: Sequence[Topic] = TOPICS) -> dict[Topic, DescribedTopic]:
    """What the broker has of `topics`; a missing one is left out."""
    async with _admin(settings) as admin:
        return await _describe(admin, settings, topics)


async def ensure_topics(settings: Settings, topics: Sequence[Topic] = TOPICS) -> None:
    """Creates what is missing and returns when every topic is there as needed.

    Raises `TopicMismatch` naming every difference and its remedy. Safe to run from many processes at once.
    """
    async with _admin(settings) as admin:
        existing = await _describe(admin, settings, topics)
        missing = [topic for topic in topics if topic not in existing]
        if missing:
            await _create(admin, settings, missing)
            existing = await _describe_all(admin, settings, topics)
            await _leaders_answer(settings, {settings.topic(topic): existing[topic].partitions for topic in missing})
            await _coordinator_answers(admin, settings)
    differences = [line for topic in topics for line in describe_differences(topic, settings, existing[topic])]
    if differences:
        raise TopicMismatch("; ".join(differences))


async def _create(admin: AIOKafkaAdminClient, settings: Settings, topics: Sequence[Topic]) -> None:
    answer = await admin.create_topics(
        [
            NewTopic(settings.topic(topic), settings.partitions, settings.replication, topic_configs=topic.config)
            for topic in topics
        ]
    )
    for name, code, message in (error[:3] for error in answer.topic_errors):
        if code not in (0, TopicAlreadyExistsError.errno):
            raise TopicMismatch(
                f"cannot create topic {name}: {message or for_code(code).__name__};"
                " THEMEWIRE_PARTITIONS and THEMEWIRE_REPLICATION say how many partitions and replicas,"
                " or create it by hand as `themewire topics` lists it"
            )


async def _describe_all(
    admin: AIOKafkaAdminClient, settings: Settings, topics: Sequence[Topic]
) -> dict[Topic, DescribedTopic]:
    """Waits for the metadata of topics that were just created."""
    deadline = time.monotonic() + VISIBLE_AFTER
    while True:
        described = await _describe(admin, settings, topics)
        if len(described) == len(topics):
            return described
        if time.monotonic() >= deadline:
            absent = ", ".join(settings.topic(topic) for topic in topics if topic not in described)
            raise TopicMismatch(f"created topics do not appear after {VISIBLE_AFTER:g} s: {absent}; ask the broker")
        await asyncio.sleep(0.05)


async def _leaders_answer(settings: Settings, partitions: Mapping[str, int]) -> None:
    """A new partition's leader is named before it serves; clients that come earlier would log errors and try again."""
    consumer = kafka_clients.consumer(settings, group_id=None)
    await consumer.start()
    try:
        await consumer.end_offsets(
            [TopicPartition(name, p) for name, count in partitions.items() for p in range(count)]
        )
    finally:
        await consumer.stop()


async def _coordinator_answers(admin: AIOKafkaAdminClient, settings: Settings) -> None:
    """A new broker makes its offsets topic when the first group asks; consumers that come earlier would log errors."""
    deadline = time.monotonic() + VISIBLE_AFTER
    while time.monotonic() < deadline:
        try:
            await admin.find_coordinator(settings.group("indexer"))
        except GroupCoordinatorNotAvailableError:
            await asyncio.sleep(0.05)
        else:
            return


async def _describe(
    admin: AIOKafkaAdminClient, settings: Settings, topics: Sequence[Topic]
) -> dict[Topic, DescribedTopic]:
    # All topics are listed: asking for one by its name would create it where the broker creates topics by itself.
    partitions = {t["topic"]: t["partitions"] for t in await admin.describe_topics() if not t["error_code"]}
    present = {settings.topic(topic): topic for topic in topics if partitions.get(settings.topic(topic))}
    if not present:
        return {}
    found = {}
    for answer in await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name) for name in present]):
        for code, message, _type, name, entries in answer.resources:
            if code == UnknownTopicOrPartitionError.errno:
                continue
            if code:
                raise TopicMismatch(f"cannot read the configuration of {name}: {message or for_code(code).__name__}")
            found[present[name]] = DescribedTopic(
                partitions=len(partitions[name]),
                replication=len(partitions[name][0]["replicas"]),
                config={entry[0]: entry[1] for entry in entries},
            )
    return found


@asynccontextmanager
async def _admin(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = kafka_clients.admin(settings)
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()

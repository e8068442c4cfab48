"""Topics on a real Kafka: made as the table says, and refused when they differ."""

import asyncio
import socket

import pytest
from aiokafka.admin import NewTopic
from typer.testing import CliRunner

from schemas.topics import ARTICLES_CURRENT, ARTICLES_RAW, TOPICS
from services.cli.topics import app
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.topic_admin import (
    BrokerUnavailable,
    TopicMismatch,
    described_topics,
    ensure_topics,
    wait_for_broker,
)
from services.runtime.topic_differences import describe_differences


async def create(settings: Settings, *topics: NewTopic) -> None:
    admin = kafka_clients.admin(settings)
    await admin.start()
    try:
        await admin.create_topics(list(topics))
    finally:
        await admin.close()


async def test_creates_every_topic_as_the_table_says_and_again_changes_nothing(settings: Settings) -> None:
    assert await described_topics(settings) == {}
    await ensure_topics(settings)
    found = await described_topics(settings)
    assert found.keys() == set(TOPICS)
    for topic, described in found.items():
        assert describe_differences(topic, settings, described) == []
        assert topic.config.items() <= dict(described.config).items()
    await ensure_topics(settings)
    assert await described_topics(settings) == found


async def test_many_processes_may_create_them_at_once(settings: Settings) -> None:
    await asyncio.gather(*(ensure_topics(settings) for _ in range(4)))
    assert len(await described_topics(settings)) == len(TOPICS)


async def test_topics_that_differ_are_all_named_and_left_alone(settings: Settings) -> None:
    raw, current = settings.topic(ARTICLES_RAW), settings.topic(ARTICLES_CURRENT)
    await create(settings, NewTopic(raw, 3, 1, topic_configs=ARTICLES_RAW.config), NewTopic(current, 4, 1))
    with pytest.raises(TopicMismatch) as mismatch:
        await ensure_topics(settings)
    told = str(mismatch.value)
    assert f"{raw} has 3 partitions, not 4" in told
    assert f"{current} has cleanup.policy=delete, not compact" in told
    assert f"{current} has max.message.bytes=" in told
    assert (await described_topics(settings))[ARTICLES_RAW].partitions == 3


async def test_what_the_broker_cannot_create_is_named(settings: Settings) -> None:
    with pytest.raises(TopicMismatch, match=r"cannot create topic .*articles.raw: .*THEMEWIRE_REPLICATION"):
        await ensure_topics(settings.model_copy(update={"replication": 3}))


@pytest.mark.expects_log("Unable connect to")
async def test_no_broker_names_address_and_variable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(BrokerUnavailable, match=f"no Kafka answers at {address} after 0.5 s .*THEMEWIRE_BROKER"):
        await wait_for_broker(Settings(broker=address), 0.5)


def test_topics_command(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEMEWIRE_BROKER", settings.broker or "")
    monkeypatch.setenv("THEMEWIRE_TOPIC_PREFIX", settings.topic_prefix)
    monkeypatch.setenv("COLUMNS", "160")

    def topics(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, arguments)
        return result.exit_code, result.output

    code, output = topics("--check")
    assert (code, output.count("missing")) == (1, len(TOPICS))
    code, output = topics()
    assert (code, output.count("created")) == (0, len(TOPICS))
    code, output = topics("--check")
    assert (code, output.count("good")) == (0, len(TOPICS))
    monkeypatch.setenv("THEMEWIRE_PARTITIONS", "5")
    code, output = topics()
    assert (code, output.count("differs")) == (1, len(TOPICS))
    assert output.count("4 partitions, not 5") == len(TOPICS)

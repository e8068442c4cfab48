from dataclasses import replace

import pytest

from schemas.topics import ARTICLES_CURRENT, ARTICLES_RAW, TOPICS, Topic
from services.runtime.settings import Settings
from services.runtime.topic_differences import DescribedTopic, describe_differences

SETTINGS = Settings(broker="broker:9092", topic_prefix="p-", partitions=4)


def as_wanted(topic: Topic, **config: str) -> DescribedTopic:
    return DescribedTopic(4, 1, {**topic.config, "segment.bytes": "1073741824", **config})


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_topic_made_from_the_table_has_no_differences(topic: Topic) -> None:
    assert describe_differences(topic, SETTINGS, as_wanted(topic)) == []


def test_another_partition_count_is_named_with_its_remedy() -> None:
    [line] = describe_differences(ARTICLES_RAW, SETTINGS, replace(as_wanted(ARTICLES_RAW), partitions=6))
    assert "topic p-articles.raw has 6 partitions, not 4" in line
    assert "THEMEWIRE_PARTITIONS=6" in line
    assert "THEMEWIRE_TOPIC_PREFIX" in line


@pytest.mark.parametrize(
    ("topic", "key", "value"),
    [
        (ARTICLES_CURRENT, "cleanup.policy", "delete"),
        (ARTICLES_RAW, "cleanup.policy", "compact,delete"),
        (ARTICLES_RAW, "max.message.bytes", "1048588"),
        (ARTICLES_RAW, "retention.ms", "3600000"),
        (ARTICLES_CURRENT, "delete.retention.ms", "86400000"),
    ],
)
def test_another_policy_or_limit_is_named_with_the_command_that_mends_it(topic: Topic, key: str, value: str) -> None:
    [line] = describe_differences(topic, SETTINGS, as_wanted(topic, **{key: value}))
    assert f"has {key}={value}, not {topic.config[key]}" in line
    assert f"--entity-name p-{topic.name} --add-config {key}={topic.config[key]}" in line
    assert "--bootstrap-server broker:9092" in line


@pytest.mark.parametrize("retention", ["-1", str(30 * 24 * 3600 * 1000)])
def test_longer_retention_is_the_operators_choice(retention: str) -> None:
    assert describe_differences(ARTICLES_RAW, SETTINGS, as_wanted(ARTICLES_RAW, **{"retention.ms": retention})) == []


def test_every_difference_is_told_and_an_unknown_value_is_one() -> None:
    described = DescribedTopic(1, 1, {"cleanup.policy": "compact"})
    lines = describe_differences(ARTICLES_RAW, SETTINGS, described)
    assert [line.split(" has ")[1].split(",")[0] for line in lines] == [
        "1 partitions",
        "cleanup.policy=compact",
        "retention.ms=None",
        "max.message.bytes=None",
        "compression.type=None",
    ]

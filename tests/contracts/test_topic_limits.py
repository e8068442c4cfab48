"""Sizes along the way agree: what one step writes the next one holds."""

import pytest
from pydantic import ValidationError

from schemas import topics
from schemas.topics import TOPICS
from services.ingest.receiver.publisher import PENDING_LIMIT
from services.runtime.settings import Settings

HEADERS_AND_ENVELOPE = 64 * 1024


def test_each_topic_holds_more_than_the_one_before_it() -> None:
    limits = [topic.message_limit for topic in (topics.ARTICLES_RAW, topics.ARTICLES_PARSED, topics.ARTICLES_REJECTED)]
    assert topics.DOCUMENT_LIMIT + HEADERS_AND_ENVELOPE < limits[0] < limits[1] < limits[2]
    assert topics.ARTICLES_CURRENT.message_limit == topics.ARTICLES_PARSED.message_limit


def test_producers_and_consumers_carry_the_largest_record() -> None:
    assert max(topic.message_limit for topic in TOPICS) < topics.PRODUCER_REQUEST_LIMIT


def test_ingest_never_takes_more_than_the_topic_holds() -> None:
    assert Settings(document_limit=topics.DOCUMENT_LIMIT).document_limit == topics.DOCUMENT_LIMIT
    with pytest.raises(ValidationError, match="document_limit"):
        Settings(document_limit=topics.DOCUMENT_LIMIT + 1)
    assert topics.DOCUMENT_LIMIT <= PENDING_LIMIT


def test_the_brokers_configuration_says_the_limit_and_the_retention() -> None:
    for topic in TOPICS:
        assert topic.config["max.message.bytes"] == str(topic.message_limit)
        assert topic.config["cleanup.policy"] == topic.cleanup
        retention = "delete.retention.ms" if topic.cleanup == "compact" else "retention.ms"
        assert topic.config[retention] == str(topic.retention_ms)


def test_names_are_kafka_topic_names_and_distinct() -> None:
    names = [topic.name for topic in TOPICS]
    assert len(set(names)) == len(names)
    assert all(name.replace(".", "").isalpha() and len(name) < 200 for name in names)

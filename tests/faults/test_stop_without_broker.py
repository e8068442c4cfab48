"""A consumer is stopped while the broker is away."""

import asyncio

import pytest
from aiokafka import TopicPartition

from schemas.topics import ARTICLES_RAW
from services.broker.embedded_kafka import EmbeddedKafka
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from tests.faults import outage
from tests.waiting import PATIENCE, wait_for


@pytest.mark.allows_log("aiokafka")
async def test_a_fetch_that_waits_before_it_is_tried_again_cancels_nobody(
    broker: EmbeddedKafka, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(broker=broker.bootstrap, partitions=1)
    await ensure_topics(settings, [ARTICLES_RAW])
    consumer = kafka_clients.consumer(settings, retry_backoff_ms=round(1000 * PATIENCE))
    await consumer.start()
    consumer.assign([TopicPartition(settings.topic(ARTICLES_RAW), 0)])
    await consumer.getmany(timeout_ms=100)
    await asyncio.to_thread(outage.kill, broker)
    await asyncio.to_thread(wait_for, lambda: "Failed fetch messages" in caplog.text, "a fetch has failed")
    await consumer.stop()  # raised CancelledError, and left its connections open
    assert consumer._client._conns == {}

"""Every setting that our use of Faust rests on reaches Faust and the clients it makes."""

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import faust
import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.partitioner import DefaultPartitioner, murmur2
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread
from pydantic import SecretStr

from schemas.topics import ARTICLES_RAW, PRODUCER_REQUEST_LIMIT
from services.runtime.faust_app import App, credentials, faust_app, raw_topic
from services.runtime.settings import Settings


def settings_in(data: Path, **fields: object) -> Settings:
    return Settings(**{"broker": "one:9092,[::1]:9093", "topic_prefix": "p-", "data": data, **fields})  # type: ignore[arg-type]


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    app = faust_app(settings_in(tmp_path, partitions=7, replication=3), "parser")
    yield app
    # Faust's consumer opens its thread's event loop when it is made and closes it when that thread ends.
    app.consumer._thread.thread_loop.close()


async def test_the_rules_are_set(app: App, tmp_path: Path) -> None:
    conf = app.conf
    assert conf.id == "p-themewire-parser"
    assert conf.stream_wait_empty is True
    assert (conf.broker_session_timeout, conf.broker_rebalance_timeout, conf.broker_heartbeat_interval) == (6, 6, 1)
    assert conf.broker_commit_interval == 0.5
    assert conf.broker_max_poll_records == 500
    assert conf.producer_request_timeout == 20
    assert conf.producer_max_request_size == PRODUCER_REQUEST_LIMIT
    assert conf.producer_linger > 0
    assert conf.producer_acks == -1
    assert (conf.topic_partitions, conf.topic_replication_factor) == (7, 3)
    assert conf.topic_allow_declare is False
    assert conf.topic_disable_leader is True
    assert conf.web_enabled is False
    assert conf.processing_guarantee.value == "at_least_once"
    assert tmp_path in Path(conf.tabledir).parents


async def test_the_consumer_fetches_without_delay_and_reads_committed_only(app: App) -> None:
    thread = app.consumer._thread
    consumer = thread._create_worker_consumer(app.transport)
    assert isinstance(consumer, AIOKafkaConsumer)
    assert consumer._fetch_max_wait_ms == 50
    assert consumer._isolation_level == "read_committed"
    assert consumer._enable_auto_commit is False
    assert consumer._session_timeout_ms == 6000
    # Faust itself says otherwise: when this fails, our own transport may be needless.
    theirs = AIOKafkaConsumerThread._create_worker_consumer(thread, app.transport)
    assert (theirs._fetch_max_wait_ms, theirs._isolation_level) == (1500, "read_uncommitted")
    await consumer.stop()
    await theirs.stop()


async def test_the_producer_goes_to_every_broker_with_our_limits(app: App) -> None:
    made = {**app.producer._settings_default(), **app.producer._settings_auth()}
    assert made["bootstrap_servers"] == ["one:9092", "[::1]:9093"]
    assert made["compression_type"] == "lz4"
    assert made["security_protocol"] == "PLAINTEXT"
    assert isinstance(made["partitioner"], DefaultPartitioner)


@pytest.mark.parametrize(
    ("key", "hashed"),
    # The vectors of Apache Kafka's own test, UtilsTest.testMurmur2.
    [(b"21", -973932308), (b"foobar", -790332482), (b"a-little-bit-long-string", -985981536), (b"abc", 479470107)],
)
def test_a_key_goes_to_the_partition_where_java_clients_would_send_it(key: bytes, hashed: int) -> None:
    assert murmur2(key) == hashed & 0xFFFFFFFF
    assert DefaultPartitioner()(key, list(range(7)), []) == (hashed & 0x7FFFFFFF) % 7


async def test_what_is_acked_last_is_committed_whatever_offsets_are_missing(app: App) -> None:
    consumer, tp = app.consumer, ("p-articles.raw", 0)
    assert consumer._new_offset(tp) is None
    for offset in (0, 4, 8):
        consumer._acked[tp].append(offset)
    assert consumer._new_offset(tp) == 9
    assert consumer._new_offset(tp) is None


async def test_topics_are_bytes_under_the_prefix(app: App, tmp_path: Path) -> None:
    topic = raw_topic(app, settings_in(tmp_path), ARTICLES_RAW)
    assert (topic.get_topic_name(), topic.value_type) == ("p-articles.raw", bytes)


def test_tls_and_sasl_reach_faust(tmp_path: Path) -> None:
    assert credentials(settings_in(tmp_path)) is None
    tls = credentials(settings_in(tmp_path, security_protocol="SSL"))
    assert isinstance(tls.context, ssl.SSLContext)
    both = credentials(
        settings_in(
            tmp_path,
            security_protocol="SASL_SSL",
            sasl_mechanism="SCRAM-SHA-512",
            sasl_username="parser",
            sasl_password=SecretStr("secret"),
        )
    )
    assert isinstance(both, faust.SASLCredentials)
    assert (both.protocol.value, both.mechanism.value) == ("SASL_SSL", "SCRAM-SHA-512")
    assert (both.username, both.password) == ("parser", "secret")
    plain = credentials(settings_in(tmp_path, security_protocol="SASL_PLAINTEXT", sasl_username="parser"))
    assert plain.protocol.value == "SASL_PLAINTEXT"

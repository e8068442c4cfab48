"""The Faust app factory: every setting that our use of Faust rests on, in one place.

Stateless agents only: no tables, no windows, no exactly_once. Agents take raw bytes from `stream.noack()`, never
raise, await every output to the broker and ack the event only then, in order.
"""

import logging
from typing import Any

import faust
from yarl import URL

from schemas.topics import PRODUCER_REQUEST_LIMIT, Topic
from services.runtime.faust_transport import Transport
from services.runtime.kafka_clients import ssl_context
from services.runtime.leave import leave
from services.runtime.settings import Settings

STREAM_BUFFER = 32
"""Fetched messages that wait for the agent; small, because each may be a document of some MiB."""


class App(faust.App):  # type: ignore[misc]
    """Leaves on a crash of any of its services: Faust's own way out would commit and go on half alive."""

    logger = logging.getLogger("faust.app")

    def _crash(self, reason: BaseException) -> None:
        leave("Faust crashed; the process restarts where it was", reason)


def faust_app(settings: Settings, service: str) -> App:
    """The app of one service; its id is the consumer group. Call it inside the event loop that will run it."""
    settings.data.mkdir(parents=True, exist_ok=True)
    app = App(
        settings.group(service),
        datadir=settings.data / f"faust-{service}",
        broker=[URL.build(scheme="kafka", host=host, port=port) for host, port in map(_host_port, settings.brokers)],
        broker_credentials=credentials(settings),
        broker_client_id=settings.group(service),
        broker_session_timeout=6.0,
        broker_rebalance_timeout=6.0,
        broker_heartbeat_interval=1.0,
        broker_request_timeout=20.0,
        broker_commit_interval=0.5,
        broker_max_poll_records=500,
        # 1 MiB a partition: a larger record comes alone, and the rest of memory belongs to the work.
        consumer_max_fetch_size=1 << 20,
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=settings.instance,
        producer_acks=-1,
        producer_compression_type="lz4",
        producer_linger=0.002,
        producer_max_request_size=PRODUCER_REQUEST_LIMIT,
        producer_request_timeout=20.0,
        key_serializer="raw",
        value_serializer="raw",
        stream_buffer_maxsize=STREAM_BUFFER,
        stream_wait_empty=True,
        # schemas/topics.py creates topics; Faust neither creates nor adds one (its leader topic).
        topic_allow_declare=False,
        topic_disable_leader=True,
        topic_partitions=settings.partitions,
        topic_replication_factor=settings.replication,
        web_enabled=False,
        autodiscover=False,
        worker_redirect_stdouts=False,
    )
    app.finalize()
    app.transport = Transport(app.conf.broker_consumer, app)
    return app


def raw_topic(app: App, settings: Settings, topic: Topic) -> Any:
    """A topic of bytes: nothing is decoded on the way in, because what does not decode is acked by Faust."""
    return app.topic(
        settings.topic(topic), key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw"
    )


def credentials(settings: Settings) -> Any:
    """The settings' TLS and SASL as Faust takes them; None for PLAINTEXT."""
    context = ssl_context(settings)
    if settings.security_protocol.startswith("SASL"):
        return faust.SASLCredentials(
            username=settings.sasl_username,
            password=settings.sasl_password and settings.sasl_password.get_secret_value(),
            mechanism=settings.sasl_mechanism,
            ssl_context=context,
        )
    return faust.SSLCredentials(context) if context else None


def _host_port(server: str) -> tuple[str, int]:
    host, _, port = server.rpartition(":")
    return host.strip("[]"), int(port)

"""The one place where Kafka clients are made, so that security settings and limits reach every one of them."""

import ssl
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.client import AIOKafkaClient
from aiokafka.helpers import create_ssl_context

from schemas.topics import PRODUCER_REQUEST_LIMIT
from services.runtime.fast_lz4 import compress_fast
from services.runtime.header_names import read_any_header_name
from services.runtime.settings import Settings
from services.runtime.stoppable_consumer import StoppableConsumer

read_any_header_name()
compress_fast()


def ssl_context(settings: Settings) -> ssl.SSLContext | None:
    """The TLS context, or None when the protocol has no TLS."""
    if "SSL" not in settings.security_protocol.split("_"):
        return None
    context: ssl.SSLContext = create_ssl_context(
        cafile=settings.ssl_cafile and str(settings.ssl_cafile),
        certfile=settings.ssl_certfile and str(settings.ssl_certfile),
        keyfile=settings.ssl_keyfile and str(settings.ssl_keyfile),
        password=settings.ssl_key_password and settings.ssl_key_password.get_secret_value(),
    )
    return context


def connection(settings: Settings) -> dict[str, Any]:
    """Keyword arguments that every aiokafka client takes."""
    options: dict[str, Any] = {
        "bootstrap_servers": settings.brokers,
        "security_protocol": settings.security_protocol,
        "ssl_context": ssl_context(settings),
    }
    if settings.security_protocol.startswith("SASL"):
        options |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": settings.sasl_password and settings.sasl_password.get_secret_value(),
        }
    return options


def producer(settings: Settings, **options: Any) -> AIOKafkaProducer:
    """An idempotent producer (acks=all, lz4); `transactional_id` makes it transactional. Not started."""
    defaults: dict[str, Any] = {
        "acks": "all",
        "enable_idempotence": True,
        "compression_type": "lz4",
        "max_request_size": PRODUCER_REQUEST_LIMIT,
        "request_timeout_ms": 20_000,
    }
    return AIOKafkaProducer(**connection(settings), **{**defaults, **options})


def consumer(settings: Settings, *topics: str, **options: Any) -> AIOKafkaConsumer:
    """A consumer that reads committed records only, from the earliest on, and never commits by itself. Not started."""
    defaults: dict[str, Any] = {
        "isolation_level": "read_committed",
        "auto_offset_reset": "earliest",
        "enable_auto_commit": False,
        "max_partition_fetch_bytes": PRODUCER_REQUEST_LIMIT,
        "fetch_max_wait_ms": 50,
        "session_timeout_ms": 6_000,
        "heartbeat_interval_ms": 1_000,
        "request_timeout_ms": 20_000,
    }
    return StoppableConsumer(*topics, **connection(settings), **{**defaults, **options})


def admin(settings: Settings) -> AIOKafkaAdminClient:
    """An admin client. Not started."""
    return AIOKafkaAdminClient(**connection(settings), request_timeout_ms=20_000)


def client(settings: Settings, **options: Any) -> AIOKafkaClient:
    """The bare client under the others, to ask a broker something once. Not bootstrapped."""
    return AIOKafkaClient(**connection(settings), **options)

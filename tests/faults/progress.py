"""How far the running system is, asked from outside."""

import json
import urllib.request

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from schemas.topics import ARTICLES_PARSED, ARTICLES_RAW
from services.runtime import kafka_clients
from services.runtime.running_system import running_system
from services.runtime.settings import Settings
from tests.acceptance.up_process import Up

READERS = {"parser": ARTICLES_RAW, "indexer": ARTICLES_PARSED}
"""Which group works off which topic; neither topic has transaction markers, so offsets count records."""


def all_ready(up: Up) -> bool:
    """Whether every process of `themewire up` answers /readyz with 200 now."""
    system = running_system(up.data)
    return system is not None and all(_is_ready(port) for port in system.ops_ports.values())


def _is_ready(ops_port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{ops_port}/readyz", timeout=2) as answer:
            return bool(json.load(answer)["ready"])
    except OSError:
        return False


def in_view(settings: Settings, article_id: str) -> bool:
    """Whether the view knows an article; no when it does not answer."""
    address = f"http://127.0.0.1:{settings.view_port}/v1/articles/{article_id}"
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


async def left_to_do(settings: Settings) -> int | None:
    """Documents not parsed and parsed records not indexed; None while the broker does not answer."""
    try:
        return sum([await _behind(settings, service) for service in READERS])
    except KafkaError:
        return None


async def _behind(settings: Settings, service: str) -> int:
    topic = settings.topic(READERS[service])
    partitions = [TopicPartition(topic, number) for number in range(settings.partitions)]
    consumer = kafka_clients.consumer(settings, group_id=settings.group(service), request_timeout_ms=3000)
    try:
        await consumer.start()
        ends = await consumer.end_offsets(partitions)
        return sum([end - (await consumer.committed(at) or 0) for at, end in ends.items()])
    finally:
        await consumer.stop()

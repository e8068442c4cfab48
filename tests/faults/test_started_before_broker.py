"""Services started before their broker wait for it, say so, and go on by themselves when it comes."""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from schemas.topics import TOPICS
from services.broker.embedded_kafka import EmbeddedKafka
from services.runtime.ports import LOOPBACK, free_port
from services.runtime.settings import Settings
from services.runtime.topic_admin import described_topics
from services.runtime.topic_differences import describe_differences
from tests.acceptance.running import running
from tests.acceptance.system import ServiceProcess, System
from tests.faults.invented_articles import invented_article
from tests.faults.length import lasting
from tests.faults.outage import AWAY, waits_for
from tests.waiting import wait_for

SERVICES = ("ingest", "poller", "parser", "indexer", "view")
WAITING_FOR = lasting(90, 5)
LINES = 4 * (1 + WAITING_FOR // 50)
"""Of one process while it waits: two a minute, with one that it makes at its start."""
READY_WITHIN = 30.0
"""Seconds from when the broker is there; the topics are made in them."""
STOPPED_WITHIN = 10.0

pytestmark = [pytest.mark.timeout(300), pytest.mark.allows_log("aiokafka")]


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[System]:
    """All services, for a broker at an address where nothing listens, when all wait for it."""
    with running(Settings(broker=f"{LOOPBACK}:{free_port()}"), tmp_path / "system") as system:
        for name in SERVICES:
            system.processes.append(ServiceProcess(name, system.settings, tmp_path / f"{name}.log"))
        for process in system.processes:
            wait_for(lambda p=process: "broker" in waits_for(p.ops_port), f"{process.name} waits for the broker")  # type: ignore[misc]
        yield system


def status(port: int, path: str) -> int:
    return httpx.get(f"http://127.0.0.1:{port}{path}", trust_env=False).status_code


def test_they_wait_and_go_on_when_it_comes(waiting: System, tmp_path: Path) -> None:
    settings, began = waiting.settings, time.monotonic()
    assert_ingest_refuses(settings)
    assert status(settings.view_port, "/v1/articles") == 200
    wait_for(lambda: time.monotonic() - began > WAITING_FOR, "they have waited", WAITING_FOR + 30)
    for process in waiting.processes:
        assert process.process.poll() is None, process.log.read_text()
        assert (status(process.ops_port, "/livez"), status(process.ops_port, "/readyz")) == (200, 503)
        assert_says_what_it_waits_for(process, str(settings.broker))

    broker = EmbeddedKafka(tmp_path / "kafka", int(settings.brokers[0].rpartition(":")[2]))
    broker.start()
    try:
        come = time.monotonic()
        for process in waiting.processes:
            wait_for(process.ready, f"{process.name} is ready", READY_WITHIN)
        assert time.monotonic() - come < READY_WITHIN
        assert_topics_are_there(settings)
        article = invented_article(0)
        waiting.post(article.dump, f"?url={article.url}", content_type="text/plain")
        wait_for(lambda: waiting.get(f"/v1/articles/{article.id}"), "the first article is in the view")
        waiting.stop()
    finally:
        broker.stop()


def test_they_stop_cleanly_while_they_wait(waiting: System) -> None:
    told = time.monotonic()
    for process in waiting.processes:
        process.process.terminate()
    assert {p.name: p.process.wait(STOPPED_WITHIN) for p in waiting.processes} == dict.fromkeys(SERVICES, 0)
    assert time.monotonic() - told < STOPPED_WITHIN


def assert_ingest_refuses(settings: Settings) -> None:
    address = f"http://127.0.0.1:{settings.ingest_port}/v1/documents"
    answer = httpx.post(address, content=b"too early", timeout=10, trust_env=False)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1


def assert_says_what_it_waits_for(process: ServiceProcess, address: str) -> None:
    lines = [str(json.loads(line)["event"]) for line in process.log.read_text().splitlines()]
    said = [line for line in lines if f"{AWAY}{address} (THEMEWIRE_BROKER): waiting for it" in line]
    assert said, lines
    assert len(lines) <= LINES, lines


def assert_topics_are_there(settings: Settings) -> None:
    described = asyncio.run(described_topics(settings))
    differences = [line for topic in TOPICS for line in describe_differences(topic, settings, described[topic])]
    assert not differences

"""An index of 20,000 articles starts: ready within a minute, not before all is read back, and then right at work."""

import asyncio
import json
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from schemas.topics import ARTICLES_RAW, HEADLINES_RELATED, INDEXER_SIGNATURES
from services.cli.verify import compare
from services.runtime import kafka_clients
from services.runtime.quiescence import wait_until_quiescent
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from services.runtime.whole_topic import newest_values
from tests.acceptance.running import running
from tests.acceptance.system import ServiceProcess
from tests.faults.indexed_log import fill, parsed
from tests.faults.invented_articles import THEMES_AT_ONCE, InventedArticle, invented_article
from tests.faults.length import lasting
from tests.processes import cpu_seconds
from tests.waiting import POLL

ARTICLES = round(lasting(20_000, 500))
READY_WITHIN = 60.0
PATIENCE = lasting(300, 60)
SAMPLE = 200
READ, RESTORED = "themewire_read_back_total", "themewire_restored_records_total"
TAKEN = "themewire_records_in_total"

pytestmark = pytest.mark.timeout(1800)


@dataclass(frozen=True)
class Filled:
    """A log with an index of `ARTICLES` articles; `records` by topic name, old versions of views included."""

    settings: Settings
    records: Counter[str]
    seconds: float


@pytest.fixture(scope="module")
def filled(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    started = time.monotonic()
    settings = Settings(
        broker=kafka, topic_prefix=f"cold-{uuid.uuid4().hex[:8]}-", data=tmp_path_factory.mktemp("cold"), ops_port=0
    )
    asyncio.run(ensure_topics(settings))
    records = asyncio.run(fill(settings, (parsed(invented_article(number)) for number in range(ARTICLES))))
    assert records[INDEXER_SIGNATURES.name] == ARTICLES < records[HEADLINES_RELATED.name]
    return Filled(settings, records, time.monotonic() - started)


@dataclass(frozen=True)
class Seen:
    """One look at a process that starts: what it waits for, and what it had read a moment later; `cpu` in seconds."""

    seconds: float
    cpu: float
    waiting_for: list[str]
    metrics: dict[tuple[str, str], float]

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s ({self.cpu:.1f} s of processor time)"


def watch_start(process: ServiceProcess) -> list[Seen]:
    """Looks at a process that was started just now until it is ready."""
    started, looks = time.monotonic(), list[Seen]()
    while not looks or looks[-1].waiting_for:
        assert process.process.poll() is None, f"{process.name} left: {process.log.read_text()[-2000:]}"
        assert time.monotonic() - started < PATIENCE, f"not ready; last {looks[-1:]}"
        try:
            status, body = _get(process.ops_port, "/readyz")
            seconds = time.monotonic() - started
            metrics = _metrics(_get(process.ops_port, "/metrics")[1])
            cpu = cpu_seconds(process.process.pid)
        except OSError:
            time.sleep(POLL)
            continue
        answer = json.loads(body)
        assert (status == 200) == answer["ready"] == (not answer["waiting_for"])
        looks.append(Seen(seconds, cpu, answer["waiting_for"], metrics))
    return looks


def _get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def _metrics(text: str) -> dict[tuple[str, str], float]:
    """Samples by name and topic."""
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name, sample.labels["topic"]): sample.value for sample in samples if "topic" in sample.labels}


def test_the_indexer_is_ready_when_its_state_is_read_back_and_then_works(
    filled: Filled, tmp_path: Path, measured: Callable[[str], None]
) -> None:
    own = filled.settings
    with running(own, tmp_path) as system:
        system.start("parser")
        indexer = ServiceProcess("indexer", own, tmp_path / "indexer.log")
        system.processes.append(indexer)
        looks = watch_start(indexer)

        def read_back(look: Seen, counter: str) -> Counter[str]:
            return Counter({topic: round(v) for (name, topic), v in look.metrics.items() if name == counter})

        read, taken = read_back(looks[-1], READ), read_back(looks[-1], RESTORED)
        before = [look for look in looks if "recovered" in look.waiting_for]
        assert any(0 < read_back(look, READ).total() < read.total() for look in before), "never seen while it read"
        for topic in (INDEXER_SIGNATURES.name, HEADLINES_RELATED.name):
            # The broker may have compacted some of it away by now.
            assert ARTICLES <= read[topic] <= filled.records[topic]
            assert taken[topic] == ARTICLES
        assert looks[-1].seconds < READY_WITHIN
        measured(f"{ARTICLES} articles, {read.total()} state records: ready after {looks[-1]}")

        new = invented_article(ARTICLES)
        started = time.monotonic()
        asyncio.run(_send(own, new))
        asyncio.run(wait_until_quiescent(own, PATIENCE))
        measured(f"a new article: {time.monotonic() - started:.1f} s")
        views = {k.decode(): json.loads(v) for k, v in asyncio.run(newest_values(own, HEADLINES_RELATED)).items()}
        old = invented_article(ARTICLES - THEMES_AT_ONCE)
        assert len(views) == ARTICLES + 1
        assert old.id in {entry["id"] for entry in views[new.id]["related"]}
        assert new.id in {entry["id"] for entry in views[old.id]["related"]}
        started = time.monotonic()
        assert asyncio.run(compare(own)) == (ARTICLES + 1, [])
        measured(f"verify: {time.monotonic() - started:.1f} s; filling: {filled.seconds:.1f} s")


def test_an_empty_view_is_ready_when_it_has_caught_up(
    filled: Filled, tmp_path: Path, measured: Callable[[str], None]
) -> None:
    own = filled.settings
    views = {key.decode(): json.loads(v) for key, v in asyncio.run(newest_values(own, HEADLINES_RELATED)).items()}
    with running(own, tmp_path) as system:
        view = ServiceProcess("view", system.settings, tmp_path / "view.log")
        system.processes.append(view)
        looks = watch_start(view)
        read = [round(look.metrics.get((TAKEN, HEADLINES_RELATED.name), 0)) for look in looks]
        on_the_way = [taken for look, taken in zip(looks, read, strict=True) if "caught_up" in look.waiting_for]
        assert any(taken < read[-1] for taken in on_the_way), "never seen on its way"
        assert looks[-1].seconds < READY_WITHIN
        measured(f"view of {len(views)} articles, {read[-1]} records: ready after {looks[-1]}")
        for article_id in Random(0).sample(sorted(views), SAMPLE):
            shown: Any = system.get(f"/v1/articles/{article_id}/related")
            assert shown, f"{article_id} is not there"
            assert shown["related"] == views[article_id]["related"]


async def _send(settings: Settings, article: InventedArticle) -> None:
    headers = [("ce_subject", article.url.encode()), ("ce_time", article.published.isoformat().encode())]
    async with kafka_clients.producer(settings) as producer:
        await producer.send_and_wait(settings.topic(ARTICLES_RAW), article.dump, headers=headers)

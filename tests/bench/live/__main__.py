"""Documents at a steady rate through the whole system, to a thousand clients of live changes.

Told: the time from a document's 202 to its first event, at 1 client and at 1,000, and how much of it lies after a bare
consumer of headlines.related had the record; what the view's process used of a core; and the time from a confirmed send
to the consumer for the same bytes over the same broker, with nothing between.
"""

import asyncio
import tempfile
import time
from pathlib import Path

import httpx
from aiokafka import TopicPartition

from schemas.topics import ARTICLES_RAW, HEADLINES_RELATED
from services.broker.embedded_kafka import EmbeddedKafka
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from tests.acceptance.running import running
from tests.acceptance.system import System
from tests.bench.live.listeners import listening
from tests.faults.invented_articles import InventedArticle, invented_article
from tests.processes import cpu_seconds, resident_mib

RATE = 50
"""Documents a second."""
SECONDS = 20
WARM_UP = 100
CLIENTS = 1000
OF_EVERYTHING = 50


def queries(first: int) -> list[str]:
    """What the clients ask: some all, most one article as an embedded list does, the rest a word or a publisher."""
    articles = [f"?article={invented_article(first + number).id}" for number in range(CLIENTS - OF_EVERYTHING - 200)]
    words = [f"?q={invented_article(first + 7 * number).headline.split()[0]}" for number in range(100)]
    publishers = [f"?publisher=publisher-{number % 20}.example" for number in range(99)]
    return [*[""] * OF_EVERYTHING, *articles, *words, *publishers]


async def post(client: httpx.AsyncClient, article: InventedArticle, accepted: dict[str, float]) -> None:
    params, headers = {"url": article.url}, {"content-type": "text/plain"}
    try:
        answer = await client.post("/v1/documents", params=params, content=article.dump, headers=headers)
    except httpx.TransportError:  # a kept connection that ends as it is used again; sending twice changes nothing
        answer = await client.post("/v1/documents", params=params, content=article.dump, headers=headers)
    assert answer.status_code == 202, answer.text
    accepted[answer.json()["article_id"]] = time.monotonic()


async def posted(client: httpx.AsyncClient, first: int, count: int) -> dict[str, float]:
    """Posts at `RATE`; gives when each was accepted, by article id."""
    accepted: dict[str, float] = {}
    started = time.monotonic()
    posts = []
    for number in range(count):
        await asyncio.sleep(max(0, started + number / RATE - time.monotonic()))
        posts.append(asyncio.create_task(post(client, invented_article(first + number), accepted)))
    await asyncio.gather(*posts)
    return accepted


async def floor(settings: Settings, count: int) -> list[float]:
    """Seconds from a confirmed send to the consumer, at the same rate, of the same bytes."""
    topic = f"floor-{ARTICLES_RAW.name}"
    bare = settings.model_copy(update={"topic_prefix": "floor-"})
    await ensure_topics(bare, [ARTICLES_RAW])
    sent: dict[bytes, float] = {}
    seen: dict[bytes, float] = {}

    async with kafka_clients.consumer(bare, topic) as consumer, kafka_clients.producer(bare) as producer:

        async def consume() -> None:
            async for record in consumer:
                seen[record.key] = time.monotonic()

        consuming = asyncio.create_task(consume())
        started = time.monotonic()
        for number in range(count):
            await asyncio.sleep(max(0, started + number / RATE - time.monotonic()))
            key = str(number).encode()
            await producer.send_and_wait(topic, invented_article(number).dump, key=key)
            sent[key] = time.monotonic()
        while len(seen) < count:
            await asyncio.sleep(0.05)
        consuming.cancel()
        await asyncio.gather(consuming, return_exceptions=True)
    return [max(0.0, seen[key] - at) for key, at in sent.items()]


def told(name: str, seconds: list[float]) -> None:
    ordered = [round(1000 * one) for one in sorted(seconds)]
    p50, p99 = (ordered[int(part * (len(ordered) - 1))] for part in (0.5, 0.99))
    print(f"{name}: p50 {p50} ms, p99 {p99} ms, most {ordered[-1]} ms ({len(ordered)} documents)", flush=True)


async def first_records(settings: Settings, seen: dict[str, float]) -> None:
    """Notes when a consumer beside the view has the first record of each article."""
    async with kafka_clients.consumer(settings, auto_offset_reset="latest") as consumer:
        topic = settings.topic(HEADLINES_RELATED)
        consumer.assign([TopicPartition(topic, partition) for partition in range(settings.partitions)])
        async for record in consumer:
            seen.setdefault(record.key.decode(), time.monotonic())


async def measured(system: System, first: int, asked: list[str]) -> None:
    view = next(process for process in system.processes if process.name == "view").process.pid
    ingest = f"http://127.0.0.1:{system.settings.ingest_port}"
    async with (
        listening(system.settings.view_port, asked) as listeners,
        httpx.AsyncClient(base_url=ingest, timeout=30, trust_env=False) as client,
    ):
        seen: dict[str, float] = {}
        consuming = asyncio.create_task(first_records(system.settings, seen))
        cpu, started = cpu_seconds(view), time.monotonic()
        accepted = await posted(client, first, RATE * SECONDS)
        while missing := accepted.keys() - listeners.first_at.keys():
            assert time.monotonic() - started < SECONDS + 60, f"{len(missing)} never came"
            await asyncio.sleep(0.05)
        share = (cpu_seconds(view) - cpu) / (time.monotonic() - started)
        told(f"202 to event, {listeners.connected} clients", [listeners.first_at[i] - at for i, at in accepted.items()])
        told(
            "  of it after a bare consumer", [max(0.0, listeners.first_at[i] - seen[i]) for i in accepted if i in seen]
        )
        consuming.cancel()
        await asyncio.gather(consuming, return_exceptions=True)
        print(
            f"  the view used {100 * share:.0f} % of a core and {resident_mib(view):.0f} MiB;"
            f" {listeners.received / 1e6:.0f} MB were received; {len(asked) + 1 - listeners.connected} were cut off",
            flush=True,
        )


async def run(settings: Settings, system: System) -> None:
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{system.settings.ingest_port}", timeout=30, trust_env=False
    ) as client:
        await posted(client, 0, WARM_UP)
    first = WARM_UP
    for asked in ([], queries(first + RATE * SECONDS)):
        told("bare send to consumer", await floor(settings, RATE * SECONDS // 2))
        await measured(system, first, asked)
        first += RATE * SECONDS


def main() -> None:
    """Prints every figure."""
    with tempfile.TemporaryDirectory() as name:
        broker = EmbeddedKafka(Path(name) / "kafka")
        broker.start()
        settings = Settings(broker=broker.bootstrap, data=Path(name))
        try:
            with running(settings, Path(name)) as system:
                system.start_all()
                asyncio.run(run(settings, system))
        finally:
            broker.stop()


if __name__ == "__main__":
    main()

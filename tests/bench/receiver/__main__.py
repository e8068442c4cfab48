"""`make bench-receiver`: the receiver beside the same FastAPI route with nothing but an aiokafka send, and a batch
beside a bare producer. Exit code 1 when a ratio is not reached.

Both are measured in turns on one embedded Kafka, since what else the machine does changes; medians are compared.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from schemas.article_id import article_id_of
from schemas.topics import ARTICLES_RAW, TOPICS
from services.broker.embedded_kafka import EmbeddedKafka
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from tests.bench.http_load import Load, exchanges
from tests.bench.receiver.load import BODY_BYTES, batch, batch_of, bodies, requests

ROUNDS = 7
SECONDS = 3.0
CONNECTIONS = 16
LINES = 10_000
POSTS_AT_LEAST = 0.8
BATCH_AT_LEAST = 0.6


@contextmanager
def server(name: str, settings: Settings) -> Iterator[int]:
    """The port of one of `tests.bench.receiver.server` in a process of its own."""
    environment = {**os.environ, "THEMEWIRE_BROKER": settings.broker or ""}
    command = [sys.executable, "-m", "tests.bench.receiver.server", name]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.communicate()


async def bare_producer(settings: Settings, documents: list[bytes]) -> Load:
    """The documents by aiokafka, keyed as the receiver keys them."""
    keys = [article_id_of(f"https://gazette.example/{n}").encode() for n in range(len(documents))]
    async with kafka_clients.producer(settings) as producer:
        topic = settings.topic(ARTICLES_RAW)
        await producer.partitions_for(topic)
        began = time.perf_counter()
        sent = [await producer.send(topic, body, key=key) for key, body in zip(keys, documents, strict=True)]
        await asyncio.gather(*sent)
        return Load(len(documents) / (time.perf_counter() - began), 0.0)


async def posts(port: int, requests: Sequence[bytes], seconds: float) -> Load:
    """One round of POSTs; each must be accepted."""
    return await exchanges(port, requests, status=202, connections=CONNECTIONS, seconds=seconds)


def measure(settings: Settings) -> bool:
    """Prints the figures; whether both ratios are reached."""
    documents = bodies(LINES)
    posted, content = requests(documents[:500]), batch_of(documents)
    ours, theirs, ours_batch, theirs_batch = [], [], [], []
    with server("receiver", settings) as port, server("bare", settings) as bare_port:
        for warm in (port, bare_port):
            asyncio.run(posts(warm, posted, 1))
        for _ in range(ROUNDS):
            ours.append(asyncio.run(posts(port, posted, SECONDS)))
            theirs.append(asyncio.run(posts(bare_port, posted, SECONDS)))
            ours_batch.append(asyncio.run(batch(port, content, LINES)))
            theirs_batch.append(asyncio.run(bare_producer(settings, documents)))
    print(f"POST of {BODY_BYTES} bytes, {CONNECTIONS} connections, medians of {ROUNDS} rounds")
    for name, loads in (("receiver", ours), ("route and send only", theirs)):
        rate, p99 = median(load.per_second for load in loads), median(load.p99_ms for load in loads)
        print(f"  {name:<22} {rate:7.0f} requests/s   p99 {p99:6.1f} ms")
    enough = ratio("posts", ours, theirs, POSTS_AT_LEAST)
    print(f"batch of {LINES} documents of {BODY_BYTES} bytes")
    for name, loads in (("receiver", ours_batch), ("bare producer", theirs_batch)):
        print(f"  {name:<22} {median(load.per_second for load in loads):7.0f} documents/s")
    return ratio("batch", ours_batch, theirs_batch, BATCH_AT_LEAST) and enough


def ratio(what: str, ours: list[Load], theirs: list[Load], least: float) -> bool:
    """Prints the median of the rounds' ratios; whether it is at least `least`."""
    found = median(mine.per_second / other.per_second for mine, other in zip(ours, theirs, strict=True))
    print(f"  ratio {found:.2f}, to reach: {least:.2f}")
    if found < least:
        print(f"  {what}: not reached", file=sys.stderr)
    return found >= least


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        broker = EmbeddedKafka(Path(folder))
        broker.start()
        try:
            settings = Settings(broker=broker.bootstrap)
            asyncio.run(ensure_topics(settings, TOPICS))
            return 0 if measure(settings) else 1
        finally:
            broker.stop()


if __name__ == "__main__":
    raise SystemExit(main())

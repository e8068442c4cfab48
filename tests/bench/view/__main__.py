"""`make bench-view`: how soon a view that begins with nothing is at the end of the log, and how quickly it answers over
200,000 articles. Exit code 1 when a figure is not reached.

Each is measured beside a floor in the same run: reading the same topics and keeping nothing; the same server answering
as many constant bytes.
"""

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from schemas.topics import ARTICLES_CURRENT, HEADLINES_RELATED, Topic
from services.broker.embedded_kafka import EmbeddedKafka
from services.runtime import kafka_clients
from services.runtime.circuit_breaker import CircuitBreaker
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from services.runtime.whole_topic import read_whole
from services.view.store import Store, store_path
from services.view.take_records import Taking
from tests.acceptance.system import ServiceProcess
from tests.bench.http_load import Load, exchanges, get
from tests.bench.view.generated import identity, related_record, text_record, words_of

REBUILT, SERVED = 100_000, 200_000
REBUILT_WITHIN = 60.0
RELATED_PER_CORE, RELATED_P99_MS, SEARCH_P99_MS = 2_000.0, 5.0, 30.0
ROUNDS, SECONDS = 5, 3.0
BATCH = 2_000
TOPICS = (ARTICLES_CURRENT, HEADLINES_RELATED)


async def produce(settings: Settings) -> None:
    """Both records of each article."""
    async with kafka_clients.producer(settings, linger_ms=20, max_batch_size=1 << 20) as producer:
        for start in range(0, REBUILT, BATCH):
            sent = []
            for number in range(start, min(REBUILT, start + BATCH)):
                for topic, record in (
                    (ARTICLES_CURRENT, text_record(number)),
                    (HEADLINES_RELATED, related_record(number, SERVED)),
                ):
                    sent.append(await producer.send(settings.topic(topic), record.value, key=record.key))
            await asyncio.gather(*sent)


async def bare_read(settings: Settings, topics: Sequence[Topic] = TOPICS) -> float:
    """Seconds to read the topics and keep nothing."""
    began = time.perf_counter()
    for topic in topics:
        async for _ in read_whole(settings, topic):
            pass
    return time.perf_counter() - began


def rebuild(settings: Settings, log: Path) -> float:
    """Seconds from the start of a view without a file until it is ready."""
    began = time.perf_counter()
    view = ServiceProcess("view", settings, log)
    while not view.ready():
        time.sleep(0.05)
    seconds = time.perf_counter() - began
    view.stop()
    return seconds


def fill(path: Path) -> None:
    """The other articles, without Kafka."""
    with Store(path) as store:
        taking = Taking(store, CircuitBreaker(), ARTICLES_CURRENT.name)
        for start in range(REBUILT, SERVED, BATCH):
            numbers = range(start, min(SERVED, start + BATCH))
            texts = [text_record(number, ARTICLES_CURRENT.name) for number in numbers]
            store.save(taking.changes([*texts, *(related_record(number, SERVED) for number in numbers)]), {})


@contextmanager
def server(*arguments: str) -> Iterator[tuple[int, int]]:
    """Port and process id of `tests.bench.view.server`."""
    command = [sys.executable, "-m", "tests.bench.view.server", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline()), process.pid
        process.communicate()


def cpu_seconds(pid: int) -> float:
    """What a process has used of its cores, in user mode and the system's."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def loaded(port: int, pid: int, requests: Sequence[bytes], connections: int) -> tuple[Load, float]:
    """One round, and the requests in a second of the server's own time."""
    before = cpu_seconds(pid)
    load = asyncio.run(exchanges(port, requests, status=200, connections=connections, seconds=SECONDS))
    return load, load.per_second * SECONDS / (cpu_seconds(pid) - before)


def tell(name: str, rounds: Sequence[tuple[Load, float]]) -> tuple[float, float]:
    """Prints the medians; gives requests a second of CPU, and p99."""
    rate, p99 = median(load.per_second for load, _ in rounds), median(load.p99_ms for load, _ in rounds)
    of_core = median(each for _, each in rounds)
    print(f"  {name:<28} {rate:7.0f} requests/s   {of_core:7.0f} a core   p99 {p99:6.1f} ms", flush=True)
    return of_core, p99


def serve(path: Path) -> list[bool]:
    """Prints what readers wait for; whether each figure is reached."""
    chance = random.Random(20)
    some = [chance.randrange(SERVED) for _ in range(4_000)]
    related = [get(f"/v1/articles/{identity(number)}/related") for number in some]
    queries = [[*words_of(number, 30)[:: 30 // count][:count]] for number in some for count in (1, 2, 3)]
    searches = [get(f"/v1/articles?q={'+'.join(words)}") for words in queries]
    best = [get(f"/v1/articles?sort=relevance&q={'+'.join(words)}") for words in queries]
    with Store(path) as store:
        size = len(store.record(identity(some[0])) or b"")
    print(f"{SERVED:,} articles, answers of about {size:,} bytes, medians of {ROUNDS} rounds")
    with server("view", str(path)) as (port, pid), server("constant", str(size)) as (bare, bare_pid):
        rounds: dict[str, list[tuple[Load, float]]] = {}
        for name, to, its, asked, connections in [
            ("related by id, 1 at a time", port, pid, related, 1),
            ("constant bytes, 1 at a time", bare, bare_pid, related, 1),
            ("related by id, 4 at a time", port, pid, related, 4),
            ("related by id, 8 at a time", port, pid, related, 8),
            ("constant bytes, 8 at a time", bare, bare_pid, related, 8),
            ("the newest articles", port, pid, [get("/v1/articles")], 1),
            ("full text, newest first", port, pid, searches, 1),
            ("full text, best first", port, pid, best, 1),
        ]:
            asyncio.run(exchanges(to, asked, status=200, connections=connections, seconds=1))
            rounds[name] = [loaded(to, its, asked, connections) for _ in range(ROUNDS)]
        told = {name: tell(name, each) for name, each in rounds.items()}
    ratio = told["related by id, 8 at a time"][0] / told["constant bytes, 8 at a time"][0]
    print(f"  related by id has {ratio:.2f} of the constant answer's rate")
    return [
        reached(
            "related by id, requests/s a core", told["related by id, 4 at a time"][0], RELATED_PER_CORE, least=True
        ),
        reached("the same, p99 in ms", told["related by id, 4 at a time"][1], RELATED_P99_MS),
        reached("full text, newest first, p99 in ms", told["full text, newest first"][1], SEARCH_P99_MS),
        reached("full text, best first, p99 in ms", told["full text, best first"][1], SEARCH_P99_MS),
    ]


def reached(what: str, found: float, wanted: float, *, least: bool = False) -> bool:
    """Prints a figure beside what it must be; whether it is."""
    good = found >= wanted if least else found <= wanted
    bound = f"{'at least' if least else 'at most'} {wanted:,.0f}"
    print(f"{what}: {found:,.1f}, to be {bound}{'' if good else ': NOT REACHED'}")
    return good


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        broker = EmbeddedKafka(Path(folder) / "kafka")
        broker.start()
        try:
            settings = Settings(broker=broker.bootstrap, data=Path(folder), view_port=0)
            asyncio.run(ensure_topics(settings, TOPICS))
            asyncio.run(produce(settings))
            floor = asyncio.run(bare_read(settings))
            seconds = rebuild(settings, Path(folder) / "view.log")
        finally:
            broker.stop()
        print(f"{REBUILT:,} articles read from Kafka in {floor:.1f} s, stored by a view in {seconds:.1f} s", flush=True)
        met = [reached("a view from nothing to ready, in s", seconds, REBUILT_WITHIN)]
        fill(store_path(settings))
        met += serve(store_path(settings))
    return 0 if all(met) else 1


if __name__ == "__main__":
    raise SystemExit(main())

"""``python -m tests.bench.index.ready``: how soon an indexer that starts on a Kafka with a shard of 125,000 articles is
ready. Exit code 1 when both of two starts take longer than one may: on a virtual machine whose host takes free memory
back the first also waits for 3 GB of it, up to 6 s.

The state is that of an eighth of allsides_dev, again and again under other ids, as compaction leaves it and as a log
that compaction is about to come round to: Kafka cleans one when half of it is old. Measured beside reading the same
records and keeping nothing.
"""

import argparse
import asyncio
import re
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from schemas.article_id import article_id_of
from schemas.topics import HEADLINES_RELATED, INDEXER_SIGNATURES, TOPICS
from services.broker.embedded_kafka import EmbeddedKafka
from services.indexer.view_digest import digests_of
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.shard_records import InputRecord
from services.runtime.topic_admin import ensure_topics
from services.runtime.transactional_shards import home_of
from services.runtime.whole_topic import read_whole
from tests.acceptance.system import ServiceProcess
from tests.bench.index import engines
from tests.bench.index.shard_state import PARTITIONS, TARGET_ARTICLES, state_records
from tests.processes import cpu_seconds
from tests.waiting import wait_for

READY_WITHIN = 20.0
STATE = (INDEXER_SIGNATURES, HEADLINES_RELATED)
BATCH = 500
_ID = re.compile(rb'"id":"([0-9a-f]{32})"')


class OtherIds:
    """One more copy of the articles: each id gets another, whose partition is 0 just where that of the first is."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._known: dict[bytes, bytes] = {}

    def of(self, record: InputRecord) -> InputRecord:
        value = _ID.sub(lambda found: b'"id":"' + self._other(found[1]) + b'"', record.value or b"")
        headers = digests_of(value).headers if record.topic == HEADLINES_RELATED else ()
        return replace(record, key=self._other(record.key or b""), value=value, headers=headers)

    def _other(self, own: bytes) -> bytes:
        if own not in self._known:
            at_home = home_of(own.decode(), PARTITIONS) == 0
            tried = (article_id_of(f"{own.decode()} {self._number} {attempt}") for attempt in count())
            self._known[own] = next(id_ for id_ in tried if (home_of(id_, PARTITIONS) == 0) == at_home).encode()
        return self._known[own]


def repeated(state: Sequence[InputRecord], articles: int) -> Iterator[InputRecord]:
    """The state of so many articles, from records of both kinds of fewer."""
    of_each = len(state) // len(STATE)
    for number in range(-(-articles // of_each)):
        ids = OtherIds(number)
        yield from (ids.of(record) for record in state[: len(STATE) * (articles - number * of_each)])


async def produce(settings: Settings, records: Iterator[InputRecord]) -> None:
    async with kafka_clients.producer(settings, linger_ms=20, max_batch_size=1 << 20) as producer:
        sent = []
        for record in records:
            topic, headers = settings.topic(record.topic), list(record.headers)
            sent.append(await producer.send(topic, record.value, record.key, record.partition, headers=headers))
            if len(sent) == BATCH:
                await asyncio.gather(*sent)
                sent.clear()
        await asyncio.gather(*sent)


async def bare_read(settings: Settings) -> tuple[int, float]:
    """Records of the state topics, and the seconds to read them and keep nothing."""
    began, records = time.perf_counter(), 0
    for topic in STATE:
        async for _ in read_whole(settings, topic):
            records += 1
    return records, time.perf_counter() - began


def ready(settings: Settings, log: Path) -> tuple[int, float, float]:
    """Articles that an indexer holds when it is ready, and the seconds from its start until then, and its CPU time."""
    began = time.perf_counter()
    indexer = ServiceProcess("indexer", settings, log)
    wait_for(indexer.ready, "the indexer is ready", seconds=600)
    seconds, cpu = time.perf_counter() - began, cpu_seconds(indexer.process.pid)
    with urllib.request.urlopen(f"http://127.0.0.1:{indexer.ops_port}/metrics", timeout=5) as answer:
        families = text_string_to_metric_families(answer.read().decode())
    held = {
        sample.value
        for family in families
        for sample in family.samples
        if sample.name == "themewire_restored_records_total"
    }
    indexer.stop()
    return int(min(held)), seconds, cpu


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.bench.index.ready", description=__doc__)
    options.add_argument("--articles", type=int, default=TARGET_ARTICLES, help="of the shard")
    options.add_argument("--shared", type=Path, default=engines.ROOT.parent / "shared", help="the folder of data")
    given = options.parse_args()
    stream = given.shared / "data" / "stream" / "allsides_dev.jsonl.gz"
    if not stream.exists():
        sys.exit(f"nothing to measure: no {stream} (another folder: --shared DIR)")
    state = list(state_records(stream, 1))
    with tempfile.TemporaryDirectory() as folder:
        broker = EmbeddedKafka(Path(folder) / "kafka")
        broker.start()
        try:
            settings = Settings(broker=broker.bootstrap, data=Path(folder), partitions=PARTITIONS)
            asyncio.run(ensure_topics(settings, TOPICS))
            seconds = []
            for log in ("compacted", "half of it old"):
                asyncio.run(produce(settings, repeated(state, given.articles)))
                records, floor = asyncio.run(bare_read(settings))
                print(f"{given.articles:,} articles, {log}: {records:,} records are read in {floor:.1f} s", flush=True)
                for start in ("first", "second"):
                    held, took, cpu = ready(settings, Path(folder) / "indexer.log")
                    assert held == given.articles
                    seconds.append(took)
                    print(f"  {start} start: ready after {took:.1f} s, {cpu:.1f} s of CPU time", flush=True)
        finally:
            broker.stop()
    good = min(seconds[:2]) < READY_WITHIN
    print(f"ready in s: {min(seconds[:2]):.1f}, to be less than {READY_WITHIN:.0f}{'' if good else ': NOT REACHED'}")
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())

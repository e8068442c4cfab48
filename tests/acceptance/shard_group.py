"""Starts members of the counting shard group as processes, loads records, and reads what became visible."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from aiokafka import TopicPartition

from schemas.topics import ARTICLES_CURRENT, ARTICLES_PARSED, INDEXER_EXCHANGE
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from tests.acceptance.counting_member import SERVICE
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]


class Member:
    """One process of the group."""

    def __init__(self, settings: Settings, log: Path, crash_at: str = "") -> None:
        self.log = log
        environment = {name: value for name, value in os.environ.items() if not name.startswith("THEMEWIRE_")}
        environment |= {
            "THEMEWIRE_BROKER": settings.broker or "",
            "THEMEWIRE_TOPIC_PREFIX": settings.topic_prefix,
            "THEMEWIRE_PARTITIONS": str(settings.partitions),
            "THEMEWIRE_CRASH_AT": crash_at,
        }
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.acceptance.counting_member"],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        self._port: int | None = None

    async def get(self, path: str) -> httpx.Response:
        if self._port is None:
            assert self._process.stdout is not None
            self._port = int(await asyncio.to_thread(self._process.stdout.readline))
        async with httpx.AsyncClient() as client:
            return await client.get(f"http://127.0.0.1:{self._port}{path}")

    async def ready(self) -> bool:
        return (await self.get("/readyz")).status_code == 200

    async def shards(self) -> int:
        found = re.search(r'^themewire_shards\{service="counting"\} (\S+)$', (await self.get("/metrics")).text, re.M)
        return int(float(found[1])) if found else 0

    async def ended(self) -> int:
        """The exit code, once the process has ended by itself."""
        return await asyncio.wait_for(asyncio.to_thread(self._process.wait), 40)

    async def stop(self) -> int:
        """The exit code after SIGTERM, sent when the process is up and listens to it."""
        await self.get("/livez")
        self._process.send_signal(signal.SIGTERM)
        return await self.ended()

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


@asynccontextmanager
async def member(settings: Settings, log: Path, crash_at: str = "") -> AsyncIterator[Member]:
    """A member process; killed at the end of the block if it still runs."""
    started = Member(settings, log, crash_at)
    try:
        yield started
    finally:
        started.close()


async def load(settings: Settings, keys: Sequence[bytes], value: bytes = b"1", pause: float = 0.0) -> None:
    """Sends one parsed record per key; returns when the broker has all."""
    producer = kafka_clients.producer(settings)
    await producer.start()
    try:
        sent = []
        for key in keys:
            sent.append(await producer.send(settings.topic(ARTICLES_PARSED), value, key))
            if pause:
                await asyncio.sleep(pause)
        await asyncio.gather(*sent)
    finally:
        await producer.stop()


async def lag(settings: Settings) -> int:
    """Offsets between what the group committed and the ends of its inputs, all partitions together."""
    consumer = kafka_clients.consumer(settings, group_id=settings.group(SERVICE))
    await consumer.start()
    try:
        inputs = [
            TopicPartition(settings.topic(topic), partition)
            for topic in (ARTICLES_PARSED, INDEXER_EXCHANGE)
            for partition in range(settings.partitions)
        ]
        ends = await consumer.end_offsets(inputs)
        return sum([ends[tp] - (await consumer.committed(tp) or 0) for tp in inputs])
    finally:
        await consumer.stop()


class VisibleCounts:
    """Follows the committed records of `articles.current`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.counts: dict[bytes, list[int]] = defaultdict(list)

    async def __aenter__(self) -> "VisibleCounts":
        self._consumer = kafka_clients.consumer(self._settings, group_id=None)
        await self._consumer.start()
        name = self._settings.topic(ARTICLES_CURRENT)
        self._consumer.assign([TopicPartition(name, partition) for partition in range(self._settings.partitions)])
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()

    @property
    def total(self) -> int:
        return sum(map(len, self.counts.values()))

    async def read(self) -> None:
        for records in (await self._consumer.getmany(timeout_ms=100)).values():
            for record in records:
                self.counts[record.key].append(int(record.value))

    async def reach(self, total: int) -> None:
        async def reached() -> bool:
            await self.read()
            return self.total >= total

        await until(reached, f"{total} counts visible (now {self.total})", 60)

    def assert_exact(self, keys: Sequence[bytes]) -> None:
        """Every record counted exactly once at its home and once where it was told, and counts never go back."""
        expected = {}
        for key in set(keys):
            expected[key] = expected[b"told:" + key] = list(range(1, keys.count(key) + 1))
        assert dict(self.counts) == expected

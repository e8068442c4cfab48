"""A consumer group as the broker sees it, and how its processes share the work."""

import asyncio
import re
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from schemas.topics import ARTICLES_PARSED, ARTICLES_RAW, Topic
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from tests.acceptance.system import ServiceProcess
from tests.faults.one_service import committed_offsets
from tests.waiting import wait_for

READ: Mapping[str, Topic] = {"parser": ARTICLES_RAW, "indexer": ARTICLES_PARSED}
"""What each group reads."""


async def members(settings: Settings, service: str) -> int:
    """How many members the group has, once it is stable; 0 while it is not."""
    admin = kafka_clients.admin(settings)
    await admin.start()
    try:
        (answer,) = await admin.describe_consumer_groups([settings.group(service)])
        (_error, _group, state, _type, _protocol, described, *_rest) = answer.groups[0]
        return len(described) if state == "Stable" else 0
    finally:
        await admin.close()


def shards(process: ServiceProcess) -> int:
    """How many partitions an indexer or a poller says it owns."""
    with urllib.request.urlopen(f"http://127.0.0.1:{process.ops_port}/metrics", timeout=5) as answer:
        samples = answer.read().decode()
    found = re.search(rf'^themewire_shards\{{service="{process.name}"\}} (\S+)$', samples, re.M)
    return int(float(found[1])) if found else 0


def await_members(settings: Settings, service: str, count: int) -> None:
    wait_for(lambda: asyncio.run(members(settings, service)) == count, f"the group of {service} has {count} members")


def await_progress(settings: Settings, service: str) -> None:
    """Returns when the group has committed more of every partition than it had when called; load must go on."""
    before = _committed(settings, service)

    def moved() -> bool:
        now = _committed(settings, service)
        return len(now) == settings.partitions and all(now[p] > before.get(p, 0) for p in now)

    wait_for(moved, f"offsets of {service} move on every partition")


def is_stopped(pid: int) -> bool:
    """Whether SIGSTOP has stopped the process."""
    return "\nState:\tT" in Path(f"/proc/{pid}/status").read_text()


def _committed(settings: Settings, service: str) -> dict[int, int]:
    topic = settings.topic(READ[service])
    offsets = asyncio.run(committed_offsets(settings, service))
    return {partition: offset for (name, partition), offset in offsets.items() if name == topic}

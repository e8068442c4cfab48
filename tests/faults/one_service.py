"""One service as a process, what it says of itself, and what its consumer group committed."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from services.runtime import kafka_clients
from services.runtime.settings import Settings
from tests.acceptance.system import ServiceProcess
from tests.waiting import wait_for


@contextmanager
def serving(name: str, settings: Settings, log: Path, **changed: Any) -> Iterator[ServiceProcess]:
    """`themewire serve NAME`, with some settings changed; killed at the end if it still runs."""
    process = ServiceProcess(name, settings.model_copy(update=changed), log)
    try:
        yield process
    finally:
        process.kill()


def readyz(process: ServiceProcess) -> tuple[int, dict[str, Any]]:
    """Status and answer; status 0 while nobody answers."""
    assert process.process.poll() is None, f"{process.name} left: {process.log.read_text()[-2000:]}"
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{process.ops_port}/readyz", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except OSError:
        return 0, {}


def until_ready(process: ServiceProcess) -> None:
    wait_for(process.ready, f"{process.name} is ready")


def until_halted(process: ServiceProcess) -> str:
    """Waits until it says that it has halted; gives the reason, when all else fits it."""
    wait_for(lambda: "halted" in readyz(process)[1], f"{process.name} has halted")
    status, told = readyz(process)
    assert (status, told["ready"]) == (503, False)
    assert _get(process, "/livez") == "alive\n"
    assert "themewire_halted 1.0" in _get(process, "/metrics")
    lines = [json.loads(line) for line in process.log.read_text().splitlines() if line.startswith("{")]
    critical = [line["why"] for line in lines if line["level"] == "critical"]
    assert critical == [told["halted"]]
    return str(told["halted"])


async def until_group_is_empty(settings: Settings, service: str) -> None:
    """Waits until no process is a member of the service's group."""
    admin = kafka_clients.admin(settings)
    await admin.start()
    try:
        async with asyncio.timeout(30):
            while True:
                (answer,) = await admin.describe_consumer_groups([settings.group(service)])
                (_error, _group, state, *_rest) = answer.groups[0]
                if state in ("Empty", "Dead"):
                    return
                await asyncio.sleep(0.05)
    finally:
        await admin.close()


async def committed_offsets(settings: Settings, service: str) -> dict[tuple[str, int], int]:
    """What the service's group committed, by topic (as on the cluster) and partition."""
    admin = kafka_clients.admin(settings)
    await admin.start()
    try:
        found = await admin.list_consumer_group_offsets(settings.group(service))
        return {(tp.topic, tp.partition): kept.offset for tp, kept in found.items() if kept.offset >= 0}
    finally:
        await admin.close()


def _get(process: ServiceProcess, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{process.ops_port}{path}", timeout=5) as answer:
        return str(answer.read().decode())

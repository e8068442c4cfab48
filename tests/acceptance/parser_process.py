"""A parser as its users run it: a process of its own, known by its ports and topics only."""

import asyncio
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson

from services.runtime.ports import free_port
from services.runtime.settings import Settings
from tests.processes import descendants


class ParserProcess:
    """One `themewire serve parser`."""

    def __init__(self, settings: Settings, **overrides: str) -> None:
        self.port = free_port()
        environment = {
            **os.environ,
            "THEMEWIRE_BROKER": str(settings.broker),
            "THEMEWIRE_TOPIC_PREFIX": settings.topic_prefix,
            "THEMEWIRE_PARTITIONS": str(settings.partitions),
            "THEMEWIRE_DATA": str(settings.data),
            "THEMEWIRE_OPS_PORT": str(self.port),
            **overrides,
        }
        command = [sys.executable, "-c", "from services.cli.main import main; main()", "serve", "parser"]
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)

    async def ready(self) -> None:
        """Returns when /readyz says so; fails with the process's log when it ends or takes too long."""
        async with asyncio.timeout(40):
            while await asyncio.to_thread(self._status) != 200:
                assert self.process.poll() is None, self._log()
                await asyncio.sleep(0.05)

    async def ended(self) -> int:
        """The exit code, when the process ends by itself or by a signal sent before."""
        return await asyncio.to_thread(self.process.wait, 40)

    async def kill(self) -> None:
        """SIGKILL: nothing is flushed, committed or said."""
        self.process.send_signal(signal.SIGKILL)
        await self.ended()

    async def stop(self) -> int:
        """SIGTERM; gives the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    def metric(self, name: str) -> dict[str, float]:
        """The samples of one metric: labels as written -> value."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=5) as answer:
            lines = answer.read().decode().splitlines()
        samples = (line[len(name) :].rpartition(" ") for line in lines if line.startswith((name + "{", name + " ")))
        return {labels: float(value) for labels, _, value in samples}

    def workers(self) -> set[int]:
        """Process ids of the parser processes it started, the fork server included."""
        return set(descendants(self.process.pid))

    def _status(self) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def _log(self) -> str:
        return self.process.communicate()[1]


@asynccontextmanager
async def parsing(settings: Settings, **overrides: str) -> AsyncIterator[ParserProcess]:
    """A ready parser; killed at the end when the test has not ended it."""
    parser = ParserProcess(settings, **overrides)
    try:
        await parser.ready()
        yield parser
    finally:
        if parser.process.poll() is None:
            await parser.kill()
        assert parser.process.stderr
        parser.process.stderr.close()


def load_test_page(number: int) -> bytes:
    """An invented page dump; different for each number."""
    lines = [
        f"Crane number {number} lifts its first container",
        "March 21, 2025 06:36 GMT",
        "The new crane had waited two years for its permit.",
        *[f"The harbour office counted {number + n} containers on the quay before noon." for n in range(6)],
    ]
    return "\n\n".join(lines).encode()


def record(value: bytes) -> dict[str, object]:
    """A parsed record as a reader of the topic sees it."""
    return dict(orjson.loads(value))

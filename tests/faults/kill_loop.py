"""`kill -9` of a process of `themewire up`, again and again; the supervisor under test starts it again."""

import os
import select
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path

from services.runtime.running_system import running_system
from tests.acceptance.up_process import Up
from tests.waiting import wait_for

EVERY = 5.0
"""Seconds from one kill to the next."""
LIVES_AT_LEAST = 2.0
"""Seconds that a process has, once it was started again: where a start takes longer than `EVERY`, kills wait."""


class Killer:
    """Kills processes by their names in the running system, and remembers which and when."""

    def __init__(self, up: Up) -> None:
        self._up = up
        self._killed: dict[str, int] = {}
        self.kills: Counter[str] = Counter()
        self.last_at = 0.0
        """Monotonic time of the last kill."""

    def kill(self, name: str) -> None:
        """SIGKILL; returns when the process has ended. One that was killed before must have been started again."""
        pid = self._running(name)
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        wanted = "kafka.Kafka" if name == "kafka" else f"serve {name.partition('-')[0]}"
        assert wanted in command, f"process {pid} is no {name}: {command}"
        process = os.pidfd_open(pid)
        try:
            signal.pidfd_send_signal(process, signal.SIGKILL)
            self.last_at = time.monotonic()
            assert select.select([process], [], [], 10)[0], f"{name} outlives SIGKILL"
        finally:
            os.close(process)
        self._killed[name] = pid
        self.kills[name] += 1

    def kill_every_five_seconds(
        self, groups: Sequence[Sequence[str]], seconds: float, before: Callable[[str], None] = lambda _: None
    ) -> None:
        """In turn, those of a group together, for so long; the last kill is its end. Calls `before` with each name
        before its kill."""
        for number, group in enumerate(cycle(groups), start=1):
            for name in group:
                self._running(name)
            wait_until(max(self.last_at + EVERY, time.monotonic() + LIVES_AT_LEAST))
            for name in group:
                before(name)
                self.kill(name)
            if number >= seconds // EVERY:
                return

    def _running(self, name: str) -> int:
        pid = wait_for(lambda: self._pid(name), f"{name} was started again")
        assert pid is not None
        return pid

    def _pid(self, name: str) -> int | None:
        system = running_system(self._up.data)
        pid = system.pids.get(name) if system else None
        return pid if pid != self._killed.get(name) and pid and Path(f"/proc/{pid}").exists() else None


def wait_until(moment: float) -> None:
    """The rhythm of the kills, not a wait for anything."""
    time.sleep(max(0.0, moment - time.monotonic()))

"""`themewire up` as a process."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from services.runtime.running_system import RunningSystem, running_system
from tests.waiting import wait_for


class Up:
    """A running `themewire up` in a session of its own; its words are in a file."""

    def __init__(self, directory: Path, *arguments: str, **environment: str) -> None:
        self.data = directory / "data"
        self.words_file = directory / "words"
        values = {"THEMEWIRE_DATA": str(self.data), "THEMEWIRE_PARTITIONS": "2", **environment}
        with self.words_file.open("ab") as words:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "services.cli", "up", *arguments],
                env={**os.environ, **values},
                stdout=words,
                stderr=words,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    @property
    def words(self) -> str:
        # Read while it is written: its last character may be half there.
        return self.words_file.read_text(errors="ignore")

    def ready(self) -> RunningSystem | None:
        assert self.process.poll() is None, self.words
        system = running_system(self.data)
        return system if system and system.ready else None

    def wait_until_ready(self, unlike: Mapping[str, int] | None = None) -> RunningSystem:
        """The running system; with `unlike`, once none of these processes is the same any more."""

        def fresh() -> RunningSystem | None:
            system = self.ready()
            return system if system and not (unlike or {}).items() & system.pids.items() else None

        system = wait_for(fresh, "everything is ready")
        assert system is not None
        return system

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


@contextmanager
def ready_up(directory: Path, *arguments: str, **environment: str) -> Iterator[Up]:
    """A ready `themewire up` on free ports; killed at the end, with all that it started."""
    up = Up(directory, *arguments, THEMEWIRE_INGEST_PORT="0", THEMEWIRE_VIEW_PORT="0", **environment)
    try:
        up.wait_until_ready()
        yield up
    finally:
        up.process.kill()
        up.process.wait()


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists() or "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()

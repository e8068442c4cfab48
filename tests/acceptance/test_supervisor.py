"""The supervisor over small real processes: readiness, restarts, order of stopping, nothing left behind."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from services.cli import supervisor as supervisor_module
from services.cli.supervisor import SupervisionError, Supervisor
from services.cli.system_processes import ProcessPlan
from tests.acceptance import small_process


class Watched:
    """A supervisor, what it showed, and what its processes noted."""

    def __init__(self, directory: Path) -> None:
        self.notes_file = directory / "notes"
        self.shown: list[str] = []
        self.changes: list[bool] = []
        self.supervisor: Supervisor

    def plan(self, name: str, *what: str) -> ProcessPlan:
        command = (sys.executable, str(small_process.__file__), str(self.notes_file), name, *what)
        return ProcessPlan(name, command, dict(os.environ))

    def start(self, *plans: ProcessPlan) -> Supervisor:
        self.supervisor = Supervisor(
            plans, show=self.shown.append, changed=lambda supervisor: self.changes.append(supervisor.ready)
        )
        self.supervisor.start()
        return self.supervisor

    @property
    def notes(self) -> list[str]:
        return self.notes_file.read_text().splitlines() if self.notes_file.exists() else []


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    watched = Watched(tmp_path)
    yield watched
    watched.supervisor.kill()
    await watched.supervisor.stop()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - the condition is in another process
            await asyncio.sleep(0.02)


async def test_all_become_ready_and_stop_in_order(watched: Watched) -> None:
    names = ["view", "indexer-2", "ingest", "indexer-1", "parser"]
    supervisor = watched.start(*(watched.plan(name, "ready") for name in names))
    await supervisor.wait_until_ready(20)
    assert watched.changes[-1] is True
    assert sorted(watched.shown) == sorted(f"{name:<9} {name} says hello" for name in names)
    await supervisor.stop()
    stopped = [note.split()[1] for note in watched.notes if note.startswith("stopped")]
    assert stopped[:2] == ["ingest", "parser"]
    assert set(stopped[2:4]) == {"indexer-1", "indexer-2"}
    assert stopped[4:] == ["view"]


async def test_a_killed_process_is_started_again_and_becomes_ready(watched: Watched) -> None:
    supervisor = watched.start(watched.plan("parser", "ready"), watched.plan("view", "ready"))
    await supervisor.wait_until_ready(20)
    before = {name: process.pid for name, process in supervisor.running.items()}
    os.kill(before["parser"], signal.SIGKILL)
    await until(lambda: supervisor.running["parser"].pid != before["parser"])
    await supervisor.wait_until_ready(20)
    assert supervisor.running["view"].pid == before["view"]
    assert "parser    ended (signal 9); starting it again in 0.5 s" in watched.shown
    assert watched.notes.count("started parser") == 2


async def test_a_process_that_halts_is_left_alone_and_the_system_is_no_longer_ready(watched: Watched) -> None:
    supervisor = watched.start(watched.plan("parser", "ready"), watched.plan("view", "ready"))
    await supervisor.wait_until_ready(20)
    halted = supervisor.running["parser"].pid
    os.kill(halted, signal.SIGUSR1)
    await until(lambda: watched.changes[-1] is False)
    assert not supervisor.ready
    os.kill(halted, signal.SIGUSR1)
    await until(lambda: watched.changes[-1] is True)
    assert supervisor.running["parser"].pid == halted
    assert not [line for line in watched.shown if "ended" in line]


async def test_a_process_that_cannot_stay_is_started_ever_more_slowly(watched: Watched) -> None:
    watched.start(watched.plan("indexer", "exit", "70"))
    await until(lambda: len([line for line in watched.shown if "ended" in line]) == 3)
    assert [line for line in watched.shown if "ended" in line] == [
        f"indexer   ended (exit code 70); starting it again in {delay} s" for delay in ("0.5", "1", "2")
    ]


async def test_wrong_settings_end_the_supervision(watched: Watched) -> None:
    supervisor = watched.start(watched.plan("ingest", "exit", "2"), watched.plan("view", "ready"))
    with pytest.raises(SupervisionError, match=r"ingest cannot run with these settings"):
        async with asyncio.timeout(20):
            await supervisor.failure()
    with pytest.raises(SupervisionError, match="ingest"):
        await supervisor.wait_until_ready(20)
    assert watched.notes.count("started ingest") == 2


async def test_who_is_not_ready_in_time_is_named(watched: Watched) -> None:
    supervisor = watched.start(watched.plan("parser", "never-ready"), watched.plan("view", "ready"))
    await until(lambda: "view" in supervisor.running and supervisor.running["view"].ready)
    with pytest.raises(SupervisionError, match=r"not ready after 0\.3 s: parser;"):
        await supervisor.wait_until_ready(0.3)


async def test_a_process_that_does_not_listen_is_killed(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor_module, "STOP_PATIENCE", 0.3)
    supervisor = watched.start(watched.plan("parser", "deaf"), watched.plan("view", "ready"))
    await supervisor.wait_until_ready(20)
    parser = os.pidfd_open(supervisor.running["parser"].pid)
    await supervisor.stop()
    with pytest.raises(ProcessLookupError):
        signal.pidfd_send_signal(parser, 0)
    os.close(parser)
    assert watched.notes[-1] == "stopped view"


async def test_nothing_is_started_again_while_stopping(watched: Watched) -> None:
    supervisor = watched.start(watched.plan("indexer", "exit", "70"))
    await until(lambda: any("ended" in line for line in watched.shown))
    async with asyncio.timeout(5):
        await supervisor.stop()
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("keep ")]

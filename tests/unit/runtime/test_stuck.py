"""Work that waits and does not move ends the process; anything else does not."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from services.runtime.stuck import Look, StuckWatch
from tests.waiting import wait_for


def looks(watch: StuckWatch, *steps: tuple[float, bool, object]) -> list[bool]:
    return [watch.stuck(now, Look("messages", waiting, progress)) for now, waiting, progress in steps]


def test_waiting_work_without_progress_is_stuck_at_the_limit() -> None:
    assert looks(StuckWatch(30), (0, True, 5), (29, True, 5), (30, True, 5)) == [False, False, True]


def test_progress_starts_the_time_again() -> None:
    assert looks(StuckWatch(30), (0, True, 5), (29, True, 6), (58, True, 6), (59, True, 6)) == [False] * 3 + [True]


def test_nothing_to_do_is_not_stuck() -> None:
    assert looks(StuckWatch(30), (0, False, 5), (100, False, 5), (101, True, 5), (129, True, 5)) == [False] * 4


def test_one_kind_of_work_does_not_hide_another() -> None:
    watch = StuckWatch(30)
    answers = [watch.stuck(float(now), Look("taken", True, now)) for now in range(0, 60, 10)]
    assert not any(answers)
    assert not watch.stuck(0, Look("waiting", True, "same"))
    assert watch.stuck(30, Look("waiting", True, "same"))


PROGRAM = """
import asyncio, sys, time
from services.runtime.stuck import Look, leaving_when_stuck

async def main() -> None:
    async with leaving_when_stuck(lambda: [Look("documents", sys.argv[1] == "waiting", 1)], 2.0):
        if sys.argv[1] == "blocked":
            time.sleep(60)
        await asyncio.sleep(5)

asyncio.run(main())
print("done")
"""


@pytest.mark.parametrize(
    ("what", "code", "word"), [("waiting", 70, "documents"), ("blocked", 70, "event loop"), ("fine", 0, "done")]
)
def test_a_stuck_process_leaves_and_another_does_not(what: str, code: int, word: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, what], capture_output=True, text=True, timeout=30, check=False
    )
    assert ended.returncode == code, ended.stderr
    assert word in ended.stdout + ended.stderr


def test_a_process_that_was_stopped_and_woken_is_not_stuck() -> None:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, "fine"], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    wait_for(lambda: len(list(Path(f"/proc/{process.pid}/task").iterdir())) > 1, "its watching thread runs")
    process.send_signal(signal.SIGSTOP)
    time.sleep(3)  # longer than its limit: the fault itself
    process.send_signal(signal.SIGCONT)
    assert process.communicate(timeout=30)[0] == "done\n"
    assert process.returncode == 0

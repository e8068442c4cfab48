"""Work that waits and does not move ends the process; anything else does not."""

import subprocess
import sys

import pytest

from services.runtime.stuck import LOOK_EVERY, Look, RunningTime, StuckWatch


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


def test_the_time_in_which_a_process_was_stopped_does_not_count() -> None:
    running = RunningTime(100.0)
    assert [running.at(now) for now in (101.0, 102.5, 202.5, 203.5)] == [1.0, 2.5, 2.5 + 2 * LOOK_EVERY, 5.5]

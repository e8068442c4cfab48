"""Work that waits and does not move ends the process; anything else does not."""

import subprocess
import sys

from services.runtime.stuck import Look, StuckWatch


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


def test_a_stuck_process_leaves_even_when_its_event_loop_is_blocked() -> None:
    program = (
        "import time\n"
        "from services.runtime.stuck import Look, leave_when_stuck\n"
        "leave_when_stuck(lambda: [Look('messages in work', True, 1)], 1.0)\n"
        "time.sleep(60)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 70
    assert "messages in work" in ended.stdout + ended.stderr

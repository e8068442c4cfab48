"""The highest rate of the fault ring's load that this machine carries, the load's own client included."""

import asyncio
import time
from statistics import mean

import pytest

from tests.acceptance.system import System
from tests.faults.checker import assert_nothing_lost
from tests.faults.load import Load
from tests.faults.progress import left_to_do

RATES = (20, 30, 40, 50, 60, 75, 90, 110, 135, 160, 200)
"""Documents/s, one after another until one is not carried."""
SECONDS = 20

pytestmark = [pytest.mark.timeout(900), pytest.mark.allows_log("GroupCoordinatorNotAvailableError")]


def carried(rate: float, acknowledged: int, left: list[int]) -> bool:
    """Ingest took all of it, and what is left to do does not grow by a tenth of it."""
    third = len(left) // 3
    growth = mean(left[-third:]) - mean(left[:third])
    return acknowledged > 0.95 * rate * SECONDS and growth < 0.1 * rate * SECONDS


def test_highest_rate_without_growing_lag(system: System, capsys: pytest.CaptureFixture[str]) -> None:
    """5 % corrections, 1 % retractions, 1 % poison; nothing may be lost at any rate."""
    highest = 0
    with Load(system.settings, 0) as load:
        for rate in RATES:
            before, left = load.acknowledged, []
            load.go_on_at(rate)
            started = time.monotonic()
            while time.monotonic() < started + SECONDS:
                left.append(asyncio.run(left_to_do(system.settings)) or 0)
                time.sleep(0.5)  # the rhythm of the looks
            taken = load.acknowledged - before
            with capsys.disabled():
                print(
                    f"\n{rate} documents/s: {taken / SECONDS:.0f}/s acknowledged, left to do {left[:: len(left) // 8]}"
                )
            if not carried(rate, taken, left):
                break
            highest = rate
    assert_nothing_lost(system.settings, load.history, within=300)
    with capsys.disabled():
        print(f"\nthe highest rate without growing lag: {highest} documents/s")
    assert highest, "not even the lowest rate was carried"

"""A full disk: one clear line, never a wrong answer, and nothing lost when there is room again."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.up_process import Up, ready_up
from tests.faults import outage
from tests.faults.checker import assert_nothing_lost
from tests.faults.length import lasting
from tests.faults.load import Load
from tests.faults.progress import all_ready, in_view
from tests.faults.small_disk import SmallDisk, small_disk
from tests.waiting import wait_for

RATE = 10.0
FULL_FOR = lasting(60, 8)
WELL_WITHIN = 60.0
"""Seconds from when there is room again until all is well."""

pytestmark = [
    pytest.mark.timeout(400),
    # The test's own clients, when the broker has just come back.
    pytest.mark.allows_log("aiokafka"),
]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Where `themewire up` has its data: Kafka's log, the view's file, and what it tells of itself."""
    with small_disk(tmp_path / "data", 96) as disk:
        yield disk


@pytest.fixture
def up(tmp_path: Path, disk: SmallDisk) -> Iterator[Up]:
    with ready_up(tmp_path) as up:
        yield up


def test_the_disk_of_themewire_up_is_full(up: Up, disk: SmallDisk, measured: Callable[[str], None]) -> None:
    settings = outage.settings_of(up)
    with Load(settings, RATE) as load:
        article = load.send_one()
        wait_for(lambda: in_view(settings, article), "an article is in the view before")
        before = len(up.words)
        disk.fill(leaving=256 * 1024)
        wait_for(lambda: "cannot run: " in up.words, "Kafka ended, and no other is started")
        full, refused = time.monotonic(), load.refused
        assert disk.free < 1024 * 1024, "the disk is full indeed"
        wait_for(lambda: time.monotonic() - full > FULL_FOR, "it stays full", FULL_FOR + 30)
        during = [answer for answer in load.answers if answer.asked > full]
        shown = up.words[before:].splitlines()
        disk.make_room()
        room = time.monotonic()
        wait_for(lambda: all_ready(up), "every process is ready", WELL_WITHIN)
        article = load.send_one()
        wait_for(lambda: in_view(settings, article), "a fresh article is in the view", WELL_WITHIN)
        well_after = time.monotonic() - room
    assert_nothing_lost(settings, load.history)

    assert {answer.status for answer in during} == {503}
    assert load.refused > refused
    assert_one_clear_line(shown, up.data / "kafka")
    assert well_after < WELL_WITHIN
    assert up.interrupt() == 0, up.words
    measured(
        f"full for {FULL_FOR:g} s: {len(during)} refused, well {well_after:.1f} s after there was room;"
        f" lines {dict(outage.lines_by_process(shown))}"
    )


def assert_one_clear_line(shown: list[str], directory: Path) -> None:
    """Kafka ended once, was not started again and again, and its line says where and what to do."""
    kafka = [line for line in shown if line.startswith("kafka ")]
    assert len(kafka) == 2, shown
    assert "ended (exit code 1)" in kafka[0]
    assert f"the disk of {directory} is full" in kafka[1]
    assert "free some, or set THEMEWIRE_DATA" in kafka[1]
    lines = outage.lines_by_process(shown)
    assert not {name: count for name, count in lines.items() if count > 40 * max(1, FULL_FOR / 60)}, "\n".join(shown)


def test_themewire_up_on_a_full_disk_says_so_and_ends(tmp_path: Path) -> None:
    with small_disk(tmp_path / "data", 8):
        up = Up(tmp_path)
        assert up.process.wait(60) == 1
        assert up.words.count("\n") == 1, up.words
        assert f"the disk of {up.data / 'kafka'} is full" in up.words

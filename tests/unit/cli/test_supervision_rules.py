"""When a dead process is started again, and in which order all are stopped."""

import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cli.supervision_rules import (
    FIRST_DELAY,
    HEALTHY_AFTER,
    LONGEST_DELAY,
    WRONG_SETTINGS,
    Restarts,
    gives_up,
    in_stop_order,
)


def after(*ran_for: float, code: int = 70) -> Restarts:
    restarts = Restarts()
    for seconds in ran_for:
        restarts = restarts.after_end(seconds, code)
    return restarts


def test_the_wait_doubles_with_every_early_end() -> None:
    assert [after(*[1.0] * ends).delay for ends in range(6)] == [0, 0.5, 1, 2, 4, 8]


def test_a_killed_process_is_started_at_once() -> None:
    assert [after(*[1.0] * ends, code=-signal.SIGKILL).delay for ends in (1, 2, 9)] == [FIRST_DELAY] * 3


@pytest.mark.parametrize("code", [-signal.SIGSEGV, -signal.SIGABRT, 0, 1, 70])
def test_a_crash_is_no_kill(code: int) -> None:
    assert after(*[1.0] * 9, code=code).delay == LONGEST_DELAY


def test_a_kill_does_not_hide_a_crash_loop() -> None:
    killed = after(*[1.0] * 9, code=-signal.SIGKILL)
    assert killed.delay == FIRST_DELAY
    assert killed.after_end(1.0, 70).delay == LONGEST_DELAY


@given(st.lists(st.floats(0, HEALTHY_AFTER, exclude_max=True), min_size=1, max_size=2000))
def test_the_wait_stays_within_bounds(early: list[float]) -> None:
    assert FIRST_DELAY <= after(*early).delay <= LONGEST_DELAY


def test_a_long_healthy_run_is_a_new_beginning() -> None:
    assert after(1, 1, 1, 1, HEALTHY_AFTER).delay == FIRST_DELAY
    assert after(1, 1, HEALTHY_AFTER, 1).delay == 2 * FIRST_DELAY


@pytest.mark.parametrize(
    ("code", "ends", "was_ready", "expected"),
    [
        (WRONG_SETTINGS, 1, False, False),  # a free port may have been taken just then
        (WRONG_SETTINGS, 2, False, True),
        (WRONG_SETTINGS, 2, True, False),  # the settings were good before
        (1, 9, False, False),
        (-9, 9, False, False),
    ],
)
def test_only_wrong_settings_are_hopeless(code: int, ends: int, was_ready: bool, expected: bool) -> None:
    assert gives_up(code, Restarts(ends), was_ready) is expected


def test_all_are_stopped_along_the_way_of_an_article() -> None:
    names = ["view", "indexer-2", "parser", "indexer-1", "poller", "ingest"]
    assert in_stop_order(names) == [["ingest"], ["poller"], ["parser"], ["indexer-1", "indexer-2"], ["view"]]


def test_what_is_no_service_is_stopped_first() -> None:
    assert in_stop_order(["ingest", "something"]) == [["something"], ["ingest"]]
    assert in_stop_order([]) == []

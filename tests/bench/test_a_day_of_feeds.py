"""A simulated day of ten thousand feeds, with the real decision and the real schedule."""

import random
import time

import pytest

from tests.unit.ingest.feeds.day import PER_HOST, run_a_day, sites

FEEDS = 10_000

pytestmark = pytest.mark.timeout(600)


def test_visits_are_on_time_and_no_host_is_overrun(capsys: pytest.CaptureFixture[str]) -> None:
    """On time: begun within a minute of the time that was planned."""
    started = time.monotonic()
    seen = run_a_day(sites(FEEDS, random.Random(7)), random.Random(8))
    took = time.monotonic() - started
    with capsys.disabled():
        print(
            f"\n{FEEDS} feeds, {seen.visits} visits in {took:.0f} s: {seen.on_time:.3%} on time,"
            f" longest time without a visit {seen.longest_gap}"
        )
    assert seen.on_time > 0.99
    assert len(seen.by_feed) == FEEDS
    assert seen.longest_gap.total_seconds() <= 24 * 3600
    assert max(seen.most_at_once.values()) == PER_HOST

"""A simulated day of a thousand feeds (tests/bench has ten thousand): on time, none starved, no host overrun."""

import random
from datetime import timedelta

import pytest

from services.ingest.feeds.schedule import Schedule
from tests.unit.ingest.feeds.day import PER_HOST, Seen, Site, run_a_day, sites

FEEDS = 1_000


@pytest.fixture(scope="module")
def seen() -> Seen:
    return run_a_day(sites(FEEDS, random.Random(7)), random.Random(8))


def test_visits_are_on_time(seen: Seen) -> None:
    assert seen.visits > 5 * FEEDS
    assert seen.on_time > 0.99


def test_no_feed_is_starved(seen: Seen) -> None:
    assert len(seen.by_feed) == FEEDS
    assert seen.longest_gap <= timedelta(hours=24)


def test_no_host_is_asked_more_at_once_than_it_may(seen: Seen) -> None:
    assert max(seen.most_at_once.values()) == PER_HOST


def test_a_host_that_cannot_keep_up_is_late_alone() -> None:
    slow = {f"https://slow.example/{n}": Site("slow.example", 100, seconds=20) for n in range(500)}
    others = {f"https://h{n}.example/": Site(f"h{n}.example", 100, seconds=0.5) for n in range(200)}
    together = run_a_day(slow | others, random.Random(1), length=timedelta(hours=4))
    alone = run_a_day(others, random.Random(1), length=timedelta(hours=4))
    assert together.on_time < 0.9
    assert len(together.by_feed) == 700
    visits = sum(together.by_feed[url] for url in others)
    assert visits > 0.95 * alone.visits


def test_the_model_sees_a_schedule_that_forgets_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Schedule, "_may_start", lambda self, at, feed, host: self._stands(at, feed))
    web = sites(300, random.Random(7))
    broken = run_a_day(web, random.Random(8), length=timedelta(hours=2))
    assert max(broken.most_at_once.values()) > PER_HOST

"""Which feeds are visited now."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.feeds.schedule import Schedule

NOW = datetime(2031, 2, 3, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_the_earliest_due_comes_first_and_what_is_not_due_does_not() -> None:
    schedule = Schedule(per_host=2)
    for feed, minutes in (("late", -1), ("early", -9), ("later", 5)):
        schedule.plan(feed, feed, NOW + minutes * MINUTE)
    assert schedule.take(NOW, 10) == ["early", "late"]
    assert schedule.next_due() == NOW + 5 * MINUTE
    assert schedule.take(NOW + 5 * MINUTE, 10) == ["later"]
    assert schedule.next_due() is None


def test_a_busy_host_holds_up_only_its_own_feeds() -> None:
    schedule = Schedule(per_host=1)
    for number in range(3):
        schedule.plan(f"big{number}", "big", NOW - (9 - number) * MINUTE)
    schedule.plan("small", "small", NOW)
    assert schedule.take(NOW, 10) == ["big0", "small"]
    assert schedule.take(NOW, 10) == []
    schedule.ended("big0")
    assert schedule.take(NOW, 10) == ["big1"]


def test_no_more_than_asked_for_are_taken_and_the_rest_stays() -> None:
    schedule = Schedule(per_host=9)
    for number in range(4):
        schedule.plan(f"f{number}", "h", NOW - number * MINUTE)
    assert schedule.take(NOW, 0) == []
    assert schedule.take(NOW, 3) == ["f3", "f2", "f1"]
    assert schedule.take(NOW, 3) == ["f0"]


def test_a_new_plan_replaces_the_former_also_of_a_feed_that_waits() -> None:
    schedule = Schedule(per_host=1)
    schedule.plan("a", "h", NOW - MINUTE)
    schedule.plan("b", "h", NOW)
    assert schedule.take(NOW, 0) == []
    schedule.plan("a", "h", NOW + MINUTE)
    assert schedule.take(NOW, 9) == ["b"]
    schedule.ended("b")
    assert schedule.take(NOW + MINUTE, 9) == ["a"]


def test_a_forgotten_feed_does_not_hold_up_its_host() -> None:
    schedule = Schedule(per_host=1)
    schedule.plan("a", "h", NOW - MINUTE)
    schedule.plan("b", "h", NOW)
    assert schedule.take(NOW, 0) == []
    schedule.forget("a")
    assert schedule.take(NOW, 9) == ["b"]


def test_a_feed_under_way_is_not_begun_again_before_its_end() -> None:
    schedule = Schedule(per_host=2)
    schedule.plan("a", "h", NOW)
    assert schedule.take(NOW, 9) == ["a"]
    schedule.plan("a", "h", NOW)
    assert schedule.take(NOW, 9) == []
    schedule.ended("a")
    assert schedule.take(NOW, 9) == ["a"]


def test_when_the_clock_is_set_back_feeds_wait_no_longer_than_was_left_to_them() -> None:
    schedule = Schedule(per_host=1)
    schedule.plan("a", "h", NOW + 10 * MINUTE)
    assert schedule.take(NOW, 9) == []
    before = NOW - timedelta(days=3)
    assert schedule.take(before, 9) == []
    assert schedule.next_due() == before + 10 * MINUTE
    schedule.plan("b", "i", before + 5 * MINUTE)
    assert schedule.take(before + 5 * MINUTE, 9) == ["b"]
    assert schedule.take(before + 10 * MINUTE, 9) == ["a"]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("plan"), st.integers(0, 8), st.integers(0, 30)),
        st.tuples(st.just("forget"), st.integers(0, 8), st.just(0)),
        st.tuples(st.just("take"), st.integers(0, 4), st.integers(0, 10)),
        st.tuples(st.just("end"), st.integers(0, 8), st.just(0)),
    ),
    max_size=60,
)


@given(STEPS, st.integers(1, 2))
def test_in_any_order_of_events_it_does_what_a_plain_list_would(
    steps: list[tuple[str, int, int]], per_host: int
) -> None:
    schedule, plans, under_way, now = Schedule(per_host=per_host), dict[str, datetime](), set[str](), NOW
    for step, number, minutes in steps:
        feed, host = f"f{number}", f"h{number % 3}"
        if step == "plan":
            plans[feed] = now + (minutes - 10) * MINUTE
            schedule.plan(feed, host, plans[feed])
        elif step == "forget":
            plans.pop(feed, None)
            schedule.forget(feed)
        elif step == "end" and feed in under_way:
            under_way.remove(feed)
            schedule.ended(feed)
        elif step == "take":
            now += minutes * MINUTE
            expected = _plainly(plans, under_way, now, number, per_host)
            assert schedule.take(now, number) == expected


def _plainly(plans: dict[str, datetime], under_way: set[str], now: datetime, most: int, per_host: int) -> list[str]:
    taken: list[str] = []
    for at, feed in sorted((at, feed) for feed, at in plans.items()):
        busy = Counter(int(other[1:]) % 3 for other in under_way)
        if at <= now and feed not in under_way and len(taken) < most and busy[int(feed[1:]) % 3] < per_host:
            taken.append(feed)
            under_way.add(feed)
            del plans[feed]
    return taken

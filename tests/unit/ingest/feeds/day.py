"""A day of feeds in a model of the web: hosts that are slow, fail or hold a thousand feeds, under its own clock."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

from services.ingest.feeds.feed import NO_HINTS, VisitHints
from services.ingest.feeds.feed_state import FeedState
from services.ingest.feeds.next_step import due_at, next_step
from services.ingest.feeds.schedule import Schedule
from services.ingest.feeds.visit import Answer, NoAnswer, Outcome, Reading

START = datetime(2031, 2, 3, tzinfo=UTC)
DAY = timedelta(days=1)
ON_TIME = timedelta(minutes=1)
PER_HOST = 2
AT_ONCE = 100
TICK = timedelta(seconds=1)


@dataclass(frozen=True)
class Site:
    """How a feed behaves: entries a day, seconds an answer takes, share of visits that fail."""

    host: str
    entries_a_day: float
    seconds: float
    failing: float = 0.0
    hints: VisitHints = NO_HINTS


@dataclass
class Seen:
    """What happened: visits begun within `ON_TIME` of their time and later ones, per feed and at once per host."""

    visits: int = 0
    late: int = 0
    by_feed: Counter[str] = field(default_factory=Counter)
    last: dict[str, datetime] = field(default_factory=dict)
    longest_gap: timedelta = timedelta()
    most_at_once: Counter[str] = field(default_factory=Counter)

    @property
    def on_time(self) -> float:
        return 1 - self.late / self.visits


def sites(feeds: int, chance: random.Random) -> dict[str, Site]:
    """A tenth of the feeds on one host, a tenth on another, the rest on hosts of ten; one in twenty fails for good,
    as many now and then, one in ten is slow, one in ten has a ttl."""
    found = {}
    for number in range(feeds):
        group = number * 10 // feeds
        host = ("giant.example", "large.example")[group] if group < 2 else f"h{number // 10}.example"
        ttl = timedelta(minutes=chance.choice([1, 15, 60, 10**6])) if chance.random() < 0.1 else None
        broken, flaky = (number // 10) % 20 == 7 and group >= 2, chance.random() < 0.05
        found[f"https://{host}/{number}"] = Site(
            host,
            entries_a_day=chance.choice([0.1, 1, 5, 20, 100]),
            seconds=10 if group >= 2 and chance.random() < 0.1 else chance.uniform(0.1, 0.9),
            failing=1.0 if broken else 0.3 if flaky else 0.0,
            hints=VisitHints(ttl=ttl, skip_hours=frozenset([2, 3]) if number % 50 == 0 else frozenset()),
        )
    return found


def run_a_day(web: dict[str, Site], chance: random.Random, per_host: int = PER_HOST, length: timedelta = DAY) -> Seen:
    """Every feed from its subscription, spread over the first half hour, to the end of the day."""
    schedule = Schedule(per_host=per_host)
    states = {}
    for url, site in web.items():
        at = START + timedelta(seconds=chance.uniform(0, 1800))
        states[url] = FeedState(url=url, subscribed_at=START, next_visit_at=at)
        schedule.plan(url, site.host, at)
    seen, under_way, busy = Seen(), list[tuple[datetime, str]](), Counter[str]()
    now = START
    while now < START + length:
        while under_way and under_way[0][0] <= now:
            ended, url = heappop(under_way)
            site = web[url]
            busy[site.host] -= 1
            schedule.ended(url)
            states[url] = next_step(states[url], _outcome(states[url], site, ended, chance), ended, chance.random())
            due = due_at(states[url], now)
            assert due is not None
            schedule.plan(url, site.host, due)
        for url in schedule.take(now, AT_ONCE - len(under_way)):
            site = web[url]
            busy[site.host] += 1
            _note(seen, states[url], now, busy[site.host], site.host)
            heappush(under_way, (now + timedelta(seconds=20 if site.failing == 1 else site.seconds), url))
        now = _next(now, schedule, under_way)
    seen.longest_gap = max([seen.longest_gap, *(START + length - last for last in seen.last.values())])
    return seen


def _next(now: datetime, schedule: Schedule, under_way: list[tuple[datetime, str]]) -> datetime:
    """The next whole second at which something ends or falls due."""
    due = schedule.next_due()
    times = [at for at in (due, under_way[0][0] if under_way else None) if at]
    ahead = (min(times) - now) // TICK + 1 if times else 3600
    return now + max(1, ahead) * TICK


def _note(seen: Seen, state: FeedState, now: datetime, at_once: int, host: str) -> None:
    assert state.next_visit_at is not None
    seen.visits += 1
    seen.late += now - state.next_visit_at > ON_TIME
    seen.by_feed[state.url] += 1
    seen.longest_gap = max(seen.longest_gap, now - seen.last.get(state.url, START))
    seen.last[state.url] = now
    seen.most_at_once[host] = max(seen.most_at_once[host], at_once)


def _outcome(state: FeedState, site: Site, now: datetime, chance: random.Random) -> Outcome:
    if chance.random() < site.failing:
        return NoAnswer("timeout", "no answer within 20 s") if chance.random() < 0.5 else Answer(503, state.url)
    days = (now - (state.last_success_at or START)) / DAY
    new = int(site.entries_a_day * days + chance.random())
    if not new and state.readings:
        return Answer(304, state.url)
    return Answer(200, state.url, found=Reading(new, {}, site.hints))

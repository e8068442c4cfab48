"""How long until a feed is asked again."""

import math
from datetime import UTC, datetime, timedelta

from services.ingest.feeds.feed import VisitHints

SHORTEST = timedelta(minutes=5)
"""Between visits, unless the feed's own ttl allows less: what publishers bear from a reader that asks conditionally."""
SHORTEST_BY_TTL = timedelta(minutes=1)
LONGEST = timedelta(days=1)
"""Between visits, whatever anybody says: a wrong header or hint must not starve a feed."""
LONGEST_BY_CACHE = timedelta(hours=1)
"""What an answer's freshness may lengthen: content networks set a year on whatever they serve."""
WITH_LEASE = timedelta(hours=6)
"""Between visits to a feed whose hub pushes: what a lost push costs at most."""
_SPREAD = 0.1
_DAY = timedelta(days=1)
_MEMORY = timedelta(days=3)
_SKIP_SPREAD = timedelta(minutes=5)


def observed_rate(rate: float, new: int, elapsed: timedelta) -> float:
    """New entries a day, averaged with a memory of three days; unchanged where no time passed, as when a clock was
    set back."""
    days = min(elapsed, 10 * _MEMORY) / _DAY
    if days <= 0:
        return rate
    weight = 1 - math.exp(-days * _DAY / _MEMORY)
    return round(rate + weight * (new / days - rate), 4)


def next_after_success(
    now: datetime, *, rate: float, hints: VisitHints, fresh: timedelta, pushed: bool, jitter: float
) -> datetime:
    """Half the mean gap between new entries, as long as the feed and its server ask for, within the bounds.

    `jitter` in [0, 1) lengthens by up to a tenth, so that feeds that were added together part. `pushed`: a hub holds
    a lease. Hours and days that the feed wants skipped are, but for one visit a day.
    """
    shortest = min(SHORTEST, max(SHORTEST_BY_TTL, hints.ttl)) if hints.ttl else SHORTEST
    half_gap = _DAY / (2 * rate) if rate > 0.5 else LONGEST
    wanted = [half_gap, shortest, min(fresh, LONGEST_BY_CACHE), hints.ttl, hints.period, WITH_LEASE if pushed else None]
    delay = min(LONGEST, max(span for span in wanted if span is not None) * (1 + _SPREAD * jitter))
    return _not_skipped(now + delay, hints, now + LONGEST, jitter)


def next_after_failure(
    now: datetime, *, first: timedelta, failures: int, retry_after: timedelta, jitter: float
) -> datetime:
    """Exponential back-off from `first`, up to half of it taken off by `jitter` in [0, 1); never before what the
    server asks for, within the bounds. `failures` in a row, at least 1."""
    doubled = min(LONGEST, first * (1 << min(failures - 1, 20)))
    return now + min(LONGEST, max(SHORTEST, retry_after, doubled * (1 - jitter / 2)))


def _not_skipped(at: datetime, hints: VisitHints, latest: datetime, jitter: float) -> datetime:
    """The first time from `at` on that the feed does not want skipped, `latest` at the latest."""
    moved = at.astimezone(UTC)
    while _skipped(moved, hints) and moved < latest:
        moved = moved.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1) + _SKIP_SPREAD * jitter
    return min(moved, latest) if moved != at else at


def _skipped(at: datetime, hints: VisitHints) -> bool:
    return at.hour in hints.skip_hours or at.weekday() in hints.skip_days

"""Which feeds are visited now: the earliest due first, at most so many under way with one host."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush

_Due = tuple[datetime, str]
_NONE = timedelta()


@dataclass
class Schedule:
    """The feeds of a shard, by name, and when each is due. A host that is busy holds up only its own feeds.

    `per_host` visits at most are under way with one host. Times are given, never asked for; when they go back, as
    those of a clock that is set right, every feed is still visited after the time that was left to it.
    """

    per_host: int
    _planned: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    _later: list[_Due] = field(default_factory=list)
    _waiting: dict[str, list[_Due]] = field(default_factory=lambda: defaultdict(list))
    _free: list[tuple[datetime, str, str]] = field(default_factory=list)
    _visiting: dict[str, str] = field(default_factory=dict)
    _busy: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _set_back: timedelta = _NONE
    _last: datetime | None = None

    def plan(self, feed: str, host: str, at: datetime) -> None:
        """Plans the feed's next visit, in place of one planned before. One under way is planned after its end."""
        at += self._set_back
        self._planned[feed] = (at, host)
        if feed not in self._visiting:
            heappush(self._later, (at, feed))

    def forget(self, feed: str) -> None:
        """Plans no further visit."""
        self._planned.pop(feed, None)

    def ended(self, feed: str) -> None:
        """The feed's visit is over, or was given up; its host has room for another."""
        host = self._visiting.pop(feed)
        self._busy[host] -= 1
        if not self._busy[host]:
            del self._busy[host]
        if feed in self._planned:
            heappush(self._later, (self._planned[feed][0], feed))
        self._offer(host)

    def take(self, now: datetime, most: int) -> list[str]:
        """At most `most` feeds to visit now; each is under way until `ended`."""
        if self._last is not None and now < self._last:
            self._set_back += self._last - now
        self._last = now
        now += self._set_back
        while self._later and self._later[0][0] <= now:
            at, feed = heappop(self._later)
            if self._stands(at, feed):
                host = self._planned[feed][1]
                heappush(self._waiting[host], (at, feed))
                self._offer(host)
        taken: list[str] = []
        while self._free and len(taken) < most:
            at, feed, host = heappop(self._free)
            if self._waiting[host][:1] == [(at, feed)] and self._may_start(at, feed, host):
                heappop(self._waiting[host])
                self._start(feed, host)
                taken.append(feed)
            self._offer(host)
        return taken

    def next_due(self) -> datetime | None:
        """When a feed that waits for its time is due next, by the caller's clock; None without one."""
        while self._later and not self._stands(*self._later[0]):
            heappop(self._later)
        return self._later[0][0] - self._set_back if self._later else None

    def _start(self, feed: str, host: str) -> None:
        del self._planned[feed]
        self._visiting[feed] = host
        self._busy[host] += 1

    def _offer(self, host: str) -> None:
        """Puts the host's earliest feed among those that may start, when the host has room."""
        waiting = self._waiting[host]
        while waiting and not self._stands(*waiting[0]):
            heappop(waiting)
        if not waiting:
            del self._waiting[host]
        elif self._may_start(*waiting[0], host):
            heappush(self._free, (*waiting[0], host))

    def _may_start(self, at: datetime, feed: str, host: str) -> bool:
        return self._stands(at, feed) and self._busy.get(host, 0) < self.per_host

    def _stands(self, at: datetime, feed: str) -> bool:
        """Whether this is still the feed's plan: heaps keep what was planned before."""
        return feed not in self._visiting and self._planned.get(feed, (None, ""))[0] == at

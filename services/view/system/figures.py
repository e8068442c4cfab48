"""The figures of the system page; no clock and no Kafka."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.feed_health import FeedHealth
from services.view.system.rejections import Rejected

WORST = 20
"""Feeds that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Records that came to a topic in the last minute, hour and day, by its offsets: the ends of transactions, which
    take an offset each, are among them."""

    topic: str
    minute: int
    hour: int
    day: int


@dataclass(frozen=True, slots=True)
class Lag:
    """Records of a topic that a service has still to read."""

    service: str
    topic: str
    records: int


@dataclass(frozen=True, slots=True)
class Feeds:
    """Subscribed feeds by status, and those that fare worst."""

    by_status: Mapping[str, int]
    worst: Sequence[FeedHealth]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A part that cannot be told now, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Figures:
    """All of them; each part for itself may be unknown."""

    flows: Sequence[Flow] | Unknown
    lags: Sequence[Lag] | Unknown
    feeds: Feeds | Unknown
    rejected: Rejected | Unknown


@dataclass
class FeedStates:
    """The newest record of every feed, as far as it matters: of a feed that is well only that it is."""

    _troubled: dict[bytes, FeedHealth] = field(default_factory=dict)
    _well: dict[bytes, str] = field(default_factory=dict)

    def forget(self) -> None:
        """Begins anew."""
        self._troubled.clear()
        self._well.clear()

    def take_all(self, records: Iterable[tuple[bytes, bytes | None]]) -> None:
        """Keys and values in the order of the log."""
        for key, value in records:
            self._take(key, value)

    def shown(self) -> Feeds:
        """Failing feeds first, the longest failing one on top."""
        counted = Counter([*self._well.values(), *(health.status for health in self._troubled.values())])
        worst = sorted(self._troubled.values(), key=lambda health: (health.gone, -health.failures, health.url))
        return Feeds(dict(sorted(counted.items())), worst[:WORST])

    def _take(self, key: bytes, value: bytes | None) -> None:
        self._troubled.pop(key, None)
        self._well.pop(key, None)
        if value is None:
            return
        try:
            health = FeedHealth.from_bytes(value)
        except ValueError:
            return  # not a feed's: the poller, which must know, halts and says so
        if health.status in ("failing", "gone"):
            self._troubled[key] = health
        else:
            self._well[key] = health.status

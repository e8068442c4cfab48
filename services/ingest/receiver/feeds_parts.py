"""What the routes of feeds and hubs are given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from services.ingest.feeds.feed_state import FeedState
from services.ingest.feeds.requests import LeaseAnswered, Pushed, Subscribe, Unsubscribe
from services.ingest.subscriptions.feed_list import FeedList


class RequestOnItsWay(Protocol):
    """A request that was sent."""

    @property
    def settled(self) -> bool:
        """Whether `confirmed` answers at once."""

    async def confirmed(self) -> None:
        """Returns when the broker has it; raises `Refusal` (503)."""


class Requests(Protocol):
    """What is asked of the poller."""

    async def send(self, request: Subscribe | Unsubscribe | LeaseAnswered | Pushed) -> RequestOnItsWay:
        """Returns when it is queued; raises `Refusal` (503)."""

    async def put(self, request: Subscribe | Unsubscribe | LeaseAnswered | Pushed) -> None:
        """Returns when the broker has it; raises `Refusal` (503)."""


class KnownFeeds(Protocol):
    """What the poller keeps."""

    @property
    def list(self) -> FeedList:
        """Every feed; raises `Refusal` (503) before they are read."""

    async def awaited(self, feed_id: str, there: Callable[[FeedState], bool], within: float) -> FeedState | None:
        """The state of a subscribed feed as soon as it is as awaited; None when it is not within so many seconds, and
        at once for a feed that is not subscribed to."""


@dataclass(frozen=True, slots=True)
class FeedsParts:
    """`allow_private`: whether feeds on private networks may be subscribed to."""

    known: KnownFeeds
    requests: Requests
    allow_private: bool

"""What is remembered of a subscribed feed from visit to visit: one record, keyed by the address subscribed to."""

from typing import Literal

from pydantic import Field

from schemas.record import Instant, Record
from services.ingest.feeds.feed import NO_HINTS, VisitHints

FIRST_RATE = 24.0
"""New entries a day that are expected of a feed of which nothing is known: it is asked every half hour."""


class FeedOptions(Record):
    """What the subscriber wants."""

    fetch: Literal["entry", "full"] = Field(default="entry", description="full: the linked page is fetched too")
    publisher: str | None = Field(default=None, description="hint: the publisher's name")


class Lease(Record):
    """A WebSub subscription (W3C WebSub, section 5), asked for, and granted where `until` is set."""

    hub: str
    topic: str
    secret: str = Field(description="for the hub's signatures; never logged")
    asked_at: Instant
    renew_at: Instant | None = None
    until: Instant | None = None


class FeedState(Record):
    """The feed subscribed to as `url`. Times are instants; `next_visit_at` is null once the feed is gone."""

    url: str
    subscribed_at: Instant
    options: FeedOptions = FeedOptions()
    next_visit_at: Instant | None
    moved_to: str | None = Field(default=None, description="asked instead of url, after a permanent redirect")
    gone: bool = False
    etag: str | None = None
    last_modified: str | None = None
    visits: int = 0
    readings: int = Field(default=0, description="visits that brought the feed's entries")
    failures: int = Field(default=0, description="visits in a row that failed")
    last_status: int | None = None
    last_error: str | None = Field(default=None, description="what was wrong at the last visit, and what to do")
    last_visit_at: Instant | None = None
    last_success_at: Instant | None = None
    rate: float = Field(default=FIRST_RATE, description="new entries a day, as observed")
    hints: VisitHints = NO_HINTS
    remembered: dict[str, tuple[str, int]] = Field(default_factory=dict, description="see fresh_entries")
    hub: str | None = Field(default=None, description="the hub that the feed names")
    topic: str | None = Field(default=None, description="what the hub calls the feed")
    lease: Lease | None = None

    @property
    def address(self) -> str:
        """Where the feed is asked for."""
        return self.moved_to or self.url

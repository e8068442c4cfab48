"""How a feed is shown, over HTTP and by `themewire feeds` alike. Pure."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from schemas.record import Instant
from services.ingest.feeds.feed_state import FeedState

FeedStatus = Literal["new", "ok", "failing", "gone"]
"""new: not visited yet; failing: the last visit failed; gone: its publisher says so, it is not asked again."""


class ShownFeed(BaseModel):
    """A subscribed feed."""

    id: str = Field(description="names the feed in /v1/feeds/{id}", examples=["5f4dcc3b5aa765d61d8327deb882cf99"])
    url: str = Field(description="the address subscribed to", examples=["https://gazette.example/feed.xml"])
    status: FeedStatus
    found_at: str | None = Field(
        default=None, description="asked instead of url: where a redirect leads for good, or the feed that a page names"
    )
    fetch: Literal["entry", "full"] = "entry"
    publisher: str | None = Field(default=None, examples=["Harbour Gazette"])
    subscribed_at: Instant
    visits: int = 0
    last_visit_at: Instant | None = None
    last_success_at: Instant | None = None
    next_visit_at: Instant | None = Field(default=None, description="null when the feed is gone")
    due_since: Instant | None = Field(default=None, description="set while a visit is due and has not ended")
    last_status: int | None = Field(default=None, description="HTTP status of the last visit", examples=[200])
    failures: int = Field(default=0, description="visits in a row that failed")
    error: str | None = Field(
        default=None,
        description="what was wrong at the last visit, and what to do",
        examples=["404: there is no feed at this address: check it, or remove the subscription"],
    )
    entries_per_day: float = Field(description="new entries a day, as observed or, at first, expected")
    pushed_until: Instant | None = Field(default=None, description="until when a WebSub hub sends what is new")


def status_of(state: FeedState) -> FeedStatus:
    """In one word."""
    if state.gone:
        return "gone"
    if state.failures:
        return "failing"
    return "ok" if state.visits else "new"


def shown(feed_id: str, state: FeedState, now: datetime) -> ShownFeed:
    """The feed as it stands at `now`; nothing of it is secret."""
    due = state.next_visit_at
    return ShownFeed(
        id=feed_id,
        url=state.url,
        status=status_of(state),
        found_at=state.moved_to,
        fetch=state.options.fetch,
        publisher=state.options.publisher,
        subscribed_at=state.subscribed_at,
        visits=state.visits,
        last_visit_at=state.last_visit_at,
        last_success_at=state.last_success_at,
        next_visit_at=due,
        due_since=due if due and due < now else None,
        last_status=state.last_status,
        failures=state.failures,
        error=state.last_error,
        entries_per_day=round(state.rate, 3),
        pushed_until=state.lease.until if state.lease else None,
    )

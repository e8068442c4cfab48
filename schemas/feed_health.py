"""`ingest.feeds`: the part of a subscribed feed's record that others than the poller may read."""

from typing import Literal

from pydantic import Field

from schemas.record import Instant, Record


class FeedHealth(Record):
    """How a subscribed feed fares. The poller remembers more in the same record, which only it reads."""

    url: str
    gone: bool = False
    visits: int = 0
    failures: int = Field(default=0, description="visits in a row that failed")
    last_error: str | None = Field(default=None, description="what was wrong at the last visit, and what to do")
    last_success_at: Instant | None = None

    @property
    def status(self) -> Literal["new", "ok", "failing", "gone"]:
        """In one word; new: not visited yet, gone: its publisher says so."""
        if self.gone:
            return "gone"
        if self.failures:
            return "failing"
        return "ok" if self.visits else "new"

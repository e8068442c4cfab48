"""The feeds that the poller keeps, as the topic ingest.feeds says: what is shown of each, and its lease. Pure."""

from bisect import bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import ValidationError

from services.ingest.feeds.feed_state import FeedState
from services.ingest.subscriptions.shown_feed import FeedStatus, status_of


class _Kept(NamedTuple):
    """A state as JSON, which takes a seventh of the memory that the record takes; `status` for the filter."""

    status: FeedStatus
    state: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """Feeds by id, and the id after which the next page begins; None at the end."""

    feeds: tuple[tuple[str, FeedState], ...]
    next: str | None


class FeedList:
    """The newest state of each feed without the entries remembered of it: about a kilobyte a feed."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}
        self._ids: list[str] = []

    def __len__(self) -> int:
        return len(self._ids)

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Takes one record, in its partition's order; a record that is no feed's state changes nothing."""
        feed = key.decode("ascii", "replace")
        if value is None:
            if self._kept.pop(feed, None):
                del self._ids[bisect_right(self._ids, feed) - 1]
            return
        try:
            state = FeedState.from_bytes(value)
        except ValidationError:
            return
        if feed not in self._kept:
            insort(self._ids, feed)
        self._kept[feed] = _Kept(status_of(state), state.model_copy(update={"remembered": {}}).to_bytes())

    def get(self, feed_id: str) -> FeedState | None:
        """The feed's state; None for one that is not subscribed to."""
        kept = self._kept.get(feed_id)
        return FeedState.from_bytes(kept.state) if kept else None

    def page(self, after: str = "", limit: int = 100, status: FeedStatus | None = None) -> Page:
        """At most `limit` feeds in the order of their ids, from the first whose id is greater than `after` on.

        A feed that is there all the while is on exactly one page, whatever comes and goes between two questions.
        """
        found: list[str] = []
        for place in range(bisect_right(self._ids, after), len(self._ids)):
            feed = self._ids[place]
            if status is None or self._kept[feed].status == status:
                if len(found) == limit:
                    return Page(self._states(found), found[-1])
                found.append(feed)
        return Page(self._states(found), None)

    def states(self) -> Iterator[FeedState]:
        """Every feed's state as it is now, also while others come and go."""
        for kept in list(self._kept.values()):
            yield FeedState.from_bytes(kept.state)

    def _states(self, ids: list[str]) -> tuple[tuple[str, FeedState], ...]:
        return tuple((feed, FeedState.from_bytes(self._kept[feed].state)) for feed in ids)

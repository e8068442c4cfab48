"""Whether the poller has done what it was asked for. Pure."""

from services.ingest.feeds.feed_state import FeedState
from services.ingest.feeds.requests import Subscribe, Unsubscribe


def is_taken(request: Subscribe | Unsubscribe, state: FeedState | None) -> bool:
    """`state` is the feed's newest; one that was as asked before is taken at once."""
    if isinstance(request, Unsubscribe):
        return state is None
    return state is not None and state.options == request.options

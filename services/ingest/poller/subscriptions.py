"""What a request changes in the state of a feed. Pure."""

from datetime import datetime

from services.ingest.feeds.feed_state import FeedState
from services.ingest.feeds.requests import LeaseAnswered, Subscribe


def subscribed(state: FeedState | None, request: Subscribe) -> FeedState:
    """A feed that is new, or has failed, or was gone, is due at once; of any other only the options change."""
    if state is None:
        return FeedState(url=request.url, subscribed_at=request.at, options=request.options, next_visit_at=request.at)
    changes: dict[str, object] = {"options": request.options}
    if state.gone or state.failures:
        changes |= {"gone": False, "next_visit_at": request.at}
    return state.model_copy(update=changes)


def lease_answered(state: FeedState, request: LeaseAnswered) -> FeedState:
    """The hub's answer counts for the lease that is asked for, not for one before it.

    After a refusal the lease is kept without an end: so the hub is not asked again for a day, see `websub.must_ask`.
    """
    ours, answered = state.lease, request.lease
    if ours is None:
        return state
    if answered is None:
        return state.model_copy(
            update={"lease": ours.model_copy(update={"asked_at": request.at, "renew_at": None, "until": None})}
        )
    if (ours.hub, ours.topic, ours.secret) != (answered.hub, answered.topic, answered.secret):
        return state
    granted = ours.model_copy(update={"renew_at": answered.renew_at, "until": answered.until})
    return state.model_copy(update={"lease": granted})


def due_again(state: FeedState, at: datetime) -> FeedState:
    """The feed of a push that is still to be read: due at `at`, so that it is asked for what a crash would lose."""
    if state.next_visit_at is None or state.next_visit_at <= at:
        return state
    return state.model_copy(update={"next_visit_at": at})

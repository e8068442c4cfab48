"""The decision what to do next with a feed: its state and what came of a visit -> its state after it. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.ingest.feeds.feed_state import FeedState
from services.ingest.feeds.http_caching import fresh_for, retry_after, validator
from services.ingest.feeds.revisit import LONGEST, next_after_failure, next_after_success, observed_rate
from services.ingest.feeds.visit import Answer, NoAnswer, Outcome, Reading, Unreadable

_SOON = timedelta(minutes=5)
_LATER = timedelta(hours=1)
"""First delay after a failure that somebody has to mend."""
_GONE = 410
_LATER_KINDS = ("refused address", "robots", "too large")
_WORDS = {
    401: "the publisher asks for a login: ask for an open feed, or remove the subscription",
    403: "the publisher refuses us: ask for access, or remove the subscription",
    404: "there is no feed at this address: check it, or remove the subscription",
    410: "the publisher says that the feed is gone for good: it is not asked again; subscribe to its new address",
    429: "the publisher wants to be asked less often: it is, nothing needs to be done",
}
_SERVER_FAILED = "the publisher's server failed: it is asked again later, nothing needs to be done"
_UNEXPECTED = "the answer is none that a feed gives: check the address in a browser"


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a visit failed, the first delay after it, and what the server asks for."""

    status: int | None
    why: str
    first: timedelta
    retry_after: timedelta = timedelta()


def due_at(state: FeedState, now: datetime) -> datetime | None:
    """When the next visit is due; None for a feed that is gone.

    A visit planned further ahead than any is was planned by a clock that was wrong: it is due now.
    """
    at = state.next_visit_at
    return at if at is None or at <= now + LONGEST else now


def next_step(state: FeedState, outcome: Outcome, now: datetime, jitter: float) -> FeedState:
    """The state after a visit that ended at `now`, with the time of the next one. `jitter` in [0, 1)."""
    if isinstance(outcome, NoAnswer):
        first = _LATER if outcome.kind in _LATER_KINDS else _SOON
        return _failed(state, _Failure(None, outcome.why, first), now, jitter)
    if outcome.status == _GONE:
        changes = {"gone": True, "next_visit_at": None, "failures": state.failures + 1, "lease": None}
        return _visited(state, now, outcome.status, f"410: {_WORDS[_GONE]}", changes)
    if isinstance(outcome.found, Reading):
        return _read(state, outcome, outcome.found, now, jitter)
    if outcome.status == 304:
        return _unchanged(state, outcome, now, jitter)
    if isinstance(outcome.found, Unreadable):
        failed = _failed(state, _Failure(outcome.status, outcome.found.why, _LATER), now, jitter)
        # What was not understood must come again in whole.
        return failed.model_copy(update={"etag": None, "last_modified": None})
    first = _SOON if outcome.status >= 500 or outcome.status == 429 else _LATER
    why = f"{outcome.status}: {_words(outcome.status)}"
    return _failed(state, _Failure(outcome.status, why, first, retry_after(outcome.headers, now)), now, jitter)


def _read(state: FeedState, answer: Answer, reading: Reading, now: datetime, jitter: float) -> FeedState:
    # The first reading shows what was there before: it tells nothing about the rate.
    rate = _rate(state, reading.new, now) if state.readings else state.rate
    changes = {
        "readings": state.readings + 1,
        "rate": rate,
        "hints": reading.hints,
        "remembered": dict(reading.remembered),
        "hub": reading.hub,
        "topic": reading.topic,
        "etag": validator(answer.headers, "etag"),
        "last_modified": validator(answer.headers, "last-modified"),
    }
    return _succeeded(state, answer, changes, now, jitter)


def _unchanged(state: FeedState, answer: Answer, now: datetime, jitter: float) -> FeedState:
    """Not modified: a new validator replaces the former one (RFC 9111, section 4.3.4)."""
    changes = {
        "rate": _rate(state, 0, now),
        "etag": validator(answer.headers, "etag") or state.etag,
        "last_modified": validator(answer.headers, "last-modified") or state.last_modified,
    }
    return _succeeded(state, answer, changes, now, jitter)


def _succeeded(state: FeedState, answer: Answer, changes: dict[str, Any], now: datetime, jitter: float) -> FeedState:
    after = state.model_copy(update=changes)
    pushed = bool(after.lease and after.lease.until and after.lease.until > now)
    at = next_after_success(
        now,
        rate=after.rate,
        hints=after.hints,
        fresh=fresh_for(answer.headers),
        pushed=pushed,
        jitter=jitter,
    )
    moved = answer.url if answer.permanent and answer.url != state.address else state.moved_to
    always = {
        "failures": 0,
        "moved_to": moved if moved != state.url else None,
        "last_success_at": now,
        "next_visit_at": at,
    }
    return _visited(after, now, answer.status, None, always)


def _failed(state: FeedState, failure: _Failure, now: datetime, jitter: float) -> FeedState:
    failures = state.failures + 1
    at = next_after_failure(now, first=failure.first, failures=failures, retry_after=failure.retry_after, jitter=jitter)
    return _visited(state, now, failure.status, failure.why, {"failures": failures, "next_visit_at": at})


def _visited(state: FeedState, now: datetime, status: int | None, error: str | None, changes: Any) -> FeedState:
    always = {"visits": state.visits + 1, "last_visit_at": now, "last_status": status, "last_error": error}
    return state.model_copy(update={**always, **changes})


def _rate(state: FeedState, new: int, now: datetime) -> float:
    return observed_rate(state.rate, new, now - state.last_success_at) if state.last_success_at else state.rate


def _words(status: int) -> str:
    return _WORDS.get(status, _SERVER_FAILED if status >= 500 else _UNEXPECTED)

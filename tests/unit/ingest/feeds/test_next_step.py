"""What is done next with a feed, as a table: state, outcome -> state, minutes until the next visit (from Monday noon,
GMT). Times in states are minutes from then; what a row does not name is as in a new subscription."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from services.ingest.feeds.feed import VisitHints
from services.ingest.feeds.feed_state import FeedState
from services.ingest.feeds.next_step import due_at, next_step
from services.ingest.feeds.revisit import LONGEST, SHORTEST_BY_TTL
from services.ingest.feeds.visit import Answer, NoAnswer, Outcome, Reading, Unreadable

URL = "https://news.example/feed"
NOW = datetime(2031, 2, 3, 12, tzinfo=UTC)
ROWS = json.loads(Path(__file__).with_name("next_steps.json").read_text("utf-8"))
HINTS = TypeAdapter(VisitHints)


def at(minutes: str) -> str:
    return (NOW + timedelta(minutes=int(minutes))).isoformat()


def state_of(row: dict[str, Any]) -> FeedState:
    given_ = dict(row.get("state", {}))
    times = {name: at(value) for name, value in given_.items() if name.endswith("_at")}
    if lease := given_.get("lease"):
        given_["lease"] = {name: at(value) if name in ("asked_at", "until") else value for name, value in lease.items()}
    fresh = {"url": URL, "subscribed_at": NOW, "next_visit_at": NOW}
    return FeedState.model_validate({**fresh, **given_, **times})


def outcome_of(row: dict[str, Any]) -> Outcome:
    said = row["outcome"]
    if "kind" in said:
        return NoAnswer(said["kind"], "why")
    found: Reading | Unreadable | None = Unreadable(said["unreadable"]) if "unreadable" in said else None
    if "new" in said:
        found = Reading(said["new"], {}, HINTS.validate_python(said.get("hints", {})))
    return Answer(said["status"], said.get("url", URL), said.get("permanent", False), said.get("headers", {}), found)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["name"]))
def test_next_step(row: dict[str, Any]) -> None:
    after = next_step(state_of(row), outcome_of(row), NOW, row.get("jitter", 0.0))
    assert {name: getattr(after, name) for name in row["then"]} == row["then"]
    assert row.get("says", "") in (after.last_error or "")
    assert (after.last_error is None) == (after.failures == 0)
    assert after.last_visit_at == NOW
    if row["minutes"] is None:
        assert after.next_visit_at is None
    else:
        assert after.next_visit_at is not None
        assert round((after.next_visit_at - NOW) / timedelta(minutes=1), 2) == row["minutes"]


TEXTS = st.sampled_from(["", "0", "60", "99999999999", "-1", "max-age=99999999", "Fri, 31 Dec 9999 23:59:59 GMT", "é"])
HEADERS = st.dictionaries(st.sampled_from(["retry-after", "cache-control", "age", "expires", "date", "etag"]), TEXTS)
SPANS = st.none() | st.timedeltas(timedelta(0), timedelta(days=999))
ANY_HINTS = st.builds(VisitHints, SPANS, SPANS, st.frozensets(st.integers(0, 23)), st.frozensets(st.integers(0, 6)))
FOUND = (
    st.none()
    | st.builds(Unreadable, st.just("no feed"))
    | st.builds(Reading, st.integers(0, 10_000), st.just({}), ANY_HINTS)
)
OUTCOMES = st.builds(
    Answer, st.integers(200, 599).filter(lambda status: status != 410), st.just(URL), st.booleans(), HEADERS, FOUND
) | st.builds(NoAnswer, st.sampled_from(["timeout", "robots"]), st.just("why"))
CLOCK = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
JITTER = st.floats(0, 1, exclude_max=True)


@given(st.lists(st.tuples(OUTCOMES, CLOCK, JITTER), min_size=1, max_size=20))
def test_whatever_comes_and_however_the_clock_runs_a_feed_is_asked_again_within_a_day(
    visits: list[tuple[Outcome, datetime, float]],
) -> None:
    state = FeedState(url=URL, subscribed_at=NOW, next_visit_at=NOW)
    for outcome, now, jitter in visits:
        state = next_step(state, outcome, now, jitter)
        assert state.next_visit_at is not None
        assert SHORTEST_BY_TTL <= state.next_visit_at - now <= LONGEST
        assert state.rate >= 0
        assert FeedState.from_bytes(state.to_bytes()) == state


@given(st.lists(st.tuples(OUTCOMES, CLOCK, JITTER), min_size=1, max_size=5), CLOCK)
def test_a_visit_planned_by_a_clock_that_was_wrong_is_due(
    visits: list[tuple[Outcome, datetime, float]], now: datetime
) -> None:
    state = FeedState(url=URL, subscribed_at=NOW, next_visit_at=NOW)
    for outcome, then, jitter in visits:
        state = next_step(state, outcome, then, jitter)
    due = due_at(state, now)
    assert due is not None
    assert due <= now + LONGEST


def test_a_feed_that_is_gone_is_never_due() -> None:
    gone = next_step(FeedState(url=URL, subscribed_at=NOW, next_visit_at=NOW), Answer(410, URL), NOW, 0.0)
    assert due_at(gone, NOW) is None


def test_what_makes_the_next_request_conditional_is_kept() -> None:
    state = FeedState(url=URL, subscribed_at=NOW, next_visit_at=NOW)
    assert (state.etag, state.last_modified) == (None, None)
    answer = Answer(200, URL, headers={"etag": 'W/"1"', "last-modified": "then"}, found=Reading(0, {}))
    after = next_step(state, answer, NOW, 0.0)
    assert (after.etag, after.last_modified) == ('W/"1"', "then")


def test_a_feed_that_publishes_nothing_is_asked_ever_less_often_and_a_busy_one_often() -> None:
    gaps = []
    for new in (0, 10):
        state, now = FeedState(url=URL, subscribed_at=NOW, next_visit_at=NOW), NOW
        for _ in range(400):
            state = next_step(state, Answer(200, URL, found=Reading(new, {})), now, 0.0)
            assert state.next_visit_at is not None
            gap, now = state.next_visit_at - now, state.next_visit_at
        gaps.append(gap)
    assert gaps == [timedelta(days=1), timedelta(minutes=5)]

"""What requests change."""

from datetime import timedelta

from services.ingest.feeds.feed_state import FeedOptions, FeedState, Lease
from services.ingest.feeds.requests import LeaseAnswered, Subscribe
from services.ingest.poller.subscriptions import due_again, lease_answered, subscribed
from tests.unit.ingest.poller.feed_cluster import NOW

URL = "https://orrel.example/feed"
LATER = NOW + timedelta(hours=1)
STATE = FeedState(url=URL, subscribed_at=NOW, next_visit_at=LATER, visits=3)
LEASE = Lease(hub="https://hub.example/", topic=URL, secret="kept", asked_at=NOW)
ANSWERED = LEASE.model_copy(update={"until": LATER, "renew_at": LATER})


def test_a_new_feed_is_due_at_once() -> None:
    state = subscribed(None, Subscribe(url=URL, at=NOW, options=FeedOptions(fetch="full")))
    assert (state.url, state.next_visit_at, state.options.fetch, state.visits) == (URL, NOW, "full", 0)


def test_a_second_subscription_changes_the_options_and_tries_what_failed() -> None:
    again = Subscribe(url=URL, at=NOW, options=FeedOptions(publisher="Orrel Post"))
    assert subscribed(STATE, again) == STATE.model_copy(update={"options": again.options})
    failing = STATE.model_copy(update={"failures": 4})
    assert subscribed(failing, again).next_visit_at == NOW
    gone = STATE.model_copy(update={"gone": True, "next_visit_at": None})
    assert (subscribed(gone, again).gone, subscribed(gone, again).next_visit_at) == (False, NOW)


def test_the_hubs_answer_counts_for_the_lease_asked_for() -> None:
    asked = STATE.model_copy(update={"lease": LEASE})
    granted = LeaseAnswered(url=URL, at=NOW, lease=ANSWERED)
    assert lease_answered(asked, granted).lease == ANSWERED
    assert lease_answered(STATE, granted) == STATE, "none was asked for"
    other = LeaseAnswered(url=URL, at=NOW, lease=ANSWERED.model_copy(update={"secret": "former"}))
    assert lease_answered(asked, other) == asked


def test_a_refused_lease_is_asked_for_later_and_not_at_every_visit() -> None:
    live = STATE.model_copy(update={"lease": ANSWERED})
    after = lease_answered(live, LeaseAnswered(url=URL, at=LATER, lease=None)).lease
    assert after == LEASE.model_copy(update={"asked_at": LATER})


def test_a_push_makes_the_feed_due_so_that_a_crash_loses_nothing() -> None:
    assert due_again(STATE, NOW).next_visit_at == NOW
    gone = STATE.model_copy(update={"gone": True, "next_visit_at": None})
    assert due_again(gone, NOW) == gone
    due = STATE.model_copy(update={"next_visit_at": NOW - timedelta(seconds=1)})
    assert due_again(due, NOW) == due

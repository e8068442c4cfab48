"""What follows from a visit: state, messages, and what the hub is asked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from services.ingest.feeds.feed import Entry, Feed
from services.ingest.feeds.feed_state import FeedOptions, FeedState, Lease
from services.ingest.feeds.revisit import SHORTEST
from services.ingest.feeds.visit import NoAnswer
from services.ingest.poller.taken_in import taken_in
from services.ingest.poller.visited import Brought, LinkedPage, Visited
from tests.unit.ingest.poller.feed_cluster import NOW, TERMS

URL = "https://orrel.example/feed"
HUB = "https://hub.example/"
FRESH = FeedState(url=URL, subscribed_at=NOW, next_visit_at=NOW)
ENTRIES = (Entry(id="1", url=f"{URL}/1", title="Ferries stay in port"), Entry(id="2", title="No address"))
FEED = Feed(title="Orrel", entries=ENTRIES)
LEASE = Lease(hub=HUB, topic=URL, secret="kept", asked_at=NOW)


def visited(feed: Feed = FEED, *, pushed: bool = False, headers: Mapping[str, str] | None = None) -> Visited:
    return Visited("id", NOW, 0.5, "drawn", Brought(200, URL, headers=headers or {}, found=feed), pushed)


def test_entries_become_items_in_the_name_of_the_feed() -> None:
    taken = taken_in(FRESH, visited(), TERMS)
    assert (taken.new, taken.changed, len(taken.messages)) == (2, 0, 2)
    assert [orjson.loads(message.value or b"")["title"] for message in taken.messages] == [
        "Ferries stay in port",
        "No address",
    ]
    assert all(dict(message.headers)["ce_source"] == URL.encode() for message in taken.messages)
    assert all(dict(message.headers)["ce_time"] == NOW.isoformat().encode() for message in taken.messages)
    assert taken_in(taken.state, visited(), TERMS).messages == ()


def test_a_page_goes_instead_of_the_entry_unless_it_is_too_large() -> None:
    pages = {f"{URL}/1": LinkedPage("text/html; charset=koi8-r", b"<p>All of it</p>")}
    full = FRESH.model_copy(update={"options": FeedOptions(fetch="full", publisher="Orrel Post")})
    brought = visited()
    assert isinstance(brought.outcome, Brought)
    brought = replace(brought, outcome=replace(brought.outcome, pages=pages))
    page, item = taken_in(full, brought, TERMS).messages
    headers = dict(page.headers)
    assert page.value == b"<p>All of it</p>"
    assert headers["content-type"] == b"text/html; charset=koi8-r"
    assert headers["ce_subject"] == f"{URL}/1".encode()
    assert headers["themewire-publisher"] == b"Orrel Post"
    assert dict(item.headers)["content-type"] == b"application/feed+json"
    small = replace(TERMS, document_limit=10)
    assert dict(taken_in(full, brought, small).messages[0].headers)["content-type"] == b"application/feed+json"


def test_what_is_left_out_is_said_and_is_no_failure() -> None:
    state = taken_in(FRESH, visited(replace(FEED, left_out=7)), TERMS).state
    assert (state.failures, state.readings) == (0, 1)
    assert state.last_error and state.last_error.startswith("7 entries are left out")
    unchanged = replace(visited(), outcome=Brought(304, URL))
    assert taken_in(state, unchanged, TERMS).state.last_error == state.last_error
    failed = taken_in(state, replace(visited(), outcome=Brought(500, URL)), TERMS).state
    assert taken_in(failed, unchanged, TERMS).state.last_error is None
    noted = replace(visited(), outcome=Brought(200, URL, found=FEED, note="10 sitemaps are left out"))
    assert taken_in(FRESH, noted, TERMS).state.last_error == "10 sitemaps are left out"
    assert taken_in(state, visited(), TERMS).state.last_error is None


def test_nobody_waits_longer_than_the_owner_of_the_poller_wants() -> None:
    quick = replace(TERMS, visit_within=timedelta(seconds=3))
    for outcome in (
        visited().outcome,
        NoAnswer("timeout", "too slow"),
        Brought(503, URL, headers={"retry-after": "9"}),
    ):
        state = taken_in(FRESH, replace(visited(), outcome=outcome), quick).state
        assert state.next_visit_at == NOW + timedelta(seconds=3)
    assert taken_in(FRESH, replace(visited(), outcome=Brought(410, URL)), quick).state.next_visit_at is None


NAMED = replace(FEED, hubs=(HUB,), self_link=URL)
LIVE = LEASE.model_copy(update={"until": NOW + timedelta(days=1), "renew_at": NOW + timedelta(hours=1)})
DUE = LIVE.model_copy(update={"renew_at": NOW - timedelta(seconds=1)})


@pytest.mark.parametrize(
    ("lease", "asked"),
    [
        (None, LEASE.model_copy(update={"secret": "drawn"})),
        (LEASE, None),
        (LIVE, None),
        (DUE, DUE.model_copy(update={"renew_at": None})),
        (LIVE.model_copy(update={"hub": "https://old.example/"}), LEASE.model_copy(update={"secret": "drawn"})),
    ],
    ids=["none", "asked a moment ago", "live", "to renew", "of another hub"],
)
def test_the_hub_is_asked_when_it_must_be(lease: Lease | None, asked: Lease | None) -> None:
    state = FRESH.model_copy(update={"lease": lease})
    taken = taken_in(state, visited(NAMED), TERMS)
    assert taken.lease == asked
    assert taken.state.lease == (asked or lease)
    without_address = taken_in(state, visited(NAMED), replace(TERMS, websub=False))
    assert (without_address.lease, without_address.state.lease) == (None, lease)


def test_a_lease_is_renewed_in_time() -> None:
    soon = LIVE.model_copy(update={"renew_at": NOW + timedelta(minutes=40)})
    state = taken_in(FRESH.model_copy(update={"lease": soon}), visited(NAMED), TERMS).state
    assert state.next_visit_at == soon.renew_at
    sooner = LIVE.model_copy(update={"renew_at": NOW + timedelta(seconds=1)})
    state = taken_in(FRESH.model_copy(update={"lease": sooner}), visited(NAMED), TERMS).state
    assert state.next_visit_at == NOW + SHORTEST


def test_a_push_says_nothing_of_the_feed_itself() -> None:
    before = taken_in(FRESH, visited(NAMED, headers={"etag": '"1"', "last-modified": "yesterday"}), TERMS).state
    taken = taken_in(before, visited(Feed(entries=(Entry(id="3", title="Pushed"),)), pushed=True), TERMS)
    after = taken.state
    assert (taken.new, taken.lease) == (1, None)
    assert (after.etag, after.last_modified, after.hub, after.topic) == ('"1"', "yesterday", HUB, URL)
    assert after.remembered.keys() > before.remembered.keys()

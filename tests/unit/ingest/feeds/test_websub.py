"""What is asked of a hub and what of it is believed."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.feeds.feed import Feed
from services.ingest.feeds.feed_state import Lease
from services.ingest.feeds.websub import (
    HubAndTopic,
    authentic,
    denied,
    discovered,
    must_ask,
    subscription_form,
    verified,
)

NOW = datetime(2031, 2, 3, 12, tzinfo=UTC)
URL = "https://news.example/feed"
HUB = "https://hub.example/"
LEASE = Lease(hub=HUB, topic=URL, secret="s3cret", asked_at=NOW)
FOUND = HubAndTopic(HUB, URL)
ASKED = {"hub.mode": "subscribe", "hub.topic": URL, "hub.challenge": "c1", "hub.lease_seconds": "864000"}


@pytest.mark.parametrize(
    ("feed", "link", "found"),
    [
        (Feed(hubs=(HUB,), self_link=URL), "", FOUND),
        (Feed(), f'<{HUB}>; rel="hub", <{URL}>; rel=self', FOUND),
        (Feed(), f'</feed>; type="a,b"; rel="self alternate", <{HUB}>;rel=HUB', FOUND),
        (
            Feed(hubs=("https://other.example/",), self_link="https://x.example/"),
            f"<{HUB}>; rel=hub, </feed>; rel=self",
            FOUND,
        ),
        (Feed(hubs=(HUB,)), "", None),
        (Feed(self_link=URL), "", None),
        (Feed(self_link=URL), "<javascript:x>; rel=hub", None),
    ],
)
def test_hub_and_topic_are_found_in_headers_before_the_feed(feed: Feed, link: str, found: HubAndTopic | None) -> None:
    assert discovered(feed, {"link": link}, URL) == found


def test_the_request_to_the_hub() -> None:
    form = subscription_form("subscribe", LEASE, "https://us.example/websub/abc")
    assert form == {
        "hub.mode": "subscribe",
        "hub.topic": URL,
        "hub.callback": "https://us.example/websub/abc",
        "hub.lease_seconds": "604800",
        "hub.secret": "s3cret",
    }
    assert set(subscription_form("unsubscribe", LEASE, "x")) == {"hub.mode", "hub.topic", "hub.callback"}


def test_intent_is_confirmed_for_what_was_asked_for() -> None:
    answer = verified(ASKED, LEASE, True, NOW)
    assert answer and answer.challenge == "c1" and answer.lease
    assert answer.lease.until == NOW + timedelta(days=10)
    assert answer.lease.renew_at == NOW + timedelta(days=10) * 2 / 3


@pytest.mark.parametrize(
    ("change", "lease", "wanted"),
    [
        ({}, None, True),
        ({}, LEASE, False),
        ({"hub.topic": "https://evil.example/"}, LEASE, True),
        ({"hub.challenge": ""}, LEASE, True),
        ({"hub.mode": "unsubscribe"}, LEASE, True),
        ({"hub.mode": "denied"}, LEASE, True),
    ],
)
def test_nothing_else_is_confirmed(change: dict[str, str], lease: Lease | None, wanted: bool) -> None:
    assert verified(ASKED | change, lease, wanted, NOW) is None


def test_the_end_of_a_subscription_is_confirmed_when_it_is_wanted() -> None:
    answer = verified(ASKED | {"hub.mode": "unsubscribe"}, LEASE, False, NOW)
    assert answer and (answer.challenge, answer.lease) == ("c1", None)


@pytest.mark.parametrize(
    ("seconds", "granted"),
    [
        ("", 7 * 86400),
        ("x", 7 * 86400),
        ("0", 600),
        ("99999999999", 7 * 86400),
        ("9999999999", 30 * 86400),
        ("-5", 7 * 86400),
    ],
)
def test_leases_stay_within_bounds(seconds: str, granted: int) -> None:
    answer = verified(ASKED | {"hub.lease_seconds": seconds}, LEASE, True, NOW)
    assert answer and answer.lease and answer.lease.until == NOW + timedelta(seconds=granted)


def test_a_denied_subscription() -> None:
    assert denied({"hub.mode": "denied", "hub.topic": URL}, LEASE)
    assert not denied({"hub.mode": "denied", "hub.topic": "other"}, LEASE)
    assert not denied({"hub.mode": "denied", "hub.topic": URL}, None)


def test_a_subscription_is_asked_for_when_there_is_none_or_it_ends_soon() -> None:
    day = timedelta(days=1)
    live = LEASE.model_copy(update={"until": NOW + 9 * day, "renew_at": NOW + 6 * day})
    assert not must_ask(None, None, NOW)
    assert must_ask(FOUND, None, NOW)
    assert not must_ask(FOUND, LEASE, NOW)
    assert must_ask(FOUND, LEASE, NOW + day)
    assert must_ask(FOUND, LEASE, NOW - day), "the clock was set back"
    assert not must_ask(FOUND, live, NOW + 5 * day)
    assert must_ask(FOUND, live, NOW + 6 * day)
    assert must_ask(HubAndTopic(HUB, "moved"), live, NOW)


@given(st.binary(), st.sampled_from(["sha1", "sha256", "sha384", "sha512", "SHA256"]))
def test_only_the_secrets_signature_is_authentic(body: bytes, method: str) -> None:
    digest = hmac.new(b"s3cret", body, getattr(hashlib, method.lower())).hexdigest()
    assert authentic(body, f"{method}={digest}", "s3cret")
    assert authentic(body, f"{method}={digest.upper()}", "s3cret")
    assert not authentic(body, f"{method}={digest}", "other")
    assert not authentic(body + b"x", f"{method}={digest}", "s3cret")
    assert not authentic(body, f"{method}={digest[:-1]}", "s3cret")


@pytest.mark.parametrize(
    "signature", [None, "", "sha256", "sha256=", "md5=d41d8cd98f00b204e9800998ecf8427e", "sha256=é", "="]
)
def test_a_signature_that_is_none_is_not_authentic(signature: str | None) -> None:
    assert not authentic(b"", signature, "s3cret")

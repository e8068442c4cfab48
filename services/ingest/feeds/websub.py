"""WebSub's subscriber (W3C Recommendation, 23 January 2018): what is asked of a hub, and what of a hub is believed."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from services.ingest.feeds.feed import Feed
from services.ingest.feeds.feed_state import Lease
from services.ingest.feeds.link_header import linked

LEASE = timedelta(days=7)
"""What we ask for; a hub may grant another time (section 5.1)."""
_SHORTEST_LEASE = timedelta(minutes=10)
_LONGEST_LEASE = timedelta(days=30)
_METHODS = ("sha1", "sha256", "sha384", "sha512")
_UNANSWERED = timedelta(days=1)
"""How long a hub may take to verify; then the subscription is asked for again."""


@dataclass(frozen=True, slots=True)
class HubAndTopic:
    """Where a feed's changes are pushed from, and what the hub calls the feed."""

    hub: str
    topic: str


def discovered(feed: Feed, headers: Mapping[str, str], url: str) -> HubAndTopic | None:
    """The first hub that the answer from `url` names, Link headers before the feed's own links (section 4); None
    unless the topic is named too."""
    hubs = (*linked(headers, "hub", url), *feed.hubs)
    topic = next(iter(linked(headers, "self", url)), feed.self_link)
    return HubAndTopic(hubs[0], topic) if hubs and topic else None


def subscription_form(mode: Literal["subscribe", "unsubscribe"], lease: Lease, callback: str) -> dict[str, str]:
    """The fields of the request to the hub (section 5.1).

    The secret is sent to hubs that know no https too, which section 5.1 advises against: content without a signature
    anybody could send.
    """
    form = {"hub.mode": mode, "hub.topic": lease.topic, "hub.callback": callback}
    if mode == "subscribe":
        form["hub.lease_seconds"] = str(int(LEASE.total_seconds()))
        form["hub.secret"] = lease.secret
    return form


@dataclass(frozen=True, slots=True)
class Verified:
    """The answer to a hub's question: `challenge` as the body of a 200, and the lease as it is then; None: ended."""

    challenge: str
    lease: Lease | None


def verified(query: Mapping[str, str], lease: Lease | None, wanted: bool, now: datetime) -> Verified | None:
    """Verification of intent (section 5.3). None, to be answered 404, for what was not asked for: another topic, a
    subscription that is not `wanted`, or the end of one that is."""
    challenge, mode = query.get("hub.challenge", ""), query.get("hub.mode")
    if (
        lease is None
        or not challenge
        or not hmac.compare_digest(query.get("hub.topic", "").encode("utf-8", "replace"), lease.topic.encode())
    ):
        return None
    if mode == "unsubscribe" and not wanted:
        return Verified(challenge, None)
    if mode != "subscribe" or not wanted:
        return None
    granted = _granted(query.get("hub.lease_seconds", ""))
    return Verified(challenge, lease.model_copy(update={"until": now + granted, "renew_at": now + granted * 2 / 3}))


def denied(query: Mapping[str, str], lease: Lease | None) -> bool:
    """Whether the hub says that it refuses or ends the subscription (section 5.2): the feed is polled as any other."""
    return lease is not None and query.get("hub.mode") == "denied" and query.get("hub.topic") == lease.topic


def must_ask(found: HubAndTopic | None, lease: Lease | None, now: datetime) -> bool:
    """Whether a subscription is to be asked for: none yet, another hub or topic, unanswered for a day, or time to
    renew."""
    if found is None:
        return False
    if lease is None or (lease.hub, lease.topic) != (found.hub, found.topic):
        return True
    return now >= (lease.renew_at or lease.asked_at + _UNANSWERED) or now < lease.asked_at


def authentic(body: bytes, signature: str | None, secret: str) -> bool:
    """Whether the content's `X-Hub-Signature` (method=hex) is that of the secret (section 7.1), in constant time.
    Content that is not authentic is answered with a 2xx and dropped (section 7.1)."""
    method, _, said = (signature or "").strip().partition("=")
    if method.lower() not in _METHODS:
        return False
    ours = hmac.new(secret.encode(), body, method.lower()).hexdigest()
    return hmac.compare_digest(ours.encode(), said.strip().lower().encode("utf-8", "replace"))


def _granted(seconds: str) -> timedelta:
    written = int(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) <= 10 else None
    granted = LEASE if written is None else timedelta(seconds=written)
    return min(_LONGEST_LEASE, max(_SHORTEST_LEASE, granted))

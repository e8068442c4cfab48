"""The address that a hub calls back (W3C WebSub, section 5.1: unique for each subscription, hard to guess). Pure."""

import hmac

from services.ingest.feeds.feed_state import Lease

PATH = "/v1/websub"


def callback_url(public_url: str, feed_id: str, lease: Lease) -> str:
    """What is given to the hub: `public_url` is where the receiver is reached from outside.

    Verification of intent is not signed (section 5.3), and ids can be computed from feeds' addresses: without the
    token anybody could end a lease, or prolong one of which the hub knows nothing.
    """
    return f"{public_url.rstrip('/')}{PATH}/{feed_id}/{_token(feed_id, lease)}"


def is_from_hub(feed_id: str, token: str, lease: Lease | None) -> bool:
    """Whether the token is the one in the lease's callback, in constant time."""
    return lease is not None and hmac.compare_digest(token.encode("utf-8", "replace"), _token(feed_id, lease).encode())


def _token(feed_id: str, lease: Lease) -> str:
    """Made from the secret, so that one who reads it in a log cannot sign."""
    return hmac.new(lease.secret.encode(), f"callback {feed_id}".encode(), "sha256").hexdigest()[:32]

"""What is asked for in words -> the poller's request, or a refusal that says what to change. Pure."""

from datetime import datetime
from ipaddress import IPv4Address
from typing import Literal

from services.ingest.feeds.feed_state import FeedOptions
from services.ingest.feeds.requests import Subscribe
from services.ingest.fetch.errors import RefusedScheme, RefusedUrl
from services.ingest.fetch.fetch_url import fetch_url
from services.ingest.fetch.public_address import refusal
from services.ingest.request_checks import Refusal, checked_name, checked_url

_LOOPBACK = IPv4Address("127.0.0.1")


def subscribe_request(
    url: str,
    *,
    fetch: Literal["entry", "full"] = "entry",
    publisher: str | None = None,
    at: datetime,
    allow_private: bool,
) -> Subscribe:
    """The request at `at` (with offset); raises `Refusal` (422).

    `allow_private`: whether an address that is written as a number may be a private one. What a name stands for only
    the poller's guard sees, at each visit.
    """
    options = FeedOptions(fetch=fetch, publisher=checked_name("publisher", publisher))
    return Subscribe(url=checked_feed_url(url, allow_private=allow_private), at=at, options=options)


def checked_feed_url(text: str, *, allow_private: bool) -> str:
    """The address of a feed as it was given, without blanks around it; raises `Refusal` (422)."""
    try:
        url = checked_url(text)
        if url is None:
            raise _bad_url("it is empty")
        parts = fetch_url(url)
    except (RefusedScheme, RefusedUrl) as error:
        raise _bad_url(str(error)) from error
    except Refusal as error:
        raise _bad_url("it is no absolute http or https URL") from error
    address = parts.address or (_LOOPBACK if _is_this_machine(parts.host) else None)
    if address and (why := refusal(address, allow_private=allow_private)):
        raise Refusal(
            422,
            "refused-address",
            f"url leads to an address that is not fetched from: {why}. Give a public address, or set"
            " THEMEWIRE_FETCH_PRIVATE_NETWORKS=1 for an intranet's own feeds (it opens private networks and loopback)",
        )
    return url


def _is_this_machine(host: str) -> bool:
    """RFC 6761, section 6.3: every name under localhost is the loopback."""
    name = host.rstrip(".")
    return name == "localhost" or name.endswith(".localhost")


def _bad_url(why: str) -> Refusal:
    return Refusal(
        422,
        "bad-feed-url",
        f"url is not the address of a feed or a web page: {why}; write it like https://gazette.example/feed.xml",
    )

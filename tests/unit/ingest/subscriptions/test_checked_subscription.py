"""Addresses as subscribers write them: taken as they are, or refused with a word on what to do."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.request_checks import Refusal
from services.ingest.subscriptions.checked_subscription import checked_feed_url, subscribe_request

NOW = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)


def refused(url: str, *, allow_private: bool) -> str | None:
    try:
        checked_feed_url(url, allow_private=allow_private)
    except Refusal as refusal:
        assert refusal.status == 422
        return refusal.kind
    return None


@pytest.mark.parametrize(
    ("url", "on_the_internet", "on_an_intranet"),
    [
        ("https://gazette.example/feed.xml", None, None),
        ("http://93.184.216.34/feed.xml", None, None),
        ("http://[2606:2800:220:1::1]/feed.xml", None, None),
        ("http://127.0.0.1:8000/feed.xml", "refused-address", None),
        ("http://localhost/feed.xml", "refused-address", None),
        ("http://localhost.gazette.example/", None, None),
        ("http://192.168.1.1/", "refused-address", None),
        ("http://[::1]/", "refused-address", None),
        ("http://0300.0250.1.1/", "refused-address", None),
        ("http://[fe80::1]/", "refused-address", "refused-address"),
        ("http://169.254.169.254/", "refused-address", "refused-address"),
        ("http://user@gazette.example/", "bad-feed-url", "bad-feed-url"),
        ("http://[fe80::1%25eth0]/", "bad-feed-url", "bad-feed-url"),
        ("javascript:alert(1)", "bad-feed-url", "bad-feed-url"),
        ("http://gazette.example:0/", "bad-feed-url", "bad-feed-url"),
        ("http://gazette example/", "bad-feed-url", "bad-feed-url"),
        (" ", "bad-feed-url", "bad-feed-url"),
    ],
)
def test_addresses(url: str, on_the_internet: str | None, on_an_intranet: str | None) -> None:
    assert refused(url, allow_private=False) == on_the_internet
    assert refused(url, allow_private=True) == on_an_intranet


@given(st.text() | st.text().map("http://".__add__) | st.text().map("https://gazette.example/".__add__))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    if refused(text, allow_private=False) is None:
        request = subscribe_request(text, at=NOW, allow_private=False)
        assert request.url == text.strip()
        assert type(request).from_bytes(request.to_bytes()) == request

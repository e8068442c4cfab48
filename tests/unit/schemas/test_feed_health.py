"""What the view reads of a feed's record is what the poller writes in it."""

from datetime import UTC, datetime

import pytest

from schemas.feed_health import FeedHealth
from services.ingest.feeds.feed_state import FeedState
from services.ingest.subscriptions.shown_feed import status_of

NOW = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"visits": 4, "last_success_at": NOW, "remembered": {"a": ("b", 1)}},
        {"visits": 4, "failures": 3, "last_error": "404: there is no feed at this address"},
        {"visits": 4, "gone": True, "next_visit_at": None},
    ],
)
def test_the_pollers_record_is_read(fields: dict[str, object]) -> None:
    url = "https://gazette.example/feed.xml"
    state = FeedState.model_validate({"url": url, "subscribed_at": NOW, "next_visit_at": NOW} | fields)
    health = FeedHealth.from_bytes(state.to_bytes())
    assert health.status == status_of(state)
    assert health.model_dump() == {name: getattr(state, name) for name in FeedHealth.model_fields}

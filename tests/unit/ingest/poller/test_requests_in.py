"""What stands on ingest.requests is a request for one of the shard's feeds, or is rejected with a reason."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from schemas.rejected import Rejection
from services.ingest.feeds.feed_state import FeedOptions
from services.ingest.feeds.requests import Subscribe, Unsubscribe
from services.ingest.poller.requests_in import read_asked
from services.runtime.shard_records import InputRecord
from tests.unit.ingest.poller.feed_cluster import requested

NOW = datetime(2031, 2, 3, tzinfo=UTC)
GOOD = Subscribe(url="https://orrel.example/feed", at=NOW)


def read(record: InputRecord, home: int = 0) -> object:
    return read_asked(record, lambda _name: home)


def test_a_request_is_read() -> None:
    assert read(requested(GOOD)) == GOOD


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (replace(requested(GOOD), value=None), "not a request to the poller: value: Invalid JSON"),
        (replace(requested(GOOD), value=b"\xff\x00"), "not a request to the poller: value: Invalid JSON"),
        (replace(requested(GOOD), value=b'{"kind":"beg"}'), "not a request to the poller: value: Input tag"),
        (replace(requested(GOOD), value=b'{"kind":"subscribe"}'), "not a request to the poller: subscribe.url"),
        (replace(requested(GOOD), key=b"another"), "the key is not the feed id"),
        (replace(requested(GOOD), key=None), "the key is not the feed id"),
        (replace(requested(GOOD), partition=3), "stands in partition 3, its key belongs to 0"),
        (requested(Subscribe(url="ftp://orrel.example/", at=NOW)), "only http and https are fetched"),
        (requested(Subscribe(url="https://me:secret@orrel.example/", at=NOW)), "leave out what stands before the @"),
        (
            requested(Subscribe(url=GOOD.url, at=NOW, options=FeedOptions(publisher="x" * 9999))),
            "publisher is longer than",
        ),
    ],
)
def test_what_is_none_is_named_and_never_quoted(record: InputRecord, reason: str) -> None:
    found = read(record)
    assert isinstance(found, Rejection)
    assert reason in found.reason
    assert "secret" not in found.reason
    assert found.stage == "poll"


def test_whoever_got_in_may_be_unsubscribed() -> None:
    odd = Unsubscribe(url="ftp://orrel.example/", at=NOW)
    assert read(requested(odd)) == odd

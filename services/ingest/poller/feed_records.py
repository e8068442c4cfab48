"""What a shard writes to remember a feed, and reads back: one record a feed on ingest.feeds, null for none."""

from collections.abc import Callable

from services.ingest.feeds.feed_state import FeedState
from services.ingest.feeds.requests import feed_id
from services.ingest.fetch.errors import RefusedUrl
from services.ingest.fetch.fetch_url import fetch_url
from services.runtime.halt import MustHaltError
from services.runtime.shard_records import InputRecord


class UnreadableFeedError(MustHaltError):
    """A record of ingest.feeds is not what this version writes; the message names it and the remedy.

    To go on without it would forget a subscription, and a restart reads the same record again.
    """

    def __init__(self, record: InputRecord, why: str) -> None:
        super().__init__(
            f"a feed's state cannot be read back: {record.topic.name} partition {record.partition} offset"
            f" {record.offset} {why}. Run the version that wrote it, or write a null value under its key and subscribe"
            " to the feed again"
        )


def read_feed_record(record: InputRecord, home_of: Callable[[str], int]) -> tuple[str, FeedState | None]:
    """The feed id and state of one record; raises `UnreadableFeedError`."""
    key = (record.key or b"").decode("ascii", "replace")
    if record.value is None:
        return key, None
    try:
        state = FeedState.from_bytes(record.value)
    except ValueError as error:
        raise UnreadableFeedError(record, "is no state of a feed") from error
    try:
        fetch_url(state.address)
    except RefusedUrl as error:
        raise UnreadableFeedError(record, "names an address that cannot be fetched") from error
    if feed_id(state.url) != key or home_of(key) != record.partition:
        raise UnreadableFeedError(record, "stands under another feed's key, or in another feed's partition")
    return key, state

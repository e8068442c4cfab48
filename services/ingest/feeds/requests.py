"""What is asked of the poller: one record each on ingest.requests, keyed by the feed id, taken in their order."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from schemas.article_id import article_id_of, normalised_url
from schemas.record import Base64, Instant, Record
from services.ingest.feeds.feed_state import FeedOptions, Lease


class Subscribe(Record):
    """Visit this feed from now on; of one that is subscribed to already the options change."""

    kind: Literal["subscribe"] = "subscribe"
    url: str
    at: Instant
    options: FeedOptions = FeedOptions()


class Unsubscribe(Record):
    """Forget this feed; nothing happens when it is not subscribed to."""

    kind: Literal["unsubscribe"] = "unsubscribe"
    url: str
    at: Instant


class LeaseAnswered(Record):
    """The hub answered for its lease: granted (`until` is set), or denied and ended (null)."""

    kind: Literal["lease"] = "lease"
    url: str
    at: Instant
    lease: Lease | None


class Pushed(Record):
    """A hub sent the feed's new content, whose signature was checked; as if it had been fetched at `at`."""

    kind: Literal["pushed"] = "pushed"
    url: str
    at: Instant
    content_type: str | None
    body: Base64


FeedRequest = Annotated[Subscribe | Unsubscribe | LeaseAnswered | Pushed, Field(discriminator="kind")]
_ADAPTER: TypeAdapter[Subscribe | Unsubscribe | LeaseAnswered | Pushed] = TypeAdapter(FeedRequest)


def feed_id(url: str) -> str:
    """Names the feed subscribed to at this address: 32 hex digits, by the rule of article ids."""
    return article_id_of(normalised_url(url))


def read_request(value: bytes) -> Subscribe | Unsubscribe | LeaseAnswered | Pushed:
    """Reads a request; raises ``pydantic.ValidationError`` when the bytes are none."""
    return _ADAPTER.validate_json(value)

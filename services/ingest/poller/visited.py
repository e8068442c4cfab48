"""What a visit to a feed brought, on its way to the shard that owns the feed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.ingest.feeds.feed import Feed
from services.ingest.feeds.visit import NoAnswer, Unreadable


@dataclass(frozen=True, slots=True)
class LinkedPage:
    """The page that an entry links to, as it was sent."""

    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Brought:
    """The last answer of a visit, from `url`; see `services.ingest.feeds.visit.Answer` for status, permanent, headers.

    `found` is None unless the status is 200. `pages` are those fetched of entries, by the entries' addresses.
    `note` says what of a feed that was read is left out.
    """

    status: int
    url: str
    permanent: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    found: Feed | Unreadable | None = None
    pages: Mapping[str, LinkedPage] = field(default_factory=dict)
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit that ended at `at`. `pushed`: the content came from the feed's hub. `pushes`: so many of the feed's,
    since its shard began, are covered by it and the visits before it.

    Chance is brought along, since what follows is decided without any: `jitter` in [0, 1), and a `secret` for the hub,
    should one be asked.
    """

    feed_id: str
    at: datetime
    jitter: float
    secret: str
    outcome: Brought | NoAnswer
    pushed: bool = False
    pushes: int = 0

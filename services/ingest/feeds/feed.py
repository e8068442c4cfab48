"""A feed and its entries as every kind of feed is read into: RSS, RDF, Atom, JSON Feed and sitemaps."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_ENTRIES = 10_000
"""Entries that are taken of one feed; feeds have 10 to 500, a sitemap at most 50,000 (sitemaps.org protocol)."""


@dataclass(frozen=True, slots=True)
class FeedDate:
    """A date as the feed writes it; `at` keeps the feed's offset and is None where the text gives no instant."""

    as_written: str
    at: datetime | None

    @property
    def text(self) -> str:
        """RFC 3339 where the feed gives an instant, else as it is written: a zone is never invented."""
        return self.at.isoformat() if self.at else self.as_written


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Texts hold no control characters; `title` and `summary` no markup, `content_html` no active content.

    `id` is the feed's own, else the address, else made of the text; `url` is absolute, http or https.
    """

    id: str
    url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    published: FeedDate | None = None
    modified: FeedDate | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class VisitHints:
    """What a feed says of how often it may be asked.

    `ttl` and `period`: the shortest time between visits (RSS 2.0 `ttl`; RSS 1.0 syndication module). `skip_hours`:
    hours 0 to 23 in GMT, `skip_days`: 0 for Monday to 6 (RSS 2.0).
    """

    ttl: timedelta | None = None
    period: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


NO_HINTS = VisitHints()


@dataclass(frozen=True, slots=True)
class Feed:
    """A document's entries in its order. `left_out` were over `MOST_ENTRIES`; `sitemaps` are what an index names.

    `hubs` and `self_link` are what WebSub needs (W3C WebSub, section 4).
    """

    title: str | None = None
    entries: tuple[Entry, ...] = ()
    language: str | None = None
    authors: tuple[str, ...] = ()
    hints: VisitHints = NO_HINTS
    hubs: tuple[str, ...] = ()
    self_link: str | None = None
    sitemaps: tuple[str, ...] = ()
    left_out: int = 0

    @property
    def capped(self) -> bool:
        """Whether the feed has more entries than are taken."""
        return self.left_out > 0

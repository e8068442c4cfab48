"""A feed and its items in the terms of JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1): what every kind of feed
is read into. JSON Feed 1.0's `author` is read too; texts that are null or empty count as missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from schemas.rejected import Rejection

MOST_ITEMS = 5_000
"""Items that are read of one document: what a parser process reads well within its time. Feeds have 10 to 500."""


def _as_text(value: Any) -> Any:
    """An id may be a number (JSON Feed 1.1, `id`)."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


class Author(BaseModel):
    """Who wrote an item, or a whole feed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str | None = None


class _Authored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    author: Author | None = Field(default=None, description="JSON Feed 1.0")
    authors: list[Author] | None = None
    language: str | None = None

    @property
    def author_names(self) -> list[str]:
        """The names as they are written, of both versions."""
        named = self.authors or ([self.author] if self.author else [])
        return [author.name for author in named if author.name]


class FeedItem(_Authored):
    """One item. Dates stay as they are written: the feeds' forms differ, and their zones are kept."""

    id: Annotated[str | None, BeforeValidator(_as_text)] = None
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    tags: list[str] | None = None
    publisher: str | None = Field(
        default=None, alias="_publisher", description="RSS `source`, `dc:publisher`: an extension"
    )


class FeedHead(_Authored):
    """What a feed says of itself and, where they say nothing, of its items."""

    title: str | None = None
    home_page_url: str | None = None
    feed_url: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A document's items in their order, each numbered from 1, and what was wrong with those that are none.

    `single`: the document is one item and no feed.
    """

    head: FeedHead
    items: Sequence[FeedItem | Rejection]
    left_out: int = 0
    single: bool = False

"""What a kind of document gives: the fields of an article before they become a record."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from schemas.parsed_article import ListedHeadline, Published

T = TypeVar("T")
NO_SUCH_TIME = "dropped: there is no such time"
"""What provenance says of a published time such as 31 February."""


@dataclass(frozen=True, slots=True)
class ArticleFields:
    """Every field as found; `provenance` names for each one found where it came from."""

    headline: str | None = None
    dek: str | None = None
    body: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: Published | None = None
    modified: datetime | None = None
    canonical_url: str | None = None
    publisher: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    listed: tuple[ListedHeadline, ...] = ()
    provenance: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value and where it came from."""

    value: T
    source: str


def first_found(candidates: Iterable[tuple[str, T | None]]) -> Found[T] | None:
    """The first candidate (source, value) that has a value; empty texts and lists have none."""
    for source, value in candidates:
        if value:
            return Found(value, source)
    return None

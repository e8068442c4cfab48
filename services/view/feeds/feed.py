"""A feed before it has a format: what JSON Feed and Atom both are rendered from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When an empty feed was updated: Atom wants a time, and a clock's would make every answer another one."""


@dataclass(frozen=True, slots=True)
class Item:
    """One headline. `page`: its page here; `original`: where it was published; both absolute, at most one missing
    unless the page that names the headline gave no link. `updated`: when this version of it was seen."""

    id: str
    headline: str
    text: str
    page: str | None
    original: str | None
    publisher: str | None
    published: datetime | None
    updated: datetime
    language: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed under its own address `self_url`; `page` shows the same to people. `hub`: a WebSub hub, or None."""

    id: str
    title: str
    page: str
    self_url: str
    items: Sequence[Item]
    hub: str | None = None

    @property
    def updated(self) -> datetime:
        """The newest change of an item: an answer without news is the same answer, byte for byte."""
        return max((item.updated for item in self.items), default=NEVER)

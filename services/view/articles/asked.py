"""Which articles a reader asks for, and in which order."""

from dataclasses import dataclass
from enum import StrEnum

from services.view.search.indexed_text import label
from services.view.search.search_query import SearchQuery


class Order(StrEnum):
    """The orders of a list."""

    newest = "newest"
    updated = "updated"
    relevance = "relevance"


@dataclass(frozen=True, slots=True)
class Asked:
    """All that is given must hold. Times are microseconds from 1970 UTC; `until_us` itself is left out."""

    publisher: str | None = None
    language: str | None = None
    topic: str | None = None
    q: SearchQuery | None = None
    since_us: int | None = None
    until_us: int | None = None

    @property
    def by_text(self) -> bool:
        """Whether only the full-text index can tell."""
        return self.q is not None or self.topic is not None

    def expression(self, columns: str = "headline dek body", without: str | None = None) -> str:
        """What the full-text index is asked: that q stands in `columns`, and not wholly in `without`."""
        parts = [self.q.within(columns)] if self.q else []
        labels = (("publisher", self.publisher), ("language", self.language), ("topic", self.topic))
        parts += [f"labels : {label(kind, value)}" for kind, value in labels if value]
        unwanted = [self.q.within(without)] if self.q and without else []
        if self.q and self.q.unwanted:
            unwanted.append(f"{{headline dek body}} : ({self.q.unwanted})")
        wanted = " AND ".join(f"({part})" for part in parts)
        return f"({wanted}) NOT ({' OR '.join(f'({part})' for part in unwanted)})" if unwanted else wanted

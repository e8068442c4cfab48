"""`headlines.related`: an article with the headlines on its theme. It is also the indexer's view state."""

from typing import Literal

from pydantic import Field

from schemas.parsed_article import Publisher, Version
from schemas.record import Instant, Record, epoch


class Reason(Record):
    """Why two articles are related."""

    kind: Literal["listed", "listed_by", "same_text", "lexical", "semantic"] = Field(
        description="listed: this page names the other's headline; listed_by: the other's page names this one; "
        "same_text: both carry nearly the same text; semantic: the headlines are alike in meaning"
    )
    terms: list[str] = Field(default_factory=list, description="heaviest shared words as the other writes them")
    position: int | None = Field(default=None, description="place in the page's own list from 0, for listed")


class Card(Record):
    """What a reader is shown of an article, and what grouping copies reads."""

    id: str
    version: Version
    headline: str
    url: str | None = None
    canonical_url: str | None = None
    publisher: Publisher = Publisher()
    published: Instant | None = None
    effective_at: Instant
    language: str | None = None
    fingerprint: str | None = None

    @property
    def effective(self) -> int:
        """Effective publish time, epoch seconds."""
        return epoch(self.effective_at)


class Copy(Card):
    """A near-duplicate that is shown folded under its representative."""

    score: int = Field(description="pair score with the view's article, thousandths")
    reasons: list[Reason] = Field(default_factory=list)


class RelatedHeadline(Record):
    """One entry. A listed headline that no known article matches has null `id`, `version` and times of its own."""

    id: str | None = None
    version: Version | None = None
    headline: str
    url: str | None = None
    canonical_url: str | None = None
    publisher: Publisher = Publisher()
    published: Instant | None = None
    effective_at: Instant | None = None
    language: str | None = None
    fingerprint: str | None = None
    score: int = Field(default=0, description="pair score, thousandths")
    reasons: list[Reason] = Field(default_factory=list)
    copies: list[Copy] = Field(default_factory=list)


class SubjectArticle(Card):
    """The article whose view this is, with its own copies."""

    copies: list[Copy] = Field(default_factory=list)


class CutKey(Record):
    """Rank of an entry that a full view left out: (rank, effective_at, id)."""

    rank: int = Field(description="the pair score; 10,000 more when this page names the other's headline")
    effective_at: Instant
    id: str


class Cut(Record):
    """No entry that the view leaves out ranks above these; null when nothing was left out."""

    listed: CutKey | None = None
    scored: CutKey | None = None


class RelatedHeadlines(Record):
    article: SubjectArticle
    related: list[RelatedHeadline] = Field(default_factory=list)
    cut: Cut | None = None
    scorer: str = Field(description="version of the pair score that made this view")
    updated: Instant = Field(description="Kafka timestamp of the record that changed the view last")

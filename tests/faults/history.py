"""What was sent and what was promised for it: the side of a fault run that is not read from the system."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """One version of an article. Versions of an article differ in `observed_at`; `content` None retracts it, else see
    `invented_articles.content_of`."""

    article_id: str
    observed_at: datetime
    content: str | None


@dataclass(frozen=True, slots=True)
class Poison:
    """A document that must be rejected: hex SHA-256 of its bytes."""

    digest: str


@dataclass
class History:
    """Every document is attempted before it is sent, and acknowledged when its 2xx came, with its place on the log.

    What was attempted and not acknowledged may have arrived or not, also more than once.
    """

    attempted: dict[str, dict[datetime, Sent]] = field(default_factory=dict)
    """By article id and observed time."""
    acknowledged: dict[str, datetime] = field(default_factory=dict)
    """The newest acknowledged version of each article."""
    poison: set[str] = field(default_factory=set)
    """Digests of all poison."""
    poison_receipts: dict[tuple[int, int], str] = field(default_factory=dict)
    """(partition, offset) on articles.raw to the digest."""
    receipts: int = 0
    """Documents with a 2xx."""

    def attempt(self, sent: Sent | Poison) -> None:
        """Call it before every sending, again for a document that is sent again."""
        if isinstance(sent, Poison):
            self.poison.add(sent.digest)
            return
        known = self.attempted.setdefault(sent.article_id, {}).setdefault(sent.observed_at, sent)
        assert known == sent, f"two versions of {sent.article_id} have the same time {sent.observed_at}"

    def acknowledge(self, sent: Sent | Poison, partition: int, offset: int) -> None:
        """Call it for every 2xx; the place is the receipt's."""
        self.receipts += 1
        if isinstance(sent, Poison):
            assert sent.digest in self.poison, "acknowledged and never attempted"
            self.poison_receipts[partition, offset] = sent.digest
            return
        assert self.attempted[sent.article_id][sent.observed_at] == sent, "acknowledged and never attempted"
        newest = self.acknowledged.get(sent.article_id, sent.observed_at)
        self.acknowledged[sent.article_id] = max(newest, sent.observed_at)

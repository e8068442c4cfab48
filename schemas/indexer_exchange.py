"""`indexer.exchange` (internal): what shards tell each other. One topic keeps what one tells another in order."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from schemas.indexer_signatures import ArticleFeatures
from schemas.parsed_article import Version
from schemas.record import Record
from schemas.related_headlines import Card, Cut, Reason


class Offer(Record):
    """An article is new, changed, retracted (`features` null) or asks again; sent by its home to every other shard."""

    kind: Literal["offer"] = "offer"
    home: int
    id: str
    version: Version
    features: ArticleFeatures | None = None
    scorer: str


class Match(Record):
    """One related article, seen from the offered article's view."""

    card: Card
    score: int
    reasons: list[Reason]


class Matches(Record):
    """A shard's best entries for an offered version; replaces everything that shard gave before, also when empty."""

    kind: Literal["matches"] = "matches"
    shard: int
    id: str
    version: Version
    matches: list[Match] = Field(default_factory=list)
    cut: Cut = Cut()
    scorer: str


ExchangeRecord = Annotated[Offer | Matches, Field(discriminator="kind")]
_ADAPTER: TypeAdapter[Offer | Matches] = TypeAdapter(ExchangeRecord)


def read_exchange(value: bytes) -> Offer | Matches:
    """Reads one exchange record; raises ``pydantic.ValidationError`` when the bytes are not one."""
    return _ADAPTER.validate_json(value)

"""`indexer.signatures` (internal): what a shard knows of each of its own articles, enough to read its state back."""

from typing import Annotated

from pydantic import AfterValidator, Field

from schemas.parsed_article import ListedHeadline, Version
from schemas.record import Base64, Instant, Record
from schemas.related_headlines import Card

Weight = Annotated[int, Field(ge=1, le=4096)]
Written = Annotated[str, Field(pattern=r"^[^\n]+$")]
_DIMENSIONS = 128


def _whole(meaning: bytes) -> bytes:
    if len(meaning) != _DIMENSIONS:
        raise ValueError(f"a meaning has {_DIMENSIONS} bytes, this has {len(meaning)}")
    return meaning


Meaning = Annotated[Base64, AfterValidator(_whole)]


class ArticleFeatures(Record):
    """Everything that the pair score and a view entry read of one article."""

    card: Card
    signature: dict[str, Weight] = Field(description="term -> weight; L2 norm 4096", max_length=100)
    written: dict[str, Written] = Field(
        default_factory=dict, description="term -> as the article writes it, if otherwise"
    )
    meaning: Meaning | None = Field(default=None, description="of the headline: 128 signed bytes, L2 norm 127")
    has_text: bool = Field(default=True, description="there is more than a headline")
    listed: list[ListedHeadline] = Field(default_factory=list)


class ArticleSignature(Record):
    """State of one article in its shard; `features` is null when the article is retracted."""

    id: str
    version: Version
    last_seen: Instant = Field(description="newest observation of this content; older versions are dropped")
    features: ArticleFeatures | None = None
    scorer: str

"""What the JSON answer holds."""

import orjson
from pydantic import BaseModel, Field

from schemas.related_headlines import Copy, RelatedHeadline, RelatedHeadlines


class RelatedToText(BaseModel):
    """What is related, as in `Related`, and what carries nearly the same text."""

    article_id: str | None = Field(description="of the article that the URL names; null for a text")
    copies: list[Copy] = Field(description="articles with nearly the same text, or the same headline within a day")
    related: list[RelatedHeadline]
    related_count: int = Field(description="how many there are without `limit`")


def related_to_text_json(record: RelatedHeadlines, limit: int, article_id: str | None) -> bytes:
    """A `RelatedToText`."""
    fields = record.to_json()
    return orjson.dumps(
        {
            "article_id": article_id,
            "copies": fields["article"]["copies"],
            "related": fields["related"][:limit],
            "related_count": len(record.related),
        }
    )

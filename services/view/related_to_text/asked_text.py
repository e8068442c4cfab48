"""A text that somebody asks about, and the article that it would be."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schemas.article_id import article_id_of
from schemas.parsed_article import ParsedArticle, Published, Publisher, Version
from services.relatedness.article import Article
from services.relatedness.fingerprint import fingerprint
from services.relatedness.signature import HEADLINE_CHARACTERS
from services.view.rfc3339 import Time

NO_ID = ""
"""No article has it, so nothing that is known is left out as being the text itself."""

Headline = Annotated[
    str, Field(min_length=1, max_length=HEADLINE_CHARACTERS, examples=["Night ferry to Sandholm starts in April"])
]
Language = Annotated[
    str, Field(pattern="^[A-Za-z]{2,3}$", description="ISO 639-1; en when it is left out", examples=["en"])
]
PublisherName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        description="its domain, else its name, as articles have it: two of one publisher count as less related",
        examples=["gazette.example"],
    ),
]


class AskedText(BaseModel):
    """The text, and what is known of it."""

    model_config = ConfigDict(extra="forbid")

    headline: Headline
    text: str = Field(
        default="",
        description="dek and body, a paragraph a line",
        examples=["The first crossing after dark in thirty years.\nTickets are on sale."],
    )
    published: Time | None = Field(
        default=None,
        description="effective time; now when it is left out. Articles more than 14 days from it are not related",
        examples=["2031-02-03T07:15:00+02:00"],
    )
    language: Language = "en"
    publisher: PublisherName | None = None


def article_of(asked: AskedText, now: datetime) -> Article:
    """The article that the indexer would make of the text; one that does not say when it was published counts as
    published `now`. Its id is `NO_ID`."""
    body = [line.strip() for line in asked.text.splitlines() if line.strip()]
    published = asked.published
    parsed = ParsedArticle(
        id=NO_ID,
        version=Version(observed_at=now, content_hash=article_id_of(f"{asked.headline}\n{asked.text}")),
        headline=asked.headline,
        body=body,
        published=Published(at=published, as_written=published.isoformat()) if published else None,
        effective_at=published or now,
        publisher=Publisher(domain=asked.publisher),
        language=asked.language.lower(),
        fingerprint=fingerprint(body),
        parser_version="none",
    )
    return Article.of(parsed)

"""The answer of GET /v1/documents/{id}."""

from typing import Literal

from pydantic import BaseModel, Field

from schemas.record import Instant


class At(BaseModel):
    """Where a record stands on the log, and since when."""

    topic: str = Field(examples=["articles.raw"])
    partition: int
    offset: int
    at: Instant = Field(description="the record's Kafka timestamp")


class Received(At):
    """The raw document. Its bytes are not shown."""

    bytes: int | None = Field(description="null: it is a retraction")
    content_type: str | None = None
    ce_id: str | None = None
    source: str | None = Field(default=None, description="who sent it, as it says (ce_source)")
    url: str | None = Field(default=None, description="ce_subject")


class Parsed(At):
    """A record that the parser made of it."""

    article_id: str
    headline: str | None = Field(description="null: the record retracts the article")
    observed_at: str | None
    content_hash: str | None
    state: Literal["current", "superseded", "retracted", "on its way"] = Field(
        description="whether it is the version that readers get; superseded: another one is; on its way: the view has"
        " not seen it yet"
    )


class Rejected(At):
    """Why it was refused."""

    stage: str
    message: str


class Waiting(BaseModel):
    """Nothing came of it yet."""

    why: str
    documents_before: int | None = Field(description="that the parser reads first; null when it does not run yet")


class Document(BaseModel):
    """One document and all that came of it; a whole feed makes several articles."""

    received: Received | None = Field(description="null: the log has forgotten it, or does not say where it came from")
    parsed: list[Parsed]
    rejected: list[Rejected]
    waiting: Waiting | None = None


class View(BaseModel):
    article_id: str
    headline: str


class ArticleStanding(BaseModel):
    """How an article stands now."""

    article_id: str
    state: Literal["current", "retracted", "unknown"]
    retracted_at: Instant | None = None
    headline: str | None = None
    observed_at: str | None = None
    content_hash: str | None = None
    related_count: int | None = None
    in_views: list[View] = Field(description="articles that show it among their related headlines, newest first")
    in_views_count: int


class Trace(BaseModel):
    """Documents newest first, and the articles that came of them."""

    id: str
    documents: list[Document]
    articles: list[ArticleStanding]

"""What the JSON answers hold; OpenAPI shows these. The answers are put together from stored bytes, not from them."""

from typing import Any

import orjson
from pydantic import BaseModel, Field

from schemas.record import Instant
from schemas.related_headlines import RelatedHeadline, SubjectArticle
from services.view.articles.found import Listed, Page
from services.view.moments import from_microseconds


class Article(SubjectArticle):
    """An article, and how many headlines are related to it."""

    dek: str | None = Field(description="the sentence under the headline; null until the article's text is here too")
    authors: list[str]
    topics: list[str] = Field(description="as its page names them")
    related_count: int
    updated: Instant = Field(description="when its related headlines changed last")


class ArticleList(BaseModel):
    """A page of articles."""

    articles: list[Article]
    next_cursor: str | None = Field(description="give it as `cursor` for the next page; null on the last")
    later_cursor: str | None = Field(
        default=None,
        description="on the last page of `updated_since`: given as `cursor` at any later time it continues with what"
        " has changed meanwhile; from any replica, and none is missed",
    )


class Related(BaseModel):
    """What is related to one article: the headlines of the page's own list in its order, then the others by score."""

    article_id: str
    related: list[RelatedHeadline]
    related_count: int = Field(description="how many there are without `limit`")
    updated: Instant


def article_json(listed: Listed) -> bytes:
    """An `Article`."""
    rest = (
        b',"dek":%b,"authors":%b,"topics":%b,"related_count":%d,"updated":"%b"}'
        % (
            orjson.dumps(listed.dek),
            listed.authors or b"[]",
            listed.topics or b"[]",
            listed.related_count,
            from_microseconds(listed.updated_us).isoformat().encode(),
        )
    )  # fmt: skip
    return listed.article[:-1] + rest


def list_json(page: Page) -> bytes:
    """An `ArticleList`."""
    cursors: dict[str, Any] = {"next_cursor": page.next_cursor, "later_cursor": page.later_cursor}
    articles = b",".join(map(article_json, page.articles))
    return b'{"articles":[' + articles + b"]," + orjson.dumps(cursors)[1:]

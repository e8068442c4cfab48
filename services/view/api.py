"""The JSON answers: articles, one article, its related headlines."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import BaseModel, Field

from schemas.record import Instant
from schemas.related_headlines import RelatedHeadline, RelatedHeadlines, SubjectArticle
from services.view import cursor
from services.view.problem import MEDIA_TYPE, Problem
from services.view.rows import Row
from services.view.store import Store

UNKNOWN_ARTICLE = (
    "No article with this id is known here. It may not have arrived yet or was retracted."
    " GET /v1/articles lists those that are here; to add one, send its document to ingest (POST /v1/documents)."
)


class Article(SubjectArticle):
    """An article and how many headlines are related to it."""

    related_count: int


class ArticleList(BaseModel):
    """A page of articles, newest effective time first."""

    articles: list[Article]
    next_cursor: str | None = Field(description="give it as `cursor` for the next page; null on the last")


class Related(BaseModel):
    """What is related to one article, best first."""

    article_id: str
    related: list[RelatedHeadline]
    related_count: int = Field(description="how many there are without `limit`")
    updated: Instant


ArticleId = Annotated[str, Path(description="32 hex digits", max_length=200)]


def routes(store: Store) -> APIRouter:
    """GET /v1/articles, /v1/articles/{id} and /v1/articles/{id}/related over a store."""
    # Plain functions: the framework runs them in threads, so a slow disk does not hold up the event loop.
    router = APIRouter(prefix="/v1", tags=["articles"])

    @router.get("/articles", responses=_problems(400, 422))
    def articles(
        limit: Annotated[int, Query(ge=1, le=100)] = 20, cursor_: Annotated[str | None, Query(alias="cursor")] = None
    ) -> ArticleList:
        """The newest articles by effective publish time."""
        rows, next_cursor = page_of(store, limit, cursor_)
        return ArticleList(articles=[_article(row) for row in rows], next_cursor=next_cursor)

    @router.get("/articles/{article_id}", responses=_problems(404, 422))
    def article(article_id: ArticleId) -> Article:
        """One article."""
        return _article(_known(store, article_id))

    @router.get("/articles/{article_id}/related", responses=_problems(404, 422))
    def related(article_id: ArticleId, limit: Annotated[int, Query(ge=1, le=100)] = 100) -> Related:
        """The article's related headlines. One with a null id was listed by the page and is not known here yet."""
        record = RelatedHeadlines.from_bytes(_known(store, article_id).value)
        return Related(
            article_id=article_id,
            related=record.related[:limit],
            related_count=len(record.related),
            updated=record.updated,
        )

    return router


def page_of(store: Store, limit: int, after: str | None) -> tuple[list[Row], str | None]:
    """A page of articles and the cursor of the next one; raises `CursorError`."""
    rows = store.newest(limit + 1, cursor.read(after) if after else None)
    more = rows[limit:]
    last = rows[:limit][-1] if more else None
    return rows[:limit], cursor.written(cursor.Place(last.effective_us, last.id)) if last else None


def _known(store: Store, article_id: str) -> Row:
    row = store.article(article_id)
    if row is None:
        raise HTTPException(404, UNKNOWN_ARTICLE)
    return row


def _article(row: Row) -> Article:
    return Article(**SubjectArticle.from_bytes(row.article).model_dump(), related_count=row.related_count)


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    schema = Problem.model_json_schema()
    return {status: {"content": {MEDIA_TYPE: {"schema": schema}}} for status in statuses}

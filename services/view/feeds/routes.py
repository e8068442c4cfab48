"""GET /feeds/newest.atom and .json (with a query too), /feeds/articles/{id}.atom and .json."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from schemas.related_headlines import RelatedHeadlines, SubjectArticle
from services.view import links
from services.view.articles.asked import Asked
from services.view.articles.list_articles import page_of
from services.view.articles.parameters import ArticleId, ListParameters, said_once
from services.view.articles.routes import UNKNOWN_ARTICLE
from services.view.conditional_answer import IF_NONE_MATCH, NOT_MODIFIED, conditional_answer
from services.view.feeds import atom, json_feed, stable_ids
from services.view.feeds.feed import Feed, Item
from services.view.feeds.items import of_articles, of_related
from services.view.problem import problems
from services.view.public_address import Outside
from services.view.search.search_query import LONGEST, QueryError
from services.view.store import Store

LONG = 50
"""Items of a feed at most."""

Format = Annotated[Literal["atom", "json"], Path(description="atom: RFC 4287; json: JSON Feed 1.1")]
FORMATS: Mapping[str, tuple[Callable[[Feed], bytes], str]] = {
    "atom": (atom.atom, atom.MEDIA_TYPE),
    "json": (json_feed.json_feed, json_feed.MEDIA_TYPE),
}
_EXAMPLE = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Newest articles",
    "home_page_url": "https://wire.example/",
    "feed_url": "https://wire.example/feeds/newest.json",
    "items": [
        {
            "id": "urn:uuid:6ba7b811-9dad-51d1-80b4-00c04fd430c8",
            "url": "https://wire.example/articles/5f4dcc3b5aa765d61d8327deb882cf99",
            "external_url": "https://gazette.example/ferry",
            "title": "Ferry strike ends",
            "content_text": "Ferry strike ends",
            "date_published": "2026-03-03T12:30:00+00:00",
            "date_modified": "2026-03-03T12:31:10+00:00",
            "authors": [{"name": "Harbour Gazette"}],
            "language": "en",
        }
    ],
}
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {"content": {json_feed.MEDIA_TYPE: {"example": _EXAMPLE}, atom.MEDIA_TYPE: {}}},
    **NOT_MODIFIED,
}


class FeedParameters(BaseModel):
    """Which articles, in the same words as for GET /v1/articles; a name that is not known is refused."""

    model_config = ConfigDict(extra="forbid")

    publisher: str | None = Field(default=None, min_length=1, max_length=200, description="its domain, else its name")
    language: str | None = Field(default=None, pattern="^[A-Za-z]{2,3}$", description="ISO 639-1")
    topic: str | None = Field(default=None, min_length=1, max_length=200, description="as pages name it, in any case")
    q: str | None = Field(default=None, min_length=1, max_length=LONGEST, description="as for GET /v1/articles")


class Feeds:
    """Makes answers of items. `outside`: what absolute addresses start with, and the hub."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    def base(self, request: Request) -> str:
        """What absolute addresses start with."""
        return self._outside.base(request.url.scheme, request.headers.get("host"))

    def answer(
        self, request: Request, format_: Format, path: str, *, title: str, page: str, items: list[Item], query: str = ""
    ) -> Response:
        """The feed at `path`, which is without format; `page`: the path that shows the same to people."""
        render, media_type = FORMATS[format_]
        base = self.base(request)
        feed = Feed(
            id=stable_ids.feed(path + query),
            title=title,
            page=base + page,
            self_url=f"{base}{path}.{format_}{query}",
            items=items,
            hub=self._outside.hub,
        )
        return conditional_answer(request, render(feed), media_type)


def routes(store: Store, feeds: Feeds) -> APIRouter:
    """The feeds over a store."""
    router = APIRouter(prefix="/feeds", tags=["feeds"], dependencies=[Depends(said_once)])

    @router.get(
        "/newest.{format_}",
        response_class=Response,
        responses={**CONTENT, **problems(422)},
        openapi_extra=IF_NONE_MATCH,
    )
    def newest(request: Request, format_: Format, parameters: Annotated[FeedParameters, Query()]) -> Response:
        """The newest articles; all that is said of them must hold."""
        page = page_of(store.file, LONG, None, _asked(parameters))
        articles = [(SubjectArticle.from_bytes(listed.article), listed.dek) for listed in page.articles]
        said = parameters.model_dump(exclude_none=True)
        query = f"?{urlencode(said)}" if said else ""
        return feeds.answer(
            request,
            format_,
            "/feeds/newest",
            title=f"Newest articles: {', '.join(said.values())}" if said else "Newest articles",
            page=f"/search?{urlencode({'q': parameters.q})}" if parameters.q else "/",
            items=of_articles(articles, feeds.base(request)),
            query=query,
        )

    @router.get(
        "/articles/{article_id}.{format_}",
        response_class=Response,
        responses={**CONTENT, **problems(404, 422)},
        openapi_extra=IF_NONE_MATCH,
    )
    def article(request: Request, article_id: ArticleId, format_: Format) -> Response:
        """The headlines related to an article, newest first."""
        row = store.article(article_id)
        page = links.page(article_id)
        if row is None or page is None:
            raise HTTPException(404, UNKNOWN_ARTICLE)
        record = RelatedHeadlines.from_bytes(row.value)
        title = f"More on: {record.article.headline.strip() or '(no headline)'}"
        items = of_related(record, feeds.base(request))
        return feeds.answer(request, format_, f"/feeds{page}", title=title, page=page, items=items)

    return router


def _asked(parameters: FeedParameters) -> Asked:
    try:
        return ListParameters(**parameters.model_dump()).asked
    except QueryError as error:
        raise HTTPException(422, f"q: {error}") from error

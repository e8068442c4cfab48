"""GET /embed.js, /v1/articles/{id}/embed and /v1/embed: an article's list inside a page of another site."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from schemas.article_id import article_id_of, normalised_url
from schemas.related_headlines import RelatedHeadlines
from services.view.articles.parameters import ArticleId, said_once
from services.view.articles.routes import UNKNOWN_ARTICLE
from services.view.conditional_answer import IF_NONE_MATCH, NOT_MODIFIED, conditional_answer
from services.view.pages.rendering import STATIC, Rendering
from services.view.presentation import article_page
from services.view.problem import problems
from services.view.store import Store

KEPT = 3600
"""Seconds that browsers keep the script: its address stays, so this is how long a new version takes to arrive."""
SCRIPT_HEADERS = {
    "cache-control": f"public, max-age={KEPT}",
    # Without it a page that is isolated (cross-origin embedder policy), and this site's own default, refuse the script.
    "cross-origin-resource-policy": "cross-origin",
}
FRAGMENT = (
    '<section class="themewire" data-article="5f4dcc3b5aa765d61d8327deb882cf99">\n'
    '<h2 class="themewire-title">More on this theme</h2>\n'
    '<ul class="themewire-list">\n'
    '<li class="themewire-item">\n'
    '<a class="themewire-link" href="https://gazette.example/ferry" lang="en" dir="auto">Ferry strike ends</a>\n'
    '<span class="themewire-publisher" dir="auto">Harbour Gazette</span>\n'
    '<time class="themewire-time" datetime="2026-03-03T12:30:00+00:00">3 Mar 2026, 12:30 UTC</time>\n'
    "</li>\n"
    "</ul>\n"
    "</section>"
)

HTML = "text/html; charset=utf-8"


class EmbedParameters(BaseModel):
    """The query of a fragment; a name that is not known is refused."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=10, ge=1, le=100, description="headlines at most")


class AddressParameters(EmbedParameters):
    """An article by its address."""

    url: str = Field(min_length=1, max_length=2000, description="the address of a publisher's page, & written %26")


def routes(store: Store, rendering: Rendering) -> APIRouter:
    """The script and the fragments that it fetches."""
    router = APIRouter(tags=["embed"], dependencies=[Depends(said_once)])

    @router.get("/embed.js", include_in_schema=False)
    def script() -> Response:
        return FileResponse(STATIC / "embed.js", media_type="text/javascript", headers=SCRIPT_HEADERS)

    @router.get(
        "/v1/articles/{article_id}/embed",
        response_class=HTMLResponse,
        responses={200: {"content": {"text/html": {"example": FRAGMENT}}}, **NOT_MODIFIED, **problems(404, 422)},
        openapi_extra=IF_NONE_MATCH,
    )
    def fragment(request: Request, article_id: ArticleId, asked: Annotated[EmbedParameters, Query()]) -> Response:
        """The article's related headlines as an HTML fragment, without style: its classes begin with `themewire`. The
        headlines lead to where they were published."""
        row = store.article(article_id)
        if row is None:
            raise HTTPException(404, UNKNOWN_ARTICLE)
        page = article_page(RelatedHeadlines.from_bytes(row.value))
        text = rendering.text("embed.html", article=page.article, related=page.related[: asked.limit])
        return conditional_answer(request, text.encode(), HTML)

    @router.get(
        "/v1/embed",
        status_code=307,
        response_class=RedirectResponse,
        responses={307: {"description": "where the article's fragment is, once the article is known"}, **problems(422)},
    )
    def by_address(asked: Annotated[AddressParameters, Query()]) -> RedirectResponse:
        """Leads to the fragment of the article with this address; tracking parameters do not matter."""
        article_id = article_id_of(normalised_url(asked.url))
        return RedirectResponse(f"/v1/articles/{article_id}/embed?limit={asked.limit}")

    return router

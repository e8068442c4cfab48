"""GET /, /articles/{id} and /search."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from schemas.related_headlines import RelatedHeadlines, SubjectArticle
from services.view.articles.asked import Asked
from services.view.articles.found import Page
from services.view.articles.list_articles import page_of
from services.view.pages.position_here import position_here
from services.view.pages.rendering import Rendering
from services.view.presentation import article_page, line
from services.view.public_address import Outside
from services.view.search.search_query import LONGEST, QueryError, search_query
from services.view.store import Store

PAGE_SIZE = 30
Cursor = Annotated[str | None, Query()]


def routes(store: Store, rendering: Rendering, outside: Outside) -> APIRouter:
    """The pages over a store."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/")
    def newest(cursor: Cursor = None) -> HTMLResponse:
        """The newest articles, or those after a cursor."""
        position = position_here(store)
        page = page_of(store.file, PAGE_SIZE, cursor)
        return rendering.page(
            "newest.html",
            here="newest",
            first=cursor is None,
            position=position,
            **_shown(page),
        )

    @router.get("/search")
    def search(q: Annotated[str, Query(max_length=LONGEST)] = "", cursor: Cursor = None) -> HTMLResponse:
        """The newest articles that hold all words of `q`."""
        if not q.strip():
            return rendering.page("search.html", wrong=None)
        position = position_here(store)
        try:
            page = page_of(store.file, PAGE_SIZE, cursor, Asked(q=search_query(q)))
        except QueryError:
            return rendering.page("search.html", asked=q, wrong="There is no word to look for in that: add one.")
        return rendering.page(
            "search.html", asked=q, wrong=None, first=cursor is None, position=position, **_shown(page)
        )

    @router.get("/articles/{article_id}")
    def article(request: Request, article_id: str) -> HTMLResponse:
        """One article with more on its theme, or the 404 page."""
        position = position_here(store)
        row = store.article(article_id)
        if row is None:
            return rendering.error(
                404,
                "No such article",
                "It may not have arrived yet, or it was retracted. Look among the newest articles.",
            )
        here = outside.base(request.url.scheme, request.headers.get("host"))
        page = article_page(RelatedHeadlines.from_bytes(row.value))
        return rendering.page("article.html", page=page, address=here, outside=outside, position=position)

    return router


def _shown(page: Page) -> dict[str, Any]:
    """What the templates of lists take. `oldest`: effective time of the page's last article where older ones follow."""
    subjects = [(SubjectArticle.from_bytes(listed.article), listed.related_count) for listed in page.articles]
    return {
        "articles": [(line(subject, subject.copies), related_count) for subject, related_count in subjects],
        "older": page.next_cursor,
        "oldest": subjects[-1][0].effective_at if page.next_cursor else None,
    }

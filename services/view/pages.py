"""The pages for people: the newest articles, and one article with more on its theme."""

import hashlib
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from schemas.related_headlines import RelatedHeadlines, SubjectArticle
from services.view.articles.list_articles import page_of
from services.view.presentation import article_page, line
from services.view.store import Store

HERE = Path(__file__).parent
STATIC = HERE / "static"
PAGE_SIZE = 30


class Pages:
    """The rendered pages of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        # The style sheet's address changes with its content, so browsers may keep it.
        digest = hashlib.sha256((STATIC / "style.css").read_bytes()).hexdigest()
        self._templates.globals["style"] = f"/static/style.css?{digest[:12]}"

    def newest(self, after: str | None) -> HTMLResponse:
        """The newest articles, or those after a cursor; raises `CursorError`."""
        page = page_of(self._store.file, PAGE_SIZE, after)
        subjects = [(SubjectArticle.from_bytes(row.article), row.related_count) for row in page.articles]
        articles = [(line(subject, subject.copies), related_count) for subject, related_count in subjects]
        return self._page("newest.html", articles=articles, older=page.next_cursor, first=after is None)

    def article(self, article_id: str) -> HTMLResponse:
        """One article with more on its theme, or the 404 page."""
        row = self._store.article(article_id)
        if row is None:
            return self.error(
                404,
                "No such article",
                "It may not have arrived yet, or it was retracted. Look among the newest articles.",
            )
        return self._page("article.html", page=article_page(RelatedHeadlines.from_bytes(row.value)))

    def error(self, status: int, title: str, advice: str) -> HTMLResponse:
        """A page that says what is wrong and what to do."""
        return self._page("error.html", status=status, title=title, advice=advice)

    def _page(self, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
        return HTMLResponse(self._templates.get_template(template).render(status=status, **values), status_code=status)


def routes(pages: Pages) -> APIRouter:
    """GET / and /articles/{id}."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/")
    def newest(cursor: Annotated[str | None, Query()] = None) -> HTMLResponse:
        return pages.newest(cursor)

    @router.get("/articles/{article_id}")
    def article(article_id: str) -> HTMLResponse:
        return pages.article(article_id)

    return router

"""GET /feeds/themes/{id}.atom and .json."""

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from schemas.related_headlines import SubjectArticle
from services.view.articles.found import one_article
from services.view.articles.parameters import ArticleId, said_once
from services.view.conditional_answer import IF_NONE_MATCH
from services.view.feeds.items import of_articles
from services.view.feeds.routes import CONTENT, LONG, Feeds, Format
from services.view.problem import problems
from services.view.store import Store
from services.view.themes.current_themes import CurrentThemes
from services.view.themes.routes import NO_THEME


def routes(store: Store, feeds: Feeds, themes: CurrentThemes) -> APIRouter:
    """The feeds of themes."""
    router = APIRouter(prefix="/feeds", tags=["feeds"], dependencies=[Depends(said_once)])

    @router.get(
        "/themes/{article_id}.{format_}",
        response_class=Response,
        responses={**CONTENT, **problems(404, 422)},
        openapi_extra=IF_NONE_MATCH,
    )
    def theme(request: Request, article_id: ArticleId, format_: Format) -> Response:
        """The articles of the theme that an article belongs to, newest first; copies are folded. A subscriber stays
        with the article's theme, whichever article represents it."""
        found = themes.now().of(article_id)
        if found is None:
            raise HTTPException(404, NO_THEME)
        listed = [one_article(store.file, article.id) for article in found.originals[:LONG]]
        articles = [(SubjectArticle.from_bytes(one.article), one.dek) for one in listed if one is not None]
        return feeds.answer(
            request,
            format_,
            f"/feeds/themes/{article_id}",
            title=f"Theme: {found.headline.strip() or '(no headline)'}",
            page=f"/themes/{article_id}",
            items=of_articles(articles, feeds.base(request)),
        )

    return router

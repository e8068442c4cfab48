"""GET /themes and /themes/{id}."""

from itertools import islice

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from schemas.related_headlines import SubjectArticle
from services.view.articles.found import one_article
from services.view.pages.rendering import Rendering
from services.view.pages.theme_shown import theme_picture, theme_shown
from services.view.presentation import line
from services.view.store import Store
from services.view.themes.current_themes import CurrentThemes

THEMES = 50
"""On the page: the largest."""
ARTICLES = 100
"""Of a theme, on its page: the newest."""


def routes(store: Store, rendering: Rendering, themes: CurrentThemes) -> APIRouter:
    """The pages of themes."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/themes")
    def largest() -> HTMLResponse:
        """The largest themes of now."""
        shown = [theme_shown(theme) for theme in islice(themes.now().wanted(), THEMES)]
        return rendering.page("themes.html", here="themes", themes=shown)

    @router.get("/themes/{article_id}")
    def theme(article_id: str) -> HTMLResponse:
        """The theme that an article belongs to, or the 404 page: an article that no longer represents its theme still
        leads to it."""
        found = themes.now().of(article_id)
        if found is None:
            return rendering.error(
                404, "No such theme", "Its articles may be older than a week or parted by now. Look among the themes."
            )
        listed = [one_article(store.file, article.id) for article in found.originals[:ARTICLES]]
        subjects = [SubjectArticle.from_bytes(one.article) for one in listed if one is not None]
        return rendering.page(
            "theme.html",
            theme=theme_shown(found),
            picture=theme_picture(found),
            articles=[line(subject, subject.copies) for subject in subjects],
            more=max(0, len(found.originals) - ARTICLES),
        )

    return router

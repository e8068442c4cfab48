"""GET /v1/themes and /v1/themes/{id}."""

from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import Response

from services.view import cursor
from services.view.articles.found import one_article
from services.view.articles.parameters import ArticleId, refuse_query, said_once
from services.view.conditional_answer import IF_NONE_MATCH, NOT_MODIFIED, conditional_answer
from services.view.cursor import ThemePlace
from services.view.problem import problems
from services.view.store import Store
from services.view.themes import examples
from services.view.themes.current_themes import CurrentThemes
from services.view.themes.models import ThemeArticles, ThemeList, theme_json, theme_list_json
from services.view.themes.parameters import ThemeParameters
from services.view.themes.stored_articles import WINDOW
from services.view.themes.themes import place_of

NO_THEME = (
    f"No theme holds an article with this id now: it is not known here, or it is older than the newest {WINDOW.days}"
    " days, or no other is as closely related to it. GET /v1/themes lists the themes, GET /v1/articles/{id}/related"
    " what is related to the article."
)


def routes(store: Store, current: CurrentThemes) -> APIRouter:
    """The themes of a store."""
    router = APIRouter(prefix="/v1", tags=["themes"])

    # Plain functions: the framework runs them in threads, and whoever comes first after a change groups anew.
    @router.get(
        "/themes",
        response_model=ThemeList,
        dependencies=[Depends(said_once)],
        responses={**examples.LIST, **NOT_MODIFIED, **problems(400, 422)},
        openapi_extra=IF_NONE_MATCH,
    )
    def themes(request: Request, parameters: Annotated[ThemeParameters, Query()]) -> Response:
        """What the news of the last days is about: groups of mutually related articles, the largest first."""
        after = cursor.read(parameters.cursor, ThemePlace) if parameters.cursor else None
        found = list(islice(current.now().wanted(parameters.wanted, after), parameters.limit + 1))
        shown, more = found[: parameters.limit], found[parameters.limit :]
        return conditional_answer(
            request, theme_list_json(shown, cursor.written(place_of(shown[-1])) if more else None)
        )

    @router.get(
        "/themes/{article_id}",
        response_model=ThemeArticles,
        dependencies=[Depends(refuse_query)],
        responses={**examples.THEME, **NOT_MODIFIED, **problems(404, 422)},
        openapi_extra=IF_NONE_MATCH,
    )
    def theme(request: Request, article_id: ArticleId) -> Response:
        """The theme that an article belongs to. Its representative may change as articles come, and with it the id of
        the theme; every article of a theme leads to it."""
        found = current.now().of(article_id)
        if found is None:
            raise HTTPException(404, NO_THEME)
        listed = (one_article(store.file, article.id) for article in found.originals)
        return conditional_answer(request, theme_json(found, [article for article in listed if article]))

    return router

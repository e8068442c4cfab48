"""GET /v1/articles, /v1/articles/{id} and /v1/articles/{id}/related."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import Response

from services.view.articles import examples
from services.view.articles.asked import Order
from services.view.articles.changed_since import changed_since
from services.view.articles.found import Page, one_article
from services.view.articles.list_articles import page_of
from services.view.articles.models import Article, ArticleList, Related, article_json, list_json
from services.view.articles.parameters import (
    ARTICLE_ID,
    RELATED_PARAMETERS,
    ArticleId,
    ListParameters,
    refuse_query,
    said_once,
    wanted_of,
)
from services.view.articles.related_list import related_json
from services.view.conditional_answer import IF_NONE_MATCH, NOT_MODIFIED, conditional_answer
from services.view.moments import microseconds
from services.view.problem import problems
from services.view.search.search_query import QueryError
from services.view.store import Store

UNKNOWN_ARTICLE = (
    "No article with this id is known here. It may not have arrived yet or was retracted."
    " GET /v1/articles lists those that are here; to add one, send its document to ingest (POST /v1/documents)."
)


def routes(store: Store) -> APIRouter:
    """The articles of a store."""
    router = APIRouter(prefix="/v1", tags=["articles"])

    # A plain function: the framework runs it in a thread, so a search that takes long holds up nobody else.
    @router.get(
        "/articles",
        response_model=ArticleList,
        dependencies=[Depends(said_once)],
        responses={**examples.LIST, **NOT_MODIFIED, **problems(400, 422)},
        openapi_extra=IF_NONE_MATCH,
    )
    def articles(request: Request, parameters: Annotated[ListParameters, Query()]) -> Response:
        """Articles, by default the newest by effective publish time."""
        return conditional_answer(request, list_json(_page(store, parameters)))

    # Both read a row or two by their key, in microseconds: a thread would take longer than that to be handed the work.
    @router.get(
        "/articles/{article_id}",
        response_model=Article,
        dependencies=[Depends(refuse_query)],
        responses={**examples.ARTICLE, **NOT_MODIFIED, **problems(404, 422)},
        openapi_extra=IF_NONE_MATCH,
    )
    async def article(request: Request, article_id: ArticleId) -> Response:
        """One article."""
        found = one_article(store.file, article_id)
        if found is None:
            raise HTTPException(404, UNKNOWN_ARTICLE)
        return conditional_answer(request, article_json(found))

    @router.get(
        "/articles/{article_id}/related",
        response_model=Related,
        responses={**examples.RELATED, **NOT_MODIFIED, **problems(404, 422)},
        openapi_extra={"parameters": [ARTICLE_ID, *RELATED_PARAMETERS, *IF_NONE_MATCH["parameters"]]},
    )
    async def related(request: Request) -> Response:
        """The article's related headlines. One with a null id was listed by the page and is not known here yet."""
        # Parameters are read by hand: FastAPI's own reading takes a third of this answer's time.
        wanted = wanted_of(request)
        value = store.record(request.path_params["article_id"])
        if value is None:
            raise HTTPException(404, UNKNOWN_ARTICLE)
        return conditional_answer(request, related_json(value, wanted))

    return router


def _page(store: Store, said: ListParameters) -> Page:
    try:
        asked = said.asked
    except QueryError as error:
        raise HTTPException(422, str(error)) from error
    if said.updated_since is not None:
        if said.sort is not None:
            raise HTTPException(422, "sort: updated_since comes in the order of the log: leave sort out")
        return changed_since(store.file, said.limit, said.cursor, asked, microseconds(said.updated_since))
    order = said.sort or Order.newest
    if order is Order.relevance and asked.q is None:
        raise HTTPException(422, "sort: relevance is that of q: give q, or sort by newest or updated")
    return page_of(store.file, said.limit, said.cursor, asked, order)

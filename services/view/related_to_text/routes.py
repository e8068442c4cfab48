"""GET and POST /v1/related: what is related to an article by its URL, or to a text that is not in the system."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import ValidationError

from schemas.article_id import article_id_of, normalised_url
from schemas.related_headlines import RelatedHeadlines
from services.view.articles.parameters import said_once
from services.view.conditional_answer import IF_NONE_MATCH, NOT_MODIFIED, conditional_answer
from services.view.problem import problems
from services.view.related_to_text import examples
from services.view.related_to_text.asked_text import AskedText
from services.view.related_to_text.bounded_body import json_body
from services.view.related_to_text.models import RelatedToText, related_to_text_json
from services.view.related_to_text.parameters import LimitParameter, QuestionParameters
from services.view.related_to_text.signature_search import NotNow, SignatureSearch
from services.view.store import Store

UNKNOWN_URL = (
    "No article with this URL is known here, and the view fetches nothing. Send the document to ingest"
    " (POST /v1/documents?url=...), or ask by what it says: GET /v1/related?headline=..., or POST /v1/related with"
    ' {"headline": ..., "text": ...}.'
)
ONE_OF_TWO = (
    "url, headline: give one of the two: the URL of an article that is here and nothing else, or the headline of a text"
)
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": AskedText.model_json_schema()}},
    }
}


def routes(store: Store, signatures: SignatureSearch) -> APIRouter:
    """Over the store for articles by URL, and over the signatures in memory for texts."""
    router = APIRouter(prefix="/v1", tags=["related to a text"], dependencies=[Depends(said_once)])

    @router.get(
        "/related",
        response_model=RelatedToText,
        responses={**examples.RELATED, **NOT_MODIFIED, **problems(404, 422, 503)},
        openapi_extra=IF_NONE_MATCH,
    )
    async def related(request: Request, parameters: Annotated[QuestionParameters, Query()]) -> Response:
        """What is related to the article with this URL, or to this headline of a text that need not be here. A headline
        alone tells little: POST takes the text too."""
        asked = parameters.asked
        if parameters.url is not None and parameters.model_fields_set <= {"url", "limit"}:
            article_id = article_id_of(normalised_url(parameters.url))
            record = await asyncio.to_thread(_stored, store, article_id)
            return conditional_answer(request, related_to_text_json(record, parameters.limit, article_id))
        if parameters.url is not None or asked is None:
            raise HTTPException(422, ONE_OF_TWO)
        return conditional_answer(
            request, related_to_text_json(await _found(signatures, asked), parameters.limit, None)
        )

    @router.post(
        "/related",
        response_model=RelatedToText,
        responses={**examples.RELATED, **problems(400, 408, 413, 415, 422, 503)},
        openapi_extra=BODY,
    )
    async def related_to_text(request: Request, parameters: Annotated[LimitParameter, Query()]) -> Response:
        """What is related to a text, for example to one that is not published yet. Nothing is kept of it."""
        try:
            asked = AskedText.model_validate_json(await json_body(request))
        except ValidationError as error:
            faults = error.errors(include_context=False, include_input=False)
            raise RequestValidationError([{**fault, "loc": ("body", *fault["loc"])} for fault in faults]) from error
        record = await _found(signatures, asked)
        return Response(related_to_text_json(record, parameters.limit, None), media_type="application/json")

    return router


def _stored(store: Store, article_id: str) -> RelatedHeadlines:
    found = store.article(article_id)
    if found is None:
        raise HTTPException(404, UNKNOWN_URL)
    return RelatedHeadlines.from_bytes(found.value)


async def _found(signatures: SignatureSearch, asked: AskedText) -> RelatedHeadlines:
    try:
        return await signatures.related(asked)
    except NotNow as why:
        raise HTTPException(503, str(why), headers={"retry-after": str(why.retry_after)}) from why

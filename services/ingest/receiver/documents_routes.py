"""One document at a time: POST it, PUT a correction of an article, DELETE an article."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, HTTPException, Path, Request, Response

from schemas.article_id import article_id as id_of
from services.ingest import request_checks as checks
from services.ingest.raw_message import RawMessage, retraction_message
from services.ingest.receipt import Receipt
from services.ingest.receiver import idempotency_key
from services.ingest.receiver.access import Caller
from services.ingest.receiver.body import read_body
from services.ingest.receiver.document_fields import (
    OF_A_DOCUMENT,
    OF_A_RETRACTION,
    Said,
    parameters,
    refuse_query,
    said_of_document,
    said_of_retraction,
)
from services.ingest.receiver.openapi import SECURITY, problems
from services.ingest.receiver.parts import Parts
from services.runtime.api_keys import Scope

ANY_BODY = {
    "required": True,
    "description": "the document's bytes; its media type with charset in Content-Type, or none and it is sniffed."
    " Content-Encoding: gzip and zstd are undone, nothing else is changed",
    "content": {"*/*": {"schema": {}}},
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "a UUID of the document's own: the same key and document give the same receipt for 24 hours",
    "schema": {"type": "string", "pattern": idempotency_key.PATTERN},
    "example": '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
}
POST: dict[str, Any] = {
    "parameters": [*parameters(OF_A_DOCUMENT), _KEY],
    "requestBody": ANY_BODY,
    "security": SECURITY,
}
PUT: dict[str, Any] = {"parameters": parameters(OF_A_DOCUMENT), "requestBody": ANY_BODY, "security": SECURITY}
DELETE: dict[str, Any] = {"parameters": parameters(OF_A_RETRACTION), "security": SECURITY}

ArticleId = Annotated[
    str,
    Path(
        description="as receipts give it",
        json_schema_extra={"pattern": "^[0-9a-f]{32}$"},
        examples=["5f4dcc3b5aa765d61d8327deb882cf99"],
    ),
]

TAKEN: dict[int | str, dict[str, Any]] = {202: {"model": Receipt, "description": "the broker has it"}}


def documents_router(parts: Parts) -> APIRouter:
    """The routes under /v1/documents for one document.

    Parameters are read by hand, in one pass over the headers: FastAPI's own reading takes a fifth of a request's time.
    """
    router = APIRouter(prefix="/v1/documents", tags=["documents"])
    pending = parts.publisher.pending

    async def body_of(request: Request, caller: Caller) -> bytes:
        headers = request.headers
        body = await read_body(
            request.stream(),
            pending,
            limit=parts.document_limit,
            declared=headers.get("content-length"),
            encoding=headers.get("content-encoding"),
        )
        caller.body(len(body))
        return body

    @router.post(
        "",
        status_code=202,
        responses={**TAKEN, **problems(400, 408, 409, 413, 415, 422, 503)},
        openapi_extra=POST,
        response_model=None,
    )
    async def post_document(request: Request) -> Response:
        """Stores the body untouched; answers once the broker has it. Sending a document twice changes nothing."""
        caller = _admitted(parts, request, Scope.write)
        said = said_of_document(request.scope["query_string"], request.scope["headers"])
        key = idempotency_key.checked_key(request.headers.get(idempotency_key.HEADER))
        message = said.message(await body_of(request, caller))
        if key is None:
            return _taken(await parts.publisher.publish(message), caller)
        name = idempotency_key.name_of(caller.owner, key)
        fingerprint = idempotency_key.fingerprint(message, told_time=said.ce_time is not None)
        return _taken(await parts.once.publish(message, name, fingerprint), caller)

    @router.put(
        "/{article_id}",
        status_code=202,
        responses={**TAKEN, **problems(400, 408, 413, 415, 422, 503)},
        openapi_extra=PUT,
        response_model=None,
    )
    async def put_document(request: Request, article_id: ArticleId) -> Response:
        """A correction: a newer version of the article that receipts name by this id. Give `url` again if it has one:
        without it the corrected article has no address."""
        caller = _admitted(parts, request, Scope.write)
        said = said_of_document(request.scope["query_string"], request.scope["headers"])
        article = _same_article(_checked_id(article_id), said)
        message = said.message(await body_of(request, caller), article)
        return _taken(await parts.publisher.publish(message), caller)

    @router.delete(
        "/{article_id}",
        status_code=202,
        responses={**TAKEN, **problems(400, 422, 503)},
        openapi_extra=DELETE,
        response_model=None,
    )
    async def delete_document(request: Request, article_id: ArticleId) -> Response:
        """Retracts the article that receipts name by this id; a document observed later brings it back."""
        caller = _admitted(parts, request, Scope.retract)
        refuse_query(request.scope["query_string"])
        said = said_of_retraction(request.scope["headers"])
        message = retraction(_checked_id(article_id), said)
        return _taken(await parts.publisher.publish(message), caller)

    return router


def retraction(article: str, said: Said) -> RawMessage:
    """The record that retracts the article."""
    return retraction_message(article, observed_at=said.observed_at, source=said.source, ce_id=said.ce_id)


def _admitted(parts: Parts, request: Request, scope: Scope) -> Caller:
    caller = parts.access.caller(request.scope["headers"])
    caller.require(scope)
    caller.document()
    return caller


def _checked_id(text: str) -> str:
    if text == "batch":  # a resource of its own, which does not take these methods
        raise HTTPException(405)
    return checks.checked_article_id(text)


def _same_article(article: str, said: Said) -> str:
    if said.url and (named := id_of(subject=said.url, key=None, ce_id=None)) != article:
        raise checks.Refusal(
            422, "another-article", f"url names the article {named}: PUT it there, or leave url out, or POST it"
        )
    return article


def _taken(receipt: Receipt, caller: Caller) -> Response:
    return Response(
        orjson.dumps(receipt.model_dump()), status_code=202, media_type="application/json", headers=caller.headers()
    )

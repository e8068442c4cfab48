"""The HTTP port for producers: POST a document, DELETE an article."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import FastAPI, Header, Query, Request

from services.ingest import request_checks as checks
from services.ingest.raw_message import SOURCE_HTTP, RawMessage, document_message, retraction_message
from services.ingest.receipt import Receipt
from services.ingest.receiver.body import read_body
from services.ingest.receiver.counted_answers import CountedAnswers
from services.ingest.receiver.pending import Pending
from services.ingest.receiver.problems import MEDIA_TYPE, Problem, answer_with_problems

Publish = Callable[[RawMessage], Awaitable[Receipt]]
"""Publishes and gives the receipt, or raises `NotConfirmed`; gives the message's size back to `Pending`."""

PROBLEMS = {
    400: "ce-time is not an RFC 3339 time",
    408: "the body came too slowly",
    413: "the document is larger than the limit",
    422: "a parameter is wrong, or the document is empty",
    503: "the broker did not confirm in time, or too much is on its way to it; Retry-After says when to send again",
}
ANY_BODY = {
    "requestBody": {
        "required": True,
        "description": "the document's bytes; its media type with charset in Content-Type, or none and it is sniffed",
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}
Text = str | None
CeId = Annotated[Text, Header(alias="ce-id", description="names this observation; computed when it is not given")]
CeTime = Annotated[Text, Header(alias="ce-time", description="when it was observed, RFC 3339; else the arrival")]
CeSource = Annotated[Text, Header(alias="ce-source", description="who sends it, a URI reference")]


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    content = {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}
    return {status: {"description": PROBLEMS[status], "content": content} for status in statuses}


def ingest_app(publish: Publish, pending: Pending, *, document_limit: int) -> FastAPI:
    """The application. `document_limit` in bytes."""
    app = FastAPI(
        title="Themewire ingest",
        version="1",
        summary="Takes any bytes that may be an article.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    answer_with_problems(app)
    app.add_middleware(CountedAnswers)

    @app.post("/v1/documents", status_code=202, responses=_problems(400, 408, 413, 422, 503), openapi_extra=ANY_BODY)
    async def post_document(
        request: Request,
        *,
        url: Annotated[Text, Query(description="the document's address; names the article, so give it")] = None,
        published: Annotated[Text, Query(description="hint: time (RFC 3339) or day of publication")] = None,
        publisher: Annotated[Text, Query(description="hint: the publisher's name")] = None,
        ce_id: CeId = None,
        ce_time: CeTime = None,
        ce_source: CeSource = None,
    ) -> Receipt:
        """Stores the body untouched; answers once the broker has it. Sending a document twice changes nothing."""
        said = {
            "url": checks.checked_url(url),
            "ce_id": checks.checked_name("ce-id", ce_id),
            "content_type": request.headers.get("content-type"),
            "published": checks.checked_published(published),
            "publisher": checks.checked_name("publisher", publisher),
        }
        source = checks.checked_name("ce-source", ce_source) or SOURCE_HTTP
        observed_at = checks.checked_time(ce_time)
        declared = request.headers.get("content-length")
        body = await read_body(request.stream(), pending, limit=document_limit, declared=declared)
        return await publish(
            document_message(body, observed_at=observed_at or datetime.now(UTC), source=source, **said)
        )

    @app.delete("/v1/documents/{article_id}", status_code=202, responses=_problems(400, 422, 503))
    async def delete_document(
        article_id: str, ce_id: CeId = None, ce_time: CeTime = None, ce_source: CeSource = None
    ) -> Receipt:
        """Retracts the article that receipts name by this id; a document observed later brings it back."""
        message = retraction_message(
            checks.checked_article_id(article_id),
            observed_at=checks.checked_time(ce_time) or datetime.now(UTC),
            source=checks.checked_name("ce-source", ce_source) or SOURCE_HTTP,
            ce_id=checks.checked_name("ce-id", ce_id),
        )
        return await publish(message)

    return app

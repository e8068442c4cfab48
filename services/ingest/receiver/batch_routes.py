"""Many documents in one request: NDJSON in, NDJSON out, while the upload goes on."""

from typing import Any

from fastapi import APIRouter, Request, Response

from services.ingest.receiver.batch_stream import Batch
from services.ingest.receiver.content_encoding import decoder_for
from services.ingest.receiver.document_fields import refuse_query
from services.ingest.receiver.openapi import SECURITY, problems
from services.ingest.receiver.parts import Parts
from services.ingest.receiver.result_stream import NDJSON, ResultStream, Running
from services.ingest.receiver.unavailable import Busy
from services.ingest.request_checks import Refusal
from services.runtime.api_keys import Scope

MEDIA_TYPES = (NDJSON, "application/ndjson", "application/jsonl", "application/x-jsonlines")
BATCHES = 8
"""Batches at once in one process: each may hold a line of 12 MiB."""

EXAMPLE = (
    '{"content": "<h1>Ferry line reopens</h1>", "content_type": "text/html", "url": "https://gazette.example/ferry"}\n'
    '{"retract": "5f4dcc3b5aa765d61d8327deb882cf99"}\n'
)
RESULTS = (
    '{"line": 1, "status": 202, "receipt": {"article_id": "0b0d2a2c6f3a5b0ea5cbd3f8c5ad1a86", "topic": "articles.raw",'
    ' "partition": 3, "offset": 17, "ce_id": "desk-7-000123"}}\n'
    '{"line": 2, "status": 503, "problem": {"type": "urn:themewire:problem:not-confirmed", "title":'
    ' "Service Unavailable", "status": 503, "detail": "no broker is connected: ..."}}\n'
)


def _content(example: str, line: str) -> dict[str, Any]:
    """A stream of lines; `x-itemSchema` is what OpenAPI 3.2 calls itemSchema."""
    item = {"$ref": f"#/components/schemas/{line}"}
    return {NDJSON: {"schema": {"description": f"lines of {line}"}, "x-itemSchema": item, "example": example}}


BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "one JSON object a line, see DocumentLine; Content-Encoding gzip and zstd are undone",
        "content": _content(EXAMPLE, "DocumentLine"),
    },
    "security": SECURITY,
}
ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "a result for each line in its order, see BatchResult, written while lines still come: read it"
        " while you send. A last result may say that the upload broke off",
        "content": _content(RESULTS, "BatchResult"),
    }
}


def batch_router(parts: Parts) -> APIRouter:
    """POST /v1/documents/batch."""
    router = APIRouter(prefix="/v1/documents", tags=["documents"])
    running = Running()

    @router.post(
        "/batch",
        status_code=200,
        responses={**ANSWER, **problems(415, 422, 503)},
        openapi_extra=BODY,
        response_model=None,
        response_class=Response,
    )
    async def post_documents(request: Request) -> Response:
        """Takes each line as a document or a retraction of its own; a bad line costs its neighbours nothing."""
        caller = parts.access.caller(request.scope["headers"])
        caller.require(Scope.write)
        refuse_query(request.scope["query_string"])
        _checked_media_type(request.headers.get("content-type"))
        _checked_not_empty(request)
        decoder = decoder_for(request.headers.get("content-encoding"))
        if running.answers >= BATCHES:
            raise Busy(f"{BATCHES} batches are under way")
        return ResultStream(Batch(parts, caller, decoder).results(request.stream()), caller.headers(), running)

    return router


def _checked_media_type(text: str | None) -> None:
    if text and text.partition(";")[0].strip().lower() not in MEDIA_TYPES:
        raise Refusal(
            415,
            "not-ndjson",
            f"a batch is one JSON object a line: send it as Content-Type: {NDJSON},"
            " or one document alone to /v1/documents",
            headers={"accept": ", ".join(MEDIA_TYPES)},
        )


def _checked_not_empty(request: Request) -> None:
    if request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers:
        raise Refusal(422, "empty-batch", "the request has no body: send one JSON object a line, as DocumentLine says")

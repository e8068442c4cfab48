"""Parts of the OpenAPI document that several routes share."""

from typing import Any

from pydantic.json_schema import models_json_schema

from services.ingest.document_line import DocumentLine
from services.ingest.receiver.batch_result import BatchResult
from services.ingest.receiver.feed_subscription import Subscription
from services.ingest.receiver.feeds_import import ImportResult
from services.ingest.receiver.problem_details import MEDIA_TYPE

PROBLEMS = {
    400: "ce-time is not an RFC 3339 time, Idempotency-Key no string, the body not in its Content-Encoding, or cut off",
    401: "no API key, or one that is not known; WWW-Authenticate says how to send one",
    403: "the key lacks the scope that the answer names",
    404: "nothing has this id, or nothing that is asked for",
    408: "the body came too slowly",
    409: "the Idempotency-Key came with another document, or its first request is under way",
    410: "this subscription is over",
    413: "the document is larger than the limit",
    414: "path and query are too long",
    415: "the Content-Encoding is not taken, Accept-Encoding names those that are; or the media type is not",
    422: "a parameter is wrong, or the body is empty",
    429: "the key's quota is used up; Retry-After and RateLimit say when there is more",
    431: "the headers are too many or too large",
    503: "the broker did not confirm in time, or too much is on its way to it; Retry-After says when to send again",
}
EVERYWHERE = (401, 403, 414, 429, 431)
"""What any operation may answer."""

SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"apiKey": []}]
_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "an API key (`themewire keys add NAME`)"},
    "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}

LINES_AND_BODIES = (DocumentLine, BatchResult, Subscription, ImportResult)
"""Records that routes read and write by hand."""


def problems(*statuses: int, everywhere: tuple[int, ...] = EVERYWHERE) -> dict[int | str, dict[str, Any]]:
    """Responses with problem details: these, and those that every operation has."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": PROBLEMS[status], "content": content} for status in (*statuses, *everywhere)}


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Adds the ways to send a key, and the records of which FastAPI does not know."""
    components = document.setdefault("components", {})
    components["securitySchemes"] = _SCHEMES
    _, definitions = models_json_schema(
        [(record, "validation") for record in LINES_AND_BODIES], ref_template="#/components/schemas/{model}"
    )
    components["schemas"] = {**components.get("schemas", {}), **definitions["$defs"]}
    return document

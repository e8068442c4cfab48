"""Subscription lists as feed readers have them: OPML in, OPML out."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from services.ingest.receiver.access import Caller
from services.ingest.receiver.body import read_body
from services.ingest.receiver.feed_subscription import PREFIX
from services.ingest.receiver.feeds_import import Import
from services.ingest.receiver.feeds_routes import asking
from services.ingest.receiver.openapi import SECURITY, problems
from services.ingest.receiver.parts import Parts
from services.ingest.receiver.result_stream import NDJSON, ResultStream, Running
from services.ingest.receiver.unavailable import Busy
from services.ingest.subscriptions.opml_requests import exported, opml_requests

OPML = "text/x-opml"
IMPORTS = 2
"""Imports at once in one process: a list of 4 MiB takes some 60 MiB when it is read."""

EXAMPLE = (
    '<opml version="2.0"><head><title>Feeds</title></head><body><outline text="Harbour">'
    '<outline type="rss" text="Gazette" xmlUrl="https://gazette.example/feed.xml"/></outline></body></opml>'
)
RESULTS = (
    '{"line": 3, "status": 422, "problem": {"type": "urn:themewire:problem:bad-feed-url", "title":'
    ' "Unprocessable Content", "status": 422, "detail": "line 3: \'ftp://x\' is no http or https address: ..."}}\n'
    '{"url": "https://gazette.example/feed.xml", "status": 202, "feed": {"id": "5f4dcc3b5aa765d61d8327deb882cf99",'
    ' "url": "https://gazette.example/feed.xml", "state": "/v1/feeds/5f4dcc3b5aa765d61d8327deb882cf99"}}\n'
)

IMPORT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "an OPML file of any media type, folders included; Content-Encoding gzip and zstd are undone",
        "content": {"*/*": {"schema": {"type": "string", "minLength": 1}, "example": EXAMPLE}},
    },
    "security": SECURITY,
}
IMPORTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "a result for each outline that gives an address, see ImportResult, written as the broker takes"
        " them; those whose address is of no use come first",
        "content": {
            NDJSON: {
                "schema": {"description": "lines of ImportResult"},
                "x-itemSchema": {"$ref": "#/components/schemas/ImportResult"},
                "example": RESULTS,
            }
        },
    }
}
EXPORTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "every subscription, by the address subscribed to",
        "content": {OPML: {"schema": {"type": "string"}, "example": EXAMPLE}},
    }
}


def feeds_opml_router(parts: Parts) -> APIRouter:
    """POST /v1/feeds/import and GET /v1/feeds/export."""
    router = APIRouter(prefix=PREFIX, tags=["feeds"])
    feeds, pending, running = parts.feeds, parts.publisher.pending, Running()
    admitted = Depends(asking(parts))

    @router.post(
        "/import",
        status_code=200,
        responses={**IMPORTED, **problems(400, 408, 413, 415, 422, 503)},
        openapi_extra=IMPORT,
        response_model=None,
        response_class=Response,
    )
    async def import_feeds(
        request: Request,
        caller: Annotated[Caller, admitted],
        fetch: Annotated[Literal["entry", "full"], Query(description="for every feed of the list")] = "entry",
    ) -> Response:
        """Subscribes to every feed of a list; a bad outline costs its neighbours nothing. Importing a list twice
        changes nothing, but that it sets the options of its feeds."""
        if running.answers >= IMPORTS:
            raise Busy(f"{IMPORTS} imports are under way")
        body = await read_body(
            request.stream(),
            pending,
            limit=parts.document_limit,
            declared=request.headers.get("content-length"),
            encoding=request.headers.get("content-encoding"),
        )
        try:
            found = await asyncio.to_thread(
                opml_requests, body, fetch=fetch, at=datetime.now(UTC), allow_private=feeds.allow_private
            )
        finally:
            pending.give(len(body))
        return ResultStream(Import(found, caller, feeds.requests).results(), caller.headers(), running)

    @router.get(
        "/export",
        responses={**EXPORTED, **problems(503)},
        openapi_extra={"security": SECURITY},
        response_model=None,
        response_class=Response,
    )
    async def export_feeds(caller: Annotated[Caller, admitted]) -> Response:
        """Every subscription as a list that feed readers and /v1/feeds/import take. Options are not in it."""
        written = await asyncio.to_thread(exported, feeds.known.list.states())
        headers = {"content-disposition": 'attachment; filename="themewire.opml"', **caller.headers()}
        return Response(written, media_type=f"{OPML}; charset=utf-8", headers=headers)

    return router

"""What hubs ask and send (W3C WebSub, sections 5.2, 5.3 and 7). They have no API key: the address and the signature
tell who they are."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from services.ingest.feeds import websub, websub_callback
from services.ingest.feeds.feed_state import FeedState, Lease
from services.ingest.feeds.requests import LeaseAnswered, Pushed
from services.ingest.receiver.body import read_body
from services.ingest.receiver.openapi import problems
from services.ingest.receiver.parts import Parts
from services.ingest.request_checks import Refusal
from services.runtime.metrics import WEBSUB

LEASE_WITHIN = 5.0
"""Seconds: a hub may ask before the poller's transaction, with the lease that it asked for, can be read."""
WITHOUT_KEY = (414, 431)

QUESTION: dict[str, Any] = {
    "security": [],
    # Named here and read by hand: FastAPI would add an answer that never comes.
    "parameters": [
        {"name": name, "in": place, "required": place == "path", "description": about, "schema": {"type": "string"}}
        for name, place, about in (
            ("feed_id", "path", "whose content it is"),
            ("token", "path", "tells the hub from others"),
            ("hub.mode", "query", "subscribe, unsubscribe or denied"),
            ("hub.topic", "query", "what the hub calls the feed"),
            ("hub.challenge", "query", "to be answered as it is"),
            ("hub.lease_seconds", "query", "how long the hub grants"),
        )
    ],
}
CONTENT: dict[str, Any] = {
    "security": [],
    "parameters": [
        {
            "name": "X-Hub-Signature",
            "in": "header",
            "required": False,
            "description": "method=hex: the body's HMAC with the secret; content without the right one is dropped",
            "schema": {"type": "string"},
            "example": "sha256=6f7c...",
        }
    ],
    "requestBody": {
        "required": True,
        "description": "the feed's new content, as if it had been fetched",
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    },
}
ANSWERED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the challenge; nothing when the hub denies or ends the lease",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
}
RECEIVED: dict[int | str, dict[str, Any]] = {
    202: {"description": "the broker has the content, or it was dropped because its signature is wrong"}
}


def websub_router(parts: Parts) -> APIRouter:
    """The callback of every lease."""
    router = APIRouter(prefix=websub_callback.PATH, tags=["hubs"])
    known, requests, pending = parts.feeds.known, parts.feeds.requests, parts.publisher.pending

    @router.get(
        "/{feed_id}/{token}",
        responses={**ANSWERED, **problems(404, 503, everywhere=WITHOUT_KEY)},
        openapi_extra=QUESTION,
        response_model=None,
        response_class=Response,
    )
    async def verify_intent(request: Request) -> Response:
        """Answers a hub for what the poller asked it, and for nothing else."""
        feed_id, token = request.path_params["feed_id"], request.path_params["token"]

        def asked_for(state: FeedState) -> bool:
            return websub_callback.is_from_hub(feed_id, token, state.lease)

        query, now = request.query_params, datetime.now(UTC)
        state = await known.awaited(feed_id, asked_for, LEASE_WITHIN)
        lease = state.lease if state else None
        if state and websub.denied(query, lease):
            return await answer(state, None, "", now, "denied")
        verified = websub.verified(query, lease, state is not None and not state.gone, now)
        if state is None or verified is None:
            WEBSUB.labels("refused").inc()
            raise Refusal(404, "not-asked-for", "no such subscription was asked for: nothing needs to be done")
        return await answer(state, verified.lease, verified.challenge, now, "verified")

    async def answer(state: FeedState, lease: Lease | None, said: str, now: datetime, outcome: str) -> Response:
        await requests.put(LeaseAnswered(url=state.url, at=now, lease=lease))
        WEBSUB.labels(outcome).inc()
        return Response(said, media_type="text/plain", headers={"x-content-type-options": "nosniff"})

    @router.post(
        "/{feed_id}/{token}",
        status_code=202,
        responses={**RECEIVED, **problems(400, 408, 410, 413, 415, 422, 503, everywhere=WITHOUT_KEY)},
        openapi_extra=CONTENT,
        response_model=None,
        response_class=Response,
    )
    async def take_content(feed_id: str, token: str, request: Request) -> Response:
        """Takes a feed's new content. Section 7.1: who signs wrongly is not told so."""
        state = known.list.get(feed_id)
        lease = state.lease if state else None
        if state is None or lease is None or not websub_callback.is_from_hub(feed_id, token, lease):
            WEBSUB.labels("refused").inc()
            raise Refusal(410, "no-lease", "nobody here waits for this content: end the subscription")
        body = await read_body(
            request.stream(),
            pending,
            limit=parts.document_limit,
            declared=request.headers.get("content-length"),
            encoding=request.headers.get("content-encoding"),
        )
        try:
            if websub.authentic(body, request.headers.get("x-hub-signature"), lease.secret):
                content_type = request.headers.get("content-type")
                await requests.put(Pushed(url=state.url, at=datetime.now(UTC), content_type=content_type, body=body))
                WEBSUB.labels("taken").inc()
            else:
                WEBSUB.labels("dropped").inc()
        finally:
            pending.give(len(body))
        return Response(status_code=202)

    return router

"""Subscriptions to feeds: ask for one, see them, end one."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from schemas.article_id import is_article_id
from services.ingest.feeds.feed_state import FeedState
from services.ingest.feeds.requests import Unsubscribe
from services.ingest.receiver.access import Caller
from services.ingest.receiver.body import read_body
from services.ingest.receiver.feed_subscription import (
    BODY_LIMIT,
    PREFIX,
    FeedReceipt,
    Subscription,
    receipt_of,
    subscription_of,
)
from services.ingest.receiver.openapi import SECURITY, problems
from services.ingest.receiver.parts import Parts
from services.ingest.request_checks import Refusal
from services.ingest.subscriptions.checked_subscription import subscribe_request
from services.ingest.subscriptions.feed_list import FeedList
from services.ingest.subscriptions.shown_feed import FeedStatus, ShownFeed, shown
from services.runtime.api_keys import Scope

PAGE = 100
PAGE_AT_MOST = 500
JSON = "application/json"


class Feeds(BaseModel):
    """A page of feeds in the order of their ids; `next_cursor` is null on the last."""

    feeds: list[ShownFeed]
    next_cursor: str | None = Field(examples=["5f4dcc3b5aa765d61d8327deb882cf99"])


BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {"$ref": "#/components/schemas/Subscription"},
                "example": {"url": "https://gazette.example/feed.xml", "fetch": "full", "publisher": "Harbour Gazette"},
            }
        },
    },
    "security": SECURITY,
}
SECURED: dict[str, Any] = {"security": SECURITY}
TAKEN: dict[int | str, dict[str, Any]] = {202: {"model": FeedReceipt, "description": "the broker has the request"}}


def asking(parts: Parts) -> Callable[[Request], Caller]:
    """The dependency that admits who may look after feeds; it is asked before anything else of a request is read."""

    def admitted(request: Request) -> Caller:
        caller = parts.access.caller(request.scope["headers"])
        caller.require(Scope.feeds)
        return caller

    return admitted


def feeds_router(parts: Parts) -> APIRouter:
    """The routes under /v1/feeds for one feed, and the list."""
    router = APIRouter(prefix=PREFIX, tags=["feeds"])
    known, requests = parts.feeds.known, parts.feeds.requests
    admitted = Depends(asking(parts))

    @router.post(
        "",
        status_code=202,
        responses={**TAKEN, **problems(400, 408, 413, 415, 422, 503)},
        openapi_extra=BODY,
        response_model=None,
    )
    async def post_feed(request: Request, caller: Annotated[Caller, admitted]) -> Response:
        """Subscribes to a feed, or changes its options; answers once the broker has the request. The address of a web
        page will do: the feed that it names is looked for at the first visit."""
        caller.document()
        asked = await _subscription(request, parts)
        subscribe = subscribe_request(
            asked.url,
            fetch=asked.fetch,
            publisher=asked.publisher,
            at=datetime.now(UTC),
            allow_private=parts.feeds.allow_private,
        )
        await requests.put(subscribe)
        return _taken(subscribe.url, caller)

    @router.get("", responses={**problems(422, 503)}, openapi_extra=SECURED)
    async def get_feeds(
        caller: Annotated[Caller, admitted],
        response: Response,
        limit: Annotated[int, Query(ge=1, le=PAGE_AT_MOST)] = PAGE,
        cursor: Annotated[str | None, Query(description="`next_cursor` of the page before")] = None,
        status: Annotated[FeedStatus | None, Query(description="only feeds that are so")] = None,
    ) -> Feeds:
        """Every feed with its state, in pages."""
        if cursor is not None and not is_article_id(cursor):
            raise Refusal(
                422, "bad-cursor", "the cursor was not made here: take `next_cursor` of an answer, or leave it out"
            )
        page, now = known.list.page(cursor or "", limit, status), datetime.now(UTC)
        response.headers.update(caller.headers())
        return Feeds(feeds=[shown(feed, state, now) for feed, state in page.feeds], next_cursor=page.next)

    @router.get("/{feed_id}", responses={**problems(404, 422, 503)}, openapi_extra=SECURED)
    async def get_feed(feed_id: str, caller: Annotated[Caller, admitted], response: Response) -> ShownFeed:
        """A feed with its state."""
        state = _found(known.list, feed_id)
        response.headers.update(caller.headers())
        return shown(feed_id, state, datetime.now(UTC))

    @router.delete(
        "/{feed_id}",
        status_code=202,
        responses={**TAKEN, **problems(404, 422, 503)},
        openapi_extra=SECURED,
        response_model=None,
    )
    async def delete_feed(feed_id: str, caller: Annotated[Caller, admitted]) -> Response:
        """Ends a subscription; the articles that came by it stay. Answers once the broker has the request."""
        caller.document()
        state = _found(known.list, feed_id)
        await requests.put(Unsubscribe(url=state.url, at=datetime.now(UTC)))
        return _taken(state.url, caller)

    return router


async def _subscription(request: Request, parts: Parts) -> Subscription:
    headers, pending = request.headers, parts.publisher.pending
    if headers.get("content-type", JSON).partition(";")[0].strip().lower() != JSON:
        raise Refusal(
            415,
            "not-json",
            f"a subscription is a JSON object: send it as Content-Type: {JSON}, or a list as OPML to {PREFIX}/import",
            headers={"accept": JSON},
        )
    body = await read_body(
        request.stream(),
        pending,
        limit=BODY_LIMIT,
        declared=headers.get("content-length"),
        encoding=headers.get("content-encoding"),
    )
    pending.give(len(body))
    return subscription_of(body)


def _found(list_: FeedList, feed: str) -> FeedState:
    if not is_article_id(feed):
        raise Refusal(422, "bad-feed-id", "the feed id is not 32 lower-case hex digits: take it from the receipt")
    if (state := list_.get(feed)) is None:
        raise Refusal(
            404,
            "unknown-feed",
            "no feed has this id: GET /v1/feeds names those that have one. A feed that was asked for a moment ago"
            " appears once the poller has taken the request",
        )
    return state


def _taken(url: str, caller: Caller) -> Response:
    content = receipt_of(url).model_dump_json()
    return Response(content, status_code=202, media_type=JSON, headers=caller.headers())

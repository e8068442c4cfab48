"""GET /v1/changes: server-sent events."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query
from fastapi.responses import Response, StreamingResponse

from services.view.articles.parameters import said_once
from services.view.live.asked_changes import ChangesAsked
from services.view.live.change_stream import change_stream
from services.view.live.changes_hub import ChangesHub
from services.view.live.events import ArticleChange
from services.view.problem import problems

HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
"""No cache keeps it, and nginx passes it on as it comes."""

SAYS = """Server-sent events (WHATWG HTML, section 9.2): every change of an article, its newest state each time.

- `change`: {"id", "change": "updated" or "gone", "article", "related_count"}. A client that keeps the articles that
  are updated and drops those that are gone ends with exactly those that match its filters.
- `reset`: {"why"}. Drop every article; all that match follow.

Each event's id says what a client knows then, and any replica goes on from it: `Last-Event-ID` or, at a first
connection, `last_event_id`. An idle stream carries an id alone from time to time. A client that is too slow is cut off
and goes on from its id.
"""


_ID = "the id of the last event that was read; browsers send it by themselves"
_DESCRIBED: dict[str, Any] = {
    "description": "A stream that ends only when the client goes, is too slow, or the view stops.",
    "content": {
        "text/event-stream": {
            "itemSchema": {
                "type": "object",
                "properties": {
                    "event": {"enum": ["change", "reset"]},
                    "id": {"type": "string"},
                    "retry": {"type": "integer"},
                    "data": {
                        "type": "string",
                        "contentMediaType": "application/json",
                        "contentSchema": ArticleChange.model_json_schema(),
                    },
                },
            },
            "example": 'event: change\ndata: {"id":"5f4dcc3b5aa765d61d8327deb882cf99","change":"gone","article":null,'
            '"related_count":null}\nid: AYJ_NDLwm9hKprLN0gYoERsM\n\n',
        }
    },
}


class EventStream(StreamingResponse):
    """Pieces of an event stream that are encoded already: `fastapi.sse` would encode each for each client."""

    media_type = "text/event-stream"


def routes(hub: ChangesHub) -> APIRouter:
    """GET /v1/changes of what a hub tells."""
    router = APIRouter(prefix="/v1", tags=["live"], dependencies=[Depends(said_once)])

    # Not EventStream: the framework would document one string, not what comes piece by piece.
    @router.get(
        "/changes", response_class=Response, description=SAYS, responses={**problems(400, 422), 200: _DESCRIBED}
    )
    async def changes(
        asked: Annotated[ChangesAsked, Query()],
        last_event_id: Annotated[str | None, Header(description=_ID)] = None,
    ) -> EventStream:
        whole = asked.from_ == "beginning"
        stream = change_stream(hub, asked.chosen, last_event_id or asked.last_event_id, whole=whole)
        return EventStream(stream, headers=HEADERS)

    return router

"""GET /v1/changes: server-sent events."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from services.view.live.change_filter import ChangeFilter
from services.view.live.change_stream import change_stream
from services.view.live.changes_hub import ChangesHub
from services.view.live.events import ArticleChange
from services.view.problem import MEDIA_TYPE, Problem

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
_PROBLEM = {"content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}
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


class ChangesAsked(BaseModel):
    """The query of GET /v1/changes; a parameter it does not know is an error, not ignored."""

    model_config = ConfigDict(extra="forbid")

    article: str | None = Field(default=None, max_length=200, description="changes of this article only")
    publisher: str | None = Field(default=None, max_length=200, description="as for GET /v1/articles")
    q: str | None = Field(default=None, max_length=400, description="full text, as for GET /v1/articles")
    from_: Literal["now", "beginning"] = Field(
        default="now", alias="from", description="without an id: what comes from now on, or first all there is"
    )
    last_event_id: str | None = Field(default=None, description="as the header, which goes before it")


class EventStream(StreamingResponse):
    """Pieces of an event stream that are encoded already: `fastapi.sse` would encode each for each client."""

    media_type = "text/event-stream"


def routes(hub: ChangesHub) -> APIRouter:
    """GET /v1/changes of what a hub tells."""
    router = APIRouter(prefix="/v1", tags=["live"])

    @router.get("/changes", response_class=EventStream, description=SAYS, responses={200: _DESCRIBED, 422: _PROBLEM})
    async def changes(
        asked: Annotated[ChangesAsked, Query()],
        last_event_id: Annotated[str | None, Header(description=_ID)] = None,
    ) -> EventStream:
        chosen = ChangeFilter(article=asked.article, publisher=asked.publisher, q=asked.q)
        whole = asked.from_ == "beginning"
        stream = change_stream(hub, chosen, last_event_id or asked.last_event_id, whole=whole)
        return EventStream(stream, headers=HEADERS)

    return router

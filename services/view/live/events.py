"""Events as they go over the wire (WHATWG HTML, section 9.2, server-sent events)."""

from dataclasses import replace
from typing import Any, Literal

import orjson
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from pydantic import BaseModel, Field

from schemas.related_headlines import SubjectArticle
from services.view.live.look import Told
from services.view.live.position import Known, written

COMMENT = KEEPALIVE_COMMENT


class ArticleChange(BaseModel):
    """The data of an event `change`."""

    id: str = Field(description="the article's id")
    change: Literal["updated", "gone"] = Field(
        description="gone: retracted, or the article no longer matches the filter; it may be unknown to the client"
    )
    article: SubjectArticle | None = Field(description="as GET /v1/articles/{id} shows it; null when gone")
    related_count: int | None = Field(description="how many headlines are related to it; null when gone")


def change_event(told: Told, had: Known) -> bytes:
    """The event `change`; its id says what a client that `had` something knows once it has read it."""
    changed, outcome = told
    data: dict[str, Any] = {"id": changed.id, "change": outcome, "article": None, "related_count": None}
    if outcome == "updated" and changed.article is not None:
        data |= {"article": orjson.Fragment(changed.article), "related_count": changed.related_count}
    known = replace(had, position=changed.position)
    return format_sse_event(event="change", data_str=orjson.dumps(data).decode(), id=written(known))


def reset_event(why: str, known: Known) -> bytes:
    """The event `reset`: the client forgets every article it has, and the present ones follow."""
    return format_sse_event(event="reset", data_str=orjson.dumps({"why": why}).decode(), id=written(known))


def position_event(known: Known) -> bytes:
    """An id alone: it reaches no listener, but a client that reconnects goes on from there."""
    return format_sse_event(id=written(known))


def retry_after(milliseconds: int) -> bytes:
    """When a client that was cut off connects again."""
    return format_sse_event(retry=milliseconds)

"""What a sender is told of an error (RFC 9457), in an answer of its own or in a line of a batch's answer. Pure."""

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, Field

from services.ingest.receiver.unavailable import Busy, NotConfirmed
from services.ingest.request_checks import Refusal

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 2
"""Seconds after which a sender that got 503 should try again."""
ANSWERED = (Refusal, NotConfirmed, Busy)
"""The errors that are answers."""


class Problem(BaseModel):
    """The body of every answer that is not a 2xx."""

    type: str = Field(examples=["urn:themewire:problem:document-too-large"])
    title: str = Field(examples=["Content Too Large"])
    status: int = Field(examples=[413])
    detail: str = Field(
        description="what was wrong and what to do",
        examples=["the document has more than 4194304 bytes: send the page's text without its media"],
    )


def details(status: int, kind: str, detail: str) -> dict[str, Any]:
    """A `Problem` as JSON; `kind` is the last part of its type."""
    return {
        "type": f"urn:themewire:problem:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }


def said_of(error: Exception) -> tuple[int, str, str, dict[str, str]]:
    """Status, kind, detail and headers of an error that `ANSWERED` names; raises any other one."""
    match error:
        case Refusal():
            return error.status, error.kind, error.detail, error.headers
        case NotConfirmed():
            detail = f"{error}: the document may not be stored, send it again; doing so twice changes nothing"
            return 503, "not-confirmed", detail, {"retry-after": str(RETRY_AFTER)}
        case Busy():
            detail = f"{error}: the document is not stored, send it again after the time in Retry-After"
            return 503, "busy", detail, {"retry-after": str(RETRY_AFTER)}
    raise error

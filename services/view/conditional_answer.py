"""Answers that a reader who has them already need not get again (RFC 9110, section 13)."""

import hashlib
from typing import Any

from fastapi import Request
from fastapi.responses import Response

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "as If-None-Match says"}}
IF_NONE_MATCH: dict[str, Any] = {
    "parameters": [
        {
            "name": "If-None-Match",
            "in": "header",
            "required": False,
            "description": "the ETag of an answer: nothing is sent again while it stays the same",
            "schema": {"type": "string"},
        }
    ]
}


def conditional_answer(request: Request, body: bytes, media_type: str = "application/json") -> Response:
    """200 with the body, or 304 when If-None-Match names it (RFC 9110, section 13.1.2).

    The tag is of the content, so it is the same on every replica and after a rebuild. It is weak: whether the bytes
    travel compressed is decided after it is made.
    """
    tag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if _names(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers={"etag": tag})
    return Response(body, media_type=media_type, headers={"etag": tag})


def _names(if_none_match: str, tag: str) -> bool:
    """Weak comparison: what comes before the quotes does not count."""
    given = [candidate.strip().removeprefix("W/") for candidate in if_none_match.split(",")]
    return given == ["*"] or tag.removeprefix("W/") in given

"""Who may read, when the operator asks readers for keys: those with an API key of the scope `read`.

A program sends its key as `Authorization: Bearer KEY` or `X-API-Key: KEY`. A browser cannot be told to, neither for a
page nor for its EventSource, but every one asks its user for a name and password (HTTP Basic, RFC 7617) and sends them
with all that the page then gets: the password is the key, whatever the name. A key in a URL is not taken: URLs are
logged, kept and passed on.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import HTTPException, Request

from services.runtime.api_keys import ApiKey, Scope, recognised
from services.view.problem import problems

Keys = Callable[[], Mapping[str, ApiKey]]
"""The keys by id, as they are now."""
_CHALLENGE = {"www-authenticate": 'Basic realm="themewire", charset="UTF-8"'}
_HOW = "as `Authorization: Bearer KEY`, as `X-API-Key: KEY`, or in a browser as the password"


def asking_for(keys: Keys) -> Callable[[Request], Awaitable[None]]:
    """A dependency of every route: refuses who has no key (401), or one that may not read (403)."""

    async def asked(request: Request) -> None:
        presented = _presented(request)
        if presented is None:
            raise HTTPException(401, f"No API key: send one {_HOW}.", _CHALLENGE)
        key = recognised(keys(), presented)
        if key is None:
            detail = "This API key is not known, or was revoked: ask the operator for one (`themewire keys add NAME`)."
            raise HTTPException(401, detail, _CHALLENGE)
        if Scope.read not in key.scopes:
            raise HTTPException(
                403,
                "This key lacks the scope read: use one that has it, or make one with"
                " `themewire keys add NAME --scope read`.",
            )

    return asked


def say_keys(document: dict[str, Any]) -> dict[str, Any]:
    """Adds to an OpenAPI document how a key is sent, and what who has none is answered."""
    document.setdefault("components", {})["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "an API key (`themewire keys add NAME`)"},
        "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        "basic": {"type": "http", "scheme": "basic", "description": "the password is the key: for browsers"},
    }
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["security"] = [{"bearer": []}, {"apiKey": []}, {"basic": []}]
            operation["responses"] |= {str(status): said for status, said in problems(401, 403).items()}
    return document


def _presented(request: Request) -> str | None:
    if alone := request.headers.get("x-api-key"):
        return alone.strip()
    scheme, _, credentials = request.headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    if scheme.lower() == "basic":
        try:
            name, _, password = base64.b64decode(credentials, validate=True).decode("utf-8").partition(":")
        except (ValueError, binascii.Error):
            return ""
        return password or name
    return None

"""ASGI middleware: how many headers a request may have, and how long it and its address may be."""

from starlette.types import ASGIApp, Receive, Scope, Send

from services.ingest.receiver.problems import problem
from services.runtime.http_head import HEAD_LIMIT

HEADERS_LIMIT = 100
"""Header fields of one request."""
TARGET_LIMIT = 28 * 1024
"""Bytes of path and query as sent: the longest URL as a parameter, every character percent-encoded."""


class RequestLimits:
    """Refuses a request by its head, before anything of its body is read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on that is within the limits."""
        app = self._app
        if scope["type"] == "http":
            headers = scope["headers"]
            size = sum(len(name) + len(value) for name, value in headers)
            if len(headers) > HEADERS_LIMIT or size > HEAD_LIMIT:
                detail = f"more than {HEADERS_LIMIT} headers, or more than {HEAD_LIMIT} bytes of them: send fewer"
                app = problem(431, "headers-too-large", detail)
            elif len(scope["raw_path"]) + len(scope["query_string"]) > TARGET_LIMIT:
                detail = f"path and query have more than {TARGET_LIMIT} bytes: send url as the header ce-subject"
                app = problem(414, "uri-too-long", detail)
        await app(scope, receive, send)

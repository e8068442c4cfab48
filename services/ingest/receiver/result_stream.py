"""An answer that is written line by line while the work goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import structlog
from fastapi import Response
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

NDJSON = "application/x-ndjson"
STALLED_AFTER = 60.0
"""Seconds until a sender that does not read its results is let go."""


class Running:
    """How many such answers are under way."""

    answers = 0


class ResultStream(Response):
    """Writes while the request is still read. (Starlette's own StreamingResponse would read the request's body, to
    notice that its sender went away.)"""

    media_type = NDJSON

    def __init__(self, pieces: AsyncIterator[bytes], headers: dict[str, str], running: Running) -> None:
        super().__init__(headers=headers)
        del self.headers["content-length"]
        self._pieces = pieces
        self._running = running

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The whole answer; it is left incomplete when the sender goes away or reads nothing."""
        self._running.answers += 1
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            async with aclosing(self._pieces) as pieces:  # type: ignore[type-var]
                async for piece in pieces:
                    async with asyncio.timeout(STALLED_AFTER):
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except ClientDisconnect:
            pass
        except TimeoutError:
            structlog.get_logger("themewire.ingest").info("a sender reads no results: it is cut off")
        finally:
            self._running.answers -= 1

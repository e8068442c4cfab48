"""The limits of `http_head` over httptools, which reads a request in a third of h11's time: for ports whose answers are
many and small. What it refuses, and how, is the same."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from services.runtime import http_head
from services.runtime.http_head import HEAD_LIMIT, refusal


class QuickBoundedHttp(HttpToolsProtocol):
    """uvicorn's protocol over httptools; what it refuses by itself is a problem (RFC 9457)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._between_requests = True
        self._in_head = True
        self._fed = 0
        self._of_first_request = 0
        self._head_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        # A request that begins within the data counts from the next piece on; the sum at its head's end is exact.
        self._of_first_request = len(data) if self._between_requests else 0
        self._fed += len(data)
        super().data_received(data)
        if not self._in_head or self.transport.is_closing():
            return
        # The parser gathers a header until its end: what came since the head began bounds what it has gathered.
        if self._fed > HEAD_LIMIT:
            self._refuse(431)
        elif self._head_due is None:
            self._expect_head()

    def on_message_begin(self) -> None:
        """Called by the parser at the first byte of a request."""
        self._between_requests, self._in_head = False, True
        self._fed, self._of_first_request = self._of_first_request, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Called by the parser at the end of a head."""
        self._in_head = False
        self._head_came()
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > HEAD_LIMIT:
            self._refuse(431)
        elif not self.transport.is_closing():
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Called by the parser; a request that was refused has no cycle to take it."""
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Called by the parser at the end of a request."""
        self._between_requests = True
        if not self.transport.is_closing():
            super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Called by uvicorn for what the parser cannot read."""
        self._refuse(400)

    def _unsupported_upgrade_warning(self) -> None:
        """Whoever offers HTTP/2 or a web socket is answered over HTTP/1.1 as if nothing had been offered."""

    def _expect_head(self) -> None:
        self._head_due = self.loop.call_later(http_head.HEAD_WITHIN, self._refuse, 408)

    def _head_came(self) -> None:
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None

    def _refuse(self, status: int) -> None:
        self._head_came()
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:
            status, title, headers, body = refusal(status)
            lines = [f"HTTP/1.1 {status} {title}", *(f"{name}: {value}" for name, value in headers), "", ""]
            self.transport.write("\r\n".join(lines).encode() + body)
        self.transport.close()

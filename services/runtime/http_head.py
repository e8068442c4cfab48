"""The head of a request has a limit in bytes and in time, before any application sees it."""

import asyncio
import sys
from http import HTTPStatus
from typing import Any

import h11
import orjson
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_LIMIT = 32 * 1024
"""Bytes of a request's line and headers."""
HEAD_WITHIN = 10.0
"""Seconds for them to come, from the connection or from their first byte on."""

_SAYS = {
    400: ("bad-http", "this is not HTTP/1.1: send a well-formed request"),
    408: ("head-too-slow", f"the request's headers did not come within {HEAD_WITHIN:g} s: send them at once"),
    431: ("headers-too-large", f"the request's line and headers have more than {HEAD_LIMIT} bytes: send fewer"),
    501: ("transfer-coding", "this transfer coding is not known: send the body with Content-Length or chunked"),
}


class BoundedHttp(H11Protocol):
    """uvicorn's protocol over h11; what it refuses by itself is a problem (RFC 9457) with the status that fits."""

    _head_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE or not self.conn.trailing_data[0]:
            self._head_came()
        elif self._head_due is None:
            self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Called by uvicorn while it handles h11's error, which knows the status."""
        self._refuse(getattr(sys.exception(), "error_status_hint", 400))

    def _expect_head(self) -> None:
        self._head_due = self.loop.call_later(HEAD_WITHIN, self._refuse, 408)

    def _head_came(self) -> None:
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None

    def _refuse(self, status: int) -> None:
        self._head_due = None
        if self.transport.is_closing():
            return
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.write(b"".join(self.conn.send(event) or b"" for event in _events(status)))
        self.transport.close()


def refusal(status: int) -> tuple[int, str, list[tuple[str, str]], bytes]:
    """Status, its phrase, headers and body of what is said before the connection ends."""
    kind, detail = _SAYS.get(status, _SAYS[400])
    status = status if status in _SAYS else 400
    title = HTTPStatus(status).phrase
    body = orjson.dumps({"type": f"urn:themewire:problem:{kind}", "title": title, "status": status, "detail": detail})
    headers = [
        ("content-type", "application/problem+json"),
        ("content-length", str(len(body))),
        ("connection", "close"),
    ]
    return status, title, headers, body


def _events(status: int) -> list[Any]:
    status, title, headers, body = refusal(status)
    response = h11.Response(status_code=status, headers=headers, reason=title)
    return [response, h11.Data(data=body), h11.EndOfMessage()]

"""The outlines of a subscription list, sent one after the other, each with a result. Pure."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import BaseModel, Field

from services.ingest.receiver.access import Caller
from services.ingest.receiver.feed_subscription import FeedReceipt, receipt_of
from services.ingest.receiver.feeds_parts import RequestOnItsWay, Requests
from services.ingest.receiver.problem_details import ANSWERED, Problem, details, said_of
from services.ingest.request_checks import Refusal
from services.ingest.subscriptions.opml_requests import OutlineRequest

WINDOW = 500
"""Outlines whose results are not yet written."""
WRITE_SIZE = 16 * 1024
"""Bytes of results gathered before they are written."""


class ImportResult(BaseModel):
    """What became of an outline: `feed` with status 202, else `problem`."""

    url: str | None = Field(default=None, description="its address", examples=["https://gazette.example/feed.xml"])
    line: int | None = Field(default=None, description="of the list, where the outline has no usable address")
    status: int = Field(examples=[202])
    feed: FeedReceipt | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class _Outcome:
    """An outline's problem, or the request that the broker must confirm."""

    outline: OutlineRequest
    sent: RequestOnItsWay | Exception

    async def text(self) -> bytes:
        problem = self.sent
        if not isinstance(problem, Exception):
            try:
                await problem.confirmed()
            except ANSWERED as error:
                problem = error
            else:
                url = self.outline.url or ""
                return _line({"url": url, "status": 202, "feed": receipt_of(url).model_dump()})
        status, kind, detail, _headers = said_of(problem)
        place = {"line": self.outline.line} if self.outline.line else {"url": self.outline.url}
        return _line({**place, "status": status, "problem": details(status, kind, detail)})


class Import:
    """One list. A bad outline, or one that the broker does not confirm, costs its own result."""

    def __init__(self, outlines: Iterable[OutlineRequest], caller: Caller, requests: Requests) -> None:
        self._outlines = outlines
        self._caller = caller
        self._requests = requests

    async def results(self) -> AsyncIterator[bytes]:
        """Result lines in the order of the outlines, several in a piece."""
        window: deque[_Outcome] = deque()
        gathered = bytearray()
        for outline in self._outlines:
            window.append(_Outcome(outline, await self._sent(outline)))
            if len(window) >= WINDOW:
                gathered += await window.popleft().text()
            if len(gathered) >= WRITE_SIZE:
                yield bytes(gathered)
                gathered.clear()
        for outcome in window:
            gathered += await outcome.text()
        if gathered:
            yield bytes(gathered)

    async def _sent(self, outline: OutlineRequest) -> RequestOnItsWay | Exception:
        if isinstance(outline.outcome, Refusal):
            return outline.outcome
        # An import over its quota goes on more slowly; another request of the same key may be first.
        while wait := self._caller.wait():  # noqa: ASYNC110 - the time is known
            await asyncio.sleep(wait)
        try:
            self._caller.document()
            return await self._requests.send(outline.outcome)
        except ANSWERED as error:
            return error


def _line(result: dict[str, Any]) -> bytes:
    return orjson.dumps(result, option=orjson.OPT_APPEND_NEWLINE)

"""The demo's two conversations: documents to ingest, and whether the view shows what the log says."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import httpx

from schemas.related_headlines import RelatedHeadlines
from services.cli.demo_documents import DemoDocument

SOURCE = "/themewire/demo"
_PAUSE = 0.2


class DemoError(Exception):
    """The demo cannot go on; the message says what to look at."""


async def send(
    client: httpx.AsyncClient,
    ingest_url: str,
    documents: Sequence[DemoDocument],
    sent: Callable[[], None],
    patience: float = 60,
) -> None:
    """Sends each document and waits for its receipt, in order; calls `sent` after each.

    What is refused for the moment (no answer, 503) is sent again for `patience` seconds. Raises `DemoError`.
    """
    for document in documents:
        await _send_one(client, ingest_url, document, time.monotonic() + patience)
        sent()


async def _send_one(client: httpx.AsyncClient, ingest_url: str, document: DemoDocument, deadline: float) -> None:
    headers = {
        "content-type": document.media_type,
        "ce-id": document.ce_id,
        "ce-time": document.observed_at.isoformat(),
        "ce-source": SOURCE,
    }
    while True:
        try:
            answer = await client.post(
                f"{ingest_url}/v1/documents",
                params={"url": document.url} if document.url else {},
                content=document.body,
                headers=headers,
            )
            if answer.status_code == 202:
                return
            trouble = f"answered {answer.status_code}: {answer.text[:200]}"
        except httpx.TransportError as error:
            answer, trouble = None, f"does not answer: {error}"
        if (answer is not None and answer.status_code != 503) or time.monotonic() > deadline:
            raise DemoError(f"ingest at {ingest_url} {trouble} (sending {document.file}); run the demo again to go on")
        await asyncio.sleep(_PAUSE)


async def wait_until_shown(
    client: httpx.AsyncClient, view_url: str, views: Mapping[str, RelatedHeadlines], patience: float = 60
) -> None:
    """Returns once the view answers what each record of the log says, or something newer. Raises `DemoError`."""
    waiting, deadline = dict(views), time.monotonic() + patience
    trouble = "is behind the log"
    while waiting:
        try:
            waiting = {
                article: record
                for article, record in waiting.items()
                if not await _shows(client, view_url, article, record)
            }
        except httpx.TransportError as error:
            trouble = f"does not answer: {error}"
        if waiting and time.monotonic() > deadline:
            raise DemoError(
                f"after {patience:g} s the view at {view_url} {trouble}; {len(waiting)} of {len(views)} articles are"
                " not shown as headlines.related has them. See that it runs (/readyz)"
            )
        if waiting:
            await asyncio.sleep(_PAUSE)


async def _shows(client: httpx.AsyncClient, view_url: str, article: str, record: RelatedHeadlines) -> bool:
    answer = await client.get(f"{view_url}/v1/articles/{article}/related")
    if answer.status_code in (404, 503):
        return False
    if answer.status_code != 200:
        raise DemoError(f"the view at {view_url} answered {answer.status_code}: {answer.text[:200]}")
    shown = answer.json()
    same = shown["related"] == record.to_json()["related"]
    return same or datetime.fromisoformat(shown["updated"]) > record.updated

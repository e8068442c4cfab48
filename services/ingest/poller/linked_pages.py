"""Fetches the pages that entries link to, as `fetch: full` asks for: within bounds, and where robots.txt allows it."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from schemas.raw_document import HTML, XHTML
from services.ingest.feeds.feed import Entry
from services.ingest.fetch.errors import FetchError
from services.ingest.fetch.fetch_url import fetch_url
from services.ingest.fetch.robots import Robots
from services.ingest.fetch.safe_fetch import SafeFetch
from services.ingest.poller.crawl_pace import CrawlPace
from services.ingest.poller.visited import LinkedPage

MOST_PAGES = 20
"""Of a visit; entries beyond it go as the feed has them."""
_MOST_BYTES = 16 * 1024 * 1024
"""Of all pages of a visit together: one transaction takes them."""
_SECONDS = 60.0
_ACCEPT = f"{HTML}, {XHTML};q=0.9"


class LinkedPages:
    """Used by all visits of the process."""

    def __init__(self, fetch: SafeFetch, robots: Robots) -> None:
        self._fetch = fetch
        self._robots = robots
        self._pace = CrawlPace()

    async def of(self, entries: Iterable[Entry]) -> dict[str, LinkedPage]:
        """The pages by the entries' addresses. One that fails, is forbidden or comes too late is left out."""
        urls = list(dict.fromkeys(entry.url for entry in entries if entry.url))[:MOST_PAGES]
        pages: dict[str, LinkedPage] = {}
        room = _MOST_BYTES
        with suppress(TimeoutError):
            async with asyncio.timeout(_SECONDS):
                for url in urls:
                    page = await self._page(url)
                    if page and len(page.body) <= room:
                        room -= len(page.body)
                        pages[url] = page
        return pages

    async def _page(self, url: str) -> LinkedPage | None:
        try:
            permission = await self._robots.permission(url)
            if not permission.allowed:
                return None
            async with self._pace.turn(fetch_url(url).origin, permission.crawl_delay):
                fetched = await self._fetch.get(url, accept=_ACCEPT)
        except FetchError:
            return None
        media_type = fetched.content_type.partition(";")[0].strip().lower()
        if fetched.status != 200 or not fetched.body or media_type not in (HTML, XHTML):
            return None
        return LinkedPage(fetched.content_type, fetched.body)

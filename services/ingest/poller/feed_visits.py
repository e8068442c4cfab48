"""A visit to a feed: its address is asked, what answers is read, and what it points to is fetched, in bounded time."""

import asyncio
import random
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

from schemas.raw_document import ATOM, FEED_ITEM, RSS
from services.ingest.feeds.feed import MOST_ENTRIES, Feed
from services.ingest.feeds.feed_state import FeedState
from services.ingest.feeds.fresh_entries import fresh_entries
from services.ingest.feeds.requests import Pushed
from services.ingest.feeds.visit import NoAnswer, NoAnswerKind, Unreadable
from services.ingest.fetch import errors
from services.ingest.fetch.safe_fetch import SafeFetch
from services.ingest.poller.linked_pages import LinkedPages
from services.ingest.poller.reading import Found, WebPage
from services.ingest.poller.visited import Brought, Visited

MOST_SITEMAPS = 20
"""That are visited of those that a sitemap index names, the first ones."""
SECONDS = 180.0
"""In all: four answers, and the pages of `fetch: full`. A visit that takes longer counts as not answered."""
_ACCEPT = f"{RSS}, {ATOM}, {FEED_ITEM}, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
_VALIDATORS = ("etag", "last-modified")
_KINDS: tuple[tuple[type[errors.FetchError], NoAnswerKind], ...] = (
    (errors.RefusedUrl, "refused address"),
    (errors.RefusedAddress, "refused address"),
    (errors.TooManyRedirects, "redirects"),
    (errors.TooLarge, "too large"),
    (errors.FetchTimeout, "timeout"),
    (errors.ConnectionFailed, "connection"),
)

Read = Callable[[bytes, str, str], Awaitable[Found]]
"""Body, Content-Type and URL of an answer -> what it is; see `reading.read_answer`."""


class FeedVisits:
    """Visits for all shards of the process. A feed's own address is asked without its robots.txt: whoever subscribed
    to it wants that, and it is no crawl (RFC 9309, section 1)."""

    def __init__(self, fetch: SafeFetch, read: Read, pages: LinkedPages, *, seconds: float = SECONDS) -> None:
        self._fetch = fetch
        self._read = read
        self._pages = pages
        self._seconds = seconds

    async def visit(self, feed_id: str, state: FeedState, pushed: Pushed | None) -> Visited:
        """Asks for the feed, or reads what its hub pushed. Raises nothing: what went wrong is the outcome."""
        outcome: Brought | NoAnswer
        try:
            async with asyncio.timeout(self._seconds):
                brought = await (self._pushed(state, pushed) if pushed else self._asked(state))
                outcome = await self._with_pages(state, brought)
        except TimeoutError:
            outcome = NoAnswer("timeout", f"the visit took longer than {self._seconds:g} s: it is visited again later")
        except errors.FetchError as error:
            outcome = NoAnswer(_kind_of(error), str(error))
        return Visited(
            feed_id=feed_id,
            at=datetime.now(UTC),
            jitter=random.random(),  # noqa: S311 - spreads visits
            secret=secrets.token_hex(32),
            outcome=outcome,
            pushed=pushed is not None,
        )

    async def _asked(self, state: FeedState) -> Brought:
        brought, found = await self._answer(state.address, state.etag, state.last_modified)
        if isinstance(found, WebPage):
            return await self._of_page(found.feeds[0])
        if isinstance(found, Feed) and found.sitemaps:
            return await self._of_index(brought, found)
        return replace(brought, found=found)

    async def _pushed(self, state: FeedState, pushed: Pushed) -> Brought:
        found = await self._read(pushed.body, pushed.content_type or "", state.address)
        return Brought(200, state.address, found=_no_page(found, "a hub sent"))

    async def _answer(
        self, url: str, etag: str | None = None, last_modified: str | None = None
    ) -> tuple[Brought, Found | None]:
        fetched = await self._fetch.get(url, accept=_ACCEPT, etag=etag, last_modified=last_modified)
        brought = Brought(fetched.status, fetched.url, fetched.permanent, fetched.headers)
        if fetched.status != 200:
            return brought, None
        return brought, await self._read(fetched.body, fetched.content_type, fetched.url)

    async def _of_page(self, url: str) -> Brought:
        """The first feed that a page names is the feed from now on, as if the page had moved there."""
        brought, found = await self._answer(url)
        return replace(brought, permanent=True, found=_no_page(found, f"the page's feed is {url}, where there is"))

    async def _of_index(self, index: Brought, feed: Feed) -> Brought:
        """The entries of the index's sitemaps as those of one feed. Which of them answer is up to them; without its
        validators the index comes whole every time, since it may stay the same while they change."""
        entries = list(feed.entries)
        left_out = feed.left_out
        unread = []
        for url in feed.sitemaps[:MOST_SITEMAPS]:
            try:
                _, found = await self._answer(url)
            except errors.FetchError as error:
                unread.append(str(error))
                continue
            if isinstance(found, Feed):
                entries += found.entries
                left_out += found.left_out
            else:
                unread.append(found.why if isinstance(found, Unreadable) else f"{url} gives no sitemap")
        if unread and not entries:
            return replace(index, found=Unreadable(f"no sitemap of the index can be read, the first: {unread[0]}"))
        left_out += max(0, len(entries) - MOST_ENTRIES)
        headers = {name: text for name, text in index.headers.items() if name not in _VALIDATORS}
        whole = replace(feed, entries=tuple(entries[:MOST_ENTRIES]), left_out=left_out)
        unvisited = len(feed.sitemaps) - MOST_SITEMAPS
        note = (
            f"{unvisited} sitemaps are left out: of an index {MOST_SITEMAPS} are visited, subscribe to them themselves"
        )
        return replace(index, headers=headers, found=whole, note=note if unvisited > 0 else None)

    async def _with_pages(self, state: FeedState, brought: Brought) -> Brought:
        if state.options.fetch != "full" or not isinstance(brought.found, Feed):
            return brought
        fresh = await asyncio.to_thread(fresh_entries, brought.found.entries, state.remembered, state.readings + 1)
        return replace(brought, pages=await self._pages.of([*fresh.new, *fresh.changed]))


def _kind_of(error: errors.FetchError) -> NoAnswerKind:
    return next((kind for named, kind in _KINDS if isinstance(error, named)), "malformed")


def _no_page(found: Found | None, where: str) -> Feed | Unreadable | None:
    return Unreadable(f"{where} only another web page: subscribe to its feed") if isinstance(found, WebPage) else found

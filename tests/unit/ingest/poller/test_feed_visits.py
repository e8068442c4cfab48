"""What a visit brings, of servers that answer in many ways."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from services.ingest.feeds.feed import Feed
from services.ingest.feeds.feed_state import FeedOptions, FeedState
from services.ingest.feeds.requests import Pushed
from services.ingest.feeds.visit import NoAnswer, Unreadable
from services.ingest.fetch.fetched import FetchLimits
from services.ingest.fetch.robots import Robots
from services.ingest.fetch.safe_fetch import SafeFetch
from services.ingest.poller.feed_visits import MOST_SITEMAPS, FeedVisits
from services.ingest.poller.linked_pages import MOST_PAGES, LinkedPages
from services.ingest.poller.reading import Found, read_answer
from services.ingest.poller.visited import Brought, Visited
from tests.unit.ingest.fetch.scripted_server import Misbehaviour, Served, answer, serving

Answers = dict[str, bytes | Misbehaviour]


async def read(body: bytes, content_type: str, url: str) -> Found:
    return read_answer(body, content_type, url)


@asynccontextmanager
async def outside(answers: Answers) -> AsyncIterator[Served]:
    async with serving(lambda path: answers.get(path, answer(status="404 Not Found"))) as served:
        yield served


async def visit(
    url: str, *, private: bool = True, seconds: float = 20.0, pushed: Pushed | None = None, **state: object
) -> Visited:
    fetch = SafeFetch(allow_private_networks=private, limits=FetchLimits(total=5.0, body=100_000))
    visits = FeedVisits(fetch, read, LinkedPages(fetch, Robots(fetch)), seconds=seconds)
    now = datetime.now(UTC)
    given = FeedState(url=url, subscribed_at=now, next_visit_at=now).model_copy(update=state)
    return await visits.visit("id", given, pushed)


def rss(*items: str) -> bytes:
    return f"<rss><channel>{''.join(items)}</channel></rss>".encode()


def item(link: str) -> str:
    return f"<item><guid>{link}</guid><link>{link}</link><title>{link}</title></item>"


def brought(visited: Visited) -> Brought:
    assert isinstance(visited.outcome, Brought)
    return visited.outcome


def urls(visited: Visited) -> list[str | None]:
    found = brought(visited).found
    assert isinstance(found, Feed)
    return [entry.url for entry in found.entries]


async def test_only_what_changed_is_asked_for() -> None:
    async with outside({"/a": answer(status="304 Not Modified")}) as served:
        visited = await visit(served.url("/a"), etag='"1"', last_modified="yesterday")
    assert (brought(visited).status, brought(visited).found) == (304, None)
    assert b'if-none-match: "1"' in served.requests[0].lower()
    assert b"if-modified-since: yesterday" in served.requests[0].lower()


async def test_redirects_are_told() -> None:
    answers: Answers = {"/a": answer(rss(), content_type="application/rss+xml")}
    async with outside(answers) as served:
        answers["/moved"] = answer(status="301 Moved", location=served.url("/a"))
        visited = await visit(served.url("/moved"))
        assert (brought(visited).url, brought(visited).permanent) == (served.url("/a"), True)


async def test_the_first_feed_of_a_page_is_taken() -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'
    answers: Answers = {"/": answer(f"<html>{link.format('/a')}{link.format('/b')}</html>".encode())}
    answers["/a"] = answer(rss(item("https://x.example/1")))
    async with outside(answers) as served:
        visited = await visit(served.url("/"))
        assert (brought(visited).url, brought(visited).permanent) == (served.url("/a"), True)
        assert urls(visited) == ["https://x.example/1"]
        answers["/a"] = answers["/"]
        found = brought(await visit(served.url("/"))).found
        assert isinstance(found, Unreadable)
        assert "only another web page" in found.why


def index(*urls: str) -> bytes:
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{url}</loc></sitemap>' for url in urls)}</sitemapindex>".encode()


async def test_the_sitemaps_of_an_index_are_visited_within_bounds() -> None:
    answers: Answers = {
        f"/{n}": answer(f"<urlset><url><loc>https://x.example/{n}</loc></url></urlset>".encode()) for n in range(30)
    }
    del answers["/1"]
    async with outside(answers) as served:
        answers["/index"] = answer(index(*(served.url(f"/{n}") for n in range(30))), etag='"1"')
        visited = await visit(served.url("/index"))
        assert urls(visited) == [f"https://x.example/{n}" for n in range(MOST_SITEMAPS) if n != 1]
        assert "etag" not in brought(visited).headers
        assert (brought(visited).note or "").startswith("10 sitemaps are left out")
        answers["/broken"] = answer(index(served.url("/1"), served.url("/nothing")))
        found = brought(await visit(served.url("/broken"))).found
        assert isinstance(found, Unreadable)
        assert "no sitemap of the index can be read" in found.why


async def test_pages_that_cannot_be_had_leave_the_entry() -> None:
    links = [f"/p{n}" for n in range(MOST_PAGES + 5)]
    answers: Answers = {path: answer(b"<p>page</p>", content_type="text/html") for path in links}
    answers["/p1"] = answer(b"%PDF", content_type="application/pdf")
    answers["/p2"] = answer(status="500 Oh")
    answers["/p3"] = answer(b"x" * 200_000, content_type="text/html")
    answers["/robots.txt"] = answer(b"User-agent: *\nDisallow: /p4\n")
    async with outside(answers) as served:
        answers["/a"] = answer(rss(*(item(served.url(path)) for path in links)))
        visited = await visit(served.url("/a"), options=FeedOptions(fetch="full"))
        fetched = {served.url(path) for path in links[:MOST_PAGES] if path not in ("/p1", "/p2", "/p3", "/p4")}
        assert brought(visited).pages.keys() == fetched
        assert len(urls(visited)) == len(links)


async def test_what_a_hub_pushed_is_read_and_nothing_is_asked() -> None:
    async with outside({}) as served:
        pushed = Pushed(
            url=served.url("/a"), at=datetime.now(UTC), content_type=None, body=rss(item("https://x.example/"))
        )
        visited = await visit(served.url("/a"), pushed=pushed)
        assert urls(visited) == ["https://x.example/"]
        assert visited.pushed
    assert served.connections == 0


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (answer(b"x" * 200_000), "too large"),
        (answer(status="302 Found", location="/a"), "redirects"),
        (b"nonsense\r\n\r\n", "malformed"),
    ],
)
async def test_no_answer_is_an_outcome(body: bytes, kind: str) -> None:
    async with outside({"/a": body}) as served:
        outcome = (await visit(served.url("/a"))).outcome
        assert isinstance(outcome, NoAnswer)
        assert (outcome.kind, bool(outcome.why)) == (kind, True)


async def test_private_addresses_and_nobody_there() -> None:
    async with outside({}) as served:
        refused = (await visit(served.url("/a"), private=False)).outcome
    nobody = (await visit(served.url("/a"))).outcome
    assert isinstance(refused, NoAnswer) and isinstance(nobody, NoAnswer)
    assert (refused.kind, nobody.kind) == ("refused address", "connection")


async def test_a_visit_ends_in_any_case() -> None:
    async with outside({"/a": answer(rss())}) as served:
        outcome = (await visit(served.url("/a"), seconds=0.0)).outcome
    assert isinstance(outcome, NoAnswer)
    assert outcome.kind == "timeout"

"""Sites are asked for their robots.txt once a day."""

import asyncio

import pytest

from services.ingest.fetch.errors import RefusedScheme
from services.ingest.fetch.fetched import FetchLimits
from services.ingest.fetch.robots import ASKED_AGAIN_AFTER, KEPT_FOR, SITES_KEPT, Permission, Robots
from services.ingest.fetch.safe_fetch import SafeFetch
from services.runtime.ports import free_port
from tests.unit.ingest.fetch.scripted_server import answer, serving


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def robots(clock: Clock) -> Robots:
    return Robots(SafeFetch(allow_private_networks=True, limits=FetchLimits(redirects=1)), clock=clock)


async def test_a_site_is_asked_once_a_day(robots: Robots, clock: Clock) -> None:
    async with serving(lambda _: answer(b"User-agent: *\nDisallow: /private\nCrawl-delay: 3")) as served:
        assert await robots.permission(served.url("/news?a")) == Permission(True, 3)
        assert await robots.permission(served.url("/private/a")) == Permission(False, 3)
        clock.now += KEPT_FOR - 1
        await robots.permission(served.url())
        assert len(served.requests) == 1
        clock.now += 2
        await robots.permission(served.url())
    assert [request.split(b"\r\n")[0] for request in served.requests] == [b"GET /robots.txt HTTP/1.1"] * 2


async def test_many_who_ask_at_once_ask_once(robots: Robots) -> None:
    async with serving(lambda _: answer(status="404 Not Found")) as served:
        answers = await asyncio.gather(*(robots.permission(served.url(f"/{number}")) for number in range(9)))
    assert answers == [Permission(True, None)] * 9
    assert len(served.requests) == 1


async def test_a_site_in_trouble_is_left_alone_for_an_hour(robots: Robots, clock: Clock) -> None:
    status = ["503 Busy"]
    async with serving(lambda _: answer(status=status[0])) as served:
        assert not (await robots.permission(served.url())).allowed
        status[0] = "200 OK"
        clock.now += ASKED_AGAIN_AFTER - 1
        assert not (await robots.permission(served.url())).allowed
        clock.now += 2
        assert (await robots.permission(served.url())).allowed


async def test_a_site_that_cannot_be_reached_forbids(robots: Robots) -> None:
    assert not (await robots.permission(f"http://127.0.0.1:{free_port()}/")).allowed


async def test_endless_redirects_count_as_no_file(robots: Robots) -> None:
    async with serving(lambda _: answer(status="302 x", location="/robots.txt")) as served:
        assert (await robots.permission(served.url("/a"))).allowed


async def test_the_rules_of_one_port_are_not_those_of_another(robots: Robots) -> None:
    shut = answer(b"User-agent: *\nDisallow: /")
    async with serving(lambda _: shut) as one, serving(lambda _: answer()) as other:
        assert not (await robots.permission(one.url())).allowed
        assert (await robots.permission(other.url())).allowed


async def test_what_cannot_be_fetched_at_all_is_refused(robots: Robots) -> None:
    with pytest.raises(RefusedScheme):
        await robots.permission("ftp://news.example/")


async def test_so_many_sites_are_kept_and_no_more(robots: Robots) -> None:
    assert SITES_KEPT >= 1000
    async with serving(lambda _: answer()) as served:
        await robots.permission(served.url())
        (origin,) = robots._kept
        for number in range(SITES_KEPT - 1):
            robots._kept[str(number)] = robots._kept[origin]
        await robots.permission(served.url(host="localhost"))
    assert len(robots._kept) == SITES_KEPT
    assert origin not in robots._kept

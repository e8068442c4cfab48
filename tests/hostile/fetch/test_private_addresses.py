"""No spelling, redirect or name server leads a fetch to an address that is not public: a server there hears nothing."""

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from services.ingest.fetch.errors import FetchError, RefusedAddress, RefusedUrl
from services.ingest.fetch.robots import Robots
from services.ingest.fetch.safe_fetch import SafeFetch
from tests.hostile.fetch.outside import Outside
from tests.hostile.fetch.spellings import ELSEWHERE, EVERYWHERE, LOOPBACK
from tests.unit.ingest.fetch.detour import PUBLIC, Names
from tests.unit.ingest.fetch.scripted_server import Served, answer, serving


class Canary:
    """Servers on all of loopback that hear whoever connects."""

    def __init__(self, servers: list[Served]) -> None:
        self._servers = servers
        self.port = servers[0].port

    @property
    def heard(self) -> int:
        return sum(server.connections for server in self._servers)


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.fixture
async def canary() -> AsyncIterator[Canary]:
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(serving(lambda _: answer(b"heard")))]
        if has_ipv6():
            servers.append(await stack.enter_async_context(serving(lambda _: answer(b"heard"), "::1", servers[0].port)))
        yield Canary(servers)


def test_there_are_enough_of_them() -> None:
    assert len(set(EVERYWHERE)) == len(EVERYWHERE) >= 40


@pytest.mark.parametrize("host", EVERYWHERE)
async def test_a_spelling_is_refused_before_a_byte_is_sent(canary: Canary, host: str) -> None:
    fetch = SafeFetch(allow_private_networks=False)
    for send in (fetch.get, lambda url: fetch.post_form(url, {"a": "b"})):
        with pytest.raises((RefusedAddress, RefusedUrl)):
            await send(f"http://{host}:{canary.port}/")
    assert canary.heard == 0


@pytest.mark.parametrize("host", LOOPBACK)
async def test_the_canary_hears_whom_it_may_hear(canary: Canary, host: str) -> None:
    if ":" in host and "ffff" not in host.lower() and not has_ipv6():
        pytest.skip("this machine has no ::1")
    fetch = SafeFetch(allow_private_networks=True)
    assert (await fetch.get(f"http://{host}:{canary.port}/")).body == b"heard"
    assert canary.heard == 1


@pytest.mark.parametrize("host", [host for host in ELSEWHERE if "169" in host or "a9fe" in host or "64:ff9b:1" in host])
async def test_metadata_services_stay_refused_on_an_intranet(host: str) -> None:
    with pytest.raises(RefusedAddress):
        await SafeFetch(allow_private_networks=True).get(f"http://{host}/")


@pytest.mark.parametrize("host", EVERYWHERE)
async def test_a_redirect_there_is_refused(canary: Canary, host: str) -> None:
    redirect = answer(status="307 x", location=f"http://{host}:{canary.port}/".encode().decode("latin-1"))
    async with serving(lambda _: redirect) as site:
        fetch = SafeFetch(allow_private_networks=False, network=Outside(site.port))
        for send in (fetch.get, lambda url: fetch.post_form(url, {"a": "b"})):
            with pytest.raises((RefusedAddress, RefusedUrl)):
                await send(f"http://{PUBLIC}/")
    assert site.connections == 2
    assert canary.heard == 0


@pytest.mark.parametrize(
    "location", ["//127.0.0.1:PORT/", "\\\\127.0.0.1:PORT\\", "http:127.0.0.1:PORT", "///127.1:PORT/"]
)
async def test_a_relative_redirect_there_is_refused(canary: Canary, location: str) -> None:
    redirect = answer(status="302 x", location=location.replace("PORT", str(canary.port)))
    async with serving(lambda path: redirect if path == "/" else answer()) as site:
        fetch = SafeFetch(allow_private_networks=False, network=Outside(site.port))
        try:
            got = await fetch.get(f"http://{PUBLIC}/")
        except FetchError:
            pass
        else:
            assert got.url.startswith(f"http://{PUBLIC}/")
    assert canary.heard == 0


@pytest.mark.parametrize("scheme", ["file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "data:,a"])
async def test_a_redirect_to_another_scheme_is_refused(scheme: str) -> None:
    async with serving(lambda _: answer(status="302 x", location=scheme)) as site:
        fetch = SafeFetch(allow_private_networks=False, network=Outside(site.port))
        with pytest.raises(RefusedUrl):
            await fetch.get(f"http://{PUBLIC}/")


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "0.0.0.0"]
)
async def test_a_name_that_leads_there_is_refused(canary: Canary, address: str) -> None:
    for found in ([address], [PUBLIC, address], [address, PUBLIC]):
        fetch = SafeFetch(allow_private_networks=False, resolver=Names(found))
        with pytest.raises(RefusedAddress):
            await fetch.get(f"http://news.example:{canary.port}/")
    assert canary.heard == 0


async def test_a_name_that_changes_between_check_and_connection_leads_nowhere_else(canary: Canary) -> None:
    async with serving(lambda _: answer(b"public")) as site:
        names = Names([PUBLIC], ["127.0.0.1"])
        fetch = SafeFetch(allow_private_networks=False, resolver=names, network=Outside(site.port))
        assert (await fetch.get(f"http://news.example:{canary.port}/")).body == b"public"
        assert len(names.asked) == 1
        with pytest.raises(RefusedAddress):
            await fetch.get(f"http://news.example:{canary.port}/")
    assert canary.heard == 0


async def test_a_name_that_changes_between_two_redirects_is_judged_anew(canary: Canary) -> None:
    async with serving(lambda _: answer(status="302 x", location="/again")) as site:
        names = Names([PUBLIC], [PUBLIC], ["127.0.0.1"])
        fetch = SafeFetch(allow_private_networks=False, resolver=names, network=Outside(site.port))
        with pytest.raises(RefusedAddress):
            await fetch.get(f"http://news.example:{canary.port}/")
    assert (len(names.asked), canary.heard) == (3, 0)


async def test_a_robots_txt_that_leads_there_forbids(canary: Canary) -> None:
    redirect = answer(status="302 x", location=f"http://127.0.0.1:{canary.port}/robots.txt")
    async with serving(lambda _: redirect) as site:
        robots = Robots(SafeFetch(allow_private_networks=False, network=Outside(site.port)))
        assert not (await robots.permission(f"http://{PUBLIC}/a")).allowed
    assert canary.heard == 0

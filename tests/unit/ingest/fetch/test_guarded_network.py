"""Every address of a host is judged, and one of the judged ones is connected to."""

import asyncio
from collections.abc import Sequence

import pytest

from services.ingest.fetch.errors import ConnectionFailed, FetchTimeout, RefusedAddress
from services.ingest.fetch.guarded_network import GuardedNetwork, system_resolver
from services.ingest.fetch.public_address import IPAddress
from tests.unit.ingest.fetch.detour import PUBLIC, Detour, Names
from tests.unit.ingest.fetch.scripted_server import answer, serving

PUBLIC_6 = "2001:4860:4860::8888"


async def test_the_judged_address_is_the_one_that_is_reached() -> None:
    async with serving(lambda _: answer()) as served:
        detour = Detour(served.port)
        names = Names([PUBLIC])
        guarded = GuardedNetwork(allow_private=False, resolver=names, network=detour)
        stream = await guarded.connect_tcp("news.example", 80, 60)
        await stream.aclose()
    assert (names.asked, detour.reached) == (["news.example"], [PUBLIC])


@pytest.mark.parametrize("addresses", [["10.0.0.1"], [PUBLIC, "127.0.0.1"], ["::1", PUBLIC], [PUBLIC, "fe80::1%1"]])
async def test_one_address_that_is_not_public_refuses_the_host(addresses: list[str]) -> None:
    detour = Detour(1)
    guarded = GuardedNetwork(allow_private=False, resolver=Names(addresses), network=detour)
    with pytest.raises(RefusedAddress, match=r"news\.example leads to .*THEMEWIRE_FETCH_PRIVATE_NETWORKS"):
        await guarded.connect_tcp("news.example", 80, 60)
    assert detour.reached == []


async def test_private_networks_are_reached_where_allowed_and_metadata_is_not() -> None:
    async with serving(lambda _: answer()) as served:
        guarded = GuardedNetwork(allow_private=True)
        stream = await guarded.connect_tcp("127.0.0.1", served.port, 60)
        await stream.aclose()
    with pytest.raises(RefusedAddress, match="metadata"):
        await guarded.connect_tcp("169.254.169.254", 80, 60)


async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    async with serving(lambda _: answer()) as served:
        detour = Detour(served.port, dead=[PUBLIC_6])
        guarded = GuardedNetwork(allow_private=False, resolver=Names([PUBLIC_6, PUBLIC]), network=detour)
        stream = await guarded.connect_tcp("news.example", 80, 60)
        await stream.aclose()
    assert detour.reached == [PUBLIC_6, PUBLIC]


@pytest.mark.parametrize("addresses", [[PUBLIC], [PUBLIC_6, PUBLIC]])
async def test_a_host_where_nobody_answers_is_named(addresses: list[str]) -> None:
    detour = Detour(1, dead=addresses)
    guarded = GuardedNetwork(allow_private=False, resolver=Names(addresses), network=detour)
    with pytest.raises(ConnectionFailed, match=r"news\.example port 80: nobody listens"):
        await guarded.connect_tcp("news.example", 80, 60)
    assert detour.reached == addresses


async def test_a_name_without_an_address_is_named() -> None:
    guarded = GuardedNetwork(allow_private=False, resolver=Names([]), network=Detour(1))
    with pytest.raises(ConnectionFailed, match=r"news\.example: no address is known"):
        await guarded.connect_tcp("news.example", 80, 60)


async def test_a_name_server_that_does_not_answer_takes_its_time_of_the_connection() -> None:
    async def silent(_host: str, _port: int) -> Sequence[IPAddress]:
        await asyncio.Event().wait()
        raise AssertionError

    guarded = GuardedNetwork(allow_private=False, resolver=silent, network=Detour(1))
    with pytest.raises(FetchTimeout, match=r"news\.example port 80: no connection within 0.01 s"):
        await guarded.connect_tcp("news.example", 80, 0.01)


async def test_the_systems_resolver_knows_loopback() -> None:
    assert any(address.is_loopback for address in await system_resolver()("localhost", 80))

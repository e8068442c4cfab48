"""So many at once for each host."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.fetch.host_slots import HostSlots


@given(each=st.integers(1, 3), hosts=st.lists(st.sampled_from("abc"), max_size=20))
async def test_no_host_has_more_than_its_slots_and_all_get_one(each: int, hosts: list[str]) -> None:
    slots = HostSlots(each)
    inside: dict[str, int] = {}
    most: dict[str, int] = {}
    served = []

    async def visit(host: str) -> None:
        async with slots.at(host):
            inside[host] = inside.get(host, 0) + 1
            most[host] = max(most.get(host, 0), inside[host])
            await asyncio.sleep(0)
            inside[host] -= 1
            served.append(host)

    await asyncio.gather(*map(visit, hosts))
    assert sorted(served) == sorted(hosts)
    assert most == {host: min(each, hosts.count(host)) for host in set(hosts)}


async def test_a_visit_that_fails_or_is_given_up_leaves_its_slot() -> None:
    slots = HostSlots(1)
    with pytest.raises(ZeroDivisionError):
        async with slots.at("a"):
            raise ZeroDivisionError
    async with slots.at("a"):
        waiting = asyncio.create_task(slots.at("a").__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(60), slots.at("a"):
        pass


async def test_hosts_that_nobody_asks_for_are_forgotten() -> None:
    slots = HostSlots(1)
    for number in range(100):
        async with slots.at(str(number)):
            pass
    assert not slots._free
    assert not slots._users

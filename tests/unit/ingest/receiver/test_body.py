"""Bodies are read within bounds, and what they take of memory is always given back when they are refused."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.receiver.body import read_body
from services.ingest.receiver.pending import Pending
from services.ingest.receiver.unavailable import Busy
from services.ingest.request_checks import Refusal


async def in_chunks(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def test_a_body_is_the_sum_of_its_chunks_and_counted() -> None:
    pending = Pending(100)
    assert await read_body(in_chunks(b"one ", b"", b"two"), pending, limit=7) == b"one two"
    assert pending.bytes == 7


@pytest.mark.parametrize("declared", [None, "11", "0", "nonsense"])
async def test_one_byte_over_the_limit_is_too_large_however_it_is_declared(declared: str | None) -> None:
    pending = Pending(100)
    with pytest.raises(Refusal, match="more than 10 bytes") as refused:
        await read_body(in_chunks(b"12345", b"123456"), pending, limit=10, declared=declared)
    assert refused.value.status == 413
    assert pending.bytes == 0


async def test_a_declared_length_over_the_limit_is_refused_without_reading() -> None:
    async def unread() -> AsyncIterator[bytes]:
        pytest.fail("the body was read")
        yield b""

    with pytest.raises(Refusal, match="more than 10 bytes"):
        await read_body(unread(), Pending(100), limit=10, declared="11")


async def test_an_endless_body_is_cut_at_the_limit() -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x"

    with pytest.raises(Refusal, match="more than 10 bytes"):
        await read_body(endless(), Pending(100), limit=10)
    assert read == 11


async def test_a_slow_body_is_given_up() -> None:
    async def stalled() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.Event().wait()

    pending = Pending(100)
    with pytest.raises(Refusal, match="did not come within") as refused:
        await read_body(stalled(), pending, limit=10, within=0.01)
    assert refused.value.status == 408
    assert pending.bytes == 0


async def test_when_memory_is_full_the_sender_waits_outside() -> None:
    pending = Pending(10)
    assert pending.take(8)
    with pytest.raises(Busy):
        await read_body(in_chunks(b"12", b"3"), pending, limit=10)
    assert pending.bytes == 8


async def test_an_empty_body_is_refused() -> None:
    with pytest.raises(Refusal, match="no body") as refused:
        await read_body(in_chunks(b""), Pending(10), limit=10)
    assert refused.value.status == 422


async def test_a_sender_that_goes_away_leaves_nothing_behind() -> None:
    async def cut() -> AsyncIterator[bytes]:
        yield b"abc"
        raise ConnectionError

    pending = Pending(10)
    with pytest.raises(ConnectionError):
        await read_body(cut(), pending, limit=10)
    assert pending.bytes == 0


@given(st.lists(st.integers(0, 20)))
def test_pending_never_goes_over_its_limit(sizes: list[int]) -> None:
    pending = Pending(40)
    taken = [size for size in sizes if pending.take(size)]
    assert pending.bytes == sum(taken) <= 40
    for size in taken:
        pending.give(size)
    assert pending.bytes == 0
    with pytest.raises(ValueError, match="given back"):
        pending.give(1)

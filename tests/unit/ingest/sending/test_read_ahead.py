"""Reading ahead keeps the order, holds no more than fits, and ends with its reader."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from services.ingest.sending import read_ahead
from services.ingest.sending.read_ahead import ReadAhead
from tests.waiting import wait_for


async def test_everything_comes_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_ahead, "ITEMS", 3)
    batches = [batch async for batch in ReadAhead(iter(range(1000)), lambda _: 1).batches()]
    assert [item for batch in batches for item in batch] == list(range(1000))
    assert max(map(len, batches)) <= 3


async def test_no_more_is_read_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_ahead, "BYTES", 10)
    read: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            read.append(number)
            yield number

    batches = ReadAhead(items(), lambda _: 4).batches()
    async for batch in batches:
        assert len(batch) <= 2
        taken = batch[-1] + 1
        assert len(read) <= taken + 3


async def test_one_larger_than_the_bound_comes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_ahead, "BYTES", 10)
    assert [b async for b in ReadAhead(iter([99, 99]), lambda size: size).batches()] == [[99], [99]]


async def test_what_was_read_comes_although_the_next_is_waited_for() -> None:
    go = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        go.wait()
        yield 2

    batches = ReadAhead(items(), lambda _: 1).batches()
    assert await anext(batches) == [1]
    go.set()
    assert await anext(batches) == [2]
    assert [batch async for batch in batches] == []


async def test_a_failure_is_raised_after_what_came_before() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("gone")

    taken = []
    with pytest.raises(OSError, match="gone"):
        async for batch in ReadAhead(items(), lambda _: 1).batches():
            taken += batch
    assert taken == [1]


async def test_nobody_reads_on_for_one_who_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_ahead, "ITEMS", 2)
    batches = ReadAhead(iter(range(10**9)), lambda _: 1).batches()
    await anext(batches)
    await batches.aclose()  # type: ignore[attr-defined]

    def left() -> bool:
        return not any(thread.name == "read ahead" for thread in threading.enumerate())

    await asyncio.to_thread(wait_for, left, "the reading thread has ended")

"""Results come in the order of their items, whatever finishes first."""

import asyncio
import random
from collections.abc import Sequence

import pytest

from services.parser.in_order import InOrder

Pairs = Sequence[tuple[int, int]]


async def test_results_keep_the_order_of_their_items() -> None:
    finished: list[tuple[int, int]] = []
    all_done = asyncio.Event()
    draw = random.Random(7)

    async def work(item: int) -> int:
        await asyncio.sleep(draw.random() / 100)
        return item * 10

    async def finish(done: Pairs) -> None:
        finished.extend(done)
        if len(finished) == 200:
            all_done.set()

    in_order = InOrder(work, finish, limit=16)
    running = asyncio.create_task(in_order.run())
    for item in range(200):
        await in_order.put(item)
    await asyncio.wait_for(all_done.wait(), 10)
    running.cancel()
    assert finished == [(item, item * 10) for item in range(200)]


async def test_an_item_is_not_finished_before_those_ahead_of_it() -> None:
    gates = [asyncio.Event(), asyncio.Event()]
    finished: list[int] = []

    async def work(item: int) -> int:
        await gates[item].wait()
        return item

    both = asyncio.Event()

    async def finish(done: Pairs) -> None:
        finished.extend(item for item, _ in done)
        if len(finished) == 2:
            both.set()

    in_order = InOrder(work, finish, limit=2)
    running = asyncio.create_task(in_order.run())
    await in_order.put(0)
    await in_order.put(1)
    gates[1].set()
    for _ in range(20):
        await asyncio.sleep(0)
    assert finished == []
    gates[0].set()
    await asyncio.wait_for(both.wait(), 5)
    running.cancel()
    assert finished == [0, 1]


async def test_what_is_ready_together_is_finished_together() -> None:
    batches: list[int] = []
    first = asyncio.Event()

    async def work(item: int) -> int:
        await first.wait()
        return item

    finished = asyncio.Event()

    async def finish(done: Pairs) -> None:
        batches.append(len(done))
        finished.set()

    in_order = InOrder(work, finish, limit=8)
    running = asyncio.create_task(in_order.run())
    for item in range(8):
        await in_order.put(item)
    first.set()
    await asyncio.wait_for(finished.wait(), 5)
    running.cancel()
    assert batches == [8]


async def test_no_more_items_than_the_limit_are_unfinished() -> None:
    release = asyncio.Event()
    started = 0

    async def work(item: int) -> int:
        nonlocal started
        started += 1
        return item

    async def finish(_done: Pairs) -> None:
        await release.wait()

    in_order = InOrder(work, finish, limit=3)
    running = asyncio.create_task(in_order.run())
    for item in range(3):
        await in_order.put(item)
    fourth = asyncio.create_task(in_order.put(3))
    for _ in range(20):
        await asyncio.sleep(0)
    assert (started, fourth.done()) == (3, False)
    release.set()
    await asyncio.wait_for(fourth, 5)
    running.cancel()


async def test_a_failure_to_finish_comes_out_of_run() -> None:
    async def work(item: int) -> int:
        return item

    async def finish(_done: Pairs) -> None:
        raise OSError("no broker")

    in_order = InOrder(work, finish, limit=1)
    await in_order.put(1)
    with pytest.raises(OSError, match="no broker"):
        await asyncio.wait_for(in_order.run(), 5)

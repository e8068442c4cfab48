"""A document that hangs, crashes or eats memory costs only itself."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator

import pytest

from schemas.rejected import Rejection
from services.parser.document import RawDocument
from services.parser.worker_pool import WorkerPool
from tests.unit.parser.worker_tasks import obey

Pool = WorkerPool[str]


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    async with WorkerPool(obey, workers=2, timeout=1.0, tasks_per_worker=50) as pool:
        yield pool


def document(command: str) -> RawDocument:
    return RawDocument(value=command.encode())


async def rejection(pool: Pool, command: str) -> Rejection:
    (result,) = await pool.parse(document(command))
    assert isinstance(result, Rejection)
    return result


async def test_every_document_gets_its_own_result_also_across_replaced_workers(pool: Pool) -> None:
    commands = [f"document-{n}" for n in range(150)]
    results = await asyncio.gather(*(pool.parse(document(c)) for c in commands))
    assert results == [[c] for c in commands]


@pytest.mark.parametrize("command", ["sleep 60", "hang"])
async def test_a_document_that_takes_too_long_is_refused_and_its_neighbours_are_not(pool: Pool, command: str) -> None:
    started = time.monotonic()
    slow, *others = await asyncio.gather(*(pool.parse(document(c)) for c in (command, *"abcdef")))
    assert slow == [Rejection("parse", "parsing timed out after 1 s", "TimeoutError")]
    assert others == [[c] for c in "abcdef"]
    assert time.monotonic() - started < 5


async def test_a_crash_costs_the_document_that_caused_it(pool: Pool) -> None:
    crashed, *others = await asyncio.gather(*(pool.parse(document(c)) for c in ("exit 3", *"abcdef")))
    (refused,) = crashed
    assert isinstance(refused, Rejection)
    assert (refused.stage, refused.error_class) == ("parse", "ProcessExpired")
    assert "exit code 3" in refused.reason
    assert others == [[c] for c in "abcdef"]


async def test_many_crashes_and_good_documents_in_a_row(pool: Pool) -> None:
    commands = ["exit 1" if n % 4 == 0 else f"document-{n}" for n in range(24)]
    results = await asyncio.gather(*(pool.parse(document(c)) for c in commands))
    for command, (result,) in zip(commands, results, strict=True):
        assert isinstance(result, Rejection) if command == "exit 1" else result == command


async def test_a_worker_has_a_memory_limit(pool: Pool) -> None:
    assert await pool.parse(document("hog 1000000")) == ["1000000"]
    refused = await rejection(pool, "hog 4000000000")
    assert (refused.stage, refused.error_class) == ("parse", "MemoryError")
    assert await pool.parse(document("still here")) == ["still"]


async def test_an_exception_that_cannot_be_pickled_is_a_rejection_without_its_text(pool: Pool) -> None:
    refused = await rejection(pool, "raise")
    assert refused.error_class == "UnpicklableError"
    assert "does not survive" not in refused.reason


async def test_a_worker_killed_while_it_waits_costs_nothing(pool: Pool) -> None:
    pids = {int(str(r[0])) for r in await asyncio.gather(*(pool.parse(document("pid")) for _ in range(8)))}
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    results = await asyncio.gather(*(pool.parse(document("pid")) for _ in range(8)))
    assert all(str(r[0]).isdigit() and int(str(r[0])) not in pids for r in results)


async def test_no_worker_survives_the_pool() -> None:
    async with WorkerPool(obey, workers=2, timeout=5.0) as pool:
        pids = {int(str(r[0])) for r in await asyncio.gather(*(pool.parse(document("pid")) for _ in range(8)))}
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

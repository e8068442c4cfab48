"""Parses in worker processes: a document that hangs, crashes or eats memory costs only itself."""

import asyncio
import multiprocessing
import resource
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as TaskTimeout
from typing import Generic, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from schemas.rejected import Rejection
from services.parser.document import RawDocument

MEMORY_LIMIT = 1 << 30
"""Address space of one worker in bytes. The greediest document of 4 MiB that is known takes 730 MiB (Chinese without
spaces); a worker starts with 350."""
TASKS_PER_WORKER = 1000
"""Documents until a worker is replaced, so that what a library leaks cannot pile up."""
STAGE = "parse"

T = TypeVar("T")


class WorkerPoolBroken(Exception):  # noqa: N818 - names a state
    """Worker processes end before they take any work; look for their message on standard error and for free memory."""


class WorkerPool(Generic[T]):
    """Runs `parse` on documents in `workers` processes, `timeout` seconds and `memory` bytes each.

    `parse` is a module-level function. Its module, and `preload` after it, are imported once, in the process that all
    workers are forked from.
    """

    def __init__(
        self,
        parse: Callable[[RawDocument], Sequence[T]],
        *,
        workers: int,
        timeout: float,
        memory: int = MEMORY_LIMIT,
        tasks_per_worker: int = TASKS_PER_WORKER,
        preload: Sequence[str] = (),
    ) -> None:
        self._parse = parse
        self._workers = workers
        self._timeout = timeout
        self._memory = memory
        self._tasks_per_worker = tasks_per_worker
        # Not fork: this process has Kafka clients and threads. The fork server has neither.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([parse.__module__, *preload])
        self._pool = self._new_pool()

    async def __aenter__(self) -> Self:
        """Returns when a worker has answered; raises `WorkerPoolBroken` when none can be started."""
        try:
            warm = await asyncio.to_thread(self._pool.schedule, _nothing)
            await asyncio.wrap_future(warm)
        except (RuntimeError, OSError) as error:
            raise WorkerPoolBroken(str(error)) from error
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(_end, self._pool)

    async def parse(self, document: RawDocument) -> Sequence[T | Rejection]:
        """What `parse` returns, or the one `Rejection` of a document that it could not stand."""
        for _ in range(3):
            pool = self._pool
            try:
                # The worker's own alarm ends it at `timeout`; pebble's clock is for one that never set it.
                task = pool.schedule(_work, args=(self._parse, self._timeout, document), timeout=self._timeout + 5)
                done: Sequence[T | Rejection] = await asyncio.wrap_future(task)
                return done
            except ProcessExpired as error:
                if error.exitcode == -signal.SIGALRM:
                    return [self._timed_out()]
                reason = f"the parser's process died on this document (exit code {error.exitcode}); please report it"
                return [Rejection(STAGE, reason, "ProcessExpired")]
            except TaskTimeout:
                return [self._timed_out()]
            except RuntimeError:
                await self._replace(pool)
        raise WorkerPoolBroken("three pools of parser processes broke one after the other on one document")

    async def _replace(self, broken: ProcessPool) -> None:
        """A worker that is killed between two documents breaks pebble's pool: every waiting document asks a new one."""
        if self._pool is broken:
            self._pool = self._new_pool()
            await asyncio.to_thread(_end, broken)

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._workers,
            max_tasks=self._tasks_per_worker,
            initializer=_limit_memory,
            initargs=(self._memory,),
            context=self._context,
        )

    def _timed_out(self) -> Rejection:
        return Rejection(STAGE, f"parsing timed out after {self._timeout:g} s", "TimeoutError")


def _end(pool: ProcessPool) -> None:
    pool.stop()
    pool.join()


def _limit_memory(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _nothing() -> None:
    """A task that only shows that a worker answers."""


def _work(
    parse: Callable[[RawDocument], Sequence[T]], timeout: float, document: RawDocument
) -> Sequence[T | Rejection]:
    """Runs in the worker. SIGALRM's default action ends the process even inside C code that never returns, and even
    when the service itself was killed meanwhile."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, timeout)
    try:
        return parse(document)
    except MemoryError:
        return [Rejection(STAGE, "parsing needs more memory than a parser process may take", "MemoryError")]
    except Exception as error:  # noqa: BLE001 - and an exception of any class may not survive the way back
        return [Rejection(STAGE, "the parser failed on this document; please report it", type(error).__name__)]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)

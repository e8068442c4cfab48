"""A few processes that read feeds, each question within a time; one that takes longer, or dies, costs its feed only."""

import asyncio
import pickle
import signal
import sys
from asyncio.subprocess import PIPE, Process
from types import TracebackType
from typing import Self

from services.ingest.feeds.visit import Unreadable
from services.ingest.poller.reading import Found
from services.ingest.poller.reading_process import LENGTH, Question, packed
from services.runtime.dies_with_parent import dying_with_this_process

_LARGE = 1024 * 1024
"""Bytes of an answer from which on it is read only while a process is left for others: 15 MiB take a quarter minute."""
_COMMAND = (sys.executable, "-m", "services.ingest.poller.reading_process")


class ReadingProcesses:
    """`count` processes, 2 at least, started when they are first needed and again after their end.

    Use it as a context. `seconds` are for one answer, without its waiting.
    """

    def __init__(self, count: int = 2, seconds: float = 60.0) -> None:
        self._seconds = seconds
        self._free: asyncio.LifoQueue[Process | None] = asyncio.LifoQueue()
        for _ in range(count):
            self._free.put_nowait(None)
        self._count = count
        self._large = asyncio.Semaphore(count - 1)
        self._ending: set[asyncio.Task[int]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        for _ in range(self._count):
            if process := await self._free.get():
                self._end(process)
        await asyncio.gather(*self._ending)

    async def read(self, body: bytes, content_type: str, url: str) -> Found:
        """What `reading.read_answer` finds, or that it took too long. Waits for a process that is free."""
        if len(body) < _LARGE:
            return await self._read(body, content_type, url)
        async with self._large:
            return await self._read(body, content_type, url)

    async def _read(self, body: bytes, content_type: str, url: str) -> Found:
        process = await self._free.get()
        done = ended = False
        try:
            if process is None or process.returncode is not None:
                process = await asyncio.create_subprocess_exec(
                    *dying_with_this_process(_COMMAND, signal.SIGKILL), stdin=PIPE, stdout=PIPE
                )
            async with asyncio.timeout(self._seconds):
                pickled = await _asked(process, (body, content_type, url))
            done = True
        except TimeoutError:
            return Unreadable(f"reading it takes longer than {self._seconds:g} s: ask its publisher for a smaller feed")
        except (asyncio.IncompleteReadError, ConnectionError):
            ended = True
            return Unreadable("reading it takes more memory than there is: ask its publisher for a smaller feed")
        finally:
            if process and not done:
                self._end(process, already=ended)
            self._free.put_nowait(process if done else None)
        found: Found = await asyncio.to_thread(pickle.loads, pickled)
        return found

    def _end(self, process: Process, *, already: bool = False) -> None:
        """Kills the process, but one that has ended: that would take its exit code away from asyncio, which warns."""
        if not already and process.returncode is None:
            process.kill()
        task = asyncio.create_task(process.wait())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


async def _asked(process: Process, question: Question) -> bytes:
    questions, answers = process.stdin, process.stdout
    if questions is None or answers is None:
        raise ValueError("a reading process has pipes: start it with them")
    questions.write(packed(question))
    await questions.drain()
    return await answers.readexactly(int.from_bytes(await answers.readexactly(LENGTH), "big"))

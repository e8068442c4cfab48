"""One child process: started so that it dies with us, its output passed on line by line under its name."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from services.cli.system_processes import ProcessPlan
from services.runtime.dies_with_parent import dying_with_this_process
from services.runtime.ports import free_port
from services.runtime.running_system import http_url
from services.runtime.settings import PREFIX

_CHUNK = 65536
_LONGEST_LINE = 1_000_000

Show = Callable[[str], None]


class SupervisedProcess:
    """A running process; made by `start_process`."""

    def __init__(
        self, plan: ProcessPlan, process: asyncio.subprocess.Process, ops_port: int, output: asyncio.Task[None]
    ) -> None:
        self.name = plan.name
        self.ops_port = ops_port
        self.readyz = f"{http_url(plan.ops_host, ops_port)}/readyz"
        self.ready = False
        self.was_ready = False
        self._process = process
        self._started = time.monotonic()
        self._output = output

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def ran_for(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    async def ended(self) -> int:
        """Waits for the end and the last line; gives the exit code, negative for a signal."""
        code = await self._process.wait()
        # What the process left behind may hold its output open: its last lines get a moment.
        await asyncio.wait([self._output], timeout=1)
        self._output.cancel()
        return code

    async def stop(self, patience: float) -> None:
        """SIGTERM, and SIGKILL after `patience` seconds."""
        self._send(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), patience)
        except TimeoutError:
            self._send(signal.SIGKILL)
            await self._process.wait()

    def kill(self) -> None:
        """SIGKILL, now."""
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self._process.returncode is None:
            # Not send_signal: it reaps a process that has just ended, whose exit code asyncio then never learns.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


async def start_process(plan: ProcessPlan, show: Show, keep_open: Sequence[int] = ()) -> SupervisedProcess:
    """Starts a process with an ops port of its own; it inherits the descriptors `keep_open`.

    Call it in the main thread: the process ends with the thread that started it.
    """
    ops_port = free_port(plan.ops_host)
    # A pipe of our own: asyncio's would make wait() wait for everyone that inherited it, not for the process alone.
    reading, writing = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            *dying_with_this_process(plan.command, signal.SIGKILL),
            env={**plan.environment, f"{PREFIX}OPS_PORT": str(ops_port)},
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.STDOUT,
            pass_fds=keep_open,
            start_new_session=True,  # a Ctrl-C in the terminal is ours to hand on, in order
        )
    finally:
        os.close(writing)
    return SupervisedProcess(plan, process, ops_port, asyncio.create_task(_relay(reading, plan.name, show)))


def show_line(line: str) -> None:
    """Writes a line to standard error; a reader that went away is no reason to stop."""
    try:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
    except OSError:
        return


async def _relay(descriptor: int, name: str, show: Show) -> None:
    stream = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(descriptor, "rb", buffering=0)
    )
    rest = b""
    try:
        while chunk := await stream.read(_CHUNK):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > _LONGEST_LINE:
                lines, rest = [*lines, rest], b""
            for line in lines:
                show(f"{name:<9} {line.decode('utf-8', 'replace')}")
        if rest:
            show(f"{name:<9} {rest.decode('utf-8', 'replace')}")
    finally:
        transport.close()

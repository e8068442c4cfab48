"""Freezes single threads of a child process, as a debugger does (ptrace), while the others go on.

All of it from one thread of the test, as the kernel wants it. A frozen thread dies with its process.
"""

import ctypes
import os
import subprocess
from pathlib import Path

import pytest

from tests.waiting import wait_for

_SEIZE, _INTERRUPT = 0x4206, 0x4207
_WALL = 0x40000000
_FUTEX, _EPOLL_WAIT, _EPOLL_PWAIT = "202", "232", "281"
_FOR_EVER = "0x0"

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long] * 4
_libc.ptrace.restype = ctypes.c_long


class FrozenThreads:
    """Threads of `process`, a child of ours, that no longer run."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._frozen: list[int] = []

    def freeze_event_loop(self) -> None:
        """The main thread, caught while its event loop waits, so that it holds no lock."""
        main = self._process.pid
        wait_for(lambda: _call(main, main)[0] in (_EPOLL_WAIT, _EPOLL_PWAIT), "the event loop waits")
        self._freeze(main)

    def freeze_idle_workers(self) -> None:
        """Every thread that waits for work without end: what is handed to them stays undone."""
        pid = self._process.pid

        def idle() -> list[int]:
            threads = [int(task.name) for task in Path(f"/proc/{pid}/task").iterdir() if task.name != str(pid)]
            calls = {thread: _call(pid, thread) for thread in threads}
            return [thread for thread, call in calls.items() if call[0] == _FUTEX and call[4] == _FOR_EVER]

        for thread in wait_for(idle, "a worker thread is idle"):
            self._freeze(thread)

    def ended(self, seconds: float) -> int:
        """The exit code, when the process ends within some time."""

        def exit_code() -> tuple[int] | None:
            for thread in [thread for thread in self._frozen if thread != self._process.pid]:
                # The process counts as ended only when we have taken notice of each thread that we froze.
                if os.waitpid(thread, _WALL | os.WNOHANG) != (0, 0):
                    self._frozen.remove(thread)
            code = self._process.poll() if self._frozen in ([], [self._process.pid]) else None
            return None if code is None else (code,)

        answer = wait_for(exit_code, "the process with frozen threads ends", seconds)
        assert answer
        return answer[0]

    def _freeze(self, thread: int) -> None:
        if _libc.ptrace(_SEIZE, thread, 0, 0) != 0:
            pytest.skip(f"this machine does not let one trace its children: {os.strerror(ctypes.get_errno())}")
        assert _libc.ptrace(_INTERRUPT, thread, 0, 0) == 0
        _, status = os.waitpid(thread, _WALL)
        assert os.WIFSTOPPED(status)
        self._frozen.append(thread)


def _call(pid: int, thread: int) -> list[str]:
    """The number and arguments of the system call that a thread waits in; x86-64 numbers."""
    try:
        return [*Path(f"/proc/{pid}/task/{thread}/syscall").read_text().split(), *[""] * 6]
    except OSError:
        return [""] * 7

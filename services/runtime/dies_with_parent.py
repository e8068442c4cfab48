"""Runs a command that the kernel ends when its parent is gone, even one that was killed with SIGKILL.

``python dies_with_parent.py PARENT_PID SIGNAL COMMAND...`` arms prctl(2) PR_SET_PDEATHSIG, then becomes the command
(exec keeps the setting). Linux only; elsewhere the command runs without it.

The kernel counts the *thread* that started the child as its parent: start it from a thread that lives as long.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1


def dying_with_this_process(command: Sequence[str], sent: signal.Signals) -> list[str]:
    """The command line which runs `command` so that it is sent a signal when this process ends."""
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), str(int(sent)), *command]


def main(parent: int, sent: int, command: list[str]) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, sent, 0, 0, 0)
        if os.getppid() != parent:  # it ended before the setting was armed
            raise SystemExit(1)
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])

"""A child ends with its parent, however that ended."""

import os
import select
import signal
import subprocess
import sys

import pytest

from services.runtime.dies_with_parent import dying_with_this_process

PARENT = """
import subprocess, signal, sys
from services.runtime.dies_with_parent import dying_with_this_process
child = subprocess.Popen(dying_with_this_process(["/bin/cat"], signal.SIGKILL), stdin=subprocess.PIPE)
print(child.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_a_killed_parent_takes_its_child_along() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    watched = os.pidfd_open(child)
    os.kill(parent.pid, signal.SIGKILL)
    parent.communicate()
    readable, _, _ = select.select([watched], [], [], 10)
    os.close(watched)
    assert readable == [watched]


def test_arguments_and_exit_code_are_the_commands_own() -> None:
    command = dying_with_this_process(["/bin/sh", "-c", 'echo "$1"; exit 7', "sh", "a b"], signal.SIGTERM)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("a b\n", 7)


def test_a_command_whose_parent_is_gone_already_does_not_run() -> None:
    command = dying_with_this_process(["/bin/echo", "ran"], signal.SIGKILL)
    command[4] = "1"  # not the process that starts it
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("", 1)

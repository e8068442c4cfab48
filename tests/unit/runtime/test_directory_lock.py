"""A directory has one owner, and a killed one leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from services.runtime.directory_lock import DirectoryInUse, DirectoryLock, is_held

HOLD = """
import sys, pathlib
from services.runtime.directory_lock import DirectoryLock
DirectoryLock(pathlib.Path(sys.argv[1])).take()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_another_process_that_holds_it_is_named(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    assert is_held(tmp_path / "lock")
    with pytest.raises(DirectoryInUse, match=rf"process {holder.pid}\b.*THEMEWIRE_DATA"):
        DirectoryLock(tmp_path / "lock").take(patience=0)
    end(holder)


def test_after_a_kill_it_can_be_taken(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    end(holder)
    assert not is_held(tmp_path / "lock")
    lock = DirectoryLock(tmp_path / "lock")
    lock.take(patience=0)
    assert is_held(tmp_path / "lock")
    assert (tmp_path / "lock").read_text() == str(os.getpid())
    lock.release()
    assert not is_held(tmp_path / "lock")


def test_a_child_that_was_given_it_keeps_it_until_its_end(tmp_path: Path) -> None:
    lock = DirectoryLock(tmp_path / "lock")
    lock.take()
    with subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, pass_fds=[lock.descriptor]) as child:
        lock.release()
        assert is_held(tmp_path / "lock")
        child.kill()
        child.wait()
        assert not is_held(tmp_path / "lock")


def test_a_directory_that_nobody_ever_took_is_free(tmp_path: Path) -> None:
    assert not is_held(tmp_path / "lock")


def test_the_descriptor_of_a_lock_that_is_not_held_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="not held"):
        _ = DirectoryLock(tmp_path / "lock").descriptor

"""One owner per directory: an advisory file lock (flock(2)) that ends with the processes which hold it.

A child that inherits the open lock holds it too, so the directory stays taken until all are gone; nothing is left to
clean after a kill. The file names the process that took it, for messages only.
"""

import fcntl
import os
import time
from pathlib import Path

PATIENCE = 3.0
"""Seconds to wait for the children of a killed owner to end."""


class DirectoryInUse(Exception):  # noqa: N818 - names a state
    """A living process holds the directory; the message names it and says what to do."""


class DirectoryLock:
    """The lock at `path`; not held before `take`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @property
    def descriptor(self) -> int:
        """The open file to pass on to a child, which then holds the lock too."""
        if self._descriptor is None:
            raise RuntimeError(f"the lock {self._path} is not held")
        return self._descriptor

    def take(self, patience: float = PATIENCE) -> None:
        """Takes the lock; raises `DirectoryInUse` when another process still holds it after `patience` seconds."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        until = time.monotonic() + patience
        while not _locked(descriptor, fcntl.LOCK_EX):
            if time.monotonic() > until:
                holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
                os.close(descriptor)
                raise DirectoryInUse(
                    f"{self._path.parent} is in use by the running process {holder}: use that one, stop it, "
                    "or set THEMEWIRE_DATA to another directory"
                )
            time.sleep(0.05)
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Gives the lock back; a child that was given it keeps it until it ends."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock at `path`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not _locked(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

"""One broker per data directory: an advisory file lock that ends with the processes which hold it.

The broker's Java process inherits the open lock, so the directory stays taken until both it and its starter are
gone; nothing is left to clean after a kill.
"""

import fcntl
import os
import time
from pathlib import Path

from services.broker.errors import BrokerError

_PATIENCE = 5.0
"""Seconds to wait for the Java process of a killed run to end."""


class DataLock:
    """The lock of one data directory; not held before `take`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @property
    def descriptor(self) -> int:
        """The open file to pass on to a child, which then holds the lock too."""
        if self._descriptor is None:
            raise RuntimeError(f"the lock {self._path} is not held")
        return self._descriptor

    def take(self, patience: float = _PATIENCE) -> None:
        """Takes the lock; raises `BrokerError` naming the process that holds it after `patience` seconds."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
                if time.monotonic() > until:
                    os.close(descriptor)
                    raise BrokerError(
                        f"{self._path.parent} is in use by the running process {holder}: use that one, stop it, "
                        "or set THEMEWIRE_DATA to another directory"
                    ) from None
                time.sleep(0.05)
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Gives the lock back; a child that was given it keeps it until it ends."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

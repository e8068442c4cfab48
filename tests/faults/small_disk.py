"""A small file system of the test's own: it can be full, and read-only, without harm to the machine."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_BALLAST = "ballast"


class SmallDisk:
    """A mounted file system; made by `small_disk`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def free(self) -> int:
        """Bytes."""
        return shutil.disk_usage(self.path).free

    def fill(self, leaving: int) -> None:
        """Leaves so many bytes free."""
        with (self.path / _BALLAST).open("wb") as ballast:
            while (more := self.free - leaving) > 0:
                with contextlib.suppress(OSError):  # others took some of it meanwhile
                    os.posix_fallocate(ballast.fileno(), 0, os.fstat(ballast.fileno()).st_size + more)
        assert self.free <= leaving

    def make_room(self) -> None:
        """Undoes `fill`."""
        (self.path / _BALLAST).unlink()

    def read_only(self, yes: bool = True) -> None:
        """Makes the whole disk read-only, for root too, or writable again."""
        _run("mount", "-o", f"remount,{'ro' if yes else 'rw'}", str(self.path))


@contextmanager
def small_disk(path: Path, mebibytes: int) -> Iterator[SmallDisk]:
    """A tmpfs at the new directory `path` while the block runs; skips the test where none can be mounted."""
    if os.geteuid() != 0:
        pytest.skip("a disk that is full is a small tmpfs, and mounting one needs root: run this test as root")
    path.mkdir()
    try:
        _run("mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(path))
    except subprocess.CalledProcessError as error:
        pytest.skip(f"a disk that is full is a small tmpfs, and none can be mounted here: {error.stderr.strip()}")
    try:
        yield SmallDisk(path)
    finally:
        _run("umount", "--lazy", str(path))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)

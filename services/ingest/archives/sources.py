"""From what was named on the command line to the files that are read: directories, globs and standard input."""

import glob
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.ingest.archives.formats import Format, format_of
from services.ingest.files import STANDARD_INPUT

_WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read. `size` in bytes, 0 when nobody knows; `changed_ns` in Unix nanoseconds.

    `identity` is device and inode.
    """

    name: str
    format: Format
    size: int = 0
    changed_ns: int = 0
    identity: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class NotRead:
    """A name that is not read, and why. `asked_for` says that it was named itself, not found in a directory."""

    name: str
    why: str
    asked_for: bool


def sources(names: Sequence[str], wanted: Format | None = None) -> Iterator[Source | NotRead]:
    """What the names stand for, in order, each file once. `wanted` goes before what a file's name says.

    Directories are read in full depth; what is hidden, empty, a link to a directory or no regular file is named and
    left out there. A name with *, ? or [ that is no file is a glob (``**`` for any depth).
    """
    seen: set[tuple[int, int]] = set()
    for name in names:
        for found in _under(name, wanted):
            if isinstance(found, NotRead) or found.name == STANDARD_INPUT:
                yield found
            elif found.identity not in seen:
                seen.add(found.identity)
                yield found


def _under(name: str, wanted: Format | None) -> Iterator[Source | NotRead]:
    if name == STANDARD_INPUT:
        yield Source(name, wanted or Format.DOCUMENT)
    elif Path(name).is_dir():
        yield from _in_directory(name, wanted)
    elif os.path.lexists(name) or not _WILD & set(name):
        yield _named(name, wanted, asked_for=True)
    else:
        matches = sorted(glob.iglob(name, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not matches:
            yield NotRead(name, "no file matches: put the pattern in quotes, and check its directory", True)
        for match in matches:
            if not Path(match).is_dir():
                yield _named(match, wanted, asked_for=True)


def _in_directory(directory: str, wanted: Format | None) -> Iterator[Source | NotRead]:
    """Links to directories are not followed, so there are no loops."""
    unreadable: list[OSError] = []
    for folder, folders, files in os.walk(directory, onerror=unreadable.append):
        for error in unreadable:
            yield NotRead(str(error.filename), f"it cannot be read: {error.strerror}", True)
        unreadable.clear()
        for name in sorted(folders):
            path = os.path.join(folder, name)  # noqa: PTH118 - ten thousands of them
            if name.startswith("."):
                yield NotRead(path, "it is hidden", False)
            elif Path(path).is_symlink():
                yield NotRead(path, "it is a link to a directory: name it itself", False)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = os.path.join(folder, name)  # noqa: PTH118
            if name.startswith("."):
                yield NotRead(path, "it is hidden", False)
            else:
                yield _named(path, wanted, asked_for=False)
    for error in unreadable:
        yield NotRead(str(error.filename), f"it cannot be read: {error.strerror}", True)


def _named(name: str, wanted: Format | None, *, asked_for: bool) -> Source | NotRead:
    try:
        status = os.stat(name)  # noqa: PTH116
    except (OSError, ValueError) as error:
        return NotRead(name, f"it cannot be read: {getattr(error, 'strerror', None) or error}", True)
    if not asked_for and not stat.S_ISREG(status.st_mode):
        return NotRead(name, "it is no regular file", False)
    if not asked_for and not status.st_size:
        return NotRead(name, "it is empty", False)
    return Source(name, wanted or format_of(name), status.st_size, status.st_mtime_ns, (status.st_dev, status.st_ino))

"""What the broker has of which file, so that an import which was interrupted goes on where it was.

One line of JSON for each step, appended. A line that was torn by a crash says nothing: what it would have said is sent
once more, which changes nothing.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from services.ingest.archives.reading import Reading
from services.ingest.archives.sources import Source

FIRST_LINE = {"journal": "themewire send", "version": 1}


class NotAJournal(Exception):  # noqa: N818 - names what the file is
    """The file named as journal is something else, or cannot be written; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The broker has the first `sent` places of a file, in which `documents` documents were; `whole`: all of it."""

    sent: int = 0
    documents: int = 0
    whole: bool = False


def source_key(source: Source, reading: Reading, target: str) -> str:
    """Names a file as it is now, how it is read, and where it goes: 32 hex digits.

    Path, size and time of change: one that has changed since is another, and is sent again. `target` names cluster
    and topic.
    """
    identity = [str(Path(source.name).absolute()), source.size, source.changed_ns, source.format, repr(reading), target]
    return hashlib.sha256(json.dumps(identity).encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Journal:
    """The journal in the file `path`, which is made when it is not there. Raises `NotAJournal`. Used as a context."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._progress: dict[str, Progress] = {}
        self._names: dict[str, str] = {}
        self._unwritten: set[str] = set()
        try:
            self._file = path.open("a+b", buffering=0)
            self._read()
        except OSError as error:
            raise NotAJournal(f"the journal {path} cannot be written: {error.strerror}: name another file") from error

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.write()
        os.fsync(self._file.fileno())
        self._file.close()

    def of(self, key: str) -> Progress:
        """What the broker has of the file with this key."""
        return self._progress.get(key, Progress())

    def note(self, key: str, name: str, progress: Progress) -> None:
        """The broker has so much of it; `name` is for people. Stands in the file after `write`."""
        self._progress[key] = progress
        self._names[key] = name
        self._unwritten.add(key)

    def write(self) -> None:
        """Appends what was noted since."""
        lines = [
            _line({"file": self._names[key], "source": key, **_fields(self._progress[key])}) for key in self._unwritten
        ]
        if lines:
            self._file.write(b"".join(lines))
        self._unwritten.clear()

    def _read(self) -> None:
        self._file.seek(0)
        first = self._file.readline(1000)
        if not first:
            self._file.write(_line(FIRST_LINE))
            return
        if _parsed(first) != FIRST_LINE:
            self._file.close()
            raise NotAJournal(
                f"{self._path} is no journal of `themewire send`, and was left as it is: name another file"
            )
        last = first
        with self._path.open("rb") as lines:
            for last in lines:
                match _parsed(last):
                    case {"source": str(key), "sent": int(sent), "documents": int(documents), "whole": bool(whole)}:
                        self._progress[key] = Progress(sent, documents, whole)
        if not last.endswith(b"\n"):
            self._file.write(b"\n")


def _fields(progress: Progress) -> dict[str, object]:
    return {"sent": progress.sent, "documents": progress.documents, "whole": progress.whole}


def _line(fields: dict[str, object]) -> bytes:
    return json.dumps(fields, ensure_ascii=True).encode("ascii") + b"\n"


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None

"""Applies a journal to what is read: passes over what the broker has, and notes what it has got."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from services.ingest.archives.reading import Entry, Reading, entries
from services.ingest.archives.sources import NotRead, Source
from services.ingest.files import STANDARD_INPUT
from services.ingest.sending.journal import Journal, Progress, source_key


@dataclass(frozen=True, slots=True)
class Skipped:
    """Documents of a file that the broker has by the journal; `read` is the bytes that this saved or took."""

    file: str
    documents: int
    read: int


class Resumed:
    """Reads sources with a journal, or with None as if nothing had been sent. `target` names cluster and topic."""

    def __init__(self, journal: Journal | None, reading: Reading, target: str) -> None:
        self._journal = journal
        self._reading = reading
        self._target = target
        self._with_problems: set[str] = set()

    def entries(self, found: Iterable[Source | NotRead]) -> Iterator[Entry | NotRead | Skipped]:
        """What is to be sent or told, in order."""
        for source in found:
            if isinstance(source, NotRead):
                yield source
                continue
            progress = self._progress(source)
            if progress.whole:
                yield Skipped(source.name, progress.documents, source.size)
                continue
            for entry in entries(source, self._reading):
                if entry.position < progress.sent and entry.found and entry.found.message:
                    yield Skipped(source.name, 1, entry.read)
                else:
                    yield entry

    def settled(self, entry: Entry) -> None:
        """The broker has this entry's document, or there was none in it; to be said in order, without gaps.

        A file in which something could not be sent is never whole: it is looked through again, so that this is told
        again.
        """
        if self._journal is None or entry.source.name == STANDARD_INPUT:
            return
        key = self._key(entry.source)
        before = self._journal.of(key)
        if entry.found is None:
            if key not in self._with_problems:
                self._journal.note(key, entry.source.name, Progress(entry.position, before.documents, whole=True))
            return
        if entry.found.problem:
            self._with_problems.add(key)
        if entry.position >= before.sent:
            documents = before.documents + (entry.found.message is not None)
            self._journal.note(key, entry.source.name, Progress(entry.position + 1, documents))

    def _progress(self, source: Source) -> Progress:
        return Progress() if self._journal is None else self._journal.of(self._key(source))

    def _key(self, source: Source) -> str:
        return source_key(source, self._reading, self._target)

"""Reads every source, whatever its format, into one row of what was found."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from services.ingest.archives.byte_reader import ByteReader
from services.ingest.archives.csv_rows import Columns, csv_rows
from services.ingest.archives.formats import Format, suffix_of
from services.ingest.archives.found import Found
from services.ingest.archives.ndjson import ndjson_lines
from services.ingest.archives.sources import Source
from services.ingest.archives.unpacking import CountedFile, unpacked
from services.ingest.archives.warc_responses import warc_responses
from services.ingest.files import STANDARD_INPUT, NotADocument, file_message, observed_at, read_file, standard_input


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read. `limit` of a document in bytes; `media_type` and `url` of every document that has no own."""

    limit: int
    media_type: str | None = None
    url: str | None = None
    columns: Columns = field(default_factory=Columns)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was found in a source, or with None its end. `position` counts from 0; `read` is the bytes of the file
    that were read since the entry before."""

    source: Source
    position: int
    found: Found | None
    read: int = 0


def entries(source: Source, reading: Reading) -> Iterator[Entry]:
    """Everything in the source, then its end. Never raises for what a file holds or for one that cannot be read."""
    if source.format is Format.DOCUMENT:
        yield Entry(source, 0, _whole(source, reading), source.size)
        yield Entry(source, 1, None)
        return
    position = 0
    told = 0
    try:
        with _opened(source.name) as file:
            counted = CountedFile(file)
            for found in _archive(source, reading, counted):
                yield Entry(source, position, found, counted.read_bytes - told)
                told, position = counted.read_bytes, position + 1
            yield Entry(source, position, None, counted.read_bytes - told)
    except OSError as error:
        yield Entry(source, position, Found("", problem=f"it cannot be read: {error.strerror or error}"))
        yield Entry(source, position + 1, None)


def _whole(source: Source, reading: Reading) -> Found:
    try:
        content, changed_ns = read_file(source.name, standard_input, reading.limit)
        message = file_message(
            content,
            name=source.name,
            changed_ns=changed_ns,
            limit=reading.limit,
            media_type=reading.media_type,
            url=reading.url,
        )
    except NotADocument as problem:
        return Found("", problem=str(problem))
    return Found("", message)


def _archive(source: Source, reading: Reading, file: CountedFile) -> Iterator[Found]:
    reader = ByteReader(unpacked(file))
    at = observed_at(source.changed_ns or time.time_ns())
    if source.format is Format.WARC:
        return warc_responses(reader, limit=reading.limit)
    if source.format is Format.NDJSON:
        return ndjson_lines(reader, observed_at=at, limit=reading.limit, media_type=reading.media_type)
    return csv_rows(
        reader,
        reading.columns,
        observed_at=at,
        limit=reading.limit,
        media_type=reading.media_type,
        delimiter="\t" if suffix_of(source.name) == ".tsv" else ",",
    )


def _opened(name: str) -> AbstractContextManager[IO[bytes]]:
    return standard_input() if name == STANDARD_INPUT else Path(name).open("rb")

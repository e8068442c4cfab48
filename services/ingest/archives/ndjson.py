"""Newline-delimited JSON: one document a line, with the fields of `DocumentLine`."""

from collections.abc import Iterator
from datetime import datetime

from services.ingest.archives.byte_reader import ByteReader, LineTooLong
from services.ingest.archives.damaged import Damaged
from services.ingest.archives.found import Found
from services.ingest.document_line import document_line, line_limit
from services.ingest.files import SOURCE_FILES
from services.ingest.request_checks import Refusal


def ndjson_lines(reader: ByteReader, *, observed_at: datetime, limit: int, media_type: str | None) -> Iterator[Found]:
    """What each line holds; blank lines are passed over.

    Lines without `ce_time` count as observed at `observed_at`, those without `content_type` are of `media_type`.
    """
    number = 0
    while True:
        number += 1
        at = f"line {number}"
        try:
            line = reader.line(line_limit(limit))
            if not line:
                return
            if line.strip():
                message = document_line(line).message(
                    observed_at=observed_at, source=SOURCE_FILES, limit=limit, media_type=media_type
                )
                yield Found(at, message)
        except (Refusal, LineTooLong, Damaged) as problem:
            yield Found(at, problem=str(problem))

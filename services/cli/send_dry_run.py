"""`themewire send --dry-run`: what would be sent, without a Kafka."""

import sys
from collections.abc import Iterable

import orjson

from schemas import raw_document as raw
from services.cli.send_report import Report
from services.ingest.archives.reading import Entry, Reading, entries
from services.ingest.archives.sources import NotRead, Source
from services.ingest.files_to_articles_raw import Outcome
from services.ingest.raw_message import RawMessage

SHOWN = 5
"""Documents that are shown, as lines of JSON."""


def dry_run(found: Iterable[Source | NotRead], reading: Reading, *, quiet: bool) -> Report:
    """Reads everything as a sending would; prints the first documents, the problems and the sum."""
    with Report(quiet=quiet, total=None, dry=True) as report:
        for source in found:
            if isinstance(source, NotRead):
                report.tell([Outcome.of_name(source)])
                continue
            for entry in entries(source, reading):
                _tell(entry, report)
    return report


def _tell(entry: Entry, report: Report) -> None:
    if entry.found is None:
        return
    if message := entry.found.message:
        report.would_send(message.size)
        if report.sent <= SHOWN and not report.quiet:
            sys.stdout.buffer.write(_shown(entry.source.name, entry.found.at, message))
            sys.stdout.buffer.flush()
    else:
        left_out = not entry.found.problem
        report.tell([Outcome(entry.source.name, entry.found.at, problem=entry.found.problem, left_out=left_out)])


def _shown(file: str, at: str, message: RawMessage) -> bytes:
    """The document's place, size and headers; a retraction has no size."""
    headers = {name: value.decode() for name, value in message.headers}
    fields = {
        "file": file,
        "at": at,
        "article_id": message.article_id,
        "retract": message.value is None,
        "bytes": message.size,
        "content_type": headers.get(raw.CONTENT_TYPE),
        "url": headers.get(raw.CE_SUBJECT),
        "ce_time": headers.get(raw.CE_TIME),
        "published": headers.get(raw.HINT_PUBLISHED),
        "publisher": headers.get(raw.HINT_PUBLISHER),
    }
    known = {name: value for name, value in fields.items() if value not in (None, "", False)}
    return orjson.dumps(known, option=orjson.OPT_APPEND_NEWLINE)

"""A file as a document: its type by its name, its time of observation by its last change.

So a file has the same ce_id and ce_time however often it is sent. Without a URL the ce_id names the article: a
corrected file is then another article; with the URL it is a newer version of the same one.
"""

import gzip
import time
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import BinaryIO

from schemas.raw_document import ATOM, HTML, RSS, TEXT, XHTML
from services.ingest.raw_message import RawMessage, document_message

SOURCE_FILES = "/themewire/send"
"""`ce_source` of documents that `themewire send` read."""
STANDARD_INPUT = "-"

_BY_SUFFIX = {
    ".txt": TEXT,
    ".text": TEXT,
    ".md": TEXT,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": XHTML,
    ".xht": XHTML,
    ".rss": RSS,
    ".atom": ATOM,
}


class NotADocument(Exception):  # noqa: N818 - names what the file is
    """A file that cannot be sent; the message says why."""


def media_type_of(name: str) -> str | None:
    """The media type that a file's name gives (.gz aside); None leaves it to the parser, which looks at the bytes."""
    return _BY_SUFFIX.get(PurePath(name.removesuffix(".gz")).suffix.lower())


def file_message(
    content: bytes, *, name: str, changed_ns: int, limit: int, media_type: str | None = None, url: str | None = None
) -> RawMessage:
    """The message of a file with this content, last changed at `changed_ns` (Unix time in nanoseconds).

    `limit` in bytes; raises `NotADocument` for a file that is empty or larger.
    """
    if not content:
        raise NotADocument("it is empty")
    if len(content) > limit:
        raise NotADocument(f"it has more than {limit} bytes: send the page's text without its media")
    return document_message(
        content,
        observed_at=datetime.fromtimestamp(changed_ns // 1_000_000_000, UTC).replace(
            microsecond=changed_ns // 1000 % 1_000_000
        ),
        source=SOURCE_FILES,
        url=url,
        content_type=media_type or media_type_of(name),
    )


def read_file(name: str, standard_input: BinaryIO, limit: int) -> tuple[bytes, int]:
    """A file's content, of which at most one byte over `limit` is read, and its last change in Unix nanoseconds.

    "-" reads standard input, observed now; .gz is unpacked. Raises `NotADocument` for what cannot be read.
    """
    if name == STANDARD_INPUT:
        return standard_input.read(limit + 1), time.time_ns()
    path = Path(name)
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            return file.read(limit + 1), path.stat().st_mtime_ns
    except (OSError, EOFError) as error:
        raise NotADocument(f"it cannot be read: {getattr(error, 'strerror', None) or error}") from error

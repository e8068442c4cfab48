"""A file as a document: its type by its name, its time of observation by its last change.

So a file has the same ce_id and ce_time however often it is sent. Without a URL the ce_id names the article: a
corrected file is then another article; with the URL it is a newer version of the same one.
"""

import gzip
import io
import os
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import IO, cast

from schemas.raw_document import ATOM, HTML, RSS, TEXT, XHTML
from services.ingest.archives.content_coding import decoded
from services.ingest.archives.damaged import Damaged
from services.ingest.archives.formats import suffix_of
from services.ingest.raw_message import RawMessage, document_message

SOURCE_FILES = "/themewire/send"
"""`ce_source` of documents that `themewire send` read."""
STANDARD_INPUT = "-"
_CHUNK = 64 * 1024

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
    """The media type that a file's name gives (.gz and .zst aside); None leaves it to the parser, which sniffs it."""
    return _BY_SUFFIX.get(suffix_of(name))


def observed_at(changed_ns: int) -> datetime:
    """The time of a file's last change (Unix time in nanoseconds), exact to the microsecond."""
    whole_seconds = datetime.fromtimestamp(changed_ns // 1_000_000_000, UTC)
    return whole_seconds.replace(microsecond=changed_ns // 1000 % 1_000_000)


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
        observed_at=observed_at(changed_ns),
        source=SOURCE_FILES,
        url=url,
        content_type=media_type or media_type_of(name),
    )


def standard_input() -> IO[bytes]:
    """Standard input without a buffer of Python's: a thread that waits in one for more cannot be left at the end."""
    return cast(IO[bytes], io.FileIO(0, closefd=False))


def read_file(name: str, stdin: Callable[[], IO[bytes]], limit: int) -> tuple[bytes, int]:
    """A file's content, of which at most one byte over `limit` is read, and its last change in Unix nanoseconds.

    "-" reads standard input, observed now; .gz and .zst are unpacked. Raises `NotADocument` for what cannot be read.
    """
    if name == STANDARD_INPUT:
        return _content(stdin(), name, 0, limit), time.time_ns()
    try:
        with open(name, "rb", buffering=0) as file:  # noqa: PTH123 - there may be ten thousands of them
            status = os.fstat(file.fileno())
            return _content(cast(IO[bytes], file), name, status.st_size, limit), status.st_mtime_ns
    except (OSError, EOFError, ValueError, zlib.error, Damaged) as error:
        raise NotADocument(f"it cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _content(file: IO[bytes], name: str, size: int, limit: int) -> bytes:
    if name.endswith(".gz"):
        with gzip.GzipFile(fileobj=file) as packed:
            return packed.read(limit + 1)
    if name.endswith(".zst"):
        return decoded(file, "zstd", limit)
    parts: list[bytes] = []
    left = limit + 1
    while left and (part := file.read(min(left, size + 1))):  # a pipe has no size, and a file may grow meanwhile
        parts.append(part)
        left -= len(part)
        size = max(size, _CHUNK)
    return parts[0] if len(parts) == 1 else b"".join(parts)

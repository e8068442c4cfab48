"""A file as a raw document, and what came out of it as JSON."""

import gzip
import sys
import time
from pathlib import Path
from typing import Any

from schemas.parsed_article import ParsedArticle
from schemas.raw_document import ATOM, CE_SUBJECT, CONTENT_TYPE, HTML, RSS, TEXT, XHTML
from schemas.rejected import Rejection
from schemas.topics import DOCUMENT_LIMIT
from services.parser.document import RawDocument
from services.parser.parse import Retraction

_BY_SUFFIX = {
    **{".txt": TEXT, ".text": TEXT, ".md": TEXT},
    **{".html": HTML, ".htm": HTML, ".xhtml": XHTML, ".xht": XHTML},
    **{".rss": RSS, ".atom": ATOM},
}
"""Of other names, such as .xml and .json, the parser looks at the bytes."""


def raw_document(name: str, media_type: str | None, url: str | None) -> RawDocument:
    """The file as a record of `articles.raw`; at most one byte over the limit is read of it. Raises OSError."""
    path = None if name == "-" else Path(name)
    value = _read(path)
    kind = media_type or (_BY_SUFFIX.get(Path(name.removesuffix(".gz")).suffix.lower()) if path else None)
    headers = [(CONTENT_TYPE, kind), (CE_SUBJECT, url)]
    return RawDocument(
        value=value,
        headers=tuple((header, text.encode("utf-8", "surrogateescape")) for header, text in headers if text),
        timestamp_ms=int((path.stat().st_mtime if path else time.time()) * 1000),
    )


def as_json(result: ParsedArticle | Retraction | Rejection) -> dict[str, Any]:
    """The record, or ``{"rejected": {"stage", "reason", "error_class"}}``."""
    if isinstance(result, ParsedArticle):
        return result.to_json()
    if isinstance(result, Rejection):
        return {"rejected": {"stage": result.stage, "reason": result.reason, "error_class": result.error_class}}
    return {"retracted": result.id}


def _read(path: Path | None) -> bytes:
    if path is None:
        return sys.stdin.buffer.read(DOCUMENT_LIMIT + 1)
    if path.suffix == ".gz":
        with gzip.open(path) as unpacked:
            return unpacked.read(DOCUMENT_LIMIT + 1)
    with path.open("rb") as file:
        return file.read(DOCUMENT_LIMIT + 1)

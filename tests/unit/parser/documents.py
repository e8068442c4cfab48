"""Raw documents for tests, in few words."""

from schemas.parsed_article import ParsedArticle
from schemas.rejected import Rejection
from services.parser.document import RawDocument
from services.parser.parse import Retraction, parse

SEEN = 1_742_600_000_000
"""2025-03-21T23:33:20Z in Unix milliseconds."""


def raw(value: str | bytes | None, **headers: str) -> RawDocument:
    """A record; header names are given with underscores (``content_type``), CloudEvents names as they are."""
    named = [(n if n.startswith("ce_") else n.replace("_", "-"), v.encode()) for n, v in headers.items()]
    data = value.encode() if isinstance(value, str) else value
    return RawDocument(value=data, headers=tuple(named), timestamp_ms=SEEN)


def answer(document: RawDocument) -> ParsedArticle | Retraction | Rejection:
    """The one result of a document."""
    (result,) = parse(document)
    return result


def article(value: str | bytes, **headers: str) -> ParsedArticle:
    """The article a document must give."""
    result = answer(raw(value, **headers))
    assert isinstance(result, ParsedArticle), result
    return result


def rejection(document: RawDocument) -> Rejection:
    """The rejection a document must give."""
    result = answer(document)
    assert isinstance(result, Rejection), result
    return result

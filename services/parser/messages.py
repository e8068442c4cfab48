"""What a parse result becomes on the log."""

from dataclasses import dataclass

from schemas.parsed_article import ParsedArticle
from schemas.raw_document import CE_TIME
from schemas.rejected import Rejection
from schemas.topics import ARTICLES_PARSED, MIB
from services.parser.document import RawDocument
from services.parser.parse import Retraction, parse

RECORD_LIMIT = ARTICLES_PARSED.message_limit - MIB
"""Largest record in bytes; the rest of the topic's limit is for key, headers and framing."""


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """One message of `articles.parsed`; a null value retracts."""

    key: bytes
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]


def parse_to_messages(document: RawDocument) -> list[ParsedMessage | Rejection]:
    """Parses and serialises, so that a worker process does both."""
    return [message(result) for result in parse(document)]


def message(result: ParsedArticle | Retraction | Rejection) -> ParsedMessage | Rejection:
    """The message of one result. Its header `ce_time` is the version's observation time (RFC 3339), which is all
    that a retraction has of a version. A record that the topic would not take is a rejection."""
    if isinstance(result, Rejection):
        return result
    if isinstance(result, Retraction):
        return ParsedMessage(result.id.encode(), None, ((CE_TIME, result.observed_at.isoformat().encode()),))
    value = result.to_bytes()
    if len(value) > RECORD_LIMIT:
        return Rejection("limit", f"the parsed record has {len(value)} bytes; at most {RECORD_LIMIT} are sent")
    return ParsedMessage(result.id.encode(), value, ((CE_TIME, result.version.observed_at.isoformat().encode()),))

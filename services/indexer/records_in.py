"""Reads what a shard is given: an observation of one of its articles, an exchange record, or why it is neither."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from schemas.article_id import is_article_id
from schemas.indexer_exchange import Matches, Offer, read_exchange
from schemas.parsed_article import ParsedArticle, Version
from schemas.raw_document import CE_TIME
from schemas.rejected import Rejection
from services.indexer.newest import RETRACTED
from services.runtime.shard_records import InputRecord

_STAGE = "index"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Observation:
    """A version of an article; `parsed` is None when it is retracted."""

    id: str
    version: Version
    parsed: ParsedArticle | None


def read_parsed(record: InputRecord, home: int | None) -> Observation | Rejection:
    """Reads one record of articles.parsed; `home` is the partition its key belongs to, None when it has none."""
    key = key_of(record)
    if key is None or not is_article_id(key):
        return _rejection("the key is not an article id (32 hex digits): produce through articles.raw, or set the key")
    if home != record.partition:
        return _rejection(f"stands in partition {record.partition}, its key belongs to {home}: partition by murmur2")
    if record.value is None:
        return Observation(key, Version(observed_at=_retracted_at(record), content_hash=RETRACTED), None)
    try:
        parsed = ParsedArticle.from_bytes(record.value)
    except ValidationError as error:
        return _rejection(f"not a ParsedArticle: {_first_fault(error)}")
    if parsed.id != key:
        return _rejection("the record's id is not its key")
    return Observation(key, parsed.version, parsed)


def read_told(record: InputRecord) -> Offer | Matches | Rejection:
    """Reads one record of indexer.exchange."""
    try:
        return read_exchange(record.value or b"")
    except ValidationError as error:
        return _rejection(f"not an exchange record: {_first_fault(error)}")


def key_of(record: InputRecord) -> str | None:
    """The key as text; None when it is none."""
    try:
        return record.key.decode() if record.key is not None else None
    except UnicodeDecodeError:
        return None


def _retracted_at(record: InputRecord) -> datetime:
    """ce_time, else the record's Kafka timestamp."""
    written = dict(record.headers).get(CE_TIME, b"")
    try:
        at = datetime.fromisoformat(written.decode())
    except ValueError:
        at = None
    return at if at and at.tzinfo else instant(record.timestamp_ms)


def instant(timestamp_ms: int) -> datetime:
    """A Kafka timestamp in UTC."""
    return _EPOCH + timedelta(milliseconds=timestamp_ms)


def _rejection(reason: str) -> Rejection:
    return Rejection(stage=_STAGE, reason=reason)


def _first_fault(error: ValidationError) -> str:
    """Names the field and the fault, never the content."""
    fault = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(map(str, fault['loc'])) or 'value'}: {fault['msg']}"

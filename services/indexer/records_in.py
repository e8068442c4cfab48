"""Reads what a shard is given: an observation of one of its articles, an exchange record, or why it is neither.

Anyone may write to the topics: what a shard takes in fits the records that it writes, and can be written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from schemas.article_id import is_article_id
from schemas.indexer_exchange import Matches, Offer, read_exchange
from schemas.parsed_article import ParsedArticle, Version
from schemas.raw_document import CE_TIME
from schemas.rejected import Rejection
from schemas.topics import ARTICLES_PARSED, MIB
from services.indexer.newest import RETRACTED
from services.relatedness.pair_score import SCORER
from services.runtime.shard_records import InputRecord

_STAGE = "index"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RECORD_LIMIT = ARTICLES_PARSED.message_limit - MIB
"""The parser writes no larger record; read and written again it still fits articles.current."""
_CHARACTERS = {"content_hash": 64, "language": 35, "fingerprint": 128}
"""At most, of fields that every entry of a view shows."""


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
    if len(record.value) > _RECORD_LIMIT:
        return _rejection(f"the record has {len(record.value)} bytes; at most {_RECORD_LIMIT} are read")
    try:
        parsed = ParsedArticle.from_bytes(record.value)
    except ValidationError as error:
        return _rejection(f"not a ParsedArticle: {_first_fault(error)}")
    if parsed.id != key:
        return _rejection("the record's id is not its key")
    said = {"content_hash": parsed.version.content_hash, "language": parsed.language, "fingerprint": parsed.fingerprint}
    if long := [name for name, text in said.items() if len(text or "") > _CHARACTERS[name]]:
        return _rejection(f"not a ParsedArticle: {long[0]} has more than {_CHARACTERS[long[0]]} characters")
    return Observation(key, parsed.version, parsed)


def read_told(record: InputRecord, partitions: int, home_of: Callable[[str], int]) -> Offer | Matches | Rejection:
    """Reads one record of indexer.exchange: told to the shard of the record's partition by another of `partitions`."""
    try:
        told = read_exchange(record.value or b"")
    except ValidationError as error:
        return _rejection(f"not an exchange record: {_first_fault(error)}")
    if told.scorer != SCORER:
        return _rejection(f"told by scorer {told.scorer[:20]!r}, this is scorer {SCORER!r}: run one version on a topic")
    if not is_article_id(told.id) or told.id != key_of(record):
        return _rejection("not an exchange record: its key is not the id of its article")
    sender = told.home if isinstance(told, Offer) else told.shard
    if sender == record.partition or not 0 <= sender < partitions:
        return _rejection(f"no shard told this: it names shard {sender} of {partitions}")
    if home_of(told.id) != (sender if isinstance(told, Offer) else record.partition):
        return _rejection("not an exchange record: the article lives in another shard")
    return told


def key_of(record: InputRecord) -> str | None:
    """The key as text; None when it is none."""
    try:
        return record.key.decode() if record.key is not None else None
    except UnicodeDecodeError:
        return None


def _retracted_at(record: InputRecord) -> datetime:
    """ce_time, else the record's Kafka timestamp."""
    written = dict(record.headers).get(CE_TIME) or b""  # Kafka allows null values
    try:
        at = datetime.fromisoformat(written.decode())
        at.astimezone(UTC)  # the calendar's first and last hours have no UTC time
    except (ValueError, OverflowError):
        return instant(record.timestamp_ms)
    return at if at.tzinfo else instant(record.timestamp_ms)


def instant(timestamp_ms: int) -> datetime:
    """A Kafka timestamp in UTC; one that no calendar has counts as the epoch."""
    try:
        return _EPOCH + timedelta(milliseconds=timestamp_ms)
    except OverflowError:
        return _EPOCH


def _rejection(reason: str) -> Rejection:
    return Rejection(stage=_STAGE, reason=reason)


def _first_fault(error: ValidationError) -> str:
    """Names the field and the fault, never the content."""
    fault = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(map(str, fault['loc'])) or 'value'}: {fault['msg']}"

"""Who a raw record is: its article id, when it was observed, and the hints its headers give (DESIGN 2).

Headers come from any producer: doubled, unknown, oddly cased, empty or undecodable ones are survived.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from schemas.article_id import article_id
from schemas.raw_document import CE_ID, CE_SUBJECT, CE_TIME, CONTENT_TYPE, HINT_PUBLISHED, HINT_PUBLISHER
from services.parser.document import RawDocument
from services.parser.plain_text import one_line

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEARS = range(1970, 2200)


@dataclass(frozen=True, slots=True)
class Identity:
    """What the record's metadata says. `id` None: only the article itself can tell."""

    id: str | None
    url: str | None
    ce_id: str | None
    observed_at: datetime
    observed_from: str
    content_type: str | None
    published_hint: str | None
    publisher_hint: str | None
    id_from: str = "metadata"
    url_from: str = CE_SUBJECT


def identify(document: RawDocument) -> Identity:
    """Reads key, headers and Kafka timestamp; never fails."""
    headers = _headers(document.headers)
    subject, ce_id = headers.get(CE_SUBJECT), headers.get(CE_ID)
    key = document.key.decode("utf-8", "backslashreplace").strip() if document.key else None
    observed_at = _instant(headers.get(CE_TIME))
    observed_from = CE_TIME if observed_at else "kafka_timestamp"
    return Identity(
        id=article_id(subject=subject, key=key, ce_id=ce_id),
        url=subject if subject and subject.lower().startswith(("http://", "https://")) else None,
        ce_id=ce_id,
        observed_at=observed_at or _kafka_time(document.timestamp_ms),
        observed_from=observed_from,
        content_type=headers.get(CONTENT_TYPE),
        published_hint=headers.get(HINT_PUBLISHED),
        publisher_hint=headers.get(HINT_PUBLISHER),
    )


def _headers(headers: tuple[tuple[str, bytes], ...]) -> dict[str, str]:
    """Lower-case names; of doubled headers the first that says something counts."""
    found: dict[str, str] = {}
    for name, value in headers:
        if value:  # Kafka allows null values
            text = one_line(value.decode("utf-8", "replace"))
            if text:
                found.setdefault(name.strip().lower(), text)
    return found


def _instant(text: str | None) -> datetime | None:
    """RFC 3339; None when it is no time, has no zone, or lies outside any newspaper's life."""
    try:
        instant = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return instant if instant and instant.tzinfo and instant.year in _YEARS else None


def _kafka_time(timestamp_ms: int) -> datetime:
    """UTC; a record without a timestamp (-1) or with an impossible one counts as observed at the epoch."""
    try:
        instant = _EPOCH + timedelta(milliseconds=timestamp_ms)
    except OverflowError:
        return _EPOCH
    return instant if instant.year in _YEARS else _EPOCH

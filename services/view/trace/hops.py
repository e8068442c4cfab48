"""What is remembered of one record of articles.parsed or articles.rejected. Never its text."""

from dataclasses import dataclass
from typing import Literal

import orjson

from schemas import rejected
from schemas.raw_document import CE_TIME
from services.view.kafka_record import KafkaRecordWithHeaders
from services.view.trace.place import Place

_HEADLINE = 300
"""Characters that are kept of a headline."""


@dataclass(frozen=True, slots=True)
class Hop:
    """`at`: where the record itself stands; `of`: where that stands which it was made of, None for retractions, which
    do not say. `observed_at` as written; `stage` and `message` of a refusal."""

    at: Place
    at_ms: int
    kind: Literal["parsed", "retracted", "rejected"]
    of: Place | None = None
    article_id: str | None = None
    headline: str | None = None
    observed_at: str | None = None
    content_hash: str | None = None
    stage: str | None = None
    message: str | None = None


def hop(record: KafkaRecordWithHeaders, rejected_topic: str) -> Hop | None:
    """What to remember of a record; None for one that is not ours, of which there is nothing to tell."""
    place = Place(record.topic, record.partition, record.offset)
    try:
        if record.topic == rejected_topic:
            return _rejected(record, place)
        return _parsed(record, place)
    except (KeyError, TypeError, ValueError):
        return None


def _parsed(record: KafkaRecordWithHeaders, at: Place) -> Hop:
    article_id = (record.key or b"").decode("ascii")
    if record.value is None:
        observed_at = _headers(record).get(CE_TIME)
        return Hop(at, record.timestamp, "retracted", article_id=article_id, observed_at=observed_at)
    value = dict(orjson.loads(record.value))
    source = value.get("source")
    return Hop(
        at,
        record.timestamp,
        "parsed",
        of=_place(source["topic"], source["partition"], source["offset"]) if source else None,
        article_id=article_id,
        headline=str(value["headline"])[:_HEADLINE],
        observed_at=str(value["version"]["observed_at"]),
        content_hash=str(value["version"]["content_hash"]),
    )


def _rejected(record: KafkaRecordWithHeaders, at: Place) -> Hop:
    said = _headers(record)
    return Hop(
        at,
        record.timestamp,
        "rejected",
        of=_place(said[rejected.TOPIC], said[rejected.PARTITION], said[rejected.OFFSET]),
        stage=said[rejected.STAGE],
        message=said[rejected.EXCEPTION_MESSAGE],
    )


def _place(topic: object, partition: object, offset: object) -> Place:
    place = Place(str(topic), int(str(partition)), int(str(offset)))
    if not (0 <= place.partition < 1 << 31 and 0 <= place.offset < 1 << 63):
        raise ValueError("no place on any log")
    return place


def _headers(record: KafkaRecordWithHeaders) -> dict[str, str]:
    return {name: value.decode("utf-8", "replace") for name, value in record.headers or () if value is not None}

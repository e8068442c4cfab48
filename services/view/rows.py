"""From records of headlines.related to rows of the store."""

from collections.abc import Iterator
from dataclasses import dataclass

import orjson
from pydantic import ValidationError

from schemas.article_id import is_article_id
from schemas.parsed_article import Publisher
from schemas.related_headlines import Copy, RelatedHeadline, RelatedHeadlines
from services.view.kafka_record import KafkaRecord
from services.view.moments import microseconds

# Asked of the class each time, pydantic takes a microsecond for it, and a record has twenty entries.
_ENTRY_FIELDS = len(RelatedHeadline.model_fields)
_COPY_FIELDS = len(Copy.model_fields)


class NotOurs(ValueError):  # noqa: N818 - names what is there
    """The record is none of its topic under its article's id; the message says what is wrong and quotes nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One article: where its record stands, what it is found by, what a list shows of it, and the record as it came.

    `effective_us`, `updated_us`: microseconds from 1970 UTC. `article`: a `SubjectArticle` as JSON. `links`: JSON, a
    list of [id, score] of every known entry and copy, best first; `value`: the record, every field said.
    """

    id: str
    partition: int
    offset: int
    effective_us: int
    updated_us: int
    publisher: str | None
    language: str | None
    related_count: int
    article: bytes
    links: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Gone:
    """The article was retracted or expired, told by the record at this place; `timestamp_ms` is that record's."""

    id: str
    partition: int
    offset: int
    timestamp_ms: int


def change(record: KafkaRecord) -> Row | Gone:
    """What a record of headlines.related changes; raises `NotOurs`."""
    article_id = article_id_of(record)
    if record.value is None:
        return Gone(article_id, record.partition, record.offset, record.timestamp)
    try:
        related = RelatedHeadlines.from_bytes(record.value)
    except ValidationError as error:
        raise not_ours("RelatedHeadlines", error) from None
    if related.article.id != article_id:
        raise NotOurs("the key is not the id of the article in the value")
    return Row(
        id=article_id,
        partition=record.partition,
        offset=record.offset,
        effective_us=microseconds(related.article.effective_at),
        updated_us=microseconds(related.updated),
        publisher=publisher_key(related.article.publisher),
        language=related.article.language,
        related_count=len(related.related),
        article=related.article.to_bytes(),
        links=orjson.dumps(sorted(_links(related), key=lambda link: -link[1])),
        # Answers are put together from the bytes: a record of an older writer is brought up to date once, here.
        value=record.value if _is_whole(related) else related.to_bytes(),
    )


def publisher_key(publisher: Publisher) -> str | None:
    """What filters know a publisher by: its domain, else its name, in lower case."""
    name = publisher.domain or publisher.name
    return name.lower() if name else None


def article_id_of(record: KafkaRecord) -> str:
    """The record's key; raises `NotOurs`."""
    if not record.key:
        raise NotOurs("no key")
    article_id = record.key.decode("latin-1")
    if not is_article_id(article_id):
        raise NotOurs("the key is not an article id")
    return article_id


def not_ours(kind: str, error: ValidationError) -> NotOurs:
    """What to raise for a value that is no `kind`."""
    first = error.errors(include_input=False, include_context=False, include_url=False)[0]
    where = ".".join(map(str, first["loc"])) or "value"
    return NotOurs(f"not a {kind} record: {where}: {first['type']}")


def _is_whole(related: RelatedHeadlines) -> bool:
    """Whether the record says every field that records have today."""
    return all(
        len(entry.model_fields_set) == _ENTRY_FIELDS
        and all(len(copy.model_fields_set) == _COPY_FIELDS for copy in entry.copies)
        for entry in related.related
    )


def _links(related: RelatedHeadlines) -> Iterator[tuple[str, int]]:
    """The article's own copies too: they are on its theme as much as anything can be."""
    for copy in related.article.copies:
        yield copy.id, copy.score
    for entry in related.related:
        if entry.id is not None:
            yield entry.id, entry.score
        for copy in entry.copies:
            yield copy.id, copy.score

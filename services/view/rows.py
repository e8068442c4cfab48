"""From records of headlines.related to rows of the store."""

from dataclasses import dataclass
from typing import Protocol

from pydantic import ValidationError

from schemas.related_headlines import RelatedHeadlines
from services.view.moments import microseconds


class NotOurs(ValueError):  # noqa: N818 - names what is there
    """The record is no RelatedHeadlines under its article's id; the message says what is wrong and quotes nothing."""


class KafkaRecord(Protocol):
    """The part of a Kafka record that is read here."""

    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One article: its place in the newest-first order, what a list shows of it, and the record as it came."""

    id: str
    effective_us: int
    article: bytes
    related_count: int
    value: bytes


@dataclass(frozen=True, slots=True)
class Gone:
    """The article was retracted or expired."""

    id: str


def change(record: KafkaRecord) -> Row | Gone:
    """What a record changes; raises `NotOurs`."""
    article_id = _article_id(record.key)
    if record.value is None:
        return Gone(article_id)
    try:
        related = RelatedHeadlines.from_bytes(record.value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_context=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "value"
        raise NotOurs(f"not a RelatedHeadlines record: {where}: {first['type']}") from None
    if related.article.id != article_id:
        raise NotOurs("the key is not the id of the article in the value")
    return Row(
        id=article_id,
        effective_us=microseconds(related.article.effective_at),
        article=related.article.to_bytes(),
        related_count=len(related.related),
        value=record.value,
    )


def _article_id(key: bytes | None) -> str:
    if not key:
        raise NotOurs("no key")
    try:
        return key.decode("ascii")
    except UnicodeDecodeError:
        raise NotOurs("the key is not an article id") from None

"""From records of articles.current to rows of the store: what headlines.related does not tell of an article."""

from dataclasses import dataclass

import orjson
from pydantic import ValidationError

from schemas.parsed_article import ParsedArticle
from services.view.kafka_record import KafkaRecord
from services.view.moments import microseconds
from services.view.rows import NotOurs, article_id_of, not_ours, publisher_key
from services.view.search.indexed_text import indexed, label

PLACES = 1 << 16
"""Articles of one second that have numbers of their own."""
_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Searched:
    """What full-text search sees of an article, in the form that the index takes."""

    headline: str
    dek: str
    body: str
    labels: str


@dataclass(frozen=True, slots=True)
class Text:
    """The text of one article. `authors` and `topics`: JSON lists. `number`: see `number_of`."""

    id: str
    partition: int
    offset: int
    number: int
    dek: str | None
    authors: bytes
    topics: bytes
    searched: Searched


@dataclass(frozen=True, slots=True)
class TextGone:
    """The article was retracted: its text goes."""

    id: str


def text_change(record: KafkaRecord) -> Text | TextGone:
    """What a record of articles.current changes; raises `NotOurs`."""
    article_id = article_id_of(record)
    if record.value is None:
        return TextGone(article_id)
    try:
        parsed = ParsedArticle.from_bytes(record.value)
    except ValidationError as error:
        raise not_ours("ParsedArticle", error) from None
    if parsed.id != article_id:
        raise NotOurs("the key is not the id of the article in the value")
    return Text(
        id=article_id,
        partition=record.partition,
        offset=record.offset,
        number=number_of(article_id, microseconds(parsed.effective_at)),
        dek=parsed.dek,
        authors=orjson.dumps(parsed.authors),
        topics=orjson.dumps(parsed.topics),
        searched=Searched(
            headline=indexed(parsed.headline),
            dek=indexed(parsed.dek or ""),
            body="\n".join(map(indexed, parsed.body)),
            labels=" ".join(_labels(parsed)),
        ),
    )


def number_of(article_id: str, effective_us: int) -> int:
    """The number an article has in the index if it is free there, else the next one that is.

    Ascends with effective time, to the second: the index gives its rows by number, so the newest that match come
    first without a look at the others. Fits SQLite's 64 bits for all years from 1 to 9999.
    """
    try:
        place = int(article_id[:4], 16)
    except ValueError:
        place = 0
    return effective_us // _SECOND * PLACES + place


def first_number(effective_us: int) -> int:
    """The least number of articles from this time on, which is rounded down to its second."""
    return effective_us // _SECOND * PLACES


def _labels(parsed: ParsedArticle) -> list[str]:
    publisher = publisher_key(parsed.publisher)
    return [
        *([label("publisher", publisher)] if publisher else []),
        *([label("language", parsed.language)] if parsed.language else []),
        *(label("topic", topic) for topic in parsed.topics),
    ]

"""Records of both topics for any number of invented articles, the same for the same numbers."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

import orjson

from schemas.article_id import article_id_of

RELATED = 20
"""Entries of each list, as many as the seed page has."""
PARAGRAPHS, WORDS = 8, 55
"""A body's: 440 words, some 2.7 kB."""
PUBLISHERS, TOPICS, VOCABULARY, POOL = 300, 60, 60_000, 2_000_000
START = datetime(2026, 1, 1, tzinfo=UTC)
SECONDS_APART = 13
"""200,000 articles in 30 days."""


@dataclass(frozen=True, slots=True)
class Record:
    """A Kafka record without its Kafka."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes
    value: bytes


@cache
def _pool() -> list[str]:
    """Running text: the n-th word of a vocabulary comes n times as rarely as the first (Zipf's law)."""
    chance = random.Random(8)
    letters = "eeeeeaaaaoooiiituuunnnssrrrlldddmmccppgghhbbvfkwjyxzq"
    words = list({"".join(chance.choices(letters, k=chance.randint(2, 11))): None for _ in range(VOCABULARY)})
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    return chance.choices(words, cum_weights=weights, k=POOL)


def words_of(number: int, count: int) -> list[str]:
    """The first words of article `number`: a piece of the pool that begins where no near article's does."""
    start = number * 104_729 % (POOL - 1000)
    return _pool()[start : start + count]


def identity(number: int) -> str:
    return article_id_of(f"bench-{number}")


def related_record(number: int, of: int, topic: str = "headlines.related") -> Record:
    """The record of article `number` among `of`: its list names others near it in time."""
    chance = random.Random(-number)
    others = [max(0, min(of - 1, number + chance.randint(-5_000, 5_000))) for _ in range(RELATED)]
    at = START + timedelta(seconds=SECONDS_APART * number)
    value = {
        "article": {**_card(number), "copies": []},
        "related": [
            {
                **_card(other),
                "score": 900 - 20 * place,
                "reasons": [{"kind": "lexical", "terms": words_of(other, 4), "position": None}],
                "copies": [],
            }
            for place, other in enumerate(others)
        ],
        "cut": {"listed": None, "scored": None},
        "scorer": "bench",
        "updated": (at + timedelta(minutes=5)).isoformat(),
    }
    return _record(topic, number, value)


def text_record(number: int, topic: str = "articles.current") -> Record:
    """The text of article `number`."""
    words = words_of(number, 10 + 20 + PARAGRAPHS * WORDS)
    card = _card(number)
    value = {
        **{name: card[name] for name in ("id", "version", "headline", "url", "publisher", "effective_at", "language")},
        "dek": " ".join(words[10:30]),
        "body": [" ".join(words[30 + n * WORDS : 30 + (n + 1) * WORDS]) for n in range(PARAGRAPHS)],
        "authors": ["A. Writer"],
        "topics": [f"topic {number % TOPICS}"],
        "fingerprint": card["fingerprint"],
        "provenance": {"headline": "json-ld", "body": "article"},
        "parser_version": "bench",
    }
    return _record(topic, number, value)


@lru_cache(maxsize=30_000)
def _card(number: int) -> dict[str, Any]:
    at = (START + timedelta(seconds=SECONDS_APART * number)).isoformat()
    name = f"publisher{number % PUBLISHERS}.example"
    return {
        "id": identity(number),
        "version": {"observed_at": at, "content_hash": identity(-number)},
        "headline": " ".join(words_of(number, 10)).capitalize(),
        "url": f"https://{name}/news/{number}",
        "canonical_url": None,
        "publisher": {"name": name.split(".", maxsplit=1)[0].capitalize(), "domain": name},
        "published": at,
        "effective_at": at,
        "language": "en" if number % 4 else "de",
        "fingerprint": identity(number) * 2,
    }


def _record(topic: str, number: int, value: dict[str, Any]) -> Record:
    timestamp = int((START + timedelta(seconds=SECONDS_APART * number)).timestamp() * 1000)
    return Record(topic, number % 4, number // 4, timestamp, identity(number).encode(), orjson.dumps(value))

"""Records that the indexer did not write and the parser would not: each is rejected, and costs nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from schemas.article_id import article_id_of
from schemas.topics import ARTICLES_PARSED
from services.relatedness.pair_score import SCORER
from tests.hostile.on_the_log import Put, home_of

Json = dict[str, Any]
PARTITION = 1
"""Where all of them are put."""
PARTITIONS = 4


def id_at(partition: int, name: str) -> str:
    """An article id of this name that lives in the partition."""
    ids = (article_id_of(f"{name} {number}") for number in range(1000))
    return next(article_id for article_id in ids if home_of(article_id, PARTITIONS) == partition)


HERE, ELSEWHERE = id_at(PARTITION, "here"), id_at(2, "elsewhere")
AT = "2025-03-21T06:36:00+00:00"


def parsed(article_id: str = HERE, **changed: Any) -> Json:
    """A ParsedArticle as JSON types."""
    return {
        "id": article_id,
        "version": {"observed_at": AT, "content_hash": "0" * 32},
        "headline": "Ferry of another parser",
        "body": ["The ferry sails again on Sunday."],
        "effective_at": AT,
        "parser_version": "of others",
        **changed,
    }


def offer(article_id: str = ELSEWHERE, **changed: Any) -> Json:
    version = {"observed_at": AT, "content_hash": "0" * 32}
    return {"kind": "offer", "home": 2, "id": article_id, "version": version, "scorer": SCORER, **changed}


def matches(article_id: str = HERE, **changed: Any) -> Json:
    return {**offer(article_id), "kind": "matches", "shard": 2, "matches": [], **changed}


def value(of: Any) -> bytes:
    return of if isinstance(of, bytes) else orjson.dumps(of)


@dataclass(frozen=True)
class Foreign:
    """A record and a part of the reason that its rejection must tell."""

    name: str
    value: Any
    reason: str
    key: bytes | None = field(default=HERE.encode())
    headers: tuple[tuple[str, bytes | None], ...] = ()
    timestamp_ms: int | None = None

    @property
    def put(self) -> Put:
        data = None if self.value is None else value(self.value)
        return Put(data, self.key, self.headers, self.timestamp_ms)


LONG = "x" * 1_000_000
YEAR_0 = "0001-01-01T00:00:00+14:00"
TOO_LARGE = ARTICLES_PARSED.message_limit - 200
NOT_ID = "key is not an article id"
VERSION_OF_LONG_HASH = {"observed_at": AT, "content_hash": LONG}
Make = Callable[[], Foreign]

ON_ARTICLES_PARSED = (
    Foreign("garbage", b"\x00\xff garbage", "not a ParsedArticle"),
    Foreign("empty", b"", "not a ParsedArticle"),
    Foreign("array", [1, 2], "not a ParsedArticle"),
    Foreign("100000-brackets", b"[" * 100_000, "not a ParsedArticle"),
    Foreign("other-record", {"id": HERE}, "not a ParsedArticle: version: Field required"),
    Foreign("no-headline", parsed(headline=None), "not a ParsedArticle: headline"),
    Foreign("lone-surrogate", value(parsed(headline="_")).replace(b'"_"', b'"\\ud800"'), "not a ParsedArticle"),
    Foreign("null-key", parsed(), NOT_ID, key=None),
    Foreign("null-key-and-value", None, NOT_ID, key=None),
    Foreign("key-of-bytes", parsed(), NOT_ID, key=b"\xff\xfe"),
    Foreign("key-of-anyone", parsed(), NOT_ID, key=b"my article"),
    Foreign("key-of-another-article", parsed(id_at(PARTITION, "other")), "the record's id is not its key"),
    Foreign("other-partition", parsed(ELSEWHERE), "stands in partition 1, its key belongs to 2", ELSEWHERE.encode()),
    Foreign("retraction-in-other-partition", None, "its key belongs to 2", ELSEWHERE.encode()),
    Foreign("time-without-utc", parsed(effective_at=YEAR_0), "not a ParsedArticle: effective_at"),
    Foreign("hash-of-1-mb", parsed(version=VERSION_OF_LONG_HASH), "content_hash has more than 64 characters"),
    Foreign("language-of-1-mb", parsed(language=LONG), "language has more than 35 characters"),
    Foreign("fingerprint-of-1-mb", parsed(fingerprint=LONG), "fingerprint has more than 128 characters"),
    Foreign("31-listed", parsed(listed=[{"headline": "One more"}] * 31), "not a ParsedArticle: listed"),
    Foreign("as-large-as-the-topic-takes", parsed(body=["x" * (TOO_LARGE - 500)]), "at most 5242880 are read"),
)
"""On articles.parsed."""

ON_THE_EXCHANGE = (
    Foreign("garbage", b"\x00\xff garbage", "not an exchange record"),
    Foreign("empty", b"", "not an exchange record"),
    Foreign("null-value", None, "not an exchange record"),
    Foreign("null-key-and-value", None, "not an exchange record", key=None),
    Foreign("parsed-article", parsed(), "not an exchange record"),
    Foreign("unknown-kind", offer(kind="rumour"), "not an exchange record"),
    Foreign("offer-of-another-scorer", offer(scorer="99"), "told by scorer '99'", ELSEWHERE.encode()),
    Foreign("matches-of-another-scorer", matches(scorer="99"), "told by scorer '99'"),
    Foreign("offer-from-no-shard", offer(home=99), "it names shard 99 of 4", ELSEWHERE.encode()),
    Foreign("offer-from-below-all-shards", offer(home=-1), "it names shard -1 of 4", ELSEWHERE.encode()),
    Foreign("offer-from-itself", offer(HERE, home=PARTITION), "it names shard 1 of 4"),
    Foreign("matches-from-itself", matches(shard=PARTITION), "it names shard 1 of 4"),
    Foreign("offer-of-anothers-article", offer(home=3), "lives in another shard", ELSEWHERE.encode()),
    Foreign("matches-for-anothers-article", matches(ELSEWHERE), "lives in another shard", ELSEWHERE.encode()),
    Foreign("offer-without-key", offer(), "its key is not the id", key=None),
    Foreign("offer-under-another-key", offer(), "its key is not the id"),
)
"""On indexer.exchange."""

FUTURE = "Ferry of a parser to come"
ACCEPTED = (
    Put(
        value(parsed(id_at(PARTITION, "future"), headline=FUTURE, mood="calm", parser_version="99")),
        id_at(PARTITION, "future").encode(),
    ),
    Put(None, id_at(PARTITION, "never seen").encode(), (("ce_time", None), ("ce_time", b"0001-01-01T00:00:00+14:00"))),
    Put(None, id_at(PARTITION, "never seen at all").encode(), timestamp_ms=-(10**17)),
)
"""On articles.parsed: unknown fields, and retractions of unknown articles at unknown times."""

ON_THE_VIEWS = (
    Put(b"\x00\xff garbage", HERE.encode()),
    Put(b"", HERE.encode()),
    Put(b"[" * 100_000, HERE.encode()),
    Put(value(parsed()), HERE.encode()),
    Put(None, b"\xff\xfe"),
    Put(value({"article": {**parsed(), "effective_at": YEAR_0}, "scorer": SCORER, "updated": AT}), HERE.encode()),
    Put(value({"article": parsed(ELSEWHERE), "scorer": SCORER, "updated": AT}), HERE.encode()),
)
"""On headlines.related: the view skips and counts them."""

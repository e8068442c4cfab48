"""``python -m tests.bench.index.write_load``: what an article makes the indexer write once its views have filled up.

The first articles of a stream, in the order of their times, are one batch of a `RecordShard`; the next 2,000 are a
batch each. A view that several articles of one batch change is written once, as the last of them leaves it, and new
articles never change a view back: so the records at larger batches are read off these. What shards tell each other is
counted on 8 of them that start from the same state, in batches of 100.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from schemas.article_id import article_id_of
from schemas.indexer_signatures import ArticleSignature
from schemas.topics import ARTICLES_CURRENT, ARTICLES_PARSED, HEADLINES_RELATED, INDEXER_EXCHANGE, INDEXER_SIGNATURES
from services.cli.backtest_stream import StreamArticle, parsed, read_stream
from services.indexer.record_shard import STATE, RecordShard
from services.relatedness.article import Article
from services.runtime.shard_records import InputRecord, OutputRecord
from services.runtime.transactional_shards import home_of
from tests.bench.index.without_floor import views_changed

SETTLED, COUNTED = 8_000, 2_000
"""Articles."""
BATCHES = (1, 10, 100)
SHARDS = 8
EXCHANGED = 200
"""Articles that the shards are given: each is looked for by all of them, and the views they change are written too."""
EXCHANGED_BATCH = 100
_COLUMNS = "{:<44}{:>10}{:>12}"


def tell(stream: Path) -> None:
    """Prints records and bytes (keys and values, before compression) an article; without a floor a view's record is
    taken to be as long as with it."""
    given = [_arriving(number, article) for number, article in enumerate(read_stream(stream)[: SETTLED + COUNTED])]
    shard = RecordShard(0, 1, lambda _: 0)
    settled = list(shard.apply(given[:SETTLED]))
    written = [list(shard.apply([record])) for record in given[SETTLED:]]
    print(_COLUMNS.format(f"of an article, after {SETTLED:,} of allsides_dev", "records", "bytes"))
    views = views_changed([*_articles(chain(settled, *written))], SETTLED)
    size = _bytes(each := _views(written, 1)) / len(each)
    print(
        _COLUMNS.format(f"{HEADLINES_RELATED.name}, no floor, batches of 1", f"{views:,.1f}", f"~{views * size:,.0f}")
    )
    for batch in BATCHES:
        _tell(f"{HEADLINES_RELATED.name}, batches of {batch}", _views(written, batch))
    for topic in (INDEXER_SIGNATURES, ARTICLES_CURRENT):
        _tell(topic.name, [record for record in chain(*written) if record.topic is topic])
    exchanged = _exchange(settled, given[SETTLED : SETTLED + EXCHANGED])
    _tell(f"{INDEXER_EXCHANGE.name}, {SHARDS} shards", exchanged, EXCHANGED)


def _tell(name: str, records: Sequence[InputRecord | OutputRecord], articles: int = COUNTED) -> None:
    print(_COLUMNS.format(name, f"{len(records) / articles:,.1f}", f"{_bytes(records) / articles:,.0f}"), flush=True)


def _bytes(records: Sequence[InputRecord | OutputRecord]) -> int:
    return sum(len(record.key or b"") + len(record.value or b"") for record in records)


def _arriving(number: int, article: StreamArticle) -> InputRecord:
    one = parsed(article).model_copy(update={"id": article_id_of(article.id)})
    return InputRecord(ARTICLES_PARSED, 0, number, number, one.id.encode(), one.to_bytes())


def _articles(records: Iterable[OutputRecord]) -> Iterator[Article]:
    for record in records:
        if record.topic is INDEXER_SIGNATURES:
            features = ArticleSignature.from_bytes(record.value or b"").features
            if features:
                yield Article.from_features(features)


def _views(written: Sequence[Sequence[OutputRecord]], size: int) -> list[OutputRecord]:
    """The records of views at batches of so many articles."""
    last = {
        (number // size, record.key): record
        for number, records in enumerate(written)
        for record in records
        if record.topic is HEADLINES_RELATED
    }
    return list(last.values())


def _exchange(settled: Sequence[OutputRecord], given: Sequence[InputRecord]) -> list[InputRecord]:
    """What shards tell each other of the given articles until nothing is left to answer."""
    shards = [RecordShard(shard, SHARDS, _home) for shard in range(SHARDS)]
    for topic in STATE:
        for record in settled:
            if record.topic is topic:
                home = _home((record.key or b"").decode())
                shards[home].restore(InputRecord(topic, home, 0, 0, record.key, record.value, record.headers))
    for shard in shards:
        shard.restored()
    told: list[InputRecord] = []
    for start in range(0, len(given), EXCHANGED_BATCH):
        batch = given[start : start + EXCHANGED_BATCH]
        waiting = [replace(one, partition=_home((one.key or b"").decode())) for one in batch]
        while waiting:
            waiting = [_received(sent) for number in range(SHARDS) for sent in _sent(shards[number], number, waiting)]
            told += waiting
    return told


def _sent(shard: RecordShard, number: int, waiting: Sequence[InputRecord]) -> list[OutputRecord]:
    outputs = shard.apply([record for record in waiting if record.partition == number])
    return [record for record in outputs if record.topic is INDEXER_EXCHANGE]


def _received(sent: OutputRecord) -> InputRecord:
    return InputRecord(sent.topic, sent.partition, 0, 0, sent.key, sent.value)


def _home(article_id: str) -> int:
    return home_of(article_id, SHARDS)


if __name__ == "__main__":
    tell(Path(sys.argv[1]))

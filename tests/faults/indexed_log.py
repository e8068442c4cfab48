"""Topics as an index that has worked for long leaves them: filled by the shards themselves, run in this process."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator

from schemas.parsed_article import ListedHeadline, ParsedArticle, Published, Version
from schemas.topics import ARTICLES_PARSED, INDEXER_EXCHANGE, Topic
from services.indexer.record_shard import RecordShard
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.shard_records import InputRecord, OutputRecord
from services.runtime.transactional_shards import home_of
from tests.faults.invented_articles import InventedArticle

BATCH = 100
"""Records of each input in a batch: a view is written a few times before it is complete, as under load."""


async def fill(settings: Settings, articles: Iterable[ParsedArticle]) -> Counter[str]:
    """Puts the state of an index of these articles on its topics; gives the number of records by topic name.

    Nothing is put on the index's inputs: they are worked off.
    """
    sent: Counter[str] = Counter()
    async with kafka_clients.producer(settings) as producer:
        for record in _outputs(articles, settings.partitions):
            topic = settings.topic(record.topic)
            await producer.send(topic, record.value, record.key, record.partition, headers=list(record.headers))
            sent[record.topic.name] += 1
        await producer.flush()
    return sent


def parsed(article: InventedArticle) -> ParsedArticle:
    """The record that the parser makes of an article, as far as the index reads it."""
    return ParsedArticle(
        id=article.id,
        version=Version(observed_at=article.published, content_hash=f"{article.content:0<32}"),
        headline=article.headline,
        body=list(article.body),
        published=Published(at=article.published, as_written="invented"),
        effective_at=article.published,
        url=article.url,
        language="en",
        listed=[ListedHeadline(headline=headline, published=at) for at, headline in article.listed],
        parser_version="test",
    )


def _outputs(articles: Iterable[ParsedArticle], partitions: int) -> Iterator[OutputRecord]:
    shards = [RecordShard(p, partitions, lambda i: home_of(i, partitions)) for p in range(partitions)]
    waiting: defaultdict[tuple[Topic, int], deque[tuple[bytes | None, bytes | None]]] = defaultdict(deque)
    for article in articles:
        waiting[ARTICLES_PARSED, home_of(article.id, partitions)].append((article.id.encode(), article.to_bytes()))
    offset = 0
    while any(waiting.values()):
        for partition, shard in enumerate(shards):
            batch = []
            for topic, most in ((ARTICLES_PARSED, BATCH), (INDEXER_EXCHANGE, BATCH * partitions)):
                queue = waiting[topic, partition]
                for _ in range(min(most, len(queue))):
                    offset += 1
                    batch.append(InputRecord(topic, partition, offset, offset, *queue.popleft()))
            for output in shard.apply(batch):
                if output.topic is INDEXER_EXCHANGE:
                    waiting[output.topic, output.partition].append((output.key, output.value))
                else:
                    yield output

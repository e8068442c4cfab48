"""Record shards over topics kept in lists: batches of any size, crashes before and after a commit, restores from the
whole log or from what compaction leaves of it."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from itertools import islice
from random import Random

from schemas.topics import ARTICLES_PARSED, INDEXER_EXCHANGE, Topic
from services.indexer.record_shard import STATE, RecordShard
from services.indexer.views import Views
from services.runtime.shard_records import InputRecord, OutputRecord
from tests.unit.indexer.simulation import MOST_STEPS, ROOMS, home

Log = list[OutputRecord]
CRASH = 0.15
"""Share of the batches that end in a crash."""
MOST_OF_A_BATCH = 6


class Cluster:
    """All shards with their logs. What shards send to the exchange is merged at random, each sender's in order."""

    def __init__(self, partitions: int) -> None:
        self.partitions = partitions
        self.log: dict[Topic, dict[int, Log]] = defaultdict(lambda: defaultdict(list))
        self.committed: defaultdict[tuple[Topic, int], int] = defaultdict(int)
        self.on_the_way: defaultdict[tuple[int, int], deque[OutputRecord]] = defaultdict(deque)
        self.shards = [self.new(p) for p in range(partitions)]
        self.crashes = 0
        self.clock = 0

    def new(self, partition: int) -> RecordShard:
        return RecordShard(partition, self.partitions, lambda i: home(i, self.partitions), Views(*ROOMS))

    def restart(self, partition: int, *, compacted: bool = False) -> None:
        """Throws a shard away and reads it back from what it committed."""
        shard = self.new(partition)
        for topic in STATE:
            records = list(enumerate(self.log[topic][partition]))
            if compacted:
                records = sorted({record.key: (offset, record) for offset, record in records}.values())
            shard.restore(
                *(
                    InputRecord(topic, partition, offset, 0, record.key, record.value, record.headers)
                    for offset, record in records
                )
            )
        shard.restored()
        self.shards[partition] = shard

    def give(self, topic: Topic, partition: int, records: Iterable[OutputRecord]) -> None:
        """Gives a shard one batch that stands on no log, and commits what follows."""
        batch = []
        for record in records:
            self.clock += 1
            batch.append(
                InputRecord(topic, partition, self.clock, self.clock, record.key, record.value, record.headers)
            )
        self._commit(partition, (), self.shards[partition].apply(batch))

    def run(self, parsed: Sequence[OutputRecord], random: Random, crash: float = CRASH) -> None:
        """Works all off in random order; `crash` is the share of the batches that end in one."""
        for record in parsed:
            self.log[ARTICLES_PARSED][home((record.key or b"").decode(), self.partitions)].append(record)
        for _ in range(MOST_STEPS):
            links = [link for link, records in self.on_the_way.items() if records]
            waiting = [p for p in range(self.partitions) if self._next(p, MOST_OF_A_BATCH, MOST_OF_A_BATCH)]
            if not links and not waiting:
                return
            if links and (not waiting or random.random() < 0.6):
                self._deliver(random.choice(links), random.randrange(1, 4))
            else:
                self._work(random.choice(waiting), random, crash)
        raise AssertionError("the exchange does not come to rest")

    def latest(self, topic: Topic) -> dict[bytes, bytes]:
        """The newest value of each key; a key whose newest value is null is left out."""
        newest = {record.key: record.value for log in self.log[topic].values() for record in log}
        return {key: value for key, value in newest.items() if key is not None and value is not None}

    def _work(self, partition: int, random: Random, crash_share: float) -> None:
        batch = self._next(partition, random.randrange(MOST_OF_A_BATCH), random.randrange(MOST_OF_A_BATCH))
        outputs = self.shards[partition].apply(batch)
        crash = random.random() < crash_share
        if crash and random.random() < 0.5:
            # Before the commit: some of it was sent already and is never seen, the same input comes again.
            list(islice(outputs, random.randrange(20)))
        else:
            self._commit(partition, batch, outputs)
        if crash:
            self.crashes += 1
            self.restart(partition, compacted=random.random() < 0.5)

    def _commit(self, partition: int, batch: Sequence[InputRecord], outputs: Iterable[OutputRecord]) -> None:
        for sent in outputs:
            if sent.topic is INDEXER_EXCHANGE:
                self.on_the_way[partition, sent.partition].append(sent)
            else:
                self.log[sent.topic][sent.partition].append(sent)
        for record in batch:
            self.committed[record.topic, partition] = record.offset + 1

    def _deliver(self, link: tuple[int, int], most: int) -> None:
        for _ in range(min(most, len(self.on_the_way[link]))):
            self.log[INDEXER_EXCHANGE][link[1]].append(self.on_the_way[link].popleft())

    def _next(self, partition: int, parsed: int, told: int) -> list[InputRecord]:
        batch = []
        for topic, most in ((ARTICLES_PARSED, parsed), (INDEXER_EXCHANGE, told)):
            start = self.committed[topic, partition]
            for offset, record in enumerate(self.log[topic][partition][start : start + most], start):
                self.clock += 1
                batch.append(
                    InputRecord(topic, partition, offset, self.clock, record.key, record.value, record.headers)
                )
        return batch

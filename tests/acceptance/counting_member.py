"""A member of a shard group whose shards only count, so that a lost or repeated record shows. Run as a process.

Of every parsed record the home shard counts the key and tells the next shard through the exchange, which counts it
too. Each count is written to the state topic, and to `articles.current` as the log of what became visible.
"""

import asyncio
import signal
import sys
from collections.abc import Iterable, Sequence

from schemas.topics import ARTICLES_CURRENT, ARTICLES_PARSED, INDEXER_EXCHANGE, INDEXER_SIGNATURES
from services.runtime.logs import configure_logging
from services.runtime.ops_port import ops_port
from services.runtime.readiness import Readiness
from services.runtime.settings import load_settings
from services.runtime.shard_records import InputRecord, OutputRecord
from services.runtime.transactional_shards import CONDITIONS, HomeOf, run_shards

SERVICE = "counting"
POISON = b"poison"


class CountingShard:
    """Counts records by key; keys told by another shard carry the prefix ``told:``."""

    def __init__(self, partition: int, partitions: int) -> None:
        self._partition = partition
        self._next_shard = (partition + 1) % partitions
        self._counts: dict[bytes, int] = {}

    def restore(self, *records: InputRecord) -> None:
        for record in records:
            assert record.key is not None
            assert record.value is not None
            self._counts[record.key] = int(record.value)

    def restored(self) -> None:
        pass

    def apply(self, batch: Sequence[InputRecord]) -> Iterable[OutputRecord]:
        for record in batch:
            assert record.key is not None
            if record.value == POISON:
                raise ValueError("poison")
            key = record.key
            if record.topic is ARTICLES_PARSED:
                yield OutputRecord(INDEXER_EXCHANGE, self._next_shard, key, b"1")
            else:
                key = b"told:" + key
            self._counts[key] = self._counts.get(key, 0) + 1
            count = str(self._counts[key]).encode()
            yield OutputRecord(INDEXER_SIGNATURES, self._partition, key, count)
            yield OutputRecord(ARTICLES_CURRENT, self._partition, key, count)


async def main() -> None:
    settings = load_settings()
    configure_logging(settings, SERVICE)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    readiness = Readiness(CONDITIONS)

    def make_shard(partition: int, _home_of: HomeOf) -> CountingShard:
        return CountingShard(partition, settings.partitions)

    async with ops_port(settings, readiness) as port:
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        await run_shards(
            settings,
            service=SERVICE,
            inputs=[ARTICLES_PARSED, INDEXER_EXCHANGE],
            state=[INDEXER_SIGNATURES],
            make_shard=make_shard,
            readiness=readiness,
            stop=stop,
        )


if __name__ == "__main__":
    asyncio.run(main())

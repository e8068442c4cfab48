"""``python -m tests.bench.index.readback``: what reading a shard's state back takes without Kafka, and what the shard
then holds."""

import argparse
import gc
import os
import tracemalloc
from pathlib import Path
from time import process_time

from schemas.topics import HEADLINES_RELATED, INDEXER_SIGNATURES
from services.indexer.record_shard import RecordShard
from services.relatedness.packed_card import PackedCard
from services.relatedness.ranking import ROOMS
from services.relatedness.view_record import view_record
from services.runtime.shard_records import InputRecord
from services.runtime.shard_state_reader import CHUNK
from services.runtime.transactional_shards import home_of
from tests.bench.index import engines
from tests.bench.index.shard_state import PARTITIONS, TARGET_ARTICLES, state_records


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.bench.index.readback", description=__doc__)
    options.add_argument("--every", type=int, default=1, help="take one of so many articles of the stream")
    options.add_argument("--shared", type=Path, default=engines.ROOT.parent / "shared", help="the folder of data")
    given = options.parse_args()
    state = list(state_records(given.shared / "data" / "stream" / "allsides_dev.jsonl.gz", given.every))
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    shard = _empty()
    shard.restore(state[0])  # What loads on first use is no record's time.
    shard, ready = _empty(), 0.0
    for topic in (INDEXER_SIGNATURES, HEADLINES_RELATED):
        records = [record for record in state if record.topic == topic]
        started = process_time()
        for start in range(0, len(records), CHUNK):
            shard.restore(*records[start : start + CHUNK])
            gc.freeze()  # As the runner does.
        seconds = process_time() - started
        ready += seconds / len(records)
        size = sum(len(record.value or b"") for record in records) / len(records)
        print(f"{topic.name}: {len(records):,} of {size:,.0f} bytes, {1e6 * seconds / len(records):.0f} us CPU each")
    shard.restored()
    print(f"{1e6 * first_look(state):.0f} us more for each view when it is first looked at")
    print(f"{TARGET_ARTICLES:,} articles are read back in {TARGET_ARTICLES * ready:.1f} s of CPU time")
    del shard
    print(f"held: {held_bytes(state):,.0f} bytes an article")


def first_look(state: list[InputRecord]) -> float:
    """Seconds of CPU time that reading a view takes whose record was only kept."""
    values = [record.value or b"" for record in state if record.topic == HEADLINES_RELATED]
    cards: dict[str, PackedCard] = {}
    started = process_time()
    for value in values:
        cards |= {card.id: card for card in view_record(value, ROOMS, cards.get).cards}
    return (process_time() - started) / len(values)


def held_bytes(state: list[InputRecord]) -> float:
    """Bytes of all allocations of a shard that read its state back, an article."""
    gc.collect()
    tracemalloc.start()
    try:
        shard = _empty()
        for topic in (INDEXER_SIGNATURES, HEADLINES_RELATED):
            for record in state:
                if record.topic == topic:
                    shard.restore(_copy(record))
        shard.restored()
        gc.collect()
        return 2 * tracemalloc.get_traced_memory()[0] / len(state)
    finally:
        tracemalloc.stop()


def _copy(record: InputRecord) -> InputRecord:
    """A record as it comes from the broker: no object of it is held elsewhere."""
    value = bytearray(record.value or b"")
    return InputRecord(
        record.topic, 0, record.offset, 0, bytes(bytearray(record.key or b"")), bytes(value), record.headers
    )


def _empty() -> RecordShard:
    return RecordShard(0, PARTITIONS, lambda article_id: home_of(article_id, PARTITIONS))


if __name__ == "__main__":
    main()

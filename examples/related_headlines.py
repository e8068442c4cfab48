"""Prints the related headlines of every article, first as they are, then as they change.

    pip install "aiokafka[lz4]"; python related_headlines.py localhost:9092

The topic is compacted: its beginning holds the newest record of every article. Nothing is committed, so each start
begins there; give a group_id (and enable_auto_commit) to go on where the last run ended.
"""

import asyncio
import contextlib
import json
import sys

from aiokafka import AIOKafkaConsumer


async def main(broker: str, topic: str = "headlines.related") -> None:
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=broker,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        isolation_level="read_committed",  # else records of transactions that were aborted come too
    )
    async with consumer:
        async for record in consumer:
            if record.value is None:
                print(f"{record.key.decode()} is gone", flush=True)
                continue
            view = json.loads(record.value)
            print(view["article"]["headline"], flush=True)
            for entry in view["related"]:
                print(f"  {entry['score'] / 1000:.3f}  {entry['headline']}", flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(*sys.argv[1:3]))

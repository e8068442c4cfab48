"""A foreign producer that leaves a transaction open. Run as a process: says a line when its records are on the log.

Arguments: broker, transactional id, transaction time-out in ms, then topic and number of partitions, repeated.
"""

import asyncio
import sys

from aiokafka import AIOKafkaProducer


async def main(broker: str, transactional_id: str, timeout_ms: str, *topics: str) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=broker, transactional_id=transactional_id, transaction_timeout_ms=int(timeout_ms)
    )
    await producer.start()
    await producer.begin_transaction()
    for topic, partitions in zip(topics[::2], map(int, topics[1::2]), strict=True):
        for partition in range(partitions):
            await producer.send_and_wait(topic, b"never committed", key=b"foreign", partition=partition)
    sys.stdout.write("open\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

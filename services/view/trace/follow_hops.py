"""Keeps the hops at the end of articles.parsed and articles.rejected."""

import asyncio
import time

from aiokafka import ConsumerRecord, TopicPartition

from schemas.topics import ARTICLES_PARSED, ARTICLES_REJECTED
from services.runtime import kafka_clients
from services.runtime.cluster_id import cluster_id_of
from services.runtime.settings import Settings
from services.runtime.topic_admin import wait_for_topics
from services.view.trace.hops import hop
from services.view.trace.hops_file import HopsFile

TOPICS = (ARTICLES_PARSED, ARTICLES_REJECTED)
BATCH = 200


async def follow_hops(settings: Settings, file: HopsFile) -> None:
    """Reads until cancelled, committed records only and without a group; the offsets are the file's own.

    What the topics forgot before it was read stays unknown. Raises what Kafka and the file raise.
    """
    await wait_for_topics(settings, TOPICS)
    cluster_id = await cluster_id_of(settings)
    rejected_topic = settings.topic(ARTICLES_REJECTED)
    places = [TopicPartition(settings.topic(topic), p) for topic in TOPICS for p in range(settings.partitions)]
    async with kafka_clients.consumer(settings) as consumer:
        ends = await consumer.end_offsets(places)
        firsts = await consumer.beginning_offsets(places)
        held = await asyncio.to_thread(file.marks, cluster_id)
        consumer.assign(places)
        for place in places:
            mark = held.get((place.topic, place.partition), 0)
            # A topic that ends before what was read of it was made anew.
            consumer.seek(place, firsts[place] if mark > ends[place] else max(mark, firsts[place]))
        while True:
            batch = await consumer.getmany(timeout_ms=1000, max_records=BATCH)
            if batch:
                marks = {(p.topic, p.partition): records[-1].offset + 1 for p, records in batch.items()}
                await asyncio.to_thread(_save, file, batch, rejected_topic, cluster_id, marks)


def _save(
    file: HopsFile,
    batch: dict[TopicPartition, list[ConsumerRecord]],
    rejected_topic: str,
    cluster_id: str,
    marks: dict[tuple[str, int], int],
) -> None:
    hops = [hop(record, rejected_topic) for records in batch.values() for record in records]
    file.save([one for one in hops if one is not None], cluster_id, marks, round(time.time() * 1000))

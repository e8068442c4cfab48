"""The system page of a view on a real Kafka: what is sent, waits and was rejected, and how the feeds fare."""

from datetime import UTC, datetime
from typing import Any

import lxml.html

from schemas.rejected import Rejection, rejected_headers
from schemas.topics import ARTICLES_PARSED, ARTICLES_RAW, ARTICLES_REJECTED, INGEST_FEEDS, TOPICS, Topic
from services.ingest.feeds.feed_state import FeedState
from services.runtime import kafka_clients
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from services.view.system.figures import Feeds
from services.view.system.kafka_figures import KafkaLooker
from tests.acceptance.view_port import reading

NOW = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
FAILING = FeedState(
    url="https://gazette.example/feed",
    subscribed_at=NOW,
    next_visit_at=NOW,
    visits=3,
    failures=2,
    last_error="404: gone",
)


async def put(settings: Settings, topic: Topic, *values: bytes, **options: Any) -> None:
    async with kafka_clients.producer(settings) as producer:
        for value in values:
            await producer.send_and_wait(settings.topic(topic), value, **options)


async def test_it_tells_what_kafka_knows(settings: Settings) -> None:
    await ensure_topics(settings, TOPICS)
    await put(settings, ARTICLES_RAW, b"one", b"two", b"three")
    headers = rejected_headers(Rejection("parse", "no <b>headline</b>"), topic="articles.raw", partition=0, offset=0)
    await put(settings, ARTICLES_REJECTED, b"the bytes", headers=headers)
    await put(settings, INGEST_FEEDS, FAILING.to_bytes(), key=b"feed")
    async with reading(settings) as reader:
        answer = await reader.client.get("/system")
        page: Any = lxml.html.document_fromstring(answer.text)
    assert rows(page, "Waiting") == [
        ["parser", ARTICLES_RAW.name, "3"],
        ["indexer", ARTICLES_PARSED.name, "0"],
        ["view", "headlines.related", "0"],
    ]
    assert rows(page, "Records that came")[0] == [ARTICLES_RAW.name, "3", "3", "3"]
    assert rows(page, "Rejected, by reason")[0][:3] == ["no <b>headline</b>", "parse", "1"]
    assert rows(page, "Feeds in trouble") == [["https://gazette.example/feed", "failing", "2", "404: gone"]]


async def test_a_later_look_reads_on_and_an_early_one_is_given_again(settings: Settings) -> None:
    await ensure_topics(settings, TOPICS)
    looker = KafkaLooker(settings, dict, kept=60.0)
    first = await looker.look()
    await put(settings, INGEST_FEEDS, FAILING.to_bytes(), key=b"feed")
    assert await looker.look() is first
    looker.kept = 0.0
    feeds = (await looker.look()).feeds
    assert isinstance(feeds, Feeds)
    assert feeds.by_status == {"failing": 1}
    await put(settings, INGEST_FEEDS, FAILING.model_copy(update={"failures": 0}).to_bytes(), key=b"feed")
    feeds = (await looker.look()).feeds
    assert isinstance(feeds, Feeds)
    assert (feeds.by_status, feeds.worst) == ({"ok": 1}, [])


def rows(page: Any, label: str) -> list[list[str]]:
    (table,) = page.xpath(f".//*[@aria-label='{label}']//tbody")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in table]

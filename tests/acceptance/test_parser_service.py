"""The parser as a process: raw documents in, articles, retractions and dead letters out."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
from aiokafka.partitioner import DefaultPartitioner

from schemas.article_id import article_id_of
from schemas.rejected import EXCEPTION_MESSAGE, OFFSET, PARTITION, STAGE, TOPIC
from schemas.topics import ARTICLES_RAW
from services.cli.parsed_files import as_json
from services.parser.parse import parse
from services.runtime.settings import Settings
from services.runtime.topic_admin import ensure_topics
from tests.acceptance.parser_process import load_test_page, parsing
from tests.acceptance.raw_and_parsed import committed, eventually, outcomes, raw_producer
from tests.unit.parser.golden import pairs

POISON = b"\x00\xff\xfe\x80 not text, not markup \x81\x8d" * 20


async def test_documents_of_a_bare_client_arrive_parsed_under_their_article_ids(settings: Settings) -> None:
    await ensure_topics(settings)
    raw = settings.topic(ARTICLES_RAW)
    async with parsing(settings), raw_producer(settings) as producer, outcomes(settings) as out:
        for n in range(20):
            await producer.send_and_wait(raw, load_test_page(n))
        await out.until(lambda: len(out.parsed) == 20)
    assert out.rejected == []
    assert len(out.sources) == 20
    murmur2 = DefaultPartitioner()
    for message in out.parsed:
        article = orjson.loads(message.value)
        assert article["headline"].startswith("Crane number ")
        assert message.key.decode() == article["id"]
        assert message.partition == murmur2(message.key, list(range(settings.partitions)), [])
        assert dict(message.headers)["ce_time"].decode() == article["version"]["observed_at"]


async def test_poison_ends_in_rejected_while_its_neighbours_arrive(settings: Settings) -> None:
    await ensure_topics(settings)
    raw = settings.topic(ARTICLES_RAW)
    async with parsing(settings), raw_producer(settings) as producer, outcomes(settings) as out:
        places = {}
        for n, value in enumerate([load_test_page(1), POISON, load_test_page(2), b"", load_test_page(3)]):
            sent = await producer.send_and_wait(raw, value, key=b"\xffkey %d" % n, partition=0)
            places[sent.offset] = (b"\xffkey %d" % n, value)
        huge = load_test_page(4) + b" and more" * 500_000
        sent = await producer.send_and_wait(raw, huge, partition=1)
        await out.until(lambda: len(out.parsed) == 3 and len(out.rejected) == 3)
    for message in out.rejected:
        headers = {name: value.decode() for name, value in message.headers}
        assert headers[TOPIC] == raw
        assert headers[STAGE]
        assert headers[EXCEPTION_MESSAGE]
        if headers[PARTITION] == "1":
            assert (message.key, message.value, int(headers[OFFSET])) == (None, huge, sent.offset)
        else:
            assert (message.key, message.value) == places[int(headers[OFFSET])]


async def test_a_feed_is_split_into_articles_and_its_bad_item_named(settings: Settings) -> None:
    await ensure_topics(settings)
    raw = settings.topic(ARTICLES_RAW)
    links = [f"https://herald.test/{n}" for n in range(30)]
    items = [f"<item><title>Crane number {n} lifts</title><link>{link}</link></item>" for n, link in enumerate(links)]
    feed = f"<rss><channel><title>Herald</title>{''.join(items)}<item/></channel></rss>".encode()
    headers = [("ce_subject", b"https://herald.test/feed"), ("content-type", b"application/rss+xml")]
    async with parsing(settings), raw_producer(settings) as producer, outcomes(settings) as out:
        sent = await producer.send_and_wait(raw, feed, partition=0, headers=headers)
        await producer.send_and_wait(raw, load_test_page(1), partition=0)
        await out.until(lambda: len(out.parsed) == 31 and len(out.rejected) == 1)

        async def all_committed() -> bool:
            return (await committed(settings, "parser"))[0] == 2

        await eventually(all_committed)
    split = [orjson.loads(m.value) for m in out.parsed if orjson.loads(m.value)["source"]["offset"] == sent.offset]
    assert {article["id"] for article in split} == {article_id_of(link) for link in links}
    assert {article["publisher"]["name"] for article in split} == {"Herald"}
    assert out.rejected[0].value == feed
    assert dict(out.rejected[0].headers)[EXCEPTION_MESSAGE].startswith(b"item 31: ")


async def test_the_service_gives_the_records_of_the_command(settings: Settings) -> None:
    """Every golden document, of every kind, through the service; the same document through `parse`."""
    await ensure_topics(settings)
    raw = settings.topic(ARTICLES_RAW)
    documents = [pair.document for pair in pairs() if pair.document.value]
    expected, refused = [], 0
    async with (
        parsing(settings, THEMEWIRE_BREAKER="off"),
        raw_producer(settings) as producer,
        outcomes(settings) as out,
    ):
        for document in documents:
            results = [as_json(result) for result in parse(document)]
            expected += [result for result in results if "rejected" not in result]
            refused += any("rejected" in result for result in results)
            await producer.send_and_wait(raw, document.value, headers=[(n, v) for n, v in document.headers if v])
        await out.until(lambda: len(out.parsed) >= len(expected) and len(out.rejected) >= refused)
    found = [orjson.loads(message.value) for message in out.parsed]
    assert len(out.rejected) == refused
    assert sorted(map(_content, found)) == sorted(map(_content, expected))


def _content(record: dict[str, Any]) -> bytes:
    return orjson.dumps({name: value for name, value in record.items() if name != "source"})


async def test_a_null_value_retracts_with_its_version_in_a_header(settings: Settings) -> None:
    await ensure_topics(settings)
    raw = settings.topic(ARTICLES_RAW)
    url = b"https://example.org/harbour/cranes"
    async with parsing(settings), raw_producer(settings) as producer, outcomes(settings) as out:
        at = b"2025-03-22T08:00:00+01:00"
        await producer.send_and_wait(raw, None, key=b"not asked", headers=[("ce_subject", url), ("ce_time", at)])
        untimed = await producer.send_and_wait(raw, None, key=b"their own key")
        # Null in both, which `send` of this client refuses and others do not.
        batch = producer.create_batch()
        batch.append(key=None, value=None, timestamp=None)
        await (await producer.send_batch(batch, raw, partition=0))
        await out.until(lambda: len(out.parsed) == 2 and len(out.rejected) == 1)
    retractions = {m.key.decode(): m for m in out.parsed}
    assert all(m.value is None for m in out.parsed)
    by_url, by_key = retractions[article_id_of(url.decode())], retractions[article_id_of("their own key")]
    assert observed(by_url.headers) == datetime.fromisoformat(at.decode())
    assert observed(by_key.headers) == datetime.fromtimestamp(untimed.timestamp / 1000, UTC)
    assert out.rejected[0].value is None


async def test_a_document_that_hangs_the_parser_costs_only_itself(settings: Settings) -> None:
    await ensure_topics(settings)
    raw = settings.topic(ARTICLES_RAW)
    # The tree builder looks for each attribute among all those before it: a minute, inside the default document limit.
    slow = b"<title>A headline</title><p" + b"".join(b" a%d=b" % number for number in range(200_000)) + b">"
    async with (
        parsing(settings, THEMEWIRE_PARSE_TIMEOUT="1") as parser,
        raw_producer(settings) as producer,
        outcomes(settings) as out,
    ):
        for value in (load_test_page(1), slow, load_test_page(2)):
            await producer.send_and_wait(raw, value, partition=0)
        await out.until(lambda: len(out.parsed) == 2 and len(out.rejected) == 1)
        assert parser.process.poll() is None
    headers = dict(out.rejected[0].headers)
    assert headers[EXCEPTION_MESSAGE] == b"parsing timed out after 1 s"
    assert headers[STAGE] == b"parse"


async def test_aborted_transactions_are_not_read_and_hold_nothing_up(settings: Settings) -> None:
    await ensure_topics(settings)
    raw = settings.topic(ARTICLES_RAW)
    transactional = raw_producer(settings, transactional_id=f"{settings.topic_prefix}any")
    async with parsing(settings) as parser, transactional as producer, outcomes(settings) as out:
        for n in range(6):
            await producer.begin_transaction()
            await producer.send_and_wait(raw, load_test_page(n), partition=0)
            await (producer.abort_transaction() if n % 2 else producer.commit_transaction())
        await out.until(lambda: len(out.parsed) == 3)
        assert {offset for _, offset in out.sources} == {0, 4, 8}

        async def all_committed() -> bool:
            # The last document is at offset 8; what follows are an aborted one and marks of the transactions.
            return (await committed(settings, "parser"))[0] >= 9

        async def no_lag() -> bool:
            lags = parser.metric("themewire_lag_records")
            return len(lags) == settings.partitions and not any(lags.values())

        await eventually(all_committed)
        await eventually(no_lag)


async def test_every_document_of_a_steady_20_a_second_is_parsed(
    settings: Settings, measured: Callable[[str], None]
) -> None:
    await ensure_topics(settings)
    raw = settings.topic(ARTICLES_RAW)
    sent: dict[tuple[int, int], float] = {}
    seconds: list[float] = []
    async with parsing(settings), raw_producer(settings) as producer, outcomes(settings) as out:

        async def read() -> None:
            seen = 0
            while seen < 100:
                await out.read(1000)
                for message in out.parsed[seen:]:
                    source = orjson.loads(message.value)["source"]
                    seconds.append(time.monotonic() - sent[source["partition"], source["offset"]])
                seen = len(out.parsed)

        reading = asyncio.create_task(read())
        for n in range(100):
            at = time.monotonic()
            place = await producer.send_and_wait(raw, load_test_page(n))
            sent[place.partition, place.offset] = at
            await asyncio.sleep(1 / 20)  # the load itself, not a wait for anything
        await asyncio.wait_for(reading, 30)
    seconds.sort()
    assert len(seconds) == len(sent) == 100
    measured(f"raw to parsed: p50 {seconds[50] * 1000:.1f} ms, p99 {seconds[98] * 1000:.1f} ms")


def observed(headers: list[tuple[str, bytes]]) -> datetime:
    """The version a message carries."""
    return datetime.fromisoformat(dict(headers)["ce_time"].decode())

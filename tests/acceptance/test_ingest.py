"""Ingest on a real Kafka: a receipt is true to the byte, and everything else is said honestly."""

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from schemas.article_id import article_id_of
from services.runtime.settings import Settings
from tests.acceptance.ingest_port import ingest_client, raw_records, record_at

URL = "https://gazette.example/harbour/ferry-line"
DOCUMENTS = "/v1/documents"


async def test_a_receipt_names_the_record_with_these_bytes_and_headers(settings: Settings) -> None:
    body = bytes(range(256)) * 40
    async with ingest_client(settings) as (http, _):
        answer = await http.post(
            DOCUMENTS,
            params={"url": URL, "published": "2031-02-03", "publisher": "Harbour Gazette"},
            content=body,
            headers={"content-type": "text/html; charset=koi8-r", "ce-time": "2031-02-03T06:40:00+02:00"},
        )
    assert answer.status_code == 202
    receipt = answer.json()
    record = await record_at(settings, receipt)
    assert record.value == body
    assert record.key == receipt["article_id"].encode() == article_id_of(URL).encode()
    assert dict(record.headers) == {
        "ce_specversion": b"1.0",
        "ce_id": receipt["ce_id"].encode(),
        "ce_source": b"/themewire/ingest",
        "ce_type": b"themewire.article.observed",
        "ce_time": b"2031-02-03T06:40:00+02:00",
        "ce_subject": URL.encode(),
        "content-type": b"text/html; charset=koi8-r",
        "themewire-published": b"2031-02-03",
        "themewire-publisher": b"Harbour Gazette",
    }


async def test_every_one_of_many_concurrent_receipts_is_true(settings: Settings) -> None:
    bodies = [f"document {number}".encode() * (number + 1) for number in range(100)]
    async with ingest_client(settings) as (http, _):
        answers = await asyncio.gather(*(http.post(DOCUMENTS, content=body) for body in bodies))
    assert {answer.status_code for answer in answers} == {202}
    stored = {(r.topic, r.partition, r.offset): r for r in await raw_records(settings)}
    assert len(stored) == len(bodies)
    assert len({key[1] for key in stored}) == settings.partitions
    for body, answer in zip(bodies, answers, strict=True):
        receipt = answer.json()
        assert stored[receipt["topic"], receipt["partition"], receipt["offset"]].value == body


async def test_delete_writes_a_null_value_under_the_articles_key(settings: Settings) -> None:
    async with ingest_client(settings) as (http, _):
        posted = (await http.post(DOCUMENTS, params={"url": URL}, content=b"a page")).json()
        answer = await http.delete(f"{DOCUMENTS}/{posted['article_id']}")
    assert answer.status_code == 202
    receipt = answer.json()
    record = await record_at(settings, receipt)
    assert record.value is None
    assert record.key == posted["article_id"].encode()
    assert dict(record.headers)["ce_type"] == b"themewire.article.retracted"
    assert (receipt["partition"], receipt["offset"]) == (posted["partition"], posted["offset"] + 1)


async def test_the_largest_document_goes_through_and_one_byte_more_does_not(settings: Settings) -> None:
    limit = settings.document_limit
    largest = bytes(range(251)) * (limit // 251 + 1)

    async def chunks(size: int) -> AsyncIterator[bytes]:
        for start in range(0, size, 100_000):
            yield largest[start : min(start + 100_000, size)]

    async with ingest_client(settings) as (http, _):
        stored = await http.post(DOCUMENTS, content=largest[:limit])
        refused = await http.post(DOCUMENTS, content=largest[: limit + 1])
        stored_chunked = await http.post(DOCUMENTS, content=chunks(limit))
        refused_chunked = await http.post(DOCUMENTS, content=chunks(limit + 1))
        after = await http.post(DOCUMENTS, content=b"a small one")
    assert [stored.status_code, stored_chunked.status_code, after.status_code] == [202, 202, 202]
    for answer in (refused, refused_chunked):
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
    assert stored.json()["ce_id"] == stored_chunked.json()["ce_id"]
    assert (await record_at(settings, stored.json())).value == largest[:limit]
    assert len(await raw_records(settings)) == 3


async def test_a_refused_request_writes_nothing(settings: Settings) -> None:
    async with ingest_client(settings) as (http, _):
        answers = [
            await http.post(DOCUMENTS),
            await http.post(DOCUMENTS, params={"url": "no address"}, content=b"x"),
            await http.post(DOCUMENTS, content=b"x", headers={"ce-time": "yesterday"}),
            await http.delete(f"{DOCUMENTS}/not-an-id"),
        ]
    assert [answer.status_code for answer in answers] == [422, 422, 400, 422]
    assert await raw_records(settings) == []


async def test_the_same_document_sent_twice_has_the_same_ids(settings: Settings) -> None:
    async with ingest_client(settings) as (http, _):
        first, second = [(await http.post(DOCUMENTS, params={"url": URL}, content=b"x")).json() for _ in range(2)]
    assert first["offset"] != second["offset"]
    assert (first["ce_id"], first["article_id"]) == (second["ce_id"], second["article_id"])


@pytest.mark.allows_log("Unable connect")
@pytest.mark.allows_log("Unable to")
async def test_without_a_broker_the_port_answers_503_at_once(unused_tcp_port: int) -> None:
    nowhere = Settings(broker=f"127.0.0.1:{unused_tcp_port}", ingest_port=0, ops_port=0)
    async with ingest_client(nowhere, ready=False) as (http, readiness):
        started = time.monotonic()
        answers: list[httpx.Response] = [
            await http.post(DOCUMENTS, content=b"x"),
            await http.delete(f"{DOCUMENTS}/{'0' * 32}"),
        ]
        assert time.monotonic() - started < 8
        assert readiness.unmet == ["topics", "producer", "idempotency", "feeds"]
    for answer in answers:
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["retry-after"]) >= 1

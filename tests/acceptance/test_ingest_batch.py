"""A batch on a real Kafka and a real port: results come while lines go, and each one is true."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest

from schemas.article_id import article_id_of
from services.runtime.settings import Settings
from tests.acceptance.ingest_port import ingest_client, raw_records

BATCH = "/v1/documents/batch"
NDJSON = {"content-type": "application/x-ndjson"}


def lines_of(*lines: dict[str, Any]) -> bytes:
    return b"".join(orjson.dumps(line) + b"\n" for line in lines)


async def results_of(http: httpx.AsyncClient, content: bytes | AsyncIterator[bytes], **headers: str) -> list[Any]:
    answer = await http.post(BATCH, content=content, headers={**NDJSON, **headers})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


async def test_every_result_names_its_line_and_is_true(settings: Settings) -> None:
    documents = [{"content": f"document {n}" * (n % 50 + 1), "url": f"https://gazette.example/{n}"} for n in range(500)]
    async with ingest_client(settings) as (http, _):
        results = await results_of(http, lines_of(*documents))
    stored = {(r.partition, r.offset): r for r in await raw_records(settings)}
    assert [result["line"] for result in results] == list(range(1, 501))
    for document, result in zip(documents, results, strict=True):
        record = stored.pop((result["receipt"]["partition"], result["receipt"]["offset"]))
        assert result["status"] == 202
        assert record.value.decode() == document["content"]
        assert record.key.decode() == result["receipt"]["article_id"] == article_id_of(str(document["url"]))
    assert stored == {}


async def test_a_bad_line_costs_its_own_result_only(settings: Settings) -> None:
    binary = bytes(range(256))
    good = [
        {"content_base64": base64.b64encode(binary).decode(), "content_type": "text/html; charset=koi8-r"},
        {"retract": "0" * 32},
        {"content": "über", "content_type": "text/plain"},
    ]
    lines = [
        orjson.dumps(good[0]),
        b"no json",
        b"",
        orjson.dumps(good[1]),
        b'{"content": 1}',
        b'{"content": "x", "headline": "y"}',
        b'{"content": "' + b"x" * (settings.document_limit + 1) + b'"}',
        b"[" * (4 * settings.document_limit),
        orjson.dumps(good[2]),
    ]
    async with ingest_client(settings) as (http, _):
        results = await results_of(http, b"\r\n".join(lines))
    assert [(r["line"], r["status"]) for r in results] == [
        (1, 202),
        (2, 400),
        (4, 202),
        (5, 422),
        (6, 422),
        (7, 413),
        (8, 413),
        (9, 202),
    ]
    assert all(len(r["problem"]["detail"]) > 20 for r in results if r["status"] != 202)
    records = {r.key.decode(): r for r in await raw_records(settings)}
    first, retracted, last = (records[r["receipt"]["article_id"]] for r in results if r["status"] == 202)
    assert first.value == binary
    assert retracted.value is None
    assert last.value == "über".encode()
    assert dict(last.headers)["content-type"] == b"text/plain; charset=utf-8"


async def test_a_result_comes_while_the_upload_is_open(settings: Settings) -> None:
    """The sender writes a line, reads its result, and only then writes the next."""
    async with ingest_client(settings) as (http, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", http.base_url.port)
        writer.write(
            b"POST /v1/documents/batch HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-ndjson\r\n"
            b"transfer-encoding: chunked\r\n\r\n"
        )
        for number in range(1, 4):
            line = lines_of({"content": f"line {number}"})
            writer.write(b"%x\r\n%s\r\n" % (len(line), line))
            await writer.drain()
            if number == 1:
                head = await reader.readuntil(b"\r\n\r\n")
                assert head.startswith(b"HTTP/1.1 200 ")
            size = int(await reader.readline(), 16)
            result = json.loads(await reader.readexactly(size))
            assert (result["line"], result["status"]) == (number, 202)
            assert await reader.readline() == b"\r\n"
        writer.write(b"0\r\n\r\n")
        assert await reader.readexactly(5) == b"0\r\n\r\n"
        writer.close()
        await writer.wait_closed()
    assert len(await raw_records(settings)) == 3


@pytest.mark.allows_log("Unable connect")
@pytest.mark.allows_log("Unable to")
async def test_without_a_broker_every_line_is_told_so(unused_tcp_port: int) -> None:
    nowhere = Settings(broker=f"127.0.0.1:{unused_tcp_port}", ingest_port=0, ops_port=0)
    async with ingest_client(nowhere, ready=False) as (http, _):
        results = await results_of(http, lines_of(*({"content": str(n)} for n in range(2000))))
    assert [r["line"] for r in results] == list(range(1, 2001))
    assert {(r["status"], r["problem"]["type"]) for r in results} == {(503, "urn:themewire:problem:not-confirmed")}

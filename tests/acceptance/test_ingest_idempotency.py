"""Idempotency-Keys on a real Kafka: one receipt for a day, whichever replica is asked, also after a restart."""

import asyncio

import httpx

from services.runtime.settings import Settings
from tests.acceptance.ingest_port import ingest_client, raw_records

DOCUMENTS = "/v1/documents"
KEY = {"idempotency-key": '"8e03978e-40d5-43dd-bc93-6894a57f9324"'}


async def post(http: httpx.AsyncClient, content: bytes = b"a page", **headers: str) -> httpx.Response:
    return await http.post(DOCUMENTS, content=content, headers={**KEY, **headers})


async def test_the_same_key_gives_the_same_receipt_on_any_replica_and_after_a_restart(settings: Settings) -> None:
    async with ingest_client(settings) as (one, _), ingest_client(settings) as (other, _):
        first = await post(one)
        assert first.status_code == 202
        again = [await post(one), await post(other), await post(one)]
    async with ingest_client(settings) as (restarted, _):
        again.append(await post(restarted))
        different = await post(restarted, b"another page")
    assert [(a.status_code, a.json()) for a in again] == [(202, first.json())] * 4
    assert different.status_code == 409
    assert different.json()["type"] == "urn:themewire:problem:idempotency-key-reused"
    assert len(await raw_records(settings)) == 1


async def test_of_many_requests_at_once_on_two_replicas_one_goes(settings: Settings) -> None:
    async with ingest_client(settings) as (one, _), ingest_client(settings) as (other, _):
        answers = await asyncio.gather(*(post(http) for http in (one, other) * 10))
    taken = [answer.json() for answer in answers if answer.status_code == 202]
    refused = [answer for answer in answers if answer.status_code != 202]
    assert taken
    assert all(receipt == taken[0] for receipt in taken)
    assert {answer.status_code for answer in refused} <= {409}
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
    assert len(await raw_records(settings)) == 1


async def test_a_key_that_is_no_string_is_refused(settings: Settings) -> None:
    async with ingest_client(settings) as (http, _):
        answer = await http.post(DOCUMENTS, content=b"x", headers={"idempotency-key": '"open'})
    assert answer.status_code == 400
    assert await raw_records(settings) == []

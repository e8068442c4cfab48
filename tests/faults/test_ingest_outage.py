"""The broker goes and comes back under a running ingest: never a false receipt, and it heals by itself."""

import json
import os
import signal
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.broker.embedded_kafka import EmbeddedKafka
from services.runtime.settings import Settings
from tests.acceptance.ingest_port import ingest_client, raw_records
from tests.waiting import until

DOCUMENTS = "/v1/documents"
CONFIRM_WITHIN = 2.0
BATCH_CONFIRM_WITHIN = 6.0
"""On a loaded machine a broker that is there may need more than two seconds for five lines."""

pytestmark = [
    pytest.mark.timeout(180),
    pytest.mark.expects_log("lost the broker"),
    # The client libraries tell of each connection they lose.
    pytest.mark.allows_log("aiokafka"),
]


@pytest.fixture
def on_it(broker: EmbeddedKafka) -> Settings:
    return Settings(broker=broker.bootstrap, ingest_port=0, ops_port=0)


class Sender:
    """Sends numbered documents and keeps the receipts."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self.sent = 0
        self.receipts: dict[bytes, dict[str, Any]] = {}

    async def send(self) -> int:
        """The status of the next document."""
        body = f"document {self.sent}".encode()
        self.sent += 1
        answer = await self._http.post(DOCUMENTS, content=body)
        if answer.status_code == 202:
            self.receipts[body] = answer.json()
        else:
            assert int(answer.headers["retry-after"]) >= 1
        return answer.status_code

    async def taken(self) -> bool:
        return await self.send() == 202

    async def refused(self) -> bool:
        return await self.send() == 503


async def assert_receipts_true(sender: Sender, settings: Settings) -> None:
    stored = {(r.partition, r.offset): r.value for r in await raw_records(settings)}
    for body, receipt in sender.receipts.items():
        assert stored[receipt["partition"], receipt["offset"]] == body


async def test_a_stopped_broker_is_503_and_a_returned_one_is_202_again(broker: EmbeddedKafka, on_it: Settings) -> None:
    async with ingest_client(on_it, confirm_within=CONFIRM_WITHIN) as (http, readiness):
        sender = Sender(http)
        assert await sender.send() == 202
        broker.stop()
        assert await sender.send() == 503
        await until(sender.refused, "documents are refused")
        assert "producer" in readiness.unmet
        broker.start()
        await until(sender.taken, "documents are taken again")
        assert readiness.ready
        assert await sender.send() == 202
    assert len(sender.receipts) >= 3
    await assert_receipts_true(sender, on_it)


async def test_a_broker_that_hangs_is_503_within_the_time(broker: EmbeddedKafka, on_it: Settings) -> None:
    async with ingest_client(on_it, confirm_within=CONFIRM_WITHIN) as (http, _):
        sender = Sender(http)
        assert await sender.send() == 202
        os.kill(broker.pid, signal.SIGSTOP)
        try:
            answer = await http.post(DOCUMENTS, content=b"into the void")
            assert answer.status_code == 503
            assert answer.elapsed.total_seconds() < CONFIRM_WITHIN + 1
        finally:
            os.kill(broker.pid, signal.SIGCONT)
        await until(sender.taken, "documents are taken again")
    await assert_receipts_true(sender, on_it)


async def test_a_batch_tells_each_line_that_the_broker_went_away(broker: EmbeddedKafka, on_it: Settings) -> None:
    def lines(first: int) -> bytes:
        return b"".join(b'{"content": "document %d"}\n' % number for number in range(first, first + 5))

    async def upload() -> AsyncIterator[bytes]:
        async def on_the_log() -> bool:
            return len(await raw_records(on_it)) == 5

        yield lines(0)
        await until(on_the_log, "the first lines are on the log")
        broker.stop()
        yield lines(5)
        yield lines(10)

    async with ingest_client(on_it, confirm_within=BATCH_CONFIRM_WITHIN) as (http, _):
        answer = await http.post(
            f"{DOCUMENTS}/batch", content=upload(), headers={"content-type": "application/x-ndjson"}
        )
        broker.start()
    results = [json.loads(line) for line in answer.text.splitlines()]
    assert [result["line"] for result in results] == list(range(1, 16))
    assert [result["status"] for result in results] == [202] * 5 + [503] * 10
    stored = {(r.partition, r.offset): r.value for r in await raw_records(on_it)}
    for number, result in enumerate(results[:5]):
        place = result["receipt"]["partition"], result["receipt"]["offset"]
        assert stored[place] == f"document {number}".encode()

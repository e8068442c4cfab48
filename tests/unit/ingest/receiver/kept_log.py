"""The receiver's application over a log that keeps what it is given."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from services.ingest.raw_message import RawMessage
from services.ingest.receipt import Receipt
from services.ingest.receiver import idempotency_ledger as ledger
from services.ingest.receiver.access import Access
from services.ingest.receiver.app import ingest_app
from services.ingest.receiver.idempotency_ledger import Entry, Ledger
from services.ingest.receiver.idempotent_publish import PublishedOnce
from services.ingest.receiver.parts import Parts
from services.ingest.receiver.pending import Pending
from services.ingest.receiver.unavailable import NotConfirmed

LIMIT = 1000


class Kept:
    """A message that the log has, or will not confirm."""

    settled = True

    def __init__(self, receipt: Receipt | None) -> None:
        self._receipt = receipt

    async def receipt(self) -> Receipt:
        if self._receipt is None:
            raise NotConfirmed("the broker did not answer in time")
        return self._receipt


class KeptLog:
    """Takes messages as the broker would, or not: `away` refuses all, `unconfirmed` the next so many."""

    def __init__(self) -> None:
        self.messages: list[RawMessage] = []
        self.pending = Pending(10 * LIMIT)
        self.away = False
        self.unconfirmed = 0
        self.most_pending = 0

    async def send(self, message: RawMessage) -> Kept:
        self.most_pending = max(self.most_pending, self.pending.bytes)
        self.pending.give(message.size)
        if self.away:
            raise NotConfirmed("no broker is connected")
        if self.unconfirmed:
            self.unconfirmed -= 1
            return Kept(None)
        self.messages.append(message)
        at = len(self.messages) - 1
        return Kept(Receipt(article_id=message.article_id, topic="raw", partition=3, offset=at, ce_id=message.ce_id))

    async def publish(self, message: RawMessage) -> Receipt:
        return await (await self.send(message)).receipt()


class KeptNames:
    """ingest.idempotency in memory; `now_ms` is its clock."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.now_ms = 1_000_000
        self._nonces = itertools.count()

    def holder(self, name: bytes) -> Entry | None:
        return self.ledger.holder(name, self.now_ms)

    async def claim(self, name: bytes, fingerprint: str) -> bytes | None:
        nonce = b"%016d" % next(self._nonces)
        self.ledger.apply(*ledger.claim_record(name, nonce, fingerprint), self.now_ms)
        held = self.holder(name)
        return nonce if held and held.nonce == nonce else None

    async def settle(self, name: bytes, fingerprint: str, receipt: Receipt) -> None:
        self.ledger.apply(*ledger.receipt_record(name, fingerprint, receipt), self.now_ms)

    async def release(self, name: bytes, nonce: bytes) -> None:
        self.ledger.apply(name + nonce, None, self.now_ms)


def app_over(
    log: KeptLog, *, names: KeptNames | None = None, access: Access | None = None, limit: int = LIMIT
) -> FastAPI:
    once = PublishedOnce(names or KeptNames(), log.publish, log.pending)
    return ingest_app(Parts(log, once, access or Access(), limit))


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://ingest") as client:
        yield client


def assert_problem(answer: httpx.Response, status: int, kind: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["type"] == f"urn:themewire:problem:{kind}"
    assert body["title"]
    assert len(body["detail"]) > 20

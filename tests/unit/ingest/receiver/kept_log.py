"""The receiver's application over a log that keeps what it is given."""

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from services.ingest.feeds.feed_state import FeedState
from services.ingest.feeds.requests import LeaseAnswered, Pushed, Subscribe, Unsubscribe, feed_id
from services.ingest.raw_message import RawMessage
from services.ingest.receipt import Receipt
from services.ingest.receiver import idempotency_ledger as ledger
from services.ingest.receiver.access import Access
from services.ingest.receiver.app import ingest_app
from services.ingest.receiver.feeds_parts import FeedsParts
from services.ingest.receiver.idempotency_ledger import Entry, Ledger
from services.ingest.receiver.idempotent_publish import PublishedOnce
from services.ingest.receiver.parts import Parts
from services.ingest.receiver.pending import Pending
from services.ingest.receiver.unavailable import NotConfirmed
from services.ingest.request_checks import Refusal
from services.ingest.subscriptions.feed_list import FeedList

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


class KeptRequest:
    """A request that the log has, or will not confirm."""

    settled = True

    def __init__(self, unconfirmed: bool) -> None:
        self._unconfirmed = unconfirmed

    async def confirmed(self) -> None:
        if self._unconfirmed:
            raise Refusal(503, "not-confirmed", "the broker did not answer in time: send it again")


class KeptFeeds:
    """ingest.requests and ingest.feeds in memory: `away` refuses all requests, `unconfirmed` the next so many."""

    def __init__(self) -> None:
        self.requests: list[Subscribe | Unsubscribe | LeaseAnswered | Pushed] = []
        self.list = FeedList()
        self.away = False
        self.unconfirmed = 0

    def has(self, state: FeedState) -> str:
        """Puts the state on ingest.feeds; gives the feed's id."""
        feed = feed_id(state.url)
        self.list.apply(feed.encode(), state.to_bytes())
        return feed

    async def awaited(self, feed: str, there: Callable[[FeedState], bool], within: float) -> FeedState | None:
        state = self.list.get(feed)
        return state if state and there(state) else None

    async def send(self, request: Subscribe | Unsubscribe | LeaseAnswered | Pushed) -> KeptRequest:
        if self.away:
            raise Refusal(503, "not-confirmed", "no broker is connected: send it again", headers={"retry-after": "2"})
        if self.unconfirmed:
            self.unconfirmed -= 1
            return KeptRequest(True)
        self.requests.append(request)
        return KeptRequest(False)

    async def put(self, request: Subscribe | Unsubscribe | LeaseAnswered | Pushed) -> None:
        await (await self.send(request)).confirmed()


def app_over(
    log: KeptLog,
    *,
    names: KeptNames | None = None,
    access: Access | None = None,
    limit: int = LIMIT,
    feeds: KeptFeeds | None = None,
) -> FastAPI:
    once = PublishedOnce(names or KeptNames(), log.publish, log.pending)
    of_feeds = feeds or KeptFeeds()
    return ingest_app(Parts(log, once, access or Access(), limit, FeedsParts(of_feeds, of_feeds, allow_private=False)))


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

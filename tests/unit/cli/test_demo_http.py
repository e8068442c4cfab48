"""The demo's conversations, held with the real ingest and view applications."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from services.cli.demo_documents import DemoDocument
from services.cli.demo_http import DemoError, send, wait_until_shown
from services.view.http import create_app
from services.view.store import Store
from tests.unit.cli.test_demo_documents import document
from tests.unit.ingest.receiver.kept_log import KeptLog, app_over
from tests.unit.view.example_records import entry, put, related

HERE = "http://here.example"


@pytest.fixture
def log() -> KeptLog:
    return KeptLog()


@pytest.fixture
async def ingest(log: KeptLog) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(app_over(log))) as client:
        yield client


@pytest.fixture
async def view(store: Store) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(create_app(store))) as client:
        yield client


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "view.sqlite3") as opened:
        yield opened


async def deliver(client: AsyncClient, *documents: DemoDocument, patience: float = 60) -> int:
    done: list[None] = []
    await send(client, HERE, documents, lambda: done.append(None), patience)
    return len(done)


async def test_documents_arrive_in_order_as_they_were_observed(ingest: AsyncClient, log: KeptLog) -> None:
    with_url, without = document("1", 1, "https://a.example/x?y=z&q=ü"), document("2", 2)
    assert await deliver(ingest, with_url, without) == 2
    for message, sent in zip(log.messages, [with_url, without], strict=True):
        headers = dict(message.headers)
        assert message.article_id == sent.article_id
        assert message.value == sent.body
        assert headers["ce_id"] == sent.ce_id.encode()
        assert headers["ce_time"] == sent.observed_at.isoformat().encode()
        assert headers["content-type"] == b"text/html"
        assert headers.get("ce_subject") == (sent.url.encode() if sent.url else None)


async def test_what_the_broker_did_not_confirm_is_sent_again(ingest: AsyncClient, log: KeptLog) -> None:
    log.unconfirmed = 1
    assert await deliver(ingest, document("1")) == 1
    assert len(log.messages) == 1


async def test_it_gives_up_after_the_time_and_says_where_it_was(ingest: AsyncClient, log: KeptLog) -> None:
    log.unconfirmed = 1000
    with pytest.raises(DemoError, match=r"503.*sending 1.*run the demo again"):
        await deliver(ingest, document("1"), patience=0)
    assert log.messages == []


async def test_a_refusal_is_not_tried_again(ingest: AsyncClient, log: KeptLog) -> None:
    with pytest.raises(DemoError, match="413"):
        await deliver(ingest, document("large", body=b"x" * 1001))
    assert log.messages == []


async def test_the_view_is_complete_when_it_shows_what_the_log_says(store: Store, view: AsyncClient) -> None:
    record = related("a", entry("b"))
    views = {record.article.id: record}
    with pytest.raises(DemoError, match="1 of 1 articles"):
        await wait_until_shown(view, HERE, views, patience=0)
    put(store, related("a"))  # the same time, but not yet the same list
    with pytest.raises(DemoError, match="1 of 1 articles"):
        await wait_until_shown(view, HERE, views, patience=0)
    put(store, record)
    await wait_until_shown(view, HERE, views, patience=0)


async def test_a_view_that_is_ahead_of_what_was_read_is_complete_too(store: Store, view: AsyncClient) -> None:
    record = related("a", entry("b"))
    put(store, record.model_copy(update={"related": [], "updated": record.updated + timedelta(seconds=1)}))
    await wait_until_shown(view, HERE, {record.article.id: record}, patience=0)

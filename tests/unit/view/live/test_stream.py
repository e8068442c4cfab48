"""GET /v1/changes over a real connection, while a store is saved to."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import httpx
import pytest

from services.runtime.http_server import http_server
from services.view.http import create_app
from services.view.live import change_stream
from services.view.live.position import read, written
from services.view.live.waiting_events import WaitingEvents
from services.view.resume import Mark
from services.view.store import Store
from tests.unit.view.live.event_stream import Event, EventSource, Kept
from tests.unit.view.live.log_of_articles import NOW, RELATED, Chosen, Log, Replica, id_of
from tests.waiting import until

NAMES = [f"story-{number}" for number in range(20)]


@pytest.fixture
def replica(store: Store, monkeypatch: pytest.MonkeyPatch) -> Replica:
    monkeypatch.setattr(change_stream, "RETRY_MS", (1, 1))
    store.begin_anew("cluster", NOW)
    replica = Replica(store, Log())
    replica.take(RELATED, 0, 0)
    return replica


@asynccontextmanager
async def served(replica: Replica) -> AsyncIterator[int]:
    app = create_app(replica.store)
    async with http_server(app, "127.0.0.1", 0, variables="none") as port, app.state.changes:
        yield port


@asynccontextmanager
async def listening(port: int, last_event_id: str | None = None, **asked: str) -> AsyncIterator[AsyncIterator[Event]]:
    headers = {"last-event-id": last_event_id} if last_event_id else {}
    async with (
        httpx.AsyncClient(timeout=20, trust_env=False) as client,
        client.stream("GET", f"http://127.0.0.1:{port}/v1/changes", params=asked, headers=headers) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        source = EventSource()

        async def events() -> AsyncIterator[Event]:
            async for piece in answer.aiter_bytes():
                for event in source.read(piece):
                    yield event

        yield events()


async def save(replica: Replica) -> None:
    await asyncio.to_thread(replica.take_all)


async def test_what_comes_is_told_once_it_is_saved(replica: Replica) -> None:
    replica.log.write("before", "coast.example", "harbour")
    replica.take_all()
    async with served(replica) as port, listening(port) as events:
        replica.log.write("ant", "coast.example", "harbour")
        await save(replica)
        first = await anext(events)
        assert first.type == "change"
        assert first.data == {
            "id": id_of("ant"),
            "change": "updated",
            "article": {"id": id_of("ant")},
            "related_count": 1,
        }
        replica.log.retract("ant")
        await save(replica)
        gone = await anext(events)
        assert gone.data == {"id": id_of("ant"), "change": "gone", "article": None, "related_count": None}
    async with served(replica) as port, listening(port, first.id) as events:
        assert (await anext(events)).data == gone.data
    async with served(replica) as port, listening(port, **{"from": "beginning"}) as events:
        assert (await anext(events)).data["id"] == id_of("before")


async def test_an_id_of_another_log_is_answered_by_a_reset_and_everything(replica: Replica) -> None:
    replica.log.write("ant", "coast.example", "harbour")
    replica.take_all()
    replica.look()
    elsewhere = written(replica.known).replace("A", "B")
    async with served(replica) as port, listening(port, last_event_id=elsewhere) as events:
        reset = await anext(events)
        assert (reset.type, list(reset.data)) == ("reset", ["why"])
        assert (await anext(events)).data["id"] == id_of("ant")
    async with served(replica) as port, listening(port, reset.id) as events:
        assert (await anext(events)).data["id"] == id_of("ant"), "cut off after the reset it is not reset again"


async def test_a_topic_that_is_made_anew_ends_the_streams(replica: Replica) -> None:
    async with served(replica) as port, listening(port) as events:
        await asyncio.to_thread(replica.store.begin_anew, "cluster made anew", NOW)
        assert [event async for event in events] == []


@pytest.mark.expects_log("live changes cannot be read")
async def test_a_store_that_cannot_be_read_ends_the_streams(replica: Replica) -> None:
    async with served(replica) as port, listening(port) as events:
        with replica.store.file.transaction() as db:
            db.execute("DROP TABLE articles")
        await asyncio.to_thread(replica.store.save, [], {(RELATED, 0): Mark(5)})
        assert [event async for event in events] == []


async def test_an_idle_stream_carries_the_position(replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_stream, "HEARTBEAT", 0.05)
    async with served(replica) as port, httpx.AsyncClient(timeout=20, trust_env=False) as client:
        url = f"http://127.0.0.1:{port}/v1/changes?publisher=elsewhere.example"
        async with client.stream("GET", url) as answer:
            source = EventSource()
            pieces = answer.aiter_bytes()
            replica.log.write("ant", "coast.example", "harbour")
            await save(replica)
            replica.look()

            async def newest() -> bool:
                assert list(source.read(await anext(pieces))) == []
                return (
                    source.last_event_id is not None and read(source.last_event_id).position == replica.known.position
                )

            await until(newest, "the idle client knows what it needs not be told")


async def test_streams_end_when_the_view_stops(replica: Replica) -> None:
    async with served(replica) as port:
        opened = listening(port)
        events = await opened.__aenter__()
    assert [event async for event in events] == [], "the answer was ended, not broken off"
    await opened.__aexit__(None, None, None)


async def test_a_slow_client_is_cut_off_and_goes_on(replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    ended, end = asyncio.Event(), WaitingEvents.end

    def told(waiting: WaitingEvents) -> None:
        ended.set()
        end(waiting)

    monkeypatch.setattr(WaitingEvents, "end", told)
    replica.log.padding = "x" * 20_000

    async def cut_off() -> bool:
        for name in NAMES:
            replica.log.write(name, "coast.example", "harbour")
        await save(replica)
        return ended.is_set()

    source, kept = EventSource(), Kept()
    async with served(replica) as port:
        with socket.socket() as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            await asyncio.to_thread(slow.connect, ("127.0.0.1", port))
            slow.sendall(b"GET /v1/changes?from=beginning HTTP/1.1\r\nHost: view\r\n\r\n")
            await until(cut_off, "the client that does not read is cut off")
            answer = await asyncio.to_thread(_read_to_its_end, slow)
        for event in source.read(b"".join(_chunks(answer))):
            kept.take(event)
        assert kept.articles != replica.log.matching(Chosen())
        async with listening(port, source.last_event_id) as events:
            while kept.articles != replica.log.matching(Chosen()):
                kept.take(await anext(events))
        assert kept.resets == 0


def _read_to_its_end(connection: socket.socket) -> bytes:
    """All that comes; the answer has ended with its last chunk."""
    received = b""
    while not received.endswith(b"\r\n0\r\n\r\n"):
        piece = connection.recv(1 << 16)
        assert piece, "broken off"
        received += piece
    return received


def _chunks(answer: bytes) -> list[bytes]:
    """The body of a chunked answer (RFC 9112, section 7.1)."""
    _, _, rest = answer.partition(b"\r\n\r\n")
    chunks = []
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        chunks.append(rest[: int(size, 16)])
        rest = rest[int(size, 16) + 2 :]
    return chunks


CHOSEN = [Chosen(), Chosen(name=NAMES[3]), Chosen(publisher="hill.example"), Chosen(word="tunnel")]


@pytest.mark.parametrize("seed", range(3))
async def test_clients_that_come_and_go_under_load_end_with_what_there_is(replica: Replica, seed: int) -> None:
    random = Random(seed)
    written_all = asyncio.Event()
    async with served(replica) as port:

        async def client(chosen: Chosen) -> tuple[Chosen, Kept]:
            kept, last_event_id = Kept(), None
            while True:
                asked = {"article": chosen.name and id_of(chosen.name), "publisher": chosen.publisher, "q": chosen.word}
                given: dict[str, Any] = {name: value for name, value in asked.items() if value}
                async with listening(port, last_event_id, **given, **{"from": "beginning"}) as events:
                    for _ in range(random.randint(0, 30)):
                        if written_all.is_set() and kept.articles == replica.log.matching(chosen):
                            return chosen, kept
                        try:
                            event = await asyncio.wait_for(anext(events), 0.5)
                        except TimeoutError:
                            break
                        last_event_id = event.id
                        kept.take(event)

        async def writer() -> None:
            for _ in range(150):
                name = random.choice(NAMES)
                match random.random():
                    case chance if chance < 0.1:
                        replica.log.retract(name)
                    case chance if chance < 0.5:
                        replica.log.relist(name)
                    case _:
                        publisher = random.choice(["coast.example", "hill.example"])
                        replica.log.write(name, publisher, random.choice(["harbour", "tunnel"]))
                await save(replica)
            written_all.set()

        clients = [asyncio.create_task(client(chosen)) for chosen in CHOSEN * 3]
        await writer()
        for chosen, kept in await asyncio.wait_for(asyncio.gather(*clients), 60):
            assert kept.articles == replica.log.matching(chosen)
            assert kept.resets == 0
